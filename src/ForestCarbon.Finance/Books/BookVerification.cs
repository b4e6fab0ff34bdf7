using ForestCarbon.Platform.Database;

namespace ForestCarbon.Finance.Books;

/// <summary>
/// The books against their events: every posting of an entity's book is one of an event of money, every event has the postings its amounts ask for, every sale is its act.
/// The running totals are what the vouchers add up to. The database refuses what would be posted past the events; what got there past the database's triggers is found here: <c>ledger verify</c> and the
/// nightly checks ask.
/// </summary>
public sealed class BookVerification(Db db)
{
    /// <summary>What is not as it should be, at most 100, each as a sentence.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct = default) =>
        [.. (await db.QueryAsync<Finding>(Sql.Of<BookVerification>("Books/Sql/past_events.sql"), ct: ct)).Select(f => f.Kind switch
        {
            "posting" => $"账簿 {f.Book} 的分录 {f.Id} 不是由经济事项记入的。",
            "event" => $"账簿 {f.Book} 的凭证 {f.Voucher}（编号 {f.Id}）与它的分录不符：凭证 {f.Asked / 100m:0.00} 元，分录 {f.Found / 100m:0.00} 元。",
            "outcome" => $"账簿 {f.Book} 的凭证 {f.Voucher}（编号 {f.Id}）的处理结果与台账不符。",
            "total-cash" => $"账簿 {f.Book} {f.Voucher} 的收支汇总与凭证不符：凭证 {f.Asked / 100m:0.00} 元，汇总 {f.Found / 100m:0.00} 元。",
            "total-fund" => $"资金 {f.Voucher} 的收付汇总与凭证不符：凭证 {f.Asked / 100m:0.00} 元，汇总 {f.Found / 100m:0.00} 元。",
            "total-waiting" => $"账簿 {f.Book} 有 {f.Asked} 张凭证待复核，汇总是 {f.Found} 张。",
            _ => $"账簿 {f.Book} 的成交（办理单 {f.Id}）与备查账不符：成交 {f.Asked / 100m:0.00} 元，办理单 {f.Found / 100m:0.00} 元。",
        })];

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
