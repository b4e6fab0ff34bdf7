using System.CommandLine;
using System.Globalization;
using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>mirror import|fetch|list|show|reconcile</c>: the national registry's public information.</summary>
internal static class MirrorCommand
{
    public static Command Create() => new("mirror", "注册登记系统公开信息的副本") { Import(), Fetch(), List(), Show(), Reconcile() };

    private static Command Import()
    {
        var from = new Argument<string>("FILE") { Description = $"公开接口应答的 JSON：列表、详情，或合并文件，如 {RegistryFile.Sample}" };
        var on = new Option<DateOnly?>("--observed-on") { Description = "哪一天看到的，yyyy-MM-dd；合并文件写明时可省" };
        var type = new Option<string?>("--data-type") { Description = "列表条目没有写类型时：1 到 7" };
        var apply = new Option<string?>("--apply-id") { Description = "单个详情的 applyId" };
        var import = new Command("import", "收下一份公开信息；先后次序不影响结果") { from, on, type, apply };
        import.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var path = Accounts.Existing(asked.GetValue(from)!);
            var receipt = await ReceiveAsync(db, path, Path.GetFileName(path), asked.GetValue(on), asked.GetValue(type), asked.GetValue(apply), ct);
            Terminal.Result(asked, receipt, Print);
            return Exit.Done;
        });
        return import;
    }

    private static Command Fetch()
    {
        var address = new Option<string?>("--address") { Description = $"公开接口的地址；默认取环境变量 {RegistryFetch.AddressVariable}", HelpName = "URL" };
        var fetch = new Command("fetch", "向配置的地址逐页查询公开信息，每秒至多一次，收下全部应答") { address };
        fetch.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            var source = asked.GetValue(address) ?? Environment.GetEnvironmentVariable(RegistryFetch.AddressVariable);
            var bundle = await new RegistryFetch(http, RegistryFetch.UsualPause).BundleAsync(
                source, CountyClock.Today, new Progress<string>(Console.Error.WriteLine), ct);
            var path = Path.GetTempFileName();
            try
            {
                await File.WriteAllBytesAsync(path, bundle, ct);
                Terminal.Result(asked, await ReceiveAsync(db, path, source!, null, null, null, ct), Print);
            }
            finally
            {
                File.Delete(path);
            }
            return Exit.Done;
        });
        return fetch;
    }

    private static Command List()
    {
        var all = new Option<bool>("--all") { Description = "也列非林业的" };
        var list = new Command("list", "全国林业项目与减排量，按现在的状态") { all };
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new RegistryMirror(db).ListAsync(forestryOnly: !asked.GetValue(all), ct: ct), rows => Terminal.Table(
                ["编号", "类别", "状态", "项目", "方法学", "预计 t/a", "已登记 t", "最后看到"], rows.Select(e => (string[])
                    [e.ApplyId, e.Track == "project" ? "项目" : e.Track == "reduction" ? "减排量" : "未知", e.Type.NameZh, e.ProjectName ?? "—", e.MethodologyNum ?? "—", T(e.ExpectedTA), T(e.CertifiedT), Figures.Date(e.LastObserved)])));
            return Exit.Done;
        });
        return list;
    }

    private static Command Show()
    {
        var apply = new Argument<string>("APPLY-ID");
        var show = new Command("show", "一个申请现在的状态和历次看到的内容") { apply };
        show.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var mirror = new RegistryMirror(db);
            var entries = await mirror.FindAsync(asked.GetValue(apply)!, ct);
            if (entries.Count == 0)
                throw new Platform.Failures.RefusedException($"公开信息里没有申请“{asked.GetValue(apply)}”。用 mirror list 查看。");
            Terminal.Result(asked, new { entries, history = await mirror.HistoryAsync(asked.GetValue(apply)!, ct) }, found =>
            {
                foreach (var e in found.entries)
                    Terminal.Print($"{e.ProjectName ?? e.ApplyId}：{e.Type.NameZh}，预计 {T(e.ExpectedTA)} t/a，已登记 {T(e.CertifiedT)} t");
                Terminal.Table(["首次", "最后", "类型", "形式", "预计 t/a", "已登记 t"], found.history.Select(r => (string[])
                    [Figures.Date(r.FirstObserved), Figures.Date(r.LastObserved), r.DataType, r.Form, T(r.ExpectedTA), T(r.CertifiedT)]));
            });
            return Exit.Done;
        });
        return show;
    }

    private static Command Reconcile()
    {
        var reconcile = new Command("reconcile", "本系统的项目与公开信息的差异");
        reconcile.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var differences = await new OwnProjects(db).DifferencesAsync(await new RegistryMirror(db).ListAsync(forestryOnly: false, ct: ct), TownshipScope.WholeCounty, ct);
            Terminal.Result(asked, differences, found =>
            {
                foreach (var difference in found)
                    Terminal.Print(difference.SentenceZh);
                Terminal.Print(found.Count == 0 ? "没有差异。" : $"{found.Count} 处差异。");
            });
            return Exit.Done;
        });
        return reconcile;
    }

    private static async Task<Receipt> ReceiveAsync(Db db, string path, string source, DateOnly? on, string? type, string? apply, CancellationToken ct)
    {
        var file = await FileStore.DescribeAsync(path, ct);
        var read = RegistryFile.Read(await File.ReadAllBytesAsync(path, ct), type, apply);
        return await db.WriteAsync(Actor.Console(), TownshipScope.WholeCounty, "收下注册登记系统的公开信息", async write =>
        {
            await new FileStore(Home.Default.Files).KeepAsync(write, path, file, Path.GetFileName(source.TrimEnd('/')), ct);
            return await RegistryMirror.ReceiveAsync(write, read, source, file.Sha256, on, ct);
        }, ct);
    }

    private static void Print(Receipt receipt)
    {
        Terminal.Print($"收下 {receipt.Records} 条公开信息（{Figures.Date(receipt.ObservedOn)} 所见）。");
        foreach (var finding in receipt.Findings)
            Terminal.Print(finding);
    }

    private static string T(decimal? tonnes) => tonnes?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? "—";
}
