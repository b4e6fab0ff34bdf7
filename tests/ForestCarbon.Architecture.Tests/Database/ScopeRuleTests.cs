namespace ForestCarbon.Architecture.Tests.Database;

public sealed class ScopeRuleTests
{
    [Fact]
    public void Every_query_over_parcels_carries_the_scope_of_who_asks() =>
        Rule.Holds(SourceFile.Statements().SelectMany(s => ScopeRule.Violations(s.Path, s.Text)));

    [Theory]
    [InlineData("select code from inventory.parcel_current_v where code = @code")]
    [InlineData("select stock_kg from growth.run_v r join growth.parcel_result_v p using (run_id) -- @townships")]
    [InlineData("select geom_3857 from inventory.parcel_shape where geom_3857 && @box")]
    [InlineData("select o.code from inventory.parcel_outlines_in_tile(@Z, @X, @Y) o")]
    [InlineData("select p.code from a cross join lateral growth.results_of (a.id) p")]
    public void A_query_without_scope_is_seen(string sql) =>
        Assert.Equal(["src/ForestCarbon.Web/Tiles/x.sql reads parcels without @townships"], ScopeRule.Violations("src/ForestCarbon.Web/Tiles/x.sql", sql));

    [Fact]
    public void A_query_with_scope_is_let_be() => Assert.Empty(ScopeRule.Violations("src/ForestCarbon.Web/Tiles/x.sql",
        "select code from inventory.parcel_current_v where (@townships is null or township_code = any(@townships))"));
}
