using DocumentFormat.OpenXml.Packaging;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Ccer.Documents;

/// <summary>What a file that was sent is by its bytes: its name promises nothing.</summary>
public static class PaperFile
{
    /// <summary>Stands on every page of a document that rests on what is missing or not verified.</summary>
    internal const string DraftMark = "草稿，不得提交";

    /// <summary>How a passage that nobody wrote yet begins.</summary>
    internal const string ToWrite = "【待填写：";

    private const int MostHead = 1_024; // as far in as readers look for the head of a PDF

    // Documents that are read as a text; a notice may be a photograph, data a table.
    private static readonly string[] Texts = [DocumentSections.Design, DocumentSections.Accounting, "validation-report", "verification-report"];

    // Beside PDF: zip (.docx, .xlsx, .kmz), JPEG, PNG, TIFF of both orders, GeoPackage.
    private static readonly byte[][] Evidence = [[.. "PK\x03\x04"u8], [0xFF, 0xD8, 0xFF], [0x89, .. "PNG\r\n"u8], [.. "II*\0"u8], [.. "MM\0*"u8], [.. "SQLite format 3\0"u8]];

    /// <param name="kind">Kind of document.</param>
    /// <param name="name">As the sender called the file.</param>
    /// <exception cref="RefusedException">It is empty; or the kind is a text and it is neither a Word document nor a PDF, or a draft of this program, whatever was done to its bytes since.</exception>
    public static void RequireDocument(string kind, string path, string name)
    {
        var head = HeadOf(path, name);
        // What begins as a zip is one, whatever else stands in its first part.
        var isZip = head.AsSpan().StartsWith("PK\x03\x04"u8);
        if (!Texts.Contains(kind) || (!isZip && IsPdf(head)))
            return;
        if (!isZip)
            throw new RefusedException($"{name} 既不是 Word（.docx）也不是 PDF 文件：设计文件、核算报告、审定报告和核查报告请以其中一种收存，签字的扫描件存为 PDF。",
                $"{name} is neither a Word document (.docx) nor a PDF: design documents, accounting reports and reports of validation and verification are kept as one of them, signed scans as PDF.");
        if (IsDraft(path, name))
            throw new RefusedException($"这是草稿：{name} 里有“{DraftMark}”或“{ToWrite}……】”，还有来源未核对、缺失或没有写，不能作为提交的文件。请补齐后重新生成。",
                $"{name} is a draft: it carries its mark, or passages that are still to be written, and is not handed in. Complete what it lists and make it anew.");
    }

    /// <exception cref="RefusedException">It is empty, or of a kind that shows nothing: a note that anybody can type.</exception>
    public static void RequireEvidence(string path, string name)
    {
        var head = HeadOf(path, name);
        if (!IsPdf(head) && !Evidence.Any(start => head.AsSpan().StartsWith(start)))
            throw new RefusedException($"{name} 不能作证据：请用 PDF、图片（JPEG、PNG、TIFF）、.docx、.xlsx、.zip 或 .gpkg。", $"{name} is no evidence: send a PDF, a picture (JPEG, PNG, TIFF), .docx, .xlsx, .zip or .gpkg.");
    }

    // Its head need not be the first thing in the file.
    private static bool IsPdf(byte[] head) => head.AsSpan().IndexOf("%PDF-"u8) >= 0;

    private static byte[] HeadOf(string path, string name)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0)
            throw EmptyFile.Refusal(name);
        var head = new byte[Math.Min(MostHead, file.Length)];
        file.ReadExactly(head);
        return head;
    }

    // Saved by another program the bytes are others, and what stands on the pages is the same.
    private static bool IsDraft(string path, string name)
    {
        var said = OfficeReader.Read(path, Path.ChangeExtension(name, ".docx"));
        if (said.Passages.Any(p => IsMark(p.Text)))
            return true;
        using var document = WordprocessingDocument.Open(path, isEditable: false);
        var main = document.MainDocumentPart!;
        return main.HeaderParts.Select(p => p.Header?.InnerText).Concat(main.FooterParts.Select(p => p.Footer?.InnerText)).OfType<string>().Any(IsMark);
    }

    private static bool IsMark(string text) => text.Contains(DraftMark, StringComparison.Ordinal) || text.Contains(ToWrite, StringComparison.Ordinal);
}
