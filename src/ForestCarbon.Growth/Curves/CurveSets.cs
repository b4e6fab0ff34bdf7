using Dapper;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Growth.Curves;

/// <summary>The county's curve sets: fitted from its own parcels or plots, stored whole, never edited.</summary>
public sealed class CurveSets(Db db)
{
    /// <summary>
    /// Fits every stratum from the parcels as of a date (null: the newest date of the inventory) and stores the set. Returns its id.
    /// </summary>
    /// <exception cref="RefusedException">The inventory is empty.</exception>
    public async Task<int> FitAsync(Actor actor, DateOnly? asOf = null, CancellationToken ct = default) =>
        await StoreAsync(actor, await OfParcelsAsync(asOf, ct), ct);

    /// <summary>The same inside a change that is already open, for the account that asked for it.</summary>
    /// <exception cref="RefusedException">The inventory is empty.</exception>
    public async Task<int> FitAsync(Write write, string madeBy, DateOnly? asOf = null, CancellationToken ct = default) =>
        await StoreAsync(write, madeBy, await OfParcelsAsync(asOf, ct), ct);

    private async Task<NewSet> OfParcelsAsync(DateOnly? asOf, CancellationToken ct)
    {
        var frame = await db.QuerySingleOrDefaultAsync<Frame>(Sql.Of<CurveSets>("Curves/Sql/frame.sql"), new { asOf }, ct);
        var date = frame?.AsOf ?? throw new RefusedException("没有小班数据。请先用 import 导入林地小班，或用 seed-demo 建演示县。", "There are no parcels: import forest land first (import), or make the demonstration county (seed-demo).");
        return new(CurveSetFit.Of(await SamplesAsync(date, ct)), date, frame.Generation, frame.IsSynthetic, $"{date:yyyy-MM-dd} 小班拟合", CurveSetFit.Rule);
    }

    /// <summary>
    /// Fits every stratum from the measured plots (layer 样地) as of a date (null: today), each weighted by its area, and stores the set.
    /// Returns its id.
    /// </summary>
    /// <exception cref="RefusedException">There are no plots with species, origin, age, volume per hectare and area, or too few for any curve.</exception>
    public async Task<int> FitToPlotsAsync(Actor actor, DateOnly? asOf = null, CancellationToken ct = default)
    {
        var date = asOf ?? CountyClock.Today;
        var frame = await db.QuerySingleOrDefaultAsync<Frame>(Sql.Of<CurveSets>("Curves/Sql/frame.sql"), new { asOf }, ct);
        var dictionary = await SpeciesDictionary.LoadAsync(db, ct);
        var plots = await db.QueryAsync<PlotRow>(Sql.Of<CurveSets>("Curves/Sql/plot_observations.sql"), new { asOf = date }, ct);
        var samples = new CurveSamples();
        var leftOut = new List<PlotLeftOut>();
        foreach (var plot in plots)
        {
            if (plot.Read(dictionary, out var why) is { } observation)
                samples.Add(observation);
            else
                leftOut.Add(why!);
        }
        var used = plots.Count - leftOut.Count;
        if (used == 0)
            throw new RefusedException($"{date:yyyy-MM-dd} 没有可用的样地：要有地类 0111、树种、起源、平均年龄、公顷蓄积和样地面积（共 {plots.Count} 个乔木林样地）。请先导入样地图层。", $"No plot can be used at {date:yyyy-MM-dd}: a plot needs land class 0111, species, origin, mean age, volume per hectare and plot area ({plots.Count} plots of tree forest in all). Import the layer of plots first.") { Option = "import --layer plot" };
        var fitted = CurveSetFit.Of(samples);
        if (fitted.Curves.Count == 0)
            throw new RefusedException($"{used} 个可用样地不足以拟合任何一层：每层至少 {CurveSetFit.LeastParcels} 个样地、{CurveSetFit.LeastAges} 个年龄、跨 {CurveSetFit.LeastSpanYears} 年。", $"{used} plots are too few for any stratum: each needs {CurveSetFit.LeastParcels} plots and {CurveSetFit.LeastAges} ages over {CurveSetFit.LeastSpanYears} years at least.");
        return await StoreAsync(actor, new(fitted, date, frame?.Generation ?? 0, plots.Any(p => p.IsSynthetic), $"{date:yyyy-MM-dd} 样地拟合",
            CurveSetFit.RuleOfPlots + CurveSetFit.Counts(plots.Count, used), IsOfPlots: true) { LeftOut = leftOut }, ct);
    }

