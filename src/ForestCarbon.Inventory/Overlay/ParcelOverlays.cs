using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Inventory.Overlay;

/// <summary>
/// Areas of every parcel by combination of public-welfare forest, natural forest, carbon base, protected areas and projects, kept with
/// the data: after a change the parcels of changed ground are cut again, by a run where they are many, and no figure is shown before
/// that. A past day is cut when somebody asks for it.
/// </summary>
public sealed class ParcelOverlays(Db db)
{
    /// <summary>Layers the parcels are cut by, in ordinal order.</summary>
    public static IReadOnlyList<string> Layers { get; } = ["carbon-base", "natural-forest", "project-area", "protected-area", "public-welfare"];

    private const long FollowLock = 0x6f76_6572_6c61_79;

    /// <summary>As many are cut while somebody waits for the page; more are a run's work.</summary>
    public const int FewParcels = 500;

    private const int DaysKept = 8;

    private const int BatchesAhead = 16;

    /// <summary>The cross of categories over the county, or over the townships of the scope; every parcel stands in it with its whole area.</summary>
    /// <param name="asOf">The day; null: now. What is not cut yet is cut first, however long that takes: pages ask <see cref="WaitingAsync"/> before.</param>
    public async Task<IReadOnlyList<OverlayCross>> CrossAsync(TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default)
    {
        if (asOf is not { } day)
        {
            await FollowAsync(ct);
            return await db.QueryAsync<OverlayCross>(Statement("cross"), new { townships = scope.Codes }, ct);
        }
        if (await WaitingAsync(day, ct) is { Count: > 0 } waiting)
        {
            var generation = await GenerationAsync(ct);
            await db.WriteAsync(Actor.Job("overlay"), TownshipScope.WholeCounty, FormattableString.Invariant($"{day:yyyy-MM-dd} 小班的叠置面积"), async write =>
            {
                foreach (var township in waiting)
                    await CutDayAsync(write, day, generation, township.Township, ct);
                await CloseDayAsync(write, day, generation, ct);
            }, ct);
        }
        return await db.QueryAsync<OverlayCross>(Statement("past_cross"), new { asOf = day, townships = scope.Codes }, ct);
    }

    /// <summary>The same cross where it is up with the data, else null: for pages that must not wait until the parcels are cut again.</summary>
    public async Task<IReadOnlyList<OverlayCross>?> CurrentCrossAsync(TownshipScope scope, CancellationToken ct = default) =>
        await IsCurrentAsync(ct) ? await db.QueryAsync<OverlayCross>(Statement("cross"), new { townships = scope.Codes }, ct) : null;

    /// <summary>Parcels with ground in all of some layers (<paramref name="isExact"/>: in these and no other), largest ground first.</summary>
    public async Task<IReadOnlyList<OverlaidParcel>> ParcelsAsync(
        IReadOnlyList<string> layers, bool isExact, int limit, int offset, TownshipScope scope, bool byDifference = false, CancellationToken ct = default)
    {
        await FollowAsync(ct);
        return await db.QueryAsync<OverlaidParcel>(
            Statement("parcels_in_layers"), new { layers = layers.Order(StringComparer.Ordinal).ToArray(), isExact, byDifference, limit, offset, townships = scope.Codes }, ct);
    }

    /// <summary>Townships whose parcels must be cut before the cross of a day (null: now) can be shown, with how many; empty where it stands.</summary>
    public async Task<IReadOnlyList<TownshipToCut>> WaitingAsync(DateOnly? asOf, CancellationToken ct = default)
    {
        if (asOf is { } day ? await db.QuerySingleOrDefaultAsync<bool>(
                """
                select coalesce((select p.generation from inventory.past_overlay p where p.as_of = @day), -1)
                       = coalesce((select max(generation) from inventory.data_generation), 0)
                """, new { day }, ct) : await IsCurrentAsync(ct))
            return [];
        long[] stale = asOf is null ? [.. (await db.QueryAsync<Stale>(Statement("stale"), new { layers = Layers.ToArray() }, ct)).Where(s => s.IsOpen).Select(s => s.ParcelVersionId)] : [];
        return await db.QueryAsync<TownshipToCut>(Statement("townships_to_cut"), new { asOf, stale }, ct);
    }

