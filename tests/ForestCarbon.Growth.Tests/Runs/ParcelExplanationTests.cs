using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Growth.Tests.Runs;

public sealed class ParcelExplanationTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    private readonly ParcelExplanations _explanations = new(county.Db);

    [Theory]
    [InlineData(2025)]
    [InlineData(2043)]
    [InlineData(2065)]
    public async Task The_explanation_of_every_parcel_gives_what_is_stored(int year)
    {
        var runId = await RunAsync();

        foreach (var parcel in SmallCounty.Parcels())
        {
            var explained = await _explanations.OfAsync(runId, parcel.ParcelId, year, TownshipScope.WholeCounty);
            Assert.True(explained!.Agrees, $"parcel {parcel.ParcelId}: stored {explained.StoredKg}, recomputed {explained.RecomputedKg}");
        }
    }

    [Theory]
    [InlineData(2025)]
    [InlineData(2043)]
    public async Task The_explanation_of_every_parcel_projected_by_difference_gives_what_is_stored(int year)
    {
        var runId = await RunAsync(GrowthProjection.Difference);

        foreach (var parcel in SmallCounty.Parcels())
            Assert.True((await _explanations.OfAsync(runId, parcel.ParcelId, year, TownshipScope.WholeCounty))!.Agrees, $"parcel {parcel.ParcelId}");
    }

    [Fact]
    public async Task By_difference_the_steps_lead_from_the_parcel_s_own_state_over_its_site_to_the_volume()
    {
        var explained = await _explanations.OfAsync(await RunAsync(GrowthProjection.Difference), 30, 2040, TownshipScope.WholeCounty);
        double Value(string key) => explained!.Steps.Single(s => s.Key == key).Value!.Value;

        var b1 = double.Parse(explained!.Steps.Single(s => s.Key == "family").Text!.Split("b1 = ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var (age, years) = (Value("age"), Value("years"));
        var grown = Math.Pow((1 - Math.Exp(-b1 * (age + years))) / (1 - Math.Exp(-b1 * age)), Value("power"));

        Assert.InRange(Value("volume") / (Value("measured_volume") * grown), 1 - 1e-4, 1 + 1e-4); // b1 is shown with six digits
        Assert.Equal(Math.Exp(Value("site")), Value("asymptote"), 1e-9);
        Assert.DoesNotContain(explained.Steps, s => s.Key is "curve" or "calibration" or "no_member");
        Assert.All(explained.Steps, step => Assert.DoesNotMatch("[\u4e00-\u9fff，；（）]", $"{step.NameEn}{step.TextEn}{step.EquationEn}{step.SourceEn}"));
    }

    [Fact]
    public async Task A_parcel_without_a_member_says_so_before_its_curve()
    {
        var explained = await _explanations.OfAsync(await RunAsync(GrowthProjection.Difference), 157, 2040, TownshipScope.WholeCounty);
        var keys = explained!.Steps.Select(s => s.Key).ToList();

        Assert.InRange(keys.IndexOf("no_member"), 1, keys.IndexOf("curve") - 1);
        Assert.All(explained.Steps, step => Assert.DoesNotMatch("[\u4e00-\u9fff，；（）]", $"{step.NameEn}{step.TextEn}{step.EquationEn}{step.SourceEn}"));
    }

    [Fact]
    public async Task The_last_step_follows_from_the_ones_before()
    {
        var explained = await _explanations.OfAsync(await RunAsync(), 20, 2040, TownshipScope.WholeCounty);
        double Value(string key) => explained!.Steps.Single(s => s.Key == key).Value!.Value;

        var volume = Value("measured_volume") + (Value("calibration") * (Value("curve_then") - Value("curve_now")));
        var dryMatter = volume * Value("wood_density") * Value("bef") * (1 + Value("root_shoot"));
        var kg = Value("area") * dryMatter * Value("carbon_fraction") * 44 / 12 * 1000;

        Assert.Equal(Value("volume"), volume, 1e-9);
        Assert.InRange(Math.Abs(kg - Value("stock")), 0, 0.5001);
    }

    [Fact]
    public async Task Every_step_names_its_source_and_every_factor_its_mark()
    {
        var explained = await _explanations.OfAsync(await RunAsync(), 20, 2040, TownshipScope.WholeCounty);

        Assert.All(explained!.Steps, step => Assert.NotEmpty(step.Source));
        Assert.All(explained.Steps, step => Assert.DoesNotMatch("[\u4e00-\u9fff，；（）]", $"{step.NameEn}{step.TextEn}{step.EquationEn}{step.SourceEn}"));
        Assert.All(["wood_density", "bef", "root_shoot", "carbon_fraction"],
            key => Assert.Equal("M", explained.Steps.Single(s => s.Key == key).Mark));
        Assert.Contains("R²", explained.Steps.Single(s => s.Key == "curve").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(130, "本层没有曲线")]
    [InlineData(172, "小班未填立地等级")]
    public async Task Why_a_parcel_takes_its_groups_curve_stands_in_its_steps(long parcel, string why)
    {
        var explained = await _explanations.OfAsync(await RunAsync(), parcel, 2040, TownshipScope.WholeCounty);

        Assert.Contains($"树种组曲线（{why}）", explained!.Steps.Single(s => s.Key == "curve").Text, StringComparison.Ordinal);
        Assert.All(explained.Steps, step => Assert.DoesNotMatch("[\u4e00-\u9fff，；（）]", $"{step.NameEn}{step.TextEn}{step.EquationEn}{step.SourceEn}"));
    }

    [Fact]
    public async Task A_parcel_that_is_not_accounted_is_explained_without_a_number()
    {
        var explained = await _explanations.OfAsync(await RunAsync(), 158, 2040, TownshipScope.WholeCounty);

        Assert.Equal((null, null, true), (explained!.StoredKg, explained.RecomputedKg, explained.Agrees));
        Assert.DoesNotContain(explained.Steps, s => s.Key == "stock");
    }

    [Fact]
    public async Task A_parcel_outside_the_scope_is_not_explained() =>
        Assert.Null(await _explanations.OfAsync(await RunAsync(), 1, 2040, TownshipScope.Of(["431125100"])));

    [Fact]
    public async Task A_year_outside_the_run_is_refused()
    {
        var runId = await RunAsync();
        await Assert.ThrowsAsync<RefusedException>(() => _explanations.OfAsync(runId, 1, 2066, TownshipScope.WholeCounty));
    }

    private async Task<long> RunAsync(GrowthProjection projection = GrowthProjection.Calibrated)
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest(Projection: projection));
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return opened.RunId;
    }
}
