using System.Diagnostics;

namespace ForestCarbon.Testing;

/// <summary>GDAL as the outsider who reads what we write. Skips the test where it is not installed, except in CI.</summary>
public static class OgrInfo
{
    private const string Program = "/usr/bin/ogrinfo";

    /// <summary>What ogrinfo says of a file; the test fails where it warns.</summary>
    public static async Task<string> OfAsync(params string[] arguments)
    {
        if (!File.Exists(Program))
            Assert.SkipUnless(Repository.IsContinuousIntegration, "gdal-bin is not installed; ./forestcarbon test installs it.");
        using var ogrinfo = Process.Start(new ProcessStartInfo(Program, ["-ro", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (ogrinfo.StandardOutput.ReadToEndAsync(), ogrinfo.StandardError.ReadToEndAsync());
        await ogrinfo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(ogrinfo.ExitCode == 0 && (await errors).Length == 0, await errors + await output);
        return await output;
    }

    /// <summary>Everything ogrinfo says of a workbook.</summary>
    public static async Task<string> OfAsync(byte[] workbook)
    {
        var path = Path.Combine(Path.GetTempPath(), $"fc-{Guid.NewGuid():N}.xlsx");
        try
        {
            await File.WriteAllBytesAsync(path, workbook, TestContext.Current.CancellationToken);
            return await OfAsync("-al", path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Asserts that GDAL finds these sheets in a workbook, each with features.</summary>
    public static async Task FindsFeaturesAsync(byte[] workbook, params string[] sheets)
    {
        var layers = (await OfAsync(workbook)).Split("Layer name: ").Skip(1).ToDictionary(l => l[..l.IndexOf('\n')].Trim(), StringComparer.Ordinal);
        foreach (var sheet in sheets)
        {
            Assert.Contains(sheet, layers.Keys);
            Assert.DoesNotContain("Feature Count: 0\n", layers[sheet], StringComparison.Ordinal);
        }
    }
}
