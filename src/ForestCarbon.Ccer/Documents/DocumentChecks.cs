using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Carbon.Methodologies;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Finds what contradicts itself in a document. A difference that rounding explains is none.</summary>
public static partial class DocumentChecks
{
    private static readonly string[] NotSummed = ["序号", "编号", "年份", "年度", "年龄", "比例", "%", "单价", "密度", "经度", "纬度", "坡度", "海拔", "胸径", "树高", "每", "/", "郁闭度", "均", "代码"];
    private static readonly string[] Counted = ["小班", "地块", "样地", "碳层", "宗地"];

    // EPSG:4490, area of use.
    private static readonly Envelope China = new(73.62, 134.77, 16.70, 53.56);

    // The Measures' own rule, whatever methodology a document names; it is kept with the methodology that reads it first.
    private static readonly Lazy<ShippedParameter?> EarliestStart = new(() => MethodologyCatalogue.All.SelectMany(m => m.Parameters).FirstOrDefault(p => p is { Key: "earliest_start", Value: not null }));

    /// <summary>All findings, in the order of the document.</summary>
    /// <param name="boundary">The file of the project's boundary; null: none was given.</param>
    public static IReadOnlyList<Contradiction> Find(StatedDocument document, DocumentBoundary? boundary = null)
    {
        var read = ChineseNumerals.InDigits(document, out var written);
        var facts = StatedFacts.Of(read);
        Contradiction[] found =
        [
            .. Pairs(facts), .. ColumnPairs(read), .. RowPairs(read), .. Sums(read), .. Counts(read, facts), .. SameName(facts), .. GroundChecks.Of(read, facts), .. Yearly(read, facts), .. MeanByYears(read, facts),
            .. Periods(read, facts), .. NoSuchDays(read), .. Starts(facts), .. Limits(read, facts), .. boundary is null ? [] : (Contradiction[])[.. Boundary(facts, boundary), .. Elsewhere(read, boundary)],
        ];
        // A place is quoted as it is written, whatever was read of it.
        return [.. found.Select(f => f with { At = written.GetValueOrDefault(f.At, f.At), Other = written.GetValueOrDefault(f.Other, f.Other) })];
    }

    // "66.67 公顷（1000 亩）", "10 tC，合 36.7 tCO2e": the same thing said twice side by side.
    private static IEnumerable<Contradiction> Pairs(StatedFacts facts)
    {
        foreach (var (passage, all) in facts.Figures)
        {
            for (var i = 1; i < all.Count; i++)
            {
                var (a, b) = (all[i - 1], all[i]);
                if (a.Unit == b.Unit || !SaidAgain().IsMatch(passage.Text[a.End..b.At]))
                    continue;
                if (a.Kind == QuantityKind.Area && b.Kind == QuantityKind.Area && !a.Agrees(b))
                    yield return new("mu-hectares", $"{a.Written} 与 {b.Written} 不是同一面积：{a.Written} 合 {In(a, b)}。", $"{a.Written} and {b.Written} are not the same area: {a.Written} is {In(a, b)}.", passage, passage);
                if (CarbonMismatch(a, b, passage, passage) is { } mismatch)
                    yield return mismatch;
            }
        }
    }

    private static Contradiction? CarbonMismatch(Quantity a, Quantity b, Passage atA, Passage atB)
    {
        if ((a.Kind, b.Kind) is not ((QuantityKind.Carbon, QuantityKind.CarbonDioxide) or (QuantityKind.CarbonDioxide, QuantityKind.Carbon)))
            return null;
        var (carbon, dioxide, at, other) = a.Kind == QuantityKind.Carbon ? (a, b, atB, atA) : (b, a, atA, atB);
        return Math.Abs((carbon.Value * 44 / 12) - dioxide.Value) <= (carbon.Half * 44 / 12) + dioxide.Half ? null : new("carbon-co2",
            $"{carbon.Written} 按 44/12 合 {Shown(carbon.Value * 44 / 12)} tCO2e，文中写 {dioxide.Written}。", $"{carbon.Written} is {Shown(carbon.Value * 44 / 12)} tCO2e by 44/12, the text says {dioxide.Written}.", at, other);
    }

