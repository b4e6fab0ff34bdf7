using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Growth.SinkTables;

/// <summary>The county's yearly sink tables: drafted from a run, approved by two accounts other than the maker's, then frozen.</summary>
/// <param name="clock">Says which years are over; the machine's own where none is given.</param>
public sealed class SinkTableBook(Db db, TimeProvider? clock = null)
{
    /// <summary>What every print and page of a table carries (definitions.md §3).</summary>
    public const string Sentence = "县域碳汇量不等于可签发的CCER减排量";

    private const string Frozen = "FC002";
    private const string OwnApproval = "FC004";
    private const string CurvesNotApproved = "FC005";
    private const string NoReason = "FC006";

    /// <summary>Every table, newest year first.</summary>
    public Task<IReadOnlyList<SinkTable>> ListAsync(CancellationToken ct = default) =>
        db.QueryAsync<SinkTable>("select * from growth.sink_table_v order by year desc, sink_table_id desc", null, ct);

    public Task<SinkTable?> FindAsync(int sinkTableId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<SinkTable>("select * from growth.sink_table_v where sink_table_id = @sinkTableId", new { sinkTableId }, ct);

    /// <summary>The lines of a table in their order.</summary>
    public async Task<IReadOnlyList<SinkLine>> LinesAsync(int sinkTableId, CancellationToken ct = default) =>
        [.. (await db.QueryAsync<SinkLine>(Sql.Of<SinkTableBook>("SinkTables/Sql/lines.sql"), new { sinkTableId }, ct)).OrderBy(l => Place(SinkLine.Lines, l.Line))];

    /// <summary>What the stock may be off by, in the order of the components; none for tables drafted before they were kept.</summary>
    public async Task<IReadOnlyList<SinkUncertainty>> UncertaintyAsync(int sinkTableId, CancellationToken ct = default) =>
        [.. (await db.QueryAsync<SinkUncertainty>(
            "select component, deviation_kg, note, note_en from growth.sink_uncertainty_v where sink_table_id = @sinkTableId", new { sinkTableId }, ct))
            .OrderBy(u => Place(SinkUncertainty.Components, u.Component))];

    /// <summary>
    /// The parcels a figure of a table is the sum of, largest change first: of a line (null: all), by a cause of <see cref="SinkLine.Causes"/> (null:
    /// whatever the cause). Taken from the runs the table was made of, so it says what the table says.
    /// </summary>
    public async Task<IReadOnlyList<SinkParcel>> ParcelsAsync(
        SinkTable table, string? line, string? cause, TownshipScope scope, int limit, int offset, CancellationToken ct = default)
    {
        var runs = new AccountedRuns(db);
        var run = await runs.FindAsync(table.RunId, ct) ?? throw new InvalidOperationException($"Run {table.RunId} of sink table {table.SinkTableId} is gone.");
        var previous = table.PreviousRun is { } id ? await runs.FindAsync(id, ct) : null;
        return await db.QueryAsync<SinkParcel>(ChangedParcels, new
        {
            run.RunId, at = table.Year - run.FirstYear + 1, previousRun = previous?.RunId, previousAt = previous is null ? 0 : table.Year - previous.FirstYear,
            year = (int)table.Year, townships = scope.Codes, line, cause, limit, offset,
        }, ct);
    }

    /// <summary>True where an import that either run of the table rests on was undone since: its figures stand, some of its parcels can be listed no more.</summary>
    public async Task<bool> IsTakenBackAsync(SinkTable table, CancellationToken ct = default)
    {
        var runs = new AccountedRuns(db);
        return await runs.FindAsync(table.RunId, ct) is { IsTakenBack: true } || (table.PreviousRun is { } id && await runs.FindAsync(id, ct) is { IsTakenBack: true });
    }

    /// <summary>
    /// What a figure of a table has over the parcels that <see cref="ParcelsAsync"/> lists of it for the whole county: the stored line less their sums.
    /// By a cause only its tonnes are stored. Null where nothing is missing.
    /// </summary>
    /// <param name="listed">Any of the parcels listed; null: none is.</param>
    public async Task<WithdrawnSink?> WithdrawnAsync(SinkTable table, string? line, string? cause, SinkParcel? listed, CancellationToken ct = default)
    {
        var lines = await LinesAsync(table.SinkTableId, ct);
        if ((line is null ? SinkLine.Sum([.. lines]) : lines.FirstOrDefault(l => l.Line == line)) is not { } whole)
            return null;
        var changeKg = cause switch
        {
            null => whole.ChangeKg, "growth" => whole.GrowthKg, "new_forest" => whole.NewForestKg, "harvest" => whole.HarvestKg,
            "disturbance" => whole.DisturbanceKg, "left_forest" => whole.LeftForestKg, _ => whole.RevisionKg,
        };
        var missing = cause is null
            ? new WithdrawnSink(
                whole.Parcels - (listed?.AllParcels ?? 0), whole.AreaM2 - (listed?.AllAreaM2 ?? 0), whole.StockKg - (listed?.AllStockKg ?? 0),
                whole.PreviousKg - (listed?.AllPreviousKg ?? 0), changeKg - (listed?.AllPartKg ?? 0))
            : new WithdrawnSink(null, null, null, null, changeKg - (listed?.AllPartKg ?? 0));
        return missing is { Parcels: null or 0, StockKg: null or 0, PreviousKg: null or 0, PartKg: null or 0 } ? null : missing;
    }

    public Task<IReadOnlyList<SinkApproval>> ApprovalsAsync(int sinkTableId, CancellationToken ct = default) =>
        db.QueryAsync<SinkApproval>(
            "select position, approved_by, approved_at, note from growth.sink_approval where sink_table_id = @sinkTableId order by position",
            new { sinkTableId }, ct);

    /// <summary>
    /// Drafts the table of a year from a finished run (null: the newest of the default scenario). Last year's stock is that of the
    /// frozen table of the year before, else what the same run says of it. A draft that stands for the year is withdrawn in its favour.
    /// </summary>
    /// <param name="reason">Why the draft that stands is replaced; needed only where one does.</param>
    /// <param name="isApprover">True where the account may approve tables: it may replace another's draft.</param>
    /// <exception cref="RefusedException">No such run, the year lies outside it, its table is frozen already, or the draft that stands may not be replaced like this.</exception>
    public async Task<int> DraftAsync(Actor actor, int year, long? runId = null, string? reason = null, bool isApprover = false, CancellationToken ct = default)
    {
        var runs = new AccountedRuns(db);
        var run = (runId is { } named ? await runs.FindAsync(named, ct) : await runs.LatestAsync(ct))
                  ?? throw new RefusedException("还没有可用的核算运行。请先完成一次核算。", "There is no accounting run to use yet: finish one first.");
        if (run.IsTakenBack)
            throw new RefusedException($"运行 {run.RunId} 所用的数据后来被撤销，不能用来出统计表：请重新核算。", $"The data that run {run.RunId} read were withdrawn since: no table is made of it; account again.");
        if (run.ResultSha256 is null || run.Review is "waiting" or "refused")
            throw new RefusedException($"运行 {run.RunId} 没有完成，或还没有批准，不能用来出统计表。", $"Run {run.RunId} has not finished or is not approved: no table is made of it.");
        if (year < run.FirstYear || year > run.LastYear)
            throw new RefusedException($"运行 {run.RunId} 只有 {run.FirstYear}–{run.LastYear} 年，没有 {year} 年。", $"Run {run.RunId} covers {run.FirstYear}–{run.LastYear} and not {year}: choose a year it covers.");
        // Growth of the next table is what this run says its parcels would add.
        if (year == run.LastYear)
            throw new RefusedException(
                $"运行 {run.RunId} 到 {year} 年为止，说不出 {year + 1} 年的生长，而下一年的统计表要用它。请先核算到 {year + 1} 年以后，再编制 {year} 年的表。",
                $"Run {run.RunId} ends with {year} and does not say what {year + 1} would add, which next year's table needs: account beyond {year + 1} first, then draft {year}.");
        var tables = await ListAsync(ct);
        if (tables.FirstOrDefault(t => t.Year == year && t.State == "frozen") is { } frozen)
            throw new RefusedException($"{year} 年的统计表（{frozen.SinkTableId} 号）已经批准冻结。", $"The table of {year} (no. {frozen.SinkTableId}) is approved and frozen.");
        if (tables.FirstOrDefault(t => t.Year == year && t.State == "draft") is { } standing)
            Require(actor, standing, reason, isApprover, $"{year} 年已有草稿（{standing.SinkTableId} 号），重新编制会取代它：请写明理由。", $"There is a draft of {year} (no. {standing.SinkTableId}), and another takes its place: give the reason.");
        var before = tables.FirstOrDefault(t => t.Year == year - 1 && t.State == "frozen");
        var previous = before is not null ? await runs.FindAsync(before.RunId, ct) : year > run.FirstYear ? run : null;
        if (previous is not null && previous.LastYear < year)
            throw new RefusedException(
                $"上年统计表所用的运行 {previous.RunId} 到 {previous.LastYear} 年为止，说不出 {year} 年的生长，分不出变化的原因。",
                $"Run {previous.RunId} of last year's table ends with {previous.LastYear} and does not say what {year} would add, so the change cannot be told apart by cause.");
        var lines = await ComputeAsync(run, previous, year, ct);
        var uncertainty = await UncertaintyAsync(run, year, ct);
        var curves = await new Curves.CurveSets(db).FindAsync(run.CurveSetId, ct);
        var (note, noteEn) = (MethodNote.Of(run, curves, year, previous, before, uncertainty), MethodNote.InEnglish(run, curves, year, previous, before, uncertainty));
        try
        {
            return await db.WriteAsync(actor, TownshipScope.WholeCounty, $"编制 {year} 年县域林业碳汇统计表", write => StoreAsync(write), ct);
        }
        catch (PostgresException twice) when (twice.ConstraintName == "sink_table_one_draft" || twice.SqlState == NoReason)
        {
            throw new RefusedException($"{year} 年刚刚另编了一张草稿，请刷新后再编。", $"Another draft of {year} has just been made: load the page again and then draft.", twice);
        }

        async Task<int> StoreAsync(Write write)
        {
            // The draft that stands makes room first: a year has one at a time. Its heir is named when there is one.
            var replaced = await write.QueryAsync<int>(
                """
                update growth.sink_table
                set state = 'withdrawn', withdrawn_by = @by, withdrawn_at = clock_timestamp(), withdrawal_reason = @reason
                where year = @year and state = 'draft'
                returning sink_table_id
                """, new { year, by = actor.Id, reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim() }, ct);
            var id = await write.ScalarAsync<int>(Sql.Of<SinkTableBook>("SinkTables/Sql/insert_table.sql"), new
            {
                year, run.RunId, previousRun = previous?.RunId, previousTable = before?.SinkTableId, note, noteEn,
                sha256 = Hash(year, lines, uncertainty, note, noteEn), by = actor.Id,
            }, ct);
            foreach (var line in lines)
                await write.ExecuteAsync(Sql.Of<SinkTableBook>("SinkTables/Sql/insert_line.sql"), Row(id, line), ct);
            foreach (var part in uncertainty)
                await write.ExecuteAsync(Sql.Of<SinkTableBook>("SinkTables/Sql/insert_uncertainty.sql"), new { id, part.Component, part.DeviationKg, part.Note, part.NoteEn }, ct);
            await write.ExecuteAsync("update growth.sink_table set superseded_by = @id where sink_table_id = any(@replaced)", new { id, replaced = replaced.ToArray() }, ct);
            return id;
        }
    }

    /// <summary>Approves a draft. With the second account the table is frozen.</summary>
    /// <returns>True where it is frozen now.</returns>
    /// <exception cref="RefusedException">
    /// The account made the table or approved it before, it is no draft, its year is not over, last year's table was frozen since it was drafted, or
    /// nobody approved the curves it rests on.
    /// </exception>
    public async Task<bool> ApproveAsync(Actor actor, int sinkTableId, string? note, CancellationToken ct = default)
    {
        if (await FindAsync(sinkTableId, ct) is { State: "draft" } draft)
        {
            if (!IsOver(draft.Year))
                throw new RefusedException($"{draft.Year} 年还没有过完，这张表是推算：可以看、可以导出，{draft.Year + 1} 年 1 月 1 日起才能批准。", $"{draft.Year} is not over and the table is a projection: it can be read and exported, and approved from 1 January {draft.Year + 1}.");
            if (draft.PreviousTable is null && (await ListAsync(ct)).FirstOrDefault(t => t.Year == draft.Year - 1 && t.State == "frozen") is { } last)
                throw new RefusedException($"编制之后，上年的统计表（{last.SinkTableId} 号）已经冻结：请撤回这张草稿，接着上年的表重新编制。", $"Last year's table (no. {last.SinkTableId}) was frozen after this draft was made: withdraw the draft and make it again on last year's table.");
            if (await CurvesOfAsync(draft, ct) is { Approval: not "approved" } curves)
                throw NotApproved(curves);
        }
        try
        {
            return await db.WriteAsync(actor, TownshipScope.WholeCounty, $"批准县域林业碳汇统计表 {sinkTableId}", async write =>
            {
                // Two people who approve at once come one after the other.
                await write.ExecuteAsync("select 1 from growth.sink_table where sink_table_id = @sinkTableId for update", new { sinkTableId }, ct);
                var position = await write.ScalarAsync<int>(
                    "select count(*)::int + 1 from growth.sink_approval where sink_table_id = @sinkTableId", new { sinkTableId }, ct);
                await write.ExecuteAsync(
                    "insert into growth.sink_approval (sink_table_id, position, approved_by, note) values (@sinkTableId, @position, @by, @note)",
                    new { sinkTableId, position, by = actor.Id, note }, ct);
                if (position == 2)
                    await write.ExecuteAsync(
                        "update growth.sink_table set state = 'frozen', frozen_at = clock_timestamp() where sink_table_id = @sinkTableId",
                        new { sinkTableId }, ct);
                return position == 2;
            }, ct);
        }
        catch (PostgresException refused) when (refused.SqlState is OwnApproval or Frozen)
        {
            throw new RefusedException("统计表要由编制人以外的两个账号批准；已冻结或撤回的不再批准。", "A table is approved by two accounts other than its maker's; one that is frozen or withdrawn is approved no more.");
        }
        catch (PostgresException refused) when (refused.SqlState == CurvesNotApproved)
        {
            throw new RefusedException("统计表所用的曲线集还没有批准，不能冻结。", "The curve set the table rests on is not approved, so the table cannot be frozen.", refused);
        }
        catch (PostgresException refused) when (refused.ConstraintName == "sink_approval_two_accounts")
        {
            throw new RefusedException("您已经批准过，第二次批准须由另一个账号作出。", "You have approved it already; the second approval is another account's.");
        }
        catch (PostgresException refused) when (refused.ConstraintName == "sink_table_one_frozen")
        {
            throw new RefusedException("这一年的统计表已经有一张冻结了。", "A table of this year is frozen already.");
        }
    }

    /// <summary>Whether 31 December of a year has passed on the county's clock; before that a table of it is a projection.</summary>
    public bool IsOver(int year) => CountyClock.At((clock ?? TimeProvider.System).GetUtcNow().UtcDateTime).Year > year;

    /// <summary>The curve set a table's run used.</summary>
    public async Task<Curves.CurveSetRow?> CurvesOfAsync(SinkTable table, CancellationToken ct = default) =>
        await new AccountedRuns(db).FindAsync(table.RunId, ct) is { } run ? await new Curves.CurveSets(db).FindAsync(run.CurveSetId, ct) : null;

    /// <summary>
    /// A table and its uncertainty to be read in English: what was drafted before notes were kept in English gets it from the facts its note states,
    /// where they give the same Chinese again. That English is neither stored nor in the table's hash.
    /// </summary>
    public async Task<(SinkTable Table, IReadOnlyList<SinkUncertainty> Uncertainty)> InEnglishAsync(
        SinkTable table, IReadOnlyList<SinkUncertainty> uncertainty, CancellationToken ct = default)
    {
        var runs = new AccountedRuns(db);
        if (table.MethodNoteEn is not null || await runs.FindAsync(table.RunId, ct) is not { } run || await CurvesOfAsync(table, ct) is not { } curves)
            return (table, uncertainty);
        var previous = table.PreviousRun is { } runBefore ? await runs.FindAsync(runBefore, ct) : null;
        var before = table.PreviousTable is { } tableBefore ? await FindAsync(tableBefore, ct) : null;
        return (
            table with { MethodNoteEn = MethodNote.EnglishOf(table.MethodNote, run, curves, table.Year, previous, before, uncertainty) },
            [.. uncertainty.Select(u => u with { NoteEn = u.NoteEn ?? UncertaintyNote.EnglishOf(u.Note, run.AgeInferredParcels) })]);
    }

    private static RefusedException NotApproved(Curves.CurveSetRow curves) => curves.Approval == "withdrawn"
        ? new($"这张表用的曲线集 {curves.CurveSetId}（{curves.Name}）已经撤回，不能批准统计表。请用批准的曲线集重新核算，再编制。",
            $"Curve set {curves.CurveSetId}, which the table rests on, was withdrawn, so the table cannot be approved: account again with an approved set, then draft.")
        : new($"这张表用的曲线集 {curves.CurveSetId}（{curves.Name}）还没有批准，不能批准统计表。请先批准曲线集：由拟合它的账号以外的林业局审核账号，在“生长曲线”的这个曲线集页上批准。",
            $"Curve set {curves.CurveSetId}, which the table rests on, is not approved, so the table cannot be: first a bureau reviewer other than the account that fitted the set approves it, on its page under growth curves.");

    /// <summary>Withdraws a draft, with the reason; it is kept and shown as withdrawn.</summary>
    /// <param name="isApprover">True where the account may approve tables.</param>
    /// <exception cref="RefusedException">It is no draft, there is no reason, or the account neither made it nor may approve tables.</exception>
    public async Task WithdrawAsync(Actor actor, int sinkTableId, string? reason, bool isApprover, CancellationToken ct = default)
    {
        if (await FindAsync(sinkTableId, ct) is not { State: "draft" } draft)
            throw new RefusedException("只有草稿可以撤回。", "Only a draft can be withdrawn.");
        Require(actor, draft, reason, isApprover, "请写明撤回的理由。", "Give the reason for withdrawing it.");
        var why = reason!.Trim();
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"撤回县域林业碳汇统计表 {sinkTableId}：{why}", async write =>
        {
            if (await write.ExecuteAsync(
                """
                update growth.sink_table set state = 'withdrawn', withdrawn_by = @by, withdrawn_at = clock_timestamp(), withdrawal_reason = @why
                where sink_table_id = @sinkTableId and state = 'draft'
                """, new { sinkTableId, by = actor.Id, why }, ct) == 0)
                throw new RefusedException("只有草稿可以撤回。", "Only a draft can be withdrawn.");
        }, ct);
    }

