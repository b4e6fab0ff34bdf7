using System.Text.Json;
using System.Text.Json.Serialization;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Brings files into the inventory: staged and judged first, stored when a person decides, all of it or nothing.</summary>
public sealed class ParcelImports(Db db, FileStore files)
{
    private const string ForestLandTable = "parcel_version";
    private const string LayerTable = "layer_feature";

    /// <summary>Reads a file, judges every row and stands it in staging. What is stored in the inventory does not change.</summary>
    /// <exception cref="RefusedException">The day lies outside <see cref="BelievedDays"/>.</exception>
    public async Task<ImportOutcome> StageAsync(string path, ImportRequest request, Actor actor, TownshipScope scope, CancellationToken ct = default)
    {
        if (ImportLayer.Find(request.Layer, out var why) is not { } layer)
            return new ImportOutcome.Unreadable(why!.Zh, why.En);
        BelievedDays.Require(request.AsOf);
        try
        {
            using var file = FeatureFile.Open(path, request.SourceLayer, request.Encoding);
            using var kept = await KeptFile.OfAsync(file.Parts, request.FileName ?? Path.GetFileName(path), ct);
            var county = await CountyContext.LoadAsync(db, layer.IsForestLand ? ForestLandTable : LayerTable, ct);
            var reading = new FileReading(file.Source, layer, request, county, Convert.ToHexStringLower(kept.File.Sha256)[..8], scope);
            // A dry run is asked to check, whatever was stored before.
            if (!request.DryRun && await AlreadyAsync(file.Source, kept, layer, request, reading, ct) is { } before)
                return new ImportOutcome.AlreadyImported(before);
            return new ImportOutcome.Staged(await StageAsync(file.Source, kept, layer, request, reading, county.Limits, actor, scope, ct));
        }
        catch (LayerNeededException e)
        {
            return new ImportOutcome.LayerNeeded(e.Said.Zh, e.Said.En, e.Layers);
        }
        catch (CrsNeededException e)
        {
            return new ImportOutcome.CrsNeeded(e.Said.Zh, e.Said.En, e.Proposed);
        }
        catch (UnreadableFileException e)
        {
            return new ImportOutcome.Unreadable(e.Said.Zh, e.Said.En);
        }
    }

    /// <summary>Stores what stands in staging, rows with a blocking finding left out. One transaction.</summary>
    /// <param name="parts">Kinds of change to store (<see cref="ImportParts"/>); null: all but the removal of what the file leaves out.</param>
    /// <param name="except">Rows and stored parcels that the person left out of these kinds one by one; null: none.</param>
    public async Task<DecisionOutcome> AcceptAsync(
        long importId, Actor actor, TownshipScope scope, IReadOnlyList<string>? parts = null, LeftOut? except = null, CancellationToken ct = default)
    {
        if (await FindAsync(importId, ct) is not { } import)
            return NoSuchImport(importId);
        var limits = await new CheckLimitBook(db).ReadAsync(ct);
        try
        {
            return await db.WriteAsync<DecisionOutcome>(actor, scope, $"接受第 {importId} 号导入（{import.Layer}，{import.FileName}）",
                write => Acceptance.AcceptAsync(write, importId, LayerOf(import), scope, parts, except ?? LeftOut.Nothing, limits.Coverage, ct), ct);
        }
        catch (OutdatedComparisonException)
        {
            await CompareAgainAsync(importId, LayerOf(import), limits, actor, scope, ct);
            return new DecisionOutcome.NotPossible("库中的数据在这次比较之后有了变化，没有入库；比较和发现已按库中现状更新，请再看一遍再决定。",
                "The inventory has changed since this comparison and nothing was stored; comparison and findings were made anew: look at them again, then decide.");
        }
        catch (UntoldOverlapsException untold)
        {
            await CompareAgainAsync(importId, LayerOf(import), limits, actor, scope, ct);
            return new DecisionOutcome.NotPossible($"{untold.Sentence}没有入库。可能只接受了一部分变化，或暂存之后库中又有改动；比较和发现已按库中现状更新，请再看一遍。",
                $"{untold.SentenceEn}Nothing was stored. Either only some changes were accepted, or the inventory has moved on since the file was read; comparison and findings are up to date again: look at them once more.");
        }
    }

