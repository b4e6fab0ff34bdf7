using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>CCER projects from the idea in the reserve to what the registry registered. How they move: <see cref="LifeCycle"/>.</summary>
public sealed class ProjectBook(Db db)
{
    private const long MostAreaM2 = 1_000_000_000_000; // what the column holds
    private const long MostTonnes = 1_000_000_000; // beyond it is a slip of the unit: no project of a county comes near
    private const int MostStepDays = 150; // two steps and the publicity between them lie within the days a reminder looks ahead

    /// <summary>Projects with ground in the scope, newest first. Ideas without townships are the county's own.</summary>
    /// <param name="state">Code of a state, or null for all.</param>
    /// <exception cref="RefusedException">There is no such state; names those there are.</exception>
    public async Task<IReadOnlyList<ProjectRow>> ListAsync(TownshipScope scope, string? state = null, string? query = null, int limit = 50, int offset = 0, CancellationToken ct = default)
    {
        if (!string.IsNullOrWhiteSpace(state)
            && await db.QueryAsync<string>("select s.state from ccer.life_state s where s.machine = 'project' order by s.position", null, ct) is var states && !states.Contains(state))
            throw new RefusedException($"没有“{state}”这个状态，有 {string.Join("、", states)}。", $"There is no state \"{state}\": the states are {string.Join(", ", states)}.");
        return await RowsAsync(scope, null, null, state, query, limit, offset, ct);
    }

    /// <summary>A project by its code, or null where there is none with ground in the scope.</summary>
    public async Task<ProjectRow?> FindAsync(string code, TownshipScope scope, CancellationToken ct = default) =>
        (await RowsAsync(scope, null, code, null, null, 1, 0, ct)).SingleOrDefault();

    /// <inheritdoc cref="FindAsync(string, TownshipScope, CancellationToken)"/>
    public async Task<ProjectRow?> FindAsync(long projectId, TownshipScope scope, CancellationToken ct = default) =>
        (await RowsAsync(scope, projectId, null, null, null, 1, 0, ct)).SingleOrDefault();

