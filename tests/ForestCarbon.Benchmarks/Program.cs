using System.CommandLine;
using ForestCarbon.Benchmarks;
using ForestCarbon.Benchmarks.Account;
using ForestCarbon.Benchmarks.Coverage;
using ForestCarbon.Benchmarks.Finance;
using ForestCarbon.Benchmarks.Import;
using ForestCarbon.Benchmarks.Ledger;
using ForestCarbon.Benchmarks.Projects;
using ForestCarbon.Benchmarks.Screen;
using ForestCarbon.Benchmarks.Site;
using ForestCarbon.Benchmarks.Tiles;
using ForestCarbon.Cli.Frame;

var parcels = new Option<int?>("--parcels") { Description = "小班数" }.Between(1, 20_000_000);
var check = new Option<bool>("--check") { Description = "与规定的限额比较，超出时退出码为 1" };
var bench = new Command("bench", "测速：自建临时数据库，不动已存的县");
bench.Add(Bench("account", "核算 N 个小班 × 40 年，从读取到总计与主键", 40_000, AccountBench.RunAsync));
bench.Add(Bench("import", "GBK Shapefile 入库：检查、接受，旁边是 ogr2ogr", 50_000, ImportBench.RunAsync));
bench.Add(Bench("coverage", "演示县小班的重叠与缝隙检查、图层叠置面积", 50_000, CoverageBench.RunAsync));
bench.Add(Bench("tiles", "演示县的地图瓦片，z5–z16", 50_000, TilesBench.RunAsync));
bench.Add(Bench("screen", "筛查 N 个小班的全部条件与叠加；登记与检查权益主张", 100_000, ScreenBench.RunAsync));
bench.Add(Bench("ledger", "分录过账：16 个写入方，fsync 打开", 0, LedgerBench.RunAsync));
bench.Add(Bench("pages", "每个岗位能走到的每一页的响应时间", 100_000, PagesBench.RunAsync));
bench.Add(Bench("projects", "一万个项目的列表、时间线、日历，与 500 个项目的变动", 20_000, ProjectsBench.RunAsync));
bench.Add(Bench("finance", "一百万条分录的账簿：财政各个看板的响应时间", 10_000, FinanceBench.RunAsync));
bench.Add(Bench("documents", "5,000 个小班的项目：设计文件、工作簿、文件检查", 9_000, DocumentsBench.RunAsync));
bench.Add(Bench("up", "./forestcarbon up：第一次与第二次，到首页可以打开", 40_000, UpBench.RunAsync));
return await CommandLine.RunAsync(new RootCommand(bench.Description!) { Terminal.Json, Language.Option, bench }, [bench.Name, .. args]);

Command Bench(string name, string description, int usual, Func<int, CancellationToken, Task<BenchResult>> run)
{
    var command = new Command(name, description) { parcels, check };
    command.SetAction(async (asked, ct) =>
    {
        var result = await run(asked.GetValue(parcels) ?? usual, ct);
        result.Print(asked.GetValue(Terminal.Json));
        return asked.GetValue(check) && !result.IsWithinBudget ? Exit.Refused : Exit.Done;
    });
    return command;
}
