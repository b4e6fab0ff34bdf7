using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Contracts;

/// <summary>Contracts with their documents and milestones. A contract alone moves nothing; what was entered is kept, its end is said beside it.</summary>
/// <exception cref="RefusedException">Each call that changes something: refused with a sentence, nothing was changed.</exception>
public sealed class ContractBook(Db db, FileStore files)
{
    public Task<long> EnterAsync(Actor actor, NewContract draft, CancellationToken ct = default) => db.ChangeAsync(actor, "登记合同", async write =>
        await write.QueryAsync<long>(Sql.Of<ContractBook>("Contracts/Sql/insert_contract.sql"), draft, ct) is [var id] ? id : throw new RefusedException($"没有账簿 {draft.Book}。", $"There is no book {draft.Book}."), ct);

    /// <summary>Keeps a paper of a contract; the same bytes stand once.</summary>
    public async Task<long> AddDocumentAsync(Actor actor, long contractId, string kind, string name, DateOnly dated, string path, string fileName, CancellationToken ct = default)
    {
        var file = await FileStore.DescribeAsync(path, ct);
        return await db.ChangeAsync(actor, "收存合同文件", async write =>
        {
            await files.KeepAsync(write, path, file, fileName, ct);
            return await write.ScalarAsync<long>(
                """
                insert into finance.contract_document (contract_id, kind, name, dated, file_sha256) values (@contractId, @kind, @name, @dated, @Sha256) returning contract_document_id
                """, new { contractId, kind, name = string.IsNullOrWhiteSpace(name) ? fileName : name.Trim(), dated, file.Sha256 }, ct);
        }, ct);
    }

    public Task<long> AddMilestoneAsync(Actor actor, long contractId, NewMilestone draft, CancellationToken ct = default) => db.ChangeAsync(actor, "登记合同节点", write => write.ScalarAsync<long>(
        """
        insert into finance.contract_milestone (contract_id, name, due_on, amount_fen, tonnes) values (@contractId, @Name, @DueOn, @AmountFen, @Tonnes) returning milestone_id
        """, new { contractId, draft.Name, draft.DueOn, draft.AmountFen, draft.Tonnes }, ct), ct);

    /// <summary>Says that a milestone was reached, on which day and by what evidence: once.</summary>
    public Task ReachAsync(Actor actor, long milestoneId, DateOnly on, string evidence, CancellationToken ct = default) => string.IsNullOrWhiteSpace(evidence)
        ? throw new RefusedException("请写明完成的依据。", "Say what shows that it was reached.")
        : db.ChangeAsync(actor, "合同节点完成", async write =>
            await write.ExecuteAsync("update finance.contract_milestone set done_on = @on, evidence = @evidence where milestone_id = @milestoneId", new { milestoneId, on, evidence = evidence.Trim() }, ct) == 1
                ? true : throw new RefusedException("没有这个节点。", "There is no such milestone."), ct);

    public Task EndAsync(Actor actor, long contractId, DateOnly on, string because, CancellationToken ct = default) => string.IsNullOrWhiteSpace(because)
        ? throw new RefusedException("请写明合同终止的原因。", "Say why the contract ended.")
        : db.ChangeAsync(actor, "合同终止", write => write.ExecuteAsync(
            "insert into finance.contract_end (contract_id, ended_on, because) values (@contractId, @on, @because)", new { contractId, on, because = because.Trim() }, ct), ct);

    public Task<IReadOnlyList<ContractLine>> ListAsync(string? book = null, string? kind = null, long? contractId = null, CancellationToken ct = default) => db.QueryAsync<ContractLine>(
        """
        select c.* from finance.contract_v c
        where (@book::text is null or c.book = @book) and (@kind::text is null or c.kind = @kind) and (@contractId::bigint is null or c.contract_id = @contractId)
        order by c.ended_on is not null, c.signed_on desc, c.contract_id desc
        """, new { book, kind, contractId }, ct);

    public async Task<ContractLine?> FindAsync(long contractId, CancellationToken ct = default) => await ListAsync(contractId: contractId, ct: ct) is [var found] ? found : null;

    public Task<IReadOnlyList<ContractDocument>> DocumentsAsync(long contractId, CancellationToken ct = default) => db.QueryAsync<ContractDocument>(
        """
        select d.contract_document_id, d.kind, d.name, d.dated, encode(d.file_sha256, 'hex') as file_sha256, d.entered_by, d.entered_at
        from finance.contract_document d where d.contract_id = @contractId order by d.dated, d.contract_document_id
        """, new { contractId }, ct);

    public Task<IReadOnlyList<MilestoneRow>> MilestonesAsync(long contractId, CancellationToken ct = default) => db.QueryAsync<MilestoneRow>(
        "select m.* from finance.contract_milestone m where m.contract_id = @contractId order by m.due_on, m.milestone_id", new { contractId }, ct);
}

/// <param name="Kind">development, sale, forward or mandate.</param>
/// <param name="Tonnes">Whole tonnes agreed; a forward has them.</param>
/// <param name="PriceFen">Fen a tonne; null: the market's on the day.</param>
/// <param name="AmountFen">What the whole is worth, where it is agreed.</param>
/// <param name="SharePercent">Of a mandate: what our entity gets.</param>
/// <param name="DueDays">Days from the trade to the payment; null: not agreed.</param>
public sealed record NewContract(
    string Book, string Code, string Kind, string Title, string Counterparty, DateOnly SignedOn, DateOnly? UntilOn = null, string? ProjectCode = null, long? Tonnes = null, long? PriceFen = null,
    long? AmountFen = null, decimal? SharePercent = null, int? DueDays = null, string Note = "", bool IsDemonstration = false);

public sealed record NewMilestone(string Name, DateOnly DueOn, long? AmountFen = null, long? Tonnes = null);

/// <summary>A contract with what was sold, received and reached under it.</summary>
public sealed record ContractLine
{
    public long ContractId { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string Code { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Title { get; init; } = "";
    public string Counterparty { get; init; } = "";
    public string? ProjectCode { get; init; }
    public DateOnly SignedOn { get; init; }
    public DateOnly? UntilOn { get; init; }
    public long? Tonnes { get; init; }
    public long? PriceFen { get; init; }
    public long? AmountFen { get; init; }
    public decimal? SharePercent { get; init; }
    public int? DueDays { get; init; }
    public string Note { get; init; } = "";
    public bool IsDemonstration { get; init; }
    public DateOnly? EndedOn { get; init; }
    public string? EndedBecause { get; init; }
    public long SoldT { get; init; }
    public long SoldFen { get; init; }
    public long ReceivedFen { get; init; }
    public int Milestones { get; init; }
    public int Done { get; init; }
    public DateOnly? NextDueOn { get; init; }
    public int Documents { get; init; }
    public long InvoicedToUsFen { get; init; }
}

public sealed record ContractDocument
{
    public long ContractDocumentId { get; init; }
    public string Kind { get; init; } = "";
    public string Name { get; init; } = "";
    public DateOnly Dated { get; init; }
    public string FileSha256 { get; init; } = "";
    public string EnteredBy { get; init; } = "";
    public DateTime EnteredAt { get; init; }
}

public sealed record MilestoneRow
{
    public long MilestoneId { get; init; }
    public string Name { get; init; } = "";
    public DateOnly DueOn { get; init; }
    public long? AmountFen { get; init; }
    public long? Tonnes { get; init; }
    public DateOnly? DoneOn { get; init; }
    public string Evidence { get; init; } = "";
}
