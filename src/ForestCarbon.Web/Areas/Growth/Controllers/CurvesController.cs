using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Curve sets: their versions, one set with its residuals, two side by side, approval by a second account.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty), ReadableValues]
public sealed class CurvesController(CurveSets sets, IUserStore<Account> accounts) : Controller
{
    [HttpGet("/growth/curves")]
    public async Task<IActionResult> List(CancellationToken ct) =>
        View("List", new CurveListPage(await sets.ListAsync(ct), await sets.NewestAsync(ct), null));

    [HttpPost("/growth/curves/fit"), Authorize(Policies.StartRuns)]
    public async Task<IActionResult> Fit(bool plots, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/growth/curves/{await (plots ? sets.FitToPlotsAsync(User.Actor(), null, ct) : sets.FitAsync(User.Actor(), null, ct))}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("List", new CurveListPage(await sets.ListAsync(ct), await sets.NewestAsync(ct), refused.Message));
        }
    }

    [HttpGet("/growth/curves/{id:int}")]
    public Task<IActionResult> Show(int id, int? with, CancellationToken ct) => PageAsync(id, with, null, ct);

    [HttpPost("/growth/curves/{id:int}/approve"), Authorize(Policies.ApproveRuns)]
    public Task<IActionResult> Approve(int id, CancellationToken ct) => DecideAsync(id, () => sets.ApproveAsync(User.Actor(), id, ct), ct);

    [HttpPost("/growth/curves/{id:int}/withdraw"), Authorize(Policies.ApproveRuns)]
    public Task<IActionResult> Withdraw(int id, string? reason, CancellationToken ct) => DecideAsync(id, () => sets.WithdrawAsync(User.Actor(), id, reason, ct), ct);

    private async Task<IActionResult> DecideAsync(int id, Func<Task> decision, CancellationToken ct)
    {
        try
        {
            await decision();
            return LocalRedirect($"/growth/curves/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, null, refused.Message, ct);
        }
    }

    private async Task<IActionResult> PageAsync(int id, int? with, string? refusal, CancellationToken ct)
    {
        if (await sets.FindAsync(id, ct) is not { } set)
            return NotFound();
        var other = with is { } named && named != id ? await sets.FindAsync(named, ct) : null;
        return View("Show", new CurveSetPage(
            set, await sets.CurvesAsync(id, ct), await sets.GapsAsync(id, ct),
            (await sets.ResidualsAsync(id, ct)).ToLookup(r => r.CurveId), other,
            other is null ? [] : await sets.CurvesAsync(other.CurveSetId, ct), other is null ? [] : await sets.FamiliesAsync(other.CurveSetId, ct),
            [.. (await sets.ListAsync(ct)).Where(s => s.CurveSetId != id)], await sets.FamiliesAsync(id, ct), await sets.FamilyGapsAsync(id, ct), refusal)
        {
            PlotsLeftOut = await sets.PlotsLeftOutAsync(id, ct), IsUnapprovedInUse = set.Approval == "draft" && (await sets.NewestAsync(ct))?.CurveSetId == id,
            Names = await ((AccountStore)accounts).NamesAsync(new[] { set.MadeBy, set.ApprovedBy, set.WithdrawnBy }.OfType<string>(), ct),
        });
    }
}

/// <summary>The sets, newest first, and the one new runs use.</summary>
public sealed record CurveListPage(IReadOnlyList<CurveSetRow> Sets, CurveSetRow? InUse, string? Refusal);

/// <summary>A set with its curves against their parcels, and another beside it.</summary>
public sealed record CurveSetPage(
    CurveSetRow Set, IReadOnlyList<CurveRow> Curves, IReadOnlyList<CurveGapRow> Gaps, ILookup<int, ResidualRow> Residuals,
    CurveSetRow? Other, IReadOnlyList<CurveRow> OtherCurves, IReadOnlyList<FamilyRow> OtherFamilies, IReadOnlyList<CurveSetRow> Others, IReadOnlyList<FamilyRow> Families,
    IReadOnlyList<FamilyGapRow> FamilyGaps, string? Refusal)
{
    /// <summary>The plots the set was not fitted to.</summary>
    public IReadOnlyList<PlotLeftOut> PlotsLeftOut { get; init; } = [];

    /// <summary>Nobody has approved a set, and new runs use this draft.</summary>
    public bool IsUnapprovedInUse { get; init; }

    /// <summary>Names of the accounts that made, approved and withdrew the set.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>What an actor is called, in Chinese: the key of its English where it is no account's name.</summary>
    public string Who(string actor) => PeopleWords.NameOf(actor, Names);

    /// <summary>Curves of the other set for strata this one has none of.</summary>
    public IReadOnlyList<CurveRow> OnlyThere => [.. OtherCurves.Where(other => Curves.All(curve => curve.Stratum != other.Stratum))];
}