    // Two columns of one table that say the same in different units.
    private static IEnumerable<Contradiction> ColumnPairs(StatedDocument document)
    {
        foreach (var table in document.Tables)
            foreach (var same in Enumerable.Range(0, table.Head.Count).GroupBy(i => StemOf(table.Head[i])).Where(g => g.Key.Length > 0 && g.Select(i => table.Head[i]).Distinct(StringComparer.Ordinal).Count() > 1).Select(g => g.ToList()))
                foreach (var (x, y) in same.SelectMany((x, i) => same.Skip(i + 1).Select(y => (x, y))))
                    foreach (var (row, cells) in table.Rows.Select((cells, row) => (row, cells)).Skip(table.HeadRows))
                    {
                        if (Quantities.Cell(cells[x], table.Head[x]) is not { } a || Quantities.Cell(cells[y], table.Head[y]) is not { } b || a.Unit == b.Unit)
                            continue;
                        if (a.Kind == QuantityKind.Area && b.Kind == QuantityKind.Area && !a.Agrees(b))
                            yield return new("mu-hectares", $"{a.Written} 与 {b.Written} 不是同一面积：{a.Written} 合 {In(a, b)}。", $"{a.Written} and {b.Written} are not the same area: {a.Written} is {In(a, b)}.", Cell(table, row, x), Cell(table, row, y));
                        if (CarbonMismatch(a, b, Cell(table, row, x), Cell(table, row, y)) is { } mismatch)
                            yield return mismatch;
                    }
    }

    // Two rows of one name, one in carbon and one in CO₂.
    private static IEnumerable<Contradiction> RowPairs(StatedDocument document)
    {
        foreach (var table in document.Tables)
            foreach (var same in table.Pairs.GroupBy(p => StemOf(p.Name)).Where(g => g.Count() == 2).Select(g => g.ToList()))
                if (Quantities.In(same[0].Value) is [var a, ..] && Quantities.In(same[1].Value) is [var b, ..] && CarbonMismatch(a, b, table.Said(same[0].Row), table.Said(same[1].Row)) is { } mismatch)
                    yield return mismatch;
    }

    private static IEnumerable<Contradiction> Sums(StatedDocument document)
    {
        foreach (var table in document.Tables)
            foreach (var (row, cells) in table.Sums)
                for (var column = 0; column < cells.Count; column++)
                {
                    if (NotSummed.Any(w => table.Head[column].Contains(w, StringComparison.Ordinal)) || Quantities.Cell(cells[column], table.Head[column]) is not { } total)
                        continue;
                    var parts = table.Data.Where(d => d.Row < row).Select(d => Quantities.Cell(d.Cells[column], table.Head[column])).OfType<Quantity>().ToList();
                    if (parts.Count < 2)
                        continue;
                    // Pieces are counted: no rounding explains one too many.
                    var sum = parts.Sum(p => p.Value);
                    var rounding = OfWholePieces().IsMatch(table.Head[column]) && parts.Append(total).All(p => p.Value == decimal.Truncate(p.Value)) ? 0 : total.Half + parts.Sum(p => p.Half);
                    if (Math.Abs(sum - total.Value) > rounding)
                        yield return new("sum", $"“{table.Head[column]}”各行相加为 {Shown(sum / Factor(total))}，{cells.First(c => c.Length > 0)}写 {total.Written}，相差 {Shown((total.Value - sum) / Factor(total))}。",
                            $"The rows of “{table.Head[column]}” add up to {Shown(sum / Factor(total))}, {cells.First(c => c.Length > 0)} says {total.Written}: a difference of {Shown((total.Value - sum) / Factor(total))}.", Cell(table, row, column),
                            new Passage($"{table.Place}第 {table.Data.First().Row + 1} 至 {row} 行", table.Head[column]));
                }
    }

