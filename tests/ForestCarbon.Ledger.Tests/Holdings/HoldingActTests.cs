using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Holdings;

public sealed class HoldingActTests(SampleHoldings book) : IClassFixture<SampleHoldings>
{
    [Fact]
    public async Task A_registered_tranche_stands_in_the_book_once_another_person_has_confirmed_its_record()
    {
        var act = await book.AskIssueAsync("入账", 1000, prefix: "REG-入账-", first: 5001);
        Assert.Equal(0, await book.HeldAsync("入账"));

        await book.CiteAsync(act, 1000);
        Assert.Equal(0, await book.HeldAsync("入账"));
        await book.Acts.ConfirmAsync(Checker, act);

        var line = Assert.Single(await book.LinesAsync("入账"));
        Assert.Equal(("REG-入账-", "5001–6000", 1000, "available", 2025, "1"), (line.SerialPrefix, line.Serials, line.Tonnes, line.State, line.Vintage, line.Batch));
    }

    [Fact]
    public async Task Where_the_registry_gives_no_serials_ours_carry_the_prefix_of_internal_numbers()
    {
        await book.EnterAsync("自编号", 50);

        var line = Assert.Single(await book.LinesAsync("自编号"));
        Assert.StartsWith("内部-", line.SerialPrefix, StringComparison.Ordinal);
        Assert.Equal("1–50", line.Serials);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => book.AskIssueAsync("自编号二", 5, prefix: "内部-x"));
        Assert.Contains("内部-", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_applied_for_equals_what_was_verified_and_its_numbers_end_somewhere()
    {
        var act = book.Issue("不等", 100) with { VerifiedT = 101 };

        await Assert.ThrowsAsync<RefusedException>(() => book.Acts.AskAsync(Maker, act));
        await Assert.ThrowsAsync<RefusedException>(() => book.Acts.AskAsync(Maker, book.Issue("不等", 100, "登记-", long.MaxValue - 50)));

        Assert.Equal(0, await book.ScalarAsync<long>("select count(*) from ledger.act where project = '不等'"));
    }

    [Fact]
    public async Task A_tranche_is_entered_once_and_again_only_after_it_was_withdrawn()
    {
        var first = await book.AskIssueAsync("一次", 10);
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.AskIssueAsync("一次", 10));
        Assert.Equal(LedgerRefusal.SerialsNotHeld, refused.Refusal);

        await book.Acts.WithdrawAsync(Maker, first, "批次号抄错");
        var second = await book.AskIssueAsync("一次", 10);
        await book.CiteAsync(second, 10);
        await book.Acts.ConfirmAsync(Checker, second);

        Assert.Equal(10, await book.HeldAsync("一次"));
        await Assert.ThrowsAsync<LedgerRefusedException>(() => book.AskIssueAsync("一次", 10));
    }

