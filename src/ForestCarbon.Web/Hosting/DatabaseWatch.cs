using ForestCarbon.Platform.Embedded;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Web.Hosting;

/// <summary>Brings the embedded database back if it is killed while pages are served or jobs run.</summary>
public sealed partial class DatabaseWatch(ILogger<DatabaseWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await new EmbeddedCluster(Home.Default).KeepAliveAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                NotBack(log, failure);
                await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken);
            }
        }
    }

    [LoggerMessage(3101, LogLevel.Error, "The embedded database is down and could not be started")]
    private static partial void NotBack(ILogger logger, Exception failure);
}
