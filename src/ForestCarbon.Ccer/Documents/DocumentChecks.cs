using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Carbon.Methodologies;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Finds what contradicts itself in a document. A difference that rounding explains is none.</summary>
public static partial class DocumentChecks
{
    private static readonly string[] NotSummed = ["序号", "编号", "年份", "年度", "年龄", "比例", "%", "单价", "密度", "经度", "纬度", "坡度", "海拔", "胸径", "树高", "每", "/", "郁闭度", "均", "代码"];
    private static readonly string[] AreaNames = ["项目总面积", "项目面积", "项目边界面积", "造林面积", "造林总面积"];
    private static readonly string[] TonneNames = ["计入期总减排量", "计入期内总减排量", "预计总减排量", "预计减排总量", "总减排量", "减排量总计", "年均减排量", "年平均减排量"];
    private static readonly string[] Counted = ["小班", "地块", "样地", "碳层"];

    /// <summary>All findings, in the order of the document.</summary>
    /// <param name="boundaryM2">Ellipsoidal area of the boundary file, m²; null: none was given.</param>
    /// <param name="boundaryName">Its name.</param>
    public static IReadOnlyList<Contradiction> Find(StatedDocument document, decimal? boundaryM2 = null, string? boundaryName = null) =>
    [
        .. Pairs(document), .. ColumnPairs(document), .. Sums(document), .. Counts(document), .. Named(document, AreaNames, QuantityKind.Area),
        .. Named(document, TonneNames, QuantityKind.CarbonDioxide), .. Yearly(document), .. Periods(document), .. Limits(document), .. Boundary(document, boundaryM2, boundaryName),
    ];

    // "66.67 公顷（1000 亩）", "10 tC，合 36.7 tCO2e": the same thing said twice side by side.
    private static IEnumerable<Contradiction> Pairs(StatedDocument document)
    {
        foreach (var passage in document.Passages)
        {
            var all = Quantities.In(passage.Text);
            for (var i = 1; i < all.Count; i++)
            {
                var (a, b) = (all[i - 1], all[i]);
                if (a.Unit == b.Unit || !SaidAgain().IsMatch(passage.Text[a.End..b.At]))
                    continue;
                if (a.Kind == QuantityKind.Area && b.Kind == QuantityKind.Area && !a.Agrees(b))
                    yield return new("mu-hectares", $"{a.Written} 与 {b.Written} 不是同一面积：{a.Written} 合 {In(a, b)}。", $"{a.Written} and {b.Written} are not the same area: {a.Written} is {In(a, b)}.", passage, passage);
                if ((a.Kind, b.Kind) is (QuantityKind.Carbon, QuantityKind.CarbonDioxide) or (QuantityKind.CarbonDioxide, QuantityKind.Carbon))
                {
                    var (carbon, dioxide) = a.Kind == QuantityKind.Carbon ? (a, b) : (b, a);
                    if (Math.Abs((carbon.Value * 44 / 12) - dioxide.Value) > (carbon.Half * 44 / 12) + dioxide.Half)
                        yield return new("carbon-co2", $"{carbon.Written} 按 44/12 合 {Shown(carbon.Value * 44 / 12)} tCO2e，文中写 {dioxide.Written}。", $"{carbon.Written} is {Shown(carbon.Value * 44 / 12)} tCO2e by 44/12, the text says {dioxide.Written}.", passage, passage);
                }
            }
        }
    }

    // Two area columns of one table, in different units.
    private static IEnumerable<Contradiction> ColumnPairs(StatedDocument document)
    {
        foreach (var table in document.Tables)
        {
            var areas = table.Columns("面积").ToList();
            foreach (var (x, y) in areas.SelectMany((x, i) => areas.Skip(i + 1).Select(y => (x, y))))
                foreach (var (row, cells) in table.Rows.Select((cells, row) => (row, cells)).Skip(1))
                    if (Quantities.Cell(cells[x], table.Head[x]) is { Kind: QuantityKind.Area } a && Quantities.Cell(cells[y], table.Head[y]) is { Kind: QuantityKind.Area } b
                        && a.Unit != b.Unit && StemOf(table.Head[x]) == StemOf(table.Head[y]) && !a.Agrees(b))
                        yield return new("mu-hectares", $"{a.Written} 与 {b.Written} 不是同一面积：{a.Written} 合 {In(a, b)}。", $"{a.Written} and {b.Written} are not the same area: {a.Written} is {In(a, b)}.", Cell(table, row, x), Cell(table, row, y));
        }
    }

