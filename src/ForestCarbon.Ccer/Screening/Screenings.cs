using System.Text.Json;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Opens screenings: pins methodology, parameters, dates and data, cuts the county into chunks.</summary>
/// <remarks>Driven by <see cref="RunEngine"/> with <see cref="ScreeningWork"/>, from a command or a job alike.</remarks>
public sealed class Screenings(Db db, int parcelsPerChunk = Screenings.ParcelsPerChunk)
{
    /// <summary>Kind of these runs in <c>platform.job_run</c>.</summary>
    public const string Kind = "screening";

    /// <summary>What screened ground would be claimed for: every methodology that screens is one of CCER. What excludes it, the exclusion matrix says.</summary>
    public const string Scheme = "CCER";

    /// <summary>The option of the command that names the planting model: how a refusal of the model is told from others.</summary>
    public const string ModelOption = "--planting-model";

    private const string EarliestStart = "earliest_start";

    /// <summary>What a killed worker loses, and how much ground is looked at together.</summary>
    public const int ParcelsPerChunk = 10_000;

    /// <returns>The run's id.</returns>
    /// <exception cref="RefusedException">Unknown methodology, one without conditions, a day to come, no parcels, a start no project may have, or a crediting period outside its limits.</exception>
    public async Task<long> OpenAsync(Actor actor, ScreeningRequest request, CancellationToken ct = default)
    {
        var methodology = MethodologyCatalogue.Find(request.MethodologyId)
                          ?? throw new RefusedException($"没有方法学“{request.MethodologyId}”。用 methodologies list 查看。", $"There is no methodology \"{request.MethodologyId}\": see methodologies list.");
        if (!methodology.Screens)
            throw new RefusedException(
                $"{methodology.Id}（{methodology.NameZh}）的条件还没有录入，不能筛查：{methodology.Purpose}。", $"{methodology.Id} ({methodology.NameEn}) cannot be screened, its conditions are not entered: {methodology.PurposeEn}.");
        // Ground and claims of today under the name of a day to come would pass for what is known then.
        if (request.AsOf > CountyClock.Today)
            throw new RefusedException(
                $"数据日期 {request.AsOf:yyyy-MM-dd} 还没有到，那天的小班和权益主张还不知道。请写今天或以前的日期；不写就是最新的数据。",
                $"{request.AsOf:yyyy-MM-dd} is still to come: nobody knows its parcels and claims yet. Give today or a day before; without one the newest data is taken.");
        BelievedDays.Require(request.StartDate);
        var planting = string.IsNullOrWhiteSpace(request.PlantingModel) ? [] : await PlantingAsync(request.PlantingModel.Trim(), ct);
        var book = new ParameterBook(db);
        await book.EnsureShippedAsync(ct);
        var frame = await db.QuerySingleOrDefaultAsync<Frame>(Sql.Of<Screenings>("Screening/Sql/frame.sql"), new { request.AsOf }, ct)
                    ?? throw new RefusedException("没有小班数据。请先用 import 导入林地小班，或用 seed-demo 建演示县。", "There are no parcels: import forest land first, or make the demonstration county with seed-demo.");
        var chunks = await ChunksAsync(frame, ct);
        if (chunks.Count == 0)
            throw new RefusedException($"{frame.AsOf:yyyy-MM-dd} 没有有效的小班数据。请换一个日期。", $"No parcel was valid on {frame.AsOf:yyyy-MM-dd}: choose another date.");
        var years = request.CreditingYears ?? methodology.CreditingLeastA
                    ?? throw new RefusedException($"{methodology.Id} 的计入期没有录入，请指明年数。", $"The crediting period of {methodology.Id} is not entered: give its years.");
        if (years < methodology.CreditingLeastA || years > methodology.CreditingMostA)
            throw new RefusedException(
                $"计入期 {years} 年不在 {methodology.CreditingLeastA}–{methodology.CreditingMostA} 年之内。", $"A crediting period of {years} years is outside {methodology.CreditingLeastA} to {methodology.CreditingMostA} years.");
        var today = CountyClock.Today;
        var (values, parameters) = await book.ForAsync(methodology, request.AsOf ?? today, ct);
        // Of candidates: no piece of them could pass. Planted land keeps its own date and is judged by it.
        if (request.StartDate is { } start && parameters.FirstOrDefault(p => p.ParamKey == EarliestStart) is { UsableValue: not null } rule && start <= values.RequiredDay(EarliestStart))
            throw new RefusedException(
                $"开工日期 {start:yyyy-MM-dd} 不晚于 {values.RequiredDay(EarliestStart):yyyy-MM-dd}，这样的项目不能登记（{rule.Source}）。请换一个开工日期。",
                $"The start {start:yyyy-MM-dd} is not after {values.RequiredDay(EarliestStart):yyyy-MM-dd}: such a project is not registered (Measures, article 10). Choose a later start.");
        var accounts = new AccountedRuns(db);
        var newest = await accounts.LatestAsync(ct);
        // Without a day the screening is of the newest data, as the newest account is.
        var account = request.AsOf is { } day ? await accounts.LatestOfAsync(day, frame.Generation, ct) : newest;
        var manifest = new ScreeningManifest
        {
            MethodologyId = methodology.Id, AsOf = frame.AsOf, ClaimsAsOf = request.AsOf ?? today,
            StartDate = request.StartDate ?? new DateOnly(today.Year + 1, 1, 1), CreditingYears = years,
            PlantingModel = planting.Count == 0 ? null : planting[0].PlantingModelId, Planting = planting.Count == 0 ? null : PinnedPlanting.Of(planting, years),
            Generation = frame.Generation,
            EvidenceLayers = await db.QueryAsync<int>(Sql.Of<Screenings>("Screening/Sql/evidence_layers.sql"), new { frame.AsOf, frame.Generation }, ct),
            AccountingRun = account?.RunId, LaterAccount = account is null ? newest?.AsOf : null,
            Conditions = [.. methodology.Judged.Select(c => c.Key)], 
            // A store from before the limit stood in the register alone still holds it among the parameters.
            Parameters = [.. parameters.Where(p => p.ParamKey != PinnedParameter.LeastOverlap).Select(PinnedParameter.Of), PinnedParameter.OfRegister(await new ClaimRegister(db).RuleAsync(ct))],
        };
        if (methodology.Judged.SelectMany(c => c.ParameterKeys).Where(key => methodology.Parameters.Any(p => p.Key == key && p.Value is not null))
                .FirstOrDefault(key => parameters.All(p => p.ParamKey != key)) is { } lapsed)
            throw new RefusedException(
                $"参数 {lapsed} 在 {manifest.ClaimsAsOf:yyyy-MM-dd} 没有有效的值，条件无法判断。请在“方法学与参数”中录入该日的值。",
                $"Parameter {lapsed} has no value on {manifest.ClaimsAsOf:yyyy-MM-dd} and its condition cannot be judged: enter the value of that day under methodologies and parameters.");
        return await db.WriteAsync(actor, TownshipScope.WholeCounty, $"打开筛查 {methodology.Id}", async write =>
        {
            var json = manifest.ToJson();
            using var arguments = JsonDocument.Parse(json);
            var runId = await RunEngine.OpenAsync(write, new RunRequest(
                Kind, $"筛查 {methodology.Id}（开工 {manifest.StartDate:yyyy-MM-dd}，计入期 {years} 年）", arguments.RootElement, chunks), ct);
            await write.ExecuteAsync(Sql.Of<Screenings>("Screening/Sql/open_screening.sql"), new
            {
                runId, manifest.MethodologyId, manifest.AsOf, manifest.ClaimsAsOf, manifest.StartDate, creditingYears = (short)years,
                manifest.PlantingModel, manifest.Generation, manifest.AccountingRun, manifest = json,
            }, ct);
            await write.ExecuteAsync("select ccer.open_screening_partition(@runId)", new { runId }, ct);
            return runId;
        }, ct);
    }

