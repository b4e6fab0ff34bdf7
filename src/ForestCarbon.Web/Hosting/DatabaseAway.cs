using System.Globalization;
using System.Text.Encodings.Web;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>The answer while the database is away: 503 with the time to come back, made without the database, because who asks is not known without it.</summary>
/// <remarks>A server that was killed is back within seconds (<see cref="DatabaseWatch"/>); a page that only reads asks again by itself.</remarks>
public static partial class DatabaseAway
{
    private const int ComeBackAfterSeconds = 3;

    public static void UseDatabaseAway(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception gone) when (Failure.IsDatabaseAway(gone) && !context.Response.HasStarted)
        {
            Away(context.RequestServices.GetRequiredService<ILogger<Program>>(), context.Request.Method, context.Request.Path, gone.Message);
            await AnswerAsync(context);
        }
    });

    private static Task AnswerAsync(HttpContext context)
    {
        var said = context.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        string title = said["数据库正在重新启动"];
        string sentence = reads ? said["数据库正在重新启动，几秒后自动刷新。"] : said["数据库正在重新启动，这一步可能没有完成：请回到上一页，刷新后先看它在不在，再决定要不要重做。"];
        context.Response.Clear();
        SecurityHeaders.Set(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = ComeBackAfterSeconds.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        return AccountCookie.IsForMachines(context.Request)
            ? Results.Problem(sentence, statusCode: StatusCodes.Status503ServiceUnavailable, title: title).ExecuteAsync(context)
            : Results.Text(Page(title, sentence, reads), "text/html; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }

    private static string Page(string title, string sentence, bool reads)
    {
        var text = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
        return $"""
            <!doctype html>
            <html lang="{CultureInfo.CurrentUICulture.Name}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">{(reads ? $"\n  <meta http-equiv=\"refresh\" content=\"{ComeBackAfterSeconds}\">" : "")}
              <title>{text.Encode(title)}</title>
              <link rel="stylesheet" href="/css/tokens.css">
              <link rel="stylesheet" href="/css/components.css">
              <link rel="stylesheet" href="/css/pages.css">
            </head>
            <body>
            <main id="main" class="door">
              <section class="card">
                <header><h1>{text.Encode(title)}</h1><span class="cap">503</span></header>
                <div class="state"><p class="note" role="status">{text.Encode(sentence)}</p></div>
              </section>
            </main>
            </body>
            </html>
            """;
    }

    [LoggerMessage(3120, LogLevel.Warning, "{Method} {Path} met no database: {What}")]
    private static partial void Away(ILogger logger, string method, string path, string what);
}
