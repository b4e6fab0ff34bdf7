using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>The table of moves as it is shipped (gis-data/dictionaries/project-moves.csv).</summary>
internal static class MoveTable
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "gis-data", "dictionaries", "project-moves.csv");

    /// <summary>Machine and states of each move; no state before the first is the empty text.</summary>
    public static IReadOnlyList<(string Machine, string From, string To)> Rows { get; } =
        [.. File.ReadLines(Path).Skip(1).Select(line => line.Split(',')).Select(cells => (cells[0], cells[1], cells[2]))];
}
