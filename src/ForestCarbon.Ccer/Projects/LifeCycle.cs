using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>
/// The life of a project and of its reduction tranches, led by the table of moves (gis-data/dictionaries/project-moves.csv). The database judges
/// every move (repeatable/ccer.project_moves.sql); what it refuses comes back as one sentence that names everything in the way.
/// </summary>
public sealed class LifeCycle(Db db)
{
    /// <summary>States of a machine (<c>project</c> or <c>tranche</c>) in their order.</summary>
    public Task<IReadOnlyList<LifeState>> StatesAsync(string machine, CancellationToken ct = default) =>
        db.QueryAsync<LifeState>("select s.* from ccer.life_state_v s where s.machine = @machine order by s.position", new { machine }, ct);

    /// <summary>The whole table of moves.</summary>
    public Task<IReadOnlyList<LifeMove>> TableAsync(CancellationToken ct = default) => db.QueryAsync<LifeMove>(
        """
        select m.*, f.name_zh as from_zh, f.name_en as from_en, s.name_zh as to_zh, s.name_en as to_en
        from ccer.life_move_v m
        join ccer.life_state_v s on s.machine = m.machine and s.state = m.to_state
        left join ccer.life_state_v f on f.machine = m.machine and f.state = m.from_state
        order by m.machine, coalesce(f.position, 0), s.position
        """, null, ct);

    /// <summary>Moves that lead on from the present state of a project, or of one of its tranches, with what stands in the way on that day.</summary>
    public Task<IReadOnlyList<MoveChoice>> ChoicesAsync(long projectId, long? trancheId, TownshipScope scope, DateOnly? on = null, CancellationToken ct = default) =>
        db.QueryAsync<MoveChoice>(Sql.Of<LifeCycle>("Projects/Sql/choices.sql"), new
        {
            projectId, trancheId, townships = scope.Codes, movedOn = on ?? CountyClock.Today,
        }, ct);

    /// <summary>Every move made, oldest first.</summary>
    public Task<IReadOnlyList<MoveRow>> MovesAsync(long projectId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<MoveRow>(Sql.Of<LifeCycle>("Projects/Sql/moves.sql"), new { projectId, townships = scope.Codes }, ct);

    /// <summary>Makes a move; returns its number.</summary>
    /// <exception cref="RefusedException">The table has no such move, a condition is not met, a document is missing, or the role may not.</exception>
    public async Task<long> MoveAsync(Actor actor, MoveRequest move, CancellationToken ct = default)
    {
        var periods = await PeriodRules.EnsuredAsync(db, move.On, ct);
        return await db.WriteAsync(actor, $"项目 {move.ProjectId}{(move.TrancheId is null ? "" : $" 第 {move.TrancheId} 号减排量")}：移到 {move.To}", write => MoveAsync(write, periods, move, ct), ct);
    }

    /// <summary>The same inside a change that is open. A design claims its ground provisionally, publicity makes the claim firm.</summary>
    public static async Task<long> MoveAsync(Write write, PeriodRules periods, MoveRequest move, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(move.Decision))
            throw new RefusedException("请写明决定或理由。", "Give the decision or the reason.");
        var period = (await write.QueryAsync<string>(
            "select m.period_kind from ccer.life_move m where m.to_state = @To and m.machine = @machine and m.period_kind is not null limit 1",
            new { move.To, machine = move.TrancheId is null ? "project" : "tranche" }, ct)).SingleOrDefault();
        if (move is { TrancheId: null, To: "design" or "publicity" })
            await ProjectBoundaries.ClaimAsync(write, move.ProjectId, isFirm: move.To == "publicity", ct);
        return await write.ScalarAsync<long>(Sql.Of<LifeCycle>("Projects/Sql/insert_move.sql"), new
        {
            projectId = move.ProjectId, trancheId = move.TrancheId, to = move.To, on = move.On, decision = move.Decision.Trim(), documents = move.Documents ?? [],
            due = move.DueOn ?? (period is null ? null : periods.DueOf(period, move.On).On), tonnes = move.Tonnes,
            number = string.IsNullOrWhiteSpace(move.RegistryNumber) ? null : move.RegistryNumber.Trim(), by = write.Actor.Id, period,
        }, ct);
    }

    /// <summary>Sets last days that could not be told when their period began, now that the calendar is there; returns how many.</summary>
    public async Task<int> SetDueDatesAsync(Actor actor, CancellationToken ct = default)
    {
        var open = await db.QueryAsync<OpenPeriod>(
            "select m.move_id, m.moved_on, m.period_kind from ccer.project_move_v m where m.due_on is null and m.period_kind is not null", null, ct);
        var known = new List<(long MoveId, DateOnly Due)>();
        foreach (var begun in open.GroupBy(o => o.MovedOn))
        {
            var periods = await PeriodRules.EnsuredAsync(db, begun.Key, ct);
            known.AddRange(begun.Select(o => (o.MoveId, Due: periods.DueOf(o.PeriodKind, o.MovedOn).On)).Where(o => o.Due is not null).Select(o => (o.MoveId, o.Due!.Value)));
        }
        if (known.Count > 0)
            await db.WriteAsync(actor, "按新公布的工作日历补算期限", async write =>
            {
                foreach (var (moveId, due) in known)
                    await write.ExecuteAsync("update ccer.project_move set due_on = @due where move_id = @moveId and due_on is null", new { moveId, due }, ct);
            }, ct);
        return known.Count;
    }

