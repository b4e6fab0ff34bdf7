using System.Globalization;
using System.Text.Json.Nodes;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using ForestCarbon.Web.Text;
using Hangfire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>Files on their way into the inventory: sent, read, judged, decided. Who sees some townships only sees the imports they sent.</summary>
[Area("Inventory"), Authorize(Policies.ImportFiles)]
public sealed class ImportsController(ParcelImports imports, Uploads uploads, NamedMappings mappings, IBackgroundJobClient jobs, Notices notices, IUserStore<Account> accounts) : Controller
{
    private const long LargestUpload = 8L << 30;
    private const int FindingsPerPage = 100;
    private const int PlacesShown = 5_000;
    private const int ChangesShown = 500;
    private const int FileErrorsShown = 50;
    private const int UploadsShown = 50;
    private const int LongestReason = 500;

    [HttpGet("/inventory/imports")]
    public async Task<IActionResult> List(CancellationToken ct) => View("Imports", await ListPageAsync(null, ct));

    [HttpPost("/inventory/imports"), RequestSizeLimit(LargestUpload), RequestFormLimits(MultipartBodyLengthLimit = LargestUpload)]
    public async Task<IActionResult> Send(UploadForm form, CancellationToken ct)
    {
        try
        {
            var parts = form.Files ?? [];
            var main = ToRead(parts) ?? throw (parts.Count == 0
                ? new RefusedException("请选择要导入的文件。", "Choose the file that is to be imported.")
                : new RefusedException("所选文件里没有可以导入的图层：.shp、.zip、.gpkg、.geojson、.csv 或 .xlsx。", "None of the files can be imported: choose a .shp, .zip, .gpkg, .geojson, .csv or .xlsx."));
            if (ImportLayer.Find(form.Layer ?? ImportLayer.ForestLand, out var why) is not { } layer)
                throw new RefusedException(why!.Zh, why.En);
            // Renamed or removed since the page was opened: the usual names would read the file otherwise than was asked.
            var mapping = string.IsNullOrEmpty(form.Mapping) ? null : await mappings.FindAsync(form.Mapping, ct)
                ?? throw new RefusedException($"名为“{form.Mapping}”的字段对应已经改名或移除，文件没有上传，请重新选择。", $"The mapping \"{form.Mapping}\" has been renamed or removed and the file was not sent: choose another.");
            var id = await uploads.OpenAsync(Path.GetFileName(main.FileName), new UploadRequest(layer.Name, form.AsOf ?? CountyClock.Today, None(form.Crs),
                None(form.Encoding), None(form.SourceLayer), mapping?.Fields.ToDictionary(), form.Shift is null ? null : Uploads.ShiftName(form.Shift.FileName), null, IsComplete: form.Complete, KeptMapping: mapping?.FieldMappingId), User.Actor(), User.Scope(), ct);
            foreach (var part in parts)
                await KeepAsync(id, part.FileName, part, ct);
            if (form.Shift is not null)
                await KeepAsync(id, Uploads.ShiftName(form.Shift.FileName), form.Shift, ct);
            jobs.Enqueue<ImportJob>(job => job.RunAsync(id, CancellationToken.None));
            return LocalRedirect($"/inventory/imports/uploads/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Imports", await ListPageAsync(refused.Message, ct));
        }
    }

    [HttpGet("/inventory/imports/uploads/{id:long}")]
    public async Task<IActionResult> Sent(long id, CancellationToken ct) => await MineAsync(id, ct) switch
    {
        null => NotFound(),
        { ImportId: { } import, State: var state } => LocalRedirect($"/inventory/imports/{import}{(state == "already" ? "?again=true" : "")}"),
        var upload => View("Upload", upload),
    };

    /// <summary>Names the layer of a file that holds several, which is then read.</summary>
    [HttpPost("/inventory/imports/uploads/{id:long}/layer")]
    public async Task<IActionResult> Choose(long id, string? sourceLayer, CancellationToken ct)
    {
        if (await MineAsync(id, ct) is null)
            return NotFound();
        if (await uploads.ChooseAsync(id, sourceLayer ?? "", User.Actor(), ct))
            jobs.Enqueue<ImportJob>(job => job.RunAsync(id, CancellationToken.None));
        return LocalRedirect($"/inventory/imports/uploads/{id}");
    }

