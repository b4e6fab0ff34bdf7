using System.Globalization;
using System.Text.Json;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Growth.Runs;

/// <summary>Opens accounting runs: pins what decides the figures, cuts the county into chunks, makes room for the results.</summary>
/// <param name="parcelsPerChunk">How finely the work is cut; the figures do not depend on it.</param>
/// <remarks>A run is driven to its end by <see cref="RunEngine"/> with <see cref="AccountingWork"/>, from a command or a job alike.</remarks>
public sealed class Accounting(Db db, int parcelsPerChunk = Accounting.ParcelsPerChunk)
{
    /// <summary>Kind of these runs in <c>platform.job_run</c>.</summary>
    public const string Kind = "accounting";

    /// <summary>A chunk is a township's parcels in a range of ids, up to about this many: what a killed worker loses.</summary>
    public const int ParcelsPerChunk = 25_000;

    /// <summary>
    /// Opens a run. Where the county has no curve set yet, one is fitted and stored first.
    /// </summary>
    /// <exception cref="RunRefusedException">No parcels, an unknown scenario, a day to come, or years the inventory cannot answer for.</exception>
    public async Task<OpenedRun> OpenAsync(Actor actor, AccountRequest request, CancellationToken ct = default)
    {
        if (request.Scenario != AccountRequest.NoHarvest)
            throw new RunRefusedException($"没有名为“{request.Scenario}”的情景。现有：{AccountRequest.NoHarvest}。", $"There is no scenario named “{request.Scenario}”; there is {AccountRequest.NoHarvest} (no harvest).");
        // Data of today under the name of a day to come would pass for what is known then.
        if (request.AsOf > CountyClock.Today)
            throw new RunRefusedException($"资料日期 {request.AsOf:yyyy-MM-dd} 还没有到：请写今天或以前的日期。", $"The inventory as of {request.AsOf:yyyy-MM-dd} is still to come: give today or a day before.");
        var frame = await db.QuerySingleOrDefaultAsync<Frame>(Sql.Of<Accounting>("Runs/Sql/frame.sql"), new { request.AsOf }, ct)
                    ?? throw NothingToAccount(request.AsOf);
        var chunks = await ChunksAsync(frame, ct);
        if (chunks.Parts.Count == 0)
            throw NothingToAccount(request.AsOf);
        var (first, last) = Years(request, chunks.NewestYear);
        var sets = new CurveSets(db);
        var set = await sets.NewestAsync(ct);
        var isFitted = set is null;
        set ??= await sets.FindAsync(await sets.FitAsync(actor, frame.AsOf, ct), ct);
        var manifest = new RunManifest
        {
            AsOf = frame.AsOf, Generation = frame.Generation, InventoryYear = chunks.NewestYear, OldestInventoryYear = chunks.OldestYear,
            FirstYear = first, LastYear = last, Scenario = request.Scenario, CountyCode = frame.CountyCode,
            CurveSet = new PinnedData(set!.CurveSetId.ToString(CultureInfo.InvariantCulture), set.Name, set.Sha256),
            FactorSet = new PinnedData(FactorSet.ArCm001V01.Id, FactorSet.ArCm001V01.Version, FactorSet.ArCm001V01.Sha256),
            AgeGroups = new PinnedData("LY/T 2908-2017", "southern rows", AgeGroups.Current.Sha256),
            Species = new PinnedData("species-dictionary", "species, origin", (await SpeciesDictionary.LoadAsync(db, ct)).Sha256),
            Projection = request.Projection == GrowthProjection.Difference ? "difference" : "calibrated",
        };
        var runId = await OpenAsync(actor, manifest, set.CurveSetId, chunks.Parts, request.Schedule, ct);
        return new OpenedRun(runId, set.CurveSetId, isFitted, frame.AsOf, first, last, chunks.Parts.Sum(c => c.Weight));
    }

