namespace ForestCarbon.Platform.Failures;

/// <summary>What was asked cannot be done and nothing was changed. The message is one sentence for the person who asked.</summary>
public class RefusedException(string sentence, Exception? cause = null) : Exception(sentence, cause);
