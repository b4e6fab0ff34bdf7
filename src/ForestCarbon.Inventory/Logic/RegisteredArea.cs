using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Topology;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Registered area (登记面积) against ellipsoidal area: shown where they differ, neither ever replaces the other.</summary>
internal static class RegisteredArea
{
    /// <summary>The finding where the two differ by more than the limits; else null.</summary>
    public static ImportFinding? Compare(decimal registeredHa, double areaM2, CheckLimits limits, int row, string? code)
    {
        var mappedHa = (decimal)areaM2 / 10_000;
        var difference = registeredHa - mappedHa;
        if (Math.Abs(difference) <= limits.RegisteredAreaShare * mappedHa || Math.Abs(difference) <= limits.RegisteredAreaHa)
            return null;
        var looksLikeMu = mappedHa > 0 && Math.Abs(registeredHa / mappedHa - 15) < 0.3m;
        return new ImportFinding(FindingKind.RegisteredArea, row, code, Words.OfRow(row, code,
            string.Create(CultureInfo.InvariantCulture, $"的登记面积 {registeredHa:0.####} ha 与椭球面积 {mappedHa:0.####} ha 相差 {difference:+0.####;-0.####} ha{(looksLikeMu ? "，像是以亩为单位" : "")}。"),
            string.Create(CultureInfo.InvariantCulture, $": the registered area, {registeredHa:0.####} ha, differs from the ellipsoidal one, {mappedHa:0.####} ha, by {difference:+0.####;-0.####} ha{(looksLikeMu ? "; it looks like mu" : "")}.")),
            (double)difference, "ha");
    }
}
