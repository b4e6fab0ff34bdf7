namespace ForestCarbon.Inventory.Demonstration;

/// <summary>What stands on a cell, as the county's figures sort it.</summary>
internal enum Cover : byte
{
    ValleyFloor,
    Timber,
    Bamboo,
    OilTea,
    Shrub,
    Fruit,
    NoForest,
}

/// <summary>What the county's figures decide about a cell; everything else about a parcel follows from this and its place.</summary>
internal struct Standing
{
    public bool IsParcel;
    public bool IsOnForestLand;
    public bool IsPublicWelfare;
    public bool IsProtectedNatural;
    public bool IsCarbonBase;
    public Cover Cover;
    public short Species;
    public byte OpenClass;

    public readonly bool IsCommercial => IsOnForestLand && !IsPublicWelfare;
}
