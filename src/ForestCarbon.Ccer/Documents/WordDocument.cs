using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using ForestCarbon.Platform.Documents;
using A = DocumentFormat.OpenXml.Drawing;
using Dw = DocumentFormat.OpenXml.Drawing.Wordprocessing;
using Pic = DocumentFormat.OpenXml.Drawing.Pictures;

namespace ForestCarbon.Ccer.Documents;

/// <summary>A column of a table.</summary>
/// <param name="WidthMm">The widths of a table are scaled to the page.</param>
public sealed record WordColumn(string Head, double WidthMm, bool IsNumber = false);

/// <summary>
/// A Word document, block by block, of real styles: numbered headings, contents, captions, page numbers, header rows that repeat. The same blocks give the same bytes.
/// </summary>
public sealed class WordDocument
{
    private const int TextWidthTwips = 9_070; // A4, 25 mm on either side
    private const int MostContentsLevel = 2;
    private const double EmuPerMm = 36_000;

    private readonly Body _body = new();
    private readonly List<(string Id, string ContentType, byte[] Bytes)> _images = [];
    private readonly Dictionary<string, int> _sequences = new(StringComparer.Ordinal);
    private readonly List<(int Level, string Number, string Text, string Bookmark)> _headings = [];
    private readonly int[] _numbers = new int[4];
    private readonly string _title;
    private readonly string _header;
    private readonly string? _draft;
    private int _bookmarks;
    private int _annexes;
    private Paragraph? _contents;
    private bool _onNewPage;

    /// <param name="header">Stands at the head of every page.</param>
    /// <param name="draft">Stands in red beside it on every page; null where the document is no draft.</param>
    public WordDocument(string title, string header, string? draft) => (_title, _header, _draft) = (title, header, draft);

    /// <summary>The cover, on a page of its own.</summary>
    public void Cover(string kind, IEnumerable<(string Name, string Value)> lines)
    {
        if (_draft is not null)
            _body.Append(Styled("Draft", _draft));
        _body.Append(Styled("Title", _title), Styled("Subtitle", kind));
        var rows = lines.ToList();
        AddTable([("", 45, false), ("", 115, false)], rows.Select(l => (IReadOnlyList<string>)[l.Name, l.Value]), hasHead: false);
    }

    /// <summary>The contents stand here; filled from the headings when the document is written.</summary>
    public void Contents()
    {
        _body.Append(Styled("ContentsHeading", "目录"));
        _contents = new Paragraph();
        _body.Append(_contents);
        _onNewPage = true;
    }

    /// <summary>A numbered heading: A, A.1, A.1.1.</summary>
    public void Heading(int level, string text)
    {
        _numbers[level]++;
        Array.Clear(_numbers, level + 1, _numbers.Length - level - 1);
        var number = level == 1 ? Letter(_numbers[1]) : string.Create(CultureInfo.InvariantCulture, $"{Letter(_numbers[1])}.{string.Join('.', _numbers[2..(level + 1)])}");
        _body.Append(Marked($"Heading{level}", level, number, text));
    }

    /// <summary>An annex, numbered by itself and on a new page.</summary>
    public void Annex(string text)
    {
        _onNewPage = true;
        _body.Append(Marked("Annex", 1, string.Create(CultureInfo.InvariantCulture, $"附件 {++_annexes}"), text));
    }

    public void Paragraph(string text) => _body.Append(Styled("BodyText", text));

