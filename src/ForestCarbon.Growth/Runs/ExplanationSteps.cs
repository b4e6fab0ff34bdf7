using System.Globalization;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Units;
using ForestCarbon.Growth.Curves;

namespace ForestCarbon.Growth.Runs;

/// <summary>The steps of one parcel and year in the order a verifier would compute them.</summary>
internal sealed class ExplanationSteps(AccountingBasis basis, InventoryParcel parcel, ParcelBasis rests, int year)
{
    private static readonly Words Rule = new("定义 §3：从小班自身状态推算", "Definitions §3: projected from the parcel's own state");
    private readonly List<ExplanationStep> _steps = [];

    public required string Code { get; init; }

    public required DateOnly ValidFrom { get; init; }

    /// <summary>Which version of the parcel the run read, counted from its first.</summary>
    public required int VersionNumber { get; init; }

    public Words? LandClass { get; init; }

    public Words? Species { get; init; }

    public Words? Origin { get; init; }

    public int? CulmsPerHa { get; init; }

    public double? MeanDbhCm { get; init; }

    /// <summary>The set the run's curves are of.</summary>
    public required int CurveSetId { get; init; }

    /// <summary>The run's curves were fitted to measured plots; else to parcels.</summary>
    public bool IsOfPlots { get; init; }

    private Words Record => new(
        string.Create(CultureInfo.InvariantCulture, $"小班 {Code}，第 {VersionNumber} 版，{ValidFrom:yyyy-MM-dd} 起"),
        string.Create(CultureInfo.InvariantCulture, $"parcel {Code}, version {VersionNumber}, from {ValidFrom:yyyy-MM-dd} on"));

    private Words Fitted => IsOfPlots
        ? new("本县样地拟合", "fitted from the county's sample plots")
        : new("本县小班拟合", "fitted from the county's parcels");

    /// <summary>All steps; those after the land class only where the parcel has trees that are accounted.</summary>
    public IReadOnlyList<ExplanationStep> All(ParcelReason reason, int? stockKg)
    {
        Read("area", new("面积 A", "Area A"), AccountingBasis.AreaHa(parcel), "ha", new(
            "椭球面积，EPSG:4490；" + Record.Zh, "ellipsoidal area, EPSG:4490; " + Record.En), "S36c");
        Said("land_class", new("地类", "Land class"), Named(parcel.LandClass, LandClass));
        if (reason == ParcelReason.Trees)
            AddTrees(stockKg!.Value);
        else if (reason == ParcelReason.Bamboo)
            AddBamboo();
        else if (stockKg is { } none)
            Computed("stock", new("储量", "Stock"), none, "kg CO₂e", new("无立木：0", "no trees: 0"), Rule, "");
        else
            AddLacking(reason);
        return _steps;
    }

