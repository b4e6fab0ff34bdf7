using System.Globalization;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>Control points as a table, CSV or xlsx: a row a point, with both its coordinates in the plane, metres. The headers are in docs/imports.md.</summary>
/// <param name="From">The old system as the table has it, <c>EPSG:n</c>; null where it has no column for it.</param>
/// <param name="Source">Who answers for the points, as the table has it; null where it has no column for it.</param>
internal sealed record ControlPointTable(string? From, string? Source, IReadOnlyList<ControlPoint> Points)
{
    // A county has some dozens. A table of more is another file by mistake, and every point is named with its residual.
    private const int MostPoints = 1_000;

    // Northings of China from 15° to 55° N. No easting lies between, with its zone before it (13,000,000 and up) or without (under 1,000,000).
    private const double LeastNorthM = 1_600_000;
    private const double MostNorthM = 6_200_000;

    private static readonly string[] NameHeads = ["点名", "点号", "名称", "编号", "控制点", "NAME", "CODE", "POINT", "ID", "NO"];
    private static readonly string[] SystemHeads = ["坐标系", "旧坐标系", "原坐标系", "源坐标系", "FROM", "CRS", "EPSG"];
    private static readonly string[] SourceHeads = ["来源", "资料来源", "SOURCE"];

    // Longest first: what is left of a head without them is its axis.
    private static readonly string[] OldWords =
        ["BEIJING1954", "BEIJING54", "BEIJING", "XIAN1980", "XIAN80", "XIAN", "北京1954", "1954北京", "1980国家大地", "国家大地1980", "国家1980", "国家80", "西安1980", "1980西安", "北京54", "54北京", "西安80", "80西安", "北京", "西安", "SOURCE", "1980", "1954", "FROM", "SRC", "OLD", "80", "54", "源", "原", "旧"];
    private static readonly string[] NewWords = ["CGCS2000", "TARGET", "国家大地2000", "2000国家大地", "国家2000", "2000国家", "国家大地", "2000", "目标", "DST", "NEW", "TO", "新"];
    private static readonly string[] AxisWords = ["坐标系", "坐标", "COORDINATE"];

    private static readonly Dictionary<string, char> Axes = new(StringComparer.Ordinal)
    {
        ["X"] = 'X', ["Y"] = 'Y', ["E"] = 'E', ["EAST"] = 'E', ["EASTING"] = 'E', ["东"] = 'E', ["横"] = 'E', ["N"] = 'N', ["NORTH"] = 'N', ["NORTHING"] = 'N', ["北"] = 'N', ["纵"] = 'N',
    };

    /// <summary>True of a file that is read as a table; any other is read as JSON.</summary>
    public static bool IsOne(string name) => Path.GetExtension(name).ToLowerInvariant() is ".csv" or ".xlsx";

    /// <param name="name">What the file is called to whoever gave it.</param>
    /// <exception cref="UnreadableFileException">No table, a column missing, or a value that is no coordinate; the sentence says which and where.</exception>
    public static ControlPointTable Read(string path, string name)
    {
        using var file = FeatureFile.Open(path, null, null);
        var table = file.Source;
        var heads = table.Fields.Select(f => Plain(f.Name)).ToList();
        int? At(string[] names) => heads.FindIndex(head => names.Contains(head)) is >= 0 and var at ? at : null;
        var (nameAt, systemAt, sourceAt) = (At(NameHeads), At(SystemHeads), At(SourceHeads));
        var (old, target) = (Side(heads, OldWords), Side(heads, NewWords));
        if (old is null || target is null)
            throw GivenShift.Wrong(name, $"控制点表缺少{(old is null ? "旧坐标" : "")}{(old is null && target is null ? "和" : "")}{(target is null ? "目标坐标" : "")}的列，表头应为 点名、源X、源Y、目标X、目标Y，现有 {string.Join("、", table.Fields.Select(f => f.Name))}",
                $"the table of control points lacks the columns of the {(old is null ? "source" : "")}{(old is null && target is null ? " and the " : "")}{(target is null ? "target" : "")} coordinates; its heads should be name, source x, source y, target x, target y, and it has {string.Join(", ", table.Fields.Select(f => f.Name))}");
        var (points, oldTurns, newTurns) = (new List<ControlPoint>(), new List<Turn>(), new List<Turn>());
        var (systems, sources) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in FeatureFile.Read(table))
        {
            if (row.Values.All(v => ValueReading.Text(v) is null))
                continue;
            if (points.Count == MostPoints)
                throw GivenShift.Wrong(name, $"控制点超过 {MostPoints} 个，像是选错了文件", $"it holds more than {MostPoints} control points and looks like another file");
            if (systemAt is { } s && ValueReading.Text(row.Values[s]) is { } system)
                systems.Add(int.TryParse(system, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"EPSG:{system}" : system);
            if (sourceAt is { } o && ValueReading.Text(row.Values[o]) is { } source)
                sources.Add(source);
            var called = nameAt is { } n && ValueReading.Text(row.Values[n]) is { } given ? given : row.Row.ToString(CultureInfo.InvariantCulture);
            var (from, to) = (Place(old.Value, row, table.Fields, called, name), Place(target.Value, row, table.Fields, called, name));
            points.Add(new ControlPoint(called, from.East, from.North, to.East, to.North));
            oldTurns.Add(new Turn(called, row.Row, from.IsTurned));
            newTurns.Add(new Turn(called, row.Row, to.IsTurned));
        }
        RefuseMixed(oldTurns, old.Value, table.Fields, name);
        RefuseMixed(newTurns, target.Value, table.Fields, name);
        if (systems.Count > 1)
            throw GivenShift.Wrong(name, $"控制点的“坐标系”一列有几种写法（{string.Join("、", systems)}）：一张表只用一个旧坐标系，写成同一种", $"its control points name their old system in several ways ({string.Join(", ", systems)}): one table takes one system, written one way");
        return new ControlPointTable(systems.FirstOrDefault(), sources.Count == 0 ? null : string.Join('；', sources), points);
    }

