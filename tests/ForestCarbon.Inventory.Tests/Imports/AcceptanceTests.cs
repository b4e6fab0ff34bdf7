using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Tests.Imports;

public sealed class AcceptanceTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private static readonly ImportRequest ForestLand = new("forest-land", ImportDatabase.AsOf);

    [Fact]
    public async Task Parcels_of_one_map_fields_become_versions_with_the_area_of_record()
    {
        var report = await county.StagedAsync(county.Folder.Text("one.geojson", ScratchFolder.Squares(
            ScratchFolder.Parcel("101", "0301", ",\"MIAN_JI\":111.7,\"YOU_SHI_SZ\":\"310000\",\"PINGJUN_NL\":\"12\",\"YU_BI_DU\":0.7,\"BEI_ZHU\":\"备注\""))), ForestLand);

        Assert.Equal(0, report.Errors);
        Assert.EndsWith("EPSG::4490 写明", report.CrsReason, StringComparison.Ordinal);
        Assert.Equal(new DecisionOutcome.Accepted(report.ImportId, 1, 0, 0, 0, 1), await county.AcceptAsync(report.ImportId) with { Generation = 1 });
        Assert.Equal("431125101001000300101|431125101|431125101001|0003|0111|0301|land-class-third-survey|310|12|0.70|备注", await county.ScalarAsync<string>(
            """
            select concat_ws('|', code, township_code, village_code, compartment, land_class, land_class_given, land_class_list, species_code,
                             mean_age_a, canopy_density, other ->> 'BEI_ZHU')
            from inventory.parcel_version where subcompartment = '00101'
            """));
        Assert.Equal(0, await county.ScalarAsync<double>(
            """
            select abs(v.ellipsoidal_area_m2::float8 - inventory.ellipsoidal_area_m2(s.geom))
            from inventory.parcel_version v join inventory.parcel_shape s using (parcel_version_id) where subcompartment = '00101'
            """), 1e-3);
    }

    [Fact]
    public async Task A_later_file_closes_what_changed_and_leaves_what_did_not()
    {
        var first = await county.StagedAsync(county.Folder.Text("2024.geojson",
            ScratchFolder.Squares(ScratchFolder.Parcel("201"), ScratchFolder.Parcel("202"))), ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(first.ImportId);
        var second = await county.StagedAsync(county.Folder.Text("2025.geojson",
            ScratchFolder.Squares(ScratchFolder.Parcel("201"), ScratchFolder.Parcel("202", "0171"))), ForestLand);

        var accepted = await county.AcceptAsync(second.ImportId);

        Assert.Equal((0L, 1L, 1L, 0L), (accepted.Added, accepted.Changed, accepted.Unchanged, accepted.LeftOut));
        Assert.Equal("[2024-12-31,2025-12-31) [2025-12-31,) ", await county.ScalarAsync<string>(
            "select string_agg(valid::text || ' ', '' order by valid) from inventory.parcel_version where subcompartment = '00202'"));
        Assert.Equal(1, await county.ScalarAsync<long>("select count(*) from inventory.parcel_version where subcompartment = '00201'"));

        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.UndoAsync(first.ImportId, Actor.Console(), TownshipScope.WholeCounty));
        Assert.Equal(new DecisionOutcome.Undone(second.ImportId, 1, 1), await county.Imports.UndoAsync(second.ImportId, Actor.Console(), TownshipScope.WholeCounty));
        Assert.Equal("[2024-12-31,)", await county.ScalarAsync<string>(
            "select string_agg(valid::text, '') from inventory.parcel_version where subcompartment = '00202'"));
    }

    [Fact]
    public async Task A_part_of_the_county_that_would_move_its_date_says_so()
    {
        var whole = await county.StagedAsync(county.Folder.Text("whole.geojson",
            ScratchFolder.Squares(ScratchFolder.Parcel("231"), ScratchFolder.Parcel("232"))), ForestLand);
        await county.AcceptAsync(whole.ImportId);
        var day = await county.ScalarAsync<DateTime>("select max(lower(valid))::timestamp from inventory.parcel_version");
        var part = county.Folder.Text("part.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("231", "0171")));

        var later = await county.StagedAsync(part, ForestLand with { AsOf = DateOnly.FromDateTime(day).AddDays(1), DryRun = true });
        var same = await county.StagedAsync(part, ForestLand with { AsOf = DateOnly.FromDateTime(day), DryRun = true });

        Assert.Contains(later.Findings, f => f is { Kind: "later-than-county", Severity: "warning", RowNo: null } && f.Message.Contains($"{day:yyyy-MM-dd} 的小班已在库中，同日的资料不能再改它", StringComparison.Ordinal));
        Assert.DoesNotContain(same.Findings, f => f.Kind == "later-than-county");
    }

    [Fact]
    public async Task A_file_of_few_fields_loses_nothing_of_what_is_stored()
    {
        var full = await county.StagedAsync(county.Folder.Text("full.geojson", ScratchFolder.Squares(
            ScratchFolder.Parcel("251", more: ",\"PINGJUN_NL\":12,\"YOU_SHI_SZ\":\"310\""))), ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(full.ImportId);
        var narrow = await county.StagedAsync(county.Folder.Text("narrow.geojson", ScratchFolder.Squares(
            ScratchFolder.Parcel("251", more: ",\"PINGJUN_NL\":13"))), ForestLand);

        Assert.Equal(1, (await county.AcceptAsync(narrow.ImportId)).Changed);
        Assert.Equal("13 310", await county.ScalarAsync<string>(
            "select concat_ws(' ', mean_age_a, species_code) from inventory.parcel_version where subcompartment = '00251' and upper_inf(valid)"));
        Assert.Contains(narrow.Findings, f => f.Kind == "file" && f.Message.Contains("优势树种", StringComparison.Ordinal));
    }

    [Theory, InlineData("0001-01-01"), InlineData("9999-12-31")]
    public async Task A_file_as_of_an_end_of_the_calendar_is_refused(string day)
    {
        var path = county.Folder.Text("never.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("399")));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => county.StageAsync(path, ForestLand with { AsOf = DateOnly.ParseExact(day, "yyyy-MM-dd", null) }));

        Assert.StartsWith($"日期 {day} 不在", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_says_which_import_it_was()
    {
        var path = county.Folder.Text("again.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("301")));
        var first = await county.StagedAsync(path, ForestLand);
        await county.AcceptAsync(first.ImportId);
        var before = await county.EverythingStoredAsync();

        Assert.Equal(new ImportOutcome.AlreadyImported(first.ImportId), await county.StageAsync(path, ForestLand));
        Assert.Equal(before, await county.EverythingStoredAsync());
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(first.ImportId, Actor.Console(), TownshipScope.WholeCounty));
    }

    [Fact]
    public async Task The_same_bytes_read_otherwise_are_another_import()
    {
        var path = county.Folder.Text("otherwise.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("311", more: ",\"PINGJUN_NL\":12")));
        var first = await county.StagedAsync(path, ForestLand);
        await county.AcceptAsync(first.ImportId);

        Assert.Equal(new ImportOutcome.AlreadyImported(first.ImportId), await county.StageAsync(path, ForestLand with { Crs = "EPSG:4490", Encoding = "UTF-8" }));
        foreach (var request in new[]
                 {
                     ForestLand with { Mapping = new Dictionary<string, string> { ["PINGJUN_NL"] = "" } },
                     ForestLand with { Parts = ["removed"] },
                     ForestLand with { DryRun = true },
                 })
            Assert.IsType<ImportOutcome.Staged>(await county.StageAsync(path, request));
    }

    [Fact]
    public async Task The_same_bytes_under_another_coordinate_system_are_another_import()
    {
        var path = county.Folder.Text("plane.csv", "CODE,DI_LEI,WKT\n431125101001000300321,0111,\"POLYGON ((540000 2800000, 541000 2800000, 541000 2801000, 540000 2801000, 540000 2800000))\"\n");
        var first = await county.StagedAsync(path, ForestLand with { Crs = "EPSG:4546" });
        await county.AcceptAsync(first.ImportId);

        Assert.IsType<ImportOutcome.Staged>(await county.StageAsync(path, ForestLand with { Crs = "EPSG:32649" }));
    }

    [Fact]
    public async Task What_was_not_accepted_or_taken_back_is_not_imported_yet()
    {
        var path = county.Folder.Text("twice.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("331")));
        var first = await county.StagedAsync(path, ForestLand);
        await county.Imports.RejectAsync(first.ImportId, Actor.Console(), TownshipScope.WholeCounty);
        var second = await county.StagedAsync(path, ForestLand);
        await county.AcceptAsync(second.ImportId);
        await county.Imports.UndoAsync(second.ImportId, Actor.Console(), TownshipScope.WholeCounty);

        Assert.IsType<ImportOutcome.Staged>(await county.StageAsync(path, ForestLand));
    }

    [Fact]
    public async Task What_was_accepted_and_taken_back_leaves_the_data_as_they_were()
    {
        var states = new CountyStates(county.Db);
        var kept = await county.StagedAsync(county.Folder.Text("kept.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("335"))), ForestLand);
        await county.AcceptAsync(kept.ImportId);
        var before = await states.GenerationAsync();
        var passing = await county.StagedAsync(county.Folder.Text("passing.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("335"), ScratchFolder.Parcel("336"))), ForestLand);
        await county.AcceptAsync(passing.ImportId);
        Assert.False(await states.IsAsInAsync(before, TestContext.Current.CancellationToken));

        await county.Imports.UndoAsync(passing.ImportId, Actor.Console(), TownshipScope.WholeCounty);

        Assert.True(await states.IsAsInAsync(before, TestContext.Current.CancellationToken));
        // One that stood before is gone as well: that is another state.
        await county.Imports.UndoAsync(kept.ImportId, Actor.Console(), TownshipScope.WholeCounty);
        Assert.False(await states.IsAsInAsync(before, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_comparison_that_the_inventory_has_left_behind_is_made_anew_and_looked_at_again()
    {
        var ct = TestContext.Current.CancellationToken;
        async Task<ImportReport> Of(string name, int year, string landClass) =>
            await county.StagedAsync(county.Folder.Text(name, ScratchFolder.Squares(ScratchFolder.Parcel("281", landClass))), ForestLand with { AsOf = new DateOnly(year, 12, 31) });
        // Parcels of other tests in this village are missing in the file, which says nothing of them.
        async Task<string> OwnAsync(ImportReport of) => (await county.Imports.ChangesAsync(of.ImportId, ct)).Single(c => c.Kind != "removed").Kind;
        await county.AcceptAsync((await Of("behind-base.geojson", 2022, "0111")).ImportId);
        var one = await Of("behind-one.geojson", 2023, "0171");
        var two = await Of("behind-two.geojson", 2024, "0171");
        Assert.Equal("rewritten", await OwnAsync(two));
        await county.AcceptAsync(one.ImportId);

        var refused = Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(two.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: ct));

        Assert.Contains("在这次比较之后有了变化", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(("staged", "unchanged"), ((await county.Imports.FindAsync(two.ImportId, ct))!.State, await OwnAsync(two)));
        // what was taken back moves it again
        await county.Imports.UndoAsync(one.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct);
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(two.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: ct));
        Assert.Equal("rewritten", await OwnAsync(two));
        Assert.Equal(1, (await county.AcceptAsync(two.ImportId)).Changed);
    }

    [Fact]
    public async Task What_is_stored_elsewhere_meanwhile_leaves_a_comparison_as_it_was_shown()
    {
        var staged = await county.StagedAsync(county.Folder.Text("shown.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("291"))), ForestLand);
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("elsewhere.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("441"))), ForestLand)).ImportId);

        Assert.Equal(1, (await county.AcceptAsync(staged.ImportId)).Added);
    }

    [Fact]
    public async Task A_dry_run_uses_up_no_number()
    {
        var path = county.Folder.Text("dry.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("341")));
        var before = await county.StagedAsync(path, ForestLand);

        for (var i = 0; i < 3; i++)
            Assert.Equal(0, (await county.StagedAsync(path, ForestLand with { DryRun = true })).ImportId);

        Assert.Equal(before.ImportId + 1, (await county.StagedAsync(path, ForestLand)).ImportId);
    }

    [Fact]
    public async Task A_field_that_is_not_there_is_told_once_with_the_count_of_rows()
    {
        var report = await county.StagedAsync(county.Folder.Text("fieldless.geojson",
            ScratchFolder.Squares("\"HAO\":\"1\"", "\"HAO\":\"2\"", "\"HAO\":\"3\"")), ForestLand);

        Assert.Equal(["code-missing 3 rows", "land-class-missing 3 rows"],
            report.Findings.Where(f => f is { Blocks: true, RowNo: null }).Select(f => $"{f.Kind} {f.Size} {f.SizeUnit}"));
        Assert.DoesNotContain(report.Findings, f => f.RowNo is not null && f.Severity == "error");
        Assert.Equal(3, report.BlockedRows);
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(report.ImportId, Actor.Console(), TownshipScope.WholeCounty));
    }

    [Fact]
    public async Task Every_fault_of_a_file_is_told_at_once_and_its_rows_stay_out()
    {
        const string Bowtie = """{"type":"Feature","properties":{"CODE":"431125101001000300404","DI_LEI":"0111"},"geometry":{"type":"Polygon","coordinates":[[[111.3,25.1],[111.31,25.11],[111.31,25.1],[111.3,25.11],[111.3,25.1]]]}}""";
        var squares = ScratchFolder.Squares(
            "\"CODE\":\"431125101001000300401\",\"DI_LEI\":\"0111\"", "\"CODE\":\"431125101001000300402\",\"DI_LEI\":\"9999\"",
            "\"CODE\":\"431125101001000300403\",\"DI_LEI\":null", "\"CODE\":\"431125101001000300401\",\"DI_LEI\":\"0111\"", "\"CODE\":\"12\",\"DI_LEI\":\"0111\"",
            "\"CODE\":null,\"DI_LEI\":\"0111\"", "\"CODE\":\"431125101001000300405\",\"DI_LEI\":\"0111\"");
        var path = county.Folder.Text("faults.geojson", squares.Replace("\"features\":[", $"\"features\":[{Bowtie},", StringComparison.Ordinal));

        var report = await county.StagedAsync(path, ForestLand);

        Assert.Equal(
            ["self-intersection 1", "code-duplicate 2", "land-class-unknown 3", "land-class-missing 4", "code-duplicate 5", "code-form 6", "code-missing 7"],
            report.Findings.Where(f => f.Severity == "error").Select(f => $"{f.Kind} {f.RowNo}"));
        var bowtie = report.Findings.Single(f => f.Kind == "self-intersection");
        Assert.Equal(111.305, bowtie.Longitude!.Value, 1e-9);
        Assert.Equal(25.105, bowtie.Latitude!.Value, 1e-9);
        var accepted = await county.AcceptAsync(report.ImportId);
        Assert.Equal((1L, 7L), (accepted.Added, accepted.LeftOut));
    }

    [Fact]
    public async Task A_registered_area_in_mu_is_noticed()
    {
        var report = await county.StagedAsync(county.Folder.Text("mu.geojson",
            ScratchFolder.Squares(ScratchFolder.Parcel("501", more: ",\"MIAN_JI\":1675.4"))), ForestLand);

        var finding = Assert.Single(report.Findings, f => f.Kind == "registered-area");
        Assert.Contains("像是以亩为单位", finding.Message, StringComparison.Ordinal);
        Assert.Equal("ha", finding.SizeUnit);
    }

    [Fact]
    public async Task A_second_file_of_the_day_that_is_stored_is_a_finding_and_not_a_broken_history()
    {
        var later = await county.StagedAsync(county.Folder.Text("later.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("601"))), ForestLand);
        await county.AcceptAsync(later.ImportId);
        var earlier = await county.StagedAsync(county.Folder.Text("same-day.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("601", "0171"))), ForestLand);

        Assert.Equal("as-of-too-early", Assert.Single(earlier.Findings, f => f.Severity == "error").Kind);
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(earlier.ImportId, Actor.Console(), TownshipScope.WholeCounty));
    }

    [Fact]
    public async Task Parcels_of_a_township_that_is_not_theirs_stay_out_of_reach_of_a_surveyor()
    {
        var other = TownshipScope.Of(["431125102"]);
        var path = county.Folder.Text("scope.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("701")));
        var staged = Assert.IsType<ImportOutcome.Staged>(await county.Imports.StageAsync(path, ForestLand, Actor.Console(), other));

        Assert.Contains(staged.Report.Findings, f => f is { Kind: "outside-scope", Blocks: true });

        var all = await county.StagedAsync(path, ForestLand);
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(all.ImportId, Actor.Console(), other));
    }

    [Theory]
    [InlineData("insert into inventory.parcel (county_code, opened_by) values ('431125', 99999999)", "parcel_import_fk")]
    [InlineData("update inventory.parcel_version set opened_by = 99999999 where code = '431125101001000300751'", "parcel_version_import_fk")]
    [InlineData("update inventory.parcel_version set closed_by = 99999999 where code = '431125101001000300751'", "parcel_version_closed_by_fk")]
    [InlineData("insert into inventory.import_change (import_id, row_no, change) values (99999999, 1, 'added')", "import_change_import_fk")]
    [InlineData("delete from inventory.import where import_id = (select opened_by from inventory.parcel_version where code = '431125101001000300751')", "parcel_version_import_fk")]
    public async Task The_import_that_opened_or_closed_a_version_is_there_and_stays(string statement, string held)
    {
        if (await county.ScalarAsync<long>("select count(*) from inventory.parcel_version where code = '431125101001000300751'") == 0)
            await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("named.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("751"))), ForestLand)).ImportId);

        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(Actor.Console(), TownshipScope.WholeCounty, "an import that is not there",
            write => write.ExecuteAsync(statement)));

        Assert.Equal(("23503", held), (refused.SqlState, refused.ConstraintName));
    }

    [Fact]
    public async Task A_dry_run_tells_everything_and_keeps_nothing()
    {
        var path = county.Folder.Text("dry.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("801", "9999")));
        var before = await county.EverythingStoredAsync();

        var report = await county.StagedAsync(path, ForestLand with { DryRun = true });

        Assert.Equal((0L, 1L, 1), (report.ImportId, report.Features, report.Errors));
        Assert.Equal(before, await county.EverythingStoredAsync());
        Assert.False(File.Exists(county.Files.PathOf(Convert.FromHexString(report.Sha256))));
    }

    [Fact]
    public async Task The_file_is_kept_by_its_hash()
    {
        var path = county.Folder.Text("kept.geojson", ScratchFolder.Squares(ScratchFolder.Parcel("901")));

        var report = await county.StagedAsync(path, ForestLand);

        Assert.Equal(await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(county.Files.PathOf(Convert.FromHexString(report.Sha256))));
    }

    [Fact]
    public async Task Two_parcels_of_one_shape_are_one_too_many()
    {
        const string Turned = """{"type":"Feature","properties":{"CODE":"431125101001000300952","DI_LEI":"0111"},"geometry":{"type":"Polygon","coordinates":[[[111.41,25.24],[111.41,25.23],[111.4,25.23],[111.4,25.24],[111.41,25.24]]]}}""";
        var squares = ScratchFolder.Squares("\"CODE\":\"431125101001000300951\",\"DI_LEI\":\"0111\"");
        var path = county.Folder.Text("twice.geojson", squares.Replace("]}}]}", $"]}}}},{Turned}]}}", StringComparison.Ordinal));

        var report = await county.StagedAsync(path, ForestLand);

        var finding = Assert.Single(report.Findings, f => f.Severity == "error");
        Assert.Equal(("duplicate-geometry", 2, true), (finding.Kind, finding.RowNo, finding.Blocks));
    }

    [Fact]
    public async Task A_shape_drawn_the_other_way_round_is_the_same_shape()
    {
        const string Turned = """{"type":"Feature","properties":{"CODE":"431125101001000300961","DI_LEI":"0111"},"geometry":{"type":"Polygon","coordinates":[[[111.11,25.25],[111.11,25.24],[111.1,25.24],[111.1,25.25],[111.11,25.25]]]}}""";
        var first = await county.StagedAsync(county.Folder.Text("one-way.geojson", ScratchFolder.Squares("\"CODE\":\"431125101001000300961\",\"DI_LEI\":\"0111\"")),
            ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(first.ImportId);
        var again = await county.StagedAsync(county.Folder.Text("other-way.geojson",
            ScratchFolder.Squares().Replace("\"features\":[", $"\"features\":[{Turned}", StringComparison.Ordinal)), ForestLand);

        Assert.Equal((0L, 0L, 1L), await county.AcceptAsync(again.ImportId) is var done ? (done.Added, done.Changed, done.Unchanged) : default);
    }

    [Fact]
    public async Task Attribute_logic_is_found_with_its_rule_in_both_languages()
    {
        var report = await county.StagedAsync(county.Folder.Text("logic.geojson", ScratchFolder.Squares(
            ScratchFolder.Parcel("971", more: ",\"YU_BI_DU\":0.1,\"YOU_SHI_SZ\":\"310\",\"QI_YUAN\":\"21\""))), ForestLand);

        var finding = Assert.Single(report.Findings, f => f.Kind == "forest-canopy-too-low");
        Assert.Equal(("error", false, "431125101001000300971"), (finding.Severity, finding.Blocks, finding.Subject));
        Assert.Contains("郁闭度只有 0.1", finding.Message, StringComparison.Ordinal);
        Assert.Contains("canopy density of 0.1", finding.MessageEn, StringComparison.Ordinal);
    }
}
