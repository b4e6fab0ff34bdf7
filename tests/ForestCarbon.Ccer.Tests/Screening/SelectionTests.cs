using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Tests.Screening;

public sealed class SelectionTests(ScreenedCounty county) : IClassFixture<ScreenedCounty>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;

    private Selections Selections => new(county.Db);

    private Task<long> MakeAsync(string name, IReadOnlyList<long>? parcels, bool onlyPassing = false, TownshipScope? scope = null) =>
        Selections.MakeAsync(ScreenedCounty.Keeper, scope ?? All, county.Run, name, null, parcels, onlyPassing);

    [Fact]
    public async Task Chosen_parcels_become_a_named_boundary_of_their_usable_pieces()
    {
        var results = new ScreeningResults(county.Db);
        var parcels = (await results.ParcelsAsync(county.Run.RunId, All, new(Verdict.NeedsEvidence), limit: 5)).ToList();

        var selection = (await Selections.FindAsync(await MakeAsync("北部五块", [.. parcels.Select(p => p.ParcelId)]), All))!;

        Assert.Equal((5, parcels.Sum(p => p.PassM2), parcels.Sum(p => p.NeedM2)), (selection.Parcels, selection.PassM2, selection.NeedM2));
        Assert.Equal(parcels.Select(p => (p.Code, p.NeedM2)), (await Selections.ParcelsAsync(selection.SelectionId, All)).Select(p => (p.Code, p.NeedM2)));
        var boundary = await new CandidateBoundary(county.Db).OfAsync(county.Run, All, selection: selection);
        Assert.Equal(selection.Pieces, boundary.Features.Count);
        Assert.StartsWith("北部五块", boundary.Name, StringComparison.Ordinal);
        Assert.All(BoundaryExport.Formats.Keys, format => Assert.NotEmpty(BoundaryExport.Write(boundary, format)));
    }

    [Fact]
    public async Task Ground_that_fails_is_never_chosen_and_only_what_passes_where_that_is_asked()
    {
        var whole = (await Selections.FindAsync(await MakeAsync("全县可用", null), All))!;
        var passing = (await Selections.FindAsync(await MakeAsync("全县符合", null, onlyPassing: true), All))!;
        var sums = await new ScreeningResults(county.Db).SumsAsync(county.Run.RunId, All);

        Assert.Equal(sums.Where(s => s.Verdict != Verdict.Fail).Sum(s => s.AreaM2), whole.PassM2 + whole.NeedM2);
        Assert.Equal((sums.Single(s => s.Verdict == Verdict.Pass).AreaM2, 0m), (passing.PassM2, passing.NeedM2));
        var failing = await new ScreeningResults(county.Db).ParcelsAsync(county.Run.RunId, All, new(Verdict.Fail), limit: 500);
        var onlyFailing = failing.First(p => p.PassM2 + p.NeedM2 == 0).ParcelId;
        await Assert.ThrowsAsync<RefusedException>(() => MakeAsync("不可用", [onlyFailing]));
        Assert.DoesNotContain(await Selections.ListAsync(All), s => s.Name == "不可用");
    }

    [Fact]
    public async Task A_township_chooses_in_its_own_ground_and_sees_no_other()
    {
        var townships = (await county.Db.QueryAsync<string>("select distinct township_code from inventory.parcel_current_v order by 1")).ToList();
        var (own, other) = (TownshipScope.Of([townships[0]]), TownshipScope.Of([townships[1]]));

        var id = await MakeAsync("一个乡镇", null, scope: own);

        Assert.All(await Selections.ParcelsAsync(id, All), p => Assert.Equal(townships[0], p.TownshipCode));
        Assert.Null(await Selections.FindAsync(id, other));
        Assert.Empty(await Selections.ParcelsAsync(id, other));
    }

    [Fact]
    public async Task A_name_stands_once_and_is_free_again_when_the_selection_is_withdrawn()
    {
        var first = await MakeAsync("重名", null);
        Assert.Contains("重名", (await Assert.ThrowsAsync<RefusedException>(() => MakeAsync("重名", null))).Message, StringComparison.Ordinal);

        await Selections.WithdrawAsync(ScreenedCounty.Keeper, first);
        await MakeAsync("重名", null);

        Assert.NotNull((await Selections.FindAsync(first, All))!.WithdrawnAt);
        Assert.Single(await Selections.ListAsync(All), s => s.Name == "重名");
        await Assert.ThrowsAsync<RefusedException>(() => Selections.WithdrawAsync(ScreenedCounty.Keeper, first));
        await Assert.ThrowsAsync<RefusedException>(() => MakeAsync("  ", null));
    }
}