    /// <summary>Sets the last day of a period that began without one, as the notice names it; once.</summary>
    /// <exception cref="RefusedException">No such move, one that began no period or has its last day, or a day before the statutory end.</exception>
    public Task SetDueAsync(Actor actor, long projectId, long moveId, DateOnly due, CancellationToken ct = default) => db.WriteAsync(actor, $"项目 {projectId} 第 {moveId} 号移步的截止日", async write =>
    {
        if (await write.ExecuteAsync(
                "update ccer.project_move set due_on = @due where move_id = @moveId and project_id = @projectId and due_on is null and period_kind is not null", new { projectId, moveId, due }, ct) == 0)
            throw new RefusedException("这一步没有在等截止日的期限。", "No period of this move waits for its last day.");
    }, ct);

    private sealed record OpenPeriod
    {
        public long MoveId { get; init; }
        public DateOnly MovedOn { get; init; }
        public string PeriodKind { get; init; } = "";
    }
}

/// <summary>A move somebody asks for.</summary>
/// <param name="To">Key of the state, for instance <c>publicity</c>.</param>
/// <param name="Decision">What was decided, or why; kept for good.</param>
/// <param name="Documents">Null: the newest of each kind the move needs.</param>
/// <param name="Tonnes">Whole tonnes: published, verified, applied for, or registered, as the move says; null for a move that takes none.</param>
/// <param name="DueOn">Last day of the period that begins, where a document names it, never before the statutory one; null: by the working calendar.</param>
public sealed record MoveRequest(
    long ProjectId, long? TrancheId, string To, DateOnly On, string Decision, long[]? Documents = null, long? Tonnes = null, string? RegistryNumber = null, DateOnly? DueOn = null);

/// <summary>A state of one of the two machines.</summary>
public sealed record LifeState
{
    public string Machine { get; init; } = "";
    public string State { get; init; } = "";
    public short Position { get; init; }
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public bool IsFinal { get; init; }
    public bool OnLine { get; init; }
}

/// <summary>A move as the table has it, with what it leads to.</summary>
public abstract record TableMove
{
    public string ToState { get; init; } = "";
    public string ToZh { get; init; } = "";
    public string ToEn { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";

    /// <summary>owner, validator, verifier or registry: who acts outside this program.</summary>
    public string Actor { get; init; } = "";
    public string[] Roles { get; init; } = [];
    public string[] Documents { get; init; } = [];
    public string[] Conditions { get; init; } = [];

    /// <summary>The statutory period that begins, a key of period-kinds.csv.</summary>
    public string? PeriodKind { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
}

/// <summary>One row of the table of moves.</summary>
public sealed record LifeMove : TableMove
{
    public string Machine { get; init; } = "";
    public string? FromState { get; init; }
    public string? FromZh { get; init; }
    public string? FromEn { get; init; }
}

/// <summary>A move that can be asked for from here; <see cref="Sentences"/> says what is missing, in the order of <see cref="Obstacles"/>.</summary>
public sealed record MoveChoice : TableMove
{
    // What the person types in with the move is no obstacle before it is asked for.
    private static readonly string[] Asked = ["tonnes", "registry-number", "reason", "verified-equals-applied", "registered-equals-applied"];

    public string[] Obstacles { get; init; } = [];
    public string[] Sentences { get; init; } = [];

    /// <summary>The sentences in English.</summary>
    public string[] English { get; init; } = [];

    /// <summary>What stands in the way whatever is typed in.</summary>
    public IEnumerable<string> InTheWay => ThoseOf(Sentences);

    /// <inheritdoc cref="InTheWay"/>
    public IEnumerable<string> InTheWayInEnglish => ThoseOf(English);

    private IEnumerable<string> ThoseOf(string[] sentences) => Obstacles.Zip(sentences).Where(o => !Asked.Contains(o.First)).Select(o => o.Second);

    public bool AsksTonnes => Conditions.Any(c => c is "tonnes" or "verified-equals-applied" or "registered-equals-applied");

    public bool AsksNumber => Conditions.Contains("registry-number");
}

/// <summary>A move as it was made; <see cref="DueOn"/> is the last day of the statutory period that began with it.</summary>
public sealed record MoveRow
{
    public long MoveId { get; init; }
    public long? TrancheId { get; init; }
    public short? Tranche { get; init; }
    public string? FromState { get; init; }
    public string ToState { get; init; } = "";
    public string? FromZh { get; init; }
    public string? FromEn { get; init; }
    public string ToZh { get; init; } = "";
    public string ToEn { get; init; } = "";
    public DateOnly MovedOn { get; init; }
    public string Decision { get; init; } = "";
    public long[] Documents { get; init; } = [];
    public string? PeriodKind { get; init; }
    public DateOnly? DueOn { get; init; }
    public long? Tonnes { get; init; }
    public string? RegistryNumber { get; init; }
    public string MovedBy { get; init; } = "";
    public DateTime MovedAt { get; init; }

    /// <summary>What there was to say of it that did not forbid it: a late supplement, tonnes above what was expected; null: nothing.</summary>
    public string? WarningZh { get; init; }

    /// <inheritdoc cref="WarningZh"/>
    public string? WarningEn { get; init; }
}
