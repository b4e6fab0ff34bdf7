using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using Npgsql;

namespace ForestCarbon.Ledger.Statements;

/// <summary>
/// The registry's and the exchange's own statements as dated assertions about our book. They post nothing: what differs by a
/// tonne or a fen is a finding that a person answers with an act.
/// </summary>
public sealed class StatementBook(Db db, FileStore files)
{
    /// <summary>Keeps a statement with its file; returns its number.</summary>
    /// <param name="source">registry or exchange.</param>
    /// <exception cref="RefusedException">Not understood, or imported before; nothing was kept.</exception>
    public async Task<long> ImportAsync(
        Actor actor, string source, string holder, DateOnly asOf, string path, string fileName, CancellationToken ct = default)
    {
        IReadOnlyList<StatementLine> lines;
        await using (var content = File.OpenRead(path))
            lines = StatementFile.Read(content, fileName);
        var file = await FileStore.DescribeAsync(path, ct);
        try
        {
            return await db.WriteAsync(actor, TownshipScope.WholeCounty, "导入对账单", async write =>
            {
                await files.KeepAsync(write, path, file, fileName, ct);
                var id = await write.ScalarAsync<long>(
                    """
                    insert into ledger.statement (source, holder, as_of, file_sha256, file_name)
                    values (@source, @holder, @asOf, @Sha256, @fileName) returning statement_id
                    """, new { source, holder, asOf, file.Sha256, fileName }, ct);
                foreach (var line in lines)
                    await write.ExecuteAsync(
                        """
                        insert into ledger.statement_line (statement_id, line, project, vintage, state_kind, state, book, account, amount)
                        values (@id, @Line, @Project, @Vintage, @StateKind, @State, @Book, @Account, @Amount)
                        """, new { id, line.Line, line.Project, line.Vintage, line.StateKind, line.State, line.Book, line.Account, line.Amount }, ct);
                return id;
            }, ct);
        }
        catch (PostgresException refused) when (LedgerRefusedException.Of(refused) is { } known)
        {
            throw known;
        }
        catch (PostgresException refused) when (HoldingRefusals.SentenceOf(refused) is { } sentence)
        {
            throw new RefusedException(sentence, refused);
        }
    }

    public async Task<StatementRow?> FindAsync(long statementId, CancellationToken ct = default) => (await ListAsync(statementId, ct)).SingleOrDefault();

    /// <summary>The statements, newest day first, or the one asked for.</summary>
    public Task<IReadOnlyList<StatementRow>> ListAsync(long? statementId = null, CancellationToken ct = default) =>
        db.QueryAsync<StatementRow>(
            """
            select s.*, (select count(*) from ledger.compare_statement(s.statement_id) c where c.difference <> 0 or c.ours is null) as findings
            from ledger.statement_v s where @statementId::bigint is null or s.statement_id = @statementId order by s.as_of desc, s.statement_id desc
            """, new { statementId }, ct);

    /// <summary>A statement's lines against the book as it stood on the statement's day, known as of now.</summary>
    public Task<IReadOnlyList<ComparedLine>> CompareAsync(long statementId, CancellationToken ct = default) =>
        db.QueryAsync<ComparedLine>(
            """
            select c.*, s.name_zh as state_zh, s.name_en as state_en
            from ledger.compare_statement(@statementId) c left join ledger.state_v s on s.state = c.state
            order by c.book nulls first, c.account, c.project, c.vintage, c.state_kind, c.state
            """, new { statementId }, ct);
}

/// <summary>An imported statement and how many of its lines differ now.</summary>
public sealed record StatementRow
{
    public long StatementId { get; init; }
    public string Source { get; init; } = "";
    public string Holder { get; init; } = "";
    public string HolderName { get; init; } = "";
    public DateOnly AsOf { get; init; }
    public string FileSha256 { get; init; } = "";
    public string FileName { get; init; } = "";
    public DateTime ImportedAt { get; init; }
    public long Findings { get; init; }
}

/// <summary>Theirs and ours of one figure, whole tonnes or whole fen; ours is null where the book has no such account.</summary>
public sealed record ComparedLine
{
    public string? Project { get; init; }
    public int? Vintage { get; init; }
    public string? StateKind { get; init; }

    /// <summary>The state itself, with its names; null where the kind is compared.</summary>
    public string? State { get; init; }
    public string? StateZh { get; init; }
    public string? StateEn { get; init; }
    public string? Book { get; init; }
    public string? Account { get; init; }
    public long Theirs { get; init; }
    public long? Ours { get; init; }
    public long Difference { get; init; }
    public bool IsFinding => Difference != 0 || Ours is null;
}
