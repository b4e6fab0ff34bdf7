using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Text;

/// <summary>
/// What people are called in the reader's language. The name of an account is as it was entered; where it is the name of a role it has its English, with the
/// sign-in name that tells two of one name apart beside it.
/// </summary>
public static class PeopleWords
{
    /// <summary>What an actor is called, in Chinese: the display name of an account, or what works without one.</summary>
    /// <param name="names">Display names of accounts by their identity.</param>
    public static string NameOf(string? actor, IReadOnlyDictionary<string, string> names) => actor switch
    {
        null => "", "installation" => "安装程序", _ when actor.StartsWith("job:", StringComparison.Ordinal) => "系统任务",
        _ when actor.StartsWith("console:", StringComparison.Ordinal) => "命令行", _ => names.GetValueOrDefault(actor) ?? actor,
    };

    public static string Of(string name, IStringLocalizer<Texts> texts) => Found(name, texts) ?? name;

    /// <summary>The name has its English; else it stands as it was entered.</summary>
    public static bool IsKnown(string name, IStringLocalizer<Texts> texts) => Found(name, texts) is not null;

    private static string? Found(string name, IStringLocalizer<Texts> texts)
    {
        if (texts[name] is { ResourceNotFound: false } whole)
            return whole.Value;
        var at = name.LastIndexOf('（');
        return at > 0 && name.EndsWith('）') && texts[name[..at]] is { ResourceNotFound: false } role ? $"{role.Value} ({name[(at + 1)..^1]})" : null;
    }
}
