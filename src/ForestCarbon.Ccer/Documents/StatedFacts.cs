using System.Globalization;
using System.Text.RegularExpressions;

namespace ForestCarbon.Ccer.Documents;

/// <summary>What a figure is named as; only figures of one name are compared with one another.</summary>
internal enum Naming
{
    /// <summary>Ground of a subject: the project, another boundary of it, what is planted.</summary>
    Area,

    /// <summary>Ground within the project's: under a tenure, a mandate, no lot.</summary>
    Part,

    /// <summary>Reduction of the whole crediting period.</summary>
    Total,

    /// <summary>Its mean by the year.</summary>
    Mean,

    /// <summary>How many there are of a subject: 小班, 地块, 样地, 碳层, 宗地.</summary>
    Count,

    /// <summary>Ground of the smallest plot.</summary>
    Smallest,

    /// <summary>The least contiguous ground that a plot may have, as the document tells the rule.</summary>
    LeastPlot,
}

/// <summary>A figure with what it speaks of and where it stands.</summary>
/// <param name="Subject">Of what, where there are several: <c>项目</c>, <c>监测边界</c>, <c>小班</c>; else empty.</param>
/// <param name="Name">As the document calls it.</param>
internal sealed record StatedFact(Naming Naming, string Subject, string Name, Quantity Quantity, Passage Passage);

/// <param name="Years">Years said beside the dates; null where none are.</param>
internal sealed record StatedPeriod(DateOnly From, DateOnly To, int? Years, Passage Passage)
{
    /// <summary>Its length where it is of whole years.</summary>
    public int? Whole => To.AddDays(1).Year - From.Year is > 0 and var years && From.AddYears(years).AddDays(-1) == To ? years : null;
}

/// <summary>From when until when, as far as it is told by days that there are.</summary>
/// <param name="Years">Years said beside the dates; null where none are.</param>
internal sealed record StatedSpan(DateOnly? From, DateOnly? To, int? Years, Passage Passage);

/// <param name="IsOfProject">False where it is of a stage or a batch: there are several of those.</param>
internal sealed record StatedStart(DateOnly Day, bool IsOfProject, Passage Passage);

/// <summary>Everything of a document that the checks compare, drawn from it once: from sentences and from rows that set a figure beside its name alike.</summary>
internal sealed partial class StatedFacts
{
    /// <summary>The subject of figures that are the project's own.</summary>
    public const string Project = "项目";

    /// <summary>Ground whose tenure covers the crediting period.</summary>
    public const string Covered = "权属期限覆盖计入期";

    /// <summary>Ground under a lot whose tenure does not.</summary>
    public const string NotCovered = "权属期限没有覆盖计入期";

    /// <summary>Ground under a mandate as well.</summary>
    public const string Mandated = "有授权";

    /// <summary>Ground under no lot.</summary>
    public const string WithoutLot = "不在任何宗地内";

    /// <summary>Ground under a lot in dispute.</summary>
    public const string Disputed = "有争议";

    /// <summary>The rule for projects that started in or before the year it names; the other one has no subject.</summary>
    public const string Earlier = "以前开工";

    // How far before a figure its name may begin.
    private const int Reach = 64;

    private static readonly string[] OwnGround = [Project, "项目区", "项目边界", "事前边界"];

