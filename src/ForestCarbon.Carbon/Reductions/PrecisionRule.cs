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
