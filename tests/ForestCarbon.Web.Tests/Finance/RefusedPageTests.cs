using System.Net;
using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>A refused form's answer stands at an address that takes forms only: from there the reader comes back to a page.</summary>
public sealed class RefusedPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private const string Book = "/finance/books/refusedbook", Form = $"{Book}/new?template=opening", Vouchers = $"{Book}/vouchers";

    private async Task<Browser> MakerAsync()
    {
        if (await new EntityBooks(site.Db).FindAsync("refusedbook") is null)
            await new EntityBooks(site.Db).OpenAsync(Actor.Job("opener"), new("refusedbook", "某公司", "公司", "企业会计准则", "company", null, new(2026, 1, 1)));
        return await site.SignedInAsync(Roles.Finance);
    }

    private static async Task<string> BackAsync(Browser maker, string? sentFrom)
    {
        var token = (await maker.PageAsync(Form)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var sent = new HttpRequestMessage(HttpMethod.Post, Vouchers)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["Template"] = "opening", ["EffectiveOn"] = "2026-10-12", ["Summary"] = "示例", ["AmountYuan"] = "1.005", ["__RequestVerificationToken"] = token }),
        };
        if (sentFrom is not null)
            sent.Headers.Referrer = new Uri(maker.Http.BaseAddress!, sentFrom);
        using var refused = await maker.Http.SendAsync(sent);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        return (await Browser.ReadAsync(refused)).QuerySelector("form[action='/reading'] input[name=back]")!.GetAttribute("value")!;
    }

    [Theory]
    [InlineData(Form, Form)]
    [InlineData(Vouchers, Book)] // refused twice
    [InlineData("https://example.org/finance/books", Book)]
    [InlineData(null, Book)]
    public async Task The_language_is_switched_on_the_page_of_the_form_or_else_the_nearest_one_above(string? sentFrom, string back)
    {
        var maker = await MakerAsync();

        Assert.Equal(back, await BackAsync(maker, sentFrom));

        using var switched = await maker.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = back }, formOn: Form);
        Assert.Equal(back, switched.Headers.Location!.OriginalString);
        await maker.PageAsync(back);
    }

    [Theory]
    [InlineData(Vouchers, Book)]
    [InlineData("/finance/lists/9/moves", "/finance/lists/9")]
    [InlineData("/finance/vouchers/9/post", "/finance/vouchers/9")]
    public async Task An_address_that_takes_forms_only_leads_to_the_page_above_it(string address, string page)
    {
        using var answer = await (await MakerAsync()).GetAsync(address);

        Assert.Equal((HttpStatusCode.Redirect, page), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("/finance/no-such-page"), InlineData("/finance/vouchers/nine/post"), InlineData("/api/v1/finance/vouchers/9/post")]
    public async Task An_address_that_is_none_is_not_found(string address)
    {
        using var answer = await (await MakerAsync()).GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
