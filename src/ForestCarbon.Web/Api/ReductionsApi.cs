using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;

namespace ForestCarbon.Web.Api;

/// <summary>Reductions of a project under <c>/api/v1</c>: every line of a sheet with its equation, inputs, source and mark. tCO₂e, full precision.</summary>
public static class ReductionsApi
{
    public static void MapReductionsApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Policies.ViewCounty).WithTags("reductions").AddEndpointFilter(CcerApi.RefusalsAsync);
        api.MapGet("/projects/{code}/reductions", (string code, short? tranche, HttpContext http, ProjectBook book, ProjectReductions reductions, CancellationToken ct) =>
            ProjectsApi.OnAsync(code, http, book, project => OnSheetAsync(project, tranche, http, book, reductions, sheet => Results.Ok(SheetAnswer.Of(sheet)), ct), ct))
            .WithSummary("The ex-ante sheet, or with tranche (its number) the ex-post sheet: lines, what is missing, why it is a draft.");
        api.MapGet("/projects/{code}/reductions.xlsx", (string code, short? tranche, HttpContext http, ProjectBook book, ProjectReductions reductions, CancellationToken ct) =>
            ProjectsApi.OnAsync(code, http, book, project => OnSheetAsync(project, tranche, http, book, reductions, answer =>
            {
                if (answer.Sheet is not { } sheet)
                    return CcerApi.Missing(answer.Obstacle!);
                var target = new MemoryStream();
                ReductionWorkbook.Write(sheet, ReductionWorkbook.TitleOf(project, tranche), answer.Note, target);
                return Results.File(target.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{project.Code}-reductions.xlsx");
            }, ct), ct)).WithSummary("The same sheet as a workbook with live formulas.");
        api.MapGet("/projects/{code}/reductions/inputs", (string code, HttpContext http, ProjectBook book, ProjectInputs inputs, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            Results.Ok(await inputs.ListAsync(project.ProjectId, ct)), ct)).WithSummary("Figures people entered, newest first.");
        ProjectsApi.Post(api, "/projects/{code}/reductions/inputs", "Enters baseline, leakage or emission in tCO2e with its source: by year of the project, or of a tranche's whole period.",
            (InputBody body, string code, HttpContext http, ProjectBook book, ProjectInputs inputs, CancellationToken ct) => OnTrancheAsync(code, body.Tranche, http, book, async (project, of) =>
            {
                await inputs.EnterAsync(http.User.Actor(), project.ProjectId, of?.TrancheId, body.Input, body.Year, body.Value, body.Source, body.Mark ?? "M", ct);
                return Results.Ok(await inputs.ListAsync(project.ProjectId, ct));
            }, ct));
        ProjectsApi.Post(api, "/projects/{code}/reductions/inputs/{id:long}/verify", "Records that this account has compared an entered figure with its source; not the account that entered it.",
            (string code, long id, HttpContext http, ProjectBook book, ProjectInputs inputs, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            {
                await inputs.VerifyAsync(http.User.Actor(), project.ProjectId, id, ct);
                return Results.Ok(await inputs.ListAsync(project.ProjectId, ct));
            }, ct));
        api.MapGet("/projects/{code}/reductions/plots", (string code, HttpContext http, ProjectBook book, PlotTables plots, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            Results.Ok(await plots.ListAsync(project.ProjectId, ct)), ct)).WithSummary("Tables of plot values of every tranche, newest first.");
        ProjectsApi.Post(api, "/projects/{code}/reductions/plots/{id:long}/verify", "Records that this account has compared a table of plots with the field forms; not the account that sent it.",
            (string code, long id, HttpContext http, ProjectBook book, PlotTables plots, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            {
                await plots.VerifyAsync(http.User.Actor(), project.ProjectId, id, ct);
                return Results.Ok(await plots.ListAsync(project.ProjectId, ct));
            }, ct));
        ProjectsApi.Post(api, "/projects/{code}/reductions/planting", "Says what is planted on a stratum: planting model, year, and whose curve (model or county).",
            (PlantingBody body, string code, HttpContext http, ProjectBook book, ProjectReductions reductions, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            {
                await reductions.PlantAsync(http.User.Actor(), project, body.StratumId, body.PlantingModelId, body.PlantedYear, body.Curve, ct);
                return Results.Ok(await reductions.PlantingsAsync(project.BoundaryId!.Value, ct));
            }, ct));
        ProjectsApi.Post(api, "/projects/{code}/reductions/cover", "Says what covered a stratum before the project: crown cover of trees, of shrubs, and of shrubs once they are steady without it, as fractions.",
            (CoverBody body, string code, HttpContext http, ProjectBook book, PriorCovers covers, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            {
                await covers.SetAsync(http.User.Actor(), project, body.StratumId, body.TreeCover, body.ShrubCover, body.ShrubCoverLater, body.Source, body.Mark ?? "M", ct);
                return Results.Ok(await covers.OfAsync(project.BoundaryId!.Value, ct));
            }, ct));
        ProjectsApi.Post(api, "/projects/{code}/reductions/cover/{stratum:long}/verify", "Records that this account has compared what covered a stratum with its source; not the account that said it.",
            (string code, long stratum, HttpContext http, ProjectBook book, PriorCovers covers, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            {
                await covers.VerifyAsync(http.User.Actor(), project, stratum, ct);
                return Results.Ok(await covers.OfAsync(project.BoundaryId!.Value, ct));
            }, ct));
        ProjectsApi.Post(api, "/projects/{code}/reductions/emissions", "Enters an emission by its equation (fire-emission or cleared-shrubs): the inputs are kept with the figure and stand in the sheet.",
            (EmissionBody body, string code, HttpContext http, ProjectBook book, ProjectInputs inputs, CancellationToken ct) => OnTrancheAsync(code, body.Tranche, http, book, async (project, of) =>
            {
                await inputs.CalculateAsync(http.User.Actor(), project.ProjectId, of?.TrancheId, body.Year, body.Equation, body.Inputs ?? new Dictionary<string, decimal?>(), body.Adds, body.Source, body.Mark ?? "M", ct);
                return Results.Ok(await inputs.ListAsync(project.ProjectId, ct));
            }, ct));
        api.MapGet("/projects/{code}/sampling", (string code, int? year, int? plotM2, HttpContext http, ProjectBook book, ProjectReductions reductions, SamplingPlans sampling, CancellationToken ct) =>
            ProjectsApi.OnAsync(code, http, book, async project => Results.Ok(await sampling.OfAsync(project, await reductions.ExAnteAsync(project, ct), year, plotM2, ct)), ct))
            .WithSummary("Sample plots by stratum from the expected stocks and an assumed coefficient of variation (10 % at 90 %).");
        ProjectsApi.Post(api, "/projects/{code}/reductions/plots", "Sends a tranche's table of plot values (.xlsx or .csv, base64); bad rows are refused one sentence each and nothing is kept.",
            (PlotsBody body, string code, HttpContext http, ProjectBook book, PlotTables plots, Home home, CancellationToken ct) => OnTrancheAsync(code, body.Tranche, http, book, async (project, of) =>
            {
                if (of is null)
                    return CcerApi.Bad("需要 tranche。");
                await SentFile.KeptAsync(body.FileBase64, body.FileName, "需要样地表 fileBase64。", (path, _, name) =>
                    plots.SendAsync(http.User.Actor(), new FileStore(home.Files), project.ProjectId, of, path, name, ct), ct);
                return Results.Ok(await plots.ListAsync(project.ProjectId, ct));
            }, ct));
        ProjectsApi.Post(api, "/projects/{code}/reductions/adopt", "Adopts a sheet: of a tranche the tonnes its publicity states, without tranche the project's expectation.",
            (AdoptBody body, string code, HttpContext http, ProjectBook book, ProjectReductions reductions, CancellationToken ct) => OnTrancheAsync(code, body.Tranche, http, book, async (project, of) => Results.Ok(new
            {
                tonnes = of is null ? await reductions.ExpectAsync(http.User.Actor(), project, ct) : await reductions.AdoptAsync(http.User.Actor(), project, of, ct),
            }), ct));
        api.MapGet("/projects/{code}/drafts", (string code, HttpContext http, ProjectBook book, DocumentDrafts drafts, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            Results.Ok(await drafts.ListAsync(project.ProjectId, ct)), ct)).WithSummary("Design documents and accounting reports the program made, newest first, with why each may not be submitted.");
        api.MapGet("/projects/{code}/drafts/{id:long}.docx", (string code, long id, HttpContext http, ProjectBook book, DocumentDrafts drafts, Home home, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            (await drafts.ListAsync(project.ProjectId, ct)).FirstOrDefault(d => d.DraftId == id) is { } draft && new FileStore(home.Files).PathOf(Convert.FromHexString(draft.FileSha256)) is var path && File.Exists(path)
                ? Results.File(path, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", draft.Name)
                : CcerApi.Missing("没有这份草稿。"), ct)).WithSummary("A draft as a Word document.");
        api.MapGet("/projects/{code}/drafts/{before:long}/{after:long}", (string code, long before, long after, HttpContext http, ProjectBook book, DocumentDrafts drafts, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            Results.Ok(await drafts.CompareAsync(project.ProjectId, before, after, ct)), ct)).WithSummary("What differs between two drafts: figures with the entered figures that caused it, and passages.");
        ProjectsApi.Post(api, "/projects/{code}/drafts", "Makes the design document, or with tranche its accounting report; the same data give the same file and no new draft.",
            (AdoptBody body, string code, HttpContext http, ProjectBook book, DocumentDrafts drafts, Home home, CancellationToken ct) => OnTrancheAsync(code, body.Tranche, http, book, async (project, of) =>
                Results.Ok(await drafts.MakeAsync(http.User.Actor(), new FileStore(home.Files), project, of, ct)), ct));
        ProjectsApi.Post(api, "/projects/{code}/drafts/texts", "Writes a part of the design document, or with tranche of its accounting report.",
            (TextBody body, string code, HttpContext http, ProjectBook book, DocumentDrafts drafts, CancellationToken ct) => OnTrancheAsync(code, body.Tranche, http, book, async (project, of) =>
            {
                await drafts.WriteTextAsync(http.User.Actor(), project.ProjectId, of?.TrancheId, body.Section, body.Body, ct);
                return Results.Ok(await drafts.TextsAsync(project.ProjectId, of?.TrancheId, ct));
            }, ct));
        ProjectsApi.Post(api, "/projects/{code}/drafts/{id:long}/submit", "Files a draft as the project's document; refused while anything in it is not verified, missing or not written.",
            (SubmitBody body, string code, long id, HttpContext http, ProjectBook book, DocumentDrafts drafts, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
                Results.Ok(new { documentId = await drafts.SubmitAsync(http.User.Actor(), project, id, body.IsSubstantial, ct) }), ct));
        api.MapGet("/projects/{code}/evidence", (string code, HttpContext http, ProjectBook book, EvidenceBook evidence, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            Results.Ok(await evidence.OfAsync(project, ct)), ct)).WithSummary("The evidence checklist: missing, present, verified.");
        ProjectsApi.Post(api, "/projects/{code}/evidence", "Sends a file as evidence (base64).", (EvidenceBody body, string code, HttpContext http, ProjectBook book, EvidenceBook evidence, Home home, CancellationToken ct) =>
            ProjectsApi.OnAsync(code, http, book, async project =>
            {
                await SentFile.KeptAsync(body.FileBase64, body.FileName, "需要证据文件 fileBase64。", (path, _, name) => evidence.AddAsync(http.User.Actor(), new FileStore(home.Files), project.ProjectId, body.Kind, path, name, ct: ct), ct);
                return Results.Ok(await evidence.OfAsync(project, ct));
            }, ct));
        ProjectsApi.Post(api, "/projects/{code}/evidence/{kind}/verify", "Records that this account has looked at the newest evidence of a kind; not the account that sent it.",
            (string code, string kind, HttpContext http, ProjectBook book, EvidenceBook evidence, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            {
                await evidence.VerifyAsync(http.User.Actor(), project.ProjectId, kind, ct);
                return Results.Ok(await evidence.OfAsync(project, ct));
            }, ct));
        api.MapGet("/projects/{code}/retention", (string code, HttpContext http, ProjectBook book, ProjectDocuments documents, CancellationToken ct) => ProjectsApi.OnAsync(code, http, book, async project =>
            Results.Ok(new { until = await documents.RetainedUntilAsync(project.ProjectId, ct) }), ct)).WithSummary("The day up to which everything of a project is kept; null: never registered, nothing is locked.");
    }

    private static Task<IResult> OnTrancheAsync(string code, short? tranche, HttpContext http, ProjectBook book, Func<ProjectRow, TrancheRow?, Task<IResult>> act, CancellationToken ct) =>
        ProjectsApi.OnAsync(code, http, book, async project => tranche is null ? await act(project, null)
            : (await book.TranchesAsync(project.ProjectId, http.User.Scope(), ct)).FirstOrDefault(t => t.Number == tranche) is { } of ? await act(project, of)
            : CcerApi.Missing("没有这一期减排量。"), ct);

    private static async Task<IResult> OnSheetAsync(
        ProjectRow project, short? tranche, HttpContext http, ProjectBook book, ProjectReductions reductions, Func<ProjectSheet, IResult> answer, CancellationToken ct)
    {
        if (tranche is null)
            return answer(await reductions.ExAnteAsync(project, ct));
        return (await book.TranchesAsync(project.ProjectId, http.User.Scope(), ct)).FirstOrDefault(t => t.Number == tranche) is { } of
            ? answer(await reductions.ExPostAsync(project, of, ct))
            : CcerApi.Missing("没有这一期减排量。");
    }
}

