using System.Text.Json;
using System.Text.Json.Serialization;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>Figures of a project or of a tranche that people enter with their source: baseline removals, leakage, emissions, tCO₂e. Added, never changed.</summary>
public sealed class ProjectInputs(Db db)
{
    private const double MostTonnes = 1e9; // more than the county holds: a unit was mistaken

    /// <summary>What can be entered, with the names of the field.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = new Dictionary<string, string>
    {
        ["baseline"] = "基准线清除量", ["leakage"] = "泄漏", ["emission"] = "项目排放",
    };

    /// <summary>Every row, newest first.</summary>
    public Task<IReadOnlyList<InputRow>> ListAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<InputRow>(
        "select i.input_id, i.tranche_id, i.input, i.year, i.value, i.source, i.mark, i.terms::text as terms, i.entered_by, i.entered_at, i.verified_by from ccer.project_input i where i.project_id = @projectId order by i.input_id desc",
        new { projectId }, ct);

    /// <summary>Enters a figure; the newest of its kind and year holds.</summary>
    /// <param name="year">Calendar year; null: every year that has no row of its own.</param>
    /// <param name="trancheId">Of a tranche the figure of its whole period; then without a year.</param>
    /// <exception cref="RefusedException">No such kind, no value, no source, an unsure mark, a year of a tranche or outside the crediting period, a figure below 0 or larger than there can be.</exception>
    public async Task EnterAsync(Actor actor, long projectId, long? trancheId, string? input, short? year, decimal? value, string? source, string mark = "M", CancellationToken ct = default)
    {
        if (input is null || !Kinds.TryGetValue(input, out var name))
            throw new RefusedException($"可录入 {string.Join("、", Kinds.Select(k => $"{k.Key} {k.Value}"))}。", $"What can be entered: {string.Join(", ", Kinds.Keys)}.");
        if (value is not { } tonnes || string.IsNullOrWhiteSpace(source))
            throw new RefusedException($"请填写{name}的数值（tCO₂e）和来源。", $"Give the figure of the {input} (tCO₂e) and its source.");
        // No methodology that was read lets a loss without the project be credited: ground that would lose its stock has a baseline of 0.
        if (tonnes < 0)
            throw new RefusedException($"{name}不能为负。{(input == "baseline" ? "没有读到允许以基准线的损失增加减排量的规则：没有项目会下降的，写 0。" : "")}",
                $"The {input} is not negative.{(input == "baseline" ? " No rule was read that credits a loss without the project: write 0 where the stock would decline." : "")}");
        if (tonnes > (decimal)MostTonnes)
            throw new RefusedException($"{name} {tonnes} tCO₂e 多于 {MostTonnes:0}，不可能有这么多：请检查单位。", $"A {input} of {tonnes} tCO₂e is more than {MostTonnes:0}, which cannot be: check its unit.");
        SecondLook.RequireSource(source);
        SecondLook.RequireMark(mark);
        await RequireYearAsync(projectId, trancheId, year, ct);
        await db.WriteAsync(actor, $"项目 {projectId} 的{name}", write => InsertAsync(write, projectId, trancheId, input, year, tonnes, source, mark, null, ct), ct);
    }

    /// <summary>Enters an emission by its equation: the inputs stay with the figure, and stand in the sheet line by line.</summary>
    /// <param name="year">Calendar year; of a tranche, whose figure is of its whole period, none.</param>
    /// <param name="equation">Key of an <see cref="EmissionEquation"/>.</param>
    /// <param name="inputs">Every input of the equation by its key.</param>
    /// <param name="adds">True: one more fire or clearing of that year or period, beside what was computed for it before. False: in the place of what was entered before. Null: nothing holds for it yet.</param>
    /// <exception cref="RefusedException">No such equation, no year, an input missing or out of its range, no source, an unsure mark, a figure that holds and nothing said of it, nothing to add to, or a result that cannot be.</exception>
    public async Task CalculateAsync(
        Actor actor, long projectId, long? trancheId, short? year, string? equation, IReadOnlyDictionary<string, decimal?> inputs, bool? adds, string? source, string mark = "M", CancellationToken ct = default)
    {
        if (EmissionEquation.Find(equation ?? "") is not { } found)
            throw new RefusedException($"可按算式录入的排放：{string.Join("、", EmissionEquation.All.Select(e => $"{e.Key} {e.NameZh}"))}。", $"Emissions that can be entered by an equation: {string.Join(", ", EmissionEquation.All.Select(e => e.Key))}.");
        if (trancheId is null && year is null)
            throw new RefusedException("一次火烧或清灌属于某一年：请写年份。", "A fire or a clearing is of one year: give the year.");
        if (found.Inputs.FirstOrDefault(i => inputs.GetValueOrDefault(i.Key) is not { } value || value < 0 || (i.IsShare && value > 1)) is { } wrong)
            throw new RefusedException($"请填写{found.NameZh}的{wrong.NameZh}（{wrong.Symbol}{(wrong.Unit == "1" ? "" : $"，{wrong.Unit}")}）：{(wrong.IsShare ? "0 与 1 之间的数" : "不小于 0 的数")}。",
                $"Give the {wrong.NameEn} ({wrong.Symbol}{(wrong.Unit == "1" ? "" : $", {wrong.Unit}")}) of {found.NameEn}: {(wrong.IsShare ? "a number from 0 to 1" : "a number of 0 or more")}.");
        if (string.IsNullOrWhiteSpace(source))
            throw new RefusedException("请写明各个数的来源。", "Give the source of the figures.");
        SecondLook.RequireSource(source);
        SecondLook.RequireMark(mark);
        await RequireYearAsync(projectId, trancheId, year, ct);
        var term = new InputTerm(found.Key, found.Inputs.ToDictionary(i => i.Key, i => (double)inputs[i.Key]!.Value));
        await db.WriteAsync(actor, $"项目 {projectId} 的{Kinds["emission"]}：{found.NameZh}", async write =>
        {
            // A figure of every year holds for this one too, and would be left out of it.
            var before = (await write.QueryAsync<InputRow>(
                """
                select i.input_id, i.year, i.value, i.terms::text as terms from ccer.project_input i
                where i.project_id = @projectId and i.tranche_id is not distinct from @trancheId and i.input = 'emission' and (i.year is not distinct from @year or i.year is null)
                order by i.year is null, i.input_id desc limit 1
                """, new { projectId, trancheId, year }, ct)).SingleOrDefault();
            var (whenZh, whenEn) = trancheId is not null ? ("这一期", "For the tranche") : before?.Year is null ? ("每年", "For every year") : ($"{year} 年", $"For {year}");
            if (before is not null && adds is null)
                throw new RefusedException(FormattableString.Invariant($"{whenZh}已录入项目排放 {before.Value} tCO₂e：请选这次是与它相加，还是取代它。"),
                    FormattableString.Invariant($"{whenEn} an emission of {before.Value} tCO₂e is entered: say whether this one adds to it or takes its place."));
            if (adds == true && before is null)
                throw new RefusedException("这一年（期）还没有录入排放，没有可以相加的。", "No emission is entered for that year or tranche: there is nothing to add to.");
            if (adds == true && before is not { ComputedFrom.Count: > 0 })
                throw new RefusedException(FormattableString.Invariant($"{whenZh}录入的 {before!.Value} tCO₂e 不是按算式算的，两者不能相加：请把合计作为这一年（期）的数直接录入。"),
                    FormattableString.Invariant($"{whenEn} the {before.Value} tCO₂e were not entered by an equation, so nothing adds to them: enter the sum as the figure of the year or tranche."));
            IReadOnlyList<InputTerm> terms = [.. (adds == true ? before?.ComputedFrom : null) ?? [], term];
            var tonnes = terms.Sum(t => t.Emission.Tco2e);
            if (tonnes > MostTonnes)
                throw new RefusedException(FormattableString.Invariant($"算出 {tonnes:0} tCO₂e，不可能有这么多：请检查各个数的单位。"), FormattableString.Invariant($"The equation gives {tonnes:0} tCO₂e, more than there can be: check the units of the figures."));
            await InsertAsync(write, projectId, trancheId, "emission", year, (decimal)tonnes, source, mark, JsonSerializer.Serialize(terms, JsonSerializerOptions.Web), ct);
        }, ct);
    }

