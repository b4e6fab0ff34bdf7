using System.Diagnostics;
using ForestCarbon.Platform.Embedded;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Documents;

/// <summary>
/// Prints an HTML document as PDF with the machine's own Chromium: the one way of the program to a PDF, for the sink table, for
/// statements and for whatever else is printed. What the reader sees on the page and what is printed share one style sheet.
/// </summary>
/// <remarks>
/// The document is a file of its own: styles inside it, no address to load anything from. A policy before its first element lets
/// no script run and nothing be loaded, so that text a person entered can do nothing. Chinese needs a font of the machine
/// (fonts-noto-cjk); none is shipped.
/// </remarks>
public sealed class PdfPrinter : IDisposable
{
    /// <summary>Names the browser where it is not on the path.</summary>
    public const string Variable = "FORESTCARBON_CHROMIUM";

    private const string Doctype = "<!doctype html>";
    private const string Policy =
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Names = ["chromium", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome"];

    /// <summary>A print starts a browser of some 150 MB: so many at a time are enough for a bureau.</summary>
    public const int Presses = 2;

    private readonly SemaphoreSlim _presses = new(Presses);

    /// <summary>True where this machine can print: pages offer a PDF only then, and the browser's own print otherwise.</summary>
    public static bool IsAvailable => Browser() is not null;

    /// <summary>The PDF of an HTML document; page size and margins are those of its <c>@page</c> rule.</summary>
    /// <param name="html">Begins with <c>&lt;!doctype html&gt;</c>.</param>
    /// <exception cref="RefusedException">There is no browser on this machine, or it gave no PDF; the sentence says what to do.</exception>
    public async Task<byte[]> PrintAsync(string html, CancellationToken ct = default)
    {
        if (!html.StartsWith(Doctype, StringComparison.Ordinal))
            throw new ArgumentException($"A document begins with {Doctype}.", nameof(html));
        var browser = Browser() ?? throw new RefusedException(
            "本机没有可用来生成 PDF 的浏览器。请安装 chromium（Debian：apt install chromium fonts-noto-cjk），或用 FORESTCARBON_CHROMIUM 指明，或直接打印网页。");
        await _presses.WaitAsync(ct);
        var folder = Directory.CreateTempSubdirectory("fc-print-");
        try
        {
            var page = Path.Combine(folder.FullName, "page.html");
            var pdf = Path.Combine(folder.FullName, "page.pdf");
            await File.WriteAllTextAsync(page, $"{Doctype}{Policy}{html.AsSpan(Doctype.Length)}", ct);
            var said = await RunAsync(browser, page, pdf, folder.FullName, ct);
            return File.Exists(pdf)
                ? await File.ReadAllBytesAsync(pdf, ct)
                : throw new RefusedException($"浏览器没有生成 PDF。请直接打印网页。（{said[..Math.Min(said.Length, 200)]}）");
        }
        finally
        {
            folder.Delete(recursive: true);
            _presses.Release();
        }
    }

    private static async Task<string> RunAsync(string browser, string page, string pdf, string folder, CancellationToken ct)
    {
        var start = new ProcessStartInfo(browser,
        [
            "--headless=new", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-dev-shm-usage",
            // Chromium refuses its sandbox to root, and a container has no user namespaces for it.
            .. Environment.UserName == "root" ? ["--no-sandbox"] : Array.Empty<string>(),
            $"--user-data-dir={Path.Combine(folder, "profile")}", "--no-pdf-header-footer", $"--print-to-pdf={pdf}", new Uri(page).AbsoluteUri,
        ])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            return "60 秒内没有完成";
        }
        await output;
        return (await errors).Trim();
    }

    public void Dispose() => _presses.Dispose();

    private static string? Browser() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? File.Exists(named) ? named : null
            : Names.Select(OsCommand.Find).FirstOrDefault(found => found is not null);
}
