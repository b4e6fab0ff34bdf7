using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using static ForestCarbon.Ccer.Documents.DocumentFigures;

namespace ForestCarbon.Ccer.Documents;

/// <summary>What a verifier would send a document back for, beside the sources of its figures and the parts nobody wrote: one sentence each.</summary>
internal static class DocumentGaps
{
    internal const decimal NothingM2 = 1; // up to here two areas are the same (definitions §4, claims)

    private const int MostNamed = 10;

    // Who has to be named in either document.
    private static readonly string[] Parties = ["owner", "developer"];

    /// <summary>Checks of conditions that a screening of the ground answers in the document.</summary>
    internal static readonly string[] OnLand = ["non-forest-years", "forest-purpose", "not-wetland", "shrub-removal"];

    public static IEnumerable<string> Of(ProjectFile file) =>
    [
        .. Parties.Where(role => file.Party(role) is null).Select(role => $"参与方缺：{ProjectParties.Roles[role]}"),
        .. file.Tranche is null ? [.. Dates(file), .. Clauses(file), .. Claims(file), .. Tenure(file), .. Additionality(file), .. Expectation(file), .. Papers(file)] : (string[])[],
    ];

    /// <summary>That the screening judged another start than the project's; null where it did not.</summary>
    public static string? OtherStart(ProjectFile file) => file.Screened is { } screened && file.Project.StartDate is { } start && screened.StartDate != start
        ? $"筛查按 {Day(screened.StartDate)} 开工判断，项目的开工日期是 {Day(start)}：请按项目的开工日期重新筛查"
        : null;

    private static IEnumerable<string> Dates(ProjectFile file) =>
        new[] { ("项目开工日期", file.Project.StartDate), ("项目寿命期限", file.Project.LifetimeTo) }.Where(d => d.Item2 is null).Select(d => $"没有填：{d.Item1}");

    private static IEnumerable<string> Clauses(ProjectFile file)
    {
        foreach (var condition in file.Methodology.Conditions.Where(c => c.Check == "undertaking" && file.Undertakings.All(u => u.Condition != c.Key)))
            yield return $"条款 {condition.Clause} {condition.ShortZh}：承诺未录入";
        if (file.Project.ClaimId is null && file.Methodology.Conditions.FirstOrDefault(c => c.Check == "exclusive") is { } exclusive)
            yield return $"条款 {exclusive.Clause} {exclusive.ShortZh}：边界还没有在本县唯一性登记中占用";
        var onLand = file.Methodology.Conditions.Where(c => OnLand.Contains(c.Check)).ToList();
        if (onLand.Count > 0 && file.Screened is null)
            yield return $"条款 {string.Join("、", onLand.Select(c => c.Clause))}：没有按本方法学筛查";
        if (onLand.Count > 0 && OtherStart(file) is { } other)
            yield return other;
        foreach (var condition in onLand)
            if (file.Screened?.Conditions.GetValueOrDefault(condition.Key) is { } ground)
                foreach (var (said, m2) in new[] { ("不符合", ground.FailM2), ("须补证据", ground.NeedM2), ("不在筛查范围内", ground.UnscreenedM2) })
                    if (m2 > NothingM2)
                        yield return $"条款 {condition.Clause} {condition.ShortZh}：{said} {Hectares(m2)} 公顷";
    }

    private static IEnumerable<string> Claims(ProjectFile file) =>
        file.Claimed.Select(c => $"边界的 {c.Plots} 个地块与 {c.Scheme} {c.Code}（权益主张 {c.ClaimId}）重叠 {Hectares(c.AreaM2)} 公顷：请修改边界，或待对方释放");

    private static IEnumerable<string> Expectation(ProjectFile file) => ExpectationGap.Of(file.Project, file.ExAnte) is { } gap ? [gap.Zh] : [];

    private static IEnumerable<string> Tenure(ProjectFile file)
    {
        var tenure = file.Coverage;
        if (tenure.WithoutLotM2 > NothingM2)
            yield return $"权属：{Hectares(tenure.WithoutLotM2)} 公顷不在任何宗地内";
        foreach (var (said, lots) in new[]
                 {
                     ("期限没有覆盖整个计入期", tenure.Lots.Where(l => !l.HasTenure).ToList()), ("未授权", tenure.Lots.Where(l => !l.HasMandate).ToList()), ("有争议", tenure.Lots.Where(l => l.IsDisputed).ToList()),
                 })
            if (lots.Count > 0)
                yield return $"权属：{lots.Count} 宗地{said}，{Hectares(lots.Sum(l => l.AreaM2))} 公顷（{string.Join("、", lots.Take(MostNamed).Select(l => l.LotCode))}{(lots.Count > MostNamed ? " 等" : "")}）";
    }

    private static IEnumerable<string> Additionality(ProjectFile file)
    {
        if (file.Additionality is { } facts && facts.IsInZone is null)
            yield return "名单未核对：国家重点生态功能区，免予论证额外性的情形之一没有查明";
    }

    private static IEnumerable<string> Papers(ProjectFile file) =>
    [
        .. file.Evidence.Where(e => e.State == EvidenceState.Missing).Select(e => $"证据缺：{e.NameZh}"),
        .. file.SamplePlots.Count == 0 ? (string[])["没有布设：样地的位置和样地图"] : [],
    ];
}
