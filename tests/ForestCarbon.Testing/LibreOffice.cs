using System.Diagnostics;

namespace ForestCarbon.Testing;

/// <summary>LibreOffice as the outsider who opens what we write. Skips the test where it is not installed, except in CI.</summary>
public static class LibreOffice
{
    /// <summary>Opens each of <paramref name="files"/> and saves it as <paramref name="format"/> (<c>xlsx</c>, <c>pdf</c> …) under its own name in <paramref name="folder"/>.</summary>
    public static async Task ConvertAsync(IReadOnlyList<string> files, string format, string folder, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("PATH")!.Split(':').All(place => !File.Exists(Path.Combine(place, "soffice"))))
            Assert.SkipUnless(Repository.IsContinuousIntegration, "LibreOffice is not installed; ./forestcarbon test installs it.");
        // A profile of its own: two of them at once would share one, and the second would do nothing.
        string[] arguments = ["--headless", $"-env:UserInstallation=file://{folder}/profile", "--convert-to", format, "--outdir", folder, .. files];
        using var office = Process.Start(new ProcessStartInfo("soffice", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = office.StandardOutput.ReadToEndAsync(ct);
        var errors = await office.StandardError.ReadToEndAsync(ct);
        await office.WaitForExitAsync(ct);
        foreach (var file in files)
            Assert.True(File.Exists(Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(file), format))), $"{file}: {await output}\n{errors}");
    }
}