    /// <summary>Names the coordinate system of a file that waits for it, or gives it a datum shift; it is then read.</summary>
    [HttpPost("/inventory/imports/uploads/{id:long}/crs")]
    public async Task<IActionResult> NameCrs(long id, string? crs, string? other, IFormFile? shift, bool withoutShift, CancellationToken ct)
    {
        if (await MineAsync(id, ct) is not { } upload)
            return NotFound();
        var named = None(other) ?? None(crs);
        if (upload.State == "crs" && named is null && shift is null && !withoutShift)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            ViewData["Refusal"] = T("请选一个坐标系，或写出它的 EPSG 编号。", "Choose a coordinate system, or write its EPSG code.");
            return View("Upload", upload);
        }
        if (upload.State == "crs" && shift is not null)
            await KeepAsync(id, Uploads.ShiftName(shift.FileName), shift, ct);
        if (await uploads.NameCrsAsync(id, named, shift is null ? null : Uploads.ShiftName(shift.FileName), withoutShift && shift is null, User.Actor(), ct))
            jobs.Enqueue<ImportJob>(job => job.RunAsync(id, CancellationToken.None));
        return LocalRedirect($"/inventory/imports/uploads/{id}");
    }

    /// <summary>Has a file read again that could not be read: it lies where it was sent.</summary>
    [HttpPost("/inventory/imports/uploads/{id:long}/again")]
    public async Task<IActionResult> ReadAgain(long id, CancellationToken ct)
    {
        if (await MineAsync(id, ct) is null)
            return NotFound();
        if (await uploads.ReadAgainAsync(id, User.Actor(), ct))
            jobs.Enqueue<ImportJob>(job => job.RunAsync(id, CancellationToken.None));
        return LocalRedirect($"/inventory/imports/uploads/{id}");
    }

    /// <summary>Gives up a file that could not be read, or that waits for its layer or its coordinate system.</summary>
    [HttpPost("/inventory/imports/uploads/{id:long}/discard")]
    public async Task<IActionResult> Discard(long id, CancellationToken ct)
    {
        if (await MineAsync(id, ct) is null)
            return NotFound();
        await uploads.DiscardAsync(id, User.Actor(), ct);
        return LocalRedirect($"/inventory/imports/uploads/{id}");
    }

    /// <summary>Sends how far a file is read twice a second, until it has been (server-sent events).</summary>
    [HttpGet("/inventory/imports/uploads/{id:long}/progress")]
    public async Task<IActionResult> Progress(long id, CancellationToken ct)
    {
        if (await MineAsync(id, ct) is null)
            return NotFound();
        return await Response.SendProgressAsync(async () => await MineAsync(id, ct) is { } at
            ? (new { at.State, at.RowsRead, at.RowsStated, at.HasEnded }, at.HasEnded)
            : null, ct);
    }

    [HttpGet("/inventory/imports/{id:long}")]
    public async Task<IActionResult> Show(long id, FindingQuery query, bool again, CancellationToken ct) => await PageAsync(id, query, null, ct, again);

    [HttpGet("/inventory/imports/{id:long}/places.json")]
    public async Task<IActionResult> Places(long id, FindingQuery query, CancellationToken ct)
    {
        if (await ReadableAsync(id, ct) is null)
            return NotFound();
        var features = new JsonArray();
        foreach (var place in await imports.FindingPlacesAsync(id, query.Filter(), PlacesShown, ct))
            foreach (var (shape, kind) in new[] { (place.Shape, "row"), (place.Ground, "ground"), (place.Place, "finding") })
                if (shape is not null)
                    features.Add(new JsonObject
                    {
                        ["type"] = "Feature", ["geometry"] = JsonNode.Parse(shape),
                        ["properties"] = new JsonObject { ["finding"] = place.Finding, ["severity"] = place.Severity, ["is"] = kind, ["far"] = place.IsFar },
                    });
        return Content(new JsonObject { ["type"] = "FeatureCollection", ["features"] = features }.ToJsonString(), "application/geo+json");
    }

    [HttpGet("/inventory/imports/{id:long}/findings.xlsx")]
    public async Task<IActionResult> Workbook(long id, CancellationToken ct)
    {
        if (await ReadableAsync(id, ct) is not { } import)
            return NotFound();
        var workbook = new MemoryStream();
        FindingWorkbook.Write(workbook, import, await imports.FindingsAsync(id, ct), ReadingPreferences.Of(HttpContext).InEnglish);
        return File(workbook.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"import-{id}-findings.xlsx");
    }

    [HttpPost("/inventory/imports/{id:long}/accept"), Authorize(Policies.DecideImports)]
    public Task<IActionResult> Accept(long id, string[]? parts, int[]? leave, long[]? keep, CancellationToken ct) =>
        DecideAsync(id, () => imports.AcceptAsync(id, User.Actor(), User.Scope(), Parts(parts), new LeftOut(leave ?? [], keep ?? []), ct), ct);

    /// <summary>Sends an import back with a reason, which whoever sent it is told on the desk.</summary>
    [HttpPost("/inventory/imports/{id:long}/refuse"), Authorize(Policies.DecideImports)]
    public Task<IActionResult> Refuse(long id, string? reason, CancellationToken ct) => DecideAsync(id, async () =>
    {
        if (None(reason) is not { Length: <= LongestReason } why)
            return new DecisionOutcome.NotPossible($"没有退回：请写明原因（不超过 {LongestReason} 字），上传的人会看到。", $"It was not sent back: give the reason, in up to {LongestReason} characters, for whoever sent it.");
        var outcome = await imports.RejectAsync(id, User.Actor(), User.Scope(), why, ct);
        if (outcome is DecisionOutcome.Rejected && await imports.FindAsync(id, ct) is { } import && import.StagedBy != User.Actor().Id)
            await notices.TellAsync(User.Actor(), import.StagedBy, "import-returned", import.FileName, null, $"/inventory/imports/{id}", why, ct: ct);
        return outcome;
    }, ct);

    /// <summary>Takes an import back once the person has ticked that this is meant.</summary>
    [HttpPost("/inventory/imports/{id:long}/undo"), Authorize(Policies.DecideImports)]
    public Task<IActionResult> Undo(long id, bool sure, CancellationToken ct) => DecideAsync(id, async () => sure
        ? await imports.UndoAsync(id, User.Actor(), User.Scope(), ct)
        : new DecisionOutcome.NotPossible("没有勾选确认，导入没有撤销。", "The box was not ticked; nothing was taken back."), ct);

    /// <summary>Reads the kept file again under another mapping, and keeps the mapping where it was given a name.</summary>
    [HttpPost("/inventory/imports/{id:long}/mapping")]
    public async Task<IActionResult> Remap(long id, string[]? source, string[]? target, string? name, bool complete, string? crs, CancellationToken ct)
    {
        if (await ReadableAsync(id, ct) is not { State: "staged" or "refused" } import)
            return NotFound();
        var mapping = (source ?? []).Zip(target ?? []).GroupBy(p => p.First, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Second ?? "", StringComparer.Ordinal);
        var kept = name?.Trim() is { Length: > 0 and <= NamedMappings.LongestName } given ? await mappings.SaveAsync(given, import.Layer, mapping, User.Actor(), ct) : (long?)null;
        // A shapefile is kept with its companions as one archive, and so is a table with its .cpg.
        var file = Path.GetExtension(import.FileName).ToLowerInvariant() is ".shp" or ".dbf" && IsArchive(imports.PathOfFile(import)) ? Path.ChangeExtension(import.FileName, ".zip") : import.FileName;
        // All else as it was asked the first time: a shift of datum or an encoding that was given is part of how the file is read.
        var (asked, shift) = (import.AsAsked(), import.DatumShift is null ? null : Uploads.ShiftName("kept.json"));
        // Emptied, the field of the form leaves the system to the file again.
        var system = Request.Form.ContainsKey("crs") ? None(crs) : asked.Crs;
        var upload = await uploads.OpenAsync(file, new UploadRequest(import.Layer, import.AsOf, system, asked.Encoding, import.SourceLayer, mapping, shift, import.FileName, IsComplete: complete, KeptMapping: kept, Rereads: id),
            User.Actor(), User.Scope(), ct);
        if (shift is not null)
            await System.IO.File.WriteAllTextAsync(uploads.PathOf(upload, shift), import.DatumShift, ct);
        System.IO.File.Copy(imports.PathOfFile(import), uploads.PathOf(upload, file));
        jobs.Enqueue<ImportJob>(job => job.RunAsync(upload, CancellationToken.None));
        return LocalRedirect($"/inventory/imports/uploads/{upload}");
    }

    private static bool IsArchive(string path)
    {
        using var file = System.IO.File.OpenRead(path);
        return file.ReadByte() == 'P' && file.ReadByte() == 'K';
    }

    private async Task KeepAsync(long upload, string name, IFormFile part, CancellationToken ct)
    {
        await using var to = System.IO.File.Create(uploads.PathOf(upload, name));
        await part.CopyToAsync(to, ct);
    }

    private async Task<IActionResult> DecideAsync(long id, Func<Task<DecisionOutcome>> decide, CancellationToken ct)
    {
        if (await ReadableAsync(id, ct) is null)
            return NotFound();
        if (await decide() is not DecisionOutcome.NotPossible refused)
            return LocalRedirect($"/inventory/imports/{id}");
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await PageAsync(id, new FindingQuery(null, null, null), T(refused.Sentence, refused.SentenceEn), ct);
    }

    private async Task<IActionResult> PageAsync(long id, FindingQuery query, string? refusal, CancellationToken ct, bool again = false)
    {
        if (await ReadableAsync(id, ct) is not { } import)
            return NotFound();
        return View("Import", new ImportPage(
            import, query, refusal, await imports.FindingsAsync(id, new FindingFilter(null, "error", null, IsOfFile: true), FileErrorsShown, 0, ct), await imports.FindingKindsAsync(id, ct),
            await imports.FindingsAsync(id, query.Filter(), FindingsPerPage, (query.At - 1) * FindingsPerPage, ct), FindingsPerPage,
            await imports.ChangesAsync(id, ct), await imports.ChangeRowsAsync(id, query.Change, ChangesShown, ct), ChangesShown,
            await imports.FieldsAsync(id, ct), FieldMapping.TargetsOf(import.Layer), again, await imports.CountFindingsAsync(id, query.Filter(), ct), await mappings.OfImportAsync(id, ct),
            await ((AccountStore)accounts).NamesAsync(new[] { import.StagedBy, import.DecidedBy, import.UndoneBy }.OfType<string>(), ct)));
    }

    private async Task<ImportListPage> ListPageAsync(string? refusal, CancellationToken ct) => new(
        await imports.ListAsync(stagedBy: OwnOnly, ct: ct), await mappings.ListAsync(ct: ct), await uploads.UnreadAsync(OwnOnly, UploadsShown, ct), refusal);

    private string? OwnOnly => User.Scope().Codes is null ? null : User.Actor().Id;

    private async Task<ImportSummary?> ReadableAsync(long id, CancellationToken ct) =>
        await imports.FindAsync(id, ct) is { } import && (User.Scope().Codes is null || import.StagedBy == User.Actor().Id) ? import : null;

    private async Task<Upload?> MineAsync(long id, CancellationToken ct) =>
        await uploads.FindAsync(id, ct) is { } upload && (User.Scope().Codes is null || upload.SentBy == User.Actor().Id) ? upload : null;

    private static string[]? Parts(string[]? given) => given is null ? null : [.. given.Where(ImportParts.All.Contains)];

    // Of a shapefile's parts the .shp is read; the others lie beside it.
    private static IFormFile? ToRead(IReadOnlyList<IFormFile> files) =>
        new[] { ".shp", ".zip", ".gpkg", ".geojson", ".json", ".xlsx", ".csv", ".txt", ".dbf" }
            .Select(ending => files.FirstOrDefault(f => Path.GetExtension(f.FileName).Equals(ending, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(f => f is not null)
        ?? (files is [var only] ? only : null);

    private static string? None(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private string T(string zh, string en) => ReadingPreferences.Of(HttpContext).Name(zh, en);
}

/// <summary>What the form of an upload holds.</summary>
public sealed record UploadForm(
    IReadOnlyList<IFormFile>? Files, string? Layer, DateOnly? AsOf, string? Crs, string? Encoding, string? SourceLayer, string? Mapping, IFormFile? Shift, bool Complete = false);

/// <summary>Which findings and changes a page shows, as it stands in the address.</summary>
public sealed record FindingQuery(string? Kind, string? Severity, string? Q, string? Change = null, int Page = 1)
{
    public int At => Math.Clamp(Page, 1, 100_000);

    public FindingFilter Filter() => new(None(Kind), None(Severity), None(Q));

    /// <summary>The same question on another page.</summary>
    public string OnPage(int page) => QueryString.Create(new Dictionary<string, string?>
    {
        ["kind"] = Kind, ["severity"] = Severity, ["q"] = Q, ["change"] = Change, ["page"] = page.ToString(CultureInfo.InvariantCulture),
    }.Where(p => !string.IsNullOrEmpty(p.Value))).ToString();

    private static string? None(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}

/// <summary>The imports, the form for another, and the uploads that have not become imports yet.</summary>
public sealed record ImportListPage(IReadOnlyList<ImportSummary> Imports, IReadOnlyList<NamedMapping> Mappings, IReadOnlyList<Upload> Unread, string? Refusal);

/// <summary>An import with what was found and what it would change.</summary>
/// <param name="FileErrors">What is wrong with the file as a whole, whatever the query asks for: everything else may follow from it.</param>
/// <param name="Matching">How many findings fit the query, on all its pages.</param>
/// <param name="Kept">The kept mapping that the file was read by; null where it was none.</param>
/// <param name="WasSentAgain">The person was led here because the same file, read the same way, is stored already.</param>
public sealed record ImportPage(
    ImportSummary Import, FindingQuery Query, string? Refusal, IReadOnlyList<StoredFinding> FileErrors, IReadOnlyList<FindingCount> Kinds, IReadOnlyList<StoredFinding> Findings, int PerPage,
    IReadOnlyList<ChangeTotal> Changes, IReadOnlyList<ChangeRow> ChangeRows, int ChangesShown, IReadOnlyList<FieldSample> Fields, IReadOnlyList<MappingTarget> Targets, bool WasSentAgain,
    long Matching, UsedMapping? Kept, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>What people call an actor.</summary>
    public string Who(string? actor) => PeopleWords.NameOf(actor, Names);
}
