using System.Net;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Identity;

public sealed class SignInTests(WebSite site) : IClassFixture<WebSite>
{
    [Fact]
    public async Task A_person_without_an_account_is_sent_to_the_sign_in_page_and_back_afterwards()
    {
        var browser = site.Anonymous();

        using var turnedAway = await browser.GetAsync("/");
        Assert.Equal("/signin?from=%2F", turnedAway.Headers.Location?.PathAndQuery);

        using var answer = await browser.PostAsync("/signin?from=%2F",
            new() { ["UserName"] = Roles.Finance, ["Password"] = WebSite.Password, ["From"] = "/" }, formOn: "/signin?from=%2F");
        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_way_back_never_leads_to_another_site()
    {
        using var answer = await site.Anonymous().PostAsync("/signin",
            new() { ["UserName"] = Roles.Finance, ["Password"] = WebSite.Password, ["From"] = "//elsewhere.example/" }, formOn: "/signin");

        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_wrong_password_and_a_wrong_name_get_the_same_answer()
    {
        var wrongPassword = await AnswerAsync(Roles.Auditor, "not-the-password");
        var wrongName = await AnswerAsync("nobody", "not-the-password");

        Assert.Equal("账号或密码不对。", wrongPassword);
        Assert.Equal(wrongPassword, wrongName);
    }

    [Fact]
    public async Task The_fifth_wrong_password_locks_the_account_even_for_the_right_one()
    {
        for (var attempt = 1; attempt <= 5; attempt++)
            await AnswerAsync(Roles.Verifier, $"guess-{attempt}");

        Assert.Contains("锁定", await AnswerAsync(Roles.Verifier, WebSite.Password), StringComparison.Ordinal);
    }

    [Theory, InlineData("/signin"), InlineData("/reading"), InlineData("/signout")]
    public async Task A_form_without_its_token_changes_nothing(string address)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        using var answer = await browser.PostAsync(address, new() { ["language"] = "en" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task How_a_person_reads_is_kept_with_the_account()
    {
        var browser = await site.SignedInAsync(Roles.Surveyor);
        await browser.PostAsync("/reading", new() { ["areaUnit"] = "ha", ["theme"] = "dark", ["back"] = "/" }, formOn: "/");

        var elsewhere = await site.SignedInAsync(Roles.Surveyor);
        var root = (await elsewhere.PageAsync("/")).DocumentElement;

        Assert.Equal(("ha", "dark"), (root.GetAttribute("data-unit"), root.GetAttribute("data-theme")));
    }

    [Fact]
    public async Task Answers_carry_headers_that_let_no_foreign_script_run()
    {
        using var answer = await site.Anonymous().GetAsync("/signin");

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    private async Task<string> AnswerAsync(string name, string password)
    {
        using var answer = await site.Anonymous().PostAsync("/signin", new() { ["UserName"] = name, ["Password"] = password }, formOn: "/signin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent;
    }
}
