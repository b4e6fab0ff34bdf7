using System.Globalization;

namespace ForestCarbon.Ccer.Mirror;

/// <summary>One of our projects as far as the registry can know it.</summary>
/// <param name="RegistryNumber">The registry's applyId or project number, where it gave one.</param>
/// <param name="Stage">The registry's stage as we hold it: data type of the project track, or null before publicity.</param>
/// <param name="ExpectedTA">tCO₂e a year.</param>
/// <param name="CertifiedT">tCO₂e registered so far.</param>
public sealed record OwnProject(string Code, string Name, string? RegistryNumber, string? Stage, decimal? ExpectedTA, decimal? CertifiedT)
{
    /// <summary>First day of the latest publicity; null: there was none.</summary>
    public DateOnly? PublicFrom { get; init; }

    /// <summary>Its last day; null also where it could not be counted yet.</summary>
    public DateOnly? PublicTo { get; init; }

    /// <summary>The registry's stage of each tranche that was published: data types of the reduction track.</summary>
    public IReadOnlyList<string> TrancheStages { get; init; } = [];
}

/// <summary>A difference between our book and the registry's public pages.</summary>
/// <param name="Kind">missing, ambiguous, name, stage, publicity, expected, certified, tranches or unknown-to-us.</param>
/// <param name="OursEn">The same in English where it is not a name or a figure.</param>
public sealed record Difference(string Kind, string? Code, string? ApplyId, string Ours, string Theirs, string? OursEn = null, string? TheirsEn = null)
{
    public string SentenceZh => Kind switch
    {
        "missing" => $"项目 {Code} 在公开信息中找不到（{Ours}）",
        "ambiguous" => $"项目 {Code} 的名称对应多条公开信息：{Theirs}",
        "name" => $"项目 {Code} 的名称不同：本系统“{Ours}”，公开信息“{Theirs}”",
        "stage" => $"项目 {Code} 的阶段不同：本系统{Ours}，公开信息{Theirs}",
        "publicity" => $"项目 {Code} 的公示期不同：本系统 {Ours}，公开信息 {Theirs}",
        "tranches" => $"项目 {Code} 的减排量各期不同：本系统{Ours}，公开信息{Theirs}",
        "expected" => $"项目 {Code} 的预计年减排量不同：本系统 {Ours} t，公开信息 {Theirs} t",
        "certified" => $"项目 {Code} 的已登记减排量不同：本系统 {Ours} t，公开信息 {Theirs} t",
        _ => $"公开信息中的 {Theirs} 不在本系统",
    };

    public string SentenceEn => Kind switch
    {
        "missing" => $"Project {Code} ({Ours}) is not among what the registry shows",
        "ambiguous" => $"Several applications bear the name of project {Code}: {Theirs}",
        "name" => $"The name of project {Code} differs: “{Ours}” here, “{Theirs}” at the registry",
        "stage" => $"The stage of project {Code} differs: {OursEn} here, {TheirsEn} at the registry",
        "publicity" => $"The publicity of project {Code} differs: {Ours} here, {Theirs} at the registry",
        "tranches" => $"The tranches of project {Code} differ: {OursEn} here, {TheirsEn} at the registry",
        "expected" => $"The reductions expected a year of project {Code} differ: {Ours} t here, {Theirs} t at the registry",
        "certified" => $"The registered reductions of project {Code} differ: {Ours} t here, {Theirs} t at the registry",
        _ => $"{TheirsEn} is shown by the registry and not known here",
    };
}

