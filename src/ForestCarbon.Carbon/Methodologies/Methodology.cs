using System.Reflection;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Methodologies;

/// <summary>Where a methodology stands.</summary>
public enum MethodologyStatus
{
    InForce,
    Legacy,
    Draft,
    Withdrawn,

    /// <summary>Published, but nobody has read it for us: nothing follows from it.</summary>
    Unknown,
}

/// <summary>A methodology version as its folder describes it.</summary>
public sealed record Methodology(
    string Id, string Version, string NameZh, string NameEn, MethodologyStatus Status, DateOnly? AppliedFrom, DateOnly? AppliedTo,
    int? CreditingLeastA, int? CreditingMostA, string Purpose, string PurposeEn, Citation Citation, IReadOnlyList<Condition> Conditions,
    IReadOnlyList<CarbonPool> Pools, IReadOnlyList<ShippedParameter> Parameters, IReadOnlyList<IdeaRule> Ideas)
{
    /// <summary>The conditions judged per piece of ground, in the order of the funnel.</summary>
    public IReadOnlyList<Condition> Judged => [.. Conditions.Where(c => c.Position is not null).OrderBy(c => c.Position)];

    /// <summary>What the owner undertakes for the crediting period: asked when a project is opened, never judged per piece.</summary>
    public IReadOnlyList<Condition> Undertakings => [.. Conditions.Where(c => c.Position is null)];

    /// <summary>False where no condition is entered: nothing can be screened under it.</summary>
    public bool Screens => Conditions.Any(c => c.Position is not null);

    /// <summary>True for a version that a project may name: in force, or a legacy one for internal estimates. A draft or an unread list has no rules to go by.</summary>
    public bool CarriesProjects => Status is MethodologyStatus.InForce or MethodologyStatus.Legacy;

    /// <summary>The version as its sentences read with these values.</summary>
    public Methodology With(IReadOnlyDictionary<string, ParameterInWords> values) =>
        this with { Conditions = [.. Conditions.Select(c => c.With(values))], Ideas = [.. Ideas.Select(i => i.With(values))] };

    /// <summary>The version as its sentences read with the values it ships.</summary>
    public Methodology AsShipped() => With(Parameters.Where(p => p.Species.Length == 0).ToDictionary(p => p.Key, p => new ParameterInWords(p.Value, p.Unit), StringComparer.Ordinal));
}

/// <summary>One numbered condition. <paramref name="Check"/> names the function that judges it; <c>undertaking</c> is judged by nobody.</summary>
/// <param name="Position">Step of the funnel from 1; null for an undertaking.</param>
/// <param name="ParameterKeys">Parameters the check reads.</param>
/// <param name="ShortZh">A few characters for a chart.</param>
/// <remarks>Titles name a parameter where its value belongs (<see cref="ParameterWords"/>): <see cref="With"/> puts in the values that are used.</remarks>
public sealed record Condition(
    string Key, string Clause, int? Position, string Check, IReadOnlyList<string> ParameterKeys, string TitleZh, string TitleEn, string ShortZh, string ShortEn,
    Citation Citation)
{
    /// <summary>The clause as it is cited in English; one that this does not know keeps its Chinese, in quotation marks.</summary>
    public string ClauseEn => Clause.Split(' ') switch
    {
        ["第", var number, "条", "范围"] => $"Clause {number} (scope)",
        ["第", var number, "条", var part] => $"Clause {number} {part}",
        ["适用条件", var number] => $"Applicability condition {number}",
        ["办法第十条(三)"] => "Measures, Article 10(3)",
        ["办法第十条、四十八条"] => "Measures, Articles 10 and 48",
        ["唯一性"] => "Uniqueness",
        ["额外性"] => "Additionality",
        _ => $"“{Clause}”",
    };

    /// <summary>The condition as it reads with these values.</summary>
    public Condition With(IReadOnlyDictionary<string, ParameterInWords> values) => this with
    {
        TitleZh = ParameterWords.Fill(TitleZh, values, inEnglish: false), TitleEn = ParameterWords.Fill(TitleEn, values, inEnglish: true),
        ShortZh = ParameterWords.Fill(ShortZh, values, inEnglish: false), ShortEn = ParameterWords.Fill(ShortEn, values, inEnglish: true),
    };
}

/// <summary>How an idea of the county plan is judged under a methodology version.</summary>
public enum IdeaRuling
{
    /// <summary>As far as the ground of the idea passes the version's conditions.</summary>
    Ground,
    No,

    /// <summary>Nothing that was read says yes or no.</summary>
    Unknown,
}

