using System.Globalization;
using System.Text.Json.Nodes;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Cli.Frame;

namespace ForestCarbon.Cli.Calculators;

/// <summary>The fields of one answer in the order they were given; a figure that left the doubles refuses the case.</summary>
internal sealed class CaseOutput
{
    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);
    private Citation[] _sources = [];

    public JsonObject Fields { get; } = [];

    public CaseOutput Add(string field, double? value)
    {
        Fields.Add(field, value is { } number ? JsonValue.Create(Finite(number)) : null);
        return this;
    }

    public CaseOutput Add(string field, long value)
    {
        Fields.Add(field, JsonValue.Create(value));
        return this;
    }

    public CaseOutput Add(string field, bool value)
    {
        Fields.Add(field, JsonValue.Create(value));
        return this;
    }

    public CaseOutput Add(string field, DateOnly value)
    {
        Fields.Add(field, JsonValue.Create(Text(value)));
        return this;
    }

    public CaseOutput Add(string field, IEnumerable<DateOnly> values)
    {
        Fields.Add(field, new JsonArray([.. values.Select(v => (JsonNode)JsonValue.Create(Text(v)))]));
        return this;
    }

    public CaseOutput Add(string field, IEnumerable<double?> values)
    {
        Fields.Add(field, new JsonArray([.. values.Select(v => v is { } number ? (JsonNode)JsonValue.Create(Finite(number)) : null)]));
        return this;
    }

    public CaseOutput Add(string field, IEnumerable<double> values) => Add(field, values.Select(v => (double?)v));

    public CaseOutput Add(string field, JsonNode? node)
    {
        Fields.Add(field, node);
        return this;
    }

    /// <summary>Where a stored parameter, table or rule came from, with its mark.</summary>
    public CaseOutput From(params Citation[] sources)
    {
        _sources = [.. _sources, .. sources];
        return this;
    }

    public CaseOutput Warn(string code)
    {
        _warnings.Add(code);
        return this;
    }

    /// <summary>The finished answer: figures first, then warnings and source where there are any.</summary>
    public JsonObject Close()
    {
        if (_warnings.Count > 0)
            Fields.Add("warnings", new JsonArray([.. _warnings.Select(w => (JsonNode)JsonValue.Create(w))]));
        if (_sources.Length > 0)
            Fields.Add("source", string.Join("；", _sources.Select(s => s.ToString()).Distinct(StringComparer.Ordinal)));
        return Fields;
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw Refusal.Domain(Language.Of("结果超出了数的范围。", "The result is beyond the range of numbers."));
}
