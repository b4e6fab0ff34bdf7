using System.Globalization;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Reads the codes of rows: one field, or county, township, village, compartment and parcel number put together; judges each, and finds those given twice.</summary>
internal sealed class CodeReading(ImportLayer layer, FieldMapping mapping, CountyContext county, string codePrefix, TownshipScope scope, RowTally tally)
{
    /// <summary>What a file's fields say a code by.</summary>
    public static readonly string[] Parts = ["code", "county", "township", "village", "compartment", "subcompartment"];

    private readonly bool _isGiven = mapping.Has("code") || Parts[1..].All(mapping.Has);
    private readonly Dictionary<string, int> _rowOfCode = new(StringComparer.Ordinal);
    private readonly HashSet<string> _duplicatesTold = new(StringComparer.Ordinal);
    private long _rowsRead;

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

    /// <summary>That the file has no field of codes, where its rows need one; null where it has one, or needs none. Told once all rows were read.</summary>
    public ImportFinding? Missing() => layer switch
    {
        { IsForestLand: true } when !_isGiven => Parts[1..].Any(mapping.Has) ? PartsOfCode() : Absent(FindingKind.CodeMissing, "小班编码", "the parcel code"),
        { IsZone: true } when !mapping.Has("code") => Absent(FindingKind.CodeMissing, $"{layer.NameZh}代码", $"the code of the {layer.Name}"),
        _ => null,
    };

    /// <summary>A field that is not there: one fault of the file, not one of every row.</summary>
    public ImportFinding Absent(FindingKind kind, string zh, string en) => new(kind, null, null,
        new($"文件里没有{zh}字段，{_rowsRead} 行都不能入库：字段叫别的名字时，请在字段对应里指明哪一个是{zh}。",
            $"No field holds {en}; none of the {_rowsRead} rows can be stored. If it goes by another name, say in the mapping which field it is."), _rowsRead, "rows");

    private ImportFinding PartsOfCode()
    {
        var missing = Parts[1..].Where(part => !mapping.Has(part)).ToList();
        return new ImportFinding(FindingKind.CodeForm, null, null,
            new($"文件里没有编码字段，编码的组成字段又不全（缺{string.Join("、", missing.Select(c => FieldMapping.NameOf(layer, c)))}），拼不成小班编码，{_rowsRead} 行都不能入库：字段叫别的名字时，请在字段对应里指明。",
                $"No field holds the parcel code, and of its parts the file lacks {string.Join(", ", missing)}; none of the {_rowsRead} rows can be stored. If a field goes by another name, say so in the mapping."), _rowsRead, "rows");
    }

    private ParcelCode? ParcelCodeOf(SourceFeature feature, List<ImportFinding> findings)
    {
        var whole = ValueReading.Text(mapping.Value(feature, "code"));
        string? Part(string part) => ValueReading.Text(mapping.Value(feature, part));
        var parts = Parts[1..].Select(Part).ToArray();
        if (whole is null && (!_isGiven || parts.All(p => p is null)))
        {
            if (_isGiven)
                findings.Add(new ImportFinding(FindingKind.CodeMissing, feature.Row, null, Words.OfRow(feature.Row, null, "没有小班编码。", " has no parcel code.")));
            return null;
        }
        var code = whole is not null ? ParcelCode.Parse(whole) : ParcelCode.Of(parts[0], parts[1], parts[2], parts[3], parts[4]);
        if (code is not null && whole is null && mapping.Has("code"))
            tally.Note(new($"编码字段 {mapping.SourceOf["code"]} 是空的，编码由县、乡、村、林班、小班字段拼成", $"The code field {mapping.SourceOf["code"]} is empty and the code put together from county, township, village, compartment and parcel number"), feature.Row);
        if (code is null)
            findings.Add(new ImportFinding(FindingKind.CodeForm, feature.Row, Shortened.Of(whole ?? string.Join('-', parts)), IsNumberOfASpreadsheet(whole)
                ? Words.OfRow(feature.Row, null, $"的小班编码“{whole}”是表格软件存成的数字，只剩 15 位有效数字，后面的已经丢失：请把这一列设为文本，重新填入编码。",
                    $": the parcel code \"{whole}\" is a number of a spreadsheet, which keeps 15 digits and has lost the rest; make the column text and enter the codes again.")
                : Words.OfRow(feature.Row, null, $"的小班编码“{Shortened.Of(whole ?? string.Join('-', parts))}”不合规则：县 6 位、乡 3 位、村 3 位、林班 4 位、小班 5 位。",
                    $": the parcel code \"{Shortened.Of(whole ?? string.Join('-', parts))}\" is malformed; county 6 digits, township 3, village 3, compartment 4, parcel 5.")));
        else if (scope.Includes(code.TownshipCode) && county.Townships.Count > 0 && !county.Townships.Contains(code.TownshipCode))
            tally.Unknown("乡镇", code.TownshipCode, feature.Row);
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
            tally.Note(new("文件里没有编号字段，以文件指纹加行号为编号", "The file has no field of codes; features are numbered by the print of the file and the row"), feature.Row);
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
}
