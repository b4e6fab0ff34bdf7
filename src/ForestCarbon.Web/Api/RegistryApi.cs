using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Antiforgery;

namespace ForestCarbon.Web.Api;

/// <summary>The mirror of the national registry's public pages under <c>/api/v1/registry</c>. Tonnes as the registry states them.</summary>
public static class RegistryApi
{
    public static void MapRegistryApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/registry").RequireAuthorization(Policies.ViewCounty).WithTags("registry").AddEndpointFilter(CcerApi.RefusalsAsync);
        api.MapGet("/applications", (string? track, string? province, string? q, bool? all, RegistryMirror mirror, CancellationToken ct) => mirror.ListAsync(track, province, q, all != true, ct))
            .WithSummary("Applications of the whole country as they stand; forestry only unless all=true.");
        api.MapGet("/applications/{applyId}", async (string applyId, RegistryMirror mirror, CancellationToken ct) => await mirror.FindAsync(applyId, ct) is { Count: > 0 } entries
                ? Results.Ok(new { entries, history = await mirror.HistoryAsync(applyId, ct) })
                : CcerApi.Missing("公开信息里没有这个申请。"))
            .WithSummary("An application on its tracks, with everything that was seen of it.");
        api.MapGet("/receipts", (RegistryMirror mirror, CancellationToken ct) => mirror.ReceiptsAsync(100, ct)).WithSummary("What was received, with what could not be taken over.");
        api.MapPost("/receipts", ReceiveAsync).RequireAuthorization(Policies.KeepMirror).DisableAntiforgery()
            .WithSummary("Takes over a list, a detail or a bundle (base64) as the registry's public pages answered it.");
        api.MapGet("/unknown-types", (RegistryMirror mirror, CancellationToken ct) => mirror.UnknownTypesAsync(ct)).WithSummary("Types seen that no dictionary holds.");
        api.MapGet("/reconciliation", async (RegistryMirror mirror, OwnProjects ours, HttpContext http, CancellationToken ct) =>
                await ours.DifferencesAsync(await mirror.ListAsync(forestryOnly: false, ct: ct), http.User.Scope(), ct))
            .WithSummary("Differences between our projects and the mirror.");
    }

    private static async Task<IResult> ReceiveAsync(ReceiptBody body, HttpContext http, IAntiforgery antiforgery, Db db, Home home, CancellationToken ct)
    {
        if (await CcerApi.NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        Receipt? receipt = null;
        await SentFile.KeptAsync(body.FileBase64, body.FileName ?? "registry.json", "需要 fileBase64。", async (path, file, name) =>
        {
            var read = RegistryFile.Read(await File.ReadAllBytesAsync(path, ct), body.DataType, body.ApplyId);
            receipt = await db.WriteAsync(http.User.Actor(), TownshipScope.WholeCounty, "收下注册登记系统的公开信息", async write =>
            {
                await new FileStore(home.Files).KeepAsync(write, path, file, name, ct);
                return await RegistryMirror.ReceiveAsync(write, read, name, file.Sha256, body.ObservedOn, ct);
            }, ct);
        }, ct);
        return Results.Created("/api/v1/registry/receipts", receipt);
    }
}

/// <summary>Public information as it was saved, and the day it was seen; type and application only where the file does not say them.</summary>
public sealed record ReceiptBody(string? FileName, string? FileBase64, DateOnly? ObservedOn, string? DataType, string? ApplyId);
