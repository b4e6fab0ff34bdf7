using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Web.Areas.Growth.Controllers;
using ForestCarbon.Web.Text;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Documents;

/// <summary>
/// A sink table as a workbook: the table under its title, county, day, state and sentence, its uncertainty, its method note and approvals. Figures are numbers,
/// unrounded; where there are none the cell says 未计, and – among the changes since the year before, as the page does.
/// </summary>
public static class SinkTableSheet
{
    private const int TitleRows = 3;
    private const int LabelWidth = 34;
    private const int FigureWidth = 22;
    private const int LeastWidth = 14; // figures are unrounded
    private const int NoteWidth = 110;

    /// <param name="county">What the county is called, in the reader's language.</param>
    public static byte[] Of(SinkTablePage page, string county, IStringLocalizer<Texts> texts)
    {
        var heads = Heads(texts);
        using var stream = new MemoryStream();
        using (var book = new XlsxBook(stream,
        [
            new SheetLayout(texts["统计表"], TitleRows + 1, [LabelWidth, .. heads.Skip(1).Select(WidthOf)], FitsWidth: true, FourDecimals: [2, 3]),
            new SheetLayout(texts["储量的不确定性"], 1, [LabelWidth, FigureWidth, NoteWidth], FitsWidth: true),
            new SheetLayout(texts["方法说明"], 1, [NoteWidth], FitsWidth: true),
        ]))
        {
            book.Row([texts["县域林业碳汇统计表"].Value]);
            book.Row([string.Join("　", new[] { county, texts["{0} 年 12 月 31 日", page.Table.Year].Value, State(page, texts), page.IsYearOver ? "" : texts["推算数"].Value }.Where(s => s.Length > 0))]);
            book.Row([texts["县域碳汇量不等于可签发的CCER减排量。"].Value]);
            book.Row(heads);
            foreach (var line in page.Lines.Append(page.Total))
                book.Row(Row(line, texts));
            book.NextSheet();
            book.Row([texts["来自"].Value, texts["标准差（tCO₂e）"].Value, texts["怎么来的"].Value]);
            foreach (var part in page.Uncertainty)
                book.Row([texts[SinkTablePage.ComponentOf(part.Component)].Value, Deviation(part, texts), InEnglish ? part.Says.En ?? part.Says.Zh : part.Says.Zh]);
            if (page.Uncertainty.Count > 0)
                book.Row([texts["已知部分合成"].Value, page.KnownDeviationKg is { } known ? known / 1000m : texts["未知"].Value, texts[page.KnownDeviationSays].Value]);
            book.NextSheet();
            book.Row([texts["方法说明"].Value]);
            foreach (var sentence in Notes(page, texts))
                book.Row([sentence]);
        }
        return stream.ToArray();
    }

    private static int WidthOf(string head) => Math.Max(LeastWidth, head.Sum(c => c >= '\u2E80' ? 2 : 1) + 1);

    private static string State(SinkTablePage page, IStringLocalizer<Texts> texts) =>
        texts[SinkTablePage.StateOf(page.Table).Word].Value + (page.Table.State == "frozen" ? $" {LocalTime.Of(page.Table.FrozenAt)}" : "");

    private static object? Deviation(SinkUncertainty part, IStringLocalizer<Texts> texts) =>
        part.HasNoPart ? Figures.None : part.DeviationKg is { } deviation ? deviation / 1000m : texts["缺"].Value;

    private static List<string> Heads(IStringLocalizer<Texts> texts) =>
    [
        .. new[]
        {
            "类别", "小班", "面积（公顷，椭球面积）", "面积（亩，椭球面积）", "蓄积（立方米）", "活生物量碳（tC）", "年末储量（tCO₂e）", "上年末储量（tCO₂e）", "变化（tCO₂e）",
            "生长（tCO₂e）", "新增森林（tCO₂e）", "采伐（tCO₂e）", "灾害（tCO₂e）", "林地转出（tCO₂e）", "数据修正（tCO₂e）",
        }.Select(head => texts[head].Value),
    ];

    private static object?[] Row(SinkLine line, IStringLocalizer<Texts> texts)
    {
        var without = line.StockKg is null && SinkTablePage.WithoutTonnes(line) is { } word ? texts[word].Value : null;
        return
        [
            texts[SinkTablePage.NameOf(line.Line)].Value, line.Parcels, line.AreaM2 / 10_000m, line.AreaM2 * 3 / 2000, Or(line.VolumeM3), Or(line.CarbonT), Or(line.StockKg / 1000m),
            Change(line.PreviousKg), Change(line.ChangeKg), Cause(line.GrowthKg), Cause(line.NewForestKg), Cause(line.HarvestKg), Cause(line.DisturbanceKg),
            Cause(line.LeftForestKg), Cause(line.RevisionKg),
        ];

        object? Or(decimal? figure) => figure is { } known ? known : without;

        static object Change(long? kg) => kg is { } known ? known / 1000m : Figures.None;

        object Cause(long kg) => line.PreviousKg is null ? Figures.None : kg / 1000m;
    }

    private static bool InEnglish => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    private static List<string> Notes(SinkTablePage page, IStringLocalizer<Texts> texts) =>
    [
        texts["县域林业碳汇统计表 {0} 年", page.Table.Year],
        texts["县域碳汇量不等于可签发的CCER减排量。"],
        .. page.Note(InEnglish).Sentences,
        .. page.IsTranslated ? new[] { texts["统计表里存的是中文说明，校验值只含中文；这里的英文由同样的事实写成。"].Value } : [],
        texts["上年末储量是本行的小班在上年末的储量，所以每一行自己相加得平；两年之间换了类别的小班，使它与上年统计表的同一行不同，合计相同。"],
        $"{texts["编制"].Value} {LocalTime.Of(page.Table.MadeAt)} {PeopleWords.Of(page.Who(page.Table.MadeBy), texts)}",
        .. page.Approvals.Select(a => $"{texts["第 {0} 次批准", a.Position].Value} {LocalTime.Of(a.ApprovedAt)} {PeopleWords.Of(page.Who(a.ApprovedBy), texts)} {a.Note}"),
        $"SHA-256 {page.Table.Sha256}",
    ];
}
