using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using MiniExcelLibs;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Reads what others wrote in Word or Excel. Nothing in the file is run, fetched or drawn.</summary>
public static partial class OfficeReader
{
    private const long MostUnpackedBytes = 500L << 20;
    private const long MostPictureBytes = 20L << 20;
    private const int MostParts = 20_000;

    // A file of some kilobytes can unpack to text that fills the memory, or nest its elements until the stack is full.
    private const long MostTextBytes = 150L << 20;
    private const int MostDepth = 200;

    // Old macro sheets and controls: parts that do something, beside the macros that name themselves.
    private static readonly string[] Active = ["xl/macrosheets/", "/activeX/"];

    /// <param name="path">A <c>.docx</c>, or a table of stated figures in <c>.xlsx</c>.</param>
    /// <param name="fileName">Its name for people, where the path is a temporary one.</param>
    /// <exception cref="RefusedException">Another kind of file, one with macros, too large inside, or not readable.</exception>
    public static StatedDocument Read(string path, string? fileName = null) => ReadWith(path, fileName ?? Path.GetFileName(path)).Document;

    /// <summary>The first sheet of a workbook as entered: a formula is refused, since what it shows is not what was measured.</summary>
    /// <exception cref="RefusedException">As of <see cref="Read"/>, or a cell holds a formula; the sentence names it.</exception>
    public static StatedTable ReadEntered(string path, string fileName)
    {
        var (document, formula) = ReadWith(path, fileName);
        if (formula is not null)
            throw new RefusedException($"{fileName} 的单元格 {formula} 是公式，没有读取：请粘贴为数值再上传。", $"Cell {formula} of {fileName} is a formula and was not read: paste it as a value and send the file again.");
        return document.Tables is [var first, ..] ? first with { HeadRows = 1 } : throw new RefusedException($"{fileName} 里没有数据。", $"There is nothing in {fileName}.");
    }

    private static (StatedDocument Document, string? FirstFormula) ReadWith(string path, string name)
    {
        var kind = Path.GetExtension(name).ToLowerInvariant();
        if (kind is not (".docx" or ".xlsx"))
            throw new RefusedException($"{name} 不是 .docx 或 .xlsx：请另存为其中一种再检查。", $"{name} is neither .docx nor .xlsx: save it as one of them and check again.");
        try
        {
            var (notices, formula) = Inspect(path, name, kind == ".xlsx");
            return (kind == ".docx" ? ReadWord(path, name, notices) : ReadSheets(path, name, notices), formula);
        }
        catch (Exception broken) when (broken is InvalidDataException or OpenXmlPackageException or XmlException or FormatException or FileFormatException or NotSupportedException or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            throw new RefusedException($"{name} 读不出来：文件不完整，或不是真正的 {kind} 文件。请用 Word 或 LibreOffice 打开后重新保存。", $"{name} cannot be read: it is not whole, or not really a {kind} file. Open it in Word or LibreOffice and save it again.", broken);
        }
    }

