using ForestCarbon.Inventory.Imports;

namespace ForestCarbon.Inventory.Tests.Imports;

public sealed class ValueReadingTests
{
    [Theory]
    [InlineData(0.12345678901234566)]
    [InlineData(98765.432109876543)]
    [InlineData(1.7976931348623157e300)]
    public void A_double_keeps_all_its_digits(double given)
    {
        Assert.True(ValueReading.TryRead("x", new ColumnType("double precision", 53, null), given, out var read, out _));
        Assert.Equal(given, read);
    }

    [Fact]
    public void A_double_goes_into_an_exact_column_by_its_shortest_text()
    {
        Assert.True(ValueReading.TryRead("x", new ColumnType("numeric", 28, 17), 0.12345678901234566, out var read, out var rounded));
        Assert.Equal(0.12345678901234566m, read);
        Assert.False(rounded);
    }
}
