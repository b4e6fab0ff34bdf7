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
        catch (PostgresException refused) when (SentenceOf(refused) is { } sentence)
        {
            throw new RefusedException(sentence, refused);
        }
    }

    public static Task WriteAsync(this Db db, Actor actor, string reason, Func<Write, Task> work, CancellationToken ct) =>
        db.WriteAsync<bool>(actor, reason, async write => { await work(write); return true; }, ct);

    private static string? SentenceOf(PostgresException refused) => refused switch
    {
        { SqlState: "FC011" or "FC012" or "FC013" or "FC014" } => refused.MessageText,
        { SqlState: Claims.ClaimRegister.Refused } => Claims.ClaimRegister.Sentence(refused),
        _ => refused.ConstraintName switch
        {
            "project_code" => "项目编号不能有空格或斜杠，不超过 40 个字符。",
            "project_code_once" => "这个项目编号已经用过，请换一个。",
            "project_name" => "请填写项目名称，不超过 100 个字。",
            "project_crediting_order" => "计入期止须晚于起。",
            "reduction_tranche_period" => "核算期须有起有止，止不早于起。",
            "reduction_tranche_periods_apart" => "核算期与本项目另一期重叠：各期不能重叠。",
            "reduction_tranche_once" => "这一期已经有了。",
            "project_move_decision" => "请写明决定或理由。",
            "project_move_tonnes" => "吨数须为不小于 0 的整数。",
            "project_document_kind_fk" => "没有这一类文件。",
            "project_document_name" => "请写明文件名称。",
            "idea_figure_source" => "请写明数字的依据。",
            "idea_figure_area" => "面积须大于 0。",
            "idea_figure_cost" or "idea_figure_revenue" => "金额不能为负。",
            "idea_figure_priority" => "排序须在 1 至 999 之间。",
            "project_undertaking_by" => "请写明由谁承诺（单位、职务）。",
            "project_undertaking_pk" => "这一条承诺已经录入过。",
            "party_name" => "请写明名称。",
            "party_name_once" => "这个名称已经登记过。",
            "party_kind" => "没有这一类参与方。",
            "project_party_role" => "没有这一角色。",
            "project_party_party_fk" => "没有这个参与方，请先登记。",
            "project_party_order" => "截止日不能早于起始日。",
            "mandate_lot" => "请写明宗地编号。",
            "mandate_right" => "权利分为土地所有权、承包权、经营权、林木所有权。",
            "mandate_subject" => "请写明授权的内容。",
            "mandate_term" => "授权须有期限。",
            "stratum_name" => "请写明碳层名称，不超过 100 个字。",
            "cost_item_basis" => "计算方式分为一次、每年、每亩、每亩每年、每吨。",
            "stratum_planting_year" or "project_input_year" => "年份须在 2000 至 2200 之间。",
            "evidence_kind_fk" => "没有这一项证据。",
            "evidence_verified_by_another" => "录入证据的账号不能核对它，请由另一个账号核对。",
            "project_input_source" => "请写明数字的来源。",
            "project_input_not_negative" => "泄漏和排放不能为负。",
            "idea_review_reason" => "请写明继续保留的理由。",
            "reversal_case_closed_whole" => "了结须有方式、理由和依据。",
            "public_comment_summary" => "请写明意见的内容。",
            "public_comment_answer_whole" => "答复须有内容、日期、答复方和是否采纳，且不早于收到之日。",
            _ => null,
        },
    };
}