    // "共 12 个小班" against another passage and against the list of them.
    private static IEnumerable<Contradiction> Counts(StatedDocument document, StatedFacts facts)
    {
        foreach (var what in Counted)
        {
            var said = facts.Of(Naming.Count).Where(f => f.Subject == what).ToList();
            if (said.Count == 0)
                continue;
            foreach (var other in said.Skip(1).Where(s => s.Quantity.Value != said[0].Quantity.Value))
                yield return new("count", $"{what}一处写 {said[0].Quantity.Written} 个，另一处写 {other.Quantity.Written} 个。", $"The number of {what} is {said[0].Quantity.Written} in one place and {other.Quantity.Written} in another.", other.Passage, said[0].Passage);
            // Lists of one head go on from one another, as one for each village does.
            var lists = document.Tables.Where(t => ListColumn(t, what) is not null).GroupBy(t => string.Join('|', t.Head), StringComparer.Ordinal).Select(g => g.ToList()).ToList();
            var listed = lists.SelectMany(l => Listed(l, what)).ToList();
            if (listed.Count > 0 && listed.All(n => n > 1 && n != said[0].Quantity.Value))
                yield return new("count", $"文中写 {said[0].Quantity.Written} 个{what}，{what}表列了 {listed[0]} 个。", $"The text says {said[0].Quantity.Written} {what}, their table lists {listed[0]}.", said[0].Passage, new Passage(lists[0][0].Place.Trim(), lists[0][0].Title));
        }
    }

    // A thing of one name has one value.
    private static IEnumerable<Contradiction> SameName(StatedFacts facts)
    {
        foreach (var same in facts.All.Where(f => f.Naming != Naming.Count && (f.Naming != Naming.Part || f.Subject.Length > 0)).GroupBy(f => (f.Naming, f.Subject)).Select(g => g.ToList()))
            foreach (var other in same.Skip(1).Where(s => s.Naming is Naming.Total or Naming.Mean ? !Meet(s.Quantity, same[0].Quantity) : !s.Quantity.Agrees(same[0].Quantity)))
                yield return other.Name == same[0].Name
                    ? new Contradiction("total", $"{GroundChecks.Called(other)}一处写 {same[0].Quantity.Written}，另一处写 {other.Quantity.Written}。", $"{other.Name} is {same[0].Quantity.Written} in one place and {other.Quantity.Written} in another.", other.Passage, same[0].Passage)
                    : new Contradiction("total", $"{GroundChecks.Called(same[0])}写 {same[0].Quantity.Written}，{GroundChecks.Called(other)}写 {other.Quantity.Written}，两者是同一个量。", $"{same[0].Name} is {same[0].Quantity.Written} and {other.Name} is {other.Quantity.Written}: they are the same.", other.Passage, same[0].Passage);
    }

    private static IEnumerable<(StatedTable Table, int Years, int Column)> YearlyTables(StatedDocument document) =>
        from table in document.Tables
        from years in table.Columns("年份", "年度").Take(1)
        from column in table.Columns("减排量").Where(c => !table.Head[c].Contains("累计", StringComparison.Ordinal))
        select (table, years, column);

    // The yearly table against the text's total and mean.
    private static IEnumerable<Contradiction> Yearly(StatedDocument document, StatedFacts facts)
    {
        foreach (var (table, yearColumn, column) in YearlyTables(document))
        {
            var rows = table.Data.Where(d => d.Cells[yearColumn].Any(char.IsAsciiDigit)).ToList();
            var years = rows.Select(d => Quantities.Cell(d.Cells[column], table.Head[column])).OfType<Quantity>().ToList();
            // Where one year is missing, the sum is not known.
            if (years.Count < 2 || years.Count < rows.Count)
                continue;
            var (sum, half) = (years.Sum(y => y.Value), years.Sum(y => y.Half));
            var at = new Passage(table.Place.Trim(), table.Head[column]);
            foreach (var total in facts.Of(Naming.Total).Where(t => !Meet(t.Quantity, sum - half, sum + half)))
                yield return new("total", $"逐年减排量相加为 {Shown(sum)} t，文中{total.Name}写 {total.Quantity.Written}。", $"The yearly reductions add up to {Shown(sum)} t, {total.Name} in the text is {total.Quantity.Written}.", total.Passage, at);
            // A period from March to February touches one calendar year more than it has years.
            var calendar = rows.Select(d => YearOf(d.Cells[yearColumn])).OfType<int>().ToList();
            int[] counts = facts.Crediting is [{ Whole: { } whole } period, ..] && calendar.Count > 0 && calendar.Min() == period.From.Year && calendar.Max() == period.To.Year ? (int[])[whole, years.Count] : [years.Count];
            foreach (var mean in facts.Of(Naming.Mean).Where(m => counts.All(n => !Meet(m.Quantity, (sum - half) / n, (sum + half) / n))))
                yield return new("total", $"逐年减排量的平均为 {Shown(sum / counts[0])} t，文中{mean.Name}写 {mean.Quantity.Written}。", $"The mean of the yearly reductions is {Shown(sum / counts[0])} t, {mean.Name} in the text is {mean.Quantity.Written}.", mean.Passage, at);
        }
    }

