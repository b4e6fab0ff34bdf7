using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Jobs;
using Hangfire;

namespace ForestCarbon.Web.Jobs;

/// <summary>Reads an uploaded file into staging. Killed and given out again, it begins anew: an import is stored whole or not at all.</summary>
public sealed class ImportJob(Uploads uploads, Notices notices, Home home)
{
    /// <summary>How often a fault that nobody foresaw is met before the upload is given up; it seldom passes by itself.</summary>
    public const int AttemptsOfAFault = 4;

    /// <summary>Reads an upload; what fails every time is told to whoever sent it, who can have it read again or discard it.</summary>
    // Attempts are counted with the upload, so that the page knows of the last; the queue only has to have more of them.
    [AutomaticRetry(Attempts = 100, DelaysInSeconds = [1, 5, 15, 30])]
    public async Task RunAsync(long uploadId, CancellationToken ct)
    {
        try
        {
            await uploads.ReadAsync(uploadId, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // A database that is away or a full disk may be put right while the file waits.
            var most = Failure.Of(fault) is { IsRefusal: false } ? Uploads.MostAttempts : AttemptsOfAFault;
            if (await uploads.FindAsync(uploadId, ct) is not { HasEnded: false } upload || upload.Attempts < most)
                throw;
            await GiveUpAsync(upload, fault, ct);
        }
    }

    private async Task GiveUpAsync(Upload upload, Exception fault, CancellationToken ct)
    {
        if (await uploads.FailAsync(upload.UploadId, FaultLog.Keep(fault, "import", home), ct))
            await notices.TellAsync(Actor.Job("import"), upload.SentBy, "import-failed", upload.FileName, null, $"/inventory/imports/uploads/{upload.UploadId}", ct: ct);
    }
}
