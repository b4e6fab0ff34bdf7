using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using Hangfire;

namespace ForestCarbon.Web.Jobs;

/// <summary>Starts the engine on an accounting run. Killed and given out again, it goes on where the chunks stand.</summary>
public sealed class AccountingJob(Db db, RunEngine engine)
{
    [AutomaticRetry(Attempts = 10, DelaysInSeconds = [1, 5, 15, 30])]
    public Task RunAsync(long runId, CancellationToken ct) =>
        engine.DriveAsync(Actor.Job(Accounting.Kind), runId, new AccountingWork(db), ct: ct);
}
