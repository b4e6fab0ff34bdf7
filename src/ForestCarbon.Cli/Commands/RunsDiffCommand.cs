using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>runs diff A B</c>: why two runs' stocks differ, and where their totals do.</summary>
internal static class RunsDiffCommand
{
    public static Command Create()
    {
        var a = new Argument<long>("A") { Description = "运行编号" };
        var b = new Argument<long>("B") { Description = "与之比较的运行编号" };
        var year = new Option<int?>("--year") { Description = "比较两次核算同一年末的储量；默认为各自的第一年" };
        var by = new Option<string>("--by") { Description = "只列一个维度的合计：county、township、species_group、age_group、forest_category、programme 或 land_class" };
        by.AcceptOnlyFromAmong([.. TotalKey.Dimensions]);
        var command = new Command("diff", "两次核算储量之差的原因（时间、数据、参数、程序），及合计逐年逐项的差") { a, b, year, by };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var runs = new AccountedRuns(db);
            var (first, second) = (await runs.RequiredAsync(asked.GetValue(a), ct), await runs.RequiredAsync(asked.GetValue(b), ct));
            // It refuses a run without a result, before anything is made of what there is not.
            var causes = await new RunComparison(db).OfAsync(first.RunId, second.RunId, asked.GetValue(year), TownshipScope.WholeCounty, ct);
            var found = new RunsDifference(first.RunId, second.RunId,
                first.ManifestSha256 == second.ManifestSha256, first.ResultSha256 == second.ResultSha256, causes,
                await DifferencesAsync(runs, first, second, asked.GetValue(by), ct));
            Terminal.Result(asked, found, shown => Print(shown, asked.GetValue(by)));
            return Exit.Done;
        });
        return command;
    }

    private static async Task<List<TotalDifference>> DifferencesAsync(AccountedRuns runs, RunRow a, RunRow b, string? by, CancellationToken ct)
    {
        var all = new List<TotalDifference>();
        foreach (var dimension in TotalKey.Dimensions.Where(d => by is null || d == by))
            all.AddRange(TotalDifference.Between(
                dimension,
                await runs.TotalsAsync(a.RunId, dimension, TownshipScope.WholeCounty, ct),
                await runs.TotalsAsync(b.RunId, dimension, TownshipScope.WholeCounty, ct),
                (await runs.DimensionAsync(a.RunId, dimension, a.Years(), TownshipScope.WholeCounty, ct))
                    .Concat(await runs.DimensionAsync(b.RunId, dimension, b.Years(), TownshipScope.WholeCounty, ct))
                    .DistinctBy(d => d.Key).ToDictionary(d => d.Key, StringComparer.Ordinal)));
        return all;
    }

    private static void Print(RunsDifference found, string? by)
    {
        Terminal.Print(found.SameManifest
            ? Language.Of("依据相同。", "Both rest on the same.")
            : Language.Of("依据不同：资源数据、曲线、系数、情景或年份，见 runs show 的清单。", "They rest on other data, curves, factors, scenario or years: see the manifests (runs show)."));
        var causes = found.Causes;
        Terminal.Print(Language.Of(
            $"运行 {found.A} 的 {causes.YearA} 年末到运行 {found.B} 的 {causes.YearB} 年末，tCO₂e：", $"Run {found.A} at the end of {causes.YearA} to run {found.B} at the end of {causes.YearB}, tCO₂e:"));
        Terminal.Table(Language.IsEnglish ? ["township", "from", "time", "data", "parameters", "program", "to"] : ["乡镇", "从", "时间", "数据", "参数", "程序", "到"], causes.Townships.Append(causes.County).Select(c => (string[])
            [Language.Of(c.NameZh, c.NameEn), Tonnes(c.BeforeKg), Tonnes(c.TimeKg), Tonnes(c.DataKg), Tonnes(c.ParametersKg), Tonnes(c.CodeKg), Tonnes(c.AfterKg)]));
        Terminal.Print(found.SameResult ? Language.Of("结果逐字节相同。", "The results are the same, byte by byte.")
            : by is null ? Language.Of($"合计有 {found.Totals.Count} 处不同。", $"{found.Totals.Count} totals differ.")
            : Language.Of($"{NameOf(by)}的合计有 {found.Totals.Count} 处不同，其余维度没有数。", $"{found.Totals.Count} totals of {by} differ; those of other dimensions are not counted."));
        // A thousand rows on a terminal hide what is asked for: without a choice they are counted, and the county's are listed.
        if (by is null && found.Totals.Count > 0)
            Terminal.Table(Language.IsEnglish ? ["dimension", "totals that differ"] : ["维度", "不同的合计"], found.Totals.GroupBy(d => d.Dimension).Select(d => (string[])
                [Language.Of($"{NameOf(d.Key)} {d.Key}", d.Key), Figures.Count(d.Count())]));
        var listed = found.Totals.Where(d => d.Dimension == (by ?? "county")).ToList();
        if (listed.Count > 0)
            Terminal.Table([Language.Of("项", "total"), Language.Of("年", "year"), $"{found.A} tCO₂e", $"{found.B} tCO₂e", Language.Of("差 tCO₂e", "difference tCO₂e")], listed.Select(d => (string[])
                [$"{d.Key} {Language.Of(d.NameZh, d.NameEn)}", d.Year.ToString(CultureInfo.InvariantCulture), Tonnes(d.AKg), Tonnes(d.BKg), d is { AKg: { } before, BKg: { } after } ? Tonnes(after - before) : ""]));
        if (by is null && found.Totals.Count > listed.Count)
            Terminal.Print(Language.Of(
                "其余维度逐项列出：runs diff A B --by land_class（或 township、species_group、age_group、forest_category、programme）。",
                "Totals of the other dimensions: runs diff A B --by land_class (or township, species_group, age_group, forest_category, programme)."));
    }

    private static string NameOf(string dimension) => dimension switch
    {
        "county" => "全县",
        "township" => "乡镇",
        "species_group" => "树种组",
        "age_group" => "龄组",
        "forest_category" => "森林类别",
        "programme" => "工程类别",
        _ => "地类",
    };

    // Whole kilograms as tonnes: three decimals lose nothing. What is null is either of land that is not accounted, or of a year or key that one run has not.
    private static string Tonnes(long? kilograms) =>
        kilograms is { } kg ? (kg / 1000m).ToString("#,0.000", CultureInfo.InvariantCulture) : Language.Of("未计或没有", "not accounted or none");
}

