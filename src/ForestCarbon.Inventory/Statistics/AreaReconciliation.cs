using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;

namespace ForestCarbon.Inventory.Statistics;

/// <summary>Registered area (登记面积) against ellipsoidal area (椭球面积): neither replaces the other, their difference is reported.</summary>
public sealed class AreaReconciliation(Db db)
{
    public static IReadOnlyList<string> Levels { get; } = ["county", "township", "village"];

    /// <summary>The report of a date by county, township or village, in the order of their codes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such level.</exception>
    public async Task<IReadOnlyList<ReconciliationLine>> ReportAsync(string level, DateOnly asOf, TownshipScope scope, CancellationToken ct = default)
    {
        if (!Levels.Contains(level, StringComparer.Ordinal))
            throw new ArgumentOutOfRangeException(nameof(level), level, "Areas are not reconciled by this.");
        var limits = await new CheckLimitBook(db).ReadAsync(ct);
        return await db.QueryAsync<ReconciliationLine>(Sql.Of<AreaReconciliation>("Statistics/Sql/reconciliation.sql"), new
        {
            level, asOf, townships = scope.Codes, share = limits.RegisteredAreaShare, ha = limits.RegisteredAreaHa,
        }, ct);
    }

    /// <summary>The report as a workbook; heads in Chinese with their units.</summary>
    public static void WriteXlsx(Stream to, IEnumerable<ReconciliationLine> lines)
    {
        using var sheet = new XlsxBook(to, "面积对照");
        sheet.Row(["代码", "名称", "小班数", "登记面积（公顷）", "椭球面积（公顷，有登记面积的小班）", "相差（公顷）", "相差（%）", "无登记面积小班数", "无登记面积小班椭球面积（公顷）", "推算登记面积小班数", "相差过大小班数"]);
        foreach (var line in lines)
            sheet.Row([line.Key, line.NameZh, line.Parcels, line.RegisteredAreaHa, line.EllipsoidalAreaM2 / 10_000, line.DifferenceHa, line.DifferencePercent,
                line.WithoutRegistered, line.WithoutRegisteredM2 / 10_000, line.Inferred, line.Apart]);
    }
}

/// <summary>One line of the report. Areas of parcels without a registered area stand apart.</summary>
public sealed record ReconciliationLine
{
    public string Key { get; init; } = "";
    public string? NameZh { get; init; }
    public string? NameEn { get; init; }
    public long Parcels { get; init; }
    public decimal RegisteredAreaHa { get; init; }

    /// <summary>Of the parcels that have a registered area.</summary>
    public decimal EllipsoidalAreaM2 { get; init; }

    public long WithoutRegistered { get; init; }
    public decimal WithoutRegisteredM2 { get; init; }

    /// <summary>Parcels whose registered area was derived (推算), not read from a document.</summary>
    public long Inferred { get; init; }

    /// <summary>Parcels whose two areas differ by more than the limits of a finding (<see cref="CheckLimits"/>).</summary>
    public long Apart { get; init; }

    /// <summary>Registered less ellipsoidal area, ha.</summary>
    public decimal DifferenceHa => RegisteredAreaHa - (EllipsoidalAreaM2 / 10_000);

    /// <summary>The difference in per cent of the ellipsoidal area; null where there is none.</summary>
    public decimal? DifferencePercent => EllipsoidalAreaM2 == 0 ? null : decimal.Round(DifferenceHa / (EllipsoidalAreaM2 / 10_000) * 100, 4);
}
