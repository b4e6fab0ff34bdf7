using System.CommandLine;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Ledger.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>seed-demo</c>: loads the synthetic county.</summary>
internal static class SeedDemoCommand
{
    private const int Fewest = 200;
    private const int Most = 20_000_000;

    public static Command Create()
    {
        var parcels = new Option<int>("--parcels") { Description = "小班个数", DefaultValueFactory = _ => 40_000, HelpName = "N" }.Between(Fewest, Most);
        var seed = new Option<int>("--seed") { Description = "随机种子；个数与种子相同则数据相同", DefaultValueFactory = _ => 1, HelpName = "S" };
        var force = new Option<bool>("--force") { Description = "清空库中已有的小班，重新装入" };
        var samples = new Option<string?>("--samples") { Description = "不装入，只把一个村的样例文件写到这个目录", HelpName = "DIR" };
        var command = new Command("seed-demo", "装入演示县域（合成数据，处处标明演示数据）") { parcels, seed, force, samples };
        command.SetAction(async (asked, ct) =>
        {
            if (asked.GetValue(samples) is { } folder)
            {
                var written = SampleFiles.Write(folder);
                Terminal.Result(asked, new { parcels = written, folder }, done => Terminal.Print($"已写出样例文件：{done.parcels} 个小班，在 {done.folder}。"));
                return Exit.Done;
            }
            await MigrateCommand.WhereNeededAsync(ct);
            await using var db = await CountyDatabase.OpenAsync(ct);
            using var line = new ProgressLine("装入演示县域");
            var load = await new DemonstrationLoader(db).LoadAsync(
                asked.GetValue(parcels), asked.GetValue(seed), asked.GetValue(force), new Steps(line), ct);
            if (load.Refusal is { } refusal)
                throw new RefusedException(refusal);
            line.Turn("登记演示权益与项目");
            await new Ccer.Demonstration.CcerDemonstration(db).LoadAsync(ct);
            await new Ccer.Demonstration.ProjectDemonstration(db, new FileStore(Home.Default.Files)).LoadAsync(ct);
            line.Turn("登记演示账户与凭证");
            var ledger = new LedgerDemonstration(db, new FileStore(Home.Default.Files));
            await ledger.DeclareHoldersAsync(ct);
            await new Ccer.Demonstration.ProjectDemonstration(db, new FileStore(Home.Default.Files)).EnterAsync(ct);
            await ledger.LoadAsync(ct);
            line.Turn("登记演示账簿、补偿和分配");
            await new Finance.Demonstration.FinanceDemonstration(db, new FileStore(Home.Default.Files)).LoadAsync(ct);
            line.Turn("绘制全县略图");
            // The map far out is drawn from it; without it the first person to open the map would find it empty.
            await new OverviewShapes(db).RefreshAsync(Actor.Installation, ct);
            line.Dispose();
            Terminal.Result(asked, new { load.Parcels, seed = asked.GetValue(seed) },
                done => Terminal.Print($"已装入演示县域：{done.Parcels} 个小班，种子 {done.seed}。"));
            return Exit.Done;
        });
        return command;
    }

    private sealed class Steps(ProgressLine line) : IProgress<DemoProgress>
    {
        private string? _step;

        public void Report(DemoProgress value)
        {
            if (_step != value.Step)
                line.Turn($"装入演示县域：{_step = value.Step}");
            line.Report(value.Total == 0 ? 0 : (double)value.Done / value.Total);
        }
    }
}
