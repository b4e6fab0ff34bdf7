using System.Collections.Concurrent;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;

namespace ForestCarbon.Growth.Runs;

/// <summary>Everything a run pinned that decides a parcel's figure. Knows no database: parcel in, stocks out. Workers may share it.</summary>
public sealed class AccountingBasis
{
    private const int OldestAge = 1000; // what the inventory lets in

    private readonly SpeciesDictionary _species;
    private readonly FactorSet _factors;
    private readonly AgeGroups _ageGroups;
    private readonly TabulatedCurve[] _tables;
    private readonly ConcurrentDictionary<(string Species, StandOrigin Origin, int? Site), ParcelBasis> _stands = new();

    /// <param name="firstYear">The first year of the account.</param>
    /// <param name="lastYear">Its last year.</param>
    /// <param name="oldestInventoryYear">No parcel version is older than this; its years up to <paramref name="firstYear"/> are grown through.</param>
    /// <param name="projection">How parcels with an age are tied to their curves; parcels without one are always calibrated.</param>
    public AccountingBasis(
        CurveBook curves, SpeciesDictionary species, FactorSet factors, AgeGroups ageGroups, int firstYear, int lastYear,
        int oldestInventoryYear, GrowthProjection projection = GrowthProjection.Calibrated)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastYear, firstYear);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstYear, oldestInventoryYear);
        (Curves, _species, _factors, _ageGroups, FirstYear, Years) =
            (curves, species, factors, ageGroups, firstYear, lastYear - firstYear + 1);
        ProjectedBy = projection;
        _tables = curves.Tabulate(OldestAge + (firstYear - oldestInventoryYear) + Years);
    }

    public CurveBook Curves { get; }

    public int FirstYear { get; }

    public GrowthProjection ProjectedBy { get; }

    /// <summary>Number of stocks of each parcel: one more than its increments.</summary>
    public int Years { get; }

    public TabulatedCurve Table(int curve) => _tables[curve];

    /// <summary>The species group a parcel is totalled under.</summary>
    public string GroupOf(in InventoryParcel parcel) => _species.GroupOf(parcel.SpeciesCode) ?? SpeciesDictionary.None;

    /// <summary>What the figure of a parcel rests on, or why it has none.</summary>
    public ParcelBasis Of(in InventoryParcel parcel)
    {
        var group = _species.GroupOf(parcel.SpeciesCode);
        var cover = LandCover.Of(parcel.LandClass, parcel.ForestPurpose, group, parcel.VolumeM3PerHa > 0);
        if (cover != ParcelReason.Trees)
            return new ParcelBasis(cover);
        if (group is null)
            return new ParcelBasis(ParcelReason.NoSpecies);
        if (_species.OriginOf(parcel.Origin) is not { } origin)
            return new ParcelBasis(ParcelReason.NoOrigin);
        if (parcel.VolumeM3PerHa is null)
            return new ParcelBasis(ParcelReason.NoVolume);
        var stand = StandOf(SpeciesCodes.ToInventory(parcel.SpeciesCode!), group, origin, parcel.SiteClass);
        if (stand.Reason != ParcelReason.Trees)
            return stand;
        if (parcel.Age is { } age)
            return stand with { Youngest = age, Oldest = age, Site = SiteOf(stand.Family, age, parcel.VolumeM3PerHa.Value) };
        return AgesOf(parcel, origin) is { } ages
            ? stand with { Youngest = ages.From, Oldest = ages.To, Flags = stand.Flags | ParcelFlags.AgeInferred }
            : new ParcelBasis(ParcelReason.NoAge);
    }

    /// <summary>
    /// Fills the stocks in whole kg CO₂e at 31 December of each year of the account; all 0 where there is nothing to fill.
    /// Returns how the parcel counts and its calibration r, null where the age was inferred (one for each age) or there is none.
    /// </summary>
    /// <remarks>definitions.md §3. A version older than the first year is grown through the years between.</remarks>
    public (ParcelReason Reason, ParcelFlags Flags, double? Ratio) Fill(in InventoryParcel parcel, in ParcelBasis basis, Span<int> stocksKg)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(stocksKg.Length, Years);
        if (basis.Reason != ParcelReason.Trees)
        {
            stocksKg.Clear();
            return (basis.Reason, ParcelFlags.None, null);
        }
        var lead = FirstYear - parcel.InventoryYear;
        ArgumentOutOfRangeException.ThrowIfNegative(lead, "parcel.InventoryYear");
        var area = AreaHa(parcel);
        var fromInventory = lead == 0 ? stocksKg : new int[lead + Years];
        var outcome = basis.Site is not null ? ByDifference(parcel, basis, area, fromInventory)
            : basis.Youngest == basis.Oldest
            ? StockKernel.Fill(
                new ParcelState(area, parcel.VolumeM3PerHa!.Value, basis.Factors!.Co2eTPerM3, basis.Youngest, basis.Curve),
                _tables[basis.Curve].Values, fromInventory)
            : WithoutAge(parcel, basis, area, fromInventory);
        if (lead > 0)
            fromInventory[lead..].CopyTo(stocksKg);
        var reason = outcome switch
        {
            StockOutcome.TooLarge => ParcelReason.TooLarge,
            StockOutcome.BeyondTable => ParcelReason.BeyondTable,
            StockOutcome.NotANumber => ParcelReason.NotANumber,
            _ => ParcelReason.Trees,
        };
        if (reason != ParcelReason.Trees)
            return (reason, ParcelFlags.None, null);
        if (basis.Site is not null)
            return (reason, FlagsOfFamily(basis), null);
        var flags = basis.Flags | (ProjectedBy == GrowthProjection.Difference ? ParcelFlags.NoMember : ParcelFlags.None);
        if (basis.Youngest != basis.Oldest)
            return (reason, flags, null);
        flags |= outcome switch
        {
            StockOutcome.Limited => ParcelFlags.Limited,
            StockOutcome.NotCalibrated => ParcelFlags.NotCalibrated,
            _ => ParcelFlags.None,
        };
        return (reason, flags, RatioOf(parcel, basis));
    }

    /// <summary>Ellipsoidal area in ha, the area of the account.</summary>
    public static double AreaHa(in InventoryParcel parcel) => (double)(parcel.AreaM2 / 10_000m);

    /// <summary>Volumes in m³/ha, year by year from the first year, with their standard deviation where the age is inferred.</summary>
    public (double[] VolumesM3PerHa, double[] DeviationsM3PerHa) Volumes(in InventoryParcel parcel, in ParcelBasis basis)
    {
        var lead = FirstYear - parcel.InventoryYear;
        var table = _tables[basis.Curve];
        var volumes = new double[lead + Years];
        var deviations = new double[lead + Years];
        if (basis.Site is not null)
        {
            VolumesByDifference(parcel, basis, volumes);
        }
        else if (basis.Youngest == basis.Oldest)
        {
            var ratio = RatioOf(parcel, basis);
            for (var year = 0; year < volumes.Length; year++)
                volumes[year] = Projection.VolumeAfter(table, basis.Youngest, parcel.VolumeM3PerHa!.Value, ratio, year);
        }
        else
        {
            Projection.VolumesWithoutAge(table, basis.Youngest, basis.Oldest, parcel.VolumeM3PerHa!.Value, volumes, deviations);
        }
        return (volumes[lead..], deviations[lead..]);
    }

    private double RatioOf(in InventoryParcel parcel, in ParcelBasis basis) =>
        Calibration.Of(basis.Youngest, parcel.VolumeM3PerHa!.Value, _tables[basis.Curve][basis.Youngest]).Ratio;

    // What a family of the group means is said by the flag that says it of curves; the stratum's own curve was not used.
    private ParcelFlags FlagsOfFamily(in ParcelBasis basis) =>
        (basis.Flags & ~ParcelFlags.GroupCurve) | ParcelFlags.Difference
        | (Curves.Families[basis.Family].Fitted.Scope.SpeciesCode is null ? ParcelFlags.GroupCurve : ParcelFlags.None);

    private double? SiteOf(int family, int age, double volume) =>
        family >= 0 && age >= 0 && double.IsFinite(volume) && volume >= 0 ? Curves.Families[family].Fitted.Family.SiteOf(age, volume) : null;

    private StockOutcome ByDifference(in InventoryParcel parcel, in ParcelBasis basis, double areaHa, Span<int> stocksKg)
    {
        var volumes = new double[stocksKg.Length];
        VolumesByDifference(parcel, basis, volumes);
        return StockKernel.FromVolumes(volumes, areaHa, basis.Factors!.Co2eTPerM3, stocksKg);
    }

    private void VolumesByDifference(in InventoryParcel parcel, in ParcelBasis basis, Span<double> volumes)
    {
        var family = Curves.Families[basis.Family].Fitted.Family;
        for (var year = 0; year < volumes.Length; year++)
            volumes[year] = family.VolumeAfter(basis.Site!.Value, basis.Youngest, parcel.VolumeM3PerHa!.Value, year);
    }

    private StockOutcome WithoutAge(in InventoryParcel parcel, in ParcelBasis basis, double areaHa, Span<int> stocksKg)
    {
        var means = new double[stocksKg.Length];
        Projection.VolumesWithoutAge(
            _tables[basis.Curve], basis.Youngest, basis.Oldest, parcel.VolumeM3PerHa!.Value, means, new double[stocksKg.Length]);
        return StockKernel.FromVolumes(means, areaHa, basis.Factors!.Co2eTPerM3, stocksKg);
    }

    private ParcelBasis StandOf(string species, string group, StandOrigin origin, int? site)
    {
        if (_stands.TryGetValue((species, origin, site), out var known))
            return known;
        ParcelBasis basis;
        if (_factors.Find(species) is not { } factors)
            basis = new ParcelBasis(ParcelReason.NoFactor);
        else if (Curves.Find(species, group, origin, site) is not { } curve)
            basis = new ParcelBasis(ParcelReason.NoCurve);
        else
            basis = new ParcelBasis(
                ParcelReason.Trees, curve.IsGroup ? ParcelFlags.GroupCurve : ParcelFlags.None, Curve: curve.Index, Factors: factors,
                Family: ProjectedBy == GrowthProjection.Difference ? Curves.FindFamily(species, group, origin)?.Index ?? -1 : -1);
        return _stands.GetOrAdd((species, origin, site), basis);
    }

    // A row marked [?] judges nothing (definitions §1), so no age is drawn from it.
    private (int From, int To)? AgesOf(in InventoryParcel parcel, StandOrigin origin) =>
        parcel.AgeGroup is >= 1 and <= 5 && _ageGroups.Find(parcel.SpeciesCode!, origin) is { Citation.Mark: not "?" } limits
            ? limits.AgesOf((AgeGroup)parcel.AgeGroup.Value)
            : null;
}
