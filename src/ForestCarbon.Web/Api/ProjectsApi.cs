using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Api;

/// <summary>Projects under <c>/api/v1</c>. Areas in m², tonnes whole tCO₂e unless a name ends in kg, money in fen, errors as problem details.</summary>
public static class ProjectsApi
{
    private const string NoCase = "没有这个案件，或它不在账号的范围内。";

    public static void MapProjectsApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Policies.ViewCounty).WithTags("projects").AddEndpointFilter(CcerApi.RefusalsAsync);
        api.MapGet("/projects", (string? state, string? q, int? limit, int? offset, ProjectBook book, HttpContext http, CancellationToken ct) =>
                book.ListAsync(http.User.Scope(), state, q, AskedPage.Limit(limit, 100, 1000), AskedPage.Offset(offset), ct))
            .WithSummary("Projects with ground in the account's townships, newest first.");
        api.MapGet("/project-moves", async (LifeCycle life, Db db, CancellationToken ct) => new { moves = await life.TableAsync(ct), periods = (await PeriodRules.LoadAsync(db, ct: ct)).All })
            .WithSummary("The table of moves of both machines, and the statutory periods.");
        api.MapGet("/projects/{code}", ProjectAsync).WithSummary("A project: moves made, moves that lead on with what stands in the way, tranches, documents, comments, parties, boundaries.");
        api.MapGet("/projects/{code}/changes", ChangesAsync).WithSummary("Parcels that changed since the boundary was cut, with what that does to area and tonnes.");
        api.MapGet("/projects/{code}/boundary.{format}", BoundaryAsync).WithSummary("The newest boundary of a kind (ex-ante, planted, monitored) as gpkg, kml or zip (shapefile).");
        api.MapGet("/ideas", (ProjectBook book, HttpContext http, CancellationToken ct) => book.IdeasAsync(http.User.Scope(), ct)).WithSummary("Ideas of the reserve, ranked; money in fen.");
        api.MapGet("/projects/{code}/strata", (string code, HttpContext http, ProjectBook book, Strata strata, CancellationToken ct) => OnAsync(code, http, book, async project =>
            Results.Ok(project.BoundaryId is { } id ? await strata.OfAsync(id, ct) : []), ct)).WithSummary("Strata of the newest ex-ante boundary.");
        api.MapGet("/projects/{code}/mandates", (string code, HttpContext http, ProjectBook book, Mandates mandates, CancellationToken ct) => OnAsync(code, http, book, async project => Results.Ok(new
        {
            mandates = await mandates.OfAsync(project.ProjectId, ct), coverage = await mandates.CoverageAsync(project, http.User.Scope(), ct),
        }), ct)).WithSummary("Mandates, and how far tenure and mandates cover the boundary and the crediting period, with the gaps.");
        api.MapGet("/projects/{code}/expiry", (string code, HttpContext http, ProjectBook book, WorkingYears years, CancellationToken ct) => OnAsync(code, http, book, async project => Results.Ok(project.State != "registered" ? null : RollingExpiry.Of(
            project.CreditingFrom, project.CreditingTo, await book.TranchesAsync(project.ProjectId, http.User.Scope(), ct), project.ExpectedT, await book.LeadTimesAsync(ct), await years.CalendarAsync(ct), CountyClock.Today)), ct))
            .WithSummary("Of a registered project the first uncredited day, its lapse, days lost already, tonnes lost per month of delay, latest starts; null where nothing is left to credit.");
        api.MapGet("/reversals", (ReversalWatch watch, HttpContext http, CancellationToken ct) => watch.ListAsync(http.User.Scope(), ct: ct)).WithSummary("Cases of the reversal watch, open ones first.");
        Post(api, "/projects/{code}/mandates", "Enters a mandate for a tenure lot with its scan, and the village's minutes where there are; dates are first and last day.",
            (MandateBody body, string code, HttpContext http, ProjectBook book, Mandates mandates, Db db, Home home, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                if (body is not { GivenOn: { } givenOn, From: { } from, To: { } to, LotCode: { Length: > 0 } lot })
                    return CcerApi.Bad("需要 lotCode、givenOn、from 与 to。");
                var draft = new MandateDraft(project.ProjectId, lot, body.RightKind ?? "", body.Subject ?? "", givenOn, from, to);
                async Task<byte[]> KeepAsync(string? base64, string? sent, string missing)
                {
                    byte[] sha = [];
                    await SentFile.KeptAsync(base64, sent, missing, async (path, file, name) =>
                    {
                        await db.WriteAsync(http.User.Actor(), TownshipScope.WholeCounty, $"收存项目 {project.Code} 的授权书", write => new FileStore(home.Files).KeepAsync(write, path, file, name, ct), ct);
                        sha = file.Sha256;
                    }, ct);
                    return sha;
                }
                var scan = await KeepAsync(body.FileBase64, body.FileName, "需要授权书的扫描件 fileBase64。");
                var minutes = body.MinutesBase64 is { Length: > 0 } ? await KeepAsync(body.MinutesBase64, body.MinutesName, "") : null;
                return Results.Ok(new { mandateId = await mandates.GiveAsync(http.User.Actor(), draft with { FileSha256 = scan, MinutesSha256 = minutes }, ct) });
            }, ct));
        Post(api, "/projects/{code}/strata", "Proposes the strata of the newest ex-ante boundary anew.", (string code, HttpContext http, ProjectBook book, Strata strata, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                if (project.BoundaryId is not { } id)
                    return CcerApi.Missing("还没有事前边界。");
                await strata.ProposeAsync(http.User.Actor(), id, ct);
                return Results.Ok(await strata.OfAsync(id, ct));
            }, ct));
        api.MapGet("/projects/{code}/strata/parcels", (string code, HttpContext http, ProjectBook book, Strata strata, CancellationToken ct) => OnAsync(code, http, book, async project =>
            Results.Ok(project.BoundaryId is { } id ? await strata.ParcelsAsync(id, http.User.Scope(), ct) : []), ct)).WithSummary("Parcels of the strata with the ground they give.");
        Post(api, "/projects/{code}/strata/changes", "Changes strata: do is propose, rename (stratum, name), merge (stratum, into) or move (parcel version, into).",
            (StratumChange body, string code, HttpContext http, ProjectBook book, Strata strata, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                await strata.ChangeAsync(http.User.Actor(), project.BoundaryId, body, ct);
                return Results.Ok(await strata.OfAsync(project.BoundaryId!.Value, ct));
            }, ct));
        Post(api, "/projects/{code}/mandates/{id:long}/revoke", "Revokes a mandate from a day on.", (DayBody body, string code, long id, HttpContext http, ProjectBook book, Mandates mandates, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                if (body.On is not { } on)
                    return CcerApi.Bad("需要 on。");
                await mandates.RevokeAsync(http.User.Actor(), project.ProjectId, id, on, ct);
                return Results.Ok(await mandates.OfAsync(project.ProjectId, ct));
            }, ct));
        Post(api, "/projects/{code}/mandates/boundary", "Proposes the boundary anew without the plots that tenure or mandates do not cover.",
            (string code, HttpContext http, ProjectBook book, Mandates mandates, ProjectBoundaries boundaries, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                if (project.BoundaryId is not { } id)
                    return CcerApi.Missing("还没有事前边界。");
                var left = await mandates.PlotsWithGapsAsync(project, http.User.Scope(), ct);
                return Results.Ok(new { boundaryId = await boundaries.WithoutPlotsAsync(http.User.Actor(), project.ProjectId, id, left.Contains, "按有效授权提出", ct), plotsLeftOut = left.Count });
            }, ct));
        api.MapGet("/projects/{code}/go-no-go", (string code, decimal? price, HttpContext http, ProjectBook book, GoNoGo pays, CancellationToken ct) => OnAsync(code, http, book, async project =>
            Results.Ok(await pays.OfAsync(project, price, http.User.Scope(), ct)), ct)).WithSummary("Whether an idea pays: ground and tonnes by species, costs, break-even price and least area; price in yuan a tonne, none is assumed.");
        Post(api, "/projects/{code}/costs", "Enters a cost; basis is once, per-year, per-mu, per-mu-year or per-tonne.", (CostBody body, string code, HttpContext http, ProjectBook book, GoNoGo pays, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                await pays.CostAsync(http.User.Actor(), project.ProjectId, body.Name, body.Basis, body.Yuan, body.Source, body.Mark ?? "M", ct);
                return Results.Ok(await pays.CostsAsync(project.ProjectId, ct));
            }, ct));
        Post(api, "/projects/{code}/costs/{id:long}/verify", "Says that a cost was compared with its source, by another account than entered it; it carries the source's mark from then on.",
            (string code, long id, HttpContext http, ProjectBook book, GoNoGo pays, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                await pays.VerifyAsync(http.User.Actor(), project.ProjectId, id, ct);
                return Results.Ok(await pays.CostsAsync(project.ProjectId, ct));
            }, ct));
        Post(api, "/projects/{code}/reviews", "Keeps an idea alive after another look, with the reason.", (ReviewBody body, string code, HttpContext http, ProjectBook book, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                if (project.State != "reserve")
                    return CcerApi.Missing("这个项目不在储备里。");
                await book.KeepAsync(http.User.Actor(), project.ProjectId, body.Reason, ct);
                return Results.Ok(await book.IdeasAsync(http.User.Scope(), ct));
            }, ct));
        Post(api, "/projects/{code}/parties/{id:long}/end", "Ends a party's role with its last day.", (DayBody body, string code, long id, HttpContext http, ProjectBook book, ProjectParties parties, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                await parties.EndAsync(http.User.Actor(), project.ProjectId, id, body.On ?? CountyClock.Today, ct);
                return Results.Ok(await parties.OfAsync(project.ProjectId, ct));
            }, ct));
        api.MapGet("/parties", async (string? q, int? limit, int? offset, ProjectParties parties, CancellationToken ct) =>
            {
                var (most, skip) = (AskedPage.Limit(limit, 100, 1000), AskedPage.Offset(offset));
                return (await parties.ListAsync(ct)).Where(p => string.IsNullOrWhiteSpace(q) || p.Name.Contains(q.Trim(), StringComparison.OrdinalIgnoreCase) || p.Code == q.Trim()).Skip(skip).Take(most);
            })
            .WithSummary("Registered parties with the partyId that a role is given by; q is part of a name or a whole credit code; limit (100, at most 1000) and offset.");
        api.MapGet("/projects/{code}/documents/{id:long}", (string code, long id, HttpContext http, ProjectBook book, ProjectDocuments documents, Home home, CancellationToken ct) => OnAsync(code, http, book, async project =>
                (await documents.ListAsync(project.ProjectId, ct)).FirstOrDefault(d => d.DocumentId == id) is { } document
                && new FileStore(home.Files).PathOf(Convert.FromHexString(document.FileSha256)) is var path && File.Exists(path)
                    ? Results.File(path, "application/octet-stream", document.Name)
                    : CcerApi.Missing("没有这份文件。"), ct)).WithSummary("A document as it was sent.");
        api.MapPost("/projects/{code}/tranches/{id:long}/enter", (EntryBody body, string code, long id, HttpContext http, ProjectBook book, TrancheEntry entry, HoldingBook holdings, CancellationToken ct) => OnAsync(code, http, book, async project =>
                {
                    if ((await book.TranchesAsync(project.ProjectId, http.User.Scope(), ct)).FirstOrDefault(t => t.TrancheId == id) is not { } tranche)
                        return CcerApi.Missing("没有这一期减排量。");
                    var acts = await entry.AskAsync(http.User.Actor(), project, tranche, body.Holder ?? "", string.IsNullOrWhiteSpace(body.SerialPrefix) ? null : body.SerialPrefix.Trim(), body.FirstSerial ?? 1, body.Because, ct);
                    var sameSource = new Dictionary<long, IReadOnlyList<SameSourceRow>>();
                    foreach (var act in acts)
                        sameSource[act] = await holdings.SameSourceAsync(act, ct);
                    return Results.Ok(new { acts, sameSource });
                }, ct))
            .RequireAuthorization(Policies.MakeHoldings).DisableAntiforgery().AddEndpointFilter(TokenAsync).WithSummary("Asks the subsidiary book to enter a registered tranche; returns the acts, one a year, and by act the others that rest on the same verification report.");
        api.MapGet("/timeline", (int? limit, int? offset, ProjectBook book, HttpContext http, CancellationToken ct) =>
            book.TimelineAsync(http.User.Scope(), AskedPage.Limit(limit, 100, 1000), AskedPage.Offset(offset), ct)).WithSummary("Moves and running periods of projects, for a timeline; limit and offset count projects.");
        api.MapGet("/portfolio.xlsx", async (string? state, string? q, HttpContext http, ProjectExport export, IStringLocalizer<Texts> texts, CancellationToken ct) =>
        {
            var (stream, filter) = (new MemoryStream(), ProjectFilter.Of(state, q));
            await export.WorkbookAsync(http.User.Scope(), stream, heading => texts[heading], ReadingPreferences.Of(http).InEnglish, filter, ct);
            return Results.File(stream.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{filter.Named("projects")}.xlsx");
        }).WithSummary("Projects and tranches as a workbook; state and q narrow them as they do the list, and a sheet says so.");
        api.MapGet("/portfolio.{format}", async (string format, string? kind, string? state, string? q, HttpContext http, ProjectExport export, CancellationToken ct) => BoundaryExport.Formats.ContainsKey(format)
            ? CcerApi.FileOf(await export.PortfolioAsync(kind ?? "ex-ante", http.User.Scope(), ProjectFilter.Of(state, q), ct), format, ProjectFilter.Of(state, q).Named("portfolio"))
            : CcerApi.Missing("没有这种格式。")).WithSummary("The newest boundaries of all projects as gpkg, kml or zip (shapefile); state and q narrow them as they do the list.");
        api.MapGet("/reversals/{id:long}", async (long id, ReversalWatch watch, HttpContext http, CancellationToken ct) =>
            await watch.ListAsync(http.User.Scope(), caseId: id, ct: ct) is [var found] ? Results.Ok(found) : CcerApi.Missing(NoCase)).WithSummary("A case of the reversal watch.");
        Post(api, "/reversals/{id:long}/assign", "Names who sees to a case (office and post) and until when.", (AssignBody body, long id, HttpContext http, ReversalWatch watch, CancellationToken ct) =>
            OnCaseAsync(id, http, watch, () => watch.AssignAsync(http.User.Actor(), id, body.Responsible ?? "", body.Deadline ?? throw new RefusedException("需要 deadline。", "The deadline is missing."), ct), ct));
        Post(api, "/reversals/{id:long}/close", "Closes a case for good: outcome no-effect, next-report or boundary-change, with reason and evidence in base64.",
            (CloseBody body, long id, HttpContext http, ReversalWatch watch, Db db, Home home, CancellationToken ct) => OnCaseAsync(id, http, watch, () => SentFile.KeptAsync(body.FileBase64, body.FileName, "需要依据 fileBase64。", async (path, file, name) =>
            {
                await db.WriteAsync(http.User.Actor(), TownshipScope.WholeCounty, $"收存逆转案件 {id} 的依据", write => new FileStore(home.Files).KeepAsync(write, path, file, name, ct), ct);
                await watch.CloseAsync(http.User.Actor(), id, body.Outcome ?? "", body.Reason ?? "", file.Sha256, CountyClock.Today, ct);
            }, ct), ct));
        Post(api, "/projects", "Enters an idea into the reserve; openedOn: since when it stands there, today where it is left out.", async (ProjectDraft body, HttpContext http, ProjectBook book, CancellationToken ct) =>
        {
            if (string.IsNullOrWhiteSpace(body.Code))
                return CcerApi.Bad("需要 code：项目编号，没有空格和斜杠，不超过 40 个字符。");
            if (string.IsNullOrWhiteSpace(body.Name))
                return CcerApi.Bad("需要 name：项目名称，不超过 100 个字。");
            var id = await book.CreateAsync(http.User.Actor(), (body with { IsDemonstration = false, Townships = body.Townships ?? http.User.Scope().Codes }), ct);
            return Results.Created($"/api/v1/projects/{Uri.EscapeDataString(body.Code)}", await book.FindAsync(id, http.User.Scope(), ct));
        });
        api.MapGet("/lead-times", (ProjectBook book, CancellationToken ct) => book.LeadTimesAsync(ct)).WithSummary("Working days the steps before an application are planned with.");
        Post(api, "/lead-times/{step}", "Plans monitoring or verification with so many working days, and says where that comes from.", async (LeadTimeBody body, string step, HttpContext http, ProjectBook book, CancellationToken ct) =>
        {
            await book.PlanStepAsync(http.User.Actor(), step, body.WorkingDays, body.Source, ct);
            return Results.Ok(await book.LeadTimesAsync(ct));
        });
        Post(api, "/projects/{code}/moves", "Makes a move of a project or, with tranche, of one of its tranches; 422 names everything in the way.",
            (MoveBody body, string code, HttpContext http, ProjectBook book, LifeCycle life, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                await life.MoveAsync(http.User.Actor(), new MoveRequest(
                    project.ProjectId, body.TrancheId, body.To ?? "", body.On ?? CountyClock.Today, body.Decision ?? "", body.Documents, body.Tonnes, body.RegistryNumber, body.DueOn), ct);
                return Results.Ok(await life.MovesAsync(project.ProjectId, http.User.Scope(), ct));
            }, ct));
        Post(api, "/projects/{code}/moves/{id:long}/due", "Sets, once, the last day of a period that began without one: as the notice names it, not before the statutory end.",
            (DueBody body, string code, long id, HttpContext http, ProjectBook book, LifeCycle life, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                if (body.DueOn is not { } due)
                    return CcerApi.Bad("需要 dueOn。");
                await life.SetDueAsync(http.User.Actor(), project.ProjectId, id, due, ct);
                return Results.Ok(await life.MovesAsync(project.ProjectId, http.User.Scope(), ct));
            }, ct));
        Post(api, "/projects/{code}/facts", "Changes name, methodology and dates, in reserve and design. What is absent stays; an explicit null empties it, except the name.", (FactsBody body, string code, HttpContext http, ProjectBook book, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                await book.ChangeAsync(http.User.Actor(), project.ProjectId, body.Over(project), ct);
                return Results.Ok(await book.FindAsync(project.ProjectId, http.User.Scope(), ct));
            }, ct));
        Post(api, "/projects/{code}/figures", "Adds what an idea is expected to bring; the newest figures hold.", (IdeaFigure body, string code, HttpContext http, ProjectBook book, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                await book.EstimateAsync(http.User.Actor(), project.ProjectId, body, ct);
                return Results.Ok(await book.FindAsync(project.ProjectId, http.User.Scope(), ct));
            }, ct));
        Post(api, "/projects/{code}/tranches", "Opens a reduction tranche of a registered project; on: the day monitoring began, today where it is left out.", (PeriodOfTranche body, string code, HttpContext http, ProjectBook book, CancellationToken ct) =>
            OnAsync(code, http, book, async project => body is { From: { } from, To: { } to }
                ? Results.Ok(new { trancheId = await book.OpenTrancheAsync(http.User.Actor(), project.ProjectId, from, to, body.On, ct) })
                : CcerApi.Bad("需要 from 与 to。"), ct));
        Post(api, "/projects/{code}/documents", "Adds a document (base64) as the next version of its kind.",
            (ProjectDocumentBody body, string code, HttpContext http, ProjectBook book, ProjectDocuments documents, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                if (body is not { Kind: { Length: > 0 } kind, Name: { Length: > 0 } name, Dated: { } dated, FileBase64: { Length: > 0 } encoded })
                    return CcerApi.Bad("需要 kind、name、dated 和 fileBase64。");
                var scratch = Path.GetTempFileName();
                try
                {
                    await File.WriteAllBytesAsync(scratch, Convert.FromBase64String(encoded), ct);
                    return Results.Ok(new
                    {
                        documentId = await documents.AddAsync(http.User.Actor(), new DocumentDraft(
                            project.ProjectId, body.TrancheId, kind, Path.GetFileName(name), dated, body.IsSubstantial, body.Note), scratch, ct),
                    });
                }
                catch (FormatException)
                {
                    return CcerApi.Bad("fileBase64 不是 base64。");
                }
                finally
                {
                    File.Delete(scratch);
                }
            }, ct));
        Post(api, "/projects/{code}/boundary", "Sets a boundary from a kept selection (ex-ante only), or from GeoJSON in EPSG:4490. Ground outside the county, and an ex-ante outline in which the newest screening finds no ground that could count, are refused unless confirmed; a plot outside the county as a whole always.",
            (ProjectBoundaryBody body, string code, HttpContext http, Db db, ProjectBook book, ProjectBoundaries boundaries, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                if (body.SelectionId is { } selection)
                    return Results.Ok(new { boundaryId = await boundaries.FromSelectionAsync(http.User.Actor(), project.ProjectId, selection, http.User.Scope(), body.Kind, ct) });
                var (kind, plots) = (body.Kind ?? "ex-ante", await CcerApi.PlotsAsync(db, body.Boundary, ct));
                await boundaries.RequireGroundAsync(project, kind, plots, project.MethodologyId, body.Confirmed, "写上 confirmed: true 再提交", "send it again with confirmed: true", ct);
                return Results.Ok(new { boundaryId = await boundaries.FromPlotsAsync(http.User.Actor(), project.ProjectId, kind, body.Source ?? "接口", plots, null, ct) });
            }, ct));
        Post(api, "/projects/{code}/undertakings", "Records the undertakings f, g, h and i with the day and the office that gave them; entered again before registration they replace those before.", (UndertakingBody body, string code, HttpContext http, ProjectBook book, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                await book.UndertakeAsync(http.User.Actor(), project.ProjectId, body.GivenOn ?? CountyClock.Today, body.GivenBy ?? "", ct);
                return Results.Ok(await book.UndertakingsAsync(project.ProjectId, ct));
            }, ct));
        Post(api, "/projects/{code}/parties", "Gives a party, known or to be registered, a role in a project.", (AssignmentBody body, string code, HttpContext http, ProjectBook book, ProjectParties parties, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                var contract = new Contract(body.Contract, body.ContractSignedOn, body.ContractSubject, body.ContractFen, Until: body.Until);
                if (body.PartyId is { } known)
                    await parties.AssignAsync(http.User.Actor(), project.ProjectId, body.TrancheId, body.Role ?? "", known, body.From ?? CountyClock.Today, contract, ct);
                else
                    await parties.AssignAsync(
                        http.User.Actor(), project.ProjectId, body.TrancheId, body.Role ?? "", new PartyDraft(body.Kind ?? "", body.Name ?? "", body.Code, body.Contact), body.From ?? CountyClock.Today, contract, ct: ct);
                return Results.Ok(await parties.OfAsync(project.ProjectId, ct));
            }, ct));
        Post(api, "/projects/{code}/comments", "Records a comment received during publicity.", (CommentBody body, string code, HttpContext http, ProjectBook book, ProjectDocuments documents, CancellationToken ct) =>
            OnAsync(code, http, book, async project => Results.Ok(new
            {
                commentId = await documents.CommentAsync(http.User.Actor(), project.ProjectId, body.TrancheId, body.ReceivedOn ?? CountyClock.Today, body.Channel ?? "", body.Summary ?? "", ct),
            }), ct));
        Post(api, "/projects/{code}/comments/{id:long}", "Records the answer to a comment, once.", (AnswerBody body, string code, long id, HttpContext http, ProjectBook book, ProjectDocuments documents, CancellationToken ct) =>
            OnAsync(code, http, book, async project =>
            {
                await documents.AnswerAsync(http.User.Actor(), project.ProjectId, id, body.AnsweredOn ?? CountyClock.Today, body.AnsweredBy ?? "", body.Answer ?? "", body.IsAdopted, ct);
                return Results.Ok(await documents.CommentsAsync(project.ProjectId, ct));
            }, ct));
        Post(api, "/projects/{code}/comments/{id:long}/withdraw", "Takes back a comment that was entered wrongly, with the reason; it stays readable.",
            (ReviewBody body, string code, long id, HttpContext http, ProjectBook book, ProjectDocuments documents, CancellationToken ct) => OnAsync(code, http, book, async project =>
            {
                await documents.WithdrawCommentAsync(http.User.Actor(), project.ProjectId, id, body.Reason, ct);
                return Results.Ok(await documents.CommentsAsync(project.ProjectId, ct));
            }, ct));
    }

    internal static void Post(RouteGroupBuilder api, string pattern, string summary, Delegate handler) =>
        api.MapPost(pattern, handler).RequireAuthorization(Policies.ManageProjects).DisableAntiforgery().AddEndpointFilter(TokenAsync).WithSummary(summary);

    // The account comes with a cookie, so a foreign page could send this: the form's token is asked for here as well.
    private static async ValueTask<object?> TokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await FormToken.IsMissingAsync(context.HttpContext, context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>())
            ? CcerApi.Bad("缺少表单令牌（X-Form-Token）。")
            : await next(context);

    internal static async Task<IResult> OnAsync(string code, HttpContext http, ProjectBook book, Func<ProjectRow, Task<IResult>> act, CancellationToken ct) =>
        await book.FindAsync(code, http.User.Scope(), ct) is { } project ? await act(project) : CcerApi.Missing("没有这个项目，或它不在账号的范围内。");

    private static async Task<IResult> OnCaseAsync(long id, HttpContext http, ReversalWatch watch, Func<Task> act, CancellationToken ct)
    {
        if (await watch.ListAsync(http.User.Scope(), caseId: id, ct: ct) is not [_])
            return CcerApi.Missing(NoCase);
        await act();
        return Results.Ok((await watch.ListAsync(http.User.Scope(), caseId: id, ct: ct))[0]);
    }

    private static Task<IResult> ProjectAsync(
        string code, HttpContext http, ProjectBook book, LifeCycle life, ProjectDocuments documents, ProjectParties parties, ProjectBoundaries boundaries, CancellationToken ct) =>
        OnAsync(code, http, book, async project =>
        {
            var (id, scope) = (project.ProjectId, http.User.Scope());
            return Results.Ok(new
            {
                project, moves = await life.MovesAsync(id, scope, ct), next = await life.ChoicesAsync(id, null, scope, ct: ct), tranches = await book.TranchesAsync(id, scope, ct),
                documents = await documents.ListAsync(id, ct), comments = await documents.CommentsAsync(id, ct), parties = await parties.OfAsync(id, ct),
                boundaries = await boundaries.ListAsync(id, ct), undertakings = await book.UndertakingsAsync(id, ct),
                replacedUndertakings = await book.ReplacedUndertakingsAsync(id, ct),
            });
        }, ct);

    private static Task<IResult> ChangesAsync(string code, HttpContext http, ProjectBook book, Staleness staleness, CancellationToken ct) =>
        OnAsync(code, http, book, async project => Results.Ok(await staleness.OfAsync(http.User.Scope(), project.ProjectId, ct)), ct);

    private static Task<IResult> BoundaryAsync(string code, string format, string? kind, HttpContext http, ProjectBook book, ProjectExport export, CancellationToken ct) =>
        OnAsync(code, http, book, async project => BoundaryExport.Formats.ContainsKey(format) && await export.OfAsync(project, kind ?? "ex-ante", http.User.Scope(), ct) is { } document
            ? CcerApi.FileOf(document, format, project.Code)
            : CcerApi.Missing("这个项目没有这种边界，或没有这种格式。"), ct);
}

