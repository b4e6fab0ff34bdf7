namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Chooses the parcels that edges of public-welfare forest, natural forest and carbon base cut through, and the planted conflicts.</summary>
internal static class LayerCuts
{
    public static void Choose(ParcelNotes notes)
    {
        Conflict(notes, Allocation.Mu.BaseOnPublicWelfare, CutKind.ConflictPublicWelfare, s => s is { IsPublicWelfare: true, IsProtectedNatural: false });
        Conflict(notes, Allocation.Mu.BaseOnNatural, CutKind.ConflictNatural, s => s is { IsPublicWelfare: false, IsProtectedNatural: true });
        foreach (var note in notes.All)
            if (note.Cut.Kind == CutKind.None && note.Standing.IsOnForestLand)
                note.Cut = new Cut(KindFor(note, notes), 0);
    }

    /// <summary>True where the base may take a part of the parcel without leaving commercial forest.</summary>
    public static bool IsOpenToBase(in Standing s) => s is { IsCommercial: true, IsProtectedNatural: false, IsCarbonBase: false, Cover: Cover.Timber or Cover.NoForest };

    // Whole parcels beside the base until their area is reached; the last one gives only a piece.
    private static void Conflict(ParcelNotes notes, double targetMu, CutKind kind, Predicate<Standing> where)
    {
        var left = targetMu;
        foreach (var note in notes.All.Where(n => n.Cut.Kind == CutKind.None && where(n.Standing) && notes.NeighboursOf(n).Any(m => m.Standing.IsCarbonBase)).OrderBy(n => n.Hash))
        {
            if (left < 1)
                return;
            var piece = Math.Min(left, note.AreaMu);
            note.Cut = new Cut(kind, piece);
            left -= piece;
        }
    }

    private static CutKind KindFor(ParcelNote note, ParcelNotes notes)
    {
        var s = note.Standing;
        var draw = Chance.Unit(note.Hash, 200);
        bool Beside(Predicate<Standing> where) => notes.NeighboursOf(note).Any(n => n.Cut.Kind is not (CutKind.ConflictNatural or CutKind.ConflictPublicWelfare) && where(n.Standing));
        return draw switch
        {
            < 0.30 when s is { IsPublicWelfare: true, IsProtectedNatural: false } && Beside(n => n is { IsPublicWelfare: false }) => CutKind.TrimPublicWelfare,
            < 0.30 when s is { IsPublicWelfare: false, IsCarbonBase: false, IsProtectedNatural: false } && Beside(n => n.IsPublicWelfare) => CutKind.ExtendPublicWelfare,
            < 0.55 when s.IsProtectedNatural && Beside(n => !n.IsProtectedNatural) => CutKind.TrimNatural,
            < 0.55 when s is { IsProtectedNatural: false, IsCarbonBase: false, Cover: Cover.Timber } && Beside(n => n.IsProtectedNatural) => CutKind.ExtendNatural,
            < 0.80 when s.IsCarbonBase && Beside(n => !n.IsCarbonBase) => CutKind.TrimBase,
            < 0.80 when IsOpenToBase(s) && Beside(n => n.IsCarbonBase) => CutKind.ExtendBase,
            _ => CutKind.None,
        };
    }
}
