using System.Globalization;
using ForestCarbon.Finance.Books;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Sharing;

/// <summary>
/// 利益联结: versioned agreements and the runs that divide a revenue by them. Priority costs first, then the parties, then collective and households of
/// each village by the frozen weights of their lots. Every division is exact to the fen (<see cref="Division"/>).
/// </summary>
public sealed class BenefitSharing(Db db)
{
    /// <summary>Drafts the next version of a project's agreement with its parties. Returns its id.</summary>
    /// <exception cref="RefusedException">A party stands twice, or a weight is not above 0.</exception>
    public Task<long> DraftAsync(Actor actor, NewAgreement draft, CancellationToken ct = default) => db.ChangeAsync(actor, "拟定利益联结协议", async write =>
    {
        var id = (await write.QueryAsync<long>(
            """
            insert into finance.agreement (project_code, version, book_id, basis, note, is_demonstration)
            select @ProjectCode, 1 + coalesce((select max(a.version) from finance.agreement a where a.project_code = @ProjectCode), 0), e.book_id, @Basis, @Note, @IsDemonstration
            from finance.entity e where e.code = @Book returning agreement_id
            """, draft, ct)) is [var made] ? made : throw new RefusedException($"没有账簿 {draft.Book}。", $"There is no book {draft.Book}.");
        foreach (var party in draft.Parties)
            await write.ExecuteAsync(
                "insert into finance.agreement_party (agreement_id, party, kind, weight_percent, payee_id) values (@id, @Party, @Kind, @WeightPercent, @PayeeId)",
                new { id, party.Party, party.Kind, party.WeightPercent, party.PayeeId }, ct);
        return id;
    }, ct);

    /// <summary>
    /// Takes the lots under the project's boundary into a draft, in the place of those that stood there: weight by the basis (registered area of the certificate, or area inside the
    /// boundary, mu). The carbon-benefit holder shares; where none is named, or the lot is disputed, it is held. What has no right holder at all, or lies in no village, is left out and counted.
    /// </summary>
    public Task<LotsTaken> TakeLotsAsync(Actor actor, long agreementId, CancellationToken ct = default) => db.ChangeAsync(actor, "列出协议的林权宗地", async write =>
    {
        await write.ExecuteAsync("delete from finance.agreement_lot where agreement_id = @agreementId", new { agreementId }, ct);
        return (await write.QueryAsync<LotsTaken>(Sql.Of<BenefitSharing>("Sharing/Sql/take_lots.sql"), new { agreementId }, ct)).Single();
    }, ct);

    /// <summary>Enters lots with given weights (协议份额, or lots without a map).</summary>
    public Task<int> EnterLotsAsync(Actor actor, long agreementId, IReadOnlyList<LotWeight> lots, CancellationToken ct = default) => db.ChangeAsync(actor, "录入协议的宗地份额", write =>
        write.ExecuteAsync(Sql.Of<BenefitSharing>("Sharing/Sql/enter_lots.sql"), new
        {
            agreementId, codes = lots.Select(l => l.LotCode).ToArray(), townships = lots.Select(l => l.TownshipCode).ToArray(), villages = lots.Select(l => l.VillageCode).ToArray(),
            names = lots.Select(l => l.VillageName).ToArray(), payees = lots.Select(l => l.PayeeId).ToArray(), weights = lots.Select(l => l.Weight).ToArray(), held = lots.Select(l => l.HeldFor).ToArray(),
        }, ct), ct);

    /// <summary>Signs: the parties must make 100 %, and nothing of the agreement changes afterwards.</summary>
    /// <inheritdoc cref="DraftAsync" path="/exception"/>
    public Task SignAsync(Actor actor, long agreementId, DateOnly on, CancellationToken ct = default) => db.ChangeAsync(actor, "签订利益联结协议", async write =>
        await write.ExecuteAsync("update finance.agreement set signed_on = @on where agreement_id = @agreementId", new { agreementId, on }, ct) == 1
            ? true : throw new RefusedException("没有这份协议。", "There is no such agreement."), ct);

