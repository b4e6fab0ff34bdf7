using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>A shift of datum as a person gives it with a file: parameters, or control points they are fitted to. The format is in docs/imports.md.</summary>
/// <param name="Said">One sentence with the parameters and residuals, for the findings.</param>
/// <param name="Doubt">A warning where the residuals are large; else null.</param>
/// <param name="Json">What is kept with the import: the parameters as used, with residuals.</param>
public sealed record GivenShift(DatumShift Shift, Datum Datum, Words Said, Words? Doubt, string Json)
{
    /// <summary>Residuals above which a person is warned, metres: a parcel border is worth some decimetres. Default of this program [?].</summary>
    public const double DoubtfulResidualM = 0.5;

    /// <summary>No shift of these datums moves a point of China this far, metres [M].</summary>
    private const double FarthestM = 1_000;

    /// <summary>No point of a 6° zone lies this far from its meridian, metres: 3° are 334 km at the equator.</summary>
    private const double HalfBeltM = 500_000;

    // Eastings of eight digits begin with their zone: 13 to 23 of six degrees, 25 to 45 of three.
    private const int LeastZone = 13;

    private static readonly (string Word, Datum? Datum)[] DatumWords =
    [
        ("西安", Datum.Xian1980), ("XIAN", Datum.Xian1980), ("XI'AN", Datum.Xian1980), ("1980", Datum.Xian1980), ("80", Datum.Xian1980),
        ("北京", Datum.Beijing1954), ("BEIJING", Datum.Beijing1954), ("1954", Datum.Beijing1954), ("54", Datum.Beijing1954),
    ];

    private static readonly Lazy<List<ReferenceSystem>> ZonedPlanes = new(() =>
    [
        .. Enumerable.Range(2327, 115).Concat(Enumerable.Range(21413, 11)).Select(CoordinateSystems.Find).OfType<ReferenceSystem>().Where(s => s.FalseEasting >= LeastZone * 1_000_000),
    ]);

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="crs">The system that the file to import is said to be in, <c>EPSG:n</c>: the old system of a table of control points that names none.</param>
    /// <param name="shownAs">What the file is called to whoever gave it; null: as it lies.</param>
    /// <exception cref="UnreadableFileException">No such file, or not of the format; the sentence says what is wrong.</exception>
    public static GivenShift Read(string path, string? crs = null, string? shownAs = null)
    {
        var name = shownAs ?? Path.GetFileName(path);
        if (!File.Exists(path))
            throw new UnreadableFileException($"找不到转换参数文件 {name}，请核对路径。", $"There is no file {name} with a datum shift: check its path.");
        if (ControlPointTable.IsOne(path))
            return Of(Table(path, crs, name), name, isTable: true);
        try
        {
            return Of(JsonSerializer.Deserialize<ShiftFile>(File.ReadAllText(path), Format) ?? throw new JsonException("null"), name);
        }
        catch (JsonException e)
        {
            throw new UnreadableFileException($"转换参数文件 {name} 的格式不对：应为 JSON，控制点也可以是 CSV 或 xlsx 表，写法见 docs/imports.md。", $"The file {name} is no datum shift: it must be JSON, or for control points a table (CSV, xlsx), as docs/imports.md has it.", e);
        }
    }

    private static ShiftFile Table(string path, string? crs, string name)
    {
        var table = ControlPointTable.Read(path, name);
        return new ShiftFile
        {
            Kind = "control-points",
            From = OldSystem(table, crs, name),
            // A table of survey results carries who made it in its name, where no column says it.
            Source = table.Source ?? name,
            Points = [.. table.Points.Select(p => new PointFile(p.Name, [p.FromX, p.FromY], [p.ToX, p.ToY]))],
        };
    }

