using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Topology;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Registered area (登记面积) against ellipsoidal area: shown where they differ, neither ever replaces the other.</summary>
internal static class RegisteredArea
{
    /// <summary>Fifteen times the ellipsoidal area, to 2 %: a figure in mu where hectares are asked for.</summary>
    public static bool LooksLikeMu(decimal registeredHa, double areaM2) => areaM2 > 0 && Math.Abs((registeredHa * 10_000 / (decimal)areaM2) - 15) < 0.3m;

    /// <summary>True where so many rows look like mu that the column is: a few are slips of the pen and have their own findings.</summary>
    public static bool IsInMu(long looking, long compared) => looking >= 3 && looking * 5 >= compared * 4;

    /// <summary>One finding for a file whose registered areas are in mu throughout; an error, because stored they would be fifteen times too large.</summary>
    public static ImportFinding InMu(long rows, string field) => new(FindingKind.RegisteredAreaInMu, null, field,
        new($"字段 {field} 有 {rows} 行是椭球面积的 15 倍，整列像是以亩为单位；登记面积按公顷入库，请把这一列除以 15 再导入。",
            $"In {rows} rows field {field} is fifteen times the ellipsoidal area: the column looks like mu. Registered areas are stored in hectares; divide the column by 15 and import it again."), rows, "rows");

    /// <summary>The finding where the two differ by more than the limits; else null.</summary>
    public static ImportFinding? Compare(decimal registeredHa, double areaM2, CheckLimits limits, int row, string? code)
    {
        var mappedHa = (decimal)areaM2 / 10_000;
        var difference = registeredHa - mappedHa;
        if (Math.Abs(difference) <= limits.RegisteredAreaShare * mappedHa || Math.Abs(difference) <= limits.RegisteredAreaHa)
            return null;
        var looksLikeMu = LooksLikeMu(registeredHa, areaM2);
        return new ImportFinding(FindingKind.RegisteredArea, row, code, Words.OfRow(row, code,
            string.Create(CultureInfo.InvariantCulture, $"的登记面积 {registeredHa:#,##0.0000} ha 与椭球面积 {mappedHa:#,##0.0000} ha 相差 {difference:+#,##0.0000;−#,##0.0000} ha{(looksLikeMu ? "，像是以亩为单位" : "")}。"),
            string.Create(CultureInfo.InvariantCulture, $": the registered area, {registeredHa:#,##0.0000} ha, differs from the ellipsoidal one, {mappedHa:#,##0.0000} ha, by {difference:+#,##0.0000;−#,##0.0000} ha{(looksLikeMu ? "; it looks like mu" : "")}.")),
            (double)difference, "ha");
    }
}
