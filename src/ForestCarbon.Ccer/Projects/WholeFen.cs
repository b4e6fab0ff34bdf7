using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Yuan as somebody typed them, in whole fen.</summary>
public static class WholeFen
{
    // What a column of whole fen holds; said before the product itself grows too large.
    private const decimal MostYuan = long.MaxValue / 100;

    /// <exception cref="RefusedException">The amount is no whole fen, or more than can be kept.</exception>
    public static long Of(decimal yuan) =>
        Math.Abs(yuan) >= MostYuan ? throw new RefusedException($"金额 {yuan} 元太大，存不下：请核对位数和单位。", $"CNY {yuan} is too large to be kept: check its digits and its unit.")
        : decimal.Truncate(yuan * 100) != yuan * 100 ? throw new RefusedException($"金额 {yuan} 元不是整分，最多两位小数。", $"CNY {yuan} is no whole fen: two decimals at most.")
        : (long)(yuan * 100);
}
