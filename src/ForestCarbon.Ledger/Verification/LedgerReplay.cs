using ForestCarbon.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Ledger.Verification;

/// <summary>One walk over the rows of the ledger beside what the seals saw.</summary>
internal sealed class LedgerReplay(NpgsqlConnection connection, SealedLedger witnesses)
{
    private const int MostShown = 100;

    private readonly Dictionary<long, EntryFields> _entries = [];
    private readonly Dictionary<long, Balance> _balances = [];
    private readonly SerialReplay _serials = new();
    private readonly List<LedgerFinding> _findings = [];
    private readonly HashSet<long> _sources = [];
    private readonly List<(long Issuance, long To, long Entry)> _reversed = [];
    private int _findingCount;
    private long _postings;
    private long _unsealed;

    public LedgerVerdict Verdict()
    {
        if (witnesses.Fault is { } fault)
            Add(fault);
        return new LedgerVerdict(_postings, _entries.Count, witnesses.Seals, witnesses.LastAt, witnesses.Count, _unsealed, _findings, _findingCount);
    }

    public async Task EntriesAsync(CancellationToken ct)
    {
        await using var command = Command("Verification/Sql/stream_entries.sql");
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var entry = new EntryFields(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<DateOnly>(4),
                row.GetDateTime(5), row.GetString(6), row.GetString(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11),
                row.IsDBNull(12) ? null : row.GetDateTime(12), row.GetInt32(13), row.GetFieldValue<byte[]>(14));
            if (!PostingHash.OfEntry(entry).AsSpan().SequenceEqual(entry.Hash))
                Add(LedgerFinding.Entry(entry.EntryId, "内容与其校验值不符", "its content does not make its hash"));
            // What the walk over the postings needs; the texts have been looked at.
            _entries.Add(entry.EntryId, entry with { Key = "", Actor = "", Reason = "", Fingerprint = [] });
        }
    }

    public async Task PostingsAsync(IProgress<double>? progress, CancellationToken ct)
    {
        var expected = await ScalarAsync("Verification/Sql/count.sql", ct);
        // What was sealed, in the order of the rows.
        var seen = witnesses.Postings.OrderBy(w => w.EntryId).ThenBy(w => w.Line).ToArray();
        var next = 0;
        var linesOfEntry = 0;
        EntryFields? entry = null;
        await using (var command = Command("Verification/Sql/stream_postings.sql"))
        await using (var row = await command.ExecuteReaderAsync(ct))
            while (await row.ReadAsync(ct))
            {
                var p = Read(row);
                for (; next < seen.Length && (seen[next].EntryId, seen[next].Line).CompareTo((p.EntryId, p.Line)) < 0; next++)
                    Add(LedgerFinding.Posting(seen[next].EntryId, seen[next].Line, "已封存的记录不见了", "a sealed row is gone"));
                var witness = next < seen.Length && seen[next].EntryId == p.EntryId && seen[next].Line == p.Line ? seen[next++] : (PostingWitness?)null;
                if (entry?.EntryId != p.EntryId)
                {
                    CloseEntry(entry, linesOfEntry);
                    entry = _entries.GetValueOrDefault(p.EntryId);
                    linesOfEntry = 0;
                }
                linesOfEntry++;
                Judge(p, entry, witness);
                if (++_postings % 10_000 == 0)
                    progress?.Report(expected == 0 ? 1 : Math.Min(1, (double)_postings / expected));
            }
        CloseEntry(entry, linesOfEntry);
        for (; next < seen.Length; next++)
            Add(LedgerFinding.Posting(seen[next].EntryId, seen[next].Line, "已封存的记录不见了", "a sealed row is gone"));
        foreach (var without in _entries.Values.Where(e => !e.IsSeen).Take(MostShown))
            Add(LedgerFinding.Entry(without.EntryId, "它的各行不见了", "its lines are gone"));
    }

    public async Task AccountsAsync(CancellationToken ct)
    {
        await using var command = Command("Verification/Sql/account_state.sql");
        await using var row = await command.ExecuteReaderAsync(ct);
        var seen = new HashSet<long>();
        while (await row.ReadAsync(ct))
        {
            var account = row.GetInt64(0);
            seen.Add(account);
            if (!row.IsDBNull(2) && row.GetString(2) == "registry")
                _sources.Add(account);
            var b = _balances.GetValueOrDefault(account) ?? new Balance();
            if (row.GetInt64(3) != b.Debits || row.GetInt64(4) != b.Credits || row.GetInt64(5) != b.PendingDebits || row.GetInt64(6) != b.PendingCredits)
                Add(LedgerFinding.Account(account, "余额与各笔之和不符", "its balance is not the sum of its postings"));
            if (row.GetInt64(7) != b.Postings || !row.GetFieldValue<byte[]>(8).AsSpan().SequenceEqual(b.Head))
                Add(LedgerFinding.Account(account, "链头与最后一笔不符", "its head is not that of its last posting"));
            if (row.GetBoolean(9) && b.FirstDayBelowZero() is { } day)
                Add(LedgerFinding.Account(account, $"按生效日期，{day:yyyy-MM-dd} 的余额小于零", $"by effective day its balance was below zero on {day:yyyy-MM-dd}"));
        }
        foreach (var gone in _balances.Keys.Where(a => !seen.Contains(a)).Order())
            Add(LedgerFinding.Account(gone, "账户不见了", "the account is gone"));
    }

    /// <summary>The ranges as they stand against those that follow from the postings.</summary>
    public async Task LotsAsync(CancellationToken ct)
    {
        using var told = _serials.Stretches(_sources.Contains).GetEnumerator();
        var hasTold = told.MoveNext();
        var reserved = new Dictionary<long, long>();
        await using var command = Command("Verification/Sql/lots.sql");
        await using var row = await command.ExecuteReaderAsync(ct);
        (long Issuance, long First, long Past, long Account)? joined = null;
        while (await row.ReadAsync(ct))
        {
            var lot = (Issuance: row.GetInt64(0), First: row.GetInt64(1), Past: row.GetInt64(2), Account: row.GetInt64(3));
            if (row.GetBoolean(4))
                reserved[lot.Account] = reserved.GetValueOrDefault(lot.Account) + lot.Past - lot.First;
            if (joined is { } j && j.Issuance == lot.Issuance && j.Past == lot.First && j.Account == lot.Account)
            {
                joined = j with { Past = lot.Past };
                continue;
            }
            if (joined is { } whole)
                Compare(whole);
            joined = lot;
        }
        if (joined is { } last)
            Compare(last);
        if (hasTold)
            Add(new LedgerFinding("serials", $"{told.Current.Issuance}", $"批次 {told.Current.Issuance} 的编号 {told.Current.First} 起没有去处。", $"Batch {told.Current.Issuance}: the serials from {told.Current.First} on are nowhere."));
        foreach (var (account, b) in _balances.Where(b => !_sources.Contains(b.Key) && b.Value.IsTonnes && b.Value.PendingCredits != reserved.GetValueOrDefault(b.Key)))
            Add(LedgerFinding.Account(account, $"占用的编号与待确认的 {b.PendingCredits:N0} 吨不符", $"its reserved serials do not make the {b.PendingCredits:N0} tCO₂e pending"));

        void Compare((long Issuance, long First, long Past, long Account) lot)
        {
            if (hasTold && told.Current == lot)
            {
                hasTold = told.MoveNext();
                return;
            }
            Add(new LedgerFinding("serials", $"{lot.Issuance}", $"批次 {lot.Issuance} 的编号 {lot.First}–{lot.Past - 1} 记在账户 {lot.Account}，与各笔不符。",
                $"Batch {lot.Issuance}: the serials {lot.First}–{lot.Past - 1} stand in account {lot.Account}, against the postings."));
            // Carry on behind the fault: each difference is named once.
            while (hasTold && (told.Current.Issuance, told.Current.First).CompareTo((lot.Issuance, lot.Past)) < 0)
                hasTold = told.MoveNext();
        }
    }

    /// <summary>Batches that are marked as taken back against the reversals that took them.</summary>
    public async Task TakenBackAsync(CancellationToken ct)
    {
        var told = _reversed.Where(r => _sources.Contains(r.To)).Select(r => (r.Issuance, r.Entry)).ToHashSet();
        await using (var command = Command("Verification/Sql/taken_back.sql"))
        await using (var row = await command.ExecuteReaderAsync(ct))
            while (await row.ReadAsync(ct))
                if (!told.Remove((row.GetInt64(0), row.GetInt64(1))))
                    Add(Differs(row.GetInt64(0)));
        foreach (var (issuance, _) in told.Order())
            Add(Differs(issuance));

        static LedgerFinding Differs(long issuance) => new("serials", $"{issuance}", $"批次 {issuance} 是否已冲回与各笔不符。", $"Batch {issuance}: whether it was taken back is not as the postings say.");
    }

    public async Task DeclaredAsync(CancellationToken ct)
    {
        var rows = (await DeclaredRows.ReadAsync(connection, ct)).ToDictionary(d => (d.Row.Table, d.Row.Id), d => (d.Row.Hash, d.Called));
        foreach (var (row, hash) in witnesses.Declared)
            if (!rows.TryGetValue(row, out var now))
                Add(new LedgerFinding("declared", $"{row.Table} {row.Id}", $"{Name(row.Table)} {row.Id}：已封存的记录不见了。", $"{row.Table} {row.Id}: a sealed row is gone."));
            else if (!now.Hash.AsSpan().SequenceEqual(hash))
                Add(new LedgerFinding("declared", $"{row.Table} {now.Called ?? $"{row.Id}"}", $"{Name(row.Table)} {now.Called ?? $"{row.Id}"}：内容在封存之后被改动。",
                    $"{row.Table} {now.Called ?? $"{row.Id}"}: its content was changed after it was sealed."));
    }

    private void Judge(PostingFields p, EntryFields? entry, PostingWitness? witness)
    {
        if (witness is null)
            _unsealed++;
        else if (!witness.Value.Hash.AsSpan().SequenceEqual(p.Hash))
            Add(LedgerFinding.Posting(p.EntryId, p.Line, "在封存之后被改动", "changed after it was sealed"));
        if (witness is null && (p.DebitSeq <= witnesses.SealedOf(p.Debit) || p.CreditSeq <= witnesses.SealedOf(p.Credit)))
            Add(LedgerFinding.Posting(p.EntryId, p.Line, "占了已封存记录的位置", "stands in the place of a sealed row"));
        if (entry is null)
            Add(LedgerFinding.Posting(p.EntryId, p.Line, "所属的分录不见了", "its entry is gone"));
        else if (!PostingHash.OfPosting(p, entry.Hash).AsSpan().SequenceEqual(p.Hash))
            Add(LedgerFinding.Posting(p.EntryId, p.Line, "内容与其校验值不符", "its content does not make its hash"));
        if (entry is not null && (p.EffectiveOn != entry.EffectiveOn || p.RecordedAt != entry.RecordedAt || p.Line > entry.Lines || !FitsKind(entry.Kind, p.Stage)))
            Add(LedgerFinding.Posting(p.EntryId, p.Line, "与所属的分录不符", "not as its entry says"));
        var (debit, credit) = (Of(p.Debit), Of(p.Credit));
        if (p.DebitSeq != debit.Postings + 1 || p.CreditSeq != credit.Postings + 1)
            Add(LedgerFinding.Posting(p.EntryId, p.Line, "它前面缺了记录或次序被调换", "rows before it are missing or out of order"));
        else if (!p.DebitPrevious.AsSpan().SequenceEqual(debit.Head) || !p.CreditPrevious.AsSpan().SequenceEqual(credit.Head))
            Add(LedgerFinding.Posting(p.EntryId, p.Line, "接不上账户的前一笔", "does not continue the account's posting before it"));
        debit.Take(p, p.DebitSeq, isDebit: true, entry?.Resolves > 0);
        credit.Take(p, p.CreditSeq, isDebit: false, entry?.Resolves > 0);
        if (p.Stage == "posted" && p is { IssuanceIds: { } issuances, Serials: { } ranges })
        {
            _serials.Add(issuances, ranges, p.Debit);
            if (entry?.Kind == "reversal")
                _reversed.AddRange(issuances.Distinct().Select(issuance => (issuance, p.Debit, p.EntryId)));
        }
    }

    private void CloseEntry(EntryFields? entry, int lines)
    {
        if (entry is null)
            return;
        if (lines != entry.Lines)
            Add(LedgerFinding.Entry(entry.EntryId, $"应有 {entry.Lines} 行，只有 {lines} 行", $"has {lines} of its {entry.Lines} lines"));
        entry.IsSeen = true;
    }

    private static bool FitsKind(string kind, string stage) => stage == kind switch
    {
        "pending" => "pending", "void" => "voided", "expire" => "expired", _ => "posted",
    };

    private Balance Of(long account) => _balances.TryGetValue(account, out var balance) ? balance : _balances[account] = new Balance();

    private void Add(LedgerFinding finding)
    {
        if (_findingCount++ < MostShown)
            _findings.Add(finding);
    }

    private static string Name(DeclaredTable table) => table switch
    {
        DeclaredTable.Book => "账簿", DeclaredTable.Asset => "资产", DeclaredTable.Account => "账户", DeclaredTable.Record => "凭据",
        DeclaredTable.Issuance => "批次", DeclaredTable.PeriodClose => "结账", DeclaredTable.State => "状态", DeclaredTable.StateMove => "状态变动规则",
        DeclaredTable.Holder => "持有方", DeclaredTable.Act => "办理单", DeclaredTable.ActRecord => "办理单所引的凭据，办理单", DeclaredTable.ActAcceptance => "接收，办理单",
        DeclaredTable.ActOutcome => "复核，办理单", _ => "经办账号，持有方",
    };

    private static PostingFields Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetString(7),
        row.GetInt32(8), row.GetFieldValue<DateOnly>(9), row.GetDateTime(10), row.IsDBNull(11) ? null : row.GetFieldValue<long[]>(11),
        row.IsDBNull(12) ? null : row.GetFieldValue<NpgsqlRange<long>[]>(12), row.GetInt64(13), row.GetInt64(14), row.GetFieldValue<byte[]>(15),
        row.GetFieldValue<byte[]>(16), row.GetFieldValue<byte[]>(17));

    private NpgsqlCommand Command(string path) => new(Sql.Of<LedgerReplay>(path), connection) { CommandTimeout = 0 };

    private async Task<long> ScalarAsync(string path, CancellationToken ct)
    {
        await using var command = Command(path);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private sealed class Balance
    {
        public long Debits { get; private set; }

        public long Credits { get; private set; }

        public long PendingDebits { get; private set; }

        public long PendingCredits { get; private set; }

        public long Postings { get; private set; }

        public byte[] Head { get; private set; } = PostingHash.Empty;

        public bool IsTonnes { get; private set; }

        // What came and went by effective day, of tonnes only.
        private readonly Dictionary<DateOnly, long> _days = [];

        /// <summary>The first effective day on which more had gone than come.</summary>
        public DateOnly? FirstDayBelowZero()
        {
            long held = 0;
            foreach (var (day, step) in _days.OrderBy(d => d.Key))
                if ((held += step) < 0)
                    return day;
            return null;
        }

        public void Take(PostingFields p, long seq, bool isDebit, bool resolves)
        {
            var posted = p.Stage == "posted" ? p.Amount : 0;
            var pending = p.Stage == "pending" ? p.Amount : resolves ? -p.Amount : 0;
            if (isDebit)
                (Debits, PendingDebits) = (Debits + posted, PendingDebits + pending);
            else
                (Credits, PendingCredits) = (Credits + posted, PendingCredits + pending);
            Postings = seq;
            Head = p.Hash;
            IsTonnes |= p.Serials is not null;
            if (p.Serials is not null && posted > 0)
                _days[p.EffectiveOn] = _days.GetValueOrDefault(p.EffectiveOn) + (isDebit ? posted : -posted);
        }
    }
}
