using ForestCarbon.Platform.Migrations;
using ForestCarbon.Testing;

namespace ForestCarbon.Platform.Tests.Migrations;

public sealed class MigratorTests : IAsyncLifetime
{
    private readonly BareDatabase _database = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("fc-migrations-").FullName;

    [Fact]
    public async Task A_failed_script_takes_the_ones_before_it_back_and_is_named_with_its_statement()
    {
        Write("2026-01-01_01_a.sql", "create schema first_step;");
        Write("2026-01-01_02_b.sql", """
            create schema second_step;

            create table second_step.thing (thing_id bigint primary key);
            -- Something that is not there.
            alter table second_step.nothing add column more text;
            """);

        var result = await new Migrator(_database.ConnectionString, _folder).RunAsync();

        Assert.Contains("2026-01-01_02_b.sql", result.Error, StringComparison.Ordinal);
        Assert.Contains("第 5 行的语句“alter table second_step.nothing add column more text”", result.Error, StringComparison.Ordinal);
        Assert.Contains("42P01", result.Error, StringComparison.Ordinal);
        Assert.Equal(0L, await _database.ScalarAsync<long>(
            "select count(*) from pg_namespace where nspname in ('first_step', 'second_step')"));
    }

    [Fact]
    public async Task A_view_that_does_not_fit_takes_the_new_tables_back_with_it()
    {
        Write("2026-01-01_01_a.sql", "create schema ground; create table ground.tree (tree_id bigint);");
        Write("repeatable/ground.views.sql", "create or replace view ground.tree_v as select height_m from ground.tree;");

        var result = await new Migrator(_database.ConnectionString, _folder).RunAsync();

        Assert.Contains("ground.views.sql", result.Error, StringComparison.Ordinal);
        Assert.Equal(0L, await _database.ScalarAsync<long>("select count(*) from pg_namespace where nspname = 'ground'"));
    }

    [Fact]
    public async Task Two_that_start_together_migrate_once_in_the_order_of_days_and_numbers()
    {
        Write("2026-01-01_99_slow.sql", "create schema together; select pg_sleep(0.3);");
        Write("2026-01-01_100_after.sql", "create table together.thing (id bigint);");
        Write("repeatable/together.views.sql", "create or replace view together.thing_v as select id from together.thing;");

        var results = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => new Migrator(_database.ConnectionString, _folder).RunAsync())));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(["2026-01-01_99_slow.sql", "2026-01-01_100_after.sql", "together.views.sql"], Assert.Single(results, result => result.Ran.Count > 0).Ran);
    }

    [Fact]
    public async Task A_changed_view_is_made_again_and_an_unchanged_one_is_not()
    {
        Write("2026-01-01_01_a.sql", "create schema views;");
        Write("repeatable/views.sql", "create or replace view views.one_v as select 1 as one;");
        await new Migrator(_database.ConnectionString, _folder).RunAsync();

        var again = await new Migrator(_database.ConnectionString, _folder).RunAsync();
        Write("repeatable/views.sql", "create or replace view views.one_v as select 1 as one, 2 as two;");
        var changed = await new Migrator(_database.ConnectionString, _folder).RunAsync();

        Assert.Empty(again.Ran);
        Assert.Equal(["views.sql"], changed.Ran);
    }

    [Fact]
    public async Task A_check_that_finds_something_is_told_with_its_subject()
    {
        Write("2026-01-01_01_a.sql", "create schema checked;");
        Write("checks/checked.sql", "select 'two trees in one place' as fault, 'T7' as subject;");

        var result = await new Migrator(_database.ConnectionString, _folder).RunAsync();

        Assert.Equal("数据检查 checked.sql 未通过：two trees in one place（T7）。", result.Error);
    }

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Write(string name, string sql)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, sql);
    }
}