    // Surveyors write the datum by its name; which of its zones it is the eastings tell, where they carry their zone.
    private static string OldSystem(ControlPointTable table, string? crs, string name)
    {
        var asked = crs?.Trim() is { Length: > 0 } given ? given.All(char.IsAsciiDigit) ? $"EPSG:{given}" : given : null;
        if (table.From is not { } said)
            return asked ?? throw Wrong(name, "控制点表没有写明旧坐标系：加一列“坐标系”，如 EPSG:2361，或导入时指明坐标系", "the table of control points does not say its old system: add a column crs, as EPSG:2361, or name the coordinate system with the import");
        if (said.StartsWith("EPSG:", StringComparison.OrdinalIgnoreCase))
            return said;
        if (Array.Find(DatumWords, w => said.Contains(w.Word, StringComparison.OrdinalIgnoreCase)) is not { Datum: { } datum })
            throw Wrong(name, $"“坐标系”一列写的“{Shortened.Of(said)}”认不出：请写旧坐标系的 EPSG 编号（如 EPSG:2361），或西安80、北京54", $"its column of the coordinate system says \"{Shortened.Of(said)}\", which is not known: write the EPSG code of the old system (as EPSG:2361), or Xian 1980 or Beijing 1954");
        if (asked is not null && CoordinateSystems.Find(asked) is { } named && named.Datum == datum)
            return asked;
        var zone = table.Points.Count > 0 ? Math.Floor(table.Points[0].FromX / 1_000_000) : 0;
        return zone >= LeastZone && ZonedPlanes.Value.Find(p => p.Datum == datum && Math.Floor(p.FalseEasting!.Value / 1_000_000) == zone) is { } plane
            ? $"EPSG:{plane.Epsg}"
            : throw Wrong(name, $"“坐标系”一列只写了“{Shortened.Of(said)}”，东坐标又不带带号，看不出是哪一带：请写 EPSG 编号（西安80 中央经线 111° 是 EPSG:2382），或导入时指明坐标系", $"its column of the coordinate system says \"{Shortened.Of(said)}\" alone and the eastings carry no zone, so nothing tells which it is: write the EPSG code (Xian 1980 at the meridian 111° is EPSG:2382), or name the coordinate system with the import");
    }

    private static GivenShift Of(ShiftFile file, string name, bool isTable = false)
    {
        if (string.IsNullOrWhiteSpace(file.Source))
            throw Wrong(name, "没有写明来源（source）", "it does not say its source");
        var from = CoordinateSystems.Find(file.From ?? "") ?? throw (isTable
            ? Wrong(name, $"旧坐标系 {Shortened.Of(file.From)} 认不出：“坐标系”一列要写 EPSG 编号，如 EPSG:2361", $"its old system {Shortened.Of(file.From)} is not known: the column of the coordinate system takes an EPSG code, as EPSG:2361")
            : Wrong(name, "from 要写旧坐标系的 EPSG 编号", "from must be the EPSG code of the old system"));
        if (from.Datum != Datum.Xian1980 && from.Datum != Datum.Beijing1954)
            throw Wrong(name, $"{(isTable ? "旧坐标系" : "from ")}是 {from.NameZh}，只有西安80、北京54 需要转换", $"{(isTable ? "its old system" : "from")} is {from.Name}, and only Xi'an 1980 and Beijing 1954 need a shift");
        var given = file.Kind switch
        {
            "plane-4" => Plane(file, from, name),
            "space-7" => Space(file, from, name),
            "control-points" => Fitted(file, from, name, isTable),
            _ => throw Wrong(name, "kind 应为 plane-4、space-7 或 control-points", "kind must be plane-4, space-7 or control-points"),
        };
        RefuseFar(given.Shift, from, name);
        return given;
    }

    private static GivenShift Plane(ShiftFile file, ReferenceSystem from, string name)
    {
        RefuseWithoutPlane(from, name);
        var shift = new PlaneShift(from, Needed(file.DxM, "dx_m", name), Needed(file.DyM, "dy_m", name),
            Needed(file.RotationArcsec, "rotation_arcsec", name) * Math.PI / 648_000, 1 + Needed(file.ScalePpm, "scale_ppm", name) * 1e-6, file.Source!);
        return new GivenShift(shift, from.Datum, new(
            Text($"用四参数转换（{file.Source}）：ΔX {shift.DxM:0.####} m，ΔY {shift.DyM:0.####} m，旋转 {file.RotationArcsec:0.######}″，尺度 {file.ScalePpm:0.######} ppm。"),
            Text($"Shifted by four parameters ({file.Source}): ΔX {shift.DxM:0.####} m, ΔY {shift.DyM:0.####} m, rotation {file.RotationArcsec:0.######}″, scale {file.ScalePpm:0.######} ppm.")),
            null, JsonSerializer.Serialize(file, Format));
    }