/// <summary>A figure in tCO₂e; <paramref name="Input"/> is baseline, leakage or emission.</summary>
public sealed record InputBody(short? Tranche, string? Input, short? Year, decimal? Value, string? Source, string? Mark);

/// <summary>An emission by its equation; <paramref name="Inputs"/> by key, every one of them.</summary>
/// <param name="Adds">True: one more beside those of the same year or tranche; false: in the place of what was entered; absent: nothing is entered for it, else it is asked.</param>
public sealed record EmissionBody(short? Tranche, short? Year, string? Equation, Dictionary<string, decimal?>? Inputs, bool? Adds, string? Source, string? Mark);

/// <summary><paramref name="Curve"/> is model or county.</summary>
public sealed record PlantingBody(long? StratumId, string? PlantingModelId, short? PlantedYear, string? Curve);

/// <summary>Crown cover before the project, fractions of the ground.</summary>
public sealed record CoverBody(long? StratumId, decimal? TreeCover, decimal? ShrubCover, decimal? ShrubCoverLater, string? Source, string? Mark);

public sealed record PlotsBody(short? Tranche, string? FileName, string? FileBase64);

public sealed record AdoptBody(short? Tranche);

/// <summary>Text of a part; <paramref name="Section"/> as the documents page names it.</summary>
public sealed record TextBody(short? Tranche, string? Section, string? Body);

/// <summary>Asked after publicity began: whether the change is of substance.</summary>
public sealed record SubmitBody(bool? IsSubstantial);

public sealed record EvidenceBody(string? Kind, string? FileName, string? FileBase64);
