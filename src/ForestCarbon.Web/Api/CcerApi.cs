using System.Globalization;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Areas.Ccer.Controllers;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Api;

/// <summary>Methodologies, parameters, screenings and claims under <c>/api/v1</c>. Areas in m², tonnes in whole kg CO₂e, errors as problem details.</summary>
public static class CcerApi
{
    public static void MapCcerApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Policies.ViewCounty).WithTags("ccer").AddEndpointFilter(RefusalsAsync);
        api.MapGet("/methodologies", () => MethodologyCatalogue.All.Select(m => m.AsShipped())).WithSummary("Every methodology version with status, conditions, pools and shipped parameters.");
        api.MapGet("/methodologies/{id}", (string id) => MethodologyCatalogue.Find(id) is { } found ? Results.Ok(found.AsShipped()) : Missing("没有这个方法学。"))
            .WithSummary("One methodology version.");
        api.MapGet("/parameters", ParametersAsync).WithSummary("Current parameters and county facts with mark and verification.");
        api.MapGet("/parameters/{id:long}", ParameterAsync).WithSummary("One parameter row.");
        api.MapPost("/parameters/{id:long}/readings", ReadAsync).RequireAuthorization(Policies.VerifyParameters).DisableAntiforgery()
            .WithSummary("Records what the account read on a source page (base64). Two accounts that agree verify or supersede.");
        api.MapPost("/parameters/{id:long}/readings/withdraw", WithdrawAsync).RequireAuthorization(Policies.VerifyParameters).DisableAntiforgery()
            .WithSummary("Takes back the account's own reading, with a reason; it is kept and counts no longer.");
        api.MapPost("/parameters/{id:long}/readings/{reading:long}/withdraw", async (
                long id, long reading, ReleaseBody body, HttpContext http, IAntiforgery antiforgery, ParameterBook book, CancellationToken ct) =>
                await NoTokenAsync(antiforgery, http) ?? Results.Ok(await book.WithdrawReadingOfGoneAsync(http.User.Actor(), id, reading, body.Reason, ct)))
            .RequireAuthorization(Policies.Administer).DisableAntiforgery().WithSummary("Takes back, as an administrator and with a reason, what an account read that is gone.");
        api.MapGet("/methodologies/{id}/annex", AnnexAsync).WithSummary("All parameters of a methodology as the account sees them while reading: its own readings, others' only after.");
        api.MapGet("/methodologies/{id}/documents", (string id, ParameterAnnex annex, CancellationToken ct) => annex.DocumentsAsync(id, ct)).WithSummary("Documents a methodology's parameters are read from.");
        api.MapPost("/methodologies/{id}/documents", SendDocumentAsync).RequireAuthorization(Policies.VerifyParameters).DisableAntiforgery()
            .WithSummary("Sends a document (PDF, PNG or JPEG in base64) that parameters are read from.");
        api.MapPost("/methodologies/{id}/annex", ReadAnnexAsync).RequireAuthorization(Policies.VerifyParameters).DisableAntiforgery()
            .WithSummary("Records what the account read of many parameters, all lines or none.");
        api.MapGet("/screenings", async (HttpContext http, ScreeningResults results, CancellationToken ct) => await results.WithinAsync(await results.ListAsync(ct: ct), http.User.Scope(), ct)).WithSummary("Screenings, newest first; counts are of the account's townships.");
        api.MapPost("/screenings", StartAsync).RequireAuthorization(Policies.Screen).DisableAntiforgery()
            .WithSummary("Starts a screening. Needs the header Idempotency-Key: the same key and body give the same run.");
        api.MapGet("/screenings/{id:long}", ScreeningAsync).WithSummary("A screening: sums, funnel, reasons and the plan's ideas within the account's townships.");
        api.MapGet("/screenings/{id:long}/parcels", ParcelsAsync).WithSummary("Parcels with areas by verdict; filters verdict, reason, step and part of the funnel, what (a figure of the page), code; limit and offset.");
        api.MapGet("/screenings/{id:long}/parcels/{key}", WhyAsync).WithSummary("Why or why not: every piece of a parcel against every condition.");
        api.MapGet("/screenings/{id:long}/townships", async (long id, HttpContext http, ScreeningResults results, CancellationToken ct) => await results.FindAsync(id, ct) is { FinishedAt: not null }
                ? Results.Ok(await results.TownshipsAsync(id, http.User.Scope(), ct))
                : Missing("没有这次筛查，或它没有完成。"))
            .WithSummary("Areas of a screening by township and verdict, within the account's townships.");
        api.MapGet("/screenings/{id:long}/boundary.{format}", ScreeningBoundaryAsync).WithSummary("Pieces that do not fail as gpkg, kml or zip (shapefile), degrees to six decimals.");
        api.MapGet("/selections", (Selections selections, HttpContext http, CancellationToken ct) => selections.ListAsync(http.User.Scope(), ct))
            .WithSummary("Candidate boundaries kept by name, newest first.");
        api.MapPost("/screenings/{id:long}/selections", SelectAsync).RequireAuthorization(Policies.Screen).DisableAntiforgery()
            .WithSummary("Keeps the usable pieces of some parcels (absent: all) by name.");
        api.MapGet("/selections/{id:long}", SelectionAsync).WithSummary("A candidate boundary with its parcels.");
        api.MapPost("/selections/{id:long}/withdraw", WithdrawSelectionAsync).RequireAuthorization(Policies.Screen).DisableAntiforgery()
            .WithSummary("Takes a candidate boundary off the list; it stays readable.");
        api.MapGet("/selections/{id:long}/boundary.{format}", SelectionBoundaryAsync).WithSummary("A candidate boundary as gpkg, kml or zip (shapefile), degrees to six decimals.");
        api.MapGet("/statements", (string? code, int? limit, int? offset, OwnerStatements statements, HttpContext http, CancellationToken ct) =>
                statements.ListAsync(http.User.Scope(), code, AskedPage.Limit(limit, 100, 1000), AskedPage.Offset(offset), ct))
            .WithSummary("Owners' statements of parcels in the account's townships, newest first.");
        api.MapPost("/statements", StateAsync).RequireAuthorization(Policies.EnterStatements).DisableAntiforgery()
            .WithSummary("Stores what owners declare, all lines or none; an additionality path needs a document (base64).");
        api.MapPost("/parameters/{id:long}/period", HoldAsync).RequireAuthorization(Policies.VerifyParameters).DisableAntiforgery()
            .WithSummary("Says from when to when a value holds; another value follows the one that stands.");
        api.MapGet("/planting-models", (PlantingModels models, CancellationToken ct) => models.ListAsync(ct)).WithSummary("Planting models by site class; missing values are null.");
        api.MapGet("/planting-models/{id}", PlantingModelAsync).WithSummary("A planting model on its site classes, with the readings the account may see.");
        api.MapPost("/planting-models", AddPlantingModelAsync).RequireAuthorization(Policies.ReadPlantingModels).DisableAntiforgery()
            .WithSummary("Adds a planting model; density and curve stay missing until two accounts have read them.");
        api.MapPost("/planting-models/{id}/readings", ReadPlantingModelAsync).RequireAuthorization(Policies.ReadPlantingModels).DisableAntiforgery()
            .WithSummary("Records what the account read of a planting model on a site class in a source page (base64).");
        api.MapGet("/screenings/{id:long}/diff/{other:long}", DiffAsync).WithSummary("Parcels whose areas or tonnes differ between two screenings.");
        api.MapGet("/claims", (ClaimRegister register, HttpContext http, CancellationToken ct) => register.ListAsync(http.User.Scope(), ct)).WithSummary("Claims with ground in the account's townships.");
        api.MapGet("/claims/{id:long}", ClaimAsync).WithSummary("One claim with the overlaps it was let stand with.");
        api.MapGet("/claims/matrix", (ClaimRegister register, CancellationToken ct) => register.MatrixAsync(ct)).WithSummary("The exclusion matrix with sources.");
        api.MapGet("/claims/rule", (ClaimRegister register, CancellationToken ct) => register.RuleAsync(ct)).WithSummary("What an overlap means by its area: limits with source and mark.");
        api.MapGet("/claims/audit", async (ClaimRegister register, HttpContext http, CancellationToken ct) => http.User.Scope().Codes is null
                ? Results.Ok(await register.CheckAllAsync(http.User.Scope(), ct))
                : Results.Problem("全县的唯一性检查须由范围为全县的账号做。", statusCode: StatusCodes.Status403Forbidden)).RequireAuthorization(Policies.ManageClaims)
            .WithSummary("Every overlap of firm or provisional claims that exclude one another, over the whole county.");
        api.MapPost("/claims", RegisterAsync).RequireAuthorization(Policies.ManageClaims).DisableAntiforgery()
            .WithSummary("Registers a claim from a GeoJSON boundary in EPSG:4490; 409 lists what stands in its way.");
        api.MapPost("/claims/check", CheckAsync).DisableAntiforgery().WithSummary("Overlaps a GeoJSON boundary would have, with areas, ground of what excludes nothing (verdict shown) and ground outside the county (verdict outside; rounding where six decimals put it there); registers nothing.");
        api.MapGet("/claims/{id:long}/boundary.{format}", ClaimBoundaryAsync).WithSummary("A claim's plots as gpkg, kml or zip (shapefile), degrees to six decimals.");
        foreach (var (move, summary) in new[]
                 {
                     ("release", "Frees a claim's ground, with a reason; a firm one on a document (base64) only."), ("end", "Marks a claim whose period is over, with a reason."),
                     ("firm", "Turns a design's claim firm, with a reason; 409 lists what stands in its way."),
                 })
            api.MapPost($"/claims/{{id:long}}/{move}", (long id, ClaimMoveBody body, HttpContext http, IAntiforgery antiforgery, ClaimRegister register, Home home, CancellationToken ct) =>
                MoveAsync(move, id, body, http, antiforgery, register, home, ct)).RequireAuthorization(Policies.ManageClaims).DisableAntiforgery().WithSummary(summary);
    }

    /// <summary>For every group of the interface: a refusal is an answer and no fault, a day that is sent lies within <see cref="BelievedDays"/>, and what an error says is said in the reader's language.</summary>
    internal static async ValueTask<object?> RefusalsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await AnswerAsync(context, next);
        if (answer is ProblemHttpResult problem)
            ProblemWords.Say(context.HttpContext, problem.ProblemDetails);
        return answer;
    }

    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            if (!HttpMethods.IsGet(context.HttpContext.Request.Method))
                BelievedDays.Require(BelievedDays.Beyond(context.Arguments));
            return await next(context);
        }
        catch (ClaimRefusedException refused)
        {
            return Results.Problem(refused.Message, statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?> { ["overlaps"] = refused.Overlaps });
        }
        catch (RefusedException refused)
        {
            return Results.Problem(refused.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> ParametersAsync(string? methodology, bool? toVerify, ParameterBook book, CancellationToken ct) =>
        Results.Ok((await book.ListAsync(methodology, ct)).Where(p => toVerify != true || !p.MaySubmit));

    private static async Task<IResult> ParameterAsync(long id, HttpContext http, ParameterBook book, CancellationToken ct) =>
        await book.FindAsync(id, ct) is { } row
            ? Results.Ok(new { parameter = row, readings = await book.ReadingsAsync(id, http.User.Actor(), ct) })
            : Missing("没有这个参数。");

    private static async Task<IResult> ReadAsync(long id, ReadingBody body, HttpContext http, IAntiforgery antiforgery, Db db, Home home, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (body.Value is not { } value)
            return Bad("需要 value、source 和来源页 pageBase64。");
        ParameterRow? row = null;
        await SentFile.KeptAsync(body.PageBase64, body.PageName, "需要来源页 pageBase64。", async (path, file, name) =>
            row = await db.WriteAsync(http.User.Actor(), TownshipScope.WholeCounty, $"核对参数 {id}", write =>
                ParameterBook.ReadAsync(write, new FileStore(home.Files), id, value, body.Source ?? "", path, file, name, ct), ct), ct);
        return Results.Ok(row);
    }

    private static async Task<IResult> WithdrawAsync(long id, ReleaseBody body, HttpContext http, IAntiforgery antiforgery, ParameterBook book, CancellationToken ct) =>
        await NoTokenAsync(antiforgery, http) ?? Results.Ok(await book.WithdrawReadingAsync(http.User.Actor(), id, body.Reason, ct));

    private static async Task<IResult> AnnexAsync(string id, HttpContext http, ParameterAnnex annex, CancellationToken ct) =>
        await annex.RowsAsync(id, http.User.Actor(), ct) is { Count: > 0 } rows ? Results.Ok(rows) : Missing("没有这个方法学，或它没有参数。");

    private static async Task<IResult> SendDocumentAsync(string id, DocumentBody body, HttpContext http, IAntiforgery antiforgery, Db db, Home home, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        SourceDocument? sent = null;
        await SentFile.KeptAsync(body.FileBase64, body.FileName, "需要 fileBase64。", async (path, file, name) =>
            sent = await db.WriteAsync(http.User.Actor(), TownshipScope.WholeCounty, $"收下 {id} 的参数来源文件", async write =>
            {
                await new FileStore(home.Files).KeepAsync(write, path, file, name, ct);
                return await ParameterAnnex.SendAsync(write, id, body.Title ?? "", path, file.Sha256, ct);
            }, ct), ct);
        return Results.Created($"/ccer/documents/{sent!.DocumentId}", sent);
    }

    private static async Task<IResult> ReadAnnexAsync(
        string id, AnnexBody body, HttpContext http, IAntiforgery antiforgery, Db db, ParameterAnnex annex, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (await annex.FindDocumentAsync(body.DocumentId, ct) is not { } document || document.MethodologyId != id)
            return Missing("这个方法学没有这份来源文件。");
        if (body.Lines is not { Length: > 0 } || body.Lines.Any(l => l is not { Key: { Length: > 0 }, Value: not null }))
            return Bad("需要 lines，每行有 key、value 和 page。");
        var lines = body.Lines.Select(l => new AnnexLine(l.Key!, l.Species ?? "", l.Value!.Value, l.Page ?? "", l.Unit, l.NameZh, l.NameEn)).ToList();
        var read = await db.WriteAsync(http.User.Actor(), TownshipScope.WholeCounty, $"读 {id} 的参数附录", write => ParameterAnnex.ReadAsync(write, document, lines, ct), ct);
        return Results.Ok(new { read });
    }

    private static async Task<IResult> PlantingModelAsync(string id, HttpContext http, PlantingModels models, CancellationToken ct) =>
        await models.FindAsync(id, ct) is { Count: > 0 } sites
            ? Results.Ok(new { sites, readings = await models.ReadingsAsync(id, http.User.Actor(), ct) })
            : Missing("没有这个造林模型。");

    private static async Task<IResult> AddPlantingModelAsync(PlantingModelBody body, HttpContext http, IAntiforgery antiforgery, PlantingModels models, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        await models.AddAsync(http.User.Actor(), body.Id ?? "", body.NameZh ?? "", body.NameEn ?? "", body.SpeciesMix ?? "", body.Source ?? "", body.SiteClasses ?? [], ct);
        var id = body.Id!.Trim();
        return Results.Created($"/api/v1/planting-models/{id}", await models.FindAsync(id, ct));
    }

    private static async Task<IResult> ReadPlantingModelAsync(
        string id, PlantingReadingBody body, HttpContext http, IAntiforgery antiforgery, Db db, Home home, PlantingModels models, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        var read = new PlantingValues(id, body.SiteClass ?? 0, body.StemsPerHa ?? 0, body.Form ?? "", body.Parameters ?? [], body.Source ?? "", body.Mark ?? "M");
        await SentFile.KeptAsync(body.PageBase64, body.PageName, "需要来源页 pageBase64。", (path, file, name) =>
            db.WriteAsync(http.User.Actor(), TownshipScope.WholeCounty, $"读造林模型 {id}", async write =>
            {
                await new FileStore(home.Files).KeepAsync(write, path, file, name, ct);
                await PlantingModels.ReadAsync(write, read, file.Sha256, ct);
            }, ct), ct);
        return await PlantingModelAsync(id, http, models, ct);
    }

    private static async Task<IResult> StartAsync(
        ScreeningBody body, [FromHeader(Name = "Idempotency-Key")] string? key, HttpContext http, IAntiforgery antiforgery, ScreeningStarts starts, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (string.IsNullOrWhiteSpace(key))
            return Bad("缺少 Idempotency-Key。");
        IdempotentAnswer answer;
        try
        {
            answer = await starts.StartAsync(
                http.User.Actor(), key, new ScreeningRequest(body.Methodology ?? "", body.AsOf, body.StartDate, body.CreditingYears, body.PlantingModel), ct);
        }
        catch (RefusedException refused) when (refused.Option == Screenings.ModelOption)
        {
            return Results.Problem($"plantingModel: {refused.Message}", statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        return answer.Outcome switch
        {
            IdempotencyOutcome.Answered => Results.Accepted($"/api/v1/screenings/{answer.Answer}", new { runId = long.Parse(answer.Answer!, CultureInfo.InvariantCulture) }),
            IdempotencyOutcome.OtherRequest => Results.Problem("这个 Idempotency-Key 已用于另一个请求。", statusCode: StatusCodes.Status409Conflict),
            _ => Results.Problem("同一个请求正在处理。", statusCode: StatusCodes.Status409Conflict),
        };
    }

    private static async Task<IResult> ScreeningAsync(long id, HttpContext http, ScreeningResults results, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { } run)
            return Missing("没有这次筛查。");
        if (run.FinishedAt is null)
            return Results.Ok(new { screening = run });
        var scope = http.User.Scope();
        run = (await results.WithinAsync([run], scope, ct))[0];
        return Results.Ok(new
        {
            screening = run, sums = await results.SumsAsync(id, scope, ct), funnel = await results.FunnelAsync(id, scope, ct),
            reasons = await results.ReasonsAsync(id, scope, ct), ideas = await results.IdeasAsync(run, scope, ct),
        });
    }

    private static async Task<IResult> ParcelsAsync(
        long id, HttpContext http, ScreeningResults results, CancellationToken ct, Verdict? verdict = null, short? reason = null, int? step = null, string? part = null,
        string? what = null, string? code = null, int limit = 100, int offset = 0)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run)
            return Missing("没有这次筛查，或它没有完成。");
        return new PiecesOf(verdict, reason, step, part, what).Filter(ScreeningManifest.Parse(run.Manifest).JudgedConditions().Count) is { } filter
            ? Results.Ok(await results.ParcelsAsync(id, http.User.Scope(), filter, code, AskedPage.Limit(limit, 100, 1000), AskedPage.Offset(offset), ct))
            : Missing("这次筛查没有这样的数：step 从 1 起，part 为 pass、need、fail、left、left_pass、left_need 之一。");
    }

    private static async Task<IResult> WhyAsync(long id, string key, HttpContext http, ScreeningResults results, CancellationToken ct) =>
        await results.FindAsync(id, ct) is { FinishedAt: not null } run && await results.PiecesAsync(id, key, http.User.Scope(), ct) is { Count: > 0 } pieces
            ? Results.Ok(Answers(pieces, ScreeningManifest.Parse(run.Manifest).JudgedConditions()))
            : Missing("这次筛查里没有这个小班，或它不在账号的范围内。");

    private static IEnumerable<PieceAnswer> Answers(IReadOnlyList<PieceRow> pieces, IReadOnlyList<Condition> judged) => pieces.Select(p => PieceAnswer.Of(p, judged));

    private static async Task<IResult> DiffAsync(long id, long other, HttpContext http, ScreeningResults results, CancellationToken ct) =>
        await results.FindAsync(id, ct) is { FinishedAt: not null } && await results.FindAsync(other, ct) is { FinishedAt: not null }
            ? Results.Ok(await results.DiffAsync(id, other, http.User.Scope(), ct: ct))
            : Missing("没有这两次筛查，或没有完成。");

    private static async Task<IResult> ClaimAsync(long id, HttpContext http, ClaimRegister register, CancellationToken ct) =>
        await register.FindAsync(id, http.User.Scope(), ct) is { } claim
            ? Results.Ok(new { claim, overlaps = await register.OverlapsAsync(id, http.User.Scope(), ct) })
            : Missing("没有这个权益主张，或它不在账号的范围内。");

    private static async Task<IResult> RegisterAsync(ClaimBody body, HttpContext http, IAntiforgery antiforgery, Db db, ClaimRegister register, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (body is not { From: { } from, To: { } to })
            return Bad("需要 from 与 to。");
        var draft = new ClaimDraft(body.Scheme ?? "", body.Code ?? "", body.Name ?? "", from, to, body.Source ?? "") { Holder = body.Holder, IsProvisional = body.Provisional };
        var done = await register.RegisterAsync(http.User.Actor(), draft, await PlotsAsync(db, body.Boundary, ct), ct);
        return Results.Created($"/api/v1/claims/{done.ClaimId}", done);
    }

    private static async Task<IResult> CheckAsync(ClaimBody body, HttpContext http, IAntiforgery antiforgery, Db db, ClaimRegister register, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (body is not { From: { } from, To: { } to })
            return Bad("需要 from 与 to。");
        var (met, outside) = await register.CheckBoundaryAsync(await PlotsAsync(db, body.Boundary, ct), from, to, body.Scheme ?? "CCER", ct);
        // One list, as ever: ground outside the county has a verdict of its own, and strips along its border that of rounding.
        return Results.Ok(met.Concat<object>(outside.Select(o => new { o.Plot, o.PlotName, o.AreaM2, o.Longitude, o.Latitude, Verdict = o.IsRounding ? "rounding" : "outside" })));
    }

    private static async Task<IResult> MoveAsync(
        string move, long id, ClaimMoveBody body, HttpContext http, IAntiforgery antiforgery, ClaimRegister register, Home home, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (await register.FindAsync(id, http.User.Scope(), ct) is null)
            return Missing("没有这个权益主张，或它不在账号的范围内。");
        if (move == "release" && body.DocumentBase64 is { Length: > 0 })
            await SentFile.KeptAsync(body.DocumentBase64, body.DocumentName, "", (path, _, name) =>
                register.ReleaseAsync(http.User.Actor(), id, body.Reason ?? "", new ClosingPaper(new FileStore(home.Files), path, name), ct), ct);
        else
            await (move switch
            {
                "release" => register.ReleaseAsync(http.User.Actor(), id, body.Reason ?? "", ct: ct),
                "end" => register.EndAsync(http.User.Actor(), id, body.Reason ?? "", ct),
                _ => register.MakeFirmAsync(http.User.Actor(), id, body.Reason ?? "", ct),
            });
        return Results.Ok(await register.FindAsync(id, http.User.Scope(), ct));
    }

    private static async Task<IResult> ClaimBoundaryAsync(long id, string format, HttpContext http, ClaimRegister register, CancellationToken ct) =>
        BoundaryExport.Formats.ContainsKey(format) && await register.FindAsync(id, http.User.Scope(), ct) is { } claim
            ? FileOf(ClaimDocument.Of(claim, await register.PlotsAsync(id, http.User.Scope(), ct)), format, $"claim-{id}")
            : Missing("没有这个权益主张或格式，或它不在账号的范围内。");

    private static async Task<IResult> ScreeningBoundaryAsync(
        long id, string format, HttpContext http, ScreeningResults results, CandidateBoundary boundary, CancellationToken ct) =>
        BoundaryExport.Formats.ContainsKey(format) && await results.FindAsync(id, ct) is { FinishedAt: not null } run
            ? FileOf(await boundary.OfAsync(run, http.User.Scope(), ct: ct), format, $"screening-{id}")
            : Missing("没有这次筛查或格式，或它没有完成。");

    private static async Task<IResult> SelectAsync(
        long id, SelectionBody body, HttpContext http, IAntiforgery antiforgery, ScreeningResults results, Selections selections, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run)
            return Missing("没有这次筛查，或它没有完成。");
        var made = await selections.MakeAsync(http.User.Actor(), http.User.Scope(), run, body.Name ?? "", body.Note, body.Parcels, body.OnlyPassing, ct);
        return Results.Created($"/api/v1/selections/{made}", await selections.FindAsync(made, http.User.Scope(), ct));
    }

    private static async Task<IResult> SelectionAsync(long id, HttpContext http, Selections selections, CancellationToken ct) =>
        await selections.FindAsync(id, http.User.Scope(), ct) is { } selection
            ? Results.Ok(new { selection, parcels = await selections.ParcelsAsync(id, http.User.Scope(), ct) })
            : Missing("没有这个候选边界，或它不在账号的范围内。");

    private static async Task<IResult> WithdrawSelectionAsync(long id, HttpContext http, IAntiforgery antiforgery, Selections selections, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (await selections.FindAsync(id, http.User.Scope(), ct) is null)
            return Missing("没有这个候选边界，或它不在账号的范围内。");
        await selections.WithdrawAsync(http.User.Actor(), id, ct);
        return Results.Ok(await selections.FindAsync(id, http.User.Scope(), ct));
    }

    private static async Task<IResult> SelectionBoundaryAsync(
        long id, string format, HttpContext http, ScreeningResults results, Selections selections, CandidateBoundary boundary, CancellationToken ct) =>
        BoundaryExport.Formats.ContainsKey(format) && await selections.FindAsync(id, http.User.Scope(), ct) is { } selection && await results.FindAsync(selection.RunId, ct) is { } run
            ? FileOf(await boundary.OfAsync(run, http.User.Scope(), selection: selection, ct: ct), format, $"selection-{id}")
            : Missing("没有这个候选边界或格式，或它不在账号的范围内。");

    internal static IResult FileOf(BoundaryDocument document, string format, string name) =>
        Results.File(BoundaryExport.Write(document, format), BoundaryExport.Formats[format], $"{name}.{format}");

    private static async Task<IResult> HoldAsync(long id, PeriodBody body, HttpContext http, IAntiforgery antiforgery, ParameterBook book, CancellationToken ct) =>
        await NoTokenAsync(antiforgery, http) is { } problem ? problem
        : body.Value is not { } value ? Bad("需要 value：只改有效期时填现在的值。")
        : Results.Ok(await book.HoldAsync(http.User.Actor(), id, value, body.From, body.To, body.Source ?? "", ct));

    private static async Task<IResult> StateAsync(StatementsBody body, HttpContext http, IAntiforgery antiforgery, Db db, Home home, CancellationToken ct)
    {
        if (await NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (body.Lines is not { Length: > 0 } given)
            return Bad("需要 lines。");
        if (given.FirstOrDefault(l => l.Additionality is { Length: > 0 } && OwnerStatements.PathOf(l.Additionality) is null) is { } wrong)
            return Bad(new RefusedException(
                $"additionality “{wrong.Additionality}”不是 public-welfare 或 general-tool。", $"The additionality “{wrong.Additionality}” is neither public-welfare nor general-tool.").Message);
        var lines = given.Select(l => new StatementLine(l.Code ?? "", l.ShrubShare, l.KeepsTrees, OwnerStatements.PathOf(l.Additionality))).ToArray();
        var scratch = Path.GetTempFileName();
        try
        {
            var hasDocument = body.DocumentBase64 is { Length: > 0 };
            if (hasDocument)
                await File.WriteAllBytesAsync(scratch, Convert.FromBase64String(body.DocumentBase64!), ct);
            var stored = await db.WriteAsync(http.User.Actor(), http.User.Scope(), $"录入业主申报 {lines.Length} 个小班", async write =>
            {
                byte[]? sha = null;
                if (hasDocument)
                    sha = (await new FileStore(home.Files).KeepAsync(write, scratch, await FileStore.DescribeAsync(scratch, ct), Path.GetFileName(body.DocumentName ?? "document"), ct)).Sha256;
                return await OwnerStatements.StateAsync(
                    write, http.User.Scope(), lines, body.Source ?? "", body.StatedOn ?? CountyClock.Today, sha, ct);
            }, ct);
            return Results.Ok(new { stored });
        }
        catch (FormatException)
        {
            return Bad("documentBase64 不是 base64。");
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    internal static async Task<IReadOnlyList<BoundaryPlot>> PlotsAsync(Db db, System.Text.Json.JsonElement? given, CancellationToken ct)
    {
        if (given is not { ValueKind: System.Text.Json.JsonValueKind.Object } boundary)
            throw new RefusedException("需要 boundary：EPSG:4490 的 GeoJSON FeatureCollection、Feature、Polygon 或 MultiPolygon。",
                "The boundary is missing: a GeoJSON FeatureCollection, Feature, Polygon or MultiPolygon in EPSG:4490.");
        var text = boundary.GetRawText();
        var collection = (boundary.TryGetProperty("type", out var type) ? type.ToString() : "") switch
        {
            "FeatureCollection" => text,
            "Feature" => $$"""{"type":"FeatureCollection","features":[{{text}}]}""",
            "Polygon" or "MultiPolygon" => $$"""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{{text}}}]}""",
            var other => throw new RefusedException($"boundary 须是 GeoJSON FeatureCollection、Feature、Polygon 或 MultiPolygon，写的 type 是“{other}”。",
                $"The boundary is a GeoJSON FeatureCollection, Feature, Polygon or MultiPolygon, and its type is \"{other}\"."),
        };
        return await BoundaryFile.ReadTextAsync(db, collection, ("boundary", "boundary"), ct);
    }

    // The account comes with a cookie, so a foreign page could send this: the form's token is asked for here as well.
    internal static async Task<IResult?> NoTokenAsync(IAntiforgery antiforgery, HttpContext http) =>
        await FormToken.IsMissingAsync(http, antiforgery) ? Bad("缺少表单令牌（X-Form-Token）。") : null;

    internal static IResult Bad(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    internal static IResult Missing(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status404NotFound);
}

/// <summary>What an account read on a source page; the page itself in base64.</summary>
public sealed record ReadingBody(decimal? Value, string? Source, string? PageName, string? PageBase64);

/// <summary>A document that parameters are read from.</summary>
public sealed record DocumentBody(string? Title, string? FileName, string? FileBase64);

/// <summary>What an account read of many parameters in one document.</summary>
public sealed record AnnexBody(long DocumentId, AnnexLineBody[]? Lines);

/// <summary>One parameter as read; unit and name only where the store does not hold it.</summary>
public sealed record AnnexLineBody(string? Key, string? Species, decimal? Value, string? Page, string? Unit, string? NameZh, string? NameEn);

/// <summary>A planting model: mix as species code and tenths, <c>310:7,480:3</c>.</summary>
public sealed record PlantingModelBody(string? Id, string? NameZh, string? NameEn, string? SpeciesMix, string? Source, short[]? SiteClasses);

/// <summary>What an account read of a planting model: stems per ha, curve of m³/ha over years since planting, mark S…, c or M.</summary>
public sealed record PlantingReadingBody(
    short? SiteClass, int? StemsPerHa, string? Form, double[]? Parameters, string? Source, string? Mark, string? PageName, string? PageBase64);

/// <summary>A screening to start; absent dates take their defaults.</summary>
public sealed record ScreeningBody(string? Methodology, DateOnly? AsOf, DateOnly? StartDate, int? CreditingYears, string? PlantingModel);

/// <summary>A claim, or a boundary to check: GeoJSON FeatureCollection, Feature, Polygon or MultiPolygon in EPSG:4490, first and last day of its period.</summary>
public sealed record ClaimBody(
    string? Scheme, string? Code, string? Name, DateOnly? From, DateOnly? To, string? Source, string? Holder, bool Provisional, System.Text.Json.JsonElement? Boundary);

public sealed record ReleaseBody(string? Reason);

/// <summary>A step of a claim with its reason; a firm claim is released on a document in base64.</summary>
public sealed record ClaimMoveBody(string? Reason, string? DocumentName, string? DocumentBase64);

/// <summary>Parcels to keep by name; absent: all of the account's townships.</summary>
public sealed record SelectionBody(string? Name, string? Note, long[]? Parcels, bool OnlyPassing);

/// <summary>From when to when a value holds.</summary>
public sealed record PeriodBody(decimal? Value, DateOnly? From, DateOnly? To, string? Source);

/// <summary>What owners declare, a line per parcel, with the document behind it.</summary>
public sealed record StatementsBody(StatementBody[]? Lines, string? Source, DateOnly? StatedOn, string? DocumentName, string? DocumentBase64);

/// <summary>A line: share of the surface cleared 0–1, whether scattered trees stay, additionality <c>public-welfare</c> or <c>general-tool</c>.</summary>
public sealed record StatementBody(string? Code, decimal? ShrubShare, bool? KeepsTrees, string? Additionality);
