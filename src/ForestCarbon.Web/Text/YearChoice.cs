using ForestCarbon.Growth.Runs;

namespace ForestCarbon.Web.Text;

/// <summary>The years of a run to choose from on a page, with what else stands in the page's address.</summary>
public sealed record YearChoice(RunRow Run, int Year, string Action, params IReadOnlyList<(string Name, string Value)> Kept);
