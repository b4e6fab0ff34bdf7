using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;

namespace ForestCarbon.Ccer.Screening;

/// <summary>A piece with every condition answered: verdict, reason, datum used, clause, remedy. Its start is null where nobody recorded it.</summary>
public sealed record PieceAnswer(
    string Code, int Piece, decimal AreaM2, Verdict Verdict, DateOnly? StartDate, bool IsPlanted, bool IsSliver, bool IsImplausible, long? ExpectedKg, int? ExpectedYears,
    ExpectedReason ExpectedReason, decimal? PlotAreaM2, IReadOnlyList<ConditionAnswer> Conditions)
{
    /// <summary>kg CO₂e a year over the years that <see cref="ExpectedKg"/> covers; null without a figure.</summary>
    public decimal? ExpectedKgA => ExpectedYears is > 0 ? ExpectedKg / (decimal?)ExpectedYears : null;

    /// <summary>The same as t CO₂e per mu and year.</summary>
    public decimal? ExpectedTMuA => ScreeningSheet.RatePerMu(ExpectedKgA, AreaM2);

    /// <param name="judged">The conditions of the piece's own screening, in its order: <see cref="ScreeningManifest.JudgedConditions"/>.</param>
    /// <param name="inMu">The unit areas of plots are told in beside m².</param>
    public static PieceAnswer Of(PieceRow piece, IReadOnlyList<Condition> judged, bool inMu = true) => new(
        piece.Code, piece.Piece, piece.AreaM2, piece.Verdict, piece.IsStartKnown ? piece.StartDate : null, piece.IsPlanted, ((PieceFlags)piece.Flags).HasFlag(PieceFlags.Sliver),
        ((PieceFlags)piece.Flags).HasFlag(PieceFlags.ImplausibleRate), piece.ExpectedKg, piece.ExpectedYears,
        (ExpectedReason)piece.ExpectedReason, piece.PlotAreaM2,
        [.. judged.Zip(piece.Reasons, (condition, number) => ConditionAnswer.Of(condition, Reason.Of(number), piece.Datum(condition.Check, false, inMu), piece.Datum(condition.Check, true, inMu)))]);
}

/// <summary>One condition of a piece.</summary>
public sealed record ConditionAnswer(
    string Condition, string Clause, string TitleZh, string TitleEn, Verdict Verdict, string Reason, string ReasonEn, string Datum, string DatumEn, string Remedy, string RemedyEn, string Source, string Mark)
{
    public static ConditionAnswer Of(Condition condition, Reason reason, string datum, string datumEn) => new(
        condition.Key, condition.Clause, condition.TitleZh, condition.TitleEn, reason.Verdict, reason.TextZh, reason.TextEn, datum, datumEn, reason.RemedyZh, reason.RemedyEn,
        condition.Citation.Source, condition.Citation.Mark);
}
