using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Web.Jobs;

/// <summary>How a request with a key was answered.</summary>
public enum IdempotencyOutcome
{
    /// <summary>It took effect now, or had before: the answer is the same.</summary>
    Answered,

    /// <summary>The key was used for another request.</summary>
    OtherRequest,

    /// <summary>The same request is being worked on.</summary>
    InWork,
}

/// <inheritdoc cref="IdempotencyOutcome"/>
public sealed record IdempotentAnswer(IdempotencyOutcome Outcome, string? Answer);

/// <summary>Lets a request take effect once per account and key.</summary>
public sealed class Idempotency(Db db)
{
    /// <summary>Runs <paramref name="work"/> if the key is new, and keeps its answer. A work that fails gives the key free again.</summary>
    public async Task<IdempotentAnswer> OnceAsync(Actor actor, string key, string request, Func<Task<string>> work, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(request));
        var isNew = await db.WriteAsync(actor, TownshipScope.WholeCounty, "幂等键", write => write.ExecuteAsync(
            """
            insert into platform.idempotency_key (key, account_id, fingerprint)
            values (@key, @account, @fingerprint) on conflict do nothing
            """, new { key, account = actor.Id, fingerprint }, ct), ct) == 1;
        if (!isNew)
            return await KnownAsync(actor, key, fingerprint, ct);
        try
        {
            var answer = await work();
            await StoreAsync(actor, key, answer);
            return new(IdempotencyOutcome.Answered, answer);
        }
        catch
        {
            await ForgetAsync(actor, key);
            throw;
        }
    }

    private async Task<IdempotentAnswer> KnownAsync(Actor actor, string key, byte[] fingerprint, CancellationToken ct)
    {
        var known = await db.QuerySingleOrDefaultAsync<Known>(
            "select fingerprint, response #>> '{}' as answer from platform.idempotency_key where account_id = @account and key = @key",
            new { account = actor.Id, key }, ct);
        if (known is null)
            return new(IdempotencyOutcome.InWork, null);
        if (!known.Fingerprint.AsSpan().SequenceEqual(fingerprint))
            return new(IdempotencyOutcome.OtherRequest, null);
        return known.Answer is null ? new(IdempotencyOutcome.InWork, null) : new(IdempotencyOutcome.Answered, known.Answer);
    }

    // Neither waits for the person who may have left: the work is done.
    private Task StoreAsync(Actor actor, string key, string answer) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, "幂等键的结果", write => write.ExecuteAsync(
            "update platform.idempotency_key set response = to_jsonb(@answer::text) where account_id = @account and key = @key",
            new { account = actor.Id, key, answer }));

    private Task ForgetAsync(Actor actor, string key) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, "幂等键作废", write => write.ExecuteAsync(
            "delete from platform.idempotency_key where account_id = @account and key = @key and response is null", new { account = actor.Id, key }));

    private sealed record Known(byte[] Fingerprint, string? Answer);
}
