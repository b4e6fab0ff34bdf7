using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ledger.Postings;

/// <summary>Amounts as somebody gave them, in whole fen: what is finer is refused, not rounded.</summary>
public static class WholeFen
{
    // What the ledger takes in one line: beyond it is a slip of the unit, and sums would outgrow whole fen.
    private const long MostYuan = 10_000_000_000_000;

    /// <summary>Yuan as whole fen; null where nothing was given.</summary>
    /// <param name="what">What the amount is called, in Chinese.</param>
    /// <param name="english">The same in English, as it stands within a sentence.</param>
    /// <exception cref="RefusedException">Below 0, more than ten million million yuan, or no whole fen.</exception>
    public static long? Of(decimal? yuan, string what, string english) => yuan is not { } given ? null
        : given is < 0 or > MostYuan ? throw Outside(what, english)
        : decimal.Truncate(given * 100) == given * 100 ? (long)(given * 100)
        : throw new RefusedException($"{what}最多到分，不作舍入。", $"The {english} goes to the fen and is not rounded.");

    /// <summary>Refuses an amount that is given in fen and lies outside what <see cref="Of"/> takes.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    /// <exception cref="RefusedException">Below 0, or more than ten million million yuan.</exception>
    public static void Require(long? fen, string what, string english)
    {
        if (fen is < 0 or > MostYuan * 100)
            throw Outside(what, english);
    }

    private static RefusedException Outside(string what, string english) =>
        new($"{what}须在 0 到 {MostYuan:N0} 元之间：请核对位数和单位。", $"The {english} lies between CNY 0 and {MostYuan:N0}: check its digits and its unit.");
}
