using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using ForestCarbon.Inventory.Exports;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.IO;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Dbf.Fields;
using NetTopologySuite.IO.Esri.Shapefiles.Writers;
using NetTopologySuite.Operation.OverlayNG;

namespace ForestCarbon.Ccer.Claims;

/// <summary>A boundary to hand out, with what each plot says of itself.</summary>
/// <param name="Name">Of the whole: becomes the document's title.</param>
public sealed record BoundaryDocument(string Name, IReadOnlyList<BoundaryFeature> Features);

/// <summary>One plot; values are text, decimal or whole numbers, in one order for all features of a document.</summary>
public sealed record BoundaryFeature(Geometry Shape, IReadOnlyList<(string Field, object? Value)> Values);

/// <summary>Boundaries as GeoPackage, KML and shapefile in EPSG:4490, vertices in degrees to six decimals (fact sheet §2.2).</summary>
/// <remarks>A plot of which six decimals leave nothing, or not all parts, is named: in the description of KML and GeoPackage, in <c>boundary.txt</c> beside a shapefile.</remarks>
public static class BoundaryExport
{
    /// <summary>Formats by their ending, with their media types.</summary>
    public static IReadOnlyDictionary<string, string> Formats { get; } = new Dictionary<string, string>
    {
        ["gpkg"] = "application/geopackage+sqlite3", ["kml"] = "application/vnd.google-earth.kml+xml", ["zip"] = "application/zip",
    };

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private static readonly PrecisionModel Grid = new(1e6);

    /// <summary>A valid copy with every coordinate at six decimals of a degree, about 0.1 m; empty where the area is thinner than that throughout.</summary>
    /// <param name="shape">A polygon or several, in degrees.</param>
    /// <remarks>Each coordinate is rounded by itself; only where that makes the outline cross itself the whole outline is moved to the grid, its borders included.</remarks>
    public static Geometry SixDecimals(Geometry shape)
    {
        var copy = Factory.CreateGeometry(shape).Copy();
        copy.Apply(new SixDecimalFilter());
        return copy.IsValid ? copy : Factory.CreateGeometry(PrecisionReducer.ReducePrecision(shape.IsValid ? shape : GeometryFixer.Fix(shape), Grid));
    }

    // What is left of each plot, and the sentence that names those of which not all is; null where all is.
    private static (IReadOnlyList<(BoundaryFeature Feature, Geometry Shape)> Kept, string? LeftOut) Rounded(BoundaryDocument document)
    {
        var all = document.Features.Select(f => (Feature: f, Shape: SixDecimals(f.Shape))).ToList();
        var (lost, partly) = (all.Where(f => f.Shape.IsEmpty).ToList(), all.Where(f => !f.Shape.IsEmpty && LosesParts(f.Feature.Shape)).ToList());
        if (lost.Count + partly.Count == 0)
            return (all, null);
        string Names(IEnumerable<(BoundaryFeature Feature, Geometry Shape)> of) => string.Join("；", of.Select(f => string.Join(' ', f.Feature.Values.Take(2).Select(v => Text(v.Value)))));
        List<string> said = [];
        if (lost.Count > 0)
            said.Add($"到六位小数（约 0.1 m）不再成面、没有列入的地块 {lost.Count} 个（left out: nothing of them is wider than six decimals）：{Names(lost)}");
        if (partly.Count > 0)
            said.Add($"有部分到六位小数不再成面、没有列入的地块 {partly.Count} 个（parts of them are left out）：{Names(partly)}");
        return ([.. all.Where(f => !f.Shape.IsEmpty)], string.Join("。", said));
    }

    private static bool LosesParts(Geometry shape)
    {
        for (var i = 0; i < shape.NumGeometries && shape.NumGeometries > 1; i++)
            if (SixDecimals(shape.GetGeometryN(i)).IsEmpty)
                return true;
        return false;
    }

    /// <summary>Writes <c>kml</c>, <c>gpkg</c> or <c>zip</c> (a zipped shapefile in GBK).</summary>
    /// <exception cref="ArgumentException">No such format.</exception>
    public static byte[] Write(BoundaryDocument document, string format) => format switch
    {
        "kml" => Kml(document),
        "gpkg" => GeoPackage(document),
        "zip" => Shapefile(document),
        _ => throw new ArgumentException($"No format {format}.", nameof(format)),
    };