    /// <summary>The pieces of one parcel on a day (null: now); empty where it is not in the scope. Where the county is not cut yet, this parcel is.</summary>
    public async Task<IReadOnlyList<OverlayShare>> OfParcelAsync(long parcelId, TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default)
    {
        if (asOf is null && await IsCurrentAsync(ct))
            return await db.QueryAsync<OverlayShare>(Statement("of_parcel"), new { parcelId, townships = scope.Codes }, ct);
        var version = await db.QueryAsync<long>(
            """
            select v.parcel_version_id from inventory.parcel_version v
            where v.parcel_id = @parcelId
              and case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
              and (@townships::text[] is null or v.township_code = any (@townships))
            """, new { parcelId, asOf, townships = scope.Codes }, ct);
        if (version.Count == 0)
            return [];
        await using var connection = await db.OpenReadAsync(ct);
        var features = await FeaturesAsync(new NpgsqlCommand { Connection = connection }, [.. version], asOf, ct);
        var shares = new List<OverlayShare>();
        await foreach (var batch in CutAsync([.. version], features, ct))
            shares.AddRange(batch.SelectMany(p => p.Shares));
        return shares;
    }

    /// <summary>Brings the stored areas up to the newest generation of the data; returns how many parcels were cut.</summary>
    public async Task<int> FollowAsync(CancellationToken ct = default)
    {
        if (await IsCurrentAsync(ct))
            return 0;
        return await db.WriteAsync(Actor.Job("overlay"), TownshipScope.WholeCounty, "按图层重算小班的叠置面积", write => FollowAsync(write, null, ct), ct);
    }

    /// <summary>Cuts what is stale, of one township (then the state stays open) or of all of them and closes the state.</summary>
    internal async Task<int> FollowAsync(Write write, string? township, CancellationToken ct)
    {
        // After an edit there is next to nothing to do, and starting workers for it would take longer.
        await write.ExecuteAsync("set local max_parallel_workers_per_gather = 0", ct: ct);
        // One of a kind at a time: two would cut the same parcels and meet on their rows.
        if (township is null)
            await write.ExecuteAsync("select pg_advisory_xact_lock(@key)", new { key = FollowLock }, ct);
        else
            await write.ExecuteAsync("select pg_advisory_xact_lock_shared(@key)", new { key = FollowLock }, ct);
        var generation = await write.ScalarAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation", ct: ct);
        var layers = Layers.ToArray();
        var stale = await write.QueryAsync<Stale>(
            $"select s.parcel_version_id, s.is_open from ({Statement("stale")}) s join inventory.parcel_version v using (parcel_version_id) where @township::text is null or v.township_code = @township",
            new { layers, township }, ct);
        var open = stale.Where(s => s.IsOpen).Select(s => s.ParcelVersionId).ToArray();
        var features = open.Length == 0 ? []
            : await FeaturesAsync(new NpgsqlCommand { Connection = write.Connection, Transaction = write.Transaction }, open.Length <= FewParcels ? open : null, null, ct);
        await write.ExecuteAsync(Statement("forget"), new { parcels = stale.Select(s => s.ParcelVersionId).ToArray() }, ct);
        if (open.Length > 0)
            await CopyAsync(write, CutAsync(open, features, ct), ct);
        if (township is null)
            await CloseAsync(write, generation, null, ct);
        return open.Length;
    }

    /// <summary>
    /// Says that everything is cut by the features of a generation and of today. Where the data have moved on since, or a night has passed over the run
    /// that cut it, it is not, and nothing is said.
    /// </summary>
    internal static Task CloseAsync(Write write, long generation, long? runId, CancellationToken ct) =>
        write.ExecuteAsync(Statement("remember"), new { layers = Layers.ToArray(), generation, runId }, ct);

