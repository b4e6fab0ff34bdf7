using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>A file that cannot be read to its end. The message is one sentence for the person who sent it.</summary>
/// <remarks>Only inside the readers, which stream: <see cref="ParcelImports"/> answers with <see cref="ImportOutcome"/>.</remarks>
public class UnreadableFileException(string zh, string en, Exception? cause = null) : RefusedException(zh, en, cause)
{
    /// <summary>The sentence in both languages: a worker reads the file, and whoever opens the page later chooses.</summary>
    public Words Said { get; } = new(zh, en);
}

/// <summary>A file whose coordinate system is missing, wrong or of no use as it is: a person can name another, or give a datum shift.</summary>
/// <param name="refused">What was wrong.</param>
/// <param name="proposed">Systems in which the file would lie in the county, as <c>EPSG:n</c>; none of them is ever taken by itself.</param>
public sealed class CrsNeededException(UnreadableFileException refused, IReadOnlyList<string> proposed) : UnreadableFileException(refused.Said.Zh, refused.Said.En, refused)
{
    public IReadOnlyList<string> Proposed { get; } = proposed;
}

/// <summary>A file of several layers of which none was named.</summary>
/// <param name="layers">Their names, in the order in which a person is asked.</param>
public sealed class LayerNeededException(string zh, string en, IReadOnlyList<string> layers) : UnreadableFileException(zh, en)
{
    public IReadOnlyList<string> Layers { get; } = layers;
}
