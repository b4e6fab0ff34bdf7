using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Topology;

/// <summary>One limit as it is stored: the bureau's value beside the default and where the default is from.</summary>
/// <param name="Unit"><c>m</c>, <c>m2</c>, <c>ha</c>, or <c>1</c> for a share.</param>
public sealed record CheckLimit(
    string Name, decimal Value, decimal DefaultValue, decimal Least, decimal Most, string Unit, string NameZh, string NameEn, string Source, string SourceZh, string? SetBy, DateTime? SetAt);

/// <summary>From which size on a difference is a finding, for imports and checks alike.</summary>
/// <param name="MinimumAreaM2">Smallest parcel that is mapped, m².</param>
/// <param name="RegisteredAreaShare">Share of the ellipsoidal area by which the registered one may differ.</param>
/// <param name="RegisteredAreaHa">Hectares it may differ whatever the share.</param>
public sealed record CheckLimits(double GapWidthM, double SliverWidthM, decimal MinimumAreaM2, decimal RegisteredAreaShare, decimal RegisteredAreaHa)
{
    public CoverageLimits Coverage => new(GapWidthM, SliverWidthM);

    internal static CheckLimits Of(IReadOnlyList<CheckLimit> stored)
    {
        decimal Value(string name) => stored.Single(l => l.Name == name).Value;
        return new((double)Value("gap_width"), (double)Value("sliver_width"), Value("minimum_area"), Value("registered_area_share"), Value("registered_area"));
    }
}

/// <summary>The limits, and setting them.</summary>
public sealed class CheckLimitBook(Db db)
{
    public Task<IReadOnlyList<CheckLimit>> ListAsync(CancellationToken ct = default) => db.QueryAsync<CheckLimit>(
        "select name, value, default_value, least, most, unit, name_zh, name_en, source, source_zh, set_by, set_at from inventory.check_limit order by name", ct: ct);

    public async Task<CheckLimits> ReadAsync(CancellationToken ct = default) => CheckLimits.Of(await ListAsync(ct));

    /// <summary>Sets a limit; the default value takes the bureau's away.</summary>
    /// <exception cref="RefusedException">No such limit, or a value out of its range.</exception>
    public async Task SetAsync(string name, decimal value, string reason, Actor actor, CancellationToken ct = default)
    {
        var limit = (await ListAsync(ct)).FirstOrDefault(l => l.Name == name) ?? throw new RefusedException($"没有名为“{name}”的限值。");
        if (value < limit.Least || value > limit.Most)
            throw new RefusedException(FormattableString.Invariant($"{limit.NameZh}应在 {limit.Least} 到 {limit.Most} {limit.Unit} 之间。"));
        if (string.IsNullOrWhiteSpace(reason))
            throw new RefusedException("请写明修改限值的理由。");
        await db.WriteAsync(actor, TownshipScope.WholeCounty, FormattableString.Invariant($"检查限值 {name} 由 {limit.Value} 改为 {value}：{reason.Trim()}"), write => write.ExecuteAsync(
            """
            update inventory.check_limit
            set value = @value,
                set_by = case when @value <> default_value then @by end,
                set_at = case when @value <> default_value then now() end
            where name = @name
            """, new { name, value, by = actor.Id }, ct), ct);
    }
}