    /// <summary>Cuts the parcels of a township on a past day and keeps their sums.</summary>
    internal async Task<int> CutDayAsync(Write write, DateOnly asOf, long generation, string township, CancellationToken ct)
    {
        var features = await FeaturesAsync(new NpgsqlCommand { Connection = write.Connection, Transaction = write.Transaction }, null, asOf, ct);
        var versions = await write.QueryAsync<long>(
            "select v.parcel_version_id from inventory.parcel_version v where v.township_code = @township and v.valid @> @asOf::date", new { township, asOf }, ct);
        var cut = new List<OverlayShare>();
        await foreach (var batch in CutAsync([.. versions], features, ct))
            cut.AddRange(batch.SelectMany(p => p.Shares));
        await write.ExecuteAsync("delete from inventory.past_overlay_cross where as_of = @asOf and generation = @generation and township_code = @township", new { asOf, generation, township }, ct);
        foreach (var shares in cut.GroupBy(s => string.Join('+', s.Layers), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToList()))
        {
            await write.ExecuteAsync(
                """
                insert into inventory.past_overlay_cross (as_of, generation, township_code, layers, parcels, ellipsoidal_area_m2, area_ha,
                                                          without_registered_area, slivers, sliver_area_m2)
                values (@asOf, @generation, @township, @layers, @parcels, @m2, @ha, @without, @slivers, @sliverM2)
                """, new
                {
                    asOf, generation, township, layers = shares[0].Layers, parcels = (long)shares.Count, m2 = shares.Sum(s => s.EllipsoidalAreaM2),
                    ha = shares.All(s => s.AreaHa is null) ? null : shares.Sum(s => s.AreaHa), without = shares.LongCount(s => s.AreaHa is null),
                    slivers = shares.LongCount(s => s.IsSliver), sliverM2 = shares.Where(s => s.IsSliver).Sum(s => s.EllipsoidalAreaM2),
                }, ct);
        }
        return versions.Count;
    }

    /// <summary>Says that a past day is whole; the days asked for last are kept.</summary>
    internal static Task CloseDayAsync(Write write, DateOnly asOf, long generation, CancellationToken ct) => write.ExecuteAsync(
        """
        insert into inventory.past_overlay (as_of, generation) values (@asOf, @generation)
        on conflict (as_of) do update set generation = excluded.generation, made_at = now();
        delete from inventory.past_overlay p where p.as_of not in (select k.as_of from inventory.past_overlay k order by k.made_at desc limit @DaysKept);
        delete from inventory.past_overlay_cross c where not exists (select from inventory.past_overlay p where p.as_of = c.as_of and p.generation <= c.generation)
        """, new { asOf, generation, DaysKept }, ct);

    internal Task<long> GenerationAsync(CancellationToken ct) =>
        db.QuerySingleOrDefaultAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation", ct: ct);

    private Task<bool> IsCurrentAsync(CancellationToken ct) => db.QuerySingleOrDefaultAsync<bool>(
        """
        select exists (select from inventory.overlay_state s
                       where s.generation = coalesce((select max(generation) from inventory.data_generation), 0)
                         -- The term of a feature begins and ends at midnight, without a change of the data.
                         and s.made_at::date = current_date)
        """, ct: ct);

    private static async Task<List<(string Layer, Geometry Geometry)>> FeaturesAsync(NpgsqlCommand command, long[]? parcels, DateOnly? asOf, CancellationToken ct)
    {
        await using var _ = command;
        command.CommandText = Statement(parcels is null ? "features" : "features_near");
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("layers", Layers.ToArray());
        command.Parameters.AddWithValue("asOf", NpgsqlDbType.Date, (object?)asOf ?? DBNull.Value);
        if (parcels is not null)
            command.Parameters.AddWithValue("parcels", parcels);
        var features = new List<(string, Geometry)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            features.Add((reader.GetString(0), reader.GetFieldValue<Geometry>(2)));
        return features;
    }

