namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Everything beside the parcels that has an outline, drafted in one walk over the county's cells.</summary>
internal sealed class CountyLayers
{
    private readonly CountyPlan _plan;
    private readonly ParcelNotes _notes;
    private readonly EdgeDissolve[] _protected = Array.ConvertAll(new int[ProtectedAreas.All.Length], _ => new EdgeDissolve());
    private readonly List<(ParcelNote Parcel, double[] Ring)> _approvals = [];

    public CountyLayers(CountyPlan plan, ParcelNotes notes)
    {
        (_plan, _notes) = (plan, notes);
        LayerCuts.Choose(notes);
        LayerKeys.Assign(plan, notes);
        PublicWelfare = new CutLayerDraft("public-welfare", Allocation.Mu.PublicWelfare, s => s.IsPublicWelfare,
            CutKind.TrimPublicWelfare, CutKind.ExtendPublicWelfare, false, notes);
        Natural = new CutLayerDraft("natural-forest", Allocation.Mu.NaturalInPublicWelfare + Allocation.Mu.NaturalElsewhere,
            s => s.IsProtectedNatural, CutKind.TrimNatural, CutKind.ExtendNatural, false, notes);
        Base = new CutLayerDraft("carbon-base", Allocation.Mu.CarbonBase, s => s.IsCarbonBase, CutKind.TrimBase, CutKind.ExtendBase, true, notes);
        Lots = new LayerDraft("tenure-lot", n => n.LotKey);
        Works = new LayerDraft("programme-work", n => n.WorkKey);
        Plantings = new LayerDraft("programme-work", n => n.PlantingKey);
        Disturbances = new LayerDraft("disturbance", n => n.DisturbanceKey);
        Permits = new LayerDraft("harvest-permit", n => n.PermitKey);
        Claims = new LayerDraft("claim", n => n.ClaimKey);
    }

    public CutLayerDraft PublicWelfare { get; }
    public CutLayerDraft Natural { get; }
    public CutLayerDraft Base { get; }
    public LayerDraft Lots { get; }
    public LayerDraft Works { get; }
    public LayerDraft Plantings { get; }
    public LayerDraft Disturbances { get; }
    public LayerDraft Permits { get; }
    public LayerDraft Claims { get; }

    /// <summary>Outlines of <see cref="ProtectedAreas.All"/>.</summary>
    public IReadOnlyList<EdgeDissolve> Protected => _protected;

    /// <summary>Ground given up to building, each a piece of one parcel.</summary>
    public IReadOnlyList<(ParcelNote Parcel, double[] Ring)> Approvals => _approvals;

    /// <summary>Draws every cell once more; hands each parcel's ring to <paramref name="parcelDrawn"/> on the way.</summary>
    public void Draw(Action<ParcelNote, double[]> parcelDrawn)
    {
        LayerDraft[] drafts = [PublicWelfare, Natural, Base, Lots, Works, Plantings, Disturbances, Permits, Claims];
        var outlines = new CellOutlines(_plan.Lattice, _plan.Ground);
        foreach (var site in _plan.Cells())
        {
            var note = _notes.At(site.Id);
            var area = ProtectedAreas.At(_plan, site);
            if (note is null && area < 0)
                continue;
            var cell = outlines.Of(site);
            if (area >= 0)
                AddProtected(area, cell);
            if (note is null)
                continue;
            foreach (var draft in drafts)
                draft.Add(note, cell, _notes);
            if (note.ApprovalKey >= 0)
                _approvals.Add((note, CellCut.Piece(cell, 0, Math.Min(0.4, (3 + (20 * Chance.Unit(note.Hash, 301))) / note.AreaMu), out _) ?? cell.Ring));
            parcelDrawn(note, cell.Ring);
        }
    }

    private void AddProtected(int area, CellOutline cell)
    {
        for (var m = 0; m < cell.Neighbours.Length; m++)
            if (!_plan.Includes(cell.Neighbours[m]) || ProtectedAreas.At(_plan, cell.Neighbours[m]) != area)
                _protected[area].Add(cell.Edge(m));
    }
}
