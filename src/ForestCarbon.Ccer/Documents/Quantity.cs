using System.Globalization;
using System.Text.RegularExpressions;

namespace ForestCarbon.Ccer.Documents;

/// <summary>What a quantity is of; only like is compared with like. <see cref="Mass"/> is tonnes of which the unit does not say of what.</summary>
public enum QuantityKind { Area, Carbon, CarbonDioxide, Mass, Years, Count }

/// <summary>A figure with its unit, as it stands in a text.</summary>
/// <param name="Value">In m², tC, tCO₂e, t, years, or pieces.</param>
/// <param name="Half">Half of the last digit written, in the same unit: the true figure may differ by it.</param>
/// <param name="Unit">As written.</param>
public sealed record Quantity(QuantityKind Kind, decimal Value, decimal Half, string Unit, string Written, int At, int End)
{
    /// <summary>True where rounding explains the difference.</summary>
    public bool Agrees(Quantity other) => Math.Abs(Value - other.Value) <= Half + other.Half;

    /// <summary>The least the true figure can be.</summary>
    public decimal Least => Value - Half;

    /// <summary>The most the true figure can be where it was rounded down to the last digit written, as whole tonnes are (definitions §5).</summary>
    public decimal MostOfFloored => Value + (2 * Half);
}

/// <summary>Reads figures with units out of Chinese text.</summary>
public static partial class Quantities
{
    // Longest first: a shorter unit may begin a longer one.
    private static readonly (string Unit, QuantityKind Kind, decimal Factor)[] Units =
    [
        ("平方公里", QuantityKind.Area, 1_000_000), ("km2", QuantityKind.Area, 1_000_000), ("km²", QuantityKind.Area, 1_000_000),
        ("万亩", QuantityKind.Area, 20_000_000m / 3), ("亩", QuantityKind.Area, 2_000m / 3), ("万公顷", QuantityKind.Area, 100_000_000), ("公顷", QuantityKind.Area, 10_000),
        ("hm2", QuantityKind.Area, 10_000), ("hm²", QuantityKind.Area, 10_000), ("ha", QuantityKind.Area, 10_000), ("平方米", QuantityKind.Area, 1), ("m2", QuantityKind.Area, 1), ("m²", QuantityKind.Area, 1),
        ("万吨二氧化碳当量", QuantityKind.CarbonDioxide, 10_000), ("吨二氧化碳当量", QuantityKind.CarbonDioxide, 1), ("吨二氧化碳", QuantityKind.CarbonDioxide, 1), ("万吨CO2e", QuantityKind.CarbonDioxide, 10_000), ("万吨CO₂e", QuantityKind.CarbonDioxide, 10_000), ("万吨CO2", QuantityKind.CarbonDioxide, 10_000), ("万吨CO₂", QuantityKind.CarbonDioxide, 10_000),
        ("万tCO2e", QuantityKind.CarbonDioxide, 10_000), ("万tCO₂e", QuantityKind.CarbonDioxide, 10_000), ("tCO2e", QuantityKind.CarbonDioxide, 1), ("tCO₂e", QuantityKind.CarbonDioxide, 1), ("tCO2", QuantityKind.CarbonDioxide, 1), ("tCO₂", QuantityKind.CarbonDioxide, 1), ("吨CO2e", QuantityKind.CarbonDioxide, 1), ("吨CO₂e", QuantityKind.CarbonDioxide, 1), ("吨CO2", QuantityKind.CarbonDioxide, 1), ("吨CO₂", QuantityKind.CarbonDioxide, 1),
        ("万吨碳", QuantityKind.Carbon, 10_000), ("吨碳", QuantityKind.Carbon, 1), ("tC", QuantityKind.Carbon, 1),
        ("万吨", QuantityKind.Mass, 10_000), ("吨", QuantityKind.Mass, 1), ("t", QuantityKind.Mass, 1),
    ];