    // Whoever looks again sees the comparison and the findings against what is stored now.
    private Task CompareAgainAsync(long importId, ImportLayer layer, CheckLimits limits, Actor actor, TownshipScope scope, CancellationToken ct) =>
        db.WriteAsync(actor, scope, $"按库中现状重新比较第 {importId} 号导入", async write =>
        {
            // Decided by someone else meanwhile: then its comparison is history.
            if (await write.ScalarAsync<string?>("select state from inventory.import where import_id = @importId for update", new { importId }, ct) == "staged")
                await Acceptance.CompareAgainAsync(write, importId, layer, limits, ct);
        }, ct);

    /// <summary>Decides against what stands in staging; it stays to be looked at.</summary>
    /// <param name="reason">Why, for whoever sent it; null where a file is sent back for its errors by the command that read it.</param>
    public async Task<DecisionOutcome> RejectAsync(long importId, Actor actor, TownshipScope scope, string? reason = null, CancellationToken ct = default) =>
        await db.WriteAsync<DecisionOutcome>(actor, scope, $"退回第 {importId} 号导入{(reason is null ? "" : $"：{reason}")}", async write =>
            await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/reject.sql"), new { importId, by = actor.Id, reason }, ct) == 1
                ? new DecisionOutcome.Rejected(importId)
                : new DecisionOutcome.NotPossible($"没有待定的第 {importId} 号导入。", $"There is no import {importId} that waits for a decision."), ct);

    /// <summary>Takes an accepted import back: its versions go, those it closed are open again. Refused once a later change touched one of its parcels.</summary>
    public async Task<DecisionOutcome> UndoAsync(long importId, Actor actor, TownshipScope scope, CancellationToken ct = default)
    {
        if (await FindAsync(importId, ct) is not { } import)
            return NoSuchImport(importId);
        return await db.WriteAsync<DecisionOutcome>(actor, scope, $"撤销第 {importId} 号导入（{import.Layer}，{import.FileName}）",
            write => Acceptance.UndoAsync(write, importId, LayerOf(import), scope, ct), ct);
    }

    /// <summary>Imports, the newest first.</summary>
    /// <param name="stagedBy">Only those that this actor sent; null: all.</param>
    public Task<IReadOnlyList<ImportSummary>> ListAsync(int limit = 100, string? stagedBy = null, CancellationToken ct = default) =>
        db.QueryAsync<ImportSummary>(Sql.Of<ParcelImports>("Imports/Sql/list.sql"), new { importId = (long?)null, stagedBy, limit }, ct);

