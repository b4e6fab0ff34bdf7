using System.Globalization;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Ledger.Tests.Verification;

/// <summary>A superuser may write what he likes into the database; the chains and the seals outside it tell.</summary>
public sealed class TamperTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int SealedPostings = 160;
    private const int LaterPostings = 30;
    private static readonly string[] Tables = ["book", "asset", "account", "record", "issuance", "entry", "posting", "lot"];

    // What a superuser does to one posting {0}.{1}; every second time he also computes all hashes anew, so that the chains agree.
    private static readonly (string Name, string Sql)[] Ways =
    [
        ("amount", "update ledger.posting set amount = amount + 1 where entry_id = {0} and line = {1}"),
        ("stage", "update ledger.posting set stage = 'voided' where entry_id = {0} and line = {1}"),
        ("serials", "update ledger.posting set serials = array[int8range(9000, 9001)], issuance_ids = issuance_ids[1:1] where entry_id = {0} and line = {1}"),
        ("day of the posting", "update ledger.posting set effective_on = effective_on - 40 where entry_id = {0} and line = {1}"),
        ("moment", "update ledger.posting set recorded_at = recorded_at - interval '40 days' where entry_id = {0} and line = {1}"),
        ("actor", "update ledger.entry set actor = 'job:other' where entry_id = {0}"),
        ("reason", "update ledger.entry set reason = reason || '。' where entry_id = {0}"),
        ("day of the entry", "update ledger.entry set effective_on = effective_on - 1 where entry_id = {0}"),
        ("record", "update ledger.entry set record_id = null where entry_id = {0}"),
        ("key", "update ledger.entry set key = key || 'x' where entry_id = {0}"),
        ("line taken away", "delete from ledger.posting where entry_id = {0} and line = {1}"),
        ("entry taken away", "delete from ledger.posting where entry_id = {0}; delete from ledger.entry where entry_id = {0}"),
        ("row of the entry taken away", "delete from ledger.entry where entry_id = {0}"),
        ("everything from here", "delete from ledger.posting where entry_id >= {0}; delete from ledger.entry where entry_id >= {0}"),
        ("two swapped", """
            with n as (select min(entry_id) as id from ledger.entry where entry_id > {0})
            update ledger.posting p set amount = o.amount, serials = o.serials, issuance_ids = o.issuance_ids, hash = o.hash from ledger.posting o, n
            where (p.entry_id = {0} and o.entry_id = n.id or p.entry_id = n.id and o.entry_id = {0}) and p.line = 1 and o.line = 1
            """),
        ("hash", "update ledger.posting set hash = sha256(hash) where entry_id = {0} and line = {1}"),
        ("previous", "update ledger.posting set debit_previous = sha256(hash) where entry_id = {0} and line = {1}"),
    ];

    // With all hashes computed anew these two are as they were.
    private static readonly string[] UndoneByForging = ["hash", "previous"];

    [Fact]
    public async Task Every_change_before_the_last_seal_is_found_and_its_row_named()
    {
        using var seals = new SealFolder();
        var ledger = await FillAsync(seals.Book);
        var verification = new LedgerVerification(database.Db, seals.Book);
        var before = await verification.RunAsync();
        Assert.True(before.IsWhole, string.Join('\n', before.Findings.Select(f => f.Sentence)));
        Assert.Equal(LaterPostings, before.Unsealed);
        await KeepAsync();
        var entries = await EntriesAsync();
        var missed = new List<string>();
        foreach (var round in KillHarness.Seeds(2 * Ways.Length, 1000))
        {
            var chance = new Random(round);
            var (way, sql) = Ways[round % Ways.Length];
            var isForged = round / Ways.Length % 2 == 1 && !UndoneByForging.Contains(way);
            var entry = entries[chance.Next((int)before.Sealed - 1)];
            await AsSuperuserAsync(string.Format(CultureInfo.InvariantCulture, sql, entry, 1) + (isForged ? ";" + Forge : ""));

            var verdict = await verification.RunAsync();
            var named = verdict.Findings.Where(f => f.Kind is "posting" or "entry")
                .Select(f => long.Parse(f.Subject.Split('.')[0], CultureInfo.InvariantCulture)).ToList();
            if (named.Count == 0 || named.Min() != entry)
                missed.Add($"seed {round}, {way}{(isForged ? ", hashes computed anew" : "")}, entry {entry}: {verdict.FindingCount} findings, first {named.DefaultIfEmpty(0).Min()}");
            await RestoreAsync();
        }

        Assert.Empty(missed);
        Assert.True((await verification.RunAsync()).IsWhole);
        Assert.Equal(4, ledger.Issuances.Count);
    }

    [Theory]
    [InlineData("truncate ledger.posting", "posting")]
    [InlineData("truncate ledger.posting, ledger.entry; update ledger.account set debits = 0, credits = 0, postings = 0, head = sha256('')", "posting")]
    [InlineData("update ledger.account set holder = 'thief' where account_id = (select min(account_id) from ledger.account where state = 'available')", "declared")]
    [InlineData("update ledger.issuance set vintage = 2014 where issuance_id = (select min(issuance_id) from ledger.issuance)", "declared")]
    [InlineData("update ledger.issuance set taken_back_by = 1 where issuance_id = (select min(issuance_id) from ledger.issuance)", "serials")]
    [InlineData("update ledger.record set quantity = quantity + 1", "declared")]
    [InlineData("update ledger.account set debits = debits + 1, credits = credits + 1 where state = 'available'", "account")]
    [InlineData("update ledger.lot l set account_id = (select max(account_id) from ledger.account a where state = 'available' and a.account_id <> l.account_id) where lot_id = (select min(lot_id) from ledger.lot)", "serials")]
    [InlineData("delete from ledger.lot where lot_id = (select max(lot_id) from ledger.lot)", "serials")]
    [InlineData("insert into ledger.posting select 999999, 1, book_id, asset_id, debit_account_id, credit_account_id, 1, stage, pair, effective_on, recorded_at, null, null, 5000, 5001, hash, hash, hash from ledger.posting limit 1", "posting")]
    public async Task What_stands_beside_the_postings_is_compared_as_well(string sql, string kind)
    {
        using var seals = new SealFolder();
        await FillAsync(seals.Book);
        await KeepAsync();

        await AsSuperuserAsync(sql);
        var verdict = await new LedgerVerification(database.Db, seals.Book).RunAsync();
        await RestoreAsync();

        Assert.Contains(verdict.Findings, f => f.Kind == kind);
    }

    [Fact]
    public async Task What_no_seal_has_seen_is_said_to_be_unsealed()
    {
        using var seals = new SealFolder();
        await FillAsync(seals.Book);
        await KeepAsync();
        var last = (await EntriesAsync())[^1];

        await AsSuperuserAsync($"update ledger.entry set reason = '改' where entry_id = {last};" + Forge);
        var verdict = await new LedgerVerification(database.Db, seals.Book).RunAsync();
        await RestoreAsync();

        Assert.True(verdict.IsWhole, string.Join('\n', verdict.Findings.Select(f => f.Sentence)));
        Assert.Equal(LaterPostings, verdict.Unsealed);
    }

    [Theory]
    [InlineData("seals.jsonl", "cut")]
    [InlineData("seals.jsonl", "flip")]
    [InlineData("postings.witness", "cut")]
    [InlineData("postings.witness", "flip")]
    [InlineData("declared.witness", "flip")]
    [InlineData("key", "flip")]
    public async Task Seals_that_were_touched_are_themselves_a_finding(string file, string how)
    {
        using var seals = new SealFolder();
        await FillAsync(seals.Book);
        var path = Path.Combine(seals.Path, file);
        var bytes = File.ReadAllBytes(path);
        if (how == "flip")
            bytes[bytes.Length / 2] ^= 1;
        else
            bytes = file == "seals.jsonl" ? bytes[(bytes.AsSpan().IndexOf((byte)'\n') + 1)..] : bytes[..(bytes.Length / 2)];
        File.WriteAllBytes(path, bytes);

        var verdict = await new LedgerVerification(database.Db, seals.Book).RunAsync();

        Assert.Contains(verdict.Findings, f => f.Kind == "seal");
        await Assert.ThrowsAnyAsync<Platform.Failures.RefusedException>(() => new Sealing(database.Db, seals.Book).SealAsync());
    }

    [Fact]
    public async Task A_seal_that_was_interrupted_is_written_again()
    {
        using var seals = new SealFolder();
        await FillAsync(seals.Book);
        File.AppendAllText(Path.Combine(seals.Path, "seals.jsonl"), "{\"number\":3,\"at\":");
        File.AppendAllText(Path.Combine(seals.Path, "postings.witness"), new string('x', 170));

        Assert.True(await new Sealing(database.Db, seals.Book).SealAsync());

        var verdict = await new LedgerVerification(database.Db, seals.Book).RunAsync();
        Assert.True(verdict.IsWhole, string.Join('\n', verdict.Findings.Select(f => f.Sentence)));
        Assert.Equal(0, verdict.Unsealed);
    }

    [Fact]
    public async Task Two_programs_that_seal_in_turn_make_one_chain()
    {
        using var seals = new SealFolder();
        var ledger = await FillAsync(seals.Book);
        var (served, command) = (new Sealing(database.Db, seals.Book), new Sealing(database.Db, seals.Book));

        foreach (var sealing in new[] { served, command, served, command })
        {
            await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 1);
            Assert.True(await sealing.SealAsync());
        }

        var verdict = await new LedgerVerification(database.Db, seals.Book).RunAsync();
        Assert.True(verdict.IsWhole, string.Join('\n', verdict.Findings.Select(f => f.Sentence)));
        Assert.Equal(0, verdict.Unsealed);
    }

    // Some postings under two seals, then some that no seal has seen. Clears what another test of the class left.
    private async Task<SampleLedger> FillAsync(SealBook book)
    {
        await AsSuperuserAsync(
            "truncate ledger.posting, ledger.entry, ledger.lot, ledger.issuance, ledger.record, ledger.account, ledger.asset, ledger.book, ledger.period_close cascade");
        var ledger = await SampleLedger.CreateAsync(database.Db, 4, 10_000, name: "篡改");
        var sealing = new Sealing(database.Db, book);
        var chance = new Random(1);
        for (var i = 0; i < SealedPostings + LaterPostings; i++)
        {
            if (i is SealedPostings / 2 or SealedPostings)
                Assert.True(await sealing.SealAsync());
            var from = chance.Next(4);
            await ledger.MoveAsync(ledger.Available((from + 1) % 4), ledger.Available(from), 1 + chance.Next(9));
        }
        return ledger;
    }

    private Task KeepAsync() => AsSuperuserAsync(string.Concat(Tables.Select(t => $"drop table if exists public.kept_{t}; create table public.kept_{t} as table ledger.{t};")));

    private Task RestoreAsync() => AsSuperuserAsync(
        $"truncate {string.Join(", ", Tables.Select(t => $"ledger.{t}"))} cascade;" +
        string.Concat(Tables.Select(t => $"insert into ledger.{t} overriding system value select * from public.kept_{t};")));

    private Task<IReadOnlyList<long>> EntriesAsync() =>
        database.Db.QueryAsync<long>("select distinct p.entry_id from ledger.posting_v p order by 1");

    private async Task AsSuperuserAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "begin; set local session_replication_role = replica; alter table ledger.account drop constraint if exists account_not_below_zero;" + sql + "; commit", connection);
        await command.ExecuteNonQueryAsync();
    }

    // Hashes of all entries and postings, places in the chains, heads and balances, computed anew from what stands there.
    private const string Forge = """
        do $forge$
        declare p record; d record; c record; h bytea;
        begin
            update ledger.account set debits = 0, credits = 0, pending_debits = 0, pending_credits = 0, postings = 0, head = sha256(''::bytea);
            update ledger.entry e set lines = greatest(1, (select count(*) from ledger.posting q where q.entry_id = e.entry_id));
            update ledger.entry e set hash = sha256(convert_to(concat_ws('|', entry_id, kind, ledger.field(key), encode(fingerprint, 'hex'),
                effective_on - date '2000-01-01', (extract(epoch from recorded_at) * 1000000)::bigint, ledger.field(actor), ledger.field(reason),
                coalesce(record_id, 0), coalesce(resolves, 0), coalesce(reverses, 0), coalesce(corrects, 0),
                coalesce((extract(epoch from expires_at) * 1000000)::bigint, 0), lines), 'UTF8'));
            update ledger.posting set debit_seq = -debit_seq, credit_seq = -credit_seq;
            for p in select q.*, f.hash as entry_hash from ledger.posting q left join ledger.entry f using (entry_id) order by q.entry_id, q.line loop
                select * into d from ledger.account where account_id = p.debit_account_id;
                select * into c from ledger.account where account_id = p.credit_account_id;
                h := sha256(d.head || c.head || coalesce(p.entry_hash, '') || convert_to(concat_ws('|', p.line, p.book_id, p.asset_id, p.debit_account_id,
                    p.credit_account_id, p.amount, p.stage, coalesce(p.pair, 0), d.postings + 1, c.postings + 1,
                    coalesce(p.issuance_ids::text, '{}'), coalesce(p.serials::text, '{}')), 'UTF8'));
                update ledger.posting q set hash = h, debit_previous = d.head, credit_previous = c.head, debit_seq = d.postings + 1, credit_seq = c.postings + 1
                where q.entry_id = p.entry_id and q.line = p.line;
                update ledger.account a set head = h, postings = a.postings + 1,
                    debits = a.debits + case when a.account_id = p.debit_account_id and p.stage = 'posted' then p.amount else 0 end,
                    credits = a.credits + case when a.account_id = p.credit_account_id and p.stage = 'posted' then p.amount else 0 end
                where a.account_id in (p.debit_account_id, p.credit_account_id);
            end loop;
        end $forge$
        """;

    private sealed class SealFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("fc-seals-").FullName;

        public SealBook Book => new(Path, System.IO.Path.Combine(Path, "key"));

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
