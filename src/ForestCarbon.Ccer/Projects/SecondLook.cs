using ForestCarbon.Carbon.Tables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Something that was entered is compared with its source once, by another account than the one that entered it.</summary>
internal static class SecondLook
{
    private const int MostSource = 300;

    /// <param name="enteredBy">Null: there is no such thing.</param>
    /// <param name="verifiedBy">Null: nobody has verified it.</param>
    /// <exception cref="RefusedException">There is none, it is verified already, or the account entered it itself.</exception>
    public static void Require(Actor actor, string? enteredBy, string? verifiedBy)
    {
        if (enteredBy is null)
            throw new RefusedException("没有这一项，没有可核对的。", "There is no such entry to verify.");
        if (verifiedBy is not null)
            throw new RefusedException("这一份已经核对过。", "This one is verified already.");
        if (enteredBy == actor.Id)
            throw new RefusedException("录入的账号不能核对它，请由另一个账号核对。", "Who entered it does not verify it: another account does.");
    }

    /// <param name="source">Where an entered figure comes from; given, and for people to read in a row of a table.</param>
    /// <exception cref="RefusedException">It is too long, or holds control characters.</exception>
    public static void RequireSource(string source)
    {
        if (source.Trim().Length > MostSource)
            throw new RefusedException($"来源超过 {MostSource} 字：请写文件名、页码和日期，全文作为证据上传。", $"The source is longer than {MostSource} characters: give title, page and day, and send the whole as evidence.");
        if (TextFile.LineOfControl(source) is not null)
            throw new RefusedException("来源里有控制字符：请删去再保存。", "The source holds control characters: take them out and save again.");
    }

    /// <param name="mark">The mark that the source of an entered figure gives it.</param>
    /// <exception cref="RefusedException">It is none, or unsure.</exception>
    public static void RequireMark(string? mark)
    {
        if (mark is null || ConfidenceMark.Find(mark) is not { Kind: not MarkKind.Unsure })
            throw new RefusedException($"标记“{mark}”不能用：读到的写来源编号如 S1，计算的写 c，待核的写 M。存疑的不录入。",
                $"The mark “{mark}” cannot be used: the number of a source as S1 for what was read, c for what was computed, M for what is still to be verified. What is unsure is not entered.");
    }
}
