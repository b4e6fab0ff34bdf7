using System.Globalization;
using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Green;

/// <summary>绿色金融: loans, insurance policies and subsidies as records with their papers; money for them moves by vouchers that name them.</summary>
/// <exception cref="RefusedException">Each call that changes something: refused with a sentence, nothing was changed.</exception>
public sealed class Loans(Db db, FileStore files)
{
    /// <summary>What can be moved for a loan, from its own book and from the county's.</summary>
    public static IReadOnlyList<string> LoanTemplates { get; } = ["loan-received", "loan-repaid", "interest-paid", "interest-subsidy", "risk-compensation"];

    public Task<long> EnterAsync(Actor actor, NewLoan draft, SentPaper? paper = null, CancellationToken ct = default) => EnterAsync(actor, "登记贷款", "Green/Sql/insert_loan.sql", draft, draft.Book, paper, ct);

    public Task<long> EnterAsync(Actor actor, NewPolicy draft, SentPaper? paper = null, CancellationToken ct = default) => EnterAsync(actor, "登记保单", "Green/Sql/insert_policy.sql", draft, draft.Book, paper, ct);

    public Task<long> EnterAsync(Actor actor, NewSubsidy draft, SentPaper? paper = null, CancellationToken ct = default) => EnterAsync(actor, "登记补助", "Green/Sql/insert_subsidy.sql", draft, draft.Book, paper, ct);

