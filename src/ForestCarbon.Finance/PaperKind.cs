using System.IO.Compression;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance;

/// <summary>What a paper that is kept may be, by what the file holds and not by its name: PDF, PNG, JPEG, or a Word document without macros.</summary>
internal static class PaperKind
{
    /// <param name="instead">What to do about it, the end of the sentence in both languages.</param>
    /// <exception cref="RefusedException">It is none of them.</exception>
    public static async Task RequireAsync(SentPaper paper, (string Sentence, string English) instead, CancellationToken ct)
    {
        if (await ParameterAnnex.MediaTypeAsync(paper.Path, ct) is null && !IsWord(paper.Path))
            throw new RefusedException($"“{paper.Name}”不是 PDF、图片（PNG、JPEG）或不带宏的 Word 文档（docx）：{instead.Sentence}。",
                $"“{paper.Name}” is no PDF, image (PNG, JPEG) or Word document (docx) without macros: {instead.English}.");
    }

    private static bool IsWord(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[4];
        // A program with a zip behind it opens as a zip, too.
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.AsSpan().SequenceEqual("PK\u0003\u0004"u8))
            return false;
        try
        {
            using var parts = new ZipArchive(file);
            return parts.GetEntry("word/document.xml") is not null && !parts.Entries.Any(e => e.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
