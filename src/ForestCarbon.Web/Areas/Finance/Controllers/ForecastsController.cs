using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Price days and what the county's tonnes may bring.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class ForecastsController(PriceBook prices, ProjectForecasts forecasts, ForecastStages stages, ProjectBook projects, IUserStore<Account> accounts) : Controller
{
    [HttpGet("/finance/prices")]
    public Task<IActionResult> Prices(string? series, int? added, int? known, int? corrected, CancellationToken ct) => PricesPageAsync(series, null, ct, added, known, corrected);

    [HttpPost("/finance/prices"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Import(string? series, string? source, string? reason, IFormFile? file, CancellationToken ct)
    {
        try
        {
            var (added, known, corrected) = (0, 0, 0);
            await ActsController.WithFileAsync(file, ("请选择价格文件（CSV、JSON 或 xlsx）。", "Choose the file of prices (CSV, JSON or xlsx)."),
                async (path, name) => (added, known, corrected) = await prices.ImportAsync(User.Actor(), series ?? "", source?.Trim() ?? "", path, name, reason: reason, ct: ct), ct);
            return LocalRedirect($"/finance/prices?series={Uri.EscapeDataString(series ?? "")}&added={added}&known={known}&corrected={corrected}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PricesPageAsync(series, refused.Message, ct);
        }
    }

    /// <summary>Puts a price right that was entered wrongly; what stood before stays on the page.</summary>
    [HttpPost("/finance/prices/corrections"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Correct(string? series, DateOnly? on, decimal? priceYuan, long? volume, string? source, string? reason, CancellationToken ct) => this.TakeAsync(() => prices.CorrectAsync(
        User.Actor(), series ?? "", new TradingDay(on ?? throw Yuan.Missing("日期"), priceYuan ?? throw Yuan.Missing("价格"), volume ?? throw Yuan.Missing("成交量")), source ?? "", reason ?? "", ct),
        $"/finance/prices?series={Uri.EscapeDataString(series ?? "")}#corrections", refusal => PricesPageAsync(series, refusal, ct));

    [HttpGet("/finance/forecast")]
    public Task<IActionResult> Forecast(string? project, string? scenario, string? series, CancellationToken ct) => ForecastPageAsync(Chosen(project, null), Chosen(scenario, "base")!, Chosen(series, "CCER")!, null, ct);

    /// <summary>Keeps the forecast as it is today, so that it can be laid beside what comes.</summary>
    [HttpPost("/finance/forecast"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Keep(string? project, string? scenario, string? series, CancellationToken ct)
    {
        var (code, assumed, priced) = (Chosen(project, null), Chosen(scenario, "base")!, Chosen(series, "CCER")!);
        try
        {
            await forecasts.KeepAsync(User.Actor(), await forecasts.OfAsync(code, assumed, priced, User.Scope(), ct), ct);
            return LocalRedirect($"/finance/forecast?project={Uri.EscapeDataString(code ?? "")}&scenario={Uri.EscapeDataString(assumed)}#back");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ForecastPageAsync(code, assumed, priced, refused.Message, ct);
        }
    }

    /// <summary>A scenario that finance and bureau agreed on, beside those there are.</summary>
    [HttpPost("/finance/forecast/scenarios"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> EnterScenario(ScenarioForm form, CancellationToken ct) => this.TakeAsync(() => forecasts.EnterScenarioAsync(User.Actor(), form.Draft(), ct),
        $"/finance/forecast?scenario={Uri.EscapeDataString(form.Code?.Trim() ?? "")}", refusal => ForecastPageAsync(null, "base", "CCER", refusal, ct));

    /// <summary>What a scenario says of one stage, from now on.</summary>
    [HttpPost("/finance/forecast/stages"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> ReadStage(string? scenario, string? state, decimal? probabilityPercent, int? lagMonths, string? source, CancellationToken ct) => this.TakeAsync(() => stages.ReadAsync(
        User.Actor(), new StageReading(scenario ?? "", state ?? "", (probabilityPercent ?? throw Yuan.Missing("成功率")) / 100, lagMonths ?? throw Yuan.Missing("到登记的月数"), source ?? ""), ct),
        $"/finance/forecast?scenario={Uri.EscapeDataString(scenario ?? "")}#scenarios", refusal => ForecastPageAsync(null, "base", "CCER", refusal, ct));

    /// <summary>Takes the reading of a stage that holds out again; what stood before holds.</summary>
    [HttpPost("/finance/forecast/stages/{reading:long}/withdrawal"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> WithdrawStage(long reading, string? reason, CancellationToken ct) => this.TakeAsync(() => stages.WithdrawAsync(User.Actor(), reading, reason ?? "", ct),
        "/finance/forecast#scenarios", refusal => ForecastPageAsync(null, "base", "CCER", refusal, ct));

    private async Task<IActionResult> ForecastPageAsync(string? project, string scenario, string series, string? refusal, CancellationToken ct)
    {
        ForecastAnswer? answer = null;
        try
        {
            answer = await forecasts.OfAsync(project, scenario, series, User.Scope(), ct);
        }
        catch (RefusedException refused)
        {
            refusal ??= refused.Message;
        }
        var readings = await stages.ReadingsAsync(ct);
        return View("Forecast", new ForecastPage(answer, await forecasts.ScenariosAsync(ct), (await stages.ListAsync(ct)).ToLookup(s => s.Scenario, StringComparer.Ordinal), await stages.NamesAsync(ct), readings,
            await ((AccountStore)accounts).NamesAsync(readings.SelectMany(r => new[] { r.ReadBy, r.WithdrawnBy }).OfType<string>(), ct), await projects.ListAsync(User.Scope(), limit: 500, ct: ct),
            await forecasts.BackTestAsync(project, ct), project, scenario, refusal));
    }

    private static string? Chosen(string? given, string? otherwise) => string.IsNullOrEmpty(given) ? otherwise : given;

    private async Task<IActionResult> PricesPageAsync(string? series, string? refusal, CancellationToken ct, int? added = null, int? known = null, int? corrected = null)
    {
        var all = await prices.SeriesAsync(ct);
        var chosen = all.FirstOrDefault(s => s.Series == series) ?? all[0];
        var days = await prices.RowsAsync(chosen.Series, ct);
        var corrections = await prices.CorrectionsAsync(chosen.Series, ct);
        var trading = days.Select(d => new TradingDay(d.Dated, d.PriceFen / 100m, d.VolumeT)).ToList();
        return View("Prices", new PricesPage(chosen, all, days, trading.Any(d => d.Volume > 0) ? PriceStatistics.Of(trading, chosen.GapDays) : null, PriceFlags.Of(trading, chosen.GapDays, chosen.Jump),
            corrections, await ((AccountStore)accounts).NamesAsync(corrections.Select(c => c.EnteredBy), ct), added, known, corrected, refusal));
    }
}

/// <param name="Corrections">What was put right, newest first; <paramref name="Names"/> says who.</param>
/// <param name="Added">Days of the file just imported that were new, and (<paramref name="Known"/>) that stood; null: nothing was imported just now.</param>
public sealed record PricesPage(
    SeriesRow Series, IReadOnlyList<SeriesRow> All, IReadOnlyList<PriceRow> Days, PriceStatistics? Statistics, IReadOnlyList<PriceFlag> Flags, IReadOnlyList<PriceCorrection> Corrections,
    IReadOnlyDictionary<string, string> Names, int? Added, int? Known, int? Corrected, string? Refusal)
{
    public string Who(string? actor) => PeopleWords.NameOf(actor, Names);
}

/// <param name="Readings">What was read of the stages, newest first; <paramref name="Names"/> says who.</param>
/// <param name="Projects">Every project the account sees, whether it can be forecast or not.</param>
public sealed record ForecastPage(
    ForecastAnswer? Answer, IReadOnlyList<ForecastScenario> Scenarios, ILookup<string, ForecastStage> Stages, IReadOnlyList<StageName> StageNames, IReadOnlyList<StageRead> Readings,
    IReadOnlyDictionary<string, string> Names, IReadOnlyList<ProjectRow> Projects, IReadOnlyList<BackTestRow> BackTest, string? Project, string Scenario, string? Refusal)
{
    public string Who(string? actor) => PeopleWords.NameOf(actor, Names);

    public IEnumerable<ProjectRow> Offered => Projects.Where(p => ProjectForecasts.ObstacleOf(p) is null);

    /// <summary>Projects that are not offered, each with what <see cref="ProjectForecasts.ObstacleOf"/> says.</summary>
    public IReadOnlyList<(ProjectRow Project, string Obstacle)> NotOffered { get; } =
        [.. Projects.Select(p => (p, Obstacle: ProjectForecasts.ObstacleOf(p))).Where(p => p.Obstacle is not null).Select(p => (p.p, p.Obstacle!)).OrderBy(p => p.p.Code, StringComparer.Ordinal)];
}

/// <summary>What the form of a scenario holds; shares and rate in percent.</summary>
public sealed class ScenarioForm
{
    public string? Code { get; set; }
    public string? NameZh { get; set; }
    public string? NameEn { get; set; }
    public decimal? SurvivalPercent { get; set; }
    public int? LagMonths { get; set; }
    public decimal? SharePercent { get; set; }
    public decimal? RatePercent { get; set; }
    public string? Source { get; set; }

    /// <summary>The scenario whose stages it takes over.</summary>
    public string? StagesOf { get; set; }

    public NewScenario Draft() => new(
        Code?.Trim() ?? "", NameZh ?? "", NameEn ?? "", (SurvivalPercent ?? throw Yuan.Missing("成活")) / 100, LagMonths ?? throw Yuan.Missing("签发时滞"), (SharePercent ?? throw Yuan.Missing("每天可卖的份额")) / 100,
        RatePercent / 100, Source ?? "", string.IsNullOrEmpty(StagesOf) ? "base" : StagesOf);
}
