namespace ForestCarbon.Web;

/// <summary>
/// The words of the pages. A text's key is the Chinese sentence itself, so that a page reads as its reader reads it;
/// <c>Resources/Texts.en.resx</c> holds the English of each.
/// </summary>
public sealed class Texts;
