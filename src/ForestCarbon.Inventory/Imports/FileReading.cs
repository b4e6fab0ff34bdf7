using System.Threading.Channels;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Reads and judges a file from its first row to its last, while whoever takes the rows stores them.</summary>
public sealed class FileReading
{
    private const int BatchRows = 128;
    private const int BatchesAhead = 8;
    private const int SampleRows = 200;
    // Sources whose coordinates are GCJ-02 or BD-09 (fact sheet §9.1 [M]).
    private static readonly string[] WebMapNames = ["GCJ02", "GCJ-02", "GCJ_02", "BD09", "BD-09", "火星坐标", "高德", "百度地图", "腾讯地图", "AMap", "DataV"];
    private readonly FeatureSource _source;
    private readonly CodeReading _codes;
    private readonly RowReading _rows;
    private readonly ShapeChecks _shapes;
    private readonly TownshipGround _townships;
    private readonly List<ImportFinding> _findings = [];
    private readonly List<ImportFinding> _unsaid = [];
    private readonly bool[] _filled;
    private readonly (int Rows, int First, string? Text)[] _lost;
    private readonly List<QuestionedText> _questioned = [];
    private readonly bool _hasOneByteEncoding;
    private readonly ImportLayer _layer;
    private readonly IProgress<ReadingProgress>? _progress;
    private long _read;

    /// <param name="codePrefix">Before the row number, where the file has no codes of its own.</param>
    /// <exception cref="UnreadableFileException">The coordinate system is missing or cannot be used, or the mapping names what is not there.</exception>
    public FileReading(FeatureSource source, ImportLayer layer, ImportRequest request, CountyContext county, string codePrefix, TownshipScope scope)
    {
        (_source, _layer) = (source, layer);
        _progress = request.Progress;
        if (WebMapNames.FirstOrDefault(n => $"{request.FileName} {source.SourceLayer}".Contains(n, StringComparison.OrdinalIgnoreCase)) is { } noted)
            throw new UnreadableFileException($"文件名或图层名写有“{noted}”：GCJ-02、BD-09 是加密偏移的网络地图坐标，偏移三百到七百米，不能作为面积依据，请取得 CGCS2000 原始数据。",
                $"The file or its layer is called \"{noted}\": GCJ-02 and BD-09 are coordinates of web maps, moved by 300 to 700 m, and no base for areas. Ask for the data in CGCS2000.");
        // Fields of the boundary files of these maps. Whether the coordinates are still theirs only a comparison shows (find_offset.sql).
        if (source.Fields.Any(f => f.Name == "adcode") && source.Fields.FirstOrDefault(f => f.Name is "acroutes" or "childrenNum" or "subFeatureIndex") is { } told)
            _findings.Add(new ImportFinding(FindingKind.Crs, null, told.Name, new($"字段 adcode、{told.Name} 是网络地图（高德、DataV）边界文件的字段，这类文件的坐标是 GCJ-02，偏移三百到七百米：除非确已转换为 CGCS2000，不能作为面积依据。",
                $"The fields adcode and {told.Name} are those of boundary files of web maps (AMap, DataV), whose coordinates are GCJ-02, moved by 300 to 700 m: no base for areas unless they really were transformed to CGCS2000.")));
        // Of a parcel's fields the usual names know more than the table beside the file.
        Mapping = FieldMapping.For(layer, source.Fields, request.Mapping ?? (layer.IsForestLand ? null : source.FullNames));
        if (request.Mapping is null && !layer.IsForestLand && source.FullNames is { Count: > 0 } full)
            _findings.Add(new ImportFinding(FindingKind.File, null, null, new($"文件旁的字段对照表给出 {full.Count} 个字段的全名，按其读取。",
                $"A table beside the file gives the full names of {full.Count} fields; they are read as these.")));
        if (request.AsOf > CountyClock.Today)
            _findings.Add(new ImportFinding(FindingKind.AsOfAhead, null, null, new($"资料日期 {Day(request.AsOf)} 在今天（{Day(CountyClock.Today)}）之后：入库的小班要到那一天才是现状。请核对年份；资料本是今天以前的，请写成实际日期。",
                $"The file is as of {Day(request.AsOf)}, after today ({Day(CountyClock.Today)}): what it stores is the present state from that day on only. Check the year; if the data are of an earlier day, give that day.")));
        var sample = FeatureFile.Read(source).Take(SampleRows).ToList();
        foreach (var (field, target) in Proposed = MappingProposals.Of(layer, Mapping, source.Fields, sample, county).ToDictionary(p => p.Field, p => p.Target, StringComparer.Ordinal))
            _findings.Add(new ImportFinding(FindingKind.File, null, field, target == "code"
                ? new Words($"字段 {field} 没有认出来，但它的值都是{CodeOf(layer).Zh}的写法：核对后可在字段对应里指明。",
                    $"Field {field} was not recognised, but its values have the form of {CodeOf(layer).En}. Say so in the mapping if they are.")
                : new($"字段 {field} 没有认出来，但它的值都在一张代码表里，像是{FieldMapping.NameOf(layer, target)}：核对后可在字段对应里指明。",
                    $"Field {field} was not recognised, but its values stand in one code list: it looks like {FieldMapping.NameEn(target)}. Say so in the mapping if it is.")));
        Crs = source.HasShapes ? CrsOf(source, layer, request, BoxesOf(sample), county.Box) : OfStoredShapes(source, layer);
        _filled = new bool[source.Fields.Count];
        _lost = new (int, int, string?)[source.Fields.Count];
        _hasOneByteEncoding = TextEncodings.Named(source.Encoding.Name) is { IsSingleByte: true };
        var tally = new RowTally();
        _codes = new CodeReading(layer, Mapping, county, codePrefix, scope, tally);
        _rows = new RowReading(layer, source.Fields, Mapping, county, _codes, tally, request.AsOf, isJoined: !source.HasShapes, _hasOneByteEncoding);
        _shapes = new ShapeChecks(layer, Crs.Crs, new ToRecord(Crs.Crs, Crs.Shift?.Shift), county);
        _townships = new TownshipGround(layer, county, scope);
    }

