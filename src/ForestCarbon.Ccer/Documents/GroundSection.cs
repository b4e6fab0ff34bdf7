using System.Globalization;
using ForestCarbon.Ccer.Claims;
using NetTopologySuite.Geometries;
using static ForestCarbon.Ccer.Documents.DocumentFigures;

namespace ForestCarbon.Ccer.Documents;

/// <summary>A project's ground as both of its documents show it: maps, areas, coordinates.</summary>
internal sealed class GroundSection(ProjectFile file, WordDocument word)
{
    private const int MostVertices = 3_000;
    private const int MostSheets = 12;
    private const int MostLabels = 200; // more than that on one map cover one another
    private const string Numbers = "注记为“地块面积”表中的序号。";
    private const double SheetWidthM = 3_600; // what fits at 1:25,000
    private const double SheetHeightM = 4_000;

    /// <summary>The plots with their areas, on maps to scale, and their vertices.</summary>
    public void Boundary()
    {
        var plots = file.Plots;
        word.Paragraph($"{(file.Ground is { } ground ? $"{ground.KindZh}（{Day(ground.SetOn)} 定）" : "项目")}由 {plots.Count} 个地块组成，面积 {Area(plots.Sum(p => p.AreaM2))}（椭球面积，CGCS2000，EPSG:4490），涉及 {file.Parcels.Select(p => p.Code).Distinct().Count()} 个小班、{file.Parcels.Select(p => (p.Township, p.Village)).Distinct().Count()} 个村。");
        if (file.County is { } county)
            Map("项目位置图", [new(county, null, -1), .. file.Townships.Select(t => new MapShape(t.Shape, t.Name, -1)), .. plots.Select(p => new MapShape(Marker(p.Shape, county), null))], "灰线为县界和乡镇界，色块为项目地块（放大以便看见）。本文件的地图：CGCS2000，高斯-克吕格 3° 带，中央经线 111°E（EPSG:4546），上北；图框两角注经纬度。");
        var numbered = plots.Select((p, i) => (Plot: p, Number: Whole(i + 1))).ToList();
        var sheets = Sheets(numbered);
        var isWhole = sheets.Count == 1 && plots.Count <= MostLabels;
        Map("地块图", [.. numbered.Select(p => new MapShape(p.Plot.Shape, p.Number))], isWhole ? Numbers : $"{Numbers}地块太小写不下的没有注记，见{(sheets.Count > 1 ? "分幅图" : "附件的边界矢量文件")}。", isWhole);
        if (sheets.Count > 1)
            foreach (var (sheet, i) in sheets.Take(MostSheets).Select((sheet, i) => (sheet, i)))
                Map($"地块图分幅 {i + 1}", [.. sheet.Select(p => new MapShape(p.Plot.Shape, p.Number))], sheet.Count <= MostLabels ? Numbers : $"{Numbers}地块太小写不下的没有注记，见附件的边界矢量文件。", sheet.Count <= MostLabels);
        if (sheets.Count > MostSheets)
            word.Note($"共 {sheets.Count} 幅，其余见附件的边界矢量文件。");
        word.Table("地块面积", [new("序号", 14, true), new("地块", 60), new("面积（公顷）", 38, true), new("面积（亩）", 38, true)],
            [.. numbered.Select(p => (IReadOnlyList<string>)[p.Number, p.Plot.Name ?? p.Number, Hectares(p.Plot.AreaM2), Mu(p.Plot.AreaM2)]), ["合计", "", Hectares(plots.Sum(p => p.AreaM2)), Mu(plots.Sum(p => p.AreaM2))]]);
        Coordinates();
    }

