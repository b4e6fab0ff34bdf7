using System.Text;
using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Mirror;

public sealed class RegistryFileTests
{
    private static RegistryFile Read(string json, string? dataType = null, string? applyId = null) => RegistryFile.Read(Encoding.UTF8.GetBytes(json), dataType, applyId);

    [Fact]
    public void A_list_and_a_detail_are_read_as_the_registry_answers_them()
    {
        var item = Assert.Single(Read("""{"successful":true,"total":1,"dataInfo":[{"applyId":"A1","projectName":"试点造林","orgCustomerName":"某公司","projectType":"N0101","applyStatus":"03","statusName":"公示中","dataType":"1"}]}""").Records);
        Assert.Equal(("A1", "project", 1, "试点造林", "公示中"), (item.ApplyId, item.Type.Track, item.Type.Rank, item.ProjectName, item.StatusName));

        var detail = Assert.Single(Read("""{"dataInfo":{"methodologyNum":"CCER-14-001-V01","expectYearNum":6170,"certifiedNum":"225714","publicStartDate":"20260717","publicEndDate":"2026-08-13"}}""", "1", "A1").Records);
        Assert.Equal(("A1", 6170m, 225714m), (detail.ApplyId, detail.ExpectedTA, detail.CertifiedT));
        Assert.Equal((new DateOnly(2026, 7, 17), new DateOnly(2026, 8, 13)), (detail.PublicFrom, detail.PublicTo));
    }

    [Fact]
    public void A_bundle_says_the_day_and_holds_lists_and_details()
    {
        var file = Read("""{"observedOn":"2026-07-19","lists":[{"dataType":"2","items":[{"applyId":"A1"}]},{"dataType":"4","response":{"dataInfo":[{"applyId":"B1"}]}}],"details":[{"applyId":"A1","dataType":"2","detail":{"provinceName":"湖南省"}}]}""");

        Assert.Equal(new DateOnly(2026, 7, 19), file.ObservedOn);
        Assert.Equal([("A1", "list", "project"), ("B1", "list", "reduction"), ("A1", "detail", "project")], file.Records.Select(r => (r.ApplyId, r.Form, r.Type.Track)));
    }

    [Fact]
    public void The_same_facts_in_another_order_of_keys_are_the_same_content() => Assert.Equal(
        Read("""[{"applyId":"A1","dataType":"1","projectName":"甲"}]""").Records[0].ContentSha256, Read("""[{"projectName":"甲","dataType":"1","applyId":"A1"}]""").Records[0].ContentSha256);

    [Theory]
    [InlineData("""[{"applyId":"A1","dataType":"8"}]""", 1, "类型 8 不在字典中")]
    [InlineData("""[{"applyId":"A0","dataType":"1"},{"applyId":"A1"}]""", 1, "没有 dataType")]
    [InlineData("""[{"applyId":"A0","dataType":"1"},{"dataType":"1"}]""", 1, "没有 applyId")]
    [InlineData("""[{"applyId":"A1","dataType":"4","certifiedNum":"abc"}]""", 1, "不是吨数")]
    [InlineData("""[{"applyId":"A1","dataType":"4","certifiedNum":-5}]""", 1, "不是吨数")]
    [InlineData("""[{"applyId":"A1","dataType":"1","publicStartDate":"20260230"}]""", 1, "不是日期")]
    [InlineData("""[{"applyId":"A0","dataType":"1"},{"applyId":"A1","dataType":"1","projectName":"a\u0000b"}]""", 1, "空字符")]
    public void What_is_new_or_cannot_be_taken_over_is_named(string json, int records, string finding)
    {
        var file = Read(json);

        Assert.Equal(records, file.Records.Count);
        Assert.Contains(finding, Assert.Single(file.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrapper_that_holds_nothing_known_is_no_detail_even_where_its_application_is_named() => Assert.Contains(
        RegistryFile.Sample, Assert.Throws<RefusedException>(() => Read("""{"dataInfo":{"list":[{"applyId":"A1"}]}}""", "1", "A1")).Chinese, StringComparison.Ordinal);

    [Fact]
    public void The_sample_on_the_page_and_in_the_help_is_read()
    {
        var file = Read(RegistryFile.Sample);

        Assert.Equal(("A1", new DateOnly(2026, 7, 19), 0), (Assert.Single(file.Records).ApplyId, file.ObservedOn, file.Findings.Count));
    }

    [Theory]
    [InlineData("<html>", "不是 JSON")]
    [InlineData("{\"a\":1}", "公开接口")]
    [InlineData("{\"dataInfo\":null,\"msg\":\"公示编号为空\"}", "公示编号为空")]
    [InlineData("[]", "没有一条")]
    [InlineData("""[{"applyId":"A1"}]""", "列表第 1 条没有 dataType，未收。dataInfo 应是")]
    [InlineData("""{"dataInfo":{"list":[{"applyId":"A1","dataType":"1"}]}}""", "应是条目的数组")]
    [InlineData("""{"lists":[],"details":[]}""", "没有一条")]
    public void Another_file_is_refused(string json, string says)
    {
        var refused = Assert.Throws<RefusedException>(() => Read(json));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        // What the registry itself says is passed on as it came.
        Assert.False(English.HoldsChinese(English.Of(refused).Replace("公示编号为空", "", StringComparison.Ordinal)), English.Of(refused));
    }
}