    private static void Require(Actor actor, SinkTable draft, string? reason, bool isApprover, string why, string whyInEnglish)
    {
        if (draft.MadeBy != actor.Id && !isApprover)
            throw new RefusedException($"{draft.Year} 年的草稿（{draft.SinkTableId} 号）是别人编制的：只有编制人或可以批准统计表的账号能撤回或取代它。", $"The draft of {draft.Year} (no. {draft.SinkTableId}) is another account's: only its maker or an account that may approve tables can withdraw or replace it.");
        if (string.IsNullOrWhiteSpace(reason))
            throw new RefusedException(why, whyInEnglish);
    }

    /// <summary>SHA-256 over the stored lines, uncertainty and note, lower-case hexadecimal: equal to the table's own unless something was tampered with.</summary>
    public async Task<string?> HashAsync(int sinkTableId, CancellationToken ct = default) =>
        await FindAsync(sinkTableId, ct) is { } table
            ? Convert.ToHexStringLower(Hash(table.Year, await LinesAsync(sinkTableId, ct), await UncertaintyAsync(sinkTableId, ct), table.MethodNote, table.MethodNoteEn))
            : null;

    private async Task<List<SinkLine>> ComputeAsync(RunRow run, RunRow? previous, int year, CancellationToken ct)
    {
        var rows = await db.QueryAsync<ChangeRow>(Changes, new
        {
            run.RunId, at = year - run.FirstYear + 1, previousRun = previous?.RunId,
            previousAt = previous is null ? 0 : year - previous.FirstYear, year, townships = (string[]?)null,
        }, ct);
        return [.. SinkLine.Lines.Select(line => LineOf(line, rows.Where(r => r.Line == line).ToList(), previous is not null))];
    }