    // Plots far apart are dots on one map: neighbours are drawn together at 1:25,000 or larger.
    private static List<List<(BoundaryPlot Plot, string Number)>> Sheets(IReadOnlyList<(BoundaryPlot Plot, string Number)> numbered)
    {
        const double metresPerDegree = 111_320;
        var sheets = new List<(Envelope Extent, List<(BoundaryPlot Plot, string Number)> Plots)>();
        foreach (var plot in numbered)
        {
            var own = plot.Plot.Shape.EnvelopeInternal;
            var at = sheets.FindIndex(s => s.Extent.ExpandedBy(own) is var both && both.Width * metresPerDegree * Math.Cos(both.Centre.Y * Math.PI / 180) <= SheetWidthM && both.Height * metresPerDegree <= SheetHeightM);
            if (at < 0)
                sheets.Add((own.Copy(), [plot]));
            else
            {
                sheets[at].Extent.ExpandToInclude(own);
                sheets[at].Plots.Add(plot);
            }
        }
        return [.. sheets.Select(s => s.Plots)];
    }

    private void Coordinates()
    {
        var vertices = file.Plots.Sum(p => p.Shape.NumPoints);
        if (vertices > MostVertices)
        {
            word.Table("地块的位置（CGCS2000 经纬度）", [new("地块", 46), new("拐点（个）", 22, true), new("西（°）", 29, true), new("南（°）", 27, true), new("东（°）", 29, true), new("北（°）", 27, true)], file.Plots.Select((p, i) =>
            {
                var e = p.Shape.EnvelopeInternal;
                return (IReadOnlyList<string>)[p.Name ?? Whole(i + 1), Whole(p.Shape.NumPoints), Degrees(e.MinX), Degrees(e.MinY), Degrees(e.MaxX), Degrees(e.MaxY)];
            }));
            word.Note($"共 {vertices.ToString("#,0", CultureInfo.InvariantCulture)} 个拐点，多于 {MostVertices.ToString("#,0", CultureInfo.InvariantCulture)} 个，完整坐标见附件的边界矢量文件。");
            return;
        }
        word.Table("边界拐点坐标（CGCS2000 经纬度）", [new("地块", 56), new("序号", 14, true), new("经度（°）", 29, true), new("纬度（°）", 28, true), new("序号", 14, true), new("经度（°）", 29, true), new("纬度（°）", 28, true)],
            file.Plots.SelectMany((p, i) => VertexRows(p.Name ?? Whole(i + 1), p.Shape)));
        word.Note("每环首尾相接，末点与首点相同，不再重复；孔洞另起一环。");
    }

    private static IEnumerable<IReadOnlyList<string>> VertexRows(string name, Geometry shape)
    {
        var ring = 0;
        for (var i = 0; i < shape.NumGeometries; i++)
            if (shape.GetGeometryN(i) is Polygon polygon)
                foreach (var line in polygon.InteriorRings.Prepend(polygon.ExteriorRing))
                {
                    ring++;
                    var points = line.Coordinates[..^1];
                    for (var at = 0; at < points.Length; at += 2)
                        yield return
                        [
                            ring == 1 ? name : $"{name}　环 {ring}", Whole(at + 1), Degrees(points[at].X), Degrees(points[at].Y),
                            .. at + 1 < points.Length ? (string[])[Whole(at + 2), Degrees(points[at + 1].X), Degrees(points[at + 1].Y)] : ["", "", ""],
                        ];
                }
    }

    /// <summary>A map with its scale in the caption.</summary>
    public void Map(string caption, IReadOnlyList<MapShape> shapes, string note, bool everyLabel = false)
    {
        var map = Pictures.Map(shapes, everyLabel: everyLabel);
        word.Picture($"{caption}（1:{map.Scale!.Value.ToString("#,0", CultureInfo.InvariantCulture)}）", map.Png, map.WidthMm, map.HeightMm);
        word.Note(note);
    }

    // On a map of the county a plot of a hectare would be smaller than its outline.
    private static Geometry Marker(Geometry plot, Geometry county) => plot.EnvelopeInternal.Width < county.EnvelopeInternal.Width / 120 ? plot.Centroid.Buffer(county.EnvelopeInternal.Width / 240) : plot;
}
