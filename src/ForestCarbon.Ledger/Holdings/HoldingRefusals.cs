using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Ledger.Holdings;

/// <summary>The refusal a constraint of the holdings stands for.</summary>
internal static class HoldingRefusals
{
    /// <summary>The refusal, or null where it is another failure.</summary>
    public static RefusedException? Of(PostgresException failure) => failure.ConstraintName switch
    {
        "act_applied_equals_verified" => new("申请登记的数量须等于核查的数量。", "What is applied for equals what was verified.", failure),
        "act_cancel_names_beneficiary" => new("注销要写明受益人和用途；其他变动不写受益人。", "A cancellation names its beneficiary and use; no other act does.", failure),
        "act_names_recipient" => new("划转和出售要写明受让方，且不能是持有方自己。", "A transfer and a sale name their recipient, who is not the holder.", failure),
        "act_sale_has_method_and_price" => new("出售要写明交易方式和成交单价。", "A sale names the method of trade and the price.", failure),
        "act_states" => new("这一变动不能从所选状态到所选状态。", "This act does not lead from the chosen state to the chosen state.", failure),
        "act_holder_fk" or "act_to_holder_fk" or "statement_holder_fk" => new("没有这个持有方，请先登记。", "There is no such holder: enter it first.", failure),
        "act_issue_is_whole" => new("录入登记批次要写明批次、方法学版本、权益声明、编号和核查报告编号。", "The entry of a batch names batch, methodology version, claim, serials and verification report.", failure),
        "act_tonnes" => new("数量须为正整数（吨）。", "The quantity is a positive whole number of tonnes.", failure),
        "act_price" => new("成交单价须大于 0。", "The price is above 0.", failure),
        "act_acceptance_representative" => new("请写明受让方代表。", "Name the recipient's representative.", failure),
        "holder_account_not_by_oneself" => new("经办账号须由另一个账号登记，不能自己登记自己。", "An acting account is named by another account, not by itself.", failure),
        "holder_account_holder_fk" => new("没有这个持有方，请先登记。", "There is no such holder: enter it first.", failure),
        "holder_pk" => new("这个持有方代码已经登记过。", "This holder code is taken.", failure),
        "holder_given" or "holder_name_given" => new("请写明持有方代码和名称；代码 registry 留给登记来源。", "Give the holder's code and name; the code registry is kept for the registry.", failure),
        "record_number_given" => new("请写明凭据编号。", "Give the number of the record.", failure),
        "record_quantity" => new("凭据数量须为正整数。", "The record's quantity is a positive whole number.", failure),
        "issuance_numbers_apart" => new("这段登记编号与已入账的编号重叠。", "These registered serials overlap with serials entered before.", failure),
        "issuance_once" => new("这一批减排量已经入账，不能再记一次。", "This batch was entered before and is not entered twice.", failure),
        "bank_account_number" => new("银行账号须为 5 至 40 位数字或字母。", "A bank account's number has 5 to 40 digits or letters.", failure),
        "bank_account_account_fk" => new("请选择资金账户。", "Choose a money account.", failure),
        _ => null,
    };
}
