using ForestCarbon.Inventory.Imports;
using Hangfire;

namespace ForestCarbon.Web.Jobs;

/// <summary>Reads an uploaded file into staging. Killed and given out again, it begins anew: an import is stored whole or not at all.</summary>
public sealed class ImportJob(Uploads uploads)
{
    [AutomaticRetry(Attempts = 10, DelaysInSeconds = [1, 5, 15, 30])]
    public Task RunAsync(long uploadId, CancellationToken ct) => uploads.ReadAsync(uploadId, ct);
}