/// <summary>What a methodology version answers to one idea of the plan; reasons may name parameters as titles of conditions do.</summary>
/// <param name="Idea">Key of the idea.</param>
public sealed record IdeaRule(string Idea, IdeaRuling Ruling, string ReasonZh, string ReasonEn, Citation Citation)
{
    /// <summary>The answer as it reads with these values.</summary>
    public IdeaRule With(IReadOnlyDictionary<string, ParameterInWords> values) => this with
    {
        ReasonZh = ParameterWords.Fill(ReasonZh, values, inEnglish: false), ReasonEn = ParameterWords.Fill(ReasonEn, values, inEnglish: true),
    };
}

/// <summary>A carbon pool or source: included, excluded, neglected, or unknown where the text was not read.</summary>
public sealed record CarbonPool(string Key, string NameZh, string NameEn, string Baseline, string Project, Citation Citation);

/// <summary>A parameter as it was shipped; <paramref name="Value"/> is null where the number is missing: then there is none, and no default.</summary>
/// <param name="Species">Inventory code, or empty where it holds for all.</param>
public sealed record ShippedParameter(
    string MethodologyId, string Key, string Species, decimal? Value, string Unit, string NameZh, string NameEn, string UsedBy, Citation Citation);

/// <summary>Every methodology there is: one folder each under <c>Methodologies/</c>, found by its <c>methodology.csv</c>.</summary>
/// <remarks>Adding one means adding a folder; docs/methodologies/adding-one.md walks through it.</remarks>
public static class MethodologyCatalogue
{
    private const string Root = "ForestCarbon.Carbon/Methodologies/";

    private static readonly string[] HeadColumns =
        ["id", "version", "name_zh", "name_en", "status", "applied_from", "applied_to", "crediting_least_a", "crediting_most_a", "purpose", "purpose_en", "citation", "confidence"];

    private static readonly string[] ConditionColumns =
        ["condition", "clause", "position", "check", "parameters", "title_zh", "title_en", "short_zh", "short_en", "source", "confidence"];

    private static readonly string[] ParameterColumns =
        ["param_key", "species", "value", "unit", "name_zh", "name_en", "used_by", "source", "confidence"];

    private static readonly string[] FactorColumns = ["species_code", "species_name", "param_key", "value", "unit", "source", "confidence"];
    private static readonly string[] PoolColumns = ["pool", "name_zh", "name_en", "baseline", "project", "source", "confidence"];

    private static readonly string[] IdeaColumns = ["idea", "ruling", "reason_zh", "reason_en", "source", "confidence"];

    private static readonly Lazy<IReadOnlyList<Methodology>> Known = new(() =>
        [.. Folders().SelectMany(Read).OrderBy(m => m.Status).ThenBy(m => m.Id, StringComparer.Ordinal)]);

    /// <summary>All, those in force first.</summary>
    public static IReadOnlyList<Methodology> All => Known.Value;

    /// <summary>Facts about the county that conditions rest on; no methodology's own.</summary>
    public static IReadOnlyList<ShippedParameter> CountyFacts { get; } = ParametersOf("County", CountyId);

    /// <summary>Stands where a methodology's id would, for facts about the county.</summary>
    public const string CountyId = "COUNTY";

    /// <summary>Periods and counting of days in the Measures and the registry's rules; no methodology's own.</summary>
    public static IReadOnlyList<ShippedParameter> Measures { get; } = ParametersOf("Measures", MeasuresId);

    /// <summary>Stands where a methodology's id would, for the Measures (管理办法) and the registry's rules.</summary>
    public const string MeasuresId = "MEASURES";

    /// <summary>True for the id of a methodology, of the county's facts or of the Measures: whatever owns parameters.</summary>
    public static bool HasParameters(string id) => id is CountyId or MeasuresId || Find(id) is not null;

