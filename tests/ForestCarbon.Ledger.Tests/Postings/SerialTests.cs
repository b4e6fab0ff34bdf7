using CsCheck;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Postings;

/// <summary>The ranges of an issuance tile what was issued, and every piece keeps every attribute.</summary>
public sealed class SerialTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string[] States = ["available", "frozen-trade", "frozen-pledge", "outside", "cancelled-public", "cancelled-event"];

    [Fact]
    public async Task Ranges_tile_the_issuance_at_every_step_of_a_random_history()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 3, 0, States, name: "铺满");
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        foreach (var seed in KillHarness.Seeds(100, 10_000))
        {
            var chance = new Random(seed);
            var tonnes = 1 + chance.Next(200);
            var issuance = await ledger.IssueAsync(0, tonnes, "铺满");
            var model = new List<(long First, long Last, int Holder, string State)> { (1, tonnes, 0, "available") };
            for (var step = 0; step < 8; step++)
            {
                var at = chance.Next(model.Count);
                var piece = model[at];
                var first = piece.First + chance.Next((int)(piece.Last - piece.First + 1));
                var last = first + chance.Next((int)(piece.Last - first + 1));
                var (holder, state) = Next(piece.Holder, piece.State, chance);
                if (state is null)
                    continue;
                await ledger.MoveAsync(ledger.Holdings[(holder, state)], ledger.Holdings[(piece.Holder, piece.State)], last - first + 1, [new(issuance, first, last)]);
                model.RemoveAt(at);
                if (first > piece.First)
                    model.Add(piece with { Last = first - 1 });
                if (last < piece.Last)
                    model.Add(piece with { First = last + 1 });
                model.Add((first, last, holder, state));

                await using var look = new NpgsqlCommand($"""
                    select (int8multirange(n.serials) - range_agg(l.serials))::text || (range_agg(l.serials) - int8multirange(n.serials))::text
                           || (sum(upper(l.serials) - lower(l.serials)) - {tonnes})::text,
                           string_agg(lower(l.serials) || '-' || upper(l.serials) - 1 || '@' || l.account_id, ' ' order by l.serials)
                    from ledger.lot l join ledger.issuance n using (issuance_id) where l.issuance_id = {issuance} group by n.serials
                    """, connection);
                await using var row = await look.ExecuteReaderAsync();
                Assert.True(await row.ReadAsync());
                Assert.Equal((seed, "{}{}0"), (seed, row.GetString(0)));
                Assert.Equal(string.Join(' ', model.OrderBy(m => m.First).Select(m => $"{m.First}-{m.Last}@{ledger.Holdings[(m.Holder, m.State)]}")), row.GetString(1));
            }
        }
    }

    [Fact]
    public async Task The_database_itself_refuses_a_serial_in_two_places()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 10, name: "重号");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ScalarAsync<long>(
            $"insert into ledger.lot (issuance_id, account_id, serials) values ({ledger.Issuances[0]}, {ledger.Available(1)}, '[10,12)') returning lot_id"));

        Assert.Equal("lot_serials_apart", refused.ConstraintName);
    }

    [Fact]
    public async Task Serials_that_are_not_held_are_refused()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 10, name: "不在");
        var (mine, other) = (ledger.Issuances[0], ledger.Issuances[1]);
        foreach (var serials in new SerialRange[][]
                 {
                     [new(other, 1, 3)], [new(mine, 9, 11)], [new(mine, 1, 2)], [new(mine, 1, 4)], [new(mine, 1, 2), new(mine, 2, 2)], [new(mine, 0, 2)],
                 })
            Assert.Equal(LedgerRefusal.SerialsNotHeld, (await Assert.ThrowsAsync<LedgerRefusedException>(() =>
                ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 3, serials))).Refusal);
    }

    [Fact]
    public async Task An_issuance_is_entered_once_and_whole()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 1, 10, name: "一批");
        foreach (var (amount, range) in new (long, SerialRange)[]
                 {
                     (10, new(ledger.Issuances[0], 1, 10)), (5, new(ledger.Issuances[0], 1, 5)), (11, new(ledger.Issuances[0], 1, 11)),
                 })
            await Assert.ThrowsAsync<LedgerRefusedException>(() => ledger.MoveAsync(ledger.Available(0), ledger.Registry, amount, [range]));
        await Assert.ThrowsAsync<LedgerRefusedException>(() => ledger.MoveAsync(ledger.Available(0), ledger.Registry, 10));

        Assert.Equal(10, await database.ScalarAsync<long>($"select balance from ledger.account_v where account_id = {ledger.Available(0)}"));
    }

    [Fact]
    public async Task A_split_keeps_every_attribute()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 0, States, name: "属性");
        var text = Gen.String[Gen.Char["甲乙丙abc-/ '\"\\"], 1, 12];
        await Gen.Select(Gen.Int[2014, 2040], text, text, text, Gen.Int[3, 60], Gen.Int[1, 1000]).SampleAsync((vintage, version, claim, flag, tonnes, seed) =>
            SplitAsync(ledger, vintage, version, claim, flag, tonnes, seed), iter: KillHarness.Rounds(30, 1000), threads: 1);
    }

    private async Task SplitAsync(SampleLedger ledger, int vintage, string version, string claim, string flag, int tonnes, int seed)
    {
        var batch = Guid.NewGuid().ToString("N");
        var flags = System.Text.Json.JsonSerializer.Serialize(new { mark = flag, isPilot = seed % 2 == 0 });
        var issuance = await database.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "批次", write => Accounts.ChartOfLedger.DeclareIssuanceAsync(
            write, new(ledger.Tonnes, "属性", batch, vintage, version, claim, flags, $"内部-{batch}-", true, 1, tonnes, ledger.Record)));
        await ledger.MoveAsync(ledger.Available(0), ledger.Registry, tonnes, [new(issuance, 1, tonnes)]);
        var chance = new Random(seed);
        var cut = 1 + chance.Next(tonnes - 2);
        var moved = await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), cut, [new(issuance, 1, cut)]);
        if (seed % 3 == 0)
            await ledger.Journal.ReverseAsync(Checker, "退回", new Reversal(ledger.Key(), moved.EntryId, Day, ledger.Record));
        var last = await ledger.Journal.PostAsync(Maker, "冻结", new EntryRequest(ledger.Key(), Day,
            [new(ledger.Holdings[(0, "frozen-trade")], ledger.Available(0), 1, [new(issuance, tonnes, tonnes)])], ledger.Record, IsPending: true));
        await ledger.Journal.ResolveAsync(Checker, "确认", new Resolution(ledger.Key(), last.EntryId, seed % 2 == 0 ? PendingEnd.Post : PendingEnd.Void, Day));

        var rows = await database.Db.QueryAsync<Piece>(
            """
            select h.vintage, h.methodology_version, h.claim, h.flags::text as flags, h.serial_prefix, h.batch, h.is_internal, h.record_id, h.tonnes
            from ledger.holding_v h where h.issuance_id = @issuance
            """, new { issuance });

        var normal = await database.Db.QuerySingleOrDefaultAsync<string>("select @flags::jsonb::text", new { flags });
        Assert.All(rows, r => Assert.Equal(new Piece(vintage, version, claim, normal!, $"内部-{batch}-", batch, true, ledger.Record, r.Tonnes), r));
        Assert.Equal(tonnes, rows.Sum(r => r.Tonnes));
        Assert.True(rows.Count > 1);
    }

    private static (int Holder, string? State) Next(int holder, string state, Random chance) => state switch
    {
        "available" => chance.Next(6) switch
        {
            0 => (holder, "frozen-trade"), 1 => (holder, "frozen-pledge"), 2 => (holder, "outside"),
            3 => (holder, chance.Next(2) == 0 ? "cancelled-public" : "cancelled-event"), _ => ((holder + 1 + chance.Next(2)) % 3, "available"),
        },
        "frozen-trade" => (chance.Next(3), "available"),
        "frozen-pledge" => (holder, "available"),
        "outside" => (chance.Next(3), "available"),
        _ => (holder, null),
    };

    private sealed record Piece(
        int Vintage, string MethodologyVersion, string Claim, string Flags, string SerialPrefix, string Batch, bool IsInternal, long RecordId, long Tonnes);
}
