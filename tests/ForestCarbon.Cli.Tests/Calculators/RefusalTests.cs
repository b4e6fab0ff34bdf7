namespace ForestCarbon.Cli.Tests.Calculators;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("units", """{"value":1,"from":"ha","to":"mu","note":"x"}""", "unknown-field")]
    [InlineData("units", """{"value":1,"from":"ha"}""", "missing-field")]
    [InlineData("units", """{"value":null,"from":"ha","to":"mu"}""", "missing-field")]
    [InlineData("units", """{"value":1,"value":2,"from":"ha","to":"mu"}""", "ambiguous-input")]
    [InlineData("units", """{"value":"1","from":"ha","to":"mu"}""", "domain")]
    [InlineData("units", """{"value":1e999,"from":"ha","to":"mu"}""", "domain")]
    [InlineData("units", """{"value":-1,"from":"ha","to":"mu"}""", "domain")]
    [InlineData("units", """{"value":1,"from":"ha","to":"tC"}""", "domain")]
    [InlineData("units", """{"value":1,"from":"ha","to":"acre"}""", "unknown-name")]
    [InlineData("units", "7", "domain")]
    [InlineData("growth-curve", """{"form":"weibull","parameters":{},"ages":[1]}""", "unknown-name")]
    [InlineData("growth-curve", """{"form":"richards","parameters":{"A":1,"k":1},"ages":[1]}""", "missing-field")]
    [InlineData("growth-curve", """{"form":"richards","parameters":{"A":1,"k":1,"p":1,"q":1},"ages":[1]}""", "unknown-field")]
    [InlineData("growth-curve", """{"form":"richards","parameters":{"A":1,"k":0,"p":1},"ages":[1]}""", "domain")]
    [InlineData("growth-curve", """{"form":"schumacher","parameters":{"A":1,"b":1},"ages":[-1]}""", "domain")]
    [InlineData("curve-fit", """{"form":"richards","points":[{"age":1,"value":1},{"age":2,"value":2},{"age":3,"value":3}]}""", "too-few")]
    [InlineData("curve-fit", """{"form":"schumacher","points":[{"age":1,"value":1},{"age":1,"value":2},{"age":2,"value":3}]}""", "too-few")]
    [InlineData("curve-fit", """{"form":"schumacher","points":[{"age":-1,"value":1}]}""", "domain")]
    [InlineData("tree-volume", """{"table":"湖南/杉木","dbh_cm":20,"height_m":15}""", "unknown-name")]
    [InlineData("tree-volume", """{"table":"LY208-77/杉木","dbh_cm":0,"height_m":15}""", "domain")]
    [InlineData("tree-biomass", """{"equation":"LY/T2263-2014/马尾松","dbh_cm":20,"height_m":15}""", "unknown-name")]
    [InlineData("bamboo-biomass", """{"equation":"毛竹","dbh_cm":10,"age_du":0}""", "domain")]
    [InlineData("bamboo-biomass", """{"equation":"毛竹","dbh_cm":10,"age_du":1.5}""", "domain")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":1,"species":"油茶","factor_set":"AR-CM-001-V01"}""", "unknown-name")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":1,"species":"杉木","factor_set":"CCER-14-001-V01"}""", "unknown-name")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":1,"species":"杉木"}""", "missing-field")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":1}""", "missing-field")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":1,"species":"杉木","factor_set":"AR-CM-001-V01","bef":1.5}""", "ambiguous-input")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":1,"area_ha":1,"area_mu":15,"species":"杉木","factor_set":"AR-CM-001-V01"}""", "ambiguous-input")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":-1,"species":"杉木","factor_set":"AR-CM-001-V01"}""", "domain")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":0,"species":"杉木","factor_set":"FANG","carbon_fraction":0.5}""", "domain")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":10,"species":"杉木","factor_set":"FANG"}""", "missing-field")]
    [InlineData("root-ratio", """{"equation":"AR-TOOL14","agb_t_per_ha":0}""", "domain")]
    [InlineData("stratified-estimate", """{"strata":[{"area_ha":1,"plots":[1]}],"confidence":0.9}""", "too-few")]
    [InlineData("stratified-estimate", """{"strata":[],"confidence":0.9}""", "too-few")]
    [InlineData("stratified-estimate", """{"strata":[{"area_ha":1,"plots":[1,2],"mean":1}],"confidence":0.9}""", "ambiguous-input")]
    [InlineData("stratified-estimate", """{"strata":[{"area_ha":1,"mean":1,"sd":1}],"confidence":0.9}""", "missing-field")]
    [InlineData("stratified-estimate", """{"strata":[{"area_ha":1,"plots":[1,2]}],"confidence":90}""", "domain")]
    [InlineData("stratified-estimate", """{"strata":[{"area_ha":-1,"plots":[1,2]}],"confidence":0.9}""", "domain")]
    [InlineData("uncertainty-discount", """{"rule":"AR-CM","mean":1,"relative_error":0.300001}""", "precision-too-low")]
    [InlineData("uncertainty-discount", """{"rule":"AR-CM","mean":1,"relative_error":0.1,"half_width":0.1}""", "ambiguous-input")]
    [InlineData("uncertainty-discount", """{"rule":"CCER-14-001-V01","mean":1,"relative_error":0.1}""", "unknown-name")]
    [InlineData("uncertainty-discount", """{"rule":"GS403","mean":-1,"relative_error":0.1}""", "domain")]
    [InlineData("uncertainty-discount", """{"rule":"AR-TOOL14","mean":0,"half_width":0.1}""", "domain")]
    [InlineData("sample-size", """{"strata":[{"area_ha":1,"mean":0,"sd":1}],"plot_ha":0.06,"allowed_relative_error":0.1,"confidence":0.9}""", "domain")]
    [InlineData("error-propagation", """{"rule":"sum","values":[1,2],"half_width_percent":[1]}""", "too-few")]
    [InlineData("error-propagation", """{"rule":"mean","values":[1],"half_width_percent":[1]}""", "unknown-name")]
    [InlineData("ellipsoid-area", """{"wkt":"POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))","crs":"EPSG:4490"}""", "invalid-geometry")]
    [InlineData("ellipsoid-area", """{"wkt":"POLYGON ((0 0, 1 1, 1 0))","crs":"EPSG:4490"}""", "invalid-geometry")]
    [InlineData("ellipsoid-area", """{"wkt":"LINESTRING (0 0, 1 1)","crs":"EPSG:4490"}""", "invalid-geometry")]
    [InlineData("ellipsoid-area", """{"wkt":"POLYGON ((0 0, 1 1, 1 0, 0 0))","crs":"GCJ-02"}""", "unknown-crs")]
    [InlineData("ellipsoid-area", """{"wkt":"POLYGON ((0 0, 1 1, 1 0, 0 0))","crs":"EPSG:4610"}""", "datum-shift-required")]
    [InlineData("ellipsoid-area", """{"wkt":"POLYGON ((0 89, 1 91, 1 89, 0 89))","crs":"EPSG:4490"}""", "domain")]
    [InlineData("transform", """{"x":1,"y":1,"from":"EPSG:2361","to":"EPSG:4525"}""", "datum-shift-required")]
    [InlineData("transform", """{"x":111.3,"y":25.2,"from":"EPSG:4490","to":"EPSG:4544"}""", "domain")]
    [InlineData("working-days", """{"start":"2026-12-25","days":20}""", "calendar-missing")]
    [InlineData("working-days", """{"start":"2026-02-30","days":20}""", "domain")]
    [InlineData("working-days", """{"start":"2026-02-03","days":0}""", "domain")]
    [InlineData("crediting-window", """{"application_date":"2030-01-01","crediting_start":"2021-01-01","crediting_end":"2024-12-31"}""", "window-empty")]
    [InlineData("crediting-window", """{"application_date":"0001-01-01","crediting_start":"0001-01-01","crediting_end":"9999-12-31"}""", "window-empty")]
    [InlineData("reduction", """{"project_removal_t":1,"baseline_removal_t":0,"leakage_t":0,"non_permanence_rate":10}""", "domain")]
    [InlineData("fire-emission", """{"area_ha":-1,"agb_t_per_ha":1,"combustion_factor":0.5,"ef_ch4_g_per_kg":1,"ef_n2o_g_per_kg":1,"gwp_ch4":1,"gwp_n2o":1}""", "domain")]
    [InlineData("hwp", """{"half_life_years":0,"inflows_tc":[1],"stock_start_tc":0}""", "domain")]
    [InlineData("hwp", """{"half_life_years":2,"inflows_tc":[],"stock_start_tc":0}""", "too-few")]
    [InlineData("share", """{"amount_fen":1.5,"shares":[{"party":"a","weight":1}]}""", "domain")]
    [InlineData("share", """{"amount_fen":1,"shares":[{"party":"a","weight":1},{"party":"a","weight":2}]}""", "ambiguous-input")]
    [InlineData("share", """{"amount_fen":1,"shares":[{"party":"a","weight":0}]}""", "domain")]
    [InlineData("share", """{"amount_fen":1,"shares":[{"party":"a","weight":-1}]}""", "domain")]
    [InlineData("share", """{"amount_fen":1,"shares":[{"party":"a","weight":1e999999999}]}""", "domain")]
    [InlineData("price-stats", """{"rows":[{"date":"2026-01-05","price":1,"volume":1},{"date":"2026-01-05","price":1,"volume":1}]}""", "ambiguous-input")]
    [InlineData("price-stats", """{"rows":[{"date":"2026-01-05","price":1,"volume":0}]}""", "domain")]
    public void A_case_is_refused_with_its_code(string calculator, string json, string code) =>
        Assert.Equal(code, Calc.RefusedAs(calculator, json));

    [Fact]
    public void Other_cases_are_still_computed_and_keep_their_order()
    {
        var (cases, anyRefused) = Calc.Document(
            "units",
            """{"cases":[{"value":1,"from":"ha","to":"mu"},{"value":1},{"value":2,"from":"ha","to":"mu"}]}""");

        Assert.True(anyRefused);
        Assert.Equal(15, (double)cases[0]!["value"]!);
        Assert.NotNull(cases[1]!["error"]);
        Assert.Equal(30, (double)cases[2]!["value"]!);
    }

    [Theory]
    [InlineData("""{"cases":[{"value":NaN}]}""")]
    [InlineData("""{"cases":[{"value":Infinity}]}""")]
    [InlineData("""{"cases":[""")]
    [InlineData("""[]""")]
    [InlineData("""{"case":[]}""")]
    [InlineData("""{"cases":[],"more":1}""")]
    [InlineData("")]
    public void A_document_that_is_none_is_answered_in_one_sentence(string json)
    {
        var wrong = Assert.ThrowsAny<System.Text.Json.JsonException>(() => Calc.Document("units", json));

        Assert.StartsWith("输入", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }
}
