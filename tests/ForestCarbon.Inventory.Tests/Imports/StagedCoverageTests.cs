using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>Overlaps, gaps and slivers that a file brings. Each test draws in a village of its own, in units of about 100 m.</summary>
public sealed class StagedCoverageTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Head = "CODE,DI_LEI,WKT\n";
    private static readonly ImportRequest Now = new("forest-land", ImportDatabase.AsOf, Crs: "EPSG:4490");
    private static readonly ImportRequest Before = Now with { AsOf = new DateOnly(2020, 12, 31) };

    [Fact]
    public async Task Two_rows_that_overlap_are_an_error_with_both_codes_the_place_and_the_size()
    {
        var report = await StagedAsync("overlap", Now, Row(11, 1, 0, 0, 2, 1), Row(11, 2, 1.5, 0, 3, 1));

        var finding = Assert.Single(report.Findings, f => f.Severity == "error");
        Assert.Equal(("overlap", 2, Code(11, 1), Code(11, 2), false), (finding.Kind, finding.RowNo, finding.Subject, finding.OtherSubject, finding.Blocks));
        Assert.InRange(finding.Longitude!.Value, At(1.5), At(2));
        Assert.InRange(finding.Size!.Value, 5500, 5650); // half a unit by one: 50 m by 111 m
        Assert.Equal("m2", finding.SizeUnit);
        Assert.Contains("重叠", finding.Message, StringComparison.Ordinal);
        Assert.Contains("overlap", finding.MessageEn, StringComparison.Ordinal);
        Assert.Equal(report.Findings.Count, report.Findings.Select(f => f.Finding).Distinct().Count());
        Assert.Contains(await county.Imports.FindingPlacesAsync(report.ImportId, new FindingFilter("overlap", null, null), 10, TestContext.Current.CancellationToken),
            p => p.Place.Contains("Point", StringComparison.Ordinal) && p.Ground!.Contains("Polygon", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_narrow_void_between_two_rows_is_a_gap_and_a_lane_is_not()
    {
        var report = await StagedAsync("gap", Now, Row(12, 1, 0, 0, 1, 1), Row(12, 2, 1.01, 0, 2, 1), Row(12, 3, 2.1, 0, 3, 1));

        var finding = Assert.Single(report.Findings, f => f.Kind == "gap");
        Assert.Equal(("warning", Code(12, 1), Code(12, 2)), (finding.Severity, finding.Subject, finding.OtherSubject));
        Assert.InRange(finding.Size!.Value, 105, 115); // a metre by 111
    }

    [Fact]
    public async Task A_new_parcel_laid_over_a_stored_one_is_an_error_although_the_file_is_free_of_overlaps()
    {
        await StoreAsync("stored", Row(13, 1, 0, 0, 1, 1));

        var report = await StagedAsync("over", Now, Row(14, 7, 0.9, -10, 2, -9), Row(14, 8, 2, -10, 3, -9));

        var finding = Assert.Single(report.Findings, f => f.Severity == "error");
        Assert.Equal(("overlap", 2, Code(14, 7), Code(13, 1)), (finding.Kind, finding.RowNo, finding.Subject, finding.OtherSubject));
        Assert.Contains($"库中的 {Code(13, 1)}", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_void_between_a_row_and_a_stored_neighbour_is_a_gap()
    {
        await StoreAsync("beside", Row(15, 1, 0, 0, 1, 1));

        var finding = Assert.Single((await StagedAsync("void", Now, Row(15, 2, 1.01, 0, 2, 1))).Findings, f => f.Kind == "gap");

        Assert.Equal((Code(15, 2), Code(15, 1)), (finding.Subject, finding.OtherSubject));
    }

    [Fact]
    public async Task A_parcel_is_not_held_against_what_it_replaces()
    {
        await StoreAsync("replaced", Row(16, 1, 0, 0, 2, 1), Row(16, 2, 2, 0, 3, 1), Row(16, 3, 3, 0, 4, 1), Row(16, 4, 4, 0, 5, 1));

        // one reshaped, one cut in two, two made one under a new number
        var report = await StagedAsync("replacing", Now, Row(16, 1, 0, 0, 2, 0.9), Row(16, 5, 2, 0, 2.5, 1), Row(16, 6, 2.5, 0, 3, 1), Row(16, 9, 3, 0, 5, 1));

        Assert.DoesNotContain(report.Findings, f => f.Kind is "overlap" or "gap" or "sliver");
        await county.AcceptAsync(report.ImportId);
    }

    [Fact]
    public async Task What_two_parcels_of_a_known_file_share_is_told_again_and_neighbours_of_the_millimetre_are_not()
    {
        await StoreAsync("twice", Row(17, 1, 0, 0, 1, 1), Row(17, 2, 0.99, 0, 2, 1), Row(17, 3, 2.000005, 0, 3, 1));

        var report = await StagedAsync("again", Now, Row(17, 1, 0, 0, 1, 1), Row(17, 2, 0.99, 0, 2, 1), Row(17, 3, 2.000005, 0, 3, 1, "0171"));

        Assert.Equal([(Code(17, 1), Code(17, 2))], report.Findings.Where(f => f.Kind is "overlap" or "gap").Select(f => (f.Subject, f.OtherSubject)));
    }

    [Fact]
    public async Task A_row_that_its_attributes_keep_out_is_judged_for_its_shape_all_the_same()
    {
        var report = await StagedAsync("both", Now, Row(18, 1, 0, 0, 2, 1, "9999"), Row(18, 2, 1.5, 0, 3, 1));

        Assert.Equal(["land-class-unknown", "overlap"], report.Findings.Where(f => f.Severity == "error").Select(f => f.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Part_of_a_file_is_refused_where_it_would_lie_over_what_the_other_part_gives_up()
    {
        await StoreAsync("whole", Row(19, 1, 0, 0, 2, 1));
        var report = await StagedAsync("moved", Now, Row(19, 1, 0, 0, 1.2, 1), Row(19, 2, 1.2, 0, 2.5, 1));
        Assert.DoesNotContain(report.Findings, f => f.Kind == "overlap");

        var refused = Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(
            report.ImportId, Actor.Console(), TownshipScope.WholeCounty, parts: [.. ImportParts.All.Except(["reshaped", "related"])], ct: TestContext.Current.CancellationToken));

        Assert.Contains(Code(19, 2), refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(1, await OpenAsync(19));
        Assert.Equal((2L, 1L), await county.AcceptAsync(report.ImportId) is var done ? (done.Added + done.Changed, await county.ScalarAsync<long>(
            $"select count(*) from inventory.parcel_version where code = '{Code(19, 1)}' and upper_inf(valid)")) : default);
    }

    [Fact]
    public async Task Two_files_staged_side_by_side_do_not_both_get_the_same_ground()
    {
        var one = await StagedAsync("first", Now, Row(31, 1, 0, 0, 1, 1));
        var two = await StagedAsync("second", Now, Row(32, 1, 0.5, -10, 1.5, -9));
        Assert.DoesNotContain(two.Findings, f => f.Kind == "overlap");
        await county.AcceptAsync(one.ImportId);

        var refused = Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(
            two.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: TestContext.Current.CancellationToken));

        Assert.Contains(Code(31, 1), refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, await OpenAsync(32));
        // told now, and a person's decision from here on
        Assert.Single(await county.Imports.FindingsAsync(two.ImportId, TestContext.Current.CancellationToken), f => f.Kind == "overlap");
        await county.AcceptAsync(two.ImportId);
    }

    [Fact]
    public async Task The_limits_are_the_bureaus_and_an_import_follows_them()
    {
        var book = new CheckLimitBook(county.Db);
        var rows = new[] { Row(33, 1, 0, 0, 1, 1), Row(33, 2, 1.03, 0, 2, 1) };
        Assert.DoesNotContain((await StagedAsync("three-metres", Now, rows)).Findings, f => f.Kind == "gap");

        await book.SetAsync("gap_width", 5, "山区 1:1 万图", Actor.Console(), TestContext.Current.CancellationToken);
        try
        {
            Assert.Single((await StagedAsync("three-metres-again", Now, [.. rows, Row(33, 3, 5, 0, 6, 1)])).Findings, f => f.Kind == "gap");
            Assert.Equal((5m, 2m, Actor.Console().Id), (await book.ListAsync(TestContext.Current.CancellationToken)).Single(l => l.Name == "gap_width") is var set ? (set.Value, set.DefaultValue, set.SetBy) : default);
            await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync("gap_width", 500, "太宽", Actor.Console(), TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync("gap_width", 3, " ", Actor.Console(), TestContext.Current.CancellationToken));
        }
        finally
        {
            await book.SetAsync("gap_width", 2, "恢复默认", Actor.Console(), TestContext.Current.CancellationToken);
        }
        Assert.Null((await book.ListAsync(TestContext.Current.CancellationToken)).Single(l => l.Name == "gap_width").SetBy);
    }

    private Task<ImportReport> StagedAsync(string name, ImportRequest request, params string[] rows) =>
        county.StagedAsync(county.Folder.Text($"coverage-{name}.csv", Head + string.Concat(rows)), request);

    private async Task StoreAsync(string name, params string[] rows) => await county.AcceptAsync((await StagedAsync($"{name}-base", Before, rows)).ImportId);

    private Task<long> OpenAsync(int village) =>
        county.ScalarAsync<long>($"select count(*) from inventory.parcel_version where village_code = '431125101{village:000}' and upper_inf(valid)");

    private static string Code(int village, int number) => $"431125101{village:000}0001{number:00000}";

    private static double At(double x) => 111.1 + (x / 1000);

    private static string Row(int village, int number, double west, double south, double east, double north, string landClass = "0111")
    {
        string Corner(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{At(x):0.#########} {25.0 + (village / 100.0) + (y / 1000):0.#########}");
        return $"{Code(village, number)},{landClass},\"POLYGON (({Corner(west, south)}, {Corner(east, south)}, {Corner(east, north)}, {Corner(west, north)}, {Corner(west, south)}))\"\n";
    }
}
