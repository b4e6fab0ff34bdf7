using System.Collections.Concurrent;
using ForestCarbon.Inventory.Demonstration;

namespace ForestCarbon.Inventory.Tests.Demonstration;

/// <summary>A demonstration county as it was made. Making one takes a while, so classes that look at the same county share it and change nothing in it.</summary>
internal sealed class MadeCounty
{
    private static readonly ConcurrentDictionary<(int Parcels, int Seed), Lazy<MadeCounty>> Shared = new();
    private readonly Lazy<LayerRow[]> _layers;

    private MadeCounty(int parcels, int seed)
    {
        var county = DemonstrationCounty.Describe(parcels, seed);
        var made = new List<DemoParcel>(parcels);
        var notes = new ParcelNotes();
        foreach (var (parcel, outline, fields, standing) in county.Made())
        {
            made.Add(parcel);
            notes.Add(new ParcelNote(parcel, outline, fields, standing));
        }
        Parcels = [.. made];
        _layers = new(() =>
        {
            var layers = new CountyLayers(county.Plan, notes);
            layers.Draw((_, _) => { });
            return [.. new LayerRows(county.Plan, layers).All()];
        });
    }

    public DemoParcel[] Parcels { get; }

    /// <summary>Every feature of its layers, drawn when they are first asked for.</summary>
    public IReadOnlyList<LayerRow> Layers => _layers.Value;

    public static MadeCounty Of(int parcels, int seed = 1) => Shared.GetOrAdd((parcels, seed), n => new Lazy<MadeCounty>(() => new MadeCounty(n.Parcels, n.Seed))).Value;
}
