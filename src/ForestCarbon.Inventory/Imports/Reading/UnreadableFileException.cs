using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>A file that cannot be read to its end. The message is one Chinese sentence for the person who sent it.</summary>
/// <remarks>Only inside the readers, which stream: <see cref="ParcelImports"/> answers with <see cref="ImportOutcome"/>.</remarks>
public sealed class UnreadableFileException(string sentence, Exception? cause = null) : RefusedException(sentence, cause);