/// <summary>A move to make; with <paramref name="TrancheId"/> of that tranche. No documents: the newest of each kind the move needs.</summary>
public sealed record MoveBody(long? TrancheId, string? To, DateOnly? On, string? Decision, long[]? Documents, long? Tonnes, string? RegistryNumber, DateOnly? DueOn);

public sealed record LeadTimeBody(int? WorkingDays, string? Source);

/// <summary>What changes of a project: what is absent stays, an explicit null empties. The name is never empty.</summary>
public sealed class FactsBody
{
    // A body says nothing of a field, or says that it is null: only its setter can tell.
    private readonly HashSet<string> _told = [];

    public string? Name { get; set => field = Told(value); }
    public string? MethodologyId { get; set => field = Told(value); }
    public DateOnly? StartDate { get; set => field = Told(value); }
    public DateOnly? CreditingFrom { get; set => field = Told(value); }
    public DateOnly? CreditingTo { get; set => field = Told(value); }
    public DateOnly? LifetimeTo { get; set => field = Told(value); }

    /// <summary>The facts of a project with what the body says.</summary>
    internal ProjectFacts Over(ProjectRow project) => new(
        IsTold(nameof(Name)) ? Name ?? "" : null, IsTold(nameof(MethodologyId)) ? MethodologyId : project.MethodologyId, IsTold(nameof(StartDate)) ? StartDate : project.StartDate,
        IsTold(nameof(CreditingFrom)) ? CreditingFrom : project.CreditingFrom, IsTold(nameof(CreditingTo)) ? CreditingTo : project.CreditingTo,
        IsTold(nameof(LifetimeTo)) ? LifetimeTo : project.LifetimeTo);

