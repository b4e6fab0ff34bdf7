using System.Buffers;
using System.Text.Json;
using System.Text.Encodings.Web;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Reads the values of a row into the columns of its table, and says what it could not read.</summary>
internal sealed class RowReading(
    ImportLayer layer, IReadOnlyList<SourceField> fields, FieldMapping mapping, CountyContext county, CodeReading codes, RowTally tally,
    DateOnly asOf, bool isJoined, bool hasOneByteEncoding)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string OneMap = "land-class";
    // Columns that no field of a file fills.
    private static readonly string[] Given =
    [
        "parcel_version_id", "parcel_id", "valid", "code", "township_code", "village_code", "compartment", "subcompartment", "ellipsoidal_area_m2",
        "registered_area_inferred", "is_on_forest_land", "land_class", "land_class_given", "land_class_list", "other", "opened_by", "closed_by",
    ];

    // Columns that a field of the file fills, and targets that no column has: the same for every row.
    private readonly (string Target, JsonEncodedText Name, ColumnType Type)[] _columns =
    [
        .. mapping.Targets.Where(t => !CodeReading.Parts.Contains(t) && t is not ("land_class" or "is_on_forest_land") && county.Columns.ContainsKey(t))
            .Select(t => (t, JsonEncodedText.Encode(t), county.Columns[t])),
    ];
    private readonly (string Target, string Source)[] _named =
        [.. mapping.SourceOf.Where(m => !county.Columns.ContainsKey(m.Key) && !CodeReading.Parts.Contains(m.Key)).Select(m => (m.Key, m.Value))];
    private readonly JsonEncodedText[] _names = [.. fields.Select(f => JsonEncodedText.Encode(f.Name.Replace("\0", "", StringComparison.Ordinal), Plain.Encoder))];
    private readonly Dictionary<string, ColumnType> _described = layer.IsForestLand ? [] : Exports.ExportFields.TypesOf(layer.Name);
    // Rows with both areas, and what is told of those whose registered one is fifteen times the other: all of them, or the column.
    private long _compared;
    private readonly List<ImportFinding> _inMu = [];
    // Fields that name a part of the code, the second and third of a meaning too: a name beside a number.
    private readonly (string Part, int At)[] _placeFields = layer.IsForestLand ? [.. CodeReading.Parts[1..].SelectMany(part => mapping.PositionsOf(part).Select(at => (part, at)))] : [];
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private readonly Dictionary<int, HashSet<string>> _unreadOfRow = [];
    private readonly HashSet<string> _unspoken = [.. county.Columns.Keys.Where(c => !mapping.Has(c))];
    private readonly Dictionary<string, object?> _read = new(StringComparer.Ordinal);
    // One for all rows: two texts a row would be two writers a row.
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private Utf8JsonWriter? _writer;

    /// <summary>Columns that the file has no field for.</summary>
    public IReadOnlySet<string> Unspoken => _unspoken;

    /// <summary>True where a row's value becomes that of the column, an empty one too.</summary>
    public bool Sets(string column) => column != "ellipsoidal_area_m2" && Array.Exists(_columns, c => c.Target == column);

    /// <summary>Columns of a joined table that could not be read, by row: its rules are asked once it is joined.</summary>
    public IReadOnlyDictionary<int, HashSet<string>> Unread => _unreadOfRow;

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
        if (codes.Missing() is { } missing)
            yield return missing;
        if (layer.IsZone && county.CountyCode is null)
            yield return new ImportFinding(FindingKind.File, null, null, new("库中还没有县：县界按所导入的乡镇合成，县名暂用县代码。",
                "No county is stored: its border is drawn from the townships that come, and its code stands for its name."));
        if (layer.IsForestLand && !isJoined && !mapping.Has("land_class"))
            yield return codes.Absent(FindingKind.LandClassMissing, "地类", "the land class");
        if (RegisteredArea.IsInMu(_inMu.Count, _compared))
            yield return RegisteredArea.InMu(_inMu.Count, mapping.SourceOf["registered_area_ha"]);
        else
            foreach (var slip in _inMu)
                yield return slip;
        foreach (var counted in tally.Findings())
            yield return counted;
    }

    private ImportFinding? AbsentNote()
    {
        var absent = county.Columns.Keys.Where(c => !mapping.Has(c) && !Given.Contains(c)).ToList();
        var beside = Beside();
        return absent.Count == 0 ? null : new ImportFinding(FindingKind.File, null, null,
            new($"文件没有 {absent.Count} 个属性（{NamesOf(absent)}）：新小班留空，已有小班沿用库中原值。{beside.Zh}",
                $"The file has no field for {absent.Count} attributes ({string.Join(", ", absent.Select(FieldMapping.NameEn))}); new parcels leave them empty, stored ones keep theirs.{beside.En}"));
    }

    private ImportFinding JoinedNote()
    {
        var present = mapping.Targets.Where(t => !CodeReading.Parts.Contains(t) && t != "ellipsoidal_area_m2").ToList();
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
                tally.Unknown(mapping.SourceOf.GetValueOrDefault(field, field), given, feature.Row);

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
            tally.Note(new($"字段 {mapping.SourceOf[target]} 的郁闭度以百分数给出，已除以 100", $"Field {mapping.SourceOf[target]} gives canopy density in per cent; divided by 100"), feature.Row);
            given = percent / 100;
        }
        if (!ValueReading.TryRead(target, type, given, out var read, out var rounded))
        {
            value = null;
            _unread.Add(target);
            findings.Add(new ImportFinding(FindingKind.UnreadableValue, feature.Row, code,
                Words.OfRow(feature.Row, code, $"的 {mapping.SourceOf[target]} 值“{Shortened.Of(ValueReading.Text(given))}”不能读作{FieldMapping.NameOf(layer, target)}，未采用：库中已有的值不变，新增的留空。",
                    $": the value \"{Shortened.Of(ValueReading.Text(given))}\" of {mapping.SourceOf[target]} cannot be read as {FieldMapping.NameEn(target)} and was not taken: what is stored stays, what is new has none.")));
            return false;
        }
        if (rounded)
            tally.Note(new($"字段 {mapping.SourceOf[target]} 按 {type.Scale} 位小数保留", $"Field {mapping.SourceOf[target]} is kept to {type.Scale} decimals"), feature.Row);
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
                tally.Unknown(mapping.SourceOf[target], text, row);
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
}
