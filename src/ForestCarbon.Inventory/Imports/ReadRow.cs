namespace ForestCarbon.Inventory.Imports;

/// <summary>One row, read and judged, as it goes to staging.</summary>
/// <param name="Code">Parcel code or code within the layer; null where the row has none.</param>
/// <param name="Attributes">What the file said, as JSON.</param>
/// <param name="Mapped">How it was read, as JSON with the names of the table's columns.</param>
/// <param name="SourceWkb">Shape in the file's own coordinates.</param>
/// <param name="Geometry">Shape in coordinates of record as EWKB; null where it has none.</param>
public sealed record ReadRow(
    int Row, string? Code, byte[] Attributes, byte[] Mapped, byte[]? SourceWkb, decimal? EllipsoidalAreaM2, byte[]? Geometry);