    public FieldMapping Mapping { get; }

    public CrsDecision Crs { get; }

    /// <summary>Columns that the file has no field for.</summary>
    public IReadOnlySet<string> Unspoken => _rows.Unspoken;

    /// <summary>Columns of a joined table that could not be read, by row.</summary>
    public IReadOnlyDictionary<int, HashSet<string>> Unread => _rows.Unread;

    /// <summary>Columns whose field is there and empty in every row, with the field. Complete when <see cref="Rows"/> has ended.</summary>
    public IReadOnlyDictionary<string, string> Empty => _read == 0 ? new Dictionary<string, string>()
        : Mapping.SourceOf.Where(m => !_filled[Mapping.PositionsOf(m.Key).First()]).ToDictionary(StringComparer.Ordinal);

    /// <summary>Those of <see cref="Empty"/> that would empty what is stored.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Emptying => [.. Empty.Where(e => _rows.Sets(e.Key))];

    /// <summary>Field → column, for fields that no usual name explains and whose values stand in one code list; said, never taken.</summary>
    public IReadOnlyDictionary<string, string> Proposed { get; }

    /// <summary>Everything found, the file's first, then by row. Complete when <see cref="Rows"/> has ended.</summary>
    public IEnumerable<ImportFinding> Findings => _findings.OrderBy(f => f.Row ?? 0);

    /// <summary>The rows in batches, read on a thread of their own.</summary>
    public IAsyncEnumerable<IReadOnlyList<ReadRow>> Rows(CancellationToken ct)
    {
        var batches = Channel.CreateBounded<IReadOnlyList<ReadRow>>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        _ = Task.Run(async () =>
        {
            try
            {
                foreach (var batch in Judged().Chunk(BatchRows))
                    await batches.Writer.WriteAsync(batch, ct);
                batches.Writer.Complete();
            }
            catch (Exception e)
            {
                batches.Writer.Complete(e);
            }
        }, CancellationToken.None);
        return batches.Reader.ReadAllAsync(ct);
    }

    /// <summary>Values with a question mark that nothing in the text itself says to be lost; what is stored tells. Complete when <see cref="Rows"/> has ended.</summary>
    public IReadOnlyList<QuestionedText> Questioned => _questioned;

    /// <summary>True of a value in a field that has lost other texts for certain, and in which the question mark ends no sentence.</summary>
    public bool IsLostAsOthersAre(QuestionedText text) => _lost[text.Field].Text is not null && LostText.StandsInAName(text.Text);