    private Task<int> StoreAsync(Actor actor, NewSet set, CancellationToken ct) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"生长曲线：{set.Name}", write => StoreAsync(write, actor.Id, set, ct), ct);

    private static async Task<int> StoreAsync(Write write, string madeBy, NewSet set, CancellationToken ct)
    {
        var fitted = set.Fitted;
        var setId = await write.ScalarAsync<int>(Sql.Of<CurveSets>("Curves/Sql/insert_set.sql"), new
        {
            set.Name, set.AsOf, set.Generation, set.Rule, set.IsSynthetic, set.IsOfPlots, sha256 = CurveBook.Sha256Of(fitted.Curves, fitted.Families), madeBy,
        }, ct);
        foreach (var curve in fitted.Curves)
        {
            var curveId = await write.ScalarAsync<int>(Sql.Of<CurveSets>("Curves/Sql/insert_curve.sql"), Row(setId, curve), ct);
            await write.ExecuteAsync(Sql.Of<CurveSets>("Curves/Sql/insert_residuals.sql"), Row(curveId, curve.Residuals), ct);
        }
        foreach (var gap in fitted.Gaps)
            await write.ExecuteAsync(Sql.Of<CurveSets>("Curves/Sql/insert_gap.sql"), Row(setId, gap), ct);
        foreach (var family in fitted.Families)
            await write.ExecuteAsync(Sql.Of<CurveSets>("Curves/Sql/insert_family.sql"), Row(setId, family), ct);
        foreach (var gap in fitted.FamilyGaps)
            await write.ExecuteAsync(Sql.Of<CurveSets>("Curves/Sql/insert_family_gap.sql"), Row(setId, gap), ct);
        if (set.LeftOut.Count > 0)
            await write.ExecuteAsync(Sql.Of<CurveSets>("Curves/Sql/insert_plots_left_out.sql"), new
            {
                setId, codes = set.LeftOut.Select(p => p.Code).ToArray(), numbers = set.LeftOut.Select(p => p.PlotNo).ToArray(),
                zh = set.LeftOut.Select(p => p.ReasonZh).ToArray(), en = set.LeftOut.Select(p => p.ReasonEn).ToArray(),
            }, ct);
        return setId;
    }

    /// <summary>Every set, newest first.</summary>
    public Task<IReadOnlyList<CurveSetRow>> ListAsync(CancellationToken ct = default) =>
        db.QueryAsync<CurveSetRow>("select * from growth.curve_set_v order by curve_set_id desc", null, ct);

    /// <summary>The set a new run uses: the newest approved one, else the newest that was not withdrawn; null before the first fit.</summary>
    public Task<CurveSetRow?> NewestAsync(CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<CurveSetRow>(
        "select * from growth.curve_set_v where approval <> 'withdrawn' order by (approval = 'approved') desc, curve_set_id desc limit 1", null, ct);

    public Task<CurveSetRow?> FindAsync(int curveSetId, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<CurveSetRow>(
        "select * from growth.curve_set_v where curve_set_id = @curveSetId", new { curveSetId }, ct);

    /// <summary>The curves of a set in the order of their strata.</summary>
    public Task<IReadOnlyList<CurveRow>> CurvesAsync(int curveSetId, CancellationToken ct = default) =>
        db.QueryAsync<CurveRow>(Sql.Of<CurveSets>("Curves/Sql/curves.sql"), new { curveSetId }, ct);

    /// <summary>What gave no curve, and why.</summary>
    public Task<IReadOnlyList<CurveGapRow>> GapsAsync(int curveSetId, CancellationToken ct = default) =>
        db.QueryAsync<CurveGapRow>(Sql.Of<CurveSets>("Curves/Sql/gaps.sql"), new { curveSetId }, ct);

    /// <summary>The plots a set was not fitted to, with the reason; none of sets of parcels and of sets fitted before they were kept.</summary>
    public Task<IReadOnlyList<PlotLeftOut>> PlotsLeftOutAsync(int curveSetId, CancellationToken ct = default) => db.QueryAsync<PlotLeftOut>(
        "select p.code, p.plot_no, p.reason_zh, p.reason_en from growth.curve_plot_left_out p where p.curve_set_id = @curveSetId order by p.position", new { curveSetId }, ct);

    /// <summary>The difference families of a set in the order of their scopes; none in sets fitted before there were any.</summary>
    public Task<IReadOnlyList<FamilyRow>> FamiliesAsync(int curveSetId, CancellationToken ct = default) =>
        db.QueryAsync<FamilyRow>(Sql.Of<CurveSets>("Curves/Sql/families.sql"), new { curveSetId }, ct);

    /// <summary>What gave no difference family, and why.</summary>
    public Task<IReadOnlyList<FamilyGapRow>> FamilyGapsAsync(int curveSetId, CancellationToken ct = default) =>
        db.QueryAsync<FamilyGapRow>(Sql.Of<CurveSets>("Curves/Sql/family_gaps.sql"), new { curveSetId }, ct);

    /// <summary>The parcels behind every curve of a set against it, by curve and age; empty for sets fitted before residuals were kept.</summary>
    public Task<IReadOnlyList<ResidualRow>> ResidualsAsync(int curveSetId, CancellationToken ct = default) => db.QueryAsync<ResidualRow>(
        """
        select r.curve_id, r.age_a, r.parcels, r.mean_m3_per_ha, r.fitted_m3_per_ha, r.deviation_m3_per_ha
        from growth.curve_residual_v r join growth.curve_v c using (curve_id)
        where c.curve_set_id = @curveSetId order by r.curve_id, r.age_a
        """, new { curveSetId }, ct);

    /// <summary>Approves a draft. Who made it does not approve it, whatever roles the account holds.</summary>
    /// <exception cref="RefusedException">It is no draft, or the account made it.</exception>
    public Task ApproveAsync(Actor actor, int curveSetId, CancellationToken ct = default) =>
        DecideAsync(actor, curveSetId, "approved", null, ct);

    /// <summary>Withdraws a set from use: later runs take the one before it. Runs that used it keep their figures.</summary>
    /// <exception cref="RefusedException">It was withdrawn before, or there is no reason.</exception>
    public Task WithdrawAsync(Actor actor, int curveSetId, string? reason, CancellationToken ct = default) => string.IsNullOrWhiteSpace(reason)
        ? throw new RefusedException("请写明撤回曲线集的理由。", "Give the reason for withdrawing the curve set.")
        : DecideAsync(actor, curveSetId, "withdrawn", reason.Trim(), ct);

    private Task DecideAsync(Actor actor, int curveSetId, string approval, string? reason, CancellationToken ct) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, reason is null ? $"批准曲线集 {curveSetId}" : $"撤回曲线集 {curveSetId}：{reason}", async write =>
        {
            var (madeBy, state) = (await write.QueryAsync<(string MadeBy, string Approval)>(
                "select made_by, approval from growth.curve_set where curve_set_id = @curveSetId for update", new { curveSetId }, ct)).SingleOrDefault();
            if (madeBy is null)
                throw new RefusedException($"没有曲线集 {curveSetId}。", $"There is no curve set {curveSetId}.");
            if (state == "withdrawn" || state == approval)
                throw new RefusedException($"曲线集 {curveSetId} 已经{(state == "approved" ? "批准" : "撤回")}。", $"Curve set {curveSetId} is {state} already.");
            if (approval == "approved" && madeBy == actor.Id)
                throw new RefusedException("不能批准自己拟合的曲线集，请由另一个账号批准。", "Nobody approves a curve set of their own: another account must.");
            await write.ExecuteAsync(
                """
                update growth.curve_set
                set approval = @approval,
                    approved_by = case when @approval = 'approved' then @by else approved_by end,
                    approved_at = case when @approval = 'approved' then clock_timestamp() else approved_at end,
                    withdrawn_by = case when @approval = 'withdrawn' then @by end,
                    withdrawn_at = case when @approval = 'withdrawn' then clock_timestamp() end,
                    withdrawal_reason = @reason
                where curve_set_id = @curveSetId
                """, new { curveSetId, approval, reason, by = actor.Id }, ct);
        }, ct);

    /// <summary>The set as a book to look parcels up in.</summary>
    public async Task<CurveBook> LoadAsync(int curveSetId, CancellationToken ct = default) =>
        new((await CurvesAsync(curveSetId, ct)).Select(r => r.ToStored()), (await FamiliesAsync(curveSetId, ct)).Select(r => r.ToStored()));

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
        c.Basis.Youngest, c.Basis.Oldest, c.Basis.AreaM2, c.R2, c.Rss, residual = c.ResidualM3PerHa, c.Covariance,
    };

    private static object Row(int setId, StandFamily f) => new
    {
        setId, f.Scope.SpeciesGroup, f.Scope.SpeciesCode, origin = f.Scope.Origin.Name(), f.Family.Parameters, f.StandardErrors, f.Covariance,
        siteClasses = f.Sites.Select(s => s.SiteClass).ToArray(), siteX = f.Sites.Select(s => s.X).ToArray(),
        siteXErrors = f.Sites.Select(s => s.StandardError).ToArray(), siteParcels = f.Sites.Select(s => s.Parcels).ToArray(),
        f.Basis.Parcels, f.Basis.Ages, f.Basis.Youngest, f.Basis.Oldest, f.Basis.AreaM2, f.R2, f.Rss, residual = f.ResidualM3PerHa,
    };

    private static object Row(int setId, FamilyGap g) => new
    {
        setId, g.Scope.SpeciesGroup, g.Scope.SpeciesCode, origin = g.Scope.Origin.Name(), g.Sites, g.Parcels, g.Reason,
    };

    private static object Row(int curveId, IReadOnlyList<AgeResidual> residuals) => new
    {
        curveId, ages = residuals.Select(r => (short)r.Age).ToArray(), parcels = residuals.Select(r => r.Parcels).ToArray(),
        areas = residuals.Select(r => r.AreaM2).ToArray(), means = residuals.Select(r => r.MeanM3PerHa).ToArray(),
        fitted = residuals.Select(r => r.FittedM3PerHa).ToArray(), deviations = residuals.Select(r => r.DeviationM3PerHa).ToArray(),
    };

    private static object Row(int setId, CurveGap g) => new
    {
        setId, level = g.Stratum.LevelName, g.Stratum.SpeciesGroup, g.Stratum.SpeciesCode, origin = g.Stratum.OriginName,
        g.Stratum.SiteClass, g.Basis.Parcels, g.Basis.Ages, g.Basis.Youngest, g.Basis.Oldest, g.Reason,
    };

    private sealed record NewSet(FittedSet Fitted, DateOnly AsOf, long Generation, bool IsSynthetic, string Name, string Rule, bool IsOfPlots = false)
    {
        public IReadOnlyList<PlotLeftOut> LeftOut { get; init; } = [];
    }

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
