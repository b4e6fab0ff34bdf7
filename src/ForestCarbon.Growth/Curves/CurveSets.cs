using Dapper;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Growth.Curves;

/// <summary>The county's curve sets: fitted from its own parcels, stored whole, never edited.</summary>
public sealed class CurveSets(Db db)
{
    /// <summary>
    /// Fits every stratum from the parcels as of a date (null: the newest date of the inventory) and stores the set. Returns its id.
    /// </summary>
    /// <exception cref="RefusedException">The inventory is empty.</exception>
    public async Task<int> FitAsync(Actor actor, DateOnly? asOf = null, CancellationToken ct = default)
    {
        var frame = await db.QuerySingleOrDefaultAsync<Frame>(Sql.Of<CurveSets>("Curves/Sql/frame.sql"), new { asOf }, ct);
        var date = frame?.AsOf ?? throw new RefusedException("没有小班数据。请先用 import 导入林地小班，或用 seed-demo 建演示县。");
        var (curves, gaps) = CurveSetFit.Of(await SamplesAsync(date, ct));
        return await db.WriteAsync(actor, TownshipScope.WholeCounty, $"依据 {date:yyyy-MM-dd} 的小班拟合生长曲线", async write =>
        {
            var setId = await write.ScalarAsync<int>(Sql.Of<CurveSets>("Curves/Sql/insert_set.sql"), new
            {
                name = $"{date:yyyy-MM-dd} 小班拟合", asOf = date, frame.Generation, rule = CurveSetFit.Rule, frame.IsSynthetic,
                sha256 = CurveBook.Sha256Of(curves), madeBy = actor.Id,
            }, ct);
            foreach (var curve in curves)
                await write.ExecuteAsync(Sql.Of<CurveSets>("Curves/Sql/insert_curve.sql"), Row(setId, curve), ct);
            foreach (var gap in gaps)
                await write.ExecuteAsync(Sql.Of<CurveSets>("Curves/Sql/insert_gap.sql"), Row(setId, gap), ct);
            return setId;
        }, ct);
    }

    /// <summary>Every set, newest first.</summary>
    public Task<IReadOnlyList<CurveSetRow>> ListAsync(CancellationToken ct = default) =>
        db.QueryAsync<CurveSetRow>("select * from growth.curve_set_v order by curve_set_id desc", null, ct);

    /// <summary>The set a new run uses: the newest that was not withdrawn; null before the first fit.</summary>
    public Task<CurveSetRow?> NewestAsync(CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<CurveSetRow>(
        "select * from growth.curve_set_v where approval <> 'withdrawn' order by curve_set_id desc limit 1", null, ct);

    public Task<CurveSetRow?> FindAsync(int curveSetId, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<CurveSetRow>(
        "select * from growth.curve_set_v where curve_set_id = @curveSetId", new { curveSetId }, ct);

    /// <summary>The curves of a set in the order of their strata.</summary>
    public Task<IReadOnlyList<CurveRow>> CurvesAsync(int curveSetId, CancellationToken ct = default) =>
        db.QueryAsync<CurveRow>(Sql.Of<CurveSets>("Curves/Sql/curves.sql"), new { curveSetId }, ct);

    /// <summary>What gave no curve, and why.</summary>
    public Task<IReadOnlyList<CurveGapRow>> GapsAsync(int curveSetId, CancellationToken ct = default) =>
        db.QueryAsync<CurveGapRow>(Sql.Of<CurveSets>("Curves/Sql/gaps.sql"), new { curveSetId }, ct);

    /// <summary>The set as a book to look parcels up in.</summary>
    public async Task<CurveBook> LoadAsync(int curveSetId, CancellationToken ct = default) =>
        new((await CurvesAsync(curveSetId, ct)).Select(r => r.ToStored()));

    private async Task<CurveSamples> SamplesAsync(DateOnly asOf, CancellationToken ct)
    {
        var dictionary = await SpeciesDictionary.LoadAsync(db, ct);
        return await db.ReadAsync(async connection =>
        {
            var samples = new CurveSamples();
            var rows = connection.QueryUnbufferedAsync<ObservationRow>(
                Sql.Of<CurveSets>("Curves/Sql/observations.sql"), new { asOf }, commandTimeout: 0);
            await foreach (var row in rows.WithCancellation(ct))
            {
                // What the dictionary does not know cannot be put into a stratum; the run lists such parcels by reason.
                if (dictionary.GroupOf(row.SpeciesCode) is { } group && dictionary.OriginOf(row.Origin) is { } origin)
                    samples.Add(new CurveObservation(
                        group, SpeciesCodes.ToInventory(row.SpeciesCode), origin, row.SiteClass, row.MeanAgeA, row.VolumeM3PerHa,
                        row.EllipsoidalAreaM2));
            }
            return samples;
        }, ct);
    }

    private static object Row(int setId, StandCurve c) => new
    {
        setId, level = c.Stratum.LevelName, c.Stratum.SpeciesGroup, c.Stratum.SpeciesCode, origin = c.Stratum.OriginName,
        c.Stratum.SiteClass, form = c.Curve.Form.Name(), c.Curve.Parameters, c.StandardErrors, c.Basis.Parcels, c.Basis.Ages,
        c.Basis.Youngest, c.Basis.Oldest, c.Basis.AreaM2, c.R2, c.Rss, residual = c.ResidualM3PerHa,
    };

    private static object Row(int setId, CurveGap g) => new
    {
        setId, level = g.Stratum.LevelName, g.Stratum.SpeciesGroup, g.Stratum.SpeciesCode, origin = g.Stratum.OriginName,
        g.Stratum.SiteClass, g.Basis.Parcels, g.Basis.Ages, g.Basis.Youngest, g.Basis.Oldest, g.Reason,
    };

    private sealed record Frame
    {
        public DateOnly? AsOf { get; init; }
        public long Generation { get; init; }
        public bool IsSynthetic { get; init; }
    }

    private sealed record ObservationRow
    {
        public string SpeciesCode { get; init; } = "";
        public string Origin { get; init; } = "";
        public short? SiteClass { get; init; }
        public short MeanAgeA { get; init; }
        public double VolumeM3PerHa { get; init; }
        public decimal EllipsoidalAreaM2 { get; init; }
    }
}
