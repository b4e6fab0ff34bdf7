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

    /// <summary>Gives a payee a new account, which counts from now on.</summary>
    public Task AddAccountAsync(Actor actor, long payeeId, NewAccount account, CancellationToken ct = default) =>
        db.ChangeAsync(actor, "登记收款账户", write => AddAccountAsync(write, payeeId, account, ct), ct);

    /// <summary>Payees of the scope by code, name or village, with the newest account of each kind.</summary>
    public Task<IReadOnlyList<PayeeRow>> ListAsync(TownshipScope scope, string? query = null, long? payeeId = null, int limit = 200, CancellationToken ct = default) =>
        db.QueryAsync<PayeeRow>(Sql.Of<Payees>("Payables/Sql/payees.sql"), new { townships = scope.Codes, query = string.IsNullOrWhiteSpace(query) ? null : query.Trim(), payeeId, code = (string?)null, limit }, ct);

    public async Task<PayeeRow?> FindAsync(TownshipScope scope, long payeeId, CancellationToken ct = default) => await ListAsync(scope, payeeId: payeeId, limit: 1, ct: ct) is [var found] ? found : null;

    /// <summary>A payee by the code people write.</summary>
    public async Task<PayeeRow?> FindAsync(TownshipScope scope, string code, CancellationToken ct = default) => (await db.QueryAsync<PayeeRow>(
        Sql.Of<Payees>("Payables/Sql/payees.sql"), new { townships = scope.Codes, query = (string?)null, payeeId = (long?)null, code, limit = 1 }, ct)).SingleOrDefault();

    private static Task<int> AddAccountAsync(Write write, long payeeId, NewAccount account, CancellationToken ct) => write.ExecuteAsync(
        "insert into finance.payee_account (payee_id, kind, bank, account_no, account_name) values (@payeeId, @Kind, @Bank, @AccountNo, @AccountName)",
        new { payeeId, account.Kind, account.Bank, account.AccountNo, account.AccountName }, ct);
}

/// <param name="Kind">household, collective, state-farm, ranger, company or public.</param>
public sealed record NewPayee(string Code, string Kind, string Name, string? VillageCode = null, NewAccount? Account = null, bool IsDemonstration = false);

/// <param name="Kind">一卡通 or 银行账户.</param>
public sealed record NewAccount(string Kind, string Bank, string AccountNo, string AccountName);

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
