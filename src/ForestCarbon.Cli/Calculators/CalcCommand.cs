using System.CommandLine;
using System.Text;
using System.Text.Json;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Calculators;

/// <summary><c>calc NAME --in FILE|- [--out FILE]</c>: the calculators, without a database.</summary>
public static class CalcCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "计算器：" + string.Join("、", CalculatorList.All.Select(c => $"{c.Name}（{c.Title}）")),
        };
        var source = new Option<string>("--in")
        {
            Description = "算例文件 {\"cases\":[…]}，- 为标准输入", Required = true, HelpName = "FILE|-",
        };
        var target = new Option<string?>("--out") { Description = "结果写入的文件，不给则写到标准输出", HelpName = "FILE" };
        var command = new Command("calc", "按公式计算，不需要数据库；任一算例被拒时退出状态为 1") { name, source, target };
        command.SetAction((asked, ct) =>
            RunAsync(asked.GetRequiredValue(name), asked.GetRequiredValue(source), asked.GetValue(target), asked.GetValue(Terminal.Json), ct));
        return command;
    }

    private static async Task<int> RunAsync(string name, string source, string? target, bool inJson, CancellationToken ct)
    {
        var calculator = CalculatorList.Find(name)
            ?? throw new UsageException($"没有名为“{name}”的计算器，可用的有：{string.Join("、", CalculatorList.All.Select(c => c.Name))}。");
        var (answers, anyRefused) = Answer(calculator, await ReadAsync(source, ct));
        if (target is null)
            Terminal.Answer(answers);
        else
        {
            await WriteAsync(target, answers, ct);
            if (inJson)
                Terminal.Document(new { @out = target });
        }
        return anyRefused ? Exit.Refused : Exit.Done;
    }

    private static (string Answers, bool AnyRefused) Answer(Calculator calculator, byte[] document)
    {
        try
        {
            return CalcDocument.Answer(calculator, document);
        }
        catch (JsonException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    private static async Task<byte[]> ReadAsync(string source, CancellationToken ct)
    {
        if (source == "-")
        {
            await using var input = Console.OpenStandardInput();
            using var copy = new MemoryStream();
            await input.CopyToAsync(copy, ct);
            return copy.ToArray();
        }
        try
        {
            return await File.ReadAllBytesAsync(source, ct);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"读不了输入文件 {source}：请检查路径和权限。", absent);
        }
    }

    private static async Task WriteAsync(string target, string answers, CancellationToken ct)
    {
        try
        {
            await File.WriteAllTextAsync(target, answers + "\n", new UTF8Encoding(false), ct);
        }
        catch (Exception closed) when (closed is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new RefusedException($"写不了输出文件 {target}：请检查路径和权限。", closed);
        }
    }
}
