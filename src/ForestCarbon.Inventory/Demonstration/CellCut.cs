namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Cuts a piece off a cell along a straight line between two corners of its ring, so that no point is made.</summary>
internal static class CellCut
{
    private const int Tries = 60;
    private const double Near = 0.06;

    /// <summary>
    /// A piece that borders neighbour <paramref name="side"/> and has about the wanted share of the cell; null where no line
    /// between corners stays inside the cell. The piece and <paramref name="rest"/> are closed counter-clockwise rings.
    /// </summary>
    public static double[]? Piece(CellOutline cell, int side, double share, out double[] rest)
    {
        var n = cell.Points;
        var doubled = DoubledAreas(cell.Ring, n);
        var whole = doubled[n];
        var middle = (cell.Starts[side] + cell.Starts[side + 1]) / 2;
        var candidates = new List<(double Miss, int From, int Length)>();
        for (var before = 1; before < n; before++)
            for (var length = Math.Max(before + 1, (2 * before) - (n / 4)); length <= Math.Min(n - 2, (2 * before) + (n / 4)); length++)
            {
                var from = (((middle - before) % n) + n) % n;
                var miss = Math.Abs((Area(cell.Ring, doubled, n, from, length) / whole) - share);
                if (miss < Near)
                    candidates.Add((miss, from, length));
            }
        foreach (var (_, from, length) in candidates.OrderBy(c => c.Miss).ThenBy(c => c.From).ThenBy(c => c.Length).Take(Tries))
            if (IsInside(cell.Ring, n, from, (from + length) % n))
            {
                rest = Ring(cell.Ring, n, (from + length) % n, n - length);
                return Ring(cell.Ring, n, from, length);
            }
        rest = cell.Ring;
        return null;
    }

    private static double[] Ring(double[] ring, int n, int from, int length)
    {
        var piece = new double[2 * (length + 2)];
        for (var i = 0; i <= length; i++)
            (piece[2 * i], piece[(2 * i) + 1]) = (ring[2 * ((from + i) % n)], ring[(2 * ((from + i) % n)) + 1]);
        (piece[^2], piece[^1]) = (piece[0], piece[1]);
        return piece;
    }

    // Running sum of twice the triangles from the first corner; entry n closes the ring.
    private static double[] DoubledAreas(double[] ring, int n)
    {
        var sums = new double[n + 1];
        for (var i = 0; i < n; i++)
            sums[i + 1] = sums[i] + Cross(ring, i, (i + 1) % n, ring[0], ring[1]);
        return sums;
    }

    private static double Area(double[] ring, double[] sums, int n, int from, int length)
    {
        var to = from + length;
        var walked = to <= n ? sums[to] - sums[from] : sums[n] - sums[from] + sums[to - n];
        return walked + Cross(ring, to % n, from, ring[0], ring[1]);
    }

    private static double Cross(double[] ring, int i, int j, double x, double y) =>
        ((ring[2 * i] - x) * (ring[(2 * j) + 1] - y)) - ((ring[2 * j] - x) * (ring[(2 * i) + 1] - y));

    // The line touches the ring at its ends only, and leaves the first corner into the cell.
    private static bool IsInside(double[] ring, int n, int from, int to)
    {
        var previous = (from + n - 1) % n;
        var next = (from + 1) % n;
        var isConvex = Turn(ring, previous, from, next) > 0;
        var (left, right) = (Turn(ring, from, to, previous), Turn(ring, from, next, to));
        if (isConvex ? left <= 0 || right <= 0 : left <= 0 && right <= 0)
            return false;
        for (var i = 0; i < n; i++)
        {
            var j = (i + 1) % n;
            if (i == from || i == to || j == from || j == to)
                continue;
            if (Turn(ring, from, to, i) > 0 != Turn(ring, from, to, j) > 0 && Turn(ring, i, j, from) > 0 != Turn(ring, i, j, to) > 0)
                return false;
        }
        return true;
    }

    private static double Turn(double[] ring, int a, int b, int c) =>
        ((ring[2 * b] - ring[2 * a]) * (ring[(2 * c) + 1] - ring[(2 * a) + 1])) - ((ring[2 * c] - ring[2 * a]) * (ring[(2 * b) + 1] - ring[(2 * a) + 1]));
}
