namespace ForestCarbon.Architecture.Tests;

public sealed class CountyClockTests
{
    private static readonly string[] MachineClocks = ["DateTime.Today", "DateTime.Now", "DateTimeOffset.Now", "AddHours(8)", "DateTime.UtcNow.Year"];

    [Fact]
    public void The_day_is_read_from_the_countys_clock_only() =>
        Rule.Holds(SourceFile.In("src", ".cs", ".cshtml").SelectMany(Violations));

    [Theory]
    [InlineData("var day = DateOnly.FromDateTime(DateTime.Today);")]
    [InlineData("var day = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));")]
    public void A_day_from_the_machines_clock_is_seen(string source) => Assert.NotEmpty(Violations(new("src/ForestCarbon.Web/New.cs", source)));

    private static IEnumerable<string> Violations(SourceFile file) =>
        MachineClocks.Where(clock => file.Text.Contains(clock, StringComparison.Ordinal)).Select(clock => $"{file.Path} reads {clock}");
}
