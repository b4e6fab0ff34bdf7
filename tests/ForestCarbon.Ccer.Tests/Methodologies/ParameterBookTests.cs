using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Methodologies;

public sealed class ParameterBookTests(ParameterBookTests.Filled database) : IClassFixture<ParameterBookTests.Filled>
{
    private static readonly Actor First = Actor.Account(Guid.NewGuid()), Second = Actor.Account(Guid.NewGuid()), Third = Actor.Account(Guid.NewGuid());
    private static readonly byte[] Page = new byte[32];

    private ParameterBook Book => new(database.Db);

    private async Task<ParameterRow> RowAsync(string methodology, string key) => (await Book.ListAsync(methodology)).Single(p => p.ParamKey == key && p.Species.Length == 0);

    [Fact]
    public async Task Shipped_parameters_enter_once()
    {
        var before = await Book.ListAsync();
        await Book.EnsureShippedAsync();

        Assert.Equal(MethodologyCatalogue.All.Sum(m => m.Parameters.Count) + MethodologyCatalogue.CountyFacts.Count, before.Count);
        Assert.Equal(before, await Book.ListAsync());
    }

    [Fact]
    public async Task Two_accounts_that_read_the_stored_value_verify_it()
    {
        var row = await RowAsync("CCER-14-001-V01", "non_permanence_rate");
        Assert.False(row.MaySubmit);

        Assert.Equal("read-once", (await Book.ReadAsync(First, row.ParameterId, 0.1m, "正文第 30 页", Page)).Verification);
        await Assert.ThrowsAsync<RefusedException>(() => Book.ReadAsync(First, row.ParameterId, 0.1m, "正文第 30 页", Page));
        var verified = await Book.ReadAsync(Second, row.ParameterId, 0.1m, "正文第 30 页", Page);

        Assert.Equal("verified", verified.Verification);
        Assert.True(verified.MaySubmit);
    }

    [Fact]
    public async Task A_different_reading_is_shown_and_two_that_agree_supersede()
    {
        var row = await RowAsync("CCER-14-001-V01", "record_gap_months");

        Assert.Equal("differs", (await Book.ReadAsync(First, row.ParameterId, 12, "甲页", Page)).Verification);
        Assert.Equal("differs", (await Book.ReadAsync(Second, row.ParameterId, 24, "乙页", Page)).Verification);
        var heir = await Book.ReadAsync(Third, row.ParameterId, 24, "乙页", Page);

        Assert.Equal((24m, "verified"), (heir.Value, heir.Verification));
        Assert.NotEqual(row.ParameterId, heir.ParameterId);
        Assert.Equal(heir.ParameterId, (await Book.FindAsync(row.ParameterId))!.SupersededBy);
        Assert.Equal([24m, 18m], (await Book.HistoryAsync(heir)).Select(p => p.Value!.Value));
        await Assert.ThrowsAsync<RefusedException>(() => Book.ReadAsync(First, row.ParameterId, 24, "乙页", Page));
    }

    [Fact]
    public async Task An_unsure_fact_has_no_value_until_two_accounts_read_it()
    {
        const string Zone = "national_key_ecological_function_zone";
        var v01 = MethodologyCatalogue.Find("CCER-14-001-V01")!;
        Assert.Null((await Book.ForAsync(v01)).Values.Find(Zone));
        var row = await RowAsync(MethodologyCatalogue.CountyId, Zone);

        await Book.ReadAsync(First, row.ParameterId, 1, "国函〔2016〕161号附件", Page);
        Assert.Null((await Book.ForAsync(v01)).Values.Find(Zone));
        await Book.ReadAsync(Second, row.ParameterId, 1, "国函〔2016〕161号附件", Page);

        Assert.Equal(1m, (await Book.ForAsync(v01)).Values.Find(Zone));
    }

    [Fact]
    public async Task Who_has_not_read_sees_nobody_elses_reading()
    {
        var row = await RowAsync("CCER-14-001-V01", "claim_nothing_m2");
        await Book.ReadAsync(First, row.ParameterId, 1, "页", Page);

        Assert.Empty(await Book.ReadingsAsync(row.ParameterId, Second));
        Assert.Single(await Book.ReadingsAsync(row.ParameterId, First));
    }

    [Fact]
    public async Task The_database_lets_nobody_overwrite_a_parameter()
    {
        var row = await RowAsync("CCER-14-001-V01", "least_plot_m2");

        foreach (var statement in new[] { "update ccer.parameter set value = 300 where parameter_id = @id", "delete from ccer.parameter where parameter_id = @id" })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Db.WriteAsync(
                First, TownshipScope.WholeCounty, "试改", write => write.ExecuteAsync(statement, new { id = row.ParameterId })));
            Assert.Equal("FC011", refused.SqlState);
        }
    }

    public sealed class Filled : TestDatabase
    {
        protected override async Task FillAsync()
        {
            await new ParameterBook(Db).EnsureShippedAsync();
            await Db.WriteAsync(Actor.Job("test"), TownshipScope.WholeCounty, "来源页", write => write.ExecuteAsync(
                "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@Page, 1, 'page.pdf', 'test')", new { Page }));
        }
    }
}
