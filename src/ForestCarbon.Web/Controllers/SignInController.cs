using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Controllers;

/// <summary>Signing in and out, and how one likes to read.</summary>
public sealed class SignInController(SignInManager<Account> signIn, UserManager<Account> accounts, IStringLocalizer<Texts> texts) : Controller
{
    [HttpGet("/signin"), AllowAnonymous]
    public IActionResult Form(string? from) => User.Identity?.IsAuthenticated == true ? LocalRedirect("/") : View("SignIn", new SignInForm { From = from });

    [HttpPost("/signin"), AllowAnonymous]
    public async Task<IActionResult> SignIn(SignInForm form)
    {
        form.Error = await TrySignInAsync(form);
        if (form.Error is null)
            return LocalRedirect(Url.IsLocalUrl(form.From) ? form.From : "/");
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        form.Password = null;
        return View("SignIn", form);
    }

    [HttpPost("/signout"), Authorize(Policies.ViewCounty)]
    public new async Task<IActionResult> SignOut()
    {
        await signIn.SignOutAsync();
        return LocalRedirect("/signin");
    }

    [HttpPost("/reading"), AllowAnonymous]
    public async Task<IActionResult> Reading(string? language, string? areaUnit, string? theme, string? back)
    {
        var reading = ReadingPreferences.Of(HttpContext).With(language, areaUnit, theme);
        reading.Write(HttpContext);
        if (User.Identity?.IsAuthenticated == true && await accounts.GetUserAsync(User) is { } account && ReadingPreferences.Of(account) != reading)
        {
            (account.Language, account.AreaUnit, account.Theme) = (reading.Language, reading.AreaUnit, reading.Theme);
            await accounts.UpdateAsync(account);
        }
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }

    private async Task<string?> TrySignInAsync(SignInForm form)
    {
        if (string.IsNullOrWhiteSpace(form.UserName) || string.IsNullOrEmpty(form.Password))
            return texts["请填写账号和密码。"];
        if (await accounts.FindByNameAsync(form.UserName.Trim()) is not { } account)
            return texts["账号或密码不对。"];
        var result = await signIn.PasswordSignInAsync(account, form.Password, isPersistent: false, lockoutOnFailure: true);
        if (result.IsLockedOut)
            return texts["连续输错 5 次，账号锁定 5 分钟。请稍后再试，或请系统管理重设密码。"];
        if (!result.Succeeded)
            return texts["账号或密码不对。"];
        ReadingPreferences.Of(account).Write(HttpContext);
        return null;
    }
}

/// <summary>What the sign-in page asks for.</summary>
public sealed class SignInForm
{
    public string? UserName { get; set; }
    public string? Password { get; set; }
    public string? From { get; set; }
    public string? Error { get; set; }
}
