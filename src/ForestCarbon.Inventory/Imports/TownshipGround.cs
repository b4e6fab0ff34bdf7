using System.Globalization;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Where a row lies by the stored borders of the townships: in the one that it names, and in those of whoever sends it.</summary>
internal sealed class TownshipGround(ImportLayer layer, CountyContext county, TownshipScope scope)
{
    /// <summary>What lies elsewhere with more than half of itself lies elsewhere; with less it reaches over.</summary>
    private const double Most = 0.5;

    private bool _isUntested;

    /// <summary>Judges a shape in coordinates of record; what is wrong with its place goes to <paramref name="findings"/>.</summary>
    /// <param name="areaM2">Ellipsoidal area; null for points and lines.</param>
    /// <param name="township">Code of the township that the row names (9 digits); null where it names none.</param>
    /// <returns>False where it lies on ground that its sender may not change: then nothing else may be said of it.</returns>
    public bool Judge(Geometry geometry, double? areaM2, string? township, int row, string? code, List<ImportFinding> findings)
    {
        if (layer.IsZone || (township is null && scope.Codes is null))
            return true;
        if (county.GroundOfTownships.Count == 0)
        {
            _isUntested = true;
            return true;
        }
        var own = township is null ? null : county.GroundOfTownships.FirstOrDefault(t => t.Code == township);
        if (own?.Holds(geometry) == true)
            return true;
        var shares = county.GroundOfTownships.Select(t => (Township: t, Share: t.ShareOf(geometry, out var common), Common: common)).Where(s => s.Share > 0).ToList();
        if (scope.Codes is not null && shares.Where(s => scope.Includes(s.Township.Code)).Sum(s => s.Share) < 1 - Most)
        {
            findings.Add(new ImportFinding(FindingKind.OutsideScope, row, code,
                Words.OfRow(row, code, "的图形不在您可修改的乡镇内。", " is drawn outside the townships that you may change.")));
            return false;
        }
        // A township that is not stored has its own finding.
        if (own is null)
            return true;
        var others = shares.Where(s => s.Township != own).OrderByDescending(s => s.Share).ToList();
        if (others.Count == 0)
            return true;
        var (other, most, ground) = others[0];
        var outside = others.Sum(s => s.Share);
        var place = ground is null ? null : geometry.Factory.CreatePoint(ground.InteriorPoint.Coordinate);
        if (outside >= Most)
            findings.Add(new ImportFinding(FindingKind.TownshipGround, row, code, Words.OfRow(row, code,
                $"按乡镇界{(most > 1 - 1e-9 ? "" : "大部分")}位于{other.NameZh}（{other.Code}），{Says}{own.NameZh}（{own.Code}）：请核对编号和图形。",
                $" lies {(most > 1 - 1e-9 ? "" : "mostly ")}in {other.NameEn} ({other.Code}) by the stored borders of the townships, and its {SaysEn} says {own.NameEn} ({own.Code}): check code and shape."),
                areaM2 * outside, areaM2 is null ? null : "m2", place));
        else if (areaM2 is { } m2)
            findings.Add(new ImportFinding(FindingKind.AcrossTownshipBorder, row, code, Words.OfRow(row, code,
                string.Create(CultureInfo.InvariantCulture, $"越过乡镇界，有 {m2 * outside:#,##0.###} m² 在{string.Join("、", others.Select(s => s.Township.NameZh))}。"),
                string.Create(CultureInfo.InvariantCulture, $" reaches over the border of its township: {m2 * outside:#,##0.###} m² lie in {string.Join(", ", others.Select(s => s.Township.NameEn))}.")),
                m2 * outside, "m2", place));
        return true;
    }

    /// <summary>That no shape could be held against the border of its township, where that is so.</summary>
    public IEnumerable<ImportFinding> AtEnd() => _isUntested
        ? [new ImportFinding(FindingKind.File, null, null, new("库中没有乡镇界，没有检查图形是否在编号所属的乡镇内。", "No borders of townships are stored: whether the shapes lie in the townships they name was not checked."))]
        : [];

    private string Says => layer.IsForestLand ? "编码却属于" : "填写的乡镇却是";

    private string SaysEn => layer.IsForestLand ? "code" : "township field";
}
