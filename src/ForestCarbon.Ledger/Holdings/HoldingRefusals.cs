using Npgsql;

namespace ForestCarbon.Ledger.Holdings;

/// <summary>The sentence for a constraint of the holdings that refused.</summary>
internal static class HoldingRefusals
{
    public static string? SentenceOf(PostgresException failure) => failure.ConstraintName switch
    {
        "act_applied_equals_verified" => "申请登记的数量须等于核查的数量。",
        "act_cancel_names_beneficiary" => "注销要写明受益人和用途；其他变动不写受益人。",
        "act_names_recipient" => "划转和出售要写明受让方，且不能是持有方自己。",
        "act_sale_has_method_and_price" => "出售要写明交易方式和成交单价。",
        "act_states" => "这一变动不能从所选状态到所选状态。",
        "act_holder_fk" or "act_to_holder_fk" or "statement_holder_fk" => "没有这个持有方，请先登记。",
        "act_issue_is_whole" => "录入登记批次要写明批次、方法学版本、权益声明、编号和核查报告编号。",
        "act_tonnes" => "数量须为正整数（吨）。",
        "act_price" => "成交单价须大于 0。",
        "act_acceptance_representative" => "请写明受让方代表。",
        "holder_account_not_by_oneself" => "经办账号须由另一个账号登记，不能自己登记自己。",
        "holder_account_holder_fk" => "没有这个持有方，请先登记。",
        "holder_pk" => "这个持有方代码已经登记过。",
        "holder_given" or "holder_name_given" => "请写明持有方代码和名称；代码 registry 留给登记来源。",
        "record_number_given" => "请写明凭据编号。",
        "record_quantity" => "凭据数量须为正整数。",
        "issuance_numbers_apart" => "这段登记编号与已入账的编号重叠。",
        "issuance_once" => "这一批减排量已经入账，不能再记一次。",
        "statement_once" => "这份对账单已经导入过。",
        _ => null,
    };
}
