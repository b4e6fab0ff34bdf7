using ForestCarbon.Inventory.Editing;
using ForestCarbon.Inventory.Evidence;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Imports;

/// <summary>From staging to the inventory, and back.</summary>
internal static class Acceptance
{
    /// <summary>Sets every row that can be stored against what is stored under its code, and finds those that would come before it.</summary>
    /// <param name="numbered">True where it is for storing: new parcels and versions get their numbers.</param>
    public static async Task CompareAsync(Write write, long importId, ImportLayer layer, bool numbered, CancellationToken ct)
    {
        // Noted before anything is read: what changes meanwhile makes the comparison outdated, never the other way round.
        if (!numbered)
            await write.ExecuteAsync(
                "update inventory.import set staged_generation = (select coalesce(max(generation), 0) from inventory.data_generation) where import_id = @importId", new { importId }, ct);
        // Rows of this transaction have no statistics yet: the planner takes thousands for one and loops over
        // them all (50,000 rows: past ten minutes). Holds for the rest of the transaction.
        await write.ExecuteAsync("set local enable_nestloop = off", ct: ct);
        await write.ExecuteAsync("delete from inventory.import_change where import_id = @importId", new { importId }, ct);
        if (layer.IsForestLand)
            await CompareParcelsAsync(write, importId, numbered, ct);
        else
        {
            if (!layer.IsZone)
            {
                await write.ExecuteAsync(Statement("find_of_others"), new { importId }, ct);
                await NoteKeptAsync(write, importId, await KeepNearAsync(write, "keep_near_features", importId, ct), ct);
            }
            await write.ExecuteAsync(Statement(layer.IsZone ? "compare_zones" : "compare_features"), new { importId }, ct);
        }
        await write.ExecuteAsync("set local enable_nestloop = on", ct: ct);
        var isHistoric = layer.IsForestLand && !numbered && await LandClassEvidence.IsHistoricAsync(write, importId, ct);
        await write.ExecuteAsync("set local enable_nestloop = off", ct: ct);
        if (isHistoric)
            await LandClassEvidence.EnterAsEvidenceAsync(write, importId, ct);
        else
            await write.ExecuteAsync(Statement("find_too_early"), new { importId }, ct);
    }

    /// <summary>Compares a staged file anew, with what is stored now, and finds anew what depends on it.</summary>
    public static async Task CompareAgainAsync(Write write, long importId, ImportLayer layer, CheckLimits limits, CancellationToken ct)
    {
        // Such a finding would keep its row out of the comparison that is to tell whether it still holds.
        await write.ExecuteAsync("delete from inventory.import_finding where import_id = @importId and kind in ('as-of-too-early', 'no-such-parcel')", new { importId }, ct);
        var isJoined = await write.ScalarAsync<bool>("select is_joined from inventory.import where import_id = @importId", new { importId }, ct);
        if (isJoined)
        {
            await write.ExecuteAsync("update inventory.import_feature set geom = null, ellipsoidal_area_m2 = null where import_id = @importId", new { importId }, ct);
            await Staging.JoinStoredShapesAsync(write, importId, ct);
            await JoinedLogic.FindAgainAsync(write, importId, limits, ct);
        }
        var before = layer.IsForestLand && !isJoined ? await KeptLogic.RowsAsync(write, importId, ct) : [];
        await CompareAsync(write, importId, layer, numbered: false, ct);
        if (layer.IsForestLand && !isJoined)
            await KeptLogic.FindAgainAsync(write, importId, before, ct);
        if (!isJoined)
            await StagedCoverage.FindAsync(write, importId, layer, limits.Coverage, ct);
    }

