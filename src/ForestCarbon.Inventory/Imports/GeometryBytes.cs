using System.Buffers.Binary;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Polygons as well-known binary, little-endian, X and Y only; other shapes by NTS' own writer.</summary>
/// <remarks>Written by hand because an import writes each of five million points twice: in the file's coordinates and in those of record.</remarks>
internal static class GeometryBytes
{
    private const uint WithSrid = 0x2000_0000;

    /// <param name="srid">Null writes plain WKB; a number EWKB, which a geometry column takes as it is.</param>
    public static byte[] Of(Geometry geometry, int? srid = null)
    {
        if (geometry is not (Polygon or MultiPolygon))
        {
            if (srid is not { } number)
                return new WKBWriter().Write(geometry);
            geometry.SRID = number;
            return new PostGisWriter { HandleOrdinates = Ordinates.XY }.Write(geometry);
        }
        var bytes = new byte[Length(geometry) + (srid is null ? 0 : 4)];
        var at = 0;
        Write(bytes, ref at, geometry, srid);
        return bytes;
    }

    private static int Length(Geometry geometry)
    {
        if (geometry is MultiPolygon many)
        {
            var sum = 9;
            for (var i = 0; i < many.NumGeometries; i++)
                sum += Length(many.GetGeometryN(i));
            return sum;
        }
        var polygon = (Polygon)geometry;
        if (polygon.IsEmpty)
            return 9;
        var length = 9 + 4 + 16 * polygon.Shell.NumPoints;
        for (var i = 0; i < polygon.NumInteriorRings; i++)
            length += 4 + 16 * polygon.GetInteriorRingN(i).NumPoints;
        return length;
    }

    private static void Write(Span<byte> bytes, ref int at, Geometry geometry, int? srid)
    {
        const uint PolygonType = 3, MultiPolygonType = 6;
        bytes[at++] = 1;
        Whole(bytes, ref at, (geometry is Polygon ? PolygonType : MultiPolygonType) | (srid is null ? 0u : WithSrid));
        if (srid is { } number)
            Whole(bytes, ref at, (uint)number);
        if (geometry is MultiPolygon many)
        {
            Whole(bytes, ref at, (uint)many.NumGeometries);
            for (var i = 0; i < many.NumGeometries; i++)
                Write(bytes, ref at, many.GetGeometryN(i), null);
            return;
        }
        var polygon = (Polygon)geometry;
        Whole(bytes, ref at, polygon.IsEmpty ? 0 : (uint)(1 + polygon.NumInteriorRings));
        if (polygon.IsEmpty)
            return;
        Ring(bytes, ref at, polygon.Shell.CoordinateSequence);
        for (var i = 0; i < polygon.NumInteriorRings; i++)
            Ring(bytes, ref at, polygon.GetInteriorRingN(i).CoordinateSequence);
    }

    private static void Ring(Span<byte> bytes, ref int at, CoordinateSequence points)
    {
        Whole(bytes, ref at, (uint)points.Count);
        for (var i = 0; i < points.Count; i++, at += 16)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes[at..], points.GetX(i));
            BinaryPrimitives.WriteDoubleLittleEndian(bytes[(at + 8)..], points.GetY(i));
        }
    }

    private static void Whole(Span<byte> bytes, ref int at, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);
        at += 4;
    }
}
