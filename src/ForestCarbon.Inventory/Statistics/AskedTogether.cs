namespace ForestCarbon.Inventory.Statistics;

/// <summary>
/// One question for all who wait: who comes while an answer is on its way shares the next one with everybody else who came
/// meanwhile. Nobody gets an answer to a question that was put before he came.
/// </summary>
/// <remarks>A map asks for dozens of tiles at once, and each wants to know whether the data have changed.</remarks>
internal sealed class AskedTogether<T>(Func<Task<T>> ask)
{
    private readonly Lock _gate = new();
    private Task<T>? _asked;
    private Task<T>? _next;

    public Task<T> AskAsync()
    {
        lock (_gate)
            return _asked is null or { IsCompleted: true } && _next is null ? _asked = ask() : _next ??= AfterAsync(_asked!);
    }

    private async Task<T> AfterAsync(Task before)
    {
        await Task.Yield();
        await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        lock (_gate)
            (_asked, _next) = (_next, null);
        return await ask();
    }
}