    private static IEnumerable<Contradiction> Sums(StatedDocument document)
    {
        foreach (var table in document.Tables)
            foreach (var (row, cells) in table.Sums)
                for (var column = 0; column < cells.Count; column++)
                {
                    if (NotSummed.Any(w => table.Head[column].Contains(w, StringComparison.Ordinal)) || Quantities.Cell(cells[column], table.Head[column]) is not { } total)
                        continue;
                    var parts = table.Data.Where(d => d.Row < row).Select(d => Quantities.Cell(d.Cells[column], table.Head[column])).Where(q => q is not null).ToList();
                    if (parts.Count < 2)
                        continue;
                    var sum = parts.Sum(p => p!.Value);
                    if (Math.Abs(sum - total.Value) > total.Half + parts.Sum(p => p!.Half))
                        yield return new("sum", $"“{table.Head[column]}”各行相加为 {Shown(sum / Factor(total))}，{cells.First(c => c.Length > 0)}写 {total.Written}，相差 {Shown((total.Value - sum) / Factor(total))}。",
                            $"The rows of “{table.Head[column]}” add up to {Shown(sum / Factor(total))}, {cells.First(c => c.Length > 0)} says {total.Written}: a difference of {Shown((total.Value - sum) / Factor(total))}.", Cell(table, row, column),
                            new Passage($"{table.Place}第 {table.Data.First().Row + 1} 至 {row} 行", table.Head[column]));
                }
    }

    // "共 12 个小班" against another passage and against the list of them.
    private static IEnumerable<Contradiction> Counts(StatedDocument document)
    {
        foreach (var what in Counted)
        {
            var said = document.Passages.SelectMany(p => Count().Matches(p.Text).Where(m => m.Groups[2].Value == what)
                .Select(m => (Number: long.Parse(m.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), Passage: p))).ToList();
            foreach (var other in said.Skip(1).Where(s => s.Number != said[0].Number))
                yield return new("count", $"{what}一处写 {said[0].Number} 个，另一处写 {other.Number} 个。", $"The number of {what} is {said[0].Number} in one place and {other.Number} in another.", other.Passage, said[0].Passage);
            var lists = document.Tables.Where(t => t.Columns($"{what}号", $"{what}编号").Any() && t.Data.Count() > 1).ToList();
            if (said.Count > 0 && lists.Count == 1 && Listed(lists[0], what) is var listed && listed != said[0].Number)
                yield return new("count", $"文中写共 {said[0].Number} 个{what}，{what}表列了 {listed} 个。", $"The text says {said[0].Number} {what}, their table lists {listed}.", said[0].Passage, new Passage(lists[0].Place.Trim(), lists[0].Title));
        }
    }

    // A thing of one name has one value.
    private static IEnumerable<Contradiction> Named(StatedDocument document, string[] names, QuantityKind kind)
    {
        foreach (var same in names.Select(name => Stated(document, name, kind)))
            foreach (var other in same.Skip(1).Where(s => !s.Quantity.Agrees(same[0].Quantity)))
                yield return new("total", $"{same[0].Name}一处写 {same[0].Quantity.Written}，另一处写 {other.Quantity.Written}。", $"{same[0].Name} is {same[0].Quantity.Written} in one place and {other.Quantity.Written} in another.", other.Passage, same[0].Passage);
    }

    // The yearly table against the text's total and mean.
    private static IEnumerable<Contradiction> Yearly(StatedDocument document)
    {
        foreach (var table in document.Tables.Where(t => t.Columns("年份", "年度").Any()))
            foreach (var column in table.Columns("减排量").Where(c => !table.Head[c].Contains("累计", StringComparison.Ordinal)))
            {
                var years = table.Data.Select(d => Quantities.Cell(d.Cells[column], table.Head[column])).Where(q => q is not null).ToList();
                if (years.Count < 2)
                    continue;
                var (sum, half) = (years.Sum(y => y!.Value), years.Sum(y => y!.Half));
                var at = new Passage(table.Place.Trim(), table.Head[column]);
                foreach (var total in TonneNames.Where(n => n.Contains('总', StringComparison.Ordinal)).SelectMany(n => Stated(document, n, QuantityKind.CarbonDioxide)).DistinctBy(s => s.Passage))
                    if (Math.Abs(sum - total.Quantity.Value) > half + total.Quantity.Half)
                        yield return new("total", $"逐年减排量相加为 {Shown(sum)} t，文中{total.Name}写 {total.Quantity.Written}。", $"The yearly reductions add up to {Shown(sum)} t, {total.Name} in the text is {total.Quantity.Written}.", total.Passage, at);
                foreach (var mean in TonneNames.Where(n => n.Contains('均', StringComparison.Ordinal)).SelectMany(n => Stated(document, n, QuantityKind.CarbonDioxide)).DistinctBy(s => s.Passage))
                    if (Math.Abs((sum / years.Count) - mean.Quantity.Value) > (half / years.Count) + mean.Quantity.Half)
                        yield return new("total", $"逐年减排量的平均为 {Shown(sum / years.Count)} t，文中{mean.Name}写 {mean.Quantity.Written}。", $"The mean of the yearly reductions is {Shown(sum / years.Count)} t, {mean.Name} in the text is {mean.Quantity.Written}.", mean.Passage, at);
            }
    }

