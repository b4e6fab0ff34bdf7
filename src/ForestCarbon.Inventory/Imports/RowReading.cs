using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Encodings.Web;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Inventory.Logic;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Reads the values of a row into the columns of its table, and says what it could not read.</summary>
public sealed class RowReading(
    ImportLayer layer, IReadOnlyList<SourceField> fields, FieldMapping mapping, CountyContext county, string codePrefix, Platform.Database.TownshipScope scope,
    DateOnly asOf = default)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] CodeParts = ["code", "county", "township", "village", "compartment", "subcompartment"];

    // Columns that no field of a file fills.
    private static readonly string[] Given =
    [
        "parcel_version_id", "parcel_id", "valid", "code", "township_code", "village_code", "compartment", "subcompartment", "ellipsoidal_area_m2",
        "registered_area_inferred", "is_on_forest_land", "land_class", "land_class_given", "land_class_list", "other", "opened_by",
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
    private readonly bool _hasCode = CodeParts.Any(mapping.Has);
    private long _rowsRead;
    private readonly HashSet<string> _unspoken = [.. county.Columns.Keys.Where(c => !mapping.Has(c))];
    private readonly Dictionary<string, object?> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _rowOfCode = new(StringComparer.Ordinal);
    private readonly HashSet<string> _duplicatesTold = new(StringComparer.Ordinal);
    private readonly Tally _tally = new();
    // One for all rows: two texts a row would be two writers a row.
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private Utf8JsonWriter? _writer;

    /// <summary>The code of a row, judged; null where it has none or a wrong one.</summary>
    public string? Code(SourceFeature feature, List<ImportFinding> findings)
    {
        _rowsRead++;
        var code = layer.IsForestLand ? ParcelCodeOf(feature, findings)?.ToString() : CodeOf(feature, findings);
        if (code is null || _rowOfCode.TryAdd(code, feature.Row))
            return code;
        var first = _rowOfCode[code];
        if (_duplicatesTold.Add(code))
            findings.Add(new ImportFinding(FindingKind.CodeDuplicate, first, code, $"编号 {code} 重复，首见第 {first} 行。"));
        findings.Add(new ImportFinding(FindingKind.CodeDuplicate, feature.Row, code, $"{ShapeChecks.Who(feature.Row, code)}的编号与第 {first} 行重复。"));
        return code;
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
        if (layer.IsForestLand && AbsentNote() is { } absent)
            yield return new ImportFinding(FindingKind.File, null, null, absent);
        if (layer.IsForestLand && !_hasCode)
            yield return Absent(FindingKind.CodeMissing, "code", "小班编码", "the parcel code");
        if (layer.IsForestLand && !mapping.Has("land_class"))
            yield return Absent(FindingKind.LandClassMissing, "land_class", "地类", "the land class");
        foreach (var counted in _tally.Findings())
            yield return counted;
    }

    // A field that is not there is one fault of the file, not one of every row.
    private ImportFinding Absent(FindingKind kind, string target, string zh, string en) => new(kind, null, target,
        $"文件里没有{zh}字段，{_rowsRead} 行都不能入库：字段叫别的名字时用 --mapping 指明它是 {target}。", _rowsRead, "rows",
        MessageEn: $"No field holds {en}; none of the {_rowsRead} rows can be stored. If it goes by another name, say in the mapping which field is {target}.");

    private string? AbsentNote()
    {
        var absent = county.Columns.Keys.Where(c => !mapping.Has(c) && !Given.Contains(c)).ToList();
        return absent.Count == 0 ? null : $"文件没有 {absent.Count} 个属性（{string.Join("、", absent)}）：新小班留空，已有小班沿用库中原值。";
    }

    private byte[] Parcel(SourceFeature feature, string? code, double? areaM2, List<ImportFinding> findings) => Json(json =>
    {
        if (code is not null && ParcelCode.Parse(code) is { } parts)
        {
            json.WriteString("code", code);
            json.WriteString("township_code", parts.TownshipCode);
            json.WriteString("village_code", parts.VillageCode);
            json.WriteString("compartment", parts.Compartment);
            json.WriteString("subcompartment", parts.Subcompartment);
        }
        var landClass = WriteLandClass(json, feature, code, findings);
        if (mapping.Has("registered_area_ha"))
            json.WriteBoolean("registered_area_inferred", false);
        foreach (var (target, name, type) in _columns)
        {
            var value = _read[target] = Value(feature, target, type, code, findings);
            WriteValue(json, name, value);
            if (target == "registered_area_ha" && value is decimal registeredHa && areaM2 is { } m2)
                CompareArea(registeredHa, m2, feature.Row, code, findings);
        }
        WriteOther(json, "other", feature);
        foreach (var (rule, breach) in AttributeRules.Broken(Facts(code, landClass, areaM2)))
            findings.Add(new ImportFinding(rule.Kind, feature.Row, code, $"{ShapeChecks.Who(feature.Row, code)}：{breach.Zh}。", breach.Size, breach.Unit,
                MessageEn: $"{code ?? "?"} (row {feature.Row}): {breach.En}."));
    });

    private ParcelFacts Facts(string? code, string? landClass, double? areaM2)
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
        };

        object? Of(string column) => _read.GetValueOrDefault(column);
    }

    private byte[] Feature(SourceFeature feature, string? code, List<ImportFinding> findings) => Json(json =>
    {
        json.WriteString("code", code);
        json.WriteString("name", ValueReading.Text(mapping.Value(feature, "name")) ?? code);
        foreach (var target in mapping.Targets)
            if (target is not ("code" or "name") && county.Columns.TryGetValue(target, out var type))
                WriteValue(json, target, Value(feature, target, type, code, findings));
        if (scope.Codes is not null && !(ValueReading.Text(mapping.Value(feature, "township_code")) is { } township && scope.Includes(township)))
            findings.Add(new ImportFinding(FindingKind.OutsideScope, feature.Row, code, $"{ShapeChecks.Who(feature.Row, code)}没有写明您可修改的乡镇（township_code）。"));
        WriteOther(json, "attributes", feature);
    });

    private object? Value(SourceFeature feature, string target, ColumnType type, string? code, List<ImportFinding> findings)
    {
        var given = mapping.Value(feature, target);
        if (!ValueReading.TryRead(target, type, given, out var read, out var rounded))
        {
            findings.Add(new ImportFinding(FindingKind.UnreadableValue, feature.Row, code,
                $"{ShapeChecks.Who(feature.Row, code)}的 {mapping.SourceOf[target]} 值“{Shortened(ValueReading.Text(given))}”不能读作{target}，未采用。"));
            return null;
        }
        if (rounded)
            _tally.Note($"字段 {mapping.SourceOf[target]} 按 {type.Scale} 位小数保留", feature.Row);
        return read is string text ? Coded(target, text, feature.Row) : read;
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
                findings.Add(new ImportFinding(FindingKind.LandClassMissing, feature.Row, code, $"{ShapeChecks.Who(feature.Row, code)}没有地类。"));
            return null;
        }
        foreach (var wanted in given.Length < 4 && given.All(char.IsAsciiDigit) && mapping.Value(feature, "land_class") is not string
                     ? new[] { given, given.PadLeft(4, '0') } : [given])
            foreach (var list in county.ListsStartingWith("land-class"))
                if (county.HasCode(list, wanted, out var means))
                {
                    var own = list == "land-class" ? wanted : means ?? wanted;
                    json.WriteString("land_class", own);
                    json.WriteString("land_class_given", given);
                    json.WriteString("land_class_list", list);
                    WriteForestLand(json, feature, code, findings);
                    return own;
                }
        findings.Add(new ImportFinding(FindingKind.LandClassUnknown, feature.Row, code,
            $"{ShapeChecks.Who(feature.Row, code)}的地类“{Shortened(given)}”不在任何地类代码表中。"));
        return null;
    }

    // Only where a field says it; else inventory.parcel_as_read derives it.
    private void WriteForestLand(Utf8JsonWriter json, SourceFeature feature, string? code, List<ImportFinding> findings)
    {
        if (mapping.Has("is_on_forest_land") && Value(feature, "is_on_forest_land", new ColumnType("boolean", null, null), code, findings) is bool said)
            json.WriteBoolean("is_on_forest_land", said);
    }

    private void WriteOther(Utf8JsonWriter json, string name, SourceFeature feature)
    {
        if (mapping.Unmapped.Count == 0 && _named.Length == 0 && name == "other")
            return;
        json.WriteStartObject(name);
        foreach (var at in mapping.Unmapped)
            WriteValue(json, fields[at].Name, feature.Values[at]);
        foreach (var (target, _) in _named.Where(n => mapping.Unmapped.All(at => fields[at].Name != n.Target)))
            WriteValue(json, target, mapping.Value(feature, target));
        json.WriteEndObject();
    }

    private ParcelCode? ParcelCodeOf(SourceFeature feature, List<ImportFinding> findings)
    {
        var whole = ValueReading.Text(mapping.Value(feature, "code"));
        string? Part(string part) => ValueReading.Text(mapping.Value(feature, part));
        var parts = CodeParts[1..].Select(Part).ToArray();
        if (whole is null && parts.All(p => p is null))
        {
            if (_hasCode)
                findings.Add(new ImportFinding(FindingKind.CodeMissing, feature.Row, null, $"第 {feature.Row} 行没有小班编码。"));
            return null;
        }
        var code = whole is not null ? ParcelCode.Parse(whole) : ParcelCode.Of(parts[0], parts[1], parts[2], parts[3], parts[4]);
        if (code is null)
            findings.Add(new ImportFinding(FindingKind.CodeForm, feature.Row, Shortened(whole ?? string.Join('-', parts)),
                $"第 {feature.Row} 行的小班编码“{Shortened(whole ?? string.Join('-', parts))}”不合规则：县 6 位、乡 3 位、村 3 位、林班 4 位、小班 5 位。"));
        else if (!scope.Includes(code.TownshipCode))
            findings.Add(new ImportFinding(FindingKind.OutsideScope, feature.Row, code.ToString(), $"{ShapeChecks.Who(feature.Row, code.ToString())}不在您可修改的乡镇内。"));
        else if (county.Townships.Count > 0 && !county.Townships.Contains(code.TownshipCode))
            _tally.Unknown("乡镇", code.TownshipCode, feature.Row);
        return code;
    }

    private string? CodeOf(SourceFeature feature, List<ImportFinding> findings)
    {
        if (!mapping.Has("code"))
        {
            // Numbered within this very file, so that two files without codes never take each other's features for older ones.
            _tally.Note("文件里没有编号字段，以文件指纹加行号为编号", feature.Row);
            return string.Create(CultureInfo.InvariantCulture, $"{codePrefix}-{feature.Row}");
        }
        var code = ValueReading.Text(mapping.Value(feature, "code"));
        if (code is null)
            findings.Add(new ImportFinding(FindingKind.CodeMissing, feature.Row, null, $"第 {feature.Row} 行没有编号。"));
        return code;
    }

    private void CompareArea(decimal registeredHa, double areaM2, int row, string? code, List<ImportFinding> findings)
    {
        var mappedHa = (decimal)areaM2 / 10_000;
        var difference = registeredHa - mappedHa;
        if (Math.Abs(difference) <= county.Limits.RegisteredAreaShare * mappedHa || Math.Abs(difference) <= county.Limits.RegisteredAreaHa)
            return;
        var hint = mappedHa > 0 && Math.Abs(registeredHa / mappedHa - 15) < 0.3m ? "，像是以亩为单位" : "";
        findings.Add(new ImportFinding(FindingKind.RegisteredArea, row, code, string.Create(CultureInfo.InvariantCulture,
            $"{ShapeChecks.Who(row, code)}的登记面积 {registeredHa:0.####} ha 与椭球面积 {mappedHa:0.####} ha 相差 {difference:+0.####;-0.####} ha{hint}。"),
            (double)difference, "ha"));
    }

    private static string Shortened(string? text) => text is { Length: > 40 } ? text[..40] + "…" : text ?? "";

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
        private readonly Dictionary<(FindingKind Kind, string Field, string What), (int Count, int First)> _counts = [];

        public void Note(string what, int row) => Count(FindingKind.File, "", what, row);

        public void Unknown(string field, string code, int row) =>
            Count(field == "乡镇" ? FindingKind.UnknownTownship : FindingKind.UnknownCode, field, code, row);

        public IEnumerable<ImportFinding> Findings() =>
            _counts.OrderBy(c => c.Value.First).ThenBy(c => c.Key.Field, StringComparer.Ordinal).ThenBy(c => c.Key.What, StringComparer.Ordinal)
                .Select(c => new ImportFinding(c.Key.Kind, null, c.Key.Field.Length > 0 ? c.Key.Field : null, c.Key.Kind.Name switch
                {
                    "unknown-code" => $"字段 {c.Key.Field} 的代码“{Shortened(c.Key.What)}”不在代码表中，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。",
                    "unknown-township" => $"乡镇代码 {c.Key.What} 不在本县乡镇之列，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。",
                    _ => $"{c.Key.What}，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。",
                }, c.Value.Count, "rows"));

        private void Count(FindingKind kind, string field, string what, int row)
        {
            var key = (kind, field, what);
            if (_counts.Count >= MostKept && !_counts.ContainsKey(key))
                key = (kind, field, "…其他");
            _counts[key] = _counts.TryGetValue(key, out var so) ? (so.Count + 1, so.First) : (1, row);
        }
    }
}
