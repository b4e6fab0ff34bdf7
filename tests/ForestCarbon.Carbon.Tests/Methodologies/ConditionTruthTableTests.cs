using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;

namespace ForestCarbon.Carbon.Tests.Methodologies;

/// <summary>Each condition with each of its inputs missing, below, at and above its limit.</summary>
public sealed class ConditionTruthTableTests
{
    private static readonly DateOnly Start = new(2027, 1, 1);
    private static readonly Methodology V01 = MethodologyCatalogue.Find("CCER-14-001-V01")!;

    private static ConditionParameters Parameters(params (string Key, decimal? Value)[] changed)
    {
        var values = V01.Parameters.Concat(MethodologyCatalogue.CountyFacts).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        foreach (var (key, value) in changed)
            values[key] = value;
        return new ConditionParameters(values);
    }

    private static string Judge(string check, PieceFacts piece, params (string Key, decimal? Value)[] changed) =>
        ConditionChecks.Find(check)(piece, Parameters(changed)).Key;

    private static LandRecord On(string date, LandKind kind, bool conflicts = false) => new(DateOnly.ParseExact(date, "yyyy-MM-dd", null), "x", kind, conflicts);

    private static PieceFacts With(params LandRecord[] history) => new() { Start = Start, History = history };

    private static LandRecord[] Bare(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(y => On($"{y}-12-31", LandKind.Plantable))];

    // a ------------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData(2023, 2025, "non-forest")] // before the window, and both years in it
    [InlineData(2024, 2025, "non-forest-after-gap")] // the window begins 12 months before its first record: it passes and says by what
    [InlineData(2023, 2024, "record-gap")] // 24 months between the last record and the start
    [InlineData(2025, 2025, "record-gap")] // 24 months between the window's beginning and its first record
    [InlineData(2020, 2023, "no-record")]
    public void Land_class_records_must_cover_the_three_years_before_the_start(int from, int to, string expected) =>
        Assert.Equal(expected, Judge("non-forest-years", With(Bare(from, to))));

    [Theory]
    [InlineData("2024-01-01", "non-forest")] // a record on the window's first day leaves no gap
    [InlineData("2024-01-02", "non-forest-after-gap")]
    [InlineData("2025-07-01", "non-forest-after-gap")] // 18 months to the day
    [InlineData("2025-07-02", "record-gap")]
    public void A_window_that_begins_without_a_record_says_what_let_it_pass(string first, string expected)
    {
        // No gap after the first record is longer than the rule lets it be.
        var days = new[] { first, "2025-06-01", "2025-12-31" }.Where(day => string.CompareOrdinal(day, first) >= 0);

        Assert.Equal(expected, Judge("non-forest-years", With([.. days.Select(day => On(day, LandKind.Plantable))])));
    }

    [Theory]
    [InlineData("2023-12-31", "cleared-at-edge")] // a day before the window: when it was cleared is not known
    [InlineData("2024-01-01", "was-forest")] // the window's first day
    [InlineData("2025-12-31", "was-forest")]
    public void Forest_in_the_window_fails_and_forest_just_before_it_needs_evidence(string forestOn, string expected)
    {
        var history = Bare(2023, 2025).Where(r => r.On != DateOnly.ParseExact(forestOn, "yyyy-MM-dd", null)).Append(On(forestOn, LandKind.Forest)).OrderBy(r => r.On).ToArray();

        Assert.Equal(expected, Judge("non-forest-years", With(history)));
    }

    [Theory]
    [InlineData("2026-07-01", "non-forest")] // 18 months to the day
    [InlineData("2026-06-30", "record-gap")] // a day more
    public void A_gap_of_eighteen_months_passes_and_a_day_more_needs_evidence(string startsOn, string expected)
    {
        var lastRecord = DateOnly.ParseExact(startsOn, "yyyy-MM-dd", null) == new DateOnly(2026, 7, 1) ? new DateOnly(2025, 1, 1) : new DateOnly(2024, 12, 29);
        var piece = new PieceFacts
        {
            Start = DateOnly.ParseExact(startsOn, "yyyy-MM-dd", null),
            History = [new(new(2023, 6, 30), "x", LandKind.Plantable), new(new(2024, 6, 30), "x", LandKind.Plantable), new(lastRecord, "x", LandKind.Plantable)],
        };

        Assert.Equal(expected, Judge("non-forest-years", piece));
    }

