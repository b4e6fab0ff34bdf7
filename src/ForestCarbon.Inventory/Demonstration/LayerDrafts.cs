namespace ForestCarbon.Inventory.Demonstration;

/// <summary>A feature on its way: the outline growing cell by cell, and the parcels it was made of.</summary>
internal sealed class FeatureDraft
{
    public EdgeDissolve Outline { get; } = new();

    public List<ParcelNote> Parcels { get; } = [];
}

/// <summary>A layer whose edges follow parcel edges: parcels of one key make one feature.</summary>
internal class LayerDraft(string layer, Func<ParcelNote, long> keyOf)
{
    public string Layer { get; } = layer;

    /// <summary>Features by key, in the order of keys.</summary>
    public SortedDictionary<long, FeatureDraft> Features { get; } = [];

    public virtual void Add(ParcelNote note, CellOutline cell, ParcelNotes notes)
    {
        var key = keyOf(note);
        if (key < 0)
            return;
        var feature = FeatureOf(key);
        feature.Parcels.Add(note);
        for (var m = 0; m < cell.Neighbours.Length; m++)
            if (notes.At(cell.Neighbours[m].Id) is not { } other || keyOf(other) != key)
                feature.Outline.Add(cell.Edge(m));
    }

    protected FeatureDraft FeatureOf(long key)
    {
        if (!Features.TryGetValue(key, out var feature))
            Features.Add(key, feature = new FeatureDraft());
        return feature;
    }
}

/// <summary>A layer that follows parcel edges in part and cuts through parcels elsewhere, so that its area comes out at its figure.</summary>
internal sealed class CutLayerDraft : LayerDraft
{
    private const double Least = 0.05;

    private readonly Predicate<Standing> _isMember;
    private readonly CutKind _trim;
    private readonly CutKind _extend;
    private readonly bool _takesConflicts;
    private readonly double _adjustmentMu;
    private readonly int _cuts;
    private int _made;
    private double _adjustedMu;

    public CutLayerDraft(string layer, double targetMu, Predicate<Standing> isMember, CutKind trim, CutKind extend, bool takesConflicts, ParcelNotes notes)
        : base(layer, static n => n.CompartmentKey)
    {
        (_isMember, _trim, _extend, _takesConflicts) = (isMember, trim, extend, takesConflicts);
        var whole = notes.All.Sum(n => isMember(n.Standing) ? n.AreaMu : IsConflict(n) ? n.Cut.PieceMu : 0);
        _adjustmentMu = targetMu - whole;
        _cuts = notes.All.Count(n => n.Cut.Kind == trim || n.Cut.Kind == extend);
    }

    public override void Add(ParcelNote note, CellOutline cell, ParcelNotes notes)
    {
        if (IsCut(note))
            AddCut(note, cell, notes);
        else if (_isMember(note.Standing))
            AddWhole(note, cell, notes);
    }

    private bool IsConflict(ParcelNote note) => _takesConflicts && note.Cut is { Kind: CutKind.ConflictNatural or CutKind.ConflictPublicWelfare };

    private bool IsCut(ParcelNote note) => note.Cut.Kind != CutKind.None && (note.Cut.Kind == _trim || note.Cut.Kind == _extend || IsConflict(note));

    private void AddWhole(ParcelNote note, CellOutline cell, ParcelNotes notes)
    {
        var feature = FeatureOf(note.CompartmentKey);
        feature.Parcels.Add(note);
        for (var m = 0; m < cell.Neighbours.Length; m++)
        {
            var other = notes.At(cell.Neighbours[m].Id);
            if (other is not null && IsCut(other))
                feature.Outline.AddCancelling(cell.Edge(m));
            else if (other is null || !_isMember(other.Standing) || other.CompartmentKey != note.CompartmentKey)
                feature.Outline.Add(cell.Edge(m));
        }
    }

    private void AddCut(ParcelNote note, CellOutline cell, ParcelNotes notes)
    {
        var ring = IsConflict(note) ? ConflictPart(note, cell, notes) : note.Cut.Kind == _trim ? Trimmed(note, cell, notes) : Extension(note, cell, notes);
        if (ring is null)
            return;
        var feature = FeatureOf(note.CompartmentKey);
        feature.Parcels.Add(note);
        feature.Outline.AddCancelling(ring);
    }

    private double[]? ConflictPart(ParcelNote note, CellOutline cell, ParcelNotes notes) => note.Cut.PieceMu > note.AreaMu - 0.001
        ? cell.Ring
        : CellCut.Piece(cell, Side(cell, notes, n => n is not null && _isMember(n.Standing)), note.Cut.PieceMu / note.AreaMu, out _);

    private double[] Trimmed(ParcelNote note, CellOutline cell, ParcelNotes notes)
    {
        var wantedMu = Math.Min(_adjustedMu - Course() + Swing(note), 0.5 * note.AreaMu);
        if (wantedMu < Least * note.AreaMu)
            return cell.Ring;
        var piece = CellCut.Piece(cell, Side(cell, notes, n => n is null || !_isMember(n.Standing)), wantedMu / note.AreaMu, out var rest);
        if (piece is not null)
            _adjustedMu -= AreaMu(piece);
        return rest;
    }

    private double[]? Extension(ParcelNote note, CellOutline cell, ParcelNotes notes)
    {
        var wantedMu = Math.Min(Course() - _adjustedMu + Swing(note), 0.5 * note.AreaMu);
        if (wantedMu < Least * note.AreaMu)
            return null;
        var piece = CellCut.Piece(cell, Side(cell, notes, n => n is not null && _isMember(n.Standing)), wantedMu / note.AreaMu, out _);
        if (piece is not null)
            _adjustedMu += AreaMu(piece);
        return piece;
    }

    // How far the cuts made so far should have changed the layer's area; near the end pieces stop swinging around it.
    private double Course() => _adjustmentMu * ++_made / _cuts;

    private double Swing(ParcelNote note) => _cuts - _made < 20 ? 0 : 0.28 * note.AreaMu;

    private static int Side(CellOutline cell, ParcelNotes notes, Predicate<ParcelNote?> wanted)
    {
        for (var m = 0; m < cell.Neighbours.Length; m++)
            if (wanted(notes.At(cell.Neighbours[m].Id)) && cell.Edge(m).Length >= 8)
                return m;
        return 0;
    }

    private static double AreaMu(double[] ring) => FlatRings.AreaM2(ring) * 3 / 2000;
}