    private static (List<(string Zh, string En)> Notices, string? FirstFormula) Inspect(string path, string name, bool isWorkbook)
    {
        using var zip = ZipFile.OpenRead(path);
        if (zip.Entries.Count > MostParts || zip.Entries.Sum(e => e.Length) > MostUnpackedBytes)
            throw new RefusedException($"{name} 解开后超过 {MostUnpackedBytes >> 20} MB 或 {MostParts} 个部件，没有读取。", $"{name} unpacks to more than {MostUnpackedBytes >> 20} MB or {MostParts} parts and was not read.");
        var texts = zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || e.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)).ToList();
        if (texts.Sum(e => e.Length) > MostTextBytes)
            throw new RefusedException($"{name} 的文字解开后超过 {MostTextBytes >> 20} MB，没有读取。", $"The text of {name} unpacks to more than {MostTextBytes >> 20} MB and was not read.");
        if (zip.Entries.Any(e => e.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase) || Active.Any(a => e.FullName.Contains(a, StringComparison.OrdinalIgnoreCase))))
            throw new RefusedException($"{name} 含宏或控件，没有读取：请另存为不含宏的文件。", $"{name} holds macros or controls and was not read: save it as a file without them.");
        if (isWorkbook && SheetSpread.RefusalOf(path, $"{name} ", name) is { } wide)
            throw new RefusedException(wide.Zh, wide.En);
        var (outside, formulas, firstFormula) = (0, 0, (string?)null);
        foreach (var found in texts.Select(t => Look(t, isWorkbook)))
        {
            if (found.IsTooDeep)
                throw new RefusedException($"{name} 的内容层层嵌套超过 {MostDepth} 层，没有读取。", $"What {name} holds is nested more than {MostDepth} deep and was not read.");
            (outside, formulas, firstFormula) = (outside + found.Outside, formulas + found.Formulas, firstFormula ?? found.FirstFormula);
        }
        var notices = new List<(string Zh, string En)>();
        if (outside > 0)
            notices.Add(($"文件指向 {outside} 处外部内容（图片、模板或数据），没有打开。", $"The file points to {outside} things outside it (pictures, templates or data): none was opened."));
        if (zip.Entries.Count(e => e.FullName.Contains("/media/", StringComparison.Ordinal) && e.Length > MostPictureBytes) is > 0 and var large)
            notices.Add(($"有 {large} 幅图片大于 {MostPictureBytes >> 20} MB，没有读取。", $"{large} pictures are larger than {MostPictureBytes >> 20} MB and were not read."));
        if (formulas > 0)
            notices.Add(($"有 {formulas} 个单元格是公式：按文件里存着的值读，没有重算。", $"{formulas} cells are formulas: read by the values kept in the file, not computed."));
        return (notices, firstFormula);
    }

    // One pass over a part: how deep it goes, what it points to outside, and its formulas, wherever a workbook keeps its sheets: where they lie is the writer's choice.
    private static (bool IsTooDeep, int Outside, int Formulas, string? FirstFormula) Look(ZipArchiveEntry part, bool isWorkbook)
    {
        using var stream = part.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var (cell, outside, formulas, first) = ("", 0, 0, (string?)null);
        while (reader.Read())
        {
            if (reader.Depth > MostDepth)
                return (true, outside, formulas, first);
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.LocalName == "Relationship" && reader.GetAttribute("TargetMode") == "External" && reader.GetAttribute("Type")?.EndsWith("/hyperlink", StringComparison.Ordinal) != true)
                outside++;
            else if (isWorkbook && reader.LocalName == "c")
                cell = reader.GetAttribute("r") ?? cell;
            else if (isWorkbook && reader.LocalName == "f" && reader.NamespaceURI.Contains("spreadsheetml", StringComparison.Ordinal))
                (formulas, first) = (formulas + 1, first ?? cell);
        }
        return (false, outside, formulas, first);
    }

    private static StatedDocument ReadWord(string path, string name, List<(string Zh, string En)> notices)
    {
        using var document = WordprocessingDocument.Open(path, isEditable: false);
        var body = document.MainDocumentPart?.Document?.Body ?? throw new InvalidDataException("No body.");
        var (passages, tables) = (new List<Passage>(), new List<StatedTable>());
        var isHeading = Headings(document);
        var blocks = Blocks(body).ToList();
        var hasHeadings = blocks.OfType<Paragraph>().Any(isHeading);
        var (section, paragraph, bare, boxed, last) = ("文首", 0, 0, 0, "");
        foreach (var block in blocks)
        {
            if (block is Paragraph text && TextOf(text).Trim() is { Length: > 0 } said)
            {
                if (isHeading(text))
                    (section, paragraph, bare, boxed) = ($"“{said}”", 0, 0, 0);
                passages.Add(new Passage($"{section}第 {++paragraph} 段", said));
                last = said;
            }
            else if (block is Table table)
            {
                // By the number its caption gives it; without one by where it stands.
                var caption = CaptionNumber().Match(last);
                var place = caption.Success ? $"{section}表 {caption.Groups[1].Value} " : (section, ++bare) switch
                {
                    ("文首", 1) when hasHeadings => "封面的表",
                    ("文首", var n) when hasHeadings => $"封面的第 {n} 张表",
                    var (under, n) => $"{under}没有题注的第 {n} 张表",
                };
                var rows = table.Elements<TableRow>().Select(r => (IReadOnlyList<string>)[.. r.Elements<TableCell>().SelectMany(Cells)]).ToList();
                var stated = new StatedTable(place, caption.Success ? last : "", Squared(rows)).WithHead();
                tables.Add(stated);
                passages.AddRange(stated.Pairs.Select(p => stated.Said(p.Row)));
                last = "";
            }
            foreach (var inBox in Boxed(block))
                passages.Add(new Passage($"{section}文本框第 {++boxed} 段", inBox));
        }
        passages.AddRange(Notes(document.MainDocumentPart!.FootnotesPart?.Footnotes, "脚注"));
        passages.AddRange(Notes(document.MainDocumentPart!.EndnotesPart?.Endnotes, "尾注"));
        return Told(name, passages, tables, notices);
    }

    // Paragraphs with text in the text boxes that hang on a block. Writers keep a box twice, for programs that know its shape and for those that do not: it is said once.
    private static IEnumerable<string> Boxed(OpenXmlElement block) => block.Descendants<TextBoxContent>().Where(b => !IsSaidAgain(b))
        .SelectMany(b => b.Descendants<Paragraph>().Where(p => p.Ancestors<TextBoxContent>().First() == b)).Select(p => TextOf(p).Trim()).Where(said => said.Length > 0);

    private static bool IsSaidAgain(TextBoxContent box) => box.Ancestors<AlternateContentFallback>()
        .Any(f => f.Parent is { } either && either.Elements<AlternateContentChoice>().Any(c => c.Descendants<TextBoxContent>().Any()));

    // Notes say things like any paragraph; those that only draw the line above them have no text.
    private static IEnumerable<Passage> Notes(OpenXmlElement? notes, string what) => (notes?.Elements<FootnoteEndnoteType>() ?? [])
        .Select(n => (n.Id, Text: string.Join(' ', n.Descendants<Paragraph>().Select(TextOf)).Trim())).Where(n => n.Text.Length > 0).Select(n => new Passage($"{what} {n.Id}", n.Text));

    // What Word puts around blocks without meaning anything by it.
    private static IEnumerable<OpenXmlElement> Blocks(OpenXmlElement within) => within.ChildElements.SelectMany(block => block switch
    {
        Paragraph or Table => [block],
        SdtBlock or SdtContentBlock or CustomXmlBlock => Blocks(block),
        _ => (IEnumerable<OpenXmlElement>)[],
    });

    private static IEnumerable<string> Cells(TableCell cell)
    {
        yield return string.Join(' ', cell.Descendants<Paragraph>().Where(p => !p.Ancestors().TakeWhile(a => a != cell).OfType<TextBoxContent>().Any()).Select(TextOf)).Trim();
        for (var more = (cell.TableCellProperties?.GridSpan?.Val?.Value ?? 1) - 1; more > 0; more--)
            yield return "";
    }

    // Text that was struck out in review is not said any more. What stands in a text box is said for itself.
    private static string TextOf(Paragraph paragraph) => string.Concat(Outside(paragraph).Select(e => e switch
    {
        Text text => text.Text,
        TabChar or Break => " ",
        _ => "",
    }));

    private static IEnumerable<OpenXmlElement> Outside(OpenXmlElement within) =>
        within.Descendants<TextBoxContent>().Any() ? within.ChildElements.Where(e => e is not TextBoxContent).SelectMany(e => Outside(e).Prepend(e)) : within.Descendants();

    // Styles are looked through once, not for every paragraph.
    private static Func<Paragraph, bool> Headings(WordprocessingDocument document)
    {
        var styles = (document.MainDocumentPart?.StyleDefinitionsPart?.Styles?.Elements<Style>() ?? []).Where(s => s.StyleId?.Value is not null).DistinctBy(s => s.StyleId!.Value).ToDictionary(
            s => s.StyleId!.Value!, s => s.StyleParagraphProperties?.OutlineLevel is not null || IsHeadingName(s.StyleName?.Val?.Value ?? s.StyleId!.Value!), StringComparer.Ordinal);
        return paragraph => paragraph.ParagraphProperties?.OutlineLevel is not null || (paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value is { } id && (styles.TryGetValue(id, out var heads) ? heads : IsHeadingName(id)));
    }

    private static bool IsHeadingName(string style) => style.StartsWith("heading", StringComparison.OrdinalIgnoreCase);

    private static StatedDocument ReadSheets(string path, string name, List<(string Zh, string En)> notices)
    {
        var tables = new List<StatedTable>();
        foreach (var sheet in MiniExcel.GetSheetNames(path))
        {
            var rows = MiniExcel.Query(path, useHeaderRow: false, sheetName: sheet, excelType: ExcelType.XLSX).Cast<IDictionary<string, object?>>()
                .Select(r => (IReadOnlyList<string>)[.. r.Values.Select(CellText)]).ToList();
            if (rows.Count > 0)
                tables.Add(new StatedTable($"工作表“{sheet}”", sheet, Squared(rows)).WithHead());
        }
        // A figure beside its name, one to a row, is a statement like any other.
        var passages = tables.SelectMany(t => t.Rows.Select((_, row) => t.Said(row))).Where(p => p.Text.Length > 0);
        return Told(name, [.. passages], tables, notices);
    }

    // "表 2　地块面积", "表2-1：…", "续表 3", "表一 …".
    [GeneratedRegex(@"^续?表\s*([A-Z]?\d+(?:[-–.]\d+)*|[一二三四五六七八九十]+(?=[\s：:、]))")]
    private static partial Regex CaptionNumber();

    // A day is written as documents write it.
    private static string CellText(object? cell) => cell is DateTime { TimeOfDay.Ticks: 0 } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Convert.ToString(cell, CultureInfo.InvariantCulture)?.Trim() ?? "";

    private static StatedDocument Told(string name, IReadOnlyList<Passage> passages, IReadOnlyList<StatedTable> tables, List<(string Zh, string En)> notices) =>
        new(name, passages, tables, [.. notices.Select(n => n.Zh)]) { NoticesEn = [.. notices.Select(n => n.En)] };

    private static List<IReadOnlyList<string>> Squared(List<IReadOnlyList<string>> rows)
    {
        var width = rows.Select(r => r.Count).DefaultIfEmpty().Max();
        return [.. rows.Select(r => r.Count == width ? r : [.. r, .. Enumerable.Repeat("", width - r.Count)])];
    }
}
