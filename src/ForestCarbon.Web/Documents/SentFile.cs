using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Web.Documents;

/// <summary>A file sent with a form, on disk for as long as it is looked at.</summary>
public static class SentFile
{
    /// <summary>Gives the file's path, its hash and its name as sent to <paramref name="use"/>, and removes it afterwards.</summary>
    /// <exception cref="RefusedException">Nothing was sent; says <paramref name="missing"/>. Or a file without content.</exception>
    public static async Task KeptAsync(IFormFile? sent, string missing, Func<string, StoredFile, string, Task> use, CancellationToken ct)
    {
        if (sent is null)
            throw new RefusedException(missing, "The file is missing: choose it and send the form again.");
        if (sent.Length == 0)
            throw EmptyFile.Refusal(sent.FileName);
        await KeptAsync(sent.FileName, async to => await sent.CopyToAsync(to, ct), use, ct);
    }

    /// <summary>The same for a file that came in base64.</summary>
    /// <inheritdoc cref="KeptAsync(IFormFile?, string, Func{string, StoredFile, string, Task}, CancellationToken)" path="/exception"/>
    public static async Task KeptAsync(string? base64, string? sentName, string missing, Func<string, StoredFile, string, Task> use, CancellationToken ct)
    {
        var bytes = new byte[(base64?.Length ?? 0) * 3 / 4];
        if (base64 is not { Length: > 0 } || !Convert.TryFromBase64String(base64, bytes, out var length))
            throw base64 is { Length: > 0 }
                ? new RefusedException("文件不是 base64。", "The file is not in base64.")
                : new RefusedException(missing, "The file is missing: send it in base64.");
        await KeptAsync(string.IsNullOrWhiteSpace(sentName) ? "page" : sentName, async to => await to.WriteAsync(bytes.AsMemory(0, length), ct), use, ct);
    }

    private static async Task KeptAsync(string sentName, Func<Stream, Task> write, Func<string, StoredFile, string, Task> use, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("fc-sent-").FullName;
        try
        {
            var name = Path.GetFileName(sentName);
            // Under its own name, so that a refusal can say which file it speaks of.
            var path = Path.Combine(folder, (name.Length is > 0 and <= 80 && name.Trim('.').Length > 0 ? Path.GetFileNameWithoutExtension(name) : "sent") + Path.GetExtension(name).ToLowerInvariant());
            await using (var to = File.Create(path))
                await write(to);
            await use(path, await FileStore.DescribeAsync(path, ct), name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