    // A head without its brackets, blanks, unit and the 年 behind 1980 or 2000; full-width letters as plain ones.
    private static string Plain(string head)
    {
        const int FullWidth = '！' - '!';
        var text = string.Concat(head.Select(c => c is >= '！' and <= '～' ? (char)(c - FullWidth) : c)).ToUpperInvariant();
        foreach (var unit in new[] { "(M)", "(米)", "/M", "/米", "[M]" })
            text = text.Replace(unit, "", StringComparison.Ordinal);
        return string.Concat(text.Where(c => char.IsLetterOrDigit(c) && c != '年'));
    }

    // The two columns of one system, easting first where the heads say so; null where one of them is not there.
    private static (int First, int Second, bool IsNamed)? Side(List<string> heads, string[] words)
    {
        var at = new Dictionary<char, int>();
        foreach (var (i, head) in heads.Index())
        {
            var axis = head;
            foreach (var word in words)
                axis = axis.Replace(word, "", StringComparison.Ordinal);
            if (axis.Length == head.Length)
                continue;
            foreach (var word in AxisWords)
                axis = axis.Replace(word, "", StringComparison.Ordinal);
            if (Axes.TryGetValue(axis, out var found))
                at.TryAdd(found, i);
        }
        return at.TryGetValue('E', out var east) && at.TryGetValue('N', out var north) ? (east, north, true)
            : at.TryGetValue('X', out var x) && at.TryGetValue('Y', out var y) ? (x, y, false)
            : null;
    }

    // Surveyors of China write X for north, a GIS for east: of a plane of China the numbers themselves say which is which.
    private static (double East, double North, bool IsTurned) Place((int First, int Second, bool IsNamed) side, SourceFeature row, IReadOnlyList<SourceField> fields, string called, string name)
    {
        var (first, second) = (Number(side.First), Number(side.Second));
        return (side.IsNamed, IsNorth(first), IsNorth(second)) switch
        {
            (_, false, true) => (first, second, false),
            (false, true, false) => (second, first, true),
            _ => throw GivenShift.Wrong(name,
                string.Create(CultureInfo.InvariantCulture, $"控制点 {called}（第 {row.Row} 行）的 {fields[side.First].Name} {first:0.###}、{fields[side.Second].Name} {second:0.###} 不像高斯平面的东、北坐标（米），北坐标应在 {LeastNorthM:0} 到 {MostNorthM:0} 之间，东坐标不会"),
                string.Create(CultureInfo.InvariantCulture, $"{fields[side.First].Name} {first:0.###} and {fields[side.Second].Name} {second:0.###} of the control point {called} (row {row.Row}) do not look like an easting and a northing of a Gauss-Krüger plane in metres; a northing lies between {LeastNorthM:0} and {MostNorthM:0}, an easting does not")),
        };

        double Number(int at) => double.TryParse(ValueReading.Text(row.Values[at]), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw GivenShift.Wrong(name, $"控制点 {called}（第 {row.Row} 行）的 {fields[at].Name} “{Shortened.Of(ValueReading.Text(row.Values[at]))}”不是数",
                $"{fields[at].Name} of the control point {called} (row {row.Row}), \"{Shortened.Of(ValueReading.Text(row.Values[at]))}\", is no number");
    }

    // The figures would tell of each row by itself. Where not all rows agree, some were copied from elsewhere, and a person looks at what else is wrong with them.
    private static void RefuseMixed(List<Turn> turns, (int First, int Second, bool IsNamed) side, IReadOnlyList<SourceField> fields, string name)
    {
        const int MostNamed = 5;
        var (turned, straight) = (turns.FindAll(t => t.IsTurned), turns.FindAll(t => !t.IsTurned));
        var few = turned.Count <= straight.Count ? turned : straight;
        if (few.Count == 0)
            return;
        throw GivenShift.Wrong(name,
            $"{fields[side.First].Name}、{fields[side.Second].Name} 两列有 {few.Count} 行与其他 {turns.Count - few.Count} 行东、北坐标的次序相反：控制点 {string.Join("、", few.Take(MostNamed).Select(t => $"{t.Called}（第 {t.Row} 行）"))}{(few.Count > MostNamed ? " 等" : "")}，请核对这些行，各行写成同一次序",
            $"in {few.Count} rows the columns {fields[side.First].Name} and {fields[side.Second].Name} have easting and northing the other way round than in the other {turns.Count - few.Count}: control points {string.Join(", ", few.Take(MostNamed).Select(t => $"{t.Called} (row {t.Row})"))}{(few.Count > MostNamed ? " and others" : "")}; check these rows and write all in one order");
    }

    private static bool IsNorth(double metres) => metres is >= LeastNorthM and <= MostNorthM;

    // Whether the northing of a row stands before its easting.
    private sealed record Turn(string Called, int Row, bool IsTurned);
}
