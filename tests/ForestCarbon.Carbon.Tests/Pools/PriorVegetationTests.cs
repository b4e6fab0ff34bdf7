using ForestCarbon.Carbon.Pools;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Tests.Pools;

/// <summary>What stood before a project, as AR-TOOL14 v04.2 makes a baseline of it. b_FOREST and Δb_FOREST in these cases are invented: the tables they stand in were not read.</summary>
public sealed class PriorVegetationTests
{
    private static readonly Citation Invented = new("检验算例（虚构）", "c");

    // Worked in fractions from eq. (10), (21), (26), (27) [S10] with the tool's defaults: R 0.25, CF 0.47, BDR 0.10, R_S 0.40, CF_S 0.47; A 12.5 ha, b 120 t/ha, Δb 4.5 t/(ha·a).
    [Fact]
    public void Stocks_and_growth_are_those_worked_by_hand()
    {
        Near.Equal(96.9375, CrownCover.TreeStock(12.5, 0.03, 120, 0.25, 0.47));
        Near.Equal(3.63515625, CrownCover.TreeGrowth(12.5, 0.03, 4.5, 0.25, 0.47, 1));
        Near.Equal(126.665, CrownCover.ShrubStock(12.5, 0.35, 0.05, 0.10, 120, 0.40, 0.47));
    }

    [Theory]
    [InlineData(1, 3.63515625)]
    [InlineData(20, 3.63515625)]
    [InlineData(21, 0)] // steady after the twentieth year
    public void Trees_grow_for_twenty_years(int year, double growth) => Near.Equal(growth, CrownCover.TreeGrowth(12.5, 0.03, 4.5, 0.25, 0.47, year));

    [Theory]
    [InlineData(0.0499, 0)]
    [InlineData(0.05, 18.095)]
    public void Shrubs_count_from_five_per_cent(double cover, double stock) => Near.Equal(stock, CrownCover.ShrubStock(12.5, cover, 0.05, 0.10, 120, 0.40, 0.47));

    [Theory]
    [InlineData(80, 1.1, 74, 1, 25.666666666666668)] // 44/12 · 10 · (88 − 74)/20
    [InlineData(120, 1.1, 70, 1, 29.333333333333332)] // 3.1 tC/(ha·a) is cut to 0.8: 44/12 · 10 · 0.8
    [InlineData(80, 1.1, 74, 20, 25.666666666666668)]
    [InlineData(80, 1.1, 74, 21, 0)]
    public void Soil_gains_for_twenty_years_and_never_more_than_the_cap(double reference, double factor, double initial, int year, double change) =>
        Near.Equal(change, SoilCarbon.Change(10, reference, factor, initial, year), 1e-12);

    [Fact]
    public void Dead_wood_is_a_share_of_the_trees() => Near.Equal(25, DeadMatter.Stock(1000, 0.025));

    [Fact]
    public void The_sheet_gives_the_baseline_of_the_readable_functions_for_twenty_years_and_none_after()
    {
        var sheet = ExAnte.Of(Case() with { Prior = Prior(new PriorStratum("S1", "荒山", One(12.5), One(0.03), One(0.35), One(0.05)), new PriorStratum("S2", "草地", One(4), One(0), One(0), One(0))) });

        var shrubs = (CrownCover.ShrubStock(12.5, 0.05, 0.05, 0.10, 120, 0.40, 0.47) - CrownCover.ShrubStock(12.5, 0.35, 0.05, 0.10, 120, 0.40, 0.47)) / 20;
        Assert.All(Enumerable.Range(2027, 18), y => Near.Equal(CrownCover.TreeGrowth(12.5, 0.03, 4.5, 0.25, 0.47, y - 2024) + shrubs, sheet.Value($"BSL.{y}")!.Value, 1e-12));
        Assert.Equal([0, 0], new[] { 2045, 2046 }.Select(y => sheet.Value($"BSL.{y}")!.Value)); // the project starts in 2025: 2044 is its twentieth year
        Assert.NotNull(sheet.Value(ExAnte.Total));
        Assert.Empty(sheet.Missing);
    }

    [Fact]
    public void A_parameter_nobody_read_leaves_the_baseline_missing_and_is_named_once()
    {
        var sheet = ExAnte.Of(Case() with { Prior = Prior(new PriorStratum("S1", "荒山", One(12.5), One(0.03), One(0), One(0))) with { ForestIncrement = One(null) } });

        Assert.Equal("db_F", Assert.Single(sheet.Missing).Key);
        Assert.Null(sheet.Value(ExAnte.Total));
        Assert.NotNull(sheet.Value("CDR.2046")); // steady by then
    }

    [Fact]
    public void Bare_ground_waits_for_no_parameter()
    {
        var sheet = ExAnte.Of(Case() with { Prior = Prior(new PriorStratum("S1", "裸地", One(12.5), One(0), One(0), One(0))) with { ForestIncrement = One(null), ForestAgb = One(null) } });

        Assert.Empty(sheet.Missing);
        Assert.All(Enumerable.Range(2027, 20), y => Assert.Equal(0, sheet.Value($"BSL.{y}")));
    }

    [Fact]
    public void An_entered_baseline_comes_before_a_computed_one()
    {
        var entered = Enumerable.Repeat(One(null), 20).ToArray();
        entered[3] = One(7);

        var sheet = ExAnte.Of(Case() with { BaselineT = entered, Prior = Prior(new PriorStratum("S1", "荒山", One(12.5), One(0.03), One(0), One(0))) });

        Assert.Equal(7, sheet.Value("BSL.2030"));
        Near.Equal(3.63515625, sheet.Value("BSL.2031")!.Value, 1e-12);
    }

    [Fact]
    public void Of_managed_stands_only_what_management_adds_counts() // AR-CM-003 [M]: the baseline is the growth of the same stands
    {
        ExpectedStratum Stands(double yearly) => new("1", "杉木", [new("1", "杉木", One(1), One(1), One(1), One(0), One(12.0 / 44), [.. Enumerable.Range(0, 21).Select(i => One(yearly * i))])]);

        var sheet = ExAnte.Of(Case() with { Strata = [Stands(9)], WithoutProject = [Stands(5)], NonPermanenceRate = One(0) });

        Assert.All(Enumerable.Range(2027, 20), y => Near.Equal(4, sheet.Value(ExAnte.Year(y))!.Value, 1e-12));
    }

    [Fact]
    public void Dead_matter_counts_where_the_methodology_holds_a_share()
    {
        var sheet = ExAnte.Of(Case() with { BaselineT = [.. Enumerable.Repeat(One(0), 20)], DeadPools = [new("DW", "DW", "枯死木", One(0.02)), new("LI", "LI", "枯落物", One(0.03))] });

        Near.Equal(0.9 * 10 * 1.05, sheet.Value("CDR.2030")!.Value, 1e-12);
    }

    private static Given One(double? value) => new(value, Invented);

    private static PriorVegetation Prior(params PriorStratum[] strata) => new(2025, strata, One(120), One(4.5), One(0.25), One(0.47), One(0.10), One(0.40), One(0.47), One(0.05));

    private static ExAnteCase Case() => new(
        Invented, new(2027, 1, 1), new(2046, 12, 31), [new("1", "杉木", [new("1", "杉木", One(1), One(1), One(1), One(0), One(12.0 / 44), [.. Enumerable.Range(0, 21).Select(i => One(10.0 * i))])])],
        [.. Enumerable.Repeat(One(0), 20)], [.. Enumerable.Repeat(One(null), 20)], [.. Enumerable.Repeat(One(0), 20)], One(0.1));
}
