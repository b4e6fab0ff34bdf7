using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Screening;
using ForestCarbon.Ledger.Demonstration;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Ccer.Tests.Projects;

public sealed class ProjectDemonstrationTests(ScreenedCounty county) : IClassFixture<ScreenedCounty>
{
    [Fact]
    public async Task Projects_stand_in_different_states_and_a_second_load_leaves_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("fc-demo-").FullName;
        try
        {
            var (demonstration, book) = (new ProjectDemonstration(county.Db, new FileStore(folder)), new ProjectBook(county.Db));
            await demonstration.LoadAsync(TestContext.Current.CancellationToken);
            async Task<List<(string, string)>> States() => [.. (await book.ListAsync(TownshipScope.WholeCounty)).Select(p => (p.Code, p.State)).Order()];
            var states = await States();

            Assert.Equal([("JY-01", "registered"), ("JY-02", "withdrawn"), ("JY-03", "registered"), ("JY-04", "validating"), ("JY-05", "publicity"), ("JY-06", "design"), ("JY-07", "reserve"), ("JY-08", "reserve"), ("JY-09", "reserve")], states);
            var registered = (await book.FindAsync("JY-03", TownshipScope.WholeCounty))!;
            var tranches = await book.TranchesAsync(registered.ProjectId, TownshipScope.WholeCounty);
            Assert.Equal(["registered", "publicity", "monitoring"], tranches.Select(t => t.State));
            // Nothing was measured that the same ground was not expected to grow in those years.
            foreach (var t in tranches.Where(t => t.PublishedT is not null))
                Assert.InRange(t.PublishedT!.Value, 1, registered.ExpectedT!.Value * (t.PeriodTo.DayNumber - t.PeriodFrom.DayNumber + 1) / 7305);
            // What the year of money is made of has grown on ground that could grow it, a vintage a tranche.
            var large = (await book.FindAsync("JY-01", TownshipScope.WholeCounty))!;
            var years = await book.TranchesAsync(large.ProjectId, TownshipScope.WholeCounty);
            Assert.Equal([(2023, 16_000L), (2024, 12_000L), (2025, 9_000L)], years.Select(t => (t.PeriodFrom.Year, t.RegisteredT!.Value)));
            Assert.All(years, t => Assert.InRange(t.RegisteredT!.Value, 1, large.ExpectedT!.Value / 20));
            Assert.InRange(large.ExpectedT!.Value / 20 / (large.AreaM2!.Value * 3 / 2000), 0.1m, 1.5m);
            // One project has every cost, unverified; the others have none.
            Assert.All(await new GoNoGo(county.Db).CostsAsync((await book.FindAsync("JY-06", TownshipScope.WholeCounty))!.ProjectId), c => Assert.Equal((true, "?"), (c.AmountFen > 0, c.Mark)));
            Assert.All(await new GoNoGo(county.Db).CostsAsync(registered.ProjectId), c => Assert.Null(c.AmountFen));
            Assert.All(await book.ListAsync(TownshipScope.WholeCounty), p => Assert.True(p.IsDemonstration));
            Assert.Equal("JY-07", (await book.IdeasAsync(TownshipScope.WholeCounty))[0].Code);

            // Every tonne of the book is of a registered tranche of a project that is here, before and after another load.
            var ledger = new LedgerDemonstration(county.Db, new FileStore(folder));
            await ledger.DeclareHoldersAsync(TestContext.Current.CancellationToken);
            await demonstration.EnterAsync(TestContext.Current.CancellationToken);
            await ledger.LoadAsync(TestContext.Current.CancellationToken);
            async Task AllOfTranchesAsync()
            {
                var acts = (await new HoldingBook(county.Db).ActsAsync()).Where(a => a.Kind == "issue").ToList();
                Assert.Equal(37_000, acts.Where(a => a.Project == "JY-01").Sum(a => a.Tonnes));
                Assert.Equal(["JY-01", "JY-03"], acts.Select(a => a.Project).Distinct().Order(StringComparer.Ordinal));
                Assert.Empty(await new TonnesOrigins(county.Db).UnenteredAsync(TownshipScope.WholeCounty));
                foreach (var act in acts)
                    Assert.NotNull(Assert.Single((await new TonnesOrigins(county.Db).OfAsync(act.Project, TownshipScope.WholeCounty, act: act.ActId)).Batches).Tranche);
            }
            await AllOfTranchesAsync();

            await demonstration.LoadAsync(TestContext.Current.CancellationToken);
            Assert.Equal(states, await States());
            await demonstration.EnterAsync(TestContext.Current.CancellationToken);
            await ledger.LoadAsync(TestContext.Current.CancellationToken);
            await AllOfTranchesAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
