using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using Npgsql;

namespace ForestCarbon.Ccer.Methodologies;

/// <summary>The store of parameters and county facts: what is shipped enters once, what is read on a source page supersedes.</summary>
public sealed class ParameterBook(Db db)
{
    // A species is a code of the inventory, or the name a factor's table has for it.
    private const string Named =
        """
        select p.*, (select s.name_en from inventory.code_v s where s.list = 'species' and p.species in (s.code, s.name_zh) order by s.code <> p.species limit 1) as species_en
        from ccer.parameter_v p
        """;

    /// <summary>Roles whose accounts may read source pages and date values; validation and verification reads the county only (definitions.md §6).</summary>
    public static IReadOnlyList<string> Readers { get; } = [Roles.BureauReviewer, Roles.Developer];

    /// <summary>Enters what the program ships: <see cref="EnterShippedAsync"/> of the whole catalogue.</summary>
    public Task EnsureShippedAsync(CancellationToken ct = default) =>
        EnterShippedAsync([.. MethodologyCatalogue.All.SelectMany(m => m.Parameters), .. MethodologyCatalogue.CountyFacts, .. MethodologyCatalogue.Measures], ct);

    /// <summary>
    /// Enters what the store does not hold, and supersedes what an earlier version of the program entered otherwise. What people
    /// entered, dated or verified is left alone.
    /// </summary>
    public async Task EnterShippedAsync(IReadOnlyList<ShippedParameter> shipped, CancellationToken ct = default)
    {
        var known = (await ListAsync(null, ct)).ToLookup(p => (p.MethodologyId, p.ParamKey, p.Species));
        var missing = shipped.Where(p => !known.Contains((p.MethodologyId, p.Key, p.Species))).ToList();
        var changed = shipped.SelectMany(p => known[(p.MethodologyId, p.Key, p.Species)].Select(stored => (Stored: stored, Now: stored with
        {
            Value = p.Value, Unit = p.Unit, NameZh = p.NameZh, NameEn = p.NameEn, UsedBy = p.UsedBy, Source = p.Citation.Source, Mark = p.Citation.Mark,
        }))).Where(p => p.Stored.EnteredBy == Actor.Installation.Id && !(p.Stored.IsVerified && p.Stored.Value != p.Now.Value)
                        && (p.Stored.Value, p.Stored.Unit, p.Stored.Source, p.Stored.Mark) != (p.Now.Value, p.Now.Unit, p.Now.Source, p.Now.Mark)).ToList();
        if (missing.Count == 0 && changed.Count == 0)
            return;
        await db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "装入随程序提供的参数", async write =>
        {
            if (missing.Count > 0)
                await write.ExecuteAsync(Sql.Of<ParameterBook>("Methodologies/Sql/insert_shipped.sql"), new
                {
                    methodologies = missing.Select(p => p.MethodologyId).ToArray(), keys = missing.Select(p => p.Key).ToArray(),
                    species = missing.Select(p => p.Species).ToArray(), values = missing.Select(p => p.Value).ToArray(),
                    units = missing.Select(p => p.Unit).ToArray(), namesZh = missing.Select(p => p.NameZh).ToArray(),
                    namesEn = missing.Select(p => p.NameEn).ToArray(), usedBy = missing.Select(p => p.UsedBy).ToArray(),
                    sources = missing.Select(p => p.Citation.Source).ToArray(), marks = missing.Select(p => p.Citation.Mark).ToArray(), by = write.Actor.Id,
                }, ct);
            foreach (var (_, now) in changed)
                await SupersedeAsync(write, now, ct);
        }, ct);
    }

    /// <summary>Current rows; with <paramref name="methodologyId"/> only its own.</summary>
    public Task<IReadOnlyList<ParameterRow>> ListAsync(string? methodologyId = null, CancellationToken ct = default) => db.QueryAsync<ParameterRow>(
        $"""
        {Named}
        where p.superseded_by is null and (@methodologyId::text is null or p.methodology_id = @methodologyId)
        order by p.methodology_id collate "C", p.parameter_id
        """, new { methodologyId }, ct);

    public Task<ParameterRow?> FindAsync(long parameterId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<ParameterRow>($"{Named} where p.parameter_id = @parameterId", new { parameterId }, ct);

    /// <summary>Rows of the same parameter, newest first.</summary>
    public Task<IReadOnlyList<ParameterRow>> HistoryAsync(ParameterRow of, CancellationToken ct = default) => db.QueryAsync<ParameterRow>(
        """
        select p.* from ccer.parameter_v p
        where p.methodology_id = @MethodologyId and p.param_key = @ParamKey and p.species = @Species
        order by p.parameter_id desc
        """, new { of.MethodologyId, of.ParamKey, of.Species }, ct);

    /// <summary>What was read on source pages; an account that has not read yet sees none, so that its own reading is independent.</summary>
    public async Task<IReadOnlyList<ParameterReading>> ReadingsAsync(long parameterId, Actor seenBy, CancellationToken ct = default)
    {
        var all = await db.QueryAsync<ParameterReading>(
            "select r.* from ccer.parameter_reading_v r where r.parameter_id = @parameterId order by r.reading_id", new { parameterId }, ct);
        return all.Any(r => r.ReadBy == seenBy.Id) || all.Where(r => r.WithdrawnAt is null).DistinctBy(r => r.ReadBy).Count() >= 2 ? all : [];
    }

    /// <summary>The values a methodology's checks read on a day, with the county's facts, and the rows they come from.</summary>
    /// <param name="on">Rows whose effective dates hold this day; null: today.</param>
    public async Task<(ConditionParameters Values, IReadOnlyList<ParameterRow> Rows)> ForAsync(Methodology methodology, DateOnly? on = null, CancellationToken ct = default)
    {
        var day = on ?? CountyClock.Today;
        var rows = (await ListAsync(methodology.Id, ct)).Concat(await ListAsync(MethodologyCatalogue.CountyId, ct)).Where(p => p.Species.Length == 0 && p.HoldsOn(day)).ToList();
        // [?] is never a default: without two readings that agree it has no value here.
        return (new ConditionParameters(rows.ToDictionary(p => p.ParamKey, p => p.UsableValue, StringComparer.Ordinal)), rows);
    }

    /// <summary>The values that hold on a day, today by default, for sentences that name a parameter.</summary>
    public static IReadOnlyDictionary<string, ParameterInWords> InWords(IEnumerable<ParameterRow> rows, DateOnly? on = null)
    {
        var day = on ?? CountyClock.Today;
        return rows.Where(p => p.Species.Length == 0 && p.HoldsOn(day)).DistinctBy(p => p.ParamKey).ToDictionary(p => p.ParamKey, p => new ParameterInWords(p.UsableValue, p.Unit), StringComparer.Ordinal);
    }

    /// <summary>
    /// Says from when to when a row holds. With another value: the row ends the day before <paramref name="from"/> and a new row with
    /// that value follows it, marked M until two accounts have read it.
    /// </summary>
    /// <returns>The row with <paramref name="value"/>.</returns>
    /// <exception cref="RefusedException">Unknown or superseded, no source, a value the parameter cannot have, no or an impossible date, one outside <see cref="BelievedDays"/>, a period another row holds.</exception>
    public async Task<ParameterRow> HoldAsync(Actor actor, long parameterId, decimal value, DateOnly? from, DateOnly? to, string source, CancellationToken ct = default)
    {
        RequireSource(source);
        BelievedDays.Require(from);
        BelievedDays.Require(to);
        if (to < from)
            throw new RefusedException($"止日 {to:yyyy-MM-dd} 早于起日 {from:yyyy-MM-dd}。", $"The last day {to:yyyy-MM-dd} is before the first, {from:yyyy-MM-dd}.");
        try
        {
            return await db.WriteAsync(actor, TownshipScope.WholeCounty, $"参数 {parameterId} 的有效期：{source.Trim()}", async write =>
            {
                await LockAsync(write, parameterId, ct);
                var row = await CurrentAsync(write, parameterId, ct);
                if (value == row.Value)
                    return await CurrentAsync(write, await SupersedeAsync(write, row with { EffectiveFrom = from, EffectiveTo = to }, ct), ct);
                RequireValue(row, value);
                if (from is not { } first)
                    throw new RefusedException("另一个值须写明自哪一天起有效。", "Another value needs the day from which it holds.");
                if (first <= row.EffectiveFrom || first > row.EffectiveTo)
                    throw new RefusedException(
                        $"起日 {first:yyyy-MM-dd} 须在这一行的有效期之内、其起日之后。", $"The first day {first:yyyy-MM-dd} must lie within the period of this row and after its first day.");
                await SupersedeAsync(write, row with { EffectiveTo = first.AddDays(-1) }, ct);
                var next = row with { Value = value, EffectiveFrom = first, EffectiveTo = to ?? row.EffectiveTo, Source = source.Trim(), Mark = "M" };
                return await CurrentAsync(write, await write.ScalarAsync<long>(Sql.Of<ParameterBook>("Methodologies/Sql/insert_parameter.sql"), Columns(next, write.Actor), ct), ct);
            }, ct);
        }
        catch (PostgresException overlap) when (overlap.ConstraintName == "parameter_one_at_a_time")
        {
            throw new RefusedException("这个参数在该期间已有另一个值。先改那一行的有效期。", "The parameter has another value in that period: change the period of that row first.", overlap);
        }
    }

    /// <summary>Stores what an account read on a source page. Two that agree with each other and not with the stored value supersede it.</summary>
    /// <returns>The current row afterwards.</returns>
    /// <exception cref="RefusedException">Unknown, superseded, no source, a value the parameter cannot have, or read by this account already.</exception>
    public Task<ParameterRow> ReadAsync(Actor actor, long parameterId, decimal value, string source, byte[] pageSha256, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"核对参数 {parameterId}", write => ReadAsync(write, parameterId, value, source, pageSha256, ct), ct);

    /// <summary>The same of a source page that was just sent: it is kept, and must be a PDF or a picture by what it holds.</summary>
    /// <param name="path">The page, to see what it is.</param>
    /// <param name="name">As the sender called it.</param>
    /// <inheritdoc cref="ReadAsync(Actor, long, decimal, string, byte[], CancellationToken)" path="/exception"/>
    public static async Task<ParameterRow> ReadAsync(
        Write write, FileStore files, long parameterId, decimal value, string source, string path, StoredFile page, string name, CancellationToken ct)
    {
        if (new FileInfo(path).Length == 0)
            throw EmptyFile.Refusal(name);
        if (await ParameterAnnex.MediaTypeAsync(path, ct) is null)
            throw new RefusedException(
                $"“{name}”不是来源页：请上传 PDF，或扫描页 PNG、JPEG。", $"“{name}” is no source page: send a PDF or a scanned page in PNG or JPEG.");
        await files.KeepAsync(write, path, page, name, ct);
        return await ReadAsync(write, parameterId, value, source, page.Sha256, ct);
    }

    internal static async Task<ParameterRow> ReadAsync(Write write, long parameterId, decimal value, string source, byte[] pageSha256, CancellationToken ct)
    {
        RequireSource(source);
        source = source.Trim();
        await LockAsync(write, parameterId, ct);
        var row = await CurrentAsync(write, parameterId, ct);
        RequireValue(row, value);
        var earlier = await write.QueryAsync<ParameterReading>(
            "select r.* from ccer.parameter_reading_v r where r.parameter_id = @parameterId and r.withdrawn_at is null", new { parameterId }, ct);
        if (earlier.Any(r => r.ReadBy == write.Actor.Id))
            throw new RefusedException(
                "这个账号已核对过本参数；须由另一个账号独立核对。读错了可以撤回自己的读数，再读一次。",
                "This account has read the parameter: another account must read it for itself. A wrong reading can be withdrawn and made anew.");
        await write.ExecuteAsync(
            """
            insert into ccer.parameter_reading (parameter_id, value, source, page_sha256, read_by) values (@parameterId, @value, @source, @pageSha256, @by)
            """, new { parameterId, value, source, pageSha256, by = write.Actor.Id }, ct);
        if (value == row.Value || !earlier.Any(r => r.Value == value))
            return await CurrentAsync(write, parameterId, ct);
        return await CurrentAsync(write, await SupersedeAsync(write, row with { Value = value, Source = source }, ct), ct);
    }

    /// <summary>Takes back what the account itself read, with the reason: the reading stays and counts no longer, and the account may read anew.</summary>
    /// <returns>The row afterwards.</returns>
    /// <exception cref="RefusedException">No reason, no reading of this account that stands, or the row was superseded.</exception>
    public Task<ParameterRow> WithdrawReadingAsync(Actor actor, long parameterId, string? reason, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new RefusedException("请写明撤回的理由。", "Give the reason for withdrawing.");
        return db.WriteAsync(actor, TownshipScope.WholeCounty, $"撤回参数 {parameterId} 的读数：{reason.Trim()}", async write =>
        {
            await LockAsync(write, parameterId, ct);
            await RequireInUseAsync(write, parameterId, ct);
            var withdrawn = await write.ExecuteAsync(
                """
                update ccer.parameter_reading set withdrawn_at = clock_timestamp(), withdrawn_by = @by, withdrawal_reason = @reason
                where parameter_id = @parameterId and read_by = @by and withdrawn_at is null
                """, new { parameterId, reason = reason.Trim(), by = write.Actor.Id }, ct);
            return withdrawn > 0 ? await CurrentAsync(write, parameterId, ct) : throw new RefusedException(
                "这个账号在本参数上没有可撤回的读数；只能撤回自己的。", "This account has no reading of the parameter to withdraw: each withdraws its own only.");
        }, ct);
    }

    /// <summary>Readings that stand and that their account can withdraw no more: it is gone, locked, or reads no parameters any longer.</summary>
    public Task<IReadOnlyList<ParameterReading>> ReadingsOfGoneAsync(long parameterId, CancellationToken ct = default) =>
        db.QueryAsync<ParameterReading>(Sql.Of<ParameterBook>("Methodologies/Sql/readings_of_gone.sql"), new { parameterId, readers = Readers.ToArray() }, ct);

    /// <summary>Takes back, as an administrator and with the reason, what an account read that is gone; whoever is there withdraws an own reading.</summary>
    /// <returns>The row afterwards.</returns>
    /// <exception cref="RefusedException">No reason, no such reading that stands, an account that is still there, or the row was superseded.</exception>
    public Task<ParameterRow> WithdrawReadingOfGoneAsync(Actor administrator, long parameterId, long readingId, string? reason, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new RefusedException("请写明撤回的理由。", "Give the reason for withdrawing.");
        return db.WriteAsync(administrator, TownshipScope.WholeCounty, $"代为撤回参数 {parameterId} 的读数 {readingId}：{reason.Trim()}", async write =>
        {
            await LockAsync(write, parameterId, ct);
            await RequireInUseAsync(write, parameterId, ct);
            var gone = await write.QueryAsync<ParameterReading>(Sql.Of<ParameterBook>("Methodologies/Sql/readings_of_gone.sql"), new { parameterId, readers = Readers.ToArray() }, ct);
            if (gone.All(r => r.ReadingId != readingId))
                throw new RefusedException(
                    "没有这个读数，或它的账号还在：由它自己撤回。", "There is no such reading, or its account is still there: that account withdraws it.");
            await write.ExecuteAsync(
                "update ccer.parameter_reading set withdrawn_at = clock_timestamp(), withdrawn_by = @by, withdrawal_reason = @reason where reading_id = @readingId",
                new { readingId, reason = reason.Trim(), by = write.Actor.Id }, ct);
            return await CurrentAsync(write, parameterId, ct);
        }, ct);
    }

    // Of a row that was superseded no reading counts any more, and what it says of its past stays as it was.
    private static async Task RequireInUseAsync(Write write, long parameterId, CancellationToken ct)
    {
        if (await write.ScalarAsync<long?>("select p.superseded_by from ccer.parameter_v p where p.parameter_id = @parameterId", new { parameterId }, ct) is { } heir)
            throw new RefusedException(
                $"参数 {parameterId} 已被 {heir} 取代：它的读数不再算数，留作记录，不用撤回。值相同的读数随它到了 {heir}，请在那里撤回。",
                $"Parameter {parameterId} was superseded by {heir}: its readings count no longer and stay as a record, there is nothing to withdraw. Readings of the new value went along to {heir}: withdraw them there.");
        await CurrentAsync(write, parameterId, ct);
    }

    private static void RequireSource(string source)
    {
        if (string.IsNullOrWhiteSpace(source))
            throw new RefusedException("请写明来源：文件名、页码或条款。", "Give the source: document, page or clause.");
    }

    private static void RequireValue(ParameterRow row, decimal value)
    {
        if (ParameterRange.Fault(row.ParamKey, row.Unit, value) is { } fault)
            throw new RefusedException(fault.Zh, fault.En);
    }

    private static Task LockAsync(Write write, long parameterId, CancellationToken ct) =>
        write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('ccer.parameter', @parameterId))", new { parameterId }, ct);

    // The heir says what `now` says; readings of its value stay with it.
    private static async Task<long> SupersedeAsync(Write write, ParameterRow now, CancellationToken ct)
    {
        var heir = await write.ScalarAsync<long>(Sql.Of<ParameterBook>("Methodologies/Sql/supersede.sql"), Columns(now, write.Actor), ct);
        await write.ExecuteAsync(
            """
            insert into ccer.parameter_reading (parameter_id, value, source, page_sha256, read_by, read_at)
            select @heir, r.value, r.source, r.page_sha256, r.read_by, r.read_at
            from ccer.parameter_reading r where r.parameter_id = @ParameterId and r.value = @Value and r.withdrawn_at is null
            """, new { heir, now.ParameterId, now.Value }, ct);
        return heir;
    }

    private static object Columns(ParameterRow row, Actor by) => new
    {
        row.ParameterId, row.MethodologyId, row.ParamKey, row.Species, row.Value, row.Unit, row.NameZh, row.NameEn, row.UsedBy, row.Source, row.Mark,
        row.EffectiveFrom, row.EffectiveTo, by = by.Id,
    };

    private static async Task<ParameterRow> CurrentAsync(Write write, long parameterId, CancellationToken ct)
    {
        var row = (await write.QueryAsync<ParameterRow>("select p.* from ccer.parameter_v p where p.parameter_id = @parameterId", new { parameterId }, ct))
            .SingleOrDefault() ?? throw new RefusedException($"没有编号为 {parameterId} 的参数。用 parameters list 查看。", $"There is no parameter {parameterId}: see parameters list.");
        return row.SupersededBy is { } heir ? throw new RefusedException($"参数 {parameterId} 已被 {heir} 取代，请核对新的一行。", $"Parameter {parameterId} was superseded by {heir}: read the new row.") : row;
    }
}