    // A table and the parcels behind its figures are read off one statement, so they cannot differ.
    private static string Causes => Sql.Of<SinkTableBook>("SinkTables/Sql/causes.sql");

    private static string Changes =>
        $"""
         select c.line, c.species_code, c.cause, (count(*) filter (where c.is_there))::int as parcels, sum(c.area_m2) as area_m2,
                sum(c.kg)::bigint as stock_kg, sum(c.previous_kg)::bigint as previous_kg,
                (case when @previousRun::bigint is null then 0 else sum(c.growth_kg) end)::bigint as growth_kg,
                (case when @previousRun::bigint is null then 0 else sum(c.rest_kg) end)::bigint as rest_kg
         from ({Causes}) c
         group by c.line, c.species_code, c.cause
         """;

    // A parcel that grew and was revised stands under both causes, each with its own part. Land without tonnes in both years has no change, as its
    // line has none; neither has any parcel where there is no year before.
    private static string ChangedParcels =>
        $"""
         with member as materialized (
             select c.parcel_id, c.code, c.is_there, c.area_m2, c.cause, case when c.has_change then c.growth_kg end as growth_kg,
                    case when c.now_status in ('accounted', 'treeless') then c.kg end as stock_kg,
                    case when c.before_status in ('accounted', 'treeless') then c.previous_kg end as previous_kg,
                    case when @cause::text is distinct from 'growth' and c.has_change then c.rest_kg end as rest_kg,
                    case when not c.has_change then null when @cause::text is null then c.growth_kg + c.rest_kg when @cause = 'growth' then c.growth_kg else c.rest_kg end as part_kg
             from (
                 select a.*, @previousRun::bigint is not null
                             and (coalesce(a.now_status, a.before_status) in ('accounted', 'treeless') or a.previous_kg <> 0) as has_change
                 from ({Causes}) a
                 where not a.is_withdrawn
             ) c
             where (@line::text is null or c.line = @line)
               and case coalesce(@cause::text, '') when '' then true when 'growth' then c.growth_kg <> 0 else c.cause = @cause and c.rest_kg <> 0 end
         ), whole as (
             select count(*) filter (where m.is_there) as all_parcels, sum(m.area_m2) as all_area_m2, sum(m.stock_kg)::bigint as all_stock_kg,
                    sum(m.previous_kg)::bigint as all_previous_kg, sum(m.part_kg)::bigint as all_part_kg, count(*) as all_rows
             from member m
         )
         select m.*, w.*
         from (select * from member order by abs(part_kg) desc nulls last, area_m2 desc, code collate "C" limit @limit offset @offset) m
         cross join whole w
         order by abs(m.part_kg) desc nulls last, m.area_m2 desc, m.code collate "C"
         """;

