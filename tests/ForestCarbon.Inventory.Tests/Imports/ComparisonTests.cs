using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Logic;
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
    public async Task Less_than_a_millimetre_is_no_other_shape_and_the_stored_one_stays()
    {
        string Moved(double degrees, string landClass) => string.Create(CultureInfo.InvariantCulture,
            $"{Code(40, 1)},{landClass},\"POLYGON ((111.1 25.4, 111.101 25.4, {111.101 + degrees:0.000000000} 25.401, 111.1 25.401, 111.1 25.4))\"\n");
        await StoreAsync("near", Before, Moved(0, "0111"));
        var near = await county.StagedAsync(county.Folder.Text("near.csv", Head + Moved(3e-9, "0111")), Now);
        var rewritten = await county.StagedAsync(county.Folder.Text("near-and-other.csv", Head + Moved(3e-9, "0171")), Now);
        var far = await county.StagedAsync(county.Folder.Text("far.csv", Head + Moved(3e-8, "0111")), Now);

        Assert.Equal(["unchanged 1"], await KindsAsync(near.ImportId));
        Assert.Contains(near.Findings, f => f.Severity == "note" && f.Message.StartsWith("1 个图形与库中的相差不到 1 毫米", StringComparison.Ordinal));
        Assert.Equal(["reshaped 1"], await KindsAsync(far.ImportId));
        Assert.Equal(["rewritten 1"], await KindsAsync(rewritten.ImportId));
        await county.AcceptAsync(rewritten.ImportId);
        Assert.Equal(1, await county.ScalarAsync<long>($"""
            select count(distinct st_asbinary(h.geom) || (v.ellipsoidal_area_m2::text)::bytea)
            from inventory.parcel_version v join inventory.parcel_shape h using (parcel_version_id) where v.code = '{Code(40, 1)}'
            """));
    }

    [Fact]
    public async Task Renumbered_and_less_than_a_millimetre_off_it_is_no_other_shape_and_has_no_lineage()
    {
        string Named(int number, double degrees) => string.Create(CultureInfo.InvariantCulture,
            $"{Code(41, number)},0111,\"POLYGON ((111.1 25.41, 111.101 25.41, {111.101 + degrees:0.000000000} 25.411, 111.1 25.411, 111.1 25.41))\"\n");
        await StoreAsync("first", Before, Named(1, 0));
        var report = await county.StagedAsync(county.Folder.Text("renumbered-near.csv", Head + Named(2, 3e-9)), Now);

        Assert.Equal(["rewritten 1"], await KindsAsync(report.ImportId));
        Assert.Single(report.Findings, f => f.Message.StartsWith("1 个图形与库中的相差不到 1 毫米", StringComparison.Ordinal));
        await county.AcceptAsync(report.ImportId);
        Assert.Equal("2 versions, 1 parcel, 1 shape, 0 in lineage", await county.ScalarAsync<string>($"""
            select format('%s versions, %s parcel, %s shape, %s in lineage', count(*), count(distinct v.parcel_id), count(distinct st_asbinary(h.geom)),
                          (select count(*) from inventory.parcel_lineage l join inventory.parcel_version p on p.parcel_version_id = l.parent_version_id where p.code = '{Code(41, 1)}'))
            from inventory.parcel_version v join inventory.parcel_shape h using (parcel_version_id) where v.code in ('{Code(41, 1)}', '{Code(41, 2)}')
            """));
    }

    [Fact]
    public async Task A_feature_of_a_layer_less_than_a_millimetre_off_keeps_the_stored_shape()
    {
        string Base(double degrees, string name) => string.Create(CultureInfo.InvariantCulture,
            $"code,name,WKT\nB-1,{name},\"POLYGON ((111.3 25.4, 111.301 25.4, {111.301 + degrees:0.000000000} 25.401, 111.3 25.401, 111.3 25.4))\"\n");
        var (before, now) = (Before with { Layer = "carbon-base" }, Now with { Layer = "carbon-base" });
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("base.csv", Base(0, "一号")), before)).ImportId);
        var near = await county.StagedAsync(county.Folder.Text("base-near.csv", Base(3e-9, "一号")), now);
        var far = await county.StagedAsync(county.Folder.Text("base-far.csv", Base(3e-8, "一号")), now);
        var renamed = await county.StagedAsync(county.Folder.Text("base-renamed.csv", Base(3e-9, "二号")), now);

        Assert.Equal(["unchanged 1"], await KindsAsync(near.ImportId));
        Assert.Single(near.Findings, f => f.Message.StartsWith("1 个图形与库中的相差不到 1 毫米", StringComparison.Ordinal));
        Assert.Equal(["reshaped 1"], await KindsAsync(far.ImportId));
        Assert.DoesNotContain(far.Findings, f => f.Message.Contains("1 毫米", StringComparison.Ordinal));
        Assert.Equal(["rewritten 1"], await KindsAsync(renamed.ImportId));
        await county.AcceptAsync(renamed.ImportId);
        Assert.Equal("2 features, 1 shape", await county.ScalarAsync<string>(
            "select format('%s features, %s shape', count(*), count(distinct (st_asbinary(geom), ellipsoidal_area_m2))) from inventory.layer_feature where layer = 'carbon-base' and code = 'B-1'"));
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
    public async Task A_part_without_the_volume_that_is_known_of_its_ground_is_told_with_the_cubic_metres()
    {
        const string With = "CODE,DI_LEI,HUO_LMGQXJ,WKT\n";
        string Held(int number, double west, double east, string volume) => Row(38, number, west, 0, east, 1).Replace(",\"POLYGON", $",{volume},\"POLYGON", StringComparison.Ordinal);
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("held.csv", With + Held(1, 0, 2, "50") + Held(2, 2, 3, "30")), Before)).ImportId);
        var report = await county.StagedAsync(county.Folder.Text("held-split.csv", With + Held(5, 0, 1, "60") + Held(6, 1, 2, "")), Now);

        var finding = Assert.Single(report.Findings, f => f.Kind == "volume-left-out");
        Assert.Equal((Code(38, 6), 3, "warning", "m3"), (finding.Subject, finding.RowNo, finding.Severity, finding.SizeUnit));
        Assert.InRange(finding.Size!.Value, 55, 57); // half of 2.24 ha at 50 m3 a hectare
        Assert.Contains(Code(38, 1), finding.Message, StringComparison.Ordinal);
        // the neighbour's border is all that the part has of it
        Assert.DoesNotContain(Code(38, 2), finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain((await county.StagedAsync(county.Folder.Text("held-both.csv", With + Held(5, 0, 1, "60") + Held(6, 1, 2, "40")), Now)).Findings, f => f.Kind == "volume-left-out");
    }

    [Fact]
    public async Task A_half_that_keeps_its_parcels_volume_is_judged_by_it_on_its_new_ground_before_it_is_accepted()
    {
        var ct = TestContext.Current.CancellationToken;
        string Whole(string total) => $"CODE,DI_LEI,MIAN_JI,HUO_LMGQXJ,ZXJ,WKT\n{Row(62, 1, 0, 0, 2, 1).Replace(",\"POLYGON", $",2.25,40,{total},\"POLYGON", StringComparison.Ordinal)}";
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("kept-base.csv", Whole("90")), Before)).ImportId);
        var halves = await county.StagedAsync(county.Folder.Text("kept-halves.csv", Head + Row(62, 1, 0, 0, 1, 1) + Row(62, 2, 1, 0, 2, 1)), Now);
        async Task<List<StoredFinding>> FoundAsync() => [.. (await county.Imports.FindingsAsync(halves.ImportId, ct)).Where(f => f.Kind == "total-against-per-hectare")];

        var finding = Assert.Single(await FoundAsync());
        Assert.Equal((Code(62, 1), 2), (finding.Subject, finding.RowNo));
        Assert.Contains("总蓄积 90 m³，公顷蓄积 × 面积 = 45 m³", finding.Message, StringComparison.Ordinal);

        // Meanwhile the stored total goes: there is nothing left to be wrong, and the comparison made anew says so.
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("kept-between.csv", Whole("")), Now with { AsOf = new DateOnly(2023, 12, 31) })).ImportId);
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(halves.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: ct));
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task What_a_half_keeps_is_told_before_it_is_accepted_as_the_check_tells_it_afterwards()
    {
        var ct = TestContext.Current.CancellationToken;
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("told-base.csv",
            $"CODE,DI_LEI,HUO_LMGQXJ,ZXJ,WKT\n{Row(63, 1, 0, 0, 2, 1).Replace(",\"POLYGON", ",40,90,\"POLYGON", StringComparison.Ordinal)}"), Before)).ImportId);
        var halves = await county.StagedAsync(county.Folder.Text("told-halves.csv", Head + Row(63, 1, 0, 0, 1, 1) + Row(63, 2, 1, 0, 2, 1)), Now);
        await county.AcceptAsync(halves.ImportId);

        var check = new List<LogicFinding>();
        await foreach (var told in new StoredLogic(county.Db).FindAsync(null, TownshipScope.WholeCounty, ct))
            if (told.Subject == Code(63, 1) && told.Kind == "total-against-per-hectare")
                check.Add(told);
        static string WithoutParcel(string message) => message[message.IndexOf('：', StringComparison.Ordinal)..];
        Assert.Equal(WithoutParcel(Assert.Single(check).Message), WithoutParcel(Assert.Single(halves.Findings, f => f is { Kind: "total-against-per-hectare", RowNo: 2 }).Message));
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
    public async Task A_row_with_a_wrong_code_on_a_parcels_own_ground_speaks_of_that_parcel()
    {
        await StoreAsync("own-ground", Before, Row(61, 1, 0, 0, 1, 1), Row(61, 2, 1, 0, 2, 1), Row(61, 3, 3, 0, 4, 1));
        var report = await county.StagedAsync(county.Folder.Text("wrong-codes.csv", Head + Row(61, 1, 0, 0, 1, 1) + Row(61, 2, 1, 0, 2, 1).Replace(Code(61, 2), "不详", StringComparison.Ordinal)), Now);

        Assert.Contains(report.Findings, f => f is { Kind: "code-form", RowNo: 3 });
        Assert.DoesNotContain(report.Findings, f => f.Kind == "overlap");
        // the third parcel alone is left out of the file
        Assert.Equal(["removed 1", "unchanged 1"], await KindsAsync(report.ImportId));
        await county.Imports.AcceptAsync(report.ImportId, Actor.Console(), TownshipScope.WholeCounty, parts: ["removed"]);
        Assert.Equal(2, await OpenAsync(61));
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
    public async Task The_same_shapes_under_other_codes_500_metres_off_are_taken_for_GCJ_02()
    {
        string Rows(int village, int first, double east, double north) => string.Concat(Enumerable.Range(0, 4)
            .Select(i => Row(village, first + i, 3 * i + east, north, 3 * i + east + 1 + 0.2 * i, north + 1)));
        await StoreAsync("shapes", Before, Rows(30, 1, 0, 0));

        var off = await county.StagedAsync(county.Folder.Text("other-codes.csv", Head + Rows(31, 11, 4.2, -13)), Now);
        var elsewhere = await county.StagedAsync(county.Folder.Text("elsewhere.csv", Head + Rows(31, 11, 40, -13)), Now);

        Assert.InRange(Assert.Single(off.Findings, f => f.Kind == "gcj02-offset").Size!.Value, 500, 600);
        Assert.DoesNotContain(elsewhere.Findings, f => f.Kind == "gcj02-offset");
    }

    [Fact]
    public async Task What_follows_from_a_file_that_lies_off_as_a_whole_is_counted_and_not_listed_beside_its_cause()
    {
        string Rows(int village, double east, double north) => string.Concat(Enumerable.Range(0, 4)
            .Select(i => Row(village, i + 1, 200 + 12 * i + east, north, 200 + 12 * i + east + 9 + 0.4 * i, north + 8)));
        await StoreAsync("under-the-offset", Before, Rows(42, 0, 0));

        var report = await county.StagedAsync(county.Folder.Text("off-and-over.csv", Head + Rows(43, 4.2, -13)), Now);

        Assert.Matches("重叠、缝隙和越界 [1-9][0-9]* 处不再列出", Assert.Single(report.Findings, f => f.Severity == "error").Message);
    }

    [Fact]
    public async Task A_row_that_is_not_stored_keeps_no_stored_shape_within_the_millimetre()
    {
        string Moved(double degrees, string landClass) => string.Create(CultureInfo.InvariantCulture,
            $"{Code(49, 1)},{landClass},\"POLYGON ((111.1 25.49, 111.101 25.49, {111.101 + degrees:0.000000000} 25.491, 111.1 25.491, 111.1 25.49))\"\n");
        await StoreAsync("blocked-near", Before, Moved(0, "0111"));

        var report = await county.StagedAsync(county.Folder.Text("blocked-near-again.csv", Head + Moved(3e-9, "9999")), Now);

        Assert.DoesNotContain(report.Findings, f => f.Message.Contains("1 毫米", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Three_shapes_of_one_size_one_step_away_are_no_offset_and_three_of_sizes_of_their_own_are()
    {
        string Rows(int village, double wider, double north) => string.Concat(Enumerable.Range(0, 3).Select(i => Row(village, i + 1, 3 * i, north, 3 * i + 1 + wider * i, north + 1)));
        await StoreAsync("alike", Before, Rows(44, 0, 0));
        await StoreAsync("unlike", Before, Rows(46, 0.2, 0));

        var alike = await county.StagedAsync(county.Folder.Text("alike.csv", Head + Rows(44, 0, 4)), Now);
        var unlike = await county.StagedAsync(county.Folder.Text("unlike.csv", Head + Rows(46, 0.2, 4)), Now);

        Assert.DoesNotContain(alike.Findings, f => f.Kind == "gcj02-offset");
        Assert.InRange(Assert.Single(unlike.Findings, f => f.Kind == "gcj02-offset").Size!.Value, 440, 447);
    }

    [Fact]
    public async Task Squares_in_a_row_that_were_numbered_anew_are_no_offset()
    {
        // four hundred metres from one to the next
        string Rows(int from, int place) => string.Concat(Enumerable.Range(from, 6).Select(i => Row(48, i, 4 * (i + place), 0, 4 * (i + place) + 1, 1)));
        await StoreAsync("numbered", Before, Rows(1, 0), Row(48, 7, 28, 0, 29, 1));

        var report = await county.StagedAsync(county.Folder.Text("numbered-anew.csv", Head + Rows(1, 1)), Now);

        Assert.DoesNotContain(report.Findings, f => f.Kind == "gcj02-offset");
        Assert.All((await county.Imports.ChangeRowsAsync(report.ImportId, null, 10)).Where(r => r.RowNo is not null), r => Assert.Equal("shape", r.MatchedBy));
    }

    [Fact]
    public async Task A_first_file_that_fills_the_county_500_metres_off_its_border_is_taken_for_GCJ_02()
    {
        var report = await county.StagedAsync(county.Folder.Text("border.csv", string.Create(CultureInfo.InvariantCulture,
            $"{Head}{Code(32, 1)},0111,\"POLYGON ((111.0042 24.997, 111.5042 24.997, 111.5042 25.497, 111.0042 25.497, 111.0042 24.997))\"\n")), Now);

        Assert.InRange(Assert.Single(report.Findings, f => f.Kind == "gcj02-offset").Size!.Value, 500, 600);
    }

    [Fact]
    public async Task Less_than_a_millimetre_over_the_border_is_no_finding_and_more_is()
    {
        string Over(int number, double degrees) => string.Create(CultureInfo.InvariantCulture,
            $"{Code(33, number)},0111,\"POLYGON ((111.1 {24.999999999 + 0.000000001 - degrees:0.000000000}, 111.105 {24.999999999 + 0.000000001 - degrees:0.000000000}, 111.105 25.004, 111.1 25.004, 111.1 {24.999999999 + 0.000000001 - degrees:0.000000000}))\"\n");
        var less = await county.StagedAsync(county.Folder.Text("less.csv", Head + Over(1, 3e-9)), Now);
        var more = await county.StagedAsync(county.Folder.Text("more.csv", Head + Over(1, 3e-8)), Now);

        Assert.DoesNotContain(less.Findings, f => f.Kind == "across-county-border");
        Assert.Contains(more.Findings, f => f.Kind == "across-county-border");
    }

    [Fact]
    public async Task Rows_that_a_person_leaves_out_stay_out_and_the_file_can_come_again()
    {
        await StoreAsync("leave", Before, Row(34, 1, 0, 0, 1, 1), Row(34, 2, 5, 0, 6, 1));
        var path = county.Folder.Text("leave.csv", Head + Row(34, 3, 10, 0, 11, 1) + Row(34, 4, 15, 0, 16, 1));
        var report = await county.StagedAsync(path, Now);
        var kept = await county.ScalarAsync<long>($"select parcel_version_id from inventory.parcel_version where code = '{Code(34, 2)}'");

        var accepted = Assert.IsType<DecisionOutcome.Accepted>(await county.Imports.AcceptAsync(
            report.ImportId, Actor.Console(), TownshipScope.WholeCounty, ["added", "removed"], new LeftOut([3], [kept])));

        Assert.Equal((1L, 1L, 1L), (accepted.Added, accepted.LeftOut, accepted.Closed));
        Assert.Equal(0, await county.ScalarAsync<long>($"select count(*) from inventory.parcel_version where code = '{Code(34, 4)}'"));
        var again = await county.StagedAsync(path, Now);
        Assert.Equal(["added 1", "removed 1", "unchanged 1"], await KindsAsync(again.ImportId));
    }

    [Fact]
    public async Task A_square_and_a_bow_tie_of_its_corners_are_two_shapes()
    {
        var report = await county.StagedAsync(county.Folder.Text("bow.csv", string.Create(CultureInfo.InvariantCulture,
            $"{Head}{Row(35, 1, 0, 0, 1, 1)}{Code(35, 2)},0111,\"POLYGON ((111.1 25.35, 111.101 25.351, 111.101 25.35, 111.1 25.351, 111.1 25.35))\"\n{Row(35, 3, 0, 0, 1, 1)}")), Now);

        Assert.Equal(["self-intersection 3", "duplicate-geometry 4"], report.Findings.Where(f => f.Kind is "duplicate-geometry" or "self-intersection").Select(f => $"{f.Kind} {f.RowNo}"));
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