    // A total without its years is as many means as there are years.
    private static IEnumerable<Contradiction> MeanByYears(StatedDocument document, StatedFacts facts)
    {
        var years = facts.Crediting.Count > 0 ? facts.Crediting[0].Whole : facts.Lengths.Count > 0 ? (int?)facts.Lengths[0].Years : null;
        if (years is not { } n || facts.Of(Naming.Total).FirstOrDefault() is not { } total || facts.Of(Naming.Mean).FirstOrDefault() is not { } mean || YearlyTables(document).Any())
            yield break;
        if (!Meet(total.Quantity, n * mean.Quantity.Least, n * mean.Quantity.MostOfFloored))
            yield return new("total", $"{mean.Name} {mean.Quantity.Written}，{n} 年合 {Shown(n * mean.Quantity.Value)} t，{total.Name}写 {total.Quantity.Written}。",
                $"{mean.Name} is {mean.Quantity.Written}, in {n} years {Shown(n * mean.Quantity.Value)} t; {total.Name} is {total.Quantity.Written}.", total.Passage, mean.Passage);
    }

    // Crediting dates against the years said, against one another, against the lifetime, and against the yearly table.
    private static IEnumerable<Contradiction> Periods(StatedDocument document, StatedFacts facts)
    {
        var all = facts.Crediting;
        foreach (var (from, to, years, passage) in all)
        {
            if (years is { } n && from.AddYears(n).AddDays(-1) != to)
                yield return NotOfYears(from, to, n, passage, passage);
            if ((from, to) != (all[0].From, all[0].To))
                yield return new("period", $"计入期一处写 {all[0].From:yyyy-MM-dd} 至 {all[0].To:yyyy-MM-dd}，另一处写 {from:yyyy-MM-dd} 至 {to:yyyy-MM-dd}。",
                    $"The crediting period is {all[0].From:yyyy-MM-dd} to {all[0].To:yyyy-MM-dd} in one place and {from:yyyy-MM-dd} to {to:yyyy-MM-dd} in another.", passage, all[0].Passage);
        }
        foreach (var (years, passage) in facts.Lengths)
            if (all.Count > 0 && all[0].From.AddYears(years).AddDays(-1) != all[0].To)
                yield return NotOfYears(all[0].From, all[0].To, years, passage, all[0].Passage);
            else if (all.Count == 0 && years != facts.Lengths[0].Years)
                yield return new("period", $"计入期一处写 {facts.Lengths[0].Years} 年，另一处写 {years} 年。", $"The crediting period is {facts.Lengths[0].Years} years in one place and {years} in another.", passage, facts.Lengths[0].Passage);
        // Of a period with an end that is no day the other end is compared still.
        foreach (var half in facts.CreditingSpans.Where(s => all.Count > 0 && (s.From is null || s.To is null) && (s.From is { } f ? f != all[0].From : s.To != all[0].To)))
            yield return new("period", $"计入期一处写 {all[0].From:yyyy-MM-dd} 至 {all[0].To:yyyy-MM-dd}，另一处写 {Shown(half)}。",
                $"The crediting period is {all[0].From:yyyy-MM-dd} to {all[0].To:yyyy-MM-dd} in one place and {ShownEn(half)} in another.", half.Passage, all[0].Passage);
        IReadOnlyList<StatedSpan> spans = all.Count > 0 ? [new StatedSpan(all[0].From, all[0].To, null, all[0].Passage)] : facts.CreditingSpans;
        foreach (var (span, life) in spans.SelectMany(s => facts.Lifetimes.Where(l => s.From < l.From || s.To > l.To).Select(l => (s, l))).Take(1))
            yield return new("period", $"计入期 {Shown(span)} 不在项目寿命期限 {Shown(life)} 之内。", $"The crediting period {ShownEn(span)} is not within the lifetime of the project, {ShownEn(life)}.", span.Passage, life.Passage);
        if (spans is not [var stated, ..])
            yield break;
        foreach (var (table, column) in YearlyTables(document).Select(t => (t.Table, t.Years)).Distinct())
        {
            var years = table.Data.Select(d => YearOf(d.Cells[column])).OfType<int>().ToList();
            if (years.Count > 1 && (years.Min() < stated.From?.Year || years.Max() > stated.To?.Year))
                yield return new("period", $"逐年表为 {years.Min()}–{years.Max()} 年，计入期为 {Shown(stated)}。",
                    $"The yearly table is of {years.Min()}–{years.Max()}, the crediting period is {ShownEn(stated)}.", new Passage(table.Place.Trim(), table.Title), stated.Passage);
        }
    }

