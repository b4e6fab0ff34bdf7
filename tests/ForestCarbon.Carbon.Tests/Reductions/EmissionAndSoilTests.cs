using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Pools;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Tests.Reductions;

/// <summary>Lines of a sheet beside living biomass: emissions by their equations, and soil.</summary>
public sealed class EmissionAndSoilTests
{
    private static readonly Citation Invented = new("检验算例（虚构）", "c");

    private static Given Of(double? value) => new(value, Invented);

    private static ExAnteCase ExAnteOf(DateOnly from, DateOnly to, Func<int, Given>? emission = null) => new(
        Invented, from, to, [new("1", "杉木", [new("1", "杉木", Of(1), Of(1), Of(1), Of(0), Of(12.0 / 44), [.. Enumerable.Range(0, to.Year - from.Year + 2).Select(i => Of(10.0 * i))])])],
        [.. Enumerable.Range(from.Year, to.Year - from.Year + 1).Select(y => emission?.Invoke(y) ?? Of(0))], [.. Enumerable.Repeat(Of(0), to.Year - from.Year + 1)], [.. Enumerable.Repeat(Of(0), to.Year - from.Year + 1)], Of(0.1));

    private static ExPostCase ExPostOf(DateOnly from, DateOnly to) => new(
        Invented, from, to, [new("1", "碳层", BiomassPool.Trees, Of(10), Of(0.47), Invented, [new("1", 20, 30), new("2", 22, 33)])], PrecisionRule.ArCm, 0.9, Of(0), Of(0), Of(0), Of(0.1), Of(0));

    private static double Student(double outside, long degrees) => 2;

    // 0.5·(4.7·28 + 0.26·265) = 100.25 of 10 ha with 100 t d.m./ha; the second worked by 44/12·0.47·1.4·1.5·2.
    [Theory]
    [InlineData("fire-emission", new[] { 10.0, 100, 0.5, 4.7, 0.26, 28, 265 }, 100.25)]
    [InlineData("cleared-shrubs", new[] { 1.5, 2, 0.4, 0.47 }, 7.238)]
    public void An_equation_worked_by_hand_comes_out_the_same(string equation, double[] inputs, double tonnes) => Near.Equal(tonnes, EmissionEquation.Find(equation)!.Tco2e(inputs), 1e-12);

    [Fact]
    public void Fires_are_those_of_the_readable_function()
    {
        var chance = new Random(3);
        foreach (var _ in Enumerable.Range(0, 100))
        {
            double[] i = [.. EmissionEquation.Fire.Inputs.Select(input => input.IsShare ? chance.NextDouble() : 300 * chance.NextDouble())];
            Near.Equal(FireEmission.Tco2e(i[0], i[1], i[2], i[3], i[4], i[5], i[6]), EmissionEquation.Fire.Tco2e(i), 1e-12);
        }
    }

    [Fact]
    public void An_emission_of_two_things_is_their_sum_and_every_input_is_a_line()
    {
        EmissionTerm[] terms = [new(EmissionEquation.ClearedShrubs, [1.5, 2, 0.4, 0.47]), new(EmissionEquation.Fire, [10, 100, 0.5, 4.7, 0.26, 28, 265])];

        var sheet = ExAnte.Of(ExAnteOf(new(2027, 1, 1), new(2046, 12, 31), y => y == 2030 ? Of(null) with { Terms = terms } : Of(0)));

        Near.Equal(7.238 + 100.25, sheet.Value("GHG.2030")!.Value, 1e-12);
        Near.Equal(sheet.Value("dC.2030")!.Value - 107.488, sheet.Value("net.2030")!.Value, 1e-9);
        Assert.Equal([1.5, 2, 0.4, 0.47], EmissionEquation.ClearedShrubs.Inputs.Select(i => sheet.Value($"GHG1.{i.Key}.2030")!.Value));
        Assert.Equal(0, sheet.Value("GHG.2031"));
        Assert.Empty(sheet.Missing);
    }

    [Fact]
    public void Who_verified_the_figure_has_compared_its_equation_too()
    {
        ExPostCase With(bool isRead) => ExPostOf(new(2024, 1, 1), new(2026, 12, 31)) with
        {
            EmissionT = new Given(100.25, new Citation("火场调查", "S1") { IsRead = isRead, NeedsReading = true }) { Terms = [new(EmissionEquation.Fire, [10, 100, 0.5, 4.7, 0.26, 28, 265])] },
        };

        Assert.All(ExPost.Of(With(false), Student).Lines.Where(l => l.Key.StartsWith("GHG", StringComparison.Ordinal)), l => Assert.False(l.Citation.MaySubmit));
        Assert.All(ExPost.Of(With(true), Student).Lines.Where(l => l.Key.StartsWith("GHG", StringComparison.Ordinal)), l => Assert.True(l.Citation.MaySubmit));
    }

    // Below the limit of 0.8 t C/(ha·a), and above it.
    [Theory, InlineData(60, 48), InlineData(90, 40)]
    public void Soil_changes_in_the_first_twenty_years_and_not_after_them(double reference, double initial)
    {
        const double areaHa = 12.5;
        var sheet = ExAnte.Of(ExAnteOf(new(2027, 1, 1), new(2056, 12, 31)) with { Soil = new(2026, Of(areaHa), Of(reference), Of(1), Of(initial)) });

        foreach (var year in Enumerable.Range(2027, 30))
            Near.Equal(SoilCarbon.Change(areaHa, reference, 1, initial, year - 2025), sheet.Value($"dSOC.{year}")!.Value, 1e-12);
        Near.Equal(0.9 * (10 + SoilCarbon.Change(areaHa, reference, 1, initial, 2)), sheet.Value(ExAnte.Year(2027))!.Value, 1e-12);
        Assert.Equal("s = ΔC + ΔC_SOC − GHG_E − CR_bsl − LK", sheet["net.2027"].Equation);
    }

    [Fact]
    public void Of_a_period_soil_counts_the_days_within_its_years()
    {
        var (from, to) = (new DateOnly(2043, 7, 2), new DateOnly(2046, 12, 31)); // 183 days of 2043, 2044, 2045, and nothing of 2046

        var sheet = ExPost.Of(ExPostOf(from, to) with { Soil = new(2026, Of(10), Of(60), Of(1), Of(48)) }, Student);

        Near.Equal(183 / 365.0 + 2, sheet.Value("SOC_years")!.Value, 1e-12);
        Near.Equal(sheet.Value("SOC_years")!.Value * SoilCarbon.Change(10, 60, 1, 48, 18), sheet.Value("dSOC")!.Value, 1e-12);
        Near.Equal(sheet.Value("dC.trees")!.Value + sheet.Value("dSOC")!.Value, sheet.Value("CR")!.Value, 1e-12);
    }

    [Fact]
    public void Soil_of_which_a_figure_is_missing_leaves_the_year_missing()
    {
        var sheet = ExAnte.Of(ExAnteOf(new(2027, 1, 1), new(2046, 12, 31)) with { Soil = new(2026, Of(10), new Given(null, new Citation("参考储量未读到", "?")), Of(1), Of(48)) });

        Assert.Null(sheet.Value(ExAnte.Total));
        Assert.Equal("SOC_ref", Assert.Single(sheet.Missing).Key);
    }

    [Fact]
    public void Carbon_of_shrubs_is_that_of_their_crown_cover_at_full_cover() =>
        Near.Equal(CrownCover.ShrubStock(3, 1, 0.05, 1, 4, 0.4, 0.47), EmissionEquation.ClearedShrubs.Tco2e([3, 4, 0.4, 0.47]), 1e-12);
}
