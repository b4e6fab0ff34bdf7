using ForestCarbon.Inventory.Statistics;

namespace ForestCarbon.Inventory.Tests.Statistics;

public sealed class AskedTogetherTests
{
    [Fact]
    public async Task Who_comes_while_an_answer_is_on_its_way_shares_the_next_one()
    {
        var asked = 0;
        var answers = new[] { Answer(), Answer() };
        var together = new AskedTogether<int>(() => answers[asked++].Task);

        var first = together.AskAsync();
        var others = new[] { together.AskAsync(), together.AskAsync(), together.AskAsync() };
        answers[0].SetResult(1);
        answers[1].SetResult(2);

        Assert.Equal(1, await first);
        Assert.All(await Task.WhenAll(others), answer => Assert.Equal(2, answer));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_question_that_fails_fails_for_those_who_put_it_and_not_for_the_next()
    {
        var asked = 0;
        var broken = Answer();
        var together = new AskedTogether<int>(() => ++asked == 1 ? broken.Task : Task.FromResult(asked));

        var (first, second) = (together.AskAsync(), together.AskAsync());
        broken.SetException(new InvalidOperationException());

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        Assert.Equal(2, await second);
        Assert.Equal(3, await together.AskAsync());
    }

    // Each asker remembers what was true before he asked: no answer may be older.
    [Fact]
    public async Task Nobody_gets_an_answer_older_than_his_question()
    {
        var now = 0;
        var together = new AskedTogether<int>(async () =>
        {
            var seen = Volatile.Read(ref now);
            await Task.Delay(1, TestContext.Current.CancellationToken);
            return seen;
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var before = Interlocked.Increment(ref now);
                Assert.True(await together.AskAsync() >= before);
            }
        })));
    }

    private static TaskCompletionSource<int> Answer() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