    /// <summary>Drives a run with as many workers as there are processors.</summary>
    public async Task<RunProgress> DriveAsync(Actor actor, long runId, IProgress<RunProgress>? progress = null, int? workers = null, CancellationToken ct = default)
    {
        var (engine, work) = (new RunEngine(db), new ScreeningWork(db));
        var driven = Enumerable.Range(0, workers ?? Environment.ProcessorCount)
            .Select(i => Task.Run(() => engine.DriveAsync(actor, runId, work, i == 0 ? progress : null, ct), ct)).ToArray();
        await Task.WhenAll(driven);
        return await engine.ProgressAsync(runId, ct);
    }

    private async Task<IReadOnlyList<PlantingModelRow>> PlantingAsync(string id, CancellationToken ct)
    {
        var models = await new PlantingModels(db).ListAsync(ct);
        var sites = models.Where(m => m.PlantingModelId == id).ToList();
        var known = models.Select(m => m.PlantingModelId).Distinct().ToList();
        return sites.Count > 0 ? sites : throw new RefusedException(
            $"没有名为“{id}”的造林模型，预计量不能计算。现有：{string.Join("、", known)}。不指定造林模型可以只筛查面积。",
            $"There is no planting model \"{id}\" to expect tonnes by; there are {string.Join(", ", known)}. Without a planting model areas alone are screened.") { Option = ModelOption };
    }

    private async Task<IReadOnlyList<ChunkRequest>> ChunksAsync(Frame frame, CancellationToken ct)
    {
        var slices = await db.QueryAsync<Slice>(Sql.Of<Screenings>("Screening/Sql/slices.sql"), new { frame.AsOf, frame.Generation, width = parcelsPerChunk }, ct);
        return [.. slices.Select(s => new ChunkRequest(new ChunkKey(s.TownshipCode, s.FirstId, s.LastId).ToString(), s.Parcels))];
    }

    private sealed record Frame
    {
        public DateOnly AsOf { get; init; }
        public long Generation { get; init; }
    }

    private sealed record Slice
    {
        public string TownshipCode { get; init; } = "";
        public long FirstId { get; init; }
        public long LastId { get; init; }
        public long Parcels { get; init; }
    }
}
