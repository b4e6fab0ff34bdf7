using System.Collections;
using System.Globalization;
using System.Net.Http.Json;
using System.Resources;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Testing;

namespace ForestCarbon.Web.Tests.Text;

public sealed partial class LanguageTests(WebSite site) : IClassFixture<WebSite>
{
    private static readonly string Pages = Path.Combine(Repository.Root, "src", "ForestCarbon.Web");

    [Fact]
    public void Every_sentence_of_the_pages_has_its_English()
    {
        var english = English();

        var missing = SourcesOfText().SelectMany(file => Key().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value))
            .Distinct().Where(key => !english.ContainsKey(key)).ToList();

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_error_of_the_interface_has_its_English()
    {
        var english = English();
        var api = $"{Path.DirectorySeparatorChar}Api{Path.DirectorySeparatorChar}";

        var said = SourcesOfText().SelectMany(file => Problem().Matches(File.ReadAllText(file))
            .Where(m => m.Groups[1].Value == "Problem" || file.Contains(api, StringComparison.Ordinal)).Select(m => m.Groups[2].Value)).Distinct().ToList();

        Assert.True(said.Count > 50, $"{said.Count} sentences");
        Assert.DoesNotContain(said, sentence => !english.ContainsKey(sentence));
    }

    [Fact]
    public void What_depends_on_a_shipped_parameter_has_its_English()
    {
        var english = English();

        var shipped = MethodologyCatalogue.All.SelectMany(m => m.Parameters).Concat(MethodologyCatalogue.CountyFacts).Concat(MethodologyCatalogue.Measures).Select(p => p.UsedBy).Distinct().ToList();

        Assert.NotEmpty(shipped);
        Assert.DoesNotContain(shipped, by => !english.ContainsKey(by));
    }

    [Fact]
    public async Task An_error_of_the_interface_is_said_in_the_language_of_who_reads_it()
    {
        async Task<string?> SaidAsync(HttpClient http)
        {
            using var answer = await http.GetAsync("/api/v1/projects/none", TestContext.Current.CancellationToken);
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString();
        }
        var browser = await site.SignedInAsync(Roles.Auditor);
        Assert.Equal("没有这个项目，或它不在账号的范围内。", await SaidAsync(browser.Http));

        await browser.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/");
        Assert.Equal("There is no such project, or it is outside the account's townships.", await SaidAsync(browser.Http));
        using (var tile = await browser.GetAsync("/tiles/none/12/3313/1752.mvt"))
            Assert.Equal("There is no such layer or tile.", (await tile.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString());
        await browser.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, "/");
    }

    [Fact]
    public void An_English_sentence_takes_the_same_values_as_the_Chinese()
    {
        var unlike = English().Where(pair => !Holes(pair.Key).SequenceEqual(Holes(pair.Value))).Select(pair => pair.Key).ToList();

        Assert.Empty(unlike);
    }

