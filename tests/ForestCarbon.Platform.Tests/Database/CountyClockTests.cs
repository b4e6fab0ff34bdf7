using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;

namespace ForestCarbon.Platform.Tests.Database;

public sealed class CountyClockTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public void A_moment_is_shown_at_the_countys_hour()
    {
        var moment = new DateTime(2026, 11, 25, 16, 30, 0, DateTimeKind.Utc);
        var shown = new DateTime(2026, 11, 26, 0, 30, 0);

        Assert.Equal(shown, CountyClock.At(moment));
        Assert.Equal(shown, CountyClock.At(DateTime.SpecifyKind(moment, DateTimeKind.Unspecified)));
    }

    [Fact]
    public async Task Program_and_database_live_on_the_same_day()
    {
        DateOnly before, after, stored;
        do
        {
            before = CountyClock.Today;
            stored = await database.Db.QuerySingleOrDefaultAsync<DateOnly>("select current_date", ct: TestContext.Current.CancellationToken);
            after = CountyClock.Today;
        }
        while (before != after);
        Assert.Equal(before, stored);
    }
}
