using System.Reflection;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Web.Tests;

/// <summary>
/// A county drawn on squared paper: two townships side by side, each of 12 square parcels in 3 rows, with known species, ages,
/// categories and areas, so that every expected figure can be worked out by hand.
/// </summary>
internal static class SmallCounty
{
    public const string West = "431125101";
    public const string East = "431125102";

    public static Task FillAsync(Db db) =>
        db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a county for tests",
            write => write.ExecuteAsync(Sql.Of(Assembly.GetExecutingAssembly(), "small_county.sql")));
}
