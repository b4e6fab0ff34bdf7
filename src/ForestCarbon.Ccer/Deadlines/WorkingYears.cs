using System.Globalization;
using System.Text.Json;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Ccer.Deadlines;

/// <summary>The working-day calendar as stored data: years shipped, years entered from a State Council notice and approved by a second account.</summary>
public sealed class WorkingYears(Db db)
{
    /// <summary>Roles whose accounts may enter and approve holiday notices.</summary>
    public static IReadOnlyList<string> Keepers { get; } = [Roles.BureauReviewer, Roles.Developer, Roles.Administrator];

    private const int MostShown = 10;

    /// <summary>Enters the shipped years the store does not hold. What people entered is left alone.</summary>
    public async Task EnsureShippedAsync(CancellationToken ct = default)
    {
        var held = (await ListAsync(ct)).Where(y => y.State == "holds").Select(y => y.Year).ToHashSet();
        var shipped = WorkingCalendar.Shipped;
        var missing = shipped.AnnouncedYears.Where(y => !held.Contains(y)).ToList();
        if (missing.Count > 0)
            await db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "装入随程序提供的工作日历", async write =>
            {
                await LockAsync(write, ct);
                var known = await write.QueryAsync<int>("select y.year::int from ccer.working_year_v y where y.state = 'holds'", ct: ct);
                foreach (var year in missing.Except(known))
                {
                    // The December before may be named by this year's notice; it travels with the year whose citation it carries.
                    var citation = shipped.SourceOf(year);
                    var days = shipped.Named.Where(d => d.Citation.Source == citation.Source).ToList();
                    await ApproveAsync(write, await InsertAsync(write, year, citation.Source, citation.Mark, days, null, ct), ct);
                }
            }, ct);
    }

    /// <summary>Every notice entered, newest year first.</summary>
    public Task<IReadOnlyList<WorkingYear>> ListAsync(CancellationToken ct = default) =>
        db.QueryAsync<WorkingYear>("select y.* from ccer.working_year_v y order by y.year desc, y.working_year_id desc", ct: ct);

    public Task<WorkingYear?> FindAsync(long workingYearId, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<WorkingYear>(
        "select y.* from ccer.working_year_v y where y.working_year_id = @workingYearId", new { workingYearId }, ct);

    /// <summary>The dates a notice names.</summary>
    public async Task<IReadOnlyList<NoticeDay>> DaysAsync(long workingYearId, CancellationToken ct = default) => [.. (await db.QueryAsync<DayRow>(
        "select d.* from ccer.working_year_day_v d where d.working_year_id = @workingYearId order by d.day", new { workingYearId }, ct)).Select(d => d.ToNotice())];

    /// <summary>The calendar of all years that hold.</summary>
    public async Task<WorkingCalendar> CalendarAsync(CancellationToken ct = default) => new((await db.QueryAsync<DayRow>(
        "select d.* from ccer.working_year_day_v d where d.holds order by d.year, d.day", ct: ct)).Select(d => d.ToNotice()));

    /// <summary>Enters a year's notice; it holds when another account has approved it.</summary>
    /// <param name="fileSha256">The notice itself, kept before; null where only the table was given.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="RefusedException">No source, an unsure mark, or days that make no notice of that year: all faults are named.</exception>
    public static async Task<long> ProposeAsync(
        Write write, int year, IReadOnlyList<NoticeDay> days, string source, string mark, byte[]? fileSha256, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(source))
            throw new RefusedException(
                "请写明来源：国务院办公厅通知的名称、日期，或取自哪个软件包的哪个版本。", "Give the source: name and day of the notice of the State Council's General Office, or the package and version it was taken from.");
        if (mark != "S" && ConfidenceMark.Find(mark) is not { Kind: not MarkKind.Unsure })
            throw new RefusedException($"标记“{mark}”不能用：读自通知的写 S，其余写 M。", $"The mark “{mark}” cannot be used: S where it was read in the notice, M otherwise.");
        if (year < BelievedDays.First.Year || year > BelievedDays.Last.Year)
            throw new RefusedException($"年份 {year} 不对：请写 {BelievedDays.First.Year} 至 {BelievedDays.Last.Year} 之间的一年。", $"{year} is no year of a notice: give one from {BelievedDays.First.Year} to {BelievedDays.Last.Year}.");
        var wrong = FaultsOf(year, days);
        if (wrong.Count > 0)
            throw new RefusedException(
                $"{year} 年的放假安排不能录入：{string.Join("；", wrong.Take(MostShown).Select(f => f.Zh))}。", $"The holiday notice of {year} cannot be entered: {string.Join("; ", wrong.Take(MostShown).Select(f => f.En))}.");
        await LockAsync(write, ct);
        return await InsertAsync(write, year, source.Trim(), mark, days, fileSha256, ct);
    }

    /// <summary>Lets a proposed year hold, in the place of the one that held before.</summary>
    /// <exception cref="RefusedException">Unknown, no longer proposed, or entered by this account.</exception>
    public async Task ApproveAsync(Actor actor, long workingYearId, CancellationToken ct = default)
    {
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"核准工作日历 {workingYearId}", async write =>
        {
            await LockAsync(write, ct);
            var proposed = await ProposedAsync(write, workingYearId, ct);
            if (proposed.EnteredBy == actor.Id)
                throw new RefusedException("录入的账号不能核准自己的录入；请另一个账号对照通知核准。", "Who entered a notice does not approve it: another account compares it with the notice.");
            await ApproveAsync(write, workingYearId, ct);
        }, ct);
        // Periods that reach into this year could not be given a last day until now.
        await new LifeCycle(db).SetDueDatesAsync(actor, ct);
    }

    /// <summary>Takes a proposed year back.</summary>
    /// <exception cref="RefusedException">Unknown or no longer proposed.</exception>
    public Task WithdrawAsync(Actor actor, long workingYearId, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"撤回工作日历 {workingYearId}", async write =>
        {
            await LockAsync(write, ct);
            await ProposedAsync(write, workingYearId, ct);
            await write.ExecuteAsync("update ccer.working_year set withdrawn_by = @by, withdrawn_at = now() where working_year_id = @workingYearId", new { by = actor.Id, workingYearId }, ct);
        }, ct);

    /// <summary>Reads a notice from a table <c>date,kind,name</c> (kind holiday or makeup) or from a year file of the npm package chinese-days.</summary>
    /// <exception cref="RefusedException">Neither, with the line.</exception>
    public static IReadOnlyList<NoticeDay> ReadFile(string path, string source, string mark)
    {
        var citation = new Citation(source, mark);
        try
        {
            return Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(path, citation)
                : [.. CsvTable.Parse(Path.GetFileName(path), File.ReadAllBytes(path), "date", "kind", "name").Rows.Select(row => new NoticeDay(
                    row.Date("date"), row.Text("kind") switch { "holiday" => false, "makeup" => true, _ => throw row.Wrong("kind is holiday or makeup") },
                    row.RequiredText("name"), citation))];
        }
        catch (Exception wrong) when (wrong is InvalidDataException or JsonException or FormatException)
        {
            throw new RefusedException($"放假安排读不出来：{wrong.Message} 须为列 date,kind,name（kind 为 holiday 或 makeup）的 UTF-8 表，或 chinese-days 的年度 JSON。",
                $"The holiday notice cannot be read: {wrong.Message} It is a table in UTF-8 with the columns date,kind,name (kind is holiday or makeup), or a year file of chinese-days.", wrong);
        }
    }

    private static List<NoticeDay> ReadJson(string path, Citation citation)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var days = new List<NoticeDay>();
        foreach (var (list, isMakeUp) in new[] { ("holidays", false), ("workdays", true) })
        {
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty(list, out var named) || named.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{list} is missing.");
            foreach (var day in named.EnumerateObject())
                days.Add(new NoticeDay(
                    DateOnly.ParseExact(day.Name, "yyyy-MM-dd", CultureInfo.InvariantCulture), isMakeUp,
                    day.Value.GetString()?.Split(',') is [_, var chinese, ..] ? chinese : day.Value.GetString() ?? "", citation));
        }
        return days;
    }

    private static List<(string Zh, string En)> FaultsOf(int year, IReadOnlyList<NoticeDay> days)
    {
        var wrong = new List<(string Zh, string En)>();
        foreach (var day in days)
        {
            if (day.Date.Year != year && !(day.Date.Year == year - 1 && day.Date.Month == 12))
                wrong.Add(($"{day.Date:yyyy-MM-dd} 不在 {year} 年", $"{day.Date:yyyy-MM-dd} is not in {year}"));
            if (day.IsMakeUp && !WorkingCalendar.IsWeekend(day.Date))
                wrong.Add(($"{day.Date:yyyy-MM-dd} 不是周末，不会是调休上班", $"{day.Date:yyyy-MM-dd} is no weekend and cannot be a make-up day"));
        }
        wrong.AddRange(days.GroupBy(d => d.Date).Where(g => g.Count() > 1).Select(g => ($"{g.Key:yyyy-MM-dd} 写了两次", $"{g.Key:yyyy-MM-dd} stands twice")));
        if (!days.Any(d => !d.IsMakeUp && d.Date == new DateOnly(year, 1, 1)))
            wrong.Add(("没有元旦，通知不全", "New Year's Day is missing: the notice is not whole"));
        return wrong;
    }

    private static async Task<long> InsertAsync(
        Write write, int year, string source, string mark, IReadOnlyList<NoticeDay> days, byte[]? fileSha256, CancellationToken ct)
    {
        var id = await write.ScalarAsync<long>(
            """
            insert into ccer.working_year (year, source, mark, file_sha256, entered_by) values (@year, @source, @mark, @fileSha256, @by)
            returning working_year_id
            """, new { year = (short)year, source, mark, fileSha256, by = write.Actor.Id }, ct);
        await write.ExecuteAsync(
            """
            insert into ccer.working_year_day (working_year_id, day, is_make_up, name)
            select @id, d.day, d.is_make_up, d.name from unnest(@dates::date[], @makeUps::boolean[], @names::text[]) as d (day, is_make_up, name)
            """, new { id, dates = days.Select(d => d.Date).ToArray(), makeUps = days.Select(d => d.IsMakeUp).ToArray(), names = days.Select(d => d.Name).ToArray() }, ct);
        return id;
    }

    private static async Task ApproveAsync(Write write, long id, CancellationToken ct)
    {
        await write.ExecuteAsync(
            """
            update ccer.working_year old set superseded_by = @id
            from ccer.working_year new
            where new.working_year_id = @id and old.year = new.year and old.approved_at is not null and old.superseded_by is null
            """, new { id }, ct);
        await write.ExecuteAsync("update ccer.working_year set approved_by = @by, approved_at = now() where working_year_id = @id", new { id, by = write.Actor.Id }, ct);
    }

    private static async Task<WorkingYear> ProposedAsync(Write write, long id, CancellationToken ct)
    {
        var found = (await write.QueryAsync<WorkingYear>("select y.* from ccer.working_year_v y where y.working_year_id = @id", new { id }, ct)).SingleOrDefault()
                    ?? throw new RefusedException($"没有编号为 {id} 的放假安排。", $"There is no holiday notice number {id}.");
        return found.State == "proposed" ? found : throw new RefusedException(
            $"{found.Year} 年的这份放假安排已经核准、撤回或被取代。", $"This holiday notice of {found.Year} is approved, taken back or superseded.");
    }

    private static Task LockAsync(Write write, CancellationToken ct) => write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('ccer.working_year', 0))", ct: ct);

    private sealed record DayRow
    {
        public DateOnly Day { get; init; }
        public bool IsMakeUp { get; init; }
        public string Name { get; init; } = "";
        public string Source { get; init; } = "";
        public string Mark { get; init; } = "";

        public NoticeDay ToNotice() => new(Day, IsMakeUp, Name, new Citation(Source, Mark));
    }
}

/// <summary>A year's holiday notice as it is kept.</summary>
public sealed record WorkingYear
{
    public long WorkingYearId { get; init; }
    public int Year { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public string? FileSha256 { get; init; }
    public string EnteredBy { get; init; } = "";
    public DateTime EnteredAt { get; init; }
    public string? ApprovedBy { get; init; }
    public DateTime? ApprovedAt { get; init; }
    public DateTime? WithdrawnAt { get; init; }
    public long? SupersededBy { get; init; }
    public int Holidays { get; init; }
    public int MakeUps { get; init; }

    /// <summary>proposed, holds, withdrawn or superseded.</summary>
    public string State { get; init; } = "";
}
