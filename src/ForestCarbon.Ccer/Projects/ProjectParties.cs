using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Who takes part in projects. The database holds that the owner is no natural person and that who validated a project verifies none of its tranches.</summary>
public sealed class ProjectParties(Db db)
{
    /// <summary>Kinds of party.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = new Dictionary<string, string>
    {
        ["company"] = "企业", ["state-farm"] = "国有林场", ["collective"] = "农村集体经济组织", ["public-body"] = "机关事业单位", ["validation-body"] = "审定与核查机构",
        ["registry"] = "登记机构", ["exchange"] = "交易机构", ["natural-person"] = "自然人",
    };

    /// <summary>Roles in a project.</summary>
    public static IReadOnlyDictionary<string, string> Roles { get; } = new Dictionary<string, string>
    {
        ["owner"] = "项目业主", ["developer"] = "开发机构", ["right-holder"] = "权利人", ["validator"] = "审定机构", ["verifier"] = "核查机构", ["registry"] = "登记机构", ["exchange"] = "交易机构",
    };

    public Task<IReadOnlyList<PartyRow>> ListAsync(CancellationToken ct = default) =>
        db.QueryAsync<PartyRow>("select p.party_id, p.kind, p.name, p.code, p.contact, p.is_demonstration from ccer.party p order by p.kind, p.party_id", null, ct);

    public Task<IReadOnlyList<ProjectPartyRow>> OfAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<ProjectPartyRow>(
        """
        select q.*, t.number as tranche
        from ccer.project_party_v q left join ccer.reduction_tranche_v t using (tranche_id)
        where q.project_id = @projectId order by q.project_party_id
        """, new { projectId }, ct);

    /// <summary>Registers an organisation, or a natural person as a right holder by a designation; returns its number.</summary>
    public Task<long> DeclareAsync(Actor actor, PartyDraft draft, CancellationToken ct = default) =>
        db.WriteAsync(actor, "登记参与方", write => DeclareAsync(write, draft, ct), ct);

    /// <summary>The same inside a change that is open.</summary>
    public static Task<long> DeclareAsync(Write write, PartyDraft draft, CancellationToken ct) => write.ScalarAsync<long>(
        "insert into ccer.party (kind, name, code, contact, is_demonstration) values (@Kind, @Name, @Code, @Contact, @IsDemonstration) returning party_id",
        draft with { Name = draft.Name.Trim() }, ct);

    /// <summary>Gives a party a role in a project, or in one tranche of it, from a day on.</summary>
    /// <exception cref="RefusedException">A natural person as owner, the validator as verifier, or a role that somebody else has.</exception>
    public Task<long> AssignAsync(Actor actor, long projectId, long? trancheId, string role, long partyId, DateOnly from, Contract? contract = null, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"项目 {projectId} 的参与方：{role}", write => AssignAsync(write, projectId, trancheId, role, partyId, from, contract, ct), ct);

    /// <summary>Registers a party and gives it a role in one change: where the role is refused, the party is not there either.</summary>
    /// <param name="with">What is stored in the same change, for instance the scan of the contract; null: nothing.</param>
    /// <exception cref="RefusedException">A natural person as owner, the validator as verifier, or a role that somebody else has.</exception>
    public Task<long> AssignAsync(
        Actor actor, long projectId, long? trancheId, string role, PartyDraft party, DateOnly from, Contract? contract = null, Func<Write, Task>? with = null, CancellationToken ct = default) =>
        AssignAsync(actor, projectId, trancheId, role, write => DeclareAsync(write, party, ct), from, contract, with, ct);

    /// <summary>Gives a party that is registered a role, with what is stored in the same change.</summary>
    /// <exception cref="RefusedException">A natural person as owner, the validator as verifier, or a role that somebody else has.</exception>
    public Task<long> AssignAsync(
        Actor actor, long projectId, long? trancheId, string role, long partyId, DateOnly from, Contract? contract, Func<Write, Task>? with, CancellationToken ct = default) =>
        AssignAsync(actor, projectId, trancheId, role, _ => Task.FromResult(partyId), from, contract, with, ct);

