using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Growth.Curves;

/// <summary>What the inventory's code lists say of species and origin. A code that is not listed has no group and no origin.</summary>
public sealed class SpeciesDictionary
{
    /// <summary>Group of parcels without a species, in totals.</summary>
    public const string None = "none";

    private readonly Dictionary<string, string> _groups;
    private readonly Dictionary<string, StandOrigin> _origins;

    /// <param name="groups">Species code → group.</param>
    /// <param name="origins">Origin code → origin.</param>
    public SpeciesDictionary(IEnumerable<KeyValuePair<string, string>> groups, IEnumerable<KeyValuePair<string, StandOrigin>> origins)
    {
        _groups = new Dictionary<string, string>(groups, StringComparer.Ordinal);
        _origins = new Dictionary<string, StandOrigin>(origins, StringComparer.Ordinal);
        var lines = _groups.Select(g => $"species\t{g.Key}\t{g.Value}").Concat(_origins.Select(o => $"origin\t{o.Key}\t{o.Value.Name()}"));
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal)))));
    }

    /// <summary>SHA-256 over its lines in ordinal order, lower-case hexadecimal; a run pins it.</summary>
    public string Sha256 { get; }

    public static async Task<SpeciesDictionary> LoadAsync(Db db, CancellationToken ct = default)
    {
        var rows = await db.QueryAsync<Row>(Sql.Of<SpeciesDictionary>("Curves/Sql/species_and_origins.sql"), null, ct);
        return new SpeciesDictionary(
            rows.Where(r => r.List == "species").Select(r => KeyValuePair.Create(r.Code, r.Means)),
            rows.Where(r => r.List == "origin" && StandOrigins.Find(r.Means) is not null)
                .Select(r => KeyValuePair.Create(r.Code, StandOrigins.Find(r.Means)!.Value)));
    }

    /// <summary>The group of a species code ("310" or "310000"), or null.</summary>
    public string? GroupOf(string? speciesCode) =>
        speciesCode is null ? null : _groups.GetValueOrDefault(SpeciesCodes.ToInventory(speciesCode));

    /// <summary>Planted or natural, or null where the code is missing or says neither.</summary>
    public StandOrigin? OriginOf(string? originCode) =>
        originCode is not null && _origins.TryGetValue(originCode, out var origin) ? origin : null;

    private sealed record Row(string List, string Code, string Means);
}
