using System.Globalization;

namespace ForestCarbon.Platform.Failures;

/// <summary>What was asked cannot be done and nothing was changed. The message is one sentence for the person who asked, in their language where it is known in both.</summary>
public class RefusedException(string sentence, Exception? cause = null) : Exception(sentence, cause)
{
    // The name the pages and the commands give to English; a machine that merely happens to be English is answered in Chinese.
    private const string Asked = "en";

    public RefusedException(string sentence, string? english, Exception? cause = null) : this(sentence, cause) => English = english;

    /// <summary>The same in English; null where it was said in Chinese only.</summary>
    public string? English { get; }

    /// <summary>The option, or command, that puts it right, such as <c>--year</c>; null where none does. Commands name it; on a page it means nothing.</summary>
    public string? Option { get; init; }

    /// <summary>The sentence in Chinese, whoever reads it now: what is stored for other readers.</summary>
    public string Chinese => base.Message;

    public override string Message => English is { Length: > 0 } english && CultureInfo.CurrentUICulture.Name == Asked ? english : base.Message;
}
