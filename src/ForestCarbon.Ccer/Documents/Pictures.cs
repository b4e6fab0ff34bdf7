using System.Globalization;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;
using SkiaSharp;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Something on a map, EPSG:4490.</summary>
/// <param name="Kind">Which colour of the legend; −1: an outline that only shows where things are.</param>
public sealed record MapShape(Geometry Shape, string? Label, int Kind = 0);

/// <summary>A picture with its true size on paper.</summary>
/// <param name="Scale">Denominator of a map's scale; null for a chart.</param>
public sealed record Picture(byte[] Png, double WidthMm, double HeightMm, int? Scale);

/// <summary>Maps to scale and charts for documents. The same things give the same bytes on the same machine; letters come from its fonts.</summary>
public static class Pictures
{
    private const double WidthMm = 160;
    private const double MostHeightMm = 190;
    private const double LeastHeightMm = 80;
    private const double MarginMm = 6;
    private const double FootMm = 12;
    private const double PixelsPerMm = 220 / 25.4;
    private const int GaussKruger = 4546; // CGCS2000, 111° E, the county's zone

    private static readonly int[] Scales = [500, 1000, 2000, 2500, 5000, 10_000, 20_000, 25_000, 50_000, 100_000, 200_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000];

    /// <summary>Fill colours by kind, repeated where there are more kinds.</summary>
    private static readonly SKColor[] Fills =
    [
        new(0x5B, 0x9A, 0x78), new(0xE0, 0xA9, 0x4A), new(0x6C, 0x8E, 0xBF), new(0xC9, 0x7B, 0x6B), new(0x9A, 0x7F, 0xB5), new(0x8F, 0xB0, 0x4E), new(0x5F, 0xA8, 0xA8), new(0xB8, 0x8B, 0x5A),
    ];

    private static readonly Lazy<SKTypeface> Letters = new(LettersOfTheMachine);
    private static readonly SKColor Ink = new(0x1F, 0x2A, 0x24);
    private static readonly SKColor Grey = new(0x8A, 0x96, 0x8F);

