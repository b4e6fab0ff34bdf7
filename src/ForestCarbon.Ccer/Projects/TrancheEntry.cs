using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>
/// Takes a registered tranche to the subsidiary book (备查账), once: an act per calendar year, asked for here. The book moves nothing until
/// the registry's record is cited and another account confirms, as for every act.
/// </summary>
public sealed class TrancheEntry(Db db, HoldingActs acts)
{
    /// <summary>Asks for the acts of a registered tranche. Asked twice, they are the same acts; a year whose act was withdrawn or taken back gets another.</summary>
    /// <param name="holder">Holder in the book whose tonnes they become.</param>
    /// <param name="serialPrefix">The registry's serials, from <paramref name="firstSerial"/> on through the years; null where it gives none.</param>
    /// <param name="because">Why the tonnes are not the project owner's, as far as they are another's; it stays with the acts.</param>
    /// <returns>The numbers of the acts, in the order of the years.</returns>
    /// <exception cref="RefusedException">Not registered, nothing to enter, no such holder, a holder that is not the project's owner without a reason, serials without
    /// their prefix, tonnes of the project and year that stand in the book otherwise, or entered already.</exception>
    public async Task<IReadOnlyList<long>> AskAsync(
        Actor actor, ProjectRow project, TrancheRow tranche, string holder, string? serialPrefix = null, long firstSerial = 1, string? because = null, CancellationToken ct = default)
    {
        if (tranche is not { State: "registered", RegisteredT: > 0, RegisteredOn: { } registeredOn })
            throw new RefusedException("登记机构登记之后，减排量才记入备查账。", "A tranche enters the subsidiary book once the registry has registered it.");
        if (firstSerial < 1)
            throw new RefusedException($"起始编号 {firstSerial} 小于 1：请照登记系统的编号填写。", $"The first serial {firstSerial} is below 1: enter it as the registry gives it.");
        if (serialPrefix is null && firstSerial != 1)
            throw new RefusedException($"没有登记编号前缀，起始编号 {firstSerial} 无处可用：请填写登记系统给出的前缀；没有登记编号时，起始编号留 1，由本账自编。",
                $"There is no prefix for the first serial {firstSerial}: enter the registry's prefix, or leave the serial at 1 where it gives no serials and the book numbers the tonnes itself.");
        var earlier = (await OfAsync(project.ProjectId, ct)).Where(a => a.TrancheId == tranche.TrancheId).ToLookup(a => (int)a.Vintage);
        if (earlier.SelectMany(year => year).Where(a => a.Stands).Sum(a => a.Tonnes) == tranche.RegisteredT)
            throw new RefusedException($"第 {tranche.Number} 期已经记入备查账。", $"Tranche {tranche.Number} is in the subsidiary book already.");
        if (await BesideAsync(project, tranche, ct) is [var first, ..])
            throw new RefusedException(
                $"备查账里已有项目 {project.Code} {first.Vintage} 年的 {first.Tonnes:N0} t（办理单 {first.ActId} 号），不是由各期减排量记入的：第 {tranche.Number} 期这一年的 {first.OfTranche:N0} t 再记入就会重复。请先核对这张办理单，记错的撤回或冲回。",
                $"The book holds {first.Tonnes:N0} t of project {project.Code} of {first.Vintage} already (act {first.ActId}), entered from no tranche: the {first.OfTranche:N0} t of tranche {tranche.Number} in that year would stand there twice. Check that act first, and withdraw it or take it back where it is wrong.");
        var isOwners = await IsOfOwnerAsync(project.ProjectId, holder, ct);
        if (!isOwners && string.IsNullOrWhiteSpace(because))
            throw new RefusedException(
                $"{(project.Owner is { } owner ? $"项目 {project.Code} 的业主是{owner}" : $"项目 {project.Code} 没有业主")}，减排量登记在业主名下：请选业主为持有方；记给别的持有方，请写明理由。",
                $"{(project.Owner is { } owned ? $"{owned} owns project {project.Code}" : $"Project {project.Code} has no owner")}, and tonnes are registered to the owner: choose the owner as the holder, or say why they are entered for another.");
        var report = await db.QuerySingleOrDefaultAsync<Report>(
            """
            select d.name || ' v' || d.version as name, d.file_sha256 from ccer.project_document_v d
            where d.tranche_id = @TrancheId and d.document_kind = 'verification-report' order by d.version desc limit 1
            """, tranche, ct) ?? new();
        // Two tranches may share a year, and their reports a name: the book knows a report by what it verified, and by its file.
        var (asked, serial) = (new List<long>(), firstSerial);
        foreach (var (year, tonnes) in VintageSplit.Of(tranche.PeriodFrom, tranche.PeriodTo, tranche.RegisteredT!.Value).Where(y => y.Tonnes > 0))
        {
            // Keyed by tranche, year and how often it was tried in vain: broken off between two years and asked again, none is entered twice.
            var inVain = earlier[year].Count(a => !a.Stands);
            // What was taken back stood in the book until then: what takes its place comes no day before.
            var goneOn = inVain == 0 ? null : await db.QuerySingleOrDefaultAsync<DateOnly?>(
                "select max(b.effective_on) from ledger.act_v b where b.outcome = 'confirmed' and b.reverses_act = any (@acts)", new { acts = earlier[year].Select(a => a.ActId).ToArray() }, ct);
            var act = earlier[year].FirstOrDefault(a => a.Stands)?.ActId ?? await acts.AskAsync(actor, new IssueAct(
                $"tranche:{tranche.TrancheId}:{year}{(inVain > 0 ? $":{inVain + 1}" : "")}", holder, goneOn > registeredOn ? goneOn.Value : registeredOn, project.Code, year, $"{tranche.Number}", project.MethodologyId ?? "", $"{project.Code} 第 {tranche.Number} 期，登记编号 {tranche.RegistryNumber}",
                serialPrefix, serial, tonnes, tonnes, $"{project.Code} 第 {tranche.Number} 期 {report.Name}",
                isOwners ? "" : because!.Trim(), ReportSha256: report.FileSha256 is { } hash ? Convert.FromHexString(hash) : null), ct);
            await db.WriteAsync(actor, $"项目 {project.Code} 第 {tranche.Number} 期 {year} 年的减排量申请入账", write => write.ExecuteAsync(
                """
                insert into ccer.tranche_act (tranche_id, vintage, tonnes, act_id, asked_by)
                select @TrancheId, @year, @tonnes, @act, @by
                where not exists (select from ccer.tranche_act a where a.act_id = @act)
                """,
                new { tranche.TrancheId, year = (short)year, tonnes, act, by = actor.Id }, ct), ct);
            asked.Add(act);
            serial += tonnes;
        }
        return asked;
    }