    private static string Shown(StatedSpan span) => span switch
    {
        { From: { } from, To: { } to } => $"{from:yyyy-MM-dd} 至 {to:yyyy-MM-dd}",
        { From: { } from } => $"{from:yyyy-MM-dd} 起",
        _ => $"至 {span.To:yyyy-MM-dd}",
    };

    private static string ShownEn(StatedSpan span) => span switch
    {
        { From: { } from, To: { } to } => $"{from:yyyy-MM-dd} to {to:yyyy-MM-dd}",
        { From: { } from } => $"from {from:yyyy-MM-dd}",
        _ => $"until {span.To:yyyy-MM-dd}",
    };

    private static IEnumerable<Contradiction> NoSuchDays(StatedDocument document) =>
        from passage in document.Passages.Concat(document.Tables.Where(t => !t.IsOfPairs).SelectMany(t => t.Cells))
        from day in StatedFacts.NoDays(passage.Text)
        select new Contradiction("date", $"没有 {day} 这一天。", $"There is no day {day}.", passage, passage);

    private static Contradiction NotOfYears(DateOnly from, DateOnly to, int years, Passage at, Passage other) => new("period",
        $"计入期 {from:yyyy-MM-dd} 至 {to:yyyy-MM-dd} 不是 {years} 年：{years} 年到 {from.AddYears(years).AddDays(-1):yyyy-MM-dd}。",
        $"The crediting period {from:yyyy-MM-dd} to {to:yyyy-MM-dd} is not {years} years: {years} years end on {from.AddYears(years).AddDays(-1):yyyy-MM-dd}.", at, other);

    private static IEnumerable<Contradiction> Starts(StatedFacts facts)
    {
        var ofProject = facts.Starts.Where(s => s.IsOfProject).ToList();
        foreach (var other in ofProject.Skip(1).Where(s => s.Day != ofProject[0].Day))
            yield return new("date", $"项目开工日期一处写 {ofProject[0].Day:yyyy-MM-dd}，另一处写 {other.Day:yyyy-MM-dd}。", $"The project starts on {ofProject[0].Day:yyyy-MM-dd} in one place and on {other.Day:yyyy-MM-dd} in another.", other.Passage, ofProject[0].Passage);
    }

    // Clause and day are the catalogue's own, with their marks.
    private static IEnumerable<Contradiction> Limits(StatedDocument document, StatedFacts facts)
    {
        if (EarliestStart.Value is { Value: { } day } limit && DateOnly.TryParseExact(((int)day).ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var earliest))
            foreach (var start in facts.Starts.Where(s => s.Day <= earliest))
                yield return new("limit", $"开工日期 {start.Day:yyyy-MM-dd} 不晚于 {earliest:yyyy-MM-dd}。", $"The start {start.Day:yyyy-MM-dd} is not after {earliest:yyyy-MM-dd}.", start.Passage, new Passage(limit.Citation.ToString(), limit.NameZh));
        // A document that names no methodology is held to those in force.
        var named = MethodologyCatalogue.All.Where(m => document.Passages.Any(p => p.Text.Contains(m.Id, StringComparison.Ordinal))).ToList();
        foreach (var methodology in named.Count > 0 ? named : MethodologyCatalogue.All.Where(m => m.Status == MethodologyStatus.InForce))
        {
            foreach (var broken in GroundChecks.PlotLimits(methodology, facts))
                yield return broken;
            if (methodology is not { CreditingLeastA: { } least, CreditingMostA: { } most })
                continue;
            var clause = new Passage(methodology.Citation.ToString(), methodology.NameZh);
            foreach (var (from, to, _, passage) in facts.Crediting.Where(p => p.To < p.From.AddYears(least).AddDays(-1) || p.To > p.From.AddYears(most).AddDays(-1)))
                yield return new("limit", $"计入期 {from:yyyy-MM-dd} 至 {to:yyyy-MM-dd} 不在 {least} 至 {most} 年之内。", $"The crediting period {from:yyyy-MM-dd} to {to:yyyy-MM-dd} is not of {least} to {most} years.", passage, clause);
            foreach (var (years, passage) in facts.Lengths.Where(l => facts.Crediting.Count == 0 && (l.Years < least || l.Years > most)))
                yield return new("limit", $"计入期 {years} 年不在 {least} 至 {most} 年之内。", $"A crediting period of {years} years is not of {least} to {most} years.", passage, clause);
        }
    }

