using System.Security.Claims;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Inventory.Targets;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;

namespace ForestCarbon.Web.Controllers;

/// <summary>Something that waits for this person: what, why, where to go, and since when.</summary>
public sealed record WaitingItem(string Kind, string Title, string? Detail, string Href, DateTime Since);

/// <summary>The county's figures as the desk shows them, within the person's townships.</summary>
/// <param name="Summary">The stock of the year the data are as of, and the first increment after it.</param>
/// <param name="Overlay">Areas by combination of layers, or null while they follow a change of the data.</param>
/// <param name="Check">What the check finds in the parcels as they are, for who may send a corrected file; null while it is on its way.</param>
public sealed record HomePage(
    CountyState? County, bool IsWholeCounty, IReadOnlyList<PlanLine> Plan, ForestCover? Cover, RunRow? Run, SummaryRow? Summary,
    IReadOnlyList<TotalByYear> Years, IReadOnlyList<DimensionRow> AgeGroups, IReadOnlyList<OverlayCross>? Overlay, DeskCard? Desk, IReadOnlyList<WaitingItem> Waiting,
    IReadOnlyList<Notice> Notices, bool MayCorrect, CheckReport? Check)
{
    /// <summary>Ellipsoidal area that lies in two layers at once, m²; null while the overlay follows a change of the data.</summary>
    public decimal? InBothM2(string layer, string other) => Overlay?.Where(c => c.Layers.Contains(layer) && c.Layers.Contains(other)).Sum(c => c.EllipsoidalAreaM2);
}

/// <summary>Gathers the desk of a person.</summary>
public sealed class Desktop(Db db, CountyStates states, PlanTargets targets, AccountedRuns runs, ParcelOverlays overlays, CheckReports checks, RoleDesk desks, Notices notices)
{
    public async Task<HomePage> OfAsync(ClaimsPrincipal user, ReadingPreferences reading, CancellationToken ct)
    {
        var scope = user.Scope();
        var mayCorrect = Policies.RolesAdmittedBy(Policies.ImportFiles).Any(user.IsInRole);
        var run = await runs.LatestAsync(ct);
        return new(
            await states.CurrentAsync(ct),
            scope.Codes is null,
            await targets.ListAsync(scope, ct: ct),
            await targets.CoverAsync(scope, ct: ct),
            run,
            run is null ? null : await runs.SummaryAsync(run.RunId, run.Years(), scope, ct),
            run is null ? [] : await runs.TotalsAsync(run.RunId, "county", scope, ct),
            run is null ? [] : await runs.DimensionAsync(run.RunId, "age_group", run.Years(), scope, ct),
            await overlays.CurrentCrossAsync(scope, ct),
            await desks.OfAsync(user, reading, run, ct),
            await WaitingAsync(user, ct),
            await notices.UnreadAsync(user.Actor(), Roles.All.Select(r => r.Key).Where(user.IsInRole), ct),
            mayCorrect,
            mayCorrect ? await checks.KnownAsync(scope, ct) : null);
    }

    // Only what the person's own role can do something about.
    private async Task<IReadOnlyList<WaitingItem>> WaitingAsync(ClaimsPrincipal user, CancellationToken ct) =>
        await db.QueryAsync<WaitingItem>(Sql.Of<Desktop>("Controllers/Sql/waiting.sql"), new
        {
            approves = Policies.RolesAdmittedBy(Policies.ApproveRuns).Any(user.IsInRole),
            imports = Policies.RolesAdmittedBy(Policies.StartRuns).Any(user.IsInRole), me = user.Actor().Id, thisYear = CountyClock.Today.Year,
        }, ct);
}
