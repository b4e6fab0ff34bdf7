using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>A file that cannot be read to its end. The message is one Chinese sentence for the person who sent it.</summary>
/// <remarks>Only inside the readers, which stream: <see cref="ParcelImports"/> answers with <see cref="ImportOutcome"/>.</remarks>
public class UnreadableFileException(string sentence, Exception? cause = null) : RefusedException(sentence, cause);

/// <summary>A file of several layers of which none was named.</summary>
/// <param name="layers">Their names, in the order in which a person is asked.</param>
public sealed class LayerNeededException(string sentence, IReadOnlyList<string> layers) : UnreadableFileException(sentence)
{
    public IReadOnlyList<string> Layers { get; } = layers;
}