    /// <summary>A map of <paramref name="shapes"/> at the largest usual scale at which they fit on the page.</summary>
    /// <param name="points">Sample plots.</param>
    /// <param name="everyLabel">True: beside a shape that is too small for its label; else such a shape has none.</param>
    /// <exception cref="ArgumentException">Nothing to draw.</exception>
    public static Picture Map(IReadOnlyList<MapShape> shapes, IReadOnlyList<(double Longitude, double Latitude, string? Label)>? points = null, bool everyLabel = false)
    {
        if (shapes.Count == 0)
            throw new ArgumentException("A map of nothing.", nameof(shapes));
        var toPlane = CoordinateSystems.Between(CoordinateSystems.Cgcs2000, CoordinateSystems.Find(GaussKruger)!);
        var toDegrees = CoordinateSystems.Between(CoordinateSystems.Find(GaussKruger)!, CoordinateSystems.Cgcs2000);
        var plane = shapes.Select(s => (s.Label, s.Kind, Rings: RingsOf(s.Shape, toPlane))).ToList();
        var extent = new Envelope();
        foreach (var (x, y) in plane.SelectMany(s => s.Rings).SelectMany(r => r))
            extent.ExpandToInclude(x, y);
        var scale = Scales.FirstOrDefault(s => extent.Width * 1000 / s <= WidthMm - (2 * MarginMm) && extent.Height * 1000 / s <= MostHeightMm - (2 * MarginMm) - FootMm, Scales[^1]);
        var heightMm = Math.Clamp(Math.Ceiling(extent.Height * 1000 / scale) + (2 * MarginMm) + FootMm, LeastHeightMm, MostHeightMm);
        var pixelsPerMetre = 1000.0 / scale * PixelsPerMm;
        var (centreX, centreY) = (WidthMm * PixelsPerMm / 2, (heightMm - FootMm) * PixelsPerMm / 2);
        SKPoint At(double x, double y) => new((float)(centreX + ((x - extent.Centre.X) * pixelsPerMetre)), (float)(centreY - ((y - extent.Centre.Y) * pixelsPerMetre)));
        return Drawn(WidthMm, heightMm, scale, canvas =>
        {
            using var font = FontOf(2.4);
            foreach (var (label, kind, rings) in plane.OrderBy(s => s.Kind >= 0))
            {
                using var path = PathOf(rings, At);
                if (kind >= 0)
                    Fill(canvas, path, Fills[kind % Fills.Length]);
                Stroke(canvas, path, kind >= 0 ? Ink : Grey, kind >= 0 ? 0.18 : 0.25);
            }
            var taken = new List<SKRect>();
            foreach (var (label, _, rings) in plane.Where(s => s.Label is not null))
            {
                var all = rings.SelectMany(r => r).ToList();
                if (all.Count == 0)
                    continue;
                var (width, middle) = (font.MeasureText(label!), At((all.Max(p => p.X) + all.Min(p => p.X)) / 2, (all.Max(p => p.Y) + all.Min(p => p.Y)) / 2));
                var (wide, high) = ((float)((all.Max(p => p.X) - all.Min(p => p.X)) * pixelsPerMetre), (float)((all.Max(p => p.Y) - all.Min(p => p.Y)) * pixelsPerMetre));
                var fits = wide >= width * 0.8;
                if (!fits && !everyLabel)
                    continue;
                // On the shape where there is room, else above, below, to the right or to the left of it.
                SKRect Box(SKPoint at) => new(at.X - (width / 2), at.Y - font.Size, at.X + (width / 2), at.Y);
                SKPoint[] places =
                [
                    .. fits ? (SKPoint[])[middle] : [], new SKPoint(middle.X, middle.Y - (high / 2) - (font.Size * 0.2f)), new(middle.X, middle.Y + (high / 2) + (font.Size * 1.1f)),
                    new(middle.X + (wide / 2) + (width * 0.6f), middle.Y), new(middle.X - (wide / 2) - (width * 0.6f), middle.Y),
                ];
                var place = everyLabel ? places.FirstOrDefault(at => !taken.Any(t => t.IntersectsWith(Box(at))), places[0]) : middle;
                taken.Add(Box(place));
                Written(canvas, label!, place, font, SKTextAlign.Center);
            }
            foreach (var (longitude, latitude, label) in points ?? [])
            {
                var (x, y) = (longitude, latitude);
                if (!toPlane.TryApply(ref x, ref y))
                    continue;
                using var dot = new SKPath();
                dot.AddCircle(At(x, y).X, At(x, y).Y, Pixels(0.9));
                Fill(canvas, dot, SKColors.White);
                Stroke(canvas, dot, new SKColor(0xB3, 0x26, 0x1E), 0.4);
                if (label is not null)
                    Written(canvas, label, new SKPoint(At(x, y).X, At(x, y).Y - Pixels(2.4)), font, SKTextAlign.Center);
            }
            Furniture(canvas, heightMm, scale, font);
            // Two corners of the frame in degrees tie the map to the ground.
            foreach (var (mmX, mmY, align) in new[] { (1.5, 3.5, SKTextAlign.Left), (WidthMm - 1.5, heightMm - 1.5, SKTextAlign.Right) })
            {
                var (x, y) = (extent.Centre.X + (((mmX * PixelsPerMm) - centreX) / pixelsPerMetre), extent.Centre.Y - (((mmY * PixelsPerMm) - centreY) / pixelsPerMetre));
                if (toDegrees.TryApply(ref x, ref y))
                    Written(canvas, string.Create(CultureInfo.InvariantCulture, $"{x:0.0000}°E {y:0.0000}°N"), new SKPoint(Pixels(mmX), Pixels(mmY)), font, align);
            }
        });
    }

