using ForestCarbon.Platform.Documents;
using ForestCarbon.Web.Areas.Finance.Controllers;
using ForestCarbon.Web.Text;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Documents;

/// <summary>Holdings, movements and a compared statement as workbooks. Figures are numbers; money is yuan with its fen.</summary>
public static class HoldingSheets
{
    public const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static byte[] Of(HoldingsPage page, IStringLocalizer<Texts> texts) => Book(new()
    {
        [texts["持有"]] = page.Lines.Select(l => new Dictionary<string, object?>
        {
            [texts["持有方"]] = l.HolderName, [texts["项目"]] = l.Project, [texts["减排量年份"]] = l.Vintage, [texts["批次"]] = l.Batch, [texts["状态"]] = Name(l.StateZh, l.StateEn),
            [texts["编号前缀"]] = l.SerialPrefix, [texts["编号段"]] = l.Serials, [texts["数量（tCO₂e）"]] = l.Tonnes,
        }).ToList(),
        [texts["说明"]] = Notes(texts, page.IsDemonstration, [texts["生效日期不晚于 {0}", Day(page.Query.On)], .. Chosen(page, texts),
            page.Reserved > 0 ? texts["可用的减排量中有 {0} tCO₂e 已被待办的办理单占用", page.Reserved].Value : null]),
    });

    public static byte[] Of(MovementsPage page, IStringLocalizer<Texts> texts) => Book(new()
    {
        [texts["流转"]] = page.Movements.Select(m => new Dictionary<string, object?>
        {
            [texts["生效日期"]] = m.EffectiveOn.ToString("O", System.Globalization.CultureInfo.InvariantCulture), [texts["记账时间"]] = LocalTime.Of(m.RecordedAt),
            [texts["变动"]] = texts[MovementsPage.NameOf(m.Movement)].Value, [texts["项目"]] = m.Project, [texts["减排量年份"]] = m.Vintage, [texts["编号段"]] = m.Serials,
            [texts["数量（tCO₂e）"]] = m.Tonnes, [texts["由"]] = m.FromName ?? (m.FromState == "registry" ? "" : m.FromHolder), [texts["至"]] = m.ToName ?? (m.ToState == "registry" ? "" : m.ToHolder),
            [texts["原状态"]] = Name(page.States[m.FromState].NameZh, page.States[m.FromState].NameEn), [texts["新状态"]] = Name(page.States[m.ToState].NameZh, page.States[m.ToState].NameEn),
            [texts["已冲回"]] = m.ReversedByEntry is { } undone ? $"{undone}.1" : null, [texts["凭据"]] = m.RecordNumber, [texts["受益人与用途"]] = m.Beneficiary, [texts["笔"]] = m.PostingId, [texts["校验值"]] = m.Hash,
        }).ToList(),
        [texts["说明"]] = Notes(texts, page.Holder?.IsDemonstration ?? false, [$"{page.Holder?.Name} {page.Query.From:yyyy-MM-dd}–{page.Query.Until:yyyy-MM-dd}"]),
    });

    public static byte[] Of(StatementPage page, IStringLocalizer<Texts> texts) => Book(new()
    {
        [texts["比较"]] = page.Lines.Select(l => new Dictionary<string, object?>
        {
            [texts["账簿"]] = l.Book, [texts["资金账户"]] = l.Account, [texts["银行账号"]] = l.GivenNumber, [texts["户名"]] = l.GivenName, [texts["项目"]] = l.Project, [texts["减排量年份"]] = l.Vintage,
            [texts["状态"]] = l.State is not null ? Name(l.StateZh!, l.StateEn!) : l.StateKind is null ? null : texts[StatementPage.NameOf(l.StateKind)].Value,
            [texts["对账单所载"]] = In(l.Account, l.Theirs), [texts["本账"]] = In(l.Account, l.Ours), [texts["差"]] = In(l.Account, l.Difference),
            [texts["单位"]] = l.Account is null ? "tCO₂e" : texts["元"].Value,
        }).ToList(),
    });

    private static string Name(string zh, string en) => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? en : zh;

    // Tonnes are whole; fen are shown as yuan.
    private static object? In(string? account, long? amount) => account is null ? amount : amount / 100m;

    // What the rows were chosen by, as the page says it on paper.
    private static IEnumerable<string> Chosen(HoldingsPage page, IStringLocalizer<Texts> texts)
    {
        if (page.Query.RecordedBy is { } recorded)
            yield return $"{texts["记账日期截至"].Value} {Day(recorded)}";
        if (page.Holders.FirstOrDefault(h => h.Holder == page.Query.Holder) is { } holder)
            yield return $"{texts["持有方"].Value} {holder.Name}";
        if (!string.IsNullOrEmpty(page.Query.Project))
            yield return $"{texts["项目"].Value} {page.Query.Project}";
        if (!string.IsNullOrEmpty(page.Query.Kind))
            yield return $"{texts["状态"].Value} {texts[StatementPage.NameOf(page.Query.Kind)].Value}";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static List<Dictionary<string, object?>> Notes(IStringLocalizer<Texts> texts, bool isDemonstration, IEnumerable<string?> basis) =>
        [.. basis.Prepend(MovementsController.Sentence).Append(isDemonstration ? texts["演示数据"].Value : null).Where(l => l is not null)
            .Select(l => new Dictionary<string, object?> { [texts["说明"]] = l })];

    private static byte[] Book(Dictionary<string, IEnumerable<Dictionary<string, object?>>> sheets)
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, sheets);
        return stream.ToArray();
    }
}
