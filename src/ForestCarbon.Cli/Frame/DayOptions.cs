using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Frame;

/// <summary>The days that options and arguments of every command are given.</summary>
internal static class DayOptions
{
    /// <exception cref="RefusedException">One of them lies outside <see cref="BelievedDays"/>.</exception>
    public static void RequireBelieved(ParseResult parsed)
    {
        foreach (var given in parsed.CommandResult.Children)
        {
            var type = given switch { OptionResult option => option.Option.ValueType, ArgumentResult argument => argument.Argument.ValueType, _ => null };
            if (type != typeof(DateOnly) && type != typeof(DateOnly?))
                continue;
            foreach (var word in given.Tokens)
                if (DateOnly.TryParse(word.Value, CultureInfo.InvariantCulture, out var day))
                    BelievedDays.Require(day);
        }
    }
}
