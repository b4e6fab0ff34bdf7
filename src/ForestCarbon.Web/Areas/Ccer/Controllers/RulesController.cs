using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>Methodologies and parameters: what stands, how sure it is, what is still to be verified and what depends on it.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class RulesController(Db db, ParameterBook book, FileStore files) : Controller
{
    private const long MostPageBytes = 50L << 20;

    [HttpGet("/ccer/methodologies")]
    public async Task<IActionResult> Methodologies(CancellationToken ct) =>
        View("Methodologies", new MethodologiesPage(MethodologyCatalogue.All, await book.ListAsync(ct: ct)));

    [HttpGet("/ccer/methodologies/{id}")]
    public async Task<IActionResult> Methodology(string id, CancellationToken ct) =>
        MethodologyCatalogue.Find(id) is { } found ? View("Methodology", MethodologyPage.Of(found, await book.ListAsync(found.Id, ct))) : NotFound();

    [HttpGet("/ccer/parameters/{id:long}")]
    public async Task<IActionResult> Parameter(long id, CancellationToken ct) => await PageAsync(id, null, null, null, ct);

    [HttpPost("/ccer/parameters/{id:long}/readings"), Authorize(Policies.VerifyParameters), RequestSizeLimit(MostPageBytes)]
    public async Task<IActionResult> Read(long id, ReadingForm form, CancellationToken ct)
    {
        try
        {
            if (form.Value is not { } value || form.Page is null)
                throw new RefusedException("请填写读到的值，并上传来源页。", "Give the value read, and send the source page.");
            var next = id;
            await SentFile.KeptAsync(form.Page, "请填写读到的值，并上传来源页。", async (path, file, name) =>
            {
                next = (await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"核对参数 {id}", write =>
                    ParameterBook.ReadAsync(write, files, id, value, form.Source ?? "", path, file, name, ct), ct)).ParameterId;
            }, ct);
            return LocalRedirect($"/ccer/parameters/{next}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, refused.Message, form, null, ct);
        }
    }

    /// <summary>The source page a reading was made on, for whoever may see the reading: shown where it is a PDF or a picture, else handed out as a file.</summary>
    [HttpGet("/ccer/parameters/{id:long}/readings/{reading:long}/page")]
    public async Task<IActionResult> SourcePage(long id, long reading, CancellationToken ct)
    {
        if ((await book.ReadingsAsync(id, User.Actor(), ct)).FirstOrDefault(r => r.ReadingId == reading) is not { } made
            || files.PathOf(Convert.FromHexString(made.PageSha256)) is var path && !System.IO.File.Exists(path))
            return NotFound();
        Response.Headers.XContentTypeOptions = "nosniff";
        return await ParameterAnnex.MediaTypeAsync(path, ct) is { } shown
            ? PhysicalFile(Path.GetFullPath(path), shown, enableRangeProcessing: true)
            : PhysicalFile(Path.GetFullPath(path), "application/octet-stream", $"parameter-{id}-{reading}");
    }

    [HttpPost("/ccer/parameters/{id:long}/readings/withdraw"), Authorize(Policies.VerifyParameters)]
    public async Task<IActionResult> Withdraw(long id, string? reason, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/ccer/parameters/{(await book.WithdrawReadingAsync(User.Actor(), id, reason, ct)).ParameterId}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, refused.Message, null, null, ct);
        }
    }

    /// <summary>An administrator takes back what an account read that is gone.</summary>
    [HttpPost("/ccer/parameters/{id:long}/readings/{reading:long}/withdraw"), Authorize(Policies.Administer)]
    public async Task<IActionResult> WithdrawOfGone(long id, long reading, string? reason, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/ccer/parameters/{(await book.WithdrawReadingOfGoneAsync(User.Actor(), id, reading, reason, ct)).ParameterId}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, refused.Message, null, null, ct);
        }
    }

    [HttpPost("/ccer/parameters/{id:long}/period"), Authorize(Policies.VerifyParameters)]
    public async Task<IActionResult> Hold(long id, PeriodForm form, CancellationToken ct)
    {
        try
        {
            if (form.Value is not { } value)
                throw new RefusedException("请填写值：只改有效期时填现在的值。", "Give the value: the present one where only its period changes.");
            return LocalRedirect($"/ccer/parameters/{(await book.HoldAsync(User.Actor(), id, value, form.From, form.To, form.Source ?? "", ct)).ParameterId}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, refused.Message, null, form, ct);
        }
    }

    private async Task<IActionResult> PageAsync(long id, string? refusal, ReadingForm? reading, PeriodForm? period, CancellationToken ct) => await book.FindAsync(id, ct) is { } row
        ? View("Parameter", new ParameterPage(
            row, await book.ReadingsAsync(id, User.Actor(), ct), await book.HistoryAsync(row, ct), User.Actor().Id, refusal, reading, period,
            row.SupersededBy is null && Policies.RolesAdmittedBy(Policies.Administer).Any(User.IsInRole) ? await book.ReadingsOfGoneAsync(id, ct) : []))
        : NotFound();
}

/// <summary>What an account read on a source page.</summary>
public sealed record ReadingForm(decimal? Value, string? Source, IFormFile? Page);

/// <summary>From when to when a value holds; another value follows the one that stands.</summary>
public sealed record PeriodForm(decimal? Value, DateOnly? From, DateOnly? To, string? Source);

public sealed record MethodologiesPage(IReadOnlyList<Methodology> Methodologies, IReadOnlyList<ParameterRow> Parameters)
{
    /// <summary>What blocks the submission of a document.</summary>
    public IReadOnlyList<ParameterRow> ToVerify { get; } = [.. Parameters.Where(p => !p.MaySubmit)];
}

/// <param name="Methodology">In the words of the values that hold today.</param>
public sealed record MethodologyPage(Methodology Methodology, IReadOnlyList<ParameterRow> Parameters)
{
    public static MethodologyPage Of(Methodology methodology, IReadOnlyList<ParameterRow> parameters) => new(methodology.With(ParameterBook.InWords(parameters)), parameters);
}

/// <summary>A parameter; <paramref name="Reading"/> and <paramref name="Period"/> are what was refused, to go on from.</summary>
/// <param name="OfGone">What accounts read that are gone, for an administrator to withdraw.</param>
public sealed record ParameterPage(
    ParameterRow Row, IReadOnlyList<ParameterReading> Readings, IReadOnlyList<ParameterRow> History, string SeenBy, string? Refusal, ReadingForm? Reading, PeriodForm? Period,
    IReadOnlyList<ParameterReading> OfGone)
{
    /// <summary>What the account itself read and has not taken back.</summary>
    public ParameterReading? Mine { get; } = Readings.FirstOrDefault(r => r.ReadBy == SeenBy && r.WithdrawnAt is null);
}
