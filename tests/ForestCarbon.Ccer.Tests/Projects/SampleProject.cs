using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>Projects led as far as a test needs them, on ground of their own, along the table of moves and by nothing else.</summary>
internal sealed class SampleProject(Db db)
{
    public static readonly Actor Keeper = Actor.Job("test");
    public static readonly DateOnly Opened = new(2026, 1, 5);

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private static int _row;
    private IReadOnlyList<LifeMove>? _table;

    private LifeCycle Life => new(db);

    /// <summary>A square of about 0.1 ha that no other sample stands on.</summary>
    public static Polygon Square(int? at = null)
    {
        var n = at ?? Interlocked.Increment(ref _row);
        var (x, y) = (111.3 + n % 400 * 0.0005, 25.0 + n / 400 * 0.0005);
        return (Polygon)Factory.ToGeometry(new Envelope(x, x + 0.0003, y, y + 0.0003));
    }

    /// <summary>A project in the reserve with boundary, undertakings and parties, so that only documents and days are missing on its way.</summary>
    public async Task<long> NewAsync(string? code = null)
    {
        var id = await new ProjectBook(db).CreateAsync(Keeper, new ProjectDraft(
            code ?? $"T-{Guid.NewGuid():N}"[..12], "试验项目", "CCER-14-001-V01", null, new(2022, 3, 1), new(2022, 3, 1), new(2042, 2, 28), new(2060, 12, 31), OpenedOn: Opened));
        await new ProjectBook(db).UndertakeAsync(Keeper, id, Opened, "试验业主，办公室");
        await new ProjectBoundaries(db).FromPlotsAsync(Keeper, id, "ex-ante", "试验", [BoundaryPlot.Of("甲", Square())]);
        foreach (var (role, kind) in new[] { ("owner", "company"), ("validator", "validation-body"), ("verifier", "validation-body") })
            await new ProjectParties(db).AssignAsync(Keeper, id, null, role, await new ProjectParties(db).DeclareAsync(Keeper, new PartyDraft(kind, $"{role}-{Guid.NewGuid():N}")), Opened);
        return id;
    }

    /// <summary>A project in that state, by the shortest way there.</summary>
    public async Task<long> InStateAsync(string state)
    {
        var id = await NewAsync();
        await LeadAsync(id, null, state);
        return id;
    }

    /// <summary>A tranche in that state, of a project that stays registered.</summary>
    public async Task<(long Project, long Tranche)> TrancheInStateAsync(string state)
    {
        var id = await InStateAsync("registered");
        var tranche = await new ProjectBook(db).OpenTrancheAsync(Keeper, id, new(2022, 3, 1), new(2024, 12, 31), await LastDayAsync(id, null));
        await LeadAsync(id, tranche, state);
        return (id, tranche);
    }

    /// <summary>Leads along the shortest way of legal moves, with the documents and on the days they ask for.</summary>
    public async Task LeadAsync(long id, long? tranche, string state)
    {
        foreach (var step in Way(await TableAsync(), tranche is null ? "project" : "tranche", await StateAsync(id, tranche), state))
            await StepAsync(id, tranche, step);
    }

    /// <summary>Makes one move with everything it needs.</summary>
    public async Task<long> StepAsync(long id, long? tranche, string to, long tonnes = 100)
    {
        await PapersAsync(id, tranche, to);
        return await Life.MoveAsync(Keeper, await RequestAsync(id, tranche, to, tonnes));
    }

    /// <summary>The sentence with which a move is refused that has what it needs but for what the test left out.</summary>
    public async Task<string> RefusedAsync(long id, long? tranche, string to, long tonnes = 100) =>
        (await Assert.ThrowsAsync<RefusedException>(async () => await Life.MoveAsync(Keeper, await RequestAsync(id, tranche, to, tonnes)))).Message;

    /// <summary>A request for a move on the first day it can be made.</summary>
    public async Task<MoveRequest> RequestAsync(long id, long? tranche, string to, long tonnes = 100) =>
        new(id, tranche, to, await LastDayAsync(id, tranche), "试验：按计划", Tonnes: tranche is not null && to is "publicity" or "verified" or "applied" or "registered" ? tonnes : null, RegistryNumber: to == "registered" ? $"演-{id}-{tranche}" : null);

    /// <summary>Lays every document that any move to a state asks for, new.</summary>
    public async Task PapersAsync(long id, long? tranche, string to)
    {
        foreach (var kind in (await TableAsync()).Where(m => m.Machine == (tranche is null ? "project" : "tranche") && m.ToState == to).SelectMany(m => m.Documents).Distinct())
            await PaperAsync(id, tranche, kind);
    }

    public Task<long> PaperAsync(long id, long? tranche, string kind, bool isSubstantial = false) => db.WriteAsync(Keeper, TownshipScope.WholeCounty, "试验文件", async write =>
    {
        var sha = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {Guid.NewGuid()}"));
        await write.ExecuteAsync("insert into platform.stored_file (sha256, bytes, name, stored_by) values (@sha, 1, 'paper.pdf', 'test') on conflict do nothing", new { sha });
        return await ProjectDocuments.AddAsync(write, new DocumentDraft(id, tranche, kind, $"{kind}.pdf", Opened, isSubstantial), sha, CancellationToken.None);
    });

    public async Task<string> StateAsync(long id, long? tranche) => (await db.QuerySingleOrDefaultAsync<string>(
        tranche is null ? "select state from ccer.project_v where project_id = @id" : "select state from ccer.reduction_tranche_v where tranche_id = @tranche", new { id, tranche }))!;

    public async Task<IReadOnlyList<LifeMove>> TableAsync() => _table ??= await Life.TableAsync();

    private Task<DateOnly> LastDayAsync(long id, long? tranche) => db.QuerySingleOrDefaultAsync<DateOnly>(
        "select max(greatest(m.moved_on, m.due_on + case m.to_state when 'publicity' then 1 else 0 end)) from ccer.project_move_v m where m.project_id = @id and (m.tranche_id is null or m.tranche_id = @tranche)", new { id, tranche });

    private static List<string> Way(IReadOnlyList<LifeMove> table, string machine, string from, string to)
    {
        var cameFrom = new Dictionary<string, string?> { [from] = null };
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var state))
            foreach (var next in table.Where(m => m.Machine == machine && m.FromState == state).Select(m => m.ToState).Where(s => !cameFrom.ContainsKey(s)))
            {
                cameFrom[next] = state;
                open.Enqueue(next);
            }
        var way = new List<string>();
        for (var state = to; state != from; state = cameFrom[state]!)
            way.Insert(0, state);
        return way;
    }
}
