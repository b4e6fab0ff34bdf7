using System.Globalization;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;

namespace ForestCarbon.Growth.SinkTables;

/// <summary>The note below a sink table in both languages: what was counted, how, with which data, and how sure it is. Frozen with the table.</summary>
internal static class MethodNote
{
    private const string NotApproved = "，编制时未批准，批准后统计表才能冻结";
    private const string NotApprovedInEnglish = ", not approved when drafted: the table is frozen only once it is";

    // What stood there before a table could only be frozen on approved curves.
    private const string OnceNotApproved = "，未经批准";
    private const string OnceNotApprovedInEnglish = ", not approved";

    private const string NoPart = "–（储量由实测蓄积直接换算，没有用曲线推算，不起作用）";
    private const string NoPartInEnglish = "– (the stock is converted from measured volumes and rests on no curve: no part in it)";
    private const string NoAge = "–（储量不依赖缺失的年龄，不起作用）";
    private const string NoAgeInEnglish = "– (the stock rests on no missing age: no part in it)";
    private const string Unknown = "未知，没有一项误差是已知的，不是说储量没有误差";
    private const string UnknownInEnglish = "unknown: no error is known, which is not to say that the stock has none";
    private const string Incomplete = "，缺项未计入，不是全部不确定性";
    private const string IncompleteInEnglish = "; what is missing is not counted, so this is not the whole uncertainty";

    // What stood there before a part that plays none was told from one of 0.
    private const string OnceNought = "0.0 t CO₂e";

    public static string Of(RunRow run, CurveSetRow? curves, int year, RunRow? previous, SinkTable? before, IReadOnlyList<SinkUncertainty> uncertainty)
    {
        var manifest = RunManifest.Parse(run.Manifest);
        string[] sentences =
        [
            $"口径：{year} 年 12 月 31 日活立木地上、地下生物量碳储量，以二氧化碳当量计；面积为椭球面积（CGCS2000）。",
            $"数据：资源数据 {run.AsOf:yyyy-MM-dd}（第 {run.Generation} 代），核算运行 {run.RunId}（{run.Scenario}），结果校验值 {run.ResultSha256![..16]}。",
            $"方法：公顷蓄积按小班自身状态沿本县曲线推算（曲线集 {run.CurveSetId}{(curves?.Approval == "approved" ? "，已批准" : NotApproved)}），"
                + $"换算参数 {manifest.FactorSet.Id}（均为待核 [M]，仅供内部估算），44/12。",
            previous is null ? "上年：没有上年的统计表，也不在本次运行的年份内，不列变化。"
                : before is not null ? $"上年：取 {before.Year} 年已冻结的统计表（{before.SinkTableId} 号，运行 {previous.RunId}）。"
                : $"上年：没有冻结的上年统计表，取本次运行 {year - 1} 年末的数。",
            "变化：生长为上年所用运行对同一小班的推算增量；采伐、灾害依当年采伐许可证、灾害图层及迹地地类；小班划分改变、参数或曲线更换引起的差列入数据修正；各项逐小班相加，等于储量之差。",
            "竹林、国家特别规定灌木林等没有来源明确参数的土地为未计：列面积，不列吨数，不作零。",
            string.Create(CultureInfo.InvariantCulture, $"不确定性（全县储量的标准差）：{string.Join("；", uncertainty.Select(Sentence))}。")
                + $"已知部分合成 {(SinkUncertainty.KnownKg(uncertainty) is { } known ? Tonnes(known) + Incomplete : Unknown)}。",
        ];
        var text = string.Join("\n", sentences);
        return curves is { IsSynthetic: true } ? text + "\n演示数据：蓄积为合成值，本表只证明方法。" : text;
    }

