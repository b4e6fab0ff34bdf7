using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Attribute logic over a table joined by code: what the table says beside what it leaves as stored, because a rule looks at both.</summary>
internal static class JoinedLogic
{
    /// <summary>Every breach of the parcels as they would stand, by row.</summary>
    /// <param name="unspoken">Columns the table has no field for.</param>
    /// <param name="limits">From which size on a registered area differs; null where the table holds none.</param>
    public static async Task<IReadOnlyList<ImportFinding>> FindAsync(Write write, long importId, IReadOnlySet<string> unspoken, Topology.CheckLimits? limits, CancellationToken ct)
    {
        var findings = new List<ImportFinding>();
        await using var command = new NpgsqlCommand(Sql.Of<StoredLogic>("Logic/Sql/joined_facts.sql"), write.Connection, write.Transaction) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("importId", importId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (facts, row) = (StoredLogic.Facts(reader) with { Unspoken = unspoken }, reader.GetInt32(21));
            if (limits is not null && facts is { RegisteredAreaHa: { } ha, AreaM2: { } m2 } && RegisteredArea.Compare(ha, m2, limits, row, facts.Code) is { } apart)
                findings.Add(apart);
            foreach (var (rule, breach) in AttributeRules.Broken(facts))
                findings.Add(rule.Finding(row, facts.Code, breach));
        }
        return findings;
    }
}
