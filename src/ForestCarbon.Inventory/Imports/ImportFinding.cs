using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Something about a file that a person must know before it becomes the inventory.</summary>
/// <param name="Row">Row of the file, from 1; null for the file as a whole.</param>
/// <param name="Subject">Parcel code, or field.</param>
/// <param name="Size">How big, in <paramref name="SizeUnit"/>.</param>
/// <param name="Place">Where, in EPSG:4490; drawable.</param>
/// <param name="OtherSubject">The parcel on the other side, where the finding is between two.</param>
public sealed record ImportFinding(
    FindingKind Kind, int? Row, string? Subject, Words Message, double? Size = null, string? SizeUnit = null, Geometry? Place = null,
    string? OtherSubject = null);

/// <summary>A finding as it is stored and shown.</summary>
public sealed record StoredFinding(
    int Finding, int? RowNo, string Kind, string Severity, bool Blocks, string? Subject, string Message, double? Size, string? SizeUnit,
    double? Longitude, double? Latitude, string? MessageEn, string? OtherSubject);
