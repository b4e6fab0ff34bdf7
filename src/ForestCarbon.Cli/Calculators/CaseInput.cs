using System.Globalization;
using System.Text.Json;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Finance.Sharing;

namespace ForestCarbon.Cli.Calculators;

/// <summary>The fields of one case (or of an object inside it), read strictly: nothing is guessed and nothing defaulted.</summary>
internal sealed class CaseInput
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly string _path;

    /// <summary>Takes an object that may hold the given fields and no others. A null counts as not given.</summary>
    public CaseInput(JsonElement element, IReadOnlyCollection<string> allowed, string path = "")
    {
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
            throw Refusal.Domain(path.Length == 0 ? Language.Of("每个算例必须是一个对象。", "Every case must be an object.") : Language.Of($"“{path}”必须是一个对象。", $"{path} must be an object."));
        foreach (var field in element.EnumerateObject())
        {
            if (!allowed.Contains(field.Name)) throw Refusal.UnknownField(Full(field.Name));
            if (!_fields.TryAdd(field.Name, field.Value)) throw Refusal.Ambiguous(Language.Of($"字段“{Full(field.Name)}”写了两次。", $"The field {Full(field.Name)} is given twice."));
        }
        foreach (var name in _fields.Where(f => f.Value.ValueKind == JsonValueKind.Null).Select(f => f.Key).ToArray())
            _fields.Remove(name);
    }

    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>A finite number.</summary>
    public double Number(string field) => AsNumber(Required(field), Full(field));

    public double NotNegative(string field) =>
        Number(field) is >= 0 and var value ? value : throw Refusal.Domain(Language.Of($"“{Full(field)}”不能为负。", $"{Full(field)} cannot be negative."));

    public double Positive(string field) =>
        Number(field) is > 0 and var value ? value : throw Refusal.Domain(Language.Of($"“{Full(field)}”必须大于 0。", $"{Full(field)} must be above 0."));

    /// <summary>A fraction from 0 to 1, ends included.</summary>
    public double Fraction(string field) =>
        Number(field) is >= 0 and <= 1 and var value ? value : throw Refusal.Domain(Language.Of($"“{Full(field)}”必须在 0 与 1 之间。", $"{Full(field)} must lie between 0 and 1."));

    /// <summary>A level of confidence between 0 and 1, ends excluded.</summary>
    public double Confidence(string field) =>
        Number(field) is > 0 and < 1 and var value ? value : throw Refusal.Domain(Language.Of($"“{Full(field)}”必须大于 0、小于 1。", $"{Full(field)} must be above 0 and below 1."));

    public int Whole(string field) =>
        Number(field) is var value && value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue
            ? (int)value
            : throw Refusal.Domain(Language.Of($"“{Full(field)}”必须是整数。", $"{Full(field)} must be a whole number."));

    /// <summary>A number as it was written, digit by digit.</summary>
    public ExactDecimal Exact(string field) =>
        Required(field) is { ValueKind: JsonValueKind.Number } element && ExactDecimal.TryParse(element.GetRawText(), out var value)
            ? value.Value
            : throw Refusal.Domain(Language.Of($"“{Full(field)}”必须是数。", $"{Full(field)} must be a number."));

    public decimal Money(string field) =>
        Required(field) is { ValueKind: JsonValueKind.Number } element && element.TryGetDecimal(out var value)
            ? value
            : throw Refusal.Domain(Language.Of($"“{Full(field)}”必须是数。", $"{Full(field)} must be a number."));

    public string Text(string field)
    {
        var element = Required(field);
        if (element.ValueKind != JsonValueKind.String) throw Refusal.Domain(Language.Of($"“{Full(field)}”必须是文字。", $"{Full(field)} must be a text."));
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is legal JSON and no text.
            throw Refusal.Domain(Language.Of($"“{Full(field)}”含有无法解码的字符。", $"{Full(field)} holds characters that cannot be decoded."));
        }
    }

    public DateOnly Date(string field) =>
        DateOnly.TryParseExact(
            Text(field), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw Refusal.Domain(Language.Of($"“{Full(field)}”必须是 YYYY-MM-DD 形式的日期。", $"{Full(field)} must be a date written YYYY-MM-DD."));

    public bool Flag(string field) => Required(field).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refusal.Domain(Language.Of($"“{Full(field)}”必须是 true 或 false。", $"{Full(field)} must be true or false.")),
    };

    public double[] Numbers(string field) =>
        [.. Items(field).Select((item, i) => AsNumber(item, $"{Full(field)}[{Index(i)}]"))];

    /// <summary>An object inside this one.</summary>
    public CaseInput Object(string field, IReadOnlyCollection<string> allowed) => new(Required(field), allowed, Full(field));

    /// <summary>The objects of an array.</summary>
    public CaseInput[] Objects(string field, IReadOnlyCollection<string> allowed) =>
        [.. Items(field).Select((item, i) => new CaseInput(item, allowed, $"{Full(field)}[{Index(i)}]"))];

    /// <summary>The name of a field as the person who wrote the case would point at it.</summary>
    public string Full(string field) => _path.Length == 0 ? field : $"{_path}.{field}";

    private JsonElement.ArrayEnumerator Items(string field) =>
        Required(field) is { ValueKind: JsonValueKind.Array } element
            ? element.EnumerateArray()
            : throw Refusal.Domain(Language.Of($"“{Full(field)}”必须是数组。", $"{Full(field)} must be an array."));

    private JsonElement Required(string field) =>
        _fields.TryGetValue(field, out var element) ? element : throw Refusal.MissingField(Full(field));

    private static double AsNumber(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw Refusal.Domain(Language.Of($"“{field}”必须是有限的数。", $"{field} must be a finite number."));

    private static string Index(int i) => i.ToString(CultureInfo.InvariantCulture);
}
