using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Screening.Ground;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Turns a piece of ground into facts and judges every condition but the plot's, which waits until all pieces are known.</summary>
public sealed class PieceJudge(ScreeningBasis basis)
{
    /// <summary>definitions.md §1: pieces under this are named slivers and kept.</summary>
    public const decimal SliverM2 = 50;

    private static readonly short NotFormed = Reason.Of("plot-not-formed").Number;
    private static readonly short NoPlotArea = Reason.Of("no-plot-area").Number;
    private static readonly short NoStart = Reason.Of("no-start").Number;

    public ScreenedPiece Judge(ScreenedParcel parcel, short number, GroundPiece ground)
    {
        // What was planted stands already: without its planting date its start is not known, and a candidate's does not take its place.
        var isUndated = parcel.PlantedOn is null && (parcel.LandClass == "0141" || (parcel.LandClass == "0111" && basis.IsPlanted(parcel.Origin) == true));
        var start = parcel.PlantedOn ?? basis.Manifest.StartDate;
        var end = basis.Manifest.CreditingEnd(start);
        long[] shapes = [.. ground.Features.Where(f => f.Kind == GroundKind.Evidence).Select(f => f.Id)];
        var history = basis.Histories.Of(shapes, parcel.LandClass, parcel.RecordedOn);
        var claims = ClaimsOver(ground, start, end);
        var facts = Facts(parcel, ground, isUndated ? null : start, end, history, claims);
        var reasons = new short[basis.Checks.Count];
        var fails = false;
        for (var i = 0; i < reasons.Length; i++)
            if (i != basis.PlotPosition)
            {
                var reason = basis.Checks[i](facts, basis.Parameters);
                reasons[i] = reason.Number;
                fails |= reason.Verdict == Verdict.Fail;
            }
        if (basis.PlotPosition >= 0)
            reasons[basis.PlotPosition] = fails ? NotFormed : isUndated ? NoStart : NoPlotArea;
        return new ScreenedPiece(parcel, number, ground)
        {
            Start = start, History = history.Text, Reasons = reasons, Flags = FlagsOf(ground, facts) | (isUndated ? PieceFlags.StartUnknown : PieceFlags.None), ClaimIds = [.. claims.Select(c => c.ClaimId)],
        };
    }

    private PieceFacts Facts(ScreenedParcel parcel, GroundPiece ground, DateOnly? start, DateOnly end, LandHistoryEntry history, ClaimFact[] claims)
    {
        var purpose = basis.PurposeOf(parcel.Purpose, parcel.Purpose is { Length: > 0 });
        return new PieceFacts
        {
            Start = start, CreditingEnd = end, History = history.Records, Now = basis.KindOf(parcel.LandClass), IsOnForestLand = parcel.IsOnForestLand,
            Purpose = purpose, IsRoadside = parcel.Purpose == "116",
            Tenure = [.. ground.Features.Where(f => f.Kind == GroundKind.Tenure).Select(f => basis.Tenure(f.Id))],
            HasWetlandLayer = basis.HasWetlandLayer,
            IsInWetlandPark = ground.Features.Any(f => f.Kind == GroundKind.Protected && basis.IsWetland(f.Id)),
            ShrubRemovalShare = parcel.ShrubShare, KeepsTrees = parcel.KeepsTrees, Claims = claims,
            // Planting public-welfare forest: the ground is in that layer, or the record says its category or purpose.
            IsPublicWelfare = ground.Features.Any(f => f.Kind == GroundKind.PublicWelfare) || parcel.Category is "11" or "12",
            Additionality = parcel.Additionality,
            IsPlanted = basis.IsPlanted(parcel.Origin), AgeGroup = parcel.AgeGroup, IsTreeForest = parcel.LandClass == "0111",
            IsBamboo = basis.KindOf(parcel.LandClass) == LandKind.Unknown ? null : parcel.LandClass == "0113",
        };
    }

    private ClaimFact[] ClaimsOver(GroundPiece ground, DateOnly start, DateOnly end)
    {
        // Up to the register's own limit an overlap is none (definitions §4).
        if (ground.AreaM2 <= (basis.Parameters.Find(PinnedParameter.LeastOverlap) ?? 0))
            return [];
        return [.. ground.Features.Where(f => f.Kind == GroundKind.Claim).Select(f => f.Id).Distinct().Select(id => basis.Claim(id, start, end)).OfType<ClaimFact>()];
    }

    private static PieceFlags FlagsOf(GroundPiece ground, PieceFacts facts)
    {
        var flags = ground.Shape is null ? PieceFlags.WholeParcel : PieceFlags.None;
        if (ground.AreaM2 < SliverM2)
            flags |= PieceFlags.Sliver;
        foreach (var feature in ground.Features)
            flags |= feature.Kind switch
            {
                GroundKind.PublicWelfare => PieceFlags.PublicWelfare,
                GroundKind.NaturalForest => PieceFlags.NaturalForest,
                GroundKind.CarbonBase => PieceFlags.CarbonBase,
                _ => PieceFlags.None,
            };
        if (facts.Now == LandKind.Forest)
            flags |= PieceFlags.ForestNow;
        if (facts is { IsTreeForest: true, IsPlanted: true, AgeGroup: <= 2 })
            flags |= PieceFlags.PlantedYoungOrMiddle;
        return flags;
    }
}
