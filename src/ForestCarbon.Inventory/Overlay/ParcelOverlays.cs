using System.Runtime.CompilerServices;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Inventory.Overlay;

/// <summary>
/// Areas of every parcel by combination of public-welfare forest, natural forest, carbon base, protected areas and projects, kept with
/// the data: whoever asks first after a change has the parcels of changed ground cut again, and no figure is shown before that.
/// </summary>
public sealed class ParcelOverlays(Db db)
{
    /// <summary>Layers the parcels are cut by, in ordinal order.</summary>
    public static IReadOnlyList<string> Layers { get; } = ["carbon-base", "natural-forest", "project-area", "protected-area", "public-welfare"];

    private const long FollowLock = 0x6f76_6572_6c61_79;
    private const int FewParcels = 500;

    /// <summary>The cross of categories over the county, or over the townships of the scope; every parcel stands in it with its whole area.</summary>
    public async Task<IReadOnlyList<OverlayCross>> CrossAsync(TownshipScope scope, CancellationToken ct = default)
    {
        await FollowAsync(ct);
        return await db.QueryAsync<OverlayCross>(Statement("cross"), new { townships = scope.Codes }, ct);
    }

    /// <summary>The same cross where it is up with the data, else null: for pages that must not wait until the parcels are cut again.</summary>
    public async Task<IReadOnlyList<OverlayCross>?> CurrentCrossAsync(TownshipScope scope, CancellationToken ct = default) =>
        await IsCurrentAsync(ct) ? await db.QueryAsync<OverlayCross>(Statement("cross"), new { townships = scope.Codes }, ct) : null;

    /// <summary>Parcels with ground in all of some layers (<paramref name="isExact"/>: in these and no other), largest ground first.</summary>
    public async Task<IReadOnlyList<OverlaidParcel>> ParcelsAsync(
        IReadOnlyList<string> layers, bool isExact, int limit, int offset, TownshipScope scope, CancellationToken ct = default)
    {
        await FollowAsync(ct);
        return await db.QueryAsync<OverlaidParcel>(
            Statement("parcels_in_layers"), new { layers = layers.Order(StringComparer.Ordinal).ToArray(), isExact, limit, offset, townships = scope.Codes }, ct);
    }

    /// <summary>The pieces of one parcel; empty where it is not in the scope.</summary>
    public async Task<IReadOnlyList<OverlayShare>> OfParcelAsync(long parcelId, TownshipScope scope, CancellationToken ct = default)
    {
        await FollowAsync(ct);
        return await db.QueryAsync<OverlayShare>(Statement("of_parcel"), new { parcelId, townships = scope.Codes }, ct);
    }

    /// <summary>Brings the stored areas up to the newest generation of the data; returns how many parcels were cut.</summary>
    public async Task<int> FollowAsync(CancellationToken ct = default)
    {
        if (await IsCurrentAsync(ct))
            return 0;
        return await db.WriteAsync(Actor.Job("overlay"), TownshipScope.WholeCounty, "按图层重算小班的叠置面积", async write =>
        {
            // After an edit there is next to nothing to do, and starting workers for it would take longer.
            await write.ExecuteAsync("set local max_parallel_workers_per_gather = 0; select pg_advisory_xact_lock(@key)", new { key = FollowLock }, ct);
            var generation = await write.ScalarAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation", ct: ct);
            var layers = Layers.ToArray();
            var stale = await write.QueryAsync<Stale>(Statement("stale"), new { layers }, ct);
            var open = stale.Where(s => s.IsOpen).Select(s => s.ParcelVersionId).ToArray();
            var cut = open.Length == 0 ? [] : await CutAsync(open, await FeaturesAsync(write, open.Length <= FewParcels ? open : null, ct), ct);
            await write.ExecuteAsync(Statement("forget"), new { parcels = stale.Select(s => s.ParcelVersionId).ToArray() }, ct);
            await CopyAsync(write, cut, ct);
            await write.ExecuteAsync(Statement("remember"), new { layers, generation }, ct);
            return open.Length;
        }, ct);
    }

    private Task<bool> IsCurrentAsync(CancellationToken ct) => db.QuerySingleOrDefaultAsync<bool>(
        """
        select coalesce((select max(generation) from inventory.data_generation), 0)
               <= coalesce((select generation from inventory.overlay_state), -1)
        """, ct: ct);

