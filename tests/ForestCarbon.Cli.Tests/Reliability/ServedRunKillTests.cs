using System.Text.RegularExpressions;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>Runs of the web program and a worker under kills of either and of the server, and what a start takes up again.</summary>
[Trait("Tier", "slow")]
public sealed partial class ServedRunKillTests
{
    [Fact]
    public async Task A_run_asked_for_on_the_page_ends_whatever_is_killed_under_it()
    {
        await using var harness = new KillHarness(seed: 73);
        await harness.PrepareAsync(PreparedHarness.Parcels);
        var undisturbed = await harness.DoneAsync("runs", "show", "1", "--hash");
        await using var web = await harness.ServeAsync();
        var worker = harness.Start(Programs.Web, "--worker");
        var met = 0;

        // Once more where the run had ended before the kill.
        for (var round = 0; round < KillHarness.Rounds(1, 20) || (met == 0 && round < 6); round++)
        {
            var runId = await AskForARunAsync(harness, web);
            // The queue is asked once a second; from there the run takes about a second.
            await harness.UntilAsync(async () => await StateAsync(harness, runId) is "running" or "finished", $"run {runId} begins", seconds: 60);
            await Task.Delay(harness.Chance.Next(0, 300));
            met += await StateAsync(harness, runId) == "finished" ? 0 : 1;
            var what = harness.Chance.Next(4);
            if (what is 0 or 3)
                harness.KillServer();
            if (what is 1 or 3)
                await web.KillAsync();
            if (what is 2 or 3)
            {
                worker.Kill();
                await worker.EndAsync();
                worker = harness.Start(Programs.Web, "--worker");
            }
            await web.BeServedAsync();
            await FinishesAsync(harness, runId);
            Assert.Equal(undisturbed, await harness.DoneAsync("runs", "show", $"{runId}", "--hash"));
        }
        Assert.True(met > 0, "no kill met a run on its way");
        await harness.DoneAsync("audit", "verify");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_run_whose_command_was_killed_is_taken_up_by_the_program_that_serves(bool isServedBefore)
    {
        await using var harness = new KillHarness(seed: 79);
        await harness.PrepareAsync(PreparedHarness.Parcels);
        var undisturbed = await harness.DoneAsync("runs", "show", "1", "--hash");
        await using var web = isServedBefore ? await harness.ServeAsync() : null;

        // The served program may open runs of its own meanwhile, so the new accounting need not be run 2. Once more where it had ended before the kill.
        var run = 1L;
        for (var round = 0; round < 6 && await StateAsync(harness, run) == "finished"; round++)
        {
            var last = run;
            await using var command = harness.Start(Programs.Cli, "account");
            await harness.UntilAsync(
                async () => (run = await LastAccountingAsync(harness)) > last && await StateAsync(harness, run) is not null, "a run is opened", seconds: 180);
            command.Kill();
        }
        Assert.NotEqual("finished", await StateAsync(harness, run));
        await using var later = isServedBefore ? null : await harness.ServeAsync();

        await FinishesAsync(harness, run);
        Assert.Equal(undisturbed, await harness.DoneAsync("runs", "show", $"{run}", "--hash"));
    }

    [Fact]
    public async Task While_the_killed_server_comes_back_pages_wait_or_say_so_and_never_break()
    {
        await using var harness = new KillHarness(seed: 83);
        await harness.PrepareAsync(PreparedHarness.Parcels);
        await using var web = await harness.ServeAsync();
        using var http = new HttpClient { BaseAddress = web.Address };
        await SignInAsync(harness, http);
        string[] addresses = ["/", "/inventory", "/growth", "/tiles/forest-land/10/828/437.mvt", "/api/v1/county", "/inventory/imports"];
        var answers = new List<(string Address, int Status, bool SaysWhen)>();

        for (var round = 0; round < KillHarness.Rounds(1, 20); round++)
        {
            harness.KillServer();
            var clock = System.Diagnostics.Stopwatch.StartNew();
            while (clock.Elapsed < TimeSpan.FromSeconds(5))
                foreach (var address in addresses)
                {
                    using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));
                    answers.Add((address, (int)answer.StatusCode, answer.Headers.RetryAfter is not null));
                }
            await web.BeServedAsync();
        }

        Assert.DoesNotContain(answers, a => a.Status == 500);
        Assert.All(answers, a => Assert.True(a.Status != 503 || a.SaysWhen, a.Address));
        foreach (var address in addresses)
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        }
    }

    private static async Task<string?> StateAsync(KillHarness harness, long runId) =>
        (string?)await AskAsync(harness, $"select state from platform.job_run where run_id = {runId}");

    private static async Task FinishesAsync(KillHarness harness, long runId)
    {
        string? state = null;
        await harness.UntilAsync(async () => (state = await StateAsync(harness, runId)) is "finished" or "failed" or "cancelled", $"run {runId} ends", seconds: 180);
        var why = state == "finished" ? null : await AskAsync(harness, $"select failure from platform.job_run where run_id = {runId}");
        Assert.True(state == "finished", $"run {runId} {state}: {why}");
    }

    private static async Task<long> LastAccountingAsync(KillHarness harness) =>
        await AskAsync(harness, "select max(run_id) from platform.job_run where kind = 'accounting'") as long? ?? 0;

    // Asked past the programs, which would take longer than the run; null while the server is away or there is no such row.
    private static async Task<object?> AskAsync(KillHarness harness, string sql)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                $"Host={Path.Combine(harness.ClusterFolder, "socket")};Username=forestcarbon;Database=forestcarbon;Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    // As a person does: sign in, open the page, press the button.
    private static async Task<long> AskForARunAsync(KillHarness harness, Served web)
    {
        using var http = new HttpClient { BaseAddress = web.Address };
        await SignInAsync(harness, http);
        var answer = await SendAsync(http, "/growth/runs", new() { ["Key"] = Guid.NewGuid().ToString("N") }, formOn: "/growth");
        return long.Parse(answer.Segments[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task SignInAsync(KillHarness harness, HttpClient http)
    {
        var account = File.ReadLines(Path.Combine(harness.Home, "demonstration-accounts.txt")).First().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        await SendAsync(http, "/signin", new() { ["UserName"] = account[0], ["Password"] = account[1] });
    }

    private static async Task<Uri> SendAsync(HttpClient http, string address, Dictionary<string, string> fields, string? formOn = null)
    {
        fields["__RequestVerificationToken"] = Token().Match(await http.GetStringAsync(formOn ?? address)).Groups[1].Value;
        using var answer = await http.PostAsync(address, new FormUrlEncodedContent(fields));
        answer.EnsureSuccessStatusCode();
        return answer.RequestMessage!.RequestUri!;
    }

    [GeneratedRegex("""__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex Token();
}
