using ForestCarbon.Ccer.Screening.Ground;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Ccer.Screening;

/// <summary>The layers around the parcels of a chunk.</summary>
public sealed class ChunkGround
{
    private readonly Dictionary<long, List<GroundFeature>> _ownEvidence;
    private readonly IReadOnlyList<GroundLayer> _layers;
    private readonly List<GroundFeature> _whole = [], _part = [];

    private ChunkGround(Dictionary<long, List<GroundFeature>> ownEvidence, IReadOnlyList<GroundLayer> layers) => (_ownEvidence, _layers) = (ownEvidence, layers);

    public static async Task<ChunkGround> LoadAsync(Db db, ScreeningBasis basis, IReadOnlyList<ScreenedParcel> parcels, CancellationToken ct)
    {
        var manifest = basis.Manifest;
        var around = new
        {
            manifest.AsOf, manifest.ClaimsAsOf, manifest.Generation, Screenings.Scheme,
            west = parcels.Min(p => p.Outline.MinX), south = parcels.Min(p => p.Outline.MinY),
            east = parcels.Max(p => p.Outline.MaxX), north = parcels.Max(p => p.Outline.MaxY),
        };
        await using var connection = await db.OpenReadAsync(ct);
        var (own, foreign) = (new Dictionary<long, List<GroundFeature>>(), new List<GroundFeature>());
        var here = parcels.ToDictionary(p => p.VersionId, p => p.Outline);
        await foreach (var row in RowsAsync(connection, "Screening/Sql/evidence_around.sql", around, ct))
        {
            var shape = row.GetInt64(0);
            if (!basis.Histories.SpeakOf(shape))
                continue;
            if (row.IsDBNull(1))
                foreign.Add(new GroundFeature(GroundKind.Evidence, shape, Outline.Read(row.GetFieldValue<byte[]>(2))));
            else if (here.TryGetValue(row.GetInt64(1), out var outline))
            {
                if (!own.TryGetValue(row.GetInt64(1), out var features))
                    own.Add(row.GetInt64(1), features = []);
                features.Add(new GroundFeature(GroundKind.Evidence, shape, outline));
            }
        }
        foreach (var features in own.Values)
            features.Sort((a, b) => a.Id.CompareTo(b.Id));
        var found = new List<GroundFeature>();
        await foreach (var row in RowsAsync(connection, "Screening/Sql/features_around.sql", around, ct))
            found.Add(new GroundFeature(KindOf(row.GetString(0)), row.GetInt64(1), Outline.Read(row.GetFieldValue<byte[]>(2))));
        await foreach (var row in RowsAsync(connection, "Screening/Sql/claims_around.sql", around, ct))
            found.Add(new GroundFeature(GroundKind.Claim, row.GetInt64(0), Outline.Read(row.GetFieldValue<byte[]>(2))));
        return new ChunkGround(own, [.. found.Concat(foreign).GroupBy(f => f.Kind).OrderBy(g => g.Key).Select(g => new GroundLayer(g))]);
    }

    /// <summary>The pieces of a parcel.</summary>
    public IReadOnlyList<GroundPiece> Cut(ScreenedParcel parcel)
    {
        _whole.Clear();
        _part.Clear();
        if (_ownEvidence.TryGetValue(parcel.VersionId, out var own))
            _whole.AddRange(own);
        foreach (var layer in _layers)
            layer.Find(parcel.Outline, _whole, _part);
        return PieceCut.Of(parcel.Outline, parcel.AreaM2, [.. _whole], _part);
    }

    private static GroundKind KindOf(string layer) => layer switch
    {
        "tenure-lot" => GroundKind.Tenure,
        "protected-area" => GroundKind.Protected,
        "public-welfare" => GroundKind.PublicWelfare,
        "natural-forest" => GroundKind.NaturalForest,
        _ => GroundKind.CarbonBase,
    };

    private static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        NpgsqlConnection connection, string file, object around, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql.Of<ChunkGround>(file), connection) { CommandTimeout = 0 };
        foreach (var property in around.GetType().GetProperties())
            command.Parameters.AddWithValue(char.ToLowerInvariant(property.Name[0]) + property.Name[1..], property.GetValue(around)!);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return reader;
    }
}
