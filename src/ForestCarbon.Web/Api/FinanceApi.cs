using ForestCarbon.Finance;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Yuan = ForestCarbon.Web.Areas.Finance.Controllers.Yuan;

namespace ForestCarbon.Web.Api;

/// <summary>Books, vouchers and funds under <c>/api/v1/finance</c>. Money in whole fen; errors as problem details.</summary>
public static class FinanceApi
{
    public static void MapFinanceApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/finance").RequireAuthorization(Policies.ViewBooks).WithTags("finance").AddEndpointFilter(CcerApi.RefusalsAsync);
        api.MapGet("/books", (EntityBooks books, CancellationToken ct) => books.ListAsync(ct)).WithSummary("Books of the accounting entities with cash, closing and what waits.");
        api.MapGet("/books/{code}/trial-balance", async (string code, DateOnly? through, EntityBooks books, CancellationToken ct) => await books.FindAsync(code, ct) is null
                ? CcerApi.Missing("没有这本账。") : Results.Ok(await books.TrialBalanceAsync(code, through, ct)))
            .WithSummary("Accounts with debits and credits, now or for everything effective through a day.");
        api.MapGet("/books/{code}/vouchers", async (string code, DateOnly? from, DateOnly? through, string? outcome, int? limit, EntityBooks books, MoneyEvents events, CancellationToken ct) =>
                await books.FindAsync(code, ct) is null ? CcerApi.Missing("没有这本账。") : Results.Ok(await events.ListAsync(
                    code, from ?? new(CountyClock.Today.Year, 1, 1), through ?? CountyClock.Today, OneOf(outcome, "outcome", MoneyEvents.Outcomes), limit: AskedPage.Limit(limit, 200, 10_000), ct: ct)))
            .WithSummary("Vouchers of a book, newest first; outcome pending, posted or voided.");
        api.MapPost("/books/{code}/vouchers", async (string code, NewEvent draft, HttpContext http, MoneyEvents events, CancellationToken ct) =>
                Results.Ok(new { event_id = await events.MakeAsync(http.User.Actor(), draft with { Book = code }, ct) }))
            .RequireAuthorization(Policies.KeepBooks).DisableAntiforgery().WithSummary("Makes a voucher; it waits for another account. The same key is made once.");
        api.MapGet("/vouchers/{id:long}", async (long id, MoneyEvents events, CancellationToken ct) => await events.FindAsync(id, ct) is { } found
                ? Results.Ok(new { voucher = found, postings = await events.LinesAsync(id, ct) }) : CcerApi.Missing("没有这张凭证。"))
            .WithSummary("A voucher with its postings and what it was made for.");
        api.MapPost("/vouchers/{id:long}/post", async (long id, HttpContext http, MoneyEvents events, CancellationToken ct) => Results.Ok(await events.PostAsync(http.User.Actor(), id, ct)))
            .RequireAuthorization(Policies.KeepBooks).DisableAntiforgery().WithSummary("Posts a voucher; by another account than the one that made it.");
        api.MapPost("/vouchers/{id:long}/reverse", async (long id, ReversalBody body, HttpContext http, MoneyEvents events, CancellationToken ct) =>
                Results.Ok(new { event_id = await events.ReverseAsync(http.User.Actor(), id, body.On ?? CountyClock.Today, body.Because ?? "", ct) }))
            .RequireAuthorization(Policies.KeepBooks).DisableAntiforgery().WithSummary("Takes a posted voucher back by one with the same lines the other way; that one waits for another account.");
        api.MapGet("/funds", async (string? book, EntityBooks books, Funds funds, CancellationToken ct) => !string.IsNullOrEmpty(book) && await books.FindAsync(book, ct) is null
                ? CcerApi.Missing("没有这本账。") : Results.Ok(await funds.ListAsync(string.IsNullOrEmpty(book) ? null : book, ct))).WithSummary("Public funds with what was paid and what is left.");
        var due = routes.MapGroup("/api/v1/finance").RequireAuthorization(Policies.ViewPayables).WithTags("finance").AddEndpointFilter(CcerApi.RefusalsAsync);
        due.MapGet("/lists", (string? kind, string? state, int? limit, HttpContext http, PayableLists lists, CancellationToken ct) =>
                lists.ListAsync(http.User.Scope(), OneOf(kind, "kind", PayableLists.Kinds), OneOf(state, "state", PayableLists.States), limit: AskedPage.Limit(limit, 500, 5000), ct: ct)).WithSummary("Lists of what is due within the account's townships.");
        due.MapGet("/lists/{id:long}", async (long id, HttpContext http, PayableLists lists, CancellationToken ct) => await lists.FindAsync(id, http.User.Scope(), ct) is { } list
                ? Results.Ok(new { list, lines = await lists.LinesAsync(id, ct), moves = await lists.MovesAsync(id, ct), choices = await lists.ChoicesAsync(id, CountyClock.Today, ct) }) : CcerApi.Missing("没有这份名单。"))
            .WithSummary("A list with its lines, its way and the steps open now. No account numbers.");
        due.MapPost("/lists/{id:long}/moves", async (long id, ListMoveBody body, HttpContext http, PayableLists lists, CancellationToken ct) =>
            {
                if (await lists.FindAsync(id, http.User.Scope(), ct) is null)
                    return CcerApi.Missing("没有这份名单。");
                if (body.ProofBase64 is null)
                    await MoveAsync(null);
                else
                    await SentFile.KeptAsync(body.ProofBase64, body.ProofName, "公示证明 proofBase64 是空的。", (path, _, name) => MoveAsync(new SentPaper(path, name)), ct);
                return Results.Ok(await lists.FindAsync(id, http.User.Scope(), ct));

                Task MoveAsync(SentPaper? proof) => lists.MoveAsync(http.User.Actor(), id, body.To ?? "", body.On ?? CountyClock.Today, body.Note ?? "", proof, ct);
            }).RequireAuthorization(Policies.AdvancePayables).DisableAntiforgery().WithSummary("Moves a list one step. A publicity that began before today comes with its proof, proofBase64 and proofName.");
        due.MapGet("/compensation/{year:int}", async (int year, HttpContext http, EcoCompensation compensation, CancellationToken ct) => new
            {
                villages = await compensation.VillagesAsync(http.User.Scope(), Yuan.Year(year, "年度"), ct), differences = await compensation.DifferencesAsync(http.User.Scope(), year, ct), standards = await compensation.StandardsAsync(ct),
            }).WithSummary("Contract areas and lists by village in a year, differences to the mapped ground, standards with their source.");
        due.MapGet("/sharing/runs", (BenefitSharing sharing, CancellationToken ct) => sharing.RunsAsync(ct: ct)).WithSummary("Runs of benefit sharing, newest first.");
        due.MapGet("/sharing/runs/{id:long}", async (long id, HttpContext http, BenefitSharing sharing, CancellationToken ct) => await sharing.RunsAsync(id, ct) is [var run]
                ? Results.Ok(new { run, costs = await sharing.CostsAsync(id, ct), parts = await sharing.PartsAsync(id, ct), lines = await sharing.StatementsAsync(id, http.User.Scope(), ct: ct) }) : CcerApi.Missing("没有这次分配。"))
            .WithSummary("A run with its costs, parts and what each payee gets within the account's townships.");
        api.MapGet("/bank/{book}", async (string book, bool? open, EntityBooks books, BankReconciliation bank, CancellationToken ct) => await books.FindAsync(book, ct) is null
                ? CcerApi.Missing("没有这本账。") : Results.Ok(await bank.LinesAsync(book, open == true, 2000, ct))).WithSummary("Bank lines of a book with what settles them.");
        api.MapGet("/prices/{series}", (string series, PriceBook prices, CancellationToken ct) => prices.RowsAsync(series, ct)).WithSummary("Days of a price series with their source.");
        api.MapGet("/forecast", (string? project, string? scenario, string? series, HttpContext http, ProjectForecasts forecasts, CancellationToken ct) =>
                forecasts.OfAsync(string.IsNullOrEmpty(project) ? null : project, scenario ?? "base", series ?? "CCER", http.User.Scope(), ct)).WithSummary("Revenue forecast with bands; refused with a sentence where prices or tonnes are missing.");
    }

    // What is asked for by a word: null where nothing is. Rows of a word that there is not are no answer.
    internal static string? OneOf(string? asked, string name, IReadOnlyList<string> words) => string.IsNullOrEmpty(asked) ? null : words.Contains(asked) ? asked
        : throw new RefusedException($"{name} 没有“{Shortened.Of(asked)}”：可选 {string.Join('、', words)}。", $"There is no {name} “{Shortened.Of(asked)}”: choose one of {string.Join(", ", words)}.");
}

/// <summary>On which day and why a voucher is taken back.</summary>
public sealed record ReversalBody(DateOnly? On, string? Because);

/// <summary>One step of a list; of a publicity that began before it is entered with what proves it, in base64.</summary>
public sealed record ListMoveBody(string? To, DateOnly? On, string? Note, string? ProofName = null, string? ProofBase64 = null);
