using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Text;

namespace ForestCarbon.Web.Tests.Text;

public sealed class CitedArticlesTests(WebSite site) : IClassFixture<WebSite>
{
    [Theory]
    [InlineData("办法第十一条", "Measures, Art. 11")]
    [InlineData("办法第二十二条", "Measures, Art. 22")]
    [InlineData("办法第十七条、第二十一条", "Measures, Art. 17 and 21")]
    [InlineData("温室气体自愿减排交易管理办法（试行）第十条、第四十八条：唯一性", "Measures, Art. 10 and 48")]
    [InlineData("办法第五条", "Measures, Art. 5")]
    [InlineData("办法第二十条", "Measures, Art. 20")]
    [InlineData("办法未写明", null)]
    [InlineData("江永政发〔2023〕14号第三条", null)]
    [InlineData("", null)]
    public void An_article_of_the_Measures_has_an_English_gloss(string source, string? gloss) => Assert.Equal(gloss, CitedArticles.Gloss(source));

    [Fact]
    public async Task To_who_reads_English_our_own_wording_is_English_and_a_law_keeps_its_title_beside_a_gloss()
    {
        var browser = await site.SignedInAsync(Roles.Verifier);
        await browser.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn: "/");

        var moves = await browser.PageAsync("/ccer/project-moves");
        var claims = await browser.PageAsync("/ccer/claims");

        Assert.Contains("办法第十一条 (Measures, Art. 11)", moves.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Definitions §4: may be withdrawn until it is registered", moves.Body.TextContent, StringComparison.Ordinal);
        Assert.Contains("Threshold of this system; the forestry bureau may change it", claims.Body!.TextContent, StringComparison.Ordinal);
        foreach (var page in new[] { moves, claims })
            Assert.DoesNotContain(page.QuerySelectorAll("dd, td"), cell => cell.TextContent.Contains("本系统", StringComparison.Ordinal) || cell.TextContent.Contains("定义 §4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_owner_of_a_deadline_that_is_a_role_is_named_in_English()
    {
        var browser = await site.SignedInAsync(Roles.Administrator);
        await browser.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn: "/");
        await site.Db.WriteAsync(Platform.Database.Actor.Job("test"), Platform.Database.TownshipScope.WholeCounty, "试", write => write.ExecuteAsync(
            "insert into ccer.task (title, owner, due_on, remind_days, made_by) values ('Role', 'role:developer', current_date + 3, 5, 'test')"));

        var owners = (await browser.PageAsync("/ccer/calendar")).QuerySelectorAll("#list tbody tr").Where(r => r.TextContent.Contains("Role", StringComparison.Ordinal)).Select(r => r.QuerySelectorAll("td")[1]).ToList();

        Assert.All(owners, owner => Assert.Equal(("Project developer", null), (owner.TextContent, owner.GetAttribute("lang"))));
        Assert.NotEmpty(owners);
    }
}
