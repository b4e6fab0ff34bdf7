using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Mirror;

/// <summary>
/// Asks a registry's public pages for every list and detail, at most one question a second, and puts the answers into one bundle as
/// <see cref="RegistryFile"/> reads it. The address is configured; without one nothing is asked.
/// </summary>
/// <param name="pause">Between two questions; a public office's server is not to be pressed.</param>
public sealed class RegistryFetch(HttpClient http, TimeSpan pause)
{
    /// <summary>Names the address, e.g. <c>https://ccer.cets.org.cn/api/projectmanage/open</c>.</summary>
    public const string AddressVariable = "FORESTCARBON_REGISTRY";

    public static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1.1);

    private const int PageItems = 50;
    private const int MostPages = 200;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="address">Without the last part of the path (<c>getOpeningApply</c>).</param>
    /// <param name="today">The day it is asked, kept as the day it was seen.</param>
    /// <exception cref="RefusedException">No address, no answer, or an answer that says no.</exception>
    public async Task<byte[]> BundleAsync(string? address, DateOnly today, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        if (!Uri.TryCreate(address?.TrimEnd('/') + "/", UriKind.Absolute, out var root) || root.Scheme is not ("https" or "http"))
            throw new RefusedException($"没有配置注册登记系统的公开地址。请设 {AddressVariable}，或用文件导入。", $"The registry's public address is not configured: set {AddressVariable}, or import a file.");
        var (lists, details) = (new JsonArray(), new JsonArray());
        foreach (var type in RegistryType.All)
        {
            var items = await ListAsync(root, type.DataType, ct);
            progress?.Report($"{type.NameZh}：{items.Count} 条");
            foreach (var item in items)
                if (item is JsonObject of && of["applyId"]?.ToString() is { Length: > 0 } applyId && await DetailAsync(root, of, type.DataType, ct) is { } detail)
                    details.Add(new JsonObject { ["applyId"] = applyId, ["dataType"] = type.DataType, ["detail"] = detail });
            lists.Add(new JsonObject { ["dataType"] = type.DataType, ["items"] = items });
        }
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["observedOn"] = $"{today:yyyy-MM-dd}", ["lists"] = lists, ["details"] = details }, Plain);
    }

    private async Task<JsonArray> ListAsync(Uri root, string dataType, CancellationToken ct)
    {
        var all = new JsonArray();
        for (var page = 1; page <= MostPages; page++)
        {
            var answer = await AskAsync(new Uri(root, "getOpeningApply"), new JsonObject { ["pageNumber"] = page, ["pageSize"] = PageItems, ["dataType"] = dataType }, ct);
            var items = answer["dataInfo"] as JsonArray ?? [];
            foreach (var item in items)
                all.Add(item?.DeepClone());
            // A full page is followed by another unless the registry says that this was all: its total may be missing.
            if (items.Count < PageItems || (answer["total"]?.GetValueKind() == JsonValueKind.Number && all.Count >= answer["total"]!.GetValue<int>()))
                return all;
        }
        throw new RefusedException($"类型 {dataType} 的列表超过 {MostPages} 页，停止抓取，什么也没有存。", $"The list of type {dataType} has more than {MostPages} pages: the fetch stopped and nothing was stored.");
    }

    private async Task<JsonNode?> DetailAsync(Uri root, JsonObject item, string dataType, CancellationToken ct)
    {
        var question = new JsonObject { ["dataType"] = dataType };
        foreach (var id in new[] { "applyId", "projectInfoId", "certificationId", "ccerId", "applyStatus" })
            question[id] = item[id]?.DeepClone();
        return (await AskAsync(new Uri(root, "getOpeningApplyDetail"), question, ct))["dataInfo"]?.DeepClone();
    }

    private async Task<JsonObject> AskAsync(Uri address, JsonObject question, CancellationToken ct)
    {
        try
        {
            await Task.Delay(pause, ct);
            using var answer = await http.PostAsJsonAsync(address, question, ct);
            if (!answer.IsSuccessStatusCode)
                throw new RefusedException(
                    $"{address.Host} 答复 {(int)answer.StatusCode}，什么也没有存。稍后再试，或用文件导入。", $"{address.Host} answered {(int)answer.StatusCode}, and nothing was stored. Try later, or import a file.");
            var said = await answer.Content.ReadFromJsonAsync<JsonObject>(ct) ?? [];
            return said["successful"]?.GetValueKind() == JsonValueKind.False
                ? throw new RefusedException($"{address.Host} 拒绝了查询：{said["msg"]}。什么也没有存。", $"{address.Host} refused the question ({said["msg"]}), and nothing was stored.")
                : said;
        }
        catch (Exception silent) when (silent is HttpRequestException or JsonException || (silent is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new RefusedException($"{address.Host} 没有可用的答复，什么也没有存。稍后再试，或用文件导入。", $"{address.Host} gave no answer that can be used, and nothing was stored. Try later, or import a file.", silent);
        }
    }
}
