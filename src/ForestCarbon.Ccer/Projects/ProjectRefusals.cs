using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Changes of projects go through here: what the database refuses becomes one sentence for the person who asked.</summary>
internal static class ProjectRefusals
{
    /// <summary>Runs a change; a refusal by a rule of projects or of claims, or by a named constraint, rises as <see cref="RefusedException"/>.</summary>
    public static async Task<T> WriteAsync<T>(this Db db, Actor actor, string reason, Func<Write, Task<T>> work, CancellationToken ct)
    {
        try
        {
            return await db.WriteAsync(actor, TownshipScope.WholeCounty, reason, work, ct);
        }
        catch (PostgresException refused) when (Of(refused) is { } known)
        {
            throw known;
        }
    }

    public static Task WriteAsync(this Db db, Actor actor, string reason, Func<Write, Task> work, CancellationToken ct) =>
        db.WriteAsync<bool>(actor, reason, async write => { await work(write); return true; }, ct);

    private static RefusedException? Of(PostgresException refused) => refused switch
    {
        { SqlState: "FC011" or "FC012" or "FC013" or "FC014" or Claims.ClaimRegister.HeldByProject } => new(refused.MessageText, refused.Hint, refused),
        { SqlState: Claims.ClaimRegister.Refused } => new(Claims.ClaimRegister.Sentence(refused), Claims.ClaimRegister.EnglishSentence(refused), refused),
        { SqlState: PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.DatetimeFieldOverflow } =>
            new("有一个数或日期太大，存不下：请核对位数和单位。没有改动。", "A number or a day is too large to be kept: check its digits and its unit. Nothing was changed.", refused),
        _ => OfConstraint(refused) ?? OfAnyRule(refused),
    };

    // A rule of the tables that has no sentence of its own is still the person's to put right: it is named, with the column where the server tells it.
    private static RefusedException? OfAnyRule(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.CheckViolation when refused.ConstraintName is { Length: > 0 } rule =>
            new($"有一个值不在允许的范围内（规则 {rule}）：请核对后再提交。没有改动。", $"A value is outside what is allowed (rule {rule}): check it and send it again. Nothing was changed.", refused),
        PostgresErrorCodes.NotNullViolation when refused.ColumnName is { Length: > 0 } column =>
            new($"缺少一个必填的值（{column}）：请填写后再提交。没有改动。", $"A value that is needed is missing ({column}): give it and send it again. Nothing was changed.", refused),
        PostgresErrorCodes.ForeignKeyViolation when refused.ConstraintName is { Length: > 0 } rule =>
            new($"所指的一项不存在，或还有别的记录用着它（规则 {rule}）：请核对编号。没有改动。", $"What is referred to does not exist, or something else still refers to it (rule {rule}): check its number. Nothing was changed.", refused),
        _ => null,
    };

