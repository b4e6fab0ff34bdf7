using System.Globalization;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>Projects: the list, the page of one, and everything that is entered there. What may happen is decided by the table of moves.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class ProjectsController(
    ProjectBook book, LifeCycle life, ProjectDocuments documents, ProjectParties parties, ProjectBoundaries boundaries, Staleness staleness, ProjectExport export, Selections selections,
    Mandates mandates, TrancheEntry entry, IUserStore<Account> accounts, MapPlaces places, Db db, Home home, IStringLocalizer<Texts> texts) : Controller
{
    private const int PageRows = 50;
    private const decimal MostMu = 1e20m;
    private const long MostFileBytes = 200L << 20;

    [HttpGet("/ccer/projects")]
    public async Task<IActionResult> List(string? state, string? q, int page, CancellationToken ct) => await ListPageAsync(state, q, Math.Max(1, page), null, ct);

    [HttpGet("/ccer/projects.xlsx")]
    public async Task<IActionResult> Workbook(string? state, string? q, CancellationToken ct)
    {
        var (stream, filter) = (new MemoryStream(), ProjectFilter.Of(state, q));
        await export.WorkbookAsync(User.Scope(), stream, heading => texts[heading], ReadingPreferences.Of(HttpContext).InEnglish, filter, ct);
        stream.Position = 0;
        return File(stream, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{filter.Named("projects")}.xlsx");
    }

    [HttpGet("/ccer/portfolio.{format}")]
    public async Task<IActionResult> Portfolio(string format, string? state, string? q, CancellationToken ct) => BoundaryExport.Formats.TryGetValue(format, out var type)
        ? File(BoundaryExport.Write(await export.PortfolioAsync("ex-ante", User.Scope(), ProjectFilter.Of(state, q), ct), format), type, $"{ProjectFilter.Of(state, q).Named("portfolio")}.{format}")
        : NotFound();

    [HttpGet("/ccer/project-moves")]
    public Task<IActionResult> Moves(CancellationToken ct) => MovesPageAsync(null, ct);

    [HttpPost("/ccer/lead-times"), Authorize(Policies.ManageProjects)]
    public async Task<IActionResult> PlanStep(string? step, int? workingDays, string? source, CancellationToken ct)
    {
        try
        {
            await book.PlanStepAsync(User.Actor(), step, workingDays, source, ct);
            return LocalRedirect("/ccer/project-moves#lead-times");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await MovesPageAsync(refused.Message, ct);
        }
    }

    [HttpPost("/ccer/projects"), Authorize(Policies.ManageProjects)]
    public async Task<IActionResult> Create(ProjectForm form, CancellationToken ct)
    {
        try
        {
            await book.CreateAsync(User.Actor(), new ProjectDraft(form.Code ?? "", form.Name ?? "", form.MethodologyId, User.Scope().Codes, Note: form.Note, OpenedOn: form.On), ct);
            return LocalRedirect($"/ccer/projects/{Uri.EscapeDataString(form.Code!.Trim())}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListPageAsync(null, null, 1, refused.Message, ct);
        }
    }

    /// <param name="tranche">Number of the tranche to draw.</param>
    [HttpGet("/ccer/projects/{code}")]
    public async Task<IActionResult> Show(string code, long? tranche, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project)
            return NotFound();
        if (tranche is null)
            return await PageAsync(project, null, null, ct);
        var all = await book.TranchesAsync(project.ProjectId, User.Scope(), ct);
        return all.FirstOrDefault(t => t.Number == tranche) is { } shown ? await PageAsync(project, shown.TrancheId, null, ct) : NotFound();
    }

    [HttpPost("/ccer/projects/{code}/moves"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Move(string code, MoveForm form, CancellationToken ct) => ActAsync(code, form.Tranche, (project, actor) => life.MoveAsync(actor, new MoveRequest(
        project.ProjectId, form.Tranche, form.To ?? "", form.On ?? CountyClock.Today, form.Decision ?? "", Tonnes: form.Tonnes, RegistryNumber: form.Number, DueOn: form.Due), ct), ct);

    [HttpPost("/ccer/projects/{code}/moves/{id:long}/due"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> SetDue(string code, long id, DateOnly? due, CancellationToken ct) => ActAsync(code, null, (project, actor) =>
        life.SetDueAsync(actor, project.ProjectId, id, due ?? throw new RefusedException("请填写截止日。", "Give the last day."), ct), ct);

    [HttpPost("/ccer/projects/{code}/facts"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Facts(string code, FactsForm form, CancellationToken ct) => ActAsync(code, null, (project, actor) => book.ChangeAsync(actor, project.ProjectId, new ProjectFacts(
        // A name that was emptied is refused; a form without the field leaves it.
        form.Name ?? (Request.Form.ContainsKey(nameof(form.Name)) ? "" : null), string.IsNullOrWhiteSpace(form.MethodologyId) ? null : form.MethodologyId, form.StartDate, form.CreditingFrom, form.CreditingTo, form.LifetimeTo), ct), ct);

    [HttpPost("/ccer/projects/{code}/figures"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Estimate(string code, FigureForm form, CancellationToken ct) => ActAsync(code, null, (project, actor) => book.EstimateAsync(actor, project.ProjectId, new IdeaFigure(
        SquareMetres(form.AreaMu), form.ExpectedT, WholeFen.Of(form.CostYuan, "成本", "cost"), WholeFen.Of(form.RevenueYuan, "收入", "revenue"), form.Priority, form.Source ?? ""), ct), ct);

    [HttpPost("/ccer/projects/{code}/undertakings"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Undertake(string code, DateOnly? givenOn, string? givenBy, CancellationToken ct) =>
        ActAsync(code, null, (project, actor) => book.UndertakeAsync(actor, project.ProjectId, givenOn ?? CountyClock.Today, givenBy ?? "", ct), ct);

    [HttpPost("/ccer/projects/{code}/tranches"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> OpenTranche(string code, DateOnly? from, DateOnly? to, DateOnly? on, CancellationToken ct) => ActAsync(code, null, (project, actor) =>
        from is { } first && to is { } last ? book.OpenTrancheAsync(actor, project.ProjectId, first, last, on, ct) : throw new RefusedException("请填写核算期的起止。", "Give the first and last day of the period."), ct);

    [HttpPost("/ccer/projects/{code}/documents"), Authorize(Policies.ManageProjects), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> AddDocument(string code, ProjectDocumentForm form, CancellationToken ct) => ActAsync(code, form.Tranche, (project, actor) => SentFile.KeptAsync(form.File, "请选择文件。", (path, _, name) =>
        documents.AddAsync(actor, new DocumentDraft(project.ProjectId, form.Tranche, form.Kind ?? "", name, form.Dated ?? CountyClock.Today, form.Substantial, form.Note), path, ct), ct), ct);

    [HttpGet("/ccer/projects/{code}/documents/{id:long}")]
    public async Task<IActionResult> Document(string code, long id, CancellationToken ct) =>
        await book.FindAsync(code, User.Scope(), ct) is { } project && (await documents.ListAsync(project.ProjectId, ct)).FirstOrDefault(d => d.DocumentId == id) is { } document
        && new FileStore(home.Files).PathOf(Convert.FromHexString(document.FileSha256)) is var path && System.IO.File.Exists(path)
            ? PhysicalFile(path, "application/octet-stream", document.Name)
            : NotFound();

    [HttpPost("/ccer/projects/{code}/comments"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Comment(string code, CommentForm form, CancellationToken ct) => ActAsync(code, form.Tranche, (project, actor) =>
        documents.CommentAsync(actor, project.ProjectId, form.Tranche, form.ReceivedOn ?? CountyClock.Today, form.Channel ?? "", form.Summary ?? "", ct), ct);

    [HttpPost("/ccer/projects/{code}/comments/{id:long}"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Answer(string code, long id, AnswerForm form, CancellationToken ct) => ActAsync(code, null, (project, actor) =>
        documents.AnswerAsync(actor, project.ProjectId, id, form.AnsweredOn ?? CountyClock.Today, form.AnsweredBy ?? "", form.Answer ?? "", form.Adopted, ct), ct);

    [HttpPost("/ccer/projects/{code}/comments/{id:long}/withdraw"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> WithdrawComment(string code, long id, string? reason, CancellationToken ct) =>
        ActAsync(code, null, (project, actor) => documents.WithdrawCommentAsync(actor, project.ProjectId, id, reason, ct), ct);

    [HttpPost("/ccer/projects/{code}/parties"), Authorize(Policies.ManageProjects), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Party(string code, PartyForm form, CancellationToken ct) => ActAsync(code, form.Tranche, async (project, actor) =>
    {
        var contract = new Contract(form.Contract, form.SignedOn, form.Subject, WholeFen.Of(form.AmountYuan, "合同金额", "contract's amount"), Until: form.Until);
        if (form.File is not null)
            await SentFile.KeptAsync(form.File, "", async (path, file, name) =>
            {
                contract = contract with { FileSha256 = file.Sha256 };
                await AssignAsync(write => new FileStore(home.Files).KeepAsync(write, path, file, name, ct));
            }, ct);
        else
            await AssignAsync(null);

        // Party, scan and role together: a role that is refused leaves nothing behind.
        Task<long> AssignAsync(Func<Write, Task>? with) => form.PartyId is { } known
            ? parties.AssignAsync(actor, project.ProjectId, form.Tranche, form.Role ?? "", known, form.From ?? CountyClock.Today, contract, with, ct)
            : parties.AssignAsync(
                actor, project.ProjectId, form.Tranche, form.Role ?? "", new PartyDraft(form.Kind ?? "", form.Name ?? "", form.CreditCode, form.Contact), form.From ?? CountyClock.Today, contract, with, ct);
    }, ct);

    [HttpPost("/ccer/projects/{code}/parties/{id:long}/end"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> EndParty(string code, long id, DateOnly? until, CancellationToken ct) =>
        ActAsync(code, null, (project, actor) => parties.EndAsync(actor, project.ProjectId, id, until ?? CountyClock.Today, ct), ct);

    [HttpPost("/ccer/projects/{code}/boundary"), Authorize(Policies.ManageProjects), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> SetBoundary(string code, BoundaryForm form, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project)
            return NotFound();
        try
        {
            return await BoundAsync(code, form, ct);
        }
        catch (UnconfirmedException unconfirmed)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await GroundPageAsync(project, unconfirmed.Message + (form.File is not null ? texts["文件须再选一次。"].Value : ""), form.Drawn, ct);
        }
    }

    private Task<IActionResult> BoundAsync(string code, BoundaryForm form, CancellationToken ct) => ActAsync(code, null, async (project, actor) =>
    {
        if (form.SelectionId is { } selection)
        {
            if (await selections.FindAsync(selection, User.Scope(), ct) is null)
                throw new RefusedException($"没有候选边界 {selection}，或它不在账号的范围内。", $"There is no candidate boundary {selection}, or it is outside the account's townships.");
            await boundaries.FromSelectionAsync(actor, project.ProjectId, selection, User.Scope(), form.Kind, ct);
        }
        else if (form.File is not null)
            await SentFile.KeptAsync(form.File, "", async (path, file, name) =>
            {
                var plots = await BoundaryFile.ReadAsync(db, path, string.IsNullOrWhiteSpace(form.Crs) ? null : form.Crs, ct);
                await RequireAsync(project, plots);
                await db.WriteAsync(actor, TownshipScope.WholeCounty, "收存项目的边界文件", write => new FileStore(home.Files).KeepAsync(write, path, file, name, ct), ct);
                await boundaries.FromPlotsAsync(actor, project.ProjectId, form.Kind ?? "ex-ante", name, plots, file.Sha256, ct);
            }, ct);
        else if (!string.IsNullOrWhiteSpace(form.Drawn))
        {
            var plots = await BoundaryFile.ReadTextAsync(db, form.Drawn, ("画的边界", "The drawn boundary"), ct);
            await RequireAsync(project, plots);
            await boundaries.FromPlotsAsync(actor, project.ProjectId, form.Kind ?? "ex-ante", "在地图上画出", plots, null, ct);
        }
        else
            throw new RefusedException("请选一个候选边界、一个边界文件，或在地图上画出范围。", "Choose a candidate boundary or a boundary file, or draw on the map.");

        Task RequireAsync(ProjectRow of, IReadOnlyList<BoundaryPlot> plots) => boundaries.RequireGroundAsync(
            of, form.Kind ?? "ex-ante", plots, of.MethodologyId, form.Confirmed, "勾选“仍然定为边界”再提交", "tick “Set it as the boundary all the same” and send it again", ct);
    }, ct);

    [HttpGet("/ccer/projects/{code}/boundary.{format}")]
    public async Task<IActionResult> Boundary(string code, string format, string? kind, CancellationToken ct) =>
        BoundaryExport.Formats.TryGetValue(format, out var type) && await book.FindAsync(code, User.Scope(), ct) is { } project
        && await export.OfAsync(project, kind ?? "ex-ante", User.Scope(), ct) is { } document
            ? File(BoundaryExport.Write(document, format), type, $"{project.Code}.{format}")
            : NotFound();

    [HttpGet("/ccer/projects/{code}/boundary")]
    public async Task<IActionResult> Ground(string code, CancellationToken ct) =>
        await book.FindAsync(code, User.Scope(), ct) is { } project ? await GroundPageAsync(project, null, null, ct) : NotFound();

    // More than any number of mu is left to the book to refuse, before the product outgrows the number.
    private static decimal? SquareMetres(decimal? mu) => mu is { } given ? Math.Clamp(given, -MostMu, MostMu) * 2000 / 3 : null;

    private async Task<IActionResult> ActAsync(string code, long? tranche, Func<ProjectRow, Actor, Task> act, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project)
            return NotFound();
        try
        {
            ReadableValuesAttribute.Require(ModelState, texts);
            await act(project, User.Actor());
            var of = tranche is null ? null : (await book.TranchesAsync(project.ProjectId, User.Scope(), ct)).FirstOrDefault(t => t.TrancheId == tranche);
            return LocalRedirect($"/ccer/projects/{Uri.EscapeDataString(project.Code)}{(of is null ? "" : string.Create(CultureInfo.InvariantCulture, $"?tranche={of.Number}"))}");
        }
        catch (RefusedException refused) when (refused is not UnconfirmedException)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(project, tranche, refused.Message, ct);
        }
    }

    private async Task<IActionResult> GroundPageAsync(ProjectRow project, string? warning, string? drawn, CancellationToken ct) => View("Ground", new GroundPage(
        project, await boundaries.ListAsync(project.ProjectId, ct), await staleness.OfAsync(User.Scope(), project.ProjectId, ct), await selections.ListAsync(User.Scope(), ct),
        await places.ExtentAsync(User.Scope(), ct), warning, drawn));

    private async Task<IActionResult> MovesPageAsync(string? refusal, CancellationToken ct) => View("Moves", new MovesPage(
        await life.TableAsync(ct), (await PeriodRules.LoadAsync(db, ct: ct)).All, (await documents.KindsAsync(ct)).ToDictionary(k => k.Key), await book.LeadTimesAsync(ct), refusal));

    private async Task<IActionResult> ListPageAsync(string? state, string? q, int page, string? refusal, CancellationToken ct) => View("Projects", new ProjectsPage(
        await book.ListAsync(User.Scope(), state, q, PageRows, AskedPage.Before(page, PageRows), ct), await book.CountsAsync(User.Scope(), ct), state, q, page, PageRows, refusal));

    private async Task<IActionResult> PageAsync(ProjectRow project, long? tranche, string? refusal, CancellationToken ct)
    {
        var scope = User.Scope();
        var tranches = await book.TranchesAsync(project.ProjectId, scope, ct);
        // Who enters tonnes is shown the first tranche that is not in the book yet; everybody else the one that is on its way.
        var mayEnter = Policies.RolesAdmittedBy(Policies.MakeHoldings).Any(User.IsInRole);
        var acts = await entry.OfAsync(project.ProjectId, ct);
        bool IsToEnter(TrancheRow t) => t is { State: "registered", RegisteredT: > 0 } && acts.Where(a => a.TrancheId == t.TrancheId && a.Stands).Sum(a => a.Tonnes) < t.RegisteredT;
        var shown = tranches.FirstOrDefault(t => t.TrancheId == tranche) ?? (mayEnter ? tranches.FirstOrDefault(IsToEnter) : null) ?? tranches.LastOrDefault(t => !t.IsFinal && t.State != "monitoring") ?? tranches.LastOrDefault(t => !t.IsFinal) ?? (tranches.Count > 0 ? tranches[^1] : null);
        var periods = await PeriodRules.LoadAsync(db, ct: ct);
        var moves = await life.MovesAsync(project.ProjectId, scope, ct);
        return View("Project", new ProjectPage(
            project, moves, periods.All.ToDictionary(p => p.Kind.Key), await life.ChoicesAsync(project.ProjectId, null, scope, ct: ct),
            tranches, shown, shown is null ? [] : await life.ChoicesAsync(project.ProjectId, shown.TrancheId, scope, ct: ct), await documents.ListAsync(project.ProjectId, ct),
            await documents.KindsAsync(ct), await documents.CommentsAsync(project.ProjectId, ct), await parties.OfAsync(project.ProjectId, ct), await parties.ListAsync(ct),
            await book.UndertakingsAsync(project.ProjectId, ct), await book.ReplacedUndertakingsAsync(project.ProjectId, ct), project.BoundaryId is null ? null : await mandates.CoverageAsync(project, scope, ct),
            Staleness.ByProject(project.ChangedParcels > 0 ? await staleness.OfAsync(scope, project.ProjectId, ct) : []).SingleOrDefault(),
            project.State == "registered" ? RollingExpiry.Of(project.CreditingFrom, project.CreditingTo, tranches, project.ExpectedT, await book.LeadTimesAsync(ct), periods.Calendar, CountyClock.Today) : null,
            [.. acts.Where(a => a.TrancheId == shown?.TrancheId)], mayEnter ? await entry.HoldersAsync(project.ProjectId, ct) : [], mayEnter && shown is not null && IsToEnter(shown) ? await entry.BesideAsync(project, shown, ct) : [],
            await ((AccountStore)accounts).NamesAsync(moves.Select(m => m.MovedBy), ct), project.BoundaryId is { } boundary ? await book.AwaitingEvidenceAsync(boundary, scope, ct) : null,
            periods.Calendar, CountyClock.Today, refusal ?? TempData["refusal"] as string));
    }
}

/// <summary>An idea to enter into the reserve; <paramref name="On"/>: since when it stands there, today where null.</summary>
public sealed record ProjectForm(string? Code, string? Name, string? MethodologyId, string? Note, DateOnly? On = null);

/// <summary>A move somebody asks for on the page; <paramref name="Tranche"/>: of that tranche.</summary>
public sealed record MoveForm(long? Tranche, string? To, DateOnly? On, string? Decision, long? Tonnes, string? Number, DateOnly? Due);

public sealed record FactsForm(string? Name, string? MethodologyId, DateOnly? StartDate, DateOnly? CreditingFrom, DateOnly? CreditingTo, DateOnly? LifetimeTo);

/// <summary>What an idea is expected to bring, in the units of the form: mu, whole tonnes, yuan.</summary>
public sealed record FigureForm(decimal? AreaMu, long? ExpectedT, decimal? CostYuan, decimal? RevenueYuan, short? Priority, string? Source);

public sealed record ProjectDocumentForm(long? Tranche, string? Kind, DateOnly? Dated, bool? Substantial, string? Note, IFormFile? File);

public sealed record CommentForm(long? Tranche, DateOnly? ReceivedOn, string? Channel, string? Summary);

public sealed record AnswerForm(DateOnly? AnsweredOn, string? AnsweredBy, string? Answer, bool Adopted);

/// <summary>A party that is known (<paramref name="PartyId"/>) or to be registered, and its role.</summary>
public sealed record PartyForm(long? Tranche, string? Role, long? PartyId, string? Kind, string? Name, string? CreditCode, string? Contact, string? Contract, DateOnly? From, DateOnly? Until, DateOnly? SignedOn, string? Subject,
    decimal? AmountYuan, IFormFile? File);

/// <summary>A boundary from a candidate, a file, or drawn as GeoJSON in EPSG:4490; <paramref name="Confirmed"/>: also where no ground of it could count.</summary>
public sealed record BoundaryForm(string? Kind, long? SelectionId, IFormFile? File, string? Crs, string? Drawn, bool Confirmed = false);

public sealed record ProjectsPage(IReadOnlyList<ProjectRow> Rows, IReadOnlyList<StateCount> Counts, string? State, string? Query, int Page, int PageRows, string? Refusal);

public sealed record MovesPage(IReadOnlyList<LifeMove> Moves, IReadOnlyList<Period> Periods, IReadOnlyDictionary<string, DocumentKind> Kinds, IReadOnlyList<LeadTime> LeadTimes, string? Refusal);

/// <summary>Boundaries of a project; <paramref name="Warning"/> is what there is to say of the one that was sent, <paramref name="Drawn"/> its drawing, before it is kept.</summary>
public sealed record GroundPage(
    ProjectRow Project, IReadOnlyList<BoundaryRow> Boundaries, IReadOnlyList<ChangedParcel> Changed, IReadOnlyList<SelectionRow> Selections, MercatorBox? Extent, string? Warning, string? Drawn);

/// <summary>Everything the page of a project shows; <paramref name="Shown"/> is the tranche whose line is drawn.</summary>
/// <param name="Beside">Acts that hold tonnes of the shown tranche's years in the book already and came from no tranche.</param>
/// <param name="Names">What the accounts are called that made moves.</param>
/// <param name="AwaitingEvidenceM2">Ground of the ex-ante boundary that awaited evidence, m²; null: not known.</param>
public sealed record ProjectPage(
    ProjectRow Project, IReadOnlyList<MoveRow> Moves, IReadOnlyDictionary<string, Period> Periods, IReadOnlyList<MoveChoice> Choices, IReadOnlyList<TrancheRow> Tranches, TrancheRow? Shown,
    IReadOnlyList<MoveChoice> TrancheChoices, IReadOnlyList<DocumentRow> Documents, IReadOnlyList<DocumentKind> Kinds, IReadOnlyList<CommentRow> Comments, IReadOnlyList<ProjectPartyRow> Parties,
    IReadOnlyList<PartyRow> KnownParties, IReadOnlyList<Undertaking> Undertakings, IReadOnlyList<Undertaking> ReplacedUndertakings, TenureCoverage? Coverage, StaleProject? Stale, ExpiryDates? Expiry, IReadOnlyList<TrancheAct> Acts,
    IReadOnlyList<OfferedHolder> Holders, IReadOnlyList<EntryBeside> Beside, IReadOnlyDictionary<string, string> Names, decimal? AwaitingEvidenceM2, WorkingCalendar Calendar, DateOnly Today, string? Refusal)
{
    public IReadOnlyList<MoveRow> MovesOf(long? tranche) => [.. Moves.Where(m => m.TrancheId == tranche)];

    /// <summary>Periods that run: of the newest move of the project and of each tranche, soonest first.</summary>
    public IReadOnlyList<(MoveRow Move, RunningPeriod Period)> Running =>
    [
        .. Begun.Select(m => (m, LifeLine.Running(m, Periods.GetValueOrDefault(m.PeriodKind!), Calendar, Today))).Where(p => p.Item2 is not null).Select(p => (p.m, p.Item2!)).OrderBy(p => p.Item2.Due),
    ];

    /// <summary>Periods that run and cannot be counted: their length was read nowhere, or their year has no calendar yet. Due on the day a notice named, where it was entered.</summary>
    public IReadOnlyList<(MoveRow Move, Period Period)> Uncounted =>
    [
        .. Begun.Where(m => Periods.ContainsKey(m.PeriodKind!) && LifeLine.Running(m, Periods[m.PeriodKind!], Calendar, Today) is null).Select(m => (m, Periods[m.PeriodKind!])),
    ];

    /// <summary>Moves with something to say that still counts: the newest into their state, of a project or tranche neither registered nor over.</summary>
    public IReadOnlyList<MoveRow> Warned =>
    [
        .. Moves.Where(m => m.WarningZh is not null && m.MoveId == Moves.Last(o => o.TrancheId == m.TrancheId && o.ToState == m.ToState).MoveId
                            && Moves.Last(o => o.TrancheId == m.TrancheId).ToState is not ("registered" or "deregistered" or "withdrawn")),
    ];

    // What the newest move of the project and of each tranche began.
    private IEnumerable<MoveRow> Begun => Moves.GroupBy(m => m.TrancheId ?? 0).Select(g => g.Last()).Where(m => m.PeriodKind is not null);

    /// <summary>Versions a project may go by, those in force first: by a legacy one reductions are estimated within the county only. A tool has no crediting period and is none.</summary>
    public static IReadOnlyList<Methodology> Methodologies { get; } = [.. MethodologyCatalogue.All.Where(m => m is { CarriesProjects: true, CreditingLeastA: not null })];
}

/// <summary>A life-cycle to draw.</summary>
public sealed record LifePart(ProjectPage Page, long? Tranche);

/// <summary>The moves that lead on, as a form.</summary>
public sealed record ChoicesPart(ProjectPage Page, IReadOnlyList<MoveChoice> Choices, long? Tranche, bool InEnglish);
