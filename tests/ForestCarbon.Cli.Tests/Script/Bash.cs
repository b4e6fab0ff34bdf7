using System.Diagnostics;
using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Script;

/// <summary>Runs the script, or pieces of it with the machine's programs replaced by stand-ins.</summary>
internal static class Bash
{
    /// <summary>Runs <c>./forestcarbon</c> from another folder than its own.</summary>
    public static Task<Ended> ScriptAsync(params string[] arguments) =>
        RunAsync([Path.Combine(Repository.Root, "forestcarbon"), .. arguments], new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Runs <paramref name="text"/> with the functions of <c>scripts/</c> loaded.</summary>
    public static Task<Ended> WithFunctionsAsync(string text, string home) => RunAsync(
        ["bash", "-c", $"""
            set -euo pipefail
            ROOT='{home}' FORESTCARBON_HOME='{home}/.local' BUILDS='{home}/.local/build'
            source '{Repository.Root}/scripts/setup.sh'
            source '{Repository.Root}/scripts/build.sh'
            source '{Repository.Root}/scripts/serve.sh'
            {text}
            """],
        new Dictionary<string, string>(StringComparer.Ordinal));

    private static async Task<Ended> RunAsync(string[] command, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Path.GetTempPath(), RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment.Remove("FORESTCARBON_DB");
        start.Environment.Remove("FORESTCARBON_HOME");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, (await output).Trim(), (await errors).Trim());
    }
}