    public static Methodology? Find(string id) => All.FirstOrDefault(m => m.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Folders() => Names().Where(n => n.EndsWith("/methodology.csv", StringComparison.Ordinal))
        .Select(n => n[Root.Length..^"/methodology.csv".Length]).Order(StringComparer.Ordinal);

    private static string[] Names() => Assembly.GetExecutingAssembly().GetManifestResourceNames();

    private static IEnumerable<Methodology> Read(string folder)
    {
        foreach (var row in CsvTable.Embedded($"Methodologies/{folder}/methodology.csv", HeadColumns).Rows)
            yield return new Methodology(
                row.RequiredText("id"), row.RequiredText("version"), row.RequiredText("name_zh"), row.RequiredText("name_en"), StatusOf(row),
                row.Text("applied_from").Length > 0 ? row.Date("applied_from") : null, row.Text("applied_to").Length > 0 ? row.Date("applied_to") : null,
                row.Text("crediting_least_a").Length > 0 ? row.Whole("crediting_least_a") : null,
                row.Text("crediting_most_a").Length > 0 ? row.Whole("crediting_most_a") : null,
                row.RequiredText("purpose"), row.RequiredText("purpose_en"), new Citation(row.RequiredText("citation"), MarkOf(row)),
                Has(folder, "conditions.csv") ? [.. CsvTable.Embedded($"Methodologies/{folder}/conditions.csv", ConditionColumns).Rows.Select(ConditionOf)] : [],
                Has(folder, "pools.csv") ? [.. CsvTable.Embedded($"Methodologies/{folder}/pools.csv", PoolColumns).Rows.Select(PoolOf)] : [],
                ParametersOf(folder, row.RequiredText("id")),
                Has(folder, "ideas.csv") ? [.. CsvTable.Embedded($"Methodologies/{folder}/ideas.csv", IdeaColumns).Rows.Select(IdeaOf)] : []);
    }

    private static bool Has(string folder, string file) => Names().Contains($"{Root}{folder}/{file}", StringComparer.Ordinal);

    private static MethodologyStatus StatusOf(CsvRow row) => row.RequiredText("status") switch
    {
        "in-force" => MethodologyStatus.InForce,
        "legacy" => MethodologyStatus.Legacy,
        "draft" => MethodologyStatus.Draft,
        "withdrawn" => MethodologyStatus.Withdrawn,
        "unknown" => MethodologyStatus.Unknown,
        var other => throw row.Wrong($"no status \"{other}\""),
    };

    private static Condition ConditionOf(CsvRow row)
    {
        var (check, position) = (row.RequiredText("check"), row.Text("position"));
        if (check == "undertaking" != (position.Length == 0))
            throw row.Wrong("an undertaking has no position, and everything else has one");
        return new Condition(
            row.RequiredText("condition"), row.RequiredText("clause"), position.Length > 0 ? row.Whole("position") : null, check,
            row.Text("parameters").Split(';', StringSplitOptions.RemoveEmptyEntries), row.RequiredText("title_zh"), row.RequiredText("title_en"),
            row.RequiredText("short_zh"), row.RequiredText("short_en"), new Citation(row.RequiredText("source"), MarkOf(row)));
    }

    private static IdeaRule IdeaOf(CsvRow row) => new(
        row.RequiredText("idea"), row.RequiredText("ruling") switch
        {
            "ground" => IdeaRuling.Ground,
            "no" => IdeaRuling.No,
            "unknown" => IdeaRuling.Unknown,
            var other => throw row.Wrong($"no ruling \"{other}\""),
        }, row.RequiredText("reason_zh"), row.RequiredText("reason_en"), new Citation(row.RequiredText("source"), MarkOf(row)));

    private static CarbonPool PoolOf(CsvRow row) => new(
        row.RequiredText("pool"), row.RequiredText("name_zh"), row.RequiredText("name_en"), row.RequiredText("baseline"),
        row.RequiredText("project"), new Citation(row.RequiredText("source"), MarkOf(row)));

    private static IReadOnlyList<ShippedParameter> ParametersOf(string folder, string id)
    {
        var all = new List<ShippedParameter>();
        if (Has(folder, "parameters.csv"))
            foreach (var row in CsvTable.Embedded($"Methodologies/{folder}/parameters.csv", ParameterColumns).Rows)
                all.Add(new ShippedParameter(
                    id, row.RequiredText("param_key"), row.Text("species"), ValueOf(row), row.RequiredText("unit"), row.RequiredText("name_zh"),
                    row.RequiredText("name_en"), row.RequiredText("used_by"), new Citation(row.RequiredText("source"), MarkOf(row))));
        if (Has(folder, "factors/biomass.csv"))
            foreach (var row in CsvTable.Embedded($"Methodologies/{folder}/factors/biomass.csv", FactorColumns).Rows)
                all.Add(new ShippedParameter(
                    id, row.RequiredText("param_key"), row.Text("species_code").Length > 0 ? row.Text("species_code") : row.RequiredText("species_name"),
                    ValueOf(row), row.RequiredText("unit"), $"{row.RequiredText("species_name")} {row.RequiredText("param_key")}",
                    row.RequiredText("param_key"), "碳储量核算；预计减排量", new Citation(row.RequiredText("source"), MarkOf(row))));
        if (all.GroupBy(p => (p.Key, p.Species)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidDataException($"Methodologies/{folder}: parameter {twice.Key.Key} {twice.Key.Species} stands twice.");
        return all;
    }

    private static decimal? ValueOf(CsvRow row)
    {
        if (row.Text("value").Length == 0)
            return null;
        return decimal.TryParse(row.Text("value"), System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : throw row.Wrong("value is not a number");
    }

    private static string MarkOf(CsvRow row)
    {
        var mark = row.RequiredText("confidence");
        try
        {
            return ConfidenceMark.Parse(mark).Text;
        }
        catch (FormatException)
        {
            throw row.Wrong($"\"{mark}\" is no confidence mark");
        }
    }
}