    private static async Task<List<(string Layer, Geometry Geometry)>> FeaturesAsync(Write write, long[]? parcels, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Statement(parcels is null ? "features" : "features_near"), write.Connection, write.Transaction) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("layers", Layers.ToArray());
        command.Parameters.AddWithValue("asOf", NpgsqlDbType.Date, DateOnly.MaxValue.AddDays(-1));
        if (parcels is not null)
            command.Parameters.AddWithValue("parcels", parcels);
        var features = new List<(string, Geometry)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            features.Add((reader.GetString(0), reader.GetFieldValue<Geometry>(2)));
        return features;
    }

    // Read on a connection of its own, cut on every core while it is read.
    private async Task<List<CutParcel>> CutAsync(long[] parcels, List<(string Layer, Geometry Geometry)> features, CancellationToken ct)
    {
        var cut = new OverlayCut(features);
        var done = new List<CutParcel>();
        await Parallel.ForEachAsync(ReadAsync(parcels, ct), ct, (batch, _) =>
        {
            var some = batch.ConvertAll(p => new CutParcel(p.VersionId, p.RegisteredHa, p.EllipsoidalM2, cut.Of(p.Geometry)));
            lock (done)
                done.AddRange(some);
            return ValueTask.CompletedTask;
        });
        done.Sort((a, b) => a.VersionId.CompareTo(b.VersionId));
        return done;
    }

    private async IAsyncEnumerable<List<ParcelToCut>> ReadAsync(long[] parcels, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await db.OpenReadAsync(ct);
        await using var command = new NpgsqlCommand(Statement("parcels"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("parcels", parcels);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var batch = new List<ParcelToCut>();
        while (await reader.ReadAsync(ct))
        {
            batch.Add(new(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetDecimal(1), reader.GetDecimal(2), reader.GetFieldValue<Geometry>(3)));
            if (batch.Count == 200)
            {
                yield return batch;
                batch = [];
            }
        }
        yield return batch;
    }

    private static async Task CopyAsync(Write write, List<CutParcel> cut, CancellationToken ct)
    {
        await using var copy = await write.Connection.BeginBinaryImportAsync(
            "copy inventory.parcel_overlay (parcel_version_id, layers, ellipsoidal_area_m2, area_ha, is_sliver) from stdin (format binary)", ct);
        foreach (var parcel in cut)
        {
            var weights = parcel.Pieces.Select(p => (p.Key, p.AreaM2)).ToList();
            var measured = Apportionment.Share(parcel.EllipsoidalM2, weights);
            var registered = parcel.RegisteredHa is { } ha ? Apportionment.Share(ha, weights) : null;
            for (var i = 0; i < parcel.Pieces.Count; i++)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(parcel.VersionId, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(parcel.Pieces[i].Layers, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
                await copy.WriteAsync(measured[i], NpgsqlDbType.Numeric, ct);
                if (registered is null)
                    await copy.WriteNullAsync(ct);
                else
                    await copy.WriteAsync(registered[i], NpgsqlDbType.Numeric, ct);
                await copy.WriteAsync(parcel.Pieces[i].IsSliver, NpgsqlDbType.Boolean, ct);
            }
        }
        await copy.CompleteAsync(ct);
    }

    private static string Statement(string name) => Sql.Of<ParcelOverlays>($"Overlay/Sql/{name}.sql");

    private sealed record Stale(long ParcelVersionId, bool IsOpen);

    private sealed record ParcelToCut(long VersionId, decimal? RegisteredHa, decimal EllipsoidalM2, Geometry Geometry);

    private sealed record CutParcel(long VersionId, decimal? RegisteredHa, decimal EllipsoidalM2, IReadOnlyList<OverlayPiece> Pieces);
}

/// <summary>One combination over the county: sums of what is stored per parcel.</summary>
public sealed record OverlayCross
{
    /// <summary>Layers of the combination, sorted; empty: in none of them.</summary>
    public string[] Layers { get; init; } = [];

    public long Parcels { get; init; }

    public decimal EllipsoidalAreaM2 { get; init; }

    /// <summary>Share of the registered areas, ha; parcels without one are counted in <see cref="WithoutRegisteredArea"/> and not in here.</summary>
    public decimal? AreaHa { get; init; }

    public long WithoutRegisteredArea { get; init; }

    /// <summary>Pieces under 50 m².</summary>
    public long Slivers { get; init; }

    public decimal SliverAreaM2 { get; init; }
}

/// <summary>A parcel with its ground in a combination of layers, and the sums over all such parcels; ha null where a parcel has no registered area.</summary>
public sealed record OverlaidParcel
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public decimal EllipsoidalAreaM2 { get; init; }
    public decimal? AreaHa { get; init; }
    public long AllParcels { get; init; }
    public decimal AllEllipsoidalAreaM2 { get; init; }
    public decimal? AllAreaHa { get; init; }
}

/// <summary>One combination of one parcel.</summary>
public sealed record OverlayShare
{
    public string[] Layers { get; init; } = [];

    public decimal EllipsoidalAreaM2 { get; init; }

    public decimal? AreaHa { get; init; }

    public bool IsSliver { get; init; }
}
