using System.Globalization;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>How far a load has come: what is being written, and how many parcels of how many.</summary>
public sealed record DemoProgress(string Step, long Done, long Total);

/// <summary>What a load did, or the one sentence why it did nothing.</summary>
public sealed record DemoLoad(int Parcels, string? Refusal)
{
    public bool IsDone => Refusal is null;
}

/// <summary>Writes the demonstration county into a migrated database: one transaction, all or nothing.</summary>
public sealed class DemonstrationLoader(Db db)
{
    /// <summary>Key in <c>platform.setting</c> that says the stored county is synthetic.</summary>
    public const string SettingKey = "demonstration";

    private const string Reason = "装入演示数据";

    /// <summary>Loads the county with everything in it. Without <paramref name="force"/> a database that holds parcels is left alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of parcels is outside 200 to 20,000,000.</exception>
    public async Task<DemoLoad> LoadAsync(
        int parcels = 40_000, int seed = 1, bool force = false, IProgress<DemoProgress>? progress = null, CancellationToken ct = default)
    {
        if (!force && await HoldsParcelsAsync(ct))
            return new DemoLoad(0, "库中已有小班，未作改动。确要清空并重新装入演示数据，请加 --force。");
        var county = DemonstrationCounty.Describe(parcels, seed);
        return await db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, Reason, async write =>
        {
            await write.ExecuteAsync(Sql.Of<DemonstrationLoader>("Demonstration/Sql/clear.sql"), ct: ct);
            await Layers.Dictionaries.LoadAsync(write, ct);
            await WriteZonesAsync(write, county, ct);
            var notes = new ParcelNotes();
            await WriteParcelsAsync(write, county, notes, progress, ct);
            await WriteLayersAsync(write, county.Plan, notes, progress, ct);
            await FinishAsync(write, parcels, seed, ct);
            return new DemoLoad(parcels, null);
        }, ct);
    }

    private Task<bool> HoldsParcelsAsync(CancellationToken ct) =>
        db.ReadAsync(async c => (bool)(await new NpgsqlCommand("select exists (select from inventory.parcel)", c).ExecuteScalarAsync(ct))!, ct);

    private static async Task WriteZonesAsync(Write write, DemonstrationCounty county, CancellationToken ct)
    {
        var places = county.Plan.Places;
        var outlines = ZoneOutlines.Of(county.Plan);
        await CopyAsync(write, "copy inventory.county (county_code, name_zh, name_en, is_demonstration, ellipsoidal_area_m2, geom, geom_3857) from stdin (format binary)", copy =>
        {
            copy.Row(7);
            copy.Text(Places.CountyCode);
            copy.Text("江永县（演示数据）");
            copy.Text("Jiangyong County (demonstration data)");
            copy.Bool(true);
            Outline(copy, outlines.County);
        }, ct);
        await CopyAsync(write, "copy inventory.township (township_code, county_code, name_zh, name_en, kind, ellipsoidal_area_m2, geom, geom_3857) from stdin (format binary)", copy =>
        {
            for (var t = 0; t < places.Townships.Count; t++)
            {
                var township = places.Townships[t];
                copy.Row(8);
                copy.Text(township.Code);
                copy.Text(Places.CountyCode);
                copy.Text(township.NameZh);
                copy.Text(township.NameEn);
                copy.Text(township.Kind);
                Outline(copy, outlines.Townships[t]);
            }
        }, ct);
        await CopyAsync(write, "copy inventory.village (village_code, township_code, name_zh, name_en, ellipsoidal_area_m2, geom, geom_3857) from stdin (format binary)", copy =>
        {
            for (var v = 0; v < places.Villages.Count; v++)
            {
                if (outlines.Villages[v].Count == 0)
                    continue;
                var village = places.Villages[v];
                copy.Row(7);
                copy.Text(village.Code);
                copy.Text(village.TownshipCode);
                copy.Text(village.NameZh);
                copy.Text(village.NameEn);
                Outline(copy, outlines.Villages[v]);
            }
        }, ct);
    }

    private static void Outline(BinaryCopy copy, IReadOnlyList<IReadOnlyList<double[]>> polygons)
    {
        copy.Numeric((decimal)Math.Round(FlatRings.AreaM2(polygons), 4), 4);
        copy.MultiPolygon(4490, polygons);
        copy.MultiPolygon(3857, WebMercator.Of(polygons));
    }

    // One connection cannot COPY into three tables at once: parcels go in groups, each group table by table.
    private static async Task WriteParcelsAsync(
        Write write, DemonstrationCounty county, ParcelNotes notes, IProgress<DemoProgress>? progress, CancellationToken ct)
    {
        const int Group = 20_000;
        var done = 0L;
        foreach (var made in county.Made().Chunk(Group))
        {
            Array.ForEach(made, m => notes.Add(new ParcelNote(m.Parcel, m.Outline, m.Fields, m.Standing)));
            var group = Array.ConvertAll(made, m => m.Parcel);
            await CopyAsync(write, ParcelCopy.Parcels, copy => Array.ForEach(group, p => ParcelCopy.Parcel(copy, p.Number)), ct);
            await CopyAsync(write, ParcelCopy.Versions, copy => Array.ForEach(group, p => ParcelCopy.Version(copy, p)), ct);
            await CopyAsync(write, ParcelCopy.Shapes, copy => Array.ForEach(group, p => ParcelCopy.Shape(copy, p.Number, p.Ring)), ct);
            progress?.Report(new DemoProgress("小班", done += group.Length, county.Plan.Parcels));
        }
    }

    private static async Task WriteLayersAsync(Write write, CountyPlan plan, ParcelNotes notes, IProgress<DemoProgress>? progress, CancellationToken ct)
    {
        progress?.Report(new DemoProgress("地类历史", 0, notes.All.Count));
        var layers = new CountyLayers(plan, notes);
        await CopyAsync(write, Evidence.Shapes, copy => layers.Draw((note, ring) => Evidence.Shape(copy, note, ring)), ct);
        await CopyAsync(write, Evidence.Years, Evidence.AllYears, ct);
        for (var year = LandHistory.FirstYear; year <= LandHistory.LastYear; year++)
        {
            var ofYear = year;
            await CopyAsync(write, Evidence.Records, copy => Evidence.RecordsOf(ofYear, copy, notes), ct);
        }
        var features = 0L;
        progress?.Report(new DemoProgress("图层", features, 0));
        await CopyAsync(write, LayerRow.Statement, copy =>
        {
            foreach (var row in new LayerRows(plan, layers).All())
                row.Write(copy, ++features);
        }, ct);
    }

    private static async Task FinishAsync(Write write, int parcels, int seed, CancellationToken ct)
    {
        await write.ExecuteAsync(Sql.Of<DemonstrationLoader>("Demonstration/Sql/finish.sql"), new { reason = Reason, actor = write.Actor.Id }, ct);
        await write.ExecuteAsync(Sql.Of<DemonstrationLoader>("Demonstration/Sql/settings.sql"), new
        {
            keys = new[] { SettingKey, "demonstration-parcels", "demonstration-seed" },
            values = new[] { "true", parcels.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture) },
        }, ct);
        await write.ExecuteAsync(Sql.Of<DemonstrationLoader>("Demonstration/Sql/plan_targets.sql"), ct: ct);
        await write.ExecuteAsync(Sql.Of<DemonstrationLoader>("Demonstration/Sql/harvest_quota.sql"), ct: ct);
    }

    internal static async Task CopyAsync(Write write, string statement, Action<BinaryCopy> rows, CancellationToken ct)
    {
        await using var stream = await write.Connection.BeginRawBinaryCopyAsync(statement, ct);
        // Foreign keys are checked when the COPY ends: on a busy server that may take longer than a query may.
        stream.ReadTimeout = stream.WriteTimeout = (int)TimeSpan.FromHours(1).TotalMilliseconds;
        using (var copy = new BinaryCopy(stream))
            rows(copy);
    }
}
