using ForestCarbon.Carbon.Biomass;

namespace ForestCarbon.Growth.Runs;

/// <summary>What a parcel's figure rests on: the same for the run and for its explanation.</summary>
/// <param name="Reason"><see cref="ParcelReason.Trees"/>, or why there is no projection.</param>
/// <param name="Youngest">The age in the inventory, or the first of the ages it may have.</param>
/// <param name="Oldest">The same age, or the last one.</param>
/// <param name="Curve">Index of its curve in the book.</param>
/// <param name="Family">Index of its difference family in the book where the run projects by difference and there is one; else -1.</param>
/// <param name="Site">X of the member of that family through the parcel, or null where none passes through it.</param>
public readonly record struct ParcelBasis(
    ParcelReason Reason, ParcelFlags Flags = ParcelFlags.None, int Youngest = 0, int Oldest = 0, int Curve = -1, SpeciesFactors? Factors = null,
    int Family = -1, double? Site = null);
