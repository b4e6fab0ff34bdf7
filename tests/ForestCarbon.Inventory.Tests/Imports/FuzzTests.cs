using ForestCarbon.Inventory.Imports;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>Damaged files: each import ends in an answer, and what it stages it stages as a whole.</summary>
public sealed class FuzzTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private static readonly string[] Samples =
        ["nz/shp-polygons/nz_waca_adjustments.shp", "nz/gpkg-polygons/nz-waca-adjustments.gpkg", "stands/fi-smk/SMK_source.gpkg", "shp/polygon_zm/polygon_zm.shp",
         "plots-cn/plot_1.csv", "cn-boundary/431100-yongzhou-counties.json", "gis-data/samples/forest-land.xlsx"];

    [Fact]
    public Task Damaged_files_are_answered_and_leave_nothing_half() => RunAsync(60, seed: 1);

    [Fact, Trait("Tier", "slow")]
    public Task Many_damaged_files_are_answered_and_leave_nothing_half() =>
        RunAsync(KillHarness.Rounds(200, 10_000), seed: 2);

    /// <summary>A slice in the normal run; with the soak's count every sample at every 1 % of its length.</summary>
    [Theory]
    [InlineData("nz/shp-polygons/nz_waca_adjustments.shp"), InlineData("nz/gpkg-polygons/nz-waca-adjustments.gpkg"), InlineData("shp/polygon_zm/polygon_zm.shp")]
    [InlineData("cn-boundary/431100-yongzhou-counties.json"), InlineData("plots-cn/plot_1.csv"), InlineData("gis-data/samples/forest-land.xlsx")]
    [InlineData("gis-data/samples/forest-land.geojson")]
    public async Task A_file_cut_anywhere_is_answered_and_leaves_nothing_half(string sample)
    {
        var step = KillHarness.Rounds(17, 1);
        var whole = sample.StartsWith("gis-data", StringComparison.Ordinal) ? Path.Combine(Repository.Root, sample) : Repository.SharedFile(sample);
        var bytes = await File.ReadAllBytesAsync(whole);
        using var folder = new ScratchFolder();
        for (var percent = 0; percent < 100; percent += step)
        {
            var ending = Path.GetExtension(sample);
            var path = ending == ".shp" ? folder.CopyOf(whole, "cut") : folder.At("cut" + ending);
            await File.WriteAllBytesAsync(path, bytes[..(int)((long)bytes.Length * percent / 100)]);
            await AnsweredAsync(path, percent);
        }
    }

    private async Task AnsweredAsync(string path, int i)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var outcome = await county.Imports.StageAsync(path, new ImportRequest("change-spot", ImportDatabase.AsOf, Crs: i % 3 == 0 ? "EPSG:4490" : null),
            Platform.Database.Actor.Console(), Platform.Database.TownshipScope.WholeCounty, patience.Token);
        if (outcome is ImportOutcome.Staged { Report: var report })
            Assert.Equal(report.Features, await county.ScalarAsync<long>(
                $"select count(*) from inventory.import_feature where import_id = {report.ImportId}"));
        else
            Assert.EndsWith("。", Assert.IsAssignableFrom<ImportOutcome.Unreadable>(outcome).Sentence, StringComparison.Ordinal);
    }

    private async Task RunAsync(int variants, int seed)
    {
        using var folder = new ScratchFolder();
        var answered = 0;
        for (var i = 0; i < variants; i++)
        {
            var random = new Random(seed * 1_000_003 + i);
            var sample = Samples[i % Samples.Length] is var name && name.StartsWith("gis-data", StringComparison.Ordinal) ? Path.Combine(Repository.Root, name) : Repository.SharedFile(name);
            var path = Damaged(folder, sample, random, i);
            try
            {
                await AnsweredAsync(path, i);
            }
            catch (Exception e)
            {
                Assert.Fail($"variant {i} of seed {seed} ({sample}): {e}");
            }
            answered++;
        }
        Assert.Equal(variants, answered);
        Assert.Equal(0, await county.ScalarAsync<long>(
            "select count(*) from inventory.import i where feature_count <> (select count(*) from inventory.import_feature f where f.import_id = i.import_id)"));
    }

    // Every other one is cut, the others have bytes flipped; of a shapefile any part may be the damaged one.
    private static string Damaged(ScratchFolder folder, string sample, Random random, int i)
    {
        var stem = $"v{i}";
        var ending = Path.GetExtension(sample);
        var path = ending == ".shp" ? folder.CopyOf(sample, stem) : folder.At(stem + ending);
        if (ending != ".shp")
            File.Copy(sample, path, overwrite: true);
        var parts = Directory.GetFiles(folder.Path, stem + ".*").Order(StringComparer.Ordinal).ToArray();
        var part = parts[random.Next(parts.Length)];
        var bytes = File.ReadAllBytes(part);
        if (i % 2 == 0)
            bytes = bytes[..(bytes.Length * random.Next(100) / 100)];
        else
            for (var flips = random.Next(1, 20); flips > 0; flips--)
                bytes[random.Next(random.Next(4) == 0 ? Math.Min(200, bytes.Length) : bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(part, bytes);
        return path;
    }
}
