namespace ForestCarbon.Growth.Runs;

/// <summary>Why a parcel stands in a run as it does. Numbers and names are those of <c>growth.reason</c>; a test holds them together.</summary>
public enum ParcelReason : short
{
    Trees = 1,
    NoTrees = 10,
    Bamboo = 20,
    Shrub = 21,
    EconomicForest = 22,
    Nursery = 23,
    NoFactor = 24,
    ScatteredTrees = 25,
    UnknownLandClass = 40,
    NoSpecies = 41,
    NoOrigin = 42,
    NoVolume = 43,
    NoAge = 44,
    NoCurve = 45,
    TooLarge = 46,
    BeyondTable = 47,
    NotANumber = 48,
}

/// <summary>How a parcel counts in the totals; the order is that of the columns there.</summary>
public enum ParcelStatus
{
    /// <summary>Has stocks by its curve.</summary>
    Accounted,

    /// <summary>Land without trees: stock 0.</summary>
    Treeless,

    /// <summary>未计: no sourced factor; its tonnes are null and its area stands beside the accounted.</summary>
    NotAccounted,

    /// <summary>Its data do not allow a figure; listed with the reason.</summary>
    Failed,
}

/// <summary>Marks of an accounted parcel that a reader should know of.</summary>
[Flags]
public enum ParcelFlags : short
{
    None = 0,

    /// <summary>V/f(a) lay outside 0.3–2.0 and was taken at the limit.</summary>
    Limited = 1,

    /// <summary>Too young, without volume, or on a curve too low: r = 1.</summary>
    NotCalibrated = 2,

    /// <summary>Its stratum had no curve (in a projection by difference: its species no family); the species group's was taken.</summary>
    GroupCurve = 4,

    /// <summary>The age was missing and taken as uniform over the age group.</summary>
    AgeInferred = 8,

    /// <summary>Projected along its member of a <see cref="Carbon.Growth.DifferenceFamily"/> instead of a calibration.</summary>
    Difference = 16,

    /// <summary>The run projects by difference, but no member of a family passes through the parcel: the calibrated path was taken.</summary>
    NoMember = 32,
}

public static class ParcelReasons
{
    public static ParcelStatus Status(this ParcelReason reason) => (short)reason switch
    {
        1 => ParcelStatus.Accounted,
        10 => ParcelStatus.Treeless,
        < 40 => ParcelStatus.NotAccounted,
        _ => ParcelStatus.Failed,
    };
}
