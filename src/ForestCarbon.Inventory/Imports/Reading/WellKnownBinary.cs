using System.Buffers.Binary;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Reads well-known binary, ISO and EWKB flavours, as a stranger wrote it: counts are believed only as far as there are bytes, open rings are reported.</summary>
/// <remarks>OGC 06-103r4 §8.2. Z and M are passed over. NTS' own reader closes open rings without a word.</remarks>
public ref struct WellKnownBinary
{
    private const int DeepestNesting = 8;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly GeometryFactory _factory;
    private readonly List<ShapeFault> _faults;
    private int _at;

    private WellKnownBinary(ReadOnlySpan<byte> bytes, GeometryFactory factory, List<ShapeFault> faults)
    {
        _bytes = bytes;
        _factory = factory;
        _faults = faults;
    }

    /// <summary>True once a coordinate with Z or M was met.</summary>
    public bool HadZOrM { get; private set; }

    /// <exception cref="FormatException">Not well-known binary, or cut short.</exception>
    public static Geometry? Read(ReadOnlySpan<byte> bytes, GeometryFactory factory, List<ShapeFault> faults, out bool hadZOrM)
    {
        var reader = new WellKnownBinary(bytes, factory, faults);
        var geometry = reader.One(0);
        hadZOrM = reader.HadZOrM;
        return geometry;
    }

    private Geometry? One(int depth)
    {
        if (depth > DeepestNesting)
            throw new FormatException("nested too deeply");
        var little = Take(1)[0] switch { 0 => false, 1 => true, _ => throw new FormatException("no byte order") };
        var code = (uint)Int(little);
        var (hasZ, hasM) = ((code & 0x8000_0000) != 0, (code & 0x4000_0000) != 0);
        if ((code & 0x2000_0000) != 0)
            Take(4);
        var plain = code & 0x0FFF_FFFF;
        hasZ |= plain / 1000 is 1 or 3;
        hasM |= plain / 1000 is 2 or 3;
        if (plain / 1000 > 3)
            throw new FormatException("no such geometry");
        HadZOrM |= hasZ || hasM;
        var width = 16 + (hasZ ? 8 : 0) + (hasM ? 8 : 0);
        switch (plain % 1000)
        {
            case 1:
                var point = Points(1, width, little)[0];
                return double.IsNaN(point.X) ? _factory.CreatePoint() : _factory.CreatePoint(point);
            case 2:
                var line = Points(Count(width, little), width, little);
                return line.Length == 1 ? throw new FormatException("a line of one point") : _factory.CreateLineString(line);
            case 3:
                return Polygon(width, little);
            case 4:
                return _factory.CreateMultiPoint([.. Members<Point>(little, depth)]);
            case 5:
                return _factory.CreateMultiLineString([.. Members<LineString>(little, depth)]);
            case 6:
                var polygons = Members<Polygon>(little, depth);
                return polygons.Count == 0 ? null : _factory.CreateMultiPolygon([.. polygons]);
            case 7:
                return _factory.CreateGeometryCollection([.. Members<Geometry>(little, depth)]);
            default:
                throw new FormatException("curves and surfaces");
        }
    }

    private Polygon? Polygon(int width, bool little)
    {
        var rings = new Coordinate[Count(4, little)][];
        for (var i = 0; i < rings.Length; i++)
            rings[i] = Points(Count(width, little), width, little);
        return rings.Length == 0 ? null : RingAssembly.FromOrder(rings, _factory, _faults);
    }

    private List<T> Members<T>(bool little, int depth) where T : Geometry
    {
        var count = Count(5, little);
        var members = new List<T>(count);
        for (var i = 0; i < count; i++)
            switch (One(depth + 1))
            {
                case T member:
                    members.Add(member);
                    break;
                case null:
                    break;
                default:
                    throw new FormatException("a member of another kind");
            }
        return members;
    }

    private Coordinate[] Points(int count, int width, bool little)
    {
        var points = new Coordinate[count];
        for (var i = 0; i < count; i++)
        {
            var bytes = Take(width);
            points[i] = little
                ? new Coordinate(BinaryPrimitives.ReadDoubleLittleEndian(bytes), BinaryPrimitives.ReadDoubleLittleEndian(bytes[8..]))
                : new Coordinate(BinaryPrimitives.ReadDoubleBigEndian(bytes), BinaryPrimitives.ReadDoubleBigEndian(bytes[8..]));
        }
        return points;
    }

    private int Count(int size, bool little)
    {
        var count = Int(little);
        return count >= 0 && (long)count * size <= _bytes.Length - _at ? count : throw new FormatException("more points than bytes");
    }

    private int Int(bool little) =>
        little ? BinaryPrimitives.ReadInt32LittleEndian(Take(4)) : BinaryPrimitives.ReadInt32BigEndian(Take(4));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
            throw new FormatException("cut short");
        _at += count;
        return _bytes.Slice(_at - count, count);
    }
}