    /// <summary>What was lost of each field, once for the field.</summary>
    /// <param name="more">Those of <see cref="Questioned"/> that turned out to be lost too.</param>
    public IEnumerable<ImportFinding> LostTexts(IEnumerable<QuestionedText> more)
    {
        foreach (var text in more)
            Lost(text.Field, text.Row, text.Text);
        foreach (var (at, (rows, first, text)) in _lost.Index())
            if (text is not null)
                yield return new ImportFinding(FindingKind.LostText, null, _source.Fields[at].Name,
                    new($"字段 {_source.Fields[at].Name} 有 {rows} 行的文字在写出文件时已经丢失，只剩问号（“{Shortened.Of(text)}”，首见第 {first} 行），未采用：库中已有的值不变，新增的留空。请从原始数据按 GBK 或 UTF-8 重新导出。",
                        $"In {rows} rows the text of field {_source.Fields[at].Name} was lost when the file was written; question marks are left (\"{Shortened.Of(text)}\", first in row {first}). It was not taken: what is stored stays, what is new has none. Export the original data again as GBK or UTF-8."),
                    rows, "rows");
    }

    private void Lost(int field, int row, string text)
    {
        var (rows, first, shown) = _lost[field];
        _lost[field] = shown is null || row < first ? (rows + 1, row, text) : (rows + 1, first, shown);
    }

    private IEnumerable<ReadRow> Judged()
    {
        foreach (var feature in Ahead.Of(FeatureFile.Read(_source), BatchRows, BatchesAhead))
        {
            var code = _codes.Code(feature, _findings);
            // Of ground that its sender may not change a row tells nothing: it has no shape and is not judged.
            var isTheirs = _codes.IsInScope(feature, code, _findings);
            var (isValid, told) = (true, _findings.Count);
            var geometry = isTheirs && _source.HasShapes ? _shapes.Judge(feature, code, _findings, out isValid) : null;
            double? areaM2 = geometry is Polygon or MultiPolygon ? EllipsoidalArea.Of(geometry).Value : null;
            if (geometry is not null && isValid && !_townships.Judge(geometry, areaM2, _codes.TownshipOf(feature, code), feature.Row, code, _findings))
            {
                _findings.RemoveRange(told, _findings.Count - 1 - told);
                (isTheirs, geometry, areaM2) = (false, null, null);
            }
            if (++_read % BatchRows == 0)
                _progress?.Report(new ReadingProgress(_read, _source.StatedRows));
            for (var i = 0; i < _filled.Length; i++)
            {
                _filled[i] = _filled[i] || ValueReading.Text(feature.Values[i]) is not null;
                if (feature.Values[i] is not string text || !text.AsSpan().ContainsAny('?', '\uFFFD'))
                    continue;
                if (LostText.IsLost(text, _hasOneByteEncoding))
                    Lost(i, feature.Row, text);
                else if (isTheirs)
                    _questioned.Add(new QuestionedText(feature.Row, i, Mapping.Targets.FirstOrDefault(t => Mapping.PositionsOf(t).First() == i) ?? _source.Fields[i].Name, text));
            }
            if (isValid && areaM2 is { } m2)
                _shapes.JudgeArea(geometry!, m2, feature.Row, code, _findings);
            yield return new ReadRow(feature.Row, code, _rows.Attributes(feature), _rows.Mapped(feature, code, isValid ? areaM2 : null, isTheirs ? _findings : _unsaid),
                feature.Geometry is { } given ? GeometryBytes.Of(given) : null,
                areaM2 is { } area and < 1e12 ? decimal.Round((decimal)area, 4, MidpointRounding.AwayFromZero) : null,
                geometry is null ? null : GeometryBytes.Of(geometry, ToRecord.Srid));
            _unsaid.Clear();
        }
        AddTheFiles();
    }

