using ForestCarbon.Growth.Runs;

namespace ForestCarbon.Web.Text;

/// <summary>The years of a run to choose from on a page, with what else stands in the page's address.</summary>
public sealed record YearChoice(RunRow Run, int Year, string Action, params IReadOnlyList<(string Name, string Value)> Kept);

/// <summary>A year that was asked of a run, and the year whose figures are shown.</summary>
public sealed record OutsideYear(RunRow Run, int? Asked, int Shown);
