using System.Text;
using ForestCarbon.Platform.Documents;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Exports;

/// <summary>Tables with the shape as well-known text in the column WKT: CSV, and xlsx.</summary>
internal static class TableExport
{
    /// <summary>Column of the shape.</summary>
    public const string Shape = "WKT";

    private const int LongestCell = 32_767;

    public static async Task<long> WriteCsvAsync(string path, ExportRequest request, ExportRows rows, CancellationToken ct)
    {
        var encoding = request.Encoding == "gbk"
            ? Encoding.GetEncoding("GBK", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            // With a byte-order mark, without which spreadsheet programs here take UTF-8 for GBK.
            : new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);
        await using var file = new StreamWriter(path, false, encoding);
        await file.WriteAsync(string.Join(',', rows.Fields.Select(f => CsvGuard.Cell(f.Name)).Append(Shape)) + "\r\n");
        var (wkt, count) = (new WKTWriter(), 0L);
        await foreach (var row in rows.ReadAsync(ct))
        {
            for (var i = 0; i < row.Values.Length; i++)
            {
                // A number is run by no spreadsheet, whatever its sign.
                await file.WriteAsync(CsvGuard.Cell(row.Values[i] is string text ? CsvGuard.Guarded(text) : ExportRows.Text(row.Values[i]) ?? ""));
                await file.WriteAsync(',');
            }
            await file.WriteAsync(CsvGuard.Cell(wkt.Write(row.Geometry)));
            await file.WriteAsync("\r\n");
            count++;
        }
        return count;
    }

    /// <summary>A workbook of one sheet; a shape longer than a cell may hold is left out of it, and <paramref name="notes"/> says so.</summary>
    public static async Task<long> WriteXlsxAsync(string path, ExportRequest request, ExportRows rows, List<string> notes, CancellationToken ct)
    {
        await using var file = File.Create(path);
        using var sheet = new XlsxBook(file, request.Layer);
        sheet.Row(rows.Fields.Select(f => f.Name).Append(Shape));
        var (wkt, count, tooLong) = (new WKTWriter(), 0L, 0);
        await foreach (var row in rows.ReadAsync(ct))
        {
            var shape = wkt.Write(row.Geometry);
            if (shape.Length > LongestCell)
                tooLong++;
            // A day as the text it is in every kind of file.
            sheet.Row(row.Values.Select(v => v is DateOnly ? ExportRows.Text(v) : v).Append(shape.Length <= LongestCell ? shape : null));
            count++;
        }
        if (tooLong > 0)
            notes.Add($"{tooLong} 个图形的文字超过一个单元格的 {LongestCell} 字，表中留空；完整图形请用 gpkg 或 csv。");
        return count;
    }
}
