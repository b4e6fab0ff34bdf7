using ForestCarbon.Ccer.Screening;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using MiniExcelLibs;

namespace ForestCarbon.Ccer.Tests.Screening;

public sealed class ScreeningSheetTests(ScreenedCounty county) : IClassFixture<ScreenedCounty>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;

    private ScreeningResults Results => new(county.Db);

    [Fact]
    public async Task The_workbook_says_the_day_of_the_claims_and_the_first_condition_that_needs_evidence()
    {
        Assert.Equal($"{county.Run.ClaimsAsOf:yyyy-MM-dd}", (await RowsAsync("筛查")).Single(r => (string)r["项"] == "权益主张截至")["值"]);
        var conditions = ScreeningManifest.Parse(county.Run.Manifest).JudgedConditions();
        var needing = (await RowsAsync("小班")).ToLookup(r => Convert.ToDouble(r["待举证(亩)"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.NotEmpty(needing[true]);
        Assert.All(needing[true], r => Assert.Contains(r["首个待举证"], conditions.Select(c => (object)c.Clause)));
        Assert.All(needing[false], r => Assert.Null(r["首个待举证"]));
    }

    [Fact]
    public async Task The_workbook_holds_the_same_sums()
    {
        using var stream = new MemoryStream();
        await new ScreeningSheet(Results).WriteAsync(county.Run, All, stream);
        stream.Position = 0;

        var rows = stream.Query(useHeaderRow: true, sheetName: "结论").Cast<IDictionary<string, object>>().ToList();
        await OgrInfo.FindsFeaturesAsync(stream.ToArray(), "筛查", "结论", "小班");

        var total = (await Results.FunnelAsync(county.Run.RunId, All))[0].LeftPassM2;
        Assert.Equal((double)total * 3 / 2000, rows.Sum(r => Convert.ToDouble(r["面积(亩)"], System.Globalization.CultureInfo.InvariantCulture)), 0.01);
    }

    [Fact]
    public async Task The_workbook_is_in_English_for_who_reads_English_and_holds_the_same_figures()
    {
        foreach (var (zh, en) in new[] { ("筛查", "Screening"), ("结论", "Verdicts"), ("漏斗", "Funnel"), ("理由", "Reasons"), ("规划设想", "Ideas of the plan"), ("参数", "Parameters"), ("小班", "Parcels") })
        {
            var (chinese, english) = (await RowsAsync(zh), await RowsAsync(en, inEnglish: true));
            Assert.Equal(chinese.Length, english.Length);
            Assert.DoesNotContain(english.SelectMany(r => r.Keys), key => key.Any(c => c >= 0x4E00 && c <= 0x9FFF));
            Assert.Equal(chinese.SelectMany(r => r.Values.OfType<double>()), english.SelectMany(r => r.Values.OfType<double>()));
        }
        Assert.Equal(["Passes", "Needs evidence", "Fails"], (await RowsAsync("Verdicts", inEnglish: true)).Select(r => (string)r["Verdict"]));
        var reasons = await RowsAsync("Reasons", inEnglish: true);
        Assert.All(reasons.Where(r => (string)r["Verdict"] == "Needs evidence"), r => Assert.NotEmpty((string)r["What helps"]));
    }

    [Fact]
    public async Task The_workbook_names_townships_parameters_and_what_the_plan_does_not_say()
    {
        var names = (await Results.TownshipsAsync(county.Run.RunId, All)).Select(t => t.NameZh).ToHashSet(StringComparer.Ordinal);

        Assert.All(await RowsAsync("小班"), r => Assert.Contains((string)r["乡镇"], names));
        var parameters = await RowsAsync("参数");
        Assert.Equal("地类记录最大间隔", parameters.Single(r => (string)r["代码"] == "record_gap_months")["参数"]);
        Assert.DoesNotContain(parameters, r => (string)r["参数"] == (string)r["代码"]);
        Assert.All(await RowsAsync("规划设想"), r => Assert.Equal(r["规划面积(亩)"] is null, r["规划面积的说明"] is not null));
    }

    [Fact]
    public async Task The_workbook_of_a_legacy_methodology_says_what_it_is_good_for()
    {
        var legacy = await county.ScreenAsync(new ScreeningRequest("AR-CM-003-V01"));
        async Task<string> StatusAsync(ScreeningRow run)
        {
            using var stream = new MemoryStream();
            await new ScreeningSheet(Results).WriteAsync(run, All, stream);
            stream.Position = 0;
            return (string)stream.Query(useHeaderRow: true, sheetName: "筛查").Cast<IDictionary<string, object>>().Single(r => (string)r["项"] == "方法学的状态")["值"];
        }

        Assert.Equal(("在行", "旧方法学只供内部估算，不能据此登记CCER。"), (await StatusAsync(county.Run), await StatusAsync(legacy)));
    }

    [Fact]
    public async Task A_workbook_that_leaves_parcels_out_says_so()
    {
        async Task<(string Said, int Listed)> OfAsync(ScreeningSheet sheet)
        {
            using var stream = new MemoryStream();
            await sheet.WriteAsync(county.Run, All, stream);
            stream.Position = 0;
            var said = (string)stream.Query(useHeaderRow: true, sheetName: "筛查").Cast<IDictionary<string, object>>().Single(r => (string)r["项"] == "小班表")["值"];
            stream.Position = 0;
            return (said, stream.Query(useHeaderRow: true, sheetName: "小班").Count());
        }
        var whole = await OfAsync(new ScreeningSheet(Results));
        Assert.Equal(($"全部 {county.Run.Parcels} 个小班", (int)county.Run.Parcels!.Value), whole);

        var cut = await OfAsync(new ScreeningSheet(Results, 10));

        Assert.Equal(10, cut.Listed);
        Assert.StartsWith($"只列出前 10 个小班，共 {county.Run.Parcels} 个", cut.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_difference_of_two_screenings_goes_out_as_a_workbook_and_where_neither_expects_anything_no_tonnes_are_told()
    {
        var later = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", StartDate: new DateOnly(2029, 6, 1)));
        var changes = await Results.DiffAsync(county.Run.RunId, later.RunId, All, int.MaxValue);
        using var stream = new MemoryStream();
        await new ScreeningDiffSheet(Results).WriteAsync(county.Run, later, All, stream);

        stream.Position = 0;
        var parcels = stream.Query(useHeaderRow: true, sheetName: "不同的小班").Cast<IDictionary<string, object>>().ToList();
        stream.Position = 0;
        var sums = stream.Query(useHeaderRow: true, sheetName: "结论").Cast<IDictionary<string, object>>().ToList();

        await OgrInfo.FindsFeaturesAsync(stream.ToArray(), "两次筛查", "结论");
        Assert.Equal(changes.Select(c => c.Code), parcels.Select(r => (string)r["小班"]));
        Assert.All(sums, r => Assert.Null(r["差(tCO₂e)"]));
        Assert.Equal((null, 5L, -5L, 2L), (ScreeningChange.Difference(null, null), ScreeningChange.Difference(null, 5), ScreeningChange.Difference(5, null), ScreeningChange.Difference(3, 5)));
    }

    private async Task<IDictionary<string, object>[]> RowsAsync(string sheet, bool inEnglish = false)
    {
        using var stream = new MemoryStream();
        await new ScreeningSheet(Results).WriteAsync(county.Run, All, stream, inEnglish);
        stream.Position = 0;
        return [.. stream.Query(useHeaderRow: true, sheetName: sheet).Cast<IDictionary<string, object>>()];
    }
}
