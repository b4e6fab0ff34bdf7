namespace ForestCarbon.Architecture.Tests.Database;

public sealed class SchemaRuleTests
{
    // The probe asks whether the job queue's tables stand, and installs them where they do not.
    private static readonly string[] QueueHandling = ["src/ForestCarbon.Web/Hosting/Probes.cs", "src/ForestCarbon.Web/Hosting/Preparation.cs"];

    [Fact]
    public void Statements_of_the_program_keep_to_their_schemas() =>
        Rule.Holds(SourceFile.Statements()
            .Where(s => !QueueHandling.Contains(s.Path) && s.Path != "src/ForestCarbon.Platform/Migrations/Sql/grants.sql")
            .SelectMany(s => SchemaRule.Violations(s.Module, s.Text).Select(v => $"{s.Path}: {v}")));

    [Fact]
    public void Views_and_functions_keep_to_their_schemas() =>
        Rule.Holds(SourceFile.In("migrations/repeatable", ".sql")
            .SelectMany(s => SchemaRule.Violations(Path.GetFileName(s.Path).Split('.')[0], s.Text).Select(v => $"{s.Path}: {v}")));

    [Fact]
    public void A_migration_changes_its_own_schema_only() =>
        Rule.Holds(SourceFile.In("migrations", ".sql").Where(s => s.Path.Split('/').Length == 2)
            .SelectMany(s => SchemaRule.Violations(Path.GetFileNameWithoutExtension(s.Path).Split('_')[2], s.Text)
                .Where(v => v.Contains(" writes ", StringComparison.Ordinal)).Select(v => $"{s.Path}: {v}")));

    [Theory]
    [InlineData("Growth", "select p.species_code from inventory.parcel_version p", "Growth reads inventory.parcel_version, which is not published")]
    [InlineData("Growth", "update inventory.parcel_version_v set mean_age_a = 3", "Growth writes inventory.parcel_version_v")]
    [InlineData("Growth", "insert into inventory.parcel (parcel_id) values (1)", "Growth writes inventory.parcel")]
    [InlineData("Growth", "delete from only inventory.parcel", "Growth writes inventory.parcel")]
    [InlineData("Growth", "copy inventory.parcel (parcel_id) from stdin (format binary)", "Growth writes inventory.parcel")]
    [InlineData("Growth", "alter table inventory.parcel add column more text", "Growth writes inventory.parcel")]
    [InlineData("Inventory", "select run_id from growth.run_v", "Inventory names growth.run_v, which is not upstream of it")]
    [InlineData("Platform", "select posting_id from ledger.posting_v", "Platform names ledger.posting_v, which is not upstream of it")]
    [InlineData("Web", "select code from inventory.parcel_version", "Web reads inventory.parcel_version, which is not published")]
    [InlineData("Cli", "select id from hangfire.job", "Cli names hangfire.job, which is not upstream of it")]
    public void A_statement_that_leaves_its_place_is_seen(string module, string sql, string violation) =>
        Assert.Equal([violation], SchemaRule.Violations(module, sql));

    [Theory]
    [InlineData("Growth", "select v.code from inventory.parcel_version_v v where v.code <> 'inventory.parcel' -- inventory.parcel")]
    [InlineData("Growth", "select * from inventory.parcels_as_of(@asOf)")]
    [InlineData("Growth", "insert into growth.run (run_id) select r.run_id from platform.job_run r")]
    [InlineData("Web", "select r.run_id from growth.run_v r join inventory.county_v c on true")]
    public void A_statement_in_its_place_is_let_be(string module, string sql) => Assert.Empty(SchemaRule.Violations(module, sql));
}