    // What is known of a parcel without a figure, and what it would take to have one.
    private void AddLacking(ParcelReason reason)
    {
        if (parcel.SpeciesCode is { } species)
            Said("species", new("优势树种", "Dominant species"), Named(species, Species));
        if (parcel.Origin is { } origin)
            Said("origin", new("起源", "Origin"), Named(origin, Origin));
        if (parcel.Age is { } age)
            Read("age", new("平均年龄 a", "Mean age a"), age, "年", Record, "");
        if (parcel.VolumeM3PerHa is { } volume)
            Read("measured_volume", new("实测公顷蓄积 V₀", "Measured volume V₀"), volume, "m³/ha", Record, "");
        Said("lacking", new("缺什么", "What is missing"), reason switch
        {
            ParcelReason.Shrub => new("灌木林单位面积生物量：没有来源明确的参数。录入有来源的参数并重新核算后才计入", "biomass per area of shrub: no sourced parameter; it counts once one is entered and the county accounted again"),
            ParcelReason.EconomicForest => new("经济林（油茶、果树等）单位面积生物量：没有来源明确的参数，蓄积换算不适用。录入有来源的参数并重新核算后才计入", "biomass per area of economic forest (oil tea, fruit): no sourced parameter, and conversion from volume does not apply; it counts once one is entered and the county accounted again"),
            ParcelReason.Nursery => new("苗圃苗木的生物量：没有来源明确的参数", "biomass of nursery stock: no sourced parameter"),
            ParcelReason.NoFactor => new($"参数集 {FactorSet.ArCm001V01.Id} 没有这个树种的密度、扩展系数、根茎比、含碳率", $"factor set {FactorSet.ArCm001V01.Id} has no density, expansion factor, root-to-shoot ratio and carbon fraction of this species"),
            ParcelReason.ScatteredTrees => new("散生木、四旁树的换算参数：没有来源明确的", "factors for scattered and four-side trees: none sourced"),
            ParcelReason.UnknownLandClass => new("地类代码不在字典里：请核对地类", "the land class is in no dictionary: check it"),
            ParcelReason.NoSpecies => new("优势树种：没有它选不出曲线和参数，请补录", "dominant species: without it no curve and factors can be chosen; enter it"),
            ParcelReason.NoOrigin => new("起源（人工或天然）：请补录", "origin (planted or natural): enter it"),
            ParcelReason.NoVolume => new("公顷蓄积：请补录", "volume per hectare: enter it"),
            ParcelReason.NoAge => new("平均年龄，且不能由龄组推定：请补录", "mean age, and the age group does not give one: enter it"),
            ParcelReason.NoCurve => new("生长曲线：本层和树种组的样本都不足", "growth curve: too few samples in the stratum and in the species group"),
            ParcelReason.TooLarge => new("储量超过一个小班可存的上限（2,147,483 吨）：请核对面积和蓄积", "stock above what one parcel can hold (2,147,483 t): check area and volume"),
            ParcelReason.BeyondTable => new("年龄超出曲线表：请核对年龄", "age beyond the table of the curve: check it"),
            _ => new("算不出有限的数：请核对年龄和蓄积", "no finite figure: check age and volume"),
        }, reason.Status() == ParcelStatus.NotAccounted ? "?" : "", new("定义 §3：没有来源的参数不用，缺的不补", "Definitions §3: no parameter without a source, nothing missing is filled in"));
    }

    private void AddTrees(int stockKg)
    {
        var stored = basis.Curves.Curves[rests.Curve];
        Said("species", new("优势树种", "Dominant species"), Named(parcel.SpeciesCode!, Species));
        Said("origin", new("起源", "Origin"), Named(parcel.Origin!, Origin));
        Said("site_class", new("立地等级", "Site class"), parcel.SiteClass is { } siteClass
            ? Words.Same(siteClass.ToString(CultureInfo.InvariantCulture))
            : new("未填", "not stated"));
        AddAge();
        Read("measured_volume", new("实测公顷蓄积 V₀", "Measured volume V₀"), parcel.VolumeM3PerHa!.Value, "m³/ha", Record, "");
        var (volumes, deviations) = basis.Volumes(parcel, rests);
        var at = year - basis.FirstYear;
        if (rests.Site is { } site)
        {
            AddDifference(basis.Curves.Families[rests.Family], site, volumes[at]);
            AddConversion(volumes[at], stockKg);
            return;
        }
        if (basis.ProjectedBy == GrowthProjection.Difference)
            AddNoMember();
        AddCurve(stored);
        if (rests.Youngest == rests.Oldest)
            AddProjection(basis.Table(rests.Curve), volumes[at]);
        else
            AddMeanProjection(volumes[at], deviations[at]);
        AddConversion(volumes[at], stockKg);
    }

    // Bamboo has a path of its own: culms per hectare by 度 × the culm equation at the mean diameter. What it lacks is named, and
    // without it there are no tonnes.
    private void AddBamboo()
    {
        var missing = new Words("缺", "missing");
        var culms = new Words("立竹度（每公顷株数）", "Culms per hectare");
        if (CulmsPerHa is { } known)
            Read("culms", culms, known, "/ha", Record, "");
        else
            Said("culms", culms, missing);
        var diameter = new Words("平均胸径 D", "Mean diameter D");
        if (MeanDbhCm is > 0 and var dbh)
        {
            Read("dbh", diameter, dbh, "cm", Record, "");
            for (var du = 1; du <= 3; du++)
                Computed(Invariant($"culm_{du}"), new(Invariant($"单株地上生物量（{du} 度）"), Invariant($"Above-ground biomass of a culm of {du} du")),
                    BambooBiomass.MosoCulmAgbKg(dbh, du), "kg d.m.", Words.Same("747.787·D^2.771·[0.148·A/(0.028+A)]^5.555 + 3.772"),
                    new(BambooBiomass.MosoSource.Source, "moso bamboo, above-ground biomass of a culm from diameter and du"), BambooBiomass.MosoSource.Mark);
        }
        else
        {
            Said("dbh", diameter, missing);
        }
        Said("du_structure", new("度数结构（各度立竹株数）", "Age structure of the culms (culms by du)"), missing);
        Said("bamboo_carbon", new("竹材含碳率、地下比例", "Carbon fraction and below-ground share of bamboo"), new(
            "缺：只有范围（含碳率 0.466–0.483，地上占 86–88 %），不取中间值", "missing: only ranges are known (carbon fraction 0.466–0.483, 86–88 % above ground), and no middle is taken"),
            "S25", new("湖南桃江毛竹林实测", "measured in moso bamboo of Taojiang, Hunan"));
    }

