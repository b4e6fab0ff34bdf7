using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Finance;

/// <summary>The sentence for what the database refused.</summary>
internal static class FinanceRefusals
{
    /// <summary>A change whose refusals are sentences.</summary>
    /// <exception cref="RefusedException">Refused; nothing was changed.</exception>
    public static async Task<T> ChangeAsync<T>(this Db db, Actor actor, string reason, Func<Write, Task<T>> work, CancellationToken ct, TownshipScope? scope = null)
    {
        try
        {
            return await db.WriteAsync(actor, scope ?? TownshipScope.WholeCounty, reason, work, ct);
        }
        catch (PostgresException refused) when (SentenceOf(refused) is { } sentence)
        {
            throw new RefusedException(sentence, refused);
        }
    }

    // A sentence that a function of ours raised names a constraint and no table.
    private static string? SentenceOf(PostgresException failure) => failure switch
    {
        { SqlState: "23514", TableName: null or "" } => failure.MessageText,
        { ConstraintName: "account_not_below_zero" } => "余额不足：账户不能低于零。",
        { ConstraintName: { } name } => Of(name),
        _ => null,
    };

    private static string? Of(string constraint) => constraint switch
    {
        "entity_code_once" or "book_code_once" => "这个账簿代码已经用过。",
        "entity_code" => "账簿代码不能有空格和斜杠，最长 40 字。",
        "fund_once" => "这笔资金（指标文号、年度、科目）已经登记过。",
        "fund_document" => "请写明指标文号。",
        "fund_function" => "支出功能分类科目须为 3 至 7 位数字。",
        "fund_amount" => "指标金额须大于 0。",
        "fund_year" => "年度须在 2000 至 2100 之间。",
        "fund_carried_once" => "这笔资金已经结转过。",
        "money_event_amount" => "金额须大于 0。",
        "money_event_tax" => "税额须小于金额，不能为负。",
        "money_event_summary" => "请写明摘要。",
        "money_event_two_books" => "拨付的两方不能是同一本账。",
        "money_event_outcome_pk" => "这张凭证已经处理过。",
        "protection_ground_one_fund_group" => "同一小班同一年度只能由一类资金补偿：已有另一类资金的合同在这块地上。",
        "protection_contract_once" => "这份合同已经登记过。",
        "agreement_once" => "这个项目的这一版协议已经登记过。",
        "agreement_party_once" => "同一方在协议里只能有一份。",
        "bank_line_once" => "这笔流水已经导入过。",
        "bank_match_event_once" => "这张凭证已经与另一笔流水对上，一张凭证只能对一次。",
        "bank_match_line_once" => "这笔流水已经对上。",
        "price_day_pk" => "同一天已有价格。",
        _ => null,
    };
}