    private async Task RequireYearAsync(long projectId, long? trancheId, short? year, CancellationToken ct)
    {
        if (year is null)
            return;
        if (trancheId is not null)
            throw new RefusedException("一期的数是整个核算期的，不分年。", "A figure of a tranche is of its whole period and has no year.");
        if (await db.QuerySingleOrDefaultAsync<CreditingYears>(
                "select extract(year from p.crediting_from)::int as first, extract(year from p.crediting_to)::int as last from ccer.project_v p where p.project_id = @projectId and p.crediting_from is not null and p.crediting_to is not null",
                new { projectId }, ct) is not { } period)
            throw new RefusedException("计入期起止没有填，不能按年录入：先填计入期。", "The crediting period has no first and last day yet: give them before figures by year.");
        if (year < period.First || year > period.Last)
            throw new RefusedException($"{year} 年不在计入期 {period.First} 至 {period.Last} 年之内，录入了也不计算。", $"{year} is outside the crediting period, {period.First} to {period.Last}: a figure of it would count nowhere.");
    }

    private sealed record CreditingYears
    {
        public int First { get; init; }
        public int Last { get; init; }
    }

    private static Task<int> InsertAsync(Write write, long projectId, long? trancheId, string input, short? year, decimal tonnes, string source, string mark, string? terms, CancellationToken ct) => write.ExecuteAsync(
        """
        insert into ccer.project_input (project_id, tranche_id, input, year, value, source, mark, terms, entered_by)
        values (@projectId, @trancheId, @input, @year, @tonnes, @source, @mark, @terms::jsonb, @by)
        """, new { projectId, trancheId, input, year, tonnes, source = source.Trim(), mark, terms, by = write.Actor.Id }, ct);

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
        : new Given(null, new Citation($"{Kinds[input]}未录入", "?") { SourceEn = $"{(input == "emission" ? "project emissions are" : $"the {input} is")} not entered" });
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

    /// <summary>As it is kept; null: entered as it is.</summary>
    [JsonIgnore]
    public string? Terms { get; init; }

    /// <summary>The equations and inputs it is the sum of; empty: entered as it is.</summary>
    public IReadOnlyList<InputTerm> ComputedFrom => Terms is null ? [] : JsonSerializer.Deserialize<List<InputTerm>>(Terms, JsonSerializerOptions.Web)!;

    internal Given Given => new((double)Value, new Citation(Source, Mark) { IsRead = VerifiedBy is not null, NeedsReading = true }) { Terms = [.. ComputedFrom.Select(t => t.Emission)] };
}

/// <summary>One equation of an emission with its inputs by key, as it is kept.</summary>
/// <param name="Equation">Key of an <see cref="EmissionEquation"/>.</param>
public sealed record InputTerm(string Equation, IReadOnlyDictionary<string, double> Inputs)
{
    /// <exception cref="InvalidOperationException">Kept by an equation that the program does not have any more.</exception>
    [JsonIgnore]
    public EmissionTerm Emission => EmissionEquation.Find(Equation) is { } found
        ? new EmissionTerm(found, [.. found.Inputs.Select(i => Inputs[i.Key])])
        : throw new InvalidOperationException($"No equation {Equation}.");
}
