using ForestCarbon.Finance.Contracts;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Tests.Contracts;

/// <summary>The sample books with a subsidiary book: the company holds 10,000 t of one vintage and sells of them.</summary>
public sealed class SampleSales : SampleBooks
{
    public const string Project = "碳-1";

    private readonly string _folder = Directory.CreateTempSubdirectory("fc-sales-").FullName;
    private int _acts;

    public FileStore Files => new(Path.Combine(_folder, "files"));

    public Sales Sales => new(Db);

    public ContractBook Contracts => new(Db, Files);

    public Invoices Invoices => new(Db, Files);

    public HoldingActs Acts => new(Db, Files);

    public static TaxChoice Taxed { get; } = new("taxed", 0.06m, "示例文号");

    protected override async Task FillAsync()
    {
        await base.FillAsync();
        foreach (var (code, isKept) in new[] { ("甲", true), ("乙", true), ("外", false) })
            await Acts.DeclareHolderAsync(Maker, new Holder(code, $"{code}公司", "trading-entity", "", isKept));
        await Sales.NameHolderAsync(Maker, "company", "甲");
        await DoneAsync(await Acts.AskAsync(Maker, new IssueAct("入账", "甲", new(2026, 1, 5), Project, 2025, "1", "CCER-14-001-V01", "示例", "登-", 1, 10_000, 10_000, "核-1")), "registry", 10_000, new(2026, 1, 5));
        // For the one that has no book.
        await DoneAsync(await Acts.AskAsync(Maker, new IssueAct("入账乙", "乙", new(2026, 1, 5), Project, 2025, "2", "CCER-14-001-V01", "示例", "登乙-", 1, 500, 500, "核-2")), "registry", 500, new(2026, 1, 5));
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsyncCore();
    }

    public string FileOf(string content)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".txt");
        File.WriteAllText(path, content);
        return path;
    }

    /// <param name="isReversal">An entry is taken back by who confirmed it and confirmed by who made it.</param>
    public async Task<long> DoneAsync(long act, string source, long tonnes, DateOnly on, bool isReversal = false)
    {
        var (maker, checker) = isReversal ? (Checker, Maker) : (Maker, Checker);
        await Acts.CiteAsync(maker, act, new CitedRecord(source, $"凭据-{act}", on, tonnes, FileOf($"凭据 {act}"), "凭据.txt"));
        await Acts.ConfirmAsync(checker, act);
        return act;
    }

    public async Task<long> MovedAsync(string kind, string from, string? to, long tonnes, DateOnly on, string? toHolder = null, long? priceFen = null, long? feeFen = null, string holder = "甲") =>
        await DoneAsync(await Acts.AskAsync(Maker, new MoveAct($"动-{++_acts}", kind, holder, on, Project, 2025, from, to, tonnes, toHolder, Method: priceFen is null ? null : "挂牌协议", PriceFen: priceFen, FeeFen: feeFen)),
            kind is "sale" || to == "frozen-trade" ? "exchange" : "registry", tonnes, on);

    /// <summary>A confirmed sale of the subsidiary book.</summary>
    public async Task<long> SoldAsync(long tonnes, long priceFen, DateOnly? on = null, long? feeFen = null, string holder = "甲")
    {
        await MovedAsync("freeze", "available", "frozen-trade", tonnes, on ?? Day, holder: holder);
        return await MovedAsync("sale", "frozen-trade", null, tonnes, on ?? Day, "外", priceFen, feeFen, holder);
    }

    /// <summary>A sale in the company's book, posted.</summary>
    public async Task<long> TakenAsync(long tonnes, long priceFen, DateOnly? on = null, long? contract = null)
    {
        var sale = await Sales.TakeAsync(Maker, new(await SoldAsync(tonnes, priceFen, on), Taxed, contract));
        await Events.PostAsync(Checker, (await Sales.FindAsync(sale))!.EventId);
        return sale;
    }

    /// <summary>Takes the act of a sale back in the subsidiary book, a day later.</summary>
    public async Task ActTakenBackAsync(long sale)
    {
        var row = (await Sales.FindAsync(sale))!;
        await DoneAsync(await Acts.AskReversalAsync(Checker, $"冲回-{row.ActId}", row.ActId, row.TradedOn.AddDays(1), "登记系统更正"), "registry", row.Tonnes, row.TradedOn.AddDays(1), isReversal: true);
    }

    public async Task<long> ReceivedAsync(long sale, long fen, DateOnly on)
    {
        var voucher = await Sales.ReceiveAsync(Maker, sale, Guid.NewGuid().ToString("N"), on, fen);
        await Events.PostAsync(Checker, voucher);
        return voucher;
    }
}
