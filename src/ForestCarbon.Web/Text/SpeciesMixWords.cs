using System.Text.RegularExpressions;

namespace ForestCarbon.Web.Text;

/// <summary>The species composition 树种组成 of a stand (e.g. <c>8杉2马</c>: tenths of volume with the usual one-character names) in English.</summary>
public static partial class SpeciesMixWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["杉"] = "Chinese fir", ["马"] = "Masson pine", ["湿"] = "slash pine", ["柏"] = "cypress", ["柳"] = "Japanese cedar", ["松"] = "pine", ["竹"] = "bamboo", ["灌"] = "shrub",
        ["阔"] = "broadleaf", ["硬"] = "hard broadleaf", ["软"] = "soft broadleaf", ["栎"] = "oak", ["樟"] = "camphor", ["木荷"] = "Schima", ["荷"] = "Schima", ["枫"] = "sweetgum",
        ["桉"] = "eucalyptus", ["杨"] = "poplar", ["混"] = "mixed", ["油茶"] = "oil tea", ["油"] = "oil tea", ["柑"] = "citrus", ["桔"] = "citrus", ["橘"] = "citrus", ["柚"] = "pomelo", ["果"] = "fruit", ["板栗"] = "chestnut", ["栗"] = "chestnut", ["茶"] = "tea",
    };

    /// <summary>Tenths with names, e.g. <c>8 Chinese fir, 2 Masson pine</c>; a name that is not known stays as it was written.</summary>
    public static string InEnglish(string mix) => string.Join(", ", Part().Matches(mix).Select(part =>
    {
        var name = part.Groups["name"].Value;
        return $"{part.Groups["tenths"].Value} {Names.GetValueOrDefault(name, name)}".Trim();
    }));

    [GeneratedRegex(@"(?<tenths>\d+|[+\-])?(?<name>[^\d+\-\s]+)")]
    private static partial Regex Part();
}