    /// <summary>Divides what came in by a sale or by a posted receipt voucher of the project: a run with its lists by village, and the voucher of what is owed. Another account confirms it.</summary>
    /// <exception cref="RefusedException">Not signed, without its evidence, of no revenue that came in, or nothing is left to divide; nothing was changed.</exception>
    public Task<long> RunAsync(Actor actor, NewRun draft, CancellationToken ct = default) => db.ChangeAsync(actor, "利益联结分配", async write =>
    {
        var agreement = (await write.QueryAsync<AgreementRow>(Sql.Of<BenefitSharing>("Sharing/Sql/agreements.sql"), new { agreementId = (long?)draft.AgreementId }, ct)).SingleOrDefault()
                        ?? throw new RefusedException("没有这份协议。", "There is no such agreement.");
        if (agreement.SignedOn is null)
            throw new RefusedException("协议还没有签订，不能按它分配。", "The agreement is not signed.");
        var costs = draft.Costs.Sum(c => c.AmountFen);
        if (draft.RevenueFen <= 0 || costs >= draft.RevenueFen)
            throw new RefusedException("收入减去优先费用后没有可分配的金额。", "Nothing is left to divide after the priority costs.");
        var divided = draft.RevenueFen - costs;
        // The same key again is the same run: it is not judged against itself.
        if (draft.SaleId is { } sold && await write.ScalarAsync<long>("select count(*) from ledger.posting_v p where p.key = @key", new { key = $"event:run:{draft.Key}" }, ct) == 0)
        {
            // One sale is divided once in all: its row orders those who would divide it at the same time.
            await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('finance.sale-run:' || @sold, 0))", new { sold }, ct);
            var sale = (await write.QueryAsync<SoldRow>(Sql.Of<BenefitSharing>("Sharing/Sql/sold.sql"), new { sold }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这笔成交。", "There is no such sale.");
            if (sale.Outcome != "posted" || sale.Book != agreement.Book)
                throw new RefusedException("成交的凭证还没有复核，或成交不在协议的账上。", "The sale is not posted, or not in the agreement's book.");
            if (sale.Project != agreement.ProjectCode)
                throw new RefusedException($"成交的是项目 {sale.Project} 的减排量，协议是项目 {agreement.ProjectCode} 的。", $"The sale is of project {sale.Project}, the agreement of project {agreement.ProjectCode}.");
            if (draft.RevenueFen + sale.DividedFen > sale.AmountFen)
                throw new RefusedException($"这笔成交 {sale.AmountFen / 100m:#,##0.00} 元，已拿来分配 {sale.DividedFen / 100m:#,##0.00} 元，再分 {draft.RevenueFen / 100m:#,##0.00} 元就超过了。", $"The sale brought {sale.AmountFen / 100m:#,##0.00} yuan, {sale.DividedFen / 100m:#,##0.00} yuan of it are divided; another {draft.RevenueFen / 100m:#,##0.00} yuan would be more.");
        }
        var parties = await write.QueryAsync<PartyRow>("select p.* from finance.agreement_party p where p.agreement_id = @AgreementId order by p.party", new { draft.AgreementId }, ct);
        var lots = await write.QueryAsync<LotRow>(
            "select t.*, y.code as payee from finance.agreement_lot t join finance.payee y using (payee_id) where t.agreement_id = @AgreementId order by t.lot_code", new { draft.AgreementId }, ct);
        var voucher = await MoneyEvents.MakeAsync(write, new NewEvent(
            $"run:{draft.Key}", agreement.Book, "share-owed", draft.On, draft.Title, divided, SubjectKind: "project", SubjectId: agreement.ProjectCode, Evidence: draft.Evidence), ct);
        if (await write.QueryAsync<long>("select r.run_id from finance.distribution_run r where r.event_id = @voucher", new { voucher }, ct) is [var before])
            return before;
        var run = await write.ScalarAsync<long>(
            """
            insert into finance.distribution_run (agreement_id, title, year, revenue_fen, divided_fen, evidence, event_id, sale_id, receipt_event_id)
            values (@AgreementId, @Title, @year, @RevenueFen, @divided, @Evidence, @voucher, @SaleId, @ReceiptEventId) returning run_id
            """, new { draft.AgreementId, draft.Title, year = draft.On.Year, draft.RevenueFen, divided, draft.Evidence, voucher, draft.SaleId, draft.ReceiptEventId }, ct);
        await write.ExecuteAsync(
            """
            insert into finance.distribution_cost (run_id, place, name, amount_fen, evidence)
            select @run, c.place, c.name, c.fen, c.evidence from unnest(@places::int[], @names::text[], @fen::bigint[], @evidence::text[]) as c (place, name, fen, evidence)
            """, new
            {
                run, places = Enumerable.Range(1, draft.Costs.Count).ToArray(), names = draft.Costs.Select(c => c.Name).ToArray(), fen = draft.Costs.Select(c => c.AmountFen).ToArray(),
                evidence = draft.Costs.Select(c => c.Evidence).ToArray(),
            }, ct);
        var (parts, lines) = Shared.Of(divided, parties, lots);
        await write.ExecuteAsync(
            """
            insert into finance.distribution_part (run_id, party, kind, amount_fen)
            select @run, p.party, p.kind, p.fen from unnest(@names::text[], @kinds::text[], @fen::bigint[]) as p (party, kind, fen)
            """, new { run, names = parts.Select(p => p.Party.Party).ToArray(), kinds = parts.Select(p => p.Party.Kind).ToArray(), fen = parts.Select(p => p.Fen).ToArray() }, ct);
        await write.ExecuteAsync(
            """
            insert into finance.payee (code, kind, name, village_code, township_code, is_demonstration)
            select '集体-' || v.code, 'collective', v.name || '集体', v.code, v.township, @IsDemonstration
            from unnest(@codes::text[], @names::text[], @townships::text[]) as v (code, name, township)
            where not exists (select from finance.payee p where p.kind = 'collective' and p.village_code = v.code)
            """, new
            {
                agreement.IsDemonstration, codes = Collective(l => l.VillageCode), names = Collective(l => l.VillageName), townships = Collective(l => l.TownshipCode),
            }, ct);
        await write.ExecuteAsync(Sql.Of<BenefitSharing>("Sharing/Sql/insert_lists.sql"), new
        {
            run, agreement.Book, year = draft.On.Year, draft.Title, agreement.IsDemonstration, townships = lines.Select(l => l.TownshipCode).ToArray(), villages = lines.Select(l => l.VillageCode).ToArray(),
            names = lines.Select(l => l.VillageName).ToArray(), payees = lines.Select(l => l.PayeeId).ToArray(), collectives = lines.Select(l => l.Kind == "collective").ToArray(),
            parts = lines.Select(l => l.Kind).ToArray(), bases = lines.Select(l => l.Basis).ToArray(),
            areas = lines.Select(l => l.Weight).ToArray(), fen = lines.Select(l => l.Fen).ToArray(), held = lines.Select(l => l.HeldFor).ToArray(),
        }, ct);
        return run;

        string?[] Collective(Func<SharedLine, string?> of) => [.. lines.Where(l => l.Kind == "collective").Select(of)];
    }, ct);

    /// <summary>Confirms a run by another account: what is owed is posted, and its lists may be made public.</summary>
    /// <exception cref="RefusedException">Confirmed or withdrawn before, or by its maker; nothing was changed.</exception>
    public Task ConfirmAsync(Actor actor, long runId, CancellationToken ct = default) => DecideAsync(actor, runId, PendingEnd.Post, "confirmed", "复核分配", ct);

    /// <summary>Withdraws a run that was not confirmed, with its lists.</summary>
    /// <inheritdoc cref="ConfirmAsync" path="/exception"/>
    public Task WithdrawAsync(Actor actor, long runId, CancellationToken ct = default) => DecideAsync(actor, runId, PendingEnd.Void, "withdrawn", "撤回分配", ct);

    private Task DecideAsync(Actor actor, long runId, PendingEnd end, string state, string reason, CancellationToken ct) => db.ChangeAsync(actor, reason, async write =>
    {
        var run = (await write.QueryAsync<RunRow>("select r.* from finance.distribution_run r where r.run_id = @runId for update", new { runId }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这次分配。", "There is no such run.");
        if (run.State != "drafted")
            throw new RefusedException("这次分配已经处理过。", "This run is confirmed or withdrawn already.");
        await MoneyEvents.EndAsync(write, run.EventId, end, ct);
        await write.ExecuteAsync(
            "update finance.distribution_run set state = @state, decided_by = current_setting('forestcarbon.actor'), decided_at = clock_timestamp() where run_id = @runId", new { runId, state }, ct);
        if (end is PendingEnd.Void)
            await write.ExecuteAsync("insert into finance.list_move (list_id, from_state, to_state, moved_on) select l.list_id, '', 'withdrawn', current_date from finance.payable_list l where l.run_id = @runId", new { runId }, ct);
        return true;
    }, ct);

    public Task<IReadOnlyList<AgreementRow>> AgreementsAsync(long? agreementId = null, CancellationToken ct = default) =>
        db.QueryAsync<AgreementRow>(Sql.Of<BenefitSharing>("Sharing/Sql/agreements.sql"), new { agreementId }, ct);

    public Task<IReadOnlyList<PartyRow>> PartiesAsync(long agreementId, CancellationToken ct = default) => db.QueryAsync<PartyRow>(
        "select p.* from finance.agreement_party p where p.agreement_id = @agreementId order by p.weight_percent desc, p.party", new { agreementId }, ct);

    public Task<IReadOnlyList<RunRow>> RunsAsync(long? runId = null, CancellationToken ct = default) =>
        db.QueryAsync<RunRow>(Sql.Of<BenefitSharing>("Sharing/Sql/runs.sql"), new { runId }, ct);

    /// <summary>The run whose shares a voucher accrues, by its number and title; null: the voucher was made by none.</summary>
    public async Task<(long RunId, string Title)?> OfVoucherAsync(long eventId, CancellationToken ct = default) =>
        await db.QueryAsync<(long RunId, string Title)>("select r.run_id, r.title from finance.distribution_run r where r.event_id = @eventId", new { eventId }, ct) is [var run, ..] ? run : null;

    /// <summary>Receipts that a run may divide, newest first.</summary>
    public Task<IReadOnlyList<ReceiptToShare>> ReceiptsAsync(CancellationToken ct = default) =>
        db.QueryAsync<ReceiptToShare>("select r.* from finance.receipt_to_share_v r order by r.effective_on desc, r.event_id desc", ct: ct);

    public Task<IReadOnlyList<PartRow>> PartsAsync(long runId, CancellationToken ct = default) => db.QueryAsync<PartRow>(
        "select p.party, p.kind, p.amount_fen from finance.distribution_part p where p.run_id = @runId order by p.amount_fen desc, p.party", new { runId }, ct);

    public Task<IReadOnlyList<CostRow>> CostsAsync(long runId, CancellationToken ct = default) => db.QueryAsync<CostRow>(
        "select c.name, c.amount_fen, c.evidence from finance.distribution_cost c where c.run_id = @runId order by c.place", new { runId }, ct);

    /// <summary>What each household of a run gets and why, for its statement: by village, then household.</summary>
    public Task<IReadOnlyList<StatementLine>> StatementsAsync(long runId, TownshipScope scope, string? village = null, CancellationToken ct = default) =>
        db.QueryAsync<StatementLine>(Sql.Of<BenefitSharing>("Sharing/Sql/statements.sql"), new { runId, townships = scope.Codes, village }, ct);
}

/// <summary>The division of one revenue: pure, so that it can be done again from what is stored.</summary>
internal static class Shared
{
    /// <summary>Parts of the parties, and lines of payees; the lines of collectives and households make the parts of these exactly.</summary>
    public static (IReadOnlyList<(PartyRow Party, long Fen)> Parts, IReadOnlyList<SharedLine> Lines) Of(long dividedFen, IReadOnlyList<PartyRow> parties, IReadOnlyList<LotRow> lots)
    {
        var fen = Division.Of(dividedFen, [.. parties.Select(p => new PartyWeight(p.Party, Exact(p.WeightPercent)))]);
        var parts = parties.Select((p, i) => (Party: p, Fen: fen[i])).ToList();
        List<SharedLine> lines = [];
        foreach (var (party, amount) in parts)
            lines.AddRange(party.Kind switch
            {
                "households" => Households(party, amount, lots),
                "collective" => Collectives(party, amount, lots),
                _ => [new SharedLine(null, null, "", party.PayeeId, "party", $"协议份额 {party.WeightPercent:0.####}%", null, amount, null)],
            });
        return (parts, lines);
    }

    private static IEnumerable<SharedLine> Households(PartyRow party, long amount, IReadOnlyList<LotRow> lots)
    {
        var fen = Division.Of(amount, [.. lots.Select(l => new PartyWeight(l.LotCode, Exact(l.Weight)))]);
        return lots.Select((l, i) => new SharedLine(l.TownshipCode, l.VillageCode, l.VillageName, l.PayeeId, "household", $"宗地 {l.LotCode}", l.Weight, fen[i], l.HeldFor));
    }

    // A village's collective shares by the lots of its village; who it is, the list's insertion looks up by the village.
    private static IEnumerable<SharedLine> Collectives(PartyRow party, long amount, IReadOnlyList<LotRow> lots)
    {
        var villages = lots.GroupBy(l => l.VillageCode).Select(g => (First: g.First(), Weight: g.Sum(l => l.Weight))).OrderBy(v => v.First.VillageCode, StringComparer.Ordinal).ToList();
        if (villages.Count == 0)
            throw new RefusedException("协议有集体份额，但没有列出宗地，分不到村。", "The collective has a share but no lots are listed to divide it by village.");
        var fen = Division.Of(amount, [.. villages.Select(v => new PartyWeight(v.First.VillageCode, Exact(v.Weight)))]);
        return villages.Select((v, i) => new SharedLine(v.First.TownshipCode, v.First.VillageCode, v.First.VillageName, null, "collective", $"本村宗地合计", v.Weight, fen[i], null));
    }

    private static ExactDecimal Exact(decimal value) => ExactDecimal.TryParse(value.ToString(CultureInfo.InvariantCulture), out var exact) ? exact.Value : throw new ArgumentOutOfRangeException(nameof(value));
}

internal sealed record SharedLine(
    string? TownshipCode, string? VillageCode, string VillageName, long? PayeeId, string Kind, string Basis, decimal? Weight, long Fen, string? HeldFor);

/// <param name="Basis">certificate-area (林权证载面积), project-area (项目内落界面积) or fixed-shares (协议份额).</param>
public sealed record NewAgreement(string ProjectCode, string Book, string Basis, IReadOnlyList<NewParty> Parties, string Note = "", bool IsDemonstration = false);

/// <param name="Kind">developer, owner, state-farm, care-fund with a payee; collective and households share by lots.</param>
public sealed record NewParty(string Party, string Kind, decimal WeightPercent, long? PayeeId = null);

/// <param name="LeftOut">Lots under the project without a right holder or outside every village: nobody can be paid for them.</param>
public sealed record LotsTaken(int Taken, int LeftOut);

public sealed record LotWeight(string LotCode, string TownshipCode, string VillageCode, string VillageName, long PayeeId, decimal Weight, string? HeldFor = null);

/// <param name="Key">Stands for this run for good; the same key runs once.</param>
/// <param name="RevenueFen">What came in and is divided after the costs.</param>
/// <param name="Evidence">Number of the trade, settlement or bank record it rests on.</param>
/// <param name="SaleId">The sale whose revenue it is: no more of it is divided than it brought.</param>
/// <param name="ReceiptEventId">Or the posted voucher of the project by which the revenue came in.</param>
public sealed record NewRun(
    string Key, long AgreementId, string Title, DateOnly On, long RevenueFen, IReadOnlyList<NewCost> Costs, string Evidence = "", long? SaleId = null, long? ReceiptEventId = null);

/// <summary>A receipt that a run may divide: posted, not taken back, income of a project.</summary>
public sealed record ReceiptToShare
{
    public long EventId { get; init; }
    public string Book { get; init; } = "";
    public string ProjectCode { get; init; } = "";
    public string Voucher { get; init; } = "";
    public DateOnly EffectiveOn { get; init; }
    public string Summary { get; init; } = "";
    public long CashFen { get; init; }

    /// <summary>Of its project; null: it is not registered, or no project of ours.</summary>
    public DateOnly? RegisteredOn { get; init; }

    /// <summary>Its project was registered when the money came in: only then it is divided.</summary>
    public bool IsRegistered { get; init; }
}

public sealed record NewCost(string Name, long AmountFen, string Evidence = "");

public sealed record AgreementRow
{
    public long AgreementId { get; init; }
    public string ProjectCode { get; init; } = "";
    public short Version { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string Basis { get; init; } = "";
    public DateOnly? SignedOn { get; init; }
    public string? FileSha256 { get; init; }
    public string Note { get; init; } = "";
    public bool IsDemonstration { get; init; }
    public decimal Percent { get; init; }
    public int Lots { get; init; }
    public int HeldLots { get; init; }
    public int Households { get; init; }
    public decimal WeightMu { get; init; }
}

public sealed record PartyRow
{
    public string Party { get; init; } = "";
    public string Kind { get; init; } = "";
    public decimal WeightPercent { get; init; }
    public long? PayeeId { get; init; }
}

internal sealed record LotRow
{
    public string LotCode { get; init; } = "";
    public string TownshipCode { get; init; } = "";
    public string VillageCode { get; init; } = "";
    public string VillageName { get; init; } = "";
    public long PayeeId { get; init; }
    public string Payee { get; init; } = "";
    public decimal Weight { get; init; }
    public string? HeldFor { get; init; }
}

public sealed record RunRow
{
    public long RunId { get; init; }
    public long AgreementId { get; init; }
    public string ProjectCode { get; init; } = "";
    public short Version { get; init; }
    public string Book { get; init; } = "";
    public string Title { get; init; } = "";
    public short Year { get; init; }
    public long RevenueFen { get; init; }
    public long DividedFen { get; init; }
    public string Evidence { get; init; } = "";
    public string State { get; init; } = "";
    public long EventId { get; init; }
    public int Lists { get; init; }
    public int Households { get; init; }
    public long PaidFen { get; init; }
    public long HeldFen { get; init; }
    public bool IsDemonstration { get; init; }
    public string MadeBy { get; init; } = "";
    public DateTime MadeAt { get; init; }
    public string? DecidedBy { get; init; }
    public long? SaleId { get; init; }
    public long? ReceiptEventId { get; init; }
    public long? SaleTonnes { get; init; }
    public long RecoveredFen { get; init; }
}

internal sealed record SoldRow
{
    public string Book { get; init; } = "";
    public string Project { get; init; } = "";
    public string Outcome { get; init; } = "";
    public long AmountFen { get; init; }
    public long DividedFen { get; init; }
}

public sealed record PartRow(string Party, string Kind, long AmountFen);

public sealed record CostRow(string Name, long AmountFen, string Evidence);

public sealed record StatementLine
{
    public string? VillageCode { get; init; }
    public string VillageName { get; init; } = "";
    public string Payee { get; init; } = "";
    public string PayeeName { get; init; } = "";
    public string Part { get; init; } = "";
    public string Basis { get; init; } = "";
    public decimal? AreaMu { get; init; }
    public long AmountFen { get; init; }
    public string? HeldFor { get; init; }
    public string? Payment { get; init; }
    public long ListId { get; init; }
    public int Line { get; init; }

    /// <summary>Kept back from it: what is paid is the rest.</summary>
    public long KeptFen { get; init; }
}
