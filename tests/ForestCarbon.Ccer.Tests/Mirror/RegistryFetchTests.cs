using System.Net.Http.Json;
using System.Net;
using System.Text.Json.Nodes;
using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Mirror;

public sealed class RegistryFetchTests
{
    private static readonly DateOnly Today = new(2026, 7, 19);

    private static Task<byte[]> BundleAsync(Func<string, JsonObject, JsonObject> answer, string? address = "http://registry.test/open") =>
        new RegistryFetch(new HttpClient(new Registry(answer)), TimeSpan.Zero).BundleAsync(address, Today);

    [Fact]
    public async Task Every_page_of_every_list_and_every_detail_comes_into_one_bundle_that_is_read_again()
    {
        var bundle = await BundleAsync((path, asked) =>
        {
            var (type, page) = (asked["dataType"]!.GetValue<string>(), asked["pageNumber"]?.GetValue<int>() ?? 0);
            if (path.EndsWith("Detail", StringComparison.Ordinal))
                return new() { ["dataInfo"] = new JsonObject { ["provinceName"] = $"{asked["applyId"]}省", ["expectYearNum"] = 5 } };
            var items = type switch { "2" => page == 1 ? 50 : 3, "5" => 1, _ => 0 };
            return new()
            {
                ["successful"] = true, ["total"] = type == "2" ? 53 : items,
                ["dataInfo"] = new JsonArray([.. Enumerable.Range(0, items).Select(i => new JsonObject { ["applyId"] = $"{type}-{page}-{i}", ["dataType"] = type })]),
            };
        });

        var file = RegistryFile.Read(bundle);
        Assert.Equal(Today, file.ObservedOn);
        Assert.Equal((54, 54), (file.Records.Count(r => r.Form == "list"), file.Records.Count(r => r.Form == "detail")));
        Assert.Contains(file.Records, r => r is { ApplyId: "2-2-2", Form: "detail", Province: "2-2-2省", ExpectedTA: 5 });
    }

    [Theory]
    [InlineData(null, "没有配置")]
    [InlineData("file:///etc/passwd", "没有配置")]
    public async Task Without_an_address_nothing_is_asked(string? address, string says)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => BundleAsync((_, _) => throw new InvalidOperationException("asked"), address));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("The registry's public address is not configured", English.Of(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_says_no_stops_it() => Assert.Contains("维护中", (await Assert.ThrowsAsync<RefusedException>(() =>
        BundleAsync((_, _) => new() { ["successful"] = false, ["msg"] = "维护中" }))).Message, StringComparison.Ordinal);

    private sealed class Registry(Func<string, JsonObject, JsonObject> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) => new(HttpStatusCode.OK)
        {
            Content = JsonContent.Create(answer(request.RequestUri!.AbsolutePath, (await request.Content!.ReadFromJsonAsync<JsonObject>(ct))!)),
        };
    }
}
