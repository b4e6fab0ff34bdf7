using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Payables;

/// <summary>Who is paid, and into which account. A new account follows the old one; no identity numbers are kept.</summary>
/// <exception cref="RefusedException">Each call that changes something: refused with a sentence, nothing was changed.</exception>
public sealed class Payees(Db db)
{
    /// <summary>Kinds a payee can be entered as, and kinds of accounts.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["household", "collective", "state-farm", "ranger", "company", "public"];

    public static IReadOnlyList<string> AccountKinds { get; } = ["一卡通", "银行账户"];

    /// <summary>Enters a payee, with an account where one is given. The village's township follows from the map.</summary>
    public Task<long> EnterAsync(Actor actor, NewPayee draft, TownshipScope scope, CancellationToken ct = default) => db.ChangeAsync(actor, "登记收款人", async write =>
    {
        string? township = null;
        if (draft.VillageCode is { } village)
            township = await write.ScalarAsync<string?>(
                "select v.township_code from inventory.village_v v where v.village_code = @village and (@townships::text[] is null or v.township_code = any (@townships))", new { village, townships = scope.Codes }, ct)
                ?? throw new RefusedException($"村编码 {village} 不在您能看的行政区划里。", $"Village {village} is not among those you see.");
        else if (scope.Codes is not null)
            throw new RefusedException("请写明收款人所在的村。", "Give the payee's village.");
        var id = await write.ScalarAsync<long>(
            "insert into finance.payee (code, kind, name, village_code, township_code, is_demonstration) values (@Code, @Kind, @Name, @VillageCode, @township, @IsDemonstration) returning payee_id",
            new { draft.Code, draft.Kind, draft.Name, draft.VillageCode, township, draft.IsDemonstration }, ct);
        if (draft.Account is { } account)
            await AddAccountAsync(write, id, account, ct);
        return id;
    }, ct, scope);

    /// <summary>Gives a payee a new account, which is paid into once a second account confirmed it.</summary>
    public Task AddAccountAsync(Actor actor, long payeeId, NewAccount account, CancellationToken ct = default) =>
        db.ChangeAsync(actor, "登记收款账户", write => AddAccountAsync(write, payeeId, account, ct), ct);

    /// <summary>Confirms accounts that wait, by another account than the one that entered each: from then on they are paid into.</summary>
    /// <exception cref="RefusedException">One is of another township, was entered by this account, or is confirmed or refused already; nothing was changed.</exception>
    public Task ConfirmAsync(Actor actor, IReadOnlyCollection<long> accountIds, TownshipScope scope, CancellationToken ct = default) => DecideAsync(actor, "确认收款账户", accountIds, "confirmed", scope, ct);

    /// <summary>Refuses an account that waits: it is never paid into.</summary>
    /// <inheritdoc cref="ConfirmAsync" path="/exception"/>
    public Task RefuseAsync(Actor actor, long accountId, TownshipScope scope, CancellationToken ct = default) => DecideAsync(actor, "不确认收款账户", [accountId], "refused", scope, ct);

    /// <summary>Accounts of the scope's payees that wait for a second account, oldest first, each with the confirmed one it would follow.</summary>
    public Task<IReadOnlyList<WaitingAccount>> WaitingAsync(TownshipScope scope, int limit = 200, CancellationToken ct = default) =>
        db.QueryAsync<WaitingAccount>(Sql.Of<Payees>("Payables/Sql/waiting_accounts.sql"), new { townships = scope.Codes, limit }, ct);

    /// <summary>Payees of the scope by code, name or village, with the newest confirmed account of each kind.</summary>
    public Task<IReadOnlyList<PayeeRow>> ListAsync(TownshipScope scope, string? query = null, long? payeeId = null, int limit = 200, CancellationToken ct = default) =>
        db.QueryAsync<PayeeRow>(Sql.Of<Payees>("Payables/Sql/payees.sql"), new { townships = scope.Codes, query = string.IsNullOrWhiteSpace(query) ? null : query.Trim(), payeeId, code = (string?)null, limit }, ct);

    public async Task<PayeeRow?> FindAsync(TownshipScope scope, long payeeId, CancellationToken ct = default) => await ListAsync(scope, payeeId: payeeId, limit: 1, ct: ct) is [var found] ? found : null;

    /// <summary>A payee by the code people write.</summary>
    public async Task<PayeeRow?> FindAsync(TownshipScope scope, string code, CancellationToken ct = default) => (await db.QueryAsync<PayeeRow>(
        Sql.Of<Payees>("Payables/Sql/payees.sql"), new { townships = scope.Codes, query = (string?)null, payeeId = (long?)null, code, limit = 1 }, ct)).SingleOrDefault();

    private Task DecideAsync(Actor actor, string reason, IReadOnlyCollection<long> accountIds, string outcome, TownshipScope scope, CancellationToken ct) => db.ChangeAsync(actor, reason, async write =>
        await write.ExecuteAsync(Sql.Of<Payees>("Payables/Sql/decide_accounts.sql"), new { ids = accountIds.Distinct().ToArray(), outcome, townships = scope.Codes }, ct) == accountIds.Distinct().Count()
            ? true : throw new RefusedException("没有这个收款账户，或不在您能看的行政区划里。", "There is no such account, or it is not among those you see."), ct);

    private static Task<int> AddAccountAsync(Write write, long payeeId, NewAccount account, CancellationToken ct) => write.ExecuteAsync(
        "insert into finance.payee_account (payee_id, kind, bank, account_no, account_name) values (@payeeId, @Kind, @Bank, @AccountNo, @AccountName)",
        new { payeeId, account.Kind, account.Bank, account.AccountNo, account.AccountName }, ct);
}

/// <param name="Kind">household, collective, state-farm, ranger, company or public.</param>
public sealed record NewPayee(string Code, string Kind, string Name, string? VillageCode = null, NewAccount? Account = null, bool IsDemonstration = false);

/// <param name="Kind">一卡通 or 银行账户.</param>
public sealed record NewAccount(string Kind, string Bank, string AccountNo, string AccountName);

/// <summary>An account that waits for its second account, and what it would take the place of.</summary>
public sealed record WaitingAccount
{
    public long PayeeAccountId { get; init; }
    public string Payee { get; init; } = "";
    public string PayeeName { get; init; } = "";
    public string? VillageName { get; init; }
    public string Kind { get; init; } = "";
    public string Bank { get; init; } = "";
    public string AccountNo { get; init; } = "";
    public string AccountName { get; init; } = "";
    public string EnteredBy { get; init; } = "";
    public DateTime EnteredAt { get; init; }

    /// <summary>The confirmed account of the kind; null: it would be the first.</summary>
    public string? WasNo { get; init; }
    public string? WasName { get; init; }
}

public sealed record PayeeRow
{
    public long PayeeId { get; init; }
    public string Code { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Name { get; init; } = "";
    public string? VillageCode { get; init; }
    public string? VillageName { get; init; }
    public string? CardBank { get; init; }
    public string? CardNo { get; init; }
    public string? BankBank { get; init; }
    public string? BankNo { get; init; }
    public bool IsDemonstration { get; init; }

    /// <summary>The last four digits, for those who need not know the number.</summary>
    public static string Tail(string? number) => number is { Length: > 4 } known ? $"…{known[^4..]}" : "";
}
