using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>Each test draws its parcels in a village of its own.</summary>
public sealed class ComparisonTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Head = "CODE,DI_LEI,WKT\n";
    private static readonly ImportRequest Now = new("forest-land", ImportDatabase.AsOf, Crs: "EPSG:4490");
    private static readonly ImportRequest Before = Now with { AsOf = new DateOnly(2020, 12, 31) };

    [Fact]
    public async Task The_same_ground_under_another_number_is_renumbered_and_keeps_its_parcel()
    {
        await StoreAsync("re", Before, Row(21, 1, 0, 0, 1, 1), Row(21, 2, 1, 0, 2, 1));
        var parcel = await county.ScalarAsync<long>($"select parcel_id from inventory.parcel_version where code = '{Code(21, 1)}'");

        // the two swap their numbers, and one moves a corner by less than five parts in a hundred
        var report = await county.StagedAsync(county.Folder.Text("renumbered.csv", Head + Row(21, 2, 0, 0, 1.02, 1) + Row(21, 3, 1.02, 0, 2, 1)), Now);

        Assert.Equal(["reshaped 2"], await KindsAsync(report.ImportId));
        Assert.All(await county.Imports.ChangeRowsAsync(report.ImportId, null, 10), r => Assert.Equal("shape", r.MatchedBy));
        await county.AcceptAsync(report.ImportId);
        Assert.Equal(parcel, await county.ScalarAsync<long>($"select parcel_id from inventory.parcel_version where code = '{Code(21, 2)}' and upper_inf(valid)"));
        Assert.Equal(2, await OpenAsync(21));
    }

    [Fact]
    public async Task Other_attributes_on_the_same_shape_change_nothing_of_the_shape()
    {
        await StoreAsync("attr", Before, Row(22, 1, 0, 0, 1, 1));
        var report = await county.StagedAsync(county.Folder.Text("rewritten.csv", Head + Row(22, 1, 0, 0, 1, 1).Replace("0111", "0171", StringComparison.Ordinal)), Now);

        Assert.Equal(["rewritten 1"], await KindsAsync(report.ImportId));
    }

    [Fact]
    public async Task A_parcel_cut_in_two_is_a_split_and_goes_with_its_parts()
    {
        await StoreAsync("cut", Before, Row(23, 1, 0, 0, 2, 1), Row(23, 2, 2, 0, 3, 1));
        var report = await county.StagedAsync(county.Folder.Text("split.csv", Head + Row(23, 5, 0, 0, 1, 1) + Row(23, 6, 1, 0, 2, 1) + Row(23, 2, 2, 0, 3, 1)), Now);

        Assert.Equal(["split 2", "split-from 1", "unchanged 1"], await KindsAsync(report.ImportId));
        var totals = await county.Imports.ChangesAsync(report.ImportId);
        Assert.Equal((double)totals.Single(t => t.Kind == "split-from").StoredAreaM2, (double)totals.Single(t => t.Kind == "split").AreaM2, 0.01);
        Assert.Equal(1, (await county.AcceptAsync(report.ImportId)).Closed);
        Assert.Equal(3, await OpenAsync(23));

        Assert.Equal(new DecisionOutcome.Undone(report.ImportId, 2, 1), await county.Imports.UndoAsync(report.ImportId, Actor.Console(), TownshipScope.WholeCounty));
        Assert.Equal(2, await OpenAsync(23));
    }

    [Fact]
    public async Task Parcels_made_one_are_a_merge()
    {
        await StoreAsync("pieces", Before, Row(24, 1, 0, 0, 1, 1), Row(24, 2, 1, 0, 2, 1));
        var report = await county.StagedAsync(county.Folder.Text("merged.csv", Head + Row(24, 9, 0, 0, 2, 1)), Now);

        Assert.Equal(["merged 1", "merged-from 2"], await KindsAsync(report.ImportId));
        await county.AcceptAsync(report.ImportId);
        Assert.Equal(1, await OpenAsync(24));
    }

    [Fact]
    public async Task What_a_file_leaves_out_of_a_village_is_told_and_closed_only_when_a_person_says_so()
    {
        await StoreAsync("two", Before, Row(25, 1, 0, 0, 1, 1), Row(25, 2, 5, 0, 6, 1));
        var report = await county.StagedAsync(county.Folder.Text("one-left.csv", Head + Row(25, 1, 0, 0, 1, 1) + Row(25, 3, 8, 0, 9, 1)), Now);
        Assert.Equal(["added 1", "removed 1", "unchanged 1"], await KindsAsync(report.ImportId));

        Assert.Equal(0, (await county.AcceptAsync(report.ImportId)).Closed);
        Assert.Equal(3, await OpenAsync(25));
        await county.Imports.UndoAsync(report.ImportId, Actor.Console(), TownshipScope.WholeCounty);

        var again = await county.StagedAsync(county.Folder.Text("one-left-again.csv", Head + Row(25, 1, 0, 0, 1, 1) + Row(25, 3, 8, 0, 9.1, 1)), Now);
        var accepted = Assert.IsType<DecisionOutcome.Accepted>(await county.Imports.AcceptAsync(
            again.ImportId, Actor.Console(), TownshipScope.WholeCounty, parts: ["removed"]));
        Assert.Equal((0L, 0L, 1L, 1L), (accepted.Added, accepted.Changed, accepted.LeftOut, accepted.Closed));
        Assert.Equal(1, await OpenAsync(25));
    }

    [Fact]
    public async Task A_part_is_accepted_and_the_rest_stays_outside()
    {
        await StoreAsync("part", Before, Row(26, 1, 0, 0, 1, 1));
        var report = await county.StagedAsync(county.Folder.Text("part.csv",
            Head + Row(26, 1, 0, 0, 1, 1).Replace("0111", "0171", StringComparison.Ordinal) + Row(26, 2, 3, 0, 4, 1)), Now);

        var accepted = Assert.IsType<DecisionOutcome.Accepted>(await county.Imports.AcceptAsync(
            report.ImportId, Actor.Console(), TownshipScope.WholeCounty, parts: ["added"]));
        Assert.Equal((1L, 0L, 1L), (accepted.Added, accepted.Changed, accepted.LeftOut));
        Assert.Equal("0111", await county.ScalarAsync<string>($"select land_class from inventory.parcel_version where code = '{Code(26, 1)}' and upper_inf(valid)"));
    }

    [Fact]
    public async Task A_version_never_overlaps_another_of_its_parcel_or_its_code()
    {
        await StoreAsync("once", Before, Row(27, 1, 0, 0, 1, 1));

        var twice = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(Actor.Console(), TownshipScope.WholeCounty, "overlap", write => write.ExecuteAsync(
            """
            insert into inventory.parcel_version
            select (jsonb_populate_record(v, '{"parcel_version_id": 999999, "valid": "[2019-01-01,2021-01-01)"}')).*
            from inventory.parcel_version v where v.code = @code
            """, new { code = Code(27, 1) })));

        Assert.Equal("23P01", twice.SqlState);
    }

    [Fact]
    public async Task A_file_that_lies_500_metres_off_throughout_is_taken_for_GCJ_02_and_not_stored()
    {
        await StoreAsync("true", Before, [.. Enumerable.Range(0, 6).Select(i => Row(28, i + 1, i, 0, i + 1, 1))]);
        // 0.005° east and 0.003° south, as the distortion does around here
        var report = await county.StagedAsync(county.Folder.Text("off.csv", Head + string.Concat(Enumerable.Range(0, 6).Select(i => Row(28, i + 1, i + 4.2, -3, i + 5.2, -2)))), Now);

        var finding = Assert.Single(report.Findings, f => f.Kind == "gcj02-offset");
        Assert.InRange(finding.Size!.Value, 500, 600);
        var refused = Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(report.ImportId, Actor.Console(), TownshipScope.WholeCounty));
        Assert.Contains("GCJ-02", refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parcels_in_parts_and_slivers_are_told()
    {
        var thin = string.Create(CultureInfo.InvariantCulture, $"{Code(29, 1)},0111,\"POLYGON ((111.1 25.29, 111.11 25.29, 111.11 25.29001, 111.1 25.29001, 111.1 25.29))\"\n");
        var parts = $"{Code(29, 2)},0111,\"MULTIPOLYGON (((111.2 25.29, 111.201 25.29, 111.201 25.291, 111.2 25.29)), ((111.3 25.29, 111.301 25.29, 111.301 25.291, 111.3 25.29)))\"\n";
        var report = await county.StagedAsync(county.Folder.Text("forms.csv", Head + thin + parts), Now);

        Assert.Equal(["sliver 2", "multipart 3"], report.Findings.Where(f => f.Kind is "sliver" or "multipart").Select(f => $"{f.Kind} {f.RowNo}"));
    }

    private async Task StoreAsync(string name, ImportRequest request, params string[] rows) =>
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text($"{name}-base.csv", Head + string.Concat(rows)), request)).ImportId);

    private async Task<string[]> KindsAsync(long importId) => [.. (await county.Imports.ChangesAsync(importId)).Select(c => $"{c.Kind} {c.Parcels}")];

    private Task<long> OpenAsync(int village) =>
        county.ScalarAsync<long>($"select count(*) from inventory.parcel_version where village_code = '431125101{village:000}' and upper_inf(valid)");

    private static string Code(int village, int number) => $"431125101{village:000}0001{number:00000}";

    // Units of a thousandth of a degree, each village in a strip of its own.
    private static string Row(int village, int number, double west, double south, double east, double north)
    {
        string At(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{111.1 + x / 1000:0.######} {25.0 + village / 100.0 + y / 1000:0.######}");
        return $"{Code(village, number)},0111,\"POLYGON (({At(west, south)}, {At(east, south)}, {At(east, north)}, {At(west, north)}, {At(west, south)}))\"\n";
    }
}