    private void AddTheFiles()
    {
        foreach (var note in _source.Notes.Concat(Mapping.Notes).Concat(Crs.Notes).Distinct())
            _findings.Add(new ImportFinding(FindingKind.File, null, null, note));
        if (_read > 0 && _source.Fields.Where((_, i) => !_filled[i]).Select(f => f.Name).ToList() is { Count: > 0 } empty)
            _findings.Add(new ImportFinding(FindingKind.File, null, null, new($"{empty.Count} 个字段全部为空：{string.Join("、", empty)}。", $"{empty.Count} fields are empty throughout: {string.Join(", ", empty)}.")));
        foreach (var warning in Crs.Warnings)
            _findings.Add(new ImportFinding(FindingKind.Crs, null, null, warning));
        _findings.AddRange(_rows.AtEnd());
        _findings.AddRange(_shapes.AtEnd());
        _findings.AddRange(_townships.AtEnd());
        EmptyFields.TellOnce(_findings, _layer, Mapping, Empty.Keys.ToHashSet(StringComparer.Ordinal), _read);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    // Attributes alone are joined by code. One that goes by an unknown name is a matter of the mapping, and told as that.
    private static CrsDecision OfStoredShapes(FeatureSource source, ImportLayer layer)
    {
        if (!layer.IsForestLand)
            throw source is DbfSource
                ? new UnreadableFileException($"{source.SourceLayer} 只是属性表，没有图形：只有林地小班可以按小班编码接到库中的图形。若有同名的 .shp，请一起导入。",
                    $"{source.SourceLayer} is a table without shapes; only forest land can be joined by parcel code to the shapes that are stored. If there is a .shp of that name, import them together.")
                : new UnreadableFileException($"{source.SourceLayer} 没有图形列（WKT）：只有林地小班可以按小班编码接到库中的图形。",
                    $"{source.SourceLayer} has no column of shapes (WKT); only forest land can be joined by parcel code to the shapes that are stored.");
        return new CrsDecision(CoordinateSystems.Cgcs2000, new("属性表没有图形，按小班编码取库中的图形", "the table has no shapes; those stored under its parcel codes are taken"), [], []);
    }

    // Whatever is wrong with the system, a person can name another, and need not send the file again for it.
    private static CrsDecision CrsOf(FeatureSource source, ImportLayer layer, ImportRequest request, List<Envelope> shapes, Envelope? county)
    {
        var box = new Envelope();
        foreach (var shape in shapes)
            box.ExpandToInclude(shape);
        try
        {
            return CrsDecision.Make(IsOwnExport(source, layer, box) ? OfOwnExport : source.Crs, request.Crs, box, county, request.DatumShift, shapes);
        }
        catch (UnreadableFileException e)
        {
            // Of systems of another datum than the file's own none is proposed: the numbers fit them all.
            var stated = CrsDecision.DatumOf(source.Crs);
            throw new CrsNeededException(e, [.. CrsProposal.Inside(box, county).Where(c => stated is null || CrsDecision.GoTogether(stated, c.Datum)).Select(c => $"EPSG:{c.Epsg}")]);
        }
    }

    private static readonly SourceCrsNote OfOwnExport = new(null, CoordinateSystems.Cgcs2000.Epsg,
        new("本程序导出表格的列（坐标为 EPSG:4490）", "the columns of this program's own export, whose coordinates are EPSG:4490"));

    // A table has no place for its system. One that went out from here is known by its columns; in degrees, because a GIS that transformed it keeps them.
    private static bool IsOwnExport(FeatureSource source, ImportLayer layer, Envelope box) =>
        source is TableSource { ShapeColumn: Exports.TableExport.Shape, Crs: { Wkt: null, Epsg: null } }
        && box is { IsNull: false, MinX: >= -180, MaxX: <= 180, MinY: >= -90, MaxY: <= 90 }
        && Exports.ExportFields.AreOfAnExport(layer.Name, source.Fields.Select(f => f.Name));

    private static Words CodeOf(ImportLayer layer) => layer.IsZone ? new($"{layer.NameZh}代码", $"codes of a {layer.Name}") : new("小班编码", "parcel codes");

    // A row of nonsense says nothing about the system of the others; it has its own finding later.
    private static List<Envelope> BoxesOf(IEnumerable<SourceFeature> sample)
    {
        const double Farthest = 1e9;
        return
        [
            .. sample.Select(feature => feature.Geometry).OfType<Geometry>().Where(geometry => !geometry.IsEmpty).Select(geometry => geometry.EnvelopeInternal)
                .Where(one => Math.Max(Math.Max(one.MaxX, -one.MinX), Math.Max(one.MaxY, -one.MinY)) < Farthest),
        ];
    }
}
