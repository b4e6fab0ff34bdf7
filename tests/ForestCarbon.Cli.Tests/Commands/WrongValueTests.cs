using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using ForestCarbon.Cli.Commands;
using ForestCarbon.Cli.Frame;

namespace ForestCarbon.Cli.Tests.Commands;

/// <summary>Every command and every option there is, given what it cannot be.</summary>
[Collection("the process's own console")]
public sealed class WrongValueTests
{
    private const string Wrong = "x-y";

    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public async Task Every_wrong_value_is_status_2_one_sentence_and_with_json_one_document(string language)
    {
        var lines = Lines(RootCommands.Create(), []).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count > 150, $"only {lines.Count} lines are tried");
        var faults = new List<string>();
        foreach (var line in lines)
            faults.AddRange((await FaultsAsync(line.Split(' '), language)).Select(fault => $"{line}: {fault}"));
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Help_in_Chinese_has_no_English_heads()
    {
        foreach (var command in Commands(RootCommands.Create(), []))
        {
            var (status, output, _) = await RunAsync([.. command.Path, "--help"]);
            Assert.Equal(0, status);
            Assert.DoesNotMatch("Description:|Usage:|Arguments:|Options:|Commands:|REQUIRED|\\[options\\]|\\[command\\]|default:|Show ", output);
        }
    }

    private static IEnumerable<(Command Command, string[] Path)> Commands(Command command, string[] path) =>
        command.Subcommands.SelectMany(c => Commands(c, [.. path, c.Name])).Prepend((command, path));

    private static IEnumerable<string> Lines(RootCommand root, string[] path)
    {
        foreach (var (command, above) in Commands(root, path))
        {
            var start = string.Join(' ', above);
            yield return $"{start} --no-such-option".Trim();
            if (command.Action is null && above.Length > 0)
                yield return start;
            foreach (var argument in command.Arguments.Where(a => IsTold(a.ValueType)))
                yield return $"{start} {Wrong}";
            foreach (var option in command.Options.Concat(root.Options).Where(o => o is not (System.CommandLine.Help.HelpOption or VersionOption)))
            {
                if (option.Arity.MinimumNumberOfValues > 0)
                    yield return $"{start} {option.Name}".Trim();
                if (IsTold(option.ValueType) || option.GetCompletions(CompletionContext.Empty).Any())
                    yield return $"{start} {option.Name}={Wrong}".Trim();
            }
        }
    }

    // Of any text only what it is used for can say whether it is right.
    private static bool IsTold(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var bare && bare.IsValueType;

    private static async Task<IReadOnlyList<string>> FaultsAsync(string[] words, string language)
    {
        var faults = new List<string>();
        string[] start = words.Any(w => w.StartsWith("--language", StringComparison.Ordinal)) ? [] : ["--language", language];
        foreach (var inJson in new[] { false, true })
        {
            var (status, output, errors) = await RunAsync([.. start, .. inJson ? ["--json"] : (string[])[], .. words]);
            if (status != 2)
                faults.Add($"status {status}");
            if (errors.Contains("Unhandled", StringComparison.Ordinal) || errors.Contains("System.", StringComparison.Ordinal) || errors.Contains("   at ", StringComparison.Ordinal))
                faults.Add(errors);
            if (start.Length > 0 && errors.Split('\n')[0].Any(c => c >= 0x2E80) == (language == "en"))
                faults.Add($"in the other language: {errors}");
            if (!inJson ? output.Length > 0 : Kind(output) != "usage")
                faults.Add($"on standard output: {output}");
        }
        return faults;
    }

    private static string? Kind(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            return document.RootElement.GetProperty("error").GetProperty("kind").GetString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<(int Status, string Output, string Errors)> RunAsync(string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        await using var said = new StringWriter();
        await using var told = new StringWriter();
        try
        {
            Console.SetOut(said);
            Console.SetError(told);
            var status = await CommandLine.RunAsync(RootCommands.Create(), arguments);
            return (status, said.ToString(), told.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
