using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Mirror;

/// <summary>An item of a list or a detail, as the registry showed it. Tonnes as stated; what it leaves out is null.</summary>
public sealed record RegistryRecord(string ApplyId, RegistryType Type, string Form)
{
    public string? ProjectName { get; init; }
    public string? OwnerName { get; init; }
    public string? ProjectType { get; init; }
    public string? ProjectTypeName { get; init; }
    public string? Status { get; init; }
    public string? StatusName { get; init; }
    public string? CertificationId { get; init; }
    public string? CcerId { get; init; }
    public string? MethodologyNum { get; init; }
    public string? MethodologyName { get; init; }
    public string? Province { get; init; }

    /// <summary>tCO₂e a year.</summary>
    public decimal? ExpectedTA { get; init; }

    /// <summary>tCO₂e.</summary>
    public decimal? CertifiedT { get; init; }

    public DateOnly? PublicFrom { get; init; }
    public DateOnly? PublicTo { get; init; }

    /// <summary>The JSON as it came, keys in order: the same facts are the same text.</summary>
    public required string Content { get; init; }

    public byte[] ContentSha256 => SHA256.HashData(Encoding.UTF8.GetBytes(Content));
}

/// <summary>Reads answers of the registry's public pages: a list, a detail, or a bundle of both.</summary>
/// <remarks>
/// Shapes (fact sheet §8.3 [S7]): a list <c>{dataInfo:[item…]}</c> or the bare array; a detail <c>{dataInfo:{…}}</c>; a bundle
/// <c>{observedOn, lists:[{dataType, items|dataInfo}], details:[{applyId, dataType, detail|dataInfo}]}</c>.
/// </remarks>
public sealed class RegistryFile
{
    /// <summary>What is read, in one line: a bundle with one list of one item. Invented.</summary>
    public const string Sample = """{"observedOn":"2026-07-19","lists":[{"dataType":"2","items":[{"applyId":"A1","projectName":"…","projectType":"N0101"}]}]}""";

    // What a detail may say; one that says none of it is something else in a wrapper of that name.
    private static readonly string[] Known =
    [
        "applyId", "dataType", "projectName", "orgCustomerName", "projectType", "projectTypeName", "applyStatus", "statusName", "certificationId", "ccerId", "methodologyNum",
        "methodologyName", "provinceName", "expectYearNum", "certifiedNum", "publicStartDate", "publicEndDate",
    ];

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<RegistryRecord> _records = [];
    private readonly List<string> _findings = [];

    private RegistryFile()
    {
    }

    public IReadOnlyList<RegistryRecord> Records => _records;

    /// <summary>What could not be taken over or is new to us, one sentence each.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>The day a bundle says it was seen on; null elsewhere.</summary>
    public DateOnly? ObservedOn { get; private set; }