    private StatedFacts(StatedDocument document)
    {
        // Of a table wider than a name and its value, only cells that speak of tenure or of the size of plots: other cells name no whole, nor do those of a list.
        var cells = document.Tables.Where(t => !t.IsOfPairs && !t.Head.Take(2).Any(h => OfPiece().IsMatch(h))).SelectMany(t => t.Cells).Where(c => OfCells().IsMatch(c.Text));
        Figures = [.. document.Passages.Concat(cells).Select(p => (p, Quantities.In(p.Text)))];
        All = [.. Figures.SelectMany(s => s.Of.Select(q => Named(s.Passage, q)).OfType<StatedFact>()), .. document.Passages.SelectMany(Counts)];
        CreditingSpans = [.. SpansOf(document, "计入期", CreditingPeriod())];
        Crediting = [.. CreditingSpans.Where(s => s is { From: not null, To: not null }).Select(s => new StatedPeriod(s.From!.Value, s.To!.Value, s.Years, s.Passage))];
        Lifetimes =
        [
            .. SpansOf(document, "寿命", Lifetime()),
            .. document.Passages.SelectMany(p => LifetimeUntil().Matches(p.Text).Select(m => new StatedSpan(null, DayOf(m, 1), null, p))).Where(s => s.To is not null),
        ];
        Starts =
        [
            .. document.Passages.Where(p => p.Text.Contains("开工", StringComparison.Ordinal)).SelectMany(p => Start().Matches(p.Text).Select(m => (Match: m, Passage: p)))
                .Where(s => DayOf(s.Match, 1) is not null).Select(s => new StatedStart(DayOf(s.Match, 1)!.Value, s.Match.Index == 0 || s.Passage.Text[s.Match.Index - 1] is not ('期' or '批' or '片' or '块'), s.Passage)),
        ];
        // "计入期 2022-01-01 至 2041-12-31，计入期 20 年" says its years once, with its dates.
        Lengths =
        [
            .. document.Passages.Where(p => p.Text.Contains("计入期", StringComparison.Ordinal)).SelectMany(p => Length().Matches(p.Text)
                .Where(m => !CreditingPeriod().Matches(p.Text).Any(d => d.Groups[7].Success && d.Groups[7].Index == m.Groups[1].Index)).Select(m => (int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), p))),
        ];
    }

    public static StatedFacts Of(StatedDocument document) => new(document);

    /// <summary>Every figure with a unit, by its passage.</summary>
    public IReadOnlyList<(Passage Passage, IReadOnlyList<Quantity> Of)> Figures { get; }

    /// <summary>Every figure whose name is known.</summary>
    public IReadOnlyList<StatedFact> All { get; }

    public IReadOnlyList<StatedPeriod> Crediting { get; }

    /// <summary>The same, with those of which one end is a day that there is not.</summary>
    public IReadOnlyList<StatedSpan> CreditingSpans { get; }

    /// <summary>Of the project; some are told by their end alone.</summary>
    public IReadOnlyList<StatedSpan> Lifetimes { get; }

    public IReadOnlyList<StatedStart> Starts { get; }

    /// <summary>Lengths of the crediting period that are said without its dates, years.</summary>
    public IReadOnlyList<(int Years, Passage Passage)> Lengths { get; }

    public IEnumerable<StatedFact> Of(Naming naming) => All.Where(f => f.Naming == naming);

    // The name stands right before its figure; between them at most a few characters that name nothing.
    private static StatedFact? Named(Passage passage, Quantity quantity)
    {
        var before = passage.Text[Math.Max(0, quantity.At - Reach)..quantity.At];
        return quantity.Kind switch
        {
            QuantityKind.Area => AreaOf(before, passage, quantity),
            QuantityKind.CarbonDioxide or QuantityKind.Mass => TonnesOf(before, passage, quantity),
            _ => null,
        };
    }

    private static StatedFact? AreaOf(string before, Passage passage, Quantity quantity)
    {
        if (AreaName().Match(before) is { Success: true } named)
            return new StatedFact(Naming.Area, SubjectOf(named.Groups["subject"].Value, named.Groups["of"].Value), named.Groups["name"].Value, quantity, passage);
        if (AreaOfPieces().Match(before) is { Success: true } pieces)
            return new StatedFact(Naming.Area, SubjectOf(pieces.Groups["subject"].Value, ""), $"{pieces.Groups["subject"].Value}面积", quantity, passage);
        if (WholeOfCovered().IsMatch(before))
            return new StatedFact(Naming.Area, Project, "项目面积", quantity, passage);
        if (LeastPlotName().Match(before) is { Success: true } rule)
            return new StatedFact(Naming.LeastPlot, rule.Groups["earlier"].Success ? Earlier : "", rule.Groups["earlier"].Success ? $"{rule.Groups["earlier"].Value}开工的最小连片面积" : "最小连片面积", quantity, passage);
        if (SmallestName().Match(before) is { Success: true } smallest && OfPlots().IsMatch(SentenceOf(before)))
            return new StatedFact(Naming.Smallest, "", "最小的地块", quantity, passage);
        return PartName().Match(before) is { Success: true } part ? PartOf(part, before, passage, quantity) : null;
    }

    // What is said of a village, a lot or a stage is none of the whole.
    private static StatedFact PartOf(Match part, string before, Passage passage, Quantity quantity)
    {
        var name = part.Groups["name"].Value.Trim().TrimEnd('，', ',', '的');
        var clause = before[..part.Index];
        var subject = OfSome().IsMatch(clause[(clause.LastIndexOfAny(['，', '。', '；', ';', '：', ':']) + 1)..]) ? ""
            : part.Groups["not"].Success ? NotCovered
            : part.Groups["covered"].Success ? Covered
            : part.Groups["disputed"].Success ? Disputed
            : part.Groups["mandated"].Success ? Mandated
            : part.Groups["without"].Success ? WithoutLot
            : "";
        return new StatedFact(Naming.Part, subject, name, quantity, passage);
    }

    private static string SentenceOf(string before) => before[(before.LastIndexOfAny(['。', '；', ';']) + 1)..];

    // "项目面积（监测边界）" is of what stands in the brackets.
    private static string SubjectOf(string subject, string of) => of.Contains("边界", StringComparison.Ordinal) ? SubjectOf(of, "") : OwnGround.Contains(subject) ? Project : subject;

    private static StatedFact? TonnesOf(string before, Passage passage, Quantity quantity)
    {
        if (MeanName().Match(before) is { Success: true } mean)
            return mean.Groups["what"].Success || passage.Text.Contains("减排量", StringComparison.Ordinal) ? new StatedFact(Naming.Mean, "", mean.Groups["name"].Value, quantity, passage) : null;
        if (TotalName().Match(before) is not { Success: true } total)
            return null;
        var (name, of) = (total.Groups["name"].Value.Trim(), total.Groups["of"].Value);
        if (of.Contains('均'))
            return new StatedFact(Naming.Mean, "", $"{name}（{of}）", quantity, passage);
        var clause = Bracketed().Replace(before[..total.Index], "");
        clause = clause[(clause.LastIndexOfAny(['，', '。', '；', ';']) + 1)..];
        return OfLess().IsMatch(clause) || (OfLess().IsMatch(of) && !of.Contains("计入期", StringComparison.Ordinal)) ? null : new StatedFact(Naming.Total, "", name, quantity, passage);
    }

    // A count of a township, a stratum or a stage is none of the project.
    private static IEnumerable<StatedFact> Counts(Passage passage) => CountBefore().Matches(passage.Text).Select(m => (m.Index, Of: m.Groups[2].Value, Number: m.Groups[1]))
        .Concat(CountAfter().Matches(passage.Text).Select(m => (m.Index, Of: m.Groups[1].Value, Number: m.Groups[2])))
        .Where(c => !OfSome().IsMatch(passage.Text[(passage.Text.LastIndexOfAny(['，', '。', '；', ';', '、', '：', ':'], Math.Max(0, c.Index - 1)) + 1)..c.Index])).OrderBy(c => c.Index)
        .Select(c => new StatedFact(Naming.Count, c.Of, c.Of, new Quantity(QuantityKind.Count, decimal.Parse(c.Number.Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), 0, "", c.Number.Value, c.Number.Index, c.Number.Index + c.Number.Length), passage));

    /// <summary>Days that are written and that no calendar has, as year, month and day; numbers parted by strokes only where they could be a day of some month.</summary>
    public static IEnumerable<string> NoDays(string text) => WrittenDay().Matches(text)
        .Select(m => (Year: Part(m, "year"), Month: Part(m, "month"), Day: Part(m, "day"), IsNamed: m.Groups["named"].Success))
        .Where(d => d.Year is > 1900 and < 2300 && (d.IsNamed || d is { Month: >= 1 and <= 12, Day: >= 1 and <= 31 })
                    && (d.Month is < 1 or > 12 || d.Day < 1 || d.Day > DateTime.DaysInMonth(d.Year, d.Month)))
        .Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Year:0000}-{d.Month:00}-{d.Day:00}")).Distinct(StringComparer.Ordinal);

    private static int Part(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static IEnumerable<StatedSpan> SpansOf(StatedDocument document, string word, Regex period) =>
        from passage in document.Passages.Where(p => p.Text.Contains(word, StringComparison.Ordinal))
        from match in period.Matches(passage.Text)
        let dates = (From: DayOf(match, 1), To: DayOf(match, 4))
        where dates.From is not null || dates.To is not null
        select new StatedSpan(dates.From, dates.To, match.Groups[7].Success ? int.Parse(match.Groups[7].Value, CultureInfo.InvariantCulture) : null, passage);

    // Years that no project has are no dates.
    private static DateOnly? DayOf(Match match, int group) =>
        DateOnly.TryParseExact(
            $"{match.Groups[group].Value}-{match.Groups[group + 1].Value.PadLeft(2, '0')}-{match.Groups[group + 2].Value.PadLeft(2, '0')}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 2300 ? day : null;

    // A comma may set the figure off from its name: "项目面积，40 公顷".
    private const string Comma = @"(?:[，,]\s*)?";
    private const string Gap = @"[\s：:为是共约计达]{0,6}(?:[（(](?<of>[^）)]{0,12})[）)])?[\s：:为是共约计达]{0,6}" + Comma + "$";
    private const string Begins = @"(?<=^|[，。；;、：:（(\s])";
    private const string Day = @"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})";
    private const string To = @"\s*日?\s*起?\s*(?:至|到|—+|－|–|-|~|～)\s*";
    private const string Listed = "(小班|地块|样地|碳层|宗地)";

    [GeneratedRegex(@"(?<name>(?<subject>项目区|项目边界|项目|造林|[\u4e00-\u9fa5]{2}边界)的?总?面积)" + Gap)]
    private static partial Regex AreaName();

    [GeneratedRegex(@"(?<subject>项目区?|[\u4e00-\u9fa5]{2}边界)(?:[（(][^）)]*[）)])?共?(?:由|有|包括|涉及)\s*\d[\d,]*\s*个?(?:地块|小班)(?:组成|构成)?[，,]\s*总?面积[\s：:为共约计]{0,4}$")]
    private static partial Regex AreaOfPieces();

    [GeneratedRegex(
        @"(?<name>(?<not>(?:权属)?期限(?:没有|未能?|不)(?:完全)?覆盖(?:整个|全部)?计入期)的?[，,]?|(?<covered>权属(?:期限)?覆盖(?:整个|全部)?计入期)的?|(?<mandated>(?:同时)?(?<!没)有授权)的?"
        + @"|(?<without>不在任何宗地内)的?|(?<disputed>(?:权属)?(?<!没)有争议)的?[，,]?|权属[^，。；;\d（）()]{0,12})[\s：:为是共约计达]{0,6}" + Comma + "$")]
    private static partial Regex PartName();

    // "权属期限覆盖计入期 20 公顷（300 亩），共 26 公顷": of how much.
    [GeneratedRegex(@"权属(?:期限)?覆盖(?:整个|全部)?计入期的?\s*\d[\d.,]*\s*(?:公顷|亩)(?:[（(][^）)]*[）)])?[，,]共\s*$")]
    private static partial Regex WholeOfCovered();

    [GeneratedRegex(@"(?:连片(?:面积)?|(?<earlier>\d{4}\s*年及?以前)开工(?:的|者)?)\s*(?:≥|>=|不小于|不少于|不低于|大于等于|至少)\s*$")]
    private static partial Regex LeastPlotName();

    [GeneratedRegex(@"最小(?:的|的?地块)?(?:面积)?[\s：:为是约]{0,4}" + Comma + "$")]
    private static partial Regex SmallestName();

    // A rule, a sample plot and a parcel are no plot of the boundary.
    [GeneratedRegex("^(?!.*(?:样地|小班|要求|须|应|方法学|规定)).*地块", RegexOptions.Singleline)]
    private static partial Regex OfPlots();

    [GeneratedRegex("权属|连片|地块.*最小")]
    private static partial Regex OfCells();

    [GeneratedRegex("^(?:宗地|小班|地块|碳层|样地|村|乡)")]
    private static partial Regex OfPiece();

    [GeneratedRegex(@"(?<name>(?:年均|年平均|平均每年)(?:预计|预期)?的?总?(?<what>减排量)?)" + Gap)]
    private static partial Regex MeanName();

    [GeneratedRegex("(?<name>(?:总减排量|减排总量|减排量(?:总计|合计|共计|总量)|" + Begins + "(?:本?项目)?(?:在|整个)?(?:计入期)?(?:内|期间)?的?(?:预计|预期)的?减排量|" + Begins + "(?:本?项目)?(?:在|整个)?计入期(?:内|期间)?的?减排量)(?:合计|总计|共计)?)" + Gap)]
    private static partial Regex TotalName();

    // A year, a tranche, a stratum, a rate: less than the whole.
    [GeneratedRegex(@"\d{4}\s*年|每|均|监测期|核算期|本期|第[一二三四五六七八九十\d\s]+期|签发|登记|单位|亩|公顷|其中|基准线|碳层|S\d|剩余|累计|截至")]
    private static partial Regex OfLess();

    [GeneratedRegex(@"其中|每|各|[镇乡村]|S\d|层|期")]
    private static partial Regex OfSome();

    [GeneratedRegex(@"(?:共|总计|合计|涉及|包括|布设|由)\s*(?:有|计|了|涉及|包括)?\s*" + Comma + @"(\d[\d,]{0,14})\s*(?:个|块|处|宗)?" + Listed)]
    private static partial Regex CountBefore();

    [GeneratedRegex(Listed + @"\s*(?:(?:个数|总数|数量|数)[\s：:为是共约]{0,4}|[（(][个宗块处][）)][\s：:]{0,4}|(?:共计|共有|共|合计|总计)\s*)(\d[\d,]{0,14})(?:\s*[个宗块处]|(?=\s*(?:$|[，。；;、）)])))")]
    private static partial Regex CountAfter();

    [GeneratedRegex("计入期(?:(?!寿命|核算期|监测期)[^。；;]){0,30}?" + Day + To + Day + @"\s*日?(?:[^。；;\d]{0,12}(\d{1,3})\s*年)?")]
    private static partial Regex CreditingPeriod();

    [GeneratedRegex(@"寿命(?:期限|期)?(?:(?!计入期)[^。；;\d]){0,20}" + Day + To + Day + @"\s*日?(?:[^。；;\d]{0,12}(\d{1,3})\s*年)?")]
    private static partial Regex Lifetime();

    // "项目寿命期限至 2044-12-31": its end alone.
    [GeneratedRegex(@"寿命(?:期限|期)?(?:(?!计入期)[^。；;\d]){0,12}?(?:至|到|届满|终止|截止)(?:(?!计入期)[^。；;\d]){0,6}?" + Day + @"(?!\d)(?!\s*日?\s*起?\s*(?:至|到|—|－|–|-|~|～)\s*\d)")]
    private static partial Regex LifetimeUntil();

    [GeneratedRegex(@"(?<![\dA-Za-z_./-])(?<year>\d{4})(?:\s*(?<named>年)\s*(?<month>\d{1,2})\s*月\s*(?<day>\d{1,2})(?=\s*日)|(?<stroke>[./-])(?<month>\d{1,2})\k<stroke>(?<day>\d{1,2})(?![\dA-Za-z]|[./-]\d))")]
    private static partial Regex WrittenDay();

    [GeneratedRegex(@"计入期(?:[\s：:为是共约计长]|年限|时间|长度|期限){0,6}(\d{1,3})\s*年(?![内后前以度份末起间]|\s*\d)")]
    private static partial Regex Length();

    // "开工日期晚于 2012-11-08" is the rule, no start; nor is what lies before or after it.
    [GeneratedRegex("(?:项目)?开工(?!前|后|记录|证明)(?:日期|时间|日)?(?:(?!晚于|早于|不得|须|应)[^。；;\\d]){0,12}" + Day + @"(?!\d)(?>\s*日?)(?!\s*[之以]?[前后])")]
    private static partial Regex Start();

    [GeneratedRegex(@"[（(][^）)]*[）)]")]
    private static partial Regex Bracketed();
}
