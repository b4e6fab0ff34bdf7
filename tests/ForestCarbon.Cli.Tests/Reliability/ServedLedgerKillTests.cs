using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>
/// The finance office at work while the program and its database are killed: every act that was acknowledged stands, none stands
/// twice, none is half there, and the same form sent again after the kill is the same act.
/// </summary>
[Trait("Tier", "slow")]
public sealed partial class ServedLedgerKillTests(ITestOutputHelper output)
{
    private const int Writers = 4;
    private const int ActsPerRound = 10; // a writer's; the demonstration holds 9,000 tonnes to ask for

    [Fact]
    public async Task Acts_survive_the_death_of_the_program_and_of_its_server_once_and_whole()
    {
        await using var harness = new KillHarness(seed: 83);
        await harness.PrepareAsync(PreparedHarness.Few);
        await using var web = await harness.ServeAsync();
        var forms = new ConcurrentDictionary<string, string?>(); // key → address of its act, once acknowledged
        var rounds = KillHarness.Rounds(1, 200);
        for (var round = 0; round < rounds; round++)
        {
            using var http = await SignedInAsync(harness, web);
            using var stop = new CancellationTokenSource();
            var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
            {
                var pause = new Random(round * Writers + writer);
                for (var n = 0; n < ActsPerRound && !stop.IsCancellationRequested; n++)
                {
                    await Task.Delay(pause.Next(0, 120));
                    var key = Guid.NewGuid().ToString("N");
                    forms[key] = null;
                    forms[key] = await AskAsync(http, key) ?? forms[key];
                }
            })));
            // Every other kill waits for an answer first: on a busy machine a fixed time would pass before the first act is heard of.
            var before = forms.Count(f => f.Value is not null);
            for (var wait = 0; round % 2 == 0 && wait < 600 && forms.Count(f => f.Value is not null) == before; wait++)
                await Task.Delay(50);
            await Task.Delay(harness.Chance.Next(100, 900));
            var what = (round + 2) % 3; // first both, then the server, then the program
            if (what is 0 or 2)
                harness.KillServer();
            if (what is 1 or 2)
                await web.KillAsync();
            await stop.CancelAsync();
            await writing;
            await web.BeServedAsync();
        }

        var acknowledged = forms.Count(f => f.Value is not null);
        using var again = await SignedInAsync(harness, web);
        foreach (var (key, address) in forms.Where(f => f.Value is null).Concat(forms.Where(f => f.Value is not null).Take(50)).ToList())
        {
            var sent = await AskAsync(again, key);
            Assert.NotNull(sent);
            Assert.True(address is null || address == sent, $"seed {harness.Seed}: {key} was {address} and is {sent}");
        }
        Assert.Equal(forms.Count, await ScalarAsync(harness, "select count(*) from ledger.act where note = '断电试验'"));
        Assert.Equal(forms.Count, await ScalarAsync(harness, "select count(*) from ledger.act a join ledger.entry e using (entry_id) join ledger.posting p using (entry_id) where a.note = '断电试验' and p.amount = 1 and p.stage = 'pending'"));
        await harness.DoneAsync("ledger", "verify");
        Assert.True(acknowledged >= (rounds + 1) / 2, $"only {acknowledged} acts were acknowledged");
        output.WriteLine($"{rounds} kills; {acknowledged} acts acknowledged, {forms.Count - acknowledged} not; all there once after the forms were sent again");
    }

    // The address of the act, or null where no answer came.
    private static async Task<string?> AskAsync(HttpClient http, string key)
    {
        try
        {
            var token = Token().Match(await http.GetStringAsync("/finance/acts/new?kind=freeze")).Groups[1].Value;
            using var answer = await http.PostAsync("/finance/acts", new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token, ["Key"] = key, ["Kind"] = "freeze", ["From"] = "JY-01|2025|演示-青禾|available", ["ToState"] = "frozen-pledge",
                ["Tonnes"] = "1", ["EffectiveOn"] = "2026-11-02", ["Note"] = "断电试验",
            }));
            return answer.IsSuccessStatusCode && answer.RequestMessage!.RequestUri!.AbsolutePath is var at && Act().IsMatch(at) ? at : null;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
        {
            await Task.Delay(20);
            return null;
        }
    }

    private static async Task<HttpClient> SignedInAsync(KillHarness harness, Served web)
    {
        var account = File.ReadLines(Path.Combine(harness.Home, "demonstration-accounts.txt")).Select(l => l.Split('\t')).Single(l => l[0] == "caizheng");
        var http = new HttpClient { BaseAddress = web.Address };
        var token = Token().Match(await http.GetStringAsync("/signin")).Groups[1].Value;
        using var answer = await http.PostAsync("/signin", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, ["UserName"] = account[0], ["Password"] = account[1],
        }));
        answer.EnsureSuccessStatusCode();
        return http;
    }

    private static async Task<long> ScalarAsync(KillHarness harness, string sql)
    {
        await using var connection = new NpgsqlConnection($"Host={Path.Combine(harness.ClusterFolder, "socket")};Username=forestcarbon;Database=forestcarbon;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex Token();

    [GeneratedRegex("^/finance/acts/[0-9]+$")]
    private static partial Regex Act();
}
