using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Testing;

namespace ForestCarbon.Web.Tests.Ccer;

/// <summary>One sign-in and one form token for many requests.</summary>
internal sealed class Sender(Browser browser, string token)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Sender> OpenAsync(WebSite site)
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        return new Sender(browser, (await browser.PageAsync("/ccer/projects")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!);
    }

    public async Task<HttpStatusCode> ByPageAsync(string code, MoveRequest move)
    {
        var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["To"] = move.To, ["On"] = $"{move.On:yyyy-MM-dd}", ["Decision"] = move.Decision };
        if (move.TrancheId is { } tranche)
            (fields["Tranche"], fields["Tonnes"]) = ($"{tranche}", $"{move.Tonnes}");
        if (move.RegistryNumber is { } number)
            fields["Number"] = number;
        using var answer = await browser.Http.PostAsync($"/ccer/projects/{code}/moves", new FormUrlEncodedContent(fields), Ct);
        return answer.StatusCode;
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string address, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Form-Token", token);
        using var answer = await browser.Http.SendAsync(request, Ct);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostTextAsync(string address, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Form-Token", token);
        using var answer = await browser.Http.SendAsync(request, Ct);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }

    public Task<JsonElement> GetAsync(string address) => browser.Http.GetFromJsonAsync<JsonElement>(address, Ct);

    public async Task<HttpStatusCode> ByApiAsync(string code, MoveRequest move)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/projects/{code}/moves")
        {
            Content = JsonContent.Create(new { move.TrancheId, move.To, move.On, move.Decision, move.Tonnes, move.RegistryNumber }),
        };
        request.Headers.Add("X-Form-Token", token);
        using var answer = await browser.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