    // Crediting dates against the years said, against one another, and against the yearly table.
    private static IEnumerable<Contradiction> Periods(StatedDocument document)
    {
        var all = document.Passages.SelectMany(p => Period().Matches(p.Text).Select(m => (Match: m, Passage: p)))
            .Select(m => (From: DateOf(m.Match, 1), To: DateOf(m.Match, 4), Years: m.Match.Groups[7].Success ? int.Parse(m.Match.Groups[7].Value, CultureInfo.InvariantCulture) : (int?)null, m.Passage))
            .Where(p => p.From is not null && p.To is not null).ToList();
        foreach (var (from, to, years, passage) in all)
        {
            if (years is { } n && from!.Value.AddYears(n).AddDays(-1) != to)
                yield return new("period", $"计入期 {from:yyyy-MM-dd} 至 {to:yyyy-MM-dd} 不是 {n} 年：{n} 年到 {from.Value.AddYears(n).AddDays(-1):yyyy-MM-dd}。", $"The crediting period {from:yyyy-MM-dd} to {to:yyyy-MM-dd} is not {n} years: {n} years end on {from.Value.AddYears(n).AddDays(-1):yyyy-MM-dd}.", passage, passage);
            if ((from, to) != (all[0].From, all[0].To))
                yield return new("period", $"计入期一处写 {all[0].From:yyyy-MM-dd} 至 {all[0].To:yyyy-MM-dd}，另一处写 {from:yyyy-MM-dd} 至 {to:yyyy-MM-dd}。",
                    $"The crediting period is {all[0].From:yyyy-MM-dd} to {all[0].To:yyyy-MM-dd} in one place and {from:yyyy-MM-dd} to {to:yyyy-MM-dd} in another.", passage, all[0].Passage);
        }
        if (all.Count == 0)
            yield break;
        foreach (var table in document.Tables.Where(t => t.Columns("减排量").Any()))
            foreach (var column in table.Columns("年份", "年度").Take(1))
            {
                var years = table.Data.Select(d => int.TryParse(d.Cells[column].TrimEnd('年'), NumberStyles.None, CultureInfo.InvariantCulture, out var y) && y is > 1990 and < 2200 ? y : (int?)null).Where(y => y is not null).ToList();
                if (years.Count > 1 && (years.Min() < all[0].From!.Value.Year || years.Max() > all[0].To!.Value.Year))
                    yield return new("period", $"逐年表为 {years.Min()}–{years.Max()} 年，计入期为 {all[0].From:yyyy-MM-dd} 至 {all[0].To:yyyy-MM-dd}。",
                        $"The yearly table is of {years.Min()}–{years.Max()}, the crediting period is {all[0].From:yyyy-MM-dd} to {all[0].To:yyyy-MM-dd}.", new Passage(table.Place.Trim(), table.Title), all[0].Passage);
            }
    }

    private static IEnumerable<Contradiction> Limits(StatedDocument document)
    {
        // Clause and day are the catalogue's own, with their marks.
        foreach (var methodology in MethodologyCatalogue.All.Where(m => document.Passages.Any(p => p.Text.Contains(m.Id, StringComparison.Ordinal))))
        {
            if (methodology.Parameters.FirstOrDefault(p => p.Key == "earliest_start") is { Value: { } day } limit
                && DateOnly.TryParseExact(((int)day).ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var earliest))
                foreach (var passage in document.Passages)
                    foreach (Match match in Start().Matches(passage.Text))
                        if (DateOf(match, 1) is { } start && start <= earliest)
                            yield return new("limit", $"开工日期 {start:yyyy-MM-dd} 不晚于 {earliest:yyyy-MM-dd}。", $"The start {start:yyyy-MM-dd} is not after {earliest:yyyy-MM-dd}.", passage, new Passage(limit.Citation.ToString(), limit.NameZh));
            if (methodology is { CreditingLeastA: { } least, CreditingMostA: { } most })
                foreach (var passage in document.Passages)
                    foreach (Match match in Period().Matches(passage.Text))
                        if (DateOf(match, 1) is { } from && DateOf(match, 4) is { } to && (to < from.AddYears(least).AddDays(-1) || to > from.AddYears(most).AddDays(-1)))
                            yield return new("limit", $"计入期 {from:yyyy-MM-dd} 至 {to:yyyy-MM-dd} 不在 {least} 至 {most} 年之内。", $"The crediting period {from:yyyy-MM-dd} to {to:yyyy-MM-dd} is not of {least} to {most} years.", passage, new Passage(methodology.Citation.ToString(), methodology.NameZh));
        }
    }