    public Task<ImportSummary?> FindAsync(long importId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<ImportSummary>(Sql.Of<ParcelImports>("Imports/Sql/list.sql"), new { importId = (long?)importId, stagedBy = (string?)null, limit = 1 }, ct);

    /// <summary>Everything found in an import, the file's first, then by row.</summary>
    public Task<IReadOnlyList<StoredFinding>> FindingsAsync(long importId, CancellationToken ct = default) =>
        db.QueryAsync<StoredFinding>(Sql.Of<ParcelImports>("Imports/Sql/findings.sql"), new { importId }, ct);

    /// <summary>Findings that fit a filter, in the order of <see cref="FindingOrder"/>.</summary>
    public Task<IReadOnlyList<StoredFinding>> FindingsAsync(long importId, FindingFilter filter, int limit, int offset, CancellationToken ct = default) =>
        db.QueryAsync<StoredFinding>(Sql.Of<ParcelImports>("Imports/Sql/findings_page.sql"),
            new { importId, filter.Kind, filter.Severity, filter.Search, filter.IsOfFile, limit, offset }, ct);

    public Task<IReadOnlyList<FindingCount>> FindingKindsAsync(long importId, CancellationToken ct = default) =>
        db.QueryAsync<FindingCount>(Sql.Of<ParcelImports>("Imports/Sql/finding_kinds.sql"), new { importId }, ct);

    public Task<IReadOnlyList<FindingPlace>> FindingPlacesAsync(long importId, FindingFilter filter, int limit, CancellationToken ct = default) =>
        db.QueryAsync<FindingPlace>(Sql.Of<ParcelImports>("Imports/Sql/finding_places.sql"), new { importId, filter.Kind, filter.Severity, filter.Search, limit }, ct);

    /// <summary>How many findings fit a filter.</summary>
    public async Task<long> CountFindingsAsync(long importId, FindingFilter filter, CancellationToken ct = default) =>
        (await db.QueryAsync<long>(Sql.Of<ParcelImports>("Imports/Sql/count_findings.sql"), new { importId, filter.Kind, filter.Severity, filter.Search }, ct))[0];

    /// <summary>Fields of the file with what stands in them most, from its first rows.</summary>
    public Task<IReadOnlyList<FieldSample>> FieldsAsync(long importId, CancellationToken ct = default) =>
        db.QueryAsync<FieldSample>(Sql.Of<ParcelImports>("Imports/Sql/field_samples.sql"), new { importId }, ct);

    /// <summary>The kept bytes of an import, to read them again under another mapping.</summary>
    public string PathOfFile(ImportSummary import) => files.PathOf(Convert.FromHexString(import.Sha256));

    /// <summary>The comparison with what is stored, by kind, with areas.</summary>
    public Task<IReadOnlyList<ChangeTotal>> ChangesAsync(long importId, CancellationToken ct = default) =>
        db.QueryAsync<ChangeTotal>(Sql.Of<ParcelImports>("Imports/Sql/changes.sql"), new { importId }, ct);

    /// <summary>Its rows, those unchanged left out.</summary>
    public Task<IReadOnlyList<ChangeRow>> ChangeRowsAsync(long importId, string? kind, int limit, CancellationToken ct = default) =>
        db.QueryAsync<ChangeRow>(Sql.Of<ParcelImports>("Imports/Sql/change_rows.sql"), new { importId, kind, limit }, ct);

    private Task<long?> AlreadyAsync(FeatureSource source, KeptFile kept, ImportLayer layer, ImportRequest request, FileReading reading, CancellationToken ct) =>
        db.QuerySingleOrDefaultAsync<long?>(Sql.Of<ParcelImports>("Imports/Sql/already.sql"), new
        {
            sha256 = kept.File.Sha256, layer = layer.Name, asOf = request.AsOf, sourceLayer = Storable(source.SourceLayer), isChosen = request.SourceLayer is not null,
            crs = Crs(reading), encoding = source.Encoding.Name, mapping = Mapping(reading), datumShift = reading.Crs.Shift?.Json, parts = request.Parts?.ToArray(), usual = ImportParts.Usual,
            isComplete = request.IsComplete,
        }, ct);

    private static DecisionOutcome.NotPossible NoSuchImport(long importId) => new($"没有第 {importId} 号导入。", $"There is no import {importId}.");

    // What stands in the database came through this very list.
    private static ImportLayer LayerOf(ImportSummary import) => ImportLayer.Find(import.Layer, out var why) ?? throw new InvalidOperationException(why!.Zh);

    private static string Crs(FileReading reading) => $"EPSG:{reading.Crs.Crs.Epsg}";

    private static string Mapping(FileReading reading) => JsonSerializer.Serialize(reading.Mapping.SourceOf.ToDictionary(m => m.Key, m => Storable(m.Value)));

    private async Task<ImportReport> StageAsync(FeatureSource source, KeptFile kept, ImportLayer layer, ImportRequest request, FileReading reading,
        CheckLimits limits, Actor actor, TownshipScope scope, CancellationToken ct)
    {
        var report = (ImportReport?)null;
        try
        {
            await db.WriteAsync(actor, scope, $"{(request.DryRun ? "试" : "")}导入 {kept.Name} 到 {layer.NameZh}", async write =>
            {
                var importId = await write.ScalarAsync<long>(Sql.Of<ParcelImports>("Imports/Sql/open_import.sql"), new
                {
                    layer = layer.Name,
                    fileName = kept.Name,
                    sha256 = kept.File.Sha256,
                    asOf = request.AsOf,
                    sourceLayer = Storable(source.SourceLayer),
                    crs = Crs(reading),
                    crsReason = Storable(reading.Crs.Reason.Zh),
                    crsReasonEn = Storable(reading.Crs.Reason.En),
                    encoding = source.Encoding.Name,
                    encodingReason = Storable(source.Encoding.Reason.Zh),
                    encodingReasonEn = Storable(source.Encoding.Reason.En),
                    mapping = Mapping(reading),
                    by = actor.Id,
                    datumShift = reading.Crs.Shift?.Json,
                    dryRun = request.DryRun,
                    asked = JsonSerializer.Serialize(new AskedReading(request.Crs, request.Encoding)),
                    isJoined = !source.HasShapes,
                    isComplete = request.IsComplete,
                    keptMapping = request.KeptMapping,
                    rereads = request.Rereads,
                    townships = scope.Codes,
                    proposed = JsonSerializer.Serialize(reading.Proposed.ToDictionary(p => Storable(p.Key), p => p.Value)),
                }, ct);
                var features = await Staging.CopyRowsAsync(write, importId, reading.Rows(ct), ct);
                await Staging.CopyFindingsAsync(write, importId, reading.Findings, ct);
                if (!source.HasShapes)
                {
                    await Staging.JoinStoredShapesAsync(write, importId, ct);
                    await Staging.CopyFindingsAsync(write, importId,
                        await JoinedLogic.FindAsync(write, importId, reading.Unspoken, reading.Unread, reading.Empty, reading.Mapping.SourceOf.GetValueOrDefault("registered_area_ha"), limits, ct), ct);
                }
                await Staging.CopyFindingsAsync(write, importId, reading.LostTexts(await Staging.TakeLostTextsOutAsync(write, importId, reading, ct)), ct);
                await Acceptance.CompareAsync(write, importId, layer, numbered: false, ct);
                if (layer.IsForestLand && source.HasShapes)
                    await KeptLogic.FindAgainAsync(write, importId, [], ct);
                if (layer.IsForestLand && reading.Emptying is { Count: > 0 } empty)
                    await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/find_emptied.sql"), new
                    {
                        importId, columns = empty.Select(e => e.Key).ToArray(), fields = empty.Select(e => Storable(e.Value)).ToArray(),
                        names = empty.Select(e => FieldMapping.NameOf(layer, e.Key)).ToArray(),
                    }, ct);
                if (source.HasShapes)
                    await StagedCoverage.FindAsync(write, importId, layer, limits.Coverage, ct);
                await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/find_offset.sql"), new { importId }, ct);
                await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/leave_out_what_follows.sql"), new { importId }, ct);
                await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/find_later_day.sql"), new { importId, features }, ct);
                await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/close_staging.sql"), new { importId, features }, ct);
                var findings = await write.QueryAsync<StoredFinding>(Sql.Of<ParcelImports>("Imports/Sql/findings.sql"), new { importId }, ct);
                report = new ImportReport(request.DryRun ? 0 : importId, layer.Name, kept.Name, Convert.ToHexStringLower(kept.File.Sha256), request.AsOf,
                    source.SourceLayer, Crs(reading), reading.Crs.Reason.Zh, source.Encoding.Name, source.Encoding.Reason.Zh,
                    reading.Mapping.SourceOf, features, findings)
                {
                    HasShapes = source.HasShapes,
                    CrsReasonEn = reading.Crs.Reason.En,
                    EncodingReasonEn = source.Encoding.Reason.En,
                    Changes = request.DryRun ? await write.QueryAsync<ChangeTotal>(Sql.Of<ParcelImports>("Imports/Sql/changes.sql"), new { importId }, ct) : [],
                };
                if (request.DryRun)
                    throw new DryRunEndedException();
                await files.KeepAsync(write, kept.Path, kept.File, kept.Name, ct);
            }, ct);
        }
        catch (DryRunEndedException)
        {
            // rolled back: the report is all that stays
        }
        return report!;
    }

