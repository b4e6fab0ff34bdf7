using System.Globalization;
using System.Text.RegularExpressions;

namespace ForestCarbon.Ccer.Documents;

/// <summary>A figure of a draft; <paramref name="Value"/> in full precision, null is missing.</summary>
/// <param name="Inputs">Keys of the figures it follows from; empty: entered.</param>
public sealed record DraftFigure(string Key, string Name, string? Row, string? Value, string Unit, string Source, IReadOnlyList<string> Inputs);

/// <summary>A figure that differs; null: not in that draft, or missing there.</summary>
/// <param name="Causes">Entered figures above it that changed; empty: it was entered itself, or its equation changed.</param>
public sealed record FigureChange(string Key, string Name, string? Row, string Unit, string? Before, string? After, IReadOnlyList<string> Causes)
{
    public string NameEn => DraftFigureNames.English(Key, Name);

    /// <summary>The causes in English; names of strata stay as they are.</summary>
    public IReadOnlyList<string> CausesEn { get; init; } = [];
}

/// <summary>A figure whose value stayed and whose source changed.</summary>
public sealed record SourceChange(string Key, string Name, string? Row, string Before, string After);

/// <summary>A passage that differs.</summary>
public sealed record PassageChange(string Section, string NameZh, string NameEn, string Before, string After);

/// <summary>What differs between two drafts.</summary>
public sealed partial record DraftComparison(IReadOnlyList<FigureChange> Figures, IReadOnlyList<PassageChange> Passages)
{
    private const int MostCauses = 5;

    // As a workbook computed elsewhere is compared: below it the same value was summed in another order.
    private const double SameWithin = 1e-9;

    /// <summary>Figures of the same value by another source: the number stays, what it rests on does not.</summary>
    public IReadOnlyList<SourceChange> Sources { get; init; } = [];

    public bool IsEmpty => Figures.Count == 0 && Sources.Count == 0 && Passages.Count == 0;

    public static DraftComparison Of(
        IReadOnlyList<DraftFigure> before, IReadOnlyList<DraftFigure> after, IReadOnlyDictionary<string, string> textsBefore, IReadOnlyDictionary<string, string> textsAfter, IReadOnlyList<DocumentSection> sections)
    {
        var (was, now) = (before.ToDictionary(f => f.Key, StringComparer.Ordinal), after.ToDictionary(f => f.Key, StringComparer.Ordinal));
        bool Differs(string key) => was.GetValueOrDefault(key) is var a && now.GetValueOrDefault(key) is var b && (!IsSame(a?.Value, b?.Value) || (a?.Value is not null && b?.Value is not null && a.Unit != b.Unit));
        var causes = new Dictionary<string, IReadOnlyList<(string Zh, string En)>>(StringComparer.Ordinal);
        // Entered figures that changed, by the way the figure was and the way it is computed.
        IReadOnlyList<(string Zh, string En)> CausesOf(string key)
        {
            if (causes.TryGetValue(key, out var known))
                return known;
            causes[key] = [];
            var inputs = (was.GetValueOrDefault(key)?.Inputs ?? []).Concat(now.GetValueOrDefault(key)?.Inputs ?? []).Distinct(StringComparer.Ordinal).ToList();
            return causes[key] = [.. inputs.Where(Differs).SelectMany(i => CausesOf(i) is { Count: > 0 } further ? further : [Said(now.GetValueOrDefault(i) ?? was[i], was.GetValueOrDefault(i), now.GetValueOrDefault(i))]).Distinct()];
        }
        var keys = after.Select(f => f.Key).Concat(before.Select(f => f.Key)).Distinct(StringComparer.Ordinal).ToList();
        var figures = keys.Where(Differs).Select(key =>
        {
            var (a, b) = (was.GetValueOrDefault(key), now.GetValueOrDefault(key));
            var found = CausesOf(key);
            IReadOnlyList<(string Zh, string En)> told = found.Count <= MostCauses ? found : [.. found.Take(MostCauses), ($"另有 {found.Count - MostCauses} 项", $"{found.Count - MostCauses} more")];
            return new FigureChange(key, (b ?? a)!.Name, (b ?? a)!.Row, (b ?? a)!.Unit, a?.Value, b?.Value, [.. told.Select(c => c.Zh)]) { CausesEn = [.. told.Select(c => c.En)] };
        }).ToList();
        var sources = keys.Where(key => was.ContainsKey(key) && now.ContainsKey(key) && !Differs(key) && Content(was[key].Source) != Content(now[key].Source))
            .Select(key => new SourceChange(key, now[key].Name, now[key].Row, was[key].Source, now[key].Source)).ToList();
        return new DraftComparison(figures, [.. sections.Select(s => new PassageChange(s.Key, s.NameZh, s.NameEn, textsBefore.GetValueOrDefault(s.Key) ?? "", textsAfter.GetValueOrDefault(s.Key) ?? "")).Where(c => c.Before != c.After)])
        {
            Sources = sources,
        };
    }

    private static bool IsSame(string? a, string? b) => a == b
        || (double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
            && Math.Abs(x - y) <= SameWithin * Math.Max(Math.Abs(x), Math.Abs(y)));

    // Another account along the same curves is the same source: drafts kept before name its number there.
    private static string? Content(string? source) => source is null ? null : RunNumber().Replace(source, "");

    [GeneratedRegex("，核算运行 [0-9]+")]
    private static partial Regex RunNumber();

    private static (string Zh, string En) Said(DraftFigure figure, DraftFigure? before, DraftFigure? after)
    {
        var row = figure.Row is null ? "" : $"{figure.Row} ";
        return ($"{row}{figure.Name}：{Short(before?.Value, "缺")} → {Short(after?.Value, "缺")}", $"{row}{DraftFigureNames.English(figure.Key, figure.Name)}: {Short(before?.Value, "missing")} → {Short(after?.Value, "missing")}");
    }

    private static string Short(string? value, string missing) => value is null ? missing : double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number.ToString("G7", CultureInfo.InvariantCulture) : value;
}