    // Read on a connection of its own, cut on every core while it is read, and handed on as it comes: whoever stores it need not wait for the last.
    private async IAsyncEnumerable<List<CutParcel>> CutAsync(
        long[] parcels, List<(string Layer, Geometry Geometry)> features, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var batches = Channel.CreateBounded<List<CutParcel>>(BatchesAhead);
        var cutting = Task.Run(async () =>
        {
            try
            {
                var cut = new OverlayCut(features);
                await Parallel.ForEachAsync(ReadAsync(parcels, stop.Token), stop.Token,
                    async (batch, token) => await batches.Writer.WriteAsync(batch.ConvertAll(p => new CutParcel(p.VersionId, SharesOf(p, cut.Of(p.Geometry)))), token));
                batches.Writer.Complete();
            }
            catch (Exception failure)
            {
                batches.Writer.Complete(failure);
            }
        }, CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(ct))
                yield return batch;
        }
        finally
        {
            // Whoever takes no more must not leave anybody cutting.
            await stop.CancelAsync();
            await cutting;
        }
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

    private static async Task CopyAsync(Write write, IAsyncEnumerable<List<CutParcel>> cut, CancellationToken ct)
    {
        await using var copy = await write.Connection.BeginBinaryImportAsync(
            "copy inventory.parcel_overlay (parcel_version_id, layers, ellipsoidal_area_m2, area_ha, is_sliver) from stdin (format binary)", ct);
        await foreach (var batch in cut)
            foreach (var parcel in batch)
                foreach (var share in parcel.Shares)
                {
                    await copy.StartRowAsync(ct);
                    await copy.WriteAsync(parcel.VersionId, NpgsqlDbType.Bigint, ct);
                    await copy.WriteAsync(share.Layers, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
                    await copy.WriteAsync(share.EllipsoidalAreaM2, NpgsqlDbType.Numeric, ct);
                    if (share.AreaHa is { } ha)
                        await copy.WriteAsync(ha, NpgsqlDbType.Numeric, ct);
                    else
                        await copy.WriteNullAsync(ct);
                    await copy.WriteAsync(share.IsSliver, NpgsqlDbType.Boolean, ct);
                }
        await copy.CompleteAsync(ct);
    }

    // The pieces with their parts of the two areas, which add up to the parcel's.
    private static IReadOnlyList<OverlayShare> SharesOf(ParcelToCut parcel, IReadOnlyList<OverlayPiece> pieces)
    {
        var weights = pieces.Select(p => (p.Key, p.AreaM2)).ToList();
        var measured = Apportionment.Share(parcel.EllipsoidalM2, weights);
        var registered = parcel.RegisteredHa is { } ha ? Apportionment.Share(ha, weights) : null;
        return
        [
            .. pieces.Select((p, i) => new OverlayShare { Layers = p.Layers, EllipsoidalAreaM2 = measured[i], AreaHa = registered?[i], IsSliver = p.IsSliver }),
        ];
    }

    private static string Statement(string name) => Sql.Of<ParcelOverlays>($"Overlay/Sql/{name}.sql");

    private sealed record Stale(long ParcelVersionId, bool IsOpen);

    private sealed record ParcelToCut(long VersionId, decimal? RegisteredHa, decimal EllipsoidalM2, Geometry Geometry);

    private sealed record CutParcel(long VersionId, IReadOnlyList<OverlayShare> Shares);
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

    /// <summary>Registered less ellipsoidal area, m², unrounded; null where no parcel has a registered area.</summary>
    public decimal? DifferenceM2 => (AreaHa * 10_000) - EllipsoidalAreaM2;

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

    /// <summary>The whole parcel's areas, of which these are the part.</summary>
    public decimal? ParcelAreaHa { get; init; }

    public decimal ParcelEllipsoidalAreaM2 { get; init; }

    /// <summary>Registered minus ellipsoidal area of this ground: the parcel's own difference, shared by ground.</summary>
    public decimal? DifferenceM2 { get; init; }

    /// <summary>Over all such parcels: how many have a registered area above the ellipsoidal one, how many below, by how much, and how many have none.</summary>
    public long LargerParcels { get; init; }
    public decimal LargerM2 { get; init; }
    public long SmallerParcels { get; init; }
    public decimal SmallerM2 { get; init; }
    public long WithoutRegisteredArea { get; init; }
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

/// <summary>A township with parcels to cut.</summary>
public sealed record TownshipToCut(string Township, long Parcels);
