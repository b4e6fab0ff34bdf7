using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Screening;
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

            Assert.Equal([("JY-02", "withdrawn"), ("JY-03", "registered"), ("JY-04", "validating"), ("JY-05", "publicity"), ("JY-06", "design"), ("JY-07", "reserve"), ("JY-08", "reserve"), ("JY-09", "reserve")], states);
            var registered = (await book.FindAsync("JY-03", TownshipScope.WholeCounty))!;
            var tranches = await book.TranchesAsync(registered.ProjectId, TownshipScope.WholeCounty);
            Assert.Equal(["registered", "publicity", "monitoring"], tranches.Select(t => t.State));
            // Nothing was measured that the same ground was not expected to grow in those years.
            foreach (var t in tranches.Where(t => t.PublishedT is not null))
                Assert.InRange(t.PublishedT!.Value, 1, registered.ExpectedT!.Value * (t.PeriodTo.DayNumber - t.PeriodFrom.DayNumber + 1) / 7305);
            Assert.All(await book.ListAsync(TownshipScope.WholeCounty), p => Assert.True(p.IsDemonstration));
            Assert.Equal("JY-07", (await book.IdeasAsync(TownshipScope.WholeCounty))[0].Code);

            await demonstration.LoadAsync(TestContext.Current.CancellationToken);
            Assert.Equal(states, await States());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
