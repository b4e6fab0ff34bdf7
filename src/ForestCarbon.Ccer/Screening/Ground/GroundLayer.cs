using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace ForestCarbon.Ccer.Screening.Ground;

/// <summary>What a feature is to the screening.</summary>
public enum GroundKind : byte
{
    Evidence,
    Tenure,
    Claim,
    Protected,
    PublicWelfare,
    NaturalForest,
    CarbonBase,
}

/// <summary>A feature with its outline; <see cref="Id"/> is the key in its own table.</summary>
public sealed record GroundFeature(GroundKind Kind, long Id, Outline Outline);

/// <summary>The features of one kind around a chunk of parcels.</summary>
public sealed class GroundLayer
{
    private readonly GroundFeature[] _features;
    private readonly bool[] _overlapsAnother;
    private readonly STRtree<int> _index = new();

    public GroundLayer(IEnumerable<GroundFeature> features)
    {
        _features = [.. features.OrderBy(f => f.Id)];
        for (var i = 0; i < _features.Length; i++)
            _index.Insert(_features[i].Outline.Box, i);
        if (_features.Length > 0)
            _index.Build();
        _overlapsAnother = new bool[_features.Length];
        MarkOverlaps();
    }

    /// <summary>Adds what covers the parcel whole and what covers a part of it, each in the order of ids.</summary>
    public void Find(Outline parcel, List<GroundFeature> whole, List<GroundFeature> part)
    {
        if (_features.Length == 0)
            return;
        var near = Near(parcel);
        // Where one feature that overlaps no other holds all of the parcel, nothing else can hold any of it.
        foreach (var i in near)
            if (!_overlapsAnother[i] && _features[i].Outline.Contains(parcel.InsideX, parcel.InsideY) && Coverings.Of(parcel, _features[i].Outline) == Covering.Whole)
            {
                whole.Add(_features[i]);
                return;
            }
        foreach (var i in near)
            switch (Coverings.Of(parcel, _features[i].Outline))
            {
                case Covering.Whole:
                    whole.Add(_features[i]);
                    break;
                case Covering.Part:
                    part.Add(_features[i]);
                    break;
            }
    }

    private List<int> Near(Outline parcel)
    {
        var near = (List<int>)_index.Query(new Envelope(parcel.MinX, parcel.MaxX, parcel.MinY, parcel.MaxY));
        near.Sort();
        return near;
    }

    private void MarkOverlaps()
    {
        if (_features.Length == 0)
            return;
        for (var i = 0; i < _features.Length; i++)
            foreach (var j in Near(_features[i].Outline))
                if (j > i && !(_overlapsAnother[i] && _overlapsAnother[j]) && Coverings.Of(_features[i].Outline, _features[j].Outline) != Covering.Apart)
                    _overlapsAnother[i] = _overlapsAnother[j] = true;
    }
}
