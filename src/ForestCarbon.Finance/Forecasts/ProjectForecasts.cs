using System.Text.Json;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Forecasts;

/// <summary>Forecasts of the county's projects from what is stored: expected tonnes, cost items, price days, a scenario. What is missing is said, never assumed.</summary>
public sealed class ProjectForecasts(Db db)
{
    /// <summary>States whose tonnes count for the county.</summary>
    internal static readonly string[] NotCounted = ["withdrawn", "refused", "deregistered"];

    /// <summary>Why no scenario forecasts a project: ended (withdrawn, refused or de-registered), tonnes (none are expected), period (no crediting period); null: there is nothing against it.</summary>
    public static string? ObstacleOf(ProjectRow project) => project switch
    {
        _ when NotCounted.Contains(project.State) => "ended", { ExpectedT: null or <= 0 } => "tonnes", { CreditingFrom: null } or { CreditingTo: null } => "period", _ => null,
    };

    /// <summary>The forecast of a project, or of all of them together.</summary>
    /// <exception cref="RefusedException">Unknown project, scenario or series; a project that has ended; too few price days; no project has expected tonnes.</exception>
    public async Task<ForecastAnswer> OfAsync(string? code, string scenario, string series, TownshipScope scope, CancellationToken ct = default)
    {
        var chosen = (await ScenariosAsync(ct)).SingleOrDefault(s => s.Scenario == scenario) ?? throw new RefusedException($"没有情景“{scenario}”。", $"There is no scenario “{scenario}”.");
        var prices = await new PriceBook(db).DaysAsync(series, ct);
        if (prices.Count < PricePaths.FewestDays)
            throw new RefusedException($"{series} 只有 {prices.Count} 天的价格，至少要 {PricePaths.FewestDays} 天才能抽样；请先导入价格。", $"{series} has prices of {prices.Count} days; at least {PricePaths.FewestDays} are needed to resample. Import prices first.");
        var gapDays = (await new PriceBook(db).SeriesAsync(ct)).Single(s => s.Series == series).GapDays;
        if (PriceStatistics.Returns(prices, gapDays).Daily.Length is var moves and < PricePaths.FewestDays - 1)
            throw new RefusedException(
                $"{series} 相隔不超过 {gapDays} 天的逐日变动只有 {moves} 次，至少要 {PricePaths.FewestDays - 1} 次才能抽样：跨缺日的变动不当作一天的变动。请先补导缺的日子。",
                $"{series} has only {moves} moves from one day to the next within {gapDays} days; at least {PricePaths.FewestDays - 1} are needed to resample, and a move across a gap is none of one day. Import the missing days first.");
        var book = new ProjectBook(db);
        ProjectRow[] projects = code is null
            ? [.. (await book.ListAsync(scope, limit: 500, ct: ct)).Where(p => !NotCounted.Contains(p.State))]
            : await book.FindAsync(code, scope, ct) is { } found ? [found] : throw new RefusedException($"没有编号为 {code} 的项目。", $"There is no project {code}.");
        if (code is not null && NotCounted.Contains(projects[0].State))
            throw new RefusedException($"项目 {code} 的状态是“{projects[0].StateZh}”，不再有可预测的年份。", $"Project {code} is in the state “{projects[0].StateEn}”: there is no year of it to forecast.");
        var (today, first) = (CountyClock.Today, CountyClock.Today.Year);
        var (grown, costs) = (new List<GrownTonnes>(), new SortedDictionary<int, decimal>());
        var (gaps, counted) = (new List<ForecastGap>(), new List<string>());
        List<ProjectStage> stages = [];
        var byState = (await new ForecastStages(db).ListAsync(ct)).Where(s => s.Scenario == scenario).ToDictionary(s => s.State, StringComparer.Ordinal);
        var (leadTimes, periods) = (await book.LeadTimesAsync(ct), await PeriodRules.LoadAsync(db, today, ct));
        var (muYears, likelyMuYears) = (0m, 0m);
        foreach (var p in projects)
        {
            if (!byState.TryGetValue(p.State, out var stage))
            {
                stages.Add(new(p.Code, p.Name, p.StateZh, p.StateEn, p.ExpectedT, null, null, false, "stage"));
                continue;
            }
            if (p is not { ExpectedT: > 0, CreditingFrom: { } from, CreditingTo: { } to })
            {
                gaps.Add(new(p.Code, null));
                stages.Add(new(p.Code, p.Name, p.StateZh, p.StateEn, p.ExpectedT, stage.Probability, null, false, "figure"));
                continue;
            }
            var tranches = p.State == "registered" ? await book.TranchesAsync(p.ProjectId, scope, ct) : [];
            var earliest = EarliestIssuance.Of(p.State, stage.LagMonths, Farthest(tranches), leadTimes, periods, today);
            var n = to.AddDays(1).Year - from.Year;
            var perYear = (decimal)p.ExpectedT.Value / n;
            // What is registered is history; what an application on the earliest day does not reach back to has lapsed.
            var registered = tranches.Where(t => t.State == "registered").Select(t => t.PeriodTo.Year).DefaultIfEmpty(from.Year - 1).Max();
            List<int> YearsOf(DateOnly applied) => [.. Enumerable.Range(from.Year, n).Where(y => y > registered && y >= applied.AddYears(-CreditingWindow.LookBackYears).Year)];
            var ahead = YearsOf(earliest.On);
            // Years that could be applied for today and are too old by the earliest day are lost to the scenario's months and the steps.
            var outFor = ahead.Count > 0 ? null : YearsOf(today).Count > 0 ? "late" : "years";
            stages.Add(new(p.Code, p.Name, p.StateZh, p.StateEn, p.ExpectedT, stage.Probability, earliest.On, earliest.IsEstimate, outFor));
            if (ahead.Count == 0)
                continue;
            counted.Add(p.Code);
            grown.AddRange(ahead.Select(y => new GrownTonnes(y, perYear, stage.Probability, earliest.On)));
            var itsMuYears = (p.AreaM2 ?? 0) * 3 / 2000 * ahead.Count;
            (muYears, likelyMuYears) = (muYears + itsMuYears, likelyMuYears + itsMuYears * stage.Probability);
            var items = await new GoNoGo(db).CostsAsync(p.ProjectId, ct);
            gaps.AddRange(items.Where(c => c.AmountFen is null).Select(c => new ForecastGap(p.Code, c.Name)));
            foreach (var item in items.Where(c => c.AmountFen is not null))
                AddCost(costs, item, from.Year, n, (p.AreaM2 ?? 0) * 3 / 2000, perYear, stage.Probability);
        }
        if (grown.Count == 0)
            throw stages.FirstOrDefault(s => s.Out == "late") is { } late
                ? new RefusedException($"情景“{chosen.NameZh}”的用时和还要走的步骤使 {late.Code} 最早到 {late.Earliest:yyyy-MM-dd} 才能签发，那时计入期各年都过了可申请的时限，没有可预测的年份。",
                    $"By the scenario “{chosen.NameEn}” and the steps before it {late.Code} is issued on {late.Earliest:yyyy-MM-dd} at the earliest, and by then every year of its crediting period is too old to apply for: there is no year to forecast.")
                : stages.Any(s => s.Out == "years")
                ? new RefusedException("预期的吨数都已登记或过了可申请的时限，没有可预测的年份。", "All expected tonnes are registered already or too old to apply for: there is no year to forecast.")
                : stages.FirstOrDefault(s => s.Out == "stage") is { } outside
                    ? new RefusedException($"情景“{chosen.NameZh}”不计“{outside.StateZh}”阶段的项目，没有别的项目可预测：请换一个计入这一阶段的情景。",
                        $"The scenario “{chosen.NameEn}” leaves out projects in the stage “{outside.StateEn}”, and there is no other to forecast: choose a scenario that has it.")
                    : new RefusedException("没有一个项目有预期吨数和计入期，无从预测。", "No project has expected tonnes and a crediting period: there is nothing to forecast.");
        var isCosted = gaps.All(g => g.Cost is null);
        var toCome = costs.Where(c => c.Key >= first).ToDictionary();
        var result = RevenueForecast.Of(grown, isCosted ? toCome : null, prices, chosen, first, gapDays: gapDays);
        var revenue = result.Years.Sum(y => y.RevenueFen.Median);
        return new ForecastAnswer(code, chosen, series, prices[^1].Date, prices[^1].Price, result, gaps, counted, projects.Length, stages,
            muYears > 0 ? grown.Sum(g => g.Tonnes) / muYears : null, likelyMuYears > 0 ? (decimal)revenue / 100 / likelyMuYears : null, muYears, likelyMuYears);
    }

