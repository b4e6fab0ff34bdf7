using System.Text;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Files;

/// <summary>Text that people wrote: UTF-8, else GB18030, as Chinese machines write by themselves. Bytes of neither are no text; nothing is replaced.</summary>
public static class TextFile
{
    private const long MostBytes = 4L << 20;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static TextFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding that reads every byte; null where neither does.</summary>
    public static Encoding? EncodingOf(byte[] bytes)
    {
        foreach (var encoding in new[] { Utf8, Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback) })
            try
            {
                encoding.GetCharCount(bytes);
                return encoding;
            }
            catch (DecoderFallbackException)
            {
                // the next one
            }
        return null;
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="RefusedException">Larger than 4 MB, in neither encoding, empty, or with control characters: no text.</exception>
    public static async Task<string> ReadAsync(string path, string name, CancellationToken ct = default)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new RefusedException($"{name} 大于 {MostBytes >> 20} MB，不是一段文字。", $"{name} is larger than {MostBytes >> 20} MB and no text.");
        var bytes = await File.ReadAllBytesAsync(path, ct);
        if (EncodingOf(bytes)?.GetString(bytes).TrimStart('\uFEFF') is not { } text)
            throw new RefusedException($"{name} 不是 UTF-8 或 GB18030 的文字：请另存为 UTF-8 纯文本。", $"{name} is text in neither UTF-8 nor GB18030: save it as plain text in UTF-8.");
        if (string.IsNullOrWhiteSpace(text))
            throw new RefusedException($"{name} 是空的，没有文字：请写好再录入。", $"{name} is empty: write the text and send it again.");
        return LineOfControl(text) is { } line
            ? throw new RefusedException($"{name} 第 {line} 行有控制字符，不是纯文本：请另存为 UTF-8 纯文本。", $"Line {line} of {name} holds control characters, so it is no plain text: save it as plain text in UTF-8.")
            : text;
    }

    /// <summary>The first line, from 1, that holds a control character other than a tab, or half of a character; null where every one can be written and kept.</summary>
    public static int? LineOfControl(string text)
    {
        var line = 1;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
                line++;
            else if ((char.IsControl(text[i]) && text[i] is not ('\r' or '\t')) || text[i] is '\uFFFE' or '\uFFFF' || (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i) && (i == 0 || !char.IsSurrogatePair(text, i - 1))))
                return line;
        }
        return null;
    }
}