    /// <summary>A voucher for a loan, a policy or a subsidy; it waits for its check. The database holds it to what was agreed.</summary>
    /// <param name="kind">loan, policy or subsidy.</param>
    public Task<long> MoveAsync(Actor actor, string key, string kind, long id, string book, string template, DateOnly on, long amountFen, long? fundId = null, string evidence = "", CancellationToken ct = default) =>
        db.ChangeAsync(actor, "登记绿色金融收付", async write =>
        {
            var told = (await write.QueryAsync<Told>(Sql.Of<Loans>("Green/Sql/told.sql"), new { kind, id }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这笔贷款、保单或补助。", "There is no such loan, policy or subsidy.");
            var name = await write.ScalarAsync<string>("select t.name_zh from finance.posting_template_v t where t.template = @template", new { template }, ct) ?? throw new RefusedException("请选择事项。", "Choose the event.");
            return await MoneyEvents.MakeAsync(write, new NewEvent($"green:{key}", book, template, on, $"{name}，{told.Number}", amountFen, FundId: fundId, SubjectKind: kind,
                SubjectId: id.ToString(CultureInfo.InvariantCulture), Counterparty: told.Party, Evidence: string.IsNullOrWhiteSpace(evidence) ? told.Number : evidence.Trim()), ct);
        }, ct);

    public Task<IReadOnlyList<LoanRow>> ListAsync(long? loanId = null, CancellationToken ct = default) => db.QueryAsync<LoanRow>(
        "select l.* from finance.loan_v l where @loanId::bigint is null or l.loan_id = @loanId order by l.left_fen = 0, l.due_on, l.loan_id", new { loanId }, ct);

    public async Task<LoanRow?> FindAsync(long loanId, CancellationToken ct = default) => await ListAsync(loanId, ct) is [var found] ? found : null;

    public Task<IReadOnlyList<PolicyRow>> PoliciesAsync(string? project = null, CancellationToken ct = default) => db.QueryAsync<PolicyRow>(
        "select p.* from finance.policy_v p where @project::text is null or p.project_code = @project order by p.until_on desc, p.policy_id", new { project }, ct);

    public Task<IReadOnlyList<SubsidyRow>> SubsidiesAsync(CancellationToken ct = default) => db.QueryAsync<SubsidyRow>("select s.* from finance.subsidy_v s order by s.granted_on desc, s.subsidy_id", ct: ct);

    private async Task<long> EnterAsync(Actor actor, string reason, string sql, object draft, string book, SentPaper? paper, CancellationToken ct)
    {
        var file = paper is null ? null : await FileStore.DescribeAsync(paper.Path, ct);
        return await db.ChangeAsync(actor, reason, async write =>
        {
            if (file is not null)
                await files.KeepAsync(write, paper!.Path, file, paper.Name, ct);
            var values = new Dapper.DynamicParameters(draft);
            values.Add("Sha256", file?.Sha256, System.Data.DbType.Binary);
            return await write.QueryAsync<long>(Sql.Of<Loans>(sql), values, ct) is [var id] ? id : throw new RefusedException($"没有账簿 {book}。", $"There is no book {book}.");
        }, ct);
    }

    private sealed record Told(string Number, string Party);
}

/// <param name="Kind">forest-right (林权贷), sink-revenue (碳汇预期收益权), credit.</param>
/// <param name="AnnualPercent">Interest a year, per cent; null: not entered.</param>
/// <param name="SubsidyPercent">贴息, per cent of the principal a year, from <paramref name="SubsidyFundId"/>.</param>
/// <param name="RiskPercent">Share of a loss the risk-compensation fund takes, from <paramref name="RiskFundId"/>.</param>
public sealed record NewLoan(
    string Book, string Number, string Kind, string Lender, long PrincipalFen, DateOnly SignedOn, DateOnly DueOn, decimal? AnnualPercent = null, string Repayment = "", string Guarantor = "",
    decimal? SubsidyPercent = null, long? SubsidyFundId = null, decimal? RiskPercent = null, long? RiskFundId = null, string Note = "", bool IsDemonstration = false);

/// <param name="Kind">forest, sink-yield, sink-price or other.</param>
public sealed record NewPolicy(
    string Book, string Number, string Kind, string Insurer, string Insured, long SumFen, DateOnly FromOn, DateOnly UntilOn, long CentralFen = 0, long ProvinceFen = 0, long CityFen = 0, long CountyFen = 0,
    long OwnFen = 0, string? ProjectCode = null, decimal? AreaMu = null, bool IsDemonstration = false);

/// <param name="Kind">planting, interest, insurance, tending or other.</param>
public sealed record NewSubsidy(
    string Book, string Kind, string DocumentNumber, DateOnly GrantedOn, long AmountFen, string Purpose, string? ProjectCode = null, long? LoanId = null, long? PolicyId = null, bool IsDemonstration = false);

public sealed record LoanRow
{
    public long LoanId { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string Number { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Lender { get; init; } = "";
    public long PrincipalFen { get; init; }
    public decimal? AnnualPercent { get; init; }
    public DateOnly SignedOn { get; init; }
    public DateOnly DueOn { get; init; }
    public string Repayment { get; init; } = "";
    public string Guarantor { get; init; } = "";
    public decimal? SubsidyPercent { get; init; }
    public long? SubsidyFundId { get; init; }
    public string? SubsidyDocument { get; init; }
    public decimal? RiskPercent { get; init; }
    public long? RiskFundId { get; init; }
    public string? RiskDocument { get; init; }
    public long? RiskFundFen { get; init; }
    public string? FileSha256 { get; init; }
    public string Note { get; init; } = "";
    public bool IsDemonstration { get; init; }
    public long ReceivedFen { get; init; }
    public long RepaidFen { get; init; }
    public long LeftFen { get; init; }
    public long InterestFen { get; init; }
    public long SubsidyFen { get; init; }
    public long RiskPaidFen { get; init; }
    public int Pending { get; init; }
    public int Pledges { get; init; }
}

public sealed record PolicyRow
{
    public long PolicyId { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string Number { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Insurer { get; init; } = "";
    public string Insured { get; init; } = "";
    public string? ProjectCode { get; init; }
    public decimal? AreaMu { get; init; }
    public long SumFen { get; init; }
    public long CentralFen { get; init; }
    public long ProvinceFen { get; init; }
    public long CityFen { get; init; }
    public long CountyFen { get; init; }
    public long OwnFen { get; init; }
    public long PremiumFen { get; init; }
    public DateOnly FromOn { get; init; }
    public DateOnly UntilOn { get; init; }
    public string? FileSha256 { get; init; }
    public bool IsDemonstration { get; init; }
    public long PaidFen { get; init; }
    public long ClaimedFen { get; init; }
}

public sealed record SubsidyRow
{
    public long SubsidyId { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string Kind { get; init; } = "";
    public string DocumentNumber { get; init; } = "";
    public DateOnly GrantedOn { get; init; }
    public long AmountFen { get; init; }
    public string Purpose { get; init; } = "";
    public string? ProjectCode { get; init; }
    public long? LoanId { get; init; }
    public long? PolicyId { get; init; }
    public string? FileSha256 { get; init; }
    public bool IsDemonstration { get; init; }
    public long ReceivedFen { get; init; }
}
