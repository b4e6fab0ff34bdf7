using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Ogc;

/// <summary>What a client asks of a collection.</summary>
/// <param name="Box">In degrees, EPSG:4490; null: everywhere.</param>
/// <param name="From">First day looked at; with <paramref name="Until"/> null for both: what is valid now.</param>
/// <param name="Filters">Property and value, all of which must hold.</param>
/// <param name="Words">Part of a code or a name.</param>
/// <param name="SortBy">A property; null: by id.</param>
public sealed record OgcQuery(
    string Collection, int Limit = OgcQuery.UsualLimit, long Offset = 0, Envelope? Box = null, DateOnly? From = null, DateOnly? Until = null,
    IReadOnlyList<(string Property, string Value)>? Filters = null, string? FeatureId = null, string? Words = null, string? SortBy = null, bool Descends = false)
{
    /// <summary>Features of a page for which no limit was asked.</summary>
    public const int UsualLimit = 1_000;
    public const int LargestLimit = 5_000;
}

/// <summary>One feature as it is stored; the properties in the order of the collection's.</summary>
public sealed record OgcFeature(string Id, IReadOnlyList<object?> Values, Geometry Geometry);

/// <summary>A page of features: how many match in all, and those of the page.</summary>
/// <param name="Sums">Areas of everything matched, on all pages; null for the parcels and for townships and villages, whose pages have their own.</param>
public sealed record OgcPage(IReadOnlyList<OgcProperty> Properties, long Matched, IReadOnlyList<OgcFeature> Features, OgcSums? Sums = null);

/// <summary>Areas of the features of a layer added up; null where none of them has such an area.</summary>
public sealed record OgcSums(decimal? EllipsoidalM2, decimal? RegisteredHa, decimal? ContractMu);

/// <summary>What the client asked cannot be answered; the sentence says why.</summary>
public sealed class OgcRequestException(string message) : Exception(message);

/// <summary>A property: its name in the interface, and what people call it.</summary>
/// <param name="Type">As JSON schema has it: <c>string</c>, <c>integer</c>, <c>number</c> or <c>boolean</c>.</param>
public sealed record OgcProperty(string Name, string NameZh, string Type = "string");
