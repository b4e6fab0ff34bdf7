using ForestCarbon.Inventory.Overlay;

namespace ForestCarbon.Web.Text;

/// <summary>A figure and its unit as they are shown.</summary>
public readonly record struct Shown(string Figure, string Unit);

/// <summary>A step of an explanation in the reader's units: the figure, its unit, and what was done to come to that unit, or null.</summary>
public readonly record struct ShownStep(string Figure, string Unit, string? Conversion);

/// <summary>
/// Areas, tonnes and the rest in the reader's units, each quantity with one number of decimals wherever it stands: mu 2, hectares 4 (what
/// areas are registered to), ten thousands 2 and 3; tonnes 3 (the kilogram that is stored), ten thousands 2; per area t/mu 2, t/ha 1;
/// per area and year t/mu·a 3, t/ha·a 2; volume 1, diameters and heights 1, ratios 3.
/// </summary>
public static class Quantity
{
    private const decimal SquareMetresPerHectare = 10_000m;

    /// <summary>An area of <paramref name="squareMetres"/> in mu or hectares, per ten thousand where <paramref name="inTenThousands"/>.</summary>
    /// <remarks>1 mu = 2000/3 m² exactly (definitions §1), so m² × 3 ÷ 2000 is exact until it is rounded for display.</remarks>
    public static Shown Area(decimal? squareMetres, bool inMu, bool inTenThousands, bool inEnglish)
    {
        var area = inMu ? squareMetres * 3 / 2000 : squareMetres / SquareMetresPerHectare;
        var unit = (inMu, inTenThousands, inEnglish) switch
        {
            (true, true, false) => "万亩",
            (true, false, false) => "亩",
            (false, true, false) => "万公顷",
            (false, false, false) => "公顷",
            (true, true, true) => "×10⁴ mu",
            (true, false, true) => "mu",
            (false, true, true) => "×10⁴ ha",
            (false, false, true) => "ha",
        };
        return new(Figures.Number(inTenThousands ? area / 10_000 : area, inMu ? 2 : inTenThousands ? 3 : 4), unit);
    }

    /// <summary>False where an area per ten thousand would be shown as less than a hundredth of it: then the plain unit says more.</summary>
    public static bool FillsTenThousands(decimal? squareMetres, bool inMu) =>
        squareMetres is null or 0 || Math.Abs(inMu ? squareMetres.Value * 3 / 2000 : squareMetres.Value / SquareMetresPerHectare) >= (inMu ? 100 : 10);

    /// <summary>Areas of one column in m², so rounded that the printed parts make the printed whole; null stays null.</summary>
    public static decimal?[] AddingUp(IEnumerable<decimal?> squareMetres, bool inMu)
    {
        var all = squareMetres.ToArray();
        var (unit, decimals) = inMu ? (2000m / 3, 2) : (SquareMetresPerHectare, 4);
        var printed = new Queue<decimal>(Apportionment.Printed([.. all.OfType<decimal>().Select(a => inMu ? a * 3 / 2000 : a / unit)], decimals));
        return Array.ConvertAll(all, a => a is null ? (decimal?)null : printed.Dequeue() * unit);
    }

    /// <summary>A mass of <paramref name="kilograms"/> of CO₂e in tonnes, per ten thousand where <paramref name="inTenThousands"/>.</summary>
    public static Shown Tonnes(long? kilograms, bool inTenThousands, bool inEnglish) => inTenThousands
        ? new(Figures.Number(kilograms / 10_000_000m, 2), inEnglish ? "×10⁴ tCO₂e" : "万 tCO₂e")
        : new(Figures.Number(kilograms / 1000m, 3), "tCO₂e");

    /// <summary>Kilograms of CO₂e on an area, as tonnes per mu or per hectare.</summary>
    public static Shown Density(long? kilograms, decimal? squareMetres, bool inMu, bool inEnglish)
    {
        decimal? perSquareMetre = squareMetres is > 0 && kilograms is { } kg ? kg / squareMetres : null;
        return inMu
            ? new(Figures.Number(perSquareMetre * 2000 / 3 / 1000, 2), inEnglish ? "t/mu" : "t/亩")
            : new(Figures.Number(perSquareMetre * 10, 1), inEnglish ? "t/ha" : "t/公顷");
    }

    /// <summary>Kilograms of CO₂e a year on an area, as tonnes per mu or hectare and year.</summary>
    public static Shown Rate(decimal? kilogramsPerYear, decimal? squareMetres, bool inMu, bool inEnglish)
    {
        decimal? perSquareMetre = squareMetres is > 0 ? kilogramsPerYear / squareMetres : null;
        return inMu
            ? new(Figures.Number(perSquareMetre * 2000 / 3 / 1000, 3), inEnglish ? "t/mu·a" : "t/亩·年")
            : new(Figures.Number(perSquareMetre * 10, 2), inEnglish ? "t/ha·a" : "t/公顷·年");
    }

    /// <summary>A step of a parcel's explanation; its unit is the one of the computing (ha). Volume per hectare is a name of the trade and stays.</summary>
    public static ShownStep Step(double? value, string unit, bool inMu, bool inEnglish)
    {
        var (shown, word, decimals, conversion) = unit switch
        {
            "ha" when inMu => (value * 15, inEnglish ? "mu" : "亩", 2, $"{Figures.Number(value, 4)} {(inEnglish ? "ha" : "公顷")} × 15"),
            "ha" => (value, inEnglish ? "ha" : "公顷", 4, (string?)null),
            "t d.m./ha" when inMu => (value / 15, inEnglish ? "t d.m./mu" : "t d.m./亩", 2, "÷ 15"),
            "tC/ha" when inMu => (value / 15, inEnglish ? "tC/mu" : "tC/亩", 2, "÷ 15"),
            "t CO₂e/ha" when inMu => (value / 15, inEnglish ? "tCO₂e/mu" : "tCO₂e/亩", 2, "÷ 15"),
            "t d.m./ha" or "tC/ha" => (value, unit, 1, null),
            "t CO₂e/ha" => (value, "tCO₂e/ha", 1, null),
            "年" => (value, inEnglish ? "years" : "年", 0, null),
            "1" => (value, "", 3, null),
            "t d.m./m³" or "tC/t d.m." => (value, unit, 3, null),
            "kg CO₂e" => (value, "kg CO₂e", 0, null),
            "/ha" => (value, inEnglish ? "/ha" : "株/公顷", 0, null),
            "kg d.m." => (value, unit, 3, null),
            _ => (value, unit, 1, null),
        };
        return new(Figures.Number(shown, decimals), word, conversion);
    }

    /// <summary>An amount in whole fen as yuan with two decimals.</summary>
    public static Shown Money(long? fen, bool inEnglish) => new(Figures.Number(fen / 100m, 2), inEnglish ? "CNY" : "元");
}
