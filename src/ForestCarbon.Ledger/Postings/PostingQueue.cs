using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ledger.Postings;

/// <summary>
/// Where requests wait for their transaction. One that finds the way free goes at once and alone; those that come while others are
/// being written go together as soon as these are done, so that many writers share one flush to disk and one wait for a hot account.
/// </summary>
/// <remarks>
/// Two at a time fill two cores; more would only wait for each other's locks. What is written side by side has no account in common:
/// a request whose account is being written stays, and so do those behind it that share an account with it, so that each account
/// sees its requests in the order they came. A transaction that waits long (for an account that another program holds) gives its
/// place away, so that nobody stands behind it who does not need that account.
/// </remarks>
internal sealed class PostingQueue(Func<IReadOnlyList<Queued>, Task> write)
{
    private const int Places = 2;

    // The server keeps up to 64 parts of a transaction in memory without a look at the disk.
    private const int MostTogether = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly HashSet<long> _beingWritten = [];
    private List<Queued> _waiting = [];
    private int _writing;

    public Task<PostedEntry> PostAsync(Queued request)
    {
        lock (_gate)
            _waiting.Add(request);
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
        while (true)
        {
            // Behind those whose entries have just been written: where they ask again, they go together and not one by one.
            await Task.Yield();
            var together = Take();
            if (together.Count == 0)
                return;
            var writing = WriteAndReleaseAsync(together);
            if (await Task.WhenAny(writing, Task.Delay(Patience)) == writing)
                continue;
            lock (_gate)
                _writing--;
            BeginWriting();
            await writing;
            BeginWriting();
            return;
        }
    }

    private async Task WriteAndReleaseAsync(IReadOnlyList<Queued> together)
    {
        await write(together);
        lock (_gate)
            foreach (var queued in together)
                _beingWritten.ExceptWith(queued.Accounts);
        BeginWriting(); // what waited for these accounts may go beside what comes next
    }

    private List<Queued> Take()
    {
        lock (_gate)
        {
            var together = new List<Queued>();
            var stays = new List<Queued>();
            var taken = new HashSet<long>(_beingWritten);
            foreach (var queued in _waiting.Where(queued => !queued.HasLeft))
            {
                if (together.Count == MostTogether || taken.Overlaps(queued.Accounts))
                {
                    stays.Add(queued);
                    taken.UnionWith(queued.Accounts);
                }
                else
                {
                    together.Add(queued);
                }
            }
            _waiting = stays;
            foreach (var queued in together)
                _beingWritten.UnionWith(queued.Accounts);
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

    /// <summary>The accounts its transaction locks.</summary>
    public long[] Accounts { get; } = [.. request.Lines.SelectMany(l => new[] { l.Debit, l.Credit }).Distinct()];

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
