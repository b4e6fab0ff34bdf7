using AngleSharp.Dom;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Web.Tests.Growth;

/// <summary>The demonstration county, small, with one finished run.</summary>
public class AccountedSite : WebSite
{
    public long RunId { get; private set; }

    protected override Task FillCountyAsync() => new DemonstrationLoader(Db).LoadAsync(1_500);

    protected override async Task FillAsync()
    {
        await base.FillAsync();
        RunId = (await new Accounting(Db).OpenAsync(Actor.Installation, new AccountRequest())).RunId;
        await DriveAsync(RunId);
    }

    public Task<RunProgress> DriveAsync(long runId) => new RunEngine(Db).DriveAsync(Actor.Installation, runId, new AccountingWork(Db));

    /// <summary>The county's stock in a run at the end of a year, kg.</summary>
    public Task<decimal> CountyKgAsync(long runId, int year) =>
        ScalarAsync<decimal>($"select sum(stock_kg)::numeric from growth.run_total where run_id = {runId} and dimension = 'county' and year = {year}");
}

/// <summary>One accounted county for all classes that only read it or start runs of their own.</summary>
[CollectionDefinition]
public sealed class AccountedCounty : ICollectionFixture<AccountedSite>;

/// <summary>Figures as pages show them.</summary>
internal static class Shown
{
    public static decimal InTenThousands(decimal kg) => Math.Round(kg / 10_000_000, 2, MidpointRounding.AwayFromZero);

    public static decimal Figure(INode cell) =>
        decimal.Parse(cell.TextContent.Trim().Replace("−", "-", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
}
