using System.Globalization;

namespace ForestCarbon.Carbon.Tables;

/// <summary>A parameter's unit in the words of the texts; the code beside it is what the store holds and files take.</summary>
/// <param name="Code">As stored, e.g. <c>t_dm_per_m3</c>.</param>
public sealed record ParameterUnit(string Code, string Zh, string En, ParameterUnit.Form Kind)
{
    private static readonly Dictionary<string, ParameterUnit> Known = CsvTable.Embedded("Tables/units.csv", "unit", "text_zh", "text_en", "kind").Rows.Select(row =>
        new ParameterUnit(row.RequiredText("unit"), row.RequiredText("text_zh"), row.RequiredText("text_en"), row.RequiredText("kind") switch
        {
            "number" => Form.Number,
            "whole" => Form.Whole,
            "date" => Form.Date,
            "yes-no" => Form.YesNo,
            var other => throw row.Wrong($"no kind \"{other}\""),
        })).ToDictionary(u => u.Code, StringComparer.Ordinal);

    /// <summary>How a value of the unit is written.</summary>
    public enum Form
    {
        Number,

        /// <summary>A number without a fraction.</summary>
        Whole,

        /// <summary>A day stored as yyyymmdd.</summary>
        Date,

        /// <summary>1 is yes, 0 is no.</summary>
        YesNo,
    }

    /// <summary>True where the words say more than the code.</summary>
    public bool IsNamed => Zh != Code;

    /// <summary>A unit by its code; one that an account typed speaks for itself.</summary>
    public static ParameterUnit Of(string code) => Known.GetValueOrDefault(code) ?? new ParameterUnit(code, code, code, Form.Number);

    /// <summary>A stored value as people write it: 20121108 is 2012-11-08, 1 is 是 or yes, a number is itself.</summary>
    public string Written(decimal value, bool inEnglish) => (Kind, value) switch
    {
        (Form.Date, _) when DateOnly.TryParseExact(Number(value), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
            day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (Form.YesNo, 1) => inEnglish ? "yes" : "是",
        (Form.YesNo, 0) => inEnglish ? "no" : "否",
        _ => Number(value),
    };

    private static string Number(decimal value) => value.ToString("0.##########", CultureInfo.InvariantCulture);
}
