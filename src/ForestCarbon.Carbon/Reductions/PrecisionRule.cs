using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>What a ladder takes its rate off.</summary>
public enum DiscountBase { Mean, HalfWidth }

/// <summary>A ladder of rates by relative error; upper limits belong to the step.</summary>
/// <param name="Steps">Relative error up to, and the rate, both fractions; ascending.</param>
/// <param name="Beyond">Rate above the last step; null where more plots are asked for instead.</param>
public sealed record PrecisionRule(DiscountBase Base, IReadOnlyList<(double UpTo, double Rate)> Steps, double? Beyond, Citation Citation)
{
    /// <summary>AR-CM-001/003: of the mean change, above 30 % none.</summary>
    public static PrecisionRule ArCm { get; } = new(
        DiscountBase.Mean, [(0.10, 0), (0.20, 0.06), (0.30, 0.11)], null, Sampling.UncertaintyDiscount.Source(Sampling.DiscountRule.ArCm));

    /// <summary>AR-TOOL14 v04.2: of the half-width.</summary>
    public static PrecisionRule ArTool14 { get; } = new(
        DiscountBase.HalfWidth, [(0.10, 0), (0.15, 0.25), (0.20, 0.50), (0.30, 0.75)], 1, Sampling.UncertaintyDiscount.Source(Sampling.DiscountRule.ArTool14));

    /// <summary>Keys of the parameters that hold a methodology's own rule: the base (1 of the mean, 2 of the half-width), the number of steps, limit and rate of each, the rate above them.</summary>
    public const string BaseKey = "precision_base";
    public const string StepsKey = "precision_steps";
    public const string BeyondKey = "precision_beyond_rate";

    /// <summary>Key of the confidence at which the relative error is stated, a fraction.</summary>
    public const string ConfidenceKey = "precision_confidence";

    private const int MostSteps = 9;

    /// <summary>Key of the relative error up to which a step holds, from 1.</summary>
    public static string UpToKey(int step) => $"precision_step_{step}_up_to";

    /// <summary>Key of the rate of a step, from 1.</summary>
    public static string RateKey(int step) => $"precision_step_{step}_rate";

    /// <summary>The rule that entered values make, or the key of the first that is missing or cannot be. Without a rate above the steps more plots are asked for there.</summary>
    /// <param name="read">Value of a key; null where it is not held.</param>
    public static (PrecisionRule? Rule, string? Wanting) Read(Func<string, decimal?> read, Citation citation)
    {
        static bool IsShare(decimal? rate) => rate is >= 0 and <= 1;
        if (read(BaseKey) is not (1m or 2m))
            return (null, BaseKey);
        if (read(StepsKey) is not { } count || count < 1 || count > MostSteps || decimal.Truncate(count) != count)
            return (null, StepsKey);
        var steps = new List<(double UpTo, double Rate)>();
        for (var step = 1; step <= count; step++)
        {
            if (read(UpToKey(step)) is not { } upTo || upTo <= 0 || (steps.Count > 0 && (double)upTo <= steps[^1].UpTo))
                return (null, UpToKey(step));
            if (!IsShare(read(RateKey(step))))
                return (null, RateKey(step));
            steps.Add(((double)upTo, (double)read(RateKey(step))!.Value));
        }
        if (read(BeyondKey) is { } beyond && !IsShare(beyond))
            return (null, BeyondKey);
        return (new PrecisionRule(read(BaseKey) == 1 ? DiscountBase.Mean : DiscountBase.HalfWidth, steps, (double?)read(BeyondKey), citation), null);
    }

    /// <summary>
    /// The rule a methodology's text states. CCER-14-001-V01 has none: its table was not read, and AR-CM's ladder is never taken for it
    /// (definitions.md §5).
    /// </summary>
    public static PrecisionRule? Of(string methodologyId) => methodologyId switch
    {
        "AR-CM-001-V01" or "AR-CM-003-V01" => ArCm,
        "AR-TOOL14" => ArTool14,
        _ => null,
    };
}
