using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>From tonnes of the subsidiary book back to the ground they grew on, and registered tonnes that the book has not.</summary>
public sealed class OriginPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private static readonly Actor Maker = Actor.Job("maker");
    private static readonly Actor Checker = Actor.Job("checker");

    private HoldingActs Acts { get; } = new(site.Db, new FileStore(Directory.CreateTempSubdirectory("fc-origin-").FullName));

    private async Task ConfirmAsync(long act)
    {
        var tonnes = (await new HoldingBook(site.Db).ActAsync(act))!.Tonnes;
        var paper = Path.GetTempFileName();
        await File.WriteAllTextAsync(paper, $"登记凭据 {act}");
        await Acts.CiteAsync(Maker, act, new CitedRecord("registry", $"来-{act}", CountyClock.Today, tonnes, paper, "凭据.txt"));
        File.Delete(paper);
        await Acts.ConfirmAsync(Checker, act);
    }

    [Fact]
    public async Task From_act_posting_and_batch_the_way_leads_to_tranche_report_sheet_strata_and_plots()
    {
        var (id, trancheId) = await new SampleProject(site.Db).TrancheInStateAsync("registered");
        var book = new ProjectBook(site.Db);
        var project = (await book.FindAsync(id, TownshipScope.WholeCounty))!;
        var tranche = (await book.TranchesAsync(id, TownshipScope.WholeCounty)).Single(t => t.TrancheId == trancheId);
        var (here, browser) = ($"/ccer/projects/{project.Code}", await site.SignedInAsync(Roles.Finance));
        // Nothing of the tranche is in the book yet: the difference stands among the holdings, with the way to enter it.
        var missing = (await browser.PageAsync("/finance/holdings")).QuerySelectorAll("#unentered tbody tr").Single(r => r.TextContent.Contains(project.Code, StringComparison.Ordinal));
        Assert.Equal(["100", "0", "0", "0", "100"], missing.QuerySelectorAll("td.num").Select(d => d.TextContent.Trim()));
        Assert.NotNull(missing.QuerySelector($"a[href='{here}?tranche=1']"));

        var asked = await new TrancheEntry(site.Db, Acts).AskAsync(Maker, project, tranche, "甲", because: "业主委托代持");
        await ConfirmAsync(asked[0]);

        var act = await browser.PageAsync($"/finance/acts/{asked[0]}");
        var posting = await browser.PageAsync(act.QuerySelector("a[href^='/finance/postings/']")!.GetAttribute("href")!);
        var held = (await browser.PageAsync($"/finance/holdings?project={project.Code}")).QuerySelector("table tbody tr")!;
        Assert.NotNull(held.QuerySelector($"th a[href='{here}']"));
        var batch = await browser.PageAsync(held.QuerySelector("a[href^='/finance/issuances/']")!.GetAttribute("href")!);
        foreach (var page in new[] { act, posting, batch })
        {
            foreach (var door in new[] { here, $"{here}?tranche=1", $"{here}/reductions?tranche=1&year=2022", $"{here}/strata", $"{here}/boundary" })
                Assert.Contains(door, page.QuerySelectorAll("main .thread a").Select(a => a.GetAttribute("href")));
            Assert.NotNull(page.QuerySelector($"main .thread a[href^='{here}/documents/']"));
        }
        foreach (var door in new[] { here, $"{here}?tranche=1", $"{here}/strata" })
            await browser.PageAsync(door);
        var entered = (await browser.PageAsync("/finance/holdings")).QuerySelectorAll("#unentered tbody tr").Single(r => r.TextContent.Contains(project.Code, StringComparison.Ordinal));
        Assert.Equal(["100", "30", "70", "0", "70"], entered.QuerySelectorAll("td.num").Select(d => d.TextContent.Trim()));
    }

    [Fact]
    public async Task Tonnes_entered_by_hand_say_that_no_tranche_stands_behind_them_and_why()
    {
        var act = await Acts.AskAsync(Maker, new IssueAct("手工来源", "甲", new(2026, 1, 5), "手工来源", 2025, "1", "CCER-14-001-V01", "示例", null, 1, 50, 50, "核-手工来源"));
        await ConfirmAsync(act);

        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync($"/finance/acts/{act}");

        Assert.Contains("没有对应的核算期", page.QuerySelector("#origin")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("手工来源　项目库里没有这个编号的项目", page.QuerySelector("#origin")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#origin a[href^='/ccer/']"));
    }

    [Fact]
    public async Task Who_may_not_open_the_project_reads_its_names_and_figures_all_the_same()
    {
        var (id, trancheId) = await new SampleProject(site.Db).TrancheInStateAsync("registered");
        var book = new ProjectBook(site.Db);
        var project = (await book.FindAsync(id, TownshipScope.WholeCounty))!;
        var asked = await new TrancheEntry(site.Db, Acts).AskAsync(Maker, project, (await book.TranchesAsync(id, TownshipScope.WholeCounty)).Single(t => t.TrancheId == trancheId), "甲", because: "业主委托代持");

        var origin = await new TonnesOrigins(site.Db).OfAsync(project.Code, TownshipScope.Of(["431125199"]), act: asked[1]);

        Assert.Null(origin.Door);
        Assert.Equal((project.Name, 1, (short?)1), (origin.Project!.Name, origin.Project.Plots, Assert.Single(origin.Batches).Tranche));
    }
}
