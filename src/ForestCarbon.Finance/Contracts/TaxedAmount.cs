using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Contracts;

/// <summary>How a supply is taxed and why. No rate is assumed: it comes from a dated rate with its source, or from the paper that says it.</summary>
/// <param name="Treatment">taxed, exempt or not-taxed.</param>
/// <param name="Rate">A fraction, with taxed only.</param>
/// <param name="Source">What says so: the ruling, the rate's source.</param>
public sealed record TaxChoice(string Treatment, decimal? Rate, string Source)
{
    /// <summary>The tax inside a gross amount, whole fen: gross − gross/(1+rate), the net rounded half away from zero.</summary>
    /// <remarks>
    /// <code>
    ///   net = round(gross / (1 + r))        fen
    ///   tax = gross − net                   fen; |tax − net·r| ≤ 1
    /// </code>
    /// </remarks>
    /// <exception cref="RefusedException">Taxed without a rate, or a rate without being taxed, or no source.</exception>
    public long InsideFen(long grossFen)
    {
        if (string.IsNullOrWhiteSpace(Source))
            throw new RefusedException("请写明计税的依据：系统不假定税率。", "Say what the tax rests on: no rate is assumed.");
        return (Treatment, Rate) switch
        {
            ("taxed", > 0 and < 1) => grossFen - (long)decimal.Round(grossFen / (1 + Rate.Value), MidpointRounding.AwayFromZero),
            ("exempt" or "not-taxed", null) => 0,
            _ => throw new RefusedException("征税的要写明税率（0 到 100% 之间），免税和不征税的不写税率。", "What is taxed has a rate between 0 and 100%; what is exempt or not taxed has none."),
        };
    }
}

/// <summary>A dated rate; <see cref="Treatment"/> null: missing.</summary>
public sealed record TaxRateRow
{
    public long TaxRateId { get; init; }
    public string Supply { get; init; } = "";
    public string? Treatment { get; init; }
    public decimal? Rate { get; init; }
    public DateOnly FromOn { get; init; }
    public DateOnly? UntilOn { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public bool IsDemonstration { get; init; }
}
