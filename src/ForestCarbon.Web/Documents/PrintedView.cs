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