/// <summary>Compares our projects with the mirror: by the registry's number where an application bears it, else by the exact name.</summary>
public static class Reconciliation
{
    /// <summary>All differences, our projects in the order given.</summary>
    /// <param name="here">Whether an application of the mirror is one we should know (our county's), to tell which are unknown to us.</param>
    public static IReadOnlyList<Difference> Compare(IReadOnlyList<OwnProject> ours, IReadOnlyList<MirrorEntry> mirror, Func<MirrorEntry, bool> here)
    {
        var (found, differences) = (new HashSet<string>(StringComparer.Ordinal), new List<Difference>());
        foreach (var project in ours)
        {
            var matches = mirror.Where(e => e.Track == "project" && e.ApplyId == project.RegistryNumber).ToList();
            // The number of a registration need not be the one of the application, which is all the public pages show.
            if (matches.Count == 0)
                matches = [.. mirror.Where(e => e.Track == "project" && Same(e.ProjectName, project.Name))];
            if (matches is not [var entry])
            {
                // Before publicity the registry shows nothing.
                if (matches.Count > 1)
                    differences.Add(new("ambiguous", project.Code, null, project.Name, string.Join("、", matches.Select(m => m.ApplyId))));
                else if (project.Stage is not null)
                    differences.Add(new("missing", project.Code, null, project.Name, ""));
                found.UnionWith(matches.Select(m => m.ApplyId));
                continue;
            }
            found.Add(entry.ApplyId);
            var reductions = mirror.Where(e => e.Track == "reduction" && Same(e.ProjectName, entry.ProjectName)).ToList();
            found.UnionWith(reductions.Select(r => r.ApplyId));
            void Differ(string kind, bool differs, string own, string theirs, string? ownEn = null, string? theirsEn = null)
            {
                if (differs)
                    differences.Add(new(kind, project.Code, entry.ApplyId, own, theirs, ownEn, theirsEn));
            }
            Differ("name", !Same(entry.ProjectName, project.Name), project.Name, entry.ProjectName ?? "–");
            Differ("stage", entry.DataType != project.Stage, project.Stage is { } stage ? RegistryType.Of(stage).NameZh : "尚未公示", entry.Type.NameZh,
                project.Stage is { } at ? RegistryType.Of(at).NameEn : "not published yet", entry.Type.NameEn);
            // Of a day that one side does not name nothing is said.
            Differ("publicity", IsOther(entry.PublicFrom, project.PublicFrom) || IsOther(entry.PublicTo, project.PublicTo), Period(project.PublicFrom, project.PublicTo), Period(entry.PublicFrom, entry.PublicTo));
            Differ("expected", entry.ExpectedTA is { } expected && project.ExpectedTA is { } own && own != expected, T(project.ExpectedTA), T(entry.ExpectedTA));
            // Only registrations (type 4 and later) are certified; several applications of one project add up.
            var certified = reductions.Where(r => r.Rank >= RegistryType.Of("4").Rank && r.CertifiedT is not null).ToList();
            var theirs = certified.Count == 0 ? (decimal?)null : certified.Sum(r => r.CertifiedT!.Value);
            Differ("certified", (theirs ?? 0) != (project.CertifiedT ?? 0), T(project.CertifiedT), T(theirs));
            // What is issued (type 5) was registered before: with us a tranche ends there.
            List<string> told = [.. reductions.Select(r => r.DataType == "5" ? "4" : r.DataType)];
            Differ("tranches", !told.Order(StringComparer.Ordinal).SequenceEqual(project.TrancheStages.Order(StringComparer.Ordinal)),
                Counted(project.TrancheStages, inEnglish: false), Counted(told, inEnglish: false), Counted(project.TrancheStages, inEnglish: true), Counted(told, inEnglish: true));
        }
        differences.AddRange(mirror.Where(e => here(e) && !found.Contains(e.ApplyId))
            .Select(e => new Difference("unknown-to-us", null, e.ApplyId, "", $"{e.ProjectName ?? "（无名称）"}（{e.Type.NameZh}，{e.ApplyId}）", TheirsEn: $"{e.ProjectName ?? "An application without a name"} ({e.Type.NameEn}, {e.ApplyId})")));
        return differences;
    }

    private static bool Same(string? a, string? b) => a is not null && b is not null && a.Trim().Normalize() == b.Trim().Normalize();

    private static bool IsOther(DateOnly? a, DateOnly? b) => a is not null && b is not null && a != b;

    private static string Period(DateOnly? from, DateOnly? to) => string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd}–{to:yyyy-MM-dd}");

    // How many tranches stand at each stage, the furthest first.
    private static string Counted(IReadOnlyList<string> stages, bool inEnglish) => stages.Count == 0
        ? inEnglish ? "none" : "没有"
        : string.Join(inEnglish ? ", " : "、", stages.GroupBy(s => s).Select(g => (Type: RegistryType.Of(g.Key), Count: g.Count())).OrderByDescending(g => g.Type.Rank)
            .Select(g => inEnglish ? $"{g.Type.NameEn} {g.Count}" : $"{g.Type.NameZh} {g.Count}"));

    private static string T(decimal? tonnes) => tonnes?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? "–";
}