    /// <summary>One bar a year; a year without a value has none.</summary>
    public static Picture Bars(IReadOnlyList<(int Year, double? Value)> years, string unit)
    {
        const double heightMm = 75;
        var (left, right, top, bottom) = (18.0, 4.0, 8.0, 9.0);
        var most = Math.Max(years.Max(y => y.Value) ?? 0, 0);
        var least = Math.Min(years.Min(y => y.Value) ?? 0, 0);
        var step = Nice((most - least) / 5);
        (most, least) = (Math.Ceiling(most / step) * step, Math.Floor(least / step) * step);
        if (most <= least)
            most = least + step;
        return Drawn(WidthMm, heightMm, null, canvas =>
        {
            using var font = FontOf(2.4);
            float Y(double value) => Pixels(top + ((heightMm - top - bottom) * (most - value) / (most - least)));
            for (var value = least; value <= most + (step / 2); value += step)
            {
                using var line = new SKPath();
                line.MoveTo(Pixels(left), Y(value));
                line.LineTo(Pixels(WidthMm - right), Y(value));
                Stroke(canvas, line, Math.Abs(value) < step / 1e6 ? Ink : new SKColor(0xD6, 0xDD, 0xD9), 0.2);
                Written(canvas, value.ToString("#,0.##", CultureInfo.InvariantCulture), new SKPoint(Pixels(left - 1.5), Y(value) + (font.Size * 0.35f)), font, SKTextAlign.Right, halo: false);
            }
            var width = (WidthMm - left - right) / years.Count;
            for (var i = 0; i < years.Count; i++)
            {
                var from = left + (width * i);
                if (years[i].Value is { } value)
                {
                    using var bar = new SKPath();
                    bar.AddRect(new SKRect(Pixels(from + (width * 0.15)), Math.Min(Y(value), Y(0)), Pixels(from + (width * 0.85)), Math.Max(Y(value), Y(0))));
                    Fill(canvas, bar, Fills[0]);
                }
                if (years[i].Year % 5 == 0 || years.Count <= 12)
                    Written(canvas, years[i].Year.ToString(CultureInfo.InvariantCulture), new SKPoint(Pixels(from + (width / 2)), Pixels(heightMm - 3)), font, SKTextAlign.Center, halo: false);
            }
            Written(canvas, unit, new SKPoint(Pixels(left), Pixels(4.5)), font, SKTextAlign.Left, halo: false);
        });
    }

