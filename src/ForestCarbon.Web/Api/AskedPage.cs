using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Web.Api;

/// <summary>Which part of a list is asked for: what is no part of one is refused, not put right unseen.</summary>
internal static class AskedPage
{
    /// <param name="whole">Rows where nothing is asked; <paramref name="most"/>: at most.</param>
    /// <exception cref="RefusedException">Fewer rows than one, or more than there are at once.</exception>
    public static int Limit(int? limit, int whole, int most) => (limit ?? whole) is var rows && rows >= 1 && rows <= most
        ? rows
        : throw new RefusedException($"limit 须为 1 至 {most}，写的是 {limit}。", $"limit is from 1 to {most}, not {limit}.");

    /// <exception cref="RefusedException">Fewer than none.</exception>
    public static int Offset(int? offset) => offset is null or >= 0 ? offset ?? 0 : throw new RefusedException($"offset 不能小于 0，写的是 {offset}。", $"offset is 0 or more, not {offset}.");

    /// <summary>Rows before a page of so many; of a page further on than there can be rows, all there can be.</summary>
    /// <param name="page">From 1 on; below is the first.</param>
    public static int Before(int page, int rows) => (int)Math.Min(int.MaxValue, (Math.Max(1, page) - 1L) * rows);
}