    private static IEnumerable<Contradiction> Boundary(StatedDocument document, decimal? boundaryM2, string? boundaryName)
    {
        if (boundaryM2 is not { } m2)
            yield break;
        foreach (var stated in AreaNames.Take(3).SelectMany(n => Stated(document, n, QuantityKind.Area)).DistinctBy(s => (s.Passage, s.Quantity.At)))
            if (Math.Abs(stated.Quantity.Value - m2) > stated.Quantity.Half)
                yield return new("boundary", $"{stated.Name}写 {stated.Quantity.Written}，边界文件为 {Shown(m2 / Factor(stated.Quantity))} {stated.Quantity.Unit}。",
                    $"{stated.Name} is {stated.Quantity.Written}, the boundary file has {Shown(m2 / Factor(stated.Quantity))} {stated.Quantity.Unit}.", stated.Passage, new Passage(boundaryName ?? "边界文件", "椭球面积"));
    }

    private static List<(string Name, Quantity Quantity, Passage Passage)> Stated(StatedDocument document, string name, QuantityKind kind) =>
    [
        .. document.Passages.SelectMany(p => Quantities.In(p.Text).Where(q => q.Kind == kind && NamedJustBefore(p.Text, q.At, name)).Take(1).Select(q => (name, q, p))),
    ];

    // The name, then at most a few characters that name nothing else.
    private static bool NamedJustBefore(string text, int at, string name)
    {
        var found = text.LastIndexOf(name, at, StringComparison.Ordinal);
        return found >= 0 && Between().IsMatch(text[(found + name.Length)..at]) && (found == 0 || !AreaNames.Concat(TonneNames).Any(longer => longer.Length > name.Length && longer.EndsWith(name, StringComparison.Ordinal) && text[..(found + name.Length)].EndsWith(longer, StringComparison.Ordinal)));
    }

    private static long Listed(StatedTable table, string what)
    {
        var column = table.Columns($"{what}号", $"{what}编号").First();
        return table.Data.Select(d => d.Cells[column]).Where(c => c.Length > 0).LongCount();
    }

    private static Passage Cell(StatedTable table, int row, int column) => new(table.PlaceOf(row), $"{table.Head[column]}：{table.Rows[row][column]}");

    private static string StemOf(string head) => Bracketed().Replace(head, "").Replace("公顷", "", StringComparison.Ordinal).Replace("亩", "", StringComparison.Ordinal).Replace("hm2", "", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal).Trim();

    private static string In(Quantity what, Quantity like) => $"{Shown(what.Value / Factor(like))} {like.Unit}";

    private static decimal Factor(Quantity quantity) => quantity.Half * 2 * (decimal)Math.Pow(10, DecimalsOf(quantity.Written));

    private static int DecimalsOf(string written) => written.Split(' ')[0] is var number && number.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? number.Length - dot - 1 : 0;

    private static string Shown(decimal value) => decimal.Round(value, 4).ToString("#,##0.####", CultureInfo.InvariantCulture);

    private static DateOnly? DateOf(Match match, int group) =>
        DateOnly.TryParseExact(
            $"{match.Groups[group].Value}-{match.Groups[group + 1].Value.PadLeft(2, '0')}-{match.Groups[group + 2].Value.PadLeft(2, '0')}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    [GeneratedRegex(@"^\s*[（(，,、]?\s*(?:即|合|约合|折合|约|合计|也就是)?\s*$")]
    private static partial Regex SaidAgain();

    [GeneratedRegex(@"(?:共|总计|合计|涉及|包括|布设)\s*(?:有|计|了)?\s*(\d[\d,]*)\s*(?:个|块|处)?(小班|地块|样地|碳层)")]
    private static partial Regex Count();

    [GeneratedRegex(@"计入期[^。；;]{0,30}?(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?\s*(?:起)?\s*(?:至|到|—+|－|–|-|~|～)\s*(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?(?:[^。；;\d]{0,12}(\d{1,3})\s*年)?")]
    private static partial Regex Period();

    [GeneratedRegex(@"开工(?:日期|时间|日)?[^。；;\d]{0,12}(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")]
    private static partial Regex Start();

    [GeneratedRegex(@"^[\s：:为是共约计达]{0,6}(?:（[^）]{0,12}）)?[\s：:为是共约计达]{0,6}$")]
    private static partial Regex Between();

    [GeneratedRegex(@"[（(][^）)]*[）)]")]
    private static partial Regex Bracketed();
}
