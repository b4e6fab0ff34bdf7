using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Evidence;

/// <summary>
/// Land class of ground on a day, and from which source. Files older than what is stored enter as dated evidence with their own shapes
/// and codes, never as parcel versions (<c>definitions.md</c> §2).
/// </summary>
public sealed class LandClassEvidence(Db db)
{
    /// <summary>A record older than this on the day asked for proves nothing (<c>definitions.md</c> §4).</summary>
    public const int LongestGapMonths = 18;

    /// <summary>Share of the ground that the sources of a day must speak of.</summary>
    private const double Whole = 0.99;

    /// <summary>The layers of evidence, newest day first.</summary>
    public Task<IReadOnlyList<EvidenceLayer>> LayersAsync(CancellationToken ct = default) => db.QueryAsync<EvidenceLayer>(Statement("layers"), ct: ct);

    /// <summary>What is known of the ground a parcel stands on now, as of a day; null where the parcel is not in the scope.</summary>
    public async Task<LandClassAnswer?> OfParcelAsync(long parcelId, DateOnly onDay, TownshipScope scope, CancellationToken ct = default)
    {
        var isThere = await db.QuerySingleOrDefaultAsync<bool>(
            "select exists (select from inventory.parcel_version v where v.parcel_id = @parcelId and upper_inf(v.valid) and (@townships::text[] is null or v.township_code = any (@townships)))",
            new { parcelId, townships = scope.Codes }, ct);
        return isThere
            ? Judge(onDay, await db.QueryAsync<LandClassRecord>(Statement("on_ground"), new { parcelId, onDay, townships = scope.Codes }, ct))
            : null;
    }

    /// <summary>
    /// The newest records up to the day speak for it: one class over the whole ground is an answer. Sources of one day that differ, ground
    /// nobody speaks of, and a record too old need evidence.
    /// </summary>
    public static LandClassAnswer Judge(DateOnly onDay, IReadOnlyList<LandClassRecord> records)
    {
        if (records.Count == 0)
            return new(onDay, null, EvidenceNeed.NoSource, records);
        var newest = records.Max(r => r.AsOf);
        var said = records.Where(r => r.AsOf == newest).ToList();
        var bySource = said.GroupBy(r => r.Source).ToList();
        if (newest.AddMonths(LongestGapMonths) < onDay)
            return new(onDay, null, EvidenceNeed.TooOld, records);
        // Each source is a drawing of its own; two of them on one day must say the same of the same ground.
        if (bySource.Count > 1 && bySource.Select(s => string.Join('|', s.GroupBy(r => r.LandClass).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key}:{Math.Round(g.Sum(r => r.Share), 1)}")))).Distinct().Count() > 1)
            return new(onDay, null, EvidenceNeed.Conflict, records);
        if (bySource.Max(s => s.Sum(r => r.Share)) < Whole)
            return new(onDay, null, EvidenceNeed.PartOnly, records);
        return said.Select(r => r.LandClass).Distinct().Count() == 1
            ? new(onDay, said[0], EvidenceNeed.None, records)
            : new(onDay, null, EvidenceNeed.SeveralClasses, records);
    }

    /// <summary>Whether a staged file is older than everything it meets. Asked after the comparison, which it reads.</summary>
    internal static Task<bool> IsHistoricAsync(Write write, long importId, CancellationToken ct) =>
        write.ScalarAsync<bool>(Statement("is_historic"), new { importId }, ct);

    /// <summary>Turns a staged file into one that enters as evidence.</summary>
    internal static Task EnterAsEvidenceAsync(Write write, long importId, CancellationToken ct) =>
        write.ExecuteAsync(Statement("enter_as_evidence"), new { importId }, ct);

    /// <summary>Stores the rows of an import as evidence; returns how many.</summary>
    internal static Task<int> StoreAsync(Write write, long importId, CancellationToken ct) => write.ExecuteAsync(Statement("store"), new { importId }, ct);

    /// <summary>Takes the evidence of an import back; returns how many records there were.</summary>
    internal static Task<long> ForgetAsync(Write write, long importId, CancellationToken ct) => write.ScalarAsync<long>(Statement("forget"), new { importId }, ct);

    private static string Statement(string name) => Sql.Of<ParcelImports>($"Evidence/Sql/{name}.sql");
}

/// <summary>A dated source of land classes.</summary>
/// <param name="ImportId">The import it came with; null for what was there from the beginning.</param>
public sealed record EvidenceLayer(int EvidenceLayerId, string Name, DateOnly AsOf, string Source, bool IsDemonstration, long? ImportId, long Records);

/// <summary>What one source says of a part of the ground.</summary>
public sealed record LandClassRecord
{
    public DateOnly AsOf { get; init; }
    public string Source { get; init; } = "";

    /// <summary>The source's own code of the shape; null where it had none.</summary>
    public string? Code { get; init; }

    public string LandClass { get; init; } = "";
    public string LandClassZh { get; init; } = "";
    public string LandClassEn { get; init; } = "";

    /// <summary>True where it is a version of a parcel and no layer of evidence.</summary>
    public bool IsVersion { get; init; }

    /// <summary>Share of the ground, 0 to 1.</summary>
    public double Share { get; init; }

    public double EllipsoidalAreaM2 { get; init; }
}

/// <summary>Why there is no answer.</summary>
public enum EvidenceNeed
{
    None,
    NoSource,
    TooOld,
    Conflict,
    PartOnly,
    SeveralClasses,
}

/// <summary>The land class of ground on a day, from which record; without one, why evidence is needed. All records stand beside it, newest first.</summary>
public sealed record LandClassAnswer(DateOnly OnDay, LandClassRecord? Answer, EvidenceNeed Need, IReadOnlyList<LandClassRecord> Records);
