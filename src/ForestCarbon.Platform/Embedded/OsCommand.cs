using System.Diagnostics;

namespace ForestCarbon.Platform.Embedded;

/// <summary>Runs a program of the operating system to its end, with C messages and none of the caller's PG variables.</summary>
internal static class OsCommand
{
    public static async Task<Outcome> RunAsync(
        string file, IEnumerable<string> arguments, string folder, string? input = null, CancellationToken ct = default)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        if (input is not null)
            await process.StandardInput.WriteAsync(input.AsMemory(), ct);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        return new Outcome(process.ExitCode, (await output).Trim(), (await errors).Trim());
    }

    /// <summary>Full path of a program on the PATH or in the places of the system's own, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Concat(["/usr/bin", "/bin", "/usr/sbin", "/sbin"])
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    public sealed record Outcome(int Status, string Output, string Errors)
    {
        public bool IsSuccessful => Status == 0;
    }
}
