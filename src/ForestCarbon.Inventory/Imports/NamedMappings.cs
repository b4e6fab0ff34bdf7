using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Mappings of fields that a bureau keeps under a name, because the next file of the same office has the same fields.</summary>
public sealed class NamedMappings(Db db)
{
    /// <summary>Characters of a name at most.</summary>
    public const int LongestName = 80;

    /// <summary>Keeps a mapping and returns its number; one of the same name that says otherwise gives way, and stays known to the imports that were read by it.</summary>
    public Task<long> SaveAsync(string name, string layer, IReadOnlyDictionary<string, string> mapping, Actor actor, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"保存字段对应“{name}”", async write =>
        {
            var kept = new { name, layer, mapping = JsonSerializer.Serialize(mapping), by = actor.Id };
            await write.ExecuteAsync(Sql.Of<NamedMappings>("Imports/Sql/replace_mapping.sql"), kept, ct);
            return await write.ScalarAsync<long>(Sql.Of<NamedMappings>("Imports/Sql/keep_mapping.sql"), kept, ct);
        }, ct);

    /// <summary>Those in use, by name.</summary>
    /// <param name="importsOf">Counts only the imports that this actor sent; null: all.</param>
    public Task<IReadOnlyList<NamedMapping>> ListAsync(string? importsOf = null, CancellationToken ct = default) =>
        db.QueryAsync<NamedMapping>(Sql.Of<NamedMappings>("Imports/Sql/list_mappings.sql"), new { importsOf }, ct);

    /// <summary>The one in use under a name; null where there is none.</summary>
    public async Task<NamedMapping?> FindAsync(string name, CancellationToken ct = default) =>
        (await ListAsync(ct: ct)).FirstOrDefault(m => m.Name == name);

    /// <summary>The kept mapping that an import was read by; null where there is none.</summary>
    public Task<UsedMapping?> OfImportAsync(long importId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<UsedMapping>(
            "select i.field_mapping_name as name, m.name as name_now, m.removed_at from inventory.import i join inventory.field_mapping m using (field_mapping_id) where i.import_id = @importId",
            new { importId }, ct);

    /// <summary>Gives a mapping another name; imports that were read by it know both.</summary>
    /// <param name="madeBy">Only where this actor made it; null: whoever did.</param>
    /// <exception cref="RefusedException">The name is none or taken, or the mapping is gone or another's.</exception>
    public async Task RenameAsync(long mappingId, string name, Actor actor, string? madeBy, CancellationToken ct = default)
    {
        if (name.Trim() is not { Length: > 0 and <= LongestName } given)
            throw new RefusedException($"请给字段对应起一个 1 到 {LongestName} 个字的名称。", $"Give the mapping a name of 1 to {LongestName} characters.");
        try
        {
            await db.WriteAsync(actor, TownshipScope.WholeCounty, $"字段对应改名为“{given}”", async write =>
            {
                if (await write.ExecuteAsync(
                    "update inventory.field_mapping set name = @given where field_mapping_id = @mappingId and removed_at is null and (@madeBy::text is null or made_by = @madeBy)",
                    new { mappingId, given, madeBy }, ct) == 0)
                    throw NotThere();
            }, ct);
        }
        catch (PostgresException twice) when (twice is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "field_mapping_name_once" })
        {
            throw new RefusedException($"已经有名为“{given}”的字段对应，请换一个名称。", $"There is a mapping called \"{given}\" already: choose another name.", twice);
        }
    }

    /// <summary>Takes a mapping out of use; imports that were read by it go on naming it.</summary>
    /// <param name="madeBy">Only where this actor made it; null: whoever did.</param>
    /// <exception cref="RefusedException">The mapping is gone already, or another's.</exception>
    public Task RemoveAsync(long mappingId, Actor actor, string? madeBy, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"移除第 {mappingId} 号字段对应", async write =>
        {
            if (await write.ExecuteAsync(
                """
                update inventory.field_mapping set removed_by = @by, removed_at = now()
                where field_mapping_id = @mappingId and removed_at is null and (@madeBy::text is null or made_by = @madeBy)
                """, new { mappingId, by = actor.Id, madeBy }, ct) == 0)
                throw NotThere();
        }, ct);

    private static RefusedException NotThere() => new(
        "这个字段对应已经移除，或是别的账号保存的，没有改动：请刷新页面，要改别人保存的请找县局。",
        "This mapping has been removed, or another account keeps it, and nothing was changed: load the page again, and ask the bureau for what others keep.");
}

/// <summary>A kept mapping.</summary>
/// <param name="Imports">How many imports were read by it.</param>
public sealed record NamedMapping(long FieldMappingId, string Name, string Layer, string Json, string MadeBy, DateTime MadeAt, long Imports)
{
    /// <summary>Field of a file → column; an empty column leaves the field out.</summary>
    public IReadOnlyDictionary<string, string> Fields => JsonSerializer.Deserialize<Dictionary<string, string>>(Json)!;
}

/// <summary>The kept mapping that an import was read by.</summary>
/// <param name="Name">What it was called when the file was read.</param>
/// <param name="RemovedAt">Since when it is out of use, removed or replaced by another of its name; null: in use.</param>
public sealed record UsedMapping(string Name, string NameNow, DateTime? RemovedAt);
