using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using static ForestCarbon.Ccer.Documents.DocumentFigures;

namespace ForestCarbon.Ccer.Documents;

/// <summary>What a verifier would send a document back for, beside the sources of its figures and the parts nobody wrote: one sentence each, in both languages; what is quoted in English stays Chinese.</summary>
internal static class DocumentGaps
{
    internal const decimal NothingM2 = 1; // up to here two areas are the same (definitions §4, claims)

    private const int MostNamed = 10;

    // Who has to be named in either document.
    private static readonly string[] Parties = ["owner", "developer"];

    /// <summary>Checks of conditions that a screening of the ground answers in the document.</summary>
    internal static readonly string[] OnLand = ["non-forest-years", "forest-purpose", "not-wetland", "shrub-removal"];

    public static IEnumerable<(string Zh, string En)> Of(ProjectFile file) =>
    [
        .. Parties.Where(role => file.Party(role) is null).Select(role => ($"参与方缺：{ProjectParties.Roles[role]}", $"Party missing: {role}")),
        .. file.Tranche is null ? OfDesign(file) : [],
    ];

    /// <summary>That the screening judged another start than the project's; null where it did not.</summary>
    public static (string Zh, string En)? OtherStart(ProjectFile file) => file.Screened is { } screened && file.Project.StartDate is { } start && screened.StartDate != start
        ? ($"筛查按 {Day(screened.StartDate)} 开工判断，项目的开工日期是 {Day(start)}：请按项目的开工日期重新筛查",
            $"The screening judged a start on {Day(screened.StartDate)}, the project starts on {Day(start)}: screen again for the project's start")
        : null;

    private static IEnumerable<(string Zh, string En)> OfDesign(ProjectFile file) =>
        [.. Dates(file), .. Clauses(file), .. Claims(file), .. Tenure(file), .. Additionality(file), .. Expectation(file), .. Papers(file)];

    private static IEnumerable<(string Zh, string En)> Dates(ProjectFile file) =>
        new[] { ("项目开工日期", "start of the project", file.Project.StartDate), ("项目寿命期限", "end of the project's lifetime", file.Project.LifetimeTo) }
            .Where(d => d.Item3 is null).Select(d => ($"没有填：{d.Item1}", $"Not entered: {d.Item2}"));

    private static IEnumerable<(string Zh, string En)> Clauses(ProjectFile file)
    {
        foreach (var condition in file.Methodology.Conditions.Where(c => c.Check == "undertaking" && file.Undertakings.All(u => u.Condition != c.Key)))
            yield return ($"条款 {condition.Clause} {condition.ShortZh}：承诺未录入", $"{condition.ClauseEn}, {condition.ShortEn}: the undertaking is not entered");
        if (file.Project.ClaimId is null && file.Methodology.Conditions.FirstOrDefault(c => c.Check == "exclusive") is { } exclusive)
            yield return ($"条款 {exclusive.Clause} {exclusive.ShortZh}：边界还没有在本县唯一性登记中占用", $"{exclusive.ClauseEn}, {exclusive.ShortEn}: the boundary is not claimed in the county's register yet");
        var onLand = file.Methodology.Conditions.Where(c => OnLand.Contains(c.Check)).ToList();
        if (onLand.Count > 0 && file.Screened is null)
            yield return ($"条款 {string.Join("、", onLand.Select(c => c.Clause))}：没有按本方法学筛查", $"{string.Join("; ", onLand.Select(c => c.ClauseEn))}: not screened under this methodology");
        if (onLand.Count > 0 && OtherStart(file) is { } other)
            yield return other;
        foreach (var condition in onLand)
            if (file.Screened?.Conditions.GetValueOrDefault(condition.Key) is { } ground)
                foreach (var (zh, en, m2) in new[]
                         {
                             ("不符合", "does not meet it", ground.FailM2), ("须补证据", "needs evidence", ground.NeedM2), ("不在筛查范围内", "was not screened", ground.UnscreenedM2),
                         })
                    if (m2 > NothingM2)
                        yield return ($"条款 {condition.Clause} {condition.ShortZh}：{zh} {Hectares(m2)} 公顷", $"{condition.ClauseEn}, {condition.ShortEn}: {Hectares(m2)} ha {en}");
    }

    private static IEnumerable<(string Zh, string En)> Claims(ProjectFile file) => file.Claimed.Select(c => (
        $"边界的 {c.Plots} 个地块与 {c.Scheme} {c.Code}（权益主张 {c.ClaimId}）重叠 {Hectares(c.AreaM2)} 公顷：请修改边界，或待对方释放",
        $"{c.SchemeEn} {c.Code} (claim {c.ClaimId}) lies on {Hectares(c.AreaM2)} ha of the boundary, on {c.Plots} {(c.Plots == 1 ? "plot" : "plots")} of it: change the boundary, or wait until that claim is released"));

    private static IEnumerable<(string Zh, string En)> Expectation(ProjectFile file)
    {
        if (ExpectationGap.Of(file.Project, file.ExAnte) is { } gap)
            yield return (gap.Zh, gap.En);
    }

    private static IEnumerable<(string Zh, string En)> Tenure(ProjectFile file)
    {
        var tenure = file.Coverage;
        if (tenure.WithoutLotM2 > NothingM2)
            yield return ($"权属：{Hectares(tenure.WithoutLotM2)} 公顷不在任何宗地内", $"Tenure: {Hectares(tenure.WithoutLotM2)} ha lie in no lot");
        foreach (var (zh, en, lots) in new[]
                 {
                     ("期限没有覆盖整个计入期", "term does not cover the whole crediting period", tenure.Lots.Where(l => !l.HasTenure).ToList()),
                     ("未授权", "no mandate", tenure.Lots.Where(l => !l.HasMandate).ToList()), ("有争议", "in dispute", tenure.Lots.Where(l => l.IsDisputed).ToList()),
                 })
            if (lots.Count > 0)
            {
                var (area, codes) = (Hectares(lots.Sum(l => l.AreaM2)), lots.Take(MostNamed).Select(l => l.LotCode).ToList());
                yield return (
                    $"权属：{lots.Count} 宗地{zh}，{area} 公顷（{string.Join("、", codes)}{(lots.Count > MostNamed ? " 等" : "")}）",
                    $"Tenure, {en}: {lots.Count} {(lots.Count == 1 ? "lot" : "lots")}, {area} ha ({string.Join(", ", codes)}{(lots.Count > MostNamed ? " and others" : "")})");
            }
    }

    private static IEnumerable<(string Zh, string En)> Additionality(ProjectFile file)
    {
        if (file.Additionality is { } facts && facts.IsInZone is null)
            yield return ("名单未核对：国家重点生态功能区，免予论证额外性的情形之一没有查明",
                "List not looked up: national key ecological function zones, one of the cases in which additionality need not be proven");
    }

    private static IEnumerable<(string Zh, string En)> Papers(ProjectFile file)
    {
        foreach (var missing in file.Evidence.Where(e => e.State == EvidenceState.Missing))
            yield return ($"证据缺：{missing.NameZh}", $"Evidence missing: {missing.NameEn}");
        if (file.SamplePlots.Count == 0)
            yield return ("没有布设：样地的位置和样地图", "Not laid out: sample plots and their map");
    }
}
