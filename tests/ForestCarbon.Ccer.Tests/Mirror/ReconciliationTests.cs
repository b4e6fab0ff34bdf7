using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Mirror;

public sealed class ReconciliationTests
{
    private static MirrorEntry Project(string apply, string name, string type = "2", decimal? expected = 1000) =>
        new() { ApplyId = apply, Track = "project", DataType = type, Rank = RegistryType.Of(type).Rank, ProjectName = name, ExpectedTA = expected };

    private static MirrorEntry Reduction(string apply, string name, decimal certified, string type = "4") =>
        new() { ApplyId = apply, Track = "reduction", DataType = type, Rank = RegistryType.Of(type).Rank, ProjectName = name, CertifiedT = certified };

    private static OwnProject Ours(string name, string? number = null, string? stage = "2", decimal? expected = 1000, decimal? certified = null) => new("P1", name, number, stage, expected, certified);

    private static string[] Kinds(OwnProject own, params MirrorEntry[] mirror) => [.. Reconciliation.Compare([own], mirror, _ => false).Select(d => d.Kind)];

    [Fact]
    public void A_project_that_agrees_in_everything_gives_no_difference() =>
        Assert.Empty(Kinds(Ours("甲", certified: 300), Project("a", "甲"), Reduction("r1", "甲", 100), Reduction("r2", "甲", 200, "5"), Reduction("r3", "甲", 999, "3")));

    [Fact]
    public void What_differs_is_named_one_by_one() => Assert.Equal(
        ["name", "stage", "expected", "certified"], Kinds(Ours("甲", "a", "1", 900, 5), Project("a", "甲乙")));

    [Fact]
    public void The_number_goes_before_the_name() => Assert.Empty(Kinds(Ours("甲", "b"), Project("a", "甲"), Project("b", "甲")));

    [Fact]
    public void Where_no_application_bears_the_number_the_name_tells() => Assert.Empty(Kinds(Ours("甲", "登记-7"), Project("a", "甲")));

    [Fact]
    public void Every_difference_is_said_in_English()
    {
        var differences = Reconciliation.Compare(
            [Ours("Alpha", "a", "1", 900, 5), Ours("Beta"), Ours("Gamma")], [Project("a", "Alpine"), Project("b", "Beta"), Project("c", "Beta"), Project("d", "Delta")], _ => true);

        Assert.Equal(["name", "stage", "expected", "certified", "ambiguous", "missing", "unknown-to-us"], differences.Select(d => d.Kind));
        Assert.All(differences, d => Assert.False(English.HoldsChinese(d.SentenceEn), d.SentenceEn));
    }

    [Fact]
    public void Two_of_the_same_name_are_not_guessed_between() => Assert.Equal(["ambiguous"], Kinds(Ours("甲"), Project("a", "甲"), Project("b", "甲")));

    [Theory]
    [InlineData("1", "missing")]
    [InlineData(null, null)]
    public void What_was_published_and_is_not_there_is_missing(string? stage, string? kind) => Assert.Equal(kind is null ? [] : [kind], Kinds(Ours("丙", stage: stage), Project("a", "甲")));

    [Fact]
    public void An_application_of_this_county_that_we_do_not_know_is_listed()
    {
        var difference = Assert.Single(Reconciliation.Compare([], [Project("a", "江永造林"), Project("b", "别处")], e => e.ProjectName!.Contains("江永", StringComparison.Ordinal)));

        Assert.Equal(("unknown-to-us", "a"), (difference.Kind, difference.ApplyId));
    }
}
