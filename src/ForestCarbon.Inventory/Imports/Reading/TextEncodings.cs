using System.Text;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Decides in which encoding the texts of a table are written: what a person says, the .cpg, the LDID, else the bytes.</summary>
public static class TextEncodings
{
    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Windows code page behind a DBF language driver id. ESRI's and dBASE's published tables; only those that name one page.</summary>
    private static readonly Dictionary<byte, int> CodePageOfLdid = new()
    {
        [0x01] = 437, [0x02] = 850, [0x03] = 1252, [0x13] = 932, [0x4D] = 936, [0x4E] = 949, [0x4F] = 950, [0x50] = 874,
        [0x57] = 1252, [0x58] = 1252, [0x59] = 1252, [0x78] = 950, [0x79] = 949, [0x7A] = 936, [0x7B] = 932, [0x7C] = 874,
        [0xC8] = 1250, [0xC9] = 1251, [0xCA] = 1254, [0xCB] = 1253, [0xCC] = 1257,
    };

    /// <summary>The encoding of that name, code page number or usual abbreviation; null if there is none.</summary>
    public static Encoding? Named(string name)
    {
        var plain = name.Trim().ToUpperInvariant().Replace("_", "-", StringComparison.Ordinal);
        try
        {
            return plain switch
            {
                "UTF8" or "UTF-8" or "65001" or "CP65001" => new UTF8Encoding(false),
                "GBK" or "CP936" or "936" or "GB2312" or "GB18030" or "54936" or "ANSI 936" or "OEM 936" => Encoding.GetEncoding("GB18030"),
                "BIG5" or "CP950" or "950" or "ANSI 950" => Encoding.GetEncoding(950),
                "88591" or "ISO88591" or "ISO 88591" or "ISO8859-1" or "LATIN1" => Encoding.Latin1,
                _ when int.TryParse(plain.Replace("ANSI", "", StringComparison.Ordinal).Replace("OEM", "", StringComparison.Ordinal)
                    .Replace("CP", "", StringComparison.Ordinal).Trim(), out var page) => Encoding.GetEncoding(page),
                _ => Encoding.GetEncoding(plain),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Chooses, and says why in one clause.</summary>
    /// <param name="asked">From <c>--encoding</c>.</param>
    /// <param name="cpg">Text of the .cpg file.</param>
    /// <param name="sample">Field names and values of a sample, as bytes, each without its padding.</param>
    /// <exception cref="UnreadableFileException"><paramref name="asked"/> names no encoding.</exception>
    public static (Encoding Encoding, SourceEncoding Said) Choose(string? asked, string? cpg, byte ldid, IReadOnlyList<byte[]> sample)
    {
        if (asked is not null)
            return Named(asked) is { } wanted
                ? Said(wanted, "由 --encoding 指定")
                : throw new UnreadableFileException($"不认识编码“{asked}”，可用 UTF-8、GBK、GB18030、Big5 等。");
        var contradicted = "";
        foreach (var (stated, source) in Stated(cpg, ldid))
        {
            if (CanRead(stated, sample))
                return Said(stated, source);
            contradicted += $"{source}，但字节不符；";
        }
        var (sniffed, why) = Sniff(sample);
        // 0x57 is "ANSI", whatever that was on the machine of its author: believed only when the bytes say nothing else.
        if (why is null && ldid == 0x57)
            return Said(Encoding.GetEncoding(1252), contradicted + "DBF 语言标记 LDID 0x57（ANSI），字节不像中文编码");
        return Said(sniffed, contradicted + (why ?? "字节不属于 UTF-8、GB18030、Big5，按 Latin-1 逐字节保留"));
    }

    private static IEnumerable<(Encoding Encoding, string Source)> Stated(string? cpg, byte ldid)
    {
        if (cpg is { Length: > 0 } && Named(cpg) is { } named)
            yield return (named, $".cpg 文件写明 {cpg.Trim()}");
        if (ldid is not (0 or 0x57) && CodePageOfLdid.TryGetValue(ldid, out var page))
            yield return (page == 936 ? Encoding.GetEncoding("GB18030") : Encoding.GetEncoding(page), $"DBF 语言标记 LDID 0x{ldid:X2}（代码页 {page}）");
    }

    private static (Encoding Encoding, SourceEncoding Said) Said(Encoding encoding, string reason) =>
        (encoding, new SourceEncoding(encoding.WebName.ToUpperInvariant(), reason));

    private static (Encoding Encoding, string? Why) Sniff(IReadOnlyList<byte[]> sample)
    {
        if (!sample.Any(v => v.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xFF)))
            return (new UTF8Encoding(false), "全部为 ASCII 字符");
        if (CanRead(new UTF8Encoding(false), sample))
            return (new UTF8Encoding(false), "字节符合 UTF-8");
        var gb = Encoding.GetEncoding("GB18030");
        var big5 = Encoding.GetEncoding(950);
        var asGb = CanRead(gb, sample) ? EverydayShare(sample, 0xB0, 0xD7, 0xA1) : -1;
        var asBig5 = CanRead(big5, sample) ? EverydayShare(sample, 0xA4, 0xC6, 0x40) : -1;
        const double Convincing = 0.6;
        if (Math.Max(asGb, asBig5) < Convincing)
            return (Encoding.Latin1, null);
        return asGb >= asBig5 ? (gb, "字节符合 GB18030 的常用汉字") : (big5, "字节符合 Big5 的常用汉字");
    }

    // Almost every pair of high bytes is some character in both encodings. What tells them apart is whether the characters
    // are in use: GB 2312 puts its 3,755 everyday characters first (lead bytes B0–D7), Big5 its 5,401 (A4–C6).
    private static double EverydayShare(IReadOnlyList<byte[]> sample, byte from, byte to, byte trailFrom)
    {
        int pairs = 0, everyday = 0;
        foreach (var value in sample)
            for (var i = 0; i + 1 < value.Length; i++)
            {
                if (value[i] < 0x80)
                    continue;
                pairs++;
                if (value[i] >= from && value[i] <= to && value[i + 1] >= trailFrom)
                    everyday++;
                i++;
            }
        return pairs == 0 ? 0 : (double)everyday / pairs;
    }

    // A value cut in the middle of a character by its field's width is not a contradiction, so the decoder is not flushed.
    private static bool CanRead(Encoding encoding, IReadOnlyList<byte[]> sample)
    {
        var strict = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        try
        {
            foreach (var value in sample)
                strict.GetDecoder().GetCharCount(value, flush: false);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
