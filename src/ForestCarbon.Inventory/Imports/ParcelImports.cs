using System.Text.Json;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Brings files into the inventory: staged and judged first, stored when a person decides, all of it or nothing.</summary>
public sealed class ParcelImports(Db db, FileStore files)
{
    private const string ForestLandTable = "parcel_version";
    private const string LayerTable = "layer_feature";

    /// <summary>Reads a file, judges every row and stands it in staging. What is stored in the inventory does not change.</summary>
    public async Task<ImportOutcome> StageAsync(string path, ImportRequest request, Actor actor, TownshipScope scope, CancellationToken ct = default)
    {
        if (ImportLayer.Find(request.Layer, out var why) is not { } layer)
            return new ImportOutcome.Unreadable(why!);
        try
        {
            using var file = FeatureFile.Open(path, request.SourceLayer, request.Encoding);
            using var kept = await KeptFile.OfAsync(file.Parts, request.FileName ?? Path.GetFileName(path), ct);
            if (await AlreadyAsync(kept, layer, request, ct) is { } before)
                return new ImportOutcome.AlreadyImported(before);
            var county = await CountyContext.LoadAsync(db, layer.IsForestLand ? ForestLandTable : LayerTable, ct);
            var reading = new FileReading(file.Source, layer, request, county, Convert.ToHexStringLower(kept.File.Sha256)[..8], scope);
            return new ImportOutcome.Staged(await StageAsync(file.Source, kept, layer, request, reading, actor, scope, ct));
        }
        catch (UnreadableFileException e)
        {
            return new ImportOutcome.Unreadable(e.Message);
        }
    }

    /// <summary>Stores what stands in staging, rows with a blocking finding left out. One transaction.</summary>
    public async Task<DecisionOutcome> AcceptAsync(long importId, Actor actor, TownshipScope scope, CancellationToken ct = default)
    {
        if (await FindAsync(importId, ct) is not { } import)
            return new DecisionOutcome.NotPossible($"没有第 {importId} 号导入。");
        return await db.WriteAsync<DecisionOutcome>(actor, scope, $"接受第 {importId} 号导入（{import.Layer}，{import.FileName}）",
            write => Acceptance.AcceptAsync(write, importId, import.Layer == ImportLayer.ForestLand, scope, ct), ct);
    }

    /// <summary>Decides against what stands in staging; it stays to be looked at.</summary>
    public async Task<DecisionOutcome> RejectAsync(long importId, Actor actor, TownshipScope scope, CancellationToken ct = default) =>
        await db.WriteAsync<DecisionOutcome>(actor, scope, $"退回第 {importId} 号导入", async write =>
            await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/reject.sql"), new { importId, by = actor.Id }, ct) == 1
                ? new DecisionOutcome.Rejected(importId)
                : new DecisionOutcome.NotPossible($"没有待定的第 {importId} 号导入。"), ct);

    /// <summary>Takes an accepted import back: its versions go, those it closed are open again. Refused once a later change touched one of its parcels.</summary>
    public async Task<DecisionOutcome> UndoAsync(long importId, Actor actor, TownshipScope scope, CancellationToken ct = default)
    {
        if (await FindAsync(importId, ct) is not { } import)
            return new DecisionOutcome.NotPossible($"没有第 {importId} 号导入。");
        return await db.WriteAsync<DecisionOutcome>(actor, scope, $"撤销第 {importId} 号导入（{import.Layer}，{import.FileName}）",
            write => Acceptance.UndoAsync(write, importId, import.Layer == ImportLayer.ForestLand, scope, ct), ct);
    }

    /// <summary>Imports, the newest first.</summary>
    public Task<IReadOnlyList<ImportSummary>> ListAsync(int limit = 100, CancellationToken ct = default) =>
        db.QueryAsync<ImportSummary>(Sql.Of<ParcelImports>("Imports/Sql/list.sql"), new { importId = (long?)null, limit }, ct);

    public Task<ImportSummary?> FindAsync(long importId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<ImportSummary>(Sql.Of<ParcelImports>("Imports/Sql/list.sql"), new { importId = (long?)importId, limit = 1 }, ct);

    /// <summary>Everything found in an import, the file's first, then by row.</summary>
    public Task<IReadOnlyList<StoredFinding>> FindingsAsync(long importId, CancellationToken ct = default) =>
        db.QueryAsync<StoredFinding>(Sql.Of<ParcelImports>("Imports/Sql/findings.sql"), new { importId }, ct);

    private Task<long?> AlreadyAsync(KeptFile kept, ImportLayer layer, ImportRequest request, CancellationToken ct) =>
        db.QuerySingleOrDefaultAsync<long?>(Sql.Of<ParcelImports>("Imports/Sql/already.sql"),
            new { sha256 = kept.File.Sha256, layer = layer.Name, asOf = request.AsOf, sourceLayer = request.SourceLayer }, ct);

    private async Task<ImportReport> StageAsync(FeatureSource source, KeptFile kept, ImportLayer layer, ImportRequest request, FileReading reading,
        Actor actor, TownshipScope scope, CancellationToken ct)
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
                    sourceLayer = source.SourceLayer,
                    crs = $"EPSG:{reading.Crs.Crs.Epsg}",
                    crsReason = reading.Crs.Reason,
                    encoding = source.Encoding.Name,
                    encodingReason = source.Encoding.Reason,
                    mapping = JsonSerializer.Serialize(reading.Mapping.SourceOf),
                    by = actor.Id,
                }, ct);
                var features = await Staging.CopyRowsAsync(write, importId, reading.Rows(ct), ct);
                await Staging.CopyFindingsAsync(write, importId, reading.Findings, ct);
                await Acceptance.CompareAsync(write, importId, layer.IsForestLand, ct);
                await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/close_staging.sql"), new { importId, features }, ct);
                var findings = await write.QueryAsync<StoredFinding>(Sql.Of<ParcelImports>("Imports/Sql/findings.sql"), new { importId }, ct);
                report = new ImportReport(request.DryRun ? 0 : importId, layer.Name, kept.Name, Convert.ToHexStringLower(kept.File.Sha256), request.AsOf,
                    source.SourceLayer, $"EPSG:{reading.Crs.Crs.Epsg}", reading.Crs.Reason, source.Encoding.Name, source.Encoding.Reason,
                    reading.Mapping.SourceOf, features, findings);
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

#pragma warning disable CA1032, CA1064 // thrown and caught in one method, to roll back
    private sealed class DryRunEndedException : Exception;
#pragma warning restore CA1032, CA1064
}

/// <summary>An import as lists show it.</summary>
public sealed record ImportSummary(
    long ImportId, string Layer, string FileName, string Sha256, string State, DateOnly AsOf, string? SourceLayer, string? Crs, string? CrsReason,
    string? Encoding, string? EncodingReason, string Mapping, long FeatureCount, long Errors, long Warnings, long Notes,
    long? AddedCount, long? ChangedCount, long? UnchangedCount, long? LeftOutCount, string StagedBy, DateTime StagedAt, string? DecidedBy, DateTime? DecidedAt);
