using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Sampling;

/// <summary>The rules by which an estimate is made conservative for its own uncertainty. They differ and are never mixed.</summary>
public enum DiscountRule
{
    /// <summary>AR-TOOL14 v04.2: part of the half-width is taken off the project and added to the baseline.</summary>
    ArTool14,

    /// <summary>AR-CM-001/003: part of the mean itself; above 30 % more plots are required.</summary>
    ArCm,

    /// <summary>GS 403: only the points above 20 % are deducted.</summary>
    Gs403,
}

/// <summary>A discounted estimate; the baseline value is null where the rule has none.</summary>
public sealed record DiscountedEstimate(double RelativeError, double Rate, double ProjectValue, double? BaselineValue);

/// <summary>Discount ladders. Relative errors and rates are fractions; upper limits belong to the step.</summary>
public static class UncertaintyDiscount
{
    /// <summary>AR-CM gives no result above this relative error.</summary>
    public const double ArCmLargestError = 0.30;

    private const double Gs403FreeError = 0.20;

    public static Citation Source(DiscountRule rule) => rule switch
    {
        DiscountRule.ArTool14 => new("AR-TOOL14 v04.2 不确定性折减（按置信区间半宽）", "S10"),
        DiscountRule.ArCm => new("AR-CM-001/003-V01 不确定性折减（按变化量）", "M"),
        DiscountRule.Gs403 => new("GS 403 v2.1 精度 20%（90% 置信），仅扣超出部分", "S10"),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    /// <summary>The estimate after the rule's discount, or null where AR-CM asks for more plots.</summary>
    /// <remarks>
    /// u = relative error, h = u·|mean|:
    /// <code>
    ///   AR-TOOL14  rate 0 / 0.25 / 0.50 / 0.75 / 1 at u ≤ 0.10 / 0.15 / 0.20 / 0.30 / above
    ///              project = mean − rate·h, baseline = mean + rate·h
    ///   AR-CM      rate 0 / 0.06 / 0.11 at u ≤ 0.10 / 0.20 / 0.30, above: none
    ///              project = mean·(1 − rate), for a negative mean mean·(1 + rate)
    ///   GS 403     rate = max(0, u − 0.20), project = mean·(1 − rate), baseline = mean·(1 + rate), mean ≥ 0
    /// </code>
    /// </remarks>
    public static DiscountedEstimate? Apply(DiscountRule rule, double mean, double relativeError)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(relativeError);
        switch (rule)
        {
            case DiscountRule.ArTool14:
                var share = relativeError switch { <= 0.10 => 0, <= 0.15 => 0.25, <= 0.20 => 0.50, <= 0.30 => 0.75, _ => 1.0 };
                var half = relativeError * Math.Abs(mean);
                return new DiscountedEstimate(relativeError, share, mean - share * half, mean + share * half);
            case DiscountRule.ArCm:
                if (relativeError > ArCmLargestError) return null;
                var cut = relativeError switch { <= 0.10 => 0, <= 0.20 => 0.06, _ => 0.11 };
                return new DiscountedEstimate(relativeError, cut, mean * (mean < 0 ? 1 + cut : 1 - cut), null);
            case DiscountRule.Gs403:
                ArgumentOutOfRangeException.ThrowIfNegative(mean);
                var excess = Math.Max(0, relativeError - Gs403FreeError);
                return new DiscountedEstimate(relativeError, excess, mean * (1 - excess), mean * (1 + excess));
            default:
                throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule.");
        }
    }
}
