using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Tests.Methodologies;

public sealed class CatalogueTests
{
    [Fact]
    public void Only_the_afforestation_methodology_is_in_force_and_the_old_ones_are_legacy()
    {
        Assert.Equal(["CCER-14-001-V01"], MethodologyCatalogue.All.Where(m => m.Status == MethodologyStatus.InForce).Select(m => m.Id));
        Assert.Equal(["AR-CM-001-V01", "AR-CM-002-V01", "AR-CM-003-V01", "AR-CM-005-V01", "AR-TOOL14"],
            MethodologyCatalogue.All.Where(m => m.Status == MethodologyStatus.Legacy).Select(m => m.Id));
    }

    [Fact]
    public void Drafts_and_what_nobody_read_carry_no_rules()
    {
        var silent = MethodologyCatalogue.All.Where(m => m.Status is MethodologyStatus.Draft or MethodologyStatus.Unknown).ToList();

        Assert.Equal(4, silent.Count);
        Assert.All(silent, m => Assert.Empty(m.Conditions));
        Assert.All(silent, m => Assert.Empty(m.Parameters));
        Assert.All(silent, m => Assert.False(m.Screens));
    }

    [Fact]
    public void Every_clause_of_a_condition_is_cited_in_English() =>
        Assert.All(MethodologyCatalogue.All.SelectMany(m => m.Conditions), c => Assert.DoesNotContain(c.ClauseEn, letter => letter is >= '\u4e00' and <= '\u9fff'));

    [Fact]
    public void The_units_of_everything_that_is_shipped_have_words() =>
        Assert.All(
            MethodologyCatalogue.All.SelectMany(m => m.Parameters).Concat(MethodologyCatalogue.CountyFacts).Concat(MethodologyCatalogue.Measures).Select(p => p.Unit).Distinct(),
            unit => Assert.True(ParameterUnit.Of(unit).IsNamed, unit));

    [Theory]
    [InlineData("yyyymmdd", 20121108, "2012-11-08", "2012-11-08")]
    [InlineData("yyyymmdd", 20121308, "20121308", "20121308")] // no day: shown as it is stored
    [InlineData("boolean", 1, "是", "yes")]
    [InlineData("1 or 0", 0, "否", "no")]
    [InlineData("boolean", 2, "2", "2")]
    [InlineData("t_dm_per_m3", 0.307, "0.307", "0.307")]
    [InlineData("立方米", 3, "3", "3")]
    public void A_stored_value_is_written_as_people_write_it(string unit, double value, string zh, string en) =>
        Assert.Equal((zh, en), (ParameterUnit.Of(unit).Written((decimal)value, false), ParameterUnit.Of(unit).Written((decimal)value, true)));

    [Fact]
    public void Everything_that_is_shipped_has_a_value_its_unit_and_key_allow() =>
        Assert.All(
            MethodologyCatalogue.All.SelectMany(m => m.Parameters).Concat(MethodologyCatalogue.CountyFacts).Concat(MethodologyCatalogue.Measures).Where(p => p.Value is not null),
            p => Assert.Null(ParameterRange.Fault(p.Key, p.Unit, p.Value!.Value)));

    [Theory]
    [InlineData("any", "boolean", 1, true), InlineData("any", "1 or 0", 0.5, false)]
    [InlineData("any", "yyyymmdd", 20240229, true), InlineData("any", "yyyymmdd", 20230229, false), InlineData("any", "yyyymmdd", 20230228.5, false)]
    [InlineData("any", "working-day", 20, true), InlineData("any", "month", 1.5, false), InlineData("any", "a", -1, false)]
    [InlineData("non_permanence_rate", "1", 1, true), InlineData("non_permanence_rate", "1", 1.01, false), InlineData("gwp_ch4", "1", 28, true)]
    [InlineData("precision_base", "1", 2, true), InlineData("precision_base", "1", 3, false), InlineData("precision_steps", "1", 1.5, false)]
    [InlineData("any", "℃", -3, true)] // a unit somebody typed sets no limit
    public void A_value_is_judged_by_the_unit_and_where_that_says_less_by_the_key(string key, string unit, double value, bool isPossible) =>
        Assert.Equal(isPossible, ParameterRange.Fault(key, unit, (decimal)value) is null);

    [Fact]
    public void Conditions_f_g_h_and_i_are_undertakings_and_no_step_of_the_funnel()
    {
        var v01 = MethodologyCatalogue.Find("ccer-14-001-v01")!;

        Assert.Equal(["f", "g", "h", "i"], v01.Undertakings.Select(c => c.Key));
        Assert.Equal(Enumerable.Range(1, v01.Judged.Count), v01.Judged.Select(c => c.Position!.Value));
    }

    [Fact]
    public void Every_condition_names_a_check_that_is_written_and_parameters_that_are_shipped()
    {
        foreach (var methodology in MethodologyCatalogue.All)
            foreach (var condition in methodology.Judged)
            {
                Assert.Contains(condition.Check, ConditionChecks.Names);
                Assert.All(condition.ParameterKeys, key => Assert.Contains(
                    methodology.Parameters.Concat(MethodologyCatalogue.CountyFacts), p => p.Key == key));
            }
    }

