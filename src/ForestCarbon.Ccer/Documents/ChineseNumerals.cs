using System.Globalization;
using System.Text.RegularExpressions;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Reads numbers written in characters (一万二千亩, 壹万贰仟亩, 二十年) where a unit the checker knows follows; everything else, 一般, 第一条, 七八十亩, stays words.</summary>
public static partial class ChineseNumerals
{
    private const string Figures = "〇一二三四五六七八九";

    // As sums of money are written, where a stroke added would change a plain one.
    private const string Capitals = "壹贰叁肆伍陆柒捌玖拾佰仟";
    private const string Plain = "一二三四五六七八九十百千";
    private const string Digit = "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖";
    private const string Ten = "一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾";
    private const string Numbers = "〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟";
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

    /// <summary>The text with such numbers in digits; 三万亩 becomes 30000亩: ground is told to the last rank that is named. 三万吨 becomes 3万吨, as tonnes are rounded to the unit they are said in.</summary>
    public static string InDigits(string text) => Numeral().Replace(Year().Replace(Day().Replace(text, DayInDigits), YearInDigits), NumeralInDigits);

    /// <summary>The number that characters from 〇 to 亿 write, or null where they write none: 七八十, 一千二, 百.</summary>
    /// <remarks>A rank that is passed over is told by 零 (一千零五); without it the end would be told in two ways.</remarks>
    public static long? Parse(string numeral)
    {
        var (whole, section, last, lastMyriad, pending, isPassed) = (0L, 0L, long.MaxValue, long.MaxValue, 0, false);
        bool Follows(long rank) => rank < last && (whole + section == 0 || isPassed == last > rank * 10);
        foreach (var c in numeral.Select(InPlain))
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

    private static char InPlain(char figure) => Capitals.IndexOf(figure, StringComparison.Ordinal) is >= 0 and var at ? Plain[at] : figure;

    private static int DigitOf(char figure) => InPlain(figure) switch { '零' => 0, '两' => 2, >= '0' and <= '9' => figure - '0', var plain => Figures.IndexOf(plain, StringComparison.Ordinal) };

    private static string NumeralInDigits(Match match)
    {
        var (numeral, unit) = (match.Groups["numeral"].Value, match.Groups["unit"].Value);
        if (Parse(numeral) is not { } value || (unit == "年" && value < LeastYears))
            return match.Value;
        // 一个小班 is any one of them.
        if (numeral is "一" or "壹" && match.Groups["piece"].Success)
            return match.Value;
        return numeral[^1] == '万' && unit == "吨" ? Digits(value / 10_000) + "万" : Digits(value);
    }

    private static string DayInDigits(Match match) => match.Value.Any(c => c == '元' || Numbers.Contains(c, StringComparison.Ordinal)) && PartOfDay(match.Groups["month"].Value) is { } month && PartOfDay(match.Groups["day"].Value) is { } day
        ? $"{YearOf(match)}年{month}月{day}日"
        : match.Value;

    // 元月 is the first. Digits stay as they are.
    private static string? PartOfDay(string part) => part == "元" ? "1" : char.IsAsciiDigit(part[0]) ? part : Parse(part) is { } number ? Digits(number) : null;

    private static string YearInDigits(Match match) => YearOf(match);

    private static string YearOf(Match match) => string.Concat(match.Groups["year"].Value.Select(c => DigitOf(c).ToString(CultureInfo.InvariantCulture)));

    private static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![" + Digit + @"\d])(?<year>[一二壹贰][" + Digit + @"]{3}|[0-9]{4})\s*年\s*(?<month>元|[" + Ten + @"]{1,2}|[0-9]{1,2})\s*月\s*(?<day>[" + Ten + @"]{1,3}|[0-9]{1,2})\s*日")]
    private static partial Regex Day();

    [GeneratedRegex(@"(?<![" + Digit + @"\d])(?<year>[一二壹贰][" + Digit + @"]{3})(?=\s*年)")]
    private static partial Regex Year();

    // 第十年 is one of several, 几十亩 and 近十年 are about as many, 每十年 is a rate.
    [GeneratedRegex(
        @"(?<![第每几数近前后满隔\d." + Numbers + "])(?<numeral>[" + Numbers + @"]+)"
        + @"(?=\s*(?:(?<unit>平方公里|平方米|公顷|亩|吨|tC|km|hm|m[2²]|ha|年(?![代内后前以之来间生]))|(?<piece>[个块处宗]?(?:小班|地块|样地|碳层|宗地)|[个块处宗](?=\s*(?:$|[，。；;、）)])))))")]
    private static partial Regex Numeral();
}
