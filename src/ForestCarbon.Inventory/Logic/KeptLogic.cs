using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Attribute logic over rows of a file with shapes whose parcels keep what the file leaves out: judged by the values they will have, on their new ground.</summary>
internal static class KeptLogic
{
    // What a file says of its codes is held against its own fields as it is read, whatever is stored.
    private static readonly AttributeRule[] Rules = [.. AttributeRules.All.Except(CodeRules.All)];
    private static readonly string[] Kinds = [.. Rules.Select(r => r.Name)];

    // The columns of a parcel that rules look at (ParcelFacts).
    private static readonly string[] Facts =
    [
        "land_class", "forest_category", "forest_purpose", "public_welfare_authority", "national_protection_grade", "protection_grade", "origin", "species_code",
        "age_group", "mean_age_a", "canopy_density", "mean_dbh_cm", "mean_height_m", "volume_m3_per_ha", "stems_per_ha", "total_volume_m3", "registered_area_ha", "planted_on",
    ];

    /// <summary>Rows that change a stored parcel, as the import was last compared.</summary>
    public static Task<IReadOnlyList<int>> RowsAsync(Write write, long importId, CancellationToken ct) =>
        write.QueryAsync<int>("select row_no from inventory.import_change where import_id = @importId and change = 'changed' order by row_no", new { importId }, ct);

    /// <summary>Asks the rules anew of the rows that change a stored parcel and leave something as stored, in place of what they found as they were read.</summary>
    /// <param name="before">Rows that an earlier comparison judged so (<see cref="RowsAsync"/>): they are judged once more, by what is stored now.</param>
    public static async Task FindAgainAsync(Write write, long importId, IReadOnlyList<int> before, CancellationToken ct)
    {
        if (before.Count == 0 && !await write.ScalarAsync<bool>("select exists (select from inventory.import_change where import_id = @importId and change = 'changed')", new { importId }, ct))
            return;
        var (rows, findings) = (new List<int>(), new List<ImportFinding>());
        await using (var command = new NpgsqlCommand(Sql.Of<StoredLogic>("Logic/Sql/kept_facts.sql"), write.Connection, write.Transaction) { CommandTimeout = 0 })
        {
            command.Parameters.AddWithValue("importId", importId);
            command.Parameters.AddWithValue("facts", Facts);
            command.Parameters.AddWithValue("before", before.ToArray());
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var row = reader.GetInt32(21);
                rows.Add(row);
                // What a row does not speak of it has not forgotten.
                var facts = StoredLogic.Facts(reader) with { Unspoken = reader.GetFieldValue<string[]>(22).ToHashSet(StringComparer.Ordinal) };
                foreach (var (rule, breach) in AttributeRules.Broken(facts, Rules))
                    findings.Add(rule.Finding(row, facts.Code, breach));
            }
        }
        if (rows.Count == 0)
            return;
        await write.ExecuteAsync("delete from inventory.import_finding where import_id = @importId and row_no = any (@rows) and kind = any (@kinds)",
            new { importId, rows = rows.ToArray(), kinds = Kinds }, ct);
        await TellEmptyOnceAsync(write, importId, findings, ct);
        await Staging.CopyFindingsAsync(write, importId, findings, ct);
    }

    // What a field that is empty throughout lacks is told once for the file, by its reading or here.
    private static async Task TellEmptyOnceAsync(Write write, long importId, List<ImportFinding> findings, CancellationToken ct)
    {
        var forgotten = Rules.Where(r => r.LeftEmpty is not null && findings.Exists(f => f.Kind == r.Kind)).ToList();
        if (forgotten.Count == 0)
            return;
        var said = await JoinedLogic.SaidAsync(write, importId, ct);
        var empty = said.Where(s => s.IsEmpty).ToDictionary(s => s.Name, s => s.Field!, StringComparer.Ordinal);
        var told = await write.QueryAsync<string>("select kind from inventory.import_finding where import_id = @importId and row_no is null and kind = any (@kinds)", new { importId, kinds = Kinds }, ct);
        foreach (var rule in forgotten)
        {
            var (count, isTold) = (findings.Count(f => f.Kind == rule.Kind), told.Contains(rule.Name));
            if (!empty.TryGetValue(rule.LeftEmpty!, out var field) || (!isTold && count == 1))
                continue;
            findings.RemoveAll(f => f.Kind == rule.Kind);
            if (!isTold)
                findings.Add(EmptyFields.Forgotten(rule, field, count));
        }
    }
}
