using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Projects;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>What is stored as a project's expectation where its ex-ante sheet gives something else.</summary>
/// <param name="ExpectedT">Stored, whole tCO₂e of the crediting period.</param>
/// <param name="SheetT">Total of the sheet, tCO₂e; real, never rounded.</param>
public sealed record ExpectationGap(long ExpectedT, double SheetT)
{
    /// <summary>Null where nothing is expected, the sheet has no total, or the expectation is its total rounded down, as it is adopted.</summary>
    public static ExpectationGap? Of(ProjectRow project, ProjectSheet exAnte) =>
        project.ExpectedT is { } expected && exAnte.Sheet?.Value(ExAnte.Total) is { } total && expected != (long)Math.Floor(total) ? new ExpectationGap(expected, total) : null;

    public string Zh => FormattableString.Invariant($"项目的预计为 {ExpectedT:#,0} t，事前计算表为 {SheetT:#,0.00} t，相差 {Math.Abs(ExpectedT - SheetT):#,0.00} t：请采用计算表的结果，或更正所依据的数");

    public string En => FormattableString.Invariant(
        $"The project is expected to bring {ExpectedT:#,0} t, its ex-ante sheet gives {SheetT:#,0.00} t, a difference of {Math.Abs(ExpectedT - SheetT):#,0.00} t: adopt what the sheet gives, or put right the figures it rests on");
}
