namespace ForestCarbon.Carbon.Methodologies.Conditions;

/// <summary>Checks of what the ground was and is.</summary>
public static class LandChecks
{
    private static readonly Reason NonForest = Reason.Of("non-forest"), NonForestAfterGap = Reason.Of("non-forest-after-gap"), WasForest = Reason.Of("was-forest"), NoRecord = Reason.Of("no-record");
    private static readonly Reason Gap = Reason.Of("record-gap"), Conflict = Reason.Of("record-conflict"), UnknownClass = Reason.Of("record-unknown-class");
    private static readonly Reason ClearedAtEdge = Reason.Of("cleared-at-edge"), NoStart = Reason.Of("no-start"), NoPlantingDate = Reason.Of("no-planting-date");

    /// <summary>At least <c>non_forest_years</c> before the start without forest: CCER-14-001-V01 2(a).</summary>
    /// <remarks>definitions.md §4: all records covering [start − 3 years, start); a gap over <c>record_gap_months</c> needs evidence.</remarks>
    [ConditionCheck("non-forest-years")]
    public static Reason NonForestYears(PieceFacts piece, ConditionParameters parameters) => piece.Start is { } start
        ? NonForestBetween(piece.History, start.AddYears(-(int)parameters.Required("non_forest_years")), start, (int)parameters.Required("record_gap_months"))
        : PlantedSomeDay(piece, (int)parameters.Required("non_forest_years"));

    // Planted forest that nobody dated was planted some day after it was last seen as forest, if ever, and before it was seen as forest again.
    // Where no such time is long enough, no date that may be found will help.
    private static Reason PlantedSomeDay(PieceFacts piece, int years)
    {
        if (piece.Now != LandKind.Forest)
            return NoStart;
        var (lastForest, isOpen) = (DateOnly.MinValue, false);
        foreach (var record in piece.History)
        {
            if (record is not { Kind: LandKind.Forest, Conflicts: false })
            {
                isOpen = true;
                continue;
            }
            if (isOpen && lastForest.AddYears(years) <= record.On)
                return NoPlantingDate;
            (lastForest, isOpen) = (record.On, false);
        }
        return isOpen ? NoPlantingDate : WasForest;
    }

    /// <summary>Without forest since a fixed day: AR-CM-001-V01.</summary>
    [ConditionCheck("non-forest-since")]
    public static Reason NonForestSince(PieceFacts piece, ConditionParameters parameters) => piece.Start is { } start
        ? NonForestBetween(piece.History, parameters.RequiredDay("non_forest_since"), start, (int)parameters.Required("record_gap_months"))
        : NoStart;

    /// <summary>Judges [<paramref name="from"/>, <paramref name="until"/>): the record before it says how the window begins, and no two records may lie too far apart.</summary>
    public static Reason NonForestBetween(IReadOnlyList<LandRecord> history, DateOnly from, DateOnly until, int gapMonths)
    {
        LandRecord? before = null;
        DateOnly? first = null;
        var covered = from;
        var (records, hasGap, hasConflict, hasUnknown) = (0, false, false, false);
        foreach (var record in history)
        {
            if (record.On >= until)
                break;
            if (record.On < from)
            {
                before = record;
                continue;
            }
            if (records++ == 0 && before is { } edge)
                covered = edge.On;
            first ??= record.On;
            hasGap |= covered.AddMonths(gapMonths) < record.On;
            covered = record.On;
            // One source that says forest is enough; two that contradict each other are not.
            if (record is { Kind: LandKind.Forest, Conflicts: false })
                return WasForest;
            hasConflict |= record.Conflicts;
            hasUnknown |= record.Kind == LandKind.Unknown;
        }
        // Nothing since: ground last seen as forest is forest until somebody shows otherwise.
        if (records == 0)
            return before is { Kind: LandKind.Forest, Conflicts: false } ? WasForest : NoRecord;
        hasGap |= covered.AddMonths(gapMonths) < until;
        if (hasConflict || before is { Conflicts: true })
            return Conflict;
        if (hasUnknown || before is { Kind: LandKind.Unknown })
            return UnknownClass;
        if (hasGap)
            return Gap;
        // A beginning without a record is a gap like another, and passes for no longer than one may be: the answer says that it was used.
        return before switch
        {
            { Kind: LandKind.Forest } => ClearedAtEdge,
            null when first > from => NonForestAfterGap,
            _ => NonForest,
        };
    }

    /// <summary>No wetland: CCER-14-001-V01 2(d).</summary>
    [ConditionCheck("not-wetland")]
    public static Reason NotWetland(PieceFacts piece, ConditionParameters parameters)
    {
        if (piece.IsInWetlandPark)
            return Reason.Of("wetland-park");
        var newest = piece.History.Count > 0 ? piece.History[^1] : default(LandRecord?);
        if (piece.Now == LandKind.Wetland || newest is { Kind: LandKind.Wetland })
            return Reason.Of("wetland-class");
        if (piece.Now == LandKind.Water)
            return Reason.Of("water");
        if (!piece.HasWetlandLayer)
            return Reason.Of("no-wetland-layer");
        if (piece.Start is not { } start)
            return NoStart;
        if (newest is not { } last)
            return NoRecord;
        if (last.Conflicts)
            return Conflict;
        if (piece.Now == LandKind.Unknown || last.Kind == LandKind.Unknown)
            return UnknownClass;
        return last.On.AddMonths((int)parameters.Required("record_gap_months")) < start ? Reason.Of("wetland-record-old") : Reason.Of("not-wet");
    }

    /// <summary>Neither logged nor burnt: AR-CM-001-V01.</summary>
    [ConditionCheck("not-cleared-land")]
    public static Reason NotCleared(PieceFacts piece, ConditionParameters parameters) => piece.Now switch
    {
        LandKind.Cleared => Reason.Of("cleared-land"),
        LandKind.Unknown => Reason.Of("class-unknown"),
        _ => Reason.Of("not-cleared"),
    };

    /// <summary>Planted young or middle-aged tree forest: AR-CM-003-V01.</summary>
    [ConditionCheck("planted-young-or-middle")]
    public static Reason PlantedYoungOrMiddle(PieceFacts piece, ConditionParameters parameters) => piece switch
    {
        { Now: LandKind.Unknown } => Reason.Of("class-unknown"),
        { IsTreeForest: false } or { IsPlanted: false } or { AgeGroup: > 2 } => Reason.Of("stand-outside"),
        { IsPlanted: null } or { AgeGroup: null } => Reason.Of("stand-unknown"),
        _ => Reason.Of("stand-covered"),
    };

    /// <summary>Bamboo forest: AR-CM-005-V01.</summary>
    [ConditionCheck("bamboo-forest")]
    public static Reason BambooForest(PieceFacts piece, ConditionParameters parameters) => piece.IsBamboo switch
    {
        null => Reason.Of("class-unknown"),
        true => Reason.Of("bamboo"),
        false => Reason.Of("not-bamboo"),
    };
}
