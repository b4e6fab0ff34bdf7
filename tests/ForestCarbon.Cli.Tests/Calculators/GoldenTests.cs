using System.Text.Json;
using System.Text.Json.Nodes;
using ForestCarbon.Cli.Calculators;

namespace ForestCarbon.Cli.Tests.Calculators;

/// <summary>Every calculator against figures worked out elsewhere; how is written in each row of golden/calculators.json.</summary>
public sealed class GoldenTests
{
    private static readonly JsonArray Rows = Read();

    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        foreach (var (i, row) in Rows.Index()) data.Add(i, (string)row!["calculator"]!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_the_figures_worked_out_elsewhere(int row, string calculator)
    {
        var golden = Rows[row]!;
        var answer = Calc.Case(calculator, golden["case"]!.ToJsonString());

        foreach (var (field, expected) in golden["expected"]!.AsObject())
        {
            Assert.True(answer.ContainsKey(field), $"{field} is not there: {answer.ToJsonString()}");
            Same(expected, answer[field], (double)golden["relative"]!, field);
        }
    }

    [Fact]
    public void Every_calculator_has_a_golden_row() =>
        Assert.Empty(CalculatorList.All.Select(c => c.Name).Except(Rows.Select(r => (string)r!["calculator"]!)));

    private static void Same(JsonNode? expected, JsonNode? actual, double relative, string field)
    {
        switch (expected)
        {
            case null:
                Assert.Null(actual);
                break;
            case JsonArray array:
                Assert.Equal(array.Count, actual!.AsArray().Count);
                foreach (var (i, item) in array.Index()) Same(item, actual[i], relative, $"{field}[{i}]");
                break;
            case JsonObject fields:
                foreach (var (name, value) in fields) Same(value, actual![name], relative, $"{field}.{name}");
                break;
            case JsonValue when expected.GetValueKind() == JsonValueKind.Number && relative > 0:
                var (wanted, given) = ((double)expected, (double)actual!);
                Assert.True(
                    Math.Abs(given - wanted) <= relative * Math.Max(Math.Abs(wanted), 1e-300),
                    $"{field}: expected {wanted:R}, got {given:R}");
                break;
            default:
                Assert.Equal(expected.ToJsonString(), actual?.ToJsonString());
                break;
        }
    }

    private static JsonArray Read()
    {
        using var stream = typeof(GoldenTests).Assembly.GetManifestResourceStream("golden/calculators.json")!;
        return JsonNode.Parse(stream)!.AsArray();
    }
}
