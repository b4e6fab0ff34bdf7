using System.Numerics;
using CsCheck;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Testing;

namespace ForestCarbon.Finance.Tests.Sharing;

public sealed class DivisionTests
{
    [Fact]
    public void The_parts_make_the_whole_and_each_is_within_a_fen_of_its_right() =>
        Gen.Select(Gen.Long, Gen.Select(Gen.Int[0, 1000], Gen.Int[-6, 3]).Array[1, 12]).Sample((amount, weights) =>
        {
            if (weights.All(w => w.Item1 == 0)) return;
            var shares = weights.Select((w, i) => new PartyWeight($"p{i}", new ExactDecimal(w.Item1, w.Item2))).ToArray();
            var parts = Division.Of(amount, shares);
            var units = shares.Select(s => s.Weight.InUnitsOf(-6)).ToArray();
            var sum = units.Aggregate((a, b) => a + b);

            Assert.Equal(amount, parts.Aggregate(BigInteger.Zero, (a, b) => a + b));
            for (var i = 0; i < parts.Length; i++)
                Assert.True(BigInteger.Abs((parts[i] * sum) - (amount * units[i])) < sum);
        });

    [Fact]
    public void Thousands_of_parties_in_any_order_get_the_same_fen()
    {
        const int Most = 5000;
        foreach (var seed in KillHarness.Seeds(300, 100_000))
        {
            var chance = new Random(seed);
            // Mostly small, some of the full size: a soak of full ones alone would take a day.
            var shares = Enumerable.Range(0, seed % 100 == 0 ? Most : 1 + chance.Next(40))
                .Select(i => new PartyWeight($"户{i}", new ExactDecimal(chance.Next(1, 100_000), -2))).ToArray();
            var amount = chance.NextInt64(-1_000_000_000_000, 1_000_000_000_000);
            var parts = Division.Of(amount, shares);
            var sum = shares.Aggregate(BigInteger.Zero, (a, s) => a + s.Weight.InUnitsOf(-2));
            var shuffled = Enumerable.Range(0, shares.Length).ToArray();
            chance.Shuffle(shuffled);
            var again = Division.Of(amount, [.. shuffled.Select(i => shares[i])]);

            Assert.Equal(amount, parts.Sum());
            for (var i = 0; i < parts.Length; i++)
            {
                Assert.True(BigInteger.Abs((parts[i] * sum) - (amount * shares[i].Weight.InUnitsOf(-2))) < sum, $"seed {seed}, party {i}");
                Assert.True(again[i] == parts[shuffled[i]], $"seed {seed}: the order given moved a fen");
            }
        }
    }

    [Theory]
    [InlineData("0.1", 1, -1)]
    [InlineData("-3", -3, 0)]
    [InlineData("2.50e-3", 250, -5)]
    [InlineData("1E2", 1, 2)]
    public void A_decimal_is_read_as_it_was_written(string text, int digits, int exponent)
    {
        Assert.True(ExactDecimal.TryParse(text, out var value));
        Assert.Equal(new ExactDecimal(digits, exponent), value);
    }

    [Theory]
    [InlineData("1e999999999")]
    [InlineData("x")]
    [InlineData("")]
    public void What_is_no_number_is_not_read(string text) => Assert.False(ExactDecimal.TryParse(text, out _));

    [Fact]
    public void A_party_twice_a_negative_weight_or_no_weight_at_all_is_a_broken_contract()
    {
        Assert.Throws<ArgumentException>(() => Division.Of(1, [new("a", new(1, 0)), new("a", new(1, 0))]));
        Assert.Throws<ArgumentException>(() => Division.Of(1, [new("a", new(-1, 0)), new("b", new(2, 0))]));
        Assert.Throws<ArgumentException>(() => Division.Of(1, [new("a", new(0, 0))]));
        Assert.Throws<ArgumentException>(() => Division.Of(1, []));
    }
}