    private void AddAge()
    {
        var name = new Words("平均年龄 a", "Mean age a");
        if (rests.Youngest == rests.Oldest)
            Read("age", name, rests.Youngest, "年", Record, "");
        else
            Said("age", name, new(
                Invariant($"缺；按龄组 {parcel.AgeGroup} 取 {rests.Youngest}–{rests.Oldest} 年，各年等可能（LY/T 2908-2017）"),
                Invariant($"missing; by age group {parcel.AgeGroup} any of {rests.Youngest}–{rests.Oldest} years, equally likely (LY/T 2908-2017)")), "M");
        Computed("years", new("距资源数据年 Δ", "Years since the inventory Δ"), year - parcel.InventoryYear, "年",
            Words.Same(Invariant($"{year} − {parcel.InventoryYear}")), Rule, "");
    }

    private void AddCurve(StoredCurve stored)
    {
        var fitted = stored.Fitted;
        var form = fitted.Curve.Form.ToString();
        var estimates = fitted.Curve.Form.ParameterNames().Select((name, i) =>
            $"{name} = {Significant.Of(fitted.Curve.Parameters[i], 6)} ± {Significant.Of(fitted.StandardErrors[i], 3)}").ToList();
        var isOfGroup = (rests.Flags & ParcelFlags.GroupCurve) != 0;
        // Why it is the group's: the curve set's page says what the stratum lacks.
        var why = parcel.SiteClass is null ? new Words("小班未填立地等级", "the parcel states no site class") : new Words("本层没有曲线", "the stratum has no curve");
        var basedOn = fitted.Basis;
        Said("curve", new("生长曲线 f", "Growth curve f"), new(
            Invariant($"{(isOfGroup ? $"树种组曲线（{why.Zh}）" : "本层曲线")}：{fitted.Stratum}；{form}：{string.Join("，", estimates)}；")
            + Invariant($"n = {basedOn.Parcels}，年龄 {basedOn.Youngest}–{basedOn.Oldest}，R² = {fitted.R2:0.000}，剩余标准差 {fitted.ResidualM3PerHa:0.0} m³/ha"),
            Invariant($"{(isOfGroup ? $"curve of the species group ({why.En})" : "curve of the stratum")} {fitted.Stratum}; {form}: {string.Join(", ", estimates)}; ")
            + Invariant($"n = {basedOn.Parcels}, ages {basedOn.Youngest}–{basedOn.Oldest}, R² = {fitted.R2:0.000}, residual SD {fitted.ResidualM3PerHa:0.0} m³/ha")),
            "c", new(Invariant($"曲线 {stored.CurveId}，{Fitted.Zh}"), Invariant($"curve {stored.CurveId}, {Fitted.En}")), new CurvePlace(CurveSetId, CurveId: stored.CurveId));
    }

    private void AddProjection(TabulatedCurve table, double volume)
    {
        var curve = new Words("曲线", "the curve");
        var age = rests.Youngest;
        var since = year - parcel.InventoryYear;
        var calibration = Calibration.Of(age, parcel.VolumeM3PerHa!.Value, table[age]);
        Computed("curve_now", new("曲线值 f(a)", "Curve at a"), table[age], "m³/ha", Words.Same(Invariant($"f({age})")), curve, "c");
        Computed("calibration", new("校正系数 r", "Calibration r"), calibration.Ratio, "1", calibration.Mark switch
        {
            CalibrationMark.Limited => new(
                Invariant($"V₀ ÷ f(a) = {parcel.VolumeM3PerHa / table[age]:G5}，限于 0.3–2.0"),
                Invariant($"V₀ ÷ f(a) = {parcel.VolumeM3PerHa / table[age]:G5}, limited to 0.3–2.0")),
            CalibrationMark.NotCalibrated => new("a < 5 年、V₀ = 0 或 f(a) < 5 m³/ha：取 1", "a < 5 years, V₀ = 0 or f(a) < 5 m³/ha: taken as 1"),
            _ => Words.Same("V₀ ÷ f(a)"),
        }, Rule, "c");
        Computed("curve_then", new("曲线值 f(a+Δ)", "Curve at a+Δ"), table[age + since], "m³/ha", Words.Same(Invariant($"f({age + since})")), curve, "c");
        Computed("volume", VolumeName, volume, "m³/ha", Words.Same("V₀ + r·(f(a+Δ) − f(a))"), Rule, "c");
    }

