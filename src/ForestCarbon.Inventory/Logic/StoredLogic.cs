using System.Globalization;
using System.Runtime.CompilerServices;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Attribute logic over the parcels that are stored: the rules of an import, asked again.</summary>
public sealed class StoredLogic(Db db)
{
    /// <summary>Every breach of the parcels of a date (null: those that are current), by code; parcels stream, memory does not grow with their number.</summary>
    public async IAsyncEnumerable<LogicFinding> FindAsync(DateOnly? asOf, TownshipScope scope, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var connection = await db.OpenReadAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Of<StoredLogic>("Logic/Sql/stored_facts.sql"), connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter("townships", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = (object?)scope.Codes ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("asOf", NpgsqlDbType.Date) { Value = (object?)asOf ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var facts = Facts(reader);
            foreach (var (rule, breach) in AttributeRules.Broken(facts))
                yield return new LogicFinding(facts.Code!, rule.Name, rule.Severity.ToString().ToLower(CultureInfo.InvariantCulture), $"{facts.Code}：{breach.Zh}。", $"{facts.Code}: {breach.En}.", breach.Size, breach.Unit);
        }
    }

    /// <summary>The facts of a row whose columns stand as in stored_facts.sql.</summary>
    internal static ParcelFacts Facts(NpgsqlDataReader row)
    {
        T? Value<T>(int at) where T : struct => row.IsDBNull(at) ? null : row.GetFieldValue<T>(at);
        string? Text(int at) => row.IsDBNull(at) ? null : row.GetString(at);
        return new ParcelFacts
        {
            Code = Text(0), LandClass = Text(1), ForestCategory = Text(2), ForestPurpose = Text(3), PublicWelfareAuthority = Text(4), NationalProtectionGrade = Text(5),
            ProtectionGrade = Text(6), Origin = Text(7), SpeciesCode = Text(8), AgeGroup = Value<short>(9), MeanAgeA = Value<short>(10), CanopyDensity = Value<decimal>(11),
            MeanDbhCm = Value<decimal>(12), MeanHeightM = Value<decimal>(13), VolumeM3PerHa = Value<double>(14), StemsPerHa = Value<int>(15), TotalVolumeM3 = Value<decimal>(16),
            RegisteredAreaHa = Value<decimal>(17), AreaM2 = Value<double>(18), PlantedOn = Value<DateOnly>(19), AsOf = row.GetFieldValue<DateOnly>(20),
        };
    }
}

/// <summary>A rule that a stored parcel breaks.</summary>
public sealed record LogicFinding(string Subject, string Kind, string Severity, string Message, string MessageEn, double? Size, string? SizeUnit);
