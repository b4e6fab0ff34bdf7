using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ledger.Postings;

/// <summary>
/// Where requests wait for their transaction. One that finds the way free goes at once and alone; those that come while others are
/// being written go together as soon as these are done, so that many writers share one flush to disk and one wait for a hot account.
/// </summary>
/// <remarks>
/// Two at a time fill two cores; more would only wait for each other's locks. A transaction that waits long (for an account that
/// another program holds) gives its place away, so that nobody stands behind it who does not need that account.
/// </remarks>
internal sealed class PostingQueue(Func<IReadOnlyList<Queued>, Task> write)
{
    private const int Places = 2;

    // The server keeps up to 64 parts of a transaction in memory without a look at the disk.
    private const int MostTogether = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Queue<Queued> _waiting = new();
    private int _writing;

    public Task<PostedEntry> PostAsync(Queued request)
    {
        lock (_gate)
            _waiting.Enqueue(request);
        BeginWriting();
        return request.Outcome;
    }

    private void BeginWriting()
    {
        lock (_gate)
        {
            if (_writing == Places || _waiting.Count == 0)
                return;
            _writing++;
        }
        _ = Task.Run(WriteAsync);
    }

    private async Task WriteAsync()
    {
        while (Take() is { Count: > 0 } together)
        {
            var writing = write(together);
            if (await Task.WhenAny(writing, Task.Delay(Patience)) == writing)
                continue;
            lock (_gate)
                _writing--;
            BeginWriting();
            return;
        }
    }

    private List<Queued> Take()
    {
        lock (_gate)
        {
            var together = new List<Queued>();
            while (together.Count < MostTogether && _waiting.TryDequeue(out var next))
                if (!next.HasLeft)
                    together.Add(next);
            if (together.Count == 0)
                _writing--;
            return together;
        }
    }
}

/// <summary>What came of one request: the entry, or why not.</summary>
internal readonly record struct PostingAnswer(PostedEntry? Entry, Exception? Failure);

/// <summary>A request on its way.</summary>
internal sealed class Queued(Actor actor, string reason, EntryRequest request, CancellationToken cancelled)
{
    private readonly TaskCompletionSource<PostedEntry> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Actor Actor => actor;

    public string Reason => reason;

    public EntryRequest Request => request;

    public CancellationToken Cancelled => cancelled;

    public Task<PostedEntry> Outcome => _outcome.Task;

    /// <summary>Who asked went away before it was sent; then it is not sent.</summary>
    public bool HasLeft
    {
        get
        {
            if (cancelled.IsCancellationRequested)
                _outcome.TrySetCanceled(cancelled);
            return _outcome.Task.IsCompleted;
        }
    }

    public void End(PostingAnswer answer)
    {
        if (answer.Entry is { } entry)
            _outcome.TrySetResult(entry);
        else
            _outcome.TrySetException(answer.Failure!);
    }
}
