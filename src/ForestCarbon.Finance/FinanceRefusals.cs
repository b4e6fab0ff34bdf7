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
        "entity_holder_pk" => "这个持有方已经写明是另一个核算单位。",
        "contract_once" => "这个合同编号在这本账里已经登记过。",
        "contract_code" => "请写明合同编号。",
        "contract_kind" => "请选择合同类别。",
        "contract_title" => "请写明合同名称。",
        "contract_counterparty" or "invoice_counterparty" => "请写明对方单位。",
        "contract_days" => "合同到期日不能早于签订日。",
        "contract_forward_has_tonnes" => "远期合同要写明吨数和到期日。",
        "contract_mandate_has_share" => "委托开发合同要写明分成比例或金额。",
        "contract_only_sales_have_price" => "只有销售和远期合同写单价。",
        "contract_tonnes" or "contract_price" or "contract_amount" or "contract_milestone_amount" or "contract_milestone_tonnes" => "吨数、单价和金额须大于 0；没有约定的留空。",
        "contract_share" => "分成比例须大于 0、不超过 100。",
        "contract_due_days" => "付款期限须为 0 到 3650 天。",
        "contract_document_once" => "这份文件已经收存过。",
        "contract_document_kind" => "请选择文件类别。",
        "contract_milestone_once" => "这个节点已经登记过。",
        "contract_milestone_name" => "请写明节点。",
        "contract_end_pk" => "这份合同已经终止。",
        "invoice_once" => "这个发票号码在这本账里已经登记过。",
        "invoice_number" => "请写明发票号码。",
        "invoice_what" => "请写明开票内容。",
        "invoice_net" => "不含税金额须大于 0。",
        "invoice_side" or "invoice_treatment" or "sale_tax_treatment" => "请选择发票方向和计税方式。",
        "invoice_rate_is_whole" or "sale_tax_is_whole" or "tax_rate_is_whole" => "征税的要写明税率，免税和不征税的税额为 0、不写税率。",
        "invoice_rate" or "sale_tax_rate" or "tax_rate_rate" => "税率须在 0 到 100% 之间。",
        "invoice_tax_follows_rate" or "sale_tax_follows_rate" => "税额与不含税金额×税率相差超过一分，请核对发票。",
        "invoice_issued_for_something" => "开出的发票要写明对哪笔成交或哪份合同。",
        "invoice_red_pk" => "这张发票已经红冲。",
        "settlement_once" => "这张凭证已经对到这笔款项上。",
        "sale_tax_source" or "tax_rate_source" => "请写明计税的依据：系统不假定税率。",
        "sale_event_once" => "这笔成交已经登记过。",
        "tax_rate_once" => "这一段时间已有税率：新的从以后的日期起。",
        "loan_once" => "这个借款合同编号已经登记过。",
        "loan_number" => "请写明借款合同编号。",
        "loan_lender" => "请写明贷款银行。",
        "loan_kind" => "请选择贷款类别。",
        "loan_principal" => "本金须大于 0。",
        "loan_rate" or "loan_subsidy" or "loan_risk" => "利率、贴息和风险分担须在 0 到 100 之间。",
        "loan_days" or "policy_days" or "pledge_days" => "到期日须在开始日之后。",
        "pledge_act_once" => "这张冻结办理单已经登记过质押。",
        "pledge_release_act_once" => "这张解除冻结办理单已经用过。",
        "pledge_registration" => "请写明动产融资统一登记的登记编号。",
        "pledge_kind" => "请选择质押类别。",
        "pledge_frozen_has_act" => "质押冻结的减排量要选备查账的冻结办理单，其他质押不用。",
        "pledge_expected_has_years" => "预期收益权质押要写明项目和起止年份。",
        "pledge_forest_says_what" => "林权抵押要写明抵押物（权证和面积）。",
        "pledge_revenue_once" => "这个项目的这些年份已经质押，没有解除。",
        "pledge_years" => "质押的止年不能早于起年。",
        "valuation_factor_once" => "这一段时间已有这个参数：新的从以后的日期起。",
        "valuation_factor_fits" or "valuation_factor_name" => "参数不在范围内：交易日数为 1 到 1000 的整数，折扣系数和成活率大于 0、不超过 1，折现率为 0 到 1，签发滞后为 0 到 10 的整年。",
        "policy_once" => "这张保单已经登记过。",
        "policy_number" => "请写明保单号。",
        "policy_insurer" or "policy_insured" => "请写明保险机构和被保险人。",
        "policy_kind" => "请选择保险类别。",
        "policy_sum" or "policy_premium" => "保险金额和保险费须大于 0。",
        "subsidy_once" => "这笔补助已经登记过。",
        "subsidy_document" => "请写明补助文号。",
        "subsidy_kind" => "请选择补助类别。",
        "subsidy_amount" => "补助金额须大于 0。",
        "subsidy_purpose" => "请写明补助的用途。",
        "payee_code_once" => "这个收款人编号已经用过。",
        "payee_code" => "收款人编号不能有空格，最长 40 字。",
        "payee_name" => "请写明收款人的名称。",
        "payee_kind" => "请选择收款人类别。",
        "payee_account_no" => "账号须为 8 到 32 位数字。",
        "payee_account_kind" => "请选择账户类别。",
        "payable_line_amount" => "金额不能小于 0。",
        "entity_name" or "entity_short_name" or "book_name" => "请写明单位的名称和简称。",
        "entity_accounting_system" => "请选择会计制度。",
        "entity_kind" => "请选择单位类别。",
        _ => null,
    };
}
