using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Topology;

/// <summary>What may be wrong between parcels that are each valid.</summary>
public enum CoverageFindingKind
{
    /// <summary>A shape that is none: it is compared with nothing, so it must be put right first.</summary>
    Invalid,

    /// <summary>Ground that two parcels both claim.</summary>
    Overlap,

    /// <summary>A narrow void between parcels that no parcel claims.</summary>
    Gap,

    /// <summary>A piece of a parcel too narrow to be a stand.</summary>
    Sliver,
}

/// <summary>One overlap, gap or sliver.</summary>
/// <param name="Parcels">The parcels concerned by key, in ordinal order: two for an overlap, two or more for a gap, one for the others.</param>
/// <param name="Place">The ground itself in EPSG:4490; drawable.</param>
/// <param name="AreaM2">Ellipsoidal area of that ground, m².</param>
/// <param name="WidthM">Its mean width, m: twice the area over the perimeter.</param>
public sealed record CoverageFinding(CoverageFindingKind Kind, IReadOnlyList<CoverageParcel> Parcels, Geometry Place, double AreaM2, double WidthM)
{
    /// <summary>In the bureau's words, with the parcels and the size.</summary>
    public string Message => Kind switch
    {
        CoverageFindingKind.Invalid => FormattableString.Invariant($"{Parcels[0].Key} 的图形无效，位置 {Place.Coordinate.X:0.000000}°E {Place.Coordinate.Y:0.000000}°N；改正之前不与相邻小班比较。"),
        CoverageFindingKind.Overlap => $"{Name(Parcels[0])} 与 {Name(Parcels[1])} 重叠 {Area}。",
        CoverageFindingKind.Gap => $"{string.Join("、", Parcels.Take(4).Select(p => p.Key))}{(Parcels.Count > 4 ? $" 等 {Parcels.Count} 个小班" : "")}之间有缝隙 {Area}，平均宽 {Width}。",
        _ => $"{Parcels[0].Key} 有一块过窄：{Area}，平均宽 {Width}。",
    };

    // Of a township that whoever sent the file may not see.
    private static string Name(CoverageParcel parcel) => parcel.Key.Length > 0 ? parcel.Key : "别的乡镇的图斑";

    private string Area => AreaM2 < 1000.0 / 15 ? FormattableString.Invariant($"{AreaM2:0.###} m²") : FormattableString.Invariant($"{AreaM2 * 3 / 2000:0.##} 亩");

    private string Width => FormattableString.Invariant($"{WidthM:0.###} m");
}
