using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>What a project stands on: strata, tenure and mandates, and whether it pays.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class ProjectGroundController(ProjectBook book, Strata strata, Mandates mandates, GoNoGo pays, ProjectBoundaries boundaries, TrancheEntry entry, PrintedView printed, Db db, Home home, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostFileBytes = 50L << 20;

    [HttpGet("/ccer/projects/{code}/strata")]
    public async Task<IActionResult> ShowStrata(string code, CancellationToken ct) => await book.FindAsync(code, User.Scope(), ct) is { } project ? await StrataPageAsync(project, null, ct) : NotFound();

    [HttpPost("/ccer/projects/{code}/strata"), Authorize(Policies.ManageProjects)]
    public async Task<IActionResult> ChangeStrata(string code, StratumChange form, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project)
            return NotFound();
        try
        {
            await strata.ChangeAsync(User.Actor(), project.BoundaryId, form, ct);
            return LocalRedirect($"/ccer/projects/{Uri.EscapeDataString(project.Code)}/strata");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await StrataPageAsync(project, refused.Message, ct);
        }
    }

    [HttpGet("/ccer/projects/{code}/mandates")]
    public async Task<IActionResult> ShowMandates(string code, CancellationToken ct) => await book.FindAsync(code, User.Scope(), ct) is { } project ? await MandatesPageAsync(project, null, ct) : NotFound();

    [HttpPost("/ccer/projects/{code}/mandates"), Authorize(Policies.ManageProjects), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> GiveMandate(string code, MandateForm form, CancellationToken ct) => OnMandatesAsync(code, async project =>
    {
        if (form is not { From: { } from, To: { } to, GivenOn: { } givenOn })
            throw new RefusedException("请填写授权日期和期限。", "Give the mandate's day and term.");
        var draft = new MandateDraft(project.ProjectId, form.LotCode ?? "", form.RightKind ?? "", form.Subject ?? "", givenOn, from, to);
        await SentFile.KeptAsync(form.File, "请附上授权书的扫描件。", async (path, scan, name) =>
        {
            async Task KeepAsync(byte[]? minutes)
            {
                await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"收存项目 {project.Code} 的授权书", write => new FileStore(home.Files).KeepAsync(write, path, scan, name, ct), ct);
                await mandates.GiveAsync(User.Actor(), draft with { FileSha256 = scan.Sha256, MinutesSha256 = minutes }, ct);
            }
            if (form.Minutes is not null)
                await SentFile.KeptAsync(form.Minutes, "", async (minutesPath, minutes, minutesName) =>
                {
                    await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"收存项目 {project.Code} 的会议记录", write => new FileStore(home.Files).KeepAsync(write, minutesPath, minutes, minutesName, ct), ct);
                    await KeepAsync(minutes.Sha256);
                }, ct);
            else
                await KeepAsync(null);
        }, ct);
    }, ct);

    [HttpPost("/ccer/projects/{code}/mandates/{id:long}/revoke"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> RevokeMandate(string code, long id, DateOnly? on, CancellationToken ct) =>
        OnMandatesAsync(code, project => mandates.RevokeAsync(User.Actor(), project.ProjectId, id, on ?? throw new RefusedException("请填写收回的日期。", "Give the day it is revoked."), ct), ct);

    /// <summary>Proposes the boundary anew without the plots that have no valid mandate.</summary>
    [HttpPost("/ccer/projects/{code}/mandates/boundary"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> ProposeBoundary(string code, CancellationToken ct) => OnMandatesAsync(code, async project =>
    {
        var left = await mandates.PlotsWithGapsAsync(project, User.Scope(), ct);
        await boundaries.WithoutPlotsAsync(User.Actor(), project.ProjectId, project.BoundaryId ?? throw new RefusedException("还没有事前边界。", "There is no ex-ante boundary."), plot => left.Contains(plot), "按有效授权提出", ct);
    }, ct);

    [HttpGet("/ccer/projects/{code}/go-no-go")]
    public async Task<IActionResult> Pays(string code, decimal? price, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project)
            return NotFound();
        try
        {
            ReadableValuesAttribute.Require(ModelState, texts);
            return await PaysPageAsync(project, price, null, ct);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PaysPageAsync(project, null, refused.Message, ct);
        }
    }

    [HttpGet("/ccer/projects/{code}/go-no-go.pdf")]
    public async Task<IActionResult> PrintedPays(string code, decimal? price, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project)
            return NotFound();
        ReadableValuesAttribute.Require(ModelState, texts);
        var answer = await pays.OfAsync(project, price, User.Scope(), ct);
        try
        {
            return await printed.PdfAsync(HttpContext, "~/Areas/Ccer/Views/ProjectGround/GoNoGoPrinted.cshtml",
                new GoNoGoPage(project, answer, true, null), $"{project.Code} {project.Name}", $"{project.Code}-go-no-go.pdf", ct);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return await PaysPageAsync(project, price, refused.Message, ct);
        }
    }

    [HttpPost("/ccer/projects/{code}/costs"), Authorize(Policies.ManageProjects)]
    public async Task<IActionResult> Cost(string code, CostForm form, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project)
            return NotFound();
        try
        {
            ReadableValuesAttribute.Require(ModelState, texts);
            await pays.CostAsync(User.Actor(), project.ProjectId, form.Name, form.Basis, form.Yuan, form.Source, string.IsNullOrWhiteSpace(form.Mark) ? "M" : form.Mark.Trim(), ct);
            return LocalRedirect($"/ccer/projects/{Uri.EscapeDataString(project.Code)}/go-no-go");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PaysPageAsync(project, null, refused.Message, ct);
        }
    }

    /// <summary>Another account has compared a cost with its source.</summary>
    [HttpPost("/ccer/projects/{code}/costs/{id:long}/verify"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> VerifyCost(string code, long id, CancellationToken ct) => this.StepAsync(
        book, code, null, "go-no-go", (project, _) => pays.VerifyAsync(User.Actor(), project.ProjectId, id, ct), (project, refusal) => PaysPageAsync(project, null, refusal, ct), ct);

    /// <summary>Asks the subsidiary book to enter a registered tranche.</summary>
    [HttpPost("/ccer/projects/{code}/tranches/{id:long}/enter"), Authorize(Policies.MakeHoldings)]
    public async Task<IActionResult> Enter(string code, long id, string? holder, string? serialPrefix, long? firstSerial, string? because, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project || (await book.TranchesAsync(project.ProjectId, User.Scope(), ct)).FirstOrDefault(t => t.TrancheId == id) is not { } tranche)
            return NotFound();
        try
        {
            ReadableValuesAttribute.Require(ModelState, texts);
            await entry.AskAsync(User.Actor(), project, tranche, holder ?? "", string.IsNullOrWhiteSpace(serialPrefix) ? null : serialPrefix.Trim(), firstSerial ?? 1, because, ct);
            return LocalRedirect("/finance/acts?outcome=pending");
        }
        catch (RefusedException refused)
        {
            TempData["refusal"] = refused.Message;
            return LocalRedirect($"/ccer/projects/{Uri.EscapeDataString(project.Code)}?tranche={tranche.Number}");
        }
    }

    private async Task<IActionResult> OnMandatesAsync(string code, Func<ProjectRow, Task> act, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project)
            return NotFound();
        try
        {
            await act(project);
            return LocalRedirect($"/ccer/projects/{Uri.EscapeDataString(project.Code)}/mandates");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await MandatesPageAsync(project, refused.Message, ct);
        }
    }

    private async Task<IActionResult> StrataPageAsync(ProjectRow project, string? refusal, CancellationToken ct) => View("Strata", new StrataPage(
        project, project.BoundaryId is { } id ? await strata.OfAsync(id, ct) : [], project.BoundaryId is { } b ? await strata.ParcelsAsync(b, User.Scope(), ct) : [],
        project.BoundaryId is { } under && (await pays.YieldsAsync(under, User.Scope(), ct)).Count > 0, refusal));

    private async Task<IActionResult> MandatesPageAsync(ProjectRow project, string? refusal, CancellationToken ct) =>
        View("Mandates", new MandatesPage(project, await mandates.OfAsync(project.ProjectId, ct), await mandates.CoverageAsync(project, User.Scope(), ct), refusal));

    private async Task<IActionResult> PaysPageAsync(ProjectRow project, decimal? price, string? refusal, CancellationToken ct) =>
        View("GoNoGo", new GoNoGoPage(
            project, await pays.OfAsync(project, price, User.Scope(), ct), PdfPrinter.IsAvailable, refusal, !project.IsFinal && Policies.RolesAdmittedBy(Policies.ManageProjects).Any(User.IsInRole)));
}

public sealed record MandateForm(string? LotCode, string? RightKind, string? Subject, DateOnly? GivenOn, DateOnly? From, DateOnly? To, IFormFile? File, IFormFile? Minutes);

/// <param name="Mark">The mark that the source gives.</param>
public sealed record CostForm(string? Name, string? Basis, decimal? Yuan, string? Source, string? Mark);

/// <param name="HasGround">There are parcels under the ex-ante boundary to make strata of.</param>
public sealed record StrataPage(ProjectRow Project, IReadOnlyList<StratumRow> Strata, IReadOnlyList<StratumParcelRow> Parcels, bool HasGround, string? Refusal);

public sealed record MandatesPage(ProjectRow Project, IReadOnlyList<MandateRow> Mandates, TenureCoverage Coverage, string? Refusal);

/// <param name="MayManage">Costs may be entered and compared here; not on paper, and not where the project is over.</param>
public sealed record GoNoGoPage(ProjectRow Project, GoNoGoAnswer Answer, bool MayPrint, string? Refusal, bool MayManage = false);
