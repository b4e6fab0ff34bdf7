using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Ccer.Tests.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;

[assembly: AssemblyFixture(typeof(SharedDatabase<ScreenedCounty.Original>))]

namespace ForestCarbon.Ccer.Tests.Screening;

/// <summary>A copy of a small demonstration county that was loaded and screened once for all classes.</summary>
public sealed class ScreenedCounty(SharedDatabase<ScreenedCounty.Original> original) : TestDatabase
{
    public static readonly Actor Keeper = Actor.Job("test");

    private ScreeningRow? _run;

    public ScreeningRow Run => Made(_run);

    protected override Task<string> TemplateAsync(string server) => original.NameAsync();

    protected override async Task FillAsync() => _run = (await original.FilledAsync()).Run;

    /// <summary>Two accounts read the same values of a planting model.</summary>
    public async Task ReadModelAsync(string model, short site, double[] parameters)
    {
        foreach (var account in new[] { Actor.Account(Guid.NewGuid()), Actor.Account(Guid.NewGuid()) })
            await Db.WriteAsync(account, TownshipScope.WholeCounty, "读造林模型", async write =>
            {
                await write.ExecuteAsync(
                    "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@page, 1, 'page.pdf', 'test') on conflict do nothing", new { page = new byte[32] });
                await PlantingModels.ReadAsync(write, new PlantingValues(model, site, 2500, "richards", parameters, "测试"), new byte[32], CancellationToken.None);
            });
    }

    public Task<ScreeningRow> ScreenAsync(ScreeningRequest request, int parcelsPerChunk = Screenings.ParcelsPerChunk) => ScreenAsync(Db, request, parcelsPerChunk);

    private static async Task<ScreeningRow> ScreenAsync(Db db, ScreeningRequest request, int parcelsPerChunk = Screenings.ParcelsPerChunk)
    {
        var screenings = new Screenings(db, parcelsPerChunk);
        var runId = await screenings.OpenAsync(Keeper, request);
        await screenings.DriveAsync(Keeper, runId);
        return (await new ScreeningResults(db).FindAsync(runId))!;
    }

    /// <summary>The county that is copied.</summary>
    public sealed class Original : TestDatabase
    {
        public ScreeningRow Run { get; private set; } = null!;

        protected override async Task FillAsync()
        {
            await new DemonstrationLoader(Db).LoadAsync(3000);
            await new CcerDemonstration(Db).LoadAsync();
            Run = await ScreenAsync(Db, new ScreeningRequest("CCER-14-001-V01"));
        }
    }
}
