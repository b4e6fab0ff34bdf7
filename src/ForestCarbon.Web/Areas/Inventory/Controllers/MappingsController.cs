using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>The mappings of fields that are kept. Whose ground is some townships changes what that account keeps, and no other.</summary>
[Area("Inventory"), Authorize(Policies.ImportFiles)]
public sealed class MappingsController(NamedMappings mappings) : Controller
{
    [HttpGet("/inventory/mappings")]
    public async Task<IActionResult> List(CancellationToken ct) => View("Mappings", await PageAsync(null, ct));

    [HttpPost("/inventory/mappings/{id:long}/rename")]
    public Task<IActionResult> Rename(long id, string? name, CancellationToken ct) =>
        ChangeAsync(() => mappings.RenameAsync(id, name ?? "", User.Actor(), OwnOnly, ct), ct);

    /// <summary>Takes a mapping out of use once the person has ticked that this is meant.</summary>
    [HttpPost("/inventory/mappings/{id:long}/remove")]
    public Task<IActionResult> Remove(long id, bool sure, CancellationToken ct) => ChangeAsync(() => sure
        ? mappings.RemoveAsync(id, User.Actor(), OwnOnly, ct)
        : throw new RefusedException("没有勾选确认，字段对应没有移除。", "The box was not ticked; the mapping was not removed."), ct);

    private string? OwnOnly => User.Scope().Codes is null ? null : User.Actor().Id;

    private async Task<IActionResult> ChangeAsync(Func<Task> change, CancellationToken ct)
    {
        try
        {
            await change();
            return LocalRedirect("/inventory/mappings");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Mappings", await PageAsync(refused.Message, ct));
        }
    }

    private async Task<MappingsPage> PageAsync(string? refusal, CancellationToken ct) =>
        new([.. (await mappings.ListAsync(OwnOnly, ct)).Select(m => (m, OwnOnly is null || m.MadeBy == OwnOnly))], refusal);
}

/// <summary>The kept mappings, each with whether this account may change it.</summary>
public sealed record MappingsPage(IReadOnlyList<(NamedMapping Mapping, bool MayChange)> Mappings, string? Refusal);
