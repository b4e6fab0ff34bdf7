using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>runs diff A B</c>: why two runs' stocks differ, and where their totals do.</summary>
internal static class RunsDiffCommand
{
    public static Command Create()
    {
        var a = new Argument<long>("A") { Description = "运行编号" };
        var b = new Argument<long>("B") { Description = "与之比较的运行编号" };
        var year = new Option<int?>("--year") { Description = "比较两次核算同一年末的储量；默认为各自的第一年" };
        var command = new Command("diff", "两次核算储量之差的原因（时间、数据、参数、程序），及合计逐年逐项的差") { a, b, year };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var runs = new AccountedRuns(db);
            var (first, second) = (await FinishedAsync(runs, asked.GetValue(a), ct), await FinishedAsync(runs, asked.GetValue(b), ct));
            var found = new RunsDifference(first.RunId, second.RunId,
                first.ManifestSha256 == second.ManifestSha256, first.ResultSha256 == second.ResultSha256,
                await new RunComparison(db).OfAsync(first.RunId, second.RunId, asked.GetValue(year), TownshipScope.WholeCounty, ct),
                await DifferencesAsync(runs, first.RunId, second.RunId, ct));
            Terminal.Result(asked, found, Print);
            return Exit.Done;
        });
        return command;
    }

    private static async Task<List<TotalDifference>> DifferencesAsync(AccountedRuns runs, long a, long b, CancellationToken ct)
    {
        var all = new List<TotalDifference>();
        foreach (var dimension in TotalKey.Dimensions)
            all.AddRange(TotalDifference.Between(
                dimension,
                await runs.TotalsAsync(a, dimension, TownshipScope.WholeCounty, ct),
                await runs.TotalsAsync(b, dimension, TownshipScope.WholeCounty, ct)));
        return all;
    }

    private static void Print(RunsDifference found)
    {
        Terminal.Print(found.SameManifest ? "依据相同。" : "依据不同：资源数据、曲线、系数、情景或年份，见 runs show 的清单。");
        var causes = found.Causes;
        Terminal.Print($"运行 {found.A} 的 {causes.YearA} 年末到运行 {found.B} 的 {causes.YearB} 年末，tCO₂e：");
        Terminal.Table(["乡镇", "从", "时间", "数据", "参数", "程序", "到"], causes.Townships.Append(causes.County).Select(c => (string[])
            [c.NameZh, Tonnes(c.BeforeKg), Tonnes(c.TimeKg), Tonnes(c.DataKg), Tonnes(c.ParametersKg), Tonnes(c.CodeKg), Tonnes(c.AfterKg)]));
        Terminal.Print(found.SameResult ? "结果逐字节相同。" : $"合计有 {found.Totals.Count} 处不同。");
        if (found.Totals.Count > 0)
            Terminal.Table(["维度", "项", "年", $"{found.A} tCO₂e", $"{found.B} tCO₂e", "差 tCO₂e"], found.Totals.Select(d => (string[])
                [d.Dimension, d.Key, d.Year.ToString(CultureInfo.InvariantCulture), Tonnes(d.AKg), Tonnes(d.BKg), Tonnes(d.BKg - d.AKg)]));
    }

    // Whole kilograms as tonnes: three decimals lose nothing.
    private static string Tonnes(long? kilograms) =>
        kilograms is { } kg ? (kg / 1000m).ToString("#,0.000", CultureInfo.InvariantCulture) : "";

    private static async Task<RunRow> FinishedAsync(AccountedRuns runs, long runId, CancellationToken ct) =>
        await runs.FindAsync(runId, ct) switch
        {
            null => throw new RefusedException($"没有编号为 {runId} 的核算运行。用 runs list 查看。"),
            { ResultSha256: null } => throw new RefusedException($"运行 {runId} 没有完成，没有结果可比较。"),
            var run => run,
        };
}

/// <summary>How two runs differ.</summary>
internal sealed record RunsDifference(
    long A, long B, bool SameManifest, bool SameResult, RunComparisonResult Causes, IReadOnlyList<TotalDifference> Totals);

/// <summary>A total that differs between two runs, kg CO₂e; null where one of them has no such key or year.</summary>
internal sealed record TotalDifference(string Dimension, string Key, int Year, long? AKg, long? BKg)
{
    /// <summary>Totals that are not equal, by key and year.</summary>
    public static IEnumerable<TotalDifference> Between(string dimension, IReadOnlyList<TotalByYear> a, IReadOnlyList<TotalByYear> b)
    {
        var inA = a.ToDictionary(t => (t.Key, t.Year), t => t.StockKg);
        var inB = b.ToDictionary(t => (t.Key, t.Year), t => t.StockKg);
        return inA.Keys.Union(inB.Keys)
            .Select(at => new TotalDifference(dimension, at.Key, at.Year,
                inA.TryGetValue(at, out var x) ? x : null, inB.TryGetValue(at, out var y) ? y : null))
            .Where(d => d.AKg != d.BKg)
            .OrderBy(d => d.Key, StringComparer.Ordinal).ThenBy(d => d.Year);
    }
}