    [Fact]
    public void What_is_missing_or_in_conflict_never_passes()
    {
        Assert.Equal("no-start", Judge("non-forest-years", new PieceFacts { History = Bare(2012, 2025) }));
        Assert.Equal("no-record", Judge("non-forest-years", With()));
        Assert.Equal("was-forest", Judge("non-forest-years", With(On("2022-12-31", LandKind.Forest))));
        Assert.Equal("record-conflict", Judge("non-forest-years", With([.. Bare(2023, 2024), On("2025-12-31", LandKind.Forest, conflicts: true)])));
        Assert.Equal("record-unknown-class", Judge("non-forest-years", With([.. Bare(2023, 2024), On("2025-12-31", LandKind.Unknown)])));
        Assert.Throws<MissingParameterException>(() => Judge("non-forest-years", With(Bare(2023, 2025)), ("non_forest_years", null)));
    }

    [Fact]
    public void A_start_a_year_later_can_help_ground_that_was_cleared()
    {
        LandRecord[] history = [On("2023-12-31", LandKind.Forest), On("2024-12-31", LandKind.Cleared), On("2025-12-31", LandKind.Plantable), On("2026-12-31", LandKind.Plantable)];

        Assert.Equal("was-forest", Judge("non-forest-years", new PieceFacts { Start = new(2026, 12, 1), History = history }));
        Assert.Equal("non-forest", Judge("non-forest-years", new PieceFacts { Start = new(2028, 1, 1), History = history }));
    }

    [Theory]
    [InlineData("2015-12-31 f, 2018-12-31 b, 2021-12-31 f", "no-planting-date")] // up to six years without forest: a date may show three of them
    [InlineData("2015-12-31 f, 2016-12-31 b, 2018-12-30 f", "was-forest")] // never three years
    [InlineData("2012-12-31 b, 2014-12-31 f", "no-planting-date")] // since when it was bare nobody knows
    [InlineData("2012-12-31 f, 2025-12-31 f", "was-forest")]
    [InlineData("", "was-forest")]
    public void Planted_forest_without_a_date_needs_it_where_a_date_can_help(string history, string expected)
    {
        var records = history.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(r => On(r[..10], r[11] == 'f' ? LandKind.Forest : LandKind.Plantable));

        Assert.Equal(expected, Judge("non-forest-years", new PieceFacts { Now = LandKind.Forest, History = [.. records] }));
    }

    // scope ---------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData(PurposeKind.Missing, true, false, "no-purpose")]
    [InlineData(PurposeKind.Unknown, true, false, "unknown-purpose")]
    [InlineData(PurposeKind.Protection, true, false, "purpose-covered")]
    [InlineData(PurposeKind.Protection, true, true, "purpose-covered")]
    [InlineData(PurposeKind.Protection, false, true, "corridor-greening")]
    [InlineData(PurposeKind.Protection, false, false, "not-planned-land")]
    [InlineData(PurposeKind.SpecialUse, true, false, "purpose-covered")]
    [InlineData(PurposeKind.Timber, true, false, "purpose-covered")]
    [InlineData(PurposeKind.Fuel, true, false, "purpose-outside")]
    [InlineData(PurposeKind.Economic, true, false, "economic-forest")]
    [InlineData(PurposeKind.Economic, false, false, "economic-forest")]
    public void Purpose(PurposeKind purpose, bool onForestLand, bool roadside, string expected) =>
        Assert.Equal(expected, Judge("forest-purpose", new PieceFacts { Purpose = purpose, IsOnForestLand = onForestLand, IsRoadside = roadside }));

    // start ---------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData(null, "no-start")]
    [InlineData("2012-11-07", "started-too-early")]
    [InlineData("2012-11-08", "started-too-early")] // "after" excludes the day itself
    [InlineData("2012-11-09", "start-covered")]
    public void Start_date(string? on, string expected) =>
        Assert.Equal(expected, Judge("start-after", new PieceFacts { Start = on is null ? null : DateOnly.ParseExact(on, "yyyy-MM-dd", null) }));

    // b -------------------------------------------------------------------------------------------------------------------

    [Fact]
    public void Tenure()
    {
        var lot = new TenureFact("Z1", "不动产权证", "证1", new(2046, 12, 31), false);
        string Of(params TenureFact[] lots) => Judge("tenure", new PieceFacts { Start = Start, CreditingEnd = new(2046, 12, 31), Tenure = lots });

        Assert.Equal("tenure-clear", Of(lot));
        Assert.Equal("tenure-clear", Of(lot with { TermTo = new(2047, 1, 1) }));
        Assert.Equal("tenure-too-short", Of(lot with { TermTo = new(2046, 12, 30) }));
        Assert.Equal("no-tenure", Of());
        Assert.Equal("tenure-twice", Of(lot, lot with { Code = "Z2" }));
        Assert.Equal("no-certificate", Of(lot with { CertificateNo = null }));
        Assert.Equal("no-certificate", Of(lot with { CertificateKind = "" }));
        Assert.Equal("no-term", Of(lot with { TermTo = null }));
        Assert.Equal("dispute-unknown", Of(lot with { Disputed = null }));
        Assert.Equal("tenure-disputed", Of(lot with { Disputed = true }));
        Assert.Equal("tenure-disputed", Of(lot, lot with { Code = "Z2", Disputed = true }));
        Assert.Equal("tenure-too-short", Judge("tenure", new PieceFacts { Start = Start, Tenure = [lot] }));
    }