    public static string InEnglish(RunRow run, CurveSetRow? curves, int year, RunRow? previous, SinkTable? before, IReadOnlyList<SinkUncertainty> uncertainty)
    {
        var manifest = RunManifest.Parse(run.Manifest);
        string[] sentences =
        [
            $"Scope: carbon of above- and below-ground live biomass of standing trees at 31 December {year}, in CO₂ equivalents; areas are ellipsoidal (CGCS2000).",
            $"Data: inventory as of {run.AsOf:yyyy-MM-dd} (generation {run.Generation}), accounting run {run.RunId} ({(run.Scenario == AccountRequest.NoHarvest ? "no harvest" : run.Scenario)}), check value of its result {run.ResultSha256![..16]}.",
            $"Method: volume per hectare is projected from each parcel's own state along the county's curves (curve set {run.CurveSetId}{(curves?.Approval == "approved" ? ", approved" : NotApprovedInEnglish)}); "
                + $"conversion factors {manifest.FactorSet.Id} (all to be verified [M], for internal estimates only), 44/12.",
            previous is null ? "Year before: no table of the year before, and the year is not in this run; no changes are listed."
                : before is not null ? $"Year before: the frozen table of {before.Year} (no. {before.SinkTableId}, run {previous.RunId})."
                : $"Year before: no frozen table of it; taken from this run at the end of {year - 1}.",
            "Changes: growth is what the run of the year before said the same parcel would add; harvest and disturbance follow the year's permits, the disturbance layer and land classes of cleared land; parcels cut anew and other parameters or curves stand under revision of data; all are added up parcel by parcel and equal the difference of the stocks.",
            "Bamboo, special shrub and other land without a sourced factor is not accounted: its area is listed, its tonnes are not, and are not zero.",
            string.Create(CultureInfo.InvariantCulture, $"Uncertainty (standard deviation of the county's stock): {string.Join("; ", uncertainty.Select(SentenceInEnglish))}. ")
                + $"Known parts together {(SinkUncertainty.KnownKg(uncertainty) is { } known ? Tonnes(known) + IncompleteInEnglish : UnknownInEnglish)}.",
        ];
        var text = string.Join("\n", sentences);
        return curves is { IsSynthetic: true } ? text + "\nDemonstration data: volumes are synthetic; the table proves the method only." : text;
    }

    /// <summary>The English of a note kept in Chinese alone, where the facts it was made of give the same Chinese again; else null.</summary>
    public static string? EnglishOf(
        string kept, RunRow run, CurveSetRow curves, int year, RunRow? previous, SinkTable? before, IReadOnlyList<SinkUncertainty> uncertainty)
    {
        // Whether the curves were approved when it was drafted only the note itself knows.
        foreach (var then in new[] { curves with { Approval = "approved" }, curves with { Approval = "draft" } })
        {
            var (again, english) = (Of(run, then, year, previous, before, uncertainty), InEnglish(run, then, year, previous, before, uncertainty));
            // Ages that play no part were told from 0 after curves were.
            var (withAges, withAgesInEnglish) = (again.Replace(NoAge, OnceNought, StringComparison.Ordinal), english.Replace(NoAgeInEnglish, OnceNought, StringComparison.Ordinal));
            foreach (var (zh, en) in new[]
                     {
                         (again, english), (withAges, withAgesInEnglish),
                         (OnceOf(withAges, NoPart, Unknown, Incomplete), OnceOf(withAgesInEnglish, NoPartInEnglish, UnknownInEnglish, IncompleteInEnglish)),
                     })
            {
                if (kept == zh)
                    return en;
                if (kept == zh.Replace(NotApproved, OnceNotApproved, StringComparison.Ordinal))
                    return en.Replace(NotApprovedInEnglish, OnceNotApprovedInEnglish, StringComparison.Ordinal);
            }
        }
        return null;
    }

    private static string OnceOf(string note, string noPart, string unknown, string incomplete) =>
        note.Replace(noPart, OnceNought, StringComparison.Ordinal).Replace(unknown, OnceNought + incomplete, StringComparison.Ordinal);

    private static string EnglishOf(string component) => component switch
    {
        "age" => "missing ages",
        "curves" => "curve parameters",
        "factors" => "conversion factors",
        _ => "measured volume",
    };

    private static string Sentence(SinkUncertainty part) =>
        $"{NameOf(part.Component)} {(part.IsWithoutCurve ? NoPart : part.HasNoPart ? NoAge : part.DeviationKg is { } kg ? Tonnes(kg) : "缺")}";

    private static string SentenceInEnglish(SinkUncertainty part) =>
        $"{EnglishOf(part.Component)} {(part.IsWithoutCurve ? NoPartInEnglish : part.HasNoPart ? NoAgeInEnglish : part.DeviationKg is { } kg ? Tonnes(kg) : "missing")}";

    private static string NameOf(string component) => component switch
    {
        "age" => "缺年龄",
        "curves" => "曲线参数",
        "factors" => "换算参数",
        _ => "实测蓄积",
    };

    private static string Tonnes(long kg) => string.Create(CultureInfo.InvariantCulture, $"{kg / 1000m:#,0.0} t CO₂e");
}
