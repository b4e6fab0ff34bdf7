using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
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

        Assert.Equal(
            MethodologyCatalogue.All.Sum(m => m.Parameters.Count) + MethodologyCatalogue.CountyFacts.Count + MethodologyCatalogue.Measures.Count,
            before.Where(p => p.MethodologyId != "TEST-SHIPPED").DistinctBy(p => (p.MethodologyId, p.ParamKey, p.Species)).Count());
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
    public async Task A_wrong_reading_is_withdrawn_with_a_reason_stays_and_blocks_no_longer()
    {
        var id = (await RowAsync("CCER-14-001-V01", "expected_low_t_mu_a")).ParameterId;
        await Book.ReadAsync(First, id, 0.1m, "第 3 页", Page);
        await Book.ReadAsync(Second, id, 0.1m, "第 3 页", Page);
        Assert.Equal("differs", (await Book.ReadAsync(Third, id, 1.0m, "第 3 页", Page)).Verification);

        await Assert.ThrowsAsync<RefusedException>(() => Book.WithdrawReadingAsync(Third, id, " "));
        await Assert.ThrowsAsync<RefusedException>(() => Book.WithdrawReadingAsync(Actor.Account(Guid.NewGuid()), id, "不是我的"));
        var after = await Book.WithdrawReadingAsync(Third, id, "小数点看错");

        Assert.Equal(("verified", 2, "第 3 页"), (after.Verification, after.Readings, after.VerifiedFrom));
        await Assert.ThrowsAsync<RefusedException>(() => Book.WithdrawReadingAsync(Third, id, "再撤"));
        Assert.Equal("verified", (await Book.ReadAsync(Third, id, 0.1m, "第 3 页", Page)).Verification);
        var readings = await Book.ReadingsAsync(id, Third);
        Assert.Equal([(1.0m, "小数点看错", false), (0.1m, null, true)], readings.Where(r => r.ReadBy == Third.Id).Select(r => (r.Value, r.WithdrawalReason, r.IsCorrected)));
        foreach (var statement in new[] { "update ccer.parameter_reading set value = 2 where parameter_id = @id", "delete from ccer.parameter_reading where parameter_id = @id" })
            Assert.Equal("FC011", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Db.WriteAsync(
                First, TownshipScope.WholeCounty, "试改", write => write.ExecuteAsync(statement, new { id })))).SqlState);
    }

    [Theory]
    [InlineData(""), InlineData("   "), InlineData("\t")]
    public async Task A_reading_that_names_no_source_is_refused_by_the_program_and_by_the_database(string source)
    {
        var id = (await RowAsync("CCER-14-001-V01", "precipitation_exempt_mm")).ParameterId;

        Assert.StartsWith("Give the source", English.Of(await Assert.ThrowsAsync<RefusedException>(() => Book.ReadAsync(First, id, 400, source, Page))), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Db.WriteAsync(First, TownshipScope.WholeCounty, "试", write => write.ExecuteAsync(
            "insert into ccer.parameter_reading (parameter_id, value, source, page_sha256, read_by) values (@id, 400, @source, @Page, 'x')", new { id, source, Page })));
        Assert.Equal("parameter_reading_has_source", refused.ConstraintName);
    }

    [Theory]
    [InlineData("COUNTY", "national_key_ecological_function_zone", 7, "1（是）或 0（否）")]
    [InlineData("CCER-14-001-V01", "earliest_start", 99_999_999, "没有 99999999 这一天")]
    [InlineData("CCER-14-001-V01", "crediting_least_a", 20.5, "整数")]
    [InlineData("CCER-14-001-V01", "shrub_removal_most", 20, "0 与 1 之间")]
    [InlineData("CCER-14-001-V01", "least_plot_m2", -400, "不能小于 0")]
    public async Task A_value_that_the_parameter_cannot_have_is_neither_read_nor_held(string methodology, string key, double value, string says)
    {
        var before = await RowAsync(methodology, key);

        foreach (var attempt in new Func<Task>[]
                 {
                     () => Book.ReadAsync(Actor.Account(Guid.NewGuid()), before.ParameterId, (decimal)value, "页", Page),
                     () => Book.HoldAsync(First, before.ParameterId, (decimal)value, new DateOnly(2040, 1, 1), null, "页"),
                 })
            Assert.Contains(says, (await Assert.ThrowsAsync<RefusedException>(attempt)).Message, StringComparison.Ordinal);

        Assert.Equal(before, await RowAsync(methodology, key));
    }

    [Fact]
    public async Task What_an_account_read_that_is_gone_an_administrator_withdraws_and_nobody_withdraws_what_is_of_one_that_is_there()
    {
        var (here, gone, administrator) = (Guid.NewGuid(), Guid.NewGuid(), Actor.Account(Guid.NewGuid()));
        using var store = new AccountStore(database.Db);
        foreach (var (id, name) in new[] { (here, "here"), (gone, "gone") })
            await store.CreateAsync(new Account
            {
                AccountId = id, UserName = name, NormalizedName = name.ToUpperInvariant(), DisplayName = name, Roles = [Roles.Developer], SecurityStamp = "s",
                LockedUntil = id == gone ? DateTime.UtcNow.AddYears(50) : null,
            }, CancellationToken.None);
        await Book.EnterShippedAsync([Shipped("gone", 1.5m)]);
        var parameter = (await OnlyAsync("gone")).ParameterId;
        await Book.ReadAsync(Actor.Account(here), parameter, 1.5m, "第 3 页", Page);
        Assert.Equal("differs", (await Book.ReadAsync(Actor.Account(gone), parameter, 15m, "第 3 页", Page)).Verification);
        var readings = (await Book.ReadingsAsync(parameter, Actor.Account(here))).ToDictionary(r => r.ReadBy, r => r.ReadingId);
        var (ofHere, ofGone) = (readings[Actor.Account(here).Id], readings[Actor.Account(gone).Id]);

        Assert.Equal([ofGone], (await Book.ReadingsOfGoneAsync(parameter)).Select(r => r.ReadingId));
        await Assert.ThrowsAsync<RefusedException>(() => Book.WithdrawReadingOfGoneAsync(administrator, parameter, ofGone, " "));
        await Assert.ThrowsAsync<RefusedException>(() => Book.WithdrawReadingOfGoneAsync(administrator, parameter, ofHere, "看错"));
        var after = await Book.WithdrawReadingOfGoneAsync(administrator, parameter, ofGone, "多读一位，账号已停用");

        Assert.Equal(("read-once", 1), (after.Verification, after.Readings));
        var stays = (await Book.ReadingsAsync(parameter, Actor.Account(here))).Single(r => r.ReadingId == ofGone);
        Assert.Equal((15m, administrator.Id, "多读一位，账号已停用"), (stays.Value, stays.WithdrawnBy, stays.WithdrawalReason));
        await Assert.ThrowsAsync<RefusedException>(() => Book.WithdrawReadingOfGoneAsync(administrator, parameter, ofGone, "再撤"));
    }

    [Fact]
    public async Task A_withdrawn_reading_goes_into_no_heir_and_supersedes_nothing()
    {
        await Book.EnterShippedAsync([Shipped("withdrawn", 5)]);
        var id = (await OnlyAsync("withdrawn")).ParameterId;
        await Book.ReadAsync(First, id, 8, "页", Page);
        await Book.WithdrawReadingAsync(First, id, "读错");

        Assert.Equal((5m, "differs"), ((await Book.ReadAsync(Second, id, 8, "页", Page)).Value, (await OnlyAsync("withdrawn")).Verification));
        var heir = await Book.ReadAsync(Third, id, 8, "页", Page);

        Assert.Equal((8m, "verified", 2), (heir.Value, heir.Verification, heir.Readings));
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
    public async Task A_parameter_of_a_species_has_its_English_name_where_the_inventory_knows_it()
    {
        await database.Db.WriteAsync(First, TownshipScope.WholeCounty, "代码", write => write.ExecuteAsync(
            "insert into inventory.code (list, code, name_zh, name_en, means, source, confidence) values ('species', '310', '杉木', 'Chinese fir', 'fir', 'test', 'M') on conflict do nothing"));

        var row = (await Book.ListAsync("AR-CM-001-V01")).Single(p => p is { ParamKey: "wood_density", Species: "310" });

        Assert.Equal("Chinese fir wood density", row.FullNameEn);
        Assert.Equal(row, await Book.FindAsync(row.ParameterId));
    }

    [Fact]
    public async Task Who_has_not_read_sees_nobody_elses_reading()
    {
        var row = await RowAsync("CCER-14-001-V01", "plot_area_tolerance_m2");
        await Book.ReadAsync(First, row.ParameterId, 0, "页", Page);

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

    private static ShippedParameter Shipped(string key, decimal? value, string source = "源", string mark = "M") =>
        new("TEST-SHIPPED", key, "", value, "1", "名", "name", "试", new Citation(source, mark));

    private Task<ParameterRow> OnlyAsync(string key) => RowAsync("TEST-SHIPPED", key);

    [Fact]
    public async Task A_shipped_value_that_changed_supersedes_the_stored_one()
    {
        await Book.EnterShippedAsync([Shipped("changes", 5), Shipped("stays", 7)]);
        var (before, stays) = (await OnlyAsync("changes"), await OnlyAsync("stays"));
        await Book.ReadAsync(First, before.ParameterId, 5, "页", Page);

        await Book.EnterShippedAsync([Shipped("changes", 6, "新源", "S2"), Shipped("stays", 7)]);

        var after = await OnlyAsync("changes");
        Assert.Equal((6m, "新源", "S2", "unread"), (after.Value, after.Source, after.Mark, after.Verification));
        Assert.Equal((5m, after.ParameterId), ((await Book.FindAsync(before.ParameterId))!.Value, (await Book.FindAsync(before.ParameterId))!.SupersededBy));
        Assert.Equal(stays, await OnlyAsync("stays"));
    }

    [Fact]
    public async Task What_people_entered_or_verified_no_shipped_value_changes()
    {
        await Book.EnterShippedAsync([Shipped("verified", 5), Shipped("read-otherwise", 5)]);
        foreach (var account in new[] { First, Second })
        {
            await Book.ReadAsync(account, (await OnlyAsync("verified")).ParameterId, 5, "页", Page);
            await Book.ReadAsync(account, (await OnlyAsync("read-otherwise")).ParameterId, 8, "页", Page);
        }

        await Book.EnterShippedAsync([Shipped("verified", 6), Shipped("read-otherwise", 6)]);

        Assert.Equal((5m, "verified"), ((await OnlyAsync("verified")).Value, (await OnlyAsync("verified")).Verification));
        Assert.Equal(8m, (await OnlyAsync("read-otherwise")).Value);
    }

    [Fact]
    public async Task Another_mark_of_the_same_value_keeps_its_readings()
    {
        await Book.EnterShippedAsync([Shipped("same", 5)]);
        foreach (var account in new[] { First, Second })
            await Book.ReadAsync(account, (await OnlyAsync("same")).ParameterId, 5, "页", Page);

        await Book.EnterShippedAsync([Shipped("same", 5, "官方文本", "S2")]);

        Assert.Equal(("官方文本", "verified", 2), ((await OnlyAsync("same")).Source, (await OnlyAsync("same")).Verification, (await OnlyAsync("same")).Readings));
    }

    [Fact]
    public async Task Values_follow_each_other_in_time()
    {
        var v01 = MethodologyCatalogue.Find("CCER-14-001-V01")!;
        var row = await RowAsync(v01.Id, "expected_high_t_mu_a");
        decimal? On(int year) => Book.ForAsync(v01, new DateOnly(year, 6, 1)).Result.Values.Find("expected_high_t_mu_a");

        var next = await Book.HoldAsync(First, row.ParameterId, 2.5m, new DateOnly(2030, 1, 1), null, "新规第 5 条");

        Assert.Equal((1.5m, 2.5m), (On(2029), On(2030)));
        Assert.Equal(("M", "unread"), (next.Mark, next.Verification));
        var earlier = (await Book.ListAsync(v01.Id)).Single(p => p.ParamKey == "expected_high_t_mu_a" && p.ParameterId != next.ParameterId);
        Assert.Equal((1.5m, new DateOnly(2029, 12, 31)), (earlier.Value, earlier.EffectiveTo));
        Assert.Contains("另一个值", (await Assert.ThrowsAsync<RefusedException>(() =>
            Book.HoldAsync(First, earlier.ParameterId, 1.5m, null, new DateOnly(2031, 12, 31), "误"))).Message, StringComparison.Ordinal);

        var ended = await Book.HoldAsync(First, next.ParameterId, 2.5m, new DateOnly(2030, 1, 1), new DateOnly(2032, 12, 31), "新规第 6 条");

        Assert.Equal((2.5m, null), (On(2032), On(2033)));
        Assert.Equal(ended.ParameterId, (await Book.FindAsync(next.ParameterId))!.SupersededBy);
    }

    [Theory]
    [InlineData("2030-01-01", "2029-01-01", "源", "早于")]
    [InlineData(null, null, "源", "自哪一天")]
    [InlineData("2030-01-01", null, "", "来源")]
    [InlineData("0001-01-01", null, "源", "请核对年份")]
    [InlineData("2030-01-01", "9999-12-31", "源", "请核对年份")]
    public async Task Dates_that_say_nothing_are_refused(string? from, string? to, string source, string says)
    {
        DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", null);
        var row = await RowAsync("CCER-14-001-V01", "crediting_least_a");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Book.HoldAsync(First, row.ParameterId, 25, Day(from), Day(to), source));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(row, await RowAsync("CCER-14-001-V01", "crediting_least_a"));
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
