using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>The county's yearly sink tables: page, xlsx, PDF, two approvals.</summary>
/// <remarks>A table is of the whole county and statutory: every role that reads the county reads it, whatever its townships.</remarks>
[Area("Growth"), Authorize(Policies.ViewCounty), ReadableValues]
public sealed class SinkTablesController(
    SinkTableBook book, AccountedRuns runs, IUserStore<Account> accounts, PrintedView printed, CountyStates states, IStringLocalizer<Texts> texts) : Controller
{
    private const int PageRows = 100;

    private const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <param name="year">Only the tables of this year.</param>
    [HttpGet("/growth/sink-tables")]
    public Task<IActionResult> List(int? year, CancellationToken ct) => ListPageAsync(year, null, ct);

    private bool IsApprover => Policies.RolesAdmittedBy(Policies.ApproveRuns).Any(User.IsInRole);

    [HttpPost("/growth/sink-tables"), Authorize(Policies.StartRuns)]
    public async Task<IActionResult> Draft(int? year, string? reason, CancellationToken ct)
    {
        try
        {
            if (year is not { } asked)
                throw new RefusedException(ReadableValuesAttribute.Unreadable(ModelState, texts) ?? texts["请填统计表的年份。"].Value);
            return LocalRedirect($"/growth/sink-tables/{await book.DraftAsync(User.Actor(), asked, null, reason, IsApprover, ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListPageAsync(null, refused.Message, ct);
        }
    }

    [HttpGet("/growth/sink-tables/{id:int}")]
    public Task<IActionResult> Show(int id, CancellationToken ct) => PageAsync(id, null, ct);

    /// <summary>The parcels a figure of the table is the sum of, within the account's townships.</summary>
    [HttpGet("/growth/sink-tables/{id:int}/parcels")]
    public async Task<IActionResult> Parcels(int id, string? line, string? cause, int page, CancellationToken ct)
    {
        if ((line is not null && !SinkLine.Lines.Contains(line)) || (cause is not null && !SinkLine.Causes.Contains(cause)) || await book.FindAsync(id, ct) is not { } table)
            return NotFound();
        page = Math.Max(1, page);
        var parcels = await book.ParcelsAsync(table, line, cause, User.Scope(), PageRows, AskedPage.Before(page, PageRows), ct);
        var isTakenBack = await book.IsTakenBackAsync(table, ct);
        return View("Parcels", new SinkParcelsPage(table, line, cause, parcels, page, PageRows)
        {
            IsTakenBack = isTakenBack,
            // What a township has of a parcel without a version nobody knows; a page behind the last tells nothing.
            Withdrawn = isTakenBack && User.Scope().Codes is null && (parcels.Count > 0 || page == 1)
                ? await book.WithdrawnAsync(table, line, cause, parcels.Count > 0 ? parcels[0] : null, ct)
                : null,
        });
    }

    [HttpGet("/growth/sink-tables/{id:int}.xlsx")]
    public async Task<IActionResult> Xlsx(int id, CancellationToken ct)
    {
        if (await OfAsync(id, null, ct) is not { } page)
            return NotFound();
        var county = await states.CurrentAsync(ct) is { } state ? ReadingPreferences.Of(HttpContext).Name(state.NameZh, state.NameEn) : "";
        return File(SinkTableSheet.Of(page, county, texts), Spreadsheet, $"sink-table-{page.Table.Year}-{id}.xlsx");
    }

    [HttpGet("/growth/sink-tables/{id:int}.pdf")]
    public async Task<IActionResult> Pdf(int id, CancellationToken ct)
    {
        if (await OfAsync(id, null, ct) is not { } page)
            return NotFound();
        try
        {
            return await printed.PdfAsync(
                HttpContext, "~/Areas/Growth/Views/SinkTables/Printed.cshtml", page, texts["县域林业碳汇统计表 {0} 年", page.Table.Year],
                $"sink-table-{page.Table.Year}-{id}.pdf", ct);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return await PageAsync(id, refused.Message, ct);
        }
    }

    [HttpPost("/growth/sink-tables/{id:int}/approve"), Authorize(Policies.ApproveRuns)]
    public Task<IActionResult> Approve(int id, string? note, CancellationToken ct) =>
        DecideAsync(id, () => book.ApproveAsync(User.Actor(), id, note, ct), ct);

    [HttpPost("/growth/sink-tables/{id:int}/withdraw"), Authorize(Policies.StartRuns)]
    public Task<IActionResult> Withdraw(int id, string? reason, CancellationToken ct) => DecideAsync(id, () => book.WithdrawAsync(User.Actor(), id, reason, IsApprover, ct), ct);

    private async Task<IActionResult> DecideAsync(int id, Func<Task> decision, CancellationToken ct)
    {
        if (await book.FindAsync(id, ct) is null)
            return NotFound();
        try
        {
            await decision();
            return LocalRedirect($"/growth/sink-tables/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, refused.Message, ct);
        }
    }

    private async Task<IActionResult> ListPageAsync(int? year, string? refusal, CancellationToken ct) =>
        View("List", new SinkTableListPage([.. (await book.ListAsync(ct)).Where(t => year is null || t.Year == year)], await runs.LatestAsync(ct), year, refusal));

    private async Task<IActionResult> PageAsync(int id, string? refusal, CancellationToken ct) =>
        await OfAsync(id, refusal, ct) is { } page ? View("Show", page) : NotFound();

    private async Task<SinkTablePage?> OfAsync(int id, string? refusal, CancellationToken ct)
    {
        if (await book.FindAsync(id, ct) is not { } kept)
            return null;
        var (table, uncertainty) = (kept, await book.UncertaintyAsync(id, ct));
        if (ReadingPreferences.Of(HttpContext).InEnglish)
            (table, uncertainty) = await book.InEnglishAsync(kept, uncertainty, ct);
        var lines = await book.LinesAsync(id, ct);
        var approvals = await book.ApprovalsAsync(id, ct);
        var names = await ((AccountStore)accounts).NamesAsync(approvals.Select(a => a.ApprovedBy).Append(table.MadeBy).Append(table.WithdrawnBy ?? table.MadeBy), ct);
        return new SinkTablePage(table, lines, SinkLine.Sum([.. lines]), uncertainty, approvals, names, PdfPrinter.IsAvailable, book.IsOver(table.Year), refusal)
        {
            Curves = await book.CurvesOfAsync(table, ct), IsTranslated = kept.MethodNoteEn is null && table.MethodNoteEn is not null,
            IsTakenBack = await book.IsTakenBackAsync(kept, ct),
        };
    }
}

/// <summary>The tables, newest year first, and the run a new one would be made of.</summary>
/// <param name="Year">The year asked for; null: every year.</param>
public sealed record SinkTableListPage(IReadOnlyList<SinkTable> Tables, RunRow? Run, int? Year, string? Refusal);

/// <summary>A page of the parcels of a figure.</summary>
public sealed record SinkParcelsPage(SinkTable Table, string? Line, string? Cause, IReadOnlyList<SinkParcel> Parcels, int Page, int PageRows)
{
    /// <summary>An import the table rests on was undone since.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>What the figure has over the parcels listed; null: nothing, or nothing that is known.</summary>
    public WithdrawnSink? Withdrawn { get; init; }

    /// <summary>The address of another page of the same.</summary>
    public string At(int page) => $"/growth/sink-tables/{Table.SinkTableId}/parcels" + QueryString.Create(new Dictionary<string, string?>
    {
        ["line"] = Line, ["cause"] = Cause, ["page"] = page > 1 ? page.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
    }.Where(p => p.Value is not null));
}

/// <summary>One table.</summary>
public sealed record SinkTablePage(
    SinkTable Table, IReadOnlyList<SinkLine> Lines, SinkLine Total, IReadOnlyList<SinkUncertainty> Uncertainty, IReadOnlyList<SinkApproval> Approvals,
    IReadOnlyDictionary<string, string> Names, bool CanPrint, bool IsYearOver, string? Refusal)
{
    /// <summary>The curve set the table rests on; nobody approves a table before it is approved.</summary>
    public ForestCarbon.Growth.Curves.CurveSetRow? Curves { get; init; }

    /// <inheritdoc cref="SinkParcelsPage.IsTakenBack"/>
    public bool IsTakenBack { get; init; }

    /// <summary>The note was kept in Chinese alone: its English is made of the same facts, and the hash is over the Chinese.</summary>
    public bool IsTranslated { get; init; }

    /// <summary>The note's sentences in the reader's language where it is kept in it, else in Chinese.</summary>
    public (IReadOnlyList<string> Sentences, string? Language) Note(bool inEnglish) =>
        inEnglish && Table.MethodNoteEn is { } english ? (english.Split('\n'), null) : (Table.MethodNote.Split('\n'), inEnglish ? "zh" : null);

    /// <summary>How the state of a table is marked and called, in Chinese: the key of its English. One word for page, print and workbook.</summary>
    public static (string Style, string Word) StateOf(SinkTable table) => table switch
    {
        { State: "frozen" } => ("now", "已冻结"),
        { State: "withdrawn" } => ("bad", "已撤回"),
        { Approvals: 1 } => ("warn", "待第二次批准"),
        _ => ("warn", "草稿"),
    };

    /// <summary>What an actor is called, in Chinese: the key of its English where it is no account's name.</summary>
    public string Who(string actor) => PeopleWords.NameOf(actor, Names);

    /// <summary>What a cause is called, in Chinese: the key of its English.</summary>
    public static string CauseOf(string cause) => cause switch
    {
        "growth" => "生长",
        "new_forest" => "新增森林",
        "harvest" => "采伐",
        "disturbance" => "灾害",
        "left_forest" => "林地转出",
        _ => "数据修正",
    };

    /// <summary>What a component of the uncertainty is called, in Chinese: the key of its English.</summary>
    public static string ComponentOf(string component) => component switch
    {
        "age" => "缺年龄",
        "curves" => "曲线参数",
        "factors" => "换算参数",
        _ => "实测蓄积",
    };

    /// <summary>The known parts of the uncertainty together, kg CO₂e; null where none is known.</summary>
    public long? KnownDeviationKg => SinkUncertainty.KnownKg([.. Uncertainty]);

    /// <summary>What stands beside <see cref="KnownDeviationKg"/>, in Chinese: the key of its English.</summary>
    public string KnownDeviationSays => KnownDeviationKg is null ? "没有一项误差是已知的：不是说储量没有误差" : "缺的没有计入：不是全部不确定性";

    /// <summary>What stands where a line has no tonnes, in Chinese: the key of its English; null where it has no parcels either.</summary>
    public static string? WithoutTonnes(SinkLine line) => line.Parcels == 0 ? null : line.Line == "failed" ? "未能核算" : "未计";

    /// <summary>What a line is called, in Chinese: the key of its English.</summary>
    public static string NameOf(string line) => line switch
    {
        "tree_forest" => "乔木林",
        "other_trees" => "疏林地与未成林造林地",
        "bamboo" => "竹林（未计）",
        "special_shrub" => "国家特别规定灌木林（未计）",
        "not_accounted" => "其他未计土地",
        "treeless" => "无立木林地",
        "failed" => "未能核算",
        _ => "合计",
    };
}
