using System.Text.Json;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Mappings of fields that a bureau keeps under a name, because the next file of the same office has the same fields.</summary>
public sealed class NamedMappings(Db db)
{
    /// <summary>Keeps a mapping; one of the same name is replaced.</summary>
    public Task SaveAsync(string name, string layer, IReadOnlyDictionary<string, string> mapping, Actor actor, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"保存字段对应“{name}”", write => write.ExecuteAsync(
            """
            insert into inventory.field_mapping (name, layer, mapping, made_by) values (@name, @layer, @mapping::jsonb, @by)
            on conflict (name) do update set layer = excluded.layer, mapping = excluded.mapping, made_by = excluded.made_by, made_at = now()
            """,
            new { name, layer, mapping = JsonSerializer.Serialize(mapping), by = actor.Id }, ct), ct);

    public Task<IReadOnlyList<NamedMapping>> ListAsync(CancellationToken ct = default) =>
        db.QueryAsync<NamedMapping>("select name, layer, mapping::text as json, made_at from inventory.field_mapping order by name", ct: ct);

    public async Task<IReadOnlyDictionary<string, string>?> FindAsync(string name, CancellationToken ct = default) =>
        (await ListAsync(ct)).FirstOrDefault(m => m.Name == name)?.Fields;
}

/// <summary>A kept mapping.</summary>
public sealed record NamedMapping(string Name, string Layer, string Json, DateTime MadeAt)
{
    /// <summary>Field of a file → column; an empty column leaves the field out.</summary>
    public IReadOnlyDictionary<string, string> Fields => JsonSerializer.Deserialize<Dictionary<string, string>>(Json)!;
}
