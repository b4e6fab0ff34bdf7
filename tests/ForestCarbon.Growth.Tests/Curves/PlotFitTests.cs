using System.Globalization;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Growth.Tests.Curves;

/// <summary>Curves fitted to measured plots instead of parcels.</summary>
public sealed class PlotFitTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    private static readonly GrowthCurve Known = new(GrowthForm.Richards, 240, 0.09, 2.1);
    private readonly CurveSets _sets = new(county.Db);

    [Fact]
    public async Task Plots_on_a_known_curve_give_it_back_and_what_does_not_belong_is_left_out_and_counted()
    {
        var none = await Assert.ThrowsAsync<RefusedException>(() => _sets.FitToPlotsAsync(SmallCounty.Keeper, SmallCounty.InventoryDate));
        Assert.Equal("import --layer plot", none.Option);
        Assert.DoesNotContain("--", none.Message, StringComparison.Ordinal);
        for (var age = 5; age < 45; age++)
            await PlotAsync($"样{age}", age, Known.At(age), area: age % 2 == 0 ? "667" : "400");
        await PlotAsync("缺龄", null, 100, number: "7-032");
        await PlotAsync("无面积", 20, 9000, area: null);
        await PlotAsync("面积写错", 20, 9000, area: "六百六十七");
        await PlotAsync("负蓄积", 20, -5);
        await PlotAsync("树种不识", 20, 100, species: "998000");
        await PlotAsync("立地为零", 20, 9000, site: "0");
        await PlotAsync("千年", 1001, 9000);
        await PlotAsync("疏林", 20, 9000, landClass: "0120");
        await PlotAsync("经济林", 20, 9000, purpose: "255");
        await PlotAsync("火烧", 20, 9000, at: "111.5 25.5");
        await FeatureAsync("disturbance", "火", "{\"kind\":\"fire\"}", "st_geomfromtext('POLYGON((111.4 25.4, 111.6 25.4, 111.6 25.6, 111.4 25.6, 111.4 25.4))', 4490)");

        var id = await _sets.FitToPlotsAsync(SmallCounty.Keeper, SmallCounty.InventoryDate);
        var set = (await _sets.FindAsync(id))!;
        var curve = Assert.Single(await _sets.CurvesAsync(id), c => c.Level == "stratum");

        Assert.Equal((40, "310", "planted", (short?)1), (curve.Parcels, curve.SpeciesCode, curve.Origin, curve.SiteClass));
        Assert.Equal(GrowthForm.Richards, curve.GrowthForm);
        Assert.All(curve.Parameters.Zip(Known.Parameters), p => Assert.InRange(p.First / p.Second, 0.9999, 1.0001));
        Assert.Equal((20 * 667m) + (20 * 400m), curve.AreaM2);
        Assert.Contains("47 个，用 40 个，未用 7 个", set.Rule, StringComparison.Ordinal);
        var leftOut = (await _sets.PlotsLeftOutAsync(id)).ToDictionary(p => p.Code, p => (p.ReasonZh, p.ReasonEn));
        Assert.Equal(7, leftOut.Count);
        Assert.Equal(("缺平均年龄", "no mean age"), leftOut["缺龄"]);
        // Named by its number in the field where the layer states one.
        Assert.Equal(["7-032", "无面积"], (await _sets.PlotsLeftOutAsync(id)).Where(p => p.Code is "缺龄" or "无面积").OrderBy(p => p.PlotNo is null).Select(p => p.Name));
        Assert.Equal("缺样地面积", leftOut["无面积"].ReasonZh);
        Assert.Contains("“六百六十七”", leftOut["面积写错"].ReasonZh, StringComparison.Ordinal);
        Assert.Contains("“-5”", leftOut["负蓄积"].ReasonZh, StringComparison.Ordinal);
        Assert.Contains("“998000”", leftOut["树种不识"].ReasonEn, StringComparison.Ordinal);
        // The import tells these two by the same bounds.
        Assert.Equal("立地等级“0”不是 1 或以上的整数", leftOut["立地为零"].ReasonZh);
        Assert.Equal("mean age “1001” is not whole years of 0 to 1000", leftOut["千年"].ReasonEn);
        Assert.EndsWith("Of 43 plots of tree forest 40 are used; 3 lack what is needed.", CurveSetFit.RuleInEnglish(CurveSetFit.RuleOfPlots + "乔木林样地 43 个，用 40 个，缺项未用 3 个。"), StringComparison.Ordinal);
        Assert.EndsWith("Of 47 plots of tree forest 40 are used; 7 are not, and each is listed with the reason.", CurveSetFit.RuleInEnglish(set.Rule), StringComparison.Ordinal);
        Assert.Null(CurveSetFit.RuleInEnglish(set.Rule + "另有说明。"));
        Assert.Equal(("draft", false, true), (set.Approval, set.IsSynthetic, set.IsOfPlots));

        // A verifier reads below the parcel's curve that plots were fitted, and of a set of parcels that parcels were.
        Assert.Equal("本县样地拟合", await FittedToAsync());
        Assert.False((await _sets.FindAsync(await _sets.FitAsync(SmallCounty.Keeper)))!.IsOfPlots);
        Assert.Equal("本县小班拟合", await FittedToAsync());
    }

    // What the newest set was fitted to, as the steps of a parcel say it.
    private async Task<string> FittedToAsync()
    {
        var runId = (await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest(To: 2026))).RunId;
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, runId, new AccountingWork(county.Db));
        var explanations = new ParcelExplanations(county.Db);
        var curve = (await explanations.OfAsync(runId, 20, 2026, TownshipScope.WholeCounty))!.Steps.Single(s => s.Key == "curve");
        Assert.Equal(curve.Source.Contains("样地", StringComparison.Ordinal), (await explanations.GrowthOfAsync(runId, 20, TownshipScope.WholeCounty))!.IsOfPlots);
        return curve.Source[(curve.Source.IndexOf('，', StringComparison.Ordinal) + 1)..];
    }

    private Task PlotAsync(
        string code, int? age, double volume, string? area = "667", string landClass = "0111", string purpose = "", string at = "111.0 25.2", string species = "310000", string site = "1", string? number = null) =>
        FeatureAsync("plot", code, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string?>
        {
            ["plot_no"] = number, ["land_class"] = landClass, ["species_code"] = species, ["origin"] = "21", ["forest_purpose"] = purpose, ["site_class"] = site,
            ["mean_age_a"] = age?.ToString(CultureInfo.InvariantCulture), ["volume_m3_per_ha"] = volume.ToString("0.########", CultureInfo.InvariantCulture), ["plot_area_m2"] = area,
        }), $"st_geomfromtext('POINT({at})', 4490)");

    private Task FeatureAsync(string layer, string code, string attributes, string geom) => county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "样地", write =>
        write.ExecuteAsync(
            $"""
            insert into inventory.layer_feature (layer, code, name, valid, attributes, geom, geom_3857)
            values (@layer, @code, @code, '[2024-01-01,)', @attributes::jsonb, {geom}, st_transform({geom}, 3857))
            """, new { layer, code, attributes }));
}
