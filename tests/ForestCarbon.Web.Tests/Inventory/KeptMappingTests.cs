using System.Net;
using ForestCarbon.Platform.Identity;
using static ForestCarbon.Web.Tests.Inventory.SentFiles;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>The mapping of a file's fields on the page of its import, kept by name.</summary>
[Collection<SiteOfFiles>]
public sealed class KeptMappingTests(WebSite site)
{
    [Fact]
    public async Task Another_mapping_is_kept_by_name_and_the_file_read_again()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "strange.csv", $"HAO,DI_LEI,WKT\n431125101001009700001,0111,{Square(111.44)}\n");

        using var answer = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = "HAO", ["target"] = "code", ["name"] = "某队字段" }, formOn: $"/inventory/imports/{id}");
        var again = await site.ReadAsync(answer);

        Assert.Equal(0, await site.ScalarAsync<long>($"select count(*) from inventory.import_finding where import_id = {again} and kind = 'code-missing'"));
        var sizes = (await surveyor.PageAsync($"/inventory/imports/{id}?kind=code-missing")).QuerySelectorAll("td[data-l='大小']").Select(c => string.Join(' ', c.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(["1 行"], sizes);
        Assert.Equal($"/inventory/imports/{again}", (await surveyor.PageAsync($"/inventory/imports/{id}")).QuerySelector("#replaced a")!.GetAttribute("href"));
        Assert.Equal($"/inventory/imports/{id}", (await surveyor.PageAsync($"/inventory/imports/{again}")).QuerySelector("#rereads a")!.GetAttribute("href"));
        Assert.Null((await surveyor.PageAsync($"/inventory/imports/{again}")).QuerySelector("#replaced"));
        Assert.Equal(1, await site.ScalarAsync<long>($"select count(*) from inventory.import_v where import_id in ({id}, {again}) and not is_replaced"));
        Assert.Equal("code", await site.ScalarAsync<string>("select mapping ->> 'HAO' from inventory.field_mapping where name = '某队字段'"));
        Assert.Contains("某队字段", (await surveyor.PageAsync("/inventory/imports")).QuerySelector("#mapping")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_mapping_is_renamed_and_removed_and_the_import_that_was_read_by_it_goes_on_naming_it()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "kept.csv", $"HAO,DI_LEI,WKT\n431125101001008200001,0111,{Square(111.28)}\n");
        async Task<long> ReadByAsync(string field, string target, string name)
        {
            using var answer = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = field, ["target"] = target, ["name"] = name }, formOn: $"/inventory/imports/{id}");
            return await site.ReadAsync(answer);
        }
        var import = await ReadByAsync("HAO", "code", "甲队字段");
        await ReadByAsync("DI_LEI", "land_class", "乙队字段");
        var number = await site.ScalarAsync<long>("select field_mapping_id from inventory.field_mapping where name = '甲队字段'");
        var mapping = $"/inventory/mappings/{number}";

        var station = await site.SignedInAsync(Roles.TownshipStation);
        Assert.Null((await station.PageAsync("/inventory/mappings")).QuerySelector($"form[action='{mapping}/rename']"));
        foreach (var (change, fields) in new (string, Dictionary<string, string>)[] { ("rename", new() { ["name"] = "站里的" }), ("remove", new() { ["sure"] = "true" }) })
            using (var foreign = await station.PostAsync($"{mapping}/{change}", fields, formOn: "/inventory/imports"))
                Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.StatusCode);
        foreach (var taken in new[] { "乙队字段", " " })
            using (var refused = await surveyor.PostAsync($"{mapping}/rename", new() { ["name"] = taken }, formOn: "/inventory/mappings"))
                Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using (var renamed = await surveyor.PostAsync($"{mapping}/rename", new() { ["name"] = "甲队二期字段" }, formOn: "/inventory/mappings"))
            Assert.Equal(HttpStatusCode.Redirect, renamed.StatusCode);
        Assert.Equal("甲队字段 现名 甲队二期字段", await NamedAsync());
        Assert.Equal("1", (await surveyor.PageAsync("/inventory/mappings")).QuerySelector($"tr:has(form[action='{mapping}/rename']) td.num")!.TextContent);
        try
        {
            Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(surveyor, "/inventory/mappings"));
            Assert.Equal("Code", (await surveyor.PageAsync("/inventory/mappings")).QuerySelector($"tr:has(form[action='{mapping}/rename']) dd")!.TextContent);
            Assert.Contains("Mean age (years)", (await surveyor.PageAsync($"/inventory/imports/{import}")).QuerySelectorAll("select[name=target] option").Select(o => o.TextContent));
        }
        finally
        {
            await surveyor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        }

        using (var unsure = await surveyor.PostAsync($"{mapping}/remove", new(), formOn: "/inventory/mappings"))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, unsure.StatusCode);
        using (var removed = await surveyor.PostAsync($"{mapping}/remove", new() { ["sure"] = "true" }, formOn: "/inventory/mappings"))
            Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);

        Assert.StartsWith("甲队字段 现名 甲队二期字段 已移除", await NamedAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("甲队", (await surveyor.PageAsync("/inventory/mappings")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("甲队", (await surveyor.PageAsync("/inventory/imports")).QuerySelector("#mapping")!.TextContent, StringComparison.Ordinal);
        // its name is free again, and what replaces it under that name leaves the import what it was read by
        await ReadByAsync("HAO", "", "甲队二期字段");
        Assert.Equal("code", await site.ScalarAsync<string>($"select m.mapping ->> 'HAO' from inventory.import i join inventory.field_mapping m using (field_mapping_id) where i.import_id = {import}"));

        async Task<string> NamedAsync() =>
            string.Join(' ', (await surveyor.PageAsync($"/inventory/imports/{import}")).QuerySelector("#kept-mapping")!.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_file_sent_under_a_mapping_that_is_gone_is_refused_and_not_read_by_the_usual_names()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);

        using var answer = await PostAsync(surveyor, "gone.csv", Head + Row("431125101001008100001", "0111", "0.7", 111.29), mapping: "早已改名");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("“早已改名”的字段对应已经改名或移除", (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await site.ScalarAsync<long>("select count(*) from inventory.upload where file_name = 'gone.csv'"));
    }

    [Fact]
    public async Task A_column_that_the_values_suggest_is_chosen_beforehand_and_no_message_names_an_option_of_the_command()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var rows = string.Concat(Enumerable.Range(1, 6).Select(i => $"431125101001009100{i:000},0111,310,{Square(111.21 + 0.006 * i)}\n"));
        var id = await site.SendAsync(surveyor, "proposed.csv", $"CODE,DI_LEI,SHU,WKT\n{rows}");

        var page = await surveyor.PageAsync($"/inventory/imports/{id}");

        Assert.Equal("species_code", page.QuerySelector("select[aria-label=SHU] option[selected]")!.GetAttribute("value"));
        Assert.DoesNotContain("--", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("species_code", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }
}
