using System.Globalization;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Turns a value of a file into one that a column of the table takes; what it cannot take it does not bend.</summary>
public static class ValueReading
{
    /// <summary>Ranges that the table holds by constraint, so that a value outside is a finding and not a failed import.</summary>
    private static readonly Dictionary<string, (double Least, double Most)> Ranges = new(StringComparer.Ordinal)
    {
        ["registered_area_ha"] = (0, 99_999_999), ["mean_age_a"] = (0, 1000), ["canopy_density"] = (0, 1), ["volume_m3_per_ha"] = (0, 1e9),
        ["contract_area_mu"] = (0, 9_999_999_999),
    };

    /// <summary>Reads <paramref name="value"/> for a column.</summary>
    /// <param name="rounded">True where digits past the column's scale were dropped.</param>
    /// <returns>False where it cannot be read or lies outside the range; null stays null.</returns>
    public static bool TryRead(string column, ColumnType type, object? value, out object? read, out bool rounded)
    {
        (read, rounded) = (null, false);
        if (value is null or "")
            return true;
        read = type.Name switch
        {
            "text" => Text(value),
            "smallint" => Whole(value) is { } small and >= short.MinValue and <= short.MaxValue ? small : null,
            "integer" => Whole(value) is { } whole and >= int.MinValue and <= int.MaxValue ? whole : null,
            "numeric" => Exact(value, type, out rounded),
            "double precision" => Real(value),
            "boolean" => Flag(value),
            "date" => Date(value),
            _ => null,
        };
        if (read is not null && Ranges.TryGetValue(column, out var range) && !IsWithin(range, read))
            read = null;
        return read is not null;
    }

    /// <summary>A number above 1 and up to 100, of a share that is stored between 0 and 1; else null.</summary>
    public static decimal? Percent(object? value) => value is not null and not "" && Exact(value) is { } number and > 1 and <= 100 ? number : null;

    /// <summary>The text of a value, numbers without exponent or trailing zeros.</summary>
    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text.Trim() is { Length: > 0 } trimmed ? trimmed : null,
        decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static bool IsWithin((double Least, double Most) range, object read) =>
        Convert.ToDouble(read, CultureInfo.InvariantCulture) is var number && number >= range.Least && number <= range.Most;

    private static double? Real(object value) => value switch
    {
        double number => double.IsFinite(number) ? number : null,
        long whole => whole,
        decimal number => (double)number,
        string text when double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    private static decimal? Exact(object value) => value switch
    {
        long whole => whole,
        decimal number => number,
        // through its shortest text: the cast keeps fifteen digits of the seventeen
        double number when Math.Abs(number) < 1e27 => decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture),
        string text when decimal.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static decimal? Exact(object value, ColumnType type, out bool rounded)
    {
        rounded = false;
        if (Exact(value) is not { } number)
            return null;
        var kept = decimal.Round(number, Math.Min(type.Scale ?? 28, 28), MidpointRounding.AwayFromZero);
        rounded = kept != number;
        var limit = type is { Precision: { } p, Scale: { } s } ? (decimal)Math.Pow(10, p - s) : decimal.MaxValue;
        return Math.Abs(kept) < limit ? kept : null;
    }

    private static long? Whole(object value) =>
        Exact(value) is { } number && number == decimal.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (long)number : null;

    private static bool? Flag(object value) => value switch
    {
        bool flag => flag,
        _ => Text(value) switch { "1" or "是" or "Y" or "y" or "true" or "T" => true, "0" or "否" or "N" or "n" or "false" or "F" => false, _ => null },
    };

    private static DateOnly? Date(object value) => value switch
    {
        DateOnly date => date,
        _ => DateOnly.TryParseExact(Text(value), ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd", "yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null,
    };
}
