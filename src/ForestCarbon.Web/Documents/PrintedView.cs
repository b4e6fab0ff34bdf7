using System.Text;
using ForestCarbon.Platform.Documents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewEngines;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace ForestCarbon.Web.Documents;

/// <summary>
/// Prints a view as PDF. The view is a body without layout; the document around it carries the program's tokens and
/// <c>print.css</c>, so a printed table looks as its page does.
/// </summary>
public sealed class PrintedView(ICompositeViewEngine views, ITempDataProvider tempData, IWebHostEnvironment place, PdfPrinter printer)
{
    private static readonly string[] Sheets = ["css/tokens.css", "css/components.css", "css/print.css"];
    private readonly Lazy<string> _styles = new(() => Styles(place));

    /// <summary>The view as PDF, in the language and units of the request.</summary>
    /// <param name="view">Path from the root, e.g. <c>~/Areas/Growth/Views/SinkTable/Printed.cshtml</c>.</param>
    /// <param name="title">Title of the document.</param>
    /// <exception cref="Platform.Failures.RefusedException">This machine cannot print; the sentence says what to do.</exception>
    public async Task<FileContentResult> PdfAsync(HttpContext context, string view, object model, string title, string fileName, CancellationToken ct) =>
        new(await printer.PrintAsync(await HtmlAsync(context, view, model, title), ct), "application/pdf") { FileDownloadName = fileName };

    /// <summary>The view over several models, a PDF each, in one zip; drawn one after the other, printed as many at a time as there are presses. The stream removes its file when it is closed.</summary>
    /// <inheritdoc cref="PdfAsync" path="/exception"/>
    public async Task<Stream> ZipAsync(HttpContext context, string view, IReadOnlyList<(string Name, object Model)> parts, string title, CancellationToken ct)
    {
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"fc-{Guid.NewGuid():N}.zip"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var printing = new Queue<(string Name, Task<byte[]> Pdf)>();
        try
        {
            using (var zip = new System.IO.Compression.ZipArchive(file, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var (name, model) in parts)
                {
                    printing.Enqueue((name, printer.PrintAsync(await HtmlAsync(context, view, model, title), stop.Token)));
                    if (printing.Count > PdfPrinter.Presses)
                        await AddAsync(zip);
                }
                while (printing.Count > 0)
                    await AddAsync(zip);
            }
            file.Position = 0;
            return file;
        }
        catch
        {
            // What is still being printed is stopped and waited for, so that nothing prints for nobody.
            await stop.CancelAsync();
            await Task.WhenAll(printing.Select(p => p.Pdf)).ContinueWith(_ => { }, TaskScheduler.Default);
            await file.DisposeAsync();
            throw;
        }

        async Task AddAsync(System.IO.Compression.ZipArchive zip)
        {
            var (name, pdf) = printing.Dequeue();
            var bytes = await pdf;
            await using var entry = zip.CreateEntry(name, System.IO.Compression.CompressionLevel.Fastest).Open();
            await entry.WriteAsync(bytes, ct);
        }
    }

    /// <summary>The whole document as HTML, styles inside: what is printed.</summary>
    public async Task<string> HtmlAsync(HttpContext context, string view, object model, string title)
    {
        var found = views.GetView(null, view, isMainPage: false);
        if (!found.Success)
            throw new InvalidOperationException($"There is no view {view}.");
        var action = new ActionContext(context, context.GetRouteData(), new ActionDescriptor());
        var data = new ViewDataDictionary(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = model };
        await using var body = new StringWriter();
        await found.View.RenderAsync(new ViewContext(
            action, found.View, data, new TempDataDictionary(context, tempData), body, new HtmlHelperOptions()));
        var language = ReadingLanguage(context);
        return $"""
            <!doctype html>
            <html lang="{language}" data-theme="light">
            <head><meta charset="utf-8"><title>{System.Net.WebUtility.HtmlEncode(title)}</title><style>{_styles.Value}</style></head>
            <body class="printed">{body}</body>
            </html>
            """;
    }

    private static string ReadingLanguage(HttpContext context) => Identity.ReadingPreferences.Of(context).InEnglish ? "en" : "zh-Hans";

    private static string Styles(IWebHostEnvironment place)
    {
        var text = new StringBuilder();
        foreach (var sheet in Sheets)
        {
            using var reader = new StreamReader(place.WebRootFileProvider.GetFileInfo(sheet).CreateReadStream());
            text.Append(reader.ReadToEnd()).Append('\n');
        }
        return text.ToString();
    }
}
