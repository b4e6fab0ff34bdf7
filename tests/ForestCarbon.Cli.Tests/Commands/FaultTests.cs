using System.CommandLine;
using System.Text.RegularExpressions;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Tests.Commands;

[CollectionDefinition("the process's own console", DisableParallelization = true)]
public sealed class OwnConsole;

[Collection("the process's own console")]
public sealed partial class FaultTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("fc-fault-").FullName;
    private readonly TextWriter _before = Console.Error;
    private readonly string? _homeBefore = Environment.GetEnvironmentVariable("FORESTCARBON_HOME");

    [GeneratedRegex("""^程序出错，编号 (?<number>[0-9A-F]{8})，详情在 (?<file>.+)。\s*$""")]
    private static partial Regex Sentence { get; }

    [Fact]
    public async Task A_failure_nobody_foresaw_shows_a_number_and_keeps_the_details_apart()
    {
        Environment.SetEnvironmentVariable("FORESTCARBON_HOME", _home);
        using var errors = new StringWriter();
        Console.SetError(errors);
        var broken = new Command("plant") { new Argument<string>("what") };
        broken.SetAction((Func<ParseResult, int>)(_ => throw new InvalidOperationException("the ground is frozen")));

        var status = await CommandLine.RunAsync(new RootCommand { broken }, ["plant", "s3cret-word"]);

        Assert.Equal(3, status);
        var told = Sentence.Match(errors.ToString());
        Assert.True(told.Success, errors.ToString());
        var kept = await File.ReadAllTextAsync(told.Groups["file"].Value, TestContext.Current.CancellationToken);
        Assert.Contains(told.Groups["number"].Value, kept, StringComparison.Ordinal);
        Assert.Contains("the ground is frozen", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-word", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_the_option_that_puts_it_right()
    {
        using var errors = new StringWriter();
        Console.SetError(errors);
        var refusing = new Command("plant");
        refusing.SetAction((Func<ParseResult, int>)(_ => throw new RefusedException("没有这一年。", "There is no such year.") { Option = "--year" }));

        var status = await CommandLine.RunAsync(new RootCommand { refusing }, ["plant"]);

        Assert.Equal(1, status);
        Assert.Equal("没有这一年。（--year）", errors.ToString().TrimEnd());
    }

    public void Dispose()
    {
        Console.SetError(_before);
        Environment.SetEnvironmentVariable("FORESTCARBON_HOME", _homeBefore);
        Directory.Delete(_home, recursive: true);
    }
}
