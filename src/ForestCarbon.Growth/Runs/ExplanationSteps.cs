using System.Globalization;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Units;
using ForestCarbon.Growth.Curves;

namespace ForestCarbon.Growth.Runs;

/// <summary>The steps of one parcel and year in the order a verifier would compute them.</summary>
internal sealed class ExplanationSteps(AccountingBasis basis, InventoryParcel parcel, ParcelBasis rests, int year)
{
    private const string Rule = "定义 §3：从小班自身状态推算";
    private readonly List<ExplanationStep> _steps = [];

    public required string Code { get; init; }

    public required DateOnly ValidFrom { get; init; }

    public string? LandClass { get; init; }

    public string? Species { get; init; }

    public string? Origin { get; init; }

    private string Record => string.Create(CultureInfo.InvariantCulture, $"小班 {Code}，{ValidFrom:yyyy-MM-dd} 版本 {parcel.ParcelVersionId}");

    /// <summary>All steps; those after the land class only where the parcel has trees that are accounted.</summary>
    public IReadOnlyList<ExplanationStep> All(ParcelReason reason, int? stockKg)
    {
        Read("area", "面积 A", "Area A", AccountingBasis.AreaHa(parcel), "ha", "椭球面积，EPSG:4490；" + Record, "S36c");
        Said("land_class", "地类", "Land class", Named(parcel.LandClass, LandClass));
        if (reason == ParcelReason.Trees)
            AddTrees(stockKg!.Value);
        else if (stockKg is { } none)
            Computed("stock", "储量", "Stock", none, "kg CO₂e", "无立木：0", Rule, "");
        return _steps;
    }

    private void AddTrees(int stockKg)
    {
        var stored = basis.Curves.Curves[rests.Curve];
        Said("species", "优势树种", "Dominant species", Named(parcel.SpeciesCode!, Species));
        Said("origin", "起源", "Origin", Named(parcel.Origin!, Origin));
        Said("site_class", "立地等级", "Site class", parcel.SiteClass?.ToString(CultureInfo.InvariantCulture) ?? "未填");
        AddAge();
        Read("measured_volume", "实测公顷蓄积 V₀", "Measured volume V₀", parcel.VolumeM3PerHa!.Value, "m³/ha", Record, "");
        AddCurve(stored);
        var (volumes, deviations) = basis.Volumes(parcel, rests);
        var at = year - basis.FirstYear;
        if (rests.Youngest == rests.Oldest)
            AddProjection(basis.Table(rests.Curve), volumes[at]);
        else
            AddMeanProjection(volumes[at], deviations[at]);
        AddConversion(volumes[at], stockKg);
    }

    private void AddAge()
    {
        if (rests.Youngest == rests.Oldest)
            Read("age", "平均年龄 a", "Mean age a", rests.Youngest, "年", Record, "");
        else
            Said("age", "平均年龄 a", "Mean age a", Invariant(
                $"缺；按龄组 {parcel.AgeGroup} 取 {rests.Youngest}–{rests.Oldest} 年，各年等可能（LY/T 2908-2017）"), "M");
        Computed("years", "距资源数据年 Δ", "Years since the inventory Δ", year - parcel.InventoryYear, "年",
            Invariant($"{year} − {parcel.InventoryYear}"), Rule, "");
    }

    private void AddCurve(StoredCurve stored)
    {
        var fitted = stored.Fitted;
        var parameters = string.Join("，", fitted.Curve.Form.ParameterNames().Select((name, i) => Invariant(
            $"{name} = {fitted.Curve.Parameters[i]:G6} ± {fitted.StandardErrors[i]:G3}")));
        var level = (rests.Flags & ParcelFlags.GroupCurve) != 0
            ? Invariant($"树种组曲线（本层样本不足）：{fitted.Stratum}")
            : Invariant($"本层曲线：{fitted.Stratum}");
        Said("curve", "生长曲线 f", "Growth curve f", Invariant($"{level}；{fitted.Curve.Form.Name()}：{parameters}；")
            + Invariant($"n = {fitted.Basis.Parcels}，年龄 {fitted.Basis.Youngest}–{fitted.Basis.Oldest}，")
            + Invariant($"R² = {fitted.R2:0.000}，剩余标准差 {fitted.ResidualM3PerHa:0.0} m³/ha"), "c",
            Invariant($"曲线 {stored.CurveId}，本县小班拟合"));
    }

