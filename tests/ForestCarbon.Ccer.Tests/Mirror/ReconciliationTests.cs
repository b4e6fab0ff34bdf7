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
        Assert.Empty(Kinds(Ours("甲", certified: 300) with { TrancheStages = ["3", "4", "4"] }, Project("a", "甲"), Reduction("r1", "甲", 100), Reduction("r2", "甲", 200, "5"), Reduction("r3", "甲", 999, "3")));

    [Theory]
    [InlineData("2026-07-17", "2026-08-13", 0), InlineData("2026-07-16", "2026-08-13", 1), InlineData("2026-07-17", "2026-08-14", 1), InlineData("2026-07-17", null, 0), InlineData(null, null, 0)]
    public void A_publicity_on_other_days_is_a_difference_where_both_name_them(string? from, string? to, int differences)
    {
        static DateOnly? Day(string? day) => day is null ? null : DateOnly.ParseExact(day, "yyyy-MM-dd", null);
        var theirs = Project("a", "甲") with { PublicFrom = new DateOnly(2026, 7, 17), PublicTo = new DateOnly(2026, 8, 13) };

        Assert.Equal(Enumerable.Repeat("publicity", differences), Kinds(Ours("甲") with { PublicFrom = Day(from), PublicTo = Day(to) }, theirs));
    }

    [Fact]
    public void Tranches_are_compared_by_how_many_stand_at_each_stage()
    {
        var difference = Assert.Single(Reconciliation.Compare(
            [Ours("甲", certified: 100) with { TrancheStages = ["4", "7"] }], [Project("a", "甲"), Reduction("r1", "甲", 100), Reduction("r2", "甲", 0, "3")], _ => false));

        Assert.Equal("项目 P1 的减排量各期不同：本系统减排量已登记 1、减排量公示结束 1，公开信息减排量已登记 1、减排量公示中 1", difference.SentenceZh);
        Assert.Equal("The tranches of project P1 differ: reduction registered 1, reduction publicity ended 1 here, reduction registered 1, reduction in publicity 1 at the registry", difference.SentenceEn);
    }

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
            [Ours("Alpha", "a", "1", 900, 5) with { PublicFrom = new DateOnly(2026, 1, 5), TrancheStages = ["3"] }, Ours("Beta"), Ours("Gamma")], [Project("a", "Alpine") with { PublicFrom = new DateOnly(2026, 1, 6) }, Project("b", "Beta"), Project("c", "Beta"), Project("d", "Delta")], _ => true);

        Assert.Equal(["name", "stage", "publicity", "expected", "certified", "tranches", "ambiguous", "missing", "unknown-to-us"], differences.Select(d => d.Kind));
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
