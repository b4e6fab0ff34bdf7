using System.Text;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Dbf.Fields;
using NetTopologySuite.IO.Esri.Shapefiles.Writers;

namespace ForestCarbon.Benchmarks.Import;

/// <summary>
/// A GBK shapefile in CGCS2000 3° zone 37: parcels of 97 vertices and 30 fields that cover their ground without gap or overlap,
/// each wavy border drawn once and used by both neighbours.
/// </summary>
internal static class BenchShapefile
{
    private const int StepsPerSide = 24;
    private const double CellM = 180;
    private const double West = 37_455_000;
    private const double South = 2_745_000;
    private const int VillageSide = 20;

    private static readonly string[] Texts =
    [
        "SHENG", "XIAN", "XIANG", "CUN", "LIN_BAN", "XIAO_BAN", "DI_MAO", "PO_XIANG", "PO_WEI", "TU_RANG_LX", "LD_QS", "LM_QS", "DI_LEI", "LIN_ZHONG",
        "QI_YUAN", "SEN_LIN_LB", "BH_DJ", "ZL_DJ", "YOU_SHI_SZ", "LING_ZU", "BEI_ZHU",
    ];

    private static readonly (string Name, int Decimals)[] Numbers =
    [
        ("PO_DU", 0), ("TU_CENG_HD", 0), ("MIAN_JI", 4), ("PINGJUN_NL", 0), ("YU_BI_DU", 2), ("PINGJUN_XJ", 1), ("PINGJUN_SG", 1), ("HUO_LMGQXJ", 1), ("MEI_GQ_ZS", 0),
    ];

    /// <summary>Parcels laid out for <paramref name="wanted"/>: the next full rectangle.</summary>
    public static (int Columns, int Rows) Layout(int wanted)
    {
        var columns = Math.Max(2, (int)Math.Sqrt(wanted));
        return (columns, (wanted + columns - 1) / columns);
    }

    /// <summary>The ground the file covers, with a border to spare, longitude and latitude.</summary>
    public static Envelope Ground(int wanted)
    {
        var (columns, rows) = Layout(wanted);
        var to = CoordinateSystems.Between(CoordinateSystems.Find(4525)!, CoordinateSystems.Cgcs2000);
        var box = new Envelope();
        foreach (var (cornerX, cornerY) in new[] { (-1, -1), (columns + 1, -1), (-1, rows + 1), (columns + 1, rows + 1) })
        {
            var (x, y) = (West + cornerX * CellM, South + cornerY * CellM);
            if (!to.TryApply(ref x, ref y))
                throw new InvalidOperationException("The bench lies inside its zone.");
            box.ExpandToInclude(x, y);
        }
        return box;
    }