    private static RefusedException? OfConstraint(PostgresException refused) => refused.ConstraintName switch
    {
        "project_code" => new("项目编号不能有空格或斜杠，不超过 40 个字符。", "A project's code has no blank or slash and at most 40 characters.", refused),
        "project_code_once" => new("这个项目编号已经用过，请换一个。", "This project code is taken: choose another one.", refused),
        "project_name" => new("请填写项目名称，不超过 100 个字。", "Give the project's name, at most 100 characters.", refused),
        "project_days_believed" or "project_opened_believed" or "project_move_believed" => new("项目的日期在 1900 年至 2499 年之间，请核对年份。", "Days of a project lie between 1900 and 2499: check the year.", refused),
        "project_crediting_order" => new("计入期止须晚于起。", "The crediting period ends after it begins.", refused),
        "reduction_tranche_period" => new("核算期须有起有止，止不早于起。", "The period has a first and a last day, in that order.", refused),
        "reduction_tranche_periods_apart" => new("核算期与本项目另一期重叠：各期不能重叠。", "The period overlaps with another tranche of this project.", refused),
        "reduction_tranche_once" => new("这一期已经有了。", "This tranche is there already.", refused),
        "project_move_decision" => new("请写明决定或理由。", "Give the decision or the reason.", refused),
        "project_move_tonnes" => new("吨数须为不小于 0 的整数。", "Tonnes are a whole number of 0 or more.", refused),
        "project_move_due" => new("截止日不能早于移步的日期。", "The last day is not before the day of the move.", refused),
        "project_document_kind_fk" => new("没有这一类文件。", "There is no such kind of document.", refused),
        "project_document_name" => new("请写明文件名称。", "Give the document's name.", refused),
        "idea_figure_source" => new("请写明数字的依据。", "Say what the figures rest on.", refused),
        "idea_figure_area" => new("面积须大于 0。", "The area is above 0.", refused),
        "idea_figure_expected" => new("预计减排量不能为负。", "Expected tonnes are not negative.", refused),
        "idea_figure_cost" or "idea_figure_revenue" => new("金额不能为负。", "Amounts are not negative.", refused),
        "project_party_contract_fen" => new("合同金额不能为负。", "The contract's amount is not negative.", refused),
        "cost_item_name" => new("请写明是什么成本。", "Say what the cost is for.", refused),
        "cost_item_amount" => new("成本不能为负。", "No cost is negative.", refused),
        "project_party_tranche_fk" or "project_document_tranche_fk" or "public_comment_tranche_fk" => new("这个项目没有这一期减排量。", "The project has no such tranche.", refused),
        "idea_figure_priority" => new("排序须在 1 至 999 之间。", "The rank is from 1 to 999.", refused),
        "project_undertaking_by" => new("请写明由谁承诺（单位、职务）。", "Say who undertakes it (office and post).", refused),
        "party_name" => new("请写明名称。", "Give the name.", refused),
        "party_name_once" => new("这个名称已经登记过。", "This name is entered already.", refused),
        "party_kind" => new("没有这一类参与方。", "There is no such kind of party.", refused),
        "project_party_role" => new("没有这一角色。", "There is no such role.", refused),
        "project_party_party_fk" => new("没有这个参与方，请先登记。", "There is no such party: enter it first.", refused),
        "project_party_order" => new("截止日不能早于起始日。", "The last day is not before the first.", refused),
        "mandate_lot" => new("请写明宗地编号。", "Give the number of the tenure lot.", refused),
        "mandate_right" => new(
            "权利只能是 land-owner（土地所有权）、contract-holder（承包权）、management-holder（经营权）、tree-owner（林木所有权）之一。",
            "The right is land-owner, contract-holder, management-holder or tree-owner.", refused),
        "mandate_subject" => new("请写明授权的内容。", "Say what the mandate is for.", refused),
        "mandate_term" => new("授权须有期限。", "A mandate has a term.", refused),
        "stratum_name" => new("请写明碳层名称，不超过 100 个字。", "Give the stratum's name, at most 100 characters.", refused),
        "cost_item_basis" => new("计算方式分为一次、每年、每亩、每亩每年、每吨。", "A cost is once, a year, a mu, a mu and year, or a tonne.", refused),
        "stratum_planting_year" or "project_input_year" => new("年份须在 2000 至 2200 之间。", "The year is from 2000 to 2200.", refused),
        "evidence_kind_fk" => new("没有这一项证据。", "There is no such evidence.", refused),
        "evidence_verified_by_another" or "project_input_verified_by_another" or "plot_table_verified_by_another" or "cost_item_verified_by_another"
            or "stratum_cover_verified_by_another" =>
            new("录入的账号不能核对它，请由另一个账号核对。", "Who entered it does not verify it: another account does.", refused),
        "project_input_source" => new("请写明数字的来源。", "Give the source of the figure.", refused),
        "project_input_not_negative" => new("泄漏和排放不能为负。", "Leakage and emissions are not negative.", refused),
        "idea_review_reason" => new("请写明继续保留的理由。", "Give the reason for keeping it.", refused),
        "reversal_case_closed_whole" => new("了结须有方式、理由和依据。", "A case is closed with outcome, reason and evidence.", refused),
        "public_comment_summary" => new("请写明意见的内容。", "Give what the comment says.", refused),
        "public_comment_withdrawal_reason" => new("请写明撤下的理由。", "Give the reason for taking it back.", refused),
        "public_comment_answer_whole" => new("答复须有内容、日期、答复方和是否采纳，且不早于收到之日。", "An answer has content, day, who answers and whether it is adopted, no earlier than the comment.", refused),
        _ => null,
    };
}
