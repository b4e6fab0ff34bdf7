namespace ForestCarbon.Ledger.Tests;

/// <summary>A folder that goes with the test that asked for it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fc-seals-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
