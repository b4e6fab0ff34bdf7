using System.Numerics;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Topology;

/// <summary>Finds the parcels of a coverage that have an edge which is not drawn exactly once more, the other way round.</summary>
/// <remarks>
/// Where every edge has its twin, the parcels neither overlap nor leave a gap: the number of parcels over a place can change only
/// across an edge without one. Shared vertices are equal as doubles (<c>definitions.md</c> §1), so twins are found by a table of
/// both ends; what is left goes to the validator, which costs some hundred times as much an edge.
/// </remarks>
internal sealed class UnmatchedEdges
{
    private readonly double[] _points;
    private readonly int[] _slotOf;
    private readonly Slot[] _slots;

    private UnmatchedEdges(int points)
    {
        _points = new double[2 * points];
        _slotOf = new int[points];
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, points + (points / 4)))];
    }

    /// <summary>Positions of parcels with such an edge that touches the strip between two latitudes, ascending.</summary>
    public static List<int> ParcelsWith(IReadOnlyList<CoverageParcel> parcels, double bottom, double top)
    {
        var table = new UnmatchedEdges(parcels.Sum(p => p.Geometry.NumPoints));
        var ends = new int[parcels.Count];
        var at = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            table.Add(parcels[i].Geometry, ref at);
            ends[i] = at;
        }
        var found = new List<int>();
        for (var i = 0; i < ends.Length; i++)
            if (table.HasUnmatched(i == 0 ? 0 : ends[i - 1], ends[i], bottom, top))
                found.Add(i);
        return found;
    }

    private void Add(Geometry geometry, ref int at)
    {
        for (var part = 0; part < geometry.NumGeometries; part++)
        {
            var polygon = (Polygon)geometry.GetGeometryN(part);
            Add(polygon.Shell.CoordinateSequence, isHole: false, ref at);
            for (var hole = 0; hole < polygon.NumInteriorRings; hole++)
                Add(polygon.GetInteriorRingN(hole).CoordinateSequence, isHole: true, ref at);
        }
    }

    private void Add(CoordinateSequence ring, bool isHole, ref int at)
    {
        var start = at;
        var doubleArea = 0.0;
        var (firstX, firstY) = (ring.GetX(0), ring.GetY(0));
        for (var i = 0; i < ring.Count; i++, at++)
        {
            var (x, y) = (_points[2 * at], _points[(2 * at) + 1]) = (ring.GetX(i), ring.GetY(i));
            if (i > 0)
                doubleArea += ((_points[2 * at - 2] - firstX) * (y - firstY)) - ((x - firstX) * (_points[2 * at - 1] - firstY));
        }
        // Ground to the left is forward, however the ring was wound.
        var isForward = doubleArea > 0 != isHole;
        var hash = HashAt(start);
        for (var edge = start; edge < at - 1; edge++)
        {
            var next = HashAt(edge + 1);
            Enter(edge, hash + next, isForward == IsUpwards(edge));
            hash = next;
        }
        _slotOf[at - 1] = -1; // the last point of a ring begins no edge
    }

    private void Enter(int edge, ulong hash, bool isForward)
    {
        var mask = _slots.Length - 1;
        for (var at = (int)(hash >> 32) & mask; ; at = (at + 1) & mask)
        {
            ref var slot = ref _slots[at];
            if (slot.Seen == 0)
                slot = new Slot { Hash = hash, Edge = edge };
            else if (slot.Hash != hash || !IsSame(slot.Edge, edge))
                continue;
            // Two bits each way are enough: one is right, more are not.
            slot.Seen |= isForward ? (slot.Seen & 1) == 0 ? (byte)1 : (byte)2 : (slot.Seen & 4) == 0 ? (byte)4 : (byte)8;
            _slotOf[edge] = at;
            return;
        }
    }

    private bool HasUnmatched(int start, int end, double bottom, double top)
    {
        const byte OnceEachWay = 1 | 4;
        for (var edge = start; edge < end; edge++)
            if (_slotOf[edge] >= 0 && _slots[_slotOf[edge]].Seen != OnceEachWay
                && Math.Max(_points[(2 * edge) + 1], _points[(2 * edge) + 3]) >= bottom && Math.Min(_points[(2 * edge) + 1], _points[(2 * edge) + 3]) <= top)
                return true;
        return false;
    }

    private bool IsUpwards(int edge) =>
        _points[2 * edge] < _points[(2 * edge) + 2] || (_points[2 * edge] == _points[(2 * edge) + 2] && _points[(2 * edge) + 1] < _points[(2 * edge) + 3]);

    private bool IsSame(int one, int other)
    {
        var a = _points.AsSpan(2 * one, 4);
        var b = _points.AsSpan(2 * other, 4);
        return (a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3]) || (a[0] == b[2] && a[1] == b[3] && a[2] == b[0] && a[3] == b[1]);
    }

    private ulong HashAt(int point)
    {
        var mixed = ((ulong)BitConverter.DoubleToInt64Bits(_points[2 * point]) * 0x9E37_79B9_7F4A_7C15UL)
                    ^ BitOperations.RotateLeft((ulong)BitConverter.DoubleToInt64Bits(_points[(2 * point) + 1]) * 0xC2B2_AE3D_27D4_EB4FUL, 31);
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58_476D_1CE4_E5B9UL;
        return mixed ^ (mixed >> 32);
    }

    private struct Slot
    {
        public ulong Hash;
        public int Edge;
        public byte Seen;
    }
}
