using System.Text.RegularExpressions;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>The English of what the lines of a calculation are called. The Chinese is the name: it stands in documents and in what is hashed.</summary>
public static partial class LineNames
{
    private static readonly (string Zh, string En)[] Whole =
    [
        ("非持久性风险扣减率", "deduction for non-permanence"), ("CO₂ 与碳的质量比", "mass ratio of CO₂ to carbon"), ("面积", "area"), ("木材密度", "wood density"), ("生物量扩展因子", "biomass expansion factor"),
        ("根茎比", "root-shoot ratio"), ("含碳率", "carbon fraction"), ("单位蓄积的碳储量", "carbon stock per volume"), ("单位面积蓄积", "volume per hectare"), ("碳储量", "carbon stock"), ("碳储量变化", "change of carbon stock"),
        ("枯死木变化", "change of dead wood"), ("枯落物变化", "change of litter"), ("土壤有机碳变化", "change of soil organic carbon"), ("项目排放", "project emissions"), ("泄漏", "leakage"), ("基准线清除量", "baseline removals"),
        ("净清除量", "net removals"), ("预计减排量", "expected reduction"), ("计入期预计减排量", "expected reduction of the crediting period"), ("年均预计减排量", "mean expected reduction per year"),
        ("在计入期内的天数", "days within the crediting period"), ("置信区间外的概率", "probability outside the confidence interval"), ("面积权重", "area weight"), ("样地数", "number of plots"), ("样地平均变化", "mean change of the plots"),
        ("样地平均碳储量", "mean stock of the plots"), ("样本标准差", "standard deviation of the sample"), ("加权平均变化", "weighted mean change"), ("加权平均碳储量", "weighted mean stock"), ("加权方差", "weighted variance"),
        ("单位面积变化", "change per hectare"), ("单位面积碳储量", "stock per hectare"), ("标准误", "standard error"), ("自由度", "degrees of freedom"), ("置信区间半宽", "half-width of the confidence interval"),
        ("相对误差", "relative error"), ("扣减率（扣减规则未录入）", "rate of deduction (its rule is not entered)"), ("扣减率", "rate of deduction"), ("变化量（扣减前）", "change before the deduction"), ("变化量（扣减后）", "change after the deduction"),
        ("样地碳储量", "stock of the plot"), ("生物量", "biomass"), ("样地变化", "change of the plot"), ("超出扣减表各级的扣减率", "rate beyond the steps of the table of deductions"), ("此前未补足的损失", "loss not made up before"),
        ("项目清除量", "project removals"), ("减排量", "reduction"), ("可申请登记量", "tonnes that can be applied for"), ("结转的损失", "loss carried on"), ("的天数", "days"), ("的吨数", "tonnes"),
        ("计算土壤有机碳的面积", "area of soil organic carbon"), ("土壤有机碳参考储量", "reference stock of soil organic carbon"), ("土地利用、管理和投入因子之积", "product of the factors of use, management and input"),
        ("开工时的土壤有机碳储量", "soil organic carbon at the start"), ("土壤有机碳年变化的上限", "most that soil organic carbon changes in a year"), ("土壤有机碳年变化（封顶之前）", "yearly change of soil organic carbon before its limit"),
        ("土壤有机碳年变化", "yearly change of soil organic carbon"), ("土壤有机碳一年的变化", "change of soil organic carbon in a year"), ("全覆盖灌木与森林地上生物量之比", "above-ground biomass of shrubs of full cover to forest"),
        ("当地森林地上生物量", "above-ground biomass of forests of the region"), ("计入的灌木最小盖度", "least cover of shrubs that counts"), ("造林前面积", "area before planting"), ("树冠覆盖度", "crown cover"), ("林木年变化", "yearly change of trees"),
        ("灌木盖度", "cover of shrubs"), ("稳定后的灌木盖度", "cover of shrubs once steady"), ("灌木年变化", "yearly change of shrubs"), ("灌木碳储量", "carbon stock of shrubs"), ("稳定后的灌木碳储量", "carbon stock of shrubs once steady"),
        ("基准线林木含碳率", "carbon fraction of trees of the baseline"), ("基准线林木根茎比", "root-shoot ratio of trees of the baseline"), ("当地森林地上生物量年增量", "yearly growth of above-ground biomass of forests of the region"),
        ("枯死木与林木碳储量之比", "carbon of dead wood to that of trees"), ("枯落物与林木碳储量之比", "carbon of litter to that of trees"),
    ];

    // What stands before one of the names: a pool, an end of the period.
    private static readonly (string Zh, string En)[] Before = [("林木", "trees: "), ("竹子", "bamboo: "), ("灌木", "shrubs: "), ("期初", "at the start: "), ("期末", "at the end: ")];

    private static readonly Dictionary<string, string> ByChinese = Whole.ToDictionary(n => n.Zh, n => n.En, StringComparer.Ordinal);

    /// <summary>The English of a line's name; the Chinese where there is none.</summary>
    public static string English(string nameZh)
    {
        if (ByChinese.TryGetValue(nameZh, out var known))
            return known;
        if (OfYear().Match(nameZh) is { Success: true } year)
            return $"{English(year.Groups[3].Value)}, {(year.Groups[2].Length > 0 ? "end of " : "")}{year.Groups[1].Value}";
        if (Step().Match(nameZh) is { Success: true } step)
            return $"table of deductions, step {step.Groups[1].Value}: {(step.Groups[2].Value == "的扣减率" ? "rate" : "upper limit of the relative error")}";
        if (nameZh.StartsWith("核算期在开工起", StringComparison.Ordinal))
            return $"years of the period within {Pools.SoilCarbon.Years} of the start";
        foreach (var equation in EmissionEquation.All)
            if (nameZh.StartsWith(equation.NameZh, StringComparison.Ordinal))
                return nameZh.Length == equation.NameZh.Length ? equation.NameEn
                    : equation.Inputs.FirstOrDefault(i => nameZh == $"{equation.NameZh}：{i.NameZh}") is { } input ? $"{equation.NameEn}: {input.NameEn}" : nameZh;
        foreach (var (zh, en) in Before)
            if (nameZh.StartsWith(zh, StringComparison.Ordinal) && English(nameZh[zh.Length..]) is var rest && rest != nameZh[zh.Length..])
                return en + rest;
        return nameZh;
    }

    [GeneratedRegex("^([0-9]{4}) 年(末)? ?(.+)$")]
    private static partial Regex OfYear();

    [GeneratedRegex("^扣减表第 ([0-9]+) 级(的扣减率|的相对误差上限)$")]
    private static partial Regex Step();
}
