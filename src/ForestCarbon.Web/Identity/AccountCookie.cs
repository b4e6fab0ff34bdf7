using Microsoft.AspNetCore.Authentication.Cookies;

namespace ForestCarbon.Web.Identity;

/// <summary>The sign-in cookie: eight hours, renewed while in use. A machine that asks gets a status, a person gets a page.</summary>
public static class AccountCookie
{
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "fc-account";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.SlidingExpiration = true;
        options.LoginPath = "/signin";
        options.ReturnUrlParameter = "from";
        options.Events.OnRedirectToLogin = context =>
        {
            if (IsForMachines(context.Request))
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else
                context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>Tiles, API and live progress are fetched by programs and scripts: a redirect to a page would be read as data.</summary>
    public static bool IsForMachines(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || request.Path.StartsWithSegments("/tiles", StringComparison.Ordinal)
        || (request.Path.StartsWithSegments("/ogc", StringComparison.Ordinal) && !request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        || request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal) || request.Headers["Sec-Fetch-Mode"] == "cors";
}
