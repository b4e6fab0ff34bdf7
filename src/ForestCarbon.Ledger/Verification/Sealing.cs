using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Ledger.Verification;

/// <summary>Seals the ledger: every <see cref="PostingsPerSeal"/> postings or <see cref="SealEvery"/>, whichever comes first.</summary>
public sealed class Sealing(Db db, SealBook book)
{
    public const int PostingsPerSeal = 1000;

    public static readonly TimeSpan SealEvery = TimeSpan.FromSeconds(60);

    private SealedLedger? _state;
    private long _written; // length of the file of seals that _state was read from or wrote

    /// <summary>How many postings no seal has seen yet; 0 before the first call of <see cref="SealAsync"/> is all of them.</summary>
    public async Task<long> UnsealedAsync(CancellationToken ct = default) =>
        await db.QuerySingleOrDefaultAsync<long>(Sql.Of<Sealing>("Verification/Sql/count.sql"), ct: ct) - (_state?.Count ?? 0);

    /// <summary>Seals what was committed since the last seal; false if there was nothing, or another process is sealing.</summary>
    /// <exception cref="Platform.Failures.RefusedException">The seals or the ledger are not as they were: nothing is sealed over a break.</exception>
    public async Task<bool> SealAsync(CancellationToken ct = default)
    {
        using var held = book.TryHold();
        if (held is null)
        {
            _state = null; // another writes the files: read them anew next time
            return false;
        }
        // Another process may have sealed and let go since: what is remembered then is of yesterday.
        var state = _state is { } kept && _written == book.Written ? kept : await Task.Run(book.Read, ct);
        _state = null; // until the seal stands
        if (state.Fault is { } fault)
            throw new Platform.Failures.RefusedException(fault.Sentence, fault.English);
        var declared = await NewlyDeclaredAsync(state, ct);
        var postings = await NewPostingsAsync(state, ct);
        if (postings.Count > 0 || declared.Count > 0)
        {
            foreach (var mark in declared)
                state.Add(mark);
            book.Append(state, DateTime.UtcNow, postings, declared);
        }
        (_state, _written) = (state, book.Written);
        return postings.Count > 0 || declared.Count > 0;
    }

    // One statement, so one snapshot: a posting is in it only with every posting its accounts had before.
    private async Task<List<PostingWitness>> NewPostingsAsync(SealedLedger state, CancellationToken ct)
    {
        await using var connection = await db.OpenReadAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Of<Sealing>("Verification/Sql/new_postings.sql"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("accounts", state.Heads.Keys.ToArray());
        command.Parameters.AddWithValue("counts", state.Heads.Values.Select(h => h.Postings).ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var postings = new List<PostingWitness>();
        while (await reader.ReadAsync(ct))
        {
            var p = new PostingWitness(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.GetInt64(5), reader.GetFieldValue<byte[]>(6));
            if (!state.Follows(p))
                throw new Platform.Failures.RefusedException($"分录 {p.EntryId} 第 {p.Line} 行接不上账户的前一笔，没有封存：请运行 ledger verify。",
                    $"Entry {p.EntryId}, line {p.Line} does not continue the account's posting before it; nothing was sealed: run ledger verify.");
            state.Add(p);
            postings.Add(p);
        }
        return postings;
    }

    private async Task<List<DeclaredWitness>> NewlyDeclaredAsync(SealedLedger state, CancellationToken ct)
    {
        var all = await db.ReadAsync(connection => DeclaredRows.ReadAsync(connection, ct), ct);
        return [.. all.Select(d => d.Row).Where(d => !state.Declared.ContainsKey((d.Table, d.Id)))];
    }
}

/// <summary>The declared rows and the hash of each as the database holds it now.</summary>
internal static class DeclaredRows
{
    /// <summary>Each row with what it is called where it is told by a text.</summary>
    public static async Task<List<(DeclaredWitness Row, string? Called)>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql.Of<Sealing>("Verification/Sql/declared.sql"), connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(DeclaredWitness Row, string? Called)>();
        while (await reader.ReadAsync(ct))
            rows.Add((new DeclaredWitness((DeclaredTable)reader.GetInt32(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return rows;
    }
}