    // Decisions come one after the other: each sees what the one before it stored. Taken after the import's own row.
    private static Task WaitForOthersAsync(Write write, CancellationToken ct) =>
        write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('inventory.import-decision', 0))", ct: ct);

    // What the comparison says, where the inventory has moved on since it was made; else null.
    private static async Task<string?> ShownAsync(Write write, long importId, bool withRemoved, CancellationToken ct) =>
        await write.ScalarAsync<bool>(
            """
            select i.staged_generation is not distinct from (select coalesce(max(g.generation), 0) from inventory.data_generation g)
            from inventory.import i where i.import_id = @importId
            """, new { importId }, ct)
            ? null
            : await ComparisonAsync(write, importId, withRemoved, ct);

    private static Task<string> ComparisonAsync(Write write, long importId, bool withRemoved, CancellationToken ct) =>
        write.ScalarAsync<string>(Statement("comparison_print"), new { importId, withRemoved }, ct);

    // How many rows keep the stored shape because theirs lies within a millimetre of it.
    private static Task<int> KeepNearAsync(Write write, string statement, long importId, CancellationToken ct) =>
        write.ExecuteAsync(Statement(statement), new { importId }, ct);

    private static Task NoteKeptAsync(Write write, long importId, int rows, CancellationToken ct) =>
        rows == 0 ? Task.CompletedTask : write.ExecuteAsync(Statement("note_kept_shapes"), new { importId, rows }, ct);

    private static async Task CompareParcelsAsync(Write write, long importId, bool numbered, CancellationToken ct)
    {
        await write.ExecuteAsync("delete from inventory.import_absence where import_id = @importId", new { importId }, ct);
        await write.ExecuteAsync("delete from inventory.import_overlap where import_id = @importId", new { importId }, ct);
        await write.ExecuteAsync(Statement("compare_same"), new { importId, numbered }, ct);
        var kept = await KeepNearAsync(write, "keep_near_parcels", importId, ct);
        if (kept > 0)
            await write.ExecuteAsync(Statement("compare_same"), new { importId, numbered }, ct);
        // Without loops the planner has no way to use the index of shapes.
        await write.ExecuteAsync("set local enable_nestloop = on", ct: ct);
        await write.ExecuteAsync(Statement("find_overlaps"), new { importId }, ct);
        await write.ExecuteAsync("set local enable_nestloop = off", ct: ct);
        await NoteKeptAsync(write, importId, kept + await KeepNearAsync(write, "keep_near_renumbered", importId, ct), ct);
        await write.ExecuteAsync(Statement("compare_parcels"), new { importId, numbered }, ct);
        await write.ExecuteAsync(Statement("find_relations"), new { importId }, ct);
        await write.ExecuteAsync(Statement("find_volume_left_out"), new { importId }, ct);
    }

    /// <param name="parts">Kinds of change to store; null stores what the file holds and closes what its rows replace, but nothing that it merely leaves out.</param>
    public static async Task<DecisionOutcome> AcceptAsync(
        Write write, long importId, ImportLayer layer, TownshipScope scope, IReadOnlyList<string>? parts, LeftOut except, CoverageLimits limits, CancellationToken ct)
    {
        // The row lock makes a second decision wait and then find the first.
        if (await write.ScalarAsync<string?>("select state from inventory.import where import_id = @importId for update", new { importId }, ct) is var state && state != "staged")
            return new DecisionOutcome.NotPossible($"第 {importId} 号导入{StateOf(state).Zh}，不能再接受。", $"Import {importId} {StateOf(state).En} and cannot be accepted any more.");
        if (layer.IsZone && scope.Codes is not null)
            return ZonesAreTheCountys;
        if (await TouchesOutsideAsync(write, importId, scope, ct))
            return OutsideTheirs(importId);
        if (await write.QueryAsync<DecisionOutcome.NotPossible>(
                "select message as sentence, coalesce(message_en, message) as sentence_en from inventory.import_finding where import_id = @importId and kind = 'gcj02-offset' limit 1", new { importId }, ct) is [var offset, ..])
            return offset;
        if (await EntersAsEvidenceAsync(write, importId, ct))
            return await AcceptEvidenceAsync(write, importId, scope, ct);
        var isForestLand = layer.IsForestLand;
        await WaitForOthersAsync(write, ct);
        var withRemoved = parts?.Contains("removed") ?? false;
        var shown = await ShownAsync(write, importId, withRemoved, ct);
        await CompareAsync(write, importId, layer, numbered: true, ct);
        if (shown is not null && await ComparisonAsync(write, importId, withRemoved, ct) != shown)
            throw new OutdatedComparisonException();
        if (parts is not null || except.Rows.Count > 0)
            await write.ExecuteAsync(Statement("keep_part"), new { importId, parts, leftRows = except.Rows.ToArray() }, ct);
        var counts = (await write.QueryAsync<Counts>(Statement("count_changes"), new { importId }, ct))[0];
        var closed = isForestLand
            ? await write.ExecuteAsync(Statement("close_absent"),
                new { importId, withRemoved, withRelated = parts?.Contains("related") ?? true, townships = scope.Codes, keptStored = except.Stored.ToArray() }, ct)
            : 0;
        var changes = counts.Added + counts.Changed + closed;
        if (changes + counts.Unchanged == 0)
            return new DecisionOutcome.NotPossible($"第 {importId} 号导入没有一行可以入库，请按发现改正后再导入。", $"No row of import {importId} can be stored: correct what was found and import again.");
        var generation = changes == 0 ? (long?)null : await OpenGenerationAsync(write, ct);
        if (changes > 0)
            foreach (var step in isForestLand
                         ? new[] { "close_parcel_versions", "open_parcels", "open_parcel_versions", "open_parcel_shapes" }
                         : layer.IsZone ? ["keep_zones", "store_county", "store_townships", "store_villages"]
                         // Opened before the others are closed: they take over an end that is known.
                         : ["number_features", "open_features", "close_features"])
                await write.ExecuteAsync(Statement(step), new { importId }, ct);
        if (isForestLand && counts.Changed + closed > 0)
        {
            await ParcelLineage.RecordAsync(write, await write.ScalarAsync<DateOnly>("select as_of from inventory.import where import_id = @importId", new { importId }, ct), ct);
            await ParcelLineage.InferRegisteredAreasAsync(write, importId, ct);
        }
        if (!layer.IsZone && layer.Shared == SharedGround.IsAnError && counts.Added + counts.Changed > 0 && await MayLieOverOthersAsync(write, importId, generation!.Value,
                (parts is not null && !ImportParts.OfShape.All(p => parts.Contains(p))) || except.Rows.Count + except.Stored.Count > 0, ct)
            && await StagedCoverage.UntoldAsync(write, importId, layer, limits, ct) is { Count: > 0 } untold)
            throw new UntoldOverlapsException(untold);
        await write.ExecuteAsync(Statement("accept"),
            new { importId, generation, by = write.Actor.Id, counts.Added, counts.Changed, counts.Unchanged, counts.LeftOut, parts, leftRows = OrNull(except.Rows), keptStored = OrNull(except.Stored) }, ct);
        return new DecisionOutcome.Accepted(importId, counts.Added, counts.Changed, counts.Unchanged, counts.LeftOut, generation, closed);
    }

    public static async Task<DecisionOutcome> UndoAsync(Write write, long importId, ImportLayer layer, TownshipScope scope, CancellationToken ct)
    {
        if (await write.ScalarAsync<string?>("select state from inventory.import where import_id = @importId for update", new { importId }, ct) is var state && state != "accepted")
            return new DecisionOutcome.NotPossible($"第 {importId} 号导入{StateOf(state).Zh}，没有可撤销的内容。", $"Import {importId} {StateOf(state).En}; there is nothing to take back.");
        if (await EntersAsEvidenceAsync(write, importId, ct))
        {
            if (scope.Codes is not null)
                return EvidenceIsTheCountys;
            var forgotten = await LandClassEvidence.ForgetAsync(write, importId, ct);
            await OpenGenerationAsync(write, ct);
            await SetUndoneAsync(write, importId, ct);
            return new DecisionOutcome.Undone(importId, forgotten, 0);
        }
        if (await TouchesOutsideAsync(write, importId, scope, ct))
            return OutsideTheirs(importId);
        if (layer.IsZone && scope.Codes is not null)
            return ZonesAreTheCountys;
        await WaitForOthersAsync(write, ct);
        var isForestLand = layer.IsForestLand;
        var later = await write.QueryAsync<string>(Statement(isForestLand ? "later_than_parcels" : layer.IsZone ? "later_than_zones" : "later_than_features"), new { importId }, ct);
        if (later.Count > 0)
            return new DecisionOutcome.NotPossible($"第 {importId} 号导入之后又有改动，不能撤销：{string.Join("、", later)}{(later.Count == 20 ? " 等" : "")}。",
                $"Changes made after import {importId} stand on it, so it cannot be taken back: {string.Join(", ", later)}{(later.Count == 20 ? " and others" : "")}.");
        var (removed, reopened) = layer.IsZone
            ? ((int)await write.ScalarAsync<long>(Statement("remove_zones"), new { importId }, ct), (int)await write.ScalarAsync<long>(Statement("restore_zones"), new { importId }, ct))
            : isForestLand
            ? (await write.ExecuteAsync(Statement("remove_parcel_versions"), new { importId }, ct), await write.ExecuteAsync(Statement("reopen_parcel_versions"), new { importId }, ct))
            : await TakeFeaturesBackAsync(write, importId, ct);
        if (layer.IsZone)
            await write.ExecuteAsync(Statement("remove_county"), new { importId }, ct);
        if (isForestLand)
            reopened += await write.ExecuteAsync(Statement("reopen_absent"), new { importId }, ct);
        if (isForestLand)
            await write.ExecuteAsync(Statement("remove_parcels"), new { importId }, ct);
        if (removed + reopened > 0)
            await OpenGenerationAsync(write, ct, takesBack: await write.ScalarAsync<long>("select generation from inventory.import where import_id = @importId", new { importId }, ct));
        await SetUndoneAsync(write, importId, ct);
        return new DecisionOutcome.Undone(importId, removed, reopened);
    }

    private static readonly DecisionOutcome.NotPossible ZonesAreTheCountys = new("乡镇和村的界线属于全县，只有不限乡镇的账号可以接受或撤销。",
        "Borders of townships and villages are the county's: only an account of the whole county accepts them or takes them back.");
    private static readonly DecisionOutcome.NotPossible EvidenceIsTheCountys = new("历史依据属于全县，只有不限乡镇的账号可以接受或撤销。",
        "Historic evidence is the county's: only an account of the whole county accepts it or takes it back.");

    private static DecisionOutcome.NotPossible OutsideTheirs(long importId) => new($"第 {importId} 号导入含有您不能修改的乡镇的小班。",
        $"Import {importId} holds parcels of townships that you may not change.");

    private static async Task<DecisionOutcome> AcceptEvidenceAsync(Write write, long importId, TownshipScope scope, CancellationToken ct)
    {
        if (scope.Codes is not null)
            return EvidenceIsTheCountys;
        var stored = await LandClassEvidence.StoreAsync(write, importId, ct);
        if (stored == 0)
            return new DecisionOutcome.NotPossible($"第 {importId} 号导入没有一行既有图形又有地类，不能作为历史依据。",
                $"No row of import {importId} has both a shape and a land class, so it is no evidence.");
        var rows = await write.ScalarAsync<long>("select count(*) from inventory.import_feature where import_id = @importId", new { importId }, ct);
        // What was screened is stale now: histories have changed.
        var generation = await OpenGenerationAsync(write, ct);
        await write.ExecuteAsync(Statement("accept"),
            new { importId, generation = (long?)generation, by = write.Actor.Id, added = (long)stored, changed = 0L, unchanged = 0L, leftOut = rows - stored, parts = (string[]?)null, leftRows = (int[]?)null, keptStored = (long[]?)null }, ct);
        return new DecisionOutcome.Accepted(importId, stored, 0, 0, rows - stored, generation);
    }

    private static async Task<(int Removed, int Reopened)> TakeFeaturesBackAsync(Write write, long importId, CancellationToken ct)
    {
        var reopened = await write.ExecuteAsync(Statement("reopen_features"), new { importId }, ct);
        return (await write.ExecuteAsync(Statement("remove_features"), new { importId }, ct), reopened);
    }

    private static Task SetUndoneAsync(Write write, long importId, CancellationToken ct) => write.ExecuteAsync(
        "update inventory.import set state = 'undone', undone_by = @by, undone_at = now() where import_id = @importId", new { importId, by = write.Actor.Id }, ct);

    private static Task<bool> EntersAsEvidenceAsync(Write write, long importId, CancellationToken ct) =>
        write.ScalarAsync<bool>("select enters_as = 'evidence' from inventory.import where import_id = @importId", new { importId }, ct);

    // Findings among stored parcels were made for the whole file against the data of staging. A table without shapes was not compared: it moves none.
    private static Task<bool> MayLieOverOthersAsync(Write write, long importId, long own, bool isPart, CancellationToken ct) => write.ScalarAsync<bool>(
        """
        select not i.is_joined
           and (@isPart or i.staged_generation is distinct from (select coalesce(max(g.generation), 0) from inventory.data_generation g where g.generation < @own))
        from inventory.import i where i.import_id = @importId
        """, new { importId, own, isPart }, ct);

    private static Task<bool> TouchesOutsideAsync(Write write, long importId, TownshipScope scope, CancellationToken ct) =>
        scope.Codes is null
            ? Task.FromResult(false)
            : write.ScalarAsync<bool>(Statement("touches_outside"), new { importId, townships = scope.Codes }, ct);

    private static Task<long> OpenGenerationAsync(Write write, CancellationToken ct, long? takesBack = null) =>
        write.ScalarAsync<long>("insert into inventory.data_generation (actor, reason, takes_back) values (@actor, @reason, @takesBack) returning generation",
            new { actor = write.Actor.Id, reason = write.Reason, takesBack }, ct);

    private static Words StateOf(string? state) => state switch
    {
        "accepted" => new("已接受", "has been accepted"),
        "refused" => new("已退回", "has been refused"),
        "undone" => new("已撤销", "has been taken back"),
        "staged" => new("还没有接受", "has not been accepted"),
        _ => new("不存在", "does not exist"),
    };

    private static T[]? OrNull<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : [.. list];

    private static string Statement(string name) => Sql.Of<ParcelImports>($"Imports/Sql/{name}.sql");

    private sealed record Counts(long Added, long Changed, long Unchanged, long LeftOut);
}

