using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Topology;

/// <summary>One parcel of a coverage: a polygon or multipolygon in EPSG:4490 that should meet its neighbours and overlap none.</summary>
/// <param name="Key">What orders and names it in a finding: the parcel code, or the code within its layer.</param>
/// <param name="Id">Parcel version or feature where it is stored, row of the file where it is staged.</param>
/// <param name="IsJudged">False for a neighbour that is there to be compared with: two of those are never a finding.</param>
public sealed record CoverageParcel(string Key, long Id, Geometry Geometry, bool IsJudged = true);

/// <summary>From which size on a difference is a finding; what the bureau set is in <see cref="CheckLimitBook"/>, the defaults here are the same. None changes a shape.</summary>
/// <param name="GapWidthM">A void between parcels narrower than this is a gap, wider is other land. 2 m is 0.2 mm on the 1:10,000 sheet.</param>
/// <param name="SliverWidthM">A piece of a parcel with a mean width (twice its area over its perimeter) below this is a sliver.</param>
/// <param name="LooksForGaps">False for layers that are not meant to meet, such as permits.</param>
public sealed record CoverageLimits(double GapWidthM = 2, double SliverWidthM = 2, bool LooksForGaps = true)
{
    /// <summary>Differences under 1 mm are not findings (<c>definitions.md</c> §1).</summary>
    public const double SmallestDifferenceM = 0.001;

    public static CoverageLimits Default { get; } = new();
}
