using System.Data;
using ForestCarbon.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Ledger.Postings;

/// <summary>
/// The way to post: the database judges and writes in one round trip, and either all of the entry stands afterwards or nothing.
/// One for the whole program: entries that arrive while others are on their way share the next transaction (<see cref="PostingQueue"/>).
/// </summary>
/// <remarks>
/// A connection that breaks leaves open whether the entry was committed. Then the ledger is asked by the key, which waits
/// for a transaction still on its way; only if it knows nothing is the same request sent again under the same key.
/// </remarks>
public sealed class Journal
{
    private const int Tries = 5;

    private static readonly string PostSql = Sql.Of<Journal>("Postings/Sql/post.sql");
    private static readonly string PostEachSql = Sql.Of<Journal>("Postings/Sql/post_each.sql");
    private static readonly string HoldSql = Sql.Of<Journal>("Postings/Sql/hold.sql");
    private static readonly string ResolveSql = Sql.Of<Journal>("Postings/Sql/resolve.sql");
    private static readonly string ReverseSql = Sql.Of<Journal>("Postings/Sql/reverse.sql");
    private static readonly string OutcomeSql = Sql.Of<Journal>("Postings/Sql/outcome_of.sql");

    private readonly Db _db;
    private readonly PostingQueue _queue;

    public Journal(Db db)
    {
        _db = db;
        _queue = new PostingQueue(PostTogetherAsync);
    }

    /// <summary>Posts an entry, or reserves it if it is pending.</summary>
    /// <exception cref="LedgerRefusedException">Refused; nothing was changed.</exception>
    public Task<PostedEntry> PostAsync(Actor actor, string reason, EntryRequest request, CancellationToken ct = default) =>
        _queue.PostAsync(new Queued(actor, reason, request, ct)).WaitAsync(ct);

    /// <summary>Posts, voids or expires a pending entry.</summary>
    /// <inheritdoc cref="PostAsync(Actor, string, EntryRequest, CancellationToken)" path="/exception"/>
    public Task<PostedEntry> ResolveAsync(Actor actor, string reason, Resolution resolution, CancellationToken ct = default) =>
        OnceAsync(actor, reason, resolution.Key, ResolveSql, Parameters(resolution), ct);

    /// <summary>Takes a posted entry back. What was cancelled stays cancelled.</summary>
    /// <inheritdoc cref="PostAsync(Actor, string, EntryRequest, CancellationToken)" path="/exception"/>
    public Task<PostedEntry> ReverseAsync(Actor actor, string reason, Reversal reversal, CancellationToken ct = default) =>
        OnceAsync(actor, reason, reversal.Key, ReverseSql, Parameters(reversal), ct);

    /// <summary>The same within an open change: the entry stands or falls with the rest of it. One entry to a change, else two changes may wait for each other.</summary>
    public static Task<PostedEntry> PostAsync(Write write, EntryRequest request, CancellationToken ct = default) =>
        WithinAsync(write, PostSql, Parameters(request), ct);

    /// <inheritdoc cref="PostAsync(Write, EntryRequest, CancellationToken)"/>
    public static Task<PostedEntry> ResolveAsync(Write write, Resolution resolution, CancellationToken ct = default) =>
        WithinAsync(write, ResolveSql, Parameters(resolution), ct);

    /// <inheritdoc cref="PostAsync(Write, EntryRequest, CancellationToken)"/>
    public static Task<PostedEntry> ReverseAsync(Write write, Reversal reversal, CancellationToken ct = default) =>
        WithinAsync(write, ReverseSql, Parameters(reversal), ct);