#pragma warning disable CA1032, CA1064 // thrown and caught within the module, to roll back what was stored
/// <summary>What would be stored is no longer what the comparison of the import showed.</summary>
internal sealed class OutdatedComparisonException : Exception;

/// <summary>Storing would lay parcels over one another that no finding told.</summary>
internal sealed class UntoldOverlapsException(IReadOnlyList<CoverageFinding> overlaps) : Exception
#pragma warning restore CA1032, CA1064
{
    private const int Named = 5;

    public string Sentence => $"入库会产生 {overlaps.Count} 处发现里没有的重叠：{string.Join("", overlaps.Take(Named).Select(f => f.Message))}{(overlaps.Count > Named ? "……" : "")}";

    public string SentenceEn =>
        $"Storing would lay parcels over one another in {overlaps.Count} places that no finding tells: {string.Join("; ", overlaps.Take(Named).Select(f => $"{NameOf(f.Parcels[0])} and {NameOf(f.Parcels[1])}, {AreaOf(f)}"))}{(overlaps.Count > Named ? "; …" : "")}. ";

    private static string NameOf(CoverageParcel parcel) => parcel.Key.Length > 0 ? parcel.Key : "a parcel of another township";

    private static string AreaOf(CoverageFinding f) => FormattableString.Invariant($"{f.AreaM2:#,##0.###} m²");
}
