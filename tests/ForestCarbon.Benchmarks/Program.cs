using System.CommandLine;
using System.Globalization;
using ForestCarbon.Benchmarks;
using ForestCarbon.Benchmarks.Account;
using ForestCarbon.Benchmarks.Coverage;
using ForestCarbon.Benchmarks.Import;
using ForestCarbon.Benchmarks.Ledger;
using ForestCarbon.Benchmarks.Screen;
using ForestCarbon.Benchmarks.Site;
using ForestCarbon.Benchmarks.Tiles;
using ForestCarbon.Platform.Failures;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var parcels = new Option<int?>("--parcels") { Description = "小班数" };
var json = new Option<bool>("--json") { Description = "在标准输出上只打印一个 JSON 文档" };
var check = new Option<bool>("--check") { Description = "与规定的限额比较，超出时退出码为 1" };
var root = new RootCommand("测速：自建临时数据库，不动已存的县") { parcels, json, check };
root.Add(Bench("account", "核算 N 个小班 × 40 年，从读取到总计与主键", 40_000, AccountBench.RunAsync));
root.Add(Bench("import", "GBK Shapefile 入库：检查、接受，旁边是 ogr2ogr", 50_000, ImportBench.RunAsync));
root.Add(Bench("coverage", "演示县小班的重叠与缝隙检查、图层叠置面积", 50_000, CoverageBench.RunAsync));
root.Add(Bench("tiles", "演示县的地图瓦片，z5–z16", 50_000, TilesBench.RunAsync));
root.Add(Bench("screen", "筛查 N 个小班的全部条件与叠加；登记与检查权益主张", 100_000, ScreenBench.RunAsync));
root.Add(Bench("ledger", "分录过账：16 个写入方，fsync 打开", 0, LedgerBench.RunAsync));
root.Add(Bench("pages", "每个岗位能走到的每一页的响应时间", 100_000, PagesBench.RunAsync));
root.Add(Bench("up", "./forestcarbon up：第一次与第二次，到首页可以打开", 40_000, UpBench.RunAsync));
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (Failure.Of(failure) is { } known)
{
    Console.Error.WriteLine(known.Sentence);
    return known.IsRefusal ? 1 : 3;
}

Command Bench(string name, string description, int usual, Func<int, CancellationToken, Task<BenchResult>> run)
{
    var command = new Command(name, description) { parcels, json, check };
    command.SetAction(async (asked, ct) =>
    {
        var result = await run(asked.GetValue(parcels) ?? usual, ct);
        result.Print(asked.GetValue(json));
        return asked.GetValue(check) && !result.IsWithinBudget ? 1 : 0;
    });
    return command;
}
