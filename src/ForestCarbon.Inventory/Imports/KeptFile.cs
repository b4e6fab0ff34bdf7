using System.IO.Compression;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Inventory.Imports;

/// <summary>What is kept of an upload, as one file: itself, or the parts of a shapefile bound into one archive that is the same for the same bytes.</summary>
public sealed class KeptFile : IDisposable
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly bool _isOurs;

    private KeptFile(string path, string name, StoredFile file, bool isOurs) => (Path, Name, File, _isOurs) = (path, name, file, isOurs);

    public string Path { get; }

    /// <summary>As the sender called it.</summary>
    public string Name { get; }

    public StoredFile File { get; }

    public static async Task<KeptFile> OfAsync(IReadOnlyList<string> parts, string name, CancellationToken ct)
    {
        if (parts is [var only])
            return new KeptFile(only, name, await FileStore.DescribeAsync(only, ct), false);
        var bundle = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"forestcarbon-{Guid.NewGuid():N}.zip");
        try
        {
            await using (var zip = await ZipFile.OpenAsync(bundle, ZipArchiveMode.Create, ct))
                foreach (var part in parts)
                {
                    var entry = zip.CreateEntry(System.IO.Path.GetFileName(part), CompressionLevel.NoCompression);
                    entry.LastWriteTime = NoTime;
                    await using var to = await entry.OpenAsync(ct);
                    await using var from = System.IO.File.OpenRead(part);
                    await from.CopyToAsync(to, ct);
                }
            return new KeptFile(bundle, name, await FileStore.DescribeAsync(bundle, ct), true);
        }
        catch
        {
            System.IO.File.Delete(bundle);
            throw;
        }
    }

    public void Dispose()
    {
        if (_isOurs)
            System.IO.File.Delete(Path);
    }
}
