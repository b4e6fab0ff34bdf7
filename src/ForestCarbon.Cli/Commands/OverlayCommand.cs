using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>overlay</c>: the county's parcels by combination of public-welfare forest, natural forest, carbon base, protected areas and projects.</summary>
internal static class OverlayCommand
{
    public static Command Create()
    {
        var asOf = new Option<DateOnly?>("--as-of") { Description = "该日期的小班和图层，yyyy-MM-dd；默认为现在" };
        var command = new Command("overlay", "小班按公益林、天然林、碳汇林基地、保护地、项目区交叉的面积，合计等于小班面积") { asOf };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var cross = await new ParcelOverlays(db).CrossAsync(TownshipScope.WholeCounty, asked.GetValue(asOf), ct);
            Terminal.Result(asked, cross, rows => Terminal.Table(["图层", "小班", "登记面积 亩", "椭球面积 亩", "碎片", "碎片面积 m²"], rows.Select(r => (string[])
            [
                r.Layers.Length == 0 ? "都不在" : string.Join("∩", r.Layers.Select(NameOf)), r.Parcels.ToString(CultureInfo.InvariantCulture),
                r.AreaHa is { } ha ? (ha * 15).ToString("0.00", CultureInfo.InvariantCulture) : "未填", Figures.Mu(r.EllipsoidalAreaM2),
                r.Slivers.ToString(CultureInfo.InvariantCulture), r.SliverAreaM2.ToString("0.####", CultureInfo.InvariantCulture),
            ])));
            return Exit.Done;
        });
        return command;
    }

    private static string NameOf(string layer) => Inventory.Imports.ImportLayer.Find(layer, out _)?.NameZh ?? layer;
}
