namespace ForestCarbon.Web.Text;

/// <summary>A figure and its unit as they are shown.</summary>
public readonly record struct Shown(string Figure, string Unit);

/// <summary>Areas and tonnes in the reader's units.</summary>
public static class Quantity
{
    private const decimal SquareMetresPerHectare = 10_000m;

    /// <summary>An area of <paramref name="squareMetres"/> in mu or hectares, per ten thousand where <paramref name="inTenThousands"/>.</summary>
    /// <remarks>1 mu = 2000/3 m² exactly (definitions §1), so m² × 3 ÷ 2000 is exact until it is rounded for display.</remarks>
    public static Shown Area(decimal? squareMetres, bool inMu, bool inTenThousands, int decimals, bool inEnglish)
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
        return new(Figures.Number(inTenThousands ? area / 10_000 : area, decimals), unit);
    }

    /// <summary>A mass of <paramref name="kilograms"/> of CO₂e in tonnes, per ten thousand where <paramref name="inTenThousands"/>.</summary>
    public static Shown Tonnes(long? kilograms, bool inTenThousands, int decimals, bool inEnglish) => inTenThousands
        ? new(Figures.Number(kilograms / 10_000_000m, decimals), inEnglish ? "×10⁴ tCO₂e" : "万 tCO₂e")
        : new(Figures.Number(kilograms / 1000m, decimals), "tCO₂e");

    /// <summary>Kilograms of CO₂e on an area, as tonnes per mu or per hectare.</summary>
    public static Shown Density(long? kilograms, decimal? squareMetres, bool inMu, bool inEnglish)
    {
        decimal? perSquareMetre = squareMetres is > 0 && kilograms is { } kg ? kg / squareMetres : null;
        return inMu
            ? new(Figures.Number(perSquareMetre * 2000 / 3 / 1000, 2), inEnglish ? "t/mu" : "t/亩")
            : new(Figures.Number(perSquareMetre * 10, 1), inEnglish ? "t/ha" : "t/公顷");
    }

    /// <summary>An amount in whole fen as yuan with two decimals.</summary>
    public static Shown Money(long? fen, bool inEnglish) => new(Figures.Number(fen / 100m, 2), inEnglish ? "CNY" : "元");
}
