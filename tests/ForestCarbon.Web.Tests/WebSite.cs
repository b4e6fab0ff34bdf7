using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TestServer = ForestCarbon.Testing.TestServer;

namespace ForestCarbon.Web.Tests;

/// <summary>The application over a database of its own, with one account per role and a county drawn on squared paper.</summary>
public class WebSite : TestDatabase
{
    public const string Password = "spruce-and-bamboo";
    private static readonly PasswordHasherOptions Quick = new() { IterationCount = 1_000 };

    private readonly string _home = Directory.CreateTempSubdirectory("fc-web-").FullName;

    private WebApplicationFactory<Program>? _factory;
    private ServedAddresses? _served;

    public WebApplicationFactory<Program> Factory
    {
        get
        {
            TestServer.Required();
            return _factory!;
        }
    }

    protected override async Task FillAsync()
    {
        await FillCountyAsync();
        var hash = HashOf(Password);
        using var store = new AccountStore(Db);
        foreach (var role in Roles.All)
            await store.CreateAsync(AccountOf(role.Key, hash), CancellationToken.None);
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production");
            host.UseSetting("FORESTCARBON_DB", ConnectionString);
            host.UseSetting("FORESTCARBON_HOME", _home);
            host.UseSetting("FORESTCARBON_JOBS", "off");
            // Or an account's first sign-in would hash its password anew, as often as the program does.
            host.ConfigureTestServices(services => services.Configure<PasswordHasherOptions>(o => o.IterationCount = Quick.IterationCount));
        });
    }

    /// <summary>A password as it is kept, hashed a hundred times less often than the program does: these accounts sign in thousands of times and guard nothing.</summary>
    public static string HashOf(string password) => new PasswordHasher<Account>(Options.Create(Quick)).HashPassword(new Account(), password);

    /// <summary>Which county stands in the database.</summary>
    protected virtual Task FillCountyAsync() => SmallCounty.FillAsync(Db);

    protected override async ValueTask DisposeAsyncCore()
    {
        if (_factory is not null)
            await _factory.DisposeAsync();
        Directory.Delete(_home, recursive: true);
        await base.DisposeAsyncCore();
    }

    /// <summary>A browser with nobody signed in. It follows no redirect: a redirect is an answer to look at.</summary>
    public Browser Anonymous() => new(Factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }), Served);

    /// <summary>Every route of the program.</summary>
    public IEnumerable<Endpoint> Endpoints() => Factory.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).Distinct();

    /// <summary>What pages may point at.</summary>
    public ServedAddresses Served => _served ??= new ServedAddresses(Endpoints());

    /// <summary>A browser in which the account of a role has signed in. The township station's ground is the first township only.</summary>
    public async Task<Browser> SignedInAsync(string role)
    {
        var browser = Anonymous();
        using var answer = await browser.PostAsync("/signin", new() { ["UserName"] = role, ["Password"] = Password }, formOn: "/signin");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    private static Account AccountOf(string role, string hash) => new()
    {
        AccountId = Guid.NewGuid(),
        UserName = role,
        NormalizedName = role.ToUpperInvariant(),
        DisplayName = Roles.All.Single(r => r.Key == role).NameZh,
        Roles = [role],
        Townships = role is Roles.TownshipStation ? [SmallCounty.West] : null,
        PasswordHash = hash,
        SecurityStamp = Guid.NewGuid().ToString("N"),
    };
}

/// <summary>A person at a page: reads what stands there, fills a form and sends it with its token.</summary>
/// <param name="served">Every address of our own on a page that is opened leads somewhere.</param>
public sealed class Browser(HttpClient http, ServedAddresses served)
{
    private static readonly IBrowsingContext Reader = BrowsingContext.New(Configuration.Default);

    public HttpClient Http => http;

    public Task<HttpResponseMessage> GetAsync(string address) => http.GetAsync(address);

    /// <summary>The page at an address, which must answer 200, and whose links and forms must lead to addresses of the program.</summary>
    public async Task<IDocument> PageAsync(string address)
    {
        using var answer = await http.GetAsync(address);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} answered {(int)answer.StatusCode}");
        var page = await ReadAsync(answer);
        var nowhere = served.NotServedOn(page);
        Assert.True(nowhere.Count == 0, $"{address} leads nowhere: {string.Join(", ", nowhere)}");
        return page;
    }

    /// <summary>Sends a form with the token of the page it stands on; without <paramref name="formOn"/>, with none.</summary>
    public async Task<HttpResponseMessage> PostAsync(string address, Dictionary<string, string> fields, string? formOn = null)
    {
        if (formOn is not null)
        {
            var page = await PageAsync(formOn);
            fields["__RequestVerificationToken"] = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        }
        return await http.PostAsync(address, new FormUrlEncodedContent(fields));
    }

    /// <summary>Sends a form of a page to where the form itself says, with its hidden fields and the fields given; <paramref name="form"/> is a selector.</summary>
    public async Task<HttpResponseMessage> SendAsync(string page, string form, Dictionary<string, string>? fields = null)
    {
        var (action, hidden) = await FormAsync(page, form);
        foreach (var (name, value) in fields ?? [])
            hidden[name] = value;
        return await http.PostAsync(action, new FormUrlEncodedContent(hidden));
    }

    /// <summary>The same with a file in the form's field <c>file</c>.</summary>
    public async Task<HttpResponseMessage> SendAsync(string page, string form, byte[] file, string fileName)
    {
        var (action, hidden) = await FormAsync(page, form);
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in hidden)
            content.Add(new StringContent(value), name);
        content.Add(new ByteArrayContent(file), "file", fileName);
        return await http.PostAsync(action, content);
    }

    private async Task<(string Action, Dictionary<string, string> Hidden)> FormAsync(string page, string form)
    {
        var found = (await PageAsync(page)).QuerySelector(form);
        Assert.True(found is not null, $"{page} has no {form}");
        return (found.GetAttribute("action")!, found.QuerySelectorAll("input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? ""));
    }

    public static async Task<IDocument> ReadAsync(HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync();
        return await Reader.OpenAsync(request => request.Content(html));
    }
}
