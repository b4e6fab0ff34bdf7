using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Growth.Tests.Curves;

public sealed class PlantingModelTests(PlantingModelTests.Filled database) : IClassFixture<PlantingModelTests.Filled>
{
    private static readonly Actor First = Actor.Account(Guid.NewGuid()), Second = Actor.Account(Guid.NewGuid()), Third = Actor.Account(Guid.NewGuid());
    private static readonly byte[] Page = new byte[32];
    private static readonly double[] Read = [300, 0.08, 2.8];

    private PlantingModels Models => new(database.Db);

    private Task ReadAsync(Actor by, string model, short site, double[] parameters, string form = "richards", string mark = "M", string source = "测试资料第 1 页") =>
        database.Db.WriteAsync(by, TownshipScope.WholeCounty, "读造林模型", write =>
            PlantingModels.ReadAsync(write, new PlantingValues(model, site, 2500, form, parameters, source, mark), Page, CancellationToken.None));

    private async Task<PlantingModelRow> RowAsync(string model, short site) => (await Models.FindAsync(model)).Single(m => m.SiteClass == site);

    [Fact]
    public async Task Values_hold_once_two_accounts_have_read_the_same()
    {
        Assert.Null((await RowAsync("fir-pure", 1)).Curve);

        await ReadAsync(First, "fir-pure", 1, Read);
        Assert.Equal((null, null, 1), ((await RowAsync("fir-pure", 1)).Curve, (await RowAsync("fir-pure", 1)).StemsPerHa, (await RowAsync("fir-pure", 1)).OpenReadings));
        Assert.Empty(await Models.ReadingsAsync("fir-pure", Second));
        Assert.Single(await Models.ReadingsAsync("fir-pure", First));

        await ReadAsync(Second, "fir-pure", 1, Read);
        var row = await RowAsync("fir-pure", 1);
        Assert.Equal(new GrowthCurve(GrowthForm.Richards, Read).At(20), row.Curve!.At(20));
        Assert.Equal((2500, "测试资料第 1 页", "M", 0), (row.StemsPerHa, row.CurveSource, row.CurveConfidence, row.OpenReadings));
        Assert.Null((await RowAsync("fir-pure", 2)).Curve);
    }

    [Fact]
    public async Task Readings_that_differ_hold_nothing_until_a_third_account_agrees_with_one()
    {
        await ReadAsync(First, "masson-schima", 2, [250, 0.06, 3]);
        await ReadAsync(Second, "masson-schima", 2, [250, 0.07, 3]);
        Assert.Null((await RowAsync("masson-schima", 2)).Curve);
        Assert.Equal(2, (await Models.ReadingsAsync("masson-schima", Third)).Count);

        await ReadAsync(Third, "masson-schima", 2, [250, 0.07, 3]);

        Assert.Equal(0.07, (await RowAsync("masson-schima", 2)).Curve!.Second);
    }

    [Fact]
    public async Task A_later_pair_supersedes_and_one_account_alone_changes_nothing()
    {
        foreach (var account in new[] { First, Second })
            await ReadAsync(account, "broadleaf-mixed", 3, [200, 0.05, 2.5]);
        await ReadAsync(First, "broadleaf-mixed", 3, [220, 0.05, 2.5]);
        Assert.Equal((200, 1), ((await RowAsync("broadleaf-mixed", 3)).Curve!.A, (await RowAsync("broadleaf-mixed", 3)).OpenReadings));

        await ReadAsync(Third, "broadleaf-mixed", 3, [220, 0.05, 2.5]);

        Assert.Equal(220, (await RowAsync("broadleaf-mixed", 3)).Curve!.A);
        Assert.Equal(4, (await Models.ReadingsAsync("broadleaf-mixed", Second)).Count);
    }

    [Fact]
    public async Task One_account_reads_once()
    {
        await ReadAsync(First, "masson-schima", 1, Read);

        Assert.Contains("另一个账号", (await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(First, "masson-schima", 1, [280, 0.08, 2.8]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fir-pure", 9, "richards", new[] { 300, 0.08, 2.8 }, "M", "源", "立地等级 9")]
    [InlineData("no-model", 1, "richards", new[] { 300, 0.08, 2.8 }, "M", "源", "no-model")]
    [InlineData("fir-pure", 2, "linear", new[] { 300, 0.08 }, "M", "源", "linear")]
    [InlineData("fir-pure", 2, "richards", new[] { 300, 0.08 }, "M", "源", "A、k、p")]
    [InlineData("fir-pure", 2, "richards", new[] { 300, 0, 2.8 }, "M", "源", "大于 0")]
    [InlineData("fir-pure", 2, "richards", new[] { 300, 0.08, 2.8 }, "?", "源", "标记")]
    [InlineData("fir-pure", 2, "richards", new[] { 300, 0.08, 2.8 }, "M", " ", "来源")]
    public async Task What_is_no_reading_is_refused(string model, short site, string form, double[] parameters, string mark, string source, string says)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(Third, model, site, parameters, form, mark, source));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bureau_adds_a_model_whose_values_are_missing_until_read()
    {
        await Models.AddAsync(First, "oak-mixed", "栎类混交林", "", "410:6, 480:4", "县造林作业设计", [1, 2]);

        var rows = await Models.FindAsync("oak-mixed");
        Assert.Equal([1, 2], rows.Select(r => (int)r.SiteClass));
        Assert.All(rows, r => Assert.Null(r.Curve));
        Assert.Equal("410:6,480:4", rows[0].SpeciesMix);
        await Assert.ThrowsAsync<RefusedException>(() => Models.AddAsync(First, "oak-mixed", "再来", "", "410:10", "源", [1]));
        foreach (var mix in new[] { "410:6,480:3", "410:5,410:5", "栎:10", "" })
            await Assert.ThrowsAsync<RefusedException>(() => Models.AddAsync(First, "other", "别的", "", mix, "源", [1]));
    }

    public sealed class Filled : TestDatabase
    {
        protected override Task FillAsync() => Db.WriteAsync(Actor.Job("test"), TownshipScope.WholeCounty, "来源页", write => write.ExecuteAsync(
            "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@Page, 1, 'page.pdf', 'test')", new { Page }));
    }
}
