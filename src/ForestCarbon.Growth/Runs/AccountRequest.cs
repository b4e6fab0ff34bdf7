namespace ForestCarbon.Growth.Runs;

/// <summary>An accounting run to open.</summary>
/// <param name="From">First year; null: the year of the inventory.</param>
/// <param name="To">Last year; null: 40 increments on.</param>
/// <param name="AsOf">The inventory as of this date; null: its newest date.</param>
/// <param name="Schedule">The schedule that asks for it, or null for a person's.</param>
/// <param name="Projection">How a parcel is tied to its curve.</param>
public sealed record AccountRequest(
    int? From = null, int? To = null, DateOnly? AsOf = null, string Scenario = AccountRequest.NoHarvest,
    GrowthProjection Projection = GrowthProjection.Calibrated,
    string? Schedule = null)
{
    /// <summary>The default scenario (definitions.md §3): every stand grows, none is cut.</summary>
    public const string NoHarvest = "不采伐情景";

    /// <summary>definitions.md §3: 40 increments, 41 stocks.</summary>
    public const int DefaultIncrements = 40;

    /// <summary>Ours: no account looks further than two rotations of the slowest species of the age table.</summary>
    public const int MostIncrements = 240;
}

/// <summary>How a parcel is tied to its curve (definitions.md §3).</summary>
public enum GrowthProjection
{
    /// <summary>Its own state plus r times the curve's growth.</summary>
    Calibrated,

    /// <summary>Along the member of the curve's family through its own state, where there is one.</summary>
    Difference,
}

/// <summary>A run that was opened, and the curve set it pinned.</summary>
/// <param name="CurvesFitted">True if the county had no curve set and one was fitted first.</param>
public sealed record OpenedRun(long RunId, int CurveSetId, bool CurvesFitted, DateOnly AsOf, int FirstYear, int LastYear, long Parcels);
