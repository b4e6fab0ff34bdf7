namespace ForestCarbon.Inventory.Exports;

/// <summary>Kinds of file a layer can leave as.</summary>
public enum ExportFormat
{
    Gpkg,
    Shp,
    GeoJson,
    Csv,
    Xlsx,
}

/// <summary>What is to be written.</summary>
/// <param name="Layer">As the contract spells it.</param>
/// <param name="AsOf">What was valid on that day.</param>
/// <param name="Township">Only this township (9 digits); null: all of the scope.</param>
/// <param name="Encoding"><c>gbk</c> or <c>utf-8</c>; of the attributes of a shapefile and of a CSV file. The other kinds are always UTF-8.</param>
public sealed record ExportRequest(string Layer, ExportFormat Format, DateOnly AsOf, string? Township = null, string Encoding = "utf-8")
{
    public static ExportFormat? FormatOf(string name) => name switch
    {
        "gpkg" => ExportFormat.Gpkg,
        "shp" => ExportFormat.Shp,
        "geojson" => ExportFormat.GeoJson,
        "csv" => ExportFormat.Csv,
        "xlsx" => ExportFormat.Xlsx,
        _ => null,
    };
}

/// <summary>What was written.</summary>
/// <param name="Files">Names of the files, the one asked for first.</param>
/// <param name="Notes">What a reader of the file must know: shortened names and the like.</param>
public sealed record ExportReport(string Layer, long Features, IReadOnlyList<string> Files, IReadOnlyList<string> Notes);
