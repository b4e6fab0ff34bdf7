using ForestCarbon.Platform.Database;

namespace ForestCarbon.Finance.Books;

/// <summary>
/// The books against their events: every posting of an entity's book is one of an event of money, every event has the postings its amounts ask for, every sale is its act.
/// The running totals are what the vouchers add up to. The database refuses what would be posted past the events; what got there past the database's triggers is found here: <c>ledger verify</c> and the
/// nightly checks ask.
/// </summary>
public sealed class BookVerification(Db db)
{
    /// <summary>What is not as it should be, at most 100, each as a sentence in both languages.</summary>
    public async Task<IReadOnlyList<BookFinding>> RunAsync(CancellationToken ct = default) =>
        [.. (await db.QueryAsync<Finding>(Sql.Of<BookVerification>("Books/Sql/past_events.sql"), ct: ct)).Select(f => f.Kind switch
        {
            "posting" => new BookFinding($"账簿 {f.Book} 的分录 {f.Id} 不是由经济事项记入的。", $"Entry {f.Id} of book {f.Book} was made by no event of money."),
            "event" => new BookFinding($"账簿 {f.Book} 的凭证 {f.Voucher}（编号 {f.Id}）与它的分录不符：凭证 {Yuan(f.Asked)} 元，分录 {Yuan(f.Found)} 元。",
                $"Voucher {f.Voucher} (number {f.Id}) of book {f.Book} is not its entry: the voucher is {Yuan(f.Asked)} yuan, the entry {Yuan(f.Found)} yuan."),
            "outcome" => new BookFinding($"账簿 {f.Book} 的凭证 {f.Voucher}（编号 {f.Id}）的处理结果与台账不符。", $"The outcome of voucher {f.Voucher} (number {f.Id}) of book {f.Book} is not the ledger's."),
            "total-cash" => new BookFinding($"账簿 {f.Book} {f.Voucher} 的收支汇总与凭证不符：凭证 {Yuan(f.Asked)} 元，汇总 {Yuan(f.Found)} 元。",
                $"The cash total of book {f.Book}, {f.Voucher}, is not that of its vouchers: they make {Yuan(f.Asked)} yuan, the total is {Yuan(f.Found)} yuan."),
            "total-fund" => new BookFinding($"资金 {f.Voucher} 的收付汇总与凭证不符：凭证 {Yuan(f.Asked)} 元，汇总 {Yuan(f.Found)} 元。",
                $"The total of fund {f.Voucher} is not that of its vouchers: they make {Yuan(f.Asked)} yuan, the total is {Yuan(f.Found)} yuan."),
            "total-waiting" => new BookFinding($"账簿 {f.Book} 有 {f.Asked} 张凭证待复核，汇总是 {f.Found} 张。", $"{f.Asked} vouchers of book {f.Book} wait for their check; the total says {f.Found}."),
            _ => new BookFinding($"账簿 {f.Book} 的成交（办理单 {f.Id}）与备查账不符：成交 {Yuan(f.Asked)} 元，办理单 {Yuan(f.Found)} 元。",
                $"The sale of act {f.Id} in book {f.Book} is not that of the subsidiary book: the sale is {Yuan(f.Asked)} yuan, the act {Yuan(f.Found)} yuan."),
        })];

    private static string Yuan(long fen) => (fen / 100m).ToString("#,##0.00", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Finding
    {
        public string Kind { get; init; } = "";
        public string Book { get; init; } = "";
        public string Voucher { get; init; } = "";
        public long Id { get; init; }
        public long Asked { get; init; }
        public long Found { get; init; }
    }
}

/// <summary>Something in a book that is not as its events say, in both languages.</summary>
public sealed record BookFinding(string Sentence, string English);
