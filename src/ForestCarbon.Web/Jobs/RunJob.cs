using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using Hangfire;

namespace ForestCarbon.Web.Jobs;

/// <summary>Starts the engine on a run of any kind. Killed and given out again, it goes on where the chunks stand.</summary>
public sealed class RunJob(Db db, Home home, RunEngine engine, Notices notices, Schedules schedules)
{
    /// <summary>Whether this program works on runs of a kind.</summary>
    public static bool Knows(string kind) => kind is Accounting.Kind or CurveRefit.Kind or IntegrityWork.Kind or Screenings.Kind or OverlayWork.Kind;

    /// <summary>Drives a run to its end. What the data refuse is told to whoever asked and not tried again; what the world did is.</summary>
    [AutomaticRetry(Attempts = 10, DelaysInSeconds = [1, 5, 15, 30])]
    public async Task RunAsync(long runId, CancellationToken ct)
    {
        var run = await engine.ProgressAsync(runId, ct);
        try
        {
            await engine.DriveAsync(Actor.Job(run.Kind), runId, WorkOf(run.Kind), ct: ct);
        }
        catch (RunRefusedException refused)
        {
            await TellAsync(run, refused.Chinese, refused.English, ct);
            return;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The engine ends a run whose work failed; one that the database only interrupted stays running and is taken up again.
            if (await engine.ProgressAsync(runId, ct) is { State: "failed" } ended)
                await TellAsync(run, ended.Failure, ended.FailureEn, ct);
            throw;
        }
        if (run.Kind == CurveRefit.Kind)
            await notices.TellAsync(Actor.Job(run.Kind), Notices.OfRole(Roles.BureauReviewer), "curves-proposed", "新的曲线集待批准", "A new curve set waits for approval", "/growth/curves", ct: ct);
    }

    private IRunWork WorkOf(string kind) => kind switch
    {
        Accounting.Kind => new AccountingWork(db),
        CurveRefit.Kind => new CurveRefit(db),
        IntegrityWork.Kind => new IntegrityWork(db, home),
        Screenings.Kind => new ScreeningWork(db),
        OverlayWork.Kind => new OverlayWork(db),
        _ => throw new InvalidOperationException($"Nobody knows how to drive a run of kind {kind}."),
    };

    private async Task TellAsync(RunProgress run, string? why, string? whyEn, CancellationToken ct) => await notices.TellAsync(
        Actor.Job(run.Kind), await RecipientAsync(run, ct), "run-failed", run.Title, TitleOf(run),
        run.Kind switch
        {
            Accounting.Kind => $"/growth/runs/{run.RunId}",
            Screenings.Kind => $"/ccer/screenings/{run.RunId}",
            OverlayWork.Kind => "/inventory/overlay",
            _ => $"/growth/schedule#run-{run.RunId}",
        }, why, whyEn, ct);

    // A run keeps its title in Chinese only.
    private static string TitleOf(RunProgress run) => run.Kind switch
    {
        Accounting.Kind => $"Run {run.RunId}", Screenings.Kind => $"Screening {run.RunId}", OverlayWork.Kind => "Overlay", IntegrityWork.Kind => "Integrity check", _ => "Curve refit",
    };

    private async Task<string> RecipientAsync(RunProgress run, CancellationToken ct) =>
        run.RequestedBy.StartsWith("account:", StringComparison.Ordinal) ? run.RequestedBy
        : await schedules.ScheduleOfAsync(run.RunId, ct) is { } key && await schedules.FindAsync(key, ct) is { Responsible: { } responsible } ? responsible
        : Notices.OfRole(Roles.Administrator);
}