    [Fact]
    public async Task One_form_sent_twice_is_one_act_and_another_form_under_its_key_is_refused()
    {
        await book.EnterAsync("重发", 100);
        var freeze = book.Move("重发", "freeze", "available", "frozen-pledge", 30);

        var acts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => book.Acts.AskAsync(Maker, freeze)));
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.Acts.AskAsync(Maker, freeze with { Tonnes = 31 }));

        Assert.Single(acts.Distinct());
        Assert.Equal(LedgerRefusal.KeyReused, refused.Refusal);
        Assert.Equal(70, await book.ScalarAsync<long>("select free from ledger.account_v where code = 'A/available' and asset = '重发/2025'"));
    }

    [Fact]
    public async Task Tonnes_do_not_move_without_a_record_of_the_registry_or_the_exchange_with_their_quantity()
    {
        await book.EnterAsync("凭据", 100);
        var act = await book.Acts.AskAsync(Maker, book.Move("凭据", "freeze", "available", "frozen-pledge", 40));

        var uncited = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.Acts.ConfirmAsync(Checker, act));
        var contract = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.CiteAsync(act, 40, source: "contract"));
        var other = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.CiteAsync(act, 41));
        Assert.Equal(LedgerRefusal.RecordMissing, uncited.Refusal);
        Assert.Equal(LedgerRefusal.RecordMissing, contract.Refusal);
        Assert.Equal(LedgerRefusal.Malformed, other.Refusal);
        Assert.Equal(100, await book.HeldAsync("凭据", "available"));

        await book.CiteAsync(act, 40, number: "凭据-1");
        await book.Acts.ConfirmAsync(Checker, act);
        Assert.Equal((60, 40), (await book.HeldAsync("凭据", "available"), await book.HeldAsync("凭据", "frozen-pledge")));
        Assert.True(File.Exists(book.Files.PathOf(Convert.FromHexString((await book.Read.ActAsync(act))!.RecordSha256!))));

        // The same record does not carry a second act of the kind.
        var again = await book.Acts.AskAsync(Maker, book.Move("凭据", "freeze", "available", "frozen-pledge", 40));
        var reused = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.CiteAsync(again, 40, number: "凭据-1"));
        Assert.Equal(LedgerRefusal.AlreadyResolved, reused.Refusal);
    }

    [Theory]
    [InlineData("freeze", "available", "frozen-trade"), InlineData("freeze", "available", "frozen-pledge"), InlineData("freeze", "available", "frozen-court")]
    [InlineData("transfer", "available", null), InlineData("cancel", "available", "cancelled-event")]
    public async Task Neither_who_asked_nor_who_cited_the_record_confirms(string kind, string from, string? to)
    {
        var project = $"复核{kind}{to}";
        await book.EnterAsync(project, 100);
        var act = await book.Acts.AskAsync(Maker, book.Move(project, kind, from, to, 10));
        await book.CiteAsync(act, 10, by: SampleHoldings.Citer);
        if (kind == "transfer")
            await book.AcceptAsync(act);

        foreach (var person in new[] { Maker, SampleHoldings.Citer })
            Assert.Equal(LedgerRefusal.MakerIsChecker, (await Assert.ThrowsAsync<LedgerRefusedException>(() => book.Acts.ConfirmAsync(person, act))).Refusal);

        Assert.Equal(100, await OfMakerAsync());
        await book.Acts.ConfirmAsync(Checker, act);
        Assert.Equal(90, await OfMakerAsync());
        Assert.Equal(LedgerRefusal.AlreadyResolved, (await Assert.ThrowsAsync<LedgerRefusedException>(() => book.Acts.ConfirmAsync(Checker, act))).Refusal);

        async Task<long> OfMakerAsync() => (await book.LinesAsync(project, "A")).Where(l => l.State == "available").Sum(l => l.Tonnes);
    }

    [Fact]
    public async Task A_transfer_waits_for_its_recipient_who_is_not_its_maker()
    {
        await book.EnterAsync("划转", 100);
        var act = await book.Acts.AskAsync(Maker, book.Move("划转", "transfer", "available", null, 25));
        await book.CiteAsync(act, 25);

        var early = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.Acts.ConfirmAsync(Checker, act));
        var own = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.AcceptAsync(act, Maker));
        Assert.Equal(LedgerRefusal.MakerIsChecker, own.Refusal);
        Assert.Contains("受让方", early.Message, StringComparison.Ordinal);

        await book.AcceptAsync(act);
        await book.Acts.ConfirmAsync(Checker, act);
        Assert.Equal(("1–25", "available"), Assert.Single(await book.LinesAsync("划转", "B"), l => l.Holder == "B") is var got ? (got.Serials, got.State) : default);
    }

    [Fact]
    public async Task Chosen_serials_are_split_off_and_keep_the_attributes_of_their_batch()
    {
        var issuance = await book.EnterAsync("拆分", 1000);
        var act = await book.Acts.AskAsync(Maker, book.Move("拆分", "freeze", "available", "frozen-pledge", 300) with { IssuanceId = issuance, FirstSerial = 401 });
        await book.CiteAsync(act, 300);
        await book.Acts.ConfirmAsync(Checker, act);

        var lines = (await book.LinesAsync("拆分")).ToDictionary(l => l.State);
        Assert.Equal("1–400, 701–1000", lines["available"].Serials);
        Assert.Equal("401–700", lines["frozen-pledge"].Serials);
        Assert.All(lines.Values, l => Assert.Equal((issuance, "拆分", 2025, "1"), (l.IssuanceId, l.Project, l.Vintage, l.Batch)));
    }

    [Fact]
    public async Task A_sale_leaves_from_the_trade_freeze_with_method_and_price_and_out_of_our_book_where_the_buyer_is_not_kept_here()
    {
        await book.EnterAsync("出售", 100);
        var unfrozen = book.Move("出售", "sale", "available", null, 60) with { ToHolder = "外", Method = "挂牌协议", PriceFen = 8_034 };
        await Assert.ThrowsAsync<RefusedException>(() => book.Acts.AskAsync(Maker, unfrozen));
        await book.DoAsync(book.Move("出售", "freeze", "available", "frozen-trade", 60), source: "exchange");
        var sale = unfrozen with { Key = Guid.NewGuid().ToString("N"), FromState = "frozen-trade" };
        await Assert.ThrowsAsync<RefusedException>(() => book.Acts.AskAsync(Maker, sale with { PriceFen = null }));
        await book.DoAsync(sale, source: "exchange");

        Assert.Equal(40, await book.HeldAsync("出售", "available"));
        Assert.Equal(60, await book.HeldAsync("出售", "outside"));
        Assert.Equal("transfer-out", (await book.Read.MovementsAsync("外")).Last(m => m.Project == "出售").Movement);
    }

    [Fact]
    public async Task A_cancellation_names_its_purpose_and_beneficiary_and_is_final()
    {
        await book.EnterAsync("注销", 100);
        var cancel = book.Move("注销", "cancel", "available", "cancelled-public", 20);
        await Assert.ThrowsAsync<RefusedException>(() => book.Acts.AskAsync(Maker, cancel with { Beneficiary = null }));
        var posted = await book.DoAsync(cancel with { Key = Guid.NewGuid().ToString("N"), Beneficiary = "某公益活动" });

        var movement = (await book.Read.MovementsAsync(posting: $"{posted.EntryId}.1")).Single();
        Assert.Equal(("cancel", "cancelled-public", "某公益活动"), (movement.Movement, movement.ToState, movement.Beneficiary));
        Assert.Equal(64, movement.Hash.Length);
        var back = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.Journal.ReverseAsync(Maker, "撤回注销", new Reversal(Guid.NewGuid().ToString("N"), posted.EntryId, Day)));
        Assert.Equal(LedgerRefusal.MoveNotAllowed, back.Refusal);
    }

    [Fact]
    public async Task A_pending_entry_of_an_act_ends_with_the_act_and_not_past_it()
    {
        await book.EnterAsync("绕过", 100);
        var act = await book.Acts.AskAsync(Maker, book.Move("绕过", "freeze", "available", "frozen-pledge", 10));
        await book.CiteAsync(act, 10);
        var entry = (await book.Read.ActAsync(act))!.EntryId!.Value;
        var record = await book.ScalarAsync<long>($"select record_id from ledger.act_record where act_id = {act}");

        foreach (var end in new[] { PendingEnd.Post, PendingEnd.Void })
            await Assert.ThrowsAsync<LedgerRefusedException>(() =>
                book.Journal.ResolveAsync(Checker, "绕过", new Resolution(Guid.NewGuid().ToString("N"), entry, end, Day, record)));

        await book.Acts.WithdrawAsync(Maker, act, "不办了");
        Assert.Equal(100, await book.ScalarAsync<long>("select free from ledger.account_v where code = 'A/available' and asset = '绕过/2025'"));
    }

    [Fact]
    public async Task The_applications_role_changes_no_step_of_an_act()
    {
        foreach (var (table, column) in new[]
        {
            ("holder", "name"), ("act", "note"), ("act_record", "act_id"), ("act_acceptance", "act_id"), ("act_outcome", "note"), ("tranche", "act_id"), ("holder_account", "actor"),
            ("statement", "file_name"), ("statement_line", "amount"),
        })
            foreach (var statement in new[] { $"update ledger.{table} set {column} = {column}", $"delete from ledger.{table}", $"truncate ledger.{table}" })
            {
                var refused = await Assert.ThrowsAsync<PostgresException>(() => book.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "试", write => write.ExecuteAsync(statement)));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            }
        var forged = await Assert.ThrowsAsync<PostgresException>(() => book.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "冒名", write =>
            write.ExecuteAsync("insert into ledger.act_outcome (act_id, outcome, decided_by) values (1, 'confirmed', 'account:other')")));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, forged.SqlState);
    }

    [Fact]
    public async Task Holdings_as_of_a_day_are_what_was_effective_and_recorded_by_then()
    {
        var issuance = await book.EnterAsync("某日", 100);
        await book.DoAsync(book.Move("某日", "freeze", "available", "frozen-pledge", 30) with { EffectiveOn = Day.AddDays(10) });
        var between = await book.ScalarAsync<DateTime>("select clock_timestamp()");
        await book.DoAsync(book.Move("某日", "release", "frozen-pledge", "available", 10) with { EffectiveOn = Day.AddDays(10) });
        await book.DoAsync(book.Move("某日", "freeze", "available", "frozen-court", 5) with { EffectiveOn = Day.AddDays(5), IssuanceId = issuance, FirstSerial = 91 });

        Assert.Equal(0, await book.HeldAsync("某日", on: Day.AddDays(-1)));
        Assert.Equal(100, await book.HeldAsync("某日", "available", Day));
        Assert.Equal(70, (await book.LinesAsync("某日", on: Day.AddDays(10), recordedAt: between)).Single(l => l.State == "available").Tonnes);
        Assert.Equal((95, 75), (await book.HeldAsync("某日", "available", Day.AddDays(5)), await book.HeldAsync("某日", "available", Day.AddDays(10))));
    }

    [Fact]
    public async Task Holdings_are_those_of_the_subsidiary_book_and_of_no_other()
    {
        await book.EnterAsync("本簿", 100);
        var other = await SampleLedger.CreateAsync(book.Db, 1, 40, name: "另簿");
        Assert.Equal(40, await book.ScalarAsync<long>($"select balance from ledger.account_v where account_id = {other.Available(0)}"));

        var lines = await book.LinesOnAsync(Day.AddDays(100), null);
        Assert.Contains(lines, l => l.Project == "本簿");
        Assert.DoesNotContain(lines, l => l.Project == "另簿");
    }

    [Fact]
    public async Task Serials_as_of_now_are_the_lots_after_any_history()
    {
        var issuance = await book.EnterAsync("往返", 500);
        foreach (var (kind, from, to, tonnes, first) in new (string, string, string, long, long)[]
        {
            ("freeze", "available", "frozen-pledge", 100, 201), ("freeze", "available", "frozen-court", 50, 1), ("release", "frozen-pledge", "available", 40, 231),
            ("freeze", "available", "frozen-pledge", 30, 241), ("release", "frozen-court", "available", 50, 1),
        })
            await book.DoAsync(book.Move("往返", kind, from, to, tonnes) with { IssuanceId = issuance, FirstSerial = first });

        Assert.Equal(0, await book.ScalarAsync<long>(
            """
            with swept as (select account_id, issuance_id, range_agg(int8range(first_serial, last_serial, '[]')) as held from ledger.serials_as_of('infinity', 'infinity') group by 1, 2),
                 lots as (select account_id, issuance_id, range_agg(serials) as held from ledger.lot group by 1, 2)
            select count(*) from swept full join lots using (account_id, issuance_id) where swept.held is distinct from lots.held
            """));
    }

    [Fact]
    public async Task Only_an_account_that_acts_for_the_recipient_accepts_and_nobody_names_himself()
    {
        await book.EnterAsync("经办", 100);
        var act = await book.Acts.AskAsync(Maker, book.Move("经办", "transfer", "available", null, 25));

        foreach (var stranger in new[] { Checker, Actor.Account(Guid.NewGuid()) })
            Assert.Equal(LedgerRefusal.NotTheRecipient, (await Assert.ThrowsAsync<LedgerRefusedException>(() => book.AcceptAsync(act, stranger))).Refusal);
        var himself = await Assert.ThrowsAsync<RefusedException>(() => book.Acts.NameAccountAsync(Checker, "B", Checker));
        Assert.Contains("另一个账号", himself.Message, StringComparison.Ordinal);
        var former = Actor.Job("former");
        await book.Acts.NameAccountAsync(Maker, "B", former);
        await book.Acts.NameAccountAsync(Maker, "B", former, isBound: false);
        Assert.Equal(LedgerRefusal.NotTheRecipient, (await Assert.ThrowsAsync<LedgerRefusedException>(() => book.AcceptAsync(act, former))).Refusal);

        await book.AcceptAsync(act);
        Assert.Equal("job:recipient", (await book.Read.ActAsync(act))!.AcceptedBy);
    }

    [Fact]
    public async Task Tonnes_of_the_subsidiary_book_are_posted_by_a_confirmed_act_and_in_no_other_way()
    {
        await book.EnterAsync("直接", 100);
        var act = await book.Acts.AskAsync(Maker, book.Move("直接", "freeze", "available", "frozen-pledge", 10));
        await book.CiteAsync(act, 10);
        var (from, to) = (await AccountAsync("A/available"), await AccountAsync("A/frozen-pledge"));
        var record = await book.ScalarAsync<long>($"select record_id from ledger.act_record where act_id = {act}");
        var ways = new List<Func<Task>>();
        foreach (var key in new[] { Guid.NewGuid().ToString("N"), $"act:{act}:post" })
        {
            ways.Add(() => PostAsync(key, from, to, 10));
            ways.Add(async () =>
            {
                var pending = await book.Journal.PostAsync(Maker, "直接", new EntryRequest(Guid.NewGuid().ToString("N"), Day, [new(to, from, 10)], record, IsPending: true));
                await book.Journal.ResolveAsync(Checker, "直接", new Resolution(key, pending.EntryId, PendingEnd.Post, Day, record));
            });
        }

        foreach (var way in ways)
            Assert.Equal(LedgerRefusal.NotAnAct, (await Assert.ThrowsAsync<LedgerRefusedException>(way)).Refusal);
        await book.Acts.ConfirmAsync(Checker, act);
        // Nor does a confirmed act carry a second posting, or another amount.
        Assert.Equal(LedgerRefusal.NotAnAct, (await Assert.ThrowsAsync<LedgerRefusedException>(() => PostAsync(Guid.NewGuid().ToString("N"), from, to, 10))).Refusal);

        Task<long> AccountAsync(string code) => book.ScalarAsync<long>($"select account_id from ledger.account_v where code = '{code}' and asset = '直接/2025'");
        Task<PostedEntry> PostAsync(string key, long credit, long debit, long amount) =>
            book.Journal.PostAsync(Checker, "直接", new EntryRequest(key, Day, [new(debit, credit, amount)], record));
    }

    [Fact]
    public async Task What_an_act_posted_is_not_reversed_past_the_act()
    {
        await book.EnterAsync("单独冲销", 100);
        var posted = await book.DoAsync(book.Move("单独冲销", "freeze", "available", "frozen-pledge", 30));
        var record = await book.ScalarAsync<long>($"select record_id from ledger.entry where entry_id = {posted.EntryId}");
        var issued = await book.ScalarAsync<long>("select posted_entry_id from ledger.act_v where project = '单独冲销' and kind = 'issue'");

        foreach (var entry in new[] { posted.EntryId, issued })
        {
            var byApi = await Assert.ThrowsAsync<LedgerRefusedException>(() => book.Journal.ReverseAsync(Maker, "冲销", new Reversal(Guid.NewGuid().ToString("N"), entry, Day, record)));
            Assert.Equal(LedgerRefusal.NotAnAct, byApi.Refusal);
            Assert.Contains("办理单", byApi.Message, StringComparison.Ordinal);
            var bySql = await Assert.ThrowsAsync<PostgresException>(() => book.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "冲销", write => write.ScalarAsync<long>(
                "select entry_id from ledger.reverse(@key, @entry, @Day, @record)", new { key = Guid.NewGuid().ToString("N"), entry, Day, record })));
            Assert.Equal("FC118", bySql.SqlState);
        }
        Assert.Equal((70, 30), (await book.HeldAsync("单独冲销", "available"), await book.HeldAsync("单独冲销", "frozen-pledge")));
    }

    [Theory]
    [InlineData("外"), InlineData("D")]
    public async Task A_recipient_without_an_account_accepts_by_a_record_that_is_cited(string recipient)
    {
        var project = $"接收{recipient}";
        await book.EnterAsync(project, 100);
        var act = await book.Acts.AskAsync(Maker, book.Move(project, "transfer", "available", null, 25) with { ToHolder = recipient });
        await book.CiteAsync(act, 25);

        foreach (var person in new[] { SampleHoldings.Citer, Checker, SampleHoldings.Recipient })
            Assert.Equal(LedgerRefusal.NotTheRecipient, (await RefusedAsync(() => book.AcceptAsync(act, person))).Refusal);
        Assert.Equal(LedgerRefusal.Malformed, (await RefusedAsync(() => CiteAsync(act, 24, $"函-{project}-0"))).Refusal);
        var uncited = await Assert.ThrowsAsync<RefusedException>(() => CiteAsync(act, 25, ""));
        Assert.Contains("凭据编号", uncited.Message, StringComparison.Ordinal);
        await CiteAsync(act, 25, $"函-{project}");
        Assert.Equal(LedgerRefusal.MakerIsChecker, (await RefusedAsync(() => book.Acts.ConfirmAsync(SampleHoldings.Citer, act))).Refusal);
        await book.Acts.ConfirmAsync(Checker, act);

        Assert.Equal(($"函-{project}", Day), ((await book.Read.ActAsync(act))!.AcceptanceNumber, (await book.Read.ActAsync(act))!.AcceptanceDated));
        Assert.Equal(25, (await book.LinesAsync(project, recipient)).Sum(l => l.Tonnes));

        // One paper is one acceptance, and a recipient who has an account answers by it.
        var again = await book.Acts.AskAsync(Maker, book.Move(project, "transfer", "available", null, 25) with { ToHolder = recipient });
        Assert.Equal(LedgerRefusal.AlreadyResolved, (await RefusedAsync(() => CiteAsync(again, 25, $"函-{project}"))).Refusal);
        var bound = await book.Acts.AskAsync(Maker, book.Move(project, "transfer", "available", null, 25));
        Assert.Equal(LedgerRefusal.NotTheRecipient, (await RefusedAsync(() => CiteAsync(bound, 25, $"函-{project}-B"))).Refusal);

        Task CiteAsync(long which, long tonnes, string number) => book.Acts.CiteAcceptanceAsync(SampleHoldings.Citer, which, "某代表",
            new CitedRecord("acceptance", number, Day, tonnes, book.FileOf($"接收函 {number}"), "接收函.pdf"));
    }

    private static Task<LedgerRefusedException> RefusedAsync(Func<Task> step) => Assert.ThrowsAsync<LedgerRefusedException>(step);

    [Fact]
    public async Task Serials_that_may_move_are_told_with_the_day_since_which_they_stand_there()
    {
        var issuance = await book.EnterAsync("空闲", 100);
        await book.DoAsync(book.Move("空闲", "freeze", "available", "frozen-pledge", 40) with { EffectiveOn = Day.AddDays(2) });
        await book.DoAsync(book.Move("空闲", "release", "frozen-pledge", "available", 5) with { EffectiveOn = Day.AddDays(3) });
        await book.Acts.AskAsync(Maker, book.Move("空闲", "release", "frozen-pledge", "available", 10) with { EffectiveOn = Day.AddDays(3) }); // reserves 6 to 15

        var free = (await book.Read.FreeSerialsAsync()).Where(f => f.Project == "空闲").ToList();

        Assert.All(free, f => Assert.Equal((issuance, "A", 2025), (f.IssuanceId, f.Holder, f.Vintage)));
        Assert.Equal([("available", 1L, 5L, Day.AddDays(3)), ("available", 41, 100, Day), ("frozen-pledge", 16, 40, Day.AddDays(2))], free.Select(f => (f.State, f.FirstSerial, f.LastSerial, f.Since)));
        // The day told is the one before which the ledger refuses.
        var early = book.Move("空闲", "freeze", "available", "frozen-pledge", 5) with { IssuanceId = issuance, FirstSerial = 1, EffectiveOn = Day.AddDays(2) };
        Assert.Equal(LedgerRefusal.DayNotPossible, (await Assert.ThrowsAsync<LedgerRefusedException>(() => book.Acts.AskAsync(Maker, early))).Refusal);
        await book.Acts.AskAsync(Maker, early with { Key = Guid.NewGuid().ToString("N"), EffectiveOn = Day.AddDays(3) });
    }
}
