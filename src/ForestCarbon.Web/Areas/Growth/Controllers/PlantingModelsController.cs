using System.Globalization;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Planting models: what stands, what is missing, readings of source pages by two accounts.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty), ReadableValues]
public sealed class PlantingModelsController(Db db, PlantingModels models, Home home, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostPageBytes = 50L << 20;

    [HttpGet("/growth/planting-models")]
    public Task<IActionResult> List(CancellationToken ct) => ListAsync(null, ct);

    [HttpGet("/growth/planting-models/{id}")]
    public Task<IActionResult> Show(string id, CancellationToken ct) => PageAsync(id, null, ct);

    [HttpPost("/growth/planting-models"), Authorize(Policies.ReadPlantingModels)]
    public async Task<IActionResult> Add(PlantingModelForm form, CancellationToken ct)
    {
        try
        {
            RefuseUnreadable();
            await models.AddAsync(User.Actor(), form.Id ?? "", form.NameZh ?? "", form.NameEn ?? "", form.Mix ?? "", form.Source ?? "", form.Sites ?? [], ct);
            return LocalRedirect($"/growth/planting-models/{form.Id!.Trim()}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListAsync(refused.Message, ct);
        }
    }

    [HttpPost("/growth/planting-models/{id}/readings"), Authorize(Policies.ReadPlantingModels), RequestSizeLimit(MostPageBytes)]
    public async Task<IActionResult> Read(string id, PlantingReadingForm read, CancellationToken ct)
    {
        try
        {
            RefuseUnreadable();
            if (read.Page is null)
                throw new RefusedException("请上传来源页。", "Attach the source page.");
            await SentFile.KeptAsync(read.Page, "请上传来源页。", async (path, file, name) => await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"读造林模型 {id}", async write =>
            {
                await new FileStore(home.Files).KeepAsync(write, path, file, name, ct);
                await PlantingModels.ReadAsync(write, new PlantingValues(
                    id, read.Site ?? 0, read.StemsPerHa ?? 0, read.Form ?? "", Numbers(read.Parameters), read.Source ?? "", read.Mark ?? "M"), file.Sha256, ct);
            }, ct), ct);
            return LocalRedirect($"/growth/planting-models/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, refused.Message, ct);
        }
    }

    private void RefuseUnreadable()
    {
        if (ReadableValuesAttribute.Unreadable(ModelState, texts) is { } unreadable)
            throw new RefusedException(unreadable);
    }

    private async Task<IActionResult> ListAsync(string? refusal, CancellationToken ct) =>
        View("List", new PlantingModelsPage(await models.ListAsync(ct), refusal));

    private async Task<IActionResult> PageAsync(string id, string? refusal, CancellationToken ct) => await models.FindAsync(id, ct) is { Count: > 0 } sites
        ? View("Show", new PlantingModelPage(sites, await models.ReadingsAsync(id, User.Actor(), ct), refusal))
        : NotFound();

    private static double[] Numbers(string? text) =>
        [.. (text ?? "").Split([',', '，', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new RefusedException($"曲线参数“{part}”不是数。", $"The curve parameter “{part}” is no number."))];
}

/// <summary>A new planting model.</summary>
public sealed record PlantingModelForm(string? Id, string? NameZh, string? NameEn, string? Mix, string? Source, short[]? Sites);

/// <summary>What an account read in a source page of a planting model.</summary>
public sealed record PlantingReadingForm(short? Site, int? StemsPerHa, string? Form, string? Parameters, string? Source, string? Mark, IFormFile? Page);

public sealed record PlantingModelsPage(IReadOnlyList<PlantingModelRow> Models, string? Refusal);

/// <summary>A model on its site classes, with the readings the account may see.</summary>
public sealed record PlantingModelPage(IReadOnlyList<PlantingModelRow> Sites, IReadOnlyList<PlantingReading> Readings, string? Refusal);
