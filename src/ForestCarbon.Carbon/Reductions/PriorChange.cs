using ForestCarbon.Carbon.Pools;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>Lines of a sheet on what stood before the project: the change of a year, stratum by stratum (<see cref="CrownCover"/> is the oracle).</summary>
internal static class PriorChange
{
    /// <summary>Adds the lines; keys of the yearly changes whose sum is the baseline of a year.</summary>
    public static IReadOnlyList<string> Of(CalculationSheet sheet, PriorVegetation prior, Formula toCo2)
    {
        Formula Parameter(string key, string symbol, string name, string unit, Given given) => sheet.Given(SheetPart.Parameters, key, symbol, name, unit, given.Value, given.Citation);
        var (perTree, perShrub, least) = ((Formula?)null, (Formula?)null, (Formula?)null);
        // A parameter stands in the sheet once something needs it: ground without trees does not wait for the growth of trees.
        Formula PerTree() => perTree ??= toCo2 * Parameter("CF_T", "CF_TREE", "基准线林木含碳率", "tC/t d.m.", prior.TreeCarbonFraction)
            * Parameter("db_F", "Δb_FOREST", "当地森林地上生物量年增量", "t d.m./(ha·a)", prior.ForestIncrement) * (1 + Parameter("R_T", "R_TREE", "基准线林木根茎比", "1", prior.TreeRootShoot));
        Formula PerShrub() => perShrub ??= toCo2 * Parameter("CF_S", "CF_S", "灌木含碳率", "tC/t d.m.", prior.ShrubCarbonFraction) * (1 + Parameter("R_S", "R_S", "灌木根茎比", "1", prior.ShrubRootShoot))
            * Parameter("BDR", "BDR_SF", "全覆盖灌木与森林地上生物量之比", "1", prior.ShrubRatio) * Parameter("b_F", "b_FOREST", "当地森林地上生物量", "t d.m./ha", prior.ForestAgb);
        Formula Least() => least ??= Parameter("least_S", "CC_min", "计入的灌木最小盖度", "1", prior.LeastShrubCover);

        var changes = new List<string>();
        foreach (var s in prior.Strata)
        {
            var row = $"{s.Code}　{s.NameZh}（造林前）";
            Formula Entered(string key, string symbol, string name, string unit, Given given) => sheet.Given(SheetPart.Strata, $"{key}.{s.Code}", symbol, name, unit, given.Value, given.Citation, row);
            Formula Computed(string key, string symbol, string name, string unit, Formula formula, string equation) =>
                sheet.Computed(SheetPart.Strata, $"{key}.{s.Code}", symbol, name, unit, formula, equation, CrownCover.Source, row);
            void None(string key, string symbol, string name, Given cover) => Entered(key, symbol, name, "tCO2e/a", new Given(0, cover.Citation));
            var area = Entered("pA", "Aᵢ", "造林前面积", "ha", s.AreaHa);
            var trees = Entered("pT", "CC_TREE", "树冠覆盖度", "1", s.TreeCover);
            if (s.TreeCover.Value == 0)
                None("pdT", "ΔC_TREE_BSL", "林木年变化", s.TreeCover);
            else
                Computed("pdT", "ΔC_TREE_BSL", "林木年变化", "tCO2e/a", PerTree() * trees * area, "式 (10)：44/12·CF·Δb_FOREST·(1+R)·CC·A");
            var (shrubs, later) = (Entered("pS1", "CC_SHRUB,1", "灌木盖度", "1", s.ShrubCover), Entered("pS2", "CC_SHRUB,2", "稳定后的灌木盖度", "1", s.ShrubCoverLater));
            if ((s.ShrubCover.Value, s.ShrubCoverLater.Value) is (0, 0))
                None("pdS", "ΔC_SHRUB_BSL", "灌木年变化", s.ShrubCover);
            else
            {
                Formula Stock(string key, string symbol, string name, Formula cover) =>
                    Computed(key, symbol, name, "tCO2e", Formula.AtMost(Least(), cover, PerShrub() * cover * area, 0), "式 (26)(27)：44/12·CF_S·(1+R_S)·A·BDR_SF·b_FOREST·CC，CC < 5 % 为 0");
                var (before, after) = (Stock("pC1", "C_SHRUB,1", "灌木碳储量", shrubs), Stock("pC2", "C_SHRUB,2", "稳定后的灌木碳储量", later));
                Computed("pdS", "ΔC_SHRUB_BSL", "灌木年变化", "tCO2e/a", (after - before) / CrownCover.SteadyYears, $"式 (25)：(C₂ − C₁)/{CrownCover.SteadyYears}");
            }
            changes.AddRange([$"pdT.{s.Code}", $"pdS.{s.Code}"]);
        }
        return changes;
    }
}
