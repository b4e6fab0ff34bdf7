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
        catch (PostgresException refused) when (SentenceOf(refused) is var (sentence, english))
        {
            throw new RefusedException(sentence, english, refused);
        }
    }

    // A sentence that a function of ours raised names a constraint and no table; its hint is the same in English.
    private static (string Sentence, string? English)? SentenceOf(PostgresException failure) => failure switch
    {
        { SqlState: "23514", TableName: null or "" } => (failure.MessageText, failure.Hint),
        { ConstraintName: "account_not_below_zero" } => ("余额不足：账户不能低于零。", "Not enough: the account does not go below zero."),
        { ConstraintName: { } name } => Of(name),
        _ => null,
    };

    private static (string Sentence, string? English)? Of(string constraint) => constraint switch
    {
        "entity_code_once" or "book_code_once" => ("这个账簿代码已经用过。", "This code of a book is taken."),
        "entity_code" => ("账簿代码不能有空格和斜杠，最长 40 字。", "A book's code has no space and no slash and at most 40 characters."),
        "fund_once" => ("这笔资金（指标文号、年度、科目）已经登记过。", "This fund (document, year, budget line) is entered already."),
        "fund_level" => ("请选择级次：中央、省级、市级或县级。", "Choose the level: central, province, city or county."),
        "fund_purpose" => ("请选择资金的用途。", "Choose the purpose of the fund."),
        "fund_document" => ("请写明指标文号。", "Give the document number of the fund."),
        "fund_function" => ("支出功能分类科目须为 3 至 7 位数字。", "The budget line has 3 to 7 digits."),
        "fund_amount" => ("指标金额须大于 0。", "The amount of a fund is above 0."),
        "fund_year" => ("年度须在 2000 至 2100 之间。", "The year lies between 2000 and 2100."),
        "fund_change_once" => ("这份调整文件已经登记在这笔资金上。", "This document is entered for this fund already."),
        "fund_change_document" => ("请写明调整文件的文号。", "Give the number of the document that changes it."),
        "fund_change_amount" => ("调整的金额不能为 0。", "A change is not of nothing."),
        "fund_change_fund_fk" => ("没有这笔资金。", "There is no such fund."),
        "fund_confirmation_pk" => ("这笔资金已经确认过。", "This fund is confirmed already."),
        "fund_confirmation_fund_fk" => ("没有这笔资金。", "There is no such fund."),
        "fund_change_confirmation_pk" => ("这笔调整已经确认过。", "This change is confirmed already."),
        "fund_change_confirmation_change_fk" => ("没有这笔调整。", "There is no such change."),
        "payable_list_fund_fk" or "loan_subsidy_fund_fk" or "loan_risk_fund_fk" => ("有未撤回的名单或贷款写明了这笔资金，不能撤回。", "A list that is not withdrawn or a loan names this fund: it is not taken out."),
        "payee_account_outcome_pk" => ("这个收款账户已经处理过。", "This account is confirmed or refused already."),
        "payee_account_outcome_account_fk" => ("没有这个收款账户。", "There is no such account."),
        "fund_carried_once" => ("这笔资金已经结转过。", "What was left of this fund is carried on already."),
        "money_event_amount" => ("金额须大于 0。", "The amount is above 0."),
        "money_event_tax" => ("税额须小于金额，不能为负。", "The tax is not negative and less than the amount."),
        "money_event_summary" => ("请写明摘要。", "Give a summary."),
        "money_event_two_books" => ("拨付的两方不能是同一本账。", "Money is allocated to another book."),
        "money_event_reversal_is_whole" => ("冲销凭证要写明它冲销的凭证。", "What takes a voucher back names that voucher."),
        "money_event_document_once" => ("这份文件已经收存在这张凭证上。", "This file is kept with this voucher already."),
        "money_event_document_event_fk" => ("没有这张凭证。", "There is no such voucher."),
        "money_event_outcome_pk" => ("这张凭证已经处理过。", "This voucher is posted or voided already."),
        "protection_ground_one_fund_group" => ("同一小班同一年度只能由一类资金补偿：已有另一类资金的合同在这块地上。", "One fund group pays for a parcel in a year: a contract of another one lies on this ground."),
        "protection_contract_once" => ("这份合同已经登记过。", "This contract is entered already."),
        "protection_contract_end_pk" => ("这份合同已经终止、撤回，或更正为新的一版。", "This contract has ended, was taken back, or is corrected by a new version."),
        "protection_contract_end_contract_fk" => ("没有这份合同。", "There is no such contract."),
        "agreement_once" => ("这个项目的这一版协议已经登记过。", "This version of the project's agreement is entered already."),
        "agreement_party_name" => ("请写明协议的各方。", "Name the party."),
        "agreement_party_kind" => ("请选择各方的类别。", "Choose the kind of the party."),
        "agreement_lot_pk" => ("同一宗地在协议里只能列一次。", "A lot stands once in an agreement."),
        "agreement_party_once" => ("同一方在协议里只能有一份。", "A party has one share in an agreement."),
        "bank_balance_source" => ("请写明余额的来源（对账单）。", "Say which statement the balance is from."),
        "bank_line_once" => ("这笔流水已经导入过。", "This bank line is imported already."),
        "bank_match_event_once" => ("这张凭证已经与另一笔流水对上，一张凭证只能对一次。", "This voucher is matched with another line; a voucher is matched once."),
        "bank_match_line_once" => ("这笔流水已经对上。", "This line is matched already."),
        "price_correction_source" or "price_correction_reason" => ("请写明更正的来源和理由。", "Give the source and the reason of the correction."),
        "price_day_pk" => ("同一天已有价格。", "This day has a price already."),
        "forecast_scenario_pk" => ("这个情景代码已经用过：新的情景另取代码，原来的留着。", "This code of a scenario is taken: a new one has another code, and the old one stays."),
        "forecast_scenario_survival" or "forecast_scenario_share" => ("成活和每天可卖的份额须大于 0、不超过 100%。", "Survival and the share of a day's volume are above 0 and at most 100%."),
        "forecast_scenario_lag" => ("签发时滞须为 0 到 120 个月。", "The lag to issuance is 0 to 120 months."),
        "forecast_scenario_rate" => ("贴现率须在 0 到 100% 之间；不算现值的留空。", "The discount rate lies between 0 and 100%; leave it empty where no present value is computed."),
        "forecast_stage_reading_lag" => ("到登记的用时须为 0 到 240 个月。", "The time to registration is 0 to 240 months."),
        "forecast_stage_reading_withdrawn_once" => ("这条录入已经撤回。", "This reading is withdrawn already."),
        "entity_holder_pk" => ("这个持有方已经写明是另一个核算单位。", "This holder is named as another entity already."),
        "contract_once" => ("这个合同编号在这本账里已经登记过。", "This contract number is entered in this book already."),
        "contract_code" => ("请写明合同编号。", "Give the contract number."),
        "contract_kind" => ("请选择合同类别。", "Choose the kind of contract."),
        "contract_title" => ("请写明合同名称。", "Give the title of the contract."),
        "contract_counterparty" or "invoice_counterparty" => ("请写明对方单位。", "Name the counterparty."),
        "contract_days" => ("合同到期日不能早于签订日。", "A contract does not end before it was signed."),
        "contract_forward_has_tonnes" => ("远期合同要写明吨数和到期日。", "A forward contract names tonnes and its last day."),
        "contract_mandate_has_share" => ("委托开发合同要写明分成比例或金额。", "A mandate names a share or an amount."),
        "contract_only_sales_have_price" => ("只有销售和远期合同写单价。", "Only sale and forward contracts have a price."),
        "contract_tonnes" or "contract_price" or "contract_amount" or "contract_milestone_amount" or "contract_milestone_tonnes" => ("吨数、单价和金额须大于 0；没有约定的留空。", "Tonnes, price and amount are above 0; leave empty what was not agreed."),
        "contract_share" => ("分成比例须大于 0、不超过 100。", "A share is above 0 and at most 100."),
        "contract_due_days" => ("付款期限须为 0 到 3650 天。", "The term of payment is 0 to 3650 days."),
        "contract_document_once" => ("这份文件已经收存过。", "This file is kept already."),
        "contract_document_kind" => ("请选择文件类别。", "Choose the kind of paper."),
        "contract_milestone_once" => ("这个节点已经登记过。", "This milestone is entered already."),
        "contract_milestone_name" => ("请写明节点。", "Name the milestone."),
        "contract_end_pk" => ("这份合同已经终止。", "This contract has ended already."),
        "invoice_once" or "invoice_event_once" => ("这个发票号码在这本账里已经登记过。", "This invoice number is entered in this book already."),
        "invoice_number" => ("请写明发票号码。", "Give the invoice number."),
        "invoice_what" => ("请写明开票内容。", "Say what the invoice is for."),
        "invoice_net" => ("不含税金额须大于 0。", "The net amount is above 0."),
        "invoice_side" or "invoice_treatment" or "sale_tax_treatment" => ("请选择发票方向和计税方式。", "Choose the side and the tax treatment."),
        "invoice_rate_is_whole" or "sale_tax_is_whole" or "tax_rate_is_whole" => ("征税的要写明税率，免税和不征税的税额为 0、不写税率。", "What is taxed has a rate; what is exempt or not taxed has no rate and no tax."),
        "invoice_rate" or "sale_tax_rate" or "tax_rate_rate" => ("税率须在 0 到 100% 之间。", "A rate lies between 0 and 100%."),
        "invoice_tax_follows_rate" or "sale_tax_follows_rate" => ("税额与不含税金额×税率相差超过一分，请核对发票。", "The tax is more than a fen from net × rate: check the invoice."),
        "invoice_issued_for_something" => ("开出的发票要写明对哪笔成交或哪份合同。", "An issued invoice names its sale or its contract."),
        "invoice_red_pk" => ("这张发票已经红冲。", "This invoice was taken back already."),
        "settlement_once" => ("这张凭证已经对到这笔款项上。", "This voucher is laid against this already."),
        "sale_tax_source" or "tax_rate_source" => ("请写明计税的依据：系统不假定税率。", "Say what the tax rests on: no rate is assumed."),
        "sale_event_once" => ("这笔成交已经登记过。", "This sale is entered already."),
        "tax_rate_once" => ("这一段时间已有税率：新的从以后的日期起。", "There is a rate for this time: a new one begins later."),
        "loan_once" => ("这个借款合同编号已经登记过。", "This loan number is entered already."),
        "loan_number" => ("请写明借款合同编号。", "Give the number of the loan contract."),
        "loan_lender" => ("请写明贷款银行。", "Name the lender."),
        "loan_kind" => ("请选择贷款类别。", "Choose the kind of loan."),
        "loan_principal" => ("本金须大于 0。", "The principal is above 0."),
        "loan_rate" or "loan_subsidy" or "loan_risk" => ("利率、贴息和风险分担须在 0 到 100 之间。", "Interest, subsidy and risk share lie between 0 and 100."),
        "loan_days" or "policy_days" or "pledge_days" => ("到期日须在开始日之后。", "The last day is after the first."),
        "pledge_act_once" => ("这张冻结办理单已经登记过质押。", "This freezing act has a pledge already."),
        "pledge_release_act_once" => ("这张解除冻结办理单已经用过。", "This releasing act is used already."),
        "pledge_registration" => ("请写明动产融资统一登记的登记编号。", "Give the number of the unified registration of movables financing."),
        "pledge_registration_once" => ("这个登记编号已经登记过一笔质押：一个编号只对应一笔，请核对登记证明。", "A pledge has this registration number already: a number is that of one pledge. Check the certificate."),
        "pledge_kind" => ("请选择质押类别。", "Choose the kind of pledge."),
        "pledge_frozen_has_act" => ("质押冻结的减排量要选备查账的冻结办理单，其他质押不用。", "Frozen tonnes name the freezing act of the subsidiary book, other pledges none."),
        "pledge_expected_has_years" => ("预期收益权质押要写明项目和起止年份。", "A pledge of expected revenue names its project and its years."),
        "pledge_forest_says_what" => ("林权抵押要写明抵押物（权证和面积）。", "A pledge of forest rights says what is pledged: certificate and area."),
        "pledge_revenue_once" => ("这个项目的这些年份已经质押，没有解除。", "These years of the project are pledged and not released."),
        "pledge_years" => ("质押的止年不能早于起年。", "The last year of a pledge is not before the first."),
        "valuation_factor_once" => ("这一段时间已有这个参数：新的从以后的日期起。", "There is a value for this time: a new one begins later."),
        "valuation_factor_fits" or "valuation_factor_name" => ("参数不在范围内：交易日数为 1 到 1000 的整数，折扣系数和成活率大于 0、不超过 1，折现率为 0 到 1，签发滞后为 0 到 10 的整年。", "The value is out of range: trading days are a whole number from 1 to 1000, haircut and survival above 0 and at most 1, the discount between 0 and 1, the lag in whole years from 0 to 10."),
        "policy_once" => ("这张保单已经登记过。", "This policy is entered already."),
        "policy_number" => ("请写明保单号。", "Give the policy number."),
        "policy_insurer" or "policy_insured" => ("请写明保险机构和被保险人。", "Name the insurer and the insured."),
        "policy_kind" => ("请选择保险类别。", "Choose the kind of insurance."),
        "policy_sum" or "policy_premium" => ("保险金额和保险费须大于 0。", "Sum insured and premium are above 0."),
        "subsidy_once" => ("这笔补助已经登记过。", "This subsidy is entered already."),
        "subsidy_document" => ("请写明补助文号。", "Give the document number of the subsidy."),
        "subsidy_kind" => ("请选择补助类别。", "Choose the kind of subsidy."),
        "subsidy_amount" => ("补助金额须大于 0。", "The subsidy is above 0."),
        "subsidy_purpose" => ("请写明补助的用途。", "Say what the subsidy is for."),
        "payable_list_compensation_once" => ("这个村这一年这类资金的名单已经拟定。", "The list of this village, year and fund group is drawn up already."),
        "objection_line_fk" => ("名单里没有这一行。", "The list has no such line."),
        "payment_line_once" => ("有的行已付出或在支付途中。", "Some lines are paid or on their way."),
        "compensation_standard_once" => ("从这一年起已有标准：新的从以后的年度起。", "There is a standard from this year on: a new one begins later."),
        "policy_area" => ("面积须大于 0；不知道的留空。", "The area is above 0; leave empty what is not known."),
        "payee_code_once" => ("这个收款人编号已经用过。", "This code of a payee is taken."),
        "payee_code" => ("收款人编号不能有空格，最长 40 字。", "A payee's code has no space and at most 40 characters."),
        "payee_name" => ("请写明收款人的名称。", "Name the payee."),
        "payee_kind" => ("请选择收款人类别。", "Choose the kind of payee."),
        "payee_account_no" => ("账号须为 8 到 32 位数字。", "An account number has 8 to 32 digits."),
        "payee_account_kind" => ("请选择账户类别。", "Choose the kind of account."),
        "payable_line_amount" => ("金额不能小于 0。", "The amount is not below 0."),
        "entity_name" or "entity_short_name" or "book_name" => ("请写明单位的名称和简称。", "Give the entity's name and short name."),
        "entity_accounting_system" => ("请选择会计制度。", "Choose the accounting system."),
        "entity_kind" => ("请选择单位类别。", "Choose the kind of entity."),
        _ => null,
    };
}
