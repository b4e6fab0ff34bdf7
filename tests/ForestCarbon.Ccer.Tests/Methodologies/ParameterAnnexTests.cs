using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Methodologies;

public sealed class ParameterAnnexTests(ParameterAnnexTests.Filled database) : IClassFixture<ParameterAnnexTests.Filled>
{
    private const string V01 = "CCER-14-001-V01";

    private static Actor Reader() => Actor.Account(Guid.NewGuid());

    private Task<int> ReadAsync(Actor reader, params AnnexLine[] lines) =>
        database.Db.WriteAsync(reader, TownshipScope.WholeCounty, "读附录", write => ParameterAnnex.ReadAsync(write, database.Document, lines, default));

    private async Task<AnnexRow> RowAsync(string key, Actor seenBy, string species = "") =>
        (await new ParameterAnnex(database.Db).RowsAsync(V01, seenBy)).Single(r => r.Row.ParamKey == key && r.Row.Species == species);

    [Fact]
    public async Task Two_accounts_enter_a_whole_annex_and_only_their_difference_stays_open()
    {
        var (first, second) = (Reader(), Reader());
        AnnexLine[] read = [new("gwp_ch4", "", 28, "第 40 页"), new("gwp_n2o", "", 265, "第 40 页"), new("bef", "220", 1.42m, "附录 B", "1", "马尾松 生物量扩展因子")];
        Assert.Equal(3, await ReadAsync(first, read));
        Assert.All(new[] { await RowAsync("gwp_ch4", first), await RowAsync("bef", first, "220") }, r => Assert.Equal(("read-once", null), (r.Row.Verification, r.Row.Value)));

        await ReadAsync(second, [.. read.Select(l => l.Key == "gwp_n2o" ? l with { Value = 273 } : l)]);

        Assert.Equal(("verified", 28m), ((await RowAsync("gwp_ch4", second)).Row.Verification, (await RowAsync("gwp_ch4", second)).Row.Value));
        Assert.Equal(("verified", 1.42m), ((await RowAsync("bef", second, "220")).Row.Verification, (await RowAsync("bef", second, "220")).Row.Value));
        var open = await RowAsync("gwp_n2o", first);
        Assert.True(open.Differs);
        Assert.Equal((265m, 273m, null, "differs"), (open.Mine!.Value, open.Others.Single().Value, open.Row.Value, open.Row.Verification));

        await ReadAsync(Reader(), new AnnexLine("gwp_n2o", "", 265, "第 40 页"));

        Assert.Equal(265m, (await RowAsync("gwp_n2o", first)).Row.Value);
    }

    [Fact]
    public async Task Before_reading_an_account_sees_that_somebody_read_and_not_what()
    {
        await ReadAsync(Reader(), new AnnexLine("crediting_least_a", "", 20, "第 5 页"));

        var seen = await RowAsync("crediting_least_a", Reader());

        Assert.Equal((1, 0, null), (seen.Row.Readings, seen.Others.Count, seen.Mine));
    }

    [Fact]
    public async Task All_lines_enter_or_none_and_every_wrong_one_is_named()
    {
        var reader = Reader();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(
            reader, new("crediting_most_a", "", 40, "第 5 页"), new("no_such", "", 1, "第 5 页"), new("non_forest_years", "", 3, ""), new("Bad Key", "", 3, "页", "1", "名")));

        foreach (var named in new[] { "no_such：库中没有这个参数", "non_forest_years：请写明页码", "Bad Key：键须为" })
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Null((await RowAsync("crediting_most_a", reader)).Mine);
    }

    [Fact]
    public async Task An_account_reads_a_parameter_once()
    {
        var reader = Reader();
        await ReadAsync(reader, new AnnexLine("shrub_removal_most", "", 0.2m, "第 2 页"));

        Assert.Contains("另一个账号", (await Assert.ThrowsAsync<RefusedException>(() =>
            ReadAsync(reader, new AnnexLine("shrub_removal_most", "", 0.25m, "第 2 页")))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CCER-14-001-V01", "附录", "MZ", "PDF")]
    [InlineData("CCER-14-001-V01", " ", "%PDF-1.7", "名称")]
    [InlineData("NONE", "附录", "%PDF-1.7", "没有方法学")]
    public async Task A_document_is_a_named_PDF_or_scan_of_a_methodology(string methodology, string title, string begins, string says)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, begins);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => database.Db.WriteAsync(
            Reader(), TownshipScope.WholeCounty, "收文件", write => ParameterAnnex.SendAsync(write, methodology, title, path, Filled.Sha, default)));

        File.Delete(path);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bef,220,1.42,1,马尾松 BEF,第 61 页", null)]
    [InlineData("gwp_ch4\t\t28\t1\t甲烷增温潜势\t第 40 页", null)]
    [InlineData("bef,220,1.42", "第 1 行")]
    [InlineData("gwp_ch4,,二十八,1,甲烷,第 40 页", "不是数")]
    public void Pasted_lines_are_read_or_told_by_their_number(string line, string? refusal)
    {
        if (refusal is null)
            Assert.Single(ParameterAnnex.ReadLines(line));
        else
            Assert.Contains(refusal, Assert.Throws<RefusedException>(() => ParameterAnnex.ReadLines(line)).Message, StringComparison.Ordinal);
    }

    public sealed class Filled : TestDatabase
    {
        public static readonly byte[] Sha = [.. Enumerable.Repeat((byte)7, 32)];

        public SourceDocument Document { get; private set; } = null!;

        protected override async Task FillAsync()
        {
            await new ParameterBook(Db).EnsureShippedAsync();
            var path = Path.GetTempFileName();
            await File.WriteAllTextAsync(path, "%PDF-1.7");
            Document = await Db.WriteAsync(Actor.Job("test"), TownshipScope.WholeCounty, "收来源文件", async write =>
            {
                await write.ExecuteAsync("insert into platform.stored_file (sha256, bytes, name, stored_by) values (@Sha, 8, 'annex.pdf', 'test')", new { Sha });
                return await ParameterAnnex.SendAsync(write, V01, "CCER-14-001-V01 附录", path, Sha, default);
            });
            File.Delete(path);
        }
    }
}
