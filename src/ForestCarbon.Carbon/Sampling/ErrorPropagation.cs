namespace ForestCarbon.Carbon.Sampling;

/// <summary>A value and its half-width in percent of its amount.</summary>
public readonly record struct UncertainValue(double Value, double HalfWidthPercent);

/// <summary>Combination of independent uncertain values. IPCC 2006 vol. 1 ch. 3, approach 1 (eq. 3.1 and 3.2) [M].</summary>
public static class ErrorPropagation
{
    /// <summary>Sum: U = √Σ(U·x)² / |Σx|; null where the sum is 0.</summary>
    public static UncertainValue? Sum(IReadOnlyList<UncertainValue> parts)
    {
        double sum = 0, squares = 0;
        foreach (var part in parts)
        {
            sum += part.Value;
            squares += part.HalfWidthPercent * part.Value * (part.HalfWidthPercent * part.Value);
        }
        return sum == 0 ? null : new UncertainValue(sum, Math.Sqrt(squares) / Math.Abs(sum));
    }

    /// <summary>Product: U = √ΣU².</summary>
    public static UncertainValue Product(IReadOnlyList<UncertainValue> factors)
    {
        double product = 1, squares = 0;
        foreach (var factor in factors)
        {
            product *= factor.Value;
            squares += factor.HalfWidthPercent * factor.HalfWidthPercent;
        }
        return new UncertainValue(product, Math.Sqrt(squares));
    }
}