    /// <summary>Ground of a boundary made of a selection that awaited evidence in its screening, m²; null where it was made of none, so that nothing is known of it.</summary>
    public Task<decimal?> AwaitingEvidenceAsync(long boundaryId, TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<decimal?>(Sql.Of<ProjectBook>("Projects/Sql/awaiting_evidence.sql"), new { boundaryId, townships = scope.Codes }, ct);

    /// <summary>How many projects stand in each state.</summary>
    public Task<IReadOnlyList<StateCount>> CountsAsync(TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<StateCount>(Sql.Of<ProjectBook>("Projects/Sql/state_counts.sql"), new { townships = scope.Codes }, ct);

    public Task<IReadOnlyList<TrancheRow>> TranchesAsync(long projectId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<TrancheRow>(Sql.Of<ProjectBook>("Projects/Sql/tranches.sql"), new { projectId, townships = scope.Codes }, ct);

    /// <summary>Enters an idea into the reserve; returns its number.</summary>
    /// <exception cref="RefusedException">No code or name, a code in use, or a methodology that is not known or has no rules (a draft).</exception>
    public Task<long> CreateAsync(Actor actor, ProjectDraft draft, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"立为储备：{draft.Code}", write => CreateAsync(write, draft, ct), ct);

    /// <summary>The same inside a change that is open.</summary>
    public static async Task<long> CreateAsync(Write write, ProjectDraft draft, CancellationToken ct)
    {
        if (draft.MethodologyId is { } id)
            RequireMethodology(id);
        return await write.ScalarAsync<long>(Sql.Of<ProjectBook>("Projects/Sql/insert_project.sql"), new
        {
            Code = draft.Code?.Trim() ?? "", Name = draft.Name?.Trim() ?? "", draft.MethodologyId, townships = draft.Townships ?? [], draft.StartDate, draft.CreditingFrom, draft.CreditingTo, draft.LifetimeTo,
            draft.Note, openedOn = draft.OpenedOn ?? CountyClock.Today, by = write.Actor.Id, draft.IsDemonstration,
        }, ct);
    }

    /// <summary>Changes name, methodology and dates; the latter in reserve and design only.</summary>
    /// <exception cref="RefusedException">An empty name, a methodology that is not known or is a draft, or what the project's state does not allow.</exception>
    public Task ChangeAsync(Actor actor, long projectId, ProjectFacts facts, CancellationToken ct = default)
    {
        if (facts.Name is not null && string.IsNullOrWhiteSpace(facts.Name))
            throw new RefusedException("请填写项目名称，不超过 100 个字。", "Give the project's name, at most 100 characters.");
        return db.WriteAsync(actor, $"修改项目 {projectId} 的资料", async write =>
        {
            await RequireOpenAsync(write, projectId, "不再修改资料", "its facts do not change any more", ct);
            // What it names already stays, whatever became of it; its other facts are changed beside it.
            var isOther = facts.MethodologyId is { } id && id != await write.ScalarAsync<string?>("select p.methodology_id from ccer.project p where p.project_id = @projectId", new { projectId }, ct);
            if (isOther)
                RequireMethodology(facts.MethodologyId!);
            await write.ExecuteAsync(
                """
                update ccer.project
                set name = coalesce(@Name, name), methodology_id = @MethodologyId, start_date = @StartDate, crediting_from = @CreditingFrom, crediting_to = @CreditingTo, lifetime_to = @LifetimeTo
                where project_id = @projectId
                """, new { projectId, Name = facts.Name?.Trim(), facts.MethodologyId, facts.StartDate, facts.CreditingFrom, facts.CreditingTo, facts.LifetimeTo }, ct);
            // What a screening under another methodology expects is not this one's; the selection, taken again, brings tonnes of its own methodology back.
            if (isOther)
                await write.ExecuteAsync(
                    """
                    update ccer.project_parcel c
                    set expected_kg = null, expected_years = null
                    from ccer.project_boundary b
                    join ccer.selection s using (selection_id)
                    join ccer.screening r using (run_id)
                    where b.project_id = @projectId and c.boundary_id = b.boundary_id and c.expected_kg is not null and lower(r.methodology_id) <> lower(@MethodologyId)
                    """, new { projectId, facts.MethodologyId }, ct);
        }, ct);
    }

    /// <summary>Refuses a change of a project that was withdrawn or de-registered; until the change is over nobody closes it.</summary>
    /// <param name="noMore">What is not done any more, as the end of the sentence; <paramref name="english"/> in English.</param>
    /// <exception cref="RefusedException">The project is over.</exception>
    internal static async Task RequireOpenAsync(Write write, long projectId, string noMore, string english, CancellationToken ct)
    {
        var closed = await write.QueryAsync<ClosedState>(
            """
            select ccer.state_name('project', p.state) as name_zh, ccer.state_name_en('project', p.state) as name_en
            from ccer.project p
            join ccer.life_state s on s.machine = 'project' and s.state = p.state and s.is_final
            where p.project_id = @projectId
            for update of p
            """, new { projectId }, ct);
        if (closed is [var state, ..])
            throw new RefusedException($"项目现在是“{state.NameZh}”：{noMore}。", $"The project is “{state.NameEn}”: {english}.");
    }

    private static void RequireMethodology(string id)
    {
        var methodology = MethodologyCatalogue.Find(id) ?? throw new RefusedException($"没有方法学 {id}。", $"There is no methodology {id}.");
        if (!methodology.CarriesProjects)
            throw new RefusedException(
                $"{id}（{methodology.NameZh}）没有施行或还没有读过，不能据此立项。请选在行的方法学，或只作内部估算的旧方法学。",
                $"{id} ({methodology.NameEn}) is not in force or was never read: no project goes by it. Choose a version in force, or a legacy one for internal estimates.");
    }

    /// <summary>Adds what an idea is expected to bring; the newest figures hold, the older ones stay readable.</summary>
    /// <exception cref="RefusedException">An area, tonnes, a cost or a revenue that are none of a project, no source, or the project is over.</exception>
    public Task EstimateAsync(Actor actor, long projectId, IdeaFigure figure, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"项目 {projectId} 的预期", write => EstimateAsync(write, projectId, figure, ct), ct);

    /// <summary>The same inside a change that is open.</summary>
    public static async Task EstimateAsync(Write write, long projectId, IdeaFigure figure, CancellationToken ct)
    {
        await RequireOpenAsync(write, projectId, "不再录入预期", "no expectation is entered any more", ct);
        if (figure.AreaM2 is <= 0 or >= MostAreaM2)
            throw new RefusedException($"面积须大于 0、小于 {MostAreaM2:N0} 平方米：请核对位数和单位。", $"The area is above 0 and below {MostAreaM2:N0} m²: check its digits and its unit.");
        if (figure.ExpectedT is < 0 and var below)
            throw new RefusedException($"预计减排量 {below} 吨小于 0：请核对数字；会亏的不作预期。", $"Expected tonnes of {below} t are below 0: check the figure; a loss is no expectation.");
        if (figure.ExpectedT is >= MostTonnes)
            throw new RefusedException($"预计减排量须小于 {MostTonnes:N0} 吨：请核对位数和单位。", $"Expected tonnes stay below {MostTonnes:N0} t: check their digits and their unit.");
        WholeFen.Require(figure.CostFen, "成本", "cost");
        WholeFen.Require(figure.RevenueFen, "收入", "revenue");
        await write.ExecuteAsync(
            """
            insert into ccer.idea_figure (project_id, area_m2, expected_t, cost_fen, revenue_fen, priority, source, mark, stated_by)
            values (@projectId, @AreaM2, @ExpectedT, @CostFen, @RevenueFen, @Priority, @Source, @Mark, @by)
            """, new { projectId, figure.AreaM2, figure.ExpectedT, figure.CostFen, figure.RevenueFen, figure.Priority, Source = figure.Source ?? "", Mark = figure.Mark ?? "?", by = write.Actor.Id }, ct);
    }

    /// <summary>Ideas of the reserve, ranked: by hand where somebody did, then by what they bring per mu after cost; unknown last.</summary>
    public Task<IReadOnlyList<IdeaRow>> IdeasAsync(TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<IdeaRow>(Sql.Of<ProjectBook>("Projects/Sql/ideas.sql"), new { townships = scope.Codes }, ct);

    /// <summary>Keeps an idea alive after another look, with the reason. One that is dropped is withdrawn.</summary>
    /// <exception cref="RefusedException">No reason.</exception>
    public Task KeepAsync(Actor actor, long projectId, string? reason, CancellationToken ct = default) => string.IsNullOrWhiteSpace(reason)
        ? throw new RefusedException("请写明继续保留的理由。", "Give the reason for keeping it.")
        : db.WriteAsync(actor, $"储备 {projectId} 继续保留", write => write.ExecuteAsync(
            "insert into ccer.idea_review (project_id, reason, reviewed_by) values (@projectId, @reason, @by)", new { projectId, reason = reason.Trim(), by = write.Actor.Id }, ct), ct);

    /// <summary>Moves and running periods of the newest projects, for the timeline.</summary>
    public Task<IReadOnlyList<TimelineMove>> TimelineAsync(TownshipScope scope, int limit, int offset, CancellationToken ct = default) =>
        db.QueryAsync<TimelineMove>(Sql.Of<ProjectBook>("Projects/Sql/timeline.sql"), new { townships = scope.Codes, limit, offset }, ct);

    /// <summary>Working days a step before an application is planned with, in the order they are gone through.</summary>
    public Task<IReadOnlyList<LeadTime>> LeadTimesAsync(CancellationToken ct = default) => db.QueryAsync<LeadTime>(
        "select l.* from ccer.lead_time l order by array_position(array['monitoring', 'publicity', 'verification'], l.step)", null, ct);

    /// <summary>Says how many working days the monitoring or the verification before an application is planned with, and where that comes from.</summary>
    /// <exception cref="RefusedException">Another step (publicity lasts as the Measures say), no source, or days that are none.</exception>
    public async Task PlanStepAsync(Actor actor, string? step, int? workingDays, string? source, CancellationToken ct = default)
    {
        if (step is not ("monitoring" or "verification"))
            throw new RefusedException("这里只改监测（monitoring）和核查（verification）的用时；公示的天数按办法。", "Only monitoring and verification are planned here; publicity lasts as the Measures say.");
        if (workingDays is not (>= 1 and <= MostStepDays))
            throw new RefusedException($"用时须为 1 至 {MostStepDays} 个工作日。", $"A step takes from 1 to {MostStepDays} working days.");
        if (string.IsNullOrWhiteSpace(source))
            throw new RefusedException("请写明依据：合同、报价或以往的用时。", "Give the source: a contract, an offer, or how long it took before.");
        await db.WriteAsync(actor, $"{step} 计划用时 {workingDays} 个工作日", write => write.ExecuteAsync(
            "update ccer.lead_time set working_days = @workingDays, source = @source, mark = 'M' where step = @step", new { step, workingDays = (short)workingDays, source = source.Trim() }, ct), ct);
    }

    /// <summary>Records the undertakings f, g, h and i with the day and who gave them (office and post). Entered again before the project is registered they replace those before, which stay readable.</summary>
    /// <exception cref="RefusedException">A day to come, or after the design that rests on them; nobody who gives them; or the project is registered.</exception>
    public Task UndertakeAsync(Actor actor, long projectId, DateOnly givenOn, string givenBy, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"项目 {projectId} 的承诺", write => UndertakeAsync(write, projectId, givenOn, givenBy, ct), ct);

    /// <summary>The same inside a change that is open.</summary>
    public static Task UndertakeAsync(Write write, long projectId, DateOnly givenOn, string givenBy, CancellationToken ct) => write.ExecuteAsync(
        """
        insert into ccer.project_undertaking (project_id, condition, given_on, given_by, entered_by)
        select @projectId, c, @givenOn, @givenBy, @by from unnest(array['f', 'g', 'h', 'i']) as c
        """, new { projectId, givenOn, givenBy = givenBy.Trim(), by = write.Actor.Id }, ct);

    /// <summary>The undertakings that hold, by condition.</summary>
    public Task<IReadOnlyList<Undertaking>> UndertakingsAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<Undertaking>(
        "select u.condition, u.given_on, u.given_by, u.entered_by, u.entered_at from ccer.undertaking_v u where u.project_id = @projectId order by u.condition", new { projectId }, ct);

    /// <summary>Undertakings that a later entry replaced, newest first.</summary>
    public Task<IReadOnlyList<Undertaking>> ReplacedUndertakingsAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<Undertaking>(
        """
        select u.condition, u.given_on, u.given_by, u.entered_by, u.entered_at
        from ccer.project_undertaking u
        where u.project_id = @projectId
          and exists (select from ccer.project_undertaking n where n.project_id = u.project_id and n.condition = u.condition and n.undertaking_id > u.undertaking_id)
        order by u.undertaking_id desc
        """, new { projectId }, ct);

    /// <summary>Opens a reduction tranche of a registered project; returns its number. Dates are first and last day.</summary>
    public Task<long> OpenTrancheAsync(Actor actor, long projectId, DateOnly from, DateOnly to, DateOnly? openedOn = null, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"项目 {projectId} 开始一期减排量", write => OpenTrancheAsync(write, projectId, from, to, openedOn, ct), ct);

    /// <summary>The same inside a change that is open.</summary>
    public static Task<long> OpenTrancheAsync(Write write, long projectId, DateOnly from, DateOnly to, DateOnly? openedOn, CancellationToken ct) =>
        to < from ? throw new RefusedException($"核算期止 {to:yyyy-MM-dd} 早于起 {from:yyyy-MM-dd}。", $"The period ends on {to:yyyy-MM-dd}, before it begins on {from:yyyy-MM-dd}.") : write.ScalarAsync<long>(
            """
            insert into ccer.reduction_tranche (project_id, number, period, opened_on, opened_by)
            select @projectId, coalesce(max(t.number), 0) + 1, daterange(@from, @to, '[]'), @openedOn, @by
            from ccer.reduction_tranche t where t.project_id = @projectId
            returning tranche_id
            """, new { projectId, from, to, openedOn = openedOn ?? CountyClock.Today, by = write.Actor.Id }, ct);

    private Task<IReadOnlyList<ProjectRow>> RowsAsync(TownshipScope scope, long? projectId, string? code, string? state, string? query, int limit, int offset, CancellationToken ct) =>
        db.QueryAsync<ProjectRow>(Sql.Of<ProjectBook>("Projects/Sql/projects.sql"), new
        {
            townships = scope.Codes, projectId, code, state = string.IsNullOrWhiteSpace(state) ? null : state, query = string.IsNullOrWhiteSpace(query) ? null : query.Trim(), limit, offset,
        }, ct);

    private sealed record ClosedState
    {
        public string NameZh { get; init; } = "";
        public string NameEn { get; init; } = "";
    }
}

/// <summary>An idea to enter into the reserve; dates may follow until the design is published.</summary>
/// <param name="Townships">Codes of the townships it lies in; a boundary sets them.</param>
public sealed record ProjectDraft(
    string Code, string Name, string? MethodologyId = null, string[]? Townships = null, DateOnly? StartDate = null, DateOnly? CreditingFrom = null, DateOnly? CreditingTo = null,
    DateOnly? LifetimeTo = null, string? Note = null, DateOnly? OpenedOn = null, bool IsDemonstration = false);

/// <summary>What can be changed of a project; a null name stays.</summary>
public sealed record ProjectFacts(string? Name, string? MethodologyId, DateOnly? StartDate, DateOnly? CreditingFrom, DateOnly? CreditingTo, DateOnly? LifetimeTo);

/// <summary>What an idea is expected to bring: m², whole tCO₂e over the crediting period, whole fen; null is unknown.</summary>
/// <param name="Priority">1 first; null: not ranked by hand.</param>
/// <param name="Mark">How far it can be trusted: S, c, M or ?.</param>
public sealed record IdeaFigure(decimal? AreaM2, long? ExpectedT, long? CostFen, long? RevenueFen, short? Priority, string Source, string Mark = "?");

/// <summary>An undertaking (condition f, g, h or i) with its day and the office that gave it.</summary>
public sealed record Undertaking
{
    public string Condition { get; init; } = "";
    public DateOnly GivenOn { get; init; }
    public string GivenBy { get; init; } = "";
    public string EnteredBy { get; init; } = "";

    /// <summary>Null where it was entered before this was kept.</summary>
    public DateTime? EnteredAt { get; init; }
}

/// <summary>A project wherever it is listed; <see cref="Total"/> counts all of the list, not of its page.</summary>
public abstract record ListedProject
{
    public long ProjectId { get; init; }
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string State { get; init; } = "";
    public string StateZh { get; init; } = "";
    public string StateEn { get; init; } = "";
    public DateOnly? CreditingTo { get; init; }
    public DateOnly? DueOn { get; init; }
    public long Total { get; init; }
}

/// <summary>A project as lists and pages show it. Area is the ex-ante boundary's, or the idea's where there is none.</summary>
public sealed record ProjectRow : ListedProject
{
    public DateOnly StateSince { get; init; }
    public string? MethodologyId { get; init; }
    public string[] TownshipCodes { get; init; } = [];
    public DateOnly? StartDate { get; init; }
    public DateOnly? CreditingFrom { get; init; }
    public DateOnly? LifetimeTo { get; init; }
    public long? ClaimId { get; init; }
    public string? RegistryNumber { get; init; }
    public DateOnly? RegisteredOn { get; init; }
    public string? Note { get; init; }
    public DateOnly OpenedOn { get; init; }
    public string OpenedBy { get; init; } = "";
    public bool IsDemonstration { get; init; }
    public bool IsFinal { get; init; }
    public decimal? AreaM2 { get; init; }
    public int? Plots { get; init; }
    public long? BoundaryId { get; init; }
    /// <summary>What somebody entered, whole tCO₂e over the crediting period.</summary>
    public long? ExpectedT { get; init; }

    /// <summary>What the screening expects of that part of the ex-ante boundary for which it has a figure, kg CO₂e; null: of none of it. What awaits evidence is in it.</summary>
    public long? ScreenedKg { get; init; }

    /// <summary>That part of <see cref="ScreenedKg"/> which counts only once evidence is brought, kg CO₂e; null: none of it, or the boundary was made of no selection.</summary>
    public long? ScreenedNeedKg { get; init; }

    /// <summary>Ground of the ex-ante boundary for which the screening has no figure, m²; null: no boundary.</summary>
    public decimal? WithoutFigureM2 { get; init; }
    public long? CostFen { get; init; }
    public long? RevenueFen { get; init; }
    public short? Priority { get; init; }
    public string? FigureSource { get; init; }
    public string? FigureMark { get; init; }
    public DateOnly? FigureStatedOn { get; init; }
    public int Tranches { get; init; }
    public int OpenTranches { get; init; }
    public long RegisteredT { get; init; }
    public string? DueWhat { get; init; }
    public string? Owner { get; init; }

    /// <summary>State of its claim: provisional, firm, released or ended; null: none.</summary>
    public string? ClaimState { get; init; }

    /// <summary>Parcels whose version no longer holds: above zero, the project is stale.</summary>
    public int ChangedParcels { get; init; }
}

/// <summary>An idea with its newest figures: m², whole tonnes, whole fen; null is unknown.</summary>
public sealed record IdeaRow
{
    public long ProjectId { get; init; }
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public bool IsDemonstration { get; init; }
    public DateOnly OpenedOn { get; init; }

    /// <summary>The ex-ante boundary's where there is one, else what was entered.</summary>
    public decimal? AreaM2 { get; init; }

    public bool IsOfBoundary { get; init; }

    /// <summary>What was entered with the figures, m²; it may be another than the boundary's.</summary>
    public decimal? EnteredM2 { get; init; }

    public long? ExpectedT { get; init; }

    /// <summary>What the screening expects of that part of the boundary for which it has a figure, kg CO₂e; null: of none of it.</summary>
    public long? ScreenedKg { get; init; }

    /// <summary>That part of <see cref="ScreenedKg"/> which counts only once evidence is brought, kg CO₂e; null: none of it, or the boundary was made of no selection.</summary>
    public long? ScreenedNeedKg { get; init; }

    /// <summary>Ground of the boundary for which the screening has no figure, m²; null: no boundary.</summary>
    public decimal? WithoutFigureM2 { get; init; }

    public long? CostFen { get; init; }
    public long? RevenueFen { get; init; }

    /// <summary>Revenue less cost, fen per mu of <see cref="AreaM2"/>.</summary>
    public decimal? NetFenPerMu { get; init; }
    public short? Priority { get; init; }
    public string? Source { get; init; }
    public string? Mark { get; init; }
    public DateOnly? ReviewedOn { get; init; }
    public string? Reason { get; init; }
}

/// <summary>A move on the timeline with its project; <see cref="Tranche"/> null: of the project itself. What is due is due of this move.</summary>
public sealed record TimelineMove : ListedProject
{
    public short? Tranche { get; init; }
    public string ToState { get; init; } = "";
    public DateOnly MovedOn { get; init; }
}

/// <summary>A state with the number of projects in it.</summary>
public sealed record StateCount
{
    public string State { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public int Projects { get; init; }
}

/// <summary>A reduction tranche; tonnes are whole tCO₂e.</summary>
public sealed record TrancheRow
{
    public long TrancheId { get; init; }
    public long ProjectId { get; init; }
    public short Number { get; init; }
    public DateOnly PeriodFrom { get; init; }
    public DateOnly PeriodTo { get; init; }
    public string State { get; init; } = "";
    public string StateZh { get; init; } = "";
    public string StateEn { get; init; } = "";
    public DateOnly StateSince { get; init; }
    public long? PublishedT { get; init; }
    public long? VerifiedT { get; init; }
    public long? AppliedT { get; init; }
    public long? RegisteredT { get; init; }
    public string? RegistryNumber { get; init; }
    public DateOnly? RegisteredOn { get; init; }

    /// <summary>Acts that enter it in the subsidiary book, one per calendar year, neither withdrawn nor taken back; 0 before.</summary>
    public int Acts { get; init; }
    /// <summary>Tonnes that confirmed acts have entered.</summary>
    public long EnteredT { get; init; }
    public DateOnly OpenedOn { get; init; }
    public string OpenedBy { get; init; } = "";
    public bool IsFinal { get; init; }
}
