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
    /// <returns>The numbers of the acts, in the order of the years.</returns>
    /// <exception cref="RefusedException">Not registered, nothing to enter, no such holder, or entered already.</exception>
    public async Task<IReadOnlyList<long>> AskAsync(
        Actor actor, ProjectRow project, TrancheRow tranche, string holder, string? serialPrefix = null, long firstSerial = 1, CancellationToken ct = default)
    {
        if (tranche is not { State: "registered", RegisteredT: > 0, RegisteredOn: { } registeredOn })
            throw new RefusedException("登记机构登记之后，减排量才记入备查账。", "A tranche enters the subsidiary book once the registry has registered it.");
        var earlier = (await OfAsync(project.ProjectId, ct)).Where(a => a.TrancheId == tranche.TrancheId).ToLookup(a => (int)a.Vintage);
        if (earlier.SelectMany(year => year).Where(a => a.Stands).Sum(a => a.Tonnes) == tranche.RegisteredT)
            throw new RefusedException($"第 {tranche.Number} 期已经记入备查账。", $"Tranche {tranche.Number} is in the subsidiary book already.");
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
                ReportSha256: report.FileSha256 is { } hash ? Convert.FromHexString(hash) : null), ct);
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