    // What a damaged file says of itself is kept with the import; U+0000 stands in no text of PostgreSQL.
    private static string Storable(string text) => text.Replace("\0", "", StringComparison.Ordinal);

#pragma warning disable CA1032, CA1064 // thrown and caught in one method, to roll back
    private sealed class DryRunEndedException : Exception;
#pragma warning restore CA1032, CA1064
}

/// <summary>Which findings to look at; null leaves a condition out.</summary>
/// <param name="IsOfFile">Only those of the file as a whole.</param>
public sealed record FindingFilter(string? Kind, string? Severity, string? Search, bool IsOfFile = false);

/// <summary>How many findings there are of a kind.</summary>
public sealed record FindingCount(string Kind, string Severity, long Findings);

/// <summary>A field of a file: the column it goes to, and its commonest values in the first rows.</summary>
public sealed record FieldSample(string Field, string? Target, long Filled, string? Sample);

/// <summary>Where a finding lies, as GeoJSON in EPSG:4490.</summary>
/// <param name="Shape">Shape of its row, simplified to a metre; null where it has none.</param>
/// <param name="Ground">The ground of an overlap, gap or sliver itself.</param>
/// <param name="IsFar">Far outside the county.</param>
public sealed record FindingPlace(int Finding, string Kind, string Severity, string Place, string? Shape, string? Ground, bool IsFar);

