using System.Globalization;
using ForestCarbon.Inventory.Evidence;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Tests.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Evidence;

/// <summary>Old files over ground that is stored already. Each test has ground of its own, a unit is about 100 m.</summary>
public sealed class LandClassEvidenceTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Head = "CODE,DI_LEI,WKT\n";

    [Fact]
    public async Task An_older_file_answers_for_its_day_and_changes_no_parcel()
    {
        var parcel = await StoredAsync(51);
        var versions = await county.ScalarAsync<long>("select count(*) from inventory.parcel_version");

        var old = await AcceptedAsync("old", new DateOnly(2015, 12, 31), Row("甲-17", 51, "0171", 0, 2));

        Assert.Contains(old.Findings, f => f.Kind == "evidence");
        Assert.DoesNotContain(old.Findings, f => f.Severity == "error");
        Assert.Equal("evidence", (await county.Imports.FindAsync(old.ImportId, TestContext.Current.CancellationToken))!.EntersAs);
        Assert.Equal(versions, await county.ScalarAsync<long>("select count(*) from inventory.parcel_version"));
        var then = await AnswerAsync(parcel, new DateOnly(2016, 6, 30));
        Assert.Equal(("0171", "甲-17", EvidenceNeed.None), (then.Answer!.LandClass, then.Answer.Code, then.Need));
        Assert.Contains("old.csv", then.Answer.Source, StringComparison.Ordinal);
        Assert.Equal("0111", (await AnswerAsync(parcel, ImportDatabase.AsOf)).Answer!.LandClass);
        Assert.Equal(EvidenceNeed.TooOld, (await AnswerAsync(parcel, new DateOnly(2018, 1, 1))).Need);
        Assert.Equal(EvidenceNeed.NoSource, (await AnswerAsync(parcel, new DateOnly(2015, 1, 1))).Need);
        Assert.Null(await new LandClassEvidence(county.Db).OfParcelAsync(parcel, ImportDatabase.AsOf, TownshipScope.Of(["431125999"]), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Files_come_in_any_order_and_sources_of_one_day_that_differ_need_evidence()
    {
        var parcel = await StoredAsync(52);
        var day = new DateOnly(2019, 12, 31);
        await AcceptedAsync("y2019", day, Row(Code(52, 1), 52, "0171", 0, 2));
        await AcceptedAsync("y2017", new DateOnly(2017, 12, 31), Row(Code(52, 1), 52, "0111", 0, 2));
        Assert.Equal("0171", (await AnswerAsync(parcel, day)).Answer!.LandClass);
        Assert.Equal("0111", (await AnswerAsync(parcel, new DateOnly(2018, 12, 31))).Answer!.LandClass);

        var other = await AcceptedAsync("y2019-other", day, Row("K3", 52, "0210", 0, 2));

        var conflict = await AnswerAsync(parcel, day);
        Assert.Equal((EvidenceNeed.Conflict, null), (conflict.Need, conflict.Answer));
        Assert.Equal(["0171", "0210"], conflict.Records.Where(r => r.AsOf == day).Select(r => r.LandClass).Order(StringComparer.Ordinal));
        Assert.IsType<DecisionOutcome.Undone>(await county.Imports.UndoAsync(other.ImportId, Actor.Console(), TownshipScope.WholeCounty, TestContext.Current.CancellationToken));
        Assert.Equal("0171", (await AnswerAsync(parcel, day)).Answer!.LandClass);
    }

    [Fact]
    public async Task Ground_of_two_classes_or_half_known_needs_evidence()
    {
        var parcel = await StoredAsync(53);
        await AcceptedAsync("half", new DateOnly(2014, 12, 31), Row(Code(53, 1), 53, "0111", 0, 1));
        await AcceptedAsync("two", new DateOnly(2016, 12, 31), Row(Code(53, 1), 53, "0111", 0, 1), Row(Code(53, 2), 53, "0171", 1, 2));

        Assert.Equal(EvidenceNeed.PartOnly, (await AnswerAsync(parcel, new DateOnly(2015, 6, 30))).Need);
        var two = await AnswerAsync(parcel, new DateOnly(2017, 6, 30));
        Assert.Equal(EvidenceNeed.SeveralClasses, two.Need);
        Assert.Equal(0.5, two.Records[0].Share, 1e-6);
    }

    [Fact]
    public async Task A_county_account_alone_decides_over_evidence()
    {
        await StoredAsync(54);
        var staged = await county.StagedAsync(county.Folder.Text("mine.csv", Head + Row(Code(54, 1), 54, "0171", 0, 2)), new ImportRequest("forest-land", new DateOnly(2015, 12, 31), Crs: "EPSG:4490"));

        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(staged.ImportId, Actor.Console(), TownshipScope.Of(["431125101"]), ct: TestContext.Current.CancellationToken));
    }

    private async Task<long> StoredAsync(int village)
    {
        await AcceptedAsync($"now-{village}", ImportDatabase.AsOf, Row(Code(village, 1), village, "0111", 0, 2));
        return await county.ScalarAsync<long>($"select parcel_id from inventory.parcel_version where code = '{Code(village, 1)}' and upper_inf(valid)");
    }

    private async Task<ImportReport> AcceptedAsync(string name, DateOnly asOf, params string[] rows)
    {
        var staged = await county.StagedAsync(county.Folder.Text($"{name}.csv", Head + string.Concat(rows)), new ImportRequest("forest-land", asOf, Crs: "EPSG:4490"));
        await county.AcceptAsync(staged.ImportId);
        return staged;
    }

    private async Task<LandClassAnswer> AnswerAsync(long parcel, DateOnly on) =>
        (await new LandClassEvidence(county.Db).OfParcelAsync(parcel, on, TownshipScope.WholeCounty, TestContext.Current.CancellationToken))!;

    private static string Code(int village, int number) => $"431125101{village:000}0001{number:00000}";

    private static string Row(string code, int village, string landClass, double west, double east)
    {
        string At(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{111.1 + (x / 1000):0.######} {24.9 + (village / 100.0) + (y / 1000):0.######}");
        return $"{code},{landClass},\"POLYGON (({At(west, 0)}, {At(east, 0)}, {At(east, 1)}, {At(west, 1)}, {At(west, 0)}))\"\n";
    }
}