    private static readonly string[] PerYear = ["/年", "／年", "/a"];

    /// <summary>Every figure with a unit, in order. Rates (a unit over another) are left out, but for tonnes a year: that is how a mean over years is written.</summary>
    public static IReadOnlyList<Quantity> In(string text)
    {
        var found = new List<Quantity>();
        foreach (Match match in Number().Matches(text))
        {
            var after = match.Index + match.Length;
            while (after < text.Length && text[after] == ' ')
                after++;
            var rest = text.AsSpan(after);
            foreach (var (unit, kind, factor) in Units)
            {
                if (!rest.StartsWith(unit, StringComparison.Ordinal))
                    continue;
                var whole = unit + YearOf(text, after + unit.Length, kind);
                // What goes on is a rate or a unit that is not known: no shorter one is meant.
                if (Continues(text, after + whole.Length, whole))
                    break;
                found.Add(Of(match.Value, kind, factor, whole, match.Index, after + whole.Length));
                break;
            }
        }
        return found;
    }

    /// <summary>The figure a cell holds, in the unit its head names; null where it is none. A cell stands by itself, so a sign before it is its own.</summary>
    public static Quantity? Cell(string cell, string head)
    {
        var (isNegative, written) = cell.Trim() is ['-' or '−' or '－', .. var rest] ? (true, rest.Trim()) : (false, cell.Trim());
        var match = Number().Match(written);
        if (!match.Success || match.Value.Length != written.Length)
            return null;
        var found = Units.Where(u => Named(head, u.Unit)).Select(u => Of(match.Value, u.Kind, u.Factor, u.Unit, 0, cell.Length)).FirstOrDefault() ?? Of(match.Value, QuantityKind.Count, 1, "", 0, cell.Length);
        return isNegative ? found with { Value = -found.Value, Written = $"-{found.Written}" } : found;
    }

    private static string YearOf(string text, int at, QuantityKind kind) =>
        kind is QuantityKind.Carbon or QuantityKind.CarbonDioxide or QuantityKind.Mass ? PerYear.FirstOrDefault(y => text.AsSpan(at).StartsWith(y, StringComparison.Ordinal)) ?? "" : "";

    // 亩 in "t/亩" or "tCO2e/ha": a rate, not the quantity. Nor is the "tCO2" of "tCO2e" a unit of its own.
    private static bool Continues(string text, int at, string unit) =>
        at < text.Length && (text[at] is '/' or '／' or '·' || (char.IsAsciiLetterOrDigit(text[at]) && char.IsAsciiLetterOrDigit(unit[^1])) || (char.IsAsciiLetter(text[at]) && unit[^1] is ('吨' or '₂'))
            || text.AsSpan(at).StartsWith(" d.m", StringComparison.Ordinal));

    private static bool Named(string head, string unit)
    {
        var at = head.IndexOf(unit, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || head[at - 1] is not ('/' or '·')) && !Continues(head, at + unit.Length, unit) && (at == 0 || !char.IsAsciiLetterOrDigit(head[at - 1]));
    }

    private static Quantity Of(string written, QuantityKind kind, decimal factor, string unit, int at, int end)
    {
        var plain = written.Replace(",", "", StringComparison.Ordinal).Replace("，", "", StringComparison.Ordinal);
        var decimals = plain.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? plain.Length - dot - 1 : 0;
        var half = 0.5m * factor;
        for (var i = 0; i < decimals; i++)
            half /= 10;
        return new Quantity(kind, decimal.Parse(plain, NumberStyles.Number, CultureInfo.InvariantCulture) * factor, half, unit, $"{written} {unit}".Trim(), at, end);
    }

    // A comma after a digit parts thousands, any other begins a clause.
    [GeneratedRegex(@"(?<![\d.A-Za-z_-]|\d[,，])(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d{1,12})?|\d{1,15}(?:\.\d{1,12})?)(?![\d.])")]
    private static partial Regex Number();
}
