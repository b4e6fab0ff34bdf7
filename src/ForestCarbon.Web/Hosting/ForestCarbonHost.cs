using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using Serilog;
using Serilog.Events;

namespace ForestCarbon.Web.Hosting;

/// <summary>
/// Starts the program in one of its three ways: <c>--migrate</c> prepares the database and ends, <c>--worker</c> works on jobs
/// and answers probes, and without either the pages are served as well.
/// </summary>
public static class ForestCarbonHost
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int Fault = 3;
    private const string MigrateSwitch = "--migrate";
    private const string WorkerSwitch = "--worker";

    /// <summary>Runs to the end. Exit status 0; 1 or 3 with one sentence on standard error.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var mode = args.Contains(MigrateSwitch) ? HostMode.Migrate : args.Contains(WorkerSwitch) ? HostMode.Worker : HostMode.Serve;
        try
        {
            await using var app = await BuildAsync(args, mode);
            if (await Preparation.RunAsync(app.Services, app.Lifetime.ApplicationStopping) is { } fault)
                return Say(fault, Refused);
            if (mode != HostMode.Migrate)
                await ServeAsync(app);
            return Done;
        }
        catch (IOException taken) when (IsPortTaken(taken))
        {
            return Say("端口已被占用。换一个端口：./forestcarbon up --port 8081。", Refused);
        }
        catch (Exception failure) when (Failure.Of(failure) is { } known)
        {
            return Say(known.Sentence, known.IsRefusal ? Refused : Fault);
        }
        catch (Exception failure) when (failure is not HostAbortedException)
        {
            return Say(FaultLog.Tell(failure, $"web {mode}"), Fault);
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    private static async Task ServeAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // The services beside the pages are already at work. Only when the program says that it stops is their end no fault
            // to the host, which otherwise prints a stack trace beside the sentence.
            app.Lifetime.StopApplication();
            throw;
        }
        await app.WaitForShutdownAsync();
    }

    /// <summary>The program of a mode, with all it answers and works on, not started yet.</summary>
    public static async Task<WebApplication> BuildAsync(string[] args, HostMode mode)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // A switch without a value would take the next one for its own.
            Args = [.. args.Where(a => a is not (MigrateSwitch or WorkerSwitch))],
            // The pages' files lie beside the program, wherever it is started from.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        // Workers beside one another must not ask for the same port.
        if (mode == HostMode.Worker && string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (string.IsNullOrEmpty(builder.Configuration[DbAddress.Variable]))
        {
            builder.Configuration[DbAddress.Variable] = await DbAddress.ResolveAsync();
            if (mode != HostMode.Migrate)
                builder.Services.AddHostedService<DatabaseWatch>();
        }
        var home = builder.Configuration[Home.Variable] is { Length: > 0 } named ? new Home(named) : Home.Default;
        var hasStarted = false;
        builder.Host.UseSerilog((_, log) => log
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            // Keys lie in a folder only their owner reads; encrypting them there would need a key of its own.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            // What keeps the program from starting is said in one sentence at the end; a stack trace beside it helps nobody at a terminal. The file has it.
            .WriteTo.Logger(terminal => terminal
                .Filter.ByExcluding(told => !hasStarted && told.Exception is not null)
                .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture))
            .WriteTo.File(Path.Combine(home.Logs, mode == HostMode.Worker ? "worker-.log" : "web-.log"),
                formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day, retainedFileCountLimit: 14, shared: true));
        builder.Services.AddSingleton(home);
        builder.Services.AddForestCarbon(builder.Configuration, mode);
        builder.Services.AddSingleton<Journal>();
        if (mode != HostMode.Migrate)
            builder.Services.AddHostedService<LedgerWatch>();
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => hasStarted = true);
        if (mode == HostMode.Worker)
            app.MapProbes();
        else if (mode == HostMode.Serve)
            app.UseForestCarbon();
        return app;
    }

    private static bool IsPortTaken(Exception? failure) => failure is IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException };

    private static int Say(string sentence, int status)
    {
        Console.Error.WriteLine(sentence);
        return status;
    }
}

/// <summary>What this process is here for.</summary>
public enum HostMode
{
    Serve,
    Worker,
    Migrate,
}
