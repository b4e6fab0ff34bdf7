using ForestCarbon.Carbon.Tables;
using ForestCarbon.Inventory.Imports;

namespace ForestCarbon.Inventory.Exports;

/// <summary>How a value is written.</summary>
public enum FieldKind
{
    Text,
    Whole,
    Number,
    Flag,
    Date,
}

/// <summary>One attribute of a file that is written.</summary>
/// <param name="Name">As the import knows it, so that what goes out comes in again.</param>
/// <param name="Column">Column of the reader, or key of the layer's attributes.</param>
/// <param name="Decimals">Digits after the point, for kinds of file that fix them; 15 where the value is a double.</param>
/// <param name="IsAttribute">True where the value lies in the attributes of a layer's feature.</param>
public sealed record ExportField(string Name, string Column, FieldKind Kind, int Decimals = 0, bool IsAttribute = false)
{
    /// <summary>Longest text in bytes; set once the rows were looked through.</summary>
    public int Width { get; init; }

    /// <summary>What people call it.</summary>
    public string NameZh { get; init; } = Name;
}

/// <summary>The attributes a layer goes out with.</summary>
internal static class ExportFields
{
    private const string EllipsoidalArea = "TQ_MIAN_JI";

    private static readonly (string Name, string Column, string NameZh)[] CodeParts =
        
        [
            ("CODE", "code", "小班编码"), ("XIAN", "county_code", "县"), ("XIANG", "xiang", "乡"), ("CUN", "cun", "村"), ("LIN_BAN", "compartment", "林班"),
            ("XIAO_BAN", "subcompartment", "小班"),
        ];

    private static readonly ExportField[] OfAnyLayer =
    [
        new("CODE", "code", FieldKind.Text) { NameZh = "编号" }, new("NAME", "name", FieldKind.Text) { NameZh = "名称" },
        new("TOWNSHIP", "township_code", FieldKind.Text) { NameZh = "乡镇代码" }, new("MIAN_JI", "registered_area_ha", FieldKind.Number, 4) { NameZh = "登记面积（公顷）" },
        new("HT_MIAN_JI", "contract_area_mu", FieldKind.Number, 2) { NameZh = "合同面积（亩）" },
        new(EllipsoidalArea, "ellipsoidal_area_m2", FieldKind.Number, 4) { NameZh = "椭球面积（m²）" },
    ];

    private static readonly ExportField[] OfZones =
    [
        new("CODE", "code", FieldKind.Text) { NameZh = "代码" }, new("NAME", "name", FieldKind.Text) { NameZh = "名称" },
        new("NAME_EN", "name_en", FieldKind.Text) { NameZh = "英文名" }, new("TOWNSHIP", "township_code", FieldKind.Text) { NameZh = "乡镇代码" },
        new(EllipsoidalArea, "ellipsoidal_area_m2", FieldKind.Number, 4) { NameZh = "椭球面积（m²）" },
    ];

    /// <summary>Fields of the parcels: every attribute under its name of the one map.</summary>
    public static IReadOnlyList<ExportField> OfParcels(IReadOnlyDictionary<string, ColumnType> columns)
    {
        var fields = CodeParts.Select(p => new ExportField(p.Name, p.Column, FieldKind.Text) { NameZh = p.NameZh }).ToList();
        foreach (var (source, target, nameZh) in FieldMapping.NamesOf(ImportLayer.ForestLand))
            if (columns.TryGetValue(target, out var type) && !fields.Exists(f => f.Column == target))
                fields.Add(Of(source, target == "land_class" ? "land_class_given" : target, type) with { NameZh = nameZh });
        return fields;
    }

    /// <summary>Fields of another layer: the common ones, those its dictionary describes, and whatever else its features carry.</summary>
    public static IReadOnlyList<ExportField> OfFeatures(string layer, IEnumerable<string> keys)
    {
        if (layer is "township" or "village")
            return OfZones;
        var described = Described(layer);
        var found = keys.Order(StringComparer.Ordinal).ToList();
        return
        [
            .. OfAnyLayer, .. described.Where(d => found.Contains(d.Column)),
            .. found.Where(k => !described.Exists(d => d.Column == k)).Select(k => new ExportField(k, k, FieldKind.Text, IsAttribute: true)),
        ];
    }

    /// <summary>True for the columns of a table that was exported from here: where a feature belongs, and the ellipsoidal area that no other program writes.</summary>
    public static bool AreOfAnExport(string layer, IEnumerable<string> names)
    {
        var given = names.ToHashSet(StringComparer.Ordinal);
        var always = layer == ImportLayer.ForestLand ? CodeParts.Select(p => p.Name).Append(EllipsoidalArea) : (layer is "township" or "village" ? OfZones : OfAnyLayer).Select(f => f.Name);
        return always.All(given.Contains);
    }

    /// <summary>Attributes that the dictionary of layers describes.</summary>
    public static IEnumerable<string> DescribedKeys(string layer) => Described(layer).Select(f => f.Column);

    /// <summary>Attributes that the dictionary of layers describes as something else than text, with the type their values have.</summary>
    public static Dictionary<string, Imports.ColumnType> TypesOf(string layer) => Described(layer)
        .Select(f => (f.Column, Type: f.Kind switch { FieldKind.Flag => "boolean", FieldKind.Number => "double precision", FieldKind.Whole => "integer", FieldKind.Date => "date", _ => null }))
        .Where(f => f.Type is not null).ToDictionary(f => f.Column, f => new Imports.ColumnType(f.Type!, null, null), StringComparer.Ordinal);

    private static List<ExportField> Described(string layer)
    {
        using var stream = typeof(ExportFields).Assembly.GetManifestResourceStream("dictionaries/layer-fields.csv")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return [.. CsvTable.Parse("layer-fields.csv", copy.ToArray(), "layer", "field", "type", "unit", "name_zh", "means").Rows
            .Where(r => r.Text("layer") == layer || r.Text("layer") == "*")
            .Select(r => new ExportField(r.Text("field"), r.Text("field"), r.Text("type") switch
            {
                "number" => FieldKind.Number,
                "integer" => FieldKind.Whole,
                "boolean" => FieldKind.Flag,
                "date" => FieldKind.Date,
                _ => FieldKind.Text,
            }, r.Text("type") == "number" ? 4 : 0, IsAttribute: true) { NameZh = r.Text("name_zh") })];
    }

    private static ExportField Of(string name, string column, ColumnType type) => type.Name switch
    {
        "smallint" or "integer" => new(name, column, FieldKind.Whole),
        "numeric" => new(name, column, FieldKind.Number, type.Scale ?? 0),
        "double precision" => new(name, column, FieldKind.Number, 15),
        "boolean" => new(name, column, FieldKind.Flag),
        "date" => new(name, column, FieldKind.Date),
        _ => new(name, column, FieldKind.Text),
    };
}
