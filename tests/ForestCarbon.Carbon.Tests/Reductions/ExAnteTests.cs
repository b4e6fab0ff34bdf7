using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Tests.Reductions;

public sealed class ExAnteTests
{
    private static readonly Citation Invented = new("检验算例（虚构）", "c");

    // A part whose volume is its stock: 1 ha, and factors that make 1 tCO₂e of 1 m³.
    private static ExpectedStratum Stratum(string code, string name, IEnumerable<double?> stocks) =>
        new(code, name, [new(code, name, One(1), One(1), One(1), One(0), One(12.0 / 44), [.. stocks.Select(One)])]);

    private static Given One(double? value) => new(value, Invented);

    private static ExAnteCase Case(int years, Func<int, double?> stock, double? baseline = 0, DateOnly? from = null, DateOnly? to = null) =>
        new(Invented, from ?? new(2027, 1, 1), to ?? new(2026 + years, 12, 31), [Stratum("1", "杉木", Enumerable.Range(0, years + 1).Select(stock)), Stratum("2", "木荷", Enumerable.Range(0, years + 1).Select(i => (double?)i))],
            Of(0, years), Of(baseline, years), Of(0, years), One(0.1));

    private static Given[] Of(double? value, int years) => [.. Enumerable.Repeat(One(value), years)];

    [Fact]
    public void Each_year_is_the_growth_of_all_strata_less_the_deduction_and_the_years_add_up()
    {
        var sheet = ExAnte.Of(Case(20, i => 50.0 * i * i));

        foreach (var i in Enumerable.Range(1, 20))
            Near.Equal(Reduction.Of((50.0 * i * i) - (50.0 * (i - 1) * (i - 1)) + 1, 0, 0, 0.1, 0).ReductionT, sheet.Value(ExAnte.Year(2026 + i))!.Value, 1e-12);
        Near.Equal(0.9 * ((50.0 * 400) + 20), sheet.Value(ExAnte.Total)!.Value, 1e-12);
        Near.Equal(sheet.Value(ExAnte.Total)!.Value / 20, sheet.Value("mean")!.Value, 1e-12);
    }

    [Fact]
    public void A_year_of_loss_is_not_made_smaller() =>
        Near.Equal(-99, ExAnte.Of(Case(20, i => i == 5 ? 0 : 100)).Value(ExAnte.Year(2031))!.Value, 1e-12);

    [Fact]
    public void A_stratum_without_growth_leaves_its_years_and_the_total_missing()
    {
        var sheet = ExAnte.Of(Case(20, i => i == 20 ? null : 10));

        Assert.Null(sheet.Value(ExAnte.Year(2046)));
        Assert.NotNull(sheet.Value(ExAnte.Year(2045)));
        Assert.Null(sheet.Value(ExAnte.Total));
        Assert.Equal("V.1.2046", Assert.Single(sheet.Missing).Key);
    }

    [Theory, InlineData(19), InlineData(41)]
    public void Other_than_20_to_40_years_are_refused(int years) => Assert.Throws<ArgumentException>(() => ExAnte.Of(Case(years, _ => 1)));

    [Fact]
    public void A_year_that_the_period_only_touches_gives_the_growth_of_its_days()
    {
        var sheet = ExAnte.Of(Case(21, i => 100.0 * i, from: new(2027, 7, 2), to: new(2047, 7, 1)));

        Near.Equal(0.9 * 101 * 183 / 365, sheet.Value(ExAnte.Year(2027))!.Value, 1e-12);
        Near.Equal(0.9 * 101, sheet.Value(ExAnte.Year(2030))!.Value, 1e-12);
        Near.Equal(0.9 * 101 * 182 / 365, sheet.Value(ExAnte.Year(2047))!.Value, 1e-12);
        Near.Equal(sheet.Value(ExAnte.Total)!.Value / 20, sheet.Value(ExAnte.Mean)!.Value, 1e-12);
    }

    [Fact]
    public void Stock_is_that_of_the_readable_conversion_and_twice_the_area_is_twice_the_reduction()
    {
        var fir = Carbon.Biomass.FactorSet.ArCm001V01.Find("310")!;
        ExAnteCase Of(double areaHa) => Case(20, i => i) with
        {
            Strata = [new("1", "杉木", [new("1", "杉木", One(areaHa), One(fir.WoodDensity), One(fir.Bef.Value), One(fir.RootShoot), One(fir.CarbonFraction), [.. Enumerable.Range(0, 21).Select(i => One(7.5 * i))])])],
        };
        var (once, twice) = (ExAnte.Of(Of(12.5)), ExAnte.Of(Of(25)));

        Near.Equal(Carbon.Biomass.StandBiomass.CarbonStock(new(12.5), new(75), fir).Value, once.Value("C.1.2036")!.Value, 1e-12);
        Near.Equal(2 * once.Value(ExAnte.Total)!.Value, twice.Value(ExAnte.Total)!.Value, 1e-12);
    }

    // Worked by hand from the factors of the fact sheet §5 [M]: 1 ha reaches V m³/ha in the last of 20 years by equal steps; K = 0.1.
    [Theory]
    [InlineData("310", 100, 119.1744740853333, 5.362851333839998)] // 杉木 100·0.307·1.634·1.246·0.52·44/12
    [InlineData("220", 80, 89.59037917866665, 4.031567063039999)] // 马尾松 80·0.38·1.472·1.187·0.46·44/12
    [InlineData("480", 60, 155.79046346863996, 7.010570856088798)] // 木荷 60·0.598·1.894·1.258·0.497·44/12
    public void A_hectare_worked_by_hand_comes_out_the_same(string species, double volume, double stock, double yearly)
    {
        var f = Carbon.Biomass.FactorSet.ArCm001V01.Find(species)!;
        var sheet = ExAnte.Of(Case(20, i => i) with
        {
            Strata = [new("1", species, [new("1", species, One(1), One(f.WoodDensity), One(f.Bef.Value), One(f.RootShoot), One(f.CarbonFraction), [.. Enumerable.Range(0, 21).Select(i => One(volume * i / 20))])])],
        });

        Near.Equal(stock, sheet.Value("C.1.2046")!.Value, 1e-12);
        Near.Equal(yearly, sheet.Value(ExAnte.Year(2027))!.Value, 1e-11);
        Near.Equal(20 * yearly, sheet.Value(ExAnte.Total)!.Value, 1e-11);
    }

    [Fact]
    public void The_same_sheet_has_the_same_hash_and_another_mark_another() // what a reader relies on when he compares two files
    {
        var case20 = Case(20, i => 2.5 * i);

        Assert.Equal(ExAnte.Of(case20).Sha256(), ExAnte.Of(case20).Sha256());
        Assert.NotEqual(ExAnte.Of(case20).Sha256(), ExAnte.Of(case20 with { NonPermanenceRate = new Given(0.1, Invented with { Mark = "M" }) }).Sha256());
    }
}
