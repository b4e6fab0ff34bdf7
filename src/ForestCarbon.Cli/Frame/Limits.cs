using System.CommandLine;
using System.Globalization;

namespace ForestCarbon.Cli.Frame;

/// <summary>What an option's number may be.</summary>
public static class Limits
{
    /// <summary>Refuses a number outside <paramref name="least"/> to <paramref name="most"/>, both allowed.</summary>
    /// <remarks>
    /// Asks the words that were given and not the option's value: where they are no number at all, asking for the value throws. Which of
    /// the two is wrong <see cref="UsageErrors"/> says.
    /// </remarks>
    public static T Between<T>(this T option, decimal least, decimal most) where T : Option
    {
        var isWhole = Type.GetTypeCode(Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) is TypeCode.Int32 or TypeCode.Int64;
        var sentence = string.Create(CultureInfo.InvariantCulture, $"{option.Name} 要 {least} 到 {most} 之间的{(isWhole ? "整数" : "数")}。");
        var english = string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be a {(isWhole ? "whole number" : "number")} from {least} to {most}.");
        option.Validators.Add(given =>
        {
            if (given.Tokens.Any(word => !decimal.TryParse(word.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number < least || number > most))
                given.AddError(Language.Of(sentence, english));
        });
        return option;
    }
}
