using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>Candidate boundaries: pieces of a screening kept by name, handed out as files, checked against the register of claims.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class SelectionsController(Selections selections, ScreeningResults results, CandidateBoundary boundary, ClaimRegister register, ProjectBoundaries boundaries, MapPlaces places) : Controller
{
    [HttpGet("/ccer/selections")]
    public async Task<IActionResult> List(CancellationToken ct)
    {
        var rows = await selections.ListAsync(User.Scope(), ct);
        var marks = new Dictionary<long, string>();
        foreach (var id in rows.Select(r => r.RunId).Distinct())
            marks[id] = await results.FindAsync(id, ct) is { } run ? ScreeningManifest.Parse(run.Manifest).TonnesMark() : "";
        return View("Selections", new SelectionsPage(rows, marks));
    }

    [HttpPost("/ccer/screenings/{id:long}/selections"), Authorize(Policies.Screen)]
    public async Task<IActionResult> Make(long id, SelectionForm form, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run)
            return NotFound();
        try
        {
            if (!form.Whole && form.Parcels is not { Length: > 0 })
                throw new RefusedException("没有选中小班。请在表里勾选，或选“筛选出的全部”。", "No parcel is chosen: tick some in the table, or take all the filter finds.");
            var scope = User.Scope().Narrowed(form.Township);
            var parcels = form.Whole
                ? [.. (await results.ParcelsAsync(id, scope, form.Filter(), form.Q, int.MaxValue, ct: ct)).Select(p => p.ParcelId)]
                : form.Parcels!;
            return LocalRedirect($"/ccer/selections/{await selections.MakeAsync(User.Actor(), scope, run, form.Name ?? "", form.Note, parcels, form.OnlyPassing, ct)}");
        }
        catch (RefusedException refused)
        {
            TempData["refusal"] = refused.Message;
            return LocalRedirect($"/ccer/screenings/{id}/parcels{form.Query()}");
        }
    }

    [HttpGet("/ccer/selections/{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct) => await PageAsync(id, null, null, ct);

    /// <summary>Says what the boundary would meet in the register, over the crediting period from its start.</summary>
    [HttpPost("/ccer/selections/{id:long}/check")]
    public async Task<IActionResult> Check(long id, CancellationToken ct)
    {
        if (await selections.FindAsync(id, User.Scope(), ct) is not { } selection || await results.FindAsync(selection.RunId, ct) is not { } run)
            return NotFound();
        var plots = (await boundary.OfAsync(run, User.Scope(), selection: selection, ct: ct)).Features.Select(f => BoundaryPlot.Of($"{f.Values[0].Value}-{f.Values[1].Value}", f.Shape));
        return await PageAsync(id, await register.CheckAsync([.. plots], run.StartDate, run.StartDate.AddYears(run.CreditingYears).AddDays(-1), ct: ct), null, ct);
    }

    [HttpPost("/ccer/selections/{id:long}/withdraw"), Authorize(Policies.Screen)]
    public async Task<IActionResult> Withdraw(long id, CancellationToken ct)
    {
        if (await selections.FindAsync(id, User.Scope(), ct) is null)
            return NotFound();
        try
        {
            await selections.WithdrawAsync(User.Actor(), id, ct);
            return LocalRedirect("/ccer/selections");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, null, refused.Message, ct);
        }
    }

    /// <summary>Enters an idea into the reserve with these pieces as its boundary.</summary>
    [HttpPost("/ccer/selections/{id:long}/project"), Authorize(Policies.ManageProjects)]
    public async Task<IActionResult> Project(long id, ProjectForm form, CancellationToken ct)
    {
        if (await selections.FindAsync(id, User.Scope(), ct) is not { } selection)
            return NotFound();
        try
        {
            if (selection.WithdrawnAt is not null)
                throw new RefusedException("这个候选边界已撤下，不能立项。", "This candidate boundary was withdrawn: no project is made from it.");
            await boundaries.CreateFromSelectionAsync(
                User.Actor(), new ProjectDraft(form.Code ?? "", form.Name ?? "", form.MethodologyId, User.Scope().Codes, Note: form.Note, OpenedOn: form.On), id, User.Scope(), ct);
            return LocalRedirect($"/ccer/projects/{Uri.EscapeDataString(form.Code!.Trim())}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, null, refused.Message, ct);
        }
    }

    [HttpGet("/ccer/selections/{id:long}/boundary.{format}")]
    public async Task<IActionResult> Boundary(long id, string format, CancellationToken ct) =>
        BoundaryExport.Formats.TryGetValue(format, out var type) && await selections.FindAsync(id, User.Scope(), ct) is { } selection
        && await results.FindAsync(selection.RunId, ct) is { } run
            ? File(BoundaryExport.Write(await boundary.OfAsync(run, User.Scope(), selection: selection, ct: ct), format), type, $"selection-{id}.{format}")
            : NotFound();

    private async Task<IActionResult> PageAsync(long id, IReadOnlyList<ClaimOverlap>? overlaps, string? refusal, CancellationToken ct) =>
        await selections.FindAsync(id, User.Scope(), ct) is { } selection && await results.FindAsync(selection.RunId, ct) is { } run
            ? View("Selection", new SelectionPage(
                selection, await selections.ParcelsAsync(id, User.Scope(), ct), overlaps, await places.ExtentAsync(User.Scope(), ct), ScreeningManifest.Parse(run.Manifest).TonnesMark(), refusal))
            : NotFound();
}

/// <summary>Parcels to keep by name: those ticked, or with <paramref name="Whole"/> all the filter finds.</summary>
public sealed record SelectionForm(
    string? Name, string? Note, bool OnlyPassing, bool Whole, long[]? Parcels, string[]? Township, PiecesOf? Of, string? Q)
{
    /// <summary>The filter as a query, to go back to the same page.</summary>
    public string Query() => ParcelFilter.Query(Township, Filter(), Q);

    /// <exception cref="RefusedException">The form names a figure the screening does not have.</exception>
    public PieceFilter Filter() => (Of ?? new PiecesOf(null, null, null, null, null)).Filter(int.MaxValue) ?? throw new RefusedException("没有这样的筛选。请回到逐小班看，重新筛选。", "There is no such filter: go back to the list of parcels and filter again.");
}

/// <summary>Selections; <paramref name="Marks"/> is by screening the weakest mark of what it expects.</summary>
public sealed record SelectionsPage(IReadOnlyList<SelectionRow> Rows, IReadOnlyDictionary<long, string> Marks);

/// <summary>A selection; <paramref name="Overlaps"/> is what a check found, null before one; <paramref name="TonnesMark"/> the weakest mark of what its screening expects.</summary>
public sealed record SelectionPage(SelectionRow Selection, IReadOnlyList<SelectedParcelRow> Parcels, IReadOnlyList<ClaimOverlap>? Overlaps, MercatorBox? Extent, string TonnesMark, string? Refusal);
