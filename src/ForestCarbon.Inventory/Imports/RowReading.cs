using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Encodings.Web;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Reads the values of a row into the columns of its table, and says what it could not read.</summary>
public sealed class RowReading(
    ImportLayer layer, IReadOnlyList<SourceField> fields, FieldMapping mapping, CountyContext county, string codePrefix, Platform.Database.TownshipScope scope,
    DateOnly asOf = default, bool isJoined = false, bool hasOneByteEncoding = false)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string OneMap = "land-class";
    /// <summary>What a file's fields say a code by.</summary>
    internal static readonly string[] CodeParts = ["code", "county", "township", "village", "compartment", "subcompartment"];

    // Columns that no field of a file fills.
    private static readonly string[] Given =
    [
        "parcel_version_id", "parcel_id", "valid", "code", "township_code", "village_code", "compartment", "subcompartment", "ellipsoidal_area_m2",
        "registered_area_inferred", "is_on_forest_land", "land_class", "land_class_given", "land_class_list", "other", "opened_by", "closed_by",
    ];

    // Columns that a field of the file fills, and targets that no column has: the same for every row.
    private readonly (string Target, JsonEncodedText Name, ColumnType Type)[] _columns =
    [
        .. mapping.Targets.Where(t => !CodeParts.Contains(t) && t is not ("land_class" or "is_on_forest_land") && county.Columns.ContainsKey(t))
            .Select(t => (t, JsonEncodedText.Encode(t), county.Columns[t])),
    ];
    private readonly (string Target, string Source)[] _named =
        [.. mapping.SourceOf.Where(m => !county.Columns.ContainsKey(m.Key) && !CodeParts.Contains(m.Key)).Select(m => (m.Key, m.Value))];
    private readonly JsonEncodedText[] _names = [.. fields.Select(f => JsonEncodedText.Encode(f.Name.Replace("\0", "", StringComparison.Ordinal), Plain.Encoder))];
    private readonly Dictionary<string, ColumnType> _described = layer.IsForestLand ? [] : Exports.ExportFields.TypesOf(layer.Name);
    // A code is one field, or put together from all its parts.
    private readonly bool _hasCode = mapping.Has("code") || CodeParts[1..].All(mapping.Has);
    private long _rowsRead;
    // Rows with both areas, and what is told of those whose registered one is fifteen times the other: all of them, or the column.
    private long _compared;
    private readonly List<ImportFinding> _inMu = [];
    // Fields that name a part of the code, the second and third of a meaning too: a name beside a number.
    private readonly (string Part, int At)[] _placeFields = layer.IsForestLand ? [.. CodeParts[1..].SelectMany(part => mapping.PositionsOf(part).Select(at => (part, at)))] : [];
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private readonly Dictionary<int, HashSet<string>> _unreadOfRow = [];
    private readonly HashSet<string> _unspoken = [.. county.Columns.Keys.Where(c => !mapping.Has(c))];
    private readonly Dictionary<string, object?> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _rowOfCode = new(StringComparer.Ordinal);
    private readonly HashSet<string> _duplicatesTold = new(StringComparer.Ordinal);
    private readonly Tally _tally = new();
    // One for all rows: two texts a row would be two writers a row.
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private Utf8JsonWriter? _writer;

    /// <summary>Columns that the file has no field for.</summary>
    public IReadOnlySet<string> Unspoken => _unspoken;

    /// <summary>True where a row's value becomes that of the column, an empty one too.</summary>
    public bool Sets(string column) => column != "ellipsoidal_area_m2" && Array.Exists(_columns, c => c.Target == column);

    /// <summary>Columns of a joined table that could not be read, by row: its rules are asked once it is joined.</summary>
    public IReadOnlyDictionary<int, HashSet<string>> Unread => _unreadOfRow;

    /// <summary>The code of a row, judged; null where it has none or a wrong one.</summary>
    public string? Code(SourceFeature feature, List<ImportFinding> findings)
    {
        _rowsRead++;
        var code = layer.IsForestLand ? ParcelCodeOf(feature, findings)?.ToString() : CodeOf(feature, findings);
        if (code is null || _rowOfCode.TryAdd(code, feature.Row))
            return code;
        var first = _rowOfCode[code];
        if (_duplicatesTold.Add(code))
            findings.Add(new ImportFinding(FindingKind.CodeDuplicate, first, code, new($"编号 {code} 重复，首见第 {first} 行。", $"The code {code} is given more than once, first in row {first}.")));
        findings.Add(new ImportFinding(FindingKind.CodeDuplicate, feature.Row, code, Words.OfRow(feature.Row, code, $"的编号与第 {first} 行重复。", $" has the code of row {first}.")));
        return code;
    }

    /// <summary>The township (nine digits) that a row names, by its code or by its field; null where it names none.</summary>
    public string? TownshipOf(SourceFeature feature, string? code) => layer.IsForestLand
        ? code is not null && ParcelCode.Parse(code) is { } parts ? parts.TownshipCode : null
        : ValueReading.Text(mapping.Value(feature, "township_code")) is { Length: 9 } named && named.All(char.IsAsciiDigit) ? named : null;

    /// <summary>False where the row is of a township that its sender may not change, and that is told: then nothing else may be said of it.</summary>
    public bool IsInScope(SourceFeature feature, string? code, List<ImportFinding> findings)
    {
        var township = TownshipOf(feature, code);
        if (scope.Codes is null || (township is null ? layer.IsForestLand : scope.Includes(township)))
            return true;
        findings.Add(new ImportFinding(FindingKind.OutsideScope, feature.Row, code, layer.IsForestLand
            ? Words.OfRow(feature.Row, code, "不在您可修改的乡镇内。", " is not in the townships that you may change.")
            : Words.OfRow(feature.Row, code, "没有写明您可修改的乡镇（township_code）。", " names none of the townships that you may change (township_code).")));
        return false;
    }

    /// <summary>What the file said, as JSON.</summary>
    public byte[] Attributes(SourceFeature feature) => Json(json =>
    {
        for (var i = 0; i < fields.Count; i++)
            WriteValue(json, _names[i], feature.Values[i]);
    });

    /// <summary>The row as columns, as JSON.</summary>
    public byte[] Mapped(SourceFeature feature, string? code, double? areaM2, List<ImportFinding> findings) =>
        layer.IsForestLand ? Parcel(feature, code, areaM2, findings) : Feature(feature, code, findings);

    /// <summary>What concerns a field rather than a row, once for the file.</summary>
    public IEnumerable<ImportFinding> AtEnd()
    {
        if (layer.IsForestLand && (isJoined ? JoinedNote() : AbsentNote()) is { } said)
            yield return said;
        if (layer.IsForestLand && !_hasCode && CodeParts.Any(mapping.Has))
            yield return PartsOfCode();
        else if (layer.IsForestLand && !_hasCode)
            yield return Absent(FindingKind.CodeMissing, "小班编码", "the parcel code");
        if (layer.IsZone && !mapping.Has("code"))
            yield return Absent(FindingKind.CodeMissing, $"{layer.NameZh}代码", $"the code of the {layer.Name}");
        if (layer.IsZone && county.CountyCode is null)
            yield return new ImportFinding(FindingKind.File, null, null, new("库中还没有县：县界按所导入的乡镇合成，县名暂用县代码。",
                "No county is stored: its border is drawn from the townships that come, and its code stands for its name."));
        if (layer.IsForestLand && !isJoined && !mapping.Has("land_class"))
            yield return Absent(FindingKind.LandClassMissing, "地类", "the land class");
        if (RegisteredArea.IsInMu(_inMu.Count, _compared))
            yield return RegisteredArea.InMu(_inMu.Count, mapping.SourceOf["registered_area_ha"]);
        else
            foreach (var slip in _inMu)
                yield return slip;
        foreach (var counted in _tally.Findings())
            yield return counted;
    }

    // A field that is not there is one fault of the file, not one of every row.
    private ImportFinding Absent(FindingKind kind, string zh, string en) => new(kind, null, null,
        new($"文件里没有{zh}字段，{_rowsRead} 行都不能入库：字段叫别的名字时，请在字段对应里指明哪一个是{zh}。",
            $"No field holds {en}; none of the {_rowsRead} rows can be stored. If it goes by another name, say in the mapping which field it is."), _rowsRead, "rows");

    private ImportFinding PartsOfCode()
    {
        var missing = CodeParts[1..].Where(part => !mapping.Has(part)).ToList();
        return new ImportFinding(FindingKind.CodeForm, null, null,
            new($"文件里没有编码字段，编码的组成字段又不全（缺{NamesOf(missing)}），拼不成小班编码，{_rowsRead} 行都不能入库：字段叫别的名字时，请在字段对应里指明。",
                $"No field holds the parcel code, and of its parts the file lacks {string.Join(", ", missing)}; none of the {_rowsRead} rows can be stored. If a field goes by another name, say so in the mapping."), _rowsRead, "rows");
    }

    private ImportFinding? AbsentNote()
    {
        var absent = county.Columns.Keys.Where(c => !mapping.Has(c) && !Given.Contains(c)).ToList();
        var beside = Beside();
        return absent.Count == 0 ? null : new ImportFinding(FindingKind.File, null, null,
            new($"文件没有 {absent.Count} 个属性（{NamesOf(absent)}）：新小班留空，已有小班沿用库中原值。{beside.Zh}",
                $"The file has no field for {absent.Count} attributes ({string.Join(", ", absent.Select(a => a.Replace('_', ' ')))}); new parcels leave them empty, stored ones keep theirs.{beside.En}"));
    }

    private ImportFinding JoinedNote()
    {
        var present = mapping.Targets.Where(t => !CodeParts.Contains(t) && t != "ellipsoidal_area_m2").ToList();
        var beside = Beside();
        return new ImportFinding(FindingKind.File, null, null,
            new($"属性表按小班编码接到库中的小班，只更新表里有的 {present.Count} 个属性{(present.Count > 0 ? $"（{NamesOf(present)}）" : "")}；其余属性和图形沿用库中原值。"
                + beside.Zh,
                $"The table is joined to the stored parcels by code and updates the {present.Count} attributes it has; all others and the shape stay as stored."
                + beside.En),
            present.Count, "columns");
    }

    private (string Zh, string En) Beside()
    {
        var names = mapping.Unmapped.Select(at => fields[at].Name).ToList();
        return names.Count == 0 ? ("", "")
            : ($"另有 {names.Count} 个字段没有对应的属性（{string.Join("、", names)}）：只随有改动的小班原样留存，本身不算改动；要采用，请在字段对应里指明含义。",
                $" {names.Count} fields belong to no attribute ({string.Join(", ", names)}): they are kept as given beside the parcels that change and are no change by themselves; to take one, say in the mapping what it is.");
    }

    private string NamesOf(IEnumerable<string> columns) => string.Join("、", columns.Select(c => FieldMapping.NameOf(layer, c)));

    private byte[] Parcel(SourceFeature feature, string? code, double? areaM2, List<ImportFinding> findings) => Json(json =>
    {
        _unread.Clear();
        IReadOnlyList<PlaceSaid> places = [];
        if (code is not null && ParcelCode.Parse(code) is { } parts)
        {
            places = PlacesSaid(feature, parts, code);
            json.WriteString("code", code);
            json.WriteString("township_code", parts.TownshipCode);
            json.WriteString("village_code", parts.VillageCode);
            json.WriteString("compartment", parts.Compartment);
            json.WriteString("subcompartment", parts.Subcompartment);
        }
        var landClass = WriteLandClass(json, feature, code, findings);
        if (isJoined && !mapping.Has("land_class"))
            WriteForestLand(json, feature, code, findings);
        foreach (var (target, name, type) in _columns)
        {
            var isRead = TryValue(feature, target, type, code, findings, out var value);
            _read[target] = value;
            // What cannot be read is no statement: a stored parcel keeps its value.
            if (!isRead)
                continue;
            WriteValue(json, name, value);
            if (target != "registered_area_ha")
                continue;
            json.WriteBoolean("registered_area_inferred", false);
            if (value is not decimal registeredHa || areaM2 is not { } m2)
                continue;
            _compared++;
            if (RegisteredArea.Compare(registeredHa, m2, county.Limits, feature.Row, code) is { } apart)
                (RegisteredArea.LooksLikeMu(registeredHa, m2) ? _inMu : findings).Add(apart);
        }
        WriteOther(json, "other", feature);
        if (isJoined && _unread.Count > 0)
            _unreadOfRow[feature.Row] = [.. _unread];
        // What a table says of a parcel is judged together with what is stored, once it is joined; what it says of the code stands in it alone.
        foreach (var (rule, breach) in AttributeRules.Broken(Facts(code, landClass, areaM2, places), isJoined ? CodeRules.All : AttributeRules.All))
            findings.Add(rule.Finding(feature.Row, code, breach));
    });

    // Most rows say of their place what the code says, and cost a comparison a field.
    private IReadOnlyList<PlaceSaid> PlacesSaid(SourceFeature feature, ParcelCode parts, string code)
    {
        var said = (List<PlaceSaid>?)null;
        foreach (var (part, at) in _placeFields)
            if (ValueReading.Text(feature.Values[at]) is { } given && county.CodeOf(part, given, parts) is { } begins && !code.StartsWith(begins, StringComparison.Ordinal))
                (said ??= []).Add(new PlaceSaid(fields[at].Name, Shortened.Of(given), begins));
        return said ?? [];
    }

    private ParcelFacts Facts(string? code, string? landClass, double? areaM2, IReadOnlyList<PlaceSaid> places)
    {
        return new ParcelFacts
        {
            Code = code,
            LandClass = landClass,
            ForestCategory = Of("forest_category") as string,
            ForestPurpose = Of("forest_purpose") as string,
            PublicWelfareAuthority = Of("public_welfare_authority") as string,
            NationalProtectionGrade = Of("national_protection_grade") as string,
            ProtectionGrade = Of("protection_grade") as string,
            Origin = Of("origin") as string,
            SpeciesCode = Of("species_code") as string,
            AgeGroup = (short?)(Of("age_group") as long?),
            MeanAgeA = (short?)(Of("mean_age_a") as long?),
            CanopyDensity = Of("canopy_density") as decimal?,
            MeanDbhCm = Of("mean_dbh_cm") as decimal?,
            MeanHeightM = Of("mean_height_m") as decimal?,
            VolumeM3PerHa = Of("volume_m3_per_ha") as double?,
            StemsPerHa = (int?)(Of("stems_per_ha") as long?),
            TotalVolumeM3 = Of("total_volume_m3") as decimal?,
            RegisteredAreaHa = Of("registered_area_ha") as decimal?,
            AreaM2 = areaM2,
            PlantedOn = Of("planted_on") as DateOnly?,
            AsOf = asOf,
            Unspoken = _unspoken,
            Unread = _unread,
            PlacesSaid = places,
        };

        object? Of(string column) => _read.GetValueOrDefault(column);
    }

    private byte[] Feature(SourceFeature feature, string? code, List<ImportFinding> findings) => Json(json =>
    {
        json.WriteString("code", code);
        if (ValueReading.Text(mapping.Value(feature, "name")) is { } name && !LostText.IsLost(name, hasOneByteEncoding))
            json.WriteString("name", name);
        foreach (var target in mapping.Targets)
            if (target is not ("code" or "name") && county.Columns.TryGetValue(target, out var type) && TryValue(feature, target, type, code, findings, out var value))
                WriteValue(json, target, value);
        if (layer.Name == "village" && code is { } village && ValueReading.Text(mapping.Value(feature, "township_code")) is { } above && county.CodeOfTownship(above, village[..Math.Min(6, village.Length)]) is { } begins)
            foreach (var (rule, breach) in AttributeRules.Broken(new ParcelFacts { Code = village, PlacesSaid = [new PlaceSaid(mapping.SourceOf["township_code"], Shortened.Of(above), begins)] }, CodeRules.All))
                findings.Add(rule.Finding(feature.Row, village, breach));
        if (layer.Name == "plot")
            JudgePlot(feature, code, findings);
        WriteOther(json, "attributes", feature);
    });

    private void JudgePlot(SourceFeature feature, string? code, List<ImportFinding> findings)
    {
        findings.AddRange(PlotRules.Broken(feature.Row, code, Stated));
        foreach (var (field, list) in PlotRules.Codes)
            if (ValueReading.Text(Stated(field)) is { } given && county.HasList(list) && !county.HasCode(list, PlotRules.InList(field, given), out _))
                _tally.Unknown(mapping.SourceOf.GetValueOrDefault(field, field), given, feature.Row);

        object? Stated(string name)
        {
            var given = mapping.Has(name) ? mapping.Value(feature, name) : mapping.Unmapped.Where(at => fields[at].Name == name).Select(at => feature.Values[at]).FirstOrDefault();
            return given is string text && LostText.IsLost(text, hasOneByteEncoding) ? null : given;
        }
    }

    // False where the value cannot be read; a finding says so, of lost text one for the field.
    private bool TryValue(SourceFeature feature, string target, ColumnType type, string? code, List<ImportFinding> findings, out object? value)
    {
        var given = mapping.Value(feature, target);
        if (given is string lost && LostText.IsLost(lost, hasOneByteEncoding))
        {
            value = null;
            _unread.Add(target);
            return false;
        }
        if (target == "canopy_density" && ValueReading.Percent(given) is { } percent)
        {
            // Older sources store 0–100 (fact sheet §9.3).
            _tally.Note(new($"字段 {mapping.SourceOf[target]} 的郁闭度以百分数给出，已除以 100", $"Field {mapping.SourceOf[target]} gives canopy density in per cent; divided by 100"), feature.Row);
            given = percent / 100;
        }
        if (!ValueReading.TryRead(target, type, given, out var read, out var rounded))
        {
            value = null;
            _unread.Add(target);
            findings.Add(new ImportFinding(FindingKind.UnreadableValue, feature.Row, code,
                Words.OfRow(feature.Row, code, $"的 {mapping.SourceOf[target]} 值“{Shortened.Of(ValueReading.Text(given))}”不能读作{FieldMapping.NameOf(layer, target)}，未采用：库中已有的值不变，新增的留空。",
                    $": the value \"{Shortened.Of(ValueReading.Text(given))}\" of {mapping.SourceOf[target]} cannot be read as {target.Replace('_', ' ')} and was not taken: what is stored stays, what is new has none.")));
            return false;
        }
        if (rounded)
            _tally.Note(new($"字段 {mapping.SourceOf[target]} 按 {type.Scale} 位小数保留", $"Field {mapping.SourceOf[target]} is kept to {type.Scale} decimals"), feature.Row);
        value = read is string text ? Coded(target, text, feature.Row) : read;
        return true;
    }

    // A code that is in no list is kept as given and told once per code: the list may be of another generation.
    private string Coded(string target, string text, int row)
    {
        if (target == "species_code")
        {
            // six digits in one-map data: the inventory's three and "000" (fact sheet §9.4 [S38])
            if (text.Length == 6 && text.EndsWith("000", StringComparison.Ordinal))
                text = text[..3];
            return Known("species");
        }
        return Known(target.Replace('_', '-'));

        string Known(string list)
        {
            if (county.HasList(list) && !county.HasCode(list, text, out _))
                _tally.Unknown(mapping.SourceOf[target], text, row);
            return text;
        }
    }

    private string? WriteLandClass(Utf8JsonWriter json, SourceFeature feature, string? code, List<ImportFinding> findings)
    {
        var given = ValueReading.Text(mapping.Value(feature, "land_class"));
        if (given is null)
        {
            if (mapping.Has("land_class"))
                findings.Add(new ImportFinding(FindingKind.LandClassMissing, feature.Row, code, Words.OfRow(feature.Row, code, "没有地类。", " has no land class.")));
            return null;
        }
        // The one map first; of the other lists all that know the code must mean the same, for the file does not say which of them it follows.
        foreach (var wanted in given.Length < 4 && given.All(char.IsAsciiDigit) && mapping.Value(feature, "land_class") is not string
                     ? new[] { given, given.PadLeft(4, '0') } : [given])
        {
            var known = county.HasCode(OneMap, wanted, out _)
                ? new List<(string List, string? Means)> { (OneMap, wanted) }
                : county.ListsStartingWith(OneMap).Where(list => county.HasCode(list, wanted, out _)).Select(list => (List: list, Means: county.HasCode(list, wanted, out var means) ? means : null)).ToList();
            if (known.Count == 0)
                continue;
            if (known[0].Means is { } own && known.All(k => k.Means == own))
            {
                json.WriteString("land_class", own);
                json.WriteString("land_class_given", given);
                json.WriteString("land_class_list", known[0].List);
                WriteForestLand(json, feature, code, findings);
                return own;
            }
            findings.Add(new ImportFinding(FindingKind.LandClassUnknown, feature.Row, code,
                Words.OfRow(feature.Row, code, $"的地类“{Shortened.Of(given)}”在不同代码表里含义不同，或一码对应几个地类，不能确定是哪一个：请改用林地一张图的四位地类。",
                    $": land class {Shortened.Of(given)} stands for several classes; give the four digits of the one map.")));
            return null;
        }
        findings.Add(new ImportFinding(FindingKind.LandClassUnknown, feature.Row, code,
            Words.OfRow(feature.Row, code, $"的地类“{Shortened.Of(given)}”不在任何地类代码表中。", $": land class \"{Shortened.Of(given)}\" stands in no list of land classes.")));
        return null;
    }

    // Only where a field says it; else inventory.parcel_as_read derives it.
    private void WriteForestLand(Utf8JsonWriter json, SourceFeature feature, string? code, List<ImportFinding> findings)
    {
        if (mapping.Has("is_on_forest_land") && TryValue(feature, "is_on_forest_land", new ColumnType("boolean", null, null), code, findings, out var read) && read is bool said)
            json.WriteBoolean("is_on_forest_land", said);
    }

    private void WriteOther(Utf8JsonWriter json, string name, SourceFeature feature)
    {
        if (mapping.Unmapped.Count == 0 && _named.Length == 0 && name == "other")
            return;
        json.WriteStartObject(name);
        // Lost text is no statement: what was kept before stays.
        foreach (var at in mapping.Unmapped)
            if (!(feature.Values[at] is string text && LostText.IsLost(text, hasOneByteEncoding)))
                WriteValue(json, fields[at].Name, Described(fields[at].Name, feature.Values[at]));
        foreach (var (target, _) in _named.Where(n => mapping.Unmapped.All(at => fields[at].Name != n.Target)))
            if (!(mapping.Value(feature, target) is string text && LostText.IsLost(text, hasOneByteEncoding)))
                WriteValue(json, target, Described(target, mapping.Value(feature, target)));
        json.WriteEndObject();
    }

    // An attribute that the dictionary of layers describes is kept in its type whatever the file could say: a DBF has no yes and no, a CSV only text.
    private object? Described(string name, object? given) =>
        !layer.IsForestLand && _described.TryGetValue(name, out var type) && ValueReading.TryRead(name, type, given, out var read, out _) ? read : given;

    private ParcelCode? ParcelCodeOf(SourceFeature feature, List<ImportFinding> findings)
    {
        var whole = ValueReading.Text(mapping.Value(feature, "code"));
        string? Part(string part) => ValueReading.Text(mapping.Value(feature, part));
        var parts = CodeParts[1..].Select(Part).ToArray();
        if (whole is null && (!_hasCode || parts.All(p => p is null)))
        {
            if (_hasCode)
                findings.Add(new ImportFinding(FindingKind.CodeMissing, feature.Row, null, Words.OfRow(feature.Row, null, "没有小班编码。", " has no parcel code.")));
            return null;
        }
        var code = whole is not null ? ParcelCode.Parse(whole) : ParcelCode.Of(parts[0], parts[1], parts[2], parts[3], parts[4]);
        if (code is not null && whole is null && mapping.Has("code"))
            _tally.Note(new($"编码字段 {mapping.SourceOf["code"]} 是空的，编码由县、乡、村、林班、小班字段拼成", $"The code field {mapping.SourceOf["code"]} is empty and the code put together from county, township, village, compartment and parcel number"), feature.Row);
        if (code is null)
            findings.Add(new ImportFinding(FindingKind.CodeForm, feature.Row, Shortened.Of(whole ?? string.Join('-', parts)), IsNumberOfASpreadsheet(whole)
                ? Words.OfRow(feature.Row, null, $"的小班编码“{whole}”是表格软件存成的数字，只剩 15 位有效数字，后面的已经丢失：请把这一列设为文本，重新填入编码。",
                    $": the parcel code \"{whole}\" is a number of a spreadsheet, which keeps 15 digits and has lost the rest; make the column text and enter the codes again.")
                : Words.OfRow(feature.Row, null, $"的小班编码“{Shortened.Of(whole ?? string.Join('-', parts))}”不合规则：县 6 位、乡 3 位、村 3 位、林班 4 位、小班 5 位。",
                    $": the parcel code \"{Shortened.Of(whole ?? string.Join('-', parts))}\" is malformed; county 6 digits, township 3, village 3, compartment 4, parcel 5.")));
        else if (scope.Includes(code.TownshipCode) && county.Townships.Count > 0 && !county.Townships.Contains(code.TownshipCode))
            _tally.Unknown("乡镇", code.TownshipCode, feature.Row);
        return code;
    }

    private static bool IsNumberOfASpreadsheet(string? code) =>
        code is { Length: < 30 } && code.Contains("E+", StringComparison.OrdinalIgnoreCase) && double.TryParse(code, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 1e15;

    private string? CodeOf(SourceFeature feature, List<ImportFinding> findings)
    {
        if (layer.IsZone)
            return ZoneCodeOf(feature, findings);
        if (!mapping.Has("code"))
        {
            // Numbered within this very file, so that two files without codes never take each other's features for older ones.
            _tally.Note(new("文件里没有编号字段，以文件指纹加行号为编号", "The file has no field of codes; features are numbered by the print of the file and the row"), feature.Row);
            return string.Create(CultureInfo.InvariantCulture, $"{codePrefix}-{feature.Row}");
        }
        var code = ValueReading.Text(mapping.Value(feature, "code"));
        if (code is null)
            findings.Add(new ImportFinding(FindingKind.CodeMissing, feature.Row, null, Words.OfRow(feature.Row, null, "没有编号。", " has no code.")));
        return code;
    }

    private string? ZoneCodeOf(SourceFeature feature, List<ImportFinding> findings)
    {
        if (ValueReading.Text(mapping.Value(feature, "code")) is not { } code)
        {
            if (mapping.Has("code"))
                findings.Add(new ImportFinding(FindingKind.CodeMissing, feature.Row, null, Words.OfRow(feature.Row, null, "没有代码。", " has no code.")));
            return null;
        }
        if (code.Length != layer.CodeDigits || !code.All(char.IsAsciiDigit))
            findings.Add(new ImportFinding(FindingKind.CodeForm, feature.Row, Shortened.Of(code),
                Words.OfRow(feature.Row, null, $"的{layer.NameZh}代码“{Shortened.Of(code)}”不合规则：要 {layer.CodeDigits} 位数字。", $": the {layer.Name} code \"{Shortened.Of(code)}\" is malformed; it has {layer.CodeDigits} digits.")));
        else if (county.CountyCode is { } own && !code.StartsWith(own, StringComparison.Ordinal))
            findings.Add(new ImportFinding(FindingKind.CodeForm, feature.Row, code, Words.OfRow(feature.Row, code, $"不是本县（{own}）的代码。", $" is no code of this county ({own}).")));
        else if (layer.Name == "village" && !county.Townships.Contains(code[..9]))
            findings.Add(new ImportFinding(FindingKind.CodeForm, feature.Row, code,
                Words.OfRow(feature.Row, code, $"所属的乡镇 {code[..9]} 不在库中，请先导入乡镇。", $" belongs to township {code[..9]}, which is not stored: import the townships first.")));
        return code;
    }

    private byte[] Json(Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        var json = _writer ??= new Utf8JsonWriter(_buffer, Plain);
        json.Reset();
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value) => WriteValue(json, JsonEncodedText.Encode(name, Plain.Encoder), value);

    private static void WriteValue(Utf8JsonWriter json, JsonEncodedText name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case long whole: json.WriteNumber(name, whole); break;
            case int whole: json.WriteNumber(name, whole); break;
            case short whole: json.WriteNumber(name, whole); break;
            case decimal number: json.WriteNumber(name, number); break;
            case double number: json.WriteNumber(name, number); break;
            default: json.WriteString(name, ValueReading.Text(value)); break;
        }
    }

    /// <summary>Counts what would be the same sentence for a thousand rows.</summary>
    private sealed class Tally
    {
        // A field mapped to the wrong column has as many unknown codes as rows: the rest are counted together.
        private const int MostKept = 1_000;
        private static readonly Words Others = new("…其他", "… others");
        private readonly Dictionary<(FindingKind Kind, string Field, Words What), (int Count, int First)> _counts = [];

        public void Note(Words what, int row) => Count(FindingKind.File, "", what, row);

        public void Unknown(string field, string code, int row) =>
            Count(field == "乡镇" ? FindingKind.UnknownTownship : FindingKind.UnknownCode, field, new(code, code), row);

        public IEnumerable<ImportFinding> Findings() =>
            _counts.OrderBy(c => c.Value.First).ThenBy(c => c.Key.Field, StringComparer.Ordinal).ThenBy(c => c.Key.What.Zh, StringComparer.Ordinal)
                .Select(c => new ImportFinding(c.Key.Kind, null, c.Key.Kind == FindingKind.UnknownTownship ? c.Key.What.Zh : c.Key.Field.Length > 0 ? c.Key.Field : null, c.Key.Kind.Name switch
                {
                    "unknown-code" => new Words($"字段 {c.Key.Field} 的代码“{Shortened.Of(c.Key.What.Zh)}”不在代码表中，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。",
                        $"The code \"{Shortened.Of(c.Key.What.En)}\" of field {c.Key.Field} stands in no list: {c.Value.Count} rows, first in row {c.Value.First}."),
                    "unknown-township" => new($"乡镇代码 {c.Key.What.Zh} 不在本县乡镇之列，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。",
                        $"Township {c.Key.What.En} is none of this county: {c.Value.Count} rows, first in row {c.Value.First}."),
                    _ => new($"{c.Key.What.Zh}，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。", $"{c.Key.What.En}: {c.Value.Count} rows, first in row {c.Value.First}."),
                }, c.Value.Count, "rows"));

        private void Count(FindingKind kind, string field, Words what, int row)
        {
            var key = (kind, field, what);
            if (_counts.Count >= MostKept && !_counts.ContainsKey(key))
                key = (kind, field, Others);
            _counts[key] = _counts.TryGetValue(key, out var so) ? (so.Count + 1, so.First) : (1, row);
        }
    }
}
