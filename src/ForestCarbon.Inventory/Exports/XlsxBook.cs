using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace ForestCarbon.Inventory.Exports;

/// <summary>A workbook, written sheet after sheet and row by row in constant memory; the same rows give the same bytes.</summary>
public sealed class XlsxBook : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    // Not the time of writing: the same data gives the same bytes.
    private static readonly DateTimeOffset EntryTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;
    private readonly int _sheets;
    private Stream _stream;
    private XmlWriter _xml;
    private int _sheet, _row;

    /// <param name="to">Where the workbook goes; stays open.</param>
    /// <param name="sheets">Names of its sheets; rows go to the first until <see cref="NextSheet"/>.</param>
    public XlsxBook(Stream to, params string[] sheets)
    {
        _sheets = sheets.Length;
        _zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var (kinds, relations, names) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var n = 1; n <= sheets.Length; n++)
        {
            kinds.Append(CultureInfo.InvariantCulture, $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>");
            relations.Append(CultureInfo.InvariantCulture, $"<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>");
            names.Append(CultureInfo.InvariantCulture, $"<sheet name=\"{System.Security.SecurityElement.Escape(sheets[n - 1])}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
        }
        Write("[Content_Types].xml", $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{kinds}</Types>""");
        Write("_rels/.rels", """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Write("xl/_rels/workbook.xml.rels", $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>""");
        Write("xl/workbook.xml", $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{names}</sheets></workbook>""");
        (_stream, _xml) = Begun();
    }

    /// <summary>Rows go to the next sheet from here on.</summary>
    public void NextSheet()
    {
        if (_sheet == _sheets)
            throw new InvalidOperationException("There is no further sheet.");
        End();
        _row = 0;
        (_stream, _xml) = Begun();
    }

    /// <summary>One row: numbers as numbers, everything else as text, nothing where there is none.</summary>
    public void Row(IEnumerable<object?> values)
    {
        // Rows and cells say where they stand: the format lets that out, GDAL does not.
        var row = (++_row).ToString(CultureInfo.InvariantCulture);
        _xml.WriteStartElement("row", Main);
        _xml.WriteAttributeString("r", row);
        foreach (var (column, value) in values.Index())
            Cell(Letters(column) + row, value);
        _xml.WriteEndElement();
    }

    public void Dispose()
    {
        // Every sheet that was named is there, with or without rows.
        while (_sheet < _sheets)
            NextSheet();
        End();
        _zip.Dispose();
    }

    private (Stream, XmlWriter) Begun()
    {
        var entry = _zip.CreateEntry(string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{++_sheet}.xml"));
        entry.LastWriteTime = EntryTime;
        var stream = entry.Open();
        var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false });
        xml.WriteStartDocument();
        xml.WriteStartElement("worksheet", Main);
        xml.WriteStartElement("sheetData", Main);
        return (stream, xml);
    }

    private void End()
    {
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.WriteEndDocument();
        _xml.Dispose();
        _stream.Dispose();
    }

    // 0 is A, 26 is AA.
    private static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters((column / 26) - 1) + (char)('A' + (column % 26));

    private void Cell(string at, object? value)
    {
        _xml.WriteStartElement("c", Main);
        _xml.WriteAttributeString("r", at);
        if (value is int or long or double or decimal)
            _xml.WriteElementString("v", Main, ExportRows.Text(value));
        else if (ExportRows.Text(value) is { Length: > 0 } text)
        {
            _xml.WriteAttributeString("t", "inlineStr");
            _xml.WriteStartElement("is", Main);
            _xml.WriteElementString("t", Main, text);
            _xml.WriteEndElement();
        }
        _xml.WriteEndElement();
    }

    private void Write(string name, string text)
    {
        var entry = _zip.CreateEntry(name);
        entry.LastWriteTime = EntryTime;
        using var writer = new StreamWriter(entry.Open(), new UTF8Encoding(false));
        writer.Write(text);
    }
}
