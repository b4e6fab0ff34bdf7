using ForestCarbon.Inventory.Topology;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Overlay;

/// <summary>How a piece of ground lies to a feature of a layer.</summary>
internal enum Lie
{
    /// <summary>Not in it, or touching it from outside.</summary>
    Outside,

    /// <summary>In it altogether.</summary>
    Inside,

    /// <summary>The feature's outline may run through it: only cutting tells.</summary>
    AtTheBorder,
}

/// <summary>
/// A feature of a layer, halved again and again where it has many corners, so that a parcel is laid over some hundred of them instead
/// of tens of thousands. Safe for several threads.
/// </summary>
/// <remarks>
/// The halves overlap by a part of their size, so that nearly every parcel lies within one. How a feature is halved depends on the
/// feature alone: the pieces of a parcel do not depend on which others were cut beside it. A half's ground ends along the edges of
/// its box; what is laid over it lies inside the box and never meets them.
/// </remarks>
internal sealed class LayerGround
{
    private const int FewCorners = 200;
    private const double Overlap = 0.1;

    private readonly Envelope _box;
    private readonly Geometry _ground;
    private readonly OutlineEdges _edges;
    private readonly Lazy<LayerGround[]> _halves;

    /// <param name="feature">Polygons in EPSG:4490.</param>
    public LayerGround(Geometry feature)
        : this(feature, feature.EnvelopeInternal)
    {
    }

    private LayerGround(Geometry ground, Envelope box)
    {
        (_ground, _box) = (ground, box);
        _edges = new OutlineEdges(ground);
        _halves = new(Halves);
    }

    /// <summary>How a parcel lies to the feature; at the border also the feature's ground around it, to cut with.</summary>
    public (Lie Lie, Geometry Ground) Around(ParcelOutline parcel)
    {
        var near = this;
        while (near._edges.Count > FewCorners && near.HalfAround(parcel.Box) is { } half)
            near = half;
        if (near._edges.MayRunThrough(parcel))
            return (Lie.AtTheBorder, near._ground);
        // No edge of the feature is inside the parcel: any place within tells for all of it.
        return (SimplePointInAreaLocator.Locate(parcel.Within, near._ground) == Location.Interior ? Lie.Inside : Lie.Outside, near._ground);
    }

    private LayerGround? HalfAround(Envelope parcel)
    {
        foreach (var half in _halves.Value)
            if (parcel.MinX > half._box.MinX && parcel.MaxX < half._box.MaxX && parcel.MinY > half._box.MinY && parcel.MaxY < half._box.MaxY)
                // A half that is not smaller would be halved for ever.
                return half._edges.Count < _edges.Count ? half : null;
        return null;
    }

    private LayerGround[] Halves()
    {
        var (x, y) = (_box.Centre.X, _box.Centre.Y);
        if (_box.Width >= _box.Height)
        {
            var over = Overlap * _box.Width;
            return [Within(new Envelope(_box.MinX, x + over, _box.MinY, _box.MaxY)), Within(new Envelope(x - over, _box.MaxX, _box.MinY, _box.MaxY))];
        }
        else
        {
            var over = Overlap * _box.Height;
            return [Within(new Envelope(_box.MinX, _box.MaxX, _box.MinY, y + over)), Within(new Envelope(_box.MinX, _box.MaxX, y - over, _box.MaxY))];
        }
    }

    private LayerGround Within(Envelope box) => new(OverlayCut.Ground(RobustOverlay.Intersection(_ground, _ground.Factory.ToGeometry(box))), box);
}