    [Fact]
    public void Titles_and_answers_name_parameters_by_key_and_hold_no_value_of_one()
    {
        foreach (var methodology in MethodologyCatalogue.All)
        {
            string[] sentences = [.. methodology.Judged.SelectMany(c => new[] { c.TitleZh, c.TitleEn, c.ShortZh, c.ShortEn }), .. methodology.Ideas.SelectMany(i => new[] { i.ReasonZh, i.ReasonEn })];
            Assert.All(sentences.SelectMany(ParameterWords.Keys), key => Assert.Contains(methodology.Parameters, p => p.Key == key));
            Assert.All(sentences, s => Assert.DoesNotMatch(@"\d{3,}", System.Text.RegularExpressions.Regex.Replace(s, @"\{[^}]*\}|AR-CM-\d+", "")));
        }
    }

    [Fact]
    public void A_condition_reads_with_the_values_that_are_used_and_a_missing_one_reads_as_missing()
    {
        var v01 = MethodologyCatalogue.Find("CCER-14-001-V01")!;
        var plot = v01.With(new Dictionary<string, ParameterInWords>
        {
            ["least_plot_m2"] = new(500, "m2"), ["least_plot_m2_to_2019"] = new(667, "m2"), ["earliest_start"] = new(20130101, "yyyymmdd"), ["shrub_removal_most"] = new(0.125m, "1"),
        }).Judged.ToDictionary(c => c.Key);

        Assert.Equal(("地块连片 ≥ 500 m²（（缺） 年及以前开工 ≥ 667 m²）", "连片 ≥ 500 m²"), (plot["c"].TitleZh, plot["c"].ShortZh));
        Assert.Equal(("开工日期晚于 2013-01-01", "Started after 2013-01-01"), (plot["start"].TitleZh, plot["start"].TitleEn));
        Assert.EndsWith("清灌 ≤ 12.5%", plot["e"].TitleZh, StringComparison.Ordinal);
        Assert.Equal("地块连片 ≥ 400 m²（2019 年及以前开工 ≥ 667 m²）", v01.AsShipped().Judged.Single(c => c.Key == "c").TitleZh);
        Assert.Equal("2005 年起非林地", MethodologyCatalogue.Find("AR-CM-001-V01")!.AsShipped().Judged[0].ShortZh);
    }

    [Fact]
    public void Every_methodology_that_screens_answers_every_idea_of_the_plan_by_its_own_rule()
    {
        string[] ideas = ["planting", "closure", "improvement", "conversion", "base", "management", "as-they-stand"];
        var screening = MethodologyCatalogue.All.Where(m => m.Screens).ToList();

        Assert.All(screening, m => Assert.Equal(ideas, m.Ideas.Select(i => i.Idea)));
        Assert.Equal(IdeaRuling.Ground, MethodologyCatalogue.Find("AR-CM-003-V01")!.Ideas.Single(i => i.Idea == "management").Ruling);
        Assert.Contains("2005-02-16", MethodologyCatalogue.Find("AR-CM-001-V01")!.AsShipped().Ideas[0].ReasonZh, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unsure_has_no_value()
    {
        var unsure = MethodologyCatalogue.All.SelectMany(m => m.Parameters).Concat(MethodologyCatalogue.CountyFacts)
            .Where(p => ConfidenceMark.Parse(p.Citation.Mark).Kind == MarkKind.Unsure).ToList();

        Assert.NotEmpty(unsure);
        Assert.All(unsure, p => Assert.Null(p.Value));
    }

    [Theory]
    [InlineData("S1", true, 'A'), InlineData("S2", true, 'B'), InlineData("S18", false, 'C'), InlineData("S36c", true, 'B'), InlineData("c", true, null)]
    [InlineData("M", false, null), InlineData("?", false, null)]
    public void A_mark_says_whether_a_figure_may_be_submitted(string mark, bool maySubmit, char? tier)
    {
        Assert.Equal(maySubmit, ConfidenceMark.Parse(mark).MaySubmit);
        Assert.Equal(tier, ConfidenceMark.Parse(mark).Tier);
    }

    [Fact]
    public void A_result_carries_the_weakest_mark_of_what_it_rests_on()
    {
        Assert.Equal("?", ConfidenceMark.Weakest(["S1", "?", "M"]));
        Assert.Equal("M", ConfidenceMark.Weakest(["S1", "M", "c"]));
        Assert.Equal("S18", ConfidenceMark.Weakest(["S1", "S18"]));
        Assert.Equal("S2", ConfidenceMark.Weakest(["S1", "S2"]));
    }

    [Theory, InlineData(""), InlineData("X1"), InlineData("S"), InlineData("S2d")]
    public void What_is_no_mark_is_refused(string mark) => Assert.Throws<FormatException>(() => ConfidenceMark.Parse(mark));
}