/// <summary>A row of the store with what became of its verification.</summary>
public sealed record ParameterRow
{
    public long ParameterId { get; init; }
    public string MethodologyId { get; init; } = "";
    public string ParamKey { get; init; } = "";

    /// <summary>Inventory code of a species, or empty where the value holds for all.</summary>
    public string Species { get; init; } = "";

    /// <summary>The species' English name where the inventory's codes have one; null on a row fresh from a change.</summary>
    public string? SpeciesEn { get; init; }

    /// <summary>Null: missing; nothing takes its place.</summary>
    public decimal? Value { get; init; }

    public string Unit { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    /// <summary>The English name with that of the species it holds for, where there is one.</summary>
    public string FullNameEn => SpeciesEn is null ? NameEn : $"{SpeciesEn} {NameEn.Replace('_', ' ')}";

    public string UsedBy { get; init; } = "";
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public DateOnly? EffectiveFrom { get; init; }
    public DateOnly? EffectiveTo { get; init; }
    public long? SupersededBy { get; init; }
    public string EnteredBy { get; init; } = "";
    public int Readings { get; init; }
    public int Agreeing { get; init; }

    /// <summary>unread, read-once, verified (two accounts agree with the value), differs.</summary>
    public string Verification { get; init; } = "";

    /// <summary>The source pages two accounts verified the value from; null where it is not verified. Its mark stays beside it and says where it first came from.</summary>
    public string? VerifiedFrom { get; init; }

    /// <summary>Tier of the source the mark names, or null.</summary>
    public char? Tier => ConfidenceMark.Parse(Mark).Tier;

    public bool IsVerified => Verification == "verified";

    /// <summary>True if the row's effective dates include the day; a missing date is no limit.</summary>
    public bool HoldsOn(DateOnly day) => !(day < EffectiveFrom) && !(day > EffectiveTo);

    /// <summary>True if a document that rests on it may be submitted.</summary>
    public bool MaySubmit => Value is not null && (IsVerified || (ConfidenceMark.Parse(Mark).MaySubmit && Verification != "differs"));

    /// <summary>The value an estimate may use: none where it is missing, or unsure and not verified.</summary>
    public decimal? UsableValue => IsVerified || ConfidenceMark.Parse(Mark).Kind != MarkKind.Unsure ? Value : null;
}

/// <summary>What an account read on a source page.</summary>
public sealed record ParameterReading
{
    public long ReadingId { get; init; }
    public long ParameterId { get; init; }
    public decimal Value { get; init; }
    public string Source { get; init; } = "";
    public string PageSha256 { get; init; } = "";
    public string ReadBy { get; init; } = "";

    /// <summary>The account's name as it shows, or its id where the account is gone.</summary>
    public string ReadByName { get; init; } = "";

    public DateTime ReadAt { get; init; }

    /// <summary>Set where it was taken back: it is kept and counts no longer.</summary>
    public DateTime? WithdrawnAt { get; init; }

    /// <summary>Who took it back: its reader, or an administrator where that account was gone; null also where this was not kept yet.</summary>
    public string? WithdrawnBy { get; init; }

    /// <summary>The account's name as it shows, or its id where the account is gone.</summary>
    public string? WithdrawnByName { get; init; }

    public string? WithdrawalReason { get; init; }

    /// <summary>True where the account had read otherwise before and withdrew that: it may have seen others' readings by then.</summary>
    public bool IsCorrected { get; init; }
}
