using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Screening;

/// <summary>Adds a screening up again from its pieces, with SQL of its own.</summary>
internal static class ScreeningAudit
{
    public static async Task PiecesAddUpAsync(TestDatabase county, ScreeningRow run) => Assert.Equal(0L, await county.ScalarAsync<long>(
        $"""
         select count(*) from inventory.parcel_version v
         left join (select parcel_version_id, sum(area_m2) as area_m2 from ccer.screening_piece where run_id = {run.RunId} group by 1) p using (parcel_version_id)
         where upper_inf(v.valid) and p.area_m2 is distinct from v.ellipsoidal_area_m2
         """));

    public static async Task FunnelAddsUpAsync(TestDatabase county, ScreeningRow run)
    {
        var verdicts = string.Join(", ", Reason.All.Select(r => $"({r.Number}::smallint, {(int)r.Verdict})"));
        foreach (var step in (await new ScreeningResults(county.Db).FunnelAsync(run.RunId, TownshipScope.WholeCounty)).Where(f => f.Position > 0))
        {
            // Each piece is judged anew from its own reasons; nothing of the funnel's tables or columns is read.
            var readded = await county.ScalarAsync<string>(
                $"""
                 with meaning (reason, verdict) as (values {verdicts}), judged as (
                     select p.area_m2, (select m.verdict from meaning m where m.reason = p.reasons[{step.Position}]) as own,
                            (select coalesce(max(m.verdict), 0) from meaning m where m.reason = any(p.reasons[1:{step.Position - 1}])) as before
                     from ccer.screening_piece p where p.run_id = {run.RunId}
                 )
                 select concat_ws(' ', coalesce(sum(area_m2) filter (where own = 0), 0)::numeric(18,4), coalesce(sum(area_m2) filter (where own = 1), 0)::numeric(18,4),
                                  coalesce(sum(area_m2) filter (where own = 2), 0)::numeric(18,4),
                                  coalesce(sum(area_m2) filter (where greatest(own, before) = 0), 0)::numeric(18,4),
                                  coalesce(sum(area_m2) filter (where greatest(own, before) = 1), 0)::numeric(18,4))
                 from judged where before < 2
                 """);

            Assert.Equal(readded, FormattableString.Invariant($"{step.PassM2:0.0000} {step.NeedM2:0.0000} {step.FailM2:0.0000} {step.LeftPassM2:0.0000} {step.LeftNeedM2:0.0000}"));
        }
    }
}