    private Words VolumeName => new(Invariant($"{year} 年公顷蓄积 V"), Invariant($"Volume in {year} V"));

    private void AddDifference(StoredFamily stored, double site, double volume)
    {
        var fitted = stored.Fitted;
        var family = fitted.Family;
        var method = new Words(
            "广义代数差分法 GADA，Richards 基式（Cieszewski 与 Bailey 2000），方程由代数推出",
            "generalised algebraic difference approach (GADA), Richards base (Cieszewski and Bailey 2000), equations by algebra");
        var isOfGroup = fitted.Scope.SpeciesCode is null;
        var estimates = string.Join(", ", family.Parameters.Select((b, i) => Invariant($"b{i + 1} = {Significant.Of(b, 6)} ± {Significant.Of(fitted.StandardErrors[i], 3)}")));
        var sites = string.Join(", ", fitted.Sites.Select(s => Invariant($"{s.SiteClass}: {Significant.Of(s.X, 6)} ± {Significant.Of(s.StandardError, 3)}")));
        Said("family", new("差分族", "Difference family"), new(
            Invariant($"{(isOfGroup ? "树种组的族（本树种没有族）" : "本树种的族")}：{fitted.Scope}；{estimates}；各立地等级的 X：{sites}；n = {fitted.Basis.Parcels}，R² = {fitted.R2:0.000}，剩余标准差 {fitted.ResidualM3PerHa:0.0} m³/ha"),
            Invariant($"{(isOfGroup ? "family of the species group (the species has none)" : "family of the species")} {fitted.Scope}; {estimates}; X by site class: {sites}; n = {fitted.Basis.Parcels}, R² = {fitted.R2:0.000}, residual SD {fitted.ResidualM3PerHa:0.0} m³/ha")),
            "c", new(Invariant($"差分族 {stored.FamilyId}，{Fitted.Zh}"), Invariant($"family {stored.FamilyId}, {Fitted.En}")), new CurvePlace(CurveSetId, FamilyId: stored.FamilyId));
        Computed("site", new("小班的 X", "The parcel's X"), site, "ln(m³/ha)", new(
            "½·(B + √(B² − 4·b3·L))，L = ln(1 − e^(−b1·a))，B = ln V₀ − b2·L", "½·(B + √(B² − 4·b3·L)), L = ln(1 − e^(−b1·a)), B = ln V₀ − b2·L"), method, "c");
        Computed("asymptote", new("渐近值", "Asymptote"), Math.Exp(site), "m³/ha", Words.Same("e^X"), method, "c");
        Computed("power", new("形状 p", "Shape p"), family.PowerOf(site), "1", Words.Same("b2 + b3/X"), method, "c");
        Computed("volume", VolumeName, volume, "m³/ha", Words.Same("V₀·((1 − e^(−b1·(a+Δ))) / (1 − e^(−b1·a)))^p"), method, "M");
    }

    // The run projects by difference and this parcel could not: that is said before the path it took instead.
    private void AddNoMember() => Said("no_member", new("差分族", "Difference family"), rests.Family < 0
        ? new("本树种和树种组都没有族：按曲线推算", "neither the species nor its group has one: projected by the curve")
        : rests.Youngest != rests.Oldest
        ? new("年龄是推定的：按曲线推算", "the age is inferred: projected by the curve")
        : new(
            Invariant($"没有一条通过小班自身状态：a < {Calibration.YoungestAge} 年、V₀ = 0，或渐近值在所拟合立地的 0.3–2.0 倍之外；按曲线推算"),
            Invariant($"no member passes through the parcel's own state: a < {Calibration.YoungestAge} years, V₀ = 0, or an asymptote outside 0.3–2.0 of the sites fitted; projected by the curve")),
        "c", Rule);

