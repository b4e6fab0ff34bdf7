using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Hosting;
using Hangfire;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;

namespace ForestCarbon.Web.Jobs;

/// <summary>
/// The queue that starts long work, here and in every <c>worker</c>. It only starts: lease, chunks and progress live in our own
/// tables, because a killed job begins again at its beginning.
/// </summary>
public static class JobQueue
{
    public static void AddJobQueue(this IServiceCollection services, IConfiguration configuration, HostMode mode)
    {
        // Registered here because Hangfire's own registration hands out a static: two hosts of one process would swap databases.
        services.AddSingleton<JobStorage>(provider => new PostgreSqlStorage(
            new NpgsqlConnectionFactory(AsApplication(provider.GetRequiredService<DatabaseAddress>()), Storage), Storage));
        services.AddHangfire((provider, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseStorage(provider.GetRequiredService<JobStorage>()));
        services.AddSingleton<Notices>();
        services.AddSingleton<Schedules>();
        services.AddSingleton<CountyStates>();
        services.AddSingleton<DeadlineBook>();
        services.AddSingleton<RecurringJobs>();
        services.AddScoped<ScheduledStart>();
        // A server of pages only leaves the work to `forestcarbon worker`.
        if (mode == HostMode.Worker || (mode == HostMode.Serve && configuration["FORESTCARBON_JOBS"] != "off"))
        {
            services.AddHostedService<RunFollowing>();
            services.AddHostedService<RecurringJobsAtStart>();
            services.AddHangfireServer(options =>
            {
                options.WorkerCount = Math.Max(1, Environment.ProcessorCount);
                options.SchedulePollingInterval = TimeSpan.FromSeconds(1);
                options.ShutdownTimeout = TimeSpan.FromSeconds(5);
            });
        }
    }

    private static PostgreSqlStorageOptions Storage { get; } = new()
    {
        SchemaName = "hangfire",
        // The application's role may not change a schema; migrate has made the tables.
        PrepareSchemaIfNecessary = false,
        QueuePollInterval = TimeSpan.FromSeconds(1),
        // Sliding, so that a job of a killed worker comes back within half a minute and a long one is not given out twice.
        InvisibilityTimeout = TimeSpan.FromSeconds(30),
        UseSlidingInvisibilityTimeout = true,
    };

    private static string AsApplication(DatabaseAddress address)
    {
        var builder = new NpgsqlConnectionStringBuilder(address.ConnectionString) { ApplicationName = "forestcarbon-jobs" };
        builder.Options = $"{builder.Options} -c role={Db.ApplicationRole}".Trim();
        return builder.ConnectionString;
    }
}

/// <summary>The dashboard at <c>/jobs</c>. Its endpoint carries the administrators' policy; the dashboard's own check would repeat it.</summary>
public static class JobDashboard
{
    public static DashboardOptions Options { get; } = new()
    {
        Authorization = [new ByPolicyOfTheEndpoint()],
        DashboardTitle = "ForestCarbon",
        DisplayStorageConnectionString = false,
        AppPath = "/",
    };

    private sealed class ByPolicyOfTheEndpoint : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => context.GetHttpContext().User.Identity?.IsAuthenticated == true;
    }
}
