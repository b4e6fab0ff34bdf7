using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Something that was entered is compared with its source once, by another account than the one that entered it.</summary>
internal static class SecondLook
{
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
}
