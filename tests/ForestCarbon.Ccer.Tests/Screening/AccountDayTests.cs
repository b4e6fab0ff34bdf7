using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Ccer.Tests.Screening;

/// <summary>A screening as of a day takes the newest account of what was known by then.</summary>
public sealed class AccountDayTests(ScreenedCounty county) : IClassFixture<ScreenedCounty>
{
    [Fact]
    public async Task A_screening_of_an_earlier_day_takes_no_account_of_a_later_inventory()
    {
        var (inventoried, screened, later) = (county.Run.AsOf, county.Run.AsOf.AddDays(10), county.Run.AsOf.AddDays(30));
        var late = await AccountAsync(later);

        var without = await ScreenAsync(screened);

        Assert.Null(without.AccountingRun);
        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"select count(*) from ccer.screening_piece where run_id = {without.RunId} and verdict < 2 and is_planted and (expected_kg is not null or expected_reason <> {(int)ExpectedReason.NoAccountingRun})"));
        var manifest = ScreeningManifest.Parse(without.Manifest);
        Assert.Contains($"{later:yyyy-MM-dd}", manifest.LaterAccountSentence(inEnglish: false), StringComparison.Ordinal);
        Assert.Contains($"{later:yyyy-MM-dd}", manifest.LaterAccountSentence(inEnglish: true), StringComparison.Ordinal);
        var then = await ScreenAsync(later);
        Assert.Equal(late, then.AccountingRun);
        Assert.Null(ScreeningManifest.Parse(then.Manifest).LaterAccountSentence(inEnglish: false));

        // Of the accounts by the day the newest: the one of a later inventory stays out, whichever was made last.
        var early = await AccountAsync(inventoried);
        var last = await AccountAsync(later);
        Assert.Equal((early, last, last), ((await ScreenAsync(screened)).AccountingRun, (await ScreenAsync(later)).AccountingRun, (await ScreenAsync(null)).AccountingRun));
    }

    [Fact]
    public async Task A_difference_that_another_account_alone_makes_is_told_apart_from_one_of_the_ground()
    {
        var results = new ScreeningResults(county.Db);
        var none = county.Run;
        await AccountAsync(none.AsOf.AddDays(40));
        var some = await ScreenAsync(null);

        var accounts = await results.AccountsAsync(none, some, TownshipScope.WholeCounty);

        // Nothing but the account differs, so the change it makes is all the change there is.
        var changes = await results.DiffAsync(none.RunId, some.RunId, TownshipScope.WholeCounty, 100_000);
        Assert.NotEmpty(changes);
        Assert.Equal(
            ((long)changes.Count, changes.Sum(c => c.PassKg ?? 0), changes.Sum(c => c.NeedKg ?? 0)), (accounts.Change!.Parcels, accounts.Change.PassKg, accounts.Change.NeedKg));
        Assert.StartsWith($"{changes.Count} 个小班面积不变", accounts.Sentence(inEnglish: false), StringComparison.Ordinal);
        Assert.Contains($"首年 {accounts.B!.FirstYear}", ScreeningAccounts.Named(accounts.B, await results.SumsAsync(some.RunId, TownshipScope.WholeCounty), inEnglish: false), StringComparison.Ordinal);
        Assert.Null((await results.AccountsAsync(some, some, TownshipScope.WholeCounty)).Sentence(inEnglish: false));
    }

    [Fact]
    public void Fewer_years_of_a_later_account_are_named_as_the_cause() => Assert.Equal(
        "2 parcels of unchanged areas, -1.500 tCO₂e that pass and 0 tCO₂e that await evidence: another accounting run (first year 2025 → 2026: fewer years covered)",
        new ScreeningAccounts(new RunRow { FirstYear = 2025 }, new RunRow { FirstYear = 2026 }, new AccountChange { Parcels = 2, PassKg = -1500 }).Sentence(inEnglish: true));

    private async Task<long?> AccountAsync(DateOnly asOf)
    {
        var opened = await new Accounting(county.Db).OpenAsync(ScreenedCounty.Keeper, new AccountRequest(AsOf: asOf));
        await new RunEngine(county.Db).DriveAsync(ScreenedCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return opened.RunId;
    }

    private Task<ScreeningRow> ScreenAsync(DateOnly? asOf) => county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", asOf));
}
