namespace ForestCarbon.Testing;

/// <summary>A database that is filled once for all classes of an assembly, when the first asks; each works on a copy of its own.</summary>
/// <typeparam name="T">What fills it.</typeparam>
public sealed class SharedDatabase<T> : IAsyncDisposable where T : TestDatabase, new()
{
    private readonly Lazy<Task<(T Filled, string Name)>> _made = new(async () =>
    {
        var filled = new T();
        await filled.InitializeAsync();
        return (filled, await filled.LetGoAsync());
    });

    /// <summary>Its name, for <c>create database … template</c>.</summary>
    public async Task<string> NameAsync() => (await _made.Value).Name;

    /// <summary>What filled it; its connections are closed.</summary>
    public async Task<T> FilledAsync() => (await _made.Value).Filled;

    public async ValueTask DisposeAsync()
    {
        if (_made.IsValueCreated)
            await (await _made.Value).Filled.DisposeAsync();
    }
}
