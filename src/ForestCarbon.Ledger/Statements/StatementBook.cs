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
    private const string Assertion = "insert into ledger.statement_assertion (statement_id) values (@id)";

    private const string MoneyAccounts = "select a.account_id, a.book, a.code, a.name from ledger.account_v a where a.asset_kind = 'money' order by a.book, a.code";

    private const string BankAccounts = "select b.number, b.name, b.account_id, b.book, b.account, b.account_name from ledger.bank_account_v b order by b.book, b.number";

    /// <summary>
    /// Keeps a statement with its file; returns its number. One of tonnes is asserted by that; one with money only by
    /// <see cref="AssertAsync"/>, after a person has seen which account each row was taken for.
    /// </summary>
    /// <param name="source">registry or exchange.</param>
    /// <exception cref="RefusedException">Not understood, or imported before; nothing was kept.</exception>
    public async Task<long> ImportAsync(
        Actor actor, string source, string holder, DateOnly asOf, string path, string fileName, CancellationToken ct = default)
    {
        IReadOnlyList<StatementLine> lines;
        await using (var content = File.OpenRead(path))
            lines = StatementFile.Read(content, fileName, asOf);
        var file = await FileStore.DescribeAsync(path, ct);
        return await WriteAsync(actor, "导入对账单", async write =>
        {
            var taken = await TakenAsync(write, lines, ct);
            await files.KeepAsync(write, path, file, fileName, ct);
            var id = await write.ScalarAsync<long>(
                """
                insert into ledger.statement (source, holder, as_of, file_sha256, file_name)
                values (@source, @holder, @asOf, @Sha256, @fileName) returning statement_id
                """, new { source, holder, asOf, file.Sha256, fileName }, ct);
            foreach (var (line, account, takenBy) in taken)
                await write.ExecuteAsync(
                    """
                    insert into ledger.statement_line (statement_id, line, project, vintage, state_kind, state, book, account, amount, given_number, given_name, taken_by)
                    values (@id, @Line, @Project, @Vintage, @StateKind, @State, @book, @account, @Amount, @Number, @Name, @takenBy)
                    """, new
                    {
                        id, line.Line, line.Project, line.Vintage, line.StateKind, line.State, line.Amount, line.Number, line.Name, takenBy,
                        book = account?.Book ?? (line.IsMoney ? line.Book ?? "" : null), account = account?.Code ?? line.Account ?? line.Number ?? line.Name,
                    }, ct);
            if (!lines.Any(l => l.IsMoney))
                await write.ExecuteAsync(Assertion, new { id }, ct);
            return id;
        }, ct);
    }

    /// <summary>Asserts a statement whose accounts were looked at.</summary>
    /// <exception cref="RefusedException">There is none, or its file was asserted before.</exception>
    public Task AssertAsync(Actor actor, long statementId, CancellationToken ct = default) =>
        WriteAsync(actor, "认定对账单", write => write.ExecuteAsync(Assertion, new { id = statementId }, ct), ct);

    /// <summary>Says which money account a bank account's number stands for, or that it stands for none any more.</summary>
    /// <exception cref="RefusedException">No number, or no money account.</exception>
    public Task NameBankAccountAsync(Actor actor, string number, string name, long accountId, bool isEnded = false, CancellationToken ct = default) =>
        WriteAsync(actor, isEnded ? "停用银行账号" : "登记银行账号", write => write.ExecuteAsync(
            "insert into ledger.bank_account (number, name, account_id, is_ended) values (@number, @name, @accountId, @isEnded)",
            new { number = StatementFile.Bare(number), name = name.Trim(), accountId, isEnded }, ct), ct);

    /// <summary>Money accounts, for the choice of a form.</summary>
    public Task<IReadOnlyList<MoneyAccount>> MoneyAccountsAsync(CancellationToken ct = default) => db.QueryAsync<MoneyAccount>(MoneyAccounts, ct: ct);

    /// <summary>Numbers of bank accounts and what each stands for.</summary>
    public Task<IReadOnlyList<BankAccount>> BankAccountsAsync(CancellationToken ct = default) => db.QueryAsync<BankAccount>(BankAccounts, ct: ct);

    // Row by row the one account that everything the row gives points to: code, number, then name. What points nowhere stays as it was given.
    private static async Task<IReadOnlyList<(StatementLine Line, MoneyAccount? Account, string? TakenBy)>> TakenAsync(
        Write write, IReadOnlyList<StatementLine> lines, CancellationToken ct)
    {
        if (!lines.Any(l => l.IsMoney))
            return [.. lines.Select(l => (l, (MoneyAccount?)null, (string?)null))];
        var accounts = await write.QueryAsync<MoneyAccount>(MoneyAccounts, null, ct);
        var banks = await write.QueryAsync<BankAccount>(BankAccounts, null, ct);
        MoneyAccount Of(BankAccount bank) => accounts.First(a => a.AccountId == bank.AccountId);
        List<(StatementLine Line, MoneyAccount? Account, string? TakenBy)> taken = [];
        foreach (var line in lines)
        {
            bool InBook(MoneyAccount a) => line.Book is null || a.Book == line.Book;
            (string By, MoneyAccount[] Found)[] ways =
            [
                ("code", accounts.Where(a => a.Code == line.Account && InBook(a)).ToArray()),
                ("number", banks.Where(b => b.Number == line.Number).Select(Of).ToArray()),
                ("name", banks.Where(b => b.Name.Length > 0 && b.Name == line.Name).Select(Of).Concat(accounts.Where(a => a.Name == line.Name)).Where(InBook).DistinctBy(a => a.AccountId).ToArray()),
            ];
            var told = ways.FirstOrDefault(w => w.Found.Length > 0);
            var account = told.Found is [var first, ..] ? first : null;
            // A holder's name may stand for several of their accounts.
            if (told is { By: "name", Found: { Length: > 1 } several })
                throw new RefusedException($"第 {line.Line} 行按户名“{line.Name}”可取 {several.Length} 个账户（{string.Join('、', several.Select(a => a.Called))}）：请写明账簿和资金账户，或银行账号。",
                    $"Row {line.Line}: the name “{line.Name}” stands for {several.Length} accounts ({string.Join(", ", several.Select(a => a.Called))}): give book and account code, or the bank account's number.");
            if (ways.FirstOrDefault(w => w.By == "number") is { Found: [var banked] } && account is not null && banked.AccountId != account.AccountId)
                throw new RefusedException($"第 {line.Line} 行的资金账户“{line.Account}”是{account.Called}，银行账号“{line.Number}”却是{banked.Called}：请核对。",
                    $"Row {line.Line}: account “{line.Account}” is {account.Called}, but bank account “{line.Number}” is {banked.Called}: check them.");
            if (account is not null && taken.Find(t => t.Account?.AccountId == account.AccountId) is { Line: { } same })
                throw new RefusedException($"第 {line.Line} 行与第 {same.Line} 行都取到{account.Called}：一项只能有一行，不作相加。",
                    $"Rows {same.Line} and {line.Line} are both taken for {account.Called}: one balance is one row, nothing is added up.");
            taken.Add((line, account, account is null ? null : told.By));
        }
        return taken;
    }

    private async Task<T> WriteAsync<T>(Actor actor, string reason, Func<Write, Task<T>> work, CancellationToken ct)
    {
        try
        {
            return await db.WriteAsync(actor, TownshipScope.WholeCounty, reason, work, ct);
        }
        catch (PostgresException refused) when (LedgerRefusedException.Of(refused) is { } known)
        {
            throw known;
        }
        catch (PostgresException refused) when (HoldingRefusals.Of(refused) is { } known)
        {
            throw known;
        }
    }

    public async Task<StatementRow?> FindAsync(long statementId, CancellationToken ct = default) => (await ListAsync(statementId, ct)).SingleOrDefault();

    /// <summary>The statements, newest day first, or the one asked for. Of a file read several times and not asserted, the last reading.</summary>
    public Task<IReadOnlyList<StatementRow>> ListAsync(long? statementId = null, CancellationToken ct = default) =>
        db.QueryAsync<StatementRow>(
            """
            select s.*, (select count(*) from ledger.compare_statement(s.statement_id) c where c.difference <> 0 or c.ours is null) as findings
            from ledger.statement_v s
            where s.statement_id = @statementId or (@statementId::bigint is null and (s.asserted_at is not null or not exists (
                select from ledger.statement_v n where n.statement_id > s.statement_id and (n.source, n.holder, n.as_of, n.file_sha256) = (s.source, s.holder, s.as_of, s.file_sha256))))
            order by s.as_of desc, s.statement_id desc
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

    /// <summary>When a person asserted it; null: read, and its accounts not looked at yet.</summary>
    public DateTime? AssertedAt { get; init; }
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

    /// <summary>Our account's name; null where there is none.</summary>
    public string? AccountName { get; init; }

    /// <summary>The bank account's number and holder as the file gives them.</summary>
    public string? GivenNumber { get; init; }
    public string? GivenName { get; init; }

    /// <summary>By what the account was found: code, number or name; null where it was not.</summary>
    public string? TakenBy { get; init; }
    public bool IsFinding => Difference != 0 || Ours is null;
}

/// <summary>An account of money in a book.</summary>
public sealed record MoneyAccount(long AccountId, string Book, string Code, string Name)
{
    /// <summary>As a person calls it.</summary>
    public string Called => Name == Code ? $"{Book} · {Code}" : $"{Book} · {Code} {Name}";
}

/// <summary>The number of a bank account, its holder as the bank writes it, and the money account it stands for.</summary>
public sealed record BankAccount(string Number, string Name, long AccountId, string Book, string Account, string AccountName);
