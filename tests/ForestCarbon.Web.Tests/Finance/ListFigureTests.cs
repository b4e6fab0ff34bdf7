using System.Text;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Areas.Finance.Controllers;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>Lists of what is due: what their sums count, and what stands behind each amount.</summary>
public sealed class ListFigureTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private const string Village = "431125101001";

    private static readonly Actor Opener = Actor.Job("opener");

    [Fact]
    public void No_sum_counts_a_withdrawn_list()
    {
        ListRow[] lists =
        [
            new() { State = "approved", AmountFen = 100_00, HeldFen = 10_00, PaidFen = 40_00, ReturnedFen = 5_00 },
            new() { State = "paid", AmountFen = 20_00, PaidFen = 20_00 },
            new() { State = "withdrawn", AmountFen = 999_00, HeldFen = 99_00, ReturnedFen = 9_00 },
        ];

        var page = new ListsPage(lists, null, null);

        Assert.Equal((120_00L, 60_00L, 10_00L, 5_00L), (page.AmountFen, page.OpenFen, page.HeldFen, page.ReturnedFen));
        Assert.Equal((2, 1), (page.Count, page.Withdrawn));
    }

    [Fact]
    public void A_held_line_and_its_correction_are_in_two_lists_and_owed_once()
    {
        ListRow[] lists =
        [
            new() { State = "paid", AmountFen = 100_00, HeldFen = 30_00, CorrectedFen = 10_00, PaidFen = 70_00 }, // 20 of it wait, corrected nowhere
            new() { State = "approved", Corrects = 1, AmountFen = 12_00 },
        ];

        var page = new ListsPage(lists, null, null);

        Assert.Equal((112_00L, 10_00L, 102_00L, 32_00L), (page.AmountFen, page.CorrectedFen, page.OwedFen, page.OpenFen));
    }

    [Fact]
    public void An_amount_leads_to_the_contract_the_run_or_else_the_voucher()
    {
        ListPage Of(long? run) => new(new ListRow { RunId = run }, [], [], [], [], [], [], new Dictionary<string, string>(), false, null);

        Assert.Equal("/finance/compensation/contracts/3", Of(null).BehindOf(new LineRow { ContractId = 3, OwedEventId = 5 }, mayBooks: true));
        Assert.Equal("/finance/sharing/runs/7", Of(7).BehindOf(new LineRow { OwedEventId = 5 }, mayBooks: true));
        Assert.Equal("/finance/vouchers/6", Of(null).BehindOf(new LineRow { OwedEventId = 5, PaidEventId = 6 }, mayBooks: true));
        Assert.Null(Of(null).BehindOf(new LineRow { OwedEventId = 5 }, mayBooks: false));
    }

    [Fact]
    public async Task A_line_leads_to_its_contract_and_ground_and_a_correction_says_what_it_corrects_and_why()
    {
        var files = new FileStore(Directory.CreateTempSubdirectory("fc-lists-").FullName);
        var (compensation, lists) = (new EcoCompensation(site.Db), new PayableLists(site.Db, files));
        await new EntityBooks(site.Db).OpenAsync(Opener, new("behindbook", "某县财政局", "县财政", "政府会计", "county", null, new(2026, 1, 1)));
        var fund = await new Funds(site.Db, files).EnterAsync(Opener, new NewFund("behindbook", "province", "单〔演〕1号", 2026, "2110501", "森林管护", "compensation", 1_000_00, IsDemonstration: true));
        await new Funds(site.Db, files).ConfirmAsync(Actor.Job("checker"), fund);
        foreach (var (part, fen) in new[] { ("loss", 1_300L), ("ranger", 250), ("public", 50) })
            await compensation.EnterStandardAsync(Opener, new("national", "collective", "", part, 2019, fen, "示例文号", "?"));
        await site.Db.WriteAsync(Opener, TownshipScope.WholeCounty, "收款人", write => write.ExecuteAsync("insert into finance.payee (code, kind, name) values ('县', 'public', '某县林业局')"));
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, $"{string.Join(',', ContractFile.Heads)}\nL-1,管护合同,国家级公益林,,个人,{Village},甲,甲户,护-1,某护林员,{Village}000100001,38.34,2021,2030\n", new UTF8Encoding(false));
        await new ProtectionContracts(site.Db, files).ImportAsync(Opener, path, "合同.csv");
        File.Delete(path);
        var list = await compensation.DraftAsync(Opener, "behindbook", fund, Village, "national", 2026);
        await lists.MoveAsync(Opener, list, "publicity", CountyClock.Today);
        var line = (await lists.LinesAsync(list)).First(l => l.Part == "loss");
        await lists.HoldAsync(Opener, list, line.Line, "面积重复");
        var corrected = await lists.CorrectAsync(Opener, list, line.Line, line.PayeeId, 448_57);
        var (finance, contract) = (await site.SignedInAsync(Roles.Finance), $"/finance/compensation/contracts/{line.ContractId}");

        var page = await finance.PageAsync($"/finance/lists/{corrected}");

        var amount = page.QuerySelector("#line-1 a.why")!;
        Assert.Equal(("448.57", contract), (amount.TextContent, amount.GetAttribute("href")));
        Assert.Contains("更正：面积×标准原为 498.42", page.QuerySelector("#line-1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("面积重复", page.QuerySelector("#line-1")!.TextContent, StringComparison.Ordinal);
        var door = $"/finance/lists/{list}?only=held";
        var held = (await finance.PageAsync("/finance/lists")).QuerySelector($"a.why[href='{door}#lines']")!;
        Assert.Equal("498.42", held.TextContent);
        Assert.Equal([$"line-{line.Line}"], (await finance.PageAsync(door)).QuerySelectorAll("#lines tbody tr").Select(r => r.Id));
        Assert.True((await finance.PageAsync($"/finance/lists/{list}")).QuerySelectorAll("#lines tbody tr").Length > 1);
        Assert.Empty((await finance.PageAsync($"/finance/lists/{list}?only=paid")).QuerySelectorAll("#lines tbody tr"));
        Assert.Equal("1,000.00", (await finance.PageAsync("/finance/funds")).QuerySelector($"a.why[href='/finance/books/behindbook?year=2026&fund={fund}#journal']")!.TextContent);
        var behind = await finance.PageAsync(contract);
        Assert.NotNull(behind.QuerySelector("#ground a[href^='/inventory/parcels/']"));
        Assert.NotNull(behind.QuerySelector("#ground a[href^='/inventory/map?parcel=']"));
        Assert.NotNull(behind.QuerySelector($"#due a[href='/finance/lists/{corrected}']"));
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync("finance-english"), contract));
    }
}
