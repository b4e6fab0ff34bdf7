using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Web.Hosting;

/// <summary>
/// Looks after the ledger while pages are served or jobs run: seals it every 1,000 postings or 60 seconds, lets pending entries
/// expire, and compares what is held with its serial ranges. A difference makes the ledger read-only.
/// </summary>
public sealed partial class LedgerWatch(Db db, Home home, Journal journal, ILogger<LedgerWatch> log) : BackgroundService
{
    private static readonly Actor Watch = Actor.Job("ledger-watch");
    private readonly Sealing _sealing = new(db, SealBook.Of(home));
    private DateTime _sealedAt = DateTime.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                NotWatched(log, failure);
                await Task.Delay(TimeSpan.FromSeconds(10), stoppingToken);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var isDue = DateTime.UtcNow - _sealedAt >= Sealing.SealEvery;
        if (!isDue && await _sealing.UnsealedAsync(ct) < Sealing.PostingsPerSeal)
            return;
        await _sealing.SealAsync(ct);
        if (!isDue)
            return;
        _sealedAt = DateTime.UtcNow;
        await journal.ExpireDueAsync(Watch, CountyClock.Today, ct: ct);
        foreach (var mismatch in await new LedgerControl(db).HaltOnMismatchAsync(Watch, new LedgerVerification(db, SealBook.Of(home)), ct))
            Mismatch(log, mismatch.Sentence);
    }

    [LoggerMessage(3110, LogLevel.Error, "The ledger could not be looked after")]
    private static partial void NotWatched(ILogger logger, Exception failure);

    [LoggerMessage(3111, LogLevel.Critical, "The ledger is read-only: {Mismatch}")]
    private static partial void Mismatch(ILogger logger, string mismatch);
}
