using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>One row of a file: its number (from 1), its shape in the file's own coordinates, its values in the order of the fields.</summary>
/// <param name="Geometry">Null where the row has no shape.</param>
/// <param name="Values">string, long, decimal, double, bool, <see cref="DateOnly"/> or null.</param>
/// <param name="Faults">What was wrong with the shape as drawn, before any check of validity.</param>
public sealed record SourceFeature(int Row, Geometry? Geometry, object?[] Values, IReadOnlyList<ShapeFault> Faults);

/// <summary>A fault of drawing that disappears once a geometry is built, so the reader must report it.</summary>
/// <param name="Gap">Distance between first and last point in units of the file, for <see cref="ShapeFaultKind.Unclosed"/>.</param>
/// <param name="To">The ring's first point, where <paramref name="Place"/> is its last.</param>
public readonly record struct ShapeFault(ShapeFaultKind Kind, Coordinate Place, double Gap = 0, Coordinate? To = null);

public enum ShapeFaultKind
{
    /// <summary>The last point of a ring is not its first.</summary>
    Unclosed,

    /// <summary>A ring of fewer than three different points encloses nothing.</summary>
    TooFewPoints,

    /// <summary>A ring wound like a hole lies in no outer ring.</summary>
    HoleWithoutShell,

    /// <summary>A coordinate is not a finite number.</summary>
    NotFinite,

    /// <summary>A shape written as text that is none: malformed or cut off.</summary>
    Unreadable,
}

/// <summary>A field of the file as its header has it.</summary>
public sealed record SourceField(string Name, string Type, int Width = 0, int Decimals = 0);

/// <summary>How the texts of a file were read, and why so.</summary>
public sealed record SourceEncoding(string Name, Words Reason);

/// <summary>What the file itself says about its coordinate reference system; both null where it says nothing.</summary>
public sealed record SourceCrsNote(string? Wkt, int? Epsg, Words Where);
