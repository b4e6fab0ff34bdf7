using ForestCarbon.Platform.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Primitives;

namespace ForestCarbon.Web.Identity;

/// <summary>How a person likes to read: language, unit of area, light or dark. Kept with the account, and in a cookie on each device.</summary>
public sealed record ReadingPreferences(string Language, string AreaUnit, string Theme)
{
    public const string Chinese = "zh-Hans";
    public const string English = "en";
    public const string Mu = "mu";
    private const string Cookie = "fc-reading";
    private static readonly string[] Languages = [Chinese, English];
    private static readonly string[] AreaUnits = [Mu, "ha"];
    private static readonly string[] Themes = ["system", "light", "dark"];

    public static ReadingPreferences Default { get; } = new(Chinese, Mu, "system");

    public bool InMu => AreaUnit == Mu;

    public bool InEnglish => Language == English;

    /// <summary>What this request is to be read in: its cookie, where a value is missing or strange the default; with a token the language it asks for.</summary>
    public static ReadingPreferences Of(HttpContext context)
    {
        if (context.Items[Cookie] is ReadingPreferences known)
            return known;
        var parts = (context.Request.Cookies[Cookie] ?? "").Split('.');
        var read = parts.Length == 3 ? Default.With(parts[0], parts[1], parts[2]) : Default.With(AskedByToken(context.Request), null, null);
        context.Items[Cookie] = read;
        return read;
    }

    // A program that signs in by a token keeps no cookie: it says in Accept-Language what it reads. A browser's own languages choose nothing.
    private static string? AskedByToken(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 && request.Headers.AcceptLanguage.ToString().StartsWith(English, StringComparison.OrdinalIgnoreCase) ? English : null;

    public static ReadingPreferences Of(Account account) => Default.With(account.Language, account.AreaUnit, account.Theme);

    /// <summary>These preferences with the values that are given and known; a strange value changes nothing.</summary>
    public ReadingPreferences With(string? language, string? areaUnit, string? theme) => new(
        Languages.Contains(language, StringComparer.Ordinal) ? language! : Language,
        AreaUnits.Contains(areaUnit, StringComparer.Ordinal) ? areaUnit! : AreaUnit,
        Themes.Contains(theme, StringComparer.Ordinal) ? theme! : Theme);

    /// <summary>The name in this reader's language; what has no name in it shows the other one, what has none a dash.</summary>
    public string Name(string? zh, string? en) => (InEnglish ? en ?? zh : zh ?? en) ?? Text.Figures.None;

    public void Write(HttpContext context)
    {
        context.Items[Cookie] = this;
        context.Response.Cookies.Append(Cookie, $"{Language}.{AreaUnit}.{Theme}", new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            IsEssential = true,
            Secure = context.Request.IsHttps,
        });
    }
}

/// <summary>Chooses the language of a request from the reading preferences.</summary>
public sealed class PreferredLanguage : RequestCultureProvider
{
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        StringSegment language = ReadingPreferences.Of(httpContext).Language;
        return Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(language));
    }
}
