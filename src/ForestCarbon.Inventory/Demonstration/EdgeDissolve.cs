namespace ForestCarbon.Inventory.Demonstration;

/// <summary>
/// Puts the outlines of many neighbouring pieces together to the outline of their union. Neighbours share their edges bit for
/// bit, so an edge and its opposite cancel and what is left are rings: no overlay, no tolerance, nothing moved.
/// </summary>
internal sealed class EdgeDissolve
{
    private readonly Dictionary<(double, double), List<double[]>> _from = [];

    /// <summary>A directed piece of an outline whose other side does not belong; the inside lies to its left.</summary>
    public void Add(double[] path)
    {
        // An edge shorter than the grid is a point once rounded, from both its sides.
        if (path.Length < 4)
            return;
        var key = (path[0], path[1]);
        if (!_from.TryGetValue(key, out var paths))
            _from.Add(key, paths = []);
        paths.Add(path);
    }

    /// <summary>A piece of outline whose other side may be added too: what is added both ways cancels, segment by segment.</summary>
    public void AddCancelling(ReadOnlySpan<double> path)
    {
        for (var i = 0; i + 3 < path.Length; i += 2)
        {
            var (x, y, nextX, nextY) = (path[i], path[i + 1], path[i + 2], path[i + 3]);
            var opposite = _from.TryGetValue((nextX, nextY), out var back) ? back.FindIndex(p => p.Length == 4 && p[2] == x && p[3] == y) : -1;
            if (opposite >= 0)
                back!.RemoveAt(opposite);
            else
                Add([x, y, nextX, nextY]);
        }
    }

    public bool IsEmpty => _from.Values.All(paths => paths.Count == 0);

    /// <summary>The union as polygons of rings, the outer ring first and counter-clockwise, its holes after it.</summary>
    public IReadOnlyList<IReadOnlyList<double[]>> Polygons()
    {
        var (outer, holes) = (new List<List<double[]>>(), new List<double[]>());
        foreach (var start in _from.Keys.Order().ToList())
            while (_from.TryGetValue(start, out var open) && open.Count > 0)
                foreach (var ring in Walk(start))
                    if (Planar(ring) > 0)
                        outer.Add([ring]);
                    else
                        holes.Add(ring);
        foreach (var hole in holes)
            Smallest(outer, hole).Add(hole);
        return outer;
    }

    // A walk that comes back to a point it has passed has closed a ring there: it is put aside and the walk goes on.
    private List<double[]> Walk((double, double) start)
    {
        var rings = new List<double[]>();
        var walked = new List<double[]> { Take(start, null) };
        var passed = new Dictionary<(double, double), int> { [start] = 0 };
        while (walked.Count > 0)
        {
            var last = walked[^1];
            var at = (last[^2], last[^1]);
            if (passed.TryGetValue(at, out var first))
            {
                rings.Add(Joined(walked, first));
                for (var i = first; i < walked.Count; i++)
                    passed.Remove((walked[i][0], walked[i][1]));
                walked.RemoveRange(first, walked.Count - first);
                if (walked.Count == 0)
                    break;
                last = walked[^1];
            }
            passed[at] = walked.Count;
            walked.Add(Take(at, last));
        }
        return rings;
    }

    private static double[] Joined(List<double[]> paths, int first)
    {
        var ring = new List<double>();
        for (var i = first; i < paths.Count; i++)
            ring.AddRange(paths[i].AsSpan(0, paths[i].Length - 2));
        ring.Add(ring[0]);
        ring.Add(ring[1]);
        return [.. ring];
    }

    // Where several paths leave a point, the sharpest turn left stays along the same piece of inside.
    private double[] Take((double, double) at, double[]? last)
    {
        if (!_from.TryGetValue(at, out var paths) || paths.Count == 0)
            throw new InvalidOperationException($"An outline ends at {at}: two neighbours do not share an edge.");
        var chosen = 0;
        if (paths.Count > 1 && last is not null)
        {
            var back = Math.Atan2(last[^3] - last[^1], last[^4] - last[^2]);
            var widest = double.MinValue;
            for (var i = 0; i < paths.Count; i++)
            {
                var turn = Math.Atan2(paths[i][3] - paths[i][1], paths[i][2] - paths[i][0]) - back;
                turn = turn <= 0 ? turn + (2 * Math.PI) : turn;
                if (turn > widest)
                    (widest, chosen) = (turn, i);
            }
        }
        var path = paths[chosen];
        paths.RemoveAt(chosen);
        return path;
    }

    private static List<double[]> Smallest(List<List<double[]>> outer, double[] hole)
    {
        List<double[]>? best = null;
        var smallest = double.MaxValue;
        foreach (var polygon in outer)
        {
            var area = Planar(polygon[0]);
            if (area < smallest && Contains(polygon[0], hole))
                (best, smallest) = (polygon, area);
        }
        return best ?? throw new InvalidOperationException("A hole lies in no ring.");
    }

    // Some point of the hole is not a corner of the ring; its middle is tested by crossings.
    private static bool Contains(double[] ring, double[] hole)
    {
        var (x, y) = ((hole[0] + hole[2]) / 2, (hole[1] + hole[3]) / 2);
        var inside = false;
        for (var i = 0; i + 3 < ring.Length; i += 2)
            if (ring[i + 1] > y != ring[i + 3] > y && x < ring[i] + ((y - ring[i + 1]) / (ring[i + 3] - ring[i + 1]) * (ring[i + 2] - ring[i])))
                inside = !inside;
        return inside;
    }

    private static double Planar(double[] ring)
    {
        var sum = 0.0;
        for (var i = 0; i + 3 < ring.Length; i += 2)
            sum += ((ring[i] - ring[0]) * (ring[i + 3] - ring[1])) - ((ring[i + 2] - ring[0]) * (ring[i + 1] - ring[1]));
        return sum / 2;
    }
}
