using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace ForestCarbon.Platform.Documents;

/// <summary>A workbook, written sheet after sheet and row by row in constant memory; the same rows give the same bytes.</summary>
/// <remarks>Its elements bear no prefix: spreadsheet programs take either, GDAL reads only these.</remarks>
public sealed class XlsxBook : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    // Not the time of writing: the same data gives the same bytes.
    private static readonly DateTimeOffset EntryTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The second style of the list below.
    private const string DateStyle = "1";

    // The third one, there where a sheet asks for it.
    private const string FourDecimalsStyle = "2";

    private readonly ZipArchive _zip;
    private readonly IReadOnlyList<SheetLayout> _layouts;
    private Stream _stream;
    private XmlWriter _xml;
    private int _sheet, _row;

    /// <summary>Writes a whole workbook: every sheet with the keys of its first row as heads. A sheet without rows is there, and empty.</summary>
    /// <param name="to">Where the workbook goes; stays open.</param>
    /// <param name="sheets">Rows by the names of their sheets, in the order in which they were put in.</param>
    public static void Write(Stream to, Dictionary<string, IEnumerable<Dictionary<string, object?>>> sheets)
    {
        using var book = new XlsxBook(to, [.. sheets.Keys]);
        foreach (var (position, rows) in sheets.Values.Index())
        {
            if (position > 0)
                book.NextSheet();
            string[]? heads = null;
            foreach (var row in rows)
            {
                if (heads is null)
                    book.Row(heads = [.. row.Keys]);
                book.Row(heads.Select(h => row.GetValueOrDefault(h)));
            }
        }
    }

    /// <param name="to">Where the workbook goes; stays open.</param>
    /// <param name="sheets">Names of its sheets; rows go to the first until <see cref="NextSheet"/>.</param>
    public XlsxBook(Stream to, params string[] sheets)
        : this(to, [.. sheets.Select(name => new SheetLayout(name))])
    {
    }

    /// <param name="to">Where the workbook goes; stays open.</param>
    /// <param name="layouts">Its sheets; rows go to the first until <see cref="NextSheet"/>.</param>
    public XlsxBook(Stream to, IReadOnlyList<SheetLayout> layouts)
    {
        _layouts = layouts;
        string[] sheets = [.. layouts.Select(l => l.Name)];
        _zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var (kinds, relations, names) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var n = 1; n <= sheets.Length; n++)
        {
            kinds.Append(CultureInfo.InvariantCulture, $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>");
            relations.Append(CultureInfo.InvariantCulture, $"<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>");
            names.Append(CultureInfo.InvariantCulture, $"<sheet name=\"{System.Security.SecurityElement.Escape(sheets[n - 1])}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
        }
        Write("[Content_Types].xml", $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{kinds}</Types>""");
        Write("_rels/.rels", """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Write("xl/_rels/workbook.xml.rels", $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}<Relationship Id="rId{sheets.Length + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>""");
        Write("xl/workbook.xml", $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{names}</sheets></workbook>""");
        var (formats, styles) = layouts.Any(l => l.FourDecimals is { Count: > 0 })
            ? ("<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"#,##0.0000\"/></numFmts>", "<cellXfs count=\"3\"><xf/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/><xf numFmtId=\"164\" applyNumberFormat=\"1\"/></cellXfs>")
            : ("", "<cellXfs count=\"2\"><xf/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs>");
        // As they are, and days (14 is the format of a day in the reader's own country).
        Write("xl/styles.xml", $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="{Main}">{formats}<fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>{styles}</styleSheet>""");
        (_stream, _xml) = Begun();
    }

    /// <summary>Rows go to the next sheet from here on.</summary>
    public void NextSheet()
    {
        if (_sheet == _layouts.Count)
            throw new InvalidOperationException("There is no further sheet.");
        End();
        _row = 0;
        (_stream, _xml) = Begun();
    }

    /// <summary>One row: numbers as numbers, days as days, everything else as text, nothing where there is none.</summary>
    public void Row(IEnumerable<object?> values)
    {
        // Rows and cells say where they stand: the format lets that out, GDAL does not.
        var row = (++_row).ToString(CultureInfo.InvariantCulture);
        _xml.WriteStartElement("row", Main);
        _xml.WriteAttributeString("r", row);
        foreach (var (column, value) in values.Index())
            Cell(Letters(column) + row, value, _layouts[_sheet - 1].FourDecimals?.Contains(column) == true);
        _xml.WriteEndElement();
    }

    public void Dispose()
    {
        // Every sheet that was named is there, with or without rows.
        while (_sheet < _layouts.Count)
            NextSheet();
        End();
        _zip.Dispose();
    }

    private (Stream, XmlWriter) Begun()
    {
        var layout = _layouts[_sheet];
        var entry = _zip.CreateEntry(string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{++_sheet}.xml"));
        entry.LastWriteTime = EntryTime;
        var stream = entry.Open();
        var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false });
        xml.WriteStartDocument();
        xml.WriteStartElement("worksheet", Main);
        if (layout.FitsWidth)
            xml.WriteRaw("<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>");
        // The heads stay in sight.
        xml.WriteRaw(string.Create(CultureInfo.InvariantCulture,
            $"<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"{layout.HeadRows}\" topLeftCell=\"A{layout.HeadRows + 1}\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"));
        if (layout.Widths is { Count: > 0 } widths)
            xml.WriteRaw($"<cols>{string.Concat(widths.Index().Select(w => string.Create(CultureInfo.InvariantCulture, $"<col min=\"{w.Index + 1}\" max=\"{w.Index + 1}\" width=\"{w.Item}\" customWidth=\"1\"/>")))}</cols>");
        xml.WriteStartElement("sheetData", Main);
        return (stream, xml);
    }

    private void End()
    {
        _xml.WriteEndElement();
        // 9 is A4; no height is given, so that rows go over as many pages as they need.
        if (_layouts[_sheet - 1].FitsWidth)
            _xml.WriteRaw("<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToWidth=\"1\" fitToHeight=\"0\"/>");
        _xml.WriteEndElement();
        _xml.WriteEndDocument();
        _xml.Dispose();
        _stream.Dispose();
    }

    // 0 is A, 26 is AA.
    private static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters((column / 26) - 1) + (char)('A' + (column % 26));

    private void Cell(string at, object? value, bool isFourDecimals)
    {
        _xml.WriteStartElement("c", Main);
        _xml.WriteAttributeString("r", at);
        if (value is DateOnly day)
        {
            _xml.WriteAttributeString("s", DateStyle);
            _xml.WriteElementString("v", Main, day.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture));
        }
        else if (value is short or int or long or double or decimal)
        {
            if (isFourDecimals)
                _xml.WriteAttributeString("s", FourDecimalsStyle);
            _xml.WriteElementString("v", Main, Text(value));
        }
        else if (Text(value) is { Length: > 0 } text)
        {
            _xml.WriteAttributeString("t", "inlineStr");
            _xml.WriteStartElement("is", Main);
            _xml.WriteElementString("t", Main, Readable(text));
            _xml.WriteEndElement();
        }
        _xml.WriteEndElement();
    }

    private static string? Text(object? value) => value switch
    {
        bool flag => flag ? "1" : "0",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };

    // Text quotes what a damaged file holds: of that no reader of XML takes the control characters.
    private static string Readable(string text) => text.All(IsReadable) ? text : string.Concat(text.Select(c => IsReadable(c) ? c : '\uFFFD'));

    private static bool IsReadable(char c) => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c);

    private void Write(string name, string text)
    {
        var entry = _zip.CreateEntry(name);
        entry.LastWriteTime = EntryTime;
        using var writer = new StreamWriter(entry.Open(), new UTF8Encoding(false));
        writer.Write(text);
    }
}

/// <summary>How a sheet looks before it has rows.</summary>
/// <param name="HeadRows">Rows that stay in sight: title and heads.</param>
/// <param name="Widths">Widths of its columns in characters of the standard font, a Chinese one counting two; null: the program's own.</param>
/// <param name="FourDecimals">Columns, from 0, whose numbers show with four decimals; what is kept is the number as it is.</param>
/// <param name="FitsWidth">Printed on A4 across, all columns on the width of one page; else as the program prints it.</param>
public sealed record SheetLayout(string Name, int HeadRows = 1, IReadOnlyList<int>? Widths = null, bool FitsWidth = false, IReadOnlyList<int>? FourDecimals = null);
