using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace ForestCarbon.Cli.Frame;

/// <summary>What is wrong with the arguments, in sentences that name the option, the value and what is wanted; never a type of the program.</summary>
/// <remarks>
/// Made from what was parsed and not from the parser's own messages, which name .NET types. What none of the questions below
/// answers is the sentence of one of our validators.
/// </remarks>
internal static class UsageErrors
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var told = new List<string>();
        if (parsed.UnmatchedTokens.Count > 0)
        {
            var words = string.Join(Language.Of("、", ", "), parsed.UnmatchedTokens.Select(Quoted));
            told.Add(Language.Of($"{NameOf(command)} 不认识 {words}。", $"{NameOf(command)} does not know {words}."));
        }
        else if (command.Action is null && command.Subcommands.Any())
        {
            var choices = string.Join(Language.Of("、", ", "), command.Subcommands.Where(s => !s.Hidden).Select(s => s.Name));
            told.Add(Language.Of($"{NameOf(command)} 后面要接其中之一：{choices}。", $"{NameOf(command)} needs one of: {choices}."));
        }
        var missing = command.Options.Where(o => o.Required && parsed.GetResult(o) is null or { Implicit: true }).ToList();
        foreach (var option in missing)
            told.Add(Language.Of($"缺少选项 {option.Name}：{option.Description}。", $"Option {option.Name} is missing."));
        foreach (var error in parsed.Errors)
            if (error.SymbolResult is not (CommandResult or ArgumentResult { Parent: OptionResult { Implicit: true } } or OptionResult { Implicit: true }))
                told.Add(Of(error));
        return told.Count > 0 ? [.. told.Distinct(StringComparer.Ordinal)] : [.. parsed.Errors.Select(e => e.Message)];
    }

    /// <summary>
    /// What the parser takes for an argument that is still to come, and is none: a word that begins like an option, and the value
    /// of a switch that knows yes and no only.
    /// </summary>
    public static IReadOnlyList<string> Taken(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var words = arguments.TakeWhile(word => word != "--").ToList();
        var told = new List<string>();
        foreach (var word in words.Where(w => w.StartsWith("--", StringComparison.Ordinal) && w.Contains('=', StringComparison.Ordinal)))
        {
            var (name, value) = (word[..word.IndexOf('=', StringComparison.Ordinal)], word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            var options = parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options);
            if (options.FirstOrDefault(o => o.Name == name) is { } option && Bare(option.ValueType) == typeof(bool) && !IsOne(option.ValueType, value))
                told.Add(Language.Of($"选项 {name} 要{Wanted(option.ValueType, value).Zh}，给的是 {Quoted(value)}。", $"Option {name} must be {Wanted(option.ValueType, value).En}, not {Quoted(value)}."));
        }
        var strays = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Where(word => word.StartsWith("--", StringComparison.Ordinal) && words.Contains(word)).ToList();
        if (strays.Count > 0)
            told.Add(Language.Of($"不认识选项 {string.Join('、', strays)}。", $"There is no option {string.Join(", ", strays)}."));
        return told;
    }

    private static string Of(ParseError error)
    {
        var (name, argument) = error.SymbolResult switch
        {
            OptionResult given => (Language.Of("选项 ", "Option ") + given.Option.Name, (Symbol)given.Option),
            ArgumentResult { Parent: OptionResult given } => (Language.Of("选项 ", "Option ") + given.Option.Name, given.Option),
            ArgumentResult given => (Language.Of("参数 ", "Argument ") + given.Argument.Name, given.Argument),
            _ => ("", null!),
        };
        if (argument is null)
            return error.Message;
        var values = error.SymbolResult!.Tokens.Select(t => t.Value).ToList();
        var (type, arity) = argument is Option option ? (option.ValueType, option.Arity) : (((Argument)argument).ValueType, ((Argument)argument).Arity);
        if (values.Count < arity.MinimumNumberOfValues)
            return Language.Of($"{name} 没有给值。", $"{name} has no value.");
        if (values.Count > arity.MaximumNumberOfValues)
            return Language.Of($"{name} 只能给一次，给了 {values.Count} 个值。", $"{name} takes one value, {values.Count} were given.");
        if (values.Find(v => !IsOne(type, v)) is { } wrong)
            return Language.Of($"{name} 要{Wanted(type, wrong).Zh}，给的是 {Quoted(wrong)}。", $"{name} must be {Wanted(type, wrong).En}, not {Quoted(wrong)}.");
        var choices = argument.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(c => c.Label).Where(c => !c.StartsWith('-')).ToList();
        if (choices.Count > 0 && values.Find(v => !choices.Contains(v)) is { } unknown)
            return Language.Of($"{name} 不能是 {Quoted(unknown)}，可用：{string.Join("、", choices)}。", $"{name} cannot be {Quoted(unknown)}; it is one of: {string.Join(", ", choices)}.");
        return error.Message;
    }

    private static string NameOf(Command command) => command switch
    {
        RootCommand => "./forestcarbon",
        _ when command.Parents.OfType<Command>().FirstOrDefault() is { } above and not RootCommand => $"{NameOf(above)} {command.Name}",
        _ => command.Name,
    };

    private static string Quoted(string word) => Language.Of($"“{word}”", $"\"{word}\"");

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool IsOne(Type type, string value)
    {
        var culture = CultureInfo.InvariantCulture;
        return Type.GetTypeCode(Bare(type)) switch
        {
            TypeCode.Int16 => short.TryParse(value, NumberStyles.Integer, culture, out _),
            TypeCode.Int32 => int.TryParse(value, NumberStyles.Integer, culture, out _),
            TypeCode.Int64 => long.TryParse(value, NumberStyles.Integer, culture, out _),
            TypeCode.Decimal or TypeCode.Double => decimal.TryParse(value, NumberStyles.Float, culture, out _),
            TypeCode.Boolean => bool.TryParse(value, out _),
            _ when Bare(type) == typeof(DateOnly) => DateOnly.TryParse(value, culture, out _),
            _ when Bare(type) == typeof(DateTimeOffset) => DateTimeOffset.TryParse(value, culture, out _),
            _ => true,
        };
    }

    private static (string Zh, string En) Wanted(Type type, string given) => Type.GetTypeCode(Bare(type)) switch
    {
        TypeCode.Int16 => Whole(short.MinValue, short.MaxValue, given),
        TypeCode.Int32 => Whole(int.MinValue, int.MaxValue, given),
        TypeCode.Int64 => Whole(long.MinValue, long.MaxValue, given),
        TypeCode.Decimal or TypeCode.Double => ("数", "a number"),
        TypeCode.Boolean => (" true 或 false", "true or false"),
        _ when Bare(type) == typeof(DateOnly) => ("日期（如 2026-06-30）", "a date such as 2026-06-30"),
        _ => ("时刻（如 2026-06-30T24:00+08:00）", "a time such as 2026-06-30T16:00+08:00"),
    };

    // Who wrote a whole number is not told to write one: what it may be is what is wrong.
    private static (string Zh, string En) Whole(long least, long most, string given) => BigInteger.TryParse(given, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        ? (string.Create(CultureInfo.InvariantCulture, $" {least} 到 {most} 之间的整数"), string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"))
        : ("整数", "a whole number");
}
