namespace ForestCarbon.Ccer.Screening;

/// <summary>Parcels whose areas are the same in two screenings and whose planted ground is expected to bring another amount; kg CO₂e, the second less the first.</summary>
public sealed record AccountChange
{
    public long Parcels { get; init; }
    public long PassKg { get; init; }
    public long NeedKg { get; init; }
}
