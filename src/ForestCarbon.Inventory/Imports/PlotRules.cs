using ForestCarbon.Carbon.Growth;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports;

/// <summary>What a sample plot states that nobody could have measured. It is kept as it came, and no curve is fitted to such a plot.</summary>
internal static class PlotRules
{
    /// <summary>Attributes that hold a code, and the list it stands in.</summary>
    public static IReadOnlyList<(string Field, string List)> Codes { get; } =
        [("land_class", "land-class"), ("species_code", "species"), ("origin", "origin"), ("forest_purpose", "forest-purpose")];

    private static readonly ColumnType Real = new("double precision", null, null);
    private static readonly ColumnType Whole = new("integer", null, null);

    private static readonly (string Field, ColumnType Type, double Above, string Zh, string En, string RuleZh, string RuleEn)[] Numbers =
    [
        ("mean_age_a", Whole, -1, "平均年龄", "mean age", " 0 至 1000 的整年数", "whole years of 0 to 1000"),
        ("volume_m3_per_ha", Real, -double.Epsilon, "公顷蓄积", "volume per hectare", " 0 或以上的数", "a number of 0 or more"),
        ("plot_area_m2", Real, 0, "样地面积", "plot area", "大于 0 的数", "a number above 0"),
        ("site_class", Whole, 0, "立地等级", "site class", " 1 或以上的整数", "a whole number of 1 or more"),
    ];

    /// <summary>The values of a row that cannot be. What is missing is missing, and no finding.</summary>
    /// <param name="stated">The value that the row gives for an attribute of the layer, or null.</param>
    public static IEnumerable<ImportFinding> Broken(int row, string? code, Func<string, object?> stated)
    {
        foreach (var rule in Numbers)
        {
            var given = stated(rule.Field);
            if (ValueReading.Text(given) is not { } text
                || (ValueReading.TryRead(rule.Field, rule.Type, given, out var read, out _) && Convert.ToDouble(read, System.Globalization.CultureInfo.InvariantCulture) > rule.Above))
                continue;
            var shown = Shortened.Of(text);
            yield return new ImportFinding(FindingKind.UnreadableValue, row, code, Words.OfRow(row, code,
                $"的{rule.Zh}“{shown}”不是{rule.RuleZh}：原样保存，拟合曲线时不用这个样地。", $": {rule.En} \"{shown}\" is not {rule.RuleEn}; it is kept as it came, and no curve is fitted to this plot."));
        }
    }

    /// <summary>A species code of the one map is the inventory's three digits and "000" (fact sheet §9.4 [S38]).</summary>
    public static string InList(string field, string code) =>
        field == "species_code" ? SpeciesCodes.ToInventory(code) : code;
}
