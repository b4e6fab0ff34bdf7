using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ForestCarbon.Cli.Frame;

namespace ForestCarbon.Cli.Calculators;

/// <summary>A document of cases in, a document of answers out, in the same order.</summary>
internal static class CalcDocument
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers every case. Returns the answers and whether any was refused.</summary>
    /// <exception cref="JsonException">Not JSON, or not <c>{"cases":[…]}</c>; the message is one Chinese sentence.</exception>
    public static (string Answers, bool AnyRefused) Answer(Calculator calculator, ReadOnlyMemory<byte> document)
    {
        using var parsed = Parse(document);
        var answers = new JsonArray();
        var anyRefused = false;
        foreach (var item in Cases(parsed.RootElement).EnumerateArray())
        {
            try
            {
                var answer = new CaseOutput();
                calculator.Compute(new CaseInput(item, calculator.Fields), answer);
                answers.Add((JsonNode)answer.Close());
            }
            catch (CaseRefusedException refused)
            {
                anyRefused = true;
                answers.Add((JsonNode)new JsonObject
                {
                    ["error"] = new JsonObject { ["code"] = refused.Code, ["message"] = refused.Message },
                });
            }
        }
        return (new JsonObject { ["cases"] = answers }.ToJsonString(Written), anyRefused);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> document)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        try
        {
            return JsonDocument.Parse(document.Span.StartsWith(byteOrderMark) ? document[3..] : document);
        }
        catch (JsonException wrong)
        {
            throw new JsonException(Language.Of(
                FormattableString.Invariant($"输入不是合法的 JSON：第 {wrong.LineNumber + 1} 行第 {wrong.BytePositionInLine + 1} 个字节处有误（NaN、Infinity 也不是数）。"),
                FormattableString.Invariant($"The input is no JSON: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1} (NaN and Infinity are no numbers).")), wrong);
        }
    }

    private static JsonElement Cases(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.EnumerateObject().Count() == 1
        && root.TryGetProperty("cases", out var cases)
        && cases.ValueKind == JsonValueKind.Array
            ? cases
            : throw new JsonException(Language.Of("输入必须是 {\"cases\":[…]}，不含其他字段。", "The input must be {\"cases\":[…]} and nothing else."));
}
