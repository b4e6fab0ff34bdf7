using System.Globalization;
using System.Text;
using System.Text.Json;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Platform.Documents;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Dbf.Fields;
using NetTopologySuite.IO.Esri.Shapefiles.Writers;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Parcels of one demonstration village as files of the kinds a bureau sends, with the one-map field names.</summary>
public static class SampleFiles
{
    public const string Village = "431125101001";

    private const int FewParcels = 120;
    private const int ZonePrefixed = 4525;

    private const string Prj =
        """PROJCS["CGCS2000_3_Degree_GK_Zone_37",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",37500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]""";

    /// <summary>Writes forest-land.shp (GBK, EPSG:4525), .gpkg, .geojson and .xlsx into <paramref name="folder"/>; the same bytes each time.</summary>
    /// <returns>How many parcels the shapefile and the GeoPackage hold; the other two hold the first of them.</returns>
    public static int Write(string folder)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Directory.CreateDirectory(folder);
        var parcels = DemonstrationCounty.Describe().Parcels().Where(p => p.VillageCode == Village).ToList();
        WriteShapefile(Path.Combine(folder, "forest-land.shp"), parcels);
        SampleGeoPackage.Write(Path.Combine(folder, "forest-land.gpkg"), parcels);
        WriteGeoJson(Path.Combine(folder, "forest-land.geojson"), parcels.Take(FewParcels));
        WriteExcel(Path.Combine(folder, "forest-land.xlsx"), parcels.Take(FewParcels));
        return parcels.Count;
    }

    /// <summary>A parcel's fields by their one-map names; numbers as numbers, the rest as text.</summary>
    internal static IEnumerable<(string Name, object? Value)> Fields(DemoParcel p)
    {
        yield return ("SHENG", "43");
        yield return ("XIAN", p.Code[..6]);
        yield return ("XIANG", p.Code[6..9]);
        yield return ("CUN", p.Code[9..12]);
        yield return ("LIN_YE_JU", p.ForestryBureau);
        yield return ("LIN_BAN", p.Compartment);
        yield return ("XIAO_BAN", p.Subcompartment);
        yield return ("DI_MAO", p.Landform);
        yield return ("PO_XIANG", p.Aspect);
        yield return ("PO_WEI", p.SlopePosition);
        yield return ("PO_DU", (double)p.SlopeDegrees);
        yield return ("KE_JI_DU", p.Access);
        yield return ("TU_RANG_LX", p.SoilType);
        yield return ("TU_CENG_HD", (double)p.SoilDepthCm);
        yield return ("MIAN_JI", (double)p.RegisteredAreaHa);
        yield return ("LD_QS", p.LandTenure);
        yield return ("LM_QS", p.TreeTenure);
        yield return ("DI_LEI", p.LandClass);
        yield return ("LIN_ZHONG", p.ForestPurpose);
        yield return ("QI_YUAN", p.Origin);
        yield return ("SEN_LIN_LB", p.ForestCategory);
        yield return ("SHI_QUAN_D", p.PublicWelfareAuthority);
        yield return ("GJGYL_BHDJ", p.NationalProtectionGrade);
        yield return ("G_CHENG_LB", p.Programme);
        yield return ("BH_DJ", p.ProtectionGrade);
        yield return ("ZL_DJ", p.QualityGrade);
        yield return ("LYFQ", p.FunctionZone);
        yield return ("QYKZ", p.MainFunctionZone);
        yield return ("BCLD", p.IsSupplementary ? "1" : "0");
        yield return ("SFNRLD", p.IsInPlan ? "1" : "0");
        yield return ("YOU_SHI_SZ", p.SpeciesCode is null ? null : p.SpeciesCode + "000");
        yield return ("LING_ZU", p.AgeGroup?.ToString(CultureInfo.InvariantCulture));
        yield return ("PINGJUN_NL", (double?)p.MeanAgeYears);
        yield return ("YU_BI_DU", (double?)p.CanopyDensity);
        yield return ("PINGJUN_XJ", (double?)p.MeanDbhCm);
        yield return ("PINGJUN_SG", (double?)p.MeanHeightM);
        yield return ("HUO_LMGQXJ", p.VolumeM3PerHa);
        yield return ("MEI_GQ_ZS", (double?)p.StemsPerHa);
        yield return ("ZXJ", (double?)p.TotalVolumeM3);
        yield return ("TD_TH_LX", p.Degradation);
        yield return ("DISASTER_C", p.Disaster);
        yield return ("LD_KD", p.BeltM?.Width);
        yield return ("LD_CD", p.BeltM?.Length);
        yield return ("GH_DI_LEI", p.PlannedLandClass);
        yield return ("GH_LZ", p.PlannedPurpose);
        yield return ("BEI_ZHU", "演示数据");
    }

    /// <summary>True for a field that holds numbers whatever the first parcel has in it.</summary>
    internal static bool IsNumber(string field) => field
        is "PO_DU" or "TU_CENG_HD" or "MIAN_JI" or "PINGJUN_NL" or "YU_BI_DU" or "PINGJUN_XJ" or "PINGJUN_SG" or "HUO_LMGQXJ" or "MEI_GQ_ZS" or "ZXJ"
        or "LD_KD" or "LD_CD";

    private static void WriteShapefile(string path, List<DemoParcel> parcels)
    {
        var toZone = CoordinateSystems.Between(CoordinateSystems.Cgcs2000, CoordinateSystems.Find(ZonePrefixed)!);
        var fields = Fields(parcels[0]).Select(f => IsNumber(f.Name)
            ? (DbfField)new DbfNumericDoubleField(f.Name, 18, f.Name is "MIAN_JI" ? 4 : f.Name is "YU_BI_DU" ? 2 : f.Name is "PINGJUN_NL" or "MEI_GQ_ZS" or "TU_CENG_HD" ? 0 : 1)
            : new DbfCharacterField(f.Name, 20)).ToArray();
        var options = new ShapefileWriterOptions(ShapeType.Polygon, fields) { Encoding = Encoding.GetEncoding("GBK"), Projection = Prj };
        using (var writer = Shapefile.OpenWrite(path, options))
            foreach (var parcel in parcels)
            {
                var attributes = new AttributesTable();
                foreach (var (name, value) in Fields(parcel))
                    attributes.Add(name, value);
                writer.Write(new Feature(new Polygon(new LinearRing(FlatRings.Sequence(InZone(parcel.Ring, toZone)), GeometryFactory.Default)), attributes));
            }
        // The header carries the day of writing; here it is the day the parcels are as of.
        using var dbf = File.OpenWrite(Path.ChangeExtension(path, ".dbf"));
        dbf.Position = 1;
        dbf.Write([(byte)(DemonstrationCounty.AsOf.Year - 1900), (byte)DemonstrationCounty.AsOf.Month, (byte)DemonstrationCounty.AsOf.Day]);
    }

    private static double[] InZone(double[] ring, CoordinateTransform transform)
    {
        var moved = ring.ToArray();
        for (var i = 0; i < moved.Length; i += 2)
            if (!transform.TryApply(ref moved[i], ref moved[i + 1]))
                throw new InvalidOperationException("The county lies inside its zone.");
        return moved;
    }

    private static void WriteGeoJson(string path, IEnumerable<DemoParcel> parcels)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteString("name", "forest-land");
        json.WriteStartObject("crs");
        json.WriteString("type", "name");
        json.WriteStartObject("properties");
        json.WriteString("name", "urn:ogc:def:crs:EPSG::4490");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("features");
        foreach (var parcel in parcels)
            WriteFeature(json, parcel);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFeature(Utf8JsonWriter json, DemoParcel parcel)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        foreach (var (name, value) in Fields(parcel))
            switch (value)
            {
                case double number:
                    json.WriteNumber(name, number);
                    break;
                case string text:
                    json.WriteString(name, text);
                    break;
                default:
                    json.WriteNull(name);
                    break;
            }
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "Polygon");
        json.WriteStartArray("coordinates");
        json.WriteStartArray();
        for (var i = 0; i < parcel.Ring.Length; i += 2)
        {
            json.WriteStartArray();
            json.WriteNumberValue(parcel.Ring[i]);
            json.WriteNumberValue(parcel.Ring[i + 1]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteExcel(string path, IEnumerable<DemoParcel> parcels)
    {
        using var to = File.Create(path);
        XlsxBook.Write(to, new()
        {
            ["林地小班（演示数据）"] = parcels.Select(p =>
            {
                var row = Fields(p).ToDictionary(f => f.Name, f => f.Value);
                row["WKT"] = new Polygon(new LinearRing(FlatRings.Sequence(p.Ring), GeometryFactory.Default)).AsText();
                return row;
            }),
        });
    }
}
