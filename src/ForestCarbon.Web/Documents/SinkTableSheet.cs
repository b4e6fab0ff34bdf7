using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Web.Areas.Growth.Controllers;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Documents;

/// <summary>A sink table as a workbook: the table, its uncertainty, its method note and approvals. Figures are numbers, unrounded; 未计 is an empty cell.</summary>
public static class SinkTableSheet
{
    public static byte[] Of(SinkTablePage page, IStringLocalizer<Texts> texts)
    {
        var sheets = new Dictionary<string, IEnumerable<Dictionary<string, object?>>>
        {
            [texts["统计表"]] = page.Lines.Append(page.Total).Select(line => Row(line, texts)).ToList(),
            [texts["储量的不确定性"]] = page.Uncertainty.Select(part => Row(part, texts)).ToList(),
            [texts["方法说明"]] = Notes(page, texts),
        };
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, sheets);
        return stream.ToArray();
    }

    private static Dictionary<string, object?> Row(SinkLine line, IStringLocalizer<Texts> texts) => new()
    {
        [texts["类别"]] = texts[SinkTablePage.NameOf(line.Line)].Value,
        [texts["小班"]] = line.Parcels,
        [texts["面积（公顷，椭球面积）"]] = line.AreaM2 / 10_000m,
        [texts["蓄积（立方米）"]] = line.VolumeM3,
        [texts["活生物量碳（tC）"]] = line.CarbonT,
        [texts["年末储量（tCO₂e）"]] = line.StockKg / 1000m,
        [texts["上年末储量（tCO₂e）"]] = line.PreviousKg / 1000m,
        [texts["变化（tCO₂e）"]] = line.ChangeKg / 1000m,
        [texts["生长（tCO₂e）"]] = Cause(line, line.GrowthKg),
        [texts["新增森林（tCO₂e）"]] = Cause(line, line.NewForestKg),
        [texts["采伐（tCO₂e）"]] = Cause(line, line.HarvestKg),
        [texts["灾害（tCO₂e）"]] = Cause(line, line.DisturbanceKg),
        [texts["林地转出（tCO₂e）"]] = Cause(line, line.LeftForestKg),
        [texts["数据修正（tCO₂e）"]] = Cause(line, line.RevisionKg),
    };

    private static Dictionary<string, object?> Row(SinkUncertainty part, IStringLocalizer<Texts> texts) => new()
    {
        [texts["来自"]] = texts[SinkTablePage.ComponentOf(part.Component)].Value,
        [texts["标准差（tCO₂e）"]] = part.DeviationKg is { } known ? known / 1000m : texts["缺"].Value,
        [texts["怎么来的"]] = InEnglish ? part.NoteEn ?? part.Note : part.Note,
    };

    private static bool InEnglish => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    private static decimal? Cause(SinkLine line, long kg) => line.PreviousKg is null ? null : kg / 1000m;

    private static List<Dictionary<string, object?>> Notes(SinkTablePage page, IStringLocalizer<Texts> texts)
    {
        string[] lines =
        [
            texts["县域林业碳汇统计表 {0} 年", page.Table.Year],
            texts["县域碳汇量不等于可签发的CCER减排量。"],
            .. page.Note(InEnglish).Sentences,
            .. page.IsTranslated ? new[] { texts["统计表里存的是中文说明，校验值只含中文；这里的英文由同样的事实写成。"].Value } : [],
            texts["上年末储量是本行的小班在上年末的储量，所以每一行自己相加得平；两年之间换了类别的小班，使它与上年统计表的同一行不同，合计相同。"],
            $"{texts["编制"]} {Text.LocalTime.Of(page.Table.MadeAt)} {texts[page.Who(page.Table.MadeBy)]}",
            .. page.Approvals.Select(a => $"{texts["第 {0} 次批准", a.Position]} {Text.LocalTime.Of(a.ApprovedAt)} {texts[page.Who(a.ApprovedBy)]} {a.Note}"),
            $"SHA-256 {page.Table.Sha256}",
        ];
        return [.. lines.Select(l => new Dictionary<string, object?> { [texts["方法说明"]] = l })];
    }
}