    private bool IsTold(string name) => _told.Contains(name);

    private T Told<T>(T value, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        _told.Add(name);
        return value;
    }
}

/// <summary>The last day of a period.</summary>
public sealed record DueBody(DateOnly? DueOn);

/// <summary>A mandate: right <c>land-owner</c>, <c>contract-holder</c>, <c>management-holder</c> or <c>tree-owner</c>.</summary>
public sealed record MandateBody(
    string? LotCode, string? RightKind, string? Subject, DateOnly? GivenOn, DateOnly? From, DateOnly? To, string? FileName, string? FileBase64, string? MinutesName, string? MinutesBase64);

/// <summary>First and last day; <paramref name="On"/>: the day monitoring began, today where null.</summary>
public sealed record PeriodOfTranche(DateOnly? From, DateOnly? To, DateOnly? On = null);

public sealed record ProjectDocumentBody(long? TrancheId, string? Kind, string? Name, DateOnly? Dated, bool? IsSubstantial, string? Note, string? FileBase64);

/// <summary>A kept selection, or GeoJSON FeatureCollection, Feature, Polygon or MultiPolygon in EPSG:4490.</summary>
/// <param name="Confirmed">An ex-ante outline is meant although a screening finds no ground in it that could count.</param>
public sealed record ProjectBoundaryBody(string? Kind, long? SelectionId, string? Source, System.Text.Json.JsonElement? Boundary, bool Confirmed = false);

