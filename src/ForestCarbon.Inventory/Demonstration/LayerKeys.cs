namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Kinds of programme work, as <c>attributes.kind</c> has them.</summary>
internal enum Work
{
    Planting,
    Tending,
    Conversion,
    Closure,
}

/// <summary>Puts parcels together to lots, works, fires, permits and claims, and gives each parcel its past.</summary>
internal static class LayerKeys
{
    // 万亩 accepted by the end of 2025, a little under what the plan asks for, so that the target page has something to say.
    private static readonly (Work Work, double Mu, string[] Townships)[] Programmes =
    [
        (Work.Tending, 362_000, ["501", "502", "204", "202", "103", "105"]),
        (Work.Conversion, 91_000, ["101", "201"]),
        (Work.Closure, 104_000, []),
    ];

    private static readonly (double X, double Y, double Radius)[] Claims = [(0.35, -0.50, 0.15), (-0.62, 0.30, 0.09)];

    public const int VcsClaim = 0;

    public static void Assign(CountyPlan plan, ParcelNotes notes)
    {
        foreach (var note in notes.All)
        {
            note.LotKey = Key(note, Districts.Of(plan, note.Cell.Site, 2.6, 78));
            note.History = LandHistory.Of(note, IsWet(plan, note));
            if (note.PlantedOn is { } planted)
                note.PlantingKey = (note.LotKey << 4) + planted.Year - 2013;
            note.DisturbanceKey = Disturbance(plan, note);
            if (note.History!.Became("0161") is { } logged and >= 2021)
                note.PermitKey = (note.LotKey << 4) + logged - 2013;
            for (var c = 0; c < Claims.Length; c++)
                if (Near(note, Claims[c]) && note is { LandClass: "0111", Standing.IsOnForestLand: true } && (c != VcsClaim || note.Origin![0] == '2'))
                    note.ClaimKey = c;
        }
        AssignWorks(notes);
        foreach (var (note, index) in notes.All.Where(n => n.Standing is { IsCommercial: true, IsProtectedNatural: false } && n.Cut.Kind == CutKind.None)
                     .OrderBy(n => Chance.Hash(n.Hash, 300)).Take(24).Select((n, i) => (n, i)))
            note.ApprovalKey = index;
    }

    /// <summary>The year a work was accepted in, 2021–2025.</summary>
    public static int YearOf(long workKey) => 2021 + (int)(Chance.Hash(77, (ulong)workKey) % 5);

    public static Work WorkOf(long workKey) => (Work)(workKey & 3);

    // Lots in a fixed shuffled order take up each programme until its area is reached; a lot has one work.
    private static void AssignWorks(ParcelNotes notes)
    {
        foreach (var (work, target, townships) in Programmes)
        {
            var reached = 0.0;
            var candidates = notes.All.Where(n => n.WorkKey < 0 && n.PlantingKey < 0 && Suits(work, n) && (townships.Length == 0 || townships.Contains(n.TownshipCode[6..])));
            foreach (var lot in candidates.GroupBy(n => n.LotKey).OrderBy(g => Chance.Hash(0x3012, (ulong)g.Key)))
            {
                if (reached >= target)
                    break;
                foreach (var note in lot)
                {
                    note.WorkKey = (lot.Key << 2) + (int)work;
                    reached += note.AreaMu;
                }
            }
        }
    }

    private static bool Suits(Work work, ParcelNote n) => work switch
    {
        Work.Closure => n is { LandClass: "0111" or "0142" or "0120" or "0131", Standing.IsPublicWelfare: true },
        Work.Conversion => n is { LandClass: "0111" or "0131", Standing: { IsOnForestLand: true, IsProtectedNatural: false } },
        _ => n is { LandClass: "0111", AgeGroup: 1 or 2 or 3, Standing.IsOnForestLand: true },
    };

    // Besides the wetland park some low hollows have been wet ground all along.
    private static bool IsWet(CountyPlan plan, ParcelNote note) =>
        ProtectedAreas.At(plan, note.Cell.Site) == ProtectedAreas.Wetland || (note.ElevationM < 480 && Chance.Unit(note.Hash, 302) < 0.2);

    // A fire takes the burnt parcels of a district in one year; pests take the pines of a few districts.
    private static long Disturbance(CountyPlan plan, ParcelNote note)
    {
        if (note.History!.Became("0162") is { } burnt)
            return (Districts.Of(plan, note.Cell.Site, 9, 79) << 8) + burnt - 2012;
        var district = Districts.Of(plan, note.Cell.Site, 6, 80);
        var districts = plan.CellCount / 36.0;
        return note is { LandClass: "0111", SpeciesCode: "220" or "261" } && Chance.Unit(Chance.Hash(Chance.Hash(plan.Seed, 81), (ulong)district)) < 9 / districts
            ? (district << 8) + 128 + (int)(Chance.Hash(82, (ulong)district) % 5)
            : -1;
    }

    // Village, row and column of the district in one number: 8, 17 and 17 bits.
    private static long Key(ParcelNote note, long district) => ((long)note.Cell.Village << 34) + ((district >> 32) << 17) + (district & 0x1_FFFF);

    private static bool Near(ParcelNote note, (double X, double Y, double Radius) circle)
    {
        var (dx, dy) = (note.Plane.X - circle.X, note.Plane.Y - circle.Y);
        return (dx * dx) + (dy * dy) < circle.Radius * circle.Radius;
    }
}
