using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;
using NetTopologySuite.Geometries;
using Npgsql;

[assembly: AssemblyFixture(typeof(SharedDatabase<ForestCarbon.Ccer.Tests.Reductions.AccountedCounty.Original>))]

namespace ForestCarbon.Ccer.Tests.Reductions;

/// <summary>A copy of a demonstration county with an account, whose curves projects grow by; it was loaded and accounted once for all classes.</summary>
public class AccountedCounty(SharedDatabase<AccountedCounty.Original> original) : TestDatabase
{
    public static readonly Actor Keeper = Actor.Job("test");

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _used = new();

    protected override Task<string> TemplateAsync(string server) => original.NameAsync();

    /// <summary>A project in the reserve on parcels of bare land that no other project has, with strata, undertakings and parties.</summary>
    public async Task<ProjectRow> ProjectAsync(int parcels = 3, string landClass = "0171", string methodology = "CCER-14-001-V01")
    {
        var id = await new ProjectBook(Db).CreateAsync(Keeper, new ProjectDraft(
            $"R-{Guid.NewGuid():N}"[..10], "试验造林项目", methodology, null, new(2022, 3, 1), new(2022, 3, 1), new(2042, 2, 28), new(2060, 12, 31), OpenedOn: SampleProject.Opened));
        await new ProjectBook(Db).UndertakeAsync(Keeper, id, SampleProject.Opened, "试验业主，办公室");
        var plots = await GroundAsync(landClass, _used.AddOrUpdate(landClass, parcels, (_, used) => used + parcels) - parcels, parcels);
        Assert.Equal(parcels, plots.Count);
        await new ProjectBoundaries(Db).FromPlotsAsync(Keeper, id, "ex-ante", "试验", plots);
        foreach (var (role, kind) in new[] { ("owner", "company"), ("validator", "validation-body"), ("verifier", "validation-body") })
            await new ProjectParties(Db).AssignAsync(Keeper, id, null, role, await new ProjectParties(Db).DeclareAsync(Keeper, new PartyDraft(kind, $"{role}-{Guid.NewGuid():N}")), SampleProject.Opened);
        var project = await FindAsync(id);
        await new Strata(Db).ProposeAsync(Keeper, project.BoundaryId!.Value);
        return project;
    }

    /// <summary>Plants every stratum and enters what people enter.</summary>
    public async Task PlantAsync(ProjectRow project, string model = "fir-pure")
    {
        foreach (var stratum in await new Strata(Db).OfAsync(project.BoundaryId!.Value))
            await new ProjectReductions(Db).PlantAsync(Keeper, project, stratum.StratumId, model, 2022, "county");
        await new ProjectInputs(Db).EnterAsync(Keeper, project.ProjectId, null, "baseline", null, 0, "试验：散生木不计");
        await new ProjectInputs(Db).EnterAsync(Keeper, project.ProjectId, null, "emission", null, 0, "试验：没有清灌");
    }

    /// <summary>A registered project with its first tranche, which is being monitored.</summary>
    public async Task<(ProjectRow Project, TrancheRow Tranche)> TrancheAsync(string methodology, int parcels = 1)
    {
        var project = await ProjectAsync(parcels, methodology: methodology);
        await new SampleProject(Db).LeadAsync(project.ProjectId, null, "registered");
        var opened = await ScalarAsync<DateTime>($"select max(greatest(moved_on, due_on))::timestamp from ccer.project_move where project_id = {project.ProjectId}");
        await new ProjectBook(Db).OpenTrancheAsync(Keeper, project.ProjectId, new(2022, 3, 1), new(2024, 12, 31), DateOnly.FromDateTime(opened));
        return (await FindAsync(project.ProjectId), (await new ProjectBook(Db).TranchesAsync(project.ProjectId, TownshipScope.WholeCounty)).Single());
    }

    public async Task<ProjectRow> FindAsync(long id) => (await new ProjectBook(Db).FindAsync(id, TownshipScope.WholeCounty))!;

    private Task<List<BoundaryPlot>> GroundAsync(string landClass, int skip, int count) => Db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(
            "select v.code, s.geom from inventory.parcel_current_v v join inventory.parcel_shape_v s using (parcel_version_id) where v.land_class = $1 order by v.code collate \"C\" offset $2 limit $3", connection);
        command.Parameters.AddWithValue(landClass);
        command.Parameters.AddWithValue(skip);
        command.Parameters.AddWithValue(count);
        await using var reader = await command.ExecuteReaderAsync();
        var plots = new List<BoundaryPlot>();
        while (await reader.ReadAsync())
            plots.Add(BoundaryPlot.Of(reader.GetString(0), reader.GetFieldValue<Geometry>(1)));
        return plots;
    });

    /// <summary>The county that is copied.</summary>
    public sealed class Original : TestDatabase
    {
        protected override async Task FillAsync()
        {
            await new DemonstrationLoader(Db).LoadAsync(1500);
            await new ParameterBook(Db).EnsureShippedAsync();
            var opened = await new Accounting(Db).OpenAsync(Keeper, new AccountRequest());
            await new RunEngine(Db).DriveAsync(Keeper, opened.RunId, new AccountingWork(Db));
        }
    }
}
