using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Overlay;

/// <summary>Ground that lies in two layers which exclude one another.</summary>
/// <param name="Layer">The layer whose boundary is to be looked at.</param>
/// <param name="Other">The layer it must not touch.</param>
/// <param name="EllipsoidalAreaM2">Ellipsoidal area of that ground inside parcels, m².</param>
/// <param name="ParcelCount">How many parcels have such ground; null on a past day, of which only sums are kept.</param>
/// <param name="Parcels">The parcels with the most of it, at most <see cref="LayerConflicts.MostParcels"/>; empty on a past day.</param>
public sealed record LayerConflict(string Layer, string Other, decimal EllipsoidalAreaM2, long? ParcelCount, IReadOnlyList<ConflictingParcel> Parcels)
{
    /// <summary>The address that lists every parcel of it.</summary>
    public string Href => $"/inventory/overlay/parcels?layers={Layer},{Other}";
}

/// <summary>A parcel with ground in both layers of a conflict, m² ellipsoidal.</summary>
public sealed record ConflictingParcel(string Code, decimal EllipsoidalAreaM2);

/// <summary>
/// The conflicts a check looks for beside those between parcels: the carbon base lies on commercial forest land, so it shares no ground
/// with public-welfare and natural forest (definitions.md §7).
/// </summary>
public sealed class LayerConflicts(ParcelOverlays overlays)
{
    /// <summary>As many parcels of a conflict are listed; all of them stand at its address.</summary>
    public const int MostParcels = 100;

    /// <summary>Layers that exclude one another.</summary>
    public static IReadOnlyList<(string Layer, string Other)> Pairs { get; } = [("carbon-base", "public-welfare"), ("carbon-base", "natural-forest")];

    /// <summary>Conflicts of a day (null: now) within the scope, in the order of <see cref="Pairs"/>; none where there are none.</summary>
    /// <param name="mayWait">Cut first whatever is not cut yet; else null is answered while much of it is not.</param>
    public async Task<IReadOnlyList<LayerConflict>?> FindAsync(DateOnly? asOf, TownshipScope scope, bool mayWait, CancellationToken ct = default)
    {
        if (!mayWait && (await overlays.WaitingAsync(asOf, ct)).Sum(t => t.Parcels) > ParcelOverlays.FewParcels)
            return null;
        var found = new List<LayerConflict>();
        var cross = asOf is null ? [] : await overlays.CrossAsync(scope, asOf, ct);
        foreach (var (layer, other) in Pairs)
        {
            if (asOf is not null)
            {
                if (cross.Where(c => c.Layers.Contains(layer) && c.Layers.Contains(other)).Sum(c => c.EllipsoidalAreaM2) is > 0 and var m2)
                    found.Add(new(layer, other, m2, null, []));
            }
            else if (await overlays.ParcelsAsync([layer, other], false, MostParcels, 0, scope, ct: ct) is [var largest, ..] parcels)
                found.Add(new(layer, other, largest.AllEllipsoidalAreaM2, largest.AllParcels, [.. parcels.Select(p => new ConflictingParcel(p.Code, p.EllipsoidalAreaM2))]));
        }
        return found;
    }
}
