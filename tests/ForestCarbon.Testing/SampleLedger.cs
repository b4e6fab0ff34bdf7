using ForestCarbon.Ledger.Accounts;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Testing;

/// <summary>A small ledger to post in: one subsidiary book of tonnes with holders, one entity's book of money. All names are invented.</summary>
public sealed class SampleLedger
{
    public static readonly Actor Maker = Actor.Job("maker");
    public static readonly Actor Checker = Actor.Job("checker");
    public static readonly DateOnly Day = new(2026, 11, 2);

    private int _keys;

    private SampleLedger(Db db) => Db = db;

    public Db Db { get; }

    /// <summary>A way to post of its own each time, as of as many programs: what keeps them apart is the database alone.</summary>
    public Journal Journal => new(Db);

    public long Tonnes { get; private set; }

    public long Fen { get; private set; }

    public long TonnesBook { get; private set; }

    public long MoneyBook { get; private set; }

    /// <summary>The account all tonnes come from.</summary>
    public long Registry { get; private set; }

    /// <summary>A record wide enough for every test.</summary>
    public long Record { get; private set; }

    public IReadOnlyList<long> Issuances => _issuances;

    private readonly List<long> _issuances = [];

    /// <summary>Account ids by holder (0 …) and state.</summary>
    public Dictionary<(int Holder, string State), long> Holdings { get; } = [];

    /// <summary>Money accounts that never go below zero, and last the one that may.</summary>
    public List<long> Money { get; } = [];

    public long Available(int holder) => Holdings[(holder, "available")];

    /// <summary>A key nobody used.</summary>
    public string Key() => $"{Guid.NewGuid():N}-{Interlocked.Increment(ref _keys)}";

    /// <param name="tonnesEach">Whole tonnes every holder has at first, one issuance each; 0 for none.</param>
    /// <param name="states">States every holder has an account for.</param>
    public static async Task<SampleLedger> CreateAsync(
        Db db, int holders, long tonnesEach, IReadOnlyList<string>? states = null, int moneyAccounts = 2, string name = "示例")
    {
        var ledger = new SampleLedger(db);
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "示例账簿", write => ledger.DeclareAsync(write, holders, states ?? ["available"], moneyAccounts, name));
        for (var holder = 0; holder < holders && tonnesEach > 0; holder++)
            await ledger.IssueAsync(holder, tonnesEach, name);
        return ledger;
    }

    /// <summary>Enters one issuance of its own for a holder.</summary>
    public async Task<long> IssueAsync(int holder, long tonnes, string name = "示例", string flags = "{}")
    {
        var batch = $"{_issuances.Count + 1:00000}";
        var issuance = await Db.WriteAsync(Maker, TownshipScope.WholeCounty, "登记一批减排量", write => ChartOfLedger.DeclareIssuanceAsync(
            write, new IssuedBlock(Tonnes, name, batch, 2025, "CCER-14-001-V01", "造林碳汇", flags, $"内部-{name}-{batch}-", true, 1, tonnes, Record)));
        await Journal.PostAsync(Maker, "登记", new EntryRequest(
            Key(), Day, [new EntryLine(Available(holder), Registry, tonnes, [new SerialRange(issuance, 1, tonnes)])], Record));
        _issuances.Add(issuance);
        return issuance;
    }

    /// <summary>Posts tonnes from one account to another against the wide record.</summary>
    public Task<PostedEntry> MoveAsync(long debit, long credit, long amount, IReadOnlyList<SerialRange>? serials = null, string? key = null) =>
        Journal.PostAsync(Maker, "划转", new EntryRequest(key ?? Key(), Day, [new EntryLine(debit, credit, amount, serials)], Record));

    /// <summary>A pending move.</summary>
    public Task<PostedEntry> ReserveAsync(long debit, long credit, long amount, DateTimeOffset? expiresAt = null) =>
        Journal.PostAsync(Maker, "待确认", new EntryRequest(Key(), Day, [new EntryLine(debit, credit, amount)], Record, IsPending: true, expiresAt));

    private async Task DeclareAsync(Write write, int holders, IReadOnlyList<string> states, int moneyAccounts, string name)
    {
        TonnesBook = await ChartOfLedger.DeclareBookAsync(write, $"{name}备查账", "减排量备查账", null);
        MoneyBook = await ChartOfLedger.DeclareBookAsync(write, $"{name}村", "某村集体", "农村集体经济组织会计制度");
        Tonnes = await ChartOfLedger.DeclareTonnesAsync(write, name, 2025);
        Fen = await ChartOfLedger.DeclareMoneyAsync(write, $"CNY {name}");
        Record = await ChartOfLedger.CiteAsync(write, "registry", $"{name}-1", Day, 1_000_000_000, new byte[32]);
        Registry = await ChartOfLedger.DeclareTonnesAccountAsync(write, TonnesBook, Tonnes, "registry", "登记来源", "registry", "registry");
        for (var holder = 0; holder < holders; holder++)
            foreach (var state in states)
                Holdings[(holder, state)] = await ChartOfLedger.DeclareTonnesAccountAsync(
                    write, TonnesBook, Tonnes, $"{holder:000}/{state}", $"持有方{holder:000}", $"holder-{holder:000}", state);
        for (var i = 0; i < moneyAccounts; i++)
            Money.Add(await ChartOfLedger.DeclareMoneyAccountAsync(write, MoneyBook, Fen, $"100{i}", $"银行存款{i}", name, "debit"));
        Money.Add(await ChartOfLedger.DeclareMoneyAccountAsync(write, MoneyBook, Fen, "6001", "收入", name, "either"));
    }
}