/// <summary>Kinds of change a person accepts one by one.</summary>
public static class ImportParts
{
    public static IReadOnlyList<string> All { get; } = ["added", "reshaped", "rewritten", "related", "removed"];

    /// <summary>What is stored where nobody chose: nothing goes that a file merely leaves out.</summary>
    internal static string[] Usual { get; } = ["added", "reshaped", "rewritten", "related"];

    /// <summary>Those that change who stands on which ground: left out in part, what is stored may lie over what stays.</summary>
    internal static IReadOnlyList<string> OfShape { get; } = ["added", "reshaped", "related"];
}

/// <summary>How many parcels changed in one way, with their areas in the file and as stored, m².</summary>
public sealed record ChangeTotal(string Kind, long Parcels, decimal AreaM2, decimal StoredAreaM2);

/// <summary>One parcel of the comparison; codes differ where it was renumbered.</summary>
/// <param name="IsClosed">A stored parcel that the file leaves out, and that the import closed.</param>
public sealed record ChangeRow(string Kind, int? RowNo, string? Code, string? StoredCode, string? MatchedBy, decimal? AreaM2, decimal? StoredAreaM2, long? StoredVersionId, bool IsClosed);

/// <summary>An import as lists show it.</summary>
/// <param name="Rereads">The import whose file was read again for this one.</param>
/// <param name="ReplacedBy">The last that read this one's file again and was not refused; the decision is over that one.</param>
/// <param name="DecisionReason">Why it was sent back; null where nobody said.</param>
/// <param name="UndoneBy">Who took it back; who accepted it stays in <paramref name="DecidedBy"/>.</param>
/// <param name="WaitsAlreadyAs">The first import of the same bytes, read the same way, that waits for a decision as well.</param>
public sealed record ImportSummary(
    long ImportId, string Layer, string FileName, string Sha256, string State, DateOnly AsOf, string? SourceLayer, string? Crs, string? CrsReason, string? CrsReasonEn,
    string? Encoding, string? EncodingReason, string? EncodingReasonEn, [property: JsonConverter(typeof(JsonText))] string Mapping, long FeatureCount, long Errors, long Warnings, long Notes,
    long? AddedCount, long? ChangedCount, long? UnchangedCount, long? LeftOutCount, string StagedBy, DateTime StagedAt, string? DecidedBy, DateTime? DecidedAt, string EntersAs,
    [property: JsonConverter(typeof(JsonText))] string? Asked, [property: JsonConverter(typeof(JsonText))] string? DatumShift, bool IsJoined, bool IsComplete,
    [property: JsonConverter(typeof(JsonText))] string Proposed, long? Rereads, long? ReplacedBy,
    string? DecisionReason, string? UndoneBy, DateTime? UndoneAt, long? WaitsAlreadyAs)
{
    /// <summary>How the file was asked to be read; of an import from before that was kept, how it was read.</summary>
    public AskedReading AsAsked() => Asked is null ? new AskedReading(Crs, Encoding) : JsonSerializer.Deserialize<AskedReading>(Asked)!;

    /// <summary>Column that the values of a field look like, by field.</summary>
    public IReadOnlyDictionary<string, string> ProposedColumns() => JsonSerializer.Deserialize<Dictionary<string, string>>(Proposed)!;
}

/// <summary>What a sender said of a file; null leaves it to the file.</summary>
public sealed record AskedReading(string? Crs, string? Encoding);

/// <summary>What a person leaves out of an import one by one: rows of the file, and stored versions that would have been closed.</summary>
public sealed record LeftOut(IReadOnlyList<int> Rows, IReadOnlyList<long> Stored)
{
    public static LeftOut Nothing { get; } = new([], []);
}
