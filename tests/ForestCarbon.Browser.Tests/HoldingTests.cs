using System.Text;
using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

/// <summary>The finance office's walk: one account enters an act and cites its record, another checks it, and the posting explains itself.</summary>
public sealed class HoldingTests(ServedCounty county)
{
    [Fact]
    public async Task An_act_goes_from_the_hand_of_one_account_to_another_and_into_the_book()
    {
        var complaints = new List<string>();
        var maker = await county.SignedInAsync("caizheng", complaints);
        await maker.GotoAsync("/finance/acts/new?kind=cancel");
        await maker.SelectOptionAsync("#From", "JY-01|2025|演示-青禾|available");
        await maker.SelectOptionAsync("#ToState", "cancelled-event");
        await maker.FillAsync("#Tonnes", "25");
        await maker.FillAsync("#Beneficiary", "演示：浏览器里的一次注销");
        await maker.ClickAsync("form[action='/finance/acts'] button[type=submit]");
        await maker.Locator(".chip", new() { HasTextString = "未经登记系统确认" }).WaitForAsync();
        var act = new Uri(maker.Url).AbsolutePath;
        await maker.FillAsync("#Number", "演示-浏览器-1");
        await maker.FillAsync("#Dated", "2026-11-20");
        await maker.FillAsync("#RTonnes", "25");
        await maker.SetInputFilesAsync("#File", new FilePayload { Name = "凭据.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes("演示凭据") });
        await maker.ClickAsync($"form[action='{act}/record'] button");
        await maker.Locator(".chip", new() { HasTextString = "待复核" }).WaitForAsync();
        Assert.Equal(0, await maker.Locator($"form[action='{act}/confirm']").CountAsync());
        await maker.CloseAsync();

        var checker = await county.SignedInAsync("caihe", complaints);
        await checker.GotoAsync("/finance/acts?outcome=pending");
        await checker.ClickAsync($"a[href='{act}']");
        await checker.ClickAsync($"form[action='{act}/confirm'] button");
        await checker.ClickAsync("a[href^='/finance/postings/']");

        await checker.Locator(".qr svg").WaitForAsync();
        var text = await checker.InnerTextAsync("main");
        foreach (var part in new[] { "演示-浏览器-1", "演示：浏览器里的一次注销", "本单不是注册登记系统的登记证明" })
            Assert.Contains(part, text, StringComparison.Ordinal);
        await checker.GotoAsync("/finance/holdings");
        Assert.Contains("活动碳中和注销", await checker.InnerTextAsync("main table"), StringComparison.Ordinal);
        Assert.Empty(complaints);
        await checker.CloseAsync();
    }
}