    // c -------------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData(2020, null, "no-plot-area")]
    [InlineData(2020, 399.9999, "plot-too-small")]
    [InlineData(2020, 400.0, "plot-large-enough")]
    [InlineData(2020, 400.0001, "plot-large-enough")]
    [InlineData(2019, 666.6667, "plot-too-small")] // one mu is less than the literal 667
    [InlineData(2019, 667.0, "plot-large-enough")]
    [InlineData(2018, 500.0, "plot-too-small")]
    public void Contiguous_plot(int startYear, double? area, string expected) =>
        Assert.Equal(expected, Judge("contiguous-plot", new PieceFacts { Start = new(startYear, 12, 31), PlotAreaM2 = (decimal?)area }));

    [Fact]
    public void The_tolerance_of_the_plot_is_data_and_nothing_unless_set()
    {
        var mu = new PieceFacts { Start = new(2019, 6, 1), PlotAreaM2 = 666.6667m };

        Assert.Equal("plot-too-small", Judge("contiguous-plot", mu));
        Assert.Equal("plot-large-enough", Judge("contiguous-plot", mu, ("plot_area_tolerance_m2", 1m)));
        Assert.Equal("no-start", Judge("contiguous-plot", mu with { Start = null }));
    }

    // d -------------------------------------------------------------------------------------------------------------------

    [Fact]
    public void Wetland()
    {
        var dry = new PieceFacts { Start = Start, HasWetlandLayer = true, Now = LandKind.Plantable, History = Bare(2020, 2025) };

        Assert.Equal("not-wet", Judge("not-wetland", dry));
        Assert.Equal("wetland-park", Judge("not-wetland", dry with { IsInWetlandPark = true }));
        Assert.Equal("wetland-class", Judge("not-wetland", dry with { Now = LandKind.Wetland }));
        Assert.Equal("wetland-class", Judge("not-wetland", dry with { History = [.. Bare(2020, 2024), On("2025-12-31", LandKind.Wetland)] }));
        Assert.Equal("water", Judge("not-wetland", dry with { Now = LandKind.Water }));
        Assert.Equal("no-wetland-layer", Judge("not-wetland", dry with { HasWetlandLayer = false }));
        Assert.Equal("no-record", Judge("not-wetland", dry with { History = [] }));
        Assert.Equal("no-start", Judge("not-wetland", dry with { Start = null }));
        Assert.Equal("record-unknown-class", Judge("not-wetland", dry with { Now = LandKind.Unknown }));
        Assert.Equal("record-unknown-class", Judge("not-wetland", dry with { History = [.. Bare(2020, 2024), On("2025-12-31", LandKind.Unknown)] }));
        Assert.Equal("record-conflict", Judge("not-wetland", dry with { History = [.. Bare(2020, 2024), On("2025-12-31", LandKind.Plantable, conflicts: true)] }));
        Assert.Equal("not-wet", Judge("not-wetland", dry with { Start = new(2027, 6, 30) }));
        Assert.Equal("wetland-record-old", Judge("not-wetland", dry with { Start = new(2027, 7, 1) }));
    }

    // e -------------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData(null, null, "no-shrub-share")]
    [InlineData(null, true, "no-shrub-share")]
    [InlineData(0.0, null, "no-tree-statement")]
    [InlineData(0.0, true, "shrub-within")]
    [InlineData(0.2, true, "shrub-within")]
    [InlineData(0.2001, true, "shrub-beyond")]
    [InlineData(0.2001, null, "shrub-beyond")]
    [InlineData(0.1, false, "trees-removed")]
    [InlineData(null, false, "trees-removed")]
    public void Shrub_removal(double? share, bool? keepsTrees, string expected) =>
        Assert.Equal(expected, Judge("shrub-removal", new PieceFacts { ShrubRemovalShare = (decimal?)share, KeepsTrees = keepsTrees }));

    // uniqueness ----------------------------------------------------------------------------------------------------------

