using Microsoft.AspNetCore.Antiforgery;

namespace ForestCarbon.Web.Identity;

/// <summary>The form's token on requests that change something through the API.</summary>
public static class FormToken
{
    /// <summary>
    /// True where a request signed in by the cookie carries no valid token: a foreign page could have sent it. Whoever sends an access
    /// token says so in a header that no foreign page can set, and needs none.
    /// </summary>
    public static async Task<bool> IsMissingAsync(HttpContext http, IAntiforgery antiforgery) =>
        http.User.Identity?.AuthenticationType != BearerSignIn.SchemeName && !await antiforgery.IsRequestValidAsync(http);
}
