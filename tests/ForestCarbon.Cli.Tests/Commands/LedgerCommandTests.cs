using System.Text.Json;
using ForestCarbon.Ledger.Control;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Cli.Tests.Commands;

/// <summary><c>ledger verify | export | balance | seal</c> as a script sees them.</summary>
public sealed class LedgerCommandTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly KillHarness _program = new(seed: 2);

    [Fact]
    public async Task A_whole_ledger_is_verified_sealed_exported_and_balanced_and_a_changed_one_is_refused_and_halted()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 1000, name: "命令");
        await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 250);
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;

        Assert.True((await DocumentAsync(0, "ledger", "seal")).GetProperty("is_sealed").GetBoolean());
        var whole = await DocumentAsync(0, "ledger", "verify");
        Assert.True(whole.GetProperty("is_whole").GetBoolean());
        Assert.Equal((3, 3, 0), (whole.GetProperty("postings").GetInt32(), whole.GetProperty("sealed").GetInt32(), whole.GetProperty("unsealed").GetInt32()));

        var mine = (await DocumentAsync(0, "ledger", "balance", "--account", $"{ledger.Available(0)}")).EnumerateArray().Single();
        Assert.Equal((750, "tonnes"), (mine.GetProperty("balance").GetInt64(), mine.GetProperty("asset_kind").GetString()));
        var before = (await DocumentAsync(0, "ledger", "balance", "--account", $"{ledger.Available(0)}", "--as-of", "2026-11-01")).EnumerateArray().Single();
        Assert.Equal(0, before.GetProperty("balance").GetInt64());
        var file = Path.Combine(_program.Home, "postings.csv");
        Assert.Equal(3, (await DocumentAsync(0, "ledger", "export", "--out", file)).GetProperty("rows").GetInt64());
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(4, lines.Length);
        Assert.Equal(1, lines.Count(l => l.Contains(",transfer,", StringComparison.Ordinal)));

        await using (var owner = new NpgsqlConnection(database.ConnectionString))
        {
            await owner.OpenAsync(TestContext.Current.CancellationToken);
            await using var tamper = new NpgsqlCommand($"update ledger.posting set amount = 251 where amount = 250 and asset_id = {ledger.Tonnes}", owner);
            await tamper.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        var changed = await DocumentAsync(1, "ledger", "verify");
        Assert.False(changed.GetProperty("is_whole").GetBoolean());
        Assert.NotEmpty(changed.GetProperty("findings").EnumerateArray());
        Assert.NotNull(await database.ScalarAsync<string>("select reason from ledger.halt_v where lifted_at is null"));
        Assert.NotEqual("", changed.GetProperty("read_only_because").GetString());
        var own = await _program.RunAsync("ledger", "lift", "--because", "查清");
        Assert.True(own.Status == 1 && own.Errors.Contains("请由另一人解除", StringComparison.Ordinal), own.Errors);
        var control = new LedgerControl(database.Db);
        await control.LiftAsync(Actor.Job("checker"), "查清", await database.ScalarAsync<long>("select halt_id from ledger.halt_v where lifted_at is null"));
        await control.HaltAsync(Actor.Job("ledger-watch"), "试");
        Assert.True((await DocumentAsync(0, "ledger", "lift", "--because", "查清")).GetProperty("lifted").GetInt64() > 0);
    }

    [Fact]
    public async Task An_account_nobody_opened_is_one_sentence()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;

        var end = await _program.RunAsync("ledger", "balance", "--account", "999999");

        Assert.Equal((1, "没有编号为 999999 的账户。用 ledger balance 查看全部账户。"), (end.Status, end.Errors));
    }

    [Fact]
    public async Task In_English_a_command_of_the_ledger_says_nothing_in_Chinese()
    {
        // Of its own: another test leaves a changed posting behind.
        await using var own = new TestDatabase();
        await own.InitializeAsync();
        _program.Environs["FORESTCARBON_DB"] = own.ConnectionString;
        var ledger = await SampleLedger.CreateAsync(own.Db, 1, 10, name: "english");

        foreach (var (command, says) in new[]
                 {
                     ("ledger verify", "The ledger is whole"), ("ledger seal", "Sealed."), ("ledger lift --because checked", "The ledger is not read-only."),
                     ("ledger balance --account 999999", "There is no account number 999999"), ($"ledger balance --account {ledger.Available(0)}", "available"),
                 })
        {
            var end = await _program.RunAsync([.. command.Split(' '), "--language", "en"]);
            Assert.Contains(says, end.Output + end.Errors, StringComparison.Ordinal);
            // What the ledger's accounts and books are called is theirs.
            if (!command.Contains($"{ledger.Available(0)}", StringComparison.Ordinal))
                Assert.False(English.HoldsChinese(end.Output + end.Errors), end.Output + end.Errors);
        }
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private async Task<JsonElement> DocumentAsync(int status, params string[] arguments)
    {
        var end = await _program.RunAsync([.. arguments, "--json"]);
        Assert.True(end.Status == status, $"{string.Join(' ', arguments)}: {end.Status} {end.Errors}");
        using var document = JsonDocument.Parse(end.Output);
        return document.RootElement.Clone();
    }
}
