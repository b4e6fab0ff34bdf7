using System.IO.Compression;
using System.Text;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Unpacks an archive from a stranger into a folder of our own, within limits, and refuses names that lead out of it.</summary>
public sealed class ZipContents(ZipLimits limits)
{
    private const int MostOfAName = 60;

    private static readonly string[] Wanted = [".shp", ".dbf", ".shx", ".prj", ".cpg", ".gpkg", ".geojson", ".json", ".csv", ".xlsx"];
    private long _bytes;
    private int _entries;

    /// <summary>Unpacks what an import can read, archives inside the archive included; other entries are passed over.</summary>
    /// <returns>Sentences about what was passed over.</returns>
    /// <exception cref="UnreadableFileException">No archive, damaged, past a limit, or with a name that leads out of it.</exception>
    public IReadOnlyList<string> UnpackTo(string folder, string archive)
    {
        Unpack(folder, archive, Path.GetFileName(archive), 0);
        return [];
    }

    private void Unpack(string folder, string archive, string name, int depth)
    {
        if (depth > limits.Nesting)
            throw new UnreadableFileException($"压缩包 {name} 套了 {depth} 层，最多 {limits.Nesting} 层，请解开后再导入。",
                $"The archive {name} lies {depth} archives deep, and {limits.Nesting} are unpacked at most: unpack it and import again.");
        try
        {
            using var stream = File.OpenRead(archive);
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false, ZipNames.Instance);
            foreach (var entry in zip.Entries)
                Unpack(folder, entry, name, depth);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new UnreadableFileException($"压缩包 {name} 已损坏或不是 zip，请重新压缩。", $"The archive {name} is damaged or no zip: pack it again.", e);
        }
    }

    private void Unpack(string folder, ZipArchiveEntry entry, string archive, int depth)
    {
        if (++_entries > limits.Entries)
            throw new UnreadableFileException($"压缩包 {archive} 里的文件超过 {limits.Entries} 个，拒绝解开。", $"The archive {archive} holds more than {limits.Entries} files and is not unpacked.");
        var path = entry.FullName.Replace('\\', '/');
        if (path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal) || path.Split('/').Contains("..") || path.Contains('\0', StringComparison.Ordinal))
            throw new UnreadableFileException($"压缩包 {archive} 里有指向包外的文件名（{Shortened.Of(path, MostOfAName)}），拒绝解开。",
                $"A name in the archive {archive} leads out of it ({Shortened.Of(path, MostOfAName)}); it is not unpacked.");
        var file = Path.GetFileName(path);
        var ending = Path.GetExtension(file).ToLowerInvariant();
        if (file.Length == 0 || path.StartsWith("__MACOSX/", StringComparison.Ordinal) || (ending != ".zip" && !Wanted.Contains(ending)))
            return;
        // One folder per place in the archive, numbered: names of strangers never become folders of ours.
        var place = Path.Combine(folder, $"{depth}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(archive + "/" + Path.GetDirectoryName(path))))[..12]}");
        Directory.CreateDirectory(place);
        var target = Path.Combine(place, file.Length > 120 ? file[^120..] : file);
        if (File.Exists(target))
            throw new UnreadableFileException($"压缩包 {archive} 里有两个 {Shortened.Of(path, MostOfAName)}，不知该读哪一个，请只留一个。",
                $"The archive {archive} holds {Shortened.Of(path, MostOfAName)} twice: leave the one that is meant.");
        Copy(entry, target, archive);
        if (ending != ".zip")
            return;
        Unpack(folder, target, file, depth + 1);
        File.Delete(target);
    }

    // Sizes in the directory of an archive are claims: what is counted is what really comes out.
    private void Copy(ZipArchiveEntry entry, string target, string archive)
    {
        using var from = entry.Open();
        using var to = File.Create(target);
        var buffer = new byte[1 << 16];
        var written = 0L;
        for (int read; (read = from.Read(buffer)) > 0; to.Write(buffer, 0, read))
        {
            written += read;
            _bytes += read;
            if (_bytes > limits.TotalBytes)
                throw new UnreadableFileException($"压缩包 {archive} 解开后超过 {limits.TotalBytes >> 20} MB，拒绝解开。",
                    $"Unpacked, the archive {archive} is larger than {limits.TotalBytes >> 20} MB; it is not unpacked.");
            if (written > limits.RatioCountsFrom && written / Math.Max(1, entry.CompressedLength) > limits.Ratio)
                throw new UnreadableFileException($"压缩包 {archive} 里的 {Shortened.Of(entry.FullName, MostOfAName)} 膨胀超过 {limits.Ratio} 倍，疑似压缩炸弹，拒绝解开。",
                    $"{Shortened.Of(entry.FullName, MostOfAName)} in the archive {archive} grows more than {limits.Ratio} times, as a zip bomb does; it is not unpacked.");
        }
    }

    // Names without the UTF-8 flag are in the code page of the machine that packed them: here GBK, unless they are strict UTF-8.
    private sealed class ZipNames : Encoding
    {
        public static readonly ZipNames Instance = new();
        private static readonly UTF8Encoding Strict = new(false, true);
        private static readonly Encoding Gbk = TextEncodings.Named("GBK")!;

        public override int GetByteCount(char[] chars, int index, int count) => Strict.GetByteCount(chars, index, count);

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
            Strict.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetCharCount(byte[] bytes, int index, int count) => Of(bytes.AsSpan(index, count)).GetCharCount(bytes, index, count);

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            Of(bytes.AsSpan(byteIndex, byteCount)).GetChars(bytes, byteIndex, byteCount, chars, charIndex);

        public override int GetMaxByteCount(int charCount) => 4 * charCount + 4;

        public override int GetMaxCharCount(int byteCount) => byteCount + 1;

        private static Encoding Of(ReadOnlySpan<byte> bytes)
        {
            try
            {
                Strict.GetCharCount(bytes);
                return Strict;
            }
            catch (DecoderFallbackException)
            {
                return Gbk;
            }
        }
    }
}

/// <summary>How much of an archive is unpacked before it is refused.</summary>
/// <param name="Ratio">Bytes out per byte in. Deflate reaches 1,032; real shapefiles 3–40, empty attribute columns some 200.</param>
/// <param name="RatioCountsFrom">Small files compress as they like.</param>
public sealed record ZipLimits(
    long TotalBytes = 8L << 30, int Entries = 10_000, int Nesting = 2, int Ratio = 500, long RatioCountsFrom = 16L << 20);
