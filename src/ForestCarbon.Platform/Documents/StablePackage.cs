using System.IO.Compression;

namespace ForestCarbon.Platform.Documents;

/// <summary>Office packages whose bytes depend on what is in them and on nothing else.</summary>
public static class StablePackage
{
    // The first moment a zip can hold.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes <paramref name="package"/> (a zip) again: parts in order of their names, the list of types first, no times.</summary>
    /// <remarks>Relationship ids are the writer's own to fix: <c>AddNewPart&lt;T&gt;("rId…")</c>.</remarks>
    public static void Write(Stream package, Stream target)
    {
        using var source = new ZipArchive(package, ZipArchiveMode.Read, leaveOpen: true);
        using var written = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var part in source.Entries.OrderBy(e => e.FullName != "[Content_Types].xml").ThenBy(e => e.FullName, StringComparer.Ordinal))
        {
            var entry = written.CreateEntry(part.FullName, CompressionLevel.Optimal);
            entry.LastWriteTime = Epoch;
            using var from = part.Open();
            using var to = entry.Open();
            from.CopyTo(to);
        }
    }
}
