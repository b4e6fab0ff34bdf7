namespace ForestCarbon.Carbon.Tests;

/// <summary>Relative comparison against a figure worked out elsewhere in 50 digits.</summary>
internal static class Near
{
    public static void Equal(double expected, double actual, double relative = 1e-13) =>
        Assert.True(
            Math.Abs(actual - expected) <= relative * Math.Max(Math.Abs(expected), double.Epsilon),
            $"expected {expected:R}, got {actual:R}");
}