    /// <summary>Tonnes of the project that stand in the book, or are asked to, of the years of a tranche, and were entered from none of its tranches: entered too, they would stand there twice.</summary>
    public async Task<IReadOnlyList<EntryBeside>> BesideAsync(ProjectRow project, TrancheRow tranche, CancellationToken ct = default)
    {
        var years = VintageSplit.Of(tranche.PeriodFrom, tranche.PeriodTo, tranche.RegisteredT ?? 0).Where(y => y.Tonnes > 0).ToDictionary(y => y.Year, y => y.Tonnes);
        var acts = await db.QueryAsync<EntryBeside>(
            """
            select a.act_id, a.vintage, a.tonnes
            from ledger.act_v a
            where a.kind = 'issue' and a.project = @Code and a.vintage = any(@years) and a.outcome in ('pending', 'confirmed') and a.reversed_by is null
              and not exists (select from ccer.tranche_act t where t.act_id = a.act_id)
              -- Asked for, and broken off before it was written down here.
              and not coalesce(a.key, '') like 'tranche:%'
              -- Another tranche's by its number, in a year that both have: the book takes project, year and batch once.
              and not exists (select from ccer.reduction_tranche o
                              where o.project_id = @ProjectId and o.tranche_id <> @TrancheId and o.number::text = a.batch
                                and o.period && daterange(make_date(a.vintage, 1, 1), make_date(a.vintage + 1, 1, 1)))
            order by a.vintage, a.act_id
            """, new { project.Code, project.ProjectId, tranche.TrancheId, years = years.Keys.ToArray() }, ct);
        return [.. acts.Select(a => a with { OfTranche = years[a.Vintage] })];
    }

    /// <summary>Holders in the order in which they are offered for a project: its owner's account first. Holder and party are one where they bear one name.</summary>
    public async Task<IReadOnlyList<OfferedHolder>> HoldersAsync(long projectId, CancellationToken ct = default) => await db.QueryAsync<OfferedHolder>(
        """
        select h.holder, h.name, exists (
            select from ccer.project_party_v q
            where q.project_id = @projectId and q.role = 'owner' and q.name = h.name and q.from_on <= @today and coalesce(q.until_on >= @today, true)) as is_owner
        from ledger.holder_v h
        order by is_owner desc, h.is_kept_here desc, h.name, h.holder
        """, new { projectId, today = CountyClock.Today }, ct);

    private async Task<bool> IsOfOwnerAsync(long projectId, string holder, CancellationToken ct)
    {
        var all = await HoldersAsync(projectId, ct);
        // One that is not there is refused by the book itself, which says what to do.
        return all.All(h => h.Holder != holder) || all.Single(h => h.Holder == holder).IsOwner;
    }

    private sealed class Report
    {
        public string Name { get; init; } = "核查报告";
        public string? FileSha256 { get; init; }
    }

    /// <summary>Acts of the tranches of a project, by tranche and year.</summary>
    public Task<IReadOnlyList<TrancheAct>> OfAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<TrancheAct>(
        """
        select a.tranche_id, a.vintage, a.tonnes, a.act_id, a.outcome, a.stands
        from ccer.tranche_act_v a join ccer.reduction_tranche t using (tranche_id)
        where t.project_id = @projectId order by t.number, a.vintage, a.act_id
        """, new { projectId }, ct);
}

/// <summary>Whole tonnes of one calendar year of a tranche, and the act that enters them.</summary>
public sealed record TrancheAct
{
    public long TrancheId { get; init; }
    public short Vintage { get; init; }
    public long Tonnes { get; init; }
    public long ActId { get; init; }
    /// <summary>pending, confirmed, withdrawn or reversed.</summary>
    public string Outcome { get; init; } = "";
    /// <summary>Neither withdrawn nor taken back.</summary>
    public bool Stands { get; init; }
}

/// <summary>An act that entered tonnes of a project and year from no tranche, and the whole tonnes a tranche has in that year.</summary>
public sealed record EntryBeside
{
    public long ActId { get; init; }
    public int Vintage { get; init; }
    public long Tonnes { get; init; }
    public long OfTranche { get; init; }
}

/// <summary>A holder, and whether it is the project's owner.</summary>
public sealed record OfferedHolder
{
    public string Holder { get; init; } = "";
    public string Name { get; init; } = "";
    public bool IsOwner { get; init; }
}
