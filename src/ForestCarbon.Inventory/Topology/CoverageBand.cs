using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.Valid;

namespace ForestCarbon.Inventory.Topology;

/// <summary>
/// One horizontal strip of a coverage, [bottom, top) in degrees of latitude, with every parcel that reaches into it or comes as near
/// as a gap is wide. Overlaps and slivers belong to the strip in which their boxes begin; gaps are cut at its edges and put together
/// again by <see cref="CoverageCheck"/>.
/// </summary>
internal sealed class CoverageBand
{
    private readonly double _bottom, _top;
    private readonly CoverageLimits _limits;
    private readonly List<CoverageParcel> _parcels = [];
    private readonly List<CoverageFinding> _findings = [];
    private readonly LocalPlane _plane;
    private readonly STRtree<int> _byPlace = new();

    private CoverageBand(IReadOnlyList<CoverageParcel> parcels, double bottom, double top, CoverageLimits limits)
    {
        (_bottom, _top, _limits) = (bottom, top, limits);
        var all = new Envelope();
        foreach (var parcel in parcels)
        {
            if (!SimpleRing.IsCertainlyValid(parcel.Geometry) && new IsValidOp(parcel.Geometry).ValidationError is { } error)
            {
                if (parcel.IsJudged && Begins(parcel.Geometry.EnvelopeInternal))
                    _findings.Add(new(CoverageFindingKind.Invalid, [parcel], parcel.Geometry.Factory.CreatePoint(error.Coordinate ?? parcel.Geometry.Coordinate), 0, 0));
                continue;
            }
            _byPlace.Insert(parcel.Geometry.EnvelopeInternal, _parcels.Count);
            _parcels.Add(parcel);
            all.ExpandToInclude(parcel.Geometry.EnvelopeInternal);
        }
        _byPlace.Build();
        _plane = new LocalPlane(all.IsNull ? 0 : all.Centre.X, all.IsNull ? 0 : all.Centre.Y);
    }

    /// <summary>Everything found in a strip, and apart from it the gaps that touch its edges.</summary>
    public static (List<CoverageFinding> Findings, List<CoverageFinding> GapsAtTheEdge) Check(
        IReadOnlyList<CoverageParcel> parcels, double bottom, double top, CoverageLimits limits, CancellationToken ct) =>
        new CoverageBand(parcels, bottom, top, limits).Check(ct);

    private (List<CoverageFinding> Findings, List<CoverageFinding> GapsAtTheEdge) Check(CancellationToken ct)
    {
        _findings.AddRange(Slivers());
        if (_parcels.Count < 2)
            return (_findings, []);
        var edges = new DeviantEdges(_parcels, _byPlace, _plane, _limits).Find(_bottom, _top);
        ct.ThrowIfCancellationRequested();
        _findings.AddRange(Overlaps(edges));
        ct.ThrowIfCancellationRequested();
        if (!_limits.LooksForGaps)
            return (_findings, []);
        var gaps = new GapTracing(_parcels, _byPlace, _plane, _limits).Trace(edges, _bottom, _top).ToLookup(IsAtTheEdge);
        _findings.AddRange(gaps[false]);
        return (_findings, [.. gaps[true]]);
    }

    private IEnumerable<CoverageFinding> Overlaps(List<DeviantEdge> edges)
    {
        var pairs = new HashSet<(int, int)>();
        foreach (var edge in edges)
            foreach (var other in _byPlace.Query(edge.Envelope))
                Add(edge.Parcel, other);
        foreach (var parcel in Stacked())
            foreach (var other in _byPlace.Query(_parcels[parcel].Geometry.EnvelopeInternal))
                Add(parcel, other);
        foreach (var (a, b) in pairs.Order())
            if (Begins(_parcels[a].Geometry.EnvelopeInternal.Intersection(_parcels[b].Geometry.EnvelopeInternal)) && Overlap(_parcels[a], _parcels[b]) is { } finding)
                yield return finding;

        void Add(int parcel, int other)
        {
            if (other != parcel && (_parcels[other].IsJudged || _parcels[parcel].IsJudged))
                pairs.Add((Math.Min(parcel, other), Math.Max(parcel, other)));
        }
    }

    // Of a county stored twice under other codes and borders every edge may have its twin: only ground tells.
    private IEnumerable<int> Stacked()
    {
        for (var i = 0; i < _parcels.Count; i++)
        {
            var within = InteriorPointArea.GetInteriorPoint(_parcels[i].Geometry);
            foreach (var other in _byPlace.Query(new Envelope(within)))
                if (other != i && SimplePointInAreaLocator.Locate(within, _parcels[other].Geometry) == Location.Interior)
                {
                    yield return i;
                    break;
                }
        }
    }

    private CoverageFinding? Overlap(CoverageParcel a, CoverageParcel b)
    {
        var shared = PolygonExtracter.GetPolygons(RobustOverlay.Intersection(a.Geometry, b.Geometry)).Cast<Polygon>()
            .Where(p => _plane.IsADifference(p, EllipsoidalArea.Of(p).Value)).ToArray();
        if (shared.Length == 0)
            return null;
        var place = a.Geometry.Factory.BuildGeometry(shared);
        var area = EllipsoidalArea.Of(place).Value;
        return new CoverageFinding(CoverageFindingKind.Overlap, CoverageCheck.InOrder([a, b]), place, area, _plane.MeanWidthM(place, area));
    }

    private IEnumerable<CoverageFinding> Slivers()
    {
        foreach (var parcel in _parcels.Where(p => p.IsJudged && Begins(p.Geometry.EnvelopeInternal)))
            for (var part = 0; part < parcel.Geometry.NumGeometries; part++)
            {
                var piece = (Polygon)parcel.Geometry.GetGeometryN(part);
                // Area in the plane is right to some parts in ten thousand; only what is near the limit is measured rightly.
                if (2 * piece.Area * _plane.MetresPerDegreeY * _plane.MetresPerDegreeX >= 1.01 * _limits.SliverWidthM * PerimeterM(piece.Shell.CoordinateSequence))
                    continue;
                var area = EllipsoidalArea.Of(piece).Value;
                if (_plane.MeanWidthM(piece, area) is var width && width < _limits.SliverWidthM)
                    yield return new CoverageFinding(CoverageFindingKind.Sliver, [parcel], piece, area, width);
            }
    }

    private double PerimeterM(CoordinateSequence ring)
    {
        var sum = 0.0;
        for (var i = 1; i < ring.Count; i++)
        {
            var (dx, dy) = ((ring.GetX(i) - ring.GetX(i - 1)) * _plane.MetresPerDegreeX, (ring.GetY(i) - ring.GetY(i - 1)) * _plane.MetresPerDegreeY);
            sum += Math.Sqrt((dx * dx) + (dy * dy));
        }
        return sum;
    }

    private bool Begins(Envelope box) => !box.IsNull && box.MinY >= _bottom && box.MinY < _top;

    private bool IsAtTheEdge(CoverageFinding gap) => gap.Place.EnvelopeInternal.MinY <= _bottom || gap.Place.EnvelopeInternal.MaxY >= _top;
}
