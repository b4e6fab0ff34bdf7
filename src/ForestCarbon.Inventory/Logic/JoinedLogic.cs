using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Attribute logic over a table joined by code: what the table says beside what it leaves as stored, because a rule looks at both.</summary>
internal static class JoinedLogic
{
    // What joining finds; a table's codes are held against its own fields of place as it is read, whatever is stored.
    private static readonly string[] Kinds = [.. AttributeRules.All.Except(CodeRules.All).Select(r => r.Name), FindingKind.RegisteredArea.Name];
    private static readonly string[] LeftEmpty = [.. AttributeRules.All.Select(r => r.LeftEmpty).OfType<string>().Distinct()];
    // Where the mapping names them they become no column of their own name (RowReading).
    private static readonly string[] NeverRead = [.. CodeReading.Parts, "land_class", "is_on_forest_land"];

    /// <summary>The columns of a parcel with the field of the import that speaks of each (null: none does), and whether it is empty throughout, asked of columns that a rule may find empty.</summary>
    public static Task<IReadOnlyList<(string Name, string? Field, bool IsEmpty)>> SaidAsync(Write write, long importId, CancellationToken ct) =>
        write.QueryAsync<(string Name, string? Field, bool IsEmpty)>(Sql.Of<StoredLogic>("Logic/Sql/joined_columns.sql"), new { importId, table = "parcel_version", judged = LeftEmpty }, ct);

    /// <summary>Asks the rules anew of a staged table against the parcels as they are stored now, in place of what they found before.</summary>
    public static async Task FindAgainAsync(Write write, long importId, Topology.CheckLimits limits, CancellationToken ct)
    {
        await write.ExecuteAsync("delete from inventory.import_finding where import_id = @importId and kind = any (@kinds)", new { importId, kinds = Kinds }, ct);
        var said = await SaidAsync(write, importId, ct);
        var unread = await write.QueryAsync<(int Row, string[] Columns)>(Sql.Of<StoredLogic>("Logic/Sql/joined_unread.sql"),
            new { importId, columns = said.Where(s => s.Field is not null).Select(s => s.Name).Except(NeverRead).ToArray() }, ct);
        await Staging.CopyFindingsAsync(write, importId, await FindAsync(write, importId,
            said.Where(s => s.Field is null).Select(s => s.Name).ToHashSet(StringComparer.Ordinal),
            unread.ToDictionary(u => u.Row, u => u.Columns.ToHashSet(StringComparer.Ordinal)),
            said.Where(s => s.IsEmpty).ToDictionary(s => s.Name, s => s.Field!, StringComparer.Ordinal),
            said.FirstOrDefault(s => s.Name == "registered_area_ha").Field, limits, ct), ct);
    }

    /// <summary>Every breach of the parcels as they would stand, by row.</summary>
    /// <param name="unspoken">Columns the table has no field for.</param>
    /// <param name="unread">Columns that could not be read, by row.</param>
    /// <param name="empty">Columns whose field the table leaves empty in every row, with the field.</param>
    /// <param name="registered">The table's field of registered areas; null where it has none.</param>
    public static async Task<IReadOnlyList<ImportFinding>> FindAsync(
        Write write, long importId, IReadOnlySet<string> unspoken, IReadOnlyDictionary<int, HashSet<string>> unread,
        IReadOnlyDictionary<string, string> empty, string? registered, Topology.CheckLimits limits, CancellationToken ct)
    {
        var (findings, ofMu, compared) = (new List<ImportFinding>(), new List<ImportFinding>(), 0L);
        await using var command = new NpgsqlCommand(Sql.Of<StoredLogic>("Logic/Sql/joined_facts.sql"), write.Connection, write.Transaction) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("importId", importId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (facts, row) = (StoredLogic.Facts(reader) with { Unspoken = unspoken }, reader.GetInt32(21));
            if (unread.TryGetValue(row, out var columns))
                facts = facts with { Unread = columns };
            if (registered is not null && facts is { RegisteredAreaHa: { } ha, AreaM2: { } m2 })
            {
                compared++;
                if (RegisteredArea.Compare(ha, m2, limits, row, facts.Code) is { } apart)
                    (RegisteredArea.LooksLikeMu(ha, m2) ? ofMu : findings).Add(apart);
            }
            foreach (var (rule, breach) in AttributeRules.Broken(facts))
                findings.Add(rule.Finding(row, facts.Code, breach));
        }
        foreach (var rule in AttributeRules.All)
            if (rule.LeftEmpty is { } column && empty.TryGetValue(column, out var field) && findings.FindAll(f => f.Kind == rule.Kind) is { Count: > 1 } told)
            {
                findings.RemoveAll(f => f.Kind == rule.Kind);
                findings.Add(EmptyFields.Forgotten(rule, field, told.Count));
            }
        return [.. RegisteredArea.IsInMu(ofMu.Count, compared) ? [RegisteredArea.InMu(ofMu.Count, registered!)] : ofMu, .. findings];
    }
}
