using System.Globalization;
using System.Numerics;
using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Sharing;

/// <summary>追回: what was shared for tonnes that must be made good is asked back, comes in, or is kept back (留抵) from what was not paid.</summary>
public sealed class ShareRecoveries(Db db)
{
    /// <summary>
    /// Asks back what was shared for tonnes that must be made good: the run's amount per tonne times the tonnes, divided over all who shared by what they got, as a voucher and as
    /// amounts to follow. What a payee was not paid yet is to be kept back, the rest to be asked back.
    /// </summary>
    /// <param name="ofTonnes">What the run was for; of a run that names its sale it is the sale's, and a given number must be the same.</param>
    /// <exception cref="RefusedException">More tonnes than the run was for, or the run was not confirmed.</exception>
    public Task<long> RecoverAsync(Actor actor, long runId, long tonnes, long? ofTonnes, string because, DateOnly on, CancellationToken ct = default) => db.ChangeAsync(actor, "追回已分配款", async write =>
    {
        await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('finance.run:' || @runId, 0))", new { runId }, ct);
        var run = (await write.QueryAsync<RunRow>(Sql.Of<ShareRecoveries>("Sharing/Sql/runs.sql"), new { runId = (long?)runId }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这次分配。", "There is no such run.");
        if (string.IsNullOrWhiteSpace(because))
            throw new RefusedException("请写明追回的原因。", "Say why it is asked back.");
        if (run.SaleTonnes is { } sold && ofTonnes is { } given && given != sold)
            throw new RefusedException($"这次分配所依据的成交是 {sold} 吨，给出的是 {given} 吨。", $"The run's sale is of {sold} t, not of {given} t.");
        var before = (await OfRunAsync(write, runId, ct)).ToList();
        var whole = run.SaleTonnes ?? before.FirstOrDefault()?.OfTonnes ?? ofTonnes ?? throw new RefusedException("请写明这次分配所依据的吨数。", "Say how many tonnes the run was for.");
        if (ofTonnes is { } now && now != whole)
            throw new RefusedException($"这次分配以前按 {whole} 吨追回，给出的是 {now} 吨。", $"The run was asked back by {whole} t before, not by {now} t.");
        if (run.State != "confirmed" || tonnes <= 0 || tonnes + before.Sum(r => r.Tonnes) > whole)
            throw new RefusedException($"追回的吨数须大于 0，连同以前追回的 {before.Sum(r => r.Tonnes)} 吨不超过这次分配所依据的 {whole} 吨，且分配已复核。", $"The tonnes are above 0, with the {before.Sum(r => r.Tonnes)} t asked back before not more than the run's {whole} t, and the run is confirmed.");
        // What was asked back before is taken off, so that all tonnes together make the whole amount.
        var fen = (long)(new BigInteger(run.DividedFen) * (tonnes + before.Sum(r => r.Tonnes)) / whole) - before.Sum(r => r.AmountFen);
        if (fen <= 0)
            throw new RefusedException("按这些吨数追回的不足一分。", "These tonnes make less than a fen.");
        var id = await write.ScalarAsync<long>(
            "insert into finance.share_recovery (run_id, tonnes, of_tonnes, amount_fen, because) values (@runId, @tonnes, @whole, @fen, @because) returning recovery_id", new { runId, tonnes, whole, fen, because = because.Trim() }, ct);
        var shares = (await write.QueryAsync<RecoveredShare>(Sql.Of<ShareRecoveries>("Sharing/Sql/recovered_shares.sql"), new { runId }, ct)).Where(s => s.AmountFen > 0).ToList();
        var parts = Division.Of(fen, [.. shares.Select(s => new PartyWeight($"{s.Payee}/{s.IsPaid}", new ExactDecimal(s.AmountFen, 0)))]);
        await write.ExecuteAsync(
            "insert into finance.share_recovery_line (recovery_id, payee_id, is_paid, amount_fen) select @id, n.payee, n.paid, n.fen from unnest(@payees::bigint[], @paid::boolean[], @fen::bigint[]) as n (payee, paid, fen)",
            new { id, payees = shares.Select(s => s.PayeeId).ToArray(), paid = shares.Select(s => s.IsPaid).ToArray(), fen = parts }, ct);
        var voucher = await MoneyEvents.MakeAsync(write, new NewEvent(
            $"recovery:{id}", run.Book, "share-recovered", on, $"{run.Title}：追回 {tonnes} 吨所分", fen, SubjectKind: "recovery", SubjectId: id.ToString(CultureInfo.InvariantCulture)), ct);
        await write.ExecuteAsync("update finance.share_recovery set event_id = @voucher where recovery_id = @id", new { voucher, id }, ct);
        return id;
    }, ct);

    /// <summary>Money of a recovery that came in: a voucher that waits for its check; not more than is still to come.</summary>
    /// <exception cref="RefusedException">The recovery's own voucher is not posted, or it is more than is left; nothing was changed.</exception>
    public Task<long> ReceiveAsync(Actor actor, long recoveryId, string key, DateOnly on, long amountFen, string evidence, CancellationToken ct = default) => db.ChangeAsync(actor, "登记追回款到账", async write =>
    {
        var (run, recovery) = await PostedAsync(write, recoveryId, ct);
        var settled = recovery.ReceivedFen + recovery.OnWayFen + recovery.KeptFen + recovery.KeepingFen;
        if (amountFen > recovery.AmountFen - settled)
            throw new RefusedException($"这次追回 {recovery.AmountFen / 100m:#,##0.00} 元，已到账、留抵和待复核 {settled / 100m:#,##0.00} 元，再收 {amountFen / 100m:#,##0.00} 元就超过了。", $"{recovery.AmountFen / 100m:#,##0.00} yuan are asked back, {settled / 100m:#,##0.00} yuan came in, are kept back or wait; another {amountFen / 100m:#,##0.00} yuan would be more.");
        return await MoneyEvents.MakeAsync(write, new NewEvent($"recovery-received:{key}", run.Book, "recovery-received", on, $"{run.Title}：追回款到账", amountFen, SubjectKind: "recovery",
            SubjectId: recoveryId.ToString(CultureInfo.InvariantCulture), Evidence: evidence), ct);
    }, ct);

    /// <summary>
    /// Keeps back (留抵) what a recovery says of shares that were not paid out: a voucher that waits for its check, and lines of which only the rest is paid. The lines themselves stay as they were
    /// published; while the voucher waits they are not paid. What was paid meanwhile is asked back instead.
    /// </summary>
    /// <exception cref="RefusedException">The recovery's own voucher is not posted, or nothing is left to keep back; nothing was changed.</exception>
    public Task<long> KeepBackAsync(Actor actor, long recoveryId, DateOnly on, CancellationToken ct = default) => db.ChangeAsync(actor, "留抵未付的分配", async write =>
    {
        var (run, recovery) = await PostedAsync(write, recoveryId, ct);
        var lines = await write.QueryAsync<KeptLine>(Sql.Of<ShareRecoveries>("Sharing/Sql/keepable.sql"), new { recoveryId }, ct);
        if (lines.Count == 0)
            throw new RefusedException("没有可以留抵的：要留抵的已经留抵，或那些行已经付出、在支付途中、另列更正；付出了的向收款人追。",
                "Nothing is left to keep back: it is kept already, or the lines are paid, on their way or corrected elsewhere; what is paid is asked back from the payee.");
        var subject = recoveryId.ToString(CultureInfo.InvariantCulture);
        // The key of a voided one is spent: the next one is another.
        var attempts = await write.ScalarAsync<long>("select count(*) from finance.money_event e where e.subject_kind = 'recovery' and e.subject_id = @subject and e.template = 'share-kept'", new { subject }, ct);
        var voucher = await MoneyEvents.MakeAsync(write, new NewEvent(
            $"kept:{recoveryId}:{attempts}", run.Book, "share-kept", on, $"{run.Title}：{recovery.Tonnes} 吨所分从未付款中留抵", lines.Sum(l => l.AmountFen), SubjectKind: "recovery", SubjectId: subject), ct);
        await write.ExecuteAsync(
            "insert into finance.share_kept (event_id, recovery_id, list_id, line, amount_fen) select @voucher, @recoveryId, k.list, k.line, k.fen from unnest(@lists::bigint[], @lines::int[], @fen::bigint[]) as k (list, line, fen)",
            new { voucher, recoveryId, lists = lines.Select(l => l.ListId).ToArray(), lines = lines.Select(l => l.Line).ToArray(), fen = lines.Select(l => l.AmountFen).ToArray() }, ct);
        return voucher;
    }, ct);

    /// <summary>What was asked back of a run, with what came of it.</summary>
    public Task<IReadOnlyList<RecoveryRow>> ListAsync(long? runId = null, CancellationToken ct = default) =>
        db.QueryAsync<RecoveryRow>(Sql.Of<ShareRecoveries>("Sharing/Sql/recoveries.sql"), new { runId }, ct);

    /// <summary>Who gives back what, within a scope.</summary>
    public Task<IReadOnlyList<RecoveryLine>> LinesAsync(long recoveryId, TownshipScope scope, CancellationToken ct = default) => db.QueryAsync<RecoveryLine>(
        """
        select y.code as payee, y.name as payee_name, y.kind as payee_kind, y.village_code, n.is_paid, n.amount_fen
        from finance.share_recovery_line n join finance.payee y using (payee_id)
        where n.recovery_id = @recoveryId and (@townships::text[] is null or y.township_code = any (@townships)) order by y.village_code nulls first, y.code, n.is_paid desc
        """, new { recoveryId, townships = scope.Codes }, ct);

    private static Task<IReadOnlyList<RecoveryRow>> OfRunAsync(Write write, long runId, CancellationToken ct) =>
        write.QueryAsync<RecoveryRow>(Sql.Of<ShareRecoveries>("Sharing/Sql/recoveries.sql"), new { runId = (long?)runId }, ct);

    // A recovery whose voucher is posted, with its run, held until the change ends.
    private static async Task<(RunRow Run, RecoveryRow Recovery)> PostedAsync(Write write, long recoveryId, CancellationToken ct)
    {
        await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('finance.recovery:' || @recoveryId, 0))", new { recoveryId }, ct);
        var runId = await write.ScalarAsync<long?>("select r.run_id from finance.share_recovery r where r.recovery_id = @recoveryId", new { recoveryId }, ct) ?? throw new RefusedException("没有这次追回。", "There is no such recovery.");
        var run = (await write.QueryAsync<RunRow>(Sql.Of<ShareRecoveries>("Sharing/Sql/runs.sql"), new { runId = (long?)runId }, ct)).Single();
        var recovery = (await OfRunAsync(write, runId, ct)).Single(r => r.RecoveryId == recoveryId);
        return recovery.Outcome == "posted" ? (run, recovery) : throw new RefusedException("追回的凭证还没有复核，或已作废。", "The voucher of the recovery is not posted, or voided.");
    }
}

