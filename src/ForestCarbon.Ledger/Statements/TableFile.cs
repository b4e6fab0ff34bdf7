using System.Globalization;
using System.Text;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using MiniExcelLibs;

namespace ForestCarbon.Ledger.Statements;

/// <summary>The rows of a CSV (UTF-8 or GB18030) or xlsx file as text, every cell as it was written.</summary>
public static class TableFile
{
    /// <exception cref="RefusedException">Neither kind of file, or it does not open.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(Stream content, string fileName)
    {
        if (fileName.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                if (SheetSpread.RefusalOf(content, "这个 xlsx 文件", "this xlsx file") is { } wide)
                    throw new RefusedException(wide.Zh, wide.En);
                return [.. content.Query(excelType: ExcelType.XLSX).Select(row => (IReadOnlyList<string>)
                    [.. ((IDictionary<string, object?>)row).Values.Select(Text)])];
            }
            catch (Exception unreadable) when (unreadable is InvalidDataException or System.Xml.XmlException or InvalidOperationException or NotSupportedException)
            {
                throw new RefusedException("这个 xlsx 文件打不开：请用表格软件另存为 xlsx 或 CSV 后再导入。", "This xlsx file does not open: save it as xlsx or CSV with a spreadsheet program and import that.", unreadable);
            }
        }
        if (!fileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            throw new RefusedException("须为 CSV 或 xlsx 文件。", "The file must be CSV or xlsx.");
        using var buffer = new MemoryStream();
        content.CopyTo(buffer);
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(Decoded(buffer.ToArray())));
        return [.. text.Query(excelType: ExcelType.CSV).Select(row => (IReadOnlyList<string>)
            [.. ((IDictionary<string, object?>)row).Values.Select(Text)])];
    }

    /// <summary>Text of bytes in UTF-8, else in GB18030.</summary>
    public static string Decoded(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding("GB18030").GetString(bytes);
        }
    }

    // Twelve significant digits past a double's noise: 0.01 yuan of a balance below 10¹³ is kept as it was written.
    private static string Text(object? cell) => cell switch
    {
        null => "",
        double number => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    } is { } text ? text.Trim().Trim('\uFEFF') : "";
}
