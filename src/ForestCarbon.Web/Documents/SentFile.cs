using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Web.Documents;

/// <summary>A file sent with a form, on disk for as long as it is looked at.</summary>
public static class SentFile
{
    /// <summary>Gives the file's path, its hash and its name as sent to <paramref name="use"/>, and removes it afterwards.</summary>
    /// <exception cref="RefusedException">Nothing was sent; says <paramref name="missing"/>.</exception>
    public static async Task KeptAsync(IFormFile? sent, string missing, Func<string, StoredFile, string, Task> use, CancellationToken ct)
    {
        if (sent is not { Length: > 0 })
            throw new RefusedException(missing);
        var folder = Directory.CreateTempSubdirectory("fc-sent-").FullName;
        try
        {
            var name = Path.GetFileName(sent.FileName);
            var path = Path.Combine(folder, "sent" + Path.GetExtension(name).ToLowerInvariant());
            await using (var to = File.Create(path))
                await sent.CopyToAsync(to, ct);
            await use(path, await FileStore.DescribeAsync(path, ct), name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