    private static IEnumerable<Contradiction> Boundary(StatedFacts facts, DocumentBoundary boundary)
    {
        var areas = facts.Of(Naming.Area).ToList();
        bool Fits(StatedFact f) => Math.Abs(f.Quantity.Value - boundary.AreaM2) <= f.Quantity.Half;
        // A report shows the boundary that was monitored beside the project's: the file may be of either.
        if (areas.Any(f => f.Subject != StatedFacts.Project && f.Subject.EndsWith("边界", StringComparison.Ordinal) && Fits(f)))
            yield break;
        foreach (var stated in areas.Where(f => f.Subject == StatedFacts.Project && !Fits(f)))
            yield return new("boundary", $"{stated.Name}写 {stated.Quantity.Written}，边界文件为 {Shown(boundary.AreaM2 / Factor(stated.Quantity))} {stated.Quantity.Unit}。",
                $"{stated.Name} is {stated.Quantity.Written}, the boundary file has {Shown(boundary.AreaM2 / Factor(stated.Quantity))} {stated.Quantity.Unit}.", stated.Passage, new Passage(boundary.Name, "椭球面积"));
    }

    // A file of the right size may still lie elsewhere: than the coordinates of the document, than the county it names, than China.
    private static IEnumerable<Contradiction> Elsewhere(StatedDocument document, DocumentBoundary boundary)
    {
        if (boundary.Extent is not { IsNull: false } extent)
            yield break;
        var file = new Passage(boundary.Name, Shown(extent));
        if (Coordinates(document) is ({ } said, { } table))
        {
            if (!said.Intersects(extent))
                yield return new("boundary", $"边界文件在{Shown(extent)}，文中的坐标在{Shown(said)}，不是同一片地。", $"The boundary file lies at {ShownEn(extent)}, the coordinates of the document at {ShownEn(said)}: not the same ground.", new Passage(table.Place.Trim(), table.Title), file);
        }
        else if (boundary.Counties.Select(c => (County: c, Passage: document.Passages.FirstOrDefault(p => c.NameZh.Length > 0 && p.Text.Contains(c.NameZh, StringComparison.Ordinal)))).Where(c => c.Passage is not null).ToList() is { Count: > 0 } named)
        {
            if (named.All(c => !c.County.IsNear))
                yield return new("boundary", $"边界文件在{Shown(extent)}，不在文中所说的{named[0].County.NameZh}。", $"The boundary file lies at {ShownEn(extent)}, outside {named[0].County.NameZh}, which the document names.", named[0].Passage!, file);
        }
        else if (!China.Intersects(extent) && document.Passages.FirstOrDefault(p => p.Text.Contains(StatedFacts.Project, StringComparison.Ordinal)) is { } chinese)
            yield return new("boundary", $"边界文件在{Shown(extent)}，不在中国境内。", $"The boundary file lies at {ShownEn(extent)}, outside China.", chinese, file);
    }

