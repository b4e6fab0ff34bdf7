using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Algorithm;

namespace ForestCarbon.Ccer.Screening.Ground;

/// <summary>How a feature lies to a parcel.</summary>
public enum Covering : byte
{
    /// <summary>They share no ground; they may touch.</summary>
    Apart,

    /// <summary>All of the parcel lies in the feature.</summary>
    Whole,

    /// <summary>A part of it does.</summary>
    Part,
}

/// <summary>Tells how features cover a parcel, quickly where their boundaries meet in shared vertices.</summary>
/// <remarks>
/// Every edge of the feature near the parcel is compared with every edge of the parcel. Where each is either one and the same
/// edge, or meets the parcel only in vertices and passes outside, the feature's boundary does not enter the parcel, and one
/// point decides. Where an edge crosses or runs inside, a part is covered. Where a vertex lies on the other's edge, or edges lie
/// on one line, the overlay itself is made and its area asked.
/// </remarks>
public static class Coverings
{
    /// <summary>Ground in m² that is nothing between two outlines: what rounding to 0.1 mm leaves along a kilometre of shared boundary.</summary>
    public const double NothingM2 = 0.05;

    private enum Meeting
    {
        None,
        Same,
        Crossing,
        Unclear,
    }

    public static Covering Of(Outline parcel, Outline feature)
    {
        if (feature.MinX > parcel.MaxX || feature.MaxX < parcel.MinX || feature.MinY > parcel.MaxY || feature.MaxY < parcel.MinY)
            return Covering.Apart;
        var f = feature.XY;
        foreach (var e in feature.EdgesNear(parcel.MinY, parcel.MaxY))
        {
            var (ax, ay, bx, by) = (f[e], f[e + 1], f[e + 2], f[e + 3]);
            if (Math.Max(ax, bx) < parcel.MinX || Math.Min(ax, bx) > parcel.MaxX || Math.Max(ay, by) < parcel.MinY || Math.Min(ay, by) > parcel.MaxY)
                continue;
            switch (Meets(parcel, ax, ay, bx, by))
            {
                case Meeting.Crossing:
                    return Covering.Part;
                case Meeting.Unclear:
                    return ByOverlay(parcel, feature);
                case Meeting.None when parcel.Contains((ax + bx) / 2, (ay + by) / 2):
                    return Covering.Part;
            }
        }
        return feature.Contains(parcel.InsideX, parcel.InsideY) ? Covering.Whole : Covering.Apart;
    }

    // A vertex on the other's edge after rounding: what decides is whether any ground is shared.
    private static Covering ByOverlay(Outline parcel, Outline feature)
    {
        var (inside, outside) = GroundCut.Of(parcel.ToGeometry(), feature.ToGeometry());
        if (EllipsoidalArea.Of(inside).Value <= NothingM2)
            return Covering.Apart;
        return EllipsoidalArea.Of(outside).Value <= NothingM2 ? Covering.Whole : Covering.Part;
    }

    private static Meeting Meets(Outline parcel, double ax, double ay, double bx, double by)
    {
        var p = parcel.XY;
        var (minX, maxX) = ax < bx ? (ax, bx) : (bx, ax);
        var (minY, maxY) = ay < by ? (ay, by) : (by, ay);
        foreach (var q in parcel.EdgesNear(minY, maxY))
        {
            var (cx, cy, dx, dy) = (p[q], p[q + 1], p[q + 2], p[q + 3]);
            if ((cx > maxX && dx > maxX) || (cx < minX && dx < minX) || (cy > maxY && dy > maxY) || (cy < minY && dy < minY))
                continue;
            var (ac, ad, bc, bd) = (ax == cx && ay == cy, ax == dx && ay == dy, bx == cx && by == cy, bx == dx && by == dy);
            if ((ac && bd) || (ad && bc))
                return Meeting.Same;
            var (o1, o2) = (Side(cx, cy, dx, dy, ax, ay), Side(cx, cy, dx, dy, bx, by));
            if (ac || ad || bc || bd)
            {
                // One end is shared: fine unless the other ends lie on one line, where one edge may run along the other.
                if (o1 == 0 && o2 == 0)
                    return Meeting.Unclear;
                continue;
            }
            if (o1 * o2 > 0)
                continue;
            var (o3, o4) = (Side(ax, ay, bx, by, cx, cy), Side(ax, ay, bx, by, dx, dy));
            if (o3 * o4 > 0)
                continue;
            return o1 * o2 < 0 && o3 * o4 < 0 ? Meeting.Crossing : Meeting.Unclear;
        }
        return Meeting.None;
    }

    private static int Side(double ax, double ay, double bx, double by, double px, double py) => CGAlgorithmsDD.OrientationIndex(ax, ay, bx, by, px, py);
}
