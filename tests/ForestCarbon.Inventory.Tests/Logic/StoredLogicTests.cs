using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Inventory.Tests.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Logic;

public sealed class StoredLogicTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    [Fact]
    public async Task What_was_accepted_in_spite_of_a_rule_is_found_again_and_only_in_its_township()
    {
        var report = await county.StagedAsync(county.Folder.Text("spite.geojson", ScratchFolder.Squares(
            ScratchFolder.Parcel("981", more: ",\"YU_BI_DU\":0.1,\"YOU_SHI_SZ\":\"310\",\"QI_YUAN\":\"21\""))), new ImportRequest("forest-land", ImportDatabase.AsOf));
        await county.AcceptAsync(report.ImportId);

        var found = await new StoredLogic(county.Db).FindAsync(null, TownshipScope.WholeCounty, TestContext.Current.CancellationToken).Where(f => f.Subject.EndsWith("981", StringComparison.Ordinal)).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("forest-canopy-too-low", "error"), found.Select(f => (f.Kind, f.Severity)).Single());
        Assert.Empty(await new StoredLogic(county.Db).FindAsync(null, TownshipScope.Of(["431125102"]), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }
}
