using System.Globalization;

namespace ForestCarbon.Carbon.Tables;

/// <summary>What a parameter's value can be: by its unit, and by its key where the unit says less (a share is dimensionless as a ratio is).</summary>
public static class ParameterRange
{
    private static readonly Dictionary<string, Limits> OfKey = CsvTable.Embedded("Tables/parameter_ranges.csv", "param_key", "least", "most", "kind").Rows.ToDictionary(
        row => row.RequiredText("param_key"), row => new Limits(row.Whole("least"), row.Text("most").Length == 0 ? null : row.Whole("most"), row.RequiredText("kind") == "whole"), StringComparer.Ordinal);

    /// <summary>What is wrong with a value, as a sentence in both languages; null where it can be one.</summary>
    /// <param name="key">Key of the parameter.</param>
    /// <param name="unit">Code of its unit; one that an account typed sets no limit of its own.</param>
    public static (string Zh, string En)? Fault(string key, string unit, decimal value)
    {
        var of = ParameterUnit.Of(unit);
        var given = value.ToString("0.##########", CultureInfo.InvariantCulture);
        switch (of.Kind)
        {
            case ParameterUnit.Form.YesNo:
                return value is 0 or 1 ? null : ($"这一项回答是否：值须为 1（是）或 0（否），不能是 {given}。", $"This is yes or no: its value is 1 (yes) or 0 (no), not {given}.");
            case ParameterUnit.Form.Date:
                return DateOnly.TryParseExact(given, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                    ? null
                    : ($"值须为一天，写成八位 yyyymmdd，如 20121108；没有 {given} 这一天。", $"The value is a day in eight digits, yyyymmdd, such as 20121108; {given} is none.");
        }
        if (!OfKey.TryGetValue(key, out var range))
            range = new Limits(of.IsNamed ? 0 : null, null, of.Kind == ParameterUnit.Form.Whole);
        if (range.IsWhole && value != decimal.Truncate(value))
            return ($"值须为整数，不能是 {given}。", $"The value is a whole number, not {given}.");
        if (value >= (range.Least ?? value) && value <= (range.Most ?? value))
            return null;
        return range.Most is { } most
            ? ($"值须在 {range.Least} 与 {most} 之间，不能是 {given}。", $"The value lies between {range.Least} and {most}; {given} does not.")
            : ($"值不能小于 {range.Least}，写的是 {given}。", $"The value is at least {range.Least}; {given} is less.");
    }

    private sealed record Limits(int? Least, int? Most, bool IsWhole);
}