    private static GivenShift Space(ShiftFile file, ReferenceSystem from, string name)
    {
        var sign = file.Rotation switch
        {
            "position-vector" => 1,
            "coordinate-frame" => -1,
            _ => throw Wrong(name, "rotation 要写明旋转约定：position-vector 或 coordinate-frame，两者符号相反", "rotation must be position-vector or coordinate-frame, whose signs are opposite"),
        };
        var shift = new SpaceShift(Needed(file.DxM, "dx_m", name), Needed(file.DyM, "dy_m", name), Needed(file.DzM, "dz_m", name),
            sign * Needed(file.RxArcsec, "rx_arcsec", name), sign * Needed(file.RyArcsec, "ry_arcsec", name), sign * Needed(file.RzArcsec, "rz_arcsec", name),
            Needed(file.ScalePpm, "scale_ppm", name), file.Source!);
        return new GivenShift(shift, from.Datum, new(
            Text($"用七参数转换（{file.Source}）：ΔX {shift.DxM:0.####} m，ΔY {shift.DyM:0.####} m，ΔZ {shift.DzM:0.####} m，尺度 {shift.ScalePpm:0.####} ppm。"),
            Text($"Shifted by seven parameters ({file.Source}): ΔX {shift.DxM:0.####} m, ΔY {shift.DyM:0.####} m, ΔZ {shift.DzM:0.####} m, scale {shift.ScalePpm:0.####} ppm.")),
            null, JsonSerializer.Serialize(file, Format));
    }

    private static GivenShift Fitted(ShiftFile file, ReferenceSystem from, string name, bool isTable)
    {
        RefuseWithoutPlane(from, name);
        if (file.Points is not { Count: >= 3 } points)
            throw Wrong(name, "控制点至少要三个，两个点没有多余观测，看不出误差", "it takes three control points; two show no error");
        if (points.Find(p => p.From is not [_, _] || p.To is not [_, _]) is { } half)
            throw Wrong(name, $"控制点 {half.Name} 的 from、to 各要两个数", $"from and to of the control point {half.Name} take two numbers each");
        // With a zone before it on one side only, or of another zone, it would be fitted all the same, and wrongly.
        if (points.Find(p => IsOutsideTheBelt(p.From![0]) || IsOutsideTheBelt(p.To![0])) is { } outside)
            throw Wrong(name, Text($"控制点 {outside.Name} 的东坐标（旧 {outside.From![0]:0.###}，新 {outside.To![0]:0.###}）不在 EPSG:{from.Epsg}（{from.NameZh}）的带内：这个系统的东坐标在 {from.FalseEasting:0} 附近，{(isTable ? "新旧坐标的带号都要与“坐标系”一致" : "新旧坐标都先东后北，带号都按 from 写")}"),
                Text($"the eastings of the control point {outside.Name} (old {outside.From![0]:0.###}, new {outside.To![0]:0.###}) lie outside the belt of EPSG:{from.Epsg} ({from.Name}), whose eastings lie around {from.FalseEasting:0}; {(isTable ? "both coordinates carry the zone or leave it away as that system does" : "both coordinates come east before north, with or without the zone as from has it")}"));
        // One of them entered twice is no third: what is left of two would be nothing, however wrong they are.
        if (points.DistinctBy(p => (Math.Round(p.From![0]), Math.Round(p.From[1]))).Count() == 2)
            throw Wrong(name, $"{points.Count} 个控制点只在两处地方，等于两个点，没有多余观测，看不出误差：至少要三处", $"its {points.Count} control points lie in two places only, and two points show no error; it takes three places");
        ShiftFit fit;
        try
        {
            fit = ShiftFit.Of(from, points.ConvertAll(p => new ControlPoint(p.Name ?? "?", p.From![0], p.From[1], p.To![0], p.To[1])), file.Source!);
        }
        catch (ArgumentException)
        {
            throw Wrong(name, "控制点重合在一处", "the control points are one and the same place");
        }
        var residuals = fit.Residuals.Select(r => Text($"{r.Name} {r.DxM:+0.000;-0.000;0.000}/{r.DyM:+0.000;-0.000;0.000}")).ToList();
        var kept = file with
        {
            DxM = fit.Shift.DxM, DyM = fit.Shift.DyM, RotationArcsec = fit.Shift.RotationRad * 648_000 / Math.PI, ScalePpm = (fit.Shift.Scale - 1) * 1e6,
            OriginM = [fit.Shift.OriginX, fit.Shift.OriginY], RmsM = fit.RootMeanSquareM,
            ResidualsM = [.. fit.Residuals.Select(r => new ResidualFile(r.Name, r.DxM, r.DyM))],
        };
        return new GivenShift(fit.Shift, from.Datum,
            new(Text($"用 {points.Count} 个控制点拟合四参数（{file.Source}）：中误差 {fit.RootMeanSquareM:0.000} m，最大残差 {fit.LargestM:0.000} m；残差（东/北，m）{string.Join("，", residuals)}。"),
                Text($"Four parameters fitted to {points.Count} control points ({file.Source}): root mean square {fit.RootMeanSquareM:0.000} m, largest residual {fit.LargestM:0.000} m; residuals (east/north, m) {string.Join(", ", residuals)}.")),
            fit.LargestM > DoubtfulResidualM
                ? new(Text($"控制点最大残差 {fit.LargestM:0.000} m，超过 {DoubtfulResidualM} m，请核对点位后再作面积依据。"),
                    Text($"The largest residual of the control points is {fit.LargestM:0.000} m, over {DoubtfulResidualM} m: check the points before areas rest on them."))
                : null,
            JsonSerializer.Serialize(kept, Format));

        bool IsOutsideTheBelt(double east) => !(Math.Abs(east - from.FalseEasting!.Value) < HalfBeltM);
    }

