using System.Text.Json.Nodes;
using ForestCarbon.Carbon.Sampling;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Plots;
using Discount = ForestCarbon.Carbon.Sampling.UncertaintyDiscount;
using Estimate = ForestCarbon.Carbon.Sampling.StratifiedEstimate;
using Propagation = ForestCarbon.Carbon.Sampling.ErrorPropagation;
using Size = ForestCarbon.Carbon.Sampling.SampleSize;

namespace ForestCarbon.Cli.Calculators;

/// <summary><c>stratified-estimate</c>, <c>uncertainty-discount</c>, <c>sample-size</c>, <c>error-propagation</c>.</summary>
internal static class SamplingCalculators
{
    private static readonly string[] SampleFields = ["area_ha", "plots", "mean", "sd", "n"];
    private static readonly string[] GuessFields = ["area_ha", "mean", "sd"];

    private static readonly Dictionary<string, DiscountRule> Rules = new(StringComparer.Ordinal)
    {
        ["AR-TOOL14"] = DiscountRule.ArTool14,
        ["AR-CM"] = DiscountRule.ArCm,
        ["GS403"] = DiscountRule.Gs403,
    };

    public static void StratifiedEstimate(CaseInput input, CaseOutput output)
    {
        var confidence = input.Confidence("confidence");
        var strata = input.Objects("strata", SampleFields).Select(Sample).ToArray();
        CheckAreas(strata.Select(s => s.AreaHa));
        var estimate = Estimate.From(strata, degrees => Quantiles.StudentT(confidence, degrees));
        output
            .Add("mean", estimate.Mean)
            .Add("standard_error", estimate.StandardError)
            .Add("degrees_of_freedom", estimate.DegreesOfFreedom)
            .Add("t", estimate.T)
            .Add("half_width", estimate.HalfWidth)
            .Add("relative_error", estimate.RelativeError);
    }

    public static void UncertaintyDiscount(CaseInput input, CaseOutput output)
    {
        var rule = Rules.TryGetValue(input.Text("rule"), out var known)
            ? known
            : throw Refusal.UnknownName("rule", input.Text("rule"));
        if (input.Has("half_width") && input.Has("relative_error"))
            throw Refusal.Ambiguous(Language.Of("“half_width”与“relative_error”只能给一个。", "Give either half_width or relative_error."));
        var mean = input.Number("mean");
        if (rule == DiscountRule.Gs403 && mean < 0) throw Refusal.Domain(Language.Of("GS403 的“mean”不能为负。", "The mean of GS403 cannot be negative."));
        var discounted = Discount.Apply(rule, mean, RelativeError(input, mean))
            ?? throw Refusal.Other("precision-too-low", Language.Of("相对误差超过 30%：AR-CM 要求增加样地，不给出折减结果。", "The relative error exceeds 30 %: AR-CM asks for more plots and gives no discount."));
        output
            .Add("relative_error", discounted.RelativeError)
            .Add("discount_rate", discounted.Rate)
            .Add("project_value", discounted.ProjectValue)
            .Add("baseline_value", discounted.BaselineValue)
            .From(Discount.Source(rule));
    }

    public static void SampleSize(CaseInput input, CaseOutput output)
    {
        var strata = input.Objects("strata", GuessFields)
            .Select(s => new StratumGuess(s.NotNegative("area_ha"), s.Number("mean"), s.NotNegative("sd")))
            .ToArray();
        var (plot, allowed) = (input.Positive("plot_ha"), input.Positive("allowed_relative_error"));
        var quantile = Quantiles.Normal(input.Confidence("confidence"));
        CheckAreas(strata.Select(s => s.AreaHa));
        if (strata.Sum(s => s.AreaHa * s.Mean) == 0) throw Refusal.Domain(Language.Of("总体均值为 0，允许误差没有意义。", "The overall mean is 0: an allowed error means nothing."));
        if (strata.All(s => s.AreaHa * s.StandardDeviation == 0)) throw Refusal.Domain(Language.Of("各层标准差都是 0，样地无从分配。", "All strata have a standard deviation of 0: plots cannot be shared out."));
        var size = Size.For(strata, plot, allowed, quantile);
        output
            .Add("n_exact", size.Exact)
            .Add("n", size.Rounded)
            .Add("per_stratum", new JsonArray([.. size.PerStratum.Select(n => (JsonNode)JsonValue.Create(n))]))
            .Add("n_layout", size.Layout)
            .From(Size.Source);
    }

