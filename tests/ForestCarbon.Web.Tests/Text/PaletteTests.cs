using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Testing;

namespace ForestCarbon.Web.Tests.Text;

/// <summary>The colours of <c>tokens.css</c>, computed again as look.md §2 did: contrasts by WCAG 2.2, distances in OKLab × 100.</summary>
public sealed partial class PaletteTests
{
    private static readonly string[] Species = ["sp-fir", "sp-mason", "sp-slash", "sp-broad", "sp-bamboo", "sp-econ", "sp-shrub", "sp-none"];
    private static readonly Dictionary<string, string> Light = Tokens(dark: false);
    private static readonly Dictionary<string, string> Dark = Tokens(dark: true);

    [Theory]
    [InlineData("ink", 14.5, 12.8), InlineData("ink-2", 6.8, 8.0), InlineData("ink-3", 4.8, 5.6), InlineData("green", 6.5, 7.4)]
    [InlineData("bad", 5.8, 6.7), InlineData("warn", 5.6, 7.7), InlineData("info", 6.2, 7.6), InlineData("line-strong", 3.0, 3.7)]
    public void Text_and_edges_keep_their_contrast_on_every_ground(string token, double light, double dark)
    {
        // look.md gives one decimal, so half a unit of it either way.
        Assert.InRange(Grounds(Light).Min(g => Contrast(Light[token], g)), light - 0.06, light + 0.06);
        Assert.InRange(Grounds(Dark).Min(g => Contrast(Dark[token], g)), dark - 0.06, dark + 0.06);
    }

    [Fact]
    public void The_word_on_the_green_button_can_be_read() =>
        Assert.Equal((7.5, 8.6), (Math.Round(Contrast(Light["on-green"], Light["green"]), 1), Math.Round(Contrast(Dark["on-green"], Dark["green"]), 1)));

    [Fact]
    public void Any_two_species_colours_stay_apart_for_every_kind_of_sight()
    {
        Assert.Equal(12.0, Math.Round(SmallestDistance(Light), 1));
        Assert.Equal(11.8, Math.Round(SmallestDistance(Dark), 1));
    }

    [Theory, InlineData("d", 6, 7.4, 9.3), InlineData("a", 5, 11.3, 11.7)]
    public void Neighbouring_steps_of_a_ramp_stay_apart_for_every_kind_of_sight(string ramp, int steps, double light, double dark)
    {
        double Smallest(Dictionary<string, string> tokens) => Enumerable.Range(1, steps - 1)
            .Min(i => Sights.Min(sight => Distance(Seen(sight, Linear(tokens[$"{ramp}{i}"])), Seen(sight, Linear(tokens[$"{ramp}{i + 1}"])))));

        Assert.Equal((light, dark), (Math.Round(Smallest(Light), 1), Math.Round(Smallest(Dark), 1)));
    }

    [Fact]
    public void On_dark_ground_more_is_lighter_and_on_light_ground_darker()
    {
        Assert.True(Luminance(Light["d6"]) < Luminance(Light["d1"]));
        Assert.True(Luminance(Dark["d6"]) > Luminance(Dark["d1"]));
    }

    private static IEnumerable<string> Grounds(Dictionary<string, string> tokens) => [tokens["paper"], tokens["surface"], tokens["sunken"]];

    private static double SmallestDistance(Dictionary<string, string> tokens) =>
        (from sight in Sights
         from i in Enumerable.Range(0, Species.Length)
         from j in Enumerable.Range(0, i)
         select Distance(Seen(sight, Linear(tokens[Species[i]])), Seen(sight, Linear(tokens[Species[j]])))).Min();

    // Machado, Oliveira and Fernandes 2009, full strength: normal, protanopia, deuteranopia, tritanopia, on linear RGB.
    private static readonly double[][] Sights =
    [
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    ];

    private static double[] Seen(double[] m, double[] c) =>
        [.. Enumerable.Range(0, 3).Select(r => Math.Clamp((m[3 * r] * c[0]) + (m[(3 * r) + 1] * c[1]) + (m[(3 * r) + 2] * c[2]), 0, 1))];

    private static double Distance(double[] a, double[] b)
    {
        var (x, y) = (OkLab(a), OkLab(b));
        return 100 * Math.Sqrt(Math.Pow(x[0] - y[0], 2) + Math.Pow(x[1] - y[1], 2) + Math.Pow(x[2] - y[2], 2));
    }

    // Ottosson 2020.
    private static double[] OkLab(double[] c)
    {
        var l = Math.Cbrt((0.4122214708 * c[0]) + (0.5363325363 * c[1]) + (0.0514459929 * c[2]));
        var m = Math.Cbrt((0.2119034982 * c[0]) + (0.6806995451 * c[1]) + (0.1073969566 * c[2]));
        var s = Math.Cbrt((0.0883024619 * c[0]) + (0.2817188376 * c[1]) + (0.6299787005 * c[2]));
        return
        [
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s),
        ];
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string hex) => Linear(hex) is [var r, var g, var b] ? (0.2126 * r) + (0.7152 * g) + (0.0722 * b) : double.NaN;

    private static double[] Linear(string hex) =>
        [.. Enumerable.Range(0, 3).Select(i => int.Parse(hex.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];

    private static Dictionary<string, string> Tokens(bool dark)
    {
        var css = File.ReadAllText(Path.Combine(Repository.Root, "src", "ForestCarbon.Web", "wwwroot", "css", "tokens.css"));
        var start = css.IndexOf(":root[data-theme=\"dark\"]", StringComparison.Ordinal);
        return Token().Matches(dark ? css[start..] : css[..start]).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    [GeneratedRegex("--([a-z0-9-]+): (#[0-9a-f]{6})")]
    private static partial Regex Token();
}
