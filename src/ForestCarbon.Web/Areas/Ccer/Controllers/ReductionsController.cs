using System.Globalization;
using System.Text;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>How a project's reductions are computed, line by line: ex-ante from strata and growth, ex-post from a table of plot values.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class ReductionsController(ProjectBook book, Strata strata, ProjectReductions reductions, ProjectInputs inputs, PriorCovers covers, SamplingPlans sampling, PlotTables plots, PlantingModels models, Home home)
    : Controller
{
    private const long MostFileBytes = 50L << 20;
    private const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <param name="tranche">Number of a tranche; without it the ex-ante sheet.</param>
    /// <param name="year">Whose lines of strata are shown.</param>
    /// <param name="plan">For the end of which year sample plots are planned.</param>
    /// <param name="plot">Their size, m².</param>
    [HttpGet("/ccer/projects/{code}/reductions")]
    public async Task<IActionResult> Show(string code, short? tranche, int? year, int? plan, int? plot, CancellationToken ct) =>
        await book.FindAsync(code, User.Scope(), ct) is { } project ? await PageAsync(project, tranche, year, null, ct, plan, plot) : NotFound();

    [HttpGet("/ccer/projects/{code}/reductions.xlsx")]
    public async Task<IActionResult> Workbook(string code, short? tranche, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { } project || await SheetAsync(project, tranche, ct) is not { Answer: { Sheet: { } sheet } answer })
            return NotFound();
        var target = new MemoryStream();
        ReductionWorkbook.Write(sheet, ReductionWorkbook.TitleOf(project, tranche), answer.Note, target);
        return File(target.ToArray(), WorkbookType, $"{project.Code}-{(tranche is null ? "ex-ante" : string.Create(CultureInfo.InvariantCulture, $"tranche-{tranche}"))}.xlsx");
    }

    /// <summary>The table of plots to fill in, with the strata of the boundary.</summary>
    [HttpGet("/ccer/projects/{code}/reductions/plots.csv")]
    public async Task<IActionResult> PlotsToFillIn(string code, CancellationToken ct) =>
        await book.FindAsync(code, User.Scope(), ct) is { BoundaryId: { } boundary } project
            ? File((byte[])[.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(PlotTables.Template(await strata.OfAsync(boundary, ct), await sampling.OfAsync(project, await reductions.ExAnteAsync(project, ct), ct: ct)))], "text/csv", $"{project.Code}-plots.csv")
            : NotFound();

    [HttpPost("/ccer/projects/{code}/reductions/planting"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Plant(string code, long? stratum, string? model, short? year, string? curve, CancellationToken ct) =>
        ActAsync(code, null, (project, _) => reductions.PlantAsync(User.Actor(), project, stratum, model, year, curve, ct), ct);

    [HttpPost("/ccer/projects/{code}/reductions/cover"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Cover(string code, long? stratum, decimal? trees, decimal? shrubs, decimal? later, string? source, string? mark, CancellationToken ct) =>
        ActAsync(code, null, (project, _) => covers.SetAsync(User.Actor(), project, stratum, trees, shrubs, later, source, mark ?? "M", ct), ct);

    [HttpPost("/ccer/projects/{code}/reductions/cover/{stratum:long}/verify"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> VerifyCover(string code, long stratum, CancellationToken ct) =>
        ActAsync(code, null, (project, _) => covers.VerifyAsync(User.Actor(), project, stratum, ct), ct);

    [HttpPost("/ccer/projects/{code}/reductions/inputs"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Enter(string code, short? tranche, InputForm form, CancellationToken ct) =>
        ActAsync(code, tranche, (project, of) => inputs.EnterAsync(User.Actor(), project.ProjectId, of?.TrancheId, form.Input, YearOf(form.Year), ValueOf(form.Value), form.Source, form.Mark ?? "M", ct), ct);

    [HttpPost("/ccer/projects/{code}/reductions/emissions"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Calculate(string code, short? tranche, EmissionForm form, CancellationToken ct) => ActAsync(code, tranche, (project, of) => inputs.CalculateAsync(
        User.Actor(), project.ProjectId, of?.TrancheId, YearOf(form.EquationYear), form.Equation,
        (EmissionEquation.Find(form.Equation ?? "")?.Inputs ?? []).ToDictionary(i => i.Key, i => ValueOf(Request.Form[i.Key])), form.Adds, form.EquationSource, form.EquationMark ?? "M", ct), ct);

    [HttpPost("/ccer/projects/{code}/reductions/plots"), Authorize(Policies.ManageProjects), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> SendPlots(string code, short? tranche, IFormFile? file, CancellationToken ct) => ActAsync(code, tranche, (project, of) => SentFile.KeptAsync(file, "请选择样地表。", (path, _, name) =>
        plots.SendAsync(User.Actor(), new FileStore(home.Files), project.ProjectId, of ?? throw new RefusedException("请先选减排量的期。", "Choose a tranche first."), path, name, ct), ct), ct);

    [HttpPost("/ccer/projects/{code}/reductions/adopt"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Adopt(string code, short? tranche, CancellationToken ct) => ActAsync(code, tranche, async (project, of) =>
    {
        if (of is null)
            await reductions.ExpectAsync(User.Actor(), project, ct);
        else
            await reductions.AdoptAsync(User.Actor(), project, of, ct);
    }, ct);

    [HttpPost("/ccer/projects/{code}/reductions/inputs/{id:long}/verify"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> VerifyInput(string code, short? tranche, long id, CancellationToken ct) =>
        ActAsync(code, tranche, (project, _) => inputs.VerifyAsync(User.Actor(), project.ProjectId, id, ct), ct);

    [HttpPost("/ccer/projects/{code}/reductions/plots/{id:long}/verify"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> VerifyPlots(string code, short? tranche, long id, CancellationToken ct) =>
        ActAsync(code, tranche, (project, _) => plots.VerifyAsync(User.Actor(), project.ProjectId, id, ct), ct);

    // A year that cannot be read is no "every year".
    private static short? YearOf(string? typed) => string.IsNullOrWhiteSpace(typed) ? null
        : short.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year
        : throw new RefusedException($"年份“{typed}”不是年份：写四位数，如 2030；每年都是这个数的，空着。", $"“{typed}” is no year: write four digits, as 2030, or leave it empty for every year.");

    private static decimal? ValueOf(string? typed) => string.IsNullOrWhiteSpace(typed) ? null
        : decimal.TryParse(typed.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
        : throw new RefusedException($"“{typed}”不是数：只写数字和小数点。", $"“{typed}” is no number: write digits and a decimal point only.");

    private Task<IActionResult> ActAsync(string code, short? tranche, Func<ProjectRow, TrancheRow?, Task> act, CancellationToken ct) =>
        this.StepAsync(book, code, tranche, "reductions", act, (project, refusal) => PageAsync(project, tranche, null, refusal, ct), ct);

    private async Task<(ProjectSheet Answer, TrancheRow? Tranche)?> SheetAsync(ProjectRow project, short? tranche, CancellationToken ct)
    {
        if (tranche is null)
            return (await reductions.ExAnteAsync(project, ct), null);
        return (await book.TranchesAsync(project.ProjectId, User.Scope(), ct)).FirstOrDefault(t => t.Number == tranche) is { } found ? (await reductions.ExPostAsync(project, found, ct), found) : null;
    }

    private async Task<IActionResult> PageAsync(ProjectRow project, short? tranche, int? year, string? refusal, CancellationToken ct, int? plan = null, int? plot = null)
    {
        if (await SheetAsync(project, tranche, ct) is not ({ } answer, var of))
            return NotFound();
        return View("Reductions", new ReductionsPage(
            project, await book.TranchesAsync(project.ProjectId, User.Scope(), ct), of, answer, year ?? of?.PeriodFrom.Year ?? project.CreditingFrom?.Year,
            project.BoundaryId is { } id ? await strata.OfAsync(id, ct) : [], project.BoundaryId is { } b ? await reductions.PlantingsAsync(b, ct) : [], await models.ListAsync(ct),
            await inputs.ListAsync(project.ProjectId, ct), await plots.ListAsync(project.ProjectId, ct), await reductions.ResultsAsync(project.ProjectId, ct), refusal)
        {
            Covers = of is null && answer.NeedsCover ? await covers.OfAsync(project.BoundaryId!.Value, ct) : [],
            Sampling = of is null && answer.Sheet is not null ? await sampling.OfAsync(project, answer, plan, plot, ct) : null,
            Sent = refusal is not null && Request.HasFormContentType ? Request.Form : null,
            HasPools = MethodologyCatalogue.Find(project.MethodologyId ?? "") is null or { Pools.Count: > 0 },
        });
    }
}

/// <summary>A figure with its source; <see cref="Value"/> in tCO₂e.</summary>
public sealed record InputForm(string? Input, string? Year, string? Value, string? Source, string? Mark);

/// <summary>An emission by its equation; the inputs stand in fields of their keys.</summary>
/// <param name="Adds">True: one more beside those of the same year or tranche; false: in their place; null: there are none.</param>
public sealed record EmissionForm(string? Equation, string? EquationYear, string? EquationSource, string? EquationMark, bool? Adds);

/// <summary>Whether another account has verified what one entered, and the way to say so.</summary>
/// <param name="Action">Address of the form.</param>
public sealed record SecondLookCell(string Action, string EnteredBy, string? VerifiedBy, bool MayManage);

/// <param name="Tranche">Null: the ex-ante sheet.</param>
public sealed record ReductionsPage(
    ProjectRow Project, IReadOnlyList<TrancheRow> Tranches, TrancheRow? Tranche, ProjectSheet Answer, int? Year, IReadOnlyList<StratumRow> Strata, IReadOnlyList<StratumPlanting> Plantings,
    IReadOnlyList<PlantingModelRow> Models, IReadOnlyList<InputRow> Inputs, IReadOnlyList<PlotTableRow> Tables, IReadOnlyList<TrancheResult> Results, string? Refusal)
{
    private const int MostLines = 400;

    /// <summary>What stood on the strata before, where the methodology asks for it.</summary>
    public IReadOnlyList<StratumCover> Covers { get; init; } = [];

    /// <summary>Sample plots by an assumed variation; null on the page of a tranche.</summary>
    public SamplingPlan? Sampling { get; init; }

    /// <summary>False where the methodology's table of pools is not held: nothing but living biomass counts.</summary>
    public bool HasPools { get; init; } = true;

    /// <summary>What was sent and refused: nobody types it twice.</summary>
    public IFormCollection? Sent { get; init; }

    /// <summary>Years of the sheet.</summary>
    public IReadOnlyList<int> Years => (Tranche?.PeriodFrom ?? Project.CreditingFrom, Tranche?.PeriodTo ?? Project.CreditingTo) is ({ } from, { } to) ? [.. Enumerable.Range(from.Year, to.Year - from.Year + 1)] : [];

    /// <summary>Lines of the shown year, and those that are of no year; of many strata or plots the first ones.</summary>
    public IReadOnlyList<SheetLine> Lines => Answer.Sheet is not { } sheet ? [] : Tranche is not null ? [.. sheet.Lines.Take(MostLines)]
        : [.. sheet.Lines.Where(l => YearOf(l) is not { } of || of == Year || (of == Year - 1 && l.Part == SheetPart.Strata)).Take(MostLines)];

    /// <summary>How many lines of the sheet are not shown.</summary>
    public int Hidden => (Answer.Sheet?.Lines.Count ?? 0) - Lines.Count;

    public TrancheResult? Adopted => Tranche is null ? null : Results.FirstOrDefault(r => r.TrancheId == Tranche.TrancheId);

    private static int? YearOf(SheetLine line) => line.Key.Split('.')[^1] is { Length: 4 } last && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year >= 2000 ? year : null;
}
