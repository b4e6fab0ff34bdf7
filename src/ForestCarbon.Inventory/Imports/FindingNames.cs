using ForestCarbon.Inventory.Logic;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Names of finding kinds for pages and workbooks, and the mistake behind a rule of attribute logic.</summary>
public static class FindingNames
{
    private static readonly Dictionary<string, (string Zh, string En)> Names = new(StringComparer.Ordinal)
    {
        ["file"] = ("文件读取", "how the file was read"),
        ["crs"] = ("坐标系", "coordinate system"),
        ["unclosed"] = ("环不闭合", "ring not closed"),
        ["invalid-ring"] = ("图形无效", "invalid ring"),
        ["self-intersection"] = ("自相交", "self-intersection"),
        ["empty-geometry"] = ("没有图形", "no shape"),
        ["not-a-polygon"] = ("不是面", "not a polygon"),
        ["outside-crs"] = ("坐标出界", "outside the coordinate system"),
        ["duplicate-geometry"] = ("图形重复", "duplicate shape"),
        ["sliver"] = ("狭长碎片", "sliver"),
        ["multipart"] = ("多部分图形", "multipart"),
        ["overlap"] = ("重叠", "overlap"),
        ["gap"] = ("缝隙", "gap"),
        ["outside-county"] = ("县外", "outside the county"),
        ["across-county-border"] = ("越过县界", "across the county border"),
        ["township-ground"] = ("图形在别的乡镇", "drawn in another township"),
        ["across-township-border"] = ("越过乡镇界", "across the border of its township"),
        ["below-minimum-area"] = ("小于最小面积", "below the minimum area"),
        ["volume-left-out"] = ("缺蓄积", "volume left out"),
        ["registered-area"] = ("登记面积与椭球面积不符", "registered against ellipsoidal area"),
        ["code-missing"] = ("缺编码", "no code"),
        ["code-form"] = ("编码不合规则", "malformed code"),
        ["code-duplicate"] = ("编码重复", "duplicate code"),
        ["no-such-parcel"] = ("库中没有该小班", "no such parcel"),
        ["land-class-missing"] = ("缺地类", "no land class"),
        ["land-class-unknown"] = ("地类不认识", "unknown land class"),
        ["unknown-code"] = ("代码不认识", "unknown code"),
        ["unreadable-value"] = ("值读不懂", "unreadable value"),
        ["lost-text"] = ("文字已丢失", "lost text"),
        ["values-emptied"] = ("库中的值会清空", "stored values would be emptied"),
        ["unknown-township"] = ("乡镇不认识", "unknown township"),
        ["outside-scope"] = ("不在可修改的乡镇", "outside your townships"),
        ["later-than-county"] = ("晚于全县数据的日期", "later than the county's data"),
        ["as-of-ahead"] = ("资料日期在将来", "as of a day to come"),
        ["as-of-too-early"] = ("早于库中版本", "earlier than what is stored"),
        ["evidence"] = ("历史依据", "historic evidence"),
        ["gcj02-offset"] = ("疑似 GCJ-02 偏移", "probably offset (GCJ-02)"),
    };

    /// <summary>The name of a kind; of an attribute rule, the mistake it catches.</summary>
    public static (string Zh, string En) Of(string kind) =>
        Names.TryGetValue(kind, out var name) ? name
        : AttributeRules.All.FirstOrDefault(r => r.Name == kind) is { } rule ? (rule.MistakeZh, rule.MistakeEn)
        : (kind, kind);
}
