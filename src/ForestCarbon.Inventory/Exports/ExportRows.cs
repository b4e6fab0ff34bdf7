using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Inventory.Exports;

/// <summary>One feature on its way out: values as string, long, double, decimal, bool or DateOnly, null where there is none.</summary>
internal sealed record ExportRow(object?[] Values, Geometry Geometry);

/// <summary>A layer of a date, opened for reading: its fields, and its features once, in the order of their codes.</summary>
internal sealed class ExportRows(NpgsqlDataReader reader, IReadOnlyList<ExportField> fields)
{
    public IReadOnlyList<ExportField> Fields { get; } = fields;

    public async IAsyncEnumerable<ExportRow> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var columns = Fields.Select(f => f.IsAttribute ? -1 : reader.GetOrdinal(f.Column)).ToArray();
        var attributes = Fields.Any(f => f.IsAttribute) ? reader.GetOrdinal("attributes") : -1;
        var geometry = reader.GetOrdinal("geom");
        while (await reader.ReadAsync(ct))
        {
            using var bag = attributes < 0 ? null : JsonDocument.Parse(reader.GetString(attributes));
            var values = new object?[columns.Length];
            for (var i = 0; i < columns.Length; i++)
                values[i] = columns[i] >= 0 ? Value(reader, columns[i]) : Value(bag!.RootElement, Fields[i]);
            yield return new ExportRow(values, reader.GetFieldValue<Geometry>(geometry));
        }
    }

    private static object? Value(IDataRecord record, int column) => record.IsDBNull(column)
        ? null
        : record.GetValue(column) switch
        {
            short whole => (long)whole,
            int whole => (long)whole,
            float number => (double)number,
            DateTime date => DateOnly.FromDateTime(date),
            var other => other,
        };

    // What does not fit its described kind goes out as the text it is.
    private static object? Value(JsonElement bag, ExportField field) =>
        !bag.TryGetProperty(field.Column, out var value) ? null : (value.ValueKind, field.Kind) switch
        {
            (JsonValueKind.Null, _) => null,
            (JsonValueKind.Number, FieldKind.Whole) when value.TryGetInt64(out var whole) => whole,
            (JsonValueKind.Number, _) when value.TryGetDecimal(out var number) => number,
            (JsonValueKind.True, _) => true,
            (JsonValueKind.False, _) => false,
            (JsonValueKind.String, FieldKind.Date) when DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
            (JsonValueKind.String, _) => value.GetString(),
            _ => value.GetRawText(),
        };

    /// <summary>A value as text, the same in every kind of file.</summary>
    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "1" : "0",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
