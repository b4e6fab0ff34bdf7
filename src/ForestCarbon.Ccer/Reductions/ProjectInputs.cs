using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>Figures of a project or of a tranche that people enter with their source: baseline removals, leakage, emissions, tCO₂e. Added, never changed.</summary>
public sealed class ProjectInputs(Db db)
{
    /// <summary>What can be entered, with the names of the field.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = new Dictionary<string, string>
    {
        ["baseline"] = "基准线清除量", ["leakage"] = "泄漏", ["emission"] = "项目排放",
    };

    /// <summary>Every row, newest first.</summary>
    public Task<IReadOnlyList<InputRow>> ListAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<InputRow>(
        "select i.input_id, i.tranche_id, i.input, i.year, i.value, i.source, i.mark, i.entered_by, i.entered_at, i.verified_by from ccer.project_input i where i.project_id = @projectId order by i.input_id desc",
        new { projectId }, ct);

    /// <summary>Enters a figure; the newest of its kind and year holds.</summary>
    /// <param name="year">Calendar year; null: every year that has no row of its own.</param>
    /// <param name="trancheId">Of a tranche the figure of its whole period; then without a year.</param>
    /// <exception cref="RefusedException">No such kind, no value, no source, an unsure mark, a negative leakage or emission.</exception>
    public Task EnterAsync(Actor actor, long projectId, long? trancheId, string? input, short? year, decimal? value, string? source, string mark = "M", CancellationToken ct = default)
    {
        if (input is null || !Kinds.TryGetValue(input, out var name))
            throw new RefusedException($"可录入 {string.Join("、", Kinds.Select(k => $"{k.Key} {k.Value}"))}。", $"What can be entered: {string.Join(", ", Kinds.Keys)}.");
        if (value is not { } tonnes || string.IsNullOrWhiteSpace(source))
            throw new RefusedException($"请填写{name}的数值（tCO₂e）和来源。", $"Give the figure of the {input} (tCO₂e) and its source.");
        if (input != "baseline" && tonnes < 0)
            throw new RefusedException($"{name}不能为负。", $"The {input} is not negative.");
        SecondLook.RequireMark(mark);
        if (trancheId is not null && year is not null)
            throw new RefusedException("一期的数是整个核算期的，不分年。", "A figure of a tranche is of its whole period and has no year.");
        return db.WriteAsync(actor, $"项目 {projectId} 的{name}", write => write.ExecuteAsync(
            """
            insert into ccer.project_input (project_id, tranche_id, input, year, value, source, mark, entered_by)
            values (@projectId, @trancheId, @input, @year, @tonnes, @source, @mark, @by)
            """, new { projectId, trancheId, input, year, tonnes, source = source.Trim(), mark, by = write.Actor.Id }, ct), ct);
    }

    /// <summary>Records that another account has compared an entered figure with its source.</summary>
    /// <exception cref="RefusedException">The project has no such figure, it is verified already, or the account entered it itself.</exception>
    public Task VerifyAsync(Actor actor, long projectId, long inputId, CancellationToken ct = default) => db.WriteAsync(actor, $"核对项目 {projectId} 录入的数 {inputId}", async write =>
    {
        var found = (await write.QueryAsync<InputRow>(
            "select i.input_id, i.entered_by, i.verified_by from ccer.project_input i where i.input_id = @inputId and i.project_id = @projectId for update", new { inputId, projectId }, ct)).SingleOrDefault();
        SecondLook.Require(write.Actor, found?.EnteredBy, found?.VerifiedBy);
        await write.ExecuteAsync("update ccer.project_input set verified_by = @by, verified_at = clock_timestamp() where input_id = @inputId", new { inputId, by = write.Actor.Id }, ct);
    }, ct);

    /// <summary>The figure of a kind in a year of the project, or of a tranche; without a row it is missing and says so.</summary>
    public static Given Of(IReadOnlyList<InputRow> rows, string input, int? year, long? trancheId = null) =>
        rows.FirstOrDefault(r => r.TrancheId == trancheId && r.Input == input && year is not null && r.Year == year) is { } own ? own.Given
        : rows.FirstOrDefault(r => r.TrancheId == trancheId && r.Input == input && r.Year is null) is { } every ? every.Given
        : new Given(null, new Citation($"{Kinds[input]}未录入", "?"));
}

/// <summary>An entered figure, tCO₂e.</summary>
public sealed record InputRow
{
    public long InputId { get; init; }
    public long? TrancheId { get; init; }
    public string Input { get; init; } = "";
    public short? Year { get; init; }
    public decimal Value { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public string EnteredBy { get; init; } = "";
    public DateTime EnteredAt { get; init; }

    /// <summary>Another account, which compared it with its source; null: nobody yet.</summary>
    public string? VerifiedBy { get; init; }

    internal Given Given => new((double)Value, new Citation(Source, Mark) { IsRead = VerifiedBy is not null, NeedsReading = true });
}