    [Theory]
    [InlineData("/"), InlineData("/inventory"), InlineData("/inventory?by=species_group"), InlineData("/inventory/map"), InlineData("/inventory/parcels")]
    [InlineData("/inventory/parcels/1"), InlineData("/inventory/plan"), InlineData("/inventory/layers"),
     InlineData("/inventory/overlay"), InlineData("/inventory/check"), InlineData("/inventory/reconciliation"), InlineData("/inventory/lineage"), InlineData("/inventory/evidence"), InlineData("/inventory/parcels/1?asOf=2026-01-01"), InlineData("/inventory/check?rule=all"), InlineData("/ogc?f=html"), InlineData("/ogc/collections/forest-land?f=html"), InlineData("/growth"),
     InlineData("/growth/curves"), InlineData("/growth/sink-tables"), InlineData("/growth/schedule"), InlineData("/growth/limits"), InlineData("/growth/compare"), InlineData("/admin"), InlineData("/signin")]
    [InlineData("/ccer"), InlineData("/ccer/methodologies"), InlineData("/ccer/methodologies/CCER-14-001-V01"), InlineData("/ccer/methodologies/CCER-14-001-V01/annex"), InlineData("/ccer/claims"), InlineData("/ccer/claims/audit"), InlineData("/ccer/working-days"), InlineData("/ccer/calendar"), InlineData("/ccer/working-days?kind=project-publicity&from=2026-07-17"), InlineData("/ccer/working-days?kind=correction-reply&from=2026-07-17"), InlineData("/ccer/working-days?kind=project-publicity&from=2026-12-21"), InlineData("/ccer/registry"), InlineData("/ccer/statements"), InlineData("/ccer/selections"),
     InlineData("/ccer/projects"), InlineData("/ccer/project-moves"), InlineData("/ccer/ideas"), InlineData("/ccer/timeline"), InlineData("/ccer/reversals"),
     InlineData("/growth/planting-models"), InlineData("/growth/planting-models/fir-pure")]
    [InlineData("/finance/holdings"), InlineData("/finance/acts"), InlineData("/finance/movements"), InlineData("/finance/statements"), InlineData("/finance/holders"), InlineData("/finance/funds"), InlineData("/finance/lists"), InlineData("/finance/sharing"), InlineData("/finance/compensation"), InlineData("/finance/compensation/contracts"), InlineData("/finance/bank"), InlineData("/finance/prices"), InlineData("/finance/forecast"),
     InlineData("/finance/contracts"), InlineData("/finance/sales"), InlineData("/finance/receivables"), InlineData("/finance/invoices"), InlineData("/finance/loans"), InlineData("/finance/pledges"), InlineData("/finance/insurance"), InlineData("/finance/project-library"), InlineData("/finance/payees"), InlineData("/finance/entities"), InlineData("/finance/compensation/sinks")]
    public async Task An_English_page_holds_no_Chinese(string address)
    {
        var browser = address == "/signin" ? site.Anonymous() : await site.SignedInAsync(Roles.Administrator);

        Assert.Empty(await ChineseLeftAsync(browser, address, formOn: address == "/signin" ? "/signin" : "/"));
    }

    [Fact]
    public async Task In_English_a_layer_heads_its_columns_in_words_and_a_parcels_land_class_names_the_layer_it_is_from()
    {
        var browser = await site.SignedInAsync(Roles.Administrator);
        Assert.Empty(await ChineseLeftAsync(browser, "/inventory/layers"));

        var heads = (await browser.PageAsync("/inventory/layers/forest-land")).QuerySelectorAll("thead th").Select(h => h.TextContent.Trim()).ToList();
        Assert.Contains("Registered area (ha)", heads);
        Assert.DoesNotContain(heads, h => h.Contains('_', StringComparison.Ordinal));
        var said = (await browser.PageAsync("/inventory/parcels/1")).QuerySelectorAll("#land-class tbody td").Select(d => d.TextContent).ToList();
        Assert.Contains("Forest-land parcels", said);
    }

    internal static async Task<IReadOnlyList<string>> ChineseLeftAsync(Browser browser, string address, string formOn = "/")
    {
        await browser.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn);
        var page = await browser.PageAsync(address);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        // The button that leads back to Chinese is the one Chinese word; the rail's characters are hidden from readers.
        foreach (var chinese in page.QuerySelectorAll("[lang=zh], .one, script, style").ToList())
            chinese.Remove();
        return [.. Han().Matches(page.DocumentElement.TextContent + string.Join(' ', page.All.SelectMany(Spoken))).Select(m => m.Value).Distinct()];
    }

    private static IEnumerable<string> Spoken(IElement element) =>
        new[] { "title", "aria-label", "placeholder" }.Select(element.GetAttribute).OfType<string>();

    private static Dictionary<string, string> English()
    {
        var resources = new ResourceManager("ForestCarbon.Web.Resources.Texts", typeof(Texts).Assembly);
        return resources.GetResourceSet(CultureInfo.GetCultureInfo("en"), createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
    }

    private static IEnumerable<string> SourcesOfText() =>
        Directory.EnumerateFiles(Pages, "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cshtml", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                        && !f.Contains("node_modules", StringComparison.Ordinal));

    private static IEnumerable<string> Holes(string sentence) => Hole().Matches(sentence).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex("""(?:\bT|[tT]exts)\["((?:[^"\\]|\\.)*)"[\],]""")]
    private static partial Regex Key();

    [GeneratedRegex("""\b(Problem|Bad|Missing)\("((?:[^"\\]|\\.)*)"[),]""")]
    private static partial Regex Problem();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"[\u4e00-\u9fff]+")]
    private static partial Regex Han();
}
