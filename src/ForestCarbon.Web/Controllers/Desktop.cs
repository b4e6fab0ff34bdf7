using System.Security.Claims;
using ForestCarbon.Ccer.Deadlines;
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
/// <param name="Overdue">Open deadlines of the person or one of the person's roles that have passed, the oldest first; cases of the reversal watch among them.</param>
/// <param name="Ahead">Those to come within <see cref="Desktop.DaysAhead"/> days.</param>
/// <param name="Check">What the check finds in the parcels as they are, for who may send a corrected file; null while it is on its way.</param>
public sealed record HomePage(
    CountyState? County, bool IsWholeCounty, IReadOnlyList<PlanLine> Plan, ForestCover? Cover, RunRow? Run, SummaryRow? Summary,
    IReadOnlyList<TotalByYear> Years, IReadOnlyList<DimensionRow> AgeGroups, IReadOnlyList<OverlayCross>? Overlay, DeskCard? Desk, IReadOnlyList<WaitingItem> Waiting,
    IReadOnlyList<Notice> Notices, IReadOnlyList<Deadline> Overdue, IReadOnlyList<Deadline> Ahead, bool MayCorrect, CheckReport? Check)
{
    /// <summary>Cases of the reversal watch that wait for their answer and are not overdue yet: like what is overdue, they wait whatever their day is.</summary>
    public IReadOnlyList<Deadline> OpenCases { get; } = [.. Ahead.Where(d => d.Kind == "reversal")];

    /// <summary>Ellipsoidal area that lies in two layers at once, m²; null while the overlay follows a change of the data.</summary>
    public decimal? InBothM2(string layer, string other) => Overlay?.Where(c => c.Layers.Contains(layer) && c.Layers.Contains(other)).Sum(c => c.EllipsoidalAreaM2);
}

/// <summary>Gathers the desk of a person.</summary>
public sealed class Desktop(Db db, CountyStates states, PlanTargets targets, AccountedRuns runs, ParcelOverlays overlays, CheckReports checks, RoleDesk desks, Notices notices, DeadlineBook deadlines)
{
    /// <summary>How far the desk looks ahead, days: as far as the calendar's list.</summary>
    public const int DaysAhead = 90;

    public async Task<HomePage> OfAsync(ClaimsPrincipal user, ReadingPreferences reading, CancellationToken ct)
    {
        var scope = user.Scope();
        var mayCorrect = Policies.RolesAdmittedBy(Policies.ImportFiles).Any(user.IsInRole);
        var run = await runs.LatestAsync(ct);
        var today = CountyClock.Today;
        var own = await deadlines.OwnAsync(today.AddDays(DaysAhead), scope, user.Recipients(), ct);
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
            await WaitingAsync(user, scope, ct),
            await notices.UnreadAsync(user.Actor(), Roles.All.Select(r => r.Key).Where(user.IsInRole), ct),
            [.. own.Where(d => d.DueOn < today)],
            [.. own.Where(d => d.DueOn >= today)],
            mayCorrect,
            mayCorrect ? await checks.KnownAsync(scope, ct) : null);
    }

    // Only what the person's own role can do something about.
    private async Task<IReadOnlyList<WaitingItem>> WaitingAsync(ClaimsPrincipal user, TownshipScope scope, CancellationToken ct) =>
        await db.QueryAsync<WaitingItem>(Sql.Of<Desktop>("Controllers/Sql/waiting.sql"), new
        {
            approves = Policies.RolesAdmittedBy(Policies.ApproveRuns).Any(user.IsInRole),
            imports = Policies.RolesAdmittedBy(Policies.StartRuns).Any(user.IsInRole), enters = Policies.RolesAdmittedBy(Policies.MakeHoldings).Any(user.IsInRole), townships = scope.Codes, me = user.Actor().Id, thisYear = CountyClock.Today.Year,
        }, ct);
}
