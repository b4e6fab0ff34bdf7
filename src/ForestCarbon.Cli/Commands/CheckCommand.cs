using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>check</c>: what is wrong with what is stored. Nothing is changed.</summary>
internal static class CheckCommand
{
    private const int MostListed = 200;

    public static Command Create()
    {
        var layer = new Option<string>("--layer") { Description = "图层；默认 forest-land（林地小班）", HelpName = "LAYER", DefaultValueFactory = _ => ImportLayer.ForestLand };
        layer.AcceptOnlyFromAmong([.. LayerExports.Layers]);
        var asOf = new Option<DateOnly?>("--as-of") { Description = "该日期的小班，yyyy-MM-dd；默认为今天" };
        var gap = new Option<double?>("--gap-width") { Description = "窄于此宽度（米）的空隙算作缝隙；默认为本县的限值" }.Between(0.01m, 20);
        var command = new Command("check", "检查库中的小班：无效图形、重叠、缝隙、碎屑、属性逻辑、图层矛盾；什么也不改") { layer, asOf, gap };
        command.SetAction(async (asked, ct) =>
        {
            var name = asked.GetValue(layer)!;
            if (ImportLayer.Find(name, out var why) is null)
                throw new RefusedException(why!.Zh, why.En);
            var date = asked.GetValue(asOf) ?? CountyClock.Today;
            await using var db = await CountyDatabase.OpenAsync(ct);
            // That nothing is found among nothing is no clean bill.
            if (await StoredCoverage.CountAsync(db, name, date, TownshipScope.WholeCounty, ct) == 0)
            {
                var isForestLand = name == ImportLayer.ForestLand;
                throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"{name}（{date:yyyy-MM-dd}）：{(isForestLand ? "这一天没有小班。" : "没有可查的要素。")}"),
                    string.Create(CultureInfo.InvariantCulture, $"{name} ({date:yyyy-MM-dd}): {(isForestLand ? "no parcels on this day." : "no features to check.")}"));
            }
            var limits = (await new CheckLimitBook(db).ReadAsync(ct)).Coverage;
            if (asked.GetValue(gap) is { } width)
                limits = limits with { GapWidthM = width };
            var found = await StoredCoverage.CheckAsync(db, name, date, TownshipScope.WholeCounty, limits, ct);
            var broken = name == ImportLayer.ForestLand ? await new StoredLogic(db).FindAsync(date, TownshipScope.WholeCounty, ct).ToListAsync(ct) : [];
            var conflicts = name == ImportLayer.ForestLand ? await new LayerConflicts(new ParcelOverlays(db)).FindAsync(asked.GetValue(asOf), TownshipScope.WholeCounty, true, ct) : null;
            Terminal.Result(asked, new CheckAnswer(name, date, limits, [.. found.GroupBy(f => f.Kind).Select(g => new CheckCount(g.Key, g.Count(), g.Sum(f => f.AreaM2)))],
                [.. found.Select(CheckFinding.Of)],
                [.. broken.GroupBy(b => b.Kind).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => new LogicCount(g.Key, FindingNames.Of(g.Key).Zh, g.First().Severity, g.Count()))], broken, conflicts ?? []), Print);
            return Exit.Done;
        });
        return command;
    }

    private static void Print(CheckAnswer answer)
    {
        PrintCoverage(answer);
        if (answer.Layer == ImportLayer.ForestLand)
        {
            PrintLogic(answer);
            PrintConflicts(answer);
        }
    }

    private static void PrintConflicts(CheckAnswer answer)
    {
        if (answer.Conflicts.Count == 0)
            Terminal.Print("图层：碳汇林基地与公益林、天然林没有重叠。");
        foreach (var conflict in answer.Conflicts)
            Terminal.Print($"图层矛盾　碳汇林基地与{(conflict.Other == "public-welfare" ? "公益林" : "天然林")}重叠 {Figures.Mu(conflict.EllipsoidalAreaM2)} 亩（椭球面积）"
                + (conflict.ParcelCount is { } count ? $"，{count} 个小班：{string.Join("、", conflict.Parcels.Take(5).Select(p => p.Code))}{(count > 5 ? $" 等，最大的 {conflict.Parcels.Count} 个见 --json，全部见页面 {conflict.Href}" : "")}" : "")
                + "。基地应在商品林上，请核对边界。");
    }

    private static void PrintLogic(CheckAnswer answer)
    {
        if (answer.Logic.Count == 0)
        {
            Terminal.Print("属性逻辑：没有发现矛盾。");
            return;
        }
        Terminal.Table(["属性逻辑", "常见原因", "级别", "个数"], answer.LogicCounts.Select(c => (string[])
            [c.Rule, c.Mistake, c.Severity == "error" ? "错误" : "警告", c.Count.ToString(CultureInfo.InvariantCulture)]));
        foreach (var finding in answer.Logic.Take(MostListed))
            Terminal.Print(finding.Message);
        if (answer.Logic.Count > MostListed)
            Terminal.Print($"只列出前 {MostListed} 条，共 {answer.Logic.Count} 条；全部见 --json。");
    }

    private static void PrintCoverage(CheckAnswer answer)
    {
        if (answer.Findings.Count == 0)
        {
            Terminal.Print($"{answer.Layer}（{answer.AsOf:yyyy-MM-dd}）：没有重叠、缝隙或碎屑。");
            return;
        }
        Terminal.Table(["类别", "个数", "面积 m²"], answer.Counts.Select(c => (string[])[NameOf(c.Kind), c.Count.ToString(CultureInfo.InvariantCulture), Figures.Short(c.AreaM2)]));
        foreach (var finding in answer.Findings.Take(MostListed))
            Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{NameOf(finding.Kind)}　{finding.Message}　{finding.Longitude:0.000000}°E {finding.Latitude:0.000000}°N"));
        if (answer.Findings.Count > MostListed)
            Terminal.Print($"只列出前 {MostListed} 条，共 {answer.Findings.Count} 条；全部见 --json。");
    }

    private static string NameOf(CoverageFindingKind kind) => kind switch
    {
        CoverageFindingKind.Invalid => "无效图形",
        CoverageFindingKind.Overlap => "重叠",
        CoverageFindingKind.Gap => "缝隙",
        _ => "碎屑",
    };
}

/// <summary>What <c>check</c> answers.</summary>
/// <param name="Logic">Attribute rules that parcels break; empty for other layers.</param>
/// <param name="Conflicts">Ground in layers that exclude one another; empty for other layers.</param>
internal sealed record CheckAnswer(
    string Layer, DateOnly AsOf, CoverageLimits Limits, IReadOnlyList<CheckCount> Counts, IReadOnlyList<CheckFinding> Findings, IReadOnlyList<LogicCount> LogicCounts,
    IReadOnlyList<LogicFinding> Logic, IReadOnlyList<LayerConflict> Conflicts);

/// <summary>How many parcels break a rule, and the mistake that is usually behind it.</summary>
internal sealed record LogicCount(string Rule, string Mistake, string Severity, int Count);

/// <summary>How many findings of a kind, and their areas together.</summary>
internal sealed record CheckCount(CoverageFindingKind Kind, int Count, double AreaM2);