    private void AddMeanProjection(double volume, double deviation)
    {
        Computed("volume", VolumeName, volume, "m³/ha", new(
            "V₀ + r·(f(a+Δ) − f(a)) 对各可能年龄取平均", "V₀ + r·(f(a+Δ) − f(a)), mean over the possible ages"), Rule, "c");
        Computed("volume_deviation", new("V 的标准差", "Standard deviation of V"), deviation, "m³/ha", new(
            "同上，各可能年龄之间", "the same, between the possible ages"), Rule, "c");
    }

    private void AddConversion(double volume, int stockKg)
    {
        var f = rests.Factors!;
        var perHa = StandBiomass.FromVolume(new CubicMetresPerHectare(volume), f);
        var source = new Words(f.Citation.Source, FactorSource);
        Read("wood_density", new("木材密度 D", "Wood density D"), f.WoodDensity, "t d.m./m³", source, f.Citation.Mark);
        Read("bef", new("生物量扩展因子 BEF", "Expansion factor BEF"), f.Bef.Value, "1", source, f.Citation.Mark);
        Read("root_shoot", new("根茎比 R", "Root-to-shoot ratio R"), f.RootShoot, "1", source, f.Citation.Mark);
        Read("carbon_fraction", new("含碳率 CF", "Carbon fraction CF"), f.CarbonFraction, "tC/t d.m.", source, f.Citation.Mark);
        Computed("agb", new("地上生物量", "Above-ground biomass"), perHa.AgbTPerHa, "t d.m./ha", Words.Same("V·D·BEF"), source, f.Citation.Mark);
        Computed("bgb", new("地下生物量", "Below-ground biomass"), perHa.BgbTPerHa, "t d.m./ha", new(
            "地上生物量·R", "above-ground biomass·R"), source, f.Citation.Mark);
        Computed("carbon", new("碳储量", "Carbon"), perHa.CarbonTPerHa, "tC/ha", new(
            "（地上 + 地下）·CF", "(above + below ground)·CF"), source, f.Citation.Mark);
        Computed("co2", new("二氧化碳当量", "CO₂ equivalent"), perHa.Co2eTPerHa, "t CO₂e/ha", new(
            "碳储量·44/12", "carbon·44/12"), new("摩尔质量之比 44/12", "ratio of molar masses 44/12"), "c");
        Computed("stock", new(Invariant($"{year}-12-31 储量"), Invariant($"Stock at {year}-12-31")), stockKg, "kg CO₂e", new(
            "A·V·D·BEF·(1+R)·CF·44/12·1000，取整到千克", "A·V·D·BEF·(1+R)·CF·44/12·1000, rounded to the kilogram"), Rule, f.Citation.Mark);
    }

    // The set's file cites in Chinese and its hash is pinned, so the English stands here.
    private static string FactorSource => FactorSet.ArCm001V01.Id + ", annex of parameters (same origin as the national greenhouse gas inventory)";

    private void Read(string key, Words name, double value, string unit, Words source, string mark) =>
        Computed(key, name, value, unit, Words.None, source, mark);

    private void Computed(string key, Words name, double value, string unit, Words equation, Words source, string mark) =>
        _steps.Add(new ExplanationStep(key, name.Zh, name.En, value, null, null, unit, equation.Zh, equation.En, source.Zh, source.En, mark));

    private void Said(string key, Words name, Words text, string mark = "", Words? source = null, CurvePlace? curve = null)
    {
        var from = source ?? Record;
        _steps.Add(new ExplanationStep(key, name.Zh, name.En, null, text.Zh, text.En, "", "", "", from.Zh, from.En, mark) { Curve = curve });
    }

    private static Words Named(string code, Words? name) => name is null ? Words.Same(code) : new($"{code} {name.Zh}", $"{code} {name.En}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>A text in both languages of the pages.</summary>
internal sealed record Words(string Zh, string En)
{
    public static Words None { get; } = Same("");

    public static Words Same(string text) => new(text, text);

    /// <summary>Null where there is no Chinese; what has no English shows the Chinese.</summary>
    public static Words? Of(string? zh, string? en) => zh is null ? null : new(zh, en ?? zh);
}
