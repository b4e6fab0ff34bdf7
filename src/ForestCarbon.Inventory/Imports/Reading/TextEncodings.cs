using System.Text;
using System.Text.Unicode;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Decides in which encoding the texts of a table are written: what a person says, the .cpg, the LDID, else the bytes.</summary>
public static class TextEncodings
{
    // Share of everyday characters from which an encoding is believed. Default of this program [?].
    private const double Convincing = 0.6;

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
                ? Said(wanted, new("由导入的人指定", "named by who imports"))
                : throw new UnreadableFileException($"不认识编码“{asked}”，可用 UTF-8、GBK、GB18030、Big5 等。", $"There is no encoding \"{asked}\"; name UTF-8, GBK, GB18030, Big5 or another.");
        var contradicted = new Words("", "");
        foreach (var (stated, source) in Stated(cpg, ldid))
        {
            if (CanRead(stated, sample))
                return Said(stated, source);
            contradicted = new($"{contradicted.Zh}{source.Zh}，但字节不符；", $"{contradicted.En}{source.En}, which the bytes contradict; ");
        }
        var (sniffed, why) = Sniff(sample);
        // 0x57 is "ANSI", whatever that was on the machine of its author: believed only when the bytes say nothing else.
        if (why is null && ldid == 0x57)
            return Said(Encoding.GetEncoding(1252), Joined(new("DBF 语言标记 LDID 0x57（ANSI），字节不像中文编码", "DBF language driver LDID 0x57 (ANSI), and the bytes are no Chinese encoding")));
        return Said(sniffed, Joined(why ?? new("字节不属于 UTF-8、GB18030、Big5，按 Latin-1 逐字节保留", "the bytes are not UTF-8, GB18030 or Big5; kept byte by byte as Latin-1")));

        Words Joined(Words last) => new(contradicted.Zh + last.Zh, contradicted.En + last.En);
    }

    /// <summary>Where lines of UTF-8 stand among lines of GB18030: no one encoding reads them all.</summary>
    /// <param name="lines">Lines as bytes, the first of the file first.</param>
    /// <returns>The first line that is not written like most, from 1, with its encoding and that of most; null where the lines are not mixed so.</returns>
    public static (int Line, string Encoding, string Most)? Mixed(IReadOnlyList<byte[]> lines)
    {
        // Two characters of Chinese: no text of GB18030 in everyday use is that by chance.
        const int Certain = 2;
        var utf8 = lines.Index().Where(l => Utf8.IsValid(l.Item) && l.Item.Count(b => b is >= 0xE4 and <= 0xE9) >= Certain).Select(l => l.Index + 1).ToList();
        if (utf8.Count == 0)
            return null;
        var gb = lines.Index().Where(l => !Utf8.IsValid(l.Item) && CanRead(Encoding.GetEncoding("GB18030"), [l.Item]) && EverydayShare([l.Item], 0xB0, 0xD7, 0xA1) >= Convincing).Select(l => l.Index + 1).ToList();
        return gb.Count == 0 ? null : utf8.Count > gb.Count ? (gb[0], "GB18030", "UTF-8") : (utf8[0], "UTF-8", "GB18030");
    }

    private static IEnumerable<(Encoding Encoding, Words Source)> Stated(string? cpg, byte ldid)
    {
        if (cpg is { Length: > 0 } && Named(cpg) is { } named)
            yield return (named, new($".cpg 文件写明 {cpg.Trim()}", $"the .cpg file says {cpg.Trim()}"));
        if (ldid is not (0 or 0x57) && CodePageOfLdid.TryGetValue(ldid, out var page))
            yield return (page == 936 ? Encoding.GetEncoding("GB18030") : Encoding.GetEncoding(page), new($"DBF 语言标记 LDID 0x{ldid:X2}（代码页 {page}）", $"DBF language driver LDID 0x{ldid:X2} (code page {page})"));
    }

    private static (Encoding Encoding, SourceEncoding Said) Said(Encoding encoding, Words reason) =>
        (encoding, new SourceEncoding(encoding.WebName.ToUpperInvariant(), reason));

    private static (Encoding Encoding, Words? Why) Sniff(IReadOnlyList<byte[]> sample)
    {
        if (!sample.Any(v => v.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xFF)))
            return (new UTF8Encoding(false), new("全部为 ASCII 字符", "ASCII characters throughout"));
        if (CanRead(new UTF8Encoding(false), sample))
            return (new UTF8Encoding(false), new("字节符合 UTF-8", "the bytes are UTF-8"));
        var gb = Encoding.GetEncoding("GB18030");
        var big5 = Encoding.GetEncoding(950);
        var asGb = CanRead(gb, sample) ? EverydayShare(sample, 0xB0, 0xD7, 0xA1) : -1;
        var asBig5 = CanRead(big5, sample) ? EverydayShare(sample, 0xA4, 0xC6, 0x40) : -1;
        if (Math.Max(asGb, asBig5) < Convincing)
            return (Encoding.Latin1, null);
        return asGb >= asBig5 ? (gb, new("字节符合 GB18030 的常用汉字", "the bytes are everyday characters of GB18030")) : (big5, new("字节符合 Big5 的常用汉字", "the bytes are everyday characters of Big5"));
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
