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
public sealed class RulesController(Db db, ParameterBook book, Home home) : Controller
{
    private const long MostPageBytes = 50L << 20;

    [HttpGet("/ccer/methodologies")]
    public async Task<IActionResult> Methodologies(CancellationToken ct) =>
        View("Methodologies", new MethodologiesPage(MethodologyCatalogue.All, await book.ListAsync(ct: ct)));

    [HttpGet("/ccer/methodologies/{id}")]
    public async Task<IActionResult> Methodology(string id, CancellationToken ct) =>
        MethodologyCatalogue.Find(id) is { } found ? View("Methodology", MethodologyPage.Of(found, await book.ListAsync(found.Id, ct))) : NotFound();

    [HttpGet("/ccer/parameters/{id:long}")]
    public async Task<IActionResult> Parameter(long id, CancellationToken ct) => await PageAsync(id, null, ct);

    [HttpPost("/ccer/parameters/{id:long}/readings"), Authorize(Policies.VerifyParameters), RequestSizeLimit(MostPageBytes)]
    public async Task<IActionResult> Read(long id, ReadingForm form, CancellationToken ct)
    {
        try
        {
            if (form.Value is not { } value)
                throw new RefusedException("请填写读到的值，并上传来源页。");
            var next = id;
            await SentFile.KeptAsync(form.Page, "请填写读到的值，并上传来源页。", async (path, file, name) =>
            {
                next = (await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"核对参数 {id}", async write =>
                {
                    await new FileStore(home.Files).KeepAsync(write, path, file, name, ct);
                    return await ParameterBook.ReadAsync(write, id, value, form.Source ?? "", file.Sha256, ct);
                }, ct)).ParameterId;
            }, ct);
            return LocalRedirect($"/ccer/parameters/{next}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, refused.Message, ct);
        }
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
            return await PageAsync(id, refused.Message, ct);
        }
    }

    [HttpPost("/ccer/parameters/{id:long}/period"), Authorize(Policies.VerifyParameters)]
    public async Task<IActionResult> Hold(long id, PeriodForm form, CancellationToken ct)
    {
        try
        {
            if (form.Value is not { } value)
                throw new RefusedException("请填写值：只改有效期时填现在的值。");
            return LocalRedirect($"/ccer/parameters/{(await book.HoldAsync(User.Actor(), id, value, form.From, form.To, form.Source ?? "", ct)).ParameterId}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, refused.Message, ct);
        }
    }

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct) => await book.FindAsync(id, ct) is { } row
        ? View("Parameter", new ParameterPage(row, await book.ReadingsAsync(id, User.Actor(), ct), await book.HistoryAsync(row, ct), User.Actor().Id, refusal))
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

public sealed record ParameterPage(ParameterRow Row, IReadOnlyList<ParameterReading> Readings, IReadOnlyList<ParameterRow> History, string SeenBy, string? Refusal)
{
    /// <summary>What the account itself read and has not taken back.</summary>
    public ParameterReading? Mine { get; } = Readings.FirstOrDefault(r => r.ReadBy == SeenBy && r.WithdrawnAt is null);
}
