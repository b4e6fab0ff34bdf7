using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ledger.Accounts;

/// <summary>Declares what postings need: books, assets, accounts, cited records and issuances. What is declared is never changed.</summary>
/// <remarks>Each call is a statement of an open change and gives the new row's id; the constraint that refuses it names the reason.</remarks>
public static class ChartOfLedger
{
    /// <param name="accountingSystem">政府会计, 企业会计准则 or 农村集体经济组织会计制度; none for the subsidiary book (备查账) of tonnes.</param>
    public static Task<long> DeclareBookAsync(Write write, string code, string name, string? accountingSystem, CancellationToken ct = default) =>
        write.ScalarAsync<long>(
            """
            insert into ledger.book (code, name, kind, accounting_system)
            values (@code, @name, case when @accountingSystem::text is null then 'subsidiary' else 'entity' end, @accountingSystem) returning book_id
            """, new { code, name, accountingSystem }, ct);

    /// <summary>Lets the book's owner judge each of its entries when the change ends. Said once and for good, before anything is posted.</summary>
    /// <param name="judge"><c>schema.judge_…</c>, a function (entry, book) that raises FC118 for an entry its owner did not ask for.</param>
    public static Task<int> JudgeBookAsync(Write write, long bookId, string judge, CancellationToken ct = default) =>
        write.ExecuteAsync("insert into ledger.book_judge (book_id, judge) values (@bookId, @judge)", new { bookId, judge }, ct);

    /// <summary>Money, counted in fen.</summary>
    public static Task<long> DeclareMoneyAsync(Write write, string code, CancellationToken ct = default) =>
        write.ScalarAsync<long>("insert into ledger.asset (code, kind) values (@code, 'money') returning asset_id", new { code }, ct);

    /// <summary>The tonnes of one series (usually a project) and vintage.</summary>
    public static Task<long> DeclareTonnesAsync(Write write, string series, int vintage, CancellationToken ct = default) =>
        write.ScalarAsync<long>(
            """
            insert into ledger.asset (code, kind, series, vintage) values (@series || '/' || @vintage::int, 'tonnes', @series, @vintage)
            returning asset_id
            """, new { series, vintage }, ct);

    /// <summary>An account for one holder's tonnes in one state; the state decides its side.</summary>
    public static Task<long> DeclareTonnesAccountAsync(
        Write write, long bookId, long assetId, string code, string name, string holder, string state, CancellationToken ct = default) =>
        write.ScalarAsync<long>(Sql.Of<IssuedBlock>("Accounts/Sql/insert_tonnes_account.sql"), new { bookId, assetId, code, name, holder, state }, ct);

    /// <param name="normalSide"><c>debit</c> or <c>credit</c>: never below zero on that side; <c>either</c>: not limited.</param>
    /// <param name="isBetween">A claim on another entity (往来): a posting on it is half of a pair.</param>
    public static Task<long> DeclareMoneyAccountAsync(
        Write write, long bookId, long assetId, string code, string name, string holder, string normalSide, bool isBetween = false,
        CancellationToken ct = default) =>
        write.ScalarAsync<long>(
            """
            insert into ledger.account (book_id, asset_id, asset_kind, code, name, holder, normal_side, is_between)
            values (@bookId, @assetId, 'money', @code, @name, @holder, @normalSide, @isBetween) returning account_id
            """, new { bookId, assetId, code, name, holder, normalSide, isBetween }, ct);

    /// <summary>A record that postings cite: number, date, quantity (tonnes or fen) and the document's hash.</summary>
    /// <param name="source">registry, exchange, bank, court, contract, acceptance (a recipient's own paper) or other.</param>
    public static Task<long> CiteAsync(
        Write write, string source, string number, DateOnly dated, long quantity, byte[] documentSha256, string note = "", CancellationToken ct = default) =>
        write.ScalarAsync<long>(
            """
            insert into ledger.record (source, number, dated, quantity, document_sha256, note)
            values (@source, @number, @dated, @quantity, @documentSha256, @note) returning record_id
            """, new { source, number, dated, quantity, documentSha256, note }, ct);

    /// <summary>A block of serials as registered, with the attributes its tonnes keep. It is entered by a posting from the <c>registry</c> account.</summary>
    public static Task<long> DeclareIssuanceAsync(Write write, IssuedBlock block, CancellationToken ct = default) =>
        write.ScalarAsync<long>(Sql.Of<IssuedBlock>("Accounts/Sql/insert_issuance.sql"), block, ct);

}

/// <summary>What the registry issued, or what we number ourselves until it does.</summary>
/// <param name="SerialPrefix">The registry's; our own begins with 内部-, and then <paramref name="IsInternal"/> holds.</param>
/// <param name="Flags">Further marks of the tonnes, a JSON object.</param>
public sealed record IssuedBlock(
    long AssetId, string Project, string Batch, int Vintage, string MethodologyVersion, string Claim, string Flags, string SerialPrefix,
    bool IsInternal, long First, long Last, long RecordId);