    private Task<long> OpenAsync(
        Actor actor, RunManifest manifest, int curveSetId, IReadOnlyList<ChunkRequest> chunks, string? schedule, CancellationToken ct) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"打开碳储量核算 {manifest.FirstYear}–{manifest.LastYear}", async write =>
        {
            var json = manifest.ToJson();
            using var arguments = JsonDocument.Parse(json);
            var runId = await RunEngine.OpenAsync(write, new RunRequest(
                Kind, $"碳储量核算 {manifest.FirstYear}–{manifest.LastYear}（{manifest.Scenario}）", arguments.RootElement, chunks, schedule), ct);
            await write.ExecuteAsync(Sql.Of<Accounting>("Runs/Sql/open_run.sql"), new
            {
                runId, manifest.Scenario, manifest.AsOf, manifest.Generation, manifest.InventoryYear, manifest.FirstYear,
                manifest.LastYear, curveSetId, manifest.Projection, manifest = json,
            }, ct);
            await write.ExecuteAsync("select growth.open_result_partition(@runId)", new { runId }, ct);
            return runId;
        }, ct);

    private async Task<(List<ChunkRequest> Parts, int NewestYear, int OldestYear)> ChunksAsync(Frame frame, CancellationToken ct)
    {
        var slices = await db.QueryAsync<Slice>(
            Sql.Of<Accounting>("Runs/Sql/id_slices.sql"), new { frame.AsOf, frame.Generation, width = parcelsPerChunk }, ct);
        var parts = new List<ChunkRequest>();
        for (var i = 0; i < slices.Count;)
        {
            var first = slices[i];
            var parcels = 0L;
            var last = first;
            for (; i < slices.Count && slices[i].TownshipCode == first.TownshipCode
                   && (parcels == 0 || parcels + slices[i].Parcels <= parcelsPerChunk); i++)
            {
                last = slices[i];
                parcels += last.Parcels;
            }
            var key = new ChunkKey(first.TownshipCode, first.Part * parcelsPerChunk, ((last.Part + 1) * parcelsPerChunk) - 1);
            parts.Add(new ChunkRequest(key.ToString(), parcels));
        }
        return parts.Count == 0
            ? (parts, 0, 0)
            : (parts, slices.Max(s => s.Newest).Year, slices.Min(s => s.Oldest).Year);
    }

    private static (int First, int Last) Years(AccountRequest request, int inventoryYear)
    {
        foreach (var year in new[] { request.From, request.To })
            if (year < BelievedDays.First.Year || year > BelievedDays.Last.Year)
                throw new RunRefusedException($"年份 {year} 不在 {BelievedDays.First.Year} 至 {BelievedDays.Last.Year} 之间，请核对年份。", $"The year {year} is not between {BelievedDays.First.Year} and {BelievedDays.Last.Year}: check it.");
        var first = request.From ?? inventoryYear;
        if (first < inventoryYear)
            throw new RunRefusedException($"起始年 {first} 早于资源数据年 {inventoryYear}。请从 {inventoryYear} 年或以后开始，或指定更早的数据日期。", $"The first year {first} is before the inventory's year {inventoryYear}: begin in {inventoryYear} or later, or give an earlier day of the data.") { Option = "--as-of" };
        var last = request.To ?? (first + AccountRequest.DefaultIncrements);
        if (last < first)
            throw new RunRefusedException($"终止年 {last} 早于起始年 {first}。", $"The last year {last} is before the first year {first}.");
        return last - inventoryYear <= AccountRequest.MostIncrements
            ? (first, last)
            : throw new RunRefusedException($"终止年 {last} 距资源数据年 {inventoryYear} 超过 {AccountRequest.MostIncrements} 年。", $"The last year {last} is more than {AccountRequest.MostIncrements} years from the inventory's year {inventoryYear}.");
    }

    private static RunRefusedException NothingToAccount(DateOnly? asOf) => asOf is { } date
        ? new($"{date:yyyy-MM-dd} 没有有效的小班数据。请换一个日期，或先导入林地小班。", $"No parcel is valid on {date:yyyy-MM-dd}: name another day, or import forest land first.")
        : new("没有小班数据。请先用 import 导入林地小班，或用 seed-demo 建演示县。", "There are no parcels: import forest land first (import), or make the demonstration county (seed-demo).");

    private sealed record Frame
    {
        public DateOnly AsOf { get; init; }
        public long Generation { get; init; }
        public string CountyCode { get; init; } = "";
    }

    private sealed record Slice
    {
        public string TownshipCode { get; init; } = "";
        public long Part { get; init; }
        public long Parcels { get; init; }
        public DateOnly Newest { get; init; }
        public DateOnly Oldest { get; init; }
    }
}
