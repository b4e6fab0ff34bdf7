using System.CommandLine;
using System.Globalization;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>claims</c>: the register of who claims the carbon of which ground.</summary>
internal static class ClaimsCommand
{
    public static Command Create()
    {
        var command = new Command("claims", "权益主张登记（唯一性）");
        command.Add(Check());
        command.Add(CheckAll());
        command.Add(Register());
        command.Add(List());
        command.Add(Export());
        command.Add(Release());
        command.Add(Close("end", "了结一个到期的权益主张", (register, id, reason, _, ct) => register.EndAsync(Actor.Console(), id, reason, ct)));
        command.Add(Close("firm", "把设计中的暂占转为正式", (register, id, reason, _, ct) => register.MakeFirmAsync(Actor.Console(), id, reason, ct)));
        return command;
    }

    private static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "边界文件：.shp、.zip、.gpkg、.geojson、.kml" };
        var crs = new Option<string?>("--crs") { Description = "坐标系，如 EPSG:4525" };
        var (from, to, scheme) = (From(), To(), Scheme());
        var check = new Command("check", "列出一个边界文件与在册权益主张的重叠及面积") { file, crs, from, to, scheme };
        check.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var plots = await BoundaryFile.ReadAsync(db, asked.GetValue(file)!, asked.GetValue(crs), ct);
            var (first, last) = Period(asked.GetValue(from), asked.GetValue(to));
            var (overlaps, outside) = await new ClaimRegister(db).CheckBoundaryAsync(plots, first, last, asked.GetValue(scheme)!, ct);
            Terminal.Result(asked, new { plots = plots.Count, area_m2 = plots.Sum(p => p.AreaM2), from = first, to = last, overlaps, outside }, found =>
            {
                PrintOutside(outside);
                var counted = overlaps.Count(o => o.Verdict != ClaimOverlap.Shown);
                Terminal.Print(Language.Of(
                    $"{found.plots} 个地块，{Figures.Mu(found.area_m2)} 亩，{Figures.Date(first)} 至 {Figures.Date(last)}：{Overlaps(counted)}",
                    $"{PlotsInEnglish(found.plots)}, {Figures.Mu(found.area_m2)} mu, {Figures.Date(first)} to {Figures.Date(last)}: {Overlaps(counted)}"));
                PrintShown(overlaps);
                PrintRounding(overlaps);
                Print(overlaps);
            });
            return overlaps.Any(o => o.Verdict == "refused") ? Exit.Refused : Exit.Done;
        });
        return check;
    }

    private static Command CheckAll()
    {
        var audit = new Command("audit", "全县唯一性检查：在册权益主张两两之间的重叠");
        audit.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var overlaps = await new ClaimRegister(db).CheckAllAsync(TownshipScope.WholeCounty, ct);
            Terminal.Result(asked, overlaps, found =>
            {
                Terminal.Print(Overlaps(found.Count));
                Print(found);
            });
            return overlaps.Any(o => o.Verdict == "refused") ? Exit.Refused : Exit.Done;
        });
        return audit;
    }

    private static Command Register()
    {
        var file = new Argument<string>("FILE") { Description = "边界文件：.shp、.zip、.gpkg、.geojson、.kml" };
        var crs = new Option<string?>("--crs") { Description = "坐标系，如 EPSG:4525" };
        var code = new Option<string>("--code") { Description = "项目或备案编号", Required = true };
        var name = new Option<string>("--name") { Description = "名称", Required = true };
        var source = new Option<string>("--source") { Description = "依据：文件、网页", Required = true };
        var holder = new Option<string?>("--holder") { Description = "业主" };
        var provisional = new Option<bool>("--provisional") { Description = "设计阶段的暂占：12 个月，只提醒别人" };
        var (from, to, scheme) = (From(), To(), Scheme());
        var register = new Command("register", "由边界文件登记一个权益主张") { file, crs, code, name, source, holder, provisional, from, to, scheme };
        register.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var path = asked.GetValue(file)!;
            var plots = await BoundaryFile.ReadAsync(db, path, asked.GetValue(crs), ct);
            var kept = await FileStore.DescribeAsync(path, ct);
            await db.WriteAsync(Actor.Console(), TownshipScope.WholeCounty, "收存权益主张的边界文件",
                write => new FileStore(Home.Default.Files).KeepAsync(write, path, kept, Path.GetFileName(path), ct), ct);
            var (first, last) = Period(asked.GetValue(from), asked.GetValue(to));
            try
            {
                var done = await new ClaimRegister(db).RegisterAsync(Actor.Console(), new ClaimDraft(
                    asked.GetValue(scheme)!, asked.GetValue(code)!, asked.GetValue(name)!, first, last, asked.GetValue(source)!)
                {
                    Holder = asked.GetValue(holder), IsProvisional = asked.GetValue(provisional), FileSha256 = kept.Sha256,
                }, plots, ct);
                Terminal.Result(asked, done, claim =>
                {
                    Terminal.Print(Language.Of(
                        $"已登记权益主张 {claim.ClaimId}：{plots.Count} 个地块，{Figures.Mu(claim.AreaM2)} 亩。", $"Claim {claim.ClaimId} registered: {PlotsInEnglish(plots.Count)}, {Figures.Mu(claim.AreaM2)} mu."));
                    PrintOutside(claim.Outside);
                    PrintShown(claim.Overlaps);
                    PrintRounding(claim.Overlaps);
                    Print(claim.Overlaps);
                });
                return Exit.Done;
            }
            catch (ClaimRefusedException refused)
            {
                Terminal.Result(asked, new { refused = refused.Message, refused.Overlaps }, said => Print(said.Overlaps));
                Terminal.Say(refused.Message);
                return Exit.Refused;
            }
        });
        return register;
    }

    private static Command List()
    {
        var list = new Command("list", "在册与了结的权益主张");
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new ClaimRegister(db).ListAsync(TownshipScope.WholeCounty, ct), rows => Terminal.Table(
                Language.IsEnglish ? ["id", "scheme", "code", "name", "state", "from", "to", "plots", "area (mu)"] : ["编号", "机制", "代码", "名称", "状态", "自", "至", "地块", "面积（亩）"], rows.Select(c => (string[])
                [c.ClaimId.ToString(CultureInfo.InvariantCulture), c.Scheme, c.Code, c.Name, State(c), Figures.Date(c.PeriodFrom), Figures.Date(c.PeriodTo), Figures.Count(c.Plots), Figures.Mu(c.AreaM2)])));
            return Exit.Done;
        });
        return list;
    }

    private static Command Export()
    {
        var id = new Argument<long>("ID") { Description = "权益主张编号" };
        var output = new Option<string>("--out") { Description = "写到这个文件：.gpkg、.kml 或 .zip（Shapefile）", Required = true, HelpName = "FILE" };
        var export = new Command("export", "导出边界，经纬度六位小数") { id, output };
        export.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var register = new ClaimRegister(db);
            var claim = await register.FindAsync(asked.GetValue(id), TownshipScope.WholeCounty, ct) ?? throw new RefusedException($"没有编号为 {asked.GetValue(id)} 的权益主张。", $"There is no claim {asked.GetValue(id)}.");
            var path = asked.GetValue(output)!;
            var format = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
            if (!BoundaryExport.Formats.ContainsKey(format))
                throw new RefusedException("可导出 .gpkg、.kml、.zip（Shapefile）。", "A boundary goes out as .gpkg, .kml or .zip (shapefile).");
            await File.WriteAllBytesAsync(path, BoundaryExport.Write(ClaimDocument.Of(claim, await register.PlotsAsync(claim.ClaimId, TownshipScope.WholeCounty, ct)), format), ct);
            Terminal.Result(asked, new { claim.ClaimId, file = path }, done => Terminal.Print(Language.Of($"已写出 {done.file}。", $"{done.file} written.")));
            return Exit.Done;
        });
        return export;
    }

    private static Command Release()
    {
        var paper = new Option<string?>("--document") { Description = "依据文件；释放正式的主张必须附上", HelpName = "FILE" };
        var release = Close("release", "释放一个权益主张，写明理由", (register, id, reason, asked, ct) => register.ReleaseAsync(
            Actor.Console(), id, reason, asked.GetValue(paper) is { } path ? new ClosingPaper(new FileStore(Home.Default.Files), Accounts.Existing(path), Path.GetFileName(path)) : null, ct));
        release.Add(paper);
        return release;
    }

    private static Command Close(string verb, string description, Func<ClaimRegister, long, string, ParseResult, CancellationToken, Task> act)
    {
        var id = new Argument<long>("ID") { Description = "权益主张编号" };
        var reason = new Option<string>("--reason") { Description = "理由", Required = true };
        var command = new Command(verb, description) { id, reason };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var register = new ClaimRegister(db);
            await act(register, asked.GetValue(id), asked.GetValue(reason)!, asked, ct);
            Terminal.Result(asked, await register.FindAsync(asked.GetValue(id), TownshipScope.WholeCounty, ct), claim => Terminal.Print(Language.Of($"权益主张 {claim!.ClaimId}：{State(claim)}。", $"Claim {claim.ClaimId}: {State(claim)}.")));
            return Exit.Done;
        });
        return command;
    }

    private static Option<DateOnly?> From() => new("--from") { Description = "计入期第一天；默认今天" };

    private static Option<DateOnly?> To() => new("--to") { Description = "计入期最后一天；默认 20 年" };

    private static Option<string> Scheme() => new("--scheme") { Description = "机制：CCER、VCS、碳普惠……；不明的用“其他”", DefaultValueFactory = _ => "CCER" };

    private static (DateOnly From, DateOnly To) Period(DateOnly? from, DateOnly? to)
    {
        var first = from ?? CountyClock.Today;
        return (first, to ?? first.AddYears(20).AddDays(-1));
    }

    private static string Overlaps(int count) => count == 0 ? Language.Of("没有重叠。", "no overlap.") : Language.Of($"{count} 处重叠。", count == 1 ? "1 overlap." : $"{count} overlaps.");

    private static string PlotsInEnglish(int count) => count == 1 ? "1 plot" : $"{count} plots";

    private static string State(ClaimRow claim) => claim switch
    {
        { State: "firm" } => Language.Of("正式", "firm"),
        { HasLapsed: true } => Language.Of("暂占已过期", "provisional, lapsed"),
        { State: "provisional" } => Language.Of("暂占", "provisional"),
        { State: "released" } => Language.Of("已释放", "released"),
        _ => Language.Of("已了结", "ended"),
    };

    private static void PrintOutside(IReadOnlyList<OutsideGround> outside)
    {
        foreach (var sentence in new[] { OutsideGround.Sentence(outside, Language.IsEnglish), OutsideGround.RoundingSentence(outside, Language.IsEnglish) })
            if (sentence is not null)
                Terminal.Print(sentence);
    }

    private static void PrintShown(IReadOnlyList<ClaimOverlap> overlaps)
    {
        if (overlaps.Count(o => o.Verdict == ClaimOverlap.Shown) is > 0 and var shown)
            Terminal.Print(Language.Of(
                $"另有 {shown} 处与不排斥的登记（抵押、补偿、许可等）同在一地，只显示。", $"{shown} more lie on ground of what excludes nothing (pledges, compensation, permits) and are shown only."));
    }

    private static void PrintRounding(IReadOnlyList<ClaimOverlap> overlaps)
    {
        var rounded = overlaps.Where(o => o.Verdict == "rounding").ToList();
        if (rounded.Count > 0)
        {
            var (m2, mu) = (rounded.Sum(o => o.AreaM2).ToString("0.00", CultureInfo.InvariantCulture), Figures.Mu(rounded.Sum(o => o.AreaM2)));
            Terminal.Print(Language.Of(
                $"其中 {rounded.Count} 处是坐标取六位小数造成的（沿共同边界，宽不超过 0.08 米），合计 {m2} m²（{mu} 亩），不算重叠。",
                $"Of these, {rounded.Count} come from rounding coordinates to six decimals (along a shared border, at most 0.08 m wide), {m2} m² in all ({mu} mu), and are no overlap."));
        }
    }

    private static void Print(IReadOnlyList<ClaimOverlap> overlaps)
    {
        if (overlaps.Count > 0)
            Terminal.Table(Language.IsEnglish ? ["plot", "other claim", "its plot", "overlap m²", "mu", "verdict"] : ["地块", "对方", "对方地块", "重叠 m²", "亩", "结论"], overlaps.Select(o => (string[])
                [o.PlotName ?? o.Plot.ToString(CultureInfo.InvariantCulture), o.IsOwn ? Language.Of("同一边界", "the same boundary") : $"{o.Scheme} {o.Code}", o.OtherPlot.ToString(CultureInfo.InvariantCulture),
                    ClaimDocument.M2(o.AreaM2), Figures.Mu(o.AreaM2), ClaimDocument.Word(o.Verdict, Language.IsEnglish)]));
    }
}