    private Task<long> AssignAsync(
        Actor actor, long projectId, long? trancheId, string role, Func<Write, Task<long>> party, DateOnly from, Contract? contract, Func<Write, Task>? with, CancellationToken ct) =>
        db.WriteAsync(actor, $"项目 {projectId} 的参与方：{role}", async write =>
        {
            if (with is not null)
                await with(write);
            return await AssignAsync(write, projectId, trancheId, role, await party(write), from, contract, ct);
        }, ct);

    /// <summary>The same inside a change that is open.</summary>
    public static Task<long> AssignAsync(Write write, long projectId, long? trancheId, string role, long partyId, DateOnly from, Contract? contract, CancellationToken ct)
    {
        WholeFen.Require(contract?.AmountFen, "合同金额", "contract's amount");
        return write.ScalarAsync<long>(
            """
            insert into ccer.project_party (project_id, tranche_id, role, party_id, contract, contract_signed_on, contract_subject, contract_fen, file_sha256, from_on, until_on, entered_by)
            values (@projectId, @trancheId, @role, @partyId, @Number, @SignedOn, @Subject, @AmountFen, @FileSha256, @from, @Until, @by) returning project_party_id
            """, new { projectId, trancheId, role, partyId, contract?.Number, contract?.SignedOn, contract?.Subject, contract?.AmountFen, contract?.FileSha256, contract?.Until, from, by = write.Actor.Id }, ct);
    }

    /// <summary>Says until which day a role is held, and with it the contract behind it: ends it, or changes an end that is still to come. That it was held stays.</summary>
    /// <exception cref="RefusedException">There is no such role, it has ended, or somebody else has it in that time.</exception>
    public Task EndAsync(Actor actor, long projectId, long projectPartyId, DateOnly until, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"项目 {projectId} 的参与方到期", async write =>
        {
            if (await write.ExecuteAsync("update ccer.project_party set until_on = @until where project_party_id = @projectPartyId and project_id = @projectId and coalesce(until_on >= @today, true)",
                    new { projectId, projectPartyId, until, today = CountyClock.Today }, ct) == 0)
                throw new RefusedException("没有这个参与方，或它已经到期。", "There is no such party, or its role has ended.");
        }, ct);
}

/// <summary>A party to register; <paramref name="Contact"/> is an office and its number, never a person.</summary>
public sealed record PartyDraft(string Kind, string Name, string? Code = null, string? Contact = null, bool IsDemonstration = false);

/// <summary>The contract behind a role; null is not known.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="AmountFen">Whole fen over its term.</param>
/// <param name="FileSha256">Its scan, kept already.</param>
/// <param name="Until">Its last day, which is the role's.</param>
public sealed record Contract(string? Number, DateOnly? SignedOn = null, string? Subject = null, long? AmountFen = null, byte[]? FileSha256 = null, DateOnly? Until = null);

public sealed record PartyRow
{
    public long PartyId { get; init; }
    public string Kind { get; init; } = "";
    public string Name { get; init; } = "";
    public string? Code { get; init; }
    public string? Contact { get; init; }
    public bool IsDemonstration { get; init; }
}

/// <summary>A role somebody has in a project.</summary>
public sealed record ProjectPartyRow
{
    public long ProjectPartyId { get; init; }
    public long? TrancheId { get; init; }
    public short? Tranche { get; init; }
    public string Role { get; init; } = "";
    public long PartyId { get; init; }
    public string Name { get; init; } = "";
    public string Kind { get; init; } = "";
    public string? Contact { get; init; }
    public string? Contract { get; init; }
    public DateOnly? ContractSignedOn { get; init; }
    public string? ContractSubject { get; init; }

    /// <summary>Whole fen.</summary>
    public long? ContractFen { get; init; }

    /// <summary>Scan of the contract, as hexadecimal digits.</summary>
    public string? FileSha256 { get; init; }
    public DateOnly FromOn { get; init; }
    public DateOnly? UntilOn { get; init; }

    /// <summary>Held no longer on that day; a role with an end to come is not over.</summary>
    public bool IsOver(DateOnly on) => UntilOn < on;
}
