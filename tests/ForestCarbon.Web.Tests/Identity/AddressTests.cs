using System.Net;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace ForestCarbon.Web.Tests.Identity;

/// <summary>Every address of the program and who may use it. A new address fails here until somebody decides who it is for.</summary>
public sealed class AddressTests(WebSite site) : IClassFixture<WebSite>
{
    private const string Anyone = "anyone";

    // Beside the files of the manifest a build from the checkout serves files added to wwwroot since; a published program has no such address.
    private const string FilesOfTheCheckout = "{**path:file}";

    /// <summary>Method and pattern, the policy that opens it, and an address to try it with.</summary>
    private static readonly (string Address, string Policy, string Example)[] Expected =
    [
        ("GET /", Policies.ViewCounty, "/"),
        ("GET /signin", Anyone, "/signin"),
        ("POST /signin", Anyone, "/signin"),
        ("POST /signout", Policies.ViewCounty, "/signout"),
        ("POST /reading", Anyone, "/reading"),
        ("* /error/{status:int:range(400,599)}", Anyone, "/error/404"),
        ("* {*path}", Policies.ViewCounty, "/no/such/page"),
        ("GET /health/live", Anyone, "/health/live"),
        ("GET /health/ready", Anyone, "/health/ready"),
        ("GET /metrics", Anyone, "/metrics"),
        ("* /jobs/{**path}", Policies.Administer, "/jobs"),
        ("GET /inventory", Policies.ViewCounty, "/inventory"),
        ("GET /inventory/totals.csv", Policies.ViewCounty, "/inventory/totals.csv"),
        ("GET /inventory/map", Policies.ViewCounty, "/inventory/map"),
        ("GET /inventory/map/places", Policies.ViewCounty, "/inventory/map/places"),
        ("GET /inventory/map/legend", Policies.ViewCounty, "/inventory/map/legend?west=0&south=0&east=1&north=1"),
        ("GET /inventory/map/at", Policies.ViewCounty, "/inventory/map/at?x=0&y=0"),
        ("GET /inventory/map/measure", Policies.ViewCounty, "/inventory/map/measure?points=111,25;111.1,25&closed=false"),
        ("GET /inventory/parcels", Policies.ViewCounty, "/inventory/parcels"),
        ("GET /inventory/parcels/{key}", Policies.ViewCounty, "/inventory/parcels/1"),
        ("GET /inventory/parcels/{key}/card", Policies.ViewCounty, "/inventory/parcels/1/card"),
        ("GET /inventory/plan", Policies.ViewCounty, "/inventory/plan"),
        ("GET /inventory/imports", Policies.ImportFiles, "/inventory/imports"),
        ("POST /inventory/imports", Policies.ImportFiles, "/inventory/imports"),
        ("GET /inventory/imports/uploads/{id:long}", Policies.ImportFiles, "/inventory/imports/uploads/999"),
        ("GET /inventory/imports/uploads/{id:long}/progress", Policies.ImportFiles, "/inventory/imports/uploads/999/progress"),
        ("GET /inventory/imports/{id:long}", Policies.ImportFiles, "/inventory/imports/999"),
        ("GET /inventory/imports/{id:long}/places.json", Policies.ImportFiles, "/inventory/imports/999/places.json"),
        ("GET /inventory/imports/{id:long}/findings.xlsx", Policies.ImportFiles, "/inventory/imports/999/findings.xlsx"),
        ("POST /inventory/imports/{id:long}/accept", Policies.DecideImports, "/inventory/imports/999/accept"),
        ("POST /inventory/imports/{id:long}/refuse", Policies.DecideImports, "/inventory/imports/999/refuse"),
        ("POST /inventory/imports/{id:long}/undo", Policies.DecideImports, "/inventory/imports/999/undo"),
        ("POST /inventory/imports/{id:long}/mapping", Policies.ImportFiles, "/inventory/imports/999/mapping"),
        ("GET /inventory/layers", Policies.ViewCounty, "/inventory/layers"),
        ("GET /inventory/layers/{layer}", Policies.ViewCounty, "/inventory/layers/township"),
        ("GET /inventory/layers/{layer}/export", Policies.ViewCounty, "/inventory/layers/forest-land/export?format=geojson"),
        ("GET /inventory/check", Policies.ViewCounty, "/inventory/check"),
        ("GET /inventory/check.geojson", Policies.ViewCounty, "/inventory/check.geojson"),
        ("GET /inventory/evidence", Policies.ViewCounty, "/inventory/evidence"),
        ("GET /inventory/lineage", Policies.ViewCounty, "/inventory/lineage"),
        ("GET /inventory/overlay", Policies.ViewCounty, "/inventory/overlay"),
        ("GET /inventory/overlay/parcels", Policies.ViewCounty, "/inventory/overlay/parcels"),
        ("GET /inventory/overlay/runs/{id:long}/progress", Policies.ViewCounty, "/inventory/overlay/runs/999/progress"),
        ("POST /inventory/check/limits/{name}", Policies.DecideImports, "/inventory/check/limits/gap_width"),
        ("GET /inventory/reconciliation", Policies.ViewCounty, "/inventory/reconciliation"),
        ("GET /inventory/reconciliation.xlsx", Policies.ViewCounty, "/inventory/reconciliation.xlsx"),
        ("GET /ogc", Policies.ViewCounty, "/ogc"),
        ("GET /ogc/api", Policies.ViewCounty, "/ogc/api"),
        ("GET /ogc/conformance", Policies.ViewCounty, "/ogc/conformance"),
        ("GET /ogc/collections", Policies.ViewCounty, "/ogc/collections"),
        ("GET /ogc/collections/{collection}", Policies.ViewCounty, "/ogc/collections/forest-land"),
        ("GET /ogc/collections/{collection}/items", Policies.ViewCounty, "/ogc/collections/forest-land/items"),
        ("GET /ogc/collections/{collection}/items/{feature}", Policies.ViewCounty, "/ogc/collections/forest-land/items/1"),
        ("GET /tiles/{layer}/{z:int}/{x:int}/{y:int}.mvt", Policies.ViewCounty, "/tiles/forest-land/12/3313/1752.mvt"),
        ("GET /growth", Policies.ViewCounty, "/growth"),
        ("POST /growth/runs", Policies.StartRuns, "/growth/runs"),
        ("GET /growth/runs/{id:long}", Policies.ViewCounty, "/growth/runs/999"),
        ("GET /growth/runs/{id:long}/marked/{mark}", Policies.ViewCounty, "/growth/runs/999/marked/limited"),
        ("POST /growth/runs/{id:long}/cancel", Policies.StartRuns, "/growth/runs/999/cancel"),
        ("GET /growth/runs/{id:long}/manifest.json", Policies.ViewCounty, "/growth/runs/999/manifest.json"),
        ("GET /growth/runs/{id:long}/progress", Policies.ViewCounty, "/growth/runs/999/progress"),
        ("POST /growth/runs/{id:long}/review", Policies.ApproveRuns, "/growth/runs/999/review"),
        ("GET /growth/limits", Policies.ViewCounty, "/growth/limits"),
        ("POST /growth/limits/{kind}", Policies.ApproveRuns, "/growth/limits/county_stock"),
        ("GET /growth/compare", Policies.ViewCounty, "/growth/compare"),
        ("GET /growth/curves", Policies.ViewCounty, "/growth/curves"),
        ("POST /growth/curves/fit", Policies.StartRuns, "/growth/curves/fit"),
        ("GET /growth/curves/{id:int}", Policies.ViewCounty, "/growth/curves/999"),
        ("POST /growth/curves/{id:int}/approve", Policies.ApproveRuns, "/growth/curves/999/approve"),
        ("POST /growth/curves/{id:int}/withdraw", Policies.ApproveRuns, "/growth/curves/999/withdraw"),
        ("GET /growth/sink-tables", Policies.ViewCounty, "/growth/sink-tables"),
        ("POST /growth/sink-tables", Policies.StartRuns, "/growth/sink-tables"),
        ("GET /growth/sink-tables/{id:int}", Policies.ViewCounty, "/growth/sink-tables/999"),
        ("GET /growth/sink-tables/{id:int}.xlsx", Policies.ViewCounty, "/growth/sink-tables/999.xlsx"),
        ("GET /growth/sink-tables/{id:int}.pdf", Policies.ViewCounty, "/growth/sink-tables/999.pdf"),
        ("POST /growth/sink-tables/{id:int}/approve", Policies.ApproveRuns, "/growth/sink-tables/999/approve"),
        ("POST /growth/sink-tables/{id:int}/withdraw", Policies.StartRuns, "/growth/sink-tables/999/withdraw"),
        ("GET /growth/schedule", Policies.ViewCounty, "/growth/schedule"),
        ("POST /growth/schedule/{key}", Policies.ManageSchedule, "/growth/schedule/none"),
        ("POST /growth/schedule/{key}/start", Policies.ManageSchedule, "/growth/schedule/none/start"),
        ("GET /growth/schedule/progress", Policies.ViewCounty, "/growth/schedule/progress"),
        ("POST /growth/jobs/{id:long}/cancel", Policies.ManageSchedule, "/growth/jobs/999/cancel"),
        ("POST /notices/{id:long}/read", Policies.ViewCounty, "/notices/999/read"),
        ("GET /growth/why/{figure}", Policies.ViewCounty, "/growth/why/stock"),
        ("GET /growth/why/{figure}/parcels", Policies.ViewCounty, "/growth/why/stock/parcels"),
        ("GET /admin", Policies.Administer, "/admin"),
        ("GET /api/v1/county", Policies.ViewCounty, "/api/v1/county"),
        ("GET /api/v1/parcels/{codeOrId}", Policies.ViewCounty, "/api/v1/parcels/1"),
        ("GET /api/v1/runs/{runId:long}", Policies.ViewCounty, "/api/v1/runs/999"),
        ("POST /api/v1/runs", Policies.StartRuns, "/api/v1/runs"),
        ("GET /growth/planting-models", Policies.ViewCounty, "/growth/planting-models"),
        ("POST /growth/planting-models", Policies.ReadPlantingModels, "/growth/planting-models"),
        ("GET /growth/planting-models/{id}", Policies.ViewCounty, "/growth/planting-models/fir-pure"),
        ("POST /growth/planting-models/{id}/readings", Policies.ReadPlantingModels, "/growth/planting-models/fir-pure/readings"),
        ("GET /ccer", Policies.ViewCounty, "/ccer"),
        ("POST /ccer/screenings/{id:long}/selections", Policies.Screen, "/ccer/screenings/999/selections"),
        ("GET /ccer/selections", Policies.ViewCounty, "/ccer/selections"),
        ("GET /ccer/selections/{id:long}", Policies.ViewCounty, "/ccer/selections/999"),
        ("POST /ccer/selections/{id:long}/check", Policies.ViewCounty, "/ccer/selections/999/check"),
        ("POST /ccer/selections/{id:long}/withdraw", Policies.Screen, "/ccer/selections/999/withdraw"),
        ("GET /ccer/selections/{id:long}/boundary.{format}", Policies.ViewCounty, "/ccer/selections/999/boundary.kml"),
        ("GET /ccer/statements", Policies.ViewCounty, "/ccer/statements"),
        ("POST /ccer/statements", Policies.EnterStatements, "/ccer/statements"),
        ("POST /ccer/parameters/{id:long}/period", Policies.VerifyParameters, "/ccer/parameters/999999/period"),
        ("POST /ccer/screenings", Policies.Screen, "/ccer/screenings"),
        ("GET /ccer/screenings/{id:long}", Policies.ViewCounty, "/ccer/screenings/999"),
        ("GET /ccer/screenings/{id:long}/parcels", Policies.ViewCounty, "/ccer/screenings/999/parcels"),
        ("GET /ccer/screenings/{id:long}/parcels/{key}", Policies.ViewCounty, "/ccer/screenings/999/parcels/1"),
        ("GET /ccer/screenings/{id:long}/diff/{other:long}", Policies.ViewCounty, "/ccer/screenings/999/diff/998"),
        ("GET /ccer/screenings/{id:long}/map", Policies.ViewCounty, "/ccer/screenings/999/map"),
        ("GET /ccer/screenings/{id:long}/tiles/{z:int}/{x:int}/{y:int}.mvt", Policies.ViewCounty, "/ccer/screenings/999/tiles/12/3313/1752.mvt"),
        ("GET /ccer/screenings/{id:long}/table.xlsx", Policies.ViewCounty, "/ccer/screenings/999/table.xlsx"),
        ("GET /ccer/screenings/{id:long}/boundary.{format}", Policies.ViewCounty, "/ccer/screenings/999/boundary.kml"),
        ("GET /ccer/screenings/{id:long}/progress", Policies.ViewCounty, "/ccer/screenings/999/progress"),
        ("GET /ccer/methodologies", Policies.ViewCounty, "/ccer/methodologies"),
        ("GET /ccer/methodologies/{id}", Policies.ViewCounty, "/ccer/methodologies/CCER-14-001-V01"),
        ("GET /ccer/parameters/{id:long}", Policies.ViewCounty, "/ccer/parameters/999999"),
        ("POST /ccer/parameters/{id:long}/readings", Policies.VerifyParameters, "/ccer/parameters/999999/readings"),
        ("GET /ccer/claims", Policies.ViewCounty, "/ccer/claims"),
        ("POST /ccer/claims", Policies.ManageClaims, "/ccer/claims"),
        ("POST /ccer/claims/check", Policies.ViewCounty, "/ccer/claims/check"),
        ("GET /ccer/claims/{id:long}", Policies.ViewCounty, "/ccer/claims/999"),
        ("POST /ccer/claims/{id:long}/{move:regex(^(release|end|firm)$)}", Policies.ManageClaims, "/ccer/claims/999/release"),
        ("GET /ccer/claims/{id:long}/boundary.{format}", Policies.ViewCounty, "/ccer/claims/999/boundary.kml"),
        ("GET /api/v1/methodologies", Policies.ViewCounty, "/api/v1/methodologies"),
        ("GET /api/v1/methodologies/{id}", Policies.ViewCounty, "/api/v1/methodologies/CCER-14-001-V01"),
        ("GET /api/v1/parameters", Policies.ViewCounty, "/api/v1/parameters"),
        ("GET /api/v1/parameters/{id:long}", Policies.ViewCounty, "/api/v1/parameters/999999"),
        ("POST /api/v1/parameters/{id:long}/readings", Policies.VerifyParameters, "/api/v1/parameters/999999/readings"),
        ("GET /api/v1/screenings", Policies.ViewCounty, "/api/v1/screenings"),
        ("POST /api/v1/screenings", Policies.Screen, "/api/v1/screenings"),
        ("GET /api/v1/screenings/{id:long}", Policies.ViewCounty, "/api/v1/screenings/999"),
        ("GET /api/v1/screenings/{id:long}/parcels", Policies.ViewCounty, "/api/v1/screenings/999/parcels"),
        ("GET /api/v1/screenings/{id:long}/parcels/{key}", Policies.ViewCounty, "/api/v1/screenings/999/parcels/1"),
        ("GET /api/v1/screenings/{id:long}/diff/{other:long}", Policies.ViewCounty, "/api/v1/screenings/999/diff/998"),
        ("GET /api/v1/screenings/{id:long}/boundary.{format}", Policies.ViewCounty, "/api/v1/screenings/999/boundary.kml"),
        ("POST /api/v1/screenings/{id:long}/selections", Policies.Screen, "/api/v1/screenings/999/selections"),
        ("GET /api/v1/selections", Policies.ViewCounty, "/api/v1/selections"),
        ("GET /api/v1/selections/{id:long}", Policies.ViewCounty, "/api/v1/selections/999"),
        ("GET /api/v1/selections/{id:long}/boundary.{format}", Policies.ViewCounty, "/api/v1/selections/999/boundary.kml"),
        ("GET /api/v1/statements", Policies.ViewCounty, "/api/v1/statements"),
        ("POST /api/v1/statements", Policies.EnterStatements, "/api/v1/statements"),
        ("POST /api/v1/parameters/{id:long}/period", Policies.VerifyParameters, "/api/v1/parameters/999999/period"),
        ("GET /api/v1/planting-models", Policies.ViewCounty, "/api/v1/planting-models"),
        ("GET /api/v1/claims", Policies.ViewCounty, "/api/v1/claims"),
        ("GET /api/v1/claims/{id:long}", Policies.ViewCounty, "/api/v1/claims/999"),
        ("GET /api/v1/claims/matrix", Policies.ViewCounty, "/api/v1/claims/matrix"),
        ("POST /api/v1/claims", Policies.ManageClaims, "/api/v1/claims"),
        ("POST /api/v1/claims/check", Policies.ViewCounty, "/api/v1/claims/check"),
        ("POST /api/v1/claims/{id:long}/release", Policies.ManageClaims, "/api/v1/claims/999/release"),
        ("POST /api/v1/claims/{id:long}/end", Policies.ManageClaims, "/api/v1/claims/999/end"),
        ("POST /api/v1/claims/{id:long}/firm", Policies.ManageClaims, "/api/v1/claims/999/firm"),
        ("GET /api/v1/claims/{id:long}/boundary.{format}", Policies.ViewCounty, "/api/v1/claims/999/boundary.kml"),
        ("GET /finance", Policies.ViewHoldings, "/finance"),
        ("GET /finance/holdings", Policies.ViewHoldings, "/finance/holdings"),
        ("GET /finance/holdings.xlsx", Policies.ViewHoldings, "/finance/holdings.xlsx"),
        ("GET /finance/issuances/{id:long}", Policies.ViewHoldings, "/finance/issuances/999"),
        ("GET /finance/holders", Policies.ViewHoldings, "/finance/holders"),
        ("POST /finance/holders", Policies.MakeHoldings, "/finance/holders"),
        ("POST /finance/holders/accounts", Policies.MakeHoldings, "/finance/holders/accounts"),
        ("GET /finance/acts", Policies.ViewHoldings, "/finance/acts"),
        ("GET /finance/acts/new", Policies.MakeHoldings, "/finance/acts/new"),
        ("POST /finance/acts", Policies.MakeHoldings, "/finance/acts"),
        ("GET /finance/acts/{id:long}", Policies.ViewHoldings, "/finance/acts/999"),
        ("GET /finance/acts/{id:long}/record", Policies.ViewHoldings, "/finance/acts/999/record"),
        ("POST /finance/acts/{id:long}/record", Policies.MakeHoldings, "/finance/acts/999/record"),
        ("POST /finance/acts/{id:long}/accept", Policies.AcceptTransfers, "/finance/acts/999/accept"),
        ("POST /finance/acts/{id:long}/confirm", Policies.MakeHoldings, "/finance/acts/999/confirm"),
        ("POST /finance/acts/{id:long}/withdraw", Policies.MakeHoldings, "/finance/acts/999/withdraw"),
        ("GET /finance/movements", Policies.ViewHoldings, "/finance/movements"),
        ("GET /finance/movements.xlsx", Policies.ViewHoldings, "/finance/movements.xlsx"),
        ("GET /finance/movements.pdf", Policies.ViewHoldings, "/finance/movements.pdf?holder=none"),
        ("GET /finance/postings/{entry:long}.{line:int}", Policies.ViewHoldings, "/finance/postings/999.1"),
        ("GET /finance/proofs/{entry:long}.{line:int}.pdf", Policies.ViewHoldings, "/finance/proofs/999.1.pdf"),
        ("GET /finance/statements", Policies.ViewHoldings, "/finance/statements"),
        ("POST /finance/statements", Policies.MakeHoldings, "/finance/statements"),
        ("GET /finance/statements/{id:long}", Policies.ViewHoldings, "/finance/statements/999"),
        ("GET /finance/statements/{id:long}.xlsx", Policies.ViewHoldings, "/finance/statements/999.xlsx"),
        ("GET /openapi/{documentName}.json", Policies.ViewCounty, "/openapi/v1.json"),
    ];

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

    private IEnumerable<Endpoint> Sources() => site.Factory.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).Distinct();

    private IEnumerable<RouteEndpoint> Endpoints() =>
        Sources().OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != FilesOfTheCheckout);

    private static string Name(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        var pattern = endpoint.RoutePattern.RawText!;
        return $"{(methods is { Count: > 0 } ? string.Join(',', methods) : "*")} {(pattern.StartsWith('/') || pattern.StartsWith('{') ? pattern : "/" + pattern)}";
    }
}
