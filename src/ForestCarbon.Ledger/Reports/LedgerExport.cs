using System.Globalization;
using System.Text;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Ledger.Reports;

/// <summary>The postings as a table, one line each, so that anybody can add them up without us.</summary>
public sealed class LedgerExport(Db db)
{
    /// <summary>Writes a CSV file (UTF-8 with mark, so that spreadsheets read it) in order of the entries; returns the number of postings.</summary>
    /// <remarks>Column <c>movement</c> tells cancellation and transfer apart; <c>stage</c> tells posted from pending, voided and expired.</remarks>
    public Task<long> WriteCsvAsync(string path, DateOnly? from, DateOnly? to, CancellationToken ct = default) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(Sql.Of<LedgerExport>("Reports/Sql/export.sql"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("from", from ?? DateOnly.MinValue);
        command.Parameters.AddWithValue("to", to ?? DateOnly.MaxValue);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await file.WriteAsync(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)) + "\r\n");
        long rows = 0;
        for (; await reader.ReadAsync(ct); rows++)
            await file.WriteAsync(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(i => Cell(reader, i))) + "\r\n");
        return rows;
    }, ct);

    // A leading = + - @ would be run as a formula by a spreadsheet.
    private static string Cell(NpgsqlDataReader row, int i)
    {
        if (row.IsDBNull(i))
            return "";
        var value = row.GetValue(i);
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (value is string && text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal))
            text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