    public static void ErrorPropagation(CaseInput input, CaseOutput output)
    {
        var rule = input.Text("rule");
        var values = input.Numbers("values");
        var widths = input.Numbers("half_width_percent");
        if (values.Length == 0) throw Refusal.TooFew(Language.Of("“values”至少要有一个数。", "values needs at least one number."));
        if (values.Length != widths.Length) throw Refusal.TooFew(Language.Of("“values”与“half_width_percent”的个数不同。", "values and half_width_percent differ in length."));
        if (widths.Any(w => w < 0)) throw Refusal.Domain(Language.Of("“half_width_percent”不能为负。", "half_width_percent cannot be negative."));
        var parts = values.Zip(widths, (v, w) => new UncertainValue(v, w)).ToArray();
        var result = rule switch
        {
            "sum" => Propagation.Sum(parts) ?? throw Refusal.Domain(Language.Of("各项之和为 0，相对误差没有意义。", "The sum is 0: a relative error means nothing.")),
            "product" => Propagation.Product(parts),
            _ => throw Refusal.UnknownName("rule", rule),
        };
        output.Add("value", result.Value).Add("half_width_percent", result.HalfWidthPercent);
    }

    private static StratumSample Sample(CaseInput stratum)
    {
        var area = stratum.NotNegative("area_ha");
        var isSummary = stratum.Has("mean") || stratum.Has("sd") || stratum.Has("n");
        if (stratum.Has("plots"))
        {
            if (isSummary) throw Refusal.Ambiguous(Language.Of($"“{stratum.Full("plots")}”与 mean、sd、n 只能给一种。", $"Give either {stratum.Full("plots")} or mean, sd and n."));
            var plots = stratum.Numbers("plots");
            if (plots.Length < 2) throw Refusal.TooFew(Language.Of($"“{stratum.Full("plots")}”每层至少 2 个样地。", $"{stratum.Full("plots")}: a stratum needs at least 2 plots."));
            return StratumSample.Of(area, plots);
        }
        if (!isSummary) throw Refusal.MissingField(stratum.Full("plots"));
        var (mean, sd, n) = (stratum.Number("mean"), stratum.NotNegative("sd"), stratum.Whole("n"));
        if (n < 2) throw Refusal.TooFew(Language.Of($"“{stratum.Full("n")}”每层至少 2 个样地。", $"{stratum.Full("n")}: a stratum needs at least 2 plots."));
        return new StratumSample(area, mean, sd, n);
    }

    private static double RelativeError(CaseInput input, double mean)
    {
        if (!input.Has("half_width")) return input.NotNegative("relative_error");
        if (mean == 0) throw Refusal.Domain(Language.Of("“mean”为 0 时相对误差没有意义。", "With a mean of 0 a relative error means nothing."));
        return input.NotNegative("half_width") / Math.Abs(mean);
    }

    private static void CheckAreas(IEnumerable<double> areas)
    {
        var all = areas.ToArray();
        if (all.Length == 0) throw Refusal.TooFew(Language.Of("“strata”至少要有一层。", "strata needs at least one stratum."));
        if (all.Sum() is not (> 0 and < double.PositiveInfinity)) throw Refusal.Domain(Language.Of("各层面积之和必须大于 0。", "The areas of the strata must add up to more than 0."));
    }
}
