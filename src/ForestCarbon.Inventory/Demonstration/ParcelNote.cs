namespace ForestCarbon.Inventory.Demonstration;

/// <summary>What the layers need to know of a parcel while its outline is drawn a second time.</summary>
internal sealed class ParcelNote(DemoParcel parcel, CellOutline outline, in Fields fields, in Standing standing)
{
    public int Number { get; } = parcel.Number;
    public string Code { get; } = parcel.Code;
    public string VillageCode { get; } = parcel.VillageCode;
    public string TownshipCode { get; } = parcel.TownshipCode;

    /// <summary>The compartment as a number over the whole county: village index, then compartment.</summary>
    public long CompartmentKey { get; } = ((long)fields.Cell.Village << 32) + int.Parse(parcel.Compartment, System.Globalization.CultureInfo.InvariantCulture);

    public Cell Cell { get; } = fields.Cell;
    public ulong Hash { get; } = fields.Hash;
    public (double X, double Y) Plane { get; } = fields.Plane;
    public Standing Standing { get; } = standing;
    public double ElevationM { get; } = fields.ElevationM;
    public double AreaMu { get; } = parcel.EllipsoidalAreaM2 * 3 / 2000;
    public string LandClass { get; } = parcel.LandClass;
    public string? SpeciesCode { get; } = parcel.SpeciesCode;
    public string? Origin { get; } = parcel.Origin;
    public short? AgeGroup { get; } = parcel.AgeGroup;
    public short? MeanAgeYears { get; } = parcel.MeanAgeYears;
    public double VolumeM3PerHa { get; } = parcel.VolumeM3PerHa.GetValueOrDefault();
    public DateOnly? PlantedOn { get; } = parcel.PlantedOn;
    public bool HasPest { get; } = parcel.Disaster is "11" or "12";
    public string? Grade { get; } = parcel.NationalProtectionGrade;
    public bool IsNational { get; } = parcel.PublicWelfareAuthority == "10";
    public long[] Neighbours { get; } = Array.ConvertAll(outline.Neighbours, n => n.Id);

    /// <summary>Set where a layer's edge cuts through this parcel.</summary>
    public Cut Cut { get; set; }

    public LandHistory? History { get; set; }

    /// <summary>Tenure lot, and the keys of the other layers' features the parcel belongs to; −1 where it belongs to none.</summary>
    public long LotKey { get; set; } = -1;
    public long WorkKey { get; set; } = -1;
    public long PlantingKey { get; set; } = -1;
    public long DisturbanceKey { get; set; } = -1;
    public long PermitKey { get; set; } = -1;
    public long ApprovalKey { get; set; } = -1;
    public long ClaimKey { get; set; } = -1;
}

/// <summary>Which layer's edge cuts a parcel, and whether the layer gives up a part of it or takes one.</summary>
internal enum CutKind : byte
{
    None,
    TrimPublicWelfare,
    ExtendPublicWelfare,
    TrimNatural,
    ExtendNatural,
    TrimBase,
    ExtendBase,
    ConflictPublicWelfare,
    ConflictNatural,
}

/// <param name="PieceMu">Area the piece is to have, where it is fixed beforehand.</param>
internal readonly record struct Cut(CutKind Kind, double PieceMu);

/// <summary>The parcels of a county by site, after all of them were settled.</summary>
internal sealed class ParcelNotes
{
    private readonly Dictionary<long, ParcelNote> _bySite = [];

    public List<ParcelNote> All { get; } = [];

    public void Add(ParcelNote note)
    {
        All.Add(note);
        _bySite.Add(note.Cell.Site.Id, note);
    }

    public ParcelNote? At(long site) => _bySite.GetValueOrDefault(site);

    public IEnumerable<ParcelNote> NeighboursOf(ParcelNote note)
    {
        foreach (var site in note.Neighbours)
            if (_bySite.TryGetValue(site, out var neighbour))
                yield return neighbour;
    }
}