    public static int Write(string path, int wanted)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var fields = Texts.Select(DbfField (name) => new DbfCharacterField(name, 20))
            .Concat(Numbers.Select(DbfField (n) => new DbfNumericDoubleField(n.Name, 18, n.Decimals))).ToArray();
        var options = new ShapefileWriterOptions(ShapeType.Polygon, fields)
        {
            Encoding = Encoding.GetEncoding("GBK"), Projection = CoordinateSystems.Find(4525)!.Wkt,
        };
        var to = CoordinateSystems.Between(CoordinateSystems.Find(4525)!, CoordinateSystems.Cgcs2000);
        var (columns, rows) = Layout(wanted);
        var written = 0;
        using var writer = Shapefile.OpenWrite(path, options);
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns && written < wanted; column++, written++)
            {
                var ring = Ring(column, row);
                writer.Write(new Feature(new Polygon(new LinearRing(new PackedDoubleCoordinateSequence(ring, 2, 0), GeometryFactory.Default)),
                    Attributes(column, row, (columns + VillageSide - 1) / VillageSide, AreaHa(ring, to))));
            }
        return written;
    }

    private static AttributesTable Attributes(int column, int row, int villageColumns, double areaHa)
    {
        var village = row / VillageSide * villageColumns + column / VillageSide;
        var within = row % VillageSide * VillageSide + column % VillageSide;
        var age = 8 + Hash(column, row, 3) % 20;
        return new AttributesTable
        {
            { "SHENG", "43" }, { "XIAN", "431125" }, { "XIANG", $"{101 + village / 200:000}" }, { "CUN", $"{1 + village % 200:000}" },
            { "LIN_BAN", $"{1 + within / 100:0000}" }, { "XIAO_BAN", $"{1 + within % 100:00000}" }, { "DI_MAO", "4" }, { "PO_XIANG", $"{1 + Hash(column, row, 5) % 8}" },
            { "PO_WEI", "3" }, { "TU_RANG_LX", "红壤" }, { "LD_QS", "20" }, { "LM_QS", "30" }, { "DI_LEI", "0111" }, { "LIN_ZHONG", "233" }, { "QI_YUAN", "21" },
            { "SEN_LIN_LB", "22" }, { "BH_DJ", "3" }, { "ZL_DJ", "2" }, { "YOU_SHI_SZ", "310000" },
            { "LING_ZU", age <= 10 ? "1" : age <= 20 ? "2" : age <= 25 ? "3" : "4" }, { "BEI_ZHU", "测速用，非实地" },
            { "PO_DU", 10.0 + Hash(column, row, 7) % 20 }, { "TU_CENG_HD", 60.0 + Hash(column, row, 9) % 40 }, { "MIAN_JI", Math.Round(areaHa, 4) },
            { "PINGJUN_NL", (double)age }, { "YU_BI_DU", 0.6 }, { "PINGJUN_XJ", 6 + age / 2.0 }, { "PINGJUN_SG", 4 + age / 2.0 },
            { "HUO_LMGQXJ", 20 + 5.0 * age }, { "MEI_GQ_ZS", 1800.0 },
        };
    }

    // Clockwise, as the shapefile wants its outer rings: up the west border, along the north, down the east, back along the south.
    private static double[] Ring(int column, int row)
    {
        var points = new double[2 * (4 * StepsPerSide + 1)];
        var at = 0;
        for (var step = 0; step < StepsPerSide; step++)
            Add(Upright(column, row, step));
        for (var step = 0; step < StepsPerSide; step++)
            Add(Level(column, row + 1, step));
        for (var step = StepsPerSide; step > 0; step--)
            Add(Upright(column + 1, row, step));
        for (var step = StepsPerSide; step >= 0; step--)
            Add(Level(column, row, step));
        return points;

        void Add((double X, double Y) point)
        {
            points[at++] = point.X;
            points[at++] = point.Y;
        }
    }

    private static (double X, double Y) Upright(int column, int row, int step) => step is 0 or StepsPerSide
        ? Corner(column, row + step / StepsPerSide)
        : (Wave(Corner(column, row).X, Corner(column, row + 1).X, column, row, step, 11),
            Along(Corner(column, row).Y, Corner(column, row + 1).Y, step));

    private static (double X, double Y) Level(int column, int row, int step) => step is 0 or StepsPerSide
        ? Corner(column + step / StepsPerSide, row)
        : (Along(Corner(column, row).X, Corner(column + 1, row).X, step),
            Wave(Corner(column, row).Y, Corner(column + 1, row).Y, column, row, step, 13));

    private static (double X, double Y) Corner(int column, int row) =>
        (West + column * CellM + Hash(column, row, 1) % 40 - 20, South + row * CellM + Hash(column, row, 2) % 40 - 20);

    private static double Along(double from, double to, int step) => Math.Round(from + (to - from) * step / StepsPerSide, 3);

    private static double Wave(double from, double to, int column, int row, int step, int salt) =>
        Math.Round(from + (to - from) * step / StepsPerSide + Hash(column * StepsPerSide + step, row, salt) % 100 / 50.0 - 1, 3);

    private static double AreaHa(double[] ring, CoordinateTransform to)
    {
        var moved = (double[])ring.Clone();
        for (var i = 0; i < moved.Length; i += 2)
            to.TryApply(ref moved[i], ref moved[i + 1]);
        return EllipsoidalArea.OfRing(new PackedDoubleCoordinateSequence(moved, 2, 0)) / 10_000;
    }

    private static int Hash(int column, int row, int salt)
    {
        var mixed = ((uint)column * 0x9E37_79B1u) ^ ((uint)row * 0x85EB_CA77u) ^ ((uint)salt * 0xC2B2_AE3Du);
        mixed = (mixed ^ (mixed >> 15)) * 0x2C1B_3C6Du;
        return (int)((mixed ^ (mixed >> 12)) & 0x7FFF_FFFF);
    }
}
