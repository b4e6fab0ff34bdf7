using ForestCarbon.Ledger.Accounts;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using Npgsql;

namespace ForestCarbon.Ledger.Holdings;

/// <summary>
/// Acts on holdings: one person asks, a record of the registry or the exchange is cited, the recipient accepts a transfer,
/// another person confirms. Until then the tonnes are reserved and pending (待注册登记系统确认); the ledger alone moves them.
/// </summary>
/// <exception cref="RefusedException">Each call: refused with a sentence, nothing was changed.</exception>
public sealed class HoldingActs(Db db, FileStore files)
{
    /// <summary>The subsidiary book in which all holders' tonnes stand.</summary>
    public const string Book = "备查账";

    /// <summary>What numbers of our own begin with.</summary>
    public const string InternalPrefix = "内部-";

    // What the ledger takes in one line; so no end of a range runs over.
    private const long Most = 1_000_000_000_000_000;

    private static readonly string InsertAct = Sql.Of<HoldingActs>("Holdings/Sql/insert_act.sql");

    public Task DeclareHolderAsync(Actor actor, Holder holder, CancellationToken ct = default) =>
        WriteAsync(actor, "登记持有方", write => write.ExecuteAsync(
            """
            insert into ledger.holder (holder, name, kind, registry_account, is_kept_here, is_demonstration)
            values (@Code, @Name, @Kind, @RegistryAccount, @IsKeptHere, @IsDemonstration)
            """, holder, ct), ct);

    /// <summary>Names an account that acts for a holder, or ends it; by another than that account.</summary>
    public Task NameAccountAsync(Actor actor, string holder, Actor account, bool isBound = true, CancellationToken ct = default) =>
        WriteAsync(actor, isBound ? "登记经办账号" : "停用经办账号", write => write.ExecuteAsync(
            "insert into ledger.holder_account (holder, actor, is_bound) values (@holder, @account, @isBound)", new { holder, account = account.Id, isBound }, ct), ct);

    /// <summary>Asks for a registered tranche to be entered; returns the act's number.</summary>
    public Task<long> AskAsync(Actor actor, IssueAct act, CancellationToken ct = default)
    {
        if (act.AppliedT != act.VerifiedT)
            throw new RefusedException($"申请登记的 {act.AppliedT:N0} 吨与核查的 {act.VerifiedT:N0} 吨不一致：申请量须等于核查量。",
                $"{act.AppliedT:N0} tCO₂e applied for are not the {act.VerifiedT:N0} tCO₂e verified: they must be the same.");
        if (act.SerialPrefix?.StartsWith(InternalPrefix, StringComparison.Ordinal) == true)
            throw new RefusedException("“内部-”是本账自编号的前缀，登记系统的编号不能以它开头；没有登记编号时请留空。",
                "内部- begins the numbers of our own: the registry's do not begin with it. Leave the prefix empty where the registry gives no serials.");
        RefuseBeyond(act.FirstSerial, act.AppliedT);
        var prefix = act.SerialPrefix is { Length: > 0 } given ? given : $"{InternalPrefix}{act.Project}-{act.Vintage}-{act.Batch}-";
        var first = act.SerialPrefix is { Length: > 0 } ? act.FirstSerial : 1;
        return WriteAsync(actor, "录入登记批次", async write => await KnownAsync(write, act.Key, "issue", act.Holder, act.Project, act.Vintage, act.AppliedT, ct) ?? await write.ScalarAsync<long>(InsertAct, Row(act) with
        {
            SerialPrefix = prefix, FirstSerial = first,
        }, ct), ct);
    }

    /// <summary>Asks for a move and reserves its tonnes; returns the act's number.</summary>
    public Task<long> AskAsync(Actor actor, MoveAct act, CancellationToken ct = default) => WriteAsync(actor, "申请变动", async write =>
    {
        RefuseBeyond(act.FirstSerial, act.Tonnes);
        if (await KnownAsync(write, act.Key, act.Kind, act.Holder, act.Project, act.Vintage, act.Tonnes, ct) is { } known)
            return known;
        var (toState, toHolder) = await TargetAsync(write, act, ct);
        var asset = await write.ScalarAsync<long?>("select asset_id from ledger.asset where code = @code", new { code = AssetCode(act.Project, act.Vintage) }, ct)
            ?? throw new RefusedException($"账中没有项目 {act.Project} {act.Vintage} 年的减排量。", $"The book holds no tonnes of project {act.Project}, vintage {act.Vintage}.");
        var from = await AccountAsync(write, asset, act.Holder, act.FromState, ct);
        var to = await AccountAsync(write, asset, toHolder, toState, ct);
        SerialRange[]? serials = (act.IssuanceId, act.FirstSerial) is ({ } issuance, { } first) ? [new(issuance, first, first + act.Tonnes - 1)] : null;
        var pending = await Journal.PostAsync(write, new EntryRequest(
            $"act:{act.Key}", act.EffectiveOn, [new EntryLine(to, from, act.Tonnes, serials)], IsPending: true), ct);
        return await write.ScalarAsync<long>(InsertAct, Row(act) with { ToState = toState, EntryId = pending.EntryId }, ct);
    }, ct);

