namespace ForestCarbon.Finance;

/// <summary>A file that came with a form.</summary>
/// <param name="Path">Where it lies until it is kept.</param>
/// <param name="Name">As its sender called it.</param>
public sealed record SentPaper(string Path, string Name);
