using System.CommandLine;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>export</c>: a layer of a date as a file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var layer = new Option<string>("--layer") { Description = "图层，如 forest-land（林地小班）", HelpName = "LAYER", Required = true };
        layer.AcceptOnlyFromAmong([.. LayerExports.Layers]);
        var format = new Option<string>("--format") { Description = "gpkg、shp、geojson、csv 或 xlsx", Required = true };
        format.AcceptOnlyFromAmong("gpkg", "shp", "geojson", "csv", "xlsx");
        var path = new Option<string>("--out") { Description = "写到哪个文件", Required = true };
        var asOf = new Option<DateOnly?>("--as-of") { Description = "该日期的情况，yyyy-MM-dd；默认为今天" };
        var township = new Option<string?>("--township") { Description = "只要这个乡镇（9 位代码）" };
        var encoding = new Option<string>("--encoding") { Description = "shp、csv 的文字编码：gbk 或 utf-8", DefaultValueFactory = _ => "utf-8" };
        encoding.AcceptOnlyFromAmong("gbk", "utf-8");
        var command = new Command("export", "导出图层：坐标为 CGCS2000（EPSG:4490），再导入时与库中一致") { layer, format, path, asOf, township, encoding };
        command.SetAction(async (asked, ct) =>
        {
            var target = asked.GetValue(path)!;
            if (Directory.Exists(target))
                throw new RefusedException($"{target} 是文件夹，请写出文件名。");
            await using var db = await CountyDatabase.OpenAsync(ct);
            var report = await new LayerExports(db).WriteAsync(new ExportRequest(asked.GetValue(layer)!, ExportRequest.FormatOf(asked.GetValue(format)!)!.Value,
                asked.GetValue(asOf) ?? CountyClock.Today, asked.GetValue(township), asked.GetValue(encoding)!), target, TownshipScope.WholeCounty, ct);
            foreach (var note in report.Notes)
                Terminal.Say(note);
            Terminal.Result(asked, report, r => Terminal.Print($"{r.Layer}：{r.Features} 个要素，写入 {string.Join("、", r.Files)}。"));
            return Exit.Done;
        });
        return command;
    }
}
