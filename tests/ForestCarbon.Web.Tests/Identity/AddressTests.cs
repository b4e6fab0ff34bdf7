using System.Net;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using static ForestCarbon.Web.Tests.Identity.ExpectedAddresses;

namespace ForestCarbon.Web.Tests.Identity;

/// <summary>Every address of the program and who may use it. A new address fails here until somebody decides who it is for.</summary>
public sealed class AddressTests(WebSite site) : IClassFixture<WebSite>
{
    // Beside the files of the manifest a build from the checkout serves files added to wwwroot since; a published program has no such address.
    private const string FilesOfTheCheckout = "{**path:file}";

    [Fact]
    public void Every_address_is_in_the_list_and_every_line_of_the_list_is_an_address()
    {
        var served = Endpoints().Select(Name).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(Expected.Select(e => e.Address).Order(StringComparer.Ordinal), served);
    }

    [Fact]
    public void Files_of_the_pages_are_open_and_nothing_else_is_served_as_a_file()
    {
        var files = Sources().Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is not null).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.NotNull(file.Metadata.GetMetadata<IAllowAnonymous>()));
        Assert.All(files, file => Assert.Matches("^/?(css|js|lib|favicon)", ((RouteEndpoint)file).RoutePattern.RawText!));
    }

    [Theory, MemberData(nameof(EveryAddressAsEverybody))]
    public async Task Opens_for_its_roles_and_for_nobody_else(string address, string role, bool opens)
    {
        var (_, _, example) = Expected.Single(e => e.Address == address);
        var browser = role == Anyone ? site.Anonymous() : await As(role);
        var method = address.StartsWith("POST", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get;

        using var request = new HttpRequestMessage(method, example);
        if (method == HttpMethod.Post && example.StartsWith("/api", StringComparison.Ordinal))
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        var isTurnedAway = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                           || answer.Headers.Location?.OriginalString.Contains("/signin?", StringComparison.Ordinal) == true;
        Assert.True(isTurnedAway != opens, $"{role} got {(int)answer.StatusCode} at {method} {example}");
        Assert.True((int)answer.StatusCode < 500 || example == "/error/500", $"{example} failed with {(int)answer.StatusCode}");
        // The jobs board writes its own pages.
        if (answer is { StatusCode: HttpStatusCode.OK, Content.Headers.ContentType.MediaType: "text/html" } && !example.StartsWith("/jobs", StringComparison.Ordinal))
            Assert.Empty(site.Served.NotServedOn(await Browser.ReadAsync(answer)));
    }

    public static IEnumerable<TheoryDataRow<string, string, bool>> EveryAddressAsEverybody() =>
        from e in Expected
        from role in Roles.All.Select(r => r.Key).Append(Anyone)
        select new TheoryDataRow<string, string, bool>(e.Address, role,
            e.Policy == Anyone || (role != Anyone && Policies.RolesAdmittedBy(e.Policy).Contains(role)));

    [Fact]
    public void Each_role_may_read_the_county_and_only_the_administrator_reaches_the_accounts()
    {
        Assert.Equal(9, Policies.RolesAdmittedBy(Policies.ViewCounty).Count);
        Assert.Equal([Roles.Administrator], Policies.RolesAdmittedBy(Policies.Administer));
        Assert.Equal([Roles.BureauReviewer], Policies.RolesAdmittedBy(Policies.ApproveRuns));
        Assert.Equal([Roles.Surveyor, Roles.BureauReviewer], Policies.RolesAdmittedBy(Policies.StartRuns));
    }

    private static readonly Dictionary<string, Task<Browser>> Known = [];

    // One sign-in per role for the whole class: hashing a password is slow on purpose.
    private Task<Browser> As(string role)
    {
        lock (Known)
            return Known.TryGetValue(role, out var browser) ? browser : Known[role] = site.SignedInAsync(role);
    }

    private IEnumerable<Endpoint> Sources() => site.Endpoints();

    private IEnumerable<RouteEndpoint> Endpoints() =>
        Sources().OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != FilesOfTheCheckout);

    private static string Name(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        var pattern = endpoint.RoutePattern.RawText!;
        return $"{(methods is { Count: > 0 } ? string.Join(',', methods) : "*")} {(pattern.StartsWith('/') || pattern.StartsWith('{') ? pattern : "/" + pattern)}";
    }
}
