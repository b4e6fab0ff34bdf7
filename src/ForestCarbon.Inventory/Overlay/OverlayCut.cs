using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Topology;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.OverlayNG;

namespace ForestCarbon.Inventory.Overlay;

/// <summary>A piece of a parcel: the layers it lies in, sorted, and its ellipsoidal area.</summary>
public sealed record OverlayPiece(string[] Layers, double AreaM2)
{
    /// <summary>Pieces under 50 m² are named slivers and kept (<c>definitions.md</c> §1).</summary>
    public const double SliverBelowM2 = 50;

    public string Key => string.Join('+', Layers);

    public bool IsSliver => AreaM2 < SliverBelowM2;
}

/// <summary>Cuts parcels by the features of some layers into disjoint combinations. Safe for several threads.</summary>
public sealed class OverlayCut
{
    /// <summary>1 cm², the last place of a stored area: less is noise of cutting, not ground.</summary>
    private const double NothingM2 = 0.0001;

    /// <summary>A rest this large is there for certain: areas taken from each other are exact to far less.</summary>
    private const double SurelyGroundM2 = 1;

    private readonly List<(string Layer, STRtree<LayerGround> Features)> _layers;

    /// <param name="features">Polygons in EPSG:4490 with the layer each belongs to.</param>
    public OverlayCut(IEnumerable<(string Layer, Geometry Geometry)> features)
    {
        _layers = [.. features.GroupBy(f => f.Layer).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
        {
            var tree = new STRtree<LayerGround>();
            foreach (var (_, geometry) in g)
                tree.Insert(geometry.EnvelopeInternal, new LayerGround(Working(geometry)));
            tree.Build();
            return (g.Key, tree);
        })];
    }

    /// <summary>The pieces of a parcel, by key in ordinal order; disjoint, together the parcel.</summary>
    public IReadOnlyList<OverlayPiece> Of(Geometry parcel)
    {
        parcel = Working(parcel);
        var (outline, everywhere) = (new ParcelOutline(parcel), new List<string>());
        List<Piece> pieces = [new([], new(parcel), EllipsoidalArea.Of(parcel).Value)];
        foreach (var (layer, features) in _layers)
        {
            var (covers, isEverywhere) = (new List<Geometry>(), false);
            foreach (var feature in features.Query(parcel.EnvelopeInternal))
            {
                var (lie, ground) = feature.Around(outline);
                isEverywhere |= lie == Lie.Inside;
                if (lie == Lie.AtTheBorder && Ground(RobustOverlay.Intersection(ground, parcel)) is { IsEmpty: false } cover)
                    covers.Add(cover);
            }
            if (isEverywhere)
            {
                everywhere.Add(layer);
                continue;
            }
            if (covers.Count > 0)
                pieces = Cut(pieces, layer, covers.Count == 1 ? covers[0] : OverlayNGRobust.Union(covers));
        }
        return [.. pieces.Select(p => new OverlayPiece([.. p.Layers.Concat(everywhere).Order(StringComparer.Ordinal)], p.AreaM2))
            .GroupBy(p => p.Key).Select(g => new OverlayPiece(g.First().Layers, g.Sum(p => p.AreaM2))).OrderBy(p => p.Key, StringComparer.Ordinal)];
    }

    private static List<Piece> Cut(List<Piece> pieces, string layer, Geometry cover)
    {
        var cut = new List<Piece>();
        foreach (var piece in pieces)
        {
            // A cover lies within the parcel: where the piece is still all of it, it need not be cut again.
            var inside = pieces.Count == 1 ? cover : Ground(RobustOverlay.Intersection(piece.Ground.Value, cover));
            var insideM2 = EllipsoidalArea.Of(inside).Value;
            if (insideM2 < NothingM2)
            {
                cut.Add(piece);
                continue;
            }
            // Most parcels meet one layer's border only: the outline of the rest is drawn where a later layer asks for it.
            var outside = new Lazy<Geometry>(() => Ground(RobustOverlay.Difference(piece.Ground.Value, cover)));
            var outsideM2 = piece.AreaM2 - insideM2;
            if (outsideM2 < SurelyGroundM2)
                outsideM2 = EllipsoidalArea.Of(outside.Value).Value;
            if (outsideM2 < NothingM2)
            {
                cut.Add(piece with { Layers = [.. piece.Layers, layer] });
                continue;
            }
            cut.Add(new([.. piece.Layers, layer], new(inside), insideM2));
            cut.Add(piece with { Ground = outside, AreaM2 = outsideM2 });
        }
        return cut;
    }

    // One invalid outline would stop the cutting of the whole county. The stored outline stays as it is; the pieces are shares of the stored
    // area anyway.
    private static Geometry Working(Geometry geometry) => SimpleRing.IsCertainlyValid(geometry) || geometry.IsValid ? geometry : Ground(GeometryFixer.Fix(geometry));

    // Only ground has an area: lines along which a feature touches fall away.
    internal static Geometry Ground(Geometry geometry) =>
        geometry is Polygon or MultiPolygon ? geometry : geometry.Factory.BuildGeometry(PolygonExtracter.GetPolygons(geometry));

    private sealed record Piece(List<string> Layers, Lazy<Geometry> Ground, double AreaM2);
}
