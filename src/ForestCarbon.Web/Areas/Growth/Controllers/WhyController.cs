using System.Globalization;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Where a figure of the account comes from: from the total down to parcels, and from the total back to curves, factors and clause.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty), ReadableValues]
public sealed class WhyController(AccountedRuns runs, CurveSets curveSets, IStringLocalizer<Texts> texts) : Controller
{
    private static readonly string[] Figures = ["stock", "increment", "accounted", "treeless", "not-accounted", "failed"];

    // Every parcel of the run, whatever became of it.
    private const string AllParcels = "parcels";

    private const int PageRows = 100;

    /// <param name="runId">A finished run; null: the newest.</param>
    [HttpGet("/growth/why/{figure}")]
    public async Task<IActionResult> Show(string figure, [FromQuery(Name = "run")] long? runId, int? year, CancellationToken ct)
    {
        if (!Figures.Contains(figure, StringComparer.Ordinal))
            return NotFound();
        if (await RunAsync(runId, ct) is not { ResultSha256: not null } run)
            return NoResult(runId);
        var shown = run.Years(year);
        return View("Why", new WhyPage(
            figure, run, shown,
            await runs.SummaryAsync(run.RunId, shown, User.Scope(), ct),
            await runs.DimensionAsync(run.RunId, "township", shown, User.Scope(), ct),
            await runs.ReasonsAsync(run.RunId, User.Scope(), ct),
            await curveSets.FindAsync(run.CurveSetId, ct),
            await curveSets.CurvesAsync(run.CurveSetId, ct))
        {
            IsNewest = (await runs.LatestAsync(ct))?.RunId == run.RunId, Asked = year,
        });
    }

    /// <summary>
    /// The parcels a figure of a township, of a reason, of a line of the sink table or of any other total of a run is the sum of, each a door to
    /// its own steps in the same run and year; without <c>run</c> those of the newest run.
    /// </summary>
    [HttpGet("/growth/why/{figure}/parcels")]
    public async Task<IActionResult> Parcels(string figure, PartsOf of, int page, CancellationToken ct)
    {
        var (year, township, reason, line) = (of.Year, of.Township, of.Reason, of.Line);
        var total = of is { By: { } dimension, Key: { } key } ? new TotalKey(dimension, key) : null;
        if ((figure != AllParcels && !Figures.Contains(figure, StringComparer.Ordinal)) || (line is not null && !SinkLine.Lines.Contains(line))
            || (total is not null && !TotalKey.Dimensions.Contains(total.Dimension)))
            return NotFound();
        if (await RunAsync(of.Run, ct) is not { ResultSha256: not null } run)
            return NoResult(of.Run);
        var shown = run.Years(year);
        page = Math.Max(1, page);
        // Land without trees is in the stock with 0 and in no area of its own here: the accounted area is that with trees.
        IReadOnlyList<string>? statuses = reason is not null || line is not null || figure == AllParcels ? null : figure switch { "accounted" => ["accounted"], "treeless" => ["treeless"], "not-accounted" => ["not_accounted"], "failed" => ["failed"], _ => ["accounted", "treeless"] };
        var query = new PartsQuery(township, reason, statuses, PageRows, AskedPage.Before(page, PageRows), line, total, ByIncrement: figure == "increment");
        var parts = await runs.PartsAsync(run.RunId, shown, query, User.Scope(), ct);
        var totals = await runs.DimensionAsync(run.RunId, total?.Dimension ?? "township", shown, User.Scope(), ct);
        var reasons = await runs.ReasonsAsync(run.RunId, User.Scope(), ct);
        return View("Parts", new WhyPartsPage(
            figure, run, shown, totals.FirstOrDefault(t => t.Key == (total?.Key ?? township)), reasons.FirstOrDefault(r => r.Reason == reason), line, parts, page, PageRows,
            QueryString.Create(new Dictionary<string, string?>
            {
                ["run"] = of.Run?.ToString(CultureInfo.InvariantCulture), ["year"] = shown.Stock.ToString(CultureInfo.InvariantCulture), ["township"] = township,
                ["reason"] = reason?.ToString(CultureInfo.InvariantCulture), ["line"] = line, ["by"] = total?.Dimension, ["key"] = total?.Key,
            }.Where(pair => pair.Value is not null)).ToString())
        {
            Asked = year,
            // A page behind the last lists nothing, and tells nothing of what cannot be listed.
            Withdrawn = run.IsTakenBack && (parts.Count > 0 || page == 1) ? await runs.WithdrawnAsync(run.RunId, shown, query, parts.Count > 0 ? parts[0] : null, User.Scope(), ct) : null,
        });
    }

    private NotFoundResult NoResult(long? runId)
    {
        HttpContext.Items[ReadableDays.Sentence] = runId is { } asked ? texts["没有编号为 {0} 的核算运行，或它没有完成，没有数可看。", asked].Value : texts["还没有完成的运行。"].Value;
        return NotFound();
    }

    private Task<RunRow?> RunAsync(long? runId, CancellationToken ct) => runId is { } asked ? runs.FindAsync(asked, ct) : runs.LatestAsync(ct);
}

/// <summary>Of which total the parcels are asked for, as it stands in the address.</summary>
/// <param name="Run">Null: the newest run.</param>
/// <param name="Line">A line of the county sink table.</param>
/// <param name="By">One of <see cref="TotalKey.Dimensions"/>, with its <paramref name="Key"/>.</param>
public sealed record PartsOf(long? Run, int? Year, string? Township, short? Reason, string? Line, string? By, string? Key);

/// <summary>A figure taken apart.</summary>
public sealed record WhyPage(
    string Figure, RunRow Run, FigureYears Years, SummaryRow? Summary, IReadOnlyList<DimensionRow> Townships, IReadOnlyList<ReasonRow> Reasons,
    CurveSetRow? CurveSet, IReadOnlyList<CurveRow> Curves)
{
    /// <summary>The newest run needs no name in an address.</summary>
    public bool IsNewest { get; init; }

    /// <summary>The year that was asked for; null: none.</summary>
    public int? Asked { get; init; }
}

/// <summary>A figure of a total, a reason or a line of the sink table as the sum of its parcels; <paramref name="Query"/> is the address's, without its page.</summary>
/// <param name="Total">The township or other total it is of, where the run has it.</param>
public sealed record WhyPartsPage(
    string Figure, RunRow Run, FigureYears Years, DimensionRow? Total, ReasonRow? Reason, string? Line, IReadOnlyList<PartOfTotal> Parts, int Page, int PageRows, string Query)
{
    /// <inheritdoc cref="WhyPage.Asked"/>
    public int? Asked { get; init; }

    /// <summary>What the total has over the parcels listed, since an import was undone; null: nothing, or nothing that is known.</summary>
    public TotalSums? Withdrawn { get; init; }
}
