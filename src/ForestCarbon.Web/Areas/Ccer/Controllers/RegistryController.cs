using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>The mirror of the national registry's public pages: all forestry projects of the country, what was seen of each, our own compared.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class RegistryController(Db db, RegistryMirror mirror, OwnProjects ours, FileStore files) : Controller
{
    private const long MostFileBytes = 100L << 20;

    [HttpGet("/ccer/registry")]
    public Task<IActionResult> List(RegistryFilter filter, CancellationToken ct) => PageAsync(filter, null, null, ct);

    [HttpGet("/ccer/registry/{applyId}")]
    public async Task<IActionResult> Show(string applyId, CancellationToken ct) => await mirror.FindAsync(applyId, ct) is { Count: > 0 } entries
        ? View("Application", new ApplicationPage(entries, await mirror.HistoryAsync(applyId, ct)))
        : NotFound();

    [HttpPost("/ccer/registry"), Authorize(Policies.KeepMirror), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> Receive(ReceiptForm form, CancellationToken ct)
    {
        try
        {
            Receipt? receipt = null;
            await SentFile.KeptAsync(form.File, "请选择公开信息的 JSON 文件。", async (path, file, name) =>
            {
                var read = RegistryFile.Read(await System.IO.File.ReadAllBytesAsync(path, ct), Given(form.DataType), Given(form.ApplyId));
                receipt = await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, "收下注册登记系统的公开信息", async write =>
                {
                    await files.KeepAsync(write, path, file, name, ct);
                    return await RegistryMirror.ReceiveAsync(write, read, name, file.Sha256, form.ObservedOn, ct);
                }, ct);
            }, ct);
            return await PageAsync(new RegistryFilter(null, null, null, false), receipt, null, ct);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(new RegistryFilter(null, null, null, false), null, refused.Message, ct);
        }
    }

    private async Task<IActionResult> PageAsync(RegistryFilter filter, Receipt? receipt, string? refusal, CancellationToken ct)
    {
        var all = await mirror.ListAsync(forestryOnly: false, ct: ct);
        return View("Registry", new RegistryPage(
            filter, await mirror.ListAsync(filter.Track, filter.Province, filter.Q, !filter.All, ct), all, await mirror.UnknownTypesAsync(ct), await mirror.ReceiptsAsync(10, ct),
            await ours.DifferencesAsync(all, User.Scope(), ct), receipt, refusal));
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>Which applications are shown; <paramref name="All"/> also those that are no forestry.</summary>
public sealed record RegistryFilter(string? Track, string? Province, string? Q, bool All);

/// <summary>Public information as it was saved: a list's type and a detail's application only where the file does not say them.</summary>
public sealed record ReceiptForm(IFormFile? File, DateOnly? ObservedOn, string? DataType, string? ApplyId);

public sealed record RegistryPage(
    RegistryFilter Filter, IReadOnlyList<MirrorEntry> Rows, IReadOnlyList<MirrorEntry> Everything, IReadOnlyList<UnknownType> UnknownTypes, IReadOnlyList<Receipt> Receipts,
    IReadOnlyList<Difference> Differences, Receipt? Received, string? Refusal)
{
    public IEnumerable<MirrorEntry> Forestry => Everything.Where(e => e.IsForestry);

    public IReadOnlyList<string> Provinces { get; } = [.. Everything.Select(e => e.Province).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What the registry certified of forestry reductions: registrations and what follows them only.</summary>
    public decimal CertifiedT => Forestry.Where(e => e.Track == "reduction" && e.Rank >= RegistryType.Of("4").Rank).Sum(e => e.CertifiedT ?? 0);
}

/// <summary>An application on its tracks, with everything that was seen of it.</summary>
public sealed record ApplicationPage(IReadOnlyList<MirrorEntry> Entries, IReadOnlyList<MirrorRecord> History);