    // Degrees of the boundary's own table: of its vertices, or of the extents of its plots.
    private static (Envelope? Extent, StatedTable? Table) Coordinates(StatedDocument document)
    {
        foreach (var table in document.Tables.Where(t => t.Head.Count > 2 && t.Head[0] is "地块" or "地块号" or "地块编号" or "拐点" or "拐点编号"))
        {
            var (east, north) = (table.Columns("经度", "西（°）", "东（°）").ToList(), table.Columns("纬度", "南（°）", "北（°）").ToList());
            var extent = new Envelope();
            if (east.Count == north.Count)
                foreach (var (_, cells) in table.Data)
                    foreach (var (x, y) in east.Zip(north))
                        if (Degrees(cells[x]) is { } longitude && Degrees(cells[y]) is { } latitude)
                            extent.ExpandToInclude(longitude, latitude);
            if (!extent.IsNull)
                return (extent, table);
        }
        return (null, null);
    }

    private static double? Degrees(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= 180 ? degrees : null;

    private static string Shown(Envelope e) => string.Create(CultureInfo.InvariantCulture, $"经度 {e.MinX:0.####} 至 {e.MaxX:0.####}、纬度 {e.MinY:0.####} 至 {e.MaxY:0.####}");

    private static string ShownEn(Envelope e) => string.Create(CultureInfo.InvariantCulture, $"longitude {e.MinX:0.####} to {e.MaxX:0.####}, latitude {e.MinY:0.####} to {e.MaxY:0.####}");

    // Tonnes that were rounded, and tonnes that were rounded down: both may be the same figure.
    private static bool Meet(Quantity stated, decimal least, decimal most) => stated.Least <= most && least <= stated.MostOfFloored;

    private static bool Meet(Quantity a, Quantity b) => Meet(a, b.Least, b.MostOfFloored);

    private static int? YearOf(string cell) => int.TryParse(cell.TrimEnd('年'), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 1990 and < 2200 ? year : null;

    // The column that names the things of a list: the first, but for one that only counts, beside their area, or one that says it holds their numbers.
    internal static int? ListColumn(StatedTable table, string what)
    {
        var first = table.Head is ["序号", _, ..] ? 1 : 0;
        return table.Head.Count == 0 ? null
            : table.Columns($"{what}号", $"{what}编号").Select(c => (int?)c).FirstOrDefault() ?? (table.Columns("面积").Any() && (table.Head[first] == what || table.Head[first] == $"{what}代码" || table.Head[first] == $"{what}名称") ? first : null);
    }

    // One to a row; where a thing stands in several rows or lists, each of the ways to count it is right.
    private static IEnumerable<long> Listed(List<StatedTable> lists, string what)
    {
        var names = lists.Select(t => t.Data.Select(d => d.Cells[ListColumn(t, what)!.Value]).Where(c => c.Length > 0).ToList()).ToList();
        var (all, distinct) = (names.Sum(n => n.Count), names.SelectMany(n => n).Distinct(StringComparer.Ordinal).Count());
        return all == distinct ? (long[])[all] : [distinct, all, .. names.Select(n => (long)n.Count)];
    }

    private static Passage Cell(StatedTable table, int row, int column) => new(table.PlaceOf(row), $"{table.Head[column]}：{table.Rows[row][column]}");

    private static string StemOf(string head) => Bracketed().Replace(head, "").Replace("公顷", "", StringComparison.Ordinal).Replace("亩", "", StringComparison.Ordinal).Replace("hm2", "", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal).Trim();

    private static string In(Quantity what, Quantity like) => $"{Shown(what.Value / Factor(like))} {like.Unit}";

    internal static decimal Factor(Quantity quantity) => quantity.Half * 2 * (decimal)Math.Pow(10, DecimalsOf(quantity.Written));

    private static int DecimalsOf(string written) => written.Split(' ')[0] is var number && number.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? number.Length - dot - 1 : 0;

    internal static string Shown(decimal value) => decimal.Round(value, 4).ToString("#,##0.####", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*[（(，,、]?\s*(?:即|合|约合|折合|约|合计|也就是)?\s*$")]
    private static partial Regex SaidAgain();

    [GeneratedRegex(@"[（(]\s*[个宗块株天户人处幅张]\s*[）)]|(?:个数|株数|宗数|样地数|小班数|地块数)$")]
    private static partial Regex OfWholePieces();

    [GeneratedRegex(@"[（(][^）)]*[）)]")]
    private static partial Regex Bracketed();
}
