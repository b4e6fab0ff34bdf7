using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Methodologies;

/// <summary>A parameter's value to be written into a sentence; null where it is missing.</summary>
public readonly record struct ParameterInWords(decimal? Value, string Unit);

/// <summary>
/// Sentences that name a parameter where its value belongs, as <c>{least_plot_m2}</c>: a shipped value written into a title would
/// go on standing there after two accounts have read another one.
/// </summary>
/// <remarks><c>{key:%}</c> writes a share per hundred, <c>{key:yyyy}</c> the year of a day.</remarks>
public static partial class ParameterWords
{
    /// <summary>The keys a sentence names.</summary>
    public static IEnumerable<string> Keys(string sentence) => Place().Matches(sentence).Select(m => m.Groups[1].Value);

    /// <summary>The sentence with values in the places of their keys; a missing value reads as missing.</summary>
    public static string Fill(string sentence, IReadOnlyDictionary<string, ParameterInWords> values, bool inEnglish) => Place().Replace(sentence, place =>
    {
        if (!values.TryGetValue(place.Groups[1].Value, out var parameter) || parameter.Value is not { } value)
            return inEnglish ? "(missing)" : "（缺）";
        return place.Groups[2].Value switch
        {
            "%" => (value * 100).ToString("0.####", CultureInfo.InvariantCulture) + (inEnglish ? " %" : "%"),
            "yyyy" => ((int)value / 10_000).ToString(CultureInfo.InvariantCulture),
            _ => ParameterUnit.Of(parameter.Unit).Written(value, inEnglish),
        };
    });

    [GeneratedRegex(@"\{([a-z0-9_]+)(?::(%|yyyy))?\}")]
    private static partial Regex Place();
}