    /// <param name="json">The file's bytes, UTF-8.</param>
    /// <param name="dataType">The list's type where its items do not say it; a detail's always.</param>
    /// <param name="applyId">The application of a detail that does not say it.</param>
    /// <exception cref="RefusedException">No JSON, another shape, or nothing in it that could be taken over; it says what is expected.</exception>
    public static RegistryFile Read(ReadOnlyMemory<byte> json, string? dataType = null, string? applyId = null)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(
                $"文件不是 JSON（第 {wrong.LineNumber + 1} 行）。请保存注册登记系统公开接口的原始应答。", $"The file is no JSON (line {wrong.LineNumber + 1}). Save the answer of the registry's public interface as it came.", wrong);
        }
        using (document)
        {
            var file = new RegistryFile();
            file.Read(document.RootElement, dataType, applyId);
            return file._records.Count > 0 ? file : throw Nothing(file._findings);
        }
    }

    private void Read(JsonElement root, string? dataType, string? applyId)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            List(root, dataType);
            return;
        }
        if (root.ValueKind != JsonValueKind.Object)
            throw Unlike();
        if (Text(root, "observedOn") is { } on)
            ObservedOn = Day(on) ?? throw new RefusedException($"observedOn “{on}”不是日期，写成 yyyy-MM-dd。", $"observedOn “{on}” is no day: write it as yyyy-MM-dd.");
        var isBundle = root.TryGetProperty("lists", out var lists) | root.TryGetProperty("details", out var details);
        if (isBundle)
        {
            foreach (var list in Elements(lists))
                List(Inner(list, "items"), Text(list, "dataType") ?? dataType);
            foreach (var detail in Elements(details))
                Detail(Inner(detail, "detail"), Text(detail, "dataType") ?? dataType, Text(detail, "applyId") ?? applyId);
            return;
        }
        if (!root.TryGetProperty("dataInfo", out var info))
            throw Unlike();
        if (info.ValueKind == JsonValueKind.Array)
            List(info, dataType);
        else if (info.ValueKind == JsonValueKind.Object)
            Detail(info, dataType, applyId);
        else
            throw new RefusedException(
                $"注册登记系统没有给出数据：{Text(root, "msg") ?? "dataInfo 为空"}。", $"The registry gave no data ({Text(root, "msg") ?? "dataInfo is empty"}).");
    }

    private void List(JsonElement items, string? dataType)
    {
        var at = 0;
        foreach (var item in Elements(items))
            Take(item, "list", Text(item, "dataType") ?? dataType, Text(item, "applyId"), $"列表第 {++at} 条");
    }

    private void Detail(JsonElement detail, string? dataType, string? applyId) =>
        Take(detail, "detail", Text(detail, "dataType") ?? dataType, Text(detail, "applyId") ?? applyId, $"详情 {applyId ?? "？"}");

    private void Take(JsonElement item, string form, string? dataType, string? applyId, string named)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            _findings.Add($"{named}不是对象，未收。");
            return;
        }
        if (form == "detail" && !Known.Any(field => item.TryGetProperty(field, out _)))
        {
            _findings.Add($"{named}没有一个认得的字段，未收。");
            return;
        }
        if (applyId is null || dataType is null)
        {
            _findings.Add($"{named}没有 {(applyId is null ? "applyId" : "dataType")}，未收。");
            return;
        }
        var content = Ordered(item);
        if (content.Contains("\\u0000", StringComparison.Ordinal))
        {
            _findings.Add($"{named}（{applyId}）含空字符，未收。");
            return;
        }
        var type = RegistryType.Of(dataType);
        if (type.Track == RegistryType.Unknown)
            _findings.Add($"{named}（{applyId}）的类型 {dataType} 不在字典中：已存，状态不作推断。");
        _records.Add(new RegistryRecord(applyId, type, form)
        {
            ProjectName = Text(item, "projectName"), OwnerName = Text(item, "orgCustomerName"), ProjectType = Text(item, "projectType"), ProjectTypeName = Text(item, "projectTypeName"),
            Status = Text(item, "applyStatus"), StatusName = Text(item, "statusName"), CertificationId = Text(item, "certificationId"), CcerId = Text(item, "ccerId"),
            MethodologyNum = Text(item, "methodologyNum"), MethodologyName = Text(item, "methodologyName"), Province = Text(item, "provinceName"),
            ExpectedTA = Tonnes(item, "expectYearNum", named), CertifiedT = Tonnes(item, "certifiedNum", named),
            PublicFrom = Date(item, "publicStartDate", named), PublicTo = Date(item, "publicEndDate", named), Content = content,
        });
    }

    private decimal? Tonnes(JsonElement item, string field, string named)
    {
        if (Text(item, field) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var tonnes) && tonnes >= 0)
            return tonnes;
        _findings.Add($"{named}的 {field} “{text}”不是吨数，按缺处理。");
        return null;
    }

    private DateOnly? Date(JsonElement item, string field, string named)
    {
        if (Text(item, field) is not { } text)
            return null;
        if (Day(text) is { } day)
            return day;
        _findings.Add($"{named}的 {field} “{text}”不是日期，按缺处理。");
        return null;
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Text(JsonElement item, string field)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(field, out var value))
            return null;
        var text = value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    private static JsonElement Inner(JsonElement wrapped, string name)
    {
        if (wrapped.ValueKind != JsonValueKind.Object)
            return wrapped;
        foreach (var inner in new[] { name, "dataInfo", "response" })
            if (wrapped.TryGetProperty(inner, out var found))
                return inner == "response" ? Inner(found, name) : found;
        return wrapped;
    }

    private static IEnumerable<JsonElement> Elements(JsonElement array) => array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    private static string Ordered(JsonElement item)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Plain))
            Write(writer, item);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var inner in element.EnumerateArray())
                    Write(writer, inner);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static RefusedException Unlike() => new(
        $"文件不是注册登记系统公开接口的应答：应有 dataInfo，或 lists 与 details，如 {Sample}。",
        $"The file is no answer of the registry's public interface: that has dataInfo, or lists and details, such as {Sample}.");

    private static RefusedException Nothing(List<string> findings) => new(
        $"文件里没有一条能收下的公开记录{(findings.Count > 0 ? "：" + findings[0].TrimEnd('。') : "")}。dataInfo 应是条目的数组或一个详情，每条有 applyId 与 dataType，如 {Sample}。",
        $"There is no public record in the file that could be taken over. Its dataInfo is to be an array of items, or one detail, each with applyId and dataType, such as {Sample}.");
}