public sealed record UndertakingBody(DateOnly? GivenOn, string? GivenBy);

public sealed record AssignmentBody(long? TrancheId, string? Role, long? PartyId, string? Kind, string? Name, string? Code, string? Contact, string? Contract, DateOnly? From, DateOnly? ContractSignedOn, string? ContractSubject,
    long? ContractFen, DateOnly? Until);

public sealed record CommentBody(long? TrancheId, DateOnly? ReceivedOn, string? Channel, string? Summary);

public sealed record AnswerBody(DateOnly? AnsweredOn, string? AnsweredBy, string? Answer, bool IsAdopted);

public sealed record DayBody(DateOnly? On);

/// <summary>A cost in yuan, whole fen; basis <c>once</c>, <c>per-year</c>, <c>per-mu</c>, <c>per-mu-year</c> or <c>per-tonne</c>.</summary>
/// <param name="Mark">The mark its source gives: S1, c or M (where it is absent); shown once another account has compared the cost with its source.</param>
public sealed record CostBody(string? Name, string? Basis, decimal? Yuan, string? Source, string? Mark = null);

public sealed record ReviewBody(string? Reason);

/// <summary>Whose tonnes a registered tranche becomes; the registry's serials where it gives them; <paramref name="Because"/> says why they are another's than the project owner's.</summary>
public sealed record EntryBody(string? Holder, string? SerialPrefix, long? FirstSerial, string? Because = null);

public sealed record AssignBody(string? Responsible, DateOnly? Deadline);

/// <summary>How a case ends: <c>no-effect</c>, <c>next-report</c> or <c>boundary-change</c>; the evidence in base64.</summary>
public sealed record CloseBody(string? Outcome, string? Reason, string? FileName, string? FileBase64);
