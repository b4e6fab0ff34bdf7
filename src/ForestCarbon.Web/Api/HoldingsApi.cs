using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Antiforgery;

namespace ForestCarbon.Web.Api;

/// <summary>Holdings and acts of the subsidiary book under <c>/api/v1/holdings</c>. Whole tonnes, prices in fen; errors as problem details.</summary>
public static class HoldingsApi
{
    public static void MapHoldingsApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Policies.ViewHoldings).WithTags("holdings").AddEndpointFilter(CcerApi.RefusalsAsync);
        api.MapGet("/holdings", (DateOnly? asOf, string? holder, HoldingBook book, CancellationToken ct) => book.AsOfAsync(asOf ?? CountyClock.Today, holder: holder, ct: ct))
            .WithSummary("Holdings as of a day, by holder, project, vintage, batch and state, with their serials.");
        api.MapGet("/holdings/acts", (string? outcome, long? before, int? limit, HoldingBook book, CancellationToken ct) =>
                book.ActsAsync(FinanceApi.OneOf(outcome, "outcome", HoldingBook.Outcomes), before, AskedPage.Limit(limit, 100, 1000), ct))
            .WithSummary("Acts, newest first; outcome pending, confirmed or withdrawn.");
        api.MapGet("/holdings/acts/{id:long}", ActAsync)
            .WithSummary("An act with the other acts that rest on the same record, acceptance or verification report, and which roles may confirm it.");
        api.MapPost("/holdings/acts/{id:long}/confirm", async (long id, HttpContext http, IAntiforgery antiforgery, HoldingBook book, HoldingActs acts, CancellationToken ct) =>
            {
                if (await CcerApi.NoTokenAsync(antiforgery, http) is { } problem)
                    return problem;
                if (await book.ActAsync(id, ct) is null)
                    return CcerApi.Missing("没有这张办理单。");
                await acts.ConfirmAsync(http.User.Actor(), id, ct);
                return await ActAsync(id, book, ct);
            }).RequireAuthorization(Policies.MakeHoldings).DisableAntiforgery()
            .WithSummary("Confirms an act against its record, by another account than those that made it or cited its papers; answers as the act does.");
    }

    private static async Task<IResult> ActAsync(long id, HoldingBook book, CancellationToken ct) => await book.ActAsync(id, ct) is { } act
        ? Results.Ok(new
        {
            act, sameSource = await book.SameSourceAsync(id, ct),
            mayConfirm = new { roles = Policies.RolesAdmittedBy(Policies.MakeHoldings), not = await book.NotTheCheckerAsync(act, ct) },
        })
        : CcerApi.Missing("没有这张办理单。");
}
