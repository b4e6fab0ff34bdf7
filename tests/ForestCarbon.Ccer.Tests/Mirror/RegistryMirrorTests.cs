using System.Text;
using System.Text.Json;
using CsCheck;
using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Mirror;

public sealed class RegistryMirrorTests(RegistryMirrorTests.Filled database) : IClassFixture<RegistryMirrorTests.Filled>
{
    private RegistryMirror Mirror => new(database.Db);

    private Task<Receipt> ReceiveAsync(string json, DateOnly? on = null) => database.ReceiveAsync(json, on ?? new DateOnly(2026, 7, 19));

    private async Task<MirrorEntry> EntryAsync(string applyId, string track) => (await Mirror.FindAsync(applyId)).Single(e => e.Track == track);

    [Fact]
    public async Task An_application_stands_at_its_highest_stage_and_keeps_what_was_seen_before()
    {
        await ReceiveAsync("""[{"applyId":"up","dataType":"1","projectName":"甲"}]""", new DateOnly(2026, 1, 5));
        await ReceiveAsync("""{"dataInfo":[{"applyId":"up","dataType":"2","projectName":"甲","projectType":"N0101","statusName":"已登记"}]}""", new DateOnly(2026, 3, 5));
        await ReceiveAsync("""[{"applyId":"up","dataType":"6","projectName":"甲"}]""", new DateOnly(2026, 4, 5));

        var entry = await EntryAsync("up", "project");

        Assert.Equal(("2", "已登记", true, true), (entry.DataType, entry.StatusName, entry.IsSeenLowerSince, entry.IsForestry));
        Assert.Equal(["6", "2", "1"], (await Mirror.HistoryAsync("up")).Select(r => r.DataType));
    }

    [Fact]
    public async Task A_detail_fills_what_the_list_leaves_out_and_a_registration_says_what_is_certified()
    {
        await ReceiveAsync("""{"observedOn":"2026-07-19","lists":[{"dataType":"4","items":[{"applyId":"red","projectName":"乙"}]},{"dataType":"5","items":[{"applyId":"red","ccerId":"c1"},{"applyId":"red","ccerId":"c2"}]}],"details":[{"applyId":"red","dataType":"4","detail":{"certifiedNum":225714,"provinceName":"湖南省"}},{"applyId":"red","dataType":"5","detail":{"certifiedNum":1000}}]}""");

        var entry = await EntryAsync("red", "reduction");

        Assert.Equal(("5", 225714m, "湖南省", "乙", 2, 2), (entry.DataType, entry.CertifiedT, entry.Province, entry.ProjectName, entry.Issues, entry.CertifiedFigures));
    }

    [Fact]
    public async Task An_unknown_type_is_kept_and_reported()
    {
        var receipt = await ReceiveAsync("""[{"applyId":"new","dataType":"9","projectName":"丙"}]""");

        Assert.Contains("类型 9", Assert.Single(receipt.Findings), StringComparison.Ordinal);
        Assert.Contains(await Mirror.UnknownTypesAsync(), t => t.DataType == "9");
        Assert.Equal("unknown", (await Mirror.FindAsync("new")).Single().Track);
    }

    [Fact]
    public async Task The_day_must_be_known_and_past()
    {
        await Assert.ThrowsAsync<RefusedException>(() => database.ReceiveAsync("""[{"applyId":"x","dataType":"1"}]""", null));
        await Assert.ThrowsAsync<RefusedException>(() => database.ReceiveAsync("""[{"applyId":"x","dataType":"1"}]""", CountyClock.Today.AddDays(1)));
    }

    private static readonly Gen<(string Json, DateOnly On)> Sighting =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[0, 4], Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 2]).Select((apply, type, day, certified, isDetail, name) =>
        {
            var item = new Dictionary<string, object> { ["applyId"] = $"p{apply}", ["dataType"] = $"{type}", ["projectName"] = $"名{name}" };
            if (certified > 0)
                item["certifiedNum"] = certified * 100;
            return (JsonSerializer.Serialize(new { dataInfo = isDetail ? (object)item : new[] { item } }), new DateOnly(2026, 1, 1).AddDays(day));
        });

    [Fact]
    public async Task Fed_in_any_order_and_twice_the_lists_end_in_the_same_state()
    {
        TestServer.Required();
        await Gen.Select(Sighting.List[1, 12], Gen.Int).SampleAsync(async (sightings, seed) =>
        {
            var random = new Random(seed);
            return await database.StateAfterAsync(sightings) == await database.StateAfterAsync(sightings.Concat(sightings.Take(3)).OrderBy(_ => random.Next()));
        }, iter: 25, threads: 1);
    }

    public sealed class Filled : TestDatabase
    {
        private static readonly byte[] Sha = new byte[32];

        protected override Task FillAsync() => Db.WriteAsync(Actor.Job("test"), TownshipScope.WholeCounty, "文件", write => write.ExecuteAsync(
            "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@Sha, 1, 'list.json', 'test')", new { Sha }));

        /// <summary>What the mirror says after these, each received as a file of its own. All of it is then taken back, so that each order begins from the same state.</summary>
        public async Task<string> StateAfterAsync(IEnumerable<(string Json, DateOnly On)> sightings)
        {
            var state = "";
            await Assert.ThrowsAsync<OperationCanceledException>(() => Db.WriteAsync<bool>(Actor.Job("test"), TownshipScope.WholeCounty, "收公开信息", async write =>
            {
                foreach (var (json, on) in sightings)
                    await ReceiveAsync(write, json, on);
                state = await write.ScalarAsync<string>(
                    """
                    select concat((select string_agg(e::text, ';' order by e.apply_id, e.track) from ccer.mirror_entry_v e),
                                  (select string_agg(concat_ws('|', r.apply_id, r.data_type, r.form, r.content_sha256, r.first_observed, r.last_observed), ';'
                                                     order by r.apply_id, r.data_type, r.form, r.content_sha256) from ccer.mirror_record_v r))
                    """);
                throw new OperationCanceledException();
            }));
            // Something was received: otherwise two states would be alike because nothing was read.
            Assert.NotEmpty(state);
            return state;
        }

        public Task<Receipt> ReceiveAsync(string json, DateOnly? on) =>
            Db.WriteAsync(Actor.Job("test"), TownshipScope.WholeCounty, "收公开信息", write => ReceiveAsync(write, json, on));

        private static Task<Receipt> ReceiveAsync(Write write, string json, DateOnly? on) =>
            RegistryMirror.ReceiveAsync(write, RegistryFile.Read(Encoding.UTF8.GetBytes(json)), "list.json", Sha, on, default);
    }
}
