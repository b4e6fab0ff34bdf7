using System.IO.Compression;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using MiniExcelLibs;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Reads what others wrote in Word or Excel. Nothing in the file is run, fetched or drawn.</summary>
public static class OfficeReader
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
    public static StatedDocument Read(string path, string? fileName = null)
    {
        var name = fileName ?? Path.GetFileName(path);
        var kind = Path.GetExtension(name).ToLowerInvariant();
        if (kind is not (".docx" or ".xlsx"))
            throw new RefusedException($"{name} 不是 .docx 或 .xlsx：请另存为其中一种再检查。", $"{name} is neither .docx nor .xlsx: save it as one of them and check again.");
        try
        {
            var notices = Inspect(path, name, kind == ".xlsx");
            return kind == ".docx" ? ReadWord(path, name, notices) : ReadSheets(path, name, notices);
        }
        catch (Exception broken) when (broken is InvalidDataException or OpenXmlPackageException or XmlException or FormatException or FileFormatException or NotSupportedException or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            throw new RefusedException($"{name} 读不出来：文件不完整，或不是真正的 {kind} 文件。请用 Word 或 LibreOffice 打开后重新保存。", $"{name} cannot be read: it is not whole, or not really a {kind} file. Open it in Word or LibreOffice and save it again.", broken);
        }
    }

    /// <summary>The first sheet of a workbook as entered: a formula is refused, since what it shows is not what was measured.</summary>
    /// <exception cref="RefusedException">As of <see cref="Read"/>, or a cell holds a formula; the sentence names it.</exception>
    public static StatedTable ReadEntered(string path, string fileName)
    {
        var document = Read(path, fileName);
        using var zip = ZipFile.OpenRead(path);
        if (FormulaCells(zip).FirstOrDefault() is { } cell)
            throw new RefusedException($"{fileName} 的单元格 {cell} 是公式，没有读取：请粘贴为数值再上传。", $"Cell {cell} of {fileName} is a formula and was not read: paste it as a value and send the file again.");
        return document.Tables is [var first, ..] ? first : throw new RefusedException($"{fileName} 里没有数据。", $"There is nothing in {fileName}.");
    }

    // Wherever a workbook keeps its sheets: where they lie is the writer's choice.
    private static IEnumerable<string> FormulaCells(ZipArchive zip)
    {
        foreach (var part in zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
        {
            using var stream = part.Open();
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            for (var cell = ""; reader.Read();)
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "c" })
                    cell = reader.GetAttribute("r") ?? cell;
                else if (reader is { NodeType: XmlNodeType.Element, LocalName: "f" } && reader.NamespaceURI.Contains("spreadsheetml", StringComparison.Ordinal))
                    yield return cell;
        }
    }

    private static List<(string Zh, string En)> Inspect(string path, string name, bool isWorkbook)
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
        if (texts.Any(IsTooDeep))
            throw new RefusedException($"{name} 的内容层层嵌套超过 {MostDepth} 层，没有读取。", $"What {name} holds is nested more than {MostDepth} deep and was not read.");
        var notices = new List<(string Zh, string En)>();
        var outside = 0;
        foreach (var part in zip.Entries.Where(e => e.FullName.EndsWith(".rels", StringComparison.Ordinal)))
        {
            using var stream = part.Open();
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read())
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && reader.GetAttribute("TargetMode") == "External"
                    && reader.GetAttribute("Type")?.EndsWith("/hyperlink", StringComparison.Ordinal) != true)
                    outside++;
        }
        if (outside > 0)
            notices.Add(($"文件指向 {outside} 处外部内容（图片、模板或数据），没有打开。", $"The file points to {outside} things outside it (pictures, templates or data): none was opened."));
        if (zip.Entries.Count(e => e.FullName.Contains("/media/", StringComparison.Ordinal) && e.Length > MostPictureBytes) is > 0 and var large)
            notices.Add(($"有 {large} 幅图片大于 {MostPictureBytes >> 20} MB，没有读取。", $"{large} pictures are larger than {MostPictureBytes >> 20} MB and were not read."));
        if (isWorkbook && FormulaCells(zip).Count() is > 0 and var formulas)
            notices.Add(($"有 {formulas} 个单元格是公式：按文件里存着的值读，没有重算。", $"{formulas} cells are formulas: read by the values kept in the file, not computed."));
        return notices;
    }

    private static bool IsTooDeep(ZipArchiveEntry part)
    {
        using var stream = part.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (reader.Read())
            if (reader.Depth > MostDepth)
                return true;
        return false;
    }

    private static StatedDocument ReadWord(string path, string name, List<(string Zh, string En)> notices)
    {
        using var document = WordprocessingDocument.Open(path, isEditable: false);
        var body = document.MainDocumentPart?.Document?.Body ?? throw new InvalidDataException("No body.");
        var (passages, tables) = (new List<Passage>(), new List<StatedTable>());
        var (section, paragraph, last) = ("文首", 0, "");
        foreach (var block in Blocks(body))
            if (block is Paragraph text)
            {
                var said = TextOf(text).Trim();
                if (said.Length == 0)
                    continue;
                if (IsHeading(text, document))
                    (section, paragraph) = ($"“{said}”", 0);
                passages.Add(new Passage($"{section}第 {++paragraph} 段", said));
                last = said;
            }
            else if (block is Table table)
            {
                var rows = table.Elements<TableRow>().Select(r => (IReadOnlyList<string>)[.. r.Elements<TableCell>().SelectMany(Cells)]).ToList();
                tables.Add(new StatedTable($"{section}表 {tables.Count + 1} ", last.StartsWith('表') ? last : "", Squared(rows)));
            }
        passages.AddRange(Notes(document.MainDocumentPart!.FootnotesPart?.Footnotes, "脚注"));
        passages.AddRange(Notes(document.MainDocumentPart!.EndnotesPart?.Endnotes, "尾注"));
        return Told(name, passages, tables, notices);
    }

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
        yield return string.Join(' ', cell.Descendants<Paragraph>().Select(TextOf)).Trim();
        for (var more = (cell.TableCellProperties?.GridSpan?.Val?.Value ?? 1) - 1; more > 0; more--)
            yield return "";
    }

    // Text that was struck out in review is not said any more.
    private static string TextOf(Paragraph paragraph) => string.Concat(paragraph.Descendants().Select(e => e switch
    {
        Text text => text.Text,
        TabChar or Break => " ",
        _ => "",
    }));

    private static bool IsHeading(Paragraph paragraph, WordprocessingDocument document)
    {
        if (paragraph.ParagraphProperties?.OutlineLevel is not null)
            return true;
        if (paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value is not { } id)
            return false;
        var style = document.MainDocumentPart?.StyleDefinitionsPart?.Styles?.Elements<Style>().FirstOrDefault(s => s.StyleId == id);
        return style?.StyleParagraphProperties?.OutlineLevel is not null || (style?.StyleName?.Val?.Value ?? id).StartsWith("heading", StringComparison.OrdinalIgnoreCase);
    }

    private static StatedDocument ReadSheets(string path, string name, List<(string Zh, string En)> notices)
    {
        var tables = new List<StatedTable>();
        foreach (var sheet in MiniExcel.GetSheetNames(path))
        {
            var rows = MiniExcel.Query(path, useHeaderRow: false, sheetName: sheet, excelType: ExcelType.XLSX).Cast<IDictionary<string, object?>>()
                .Select(r => (IReadOnlyList<string>)[.. r.Values.Select(v => Convert.ToString(v, System.Globalization.CultureInfo.InvariantCulture)?.Trim() ?? "")]).ToList();
            if (rows.Count > 0)
                tables.Add(new StatedTable($"工作表“{sheet}”", sheet, Squared(rows)));
        }
        // A figure beside its name, one to a row, is a statement like any other.
        var passages = tables.SelectMany(t => t.Rows.Select((cells, row) => new Passage(t.PlaceOf(row), string.Join(' ', cells.Where(c => c.Length > 0))))).Where(p => p.Text.Length > 0);
        return Told(name, [.. passages], tables, notices);
    }

    private static StatedDocument Told(string name, IReadOnlyList<Passage> passages, IReadOnlyList<StatedTable> tables, List<(string Zh, string En)> notices) =>
        new(name, passages, tables, [.. notices.Select(n => n.Zh)]) { NoticesEn = [.. notices.Select(n => n.En)] };

    private static List<IReadOnlyList<string>> Squared(List<IReadOnlyList<string>> rows)
    {
        var width = rows.Select(r => r.Count).DefaultIfEmpty().Max();
        return [.. rows.Select(r => r.Count == width ? r : [.. r, .. Enumerable.Repeat("", width - r.Count)])];
    }
}