    /// <summary>
    /// Asks for a confirmed act to be taken back as a whole (冲回): the same tonnes the other way, against a record of their own.
    /// They are not reserved: where they have moved on by the time it is confirmed, that is refused.
    /// </summary>
    /// <param name="key">Stands for this act for good: asked twice, it is one act.</param>
    public Task<long> AskReversalAsync(Actor actor, string key, long actId, DateOnly effectiveOn, string because, CancellationToken ct = default) =>
        string.IsNullOrWhiteSpace(because) ? throw new RefusedException("请写明冲回的原因。", "Give the reason for taking the act back.") : WriteAsync(actor, "申请冲回办理单", async write =>
        {
            await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('ledger.act-key:' || @key, 0))", new { key }, ct);
            return (await write.QueryAsync<KnownAct>("select act_id, reverses_act is not distinct from @actId as is_same from ledger.act where key = @key", new { key, actId }, ct))
                .SingleOrDefault()?.ActIdIfSame() ?? await write.ScalarAsync<long>(
                    "insert into ledger.act (key, kind, reverses_act, effective_on, note) values (@key, 'reversal', @actId, @effectiveOn, @because) returning act_id",
                    new { key, actId, effectiveOn, because }, ct);
        }, ct);

    /// <summary>Cites the record an act rests on and keeps its file. Its quantity must be the act's.</summary>
    public async Task CiteAsync(Actor actor, long actId, CitedRecord record, CancellationToken ct = default)
    {
        var file = await FileStore.DescribeAsync(record.Path, ct);
        await WriteAsync(actor, "引用登记或交易凭据", async write =>
        {
            var id = await RecordAsync(write, record, file, ct);
            await write.ExecuteAsync("insert into ledger.act_record (act_id, record_id) values (@actId, @id)", new { actId, id }, ct);
        }, ct);
    }

    /// <summary>The recipient accepts a transfer, by an account that acts for them; not by who asked for it.</summary>
    /// <param name="path">The recipient's signed paper.</param>
    public async Task AcceptAsync(Actor actor, long actId, string representative, string path, string fileName, CancellationToken ct = default)
    {
        var file = await FileStore.DescribeAsync(path, ct);
        await WriteAsync(actor, "受让方接收", async write =>
        {
            await files.KeepAsync(write, path, file, fileName, ct);
            await write.ExecuteAsync("insert into ledger.act_acceptance (act_id, representative, document_sha256) values (@actId, @representative, @Sha256)",
                new { actId, representative = representative.Trim(), file.Sha256 }, ct);
        }, ct);
    }

    /// <summary>A recipient without an account accepts by a paper of theirs, cited as a record of its own: number, date, the act's tonnes, file.</summary>
    /// <param name="record">Its source is <c>acceptance</c>, whatever is given.</param>
    public async Task CiteAcceptanceAsync(Actor actor, long actId, string representative, CitedRecord record, CancellationToken ct = default)
    {
        var file = await FileStore.DescribeAsync(record.Path, ct);
        await WriteAsync(actor, "引用受让方接收凭据", async write =>
        {
            var id = await RecordAsync(write, record with { Source = "acceptance" }, file, ct);
            await write.ExecuteAsync("insert into ledger.act_acceptance (act_id, representative, document_sha256, record_id) values (@actId, @representative, @Sha256, @id)",
                new { actId, representative = representative.Trim(), file.Sha256, id }, ct);
        }, ct);
    }

    /// <summary>Confirms an act against its record: now the ledger moves the tonnes. By neither who asked nor who cited the record.</summary>
    public Task<PostedEntry> ConfirmAsync(Actor actor, long actId, CancellationToken ct = default) => WriteAsync(actor, "复核并过账", async write =>
    {
        await DecideAsync(write, actId, "confirmed", "", ct);
        var act = (await write.QueryAsync<Posted>("select * from ledger.act join ledger.act_record using (act_id) where act_id = @actId", new { actId }, ct)).Single();
        var key = $"act:{actId}:post";
        if (act.EntryId is { } pending)
            return await Journal.ResolveAsync(write, new Resolution(key, pending, PendingEnd.Post, act.EffectiveOn, act.RecordId), ct);
        if (act.ReversesAct is { } done)
        {
            var posted = await write.ScalarAsync<long>("select posted_entry_id from ledger.act_v where act_id = @done", new { done }, ct);
            return await Journal.ReverseAsync(write, new Reversal(key, posted, act.EffectiveOn, act.RecordId), ct);
        }
        var asset = await write.ScalarAsync<long?>("select asset_id from ledger.asset where code = @code", new { code = AssetCode(act.Project, act.Vintage) }, ct)
            ?? await ChartOfLedger.DeclareTonnesAsync(write, act.Project, act.Vintage, ct);
        var (first, last) = (act.FirstSerial!.Value, act.FirstSerial.Value + act.Tonnes - 1);
        var issuance = await ChartOfLedger.DeclareIssuanceAsync(write, new IssuedBlock(
            asset, act.Project, act.Batch!, act.Vintage, act.MethodologyVersion!, act.Claim!, "{}", act.SerialPrefix!,
            act.SerialPrefix!.StartsWith(InternalPrefix, StringComparison.Ordinal), first, last, act.RecordId), ct);
        var to = await AccountAsync(write, asset, act.Holder, "available", ct);
        var from = await AccountAsync(write, asset, "registry", "registry", ct);
        return await Journal.PostAsync(write, new EntryRequest(
            key, act.EffectiveOn, [new EntryLine(to, from, act.Tonnes, [new SerialRange(issuance, first, last)])], act.RecordId), ct);
    }, ct);

    /// <summary>Withdraws an act that is not confirmed; its tonnes are free again.</summary>
    public Task WithdrawAsync(Actor actor, long actId, string because, CancellationToken ct = default) => WriteAsync(actor, "撤回办理单", async write =>
    {
        await DecideAsync(write, actId, "withdrawn", because, ct);
        var act = (await write.QueryAsync<Posted>("select * from ledger.act where act_id = @actId", new { actId }, ct)).Single();
        if (act.EntryId is { } pending)
            await Journal.ResolveAsync(write, new Resolution($"act:{actId}:void", pending, PendingEnd.Void, act.EffectiveOn), ct);
        return true;
    }, ct);

    internal static string AssetCode(string project, int vintage) => $"{project}/{vintage.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    private static void RefuseBeyond(long? firstSerial, long tonnes)
    {
        if (firstSerial > Most || tonnes > Most)
            throw new RefusedException($"起始编号和数量都不能超过 {Most:N0}，请核对。", $"Neither the first serial nor the quantity may exceed {Most:N0}: check them.");
    }

    private static Task DecideAsync(Write write, long actId, string outcome, string note, CancellationToken ct) =>
        write.ExecuteAsync("insert into ledger.act_outcome (act_id, outcome, note) values (@actId, @outcome, @note)", new { actId, outcome, note }, ct);

    // The same form sent twice is one act; the same key with another content is a fault of the sender.
    private static async Task<long?> KnownAsync(Write write, string key, string kind, string holder, string project, int vintage, long tonnes, CancellationToken ct)
    {
        await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('ledger.act-key:' || @key, 0))", new { key }, ct);
        var known = (await write.QueryAsync<KnownAct>(
            """
            select act_id, kind = @kind and holder = @holder and project = @project and vintage = @vintage and tonnes = @tonnes as is_same
            from ledger.act where key = @key
            """, new { key, kind, holder, project, vintage, tonnes }, ct)).SingleOrDefault();
        return known?.ActIdIfSame();
    }

    // One row a number of a source: a second act may cite the same record, not the same number with another content.
    private async Task<long> RecordAsync(Write write, CitedRecord record, StoredFile file, CancellationToken ct)
    {
        await files.KeepAsync(write, record.Path, file, record.FileName, ct);
        var known = (await write.QueryAsync<KnownRecord>(
            "select record_id, dated, quantity, document_sha256 from ledger.record where source = @Source and number = @Number", record, ct)).SingleOrDefault();
        if (known is not null && (known.Dated != record.Dated || known.Quantity != record.Tonnes || !known.DocumentSha256.AsSpan().SequenceEqual(file.Sha256)))
            throw new RefusedException($"凭据 {record.Number} 已按另一日期、数量或另一份文件登记过，请核对原件。",
                $"Record {record.Number} was entered with another day, quantity or file: check the original.");
        return known?.RecordId ?? await ChartOfLedger.CiteAsync(write, record.Source, record.Number, record.Dated, record.Tonnes, file.Sha256, ct: ct);
    }

    // Where the tonnes of an act go: to the recipient, or out of our book where the recipient's are not kept here.
    private static async Task<(string State, string Holder)> TargetAsync(Write write, MoveAct act, CancellationToken ct)
    {
        if (act.Kind is not ("transfer" or "sale"))
            return (act.ToState ?? throw new RefusedException("请选择变动后的状态。", "Choose the state the tonnes come to."), act.Holder);
        if (act.ToHolder == act.Holder)
        {
            var name = await write.ScalarAsync<string?>("select name from ledger.holder where holder = @Holder", act, ct) ?? act.Holder;
            throw new RefusedException($"持有方和受让方都是{name}：减排量不能划给自己，请选择另一个受让方。", $"Holder and recipient are both {name}: tonnes are not transferred to oneself. Choose another recipient.");
        }
        var isKept = await write.ScalarAsync<bool?>("select is_kept_here from ledger.holder where holder = @ToHolder", act, ct)
            ?? throw new RefusedException("请选择受让方；没有的先登记为持有方。", "Choose the recipient; one that is not there is entered as a holder first.");
        return (isKept ? "available" : "outside", act.ToHolder!);
    }

    // Accounts are opened when they are first needed; two that open the same one at once: the second finds the first's.
    private static async Task<long> AccountAsync(Write write, long asset, string holder, string state, CancellationToken ct)
    {
        await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('ledger.open-account', 0))", ct: ct);
        var code = state == "registry" ? "registry" : $"{holder}/{state}";
        var book = await write.ScalarAsync<long?>("select book_id from ledger.book where code = @Book", new { Book }, ct)
            ?? await ChartOfLedger.DeclareBookAsync(write, Book, "减排量备查账", null, ct);
        return await write.ScalarAsync<long?>(
                "select account_id from ledger.account where book_id = @book and asset_id = @asset and code = @code", new { book, asset, code }, ct)
            ?? await ChartOfLedger.DeclareTonnesAccountAsync(write, book, asset, code, code, holder, state, ct);
    }

    private async Task<T> WriteAsync<T>(Actor actor, string reason, Func<Write, Task<T>> work, CancellationToken ct)
    {
        try
        {
            return await db.WriteAsync(actor, TownshipScope.WholeCounty, reason, work, ct);
        }
        catch (PostgresException refused) when (LedgerRefusedException.Of(refused) is { } known)
        {
            throw known;
        }
        catch (PostgresException refused) when (HoldingRefusals.Of(refused) is { } known)
        {
            throw known;
        }
    }

    private Task WriteAsync(Actor actor, string reason, Func<Write, Task> work, CancellationToken ct) =>
        WriteAsync(actor, reason, async write => { await work(write); return true; }, ct);

    private static ActInsert Row(IssueAct act) => new(act.Key, "issue", act.Holder, null, "registry", "available", act.AppliedT, act.EffectiveOn, act.Note,
        null, null, null, null, act.Project, act.Vintage, act.Batch, act.MethodologyVersion, act.Claim, act.SerialPrefix, act.FirstSerial,
        act.VerifiedT, act.AppliedT, act.VerificationReport, null, act.ReportSha256);

    private static ActInsert Row(MoveAct act) => new(act.Key, act.Kind, act.Holder, act.ToHolder, act.FromState, act.ToState ?? "", act.Tonnes, act.EffectiveOn,
        act.Note, act.Beneficiary, act.Method, act.PriceFen, act.FeeFen, act.Project, act.Vintage, null, null, null, null, null, null, null, null, null, null);

    private sealed record ActInsert(
        string Key, string Kind, string Holder, string? ToHolder, string FromState, string ToState, long Tonnes, DateOnly EffectiveOn, string Note,
        string? Beneficiary, string? Method, long? PriceFen, long? FeeFen, string Project, int Vintage, string? Batch, string? MethodologyVersion,
        string? Claim, string? SerialPrefix, long? FirstSerial, long? VerifiedT, long? AppliedT, string? VerificationReport, long? EntryId, byte[]? ReportSha256);

    private sealed record KnownAct(long ActId, bool IsSame)
    {
        public long ActIdIfSame() => IsSame ? ActId : throw new LedgerRefusedException(LedgerRefusal.KeyReused, "同一幂等键已用于另一张内容不同的办理单。", "This idempotency key stands for an act with another content.");
    }

    private sealed class KnownRecord
    {
        public long RecordId { get; init; }
        public DateOnly Dated { get; init; }
        public long Quantity { get; init; }
        public byte[] DocumentSha256 { get; init; } = [];
    }

    private sealed class Posted
    {
        public string Holder { get; init; } = "";
        public long Tonnes { get; init; }
        public DateOnly EffectiveOn { get; init; }
        public string Project { get; init; } = "";
        public int Vintage { get; init; }
        public string? Batch { get; init; }
        public string? MethodologyVersion { get; init; }
        public string? Claim { get; init; }
        public string? SerialPrefix { get; init; }
        public long? FirstSerial { get; init; }
        public long? EntryId { get; init; }
        public long? ReversesAct { get; init; }
        public long RecordId { get; init; }
    }
}
