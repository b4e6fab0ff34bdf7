using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Ccer.Tests.Screening;

/// <summary>Un-established plantations (0141) whose planting date nobody recorded: they stand already and are no candidates.</summary>
public sealed class UndatedPlantingTests(UndatedPlantingTests.County county) : IClassFixture<UndatedPlantingTests.County>
{
    private string Undated => $"from ccer.screening_piece p join inventory.parcel_version v using (parcel_version_id) where p.run_id = {county.Run.RunId} and v.land_class = '0141'";

    [Fact]
    public async Task They_pass_nothing_that_asks_for_the_start_and_join_no_plot()
    {
        Assert.True(await county.ScalarAsync<long>($"select count(*) {Undated} and p.verdict = 1") > 0);
        Assert.Equal(0L, await county.ScalarAsync<long>($"select count(*) {Undated} and (p.verdict = 0 or p.plot is not null or p.flags & 256 = 0)"));
    }

    [Fact]
    public async Task They_expect_no_tonnes_and_say_that_the_planting_date_is_missing() =>
        Assert.Equal(0L, await county.ScalarAsync<long>($"select count(*) {Undated} and p.verdict < 2 and (p.expected_kg is not null or p.expected_reason <> 18)"));

    [Fact]
    public async Task Planted_forest_that_once_was_without_forest_needs_its_planting_date_and_what_always_was_forest_fails()
    {
        const string Forest = "from ccer.screening_piece p join inventory.parcel_version v using (parcel_version_id) where v.land_class = '0111' and v.origin like '2%' and p.run_id = ";
        Assert.True(await county.ScalarAsync<long>($"select count(*) {Forest}{county.Run.RunId} and p.reasons[1] = 23 and p.verdict = 1") > 0);
        Assert.Equal(0L, await county.ScalarAsync<long>($"select count(*) {Forest}{county.Run.RunId} and p.reasons[1] = 23 and (p.verdict = 0 or p.plot is not null or (p.verdict = 1 and p.expected_reason <> 18))"));
        Assert.Equal(0L, await county.ScalarAsync<long>($"select count(*) {Forest}{county.Run.RunId} and p.reasons[1] <> 23 and p.first_fail is distinct from 1"));
    }

    [Fact]
    public async Task They_are_answered_without_a_start_and_with_the_remedy()
    {
        var code = await county.ScalarAsync<string>($"select min(v.code) {Undated} and p.verdict = 1");
        var piece = (await new ScreeningResults(county.Db).PiecesAsync(county.Run.RunId, code, TownshipScope.WholeCounty)).First(p => p.Verdict == Verdict.NeedsEvidence);

        var answer = PieceAnswer.Of(piece, ScreeningManifest.Parse(county.Run.Manifest).JudgedConditions());

        Assert.Null(answer.StartDate);
        Assert.Contains("造林日期", answer.Conditions.Single(c => c.Condition == "start").Remedy, StringComparison.Ordinal);
        Assert.Equal(Verdict.NeedsEvidence, answer.Conditions.Single(c => c.Condition == "c").Verdict);
    }

    public sealed class County : TestDatabase
    {
        public ScreeningRow Run { get; private set; } = null!;

        protected override async Task FillAsync()
        {
            await new DemonstrationLoader(Db).LoadAsync(1500);
            await new CcerDemonstration(Db).LoadAsync();
            // The demonstration records every date; as the owner, past the door.
            await using (var source = NpgsqlDataSource.Create(ConnectionString))
            await using (var forget = source.CreateCommand("set session_replication_role = replica; update inventory.parcel_version set planted_on = null where land_class in ('0141', '0111')"))
                await forget.ExecuteNonQueryAsync();
            var screenings = new Screenings(Db);
            var run = await screenings.OpenAsync(Actor.Job("test"), new ScreeningRequest("CCER-14-001-V01"));
            await screenings.DriveAsync(Actor.Job("test"), run);
            Run = (await new ScreeningResults(Db).FindAsync(run))!;
        }
    }
}
