using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Screening.Ground;

namespace ForestCarbon.Ccer.Screening;

/// <summary>A parcel as a chunk reads it.</summary>
public sealed record ScreenedParcel(
    long VersionId, long ParcelId, decimal AreaM2, bool IsOnForestLand, string LandClass, string? Purpose, string? Category, string? Origin,
    short? AgeGroup, DateOnly? PlantedOn, DateOnly RecordedOn, decimal? ShrubShare, bool? KeepsTrees, Outline Outline, AdditionalityPath? Additionality);

/// <summary>A piece as it is stored.</summary>
public sealed record ScreenedPiece(ScreenedParcel Parcel, short Number, GroundPiece Ground)
{
    /// <summary>What the piece is sorted by; under <see cref="PieceFlags.StartUnknown"/> the candidates' date, by which nothing was judged.</summary>
    public required DateOnly Start { get; init; }

    public required string History { get; init; }

    /// <summary>Numbers of <see cref="Reason"/> in the order of the conditions.</summary>
    public required short[] Reasons { get; init; }

    public required PieceFlags Flags { get; init; }

    public required long[] ClaimIds { get; init; }

    public bool IsPlanted => Parcel.PlantedOn is not null;

    public Verdict Verdict => (Verdict)Reasons.Max(r => (byte)Reason.Of(r).Verdict);

    /// <summary>Position from 1 of the first condition that fails, or null.</summary>
    public short? FirstFail => Array.FindIndex(Reasons, r => Reason.Of(r).Verdict == Verdict.Fail) is >= 0 and var at ? (short)(at + 1) : null;

    public long[] Ids(GroundKind kind) => [.. Ground.Features.Where(f => f.Kind == kind).Select(f => f.Id)];
}

/// <summary>What a piece is besides its verdict.</summary>
[Flags]
public enum PieceFlags : short
{
    None = 0,
    WholeParcel = 1,

    /// <summary>Under 50 m²: named and kept.</summary>
    Sliver = 2,
    PublicWelfare = 4,
    NaturalForest = 8,
    CarbonBase = 16,
    ForestNow = 32,
    PlantedYoungOrMiddle = 64,

    /// <summary>What is expected lies outside the plausible range of t/mu·a (data, [M]): to be looked at, not changed.</summary>
    ImplausibleRate = 128,

    /// <summary>Planted already, but nobody recorded when: no condition that asks for the start can pass, and it joins no plot.</summary>
    StartUnknown = 256,
}

/// <summary>Why tonnes are expected of a piece, or why none can be said. Stored by number.</summary>
public enum ExpectedReason : short
{
    /// <summary>The named planting model.</summary>
    PlantingModel = 1,

    /// <summary>The newest accounting run, from its first year or the start to the end of the crediting period.</summary>
    AccountingRun = 2,
    NoPlantingModel = 10,
    NoAccountingRun = 11,

    /// <summary>The accounting run has no figure for the parcel (未计).</summary>
    NotAccounted = 12,

    /// <summary>The accounting run ends before the crediting period.</summary>
    BeyondRun = 13,

    /// <summary>A parameter the deduction needs has no value.</summary>
    NoDeduction = 14,

    /// <summary>The planting model has no curve that two accounts have read, or none on the parcel's site class.</summary>
    NoModelCurve = 15,

    /// <summary>The inventory does not say the parcel's site class (立地等级).</summary>
    NoSiteClass = 16,

    /// <summary>A species of the planting model has no sourced conversion factor.</summary>
    NoModelFactor = 17,

    /// <summary>Planted, but its planting date is not recorded: what it adds from when on cannot be said.</summary>
    NoStart = 18,

    /// <summary>The piece fails: nothing is expected.</summary>
    Fails = 20,
}