    private static byte[] Kml(BoundaryDocument document)
    {
        var (kept, leftOut) = Rounded(document);
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("kml", "http://www.opengis.net/kml/2.2");
            xml.WriteStartElement("Document");
            xml.WriteElementString("name", document.Name);
            if (leftOut is not null)
                xml.WriteElementString("description", leftOut);
            foreach (var (feature, shape) in kept)
            {
                xml.WriteStartElement("Placemark");
                xml.WriteElementString("name", feature.Values.Count > 0 ? Text(feature.Values[0].Value) : "");
                xml.WriteStartElement("ExtendedData");
                foreach (var (field, value) in feature.Values)
                {
                    xml.WriteStartElement("Data");
                    xml.WriteAttributeString("name", field);
                    xml.WriteElementString("value", Text(value));
                    xml.WriteEndElement();
                }
                xml.WriteEndElement();
                xml.WriteStartElement("MultiGeometry");
                for (var i = 0; i < shape.NumGeometries; i++)
                    WritePolygon(xml, (Polygon)shape.GetGeometryN(i));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return stream.ToArray();
    }

    private static void WritePolygon(XmlWriter xml, Polygon polygon)
    {
        xml.WriteStartElement("Polygon");
        foreach (var (boundary, ring) in polygon.InteriorRings.Select(r => ("innerBoundaryIs", r)).Prepend(("outerBoundaryIs", polygon.ExteriorRing)))
        {
            xml.WriteStartElement(boundary);
            xml.WriteStartElement("LinearRing");
            xml.WriteElementString("coordinates", string.Join(' ', ring.Coordinates.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.X:0.000000},{c.Y:0.000000}"))));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static byte[] GeoPackage(BoundaryDocument document)
    {
        var path = Path.Combine(Path.GetTempPath(), $"fc-{Guid.NewGuid():N}.gpkg");
        try
        {
            using (var connection = GeoPackageTables.Create(path))
                FillGeoPackage(connection, document);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void FillGeoPackage(SqliteConnection connection, BoundaryDocument document)
    {
        var fields = document.Features.Count > 0 ? document.Features[0].Values : [];
        GeoPackageTables.Execute(connection, $"create table boundary (fid integer primary key not null, geom blob{string.Concat(fields.Select(f => $", {GeoPackageTables.Quoted(f.Field)} {TypeOf(f.Value)}"))})");
        using var transaction = connection.BeginTransaction();
        var writer = new GeoPackageGeoWriter { HandleOrdinates = Ordinates.XY };
        var extent = new Envelope();
        var (kept, leftOut) = Rounded(document);
        foreach (var (feature, shape) in kept)
        {
            extent.ExpandToInclude(shape.EnvelopeInternal);
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = $"insert into boundary values (null, $geom{string.Concat(fields.Select((_, i) => $", $v{i}"))})";
            insert.Parameters.AddWithValue("$geom", writer.Write(shape is Polygon one ? Factory.CreateMultiPolygon([one]) : shape));
            for (var i = 0; i < feature.Values.Count; i++)
                insert.Parameters.AddWithValue($"$v{i}", feature.Values[i].Value switch { null => DBNull.Value, decimal number => (double)number, DateOnly day => Text(day), var other => other });
            insert.ExecuteNonQuery();
        }
        GeoPackageTables.Describe(connection, "boundary", "MULTIPOLYGON", document.Name, leftOut ?? "", DateTime.UtcNow, extent);
        transaction.Commit();
    }

    private static byte[] Shapefile(BoundaryDocument document)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var folder = Directory.CreateTempSubdirectory("fc-boundary-").FullName;
        try
        {
            var fields = (document.Features.Count > 0 ? document.Features[0].Values : []).Select(f => f.Value is decimal or long or int or short
                ? (DbfField)new DbfNumericDoubleField(f.Field, 18, 4)
                : new DbfCharacterField(f.Field, 100)).ToArray();
            var options = new ShapefileWriterOptions(ShapeType.Polygon, fields) { Encoding = Encoding.GetEncoding("GBK"), Projection = GeoPackageTables.Cgcs2000 };
            var (kept, leftOut) = Rounded(document);
            using (var writer = NetTopologySuite.IO.Esri.Shapefile.OpenWrite(Path.Combine(folder, "boundary.shp"), options))
                foreach (var (feature, shape) in kept)
                {
                    var attributes = new AttributesTable();
                    foreach (var (field, value) in feature.Values)
                        attributes.Add(field, value switch { decimal number => (double)number, long number => (double)number, int number => (double)number, short number => (double)number, null => null, var other => Text(other) });
                    writer.Write(new Feature(shape is Polygon one ? Factory.CreateMultiPolygon([one]) : shape, attributes));
                }
            if (leftOut is not null)
                File.WriteAllText(Path.Combine(folder, "boundary.txt"), leftOut, new UTF8Encoding(true));
            using var zipped = new MemoryStream();
            using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true))
                foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
                    zip.CreateEntryFromFile(file, Path.GetFileName(file));
            return zipped.ToArray();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string TypeOf(object? value) => value switch { decimal or double => "double", long or int or short => "integer", _ => "text" };

    private static string Text(object? value) => value switch
    {
        null => "",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    private sealed class SixDecimalFilter : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            seq.SetX(i, Math.Round(seq.GetX(i), 6));
            seq.SetY(i, Math.Round(seq.GetY(i), 6));
        }
    }
}