/// <summary>How two runs differ.</summary>
internal sealed record RunsDifference(
    long A, long B, bool SameManifest, bool SameResult, RunComparisonResult Causes, IReadOnlyList<TotalDifference> Totals);

/// <summary>A total that differs between two runs, kg CO₂e; null where nothing under the key is accounted (未计), or one of them has no such key or year.</summary>
internal sealed record TotalDifference(string Dimension, string Key, string NameZh, string NameEn, int Year, long? AKg, long? BKg)
{
    /// <summary>Totals that are not equal, by key and year.</summary>
    public static IEnumerable<TotalDifference> Between(
        string dimension, IReadOnlyList<TotalByYear> a, IReadOnlyList<TotalByYear> b, IReadOnlyDictionary<string, DimensionRow> names)
    {
        var inA = a.ToDictionary(t => (t.Key, t.Year), t => t.StockKg);
        var inB = b.ToDictionary(t => (t.Key, t.Year), t => t.StockKg);
        return inA.Keys.Union(inB.Keys)
            .Select(at => new TotalDifference(dimension, at.Key, names.GetValueOrDefault(at.Key)?.NameZh ?? at.Key, names.GetValueOrDefault(at.Key)?.NameEn ?? at.Key, at.Year,
                inA.GetValueOrDefault(at), inB.GetValueOrDefault(at)))
            .Where(d => d.AKg != d.BKg)
            .OrderBy(d => d.Key, StringComparer.Ordinal).ThenBy(d => d.Year);
    }
}
