using System.Globalization;
using System.Text;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Platform.Database;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Forecasts;

/// <summary>What a county forecasts a mu and year, of projects that run for unlike numbers of years.</summary>
public sealed class MuYearTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    // Registered, with 20,000 t on 1,000 mu (666,666.6667 m²) from this year on. Past its moves, which the projects' own tests judge.
    private Task ProjectAsync(string code, int years)
    {
        var today = CountyClock.Today;
        return books.AsOwnerAsync(
            $"""
            begin;
            set local session_replication_role = replica;
            insert into ccer.project (code, name, state, registry_number, registered_on, opened_by, crediting_from, crediting_to)
            values ('{code}', '{code}', 'registered', '示-{code}', '{today.AddDays(-30):yyyy-MM-dd}', 'sample', '{today.Year}-01-01', '{today.Year + years - 1}-12-31');
            insert into ccer.idea_figure (project_id, area_m2, expected_t, source, stated_by) select p.project_id, 666666.6667, 20000, '示例', 'maker' from ccer.project p where p.code = '{code}';
            commit
            """);
    }

    [Fact]
    public async Task Tonnes_and_revenue_are_divided_by_each_area_times_its_own_years()
    {
        await ProjectAsync("亩-20", 20);
        await ProjectAsync("亩-10", 10);
        var prices = new StringBuilder("日期,价格（元/吨）,成交量（吨）\n");
        for (var day = new DateOnly(2026, 3, 2); day <= new DateOnly(2026, 4, 20); day = day.AddDays(1))
            prices.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},80.00,1000\n");
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, prices.ToString());
        await new PriceBook(books.Db).ImportAsync(Maker, "CCER", "示例", path, "prices.csv");
        File.Delete(path);

        var answer = await new ProjectForecasts(books.Db).OfAsync(null, "base", "CCER", TownshipScope.WholeCounty);

        // 40,000 t over 1,000 mu × 20 years and 1,000 mu × 10 years.
        Assert.Equal(1.3333m, answer.TonnesPerMuYear!.Value, 4);
        Assert.Equal((decimal)answer.Result.Years.Sum(y => y.RevenueFen.Median) / 100 / 30_000, answer.YuanPerMuYear!.Value, 4);
    }
}
