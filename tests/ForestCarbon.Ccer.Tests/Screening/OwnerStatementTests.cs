using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Screening;

public sealed class OwnerStatementTests(OwnerStatementTests.County county) : IClassFixture<OwnerStatementTests.County>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;
    private static readonly Actor Station = Actor.Account(Guid.NewGuid());
    private static readonly byte[] Document = new byte[32];

    private ScreeningResults Results => new(county.Db);

    private Task<int> StateAsync(StatementLine[] lines, DateOnly? on = null, bool document = false, TownshipScope? scope = null, string source = "业主申报表") =>
        county.Db.WriteAsync(Station, scope ?? All, "录入业主申报", write => OwnerStatements.StateAsync(
            write, scope ?? All, lines, source, on ?? new DateOnly(2026, 1, 10), document ? Document : null));

    private async Task<PieceAnswer> WhyAsync(ScreeningRow run, string code) => PieceAnswer.Of(
        (await Results.PiecesAsync(run.RunId, code, All))[0], ScreeningManifest.Parse(run.Manifest).JudgedConditions());

    [Fact]
    public async Task What_an_owner_states_decides_shrubs_and_additionality_and_of_each_the_latest_holds()
    {
        var code = county.Codes[0];
        var before = await WhyAsync(await county.ScreenAsync(), code);
        Assert.Equal(("没有清灌比例的申报", Verdict.NeedsEvidence), (before.Conditions[5].Reason, before.Conditions[5].Verdict));
        Assert.Equal(Verdict.NeedsEvidence, before.Conditions[7].Verdict);

        await StateAsync([new(code, 0.1m, true, null)]);
        await StateAsync([new(code, null, null, AdditionalityPath.GeneralTool)], new DateOnly(2026, 2, 1), document: true);
        var after = await WhyAsync(await county.ScreenAsync(), code);

        Assert.Equal((Verdict.Pass, Verdict.Pass), (after.Conditions[5].Verdict, after.Conditions[7].Verdict));
        Assert.Contains("业主申报表（2026-01-10）", after.Conditions[5].Datum, StringComparison.Ordinal);
        Assert.StartsWith("清灌 10 %，保留散生木 是", after.Conditions[5].Datum, StringComparison.Ordinal);
        Assert.Contains("一般工具", after.Conditions[7].Datum, StringComparison.Ordinal);

        await StateAsync([new(code, 0.3m, null, null)], new DateOnly(2026, 3, 1));
        Assert.Equal("清灌比例超过限值", (await WhyAsync(await county.ScreenAsync(), code)).Conditions[5].Reason);
        Assert.Equal(Verdict.Pass, (await WhyAsync(await county.ScreenAsync(new DateOnly(2026, 2, 15)), code)).Conditions[5].Verdict);
        Assert.Equal(3, (await new OwnerStatements(county.Db).ListAsync(All, code)).Count);
    }

    [Fact]
    public async Task Every_wrong_line_is_named_and_none_is_stored()
    {
        var before = await county.ScalarAsync<long>("select count(*) from ccer.parcel_statement");
        var good = county.Codes[1];

        var refused = await Assert.ThrowsAsync<RefusedException>(() => StateAsync(
            [new(good, 0.1m, true, null), new("999", 0.1m, true, null), new(county.Codes[2], null, null, null), new(county.Codes[3], null, null, AdditionalityPath.PublicWelfare), new(good, 0, null, null)]));

        foreach (var part in new[] { "999 不存在", $"{county.Codes[2]} 什么也没有", $"{county.Codes[3]} 的额外性须附文件", $"{good} 列了 2 次", "4 处" })
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await county.ScalarAsync<long>("select count(*) from ccer.parcel_statement"));
    }

    [Fact]
    public async Task A_parcel_of_another_township_a_missing_source_and_a_day_to_come_are_refused()
    {
        var elsewhere = TownshipScope.Of(["000000000"]);
        StatementLine[] line = [new(county.Codes[4], 0.1m, true, null)];

        await Assert.ThrowsAsync<RefusedException>(() => StateAsync(line, scope: elsewhere));
        await Assert.ThrowsAsync<RefusedException>(() => StateAsync(line, source: " "));
        await Assert.ThrowsAsync<RefusedException>(() => StateAsync(line, CountyClock.Today.AddDays(1)));
        Assert.Empty(await new OwnerStatements(county.Db).ListAsync(elsewhere));
    }

    [Theory, InlineData("utf-8"), InlineData("GB18030")]
    public void A_table_is_read_whatever_its_encoding(string encoding)
    {
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "申报.csv");
        File.WriteAllText(path, "小班,清灌比例,保留散生木,额外性\r\n0012,15%,是,\r\n0013,,,公益林\r\n0014,0,否,论证\r\n", System.Text.Encoding.GetEncoding(encoding));

        Assert.Equal(
            [new StatementLine("0012", 0.15m, true, null), new("0013", null, null, AdditionalityPath.PublicWelfare), new("0014", 0, false, AdditionalityPath.GeneralTool)],
            OwnerStatements.ReadTable(path));
    }

    [Fact]
    public void Cells_that_cannot_be_read_are_all_named()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "申报.csv");
        File.WriteAllText(path, "小班,清灌比例,保留散生木,额外性\n0012,120,是,\n,5,是,\n0014,5,也许,随便\n0015,0.15,是,\n");

        var refused = Assert.Throws<RefusedException>(() => OwnerStatements.ReadTable(path));

        foreach (var part in new[] { "第 2 行的清灌比例“120”", "第 3 行没有小班编号", "第 4 行的保留散生木“也许”", "第 4 行的额外性“随便”", "第 5 行的清灌比例“0.15”" })
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A small demonstration county without its invented statements; <see cref="Codes"/> are parcels of bare commercial ground.</summary>
    public sealed class County : TestDatabase
    {
        private static readonly Actor Keeper = Actor.Job("test");

        private IReadOnlyList<string>? _codes;

        public IReadOnlyList<string> Codes => Made(_codes);

        protected override async Task FillAsync()
        {
            await new DemonstrationLoader(Db).LoadAsync(1500);
            await Db.WriteAsync(Keeper, All, "文件", write => write.ExecuteAsync(
                "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@Document, 1, 'doc.pdf', 'test')", new { Document }));
            _codes = await Db.QueryAsync<string>(
                """
                select v.code from inventory.parcel_version_v v
                where upper_inf(v.valid) and v.planted_on is null and v.land_class in ('0161', '0171') and v.forest_category not in ('11', '12')
                  and not exists (select from inventory.layer_feature_v f, inventory.parcel_shape_v s
                                  where s.parcel_version_id = v.parcel_version_id and f.layer = 'public-welfare' and st_intersects(f.geom, s.geom))
                order by v.code limit 5
                """);
        }

        public async Task<ScreeningRow> ScreenAsync(DateOnly? asOf = null)
        {
            var screenings = new Screenings(Db);
            var runId = await screenings.OpenAsync(Keeper, new ScreeningRequest("CCER-14-001-V01", asOf));
            await screenings.DriveAsync(Keeper, runId);
            return (await new ScreeningResults(Db).FindAsync(runId))!;
        }
    }
}