public sealed record RecoveryRow
{
    public long RecoveryId { get; init; }
    public long RunId { get; init; }
    public string Title { get; init; } = "";
    public long Tonnes { get; init; }
    public long OfTonnes { get; init; }
    public long AmountFen { get; init; }
    public string Because { get; init; } = "";
    public long? EventId { get; init; }
    public string Outcome { get; init; } = "";
    public long ToAskFen { get; init; }
    public long ToKeepFen { get; init; }
    public long ReceivedFen { get; init; }
    public long OnWayFen { get; init; }

    /// <summary>Kept back from what was not paid, posted; and by a voucher that waits.</summary>
    public long KeptFen { get; init; }
    public long KeepingFen { get; init; }

    /// <summary>Neither came in nor is kept back.</summary>
    public long LeftFen => AmountFen - ReceivedFen - KeptFen;

    public string EnteredBy { get; init; } = "";
    public DateTime EnteredAt { get; init; }
}

internal sealed record KeptLine
{
    public long ListId { get; init; }
    public int Line { get; init; }
    public long AmountFen { get; init; }
}

public sealed record RecoveryLine
{
    public string Payee { get; init; } = "";
    public string PayeeName { get; init; } = "";
    public string PayeeKind { get; init; } = "";
    public string? VillageCode { get; init; }
    public bool IsPaid { get; init; }
    public long AmountFen { get; init; }
}

internal sealed record RecoveredShare
{
    public long PayeeId { get; init; }
    public string Payee { get; init; } = "";
    public bool IsPaid { get; init; }
    public long AmountFen { get; init; }
}