    private static SinkLine LineOf(string line, List<ChangeRow> rows, bool hasPrevious)
    {
        var hasTonnes = line is "tree_forest" or "other_trees" or "treeless";
        // Land that is 未计 or failed now has a year before only where some of it was accounted then.
        var hadTonnes = hasPrevious && (hasTonnes || rows.Any(r => r.PreviousKg != 0 || r.RestKg != 0));
        return new SinkLine(
            line, rows.Sum(r => r.Parcels), rows.Sum(r => r.AreaM2), hasTonnes ? VolumeM3(rows) : null, hasTonnes ? rows.Sum(r => r.StockKg) : null,
            hadTonnes ? rows.Sum(r => r.PreviousKg) : null, Of(rows, "growth"), Of(rows, "new_forest"), Of(rows, "harvest"),
            Of(rows, "disturbance"), Of(rows, "left_forest"), Of(rows, "revision"));
    }

    // Growth stands in a column of its own, because a parcel may grow and be revised in one year.
    private static long Of(List<ChangeRow> rows, string cause) =>
        cause == "growth" ? rows.Sum(r => r.GrowthKg) : rows.Where(r => r.Cause == cause).Sum(r => r.RestKg);

    // V = kg ÷ (D·BEF·(1+R)·CF·44/12·1000) by species: the stored kilograms turned back by the factors of the run.
    private static decimal VolumeM3(List<ChangeRow> rows) => Math.Round((decimal)rows
        .Where(r => r.StockKg > 0)
        .GroupBy(r => r.SpeciesCode!, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Sum(g => g.Sum(r => r.StockKg) / (FactorSet.ArCm001V01.Find(g.Key)!.Co2eTPerM3 * 1000)), 1, MidpointRounding.AwayFromZero);

    private async Task<IReadOnlyList<SinkUncertainty>> UncertaintyAsync(RunRow run, int year, CancellationToken ct)
    {
        var variance = await db.QuerySingleOrDefaultAsync<decimal?>(
            "select sum(variance_kg2) from growth.run_age_spread_v where run_id = @RunId and year = @year", new { run.RunId, year }, ct);
        var curves = await CurveUncertainty.DeviationKgAsync(db, run.RunId, year, ct);
        return
        [
            Part("age", (long)Math.Round(Math.Sqrt((double)(variance ?? 0)), MidpointRounding.AwayFromZero), UncertaintyNote.Age(run.AgeInferredParcels)),
            Part("curves", curves, curves switch { null => UncertaintyNote.CurvesMissing, 0 => UncertaintyNote.NoCurve, _ => UncertaintyNote.Curves }),
            Part("factors", null, UncertaintyNote.Factors),
            Part("volume", null, UncertaintyNote.Volume),
        ];
    }

    private static SinkUncertainty Part(string component, long? deviationKg, UncertaintyNote note) => new(component, deviationKg, note.Zh, note.En);

    // Tables drafted before the English was kept are hashed without it.
    private static byte[] Hash(int year, IReadOnlyCollection<SinkLine> lines, IReadOnlyCollection<SinkUncertainty> uncertainty, string note, string? noteEn)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{year}\n{note}\n");
        if (noteEn is not null)
            text.Append(CultureInfo.InvariantCulture, $"{noteEn}\n");
        foreach (var l in lines.OrderBy(l => Place(SinkLine.Lines, l.Line)))
            text.Append(CultureInfo.InvariantCulture,
                $"{l.Line}\t{l.Parcels}\t{l.AreaM2:0.0000}\t{l.VolumeM3:0.0}\t{l.StockKg}\t{l.PreviousKg}\t{l.GrowthKg}\t{l.NewForestKg}\t{l.HarvestKg}\t{l.DisturbanceKg}\t{l.LeftForestKg}\t{l.RevisionKg}\n");
        foreach (var u in uncertainty.OrderBy(u => Place(SinkUncertainty.Components, u.Component)))
            text.Append(CultureInfo.InvariantCulture, $"{u.Component}\t{u.DeviationKg}\t{u.Note}{(u.NoteEn is null ? "" : "\t" + u.NoteEn)}\n");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static int Place(IReadOnlyList<string> order, string name) => order.Select((l, i) => (l, i)).Single(x => x.l == name).i;

    private static object Row(int id, SinkLine l) => new
    {
        id, l.Line, l.Parcels, l.AreaM2, l.VolumeM3, l.StockKg, l.PreviousKg, l.GrowthKg, l.NewForestKg, l.HarvestKg, l.DisturbanceKg,
        l.LeftForestKg, l.RevisionKg,
    };

    private sealed record ChangeRow
    {
        public string Line { get; init; } = "";
        public string? SpeciesCode { get; init; }
        public string Cause { get; init; } = "";
        public int Parcels { get; init; }
        public decimal AreaM2 { get; init; }
        public long StockKg { get; init; }
        public long PreviousKg { get; init; }
        public long GrowthKg { get; init; }
        public long RestKg { get; init; }
    }
}
