using System.Text;
using System.Text.Json.Nodes;
using ForestCarbon.Cli.Calculators;

namespace ForestCarbon.Cli.Tests.Calculators;

/// <summary>Runs one case or one document through a calculator as the command does, without the process.</summary>
internal static class Calc
{
    public static (JsonArray Cases, bool AnyRefused) Document(string calculator, string json)
    {
        var (answers, anyRefused) = CalcDocument.Answer(CalculatorList.Find(calculator)!, Encoding.UTF8.GetBytes(json));
        return (JsonNode.Parse(answers)!["cases"]!.AsArray(), anyRefused);
    }

    public static JsonObject Case(string calculator, string json) =>
        Assert.Single(Document(calculator, $$"""{"cases":[{{json}}]}""").Cases)!.AsObject();

    /// <summary>The code of refusal of a case, with nothing beside it.</summary>
    public static string RefusedAs(string calculator, string json)
    {
        var answer = Case(calculator, json);
        Assert.Equal(["error"], answer.Select(f => f.Key));
        Assert.False(string.IsNullOrWhiteSpace((string?)answer["error"]!["message"]));
        return (string)answer["error"]!["code"]!;
    }
}