    /// <summary>Text that people wrote: each line a paragraph; where there is none it says what is to be written.</summary>
    public void Written(string? text, string toWrite)
    {
        if (string.IsNullOrWhiteSpace(text))
            _body.Append(Styled("ToWrite", $"{PaperFile.ToWrite}{toWrite}】"));
        else
            foreach (var line in text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                Paragraph(line);
    }

    /// <summary>A note in small print under a table or figure.</summary>
    public void Note(string text) => _body.Append(Styled("Note", text));

    public void Bullets(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            _body.Append(Styled("ListBullet", line));
    }

    /// <summary>A table with its caption above it; its head row repeats on every page. A table of nothing says so.</summary>
    public void Table(string caption, IReadOnlyList<WordColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        _body.Append(Caption("表", caption, keepNext: true));
        var shown = rows.ToList();
        AddTable([.. columns.Select(c => (c.Head, c.WidthMm, c.IsNumber))], shown.Count > 0 ? shown : [["没有", .. columns.Skip(1).Select(_ => "")]], hasHead: true);
        _body.Append(Styled("AfterTable", ""));
    }

    /// <summary>A picture at its true size with its caption below it.</summary>
    public void Picture(string caption, byte[] png, double widthMm, double heightMm)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"rId{100 + _images.Count}");
        _images.Add((id, "image/png", png));
        var (width, height, number) = ((long)(widthMm * EmuPerMm), (long)(heightMm * EmuPerMm), (uint)_images.Count);
        var picture = new Pic.Picture(
            new Pic.NonVisualPictureProperties(new Pic.NonVisualDrawingProperties { Id = number, Name = $"图 {number}", Description = caption }, new Pic.NonVisualPictureDrawingProperties()),
            new Pic.BlipFill(new A.Blip { Embed = id }, new A.Stretch(new A.FillRectangle())),
            new Pic.ShapeProperties(new A.Transform2D(new A.Offset { X = 0, Y = 0 }, new A.Extents { Cx = width, Cy = height }), new A.PresetGeometry(new A.AdjustValueList()) { Preset = A.ShapeTypeValues.Rectangle }));
        var inline = new Dw.Inline(
            new Dw.Extent { Cx = width, Cy = height }, new Dw.DocProperties { Id = number, Name = $"图 {number}", Description = caption },
            new A.Graphic(new A.GraphicData(picture) { Uri = "http://schemas.openxmlformats.org/drawingml/2006/picture" })) { DistanceFromTop = 0, DistanceFromBottom = 0, DistanceFromLeft = 0, DistanceFromRight = 0 };
        _body.Append(new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = "Picture" }), new Run(new Drawing(inline))), Caption("图", caption, keepNext: false));
    }

    /// <summary>Writes the document.</summary>
    public void Write(Stream target)
    {
        FillContents();
        using var package = new MemoryStream();
        using (var document = WordprocessingDocument.Create(package, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            document.ChangeIdOfPart(main, "rId1");
            main.AddNewPart<StyleDefinitionsPart>("rId1").Styles = WordStyles.Styles();
            main.AddNewPart<NumberingDefinitionsPart>("rId2").Numbering = WordStyles.Numbering();
            main.AddNewPart<DocumentSettingsPart>("rId3").Settings = new Settings(new Zoom { Percent = "100" }, new UpdateFieldsOnOpen { Val = true }, new Compatibility(new CompatibilitySetting { Name = CompatSettingNameValues.CompatibilityMode, Uri = "http://schemas.microsoft.com/office/word", Val = "15" }));
            main.AddNewPart<HeaderPart>("rId4").Header = PageHeader();
            main.AddNewPart<FooterPart>("rId5").Footer = PageFooter();
            foreach (var (id, type, bytes) in _images)
            {
                using var image = new MemoryStream(bytes);
                main.AddNewPart<ImagePart>(type, id).FeedData(image);
            }
            _body.Append(new SectionProperties(
                new HeaderReference { Type = HeaderFooterValues.Default, Id = "rId4" }, new FooterReference { Type = HeaderFooterValues.Default, Id = "rId5" },
                new PageSize { Width = 11_906, Height = 16_838 }, new PageMargin { Top = 1_418, Bottom = 1_418, Left = 1_418, Right = 1_418, Header = 720, Footer = 720, Gutter = 0 }));
            main.Document = new Document(_body);
        }
        package.Position = 0;
        StablePackage.Write(package, target);
    }

    private static string Letter(int number) => ((char)('A' + number - 1)).ToString();

    private static Paragraph Styled(string style, string text) =>
        new(new ParagraphProperties(new ParagraphStyleId { Val = style }), RunOf(text));

    // What XML cannot hold is left out: a control character in an entered text must not spoil the whole document.
    private static Run RunOf(string text) => new(new Text(string.Concat(text.EnumerateRunes().Select(r => r.Value is '\n' or '\r' ? " " : r.Value is (< 0x20 and not '\t') or 0xFFFE or 0xFFFF ? "" : r.ToString()))) { Space = SpaceProcessingModeValues.Preserve });

    private Paragraph Marked(string style, int level, string number, string text)
    {
        var id = (++_bookmarks).ToString(CultureInfo.InvariantCulture);
        var bookmark = $"_Toc{id}";
        if (level <= MostContentsLevel)
            _headings.Add((level, number, text, bookmark));
        var properties = new ParagraphProperties(new ParagraphStyleId { Val = style });
        if (_onNewPage)
            properties.Append(new PageBreakBefore());
        _onNewPage = false;
        return new Paragraph(properties, new BookmarkStart { Id = id, Name = bookmark }, RunOf(text), new BookmarkEnd { Id = id });
    }

    private Paragraph Caption(string label, string text, bool keepNext)
    {
        _sequences[label] = _sequences.GetValueOrDefault(label) + 1;
        var properties = new ParagraphProperties(new ParagraphStyleId { Val = "Caption" });
        if (keepNext)
            properties.Append(new KeepNext());
        return new Paragraph([properties, RunOf($"{label} "), .. Field($"SEQ {label} \\* ARABIC", _sequences[label].ToString(CultureInfo.InvariantCulture)), RunOf($"　{text}")]);
    }

    private static IEnumerable<Run> Field(string code, string shown) =>
    [
        new(new FieldChar { FieldCharType = FieldCharValues.Begin }), new(new FieldCode($" {code} ") { Space = SpaceProcessingModeValues.Preserve }),
        new(new FieldChar { FieldCharType = FieldCharValues.Separate }), new(new Text(shown)), new(new FieldChar { FieldCharType = FieldCharValues.End }),
    ];

    // The entries stand in the field already; which page each is on only a program that lays the document out can say, and Word is asked to when it opens it.
    private void FillContents()
    {
        if (_contents is not { } at)
            return;
        var entries = _headings.Select(h => new Paragraph([
            new ParagraphProperties(new ParagraphStyleId { Val = $"TOC{h.Level}" }),
            new Hyperlink([RunOf($"{h.Number}　{h.Text}"), new Run(new TabChar()), .. Field($"PAGEREF {h.Bookmark} \\h", "")]) { Anchor = h.Bookmark, History = true },
        ])).ToList();
        if (entries.Count == 0)
            return;
        entries[0].InsertAfter(new Run(new FieldChar { FieldCharType = FieldCharValues.Separate }), entries[0].ParagraphProperties!);
        entries[0].InsertAfter(new Run(new FieldCode($" TOC \\o \"1-{MostContentsLevel}\" \\h \\z \\u ") { Space = SpaceProcessingModeValues.Preserve }), entries[0].ParagraphProperties!);
        entries[0].InsertAfter(new Run(new FieldChar { FieldCharType = FieldCharValues.Begin }), entries[0].ParagraphProperties!);
        entries[^1].Append(new Run(new FieldChar { FieldCharType = FieldCharValues.End }));
        foreach (var entry in entries)
            _body.InsertBefore(entry, at);
        at.Remove();
        _contents = null;
    }

    private void AddTable(IReadOnlyList<(string Head, double WidthMm, bool IsNumber)> columns, IEnumerable<IReadOnlyList<string>> rows, bool hasHead)
    {
        var whole = columns.Sum(c => c.WidthMm);
        var widths = columns.Select(c => ((int)(c.WidthMm / whole * TextWidthTwips)).ToString(CultureInfo.InvariantCulture)).ToList();
        var table = new Table(
            new TableProperties(new TableStyle { Val = "Grid" }, new TableWidth { Type = TableWidthUnitValues.Dxa, Width = TextWidthTwips.ToString(CultureInfo.InvariantCulture) }, new TableLayout { Type = TableLayoutValues.Fixed },
                // Without it Word does not apply what the style says of a head row.
                new TableLook { Val = hasHead ? "0620" : "0600", FirstRow = hasHead, LastRow = false, FirstColumn = false, LastColumn = false, NoHorizontalBand = true, NoVerticalBand = true }),
            new TableGrid(widths.Select(w => new GridColumn { Width = w })));
        if (hasHead)
            table.Append(new TableRow([new TableRowProperties(new CantSplit(), new TableHeader()), .. columns.Select((c, i) => CellOf(c.Head, widths[i], c.IsNumber ? "TableHeadNumber" : "TableHead"))]));
        foreach (var row in rows)
            table.Append(new TableRow([new TableRowProperties(new CantSplit()), .. row.Select((cell, i) => CellOf(cell, widths[i], !hasHead && i == 0 ? "TableHead" : columns[i].IsNumber ? "TableNumber" : "TableText"))]));
        _body.Append(table);
    }

    private static TableCell CellOf(string text, string width, string style) =>
        new(new TableCellProperties(new TableCellWidth { Type = TableWidthUnitValues.Dxa, Width = width }), Styled(style, text));

    private Header PageHeader()
    {
        var paragraph = new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = "Header" }), RunOf(_header));
        if (_draft is not null)
            paragraph.Append(new Run(new TabChar()), new Run(new RunProperties(new RunStyle { Val = "DraftMark" }), new Text(_draft) { Space = SpaceProcessingModeValues.Preserve }));
        return new Header(paragraph);
    }

    private static Footer PageFooter() => new(new Paragraph([
        new ParagraphProperties(new ParagraphStyleId { Val = "Footer" }), RunOf("第 "), .. Field("PAGE", "1"), RunOf(" 页，共 "), .. Field("NUMPAGES", "1"), RunOf(" 页"),
    ]));
}