    /// <summary>What a key stands for, or null. Waits for a posting under that key that has not ended yet.</summary>
    public Task<PostedEntry?> OutcomeOfAsync(string key, CancellationToken ct = default) => _db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(OutcomeSql, connection);
        command.Parameters.Add(Text("key", key));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Entry(reader) : null;
    }, ct);

    /// <summary>Expires what is due; returns how many. For a job, every minute or so.</summary>
    public async Task<int> ExpireDueAsync(Actor actor, DateOnly today, int most = 1000, CancellationToken ct = default)
    {
        var expired = 0;
        foreach (var pending in await _db.QueryAsync<long>("select * from ledger.due_pending(@most)", new { most }, ct))
        {
            try
            {
                await ResolveAsync(actor, "待确认分录到期", new Resolution($"expire:{pending}", pending, PendingEnd.Expire, today), ct);
                expired++;
            }
            catch (LedgerRefusedException refused) when (refused.Refusal is LedgerRefusal.AlreadyResolved)
            {
                // somebody voided it meanwhile
            }
        }
        return expired;
    }

    // Entries of one transaction: a refusal ends one of them only. Whatever fails them together is gone through one by one.
    private async Task PostTogetherAsync(IReadOnlyList<Queued> waiting)
    {
        if (waiting is not [var only])
        {
            var isUnknown = false;
            try
            {
                var first = new NpgsqlBatchCommand(HoldSql);
                first.Parameters.Add(new() { Value = waiting.Select(w => w.Request.Key).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
                first.Parameters.Add(new() { Value = waiting.SelectMany(w => w.Accounts).Distinct().ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
                var answers = await _db.WriteInOneTripAsync(
                    first, [.. waiting.Select(w => new Trip(w.Actor, TownshipScope.WholeCounty, w.Reason, Parameters(w.Request)))], PostEachSql, Answer);
                foreach (var (queued, answer) in waiting.Zip(answers))
                    queued.End(answer);
                return;
            }
            catch (NpgsqlException failed) when (failed is not PostgresException { SqlState: ['4', '2', ..] })
            {
                isUnknown = IsOutcomeUnknown(failed);
            }
            catch (Exception fault)
            {
                foreach (var queued in waiting)
                    queued.End(new(null, fault));
                return;
            }
            await Task.WhenAll(waiting.Select(queued => PostAloneAsync(queued, isUnknown)));
            return;
        }
        await PostAloneAsync(only, isUnknown: false);
    }

    private async Task PostAloneAsync(Queued queued, bool isUnknown)
    {
        try
        {
            var done = isUnknown ? await AskAsync(queued.Request.Key, 1, queued.Cancelled) : null;
            queued.End(new(done is null
                ? await OnceAsync(queued.Actor, queued.Reason, queued.Request.Key, PostSql, Parameters(queued.Request), queued.Cancelled)
                : done with { IsReplay = false }, null));
        }
        catch (Exception failure)
        {
            queued.End(new(null, failure));
        }
    }

    private async Task<PostedEntry> OnceAsync(Actor actor, string reason, string key, string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _db.WriteInOneTripAsync(
                    actor, TownshipScope.WholeCounty, reason, sql, [.. parameters.Select(p => p.Clone())], Entry, ct);
            }
            catch (PostgresException refused) when (LedgerRefusedException.Of(refused) is { } known)
            {
                throw known;
            }
            catch (PostgresException rolledBack) when (attempt < Tries && IsRolledBack(rolledBack))
            {
                await Task.Delay(attempt * 5, ct);
            }
            catch (NpgsqlException unknown) when (attempt < Tries && IsOutcomeUnknown(unknown) && !ct.IsCancellationRequested)
            {
                if (await AskAsync(key, attempt, ct) is { } done)
                    return done with { IsReplay = false };
            }
        }
    }

    // Asked before anything is sent again: the reply may have been lost after the commit.
    private async Task<PostedEntry?> AskAsync(string key, int attempt, CancellationToken ct)
    {
        for (; ; attempt++)
        {
            await Task.Delay(attempt * 50, ct);
            try
            {
                return await OutcomeOfAsync(key, ct);
            }
            catch (NpgsqlException unreachable) when (attempt < Tries && IsOutcomeUnknown(unreachable))
            {
                // not even to be asked yet
            }
        }
    }

    // The line broke, or the server went down under it: the commit may have been written before.
    private static bool IsOutcomeUnknown(NpgsqlException failure) =>
        failure is not PostgresException server || server.SqlState.StartsWith("57P", StringComparison.Ordinal) || server.SqlState.StartsWith("08", StringComparison.Ordinal);

    private static bool IsRolledBack(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable;

    private static async Task<PostedEntry> WithinAsync(Write write, string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, write.Connection, write.Transaction);
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            return Entry(reader);
        }
        catch (PostgresException refused) when (LedgerRefusedException.Of(refused) is { } known)
        {
            throw known;
        }
    }

    private static PostingAnswer Answer(NpgsqlDataReader row) => row.IsDBNull(3)
        ? new(Entry(row), null)
        : new(null, LedgerRefusedException.Of(new PostgresException(row.GetString(4), "ERROR", "ERROR", row.GetString(3), hint: row.IsDBNull(5) ? null : row.GetString(5))));

    private static PostedEntry Entry(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetBoolean(2));

    private static NpgsqlParameter[] Parameters(EntryRequest request)
    {
        var lines = request.Lines;
        var serials = lines.SelectMany((line, i) => (line.Serials ?? []).Select(range => (Line: i + 1, Range: range))).ToList();
        return
        [
            Text("key", request.Key),
            Date("effectiveOn", request.EffectiveOn),
            new("isPending", NpgsqlDbType.Boolean) { Value = request.IsPending },
            new("expiresAt", NpgsqlDbType.TimestampTz) { Value = (object?)request.ExpiresAt?.UtcDateTime ?? DBNull.Value },
            Id("record", request.RecordId),
            Id("corrects", request.Corrects),
            Ids("debit", [.. lines.Select(l => l.Debit)]),
            Ids("credit", [.. lines.Select(l => l.Credit)]),
            Ids("amount", [.. lines.Select(l => l.Amount)]),
            new("pair", NpgsqlDbType.Array | NpgsqlDbType.Integer)
                { Value = lines.Any(l => l.Pair is not null) ? lines.Select(l => l.Pair).ToArray() : DBNull.Value },
            new("serialLine", NpgsqlDbType.Array | NpgsqlDbType.Integer)
                { Value = serials.Count > 0 ? serials.Select(s => s.Line).ToArray() : DBNull.Value },
            new("issuance", NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                { Value = serials.Count > 0 ? serials.Select(s => s.Range.IssuanceId).ToArray() : DBNull.Value },
            new("serials", NpgsqlDbType.Array | NpgsqlDbType.BigIntRange)
            {
                Value = serials.Count > 0
                    ? serials.Select(s => new NpgsqlRange<long>(s.Range.First, true, s.Range.Last + 1, false)).ToArray()
                    : DBNull.Value,
            },
        ];
    }

    private static NpgsqlParameter[] Parameters(Resolution resolution) =>
    [
        Text("key", resolution.Key), Id("pending", resolution.PendingEntryId),
        Text("action", resolution.End switch { PendingEnd.Post => "post", PendingEnd.Void => "void", _ => "expire" }),
        Date("effectiveOn", resolution.EffectiveOn), Id("record", resolution.RecordId),
    ];

    private static NpgsqlParameter[] Parameters(Reversal reversal) =>
    [
        Text("key", reversal.Key), Id("entry", reversal.EntryId), Date("effectiveOn", reversal.EffectiveOn), Id("record", reversal.RecordId),
    ];

    private static NpgsqlParameter Text(string name, string value) => new(name, NpgsqlDbType.Text) { Value = value };

    private static NpgsqlParameter Date(string name, DateOnly value) => new(name, NpgsqlDbType.Date) { Value = value };

    private static NpgsqlParameter Id(string name, long? value) => new(name, NpgsqlDbType.Bigint) { Value = (object?)value ?? DBNull.Value };

    private static NpgsqlParameter Ids(string name, long[] values) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = values };
}
