using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>Ground that two features of one layer claim. Each test draws in a row of its own and stores under codes of its own, in units of about 100 m.</summary>
public sealed class StagedLayerTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Head = "CODE,NAME,WKT\n";
    private static readonly ImportRequest PublicWelfare = new("public-welfare", ImportDatabase.AsOf, Crs: "EPSG:4490");

    [Theory]
    [InlineData("public-welfare", "error")]
    [InlineData("natural-forest", "error")]
    [InlineData("carbon-base", "error")]
    [InlineData("protected-area", "error")]
    [InlineData("tenure-lot", "error")]
    [InlineData("project-area", "warning")]
    [InlineData("programme-work", "warning")]
    [InlineData("harvest-permit", "warning")]
    public async Task Two_features_of_a_layer_that_overlap_are_told_with_both_codes_the_ground_and_its_size(string layer, string severity)
    {
        var report = await StagedAsync("overlap", PublicWelfare with { Layer = layer }, Row(1, "A", 0, 0, 2, 1), Row(1, "B", 1.5, 0, 3, 1), Row(1, "C", 3, 0, 4, 1));

        var finding = Assert.Single(report.Findings, f => f.Kind is "overlap" or "gap" or "sliver");
        Assert.Equal(("overlap", severity, 2, "A", "B", "m2", false), (finding.Kind, finding.Severity, finding.RowNo, finding.Subject, finding.OtherSubject, finding.SizeUnit, finding.Blocks));
        Assert.InRange(finding.Size!.Value, 5500, 5650); // half a unit by one: 50 m by 111 m
        foreach (var words in new[] { finding.Message, finding.MessageEn! })
            Assert.Matches(@"A .*2.*B .*3.* 5,[56]\d\d\.?\d* m² ?[（(]8\.\d+ (亩|mu)[）)]", words.Replace("（第", " （", StringComparison.Ordinal));
        Assert.Contains(await county.Imports.FindingPlacesAsync(report.ImportId, new FindingFilter("overlap", null, null), 10, TestContext.Current.CancellationToken),
            p => p.Ground!.Contains("Polygon", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Less_than_a_millimetre_of_shared_ground_is_no_overlap_and_a_little_more_is()
    {
        var less = await StagedAsync("less", PublicWelfare, Row(2, "A", 0, 0, 1, 1), Row(2, "B", 0.999_995, 0, 2, 1));
        var more = await StagedAsync("more", PublicWelfare, Row(2, "A", 0, 0, 1, 1), Row(2, "B", 0.999_95, 0, 2, 1));

        Assert.DoesNotContain(less.Findings, f => f.Kind == "overlap");
        Assert.Single(more.Findings, f => f.Kind == "overlap");
    }

    [Fact]
    public async Task A_new_feature_over_a_stored_one_is_told_and_what_comes_under_its_own_code_is_not()
    {
        await county.AcceptAsync((await StagedAsync("base", PublicWelfare with { AsOf = new DateOnly(2020, 12, 31) }, Row(3, "A3", 0, 0, 1, 1), Row(3, "B3", 1, 0, 2, 1))).ImportId);

        var over = await StagedAsync("over", PublicWelfare, Row(3, "N3", 0.5, 0, 1, 1));
        var grown = await StagedAsync("grown", PublicWelfare, Row(3, "A3", 0, 0, 1.5, 1), Row(3, "B3", 1.5, 0, 2, 1));
        var works = PublicWelfare with { Layer = "programme-work" };
        await county.AcceptAsync((await StagedAsync("works", works with { AsOf = new DateOnly(2020, 12, 31) }, Row(3, "2020-1", 0, 0, 1, 1))).ImportId);
        var tended = await StagedAsync("tended", works, Row(3, "2025-1", 0, 0, 1, 1));

        var finding = Assert.Single(over.Findings, f => f.Kind == "overlap");
        Assert.Equal(("N3", "A3"), (finding.Subject, finding.OtherSubject));
        Assert.Contains("库中的 A3", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(grown.Findings, f => f.Kind == "overlap");
        // tending follows planting on the same ground
        Assert.DoesNotContain(tended.Findings, f => f.Kind == "overlap");
    }

    [Fact]
    public async Task The_same_shape_twice_is_one_finding_and_an_error_where_the_layer_says_what_the_ground_is()
    {
        var welfare = await StagedAsync("twice", PublicWelfare, Row(4, "A", 0, 0, 1, 1), Row(4, "B", 0, 0, 1, 1));
        var permits = await StagedAsync("permits", PublicWelfare with { Layer = "harvest-permit" }, Row(4, "A", 0, 0, 1, 1), Row(4, "B", 0, 0, 1, 1));

        Assert.Equal(["duplicate-geometry error False"], welfare.Findings.Where(f => f.Kind is "duplicate-geometry" or "overlap").Select(f => $"{f.Kind} {f.Severity} {f.Blocks}"));
        Assert.Equal(["duplicate-geometry warning False"], permits.Findings.Where(f => f.Kind is "duplicate-geometry" or "overlap").Select(f => $"{f.Kind} {f.Severity} {f.Blocks}"));
    }

    [Fact]
    public async Task Points_lines_and_collections_of_a_layer_stand_beside_its_areas_without_stopping_the_check()
    {
        var report = await StagedAsync("mixed", PublicWelfare with { Layer = "disturbance" }, Row(5, "A", 0, 0, 2, 1), Row(5, "B", 1, 0, 3, 1),
            "P,点,POINT (111.1 25.05)\n", $"G,混合,\"GEOMETRYCOLLECTION ({Square(5, 0, 0, 1, 1)}, POINT (111.1 25.05))\"\n");

        Assert.Equal(["A B"], report.Findings.Where(f => f.Kind == "overlap").Select(f => $"{f.Subject} {f.OtherSubject}"));
    }

    [Fact]
    public async Task A_parcel_drawn_as_a_collection_is_told_and_the_others_are_compared()
    {
        var report = await county.StagedAsync(county.Folder.Text("collection.csv", "CODE,DI_LEI,WKT\n"
            + $"431125101061000100001,0111,\"GEOMETRYCOLLECTION ({Square(6, 0, 0, 1, 1)}, POINT (111.1 25.06))\"\n"
            + $"431125101061000100002,0111,\"{Square(6, 0, 0, 2, 1)}\"\n431125101061000100003,0111,\"{Square(6, 1, 0, 3, 1)}\"\n"), PublicWelfare with { Layer = "forest-land" });

        Assert.Equal(["not-a-polygon 2", "overlap 3"], report.Findings.Where(f => f.Kind is "not-a-polygon" or "overlap").Select(f => $"{f.Kind} {f.RowNo}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_files_of_a_layer_staged_side_by_side_do_not_both_get_the_same_ground()
    {
        var one = await StagedAsync("first", PublicWelfare, Row(7, "A7", 0, 0, 1, 1));
        var two = await StagedAsync("second", PublicWelfare, Row(7, "Z7", 0.5, 0, 1.5, 1));
        Assert.DoesNotContain(two.Findings, f => f.Kind == "overlap");
        await county.AcceptAsync(one.ImportId);

        var refused = Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(
            two.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: TestContext.Current.CancellationToken));

        Assert.Contains("A7 与 Z7 重叠", refused.Sentence, StringComparison.Ordinal);
        Assert.Single(await county.Imports.FindingsAsync(two.ImportId, TestContext.Current.CancellationToken), f => f.Kind == "overlap");
        // told now, and a person's decision from here on
        Assert.Equal(1, (await county.AcceptAsync(two.ImportId)).Added);
    }

    [Fact]
    public async Task A_plot_with_a_value_that_cannot_be_is_told_row_by_row_and_one_that_states_less_is_not()
    {
        var report = await county.StagedAsync(county.Folder.Text("plots.csv", "CODE,land_class,species_code,origin,mean_age_a,volume_m3_per_ha,plot_area_m2,WKT\n"
            + "S1,0111,310000,21,20,-5,667,POINT (111.1 25.05)\nS2,0111,310,21,20,abc,667,POINT (111.1 25.05)\nS3,0111,999,21,20,100,0,POINT (111.1 25.05)\n"
            + "S4,0111,310,21,,,,POINT (111.1 25.05)\nS5,0111,310,21,20,0,667,POINT (111.1 25.05)\n"), PublicWelfare with { Layer = "plot" });

        var told = report.Findings.Where(f => f.Kind is "unreadable-value").Select(f => (f.RowNo, f.Subject)).ToList();
        Assert.Equal([(2, "S1"), (3, "S2"), (4, "S3")], told);
        Assert.Contains("“-5”", report.Findings.First(f => f.Subject == "S1" && f.Kind == "unreadable-value").Message, StringComparison.Ordinal);
        Assert.Contains("999", Assert.Single(report.Findings, f => f.Kind == "unknown-code").Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("样地号"), InlineData("样地编号"), InlineData("YANG_DI_H"), InlineData("plot_no")]
    public async Task A_plots_number_in_the_field_is_kept_beside_the_code_it_gets_from_its_file(string field)
    {
        var report = await county.StagedAsync(county.Folder.Text($"numbered-{field}.csv", $"{field},地类,WKT\n7-032,0111,POINT (111.1 25.05)\n"), PublicWelfare with { Layer = "plot" });

        Assert.Equal("7-032", await county.ScalarAsync<string>(
            $"select mapped -> 'attributes' ->> 'plot_no' from inventory.import_feature where import_id = {report.ImportId}"));
    }

    private Task<ImportReport> StagedAsync(string name, ImportRequest request, params string[] rows) =>
        county.StagedAsync(county.Folder.Text($"layer-{request.Layer}-{name}.csv", Head + string.Concat(rows)), request);

    private static string Row(int line, string code, double west, double south, double east, double north) => $"{code},图斑 {code},\"{Square(line, west, south, east, north)}\"\n";

    private static string Square(int line, double west, double south, double east, double north)
    {
        string Corner(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{111.1 + (x / 1000):0.#########} {25.0 + (line / 100.0) + (y / 1000):0.#########}");
        return $"POLYGON (({Corner(west, south)}, {Corner(east, south)}, {Corner(east, north)}, {Corner(west, north)}, {Corner(west, south)}))";
    }
}
