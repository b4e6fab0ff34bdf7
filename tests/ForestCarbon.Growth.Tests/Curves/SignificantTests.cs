using ForestCarbon.Growth.Curves;

namespace ForestCarbon.Growth.Tests.Curves;

public sealed class SignificantTests
{
    [Theory]
    [InlineData(1255.53, 5, "1255.5"), InlineData(1032.4, 3, "1030"), InlineData(0.081234, 3, "0.0812"), InlineData(9_876_543, 3, "9880000"), InlineData(2.5, 3, "2.50")]
    [InlineData(0, 3, "0"), InlineData(-45.678, 3, "-45.7"), InlineData(12_345_678, 3, "1.23E+07"), InlineData(0.00000012345, 3, "1.23E-07")]
    public void A_figure_has_so_many_significant_digits_and_no_exponent_below_ten_million(double value, int digits, string shown) => Assert.Equal(shown, Significant.Of(value, digits));
}
