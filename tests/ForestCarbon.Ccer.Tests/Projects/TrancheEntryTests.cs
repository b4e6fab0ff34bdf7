using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Projects;

public sealed class TrancheEntryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;

    [Fact]
    public async Task A_year_whose_act_was_withdrawn_or_taken_back_is_entered_again_and_the_others_stay()
    {
        var db = database.Db;
        var (sample, book, acts) = (new SampleProject(db), new ProjectBook(db), new HoldingActs(db, new FileStore(Path.Combine(Path.GetTempPath(), "tranche-again"))));
        var (entry, maker, checker) = (new TrancheEntry(db, acts), Actor.Account(Guid.NewGuid()), Actor.Account(Guid.NewGuid()));
        await acts.DeclareHolderAsync(SampleProject.Keeper, new Holder("再录业主", "再录业主", "project-owner", "R-2", IsKeptHere: true));
        var (id, trancheId) = await sample.TrancheInStateAsync("registered");
        var project = (await book.FindAsync(id, All))!;
        async Task<TrancheRow> Tranche() => (await book.TranchesAsync(id, All)).Single(t => t.TrancheId == trancheId);
        var first = await entry.AskAsync(maker, project, await Tranche(), "再录业主", "WRONG-", 1, because: "试验");
        await acts.WithdrawAsync(maker, first[0], "前缀错");
        await ConfirmAsync(first[1], "登-1", 35);
        // Who checked the act asks for it back, who made it checks that.
        (maker, checker) = (checker, maker);
        await ConfirmAsync(await acts.AskReversalAsync(maker, "back", first[1], CountyClock.Today, "前缀错"), "登-2", 35);
        (maker, checker) = (checker, maker);
        Assert.Equal((1, 0L), ((await Tranche()).Acts, (await Tranche()).EnteredT));

        var again = await entry.AskAsync(maker, project, await Tranche(), "再录业主", "RIGHT-", 1, because: "试验");

        Assert.Equal((false, false, true), (again[0] == first[0], again[1] == first[1], again[2] == first[2]));
        Assert.Equal(["confirmed", "pending", "pending"], await OutcomesAsync());
        Assert.Contains("已经记入备查账", (await Assert.ThrowsAsync<RefusedException>(async () => await entry.AskAsync(maker, project, await Tranche(), "再录业主"))).Message, StringComparison.Ordinal);

        async Task ConfirmAsync(long act, string number, long tonnes)
        {
            var paper = Path.GetTempFileName();
            await File.WriteAllTextAsync(paper, number);
            await acts.CiteAsync(maker, act, new CitedRecord("registry", number, CountyClock.Today, tonnes, paper, "凭据.txt"));
            File.Delete(paper);
            await acts.ConfirmAsync(checker, act);
        }

        async Task<string[]> OutcomesAsync()
        {
            await ConfirmAsync(again[1], "登-3", 35);
            return [.. (await entry.OfAsync(id)).Where(a => a.Stands).Select(a => a.Outcome).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task A_registered_tranche_is_asked_into_the_subsidiary_book_once_by_calendar_year()
    {
        var db = database.Db;
        var (sample, book, acts) = (new SampleProject(db), new ProjectBook(db), new HoldingActs(db, new FileStore(Path.GetTempPath())));
        var entry = new TrancheEntry(db, acts);
        await acts.DeclareHolderAsync(SampleProject.Keeper, new Holder("试验业主", "试验业主", "project-owner", "R-1", IsKeptHere: true));
        var (id, trancheId) = await sample.TrancheInStateAsync("applied");
        var project = (await book.FindAsync(id, All))!;
        async Task<TrancheRow> Tranche() => (await book.TranchesAsync(id, All)).Single(t => t.TrancheId == trancheId);
        await Assert.ThrowsAsync<RefusedException>(async () => await entry.AskAsync(SampleProject.Keeper, project, await Tranche(), "试验业主"));
        await sample.LeadAsync(id, trancheId, "registered");
        await Assert.ThrowsAsync<RefusedException>(async () => await entry.AskAsync(SampleProject.Keeper, project, await Tranche(), "无此持有方"));

        var asked = await entry.AskAsync(SampleProject.Keeper, project, await Tranche(), "试验业主", "CCER-", 1_001, because: "试验");

        Assert.Equal([(2022, 30L), (2023, 35), (2024, 35)], (await entry.OfAsync(id)).Select(a => ((int)a.Vintage, a.Tonnes)));
        var pending = (await new HoldingBook(db).ActsAsync("pending")).Where(a => asked.Contains(a.ActId)).OrderBy(a => a.Vintage).ToList();
        Assert.Equal([(2022, 30L, 1_001L), (2023, 35, 1_031), (2024, 35, 1_066)], pending.Select(a => (a.Vintage, a.Tonnes, a.FirstSerial!.Value)));
        Assert.All(pending, a => Assert.Equal((project.Code, "1", "issue"), (a.Project, a.Batch, a.Kind)));
        Assert.Contains("已经记入备查账", (await Assert.ThrowsAsync<RefusedException>(async () => await entry.AskAsync(SampleProject.Keeper, project, await Tranche(), "试验业主"))).Message, StringComparison.Ordinal);
        Assert.Equal(3, (await Tranche()).Acts);
    }

    [Fact]
    public async Task Tonnes_go_to_the_owner_or_to_another_for_a_reason_and_serials_are_the_registrys_or_none()
    {
        var db = database.Db;
        var (sample, book, acts) = (new SampleProject(db), new ProjectBook(db), new HoldingActs(db, new FileStore(Path.GetTempPath())));
        var entry = new TrancheEntry(db, acts);
        var (id, trancheId) = await sample.TrancheInStateAsync("registered");
        var project = (await book.FindAsync(id, All))!;
        var tranche = (await book.TranchesAsync(id, All)).Single(t => t.TrancheId == trancheId);
        await acts.DeclareHolderAsync(SampleProject.Keeper, new Holder($"O-{id}", project.Owner!, "project-owner", $"R-{id}", IsKeptHere: true));
        await acts.DeclareHolderAsync(SampleProject.Keeper, new Holder($"A-{id}", "另一家林场", "trading-entity", $"S-{id}", IsKeptHere: true));
        async Task<string> RefusedAsync(string holder, string? prefix, long first) =>
            (await Assert.ThrowsAsync<RefusedException>(() => entry.AskAsync(SampleProject.Keeper, project, tranche, holder, prefix, first))).Message;

        Assert.Equal(($"O-{id}", true), ((await entry.HoldersAsync(id))[0].Holder, (await entry.HoldersAsync(id))[0].IsOwner));
        Assert.Contains("小于 1", await RefusedAsync($"O-{id}", null, -5), StringComparison.Ordinal);
        Assert.Contains("没有登记编号前缀", await RefusedAsync($"O-{id}", null, 7), StringComparison.Ordinal);
        Assert.Contains($"业主是{project.Owner}", await RefusedAsync($"A-{id}", null, 1), StringComparison.Ordinal);
        Assert.Empty(await entry.OfAsync(id));

        var asked = await entry.AskAsync(SampleProject.Keeper, project, tranche, $"A-{id}", because: "业主委托代持");

        Assert.All((await new HoldingBook(db).ActsAsync("pending")).Where(a => asked.Contains(a.ActId)), a => Assert.Equal("业主委托代持", a.Note));
    }

    [Fact]
    public async Task Tonnes_of_the_project_and_year_that_came_from_no_tranche_are_not_entered_a_second_time()
    {
        var db = database.Db;
        var (sample, book, acts) = (new SampleProject(db), new ProjectBook(db), new HoldingActs(db, new FileStore(Path.GetTempPath())));
        var entry = new TrancheEntry(db, acts);
        var (id, trancheId) = await sample.TrancheInStateAsync("registered");
        var project = (await book.FindAsync(id, All))!;
        var tranche = (await book.TranchesAsync(id, All)).Single(t => t.TrancheId == trancheId);
        await acts.DeclareHolderAsync(SampleProject.Keeper, new Holder($"O-{id}", project.Owner!, "project-owner", $"R-{id}", IsKeptHere: true));
        var act = await acts.AskAsync(SampleProject.Keeper, new IssueAct(
            $"by-hand-{id}", $"O-{id}", tranche.RegisteredOn!.Value, project.Code, 2024, "手工", project.MethodologyId!, "手工录入", null, 1, 300, 300, $"手工核查报告-{id}"));

        var beside = Assert.Single(await entry.BesideAsync(project, tranche));
        Assert.Equal((act, 2024, 300L, 35L), (beside.ActId, beside.Vintage, beside.Tonnes, beside.OfTranche));
        Assert.Contains($"办理单 {act} 号", (await Assert.ThrowsAsync<RefusedException>(() => entry.AskAsync(SampleProject.Keeper, project, tranche, $"O-{id}"))).Message, StringComparison.Ordinal);

        await acts.WithdrawAsync(SampleProject.Keeper, act, "录错");

        // One that bears a tranche's number is that tranche's: another tranche with a part of the year is not held up by it.
        var own = await acts.AskAsync(SampleProject.Keeper, new IssueAct(
            $"by-hand-1-{id}", $"O-{id}", tranche.RegisteredOn!.Value, project.Code, 2024, "1", project.MethodologyId!, "手工录入", null, 1, 30, 30, $"手工核查报告-1-{id}"));
        await book.OpenTrancheAsync(SampleProject.Keeper, id, new(2025, 1, 1), new(2025, 12, 31));
        var second = (await book.TranchesAsync(id, All)).Single(t => t.Number == 2) with { PeriodFrom = new(2024, 7, 1), RegisteredT = 10 };
        Assert.Empty(await entry.BesideAsync(project, second));
        Assert.Equal(own, Assert.Single(await entry.BesideAsync(project, tranche)).ActId);
        await acts.WithdrawAsync(SampleProject.Keeper, own, "录错");

        Assert.Equal(3, (await entry.AskAsync(SampleProject.Keeper, project, tranche, $"O-{id}")).Count);
    }
}