    private static void RefuseWithoutPlane(ReferenceSystem from, string name)
    {
        if (from.CentralMeridian is null)
            throw Wrong(name, $"{from.NameZh} 是经纬度，四参数和控制点要写高斯平面坐标系（如 EPSG:2361）", $"{from.Name} is longitude and latitude; four parameters and control points take a Gauss-Krüger plane (as EPSG:2361)");
    }

    // A sign turned round or metres for degrees shows in the length of the way.
    private static void RefuseFar(DatumShift shift, ReferenceSystem from, string name)
    {
        const double Latitude = 30;
        var meridian = from.CentralMeridian ?? 111;
        var metres = shift.Apply(meridian, Latitude, from.Datum) is var (l, b)
            ? Math.Sqrt(Math.Pow((l - meridian) * 96_486, 2) + Math.Pow((b - Latitude) * 110_852, 2))
            : double.NaN;
        if (!(metres <= FarthestM))
            throw Wrong(name, Text($"按这些参数点位移动 {metres:0} m，西安80、北京54 到 CGCS2000 不会超过 {FarthestM:0} m"),
                Text($"it moves a point by {metres:0} m, and from Xi'an 1980 or Beijing 1954 to CGCS2000 it is never more than {FarthestM:0} m"));
    }

    private static double Needed(double? value, string field, string name) =>
        value is { } number && double.IsFinite(number) ? number : throw Wrong(name, $"缺少 {field}", $"{field} is missing");

    internal static UnreadableFileException Wrong(string name, string zh, string en) => new($"转换参数文件 {name} 不能用：{zh}。", $"The datum shift {name} cannot be used: {en}.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record ShiftFile
    {
        public string? Kind { get; init; }

        public string? From { get; init; }

        public double? DxM { get; init; }

        public double? DyM { get; init; }

        public double? DzM { get; init; }

        public double? RotationArcsec { get; init; }

        public double? RxArcsec { get; init; }

        public double? RyArcsec { get; init; }

        public double? RzArcsec { get; init; }

        public double? ScalePpm { get; init; }

        public string? Rotation { get; init; }

        public string? Source { get; init; }

        public List<PointFile>? Points { get; init; }

        // What a fit adds when the file is kept.
        public double[]? OriginM { get; init; }

        public double? RmsM { get; init; }

        public List<ResidualFile>? ResidualsM { get; init; }
    }

    private sealed record PointFile(string? Name, double[]? From, double[]? To);

    private sealed record ResidualFile(string Name, double EastM, double NorthM);
}
