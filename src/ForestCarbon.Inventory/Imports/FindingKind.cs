namespace ForestCarbon.Inventory.Imports;

/// <summary>How much a finding matters. Above <see cref="Warning"/> an import waits for a person.</summary>
public enum Severity
{
    Note,
    Warning,
    Error,
}

/// <summary>A kind of finding: its public name, how much it matters, and whether its row can be stored at all.</summary>
/// <param name="Blocks">True where the row stays out even if a person accepts the import: there is nothing that could be stored rightly.</param>
public sealed record FindingKind(string Name, Severity Severity, bool Blocks = false)
{
    public static readonly FindingKind File = new("file", Severity.Note);
    public static readonly FindingKind Crs = new("crs", Severity.Warning);
    // Closing it would draw a border that nobody surveyed.
    public static readonly FindingKind Unclosed = new("unclosed", Severity.Error, Blocks: true);
    public static readonly FindingKind NearlyClosed = new("unclosed", Severity.Note);
    public static readonly FindingKind InvalidRing = new("invalid-ring", Severity.Error, Blocks: true);
    public static readonly FindingKind SelfIntersection = new("self-intersection", Severity.Error, Blocks: true);
    public static readonly FindingKind EmptyGeometry = new("empty-geometry", Severity.Error, Blocks: true);
    public static readonly FindingKind NotAPolygon = new("not-a-polygon", Severity.Error, Blocks: true);
    public static readonly FindingKind OutsideCrs = new("outside-crs", Severity.Error, Blocks: true);
    public static readonly FindingKind DuplicateGeometry = new("duplicate-geometry", Severity.Error, Blocks: true);
    // Two adjustments, two permits may cover the same ground; two parcels may not, nor two pieces of 公益林: but of these a person decides which it is.
    public static readonly FindingKind RepeatedGeometry = new("duplicate-geometry", Severity.Error);
    public static readonly FindingKind SharedGeometry = new("duplicate-geometry", Severity.Warning);
    public static readonly FindingKind Multipart = new("multipart", Severity.Warning);
    public static readonly FindingKind Sliver = new("sliver", Severity.Warning);
    public static readonly FindingKind Overlap = new("overlap", Severity.Error);
    public static readonly FindingKind SharedOverlap = new("overlap", Severity.Warning);
    public static readonly FindingKind Gap = new("gap", Severity.Warning);
    public static readonly FindingKind OutsideCounty = new("outside-county", Severity.Error);
    public static readonly FindingKind AcrossCountyBorder = new("across-county-border", Severity.Warning);
    public static readonly FindingKind TownshipGround = new("township-ground", Severity.Error);
    public static readonly FindingKind AcrossTownshipBorder = new("across-township-border", Severity.Warning);
    public static readonly FindingKind BelowMinimumArea = new("below-minimum-area", Severity.Warning);
    public static readonly FindingKind RegisteredArea = new("registered-area", Severity.Warning);
    public static readonly FindingKind RegisteredAreaInMu = new("registered-area", Severity.Error);
    public static readonly FindingKind CodeMissing = new("code-missing", Severity.Error, Blocks: true);
    public static readonly FindingKind CodeForm = new("code-form", Severity.Error, Blocks: true);
    public static readonly FindingKind CodeDuplicate = new("code-duplicate", Severity.Error, Blocks: true);
    public static readonly FindingKind LandClassMissing = new("land-class-missing", Severity.Error, Blocks: true);
    public static readonly FindingKind LandClassUnknown = new("land-class-unknown", Severity.Error, Blocks: true);
    public static readonly FindingKind UnknownCode = new("unknown-code", Severity.Warning);
    public static readonly FindingKind UnreadableValue = new("unreadable-value", Severity.Warning);
    public static readonly FindingKind LostText = new("lost-text", Severity.Warning);
    public static readonly FindingKind UnknownTownship = new("unknown-township", Severity.Error);
    public static readonly FindingKind OutsideScope = new("outside-scope", Severity.Error, Blocks: true);
    public static readonly FindingKind AsOfAhead = new("as-of-ahead", Severity.Warning);
    public static readonly FindingKind TooEarly = new("as-of-too-early", Severity.Error, Blocks: true);
}