    private void AddProjection(TabulatedCurve table, double volume)
    {
        var age = rests.Youngest;
        var since = year - parcel.InventoryYear;
        var calibration = Calibration.Of(age, parcel.VolumeM3PerHa!.Value, table[age]);
        Computed("curve_now", "曲线值 f(a)", "Curve at a", table[age], "m³/ha", Invariant($"f({age})"), "曲线", "c");
        Computed("calibration", "校正系数 r", "Calibration r", calibration.Ratio, "1", calibration.Mark switch
        {
            CalibrationMark.Limited => Invariant($"V₀ ÷ f(a) = {parcel.VolumeM3PerHa / table[age]:G5}，限于 0.3–2.0"),
            CalibrationMark.NotCalibrated => "a < 5 年、V₀ = 0 或 f(a) < 5 m³/ha：取 1",
            _ => "V₀ ÷ f(a)",
        }, Rule, "c");
        Computed("curve_then", "曲线值 f(a+Δ)", "Curve at a+Δ", table[age + since], "m³/ha", Invariant($"f({age + since})"), "曲线", "c");
        Computed("volume", Invariant($"{year} 年公顷蓄积 V"), Invariant($"Volume in {year} V"), volume, "m³/ha", "V₀ + r·(f(a+Δ) − f(a))", Rule, "c");
    }

    private void AddMeanProjection(double volume, double deviation)
    {
        Computed("volume", Invariant($"{year} 年公顷蓄积 V"), Invariant($"Volume in {year} V"), volume, "m³/ha",
            "V₀ + r·(f(a+Δ) − f(a)) 对各可能年龄取平均", Rule, "c");
        Computed("volume_deviation", "V 的标准差", "Standard deviation of V", deviation, "m³/ha", "同上，各可能年龄之间", Rule, "c");
    }

    private void AddConversion(double volume, int stockKg)
    {
        var f = rests.Factors!;
        var perHa = StandBiomass.FromVolume(new CubicMetresPerHectare(volume), f);
        var source = f.Citation.Source;
        Read("wood_density", "木材密度 D", "Wood density D", f.WoodDensity, "t d.m./m³", source, f.Citation.Mark);
        Read("bef", "生物量扩展因子 BEF", "Expansion factor BEF", f.Bef, "1", source, f.Citation.Mark);
        Read("root_shoot", "根茎比 R", "Root-to-shoot ratio R", f.RootShoot, "1", source, f.Citation.Mark);
        Read("carbon_fraction", "含碳率 CF", "Carbon fraction CF", f.CarbonFraction, "tC/t d.m.", source, f.Citation.Mark);
        Computed("agb", "地上生物量", "Above-ground biomass", perHa.AgbTPerHa, "t d.m./ha", "V·D·BEF", source, f.Citation.Mark);
        Computed("bgb", "地下生物量", "Below-ground biomass", perHa.BgbTPerHa, "t d.m./ha", "地上生物量·R", source, f.Citation.Mark);
        Computed("carbon", "碳储量", "Carbon", perHa.CarbonTPerHa, "tC/ha", "（地上 + 地下）·CF", source, f.Citation.Mark);
        Computed("co2", "二氧化碳当量", "CO₂ equivalent", perHa.Co2eTPerHa, "t CO₂e/ha", "碳储量·44/12", "摩尔质量之比 44/12", "c");
        Computed("stock", Invariant($"{year}-12-31 储量"), Invariant($"Stock at {year}-12-31"), stockKg, "kg CO₂e",
            "A·V·D·BEF·(1+R)·CF·44/12·1000，取整到千克", Rule, f.Citation.Mark);
    }

    private void Read(string key, string nameZh, string nameEn, double value, string unit, string source, string mark) =>
        _steps.Add(new ExplanationStep(key, nameZh, nameEn, value, null, unit, "", source, mark));

    private void Computed(string key, string nameZh, string nameEn, double value, string unit, string equation, string source, string mark) =>
        _steps.Add(new ExplanationStep(key, nameZh, nameEn, value, null, unit, equation, source, mark));

    private void Said(string key, string nameZh, string nameEn, string text, string mark = "", string? source = null) =>
        _steps.Add(new ExplanationStep(key, nameZh, nameEn, null, text, "", "", source ?? Record, mark));

    private static string Named(string code, string? name) => name is null ? code : $"{code} {name}";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
