using System.CommandLine;
using System.Text;
using System.Text.Json;
using ForestCarbon.Cli.Frame;

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
            RunAsync(asked.GetRequiredValue(name), asked.GetRequiredValue(source), asked.GetValue(target), ct));
        return command;
    }

    private static async Task<int> RunAsync(string name, string source, string? target, CancellationToken ct)
    {
        if (CalculatorList.Find(name) is not { } calculator)
        {
            Terminal.Say($"没有名为“{name}”的计算器，可用的有：{string.Join("、", CalculatorList.All.Select(c => c.Name))}。");
            return Exit.WrongUsage;
        }
        byte[] document;
        try
        {
            document = await ReadAsync(source, ct);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            Terminal.Say($"读不了输入文件 {source}：请检查路径和权限。");
            return Exit.WrongUsage;
        }
        string answers;
        bool anyRefused;
        try
        {
            (answers, anyRefused) = CalcDocument.Answer(calculator, document);
        }
        catch (JsonException wrong)
        {
            Terminal.Say(wrong.Message);
            return Exit.WrongUsage;
        }
        if (target is null)
        {
            Terminal.Print(answers);
        }
        else
        {
            try
            {
                await File.WriteAllTextAsync(target, answers + "\n", new UTF8Encoding(false), ct);
            }
            catch (Exception closed) when (closed is DirectoryNotFoundException or UnauthorizedAccessException)
            {
                Terminal.Say($"写不了输出文件 {target}：请检查路径和权限。");
                return Exit.WrongUsage;
            }
        }
        return anyRefused ? Exit.Refused : Exit.Done;
    }

    private static async Task<byte[]> ReadAsync(string source, CancellationToken ct)
    {
        if (source != "-") return await File.ReadAllBytesAsync(source, ct);
        await using var input = Console.OpenStandardInput();
        using var copy = new MemoryStream();
        await input.CopyToAsync(copy, ct);
        return copy.ToArray();
    }
}
