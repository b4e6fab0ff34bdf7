using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Ogc;

/// <summary>A coordinate system by its OGC address, with the order of its axes as the authority has it.</summary>
/// <param name="IsNorthingFirst">True where latitude or northing comes first: every EPSG system here, not CRS84.</param>
public sealed record OgcCrs(string Uri, int Epsg, bool IsNorthingFirst)
{
    /// <summary>Longitude, latitude on WGS 84; taken as identical with CGCS2000, as the storage is.</summary>
    public static readonly OgcCrs Crs84 = new("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4490, false);

    /// <summary>CGCS2000 latitude, longitude: what is stored.</summary>
    public static readonly OgcCrs Storage = Of(4490);

    public static IReadOnlyList<OgcCrs> All { get; } = [Crs84, Storage, Of(4546), Of(4525)];

    /// <summary>The system of an address, in the http form or as a URN; null where it is none of <see cref="All"/>.</summary>
    public static OgcCrs? Find(string uri) => All.FirstOrDefault(c => c.Uri == uri || (c != Crs84 && uri == $"urn:ogc:def:crs:EPSG::{c.Epsg}"));

    /// <summary>A copy of a stored geometry in this system and its order of axes; null where it lies outside the system.</summary>
    public Geometry? FromStored(Geometry stored)
    {
        var moved = stored.Copy();
        var filter = new Moving(CoordinateSystems.Between(CoordinateSystems.Cgcs2000, CoordinateSystems.Find(Epsg)!), IsNorthingFirst);
        moved.Apply(filter);
        moved.GeometryChanged();
        return filter.IsOutside ? null : moved;
    }

    /// <summary>The box in degrees (EPSG:4490, longitude first) around a box of this system; null where it lies outside the system.</summary>
    public Envelope? ToStored(double first0, double second0, double first1, double second1)
    {
        var (x0, y0, x1, y1) = IsNorthingFirst ? (second0, first0, second1, first1) : (first0, second0, first1, second1);
        var transform = CoordinateSystems.Between(CoordinateSystems.Find(Epsg)!, CoordinateSystems.Cgcs2000);
        var box = new Envelope();
        // The sides of a projected box are bent in degrees: some points along each are looked at.
        const int Steps = 8;
        for (var i = 0; i <= Steps; i++)
            for (var j = 0; j <= Steps; j++)
            {
                if (i is not (0 or Steps) && j is not (0 or Steps))
                    continue;
                var (x, y) = (x0 + ((x1 - x0) * i / Steps), y0 + ((y1 - y0) * j / Steps));
                if (!transform.TryApply(ref x, ref y))
                    return null;
                box.ExpandToInclude(x, y);
            }
        return box;
    }

    private static OgcCrs Of(int epsg) => new($"http://www.opengis.net/def/crs/EPSG/0/{epsg}", epsg, true);

    private sealed class Moving(CoordinateTransform transform, bool swaps) : IEntireCoordinateSequenceFilter
    {
        public bool IsOutside { get; private set; }

        public bool Done => IsOutside;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                var (x, y) = (sequence.GetX(i), sequence.GetY(i));
                if (!transform.TryApply(ref x, ref y))
                {
                    IsOutside = true;
                    return;
                }
                sequence.SetX(i, swaps ? y : x);
                sequence.SetY(i, swaps ? x : y);
            }
        }
    }
}
