namespace ForestCarbon.Inventory.Crs;

/// <summary>A point known in both systems, in the plane, metres.</summary>
public sealed record ControlPoint(string Name, double FromX, double FromY, double ToX, double ToY);

/// <summary>How far the fitted shift leaves a control point from where it should be, metres.</summary>
public sealed record Residual(string Name, double DxM, double DyM)
{
    public double LengthM => Math.Sqrt(DxM * DxM + DyM * DyM);
}

/// <summary>Four parameters fitted to control points by least squares.</summary>
/// <remarks>
/// With a = k·cos α and b = k·sin α the equations x' = dx + a·x − b·y, y' = dy + b·x + a·y are linear; taken about the centre of
/// the points the normal equations fall apart into the closed form used here (similarity transformation, e.g. Ghilani 2010 §18.3 [M]).
/// </remarks>
public sealed record ShiftFit(PlaneShift Shift, IReadOnlyList<Residual> Residuals)
{
    /// <summary>Root of the mean squared residual length, metres.</summary>
    public double RootMeanSquareM => Math.Sqrt(Residuals.Sum(r => r.LengthM * r.LengthM) / Residuals.Count);

    /// <summary>The largest residual, metres.</summary>
    public double LargestM => Residuals.Max(r => r.LengthM);

    /// <exception cref="ArgumentException">Fewer than two points, or all in one place.</exception>
    public static ShiftFit Of(ReferenceSystem plane, IReadOnlyList<ControlPoint> points, string source)
    {
        if (points.Count < 2)
            throw new ArgumentException("Two control points at least.", nameof(points));
        double fromX = points.Average(p => p.FromX), fromY = points.Average(p => p.FromY), toX = points.Average(p => p.ToX), toY = points.Average(p => p.ToY);
        double spread = 0, along = 0, across = 0;
        foreach (var p in points)
        {
            var (x, y, u, v) = (p.FromX - fromX, p.FromY - fromY, p.ToX - toX, p.ToY - toY);
            spread += x * x + y * y;
            along += x * u + y * v;
            across += x * v - y * u;
        }
        if (spread < 1)
            throw new ArgumentException("The control points lie in one place.", nameof(points));
        var (a, b) = (along / spread, across / spread);
        var shift = new PlaneShift(plane, toX - fromX, toY - fromY, Math.Atan2(b, a), Math.Sqrt(a * a + b * b), source, fromX, fromY);
        return new ShiftFit(shift, [.. points.Select(Left)]);

        Residual Left(ControlPoint p)
        {
            var (x, y) = shift.Shifted(p.FromX, p.FromY);
            return new Residual(p.Name, p.ToX - x, p.ToY - y);
        }
    }
}