    private static Picture Drawn(double widthMm, double heightMm, int? scale, Action<SKCanvas> draw)
    {
        using var bitmap = new SKBitmap(new SKImageInfo((int)Math.Round(widthMm * PixelsPerMm), (int)Math.Round(heightMm * PixelsPerMm), SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            draw(canvas);
        }
        using var image = SKImage.FromBitmap(bitmap);
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return new Picture(png.ToArray(), widthMm, heightMm, scale);
    }

    // Frame, scale bar, north.
    private static void Furniture(SKCanvas canvas, double heightMm, int scale, SKFont font)
    {
        using var frame = new SKPath();
        frame.AddRect(new SKRect(Pixels(0.3), Pixels(0.3), Pixels(WidthMm - 0.3), Pixels(heightMm - 0.3)));
        Stroke(canvas, frame, Ink, 0.3);
        var metres = Nice(scale * 0.04);
        var (length, x, y) = (metres * 1000 / scale, MarginMm, heightMm - 4);
        using var bar = new SKPath();
        bar.MoveTo(Pixels(x), Pixels(y - 1.5));
        bar.LineTo(Pixels(x), Pixels(y));
        bar.LineTo(Pixels(x + length), Pixels(y));
        bar.LineTo(Pixels(x + length), Pixels(y - 1.5));
        Stroke(canvas, bar, Ink, 0.4);
        Written(canvas, "0", new SKPoint(Pixels(x), Pixels(y - 2.2)), font, SKTextAlign.Center);
        Written(canvas, metres >= 1000 ? $"{(metres / 1000).ToString("0.##", CultureInfo.InvariantCulture)} km" : $"{metres.ToString("0.##", CultureInfo.InvariantCulture)} m", new SKPoint(Pixels(x + length), Pixels(y - 2.2)), font, SKTextAlign.Center);
        Written(canvas, $"1 : {scale.ToString("#,0", CultureInfo.InvariantCulture)}　CGCS2000 高斯-克吕格，中央经线 111°E", new SKPoint(Pixels(x + length + 12), Pixels(y)), font, SKTextAlign.Left);
        using var arrow = new SKPath();
        arrow.MoveTo(Pixels(WidthMm - 9), Pixels(5));
        arrow.LineTo(Pixels(WidthMm - 7), Pixels(12));
        arrow.LineTo(Pixels(WidthMm - 9), Pixels(10.4));
        arrow.LineTo(Pixels(WidthMm - 11), Pixels(12));
        arrow.Close();
        Fill(canvas, arrow, Ink);
        Written(canvas, "N", new SKPoint(Pixels(WidthMm - 9), Pixels(15.5)), font, SKTextAlign.Center);
    }

    private static List<List<(double X, double Y)>> RingsOf(Geometry shape, CoordinateTransform toPlane)
    {
        var rings = new List<List<(double, double)>>();
        for (var i = 0; i < shape.NumGeometries; i++)
            if (shape.GetGeometryN(i) is Polygon polygon)
                foreach (var ring in polygon.InteriorRings.Prepend(polygon.ExteriorRing))
                {
                    var points = new List<(double, double)>(ring.NumPoints);
                    foreach (var c in ring.Coordinates)
                    {
                        var (x, y) = (c.X, c.Y);
                        if (toPlane.TryApply(ref x, ref y))
                            points.Add((x, y));
                    }
                    rings.Add(points);
                }
        return rings;
    }

    private static SKPath PathOf(List<List<(double X, double Y)>> rings, Func<double, double, SKPoint> at)
    {
        var path = new SKPath { FillType = SKPathFillType.EvenOdd };
        foreach (var ring in rings.Where(r => r.Count > 2))
        {
            path.MoveTo(at(ring[0].X, ring[0].Y));
            foreach (var (x, y) in ring.Skip(1))
                path.LineTo(at(x, y));
            path.Close();
        }
        return path;
    }

    private static void Fill(SKCanvas canvas, SKPath path, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, Style = SKPaintStyle.Fill, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    private static void Stroke(SKCanvas canvas, SKPath path, SKColor colour, double widthMm)
    {
        using var paint = new SKPaint { Color = colour, Style = SKPaintStyle.Stroke, StrokeWidth = Pixels(widthMm), IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    private static void Written(SKCanvas canvas, string text, SKPoint at, SKFont font, SKTextAlign align, bool halo = true)
    {
        if (halo)
        {
            using var ground = new SKPaint { Color = SKColors.White.WithAlpha(0xD0), Style = SKPaintStyle.Stroke, StrokeWidth = Pixels(0.7), IsAntialias = true };
            canvas.DrawText(text, at, align, font, ground);
        }
        using var paint = new SKPaint { Color = Ink, IsAntialias = true };
        canvas.DrawText(text, at, align, font, paint);
    }

    private static SKFont FontOf(double heightMm) => new(Letters.Value, Pixels(heightMm));

    // Not every font manager finds a font by a character, least of all in a collection of fonts: then the first family by name that has it, one for simplified Chinese before others.
    private static SKTypeface LettersOfTheMachine()
    {
        const int sample = '林';
        if (SKFontManager.Default.MatchCharacter(sample) is { } matched && matched.ContainsGlyph(sample))
            return matched;
        foreach (var family in SKFontManager.Default.FontFamilies
                     .OrderBy(f => !f.EndsWith(" SC", StringComparison.Ordinal)).ThenBy(f => !f.Contains("Sans", StringComparison.Ordinal)).ThenBy(f => f, StringComparer.Ordinal))
            if (SKFontManager.Default.MatchFamily(family) is { } typeface && typeface.ContainsGlyph(sample))
                return typeface;
        return SKTypeface.Default;
    }

    private static float Pixels(double mm) => (float)(mm * PixelsPerMm);

    // 1, 2 or 5 times a power of ten.
    private static double Nice(double about)
    {
        if (!(about > 0))
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(about)));
        return (about / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
    }
}
