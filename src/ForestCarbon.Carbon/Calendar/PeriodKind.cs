using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Calendar;

/// <summary>A kind of statutory period: which parameters say how long it is and whether its first day counts.</summary>
/// <param name="LengthKey">Parameter with the number of working days.</param>
/// <param name="CountsFirstKey">Parameter that is 1 where the first day counts, 0 where it does not.</param>
/// <param name="FromZh">What begins it.</param>
/// <param name="LapseZh">What its end means.</param>
/// <param name="InForceFrom">First day of the rule it follows from: before it there is none to count by; null: not read.</param>
public sealed record PeriodKind(
    string Key, string NameZh, string NameEn, string LengthKey, string CountsFirstKey, string FromZh, string FromEn, string LapseZh, string LapseEn, Citation Citation, DateOnly? InForceFrom)
{
    private static readonly PeriodKind[] Known =
    [
        .. CsvTable.Embedded(
                "Calendar/period-kinds.csv", "kind", "name_zh", "name_en", "unit", "length", "counts_first", "from_zh", "from_en", "lapse_zh", "lapse_en", "source", "confidence",
                "in_force_from")
            .Rows.Select(row => row.Text("unit") != "working-day" ? throw row.Wrong("a period is counted in working-day") : new PeriodKind(
                row.RequiredText("kind"), row.RequiredText("name_zh"), row.RequiredText("name_en"), row.RequiredText("length"), row.RequiredText("counts_first"),
                row.RequiredText("from_zh"), row.RequiredText("from_en"), row.RequiredText("lapse_zh"), row.RequiredText("lapse_en"), row.Citation(),
                row.Text("in_force_from").Length == 0 ? null : row.Date("in_force_from"))),
    ];

    public static IReadOnlyList<PeriodKind> All => Known;

    public static PeriodKind? Find(string key) => Array.Find(Known, k => k.Key == key);
}
