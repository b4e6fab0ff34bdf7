using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ForestCarbon.Benchmarks;

/// <summary>What a benchmark measured, in the form of the contract, and the budgets it is judged by.</summary>
public sealed class BenchResult(string name, int parcels)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _figures = new() { ["name"] = name, ["parcels"] = parcels, ["machine"] = Meter.Machine };
    private readonly List<(string What, double Is, double Most)> _budgets = [];

    public bool IsWithinBudget => _budgets.TrueForAll(b => b.Is <= b.Most);

    public BenchResult With(string figure, JsonNode? value)
    {
        _figures[figure] = value;
        return this;
    }

    /// <summary>A budget of an issue; only <c>--check</c> judges by it, never a test.</summary>
    public BenchResult Budget(string what, double value, double most)
    {
        _budgets.Add((what, value, most));
        return this;
    }

    public void Print(bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(_figures.ToJsonString(Format));
            return;
        }
        foreach (var (figure, value) in _figures)
            Console.Out.WriteLine($"{figure,-24} {value?.ToJsonString(Format) ?? "-"}");
        foreach (var (what, value, most) in _budgets)
            Console.Out.WriteLine($"{(value <= most ? "within" : "OVER  ")} {what}: {value:0.###} of {most:0.###}");
    }
}