    [Fact]
    public void Exclusive()
    {
        string Of(params ClaimFact[] claims) => Judge("exclusive", new PieceFacts { Claims = claims });

        Assert.Equal("exclusive", Of());
        Assert.Equal("claimed", Of(new ClaimFact(1, IsFirm: true, IsKnownScheme: true)));
        Assert.Equal("claimed-provisional", Of(new ClaimFact(1, IsFirm: false, IsKnownScheme: true)));
        Assert.Equal("scheme-unknown", Of(new ClaimFact(1, IsFirm: true, IsKnownScheme: false)));
        Assert.Equal("claimed", Of(new ClaimFact(1, false, true), new ClaimFact(2, true, true), new ClaimFact(3, true, false)));
    }

    // additionality -------------------------------------------------------------------------------------------------------

    [Fact]
    public void Additionality()
    {
        var commercial = new PieceFacts();
        const string Zone = "national_key_ecological_function_zone";
        const string Rain = "mean_annual_precipitation_mm";

        Assert.Equal("exempt-public-welfare", Judge("additionality", new PieceFacts { IsPublicWelfare = true }));
        Assert.Equal("zone-unknown", Judge("additionality", commercial));
        Assert.Equal("to-be-proven", Judge("additionality", commercial, (Zone, 0m)));
        Assert.Equal("exempt-zone", Judge("additionality", commercial, (Zone, 1m)));
        Assert.Equal("to-be-proven", Judge("additionality", commercial, (Zone, 0m), (Rain, null)));
        Assert.Equal("to-be-proven", Judge("additionality", commercial, (Zone, 0m), (Rain, 400.1m)));
        Assert.Equal("exempt-dry", Judge("additionality", commercial, (Zone, 0m), (Rain, 400m)));
        Assert.Equal("exempt-dry", Judge("additionality", commercial, (Zone, 0m), (Rain, 399m)));
    }

    [Theory]
    [InlineData(null, null, "zone-unknown")]
    [InlineData(AdditionalityPath.PublicWelfare, null, "declared-public-welfare")]
    [InlineData(AdditionalityPath.GeneralTool, null, "proven-with-tool")]
    [InlineData(AdditionalityPath.GeneralTool, 0, "proven-with-tool")]
    [InlineData(AdditionalityPath.GeneralTool, 1, "exempt-zone")] // an exemption stands before a proof
    public void A_path_the_owner_documented(AdditionalityPath? path, int? zone, string expected) => Assert.Equal(
        expected, Judge("additionality", new PieceFacts { Additionality = path }, ("national_key_ecological_function_zone", zone)));

    // AR-CM ---------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData(LandKind.Cleared, "cleared-land")]
    [InlineData(LandKind.Unknown, "class-unknown")]
    [InlineData(LandKind.Plantable, "not-cleared")]
    public void Cleared_land(LandKind now, string expected) => Assert.Equal(expected, Judge("not-cleared-land", new PieceFacts { Now = now }));

    [Theory]
    [InlineData(true, true, 1, "stand-covered")]
    [InlineData(true, true, 2, "stand-covered")]
    [InlineData(true, true, 3, "stand-outside")]
    [InlineData(true, false, 1, "stand-outside")]
    [InlineData(false, true, 1, "stand-outside")]
    [InlineData(true, null, 1, "stand-unknown")]
    [InlineData(true, true, null, "stand-unknown")]
    public void Planted_young_or_middle_aged(bool trees, bool? planted, int? group, string expected) => Assert.Equal(expected, Judge(
        "planted-young-or-middle", new PieceFacts { Now = LandKind.Forest, IsTreeForest = trees, IsPlanted = planted, AgeGroup = group }));

    [Theory]
    [InlineData(null, "class-unknown"), InlineData(true, "bamboo"), InlineData(false, "not-bamboo")]
    public void Bamboo(bool? bamboo, string expected) => Assert.Equal(expected, Judge("bamboo-forest", new PieceFacts { IsBamboo = bamboo }));

    [Fact]
    public void Since_a_fixed_day()
    {
        (string, decimal?)[] since = [("non_forest_since", 20230101m), ("record_gap_months", 18m)];

        Assert.Equal("non-forest", Judge("non-forest-since", With(Bare(2022, 2025)), since));
        Assert.Equal("was-forest", Judge("non-forest-since", With([On("2023-01-01", LandKind.Forest), .. Bare(2023, 2025)]), since));
        Assert.Equal("cleared-at-edge", Judge("non-forest-since", With([On("2022-12-31", LandKind.Forest), .. Bare(2023, 2025)]), since));
    }
}
