using System.Globalization;
using System.Text.RegularExpressions;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Reads numbers written in characters (一万二千亩, 二十年) where a unit the checker knows follows; everything else, 一般, 第一条, 七八十亩, stays words.</summary>
public static partial class ChineseNumerals
{
    private const string Figures = "〇一二三四五六七八九";
    private const int LeastYears = 10; // 每五年, 三年生: shorter spans are seldom those of a project

    /// <summary>The same document with such numbers in digits.</summary>
    /// <param name="written">Of every passage that changed, what it was.</param>
    public static StatedDocument InDigits(StatedDocument document, out IReadOnlyDictionary<Passage, Passage> written)
    {
        var (passages, changed) = (new List<Passage>(document.Passages.Count), new Dictionary<Passage, Passage>());
        foreach (var passage in document.Passages)
        {
            var text = InDigits(passage.Text);
            passages.Add(text == passage.Text ? passage : passage with { Text = text });
            if (text != passage.Text)
                changed.TryAdd(passages[^1], passage);
        }
        written = changed;
        return document with { Passages = passages };
    }

    /// <summary>The text with such numbers in digits; 三万亩 becomes 3万亩, in the unit it was said in.</summary>
    public static string InDigits(string text) => Numeral().Replace(Year().Replace(Day().Replace(text, DayInDigits), YearInDigits), NumeralInDigits);

    /// <summary>The number that characters from 〇 to 亿 write, or null where they write none: 七八十, 一千二, 百.</summary>
    /// <remarks>A rank that is passed over is told by 零 (一千零五); without it the end would be told in two ways.</remarks>
    public static long? Parse(string numeral)
    {
        var (whole, section, last, lastMyriad, pending, isPassed) = (0L, 0L, long.MaxValue, long.MaxValue, 0, false);
        bool Follows(long rank) => rank < last && (whole + section == 0 || isPassed == last > rank * 10);
        foreach (var c in numeral)
        {
            var rank = c switch { '十' => 10L, '百' => 100, '千' => 1000, '万' => 10_000, '亿' => 100_000_000, _ => 1 };
            if (rank == 1)
            {
                var figure = DigitOf(c);
                if (pending > 0 || figure is < 0 or > 9 || (figure == 0 && (isPassed || whole + section == 0)))
                    return null;
                (pending, isPassed) = (figure, isPassed || figure == 0);
                continue;
            }
            if (rank < 10_000)
            {
                // 十五: the one before the first ten is not said.
                if (pending == 0 && rank == 10 && whole + section == 0)
                    pending = 1;
                if (pending == 0 || !Follows(rank))
                    return null;
                (section, last, pending, isPassed) = (section + (pending * rank), rank, 0, false);
                continue;
            }
            if (pending > 0 && !Follows(1))
                return null;
            section += pending;
            if (section == 0 || rank >= lastMyriad)
                return null;
            (whole, section, last, lastMyriad, pending, isPassed) = (whole + (section * rank), 0, rank, rank, 0, false);
        }
        if (pending > 0 && !Follows(1))
            return null;
        return (pending == 0 && isPassed) || whole + section + pending == 0 ? null : whole + section + pending;
    }

    private static int DigitOf(char figure) => figure switch { '零' => 0, '两' => 2, _ => Figures.IndexOf(figure, StringComparison.Ordinal) };

    private static string NumeralInDigits(Match match)
    {
        var (numeral, unit) = (match.Groups["numeral"].Value, match.Groups["unit"].Value);
        if (Parse(numeral) is not { } value || (unit == "年" && value < LeastYears))
            return match.Value;
        // 一个小班 is any one of them.
        if (numeral == "一" && match.Groups["piece"].Success)
            return match.Value;
        return numeral[^1] == '万' && unit is ("亩" or "公顷" or "吨") ? Digits(value / 10_000) + "万" : Digits(value);
    }

    private static string DayInDigits(Match match) => Parse(match.Groups["month"].Value) is { } month && Parse(match.Groups["day"].Value) is { } day
        ? $"{YearOf(match)}年{Digits(month)}月{Digits(day)}日"
        : match.Value;

    private static string YearInDigits(Match match) => YearOf(match);

    private static string YearOf(Match match) => string.Concat(match.Groups["year"].Value.Select(c => DigitOf(c).ToString(CultureInfo.InvariantCulture)));

    private static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![〇零一二三四五六七八九\d])(?<year>[一二][〇零一二三四五六七八九]{3})年(?<month>[一二三四五六七八九十]{1,2})月(?<day>[一二三四五六七八九十]{1,3})日")]
    private static partial Regex Day();

    [GeneratedRegex(@"(?<![〇零一二三四五六七八九\d])(?<year>[一二][〇零一二三四五六七八九]{3})(?=\s*年)")]
    private static partial Regex Year();

    // 第十年 is one of several, 几十亩 and 近十年 are about as many, 每十年 is a rate.
    [GeneratedRegex(
        @"(?<![第每几数近前后满隔\d.〇零一二两三四五六七八九十百千万亿])(?<numeral>[〇零一二两三四五六七八九十百千万亿]+)"
        + @"(?=\s*(?:(?<unit>平方公里|平方米|公顷|亩|吨|tC|km|hm|m[2²]|ha|年(?![代内后前以之来间生]))|(?<piece>[个块处宗]?(?:小班|地块|样地|碳层|宗地)|[个块处宗](?=\s*(?:$|[，。；;、）)])))))")]
    private static partial Regex Numeral();
}