    /// <summary>Keeps a forecast as it was made, to be laid beside what came.</summary>
    public Task<long> KeepAsync(Actor actor, ForecastAnswer answer, CancellationToken ct = default) => db.WriteAsync(actor, TownshipScope.WholeCounty, "保存预测", write => write.ScalarAsync<long>(
        """
        insert into finance.forecast_run (project_code, scenario, series, made_on, inputs, years)
        values (@Project, @scenario, @Series, @on, cast(@inputs as jsonb), cast(@years as jsonb)) returning forecast_id
        """, new
        {
            answer.Project, scenario = answer.Scenario.Scenario, answer.Series, on = CountyClock.Today,
            inputs = JsonSerializer.Serialize(new { answer.Scenario, answer.LastDay, answer.LastPrice, answer.Result.PriceDays, answer.Missing, answer.Codes, answer.Stages }), years = JsonSerializer.Serialize(answer.Result.Years),
        }, ct), ct);

    /// <summary>Enters a scenario beside those there are; none is changed, and a kept forecast carries its own.</summary>
    /// <exception cref="RefusedException">Its code is taken or unfit, a value is out of range, or it has no source; nothing was changed.</exception>
    public Task EnterScenarioAsync(Actor actor, NewScenario draft, CancellationToken ct = default)
    {
        if (draft.Scenario.Length is 0 or > 40 || !draft.Scenario.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            throw new RefusedException("情景代码用英文字母、数字和连字符，最长 40 字。", "A scenario's code has letters, digits and hyphens and at most 40 characters.");
        if (string.IsNullOrWhiteSpace(draft.NameZh) || string.IsNullOrWhiteSpace(draft.Source))
            throw new RefusedException("请写明情景的名称和依据。", "Give the scenario's name and what it rests on.");
        return db.ChangeAsync(actor, "录入预测情景", async write =>
        {
            await write.ExecuteAsync(
                """
                insert into finance.forecast_scenario (scenario, name_zh, name_en, survival, lag_months, market_share, discount_rate, source, mark)
                values (@Scenario, @NameZh, @nameEn, @Survival, @LagMonths, @MarketShare, @DiscountRate, @Source, 'M')
                """, new
                {
                    draft.Scenario, NameZh = draft.NameZh.Trim(), nameEn = string.IsNullOrWhiteSpace(draft.NameEn) ? draft.NameZh.Trim() : draft.NameEn.Trim(), draft.Survival, draft.LagMonths, draft.MarketShare,
                    draft.DiscountRate, Source = draft.Source.Trim(),
                }, ct);
            var stages = await write.ExecuteAsync(
                """
                insert into finance.forecast_stage (scenario, state, probability, lag_months, source, mark)
                select @Scenario, g.state, g.probability, g.lag_months, '同情景 ' || g.scenario || '：' || g.source, g.mark from finance.forecast_stage_v g where g.scenario = @StagesOf
                """, new { draft.Scenario, draft.StagesOf }, ct);
            return stages > 0 ? stages : throw new RefusedException($"没有情景“{draft.StagesOf}”，各阶段的成功率和用时无处可取。", $"There is no scenario “{draft.StagesOf}” to take the stages from.");
        }, ct);
    }

    public Task<IReadOnlyList<ForecastScenario>> ScenariosAsync(CancellationToken ct = default) =>
        db.QueryAsync<ForecastScenario>("select s.* from finance.forecast_scenario s order by s.scenario", ct: ct);

    /// <summary>What was forecast for a year when it was still to come, beside what was entered into the subsidiary book as issued and what was received in it, of the same projects; in the year it was made in, from its day on.</summary>
    /// <param name="project">Of one project; null: of the county's forecasts.</param>
    public Task<IReadOnlyList<BackTestRow>> BackTestAsync(string? project = null, CancellationToken ct = default) =>
        db.QueryAsync<BackTestRow>(Sql.Of<ProjectForecasts>("Forecasts/Sql/back_test.sql"), new { project }, ct);

    // The state of the tranche under way that is nearest to its registration.
    private static string? Farthest(IReadOnlyList<TrancheRow> tranches)
    {
        string[] order = ["monitoring", "accounting", "publicity", "publicity-ended", "verification-failed", "verifying", "verified", "supplementing", "applied"];
        return tranches.Select(t => t.State).Where(s => order.Contains(s)).MaxBy(s => Array.IndexOf(order, s));
    }

    // What is paid once, for design and validation, is paid whatever becomes of the project; the rest comes with it.
    private static void AddCost(SortedDictionary<int, decimal> costs, CostItem item, int first, int years, decimal mu, decimal tonnesPerYear, decimal probability)
    {
        var fen = (decimal)item.AmountFen!.Value * (item.Basis == "once" ? 1 : probability);
        if (item.Basis is "once" or "per-mu")
            costs[first] = costs.GetValueOrDefault(first) + fen * (item.Basis == "once" ? 1 : mu);
        else
            for (var y = first; y < first + years; y++)
                costs[y] = costs.GetValueOrDefault(y) + fen * (item.Basis switch { "per-mu-year" => mu, "per-tonne" => tonnesPerYear, _ => 1 });
    }
}

/// <param name="Gaps">What is missing and was not assumed.</param>
/// <param name="Codes">The projects whose tonnes are in it; those of <paramref name="Gaps"/> without tonnes are not.</param>
/// <param name="Stages">Every project that was looked at, in the forecast or not.</param>
/// <param name="TonnesPerMuYear">Expected tonnes over the areas of the counted projects times the years each of them is counted for. Order of magnitude: outside 0.1 to 1.5 it is flagged.</param>
/// <param name="YuanPerMuYear">Median revenue of all years, which counts a project by its chance, over the areas counted by the same chance times their years.</param>
/// <param name="MuYears">What <paramref name="TonnesPerMuYear"/> divides by, mu times years: each project's area (m² × 3/2000) times the years it is counted for.</param>
/// <param name="LikelyMuYears">What <paramref name="YuanPerMuYear"/> divides by, mu times years: the same with each project's area times its chance.</param>
public sealed record ForecastAnswer(
    string? Project, ForecastScenario Scenario, string Series, DateOnly LastDay, decimal LastPrice, ForecastResult Result, IReadOnlyList<ForecastGap> Gaps, IReadOnlyList<string> Codes, int Projects, IReadOnlyList<ProjectStage> Stages,
    decimal? TonnesPerMuYear, decimal? YuanPerMuYear, decimal MuYears, decimal LikelyMuYears)
{
    /// <summary>The gaps as sentences.</summary>
    public IReadOnlyList<string> Missing => [.. Gaps.Select(g => g.Cost is { } cost ? $"{g.Code}：缺“{cost}”" : $"{g.Code}：没有预期吨数或计入期")];

    public bool IsUnusual => TonnesPerMuYear is < 0.1m or > 1.5m;
}

/// <summary>What a project lacks for its forecast.</summary>
/// <param name="Cost">The cost item without an amount; null: it has no expected tonnes or no crediting period.</param>
public sealed record ForecastGap(string Code, string? Cost);

/// <param name="Scenario">Its code, part of the address.</param>
/// <param name="NameEn">Empty: called as in Chinese.</param>
/// <param name="Survival">Share of the expected tonnes that comes to be issued, above 0 and at most 1.</param>
/// <param name="LagMonths">From the end of a year to its issuance, 0 to 120.</param>
/// <param name="MarketShare">Share of a usual day's volume that can be sold, above 0 and at most 1.</param>
/// <param name="DiscountRate">A year, below 1; null: no present value is computed.</param>
/// <param name="Source">What it rests on: the decision that agreed it.</param>
/// <param name="StagesOf">The scenario whose probabilities and times of the stages it takes over.</param>
public sealed record NewScenario(
    string Scenario, string NameZh, string NameEn, decimal Survival, int LagMonths, decimal MarketShare, decimal? DiscountRate, string Source, string StagesOf = "base");

/// <summary>A project as a forecast looked at it.</summary>
/// <param name="Earliest">The first day on which reductions of it can be registered; null where nobody asked.</param>
/// <param name="Out">Why it is not in: stage (not in the scenario), figure (no expected tonnes or crediting period), years (all registered or lapsed), late (open today, lapsed by the earliest day); null: it is in.</param>
public sealed record ProjectStage(string Code, string Name, string StateZh, string StateEn, long? ExpectedT, decimal? Probability, DateOnly? Earliest, bool IsEstimate, string? Out);

public sealed record BackTestRow
{
    public int Year { get; init; }
    public string Scenario { get; init; } = "";
    public DateOnly MadeOn { get; init; }
    public decimal ForecastT { get; init; }
    public decimal Low95 { get; init; }
    public decimal Median { get; init; }
    public decimal High95 { get; init; }

    /// <summary>The projects of the forecast; null where it was kept without them, and then nothing is laid beside it.</summary>
    public string[]? Projects { get; init; }

    public long? IssuedT { get; init; }
    public long? ReceivedFen { get; init; }
    public bool IsDemonstration { get; init; }
}
