using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using NetTopologySuite.IO;

namespace ForestCarbon.Ccer.Tests.Screening;

/// <summary>A screening as of a day takes each claim for what it was on that day.</summary>
public sealed class ClaimDayTests(ScreenedCounty county) : IClassFixture<ScreenedCounty>
{
    [Fact]
    public async Task A_design_warned_until_the_day_it_became_firm_and_claims_nothing_once_it_is_released()
    {
        var register = new ClaimRegister(county.Db);
        // A parcel no claim lies on and no border is near: the largest piece that is a whole parcel of its own.
        var parcel = await county.ScalarAsync<long>(
            $"""
             select p.parcel_id from ccer.screening_piece p
             where p.run_id = {county.Run.RunId} and coalesce(cardinality(p.claim_ids), 0) = 0 and p.geom is null and not p.is_planted and p.flags & 256 = 0
             order by p.area_m2 desc, p.parcel_id limit 1
             """);
        var outline = new WKBReader().Read(await county.ScalarAsync<byte[]>(
            $"select st_asbinary(s.geom) from inventory.parcel_current_v v join inventory.parcel_shape_v s using (parcel_version_id) where v.parcel_id = {parcel}"));
        var claim = await register.RegisterAsync(ScreenedCounty.Keeper, new ClaimDraft("CCER", "DAY", "试", new(2027, 1, 1), new(2066, 12, 31), "试")
        {
            IsProvisional = true, RegisteredOn = county.Run.AsOf.AddDays(-30),
        }, [BoundaryPlot.Of(null, outline)]);

        Assert.Equal("claimed-provisional", await ReasonAsync(county.Run.AsOf, parcel));
        await register.MakeFirmAsync(ScreenedCounty.Keeper, claim.ClaimId, "公示");

        Assert.Equal(CountyClock.Today, (await register.FindAsync(claim.ClaimId, TownshipScope.WholeCounty))!.FirmOn);
        Assert.Equal("claimed-provisional", await ReasonAsync(county.Run.AsOf, parcel));
        Assert.Equal("claimed", await ReasonAsync(null, parcel));

        var folder = Directory.CreateTempSubdirectory("fc-release-").FullName;
        var paper = Path.Combine(folder, "撤回证明.pdf");
        await File.WriteAllTextAsync(paper, "%PDF-1.7", TestContext.Current.CancellationToken);
        await register.ReleaseAsync(ScreenedCounty.Keeper, claim.ClaimId, "撤回", new ClosingPaper(new FileStore(folder), paper, "撤回证明.pdf"));
        Directory.Delete(folder, recursive: true);
        Assert.Equal("claimed-provisional", await ReasonAsync(county.Run.AsOf, parcel));
        Assert.Equal("exclusive", await ReasonAsync(null, parcel));
    }

    [Fact]
    public async Task What_is_no_overlap_to_the_register_is_none_to_a_screening_and_stands_in_no_methodology()
    {
        var rule = await new ClaimRegister(county.Db).RuleAsync();

        var pinned = ScreeningManifest.Parse(county.Run.Manifest).Parameters.Single(p => p.Key == PinnedParameter.LeastOverlap);

        Assert.Equal((rule.NothingM2, rule.Mark, true), (pinned.Value!.Value, pinned.Mark, pinned.IsOfRegister));
        Assert.DoesNotContain(MethodologyCatalogue.All.SelectMany(m => m.Parameters), p => p.Key == PinnedParameter.LeastOverlap);
    }

    private async Task<string> ReasonAsync(DateOnly? asOf, long parcel)
    {
        var run = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", asOf));
        var position = ScreeningManifest.Parse(run.Manifest).Conditions.ToList().IndexOf("unique") + 1;
        return Reason.Of(await county.ScalarAsync<short>(
            $"select p.reasons[{position}] from ccer.screening_piece p where p.run_id = {run.RunId} and p.parcel_id = {parcel} order by p.area_m2 desc limit 1")).Key;
    }
}
