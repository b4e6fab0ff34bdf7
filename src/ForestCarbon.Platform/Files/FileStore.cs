using System.Security.Cryptography;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Platform.Files;

/// <summary>Files that people sent, kept by their content: <c>&lt;first two&gt;/&lt;sha256&gt;</c> under one folder. What is kept is never changed.</summary>
/// <param name="folder">Usually <see cref="Home.Files"/>.</param>
public sealed class FileStore(string folder)
{
    private const string Insert = "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@sha256, @bytes, @name, @by) on conflict do nothing";

    /// <summary>Keeps a copy of a file and its row; the same bytes are kept once.</summary>
    /// <param name="name">As the sender called it.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<StoredFile> KeepAsync(Write write, string path, StoredFile file, string name, CancellationToken ct = default)
    {
        var target = PathOf(file.Sha256);
        if (!File.Exists(target))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // Written beside and renamed, so that a name never stands for half a file.
            var unfinished = $"{target}.{Guid.NewGuid():N}";
            try
            {
                await using (var to = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
                {
                    await using var from = File.OpenRead(path);
                    await from.CopyToAsync(to, ct);
                    to.Flush(flushToDisk: true);
                }
                File.Move(unfinished, target, overwrite: true);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }
        await write.ExecuteAsync(Insert, new { sha256 = file.Sha256, bytes = file.Bytes, name, by = write.Actor.Id }, ct);
        return file;
    }

    /// <summary>Where the bytes of that hash lie, or would.</summary>
    public string PathOf(byte[] sha256)
    {
        var hex = Convert.ToHexStringLower(sha256);
        return Path.Combine(folder, hex[..2], hex);
    }

    /// <summary>Hash and length of a file, kept or not.</summary>
    public static async Task<StoredFile> DescribeAsync(string path, CancellationToken ct = default)
    {
        await using var stream = File.OpenRead(path);
        return new StoredFile(await SHA256.HashDataAsync(stream, ct), stream.Length);
    }
}

/// <summary>A file by its content.</summary>
public sealed record StoredFile(byte[] Sha256, long Bytes);
