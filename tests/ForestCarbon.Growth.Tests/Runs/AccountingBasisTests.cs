using CsCheck;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;

namespace ForestCarbon.Growth.Tests.Runs;

public sealed class AccountingBasisTests
{
    private const string FactorHeader = "species_code,species_name,param_key,value,unit,source,confidence";

    private static readonly Gen<InventoryParcel> AnyStand =
        Gen.Select(Gen.Int[0, 90], Gen.Double[0, 400], Gen.Long[1, 5_000_000], Gen.Int[1, 2], Gen.Int[2020, 2025], Gen.Int[1, 6])
            .Select((age, volume, area, site, since, group) => Stand(age, volume, area / 10m, site, since) with
            {
                Age = group == 6 ? age : group % 2 == 0 ? age : null, AgeGroup = group == 6 ? null : group,
            });

    private static readonly DifferenceFamily Fir = new(0.08, 1.2, 4, 5, 5.8);

    [Fact]
    public void A_parcel_s_stocks_do_not_depend_on_what_was_computed_before() =>
        Gen.Select(AnyStand.Array[1, 12], Gen.Int[0, 11]).Sample((parcels, pick) =>
        {
            var among = Basis();
            var index = pick % parcels.Length;
            var together = parcels.Select(p => Stocks(among, p)).ToArray();
            return together[index].AsSpan().SequenceEqual(Stocks(Basis(), parcels[index]));
        });

    [Fact]
    public void More_area_never_means_less_stock() =>
        Gen.Select(AnyStand, Gen.Long[0, 1_000_000]).Sample((parcel, more) =>
        {
            var smaller = Stocks(Basis(), parcel);
            var larger = Stocks(Basis(), parcel with { AreaM2 = parcel.AreaM2 + (more / 10m) });
            return smaller.Zip(larger).All(pair => pair.First <= pair.Second);
        });

    [Fact]
    public void Splitting_a_parcel_conserves_its_carbon_to_the_rounding_of_its_parts() =>
        Gen.Select(AnyStand, Gen.Double[0.05, 0.95]).Sample((parcel, share) =>
        {
            var part = Math.Round(parcel.AreaM2 * (decimal)share, 4);
            if (part <= 0 || part >= parcel.AreaM2)
                return true;
            var (one, other) = (Stocks(Basis(), parcel with { AreaM2 = part }), Stocks(Basis(), parcel with { AreaM2 = parcel.AreaM2 - part }));
            return Stocks(Basis(), parcel).Zip(one.Zip(other)).All(t => Math.Abs(t.First - t.Second.First - t.Second.Second) <= 1);
        });

    [Fact]
    public void A_changed_age_table_is_used()
    {
        var parcel = Stand(0, 120, 20_000, 1) with { Age = null, AgeGroup = 2 };

        Assert.NotEqual(Stocks(Basis(), parcel), Stocks(Basis(ageGroups: Ages("11", "21")), parcel));
    }

    [Fact]
    public void By_difference_a_parcel_follows_the_member_of_its_family_through_its_own_state()
    {
        var stand = Stand(20, 120, 20_000, 1);
        var basis = ByDifference();
        var site = Fir.SiteOf(20, 120)!.Value;
        var stocks = new int[basis.Years];

        var (reason, flags, ratio) = basis.Fill(stand, basis.Of(stand), stocks);

        Assert.Equal((ParcelReason.Trees, ParcelFlags.Difference, null), (reason, flags, ratio));
        Assert.Equal(
            Enumerable.Range(0, basis.Years).Select(y => StockKernel.StockKg(2, Fir.VolumeAfter(site, 20, 120, y), FactorSet.ArCm001V01.Find("310")!.Co2eTPerM3)!.Value),
            stocks);
        Assert.NotEqual(Stocks(Basis(), stand), stocks);
    }

    [Theory]
    [InlineData(20, 120, "310", ParcelFlags.Difference)]
    [InlineData(20, 120, "261", ParcelFlags.Difference | ParcelFlags.GroupCurve)] // the group's family
    [InlineData(3, 10, "310", ParcelFlags.NoMember | ParcelFlags.NotCalibrated)]
    [InlineData(20, 0, "310", ParcelFlags.NoMember | ParcelFlags.NotCalibrated)]
    [InlineData(20, 900, "310", ParcelFlags.NoMember | ParcelFlags.Limited)]
    [InlineData(null, 120, "310", ParcelFlags.NoMember | ParcelFlags.AgeInferred)]
    [InlineData(20, 120, "220", ParcelFlags.NoMember | ParcelFlags.GroupCurve)] // no family at all
    public void A_parcel_no_member_passes_through_takes_the_calibrated_path_and_says_so(int? age, double volume, string species, ParcelFlags marks)
    {
        var stand = Stand(age ?? 0, volume, 20_000, 1) with { SpeciesCode = species, Age = age, AgeGroup = 2 };
        var (basis, calibrated) = (ByDifference(), Basis());
        var stocks = new int[basis.Years];

        var (_, flags, _) = basis.Fill(stand, basis.Of(stand), stocks);

        Assert.Equal(marks, flags);
        if ((marks & ParcelFlags.NoMember) != 0)
            Assert.Equal(Stocks(calibrated, stand), stocks);
    }

    [Theory]
    [InlineData(0.081, 1.2, 4)]
    [InlineData(0.08, 1.25, 4)]
    [InlineData(0.08, 1.2, 4.2)]
    public void A_changed_parameter_of_a_family_is_used(double b1, double b2, double b3) => Assert.NotEqual(
        Stocks(ByDifference(), Stand(20, 120, 20_000, 1)),
        Stocks(ByDifference(new DifferenceFamily(b1, b2, b3, Fir.LowestSite, Fir.HighestSite)), Stand(20, 120, 20_000, 1)));

    [Fact]
    public void The_years_between_an_older_version_and_the_first_change_nothing_of_its_member()
    {
        // Grown from 2020 in one go, or measured in 2025 at what it had grown to.
        var family = Fir;
        var later = family.VolumeAfter(family.SiteOf(20, 120)!.Value, 20, 120, 5);

        var old = Stocks(ByDifference(), Stand(20, 120, 20_000, 1, inventoryYear: 2020));
        var now = Stocks(ByDifference(), Stand(25, later, 20_000, 1));

        Assert.All(old.Zip(now), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1));
    }

    [Fact]
    public void Stocks_begin_with_the_measured_volume_itself() =>
        AnyStand.Where(p => p.InventoryYear == 2025).Sample(parcel =>
            Stocks(Basis(), parcel)[0] == StockKernel.StockKg(
                AccountingBasis.AreaHa(parcel), parcel.VolumeM3PerHa!.Value, FactorSet.ArCm001V01.Find("310")!.Co2eTPerM3));

    [Theory]
    [InlineData("wood_density", "0.307", "0.317")]
    [InlineData("bef", "1.634", "1.734")]
    [InlineData("root_shoot", "0.246", "0.256")]
    [InlineData("carbon_fraction", "0.520", "0.510")]
    public void A_changed_factor_is_used(string factor, string was, string now)
    {
        var rows = $"{FactorHeader}\n310,杉木,wood_density,0.307,t_dm_per_m3,test,M\n310,杉木,bef,1.634,1,test,M\n"
                   + "310,杉木,root_shoot,0.246,1,test,M\n310,杉木,carbon_fraction,0.520,tC_per_t_dm,test,M\n";
        var changed = rows.Replace($"{factor},{was}", $"{factor},{now}", StringComparison.Ordinal);

        Assert.NotEqual(
            Stocks(Basis(Factors(rows)), Stand(20, 120, 20_000, 1)), Stocks(Basis(Factors(changed)), Stand(20, 120, 20_000, 1)));
    }

    [Theory]
    [InlineData(301, 0.08, 1.9)] // seen before calibration only: r takes a common factor of the curve out again
    [InlineData(300, 0.081, 1.9)]
    [InlineData(300, 0.08, 1.95)]
    public void A_changed_curve_parameter_is_used(double a, double k, double p) =>
        Assert.NotEqual(
            Stocks(Basis(), Stand(3, 0, 20_000, 1)),
            Stocks(Basis(curve: new GrowthCurve(GrowthForm.Richards, a, k, p)), Stand(3, 0, 20_000, 1)));

    [Fact]
    public void A_curve_of_the_other_origin_is_never_taken()
    {
        var natural = Stand(20, 120, 20_000, 1) with { Origin = "11" };
        Assert.Equal(ParcelReason.NoCurve, Basis().Of(natural).Reason);
    }

    [Fact]
    public void An_age_is_not_drawn_from_a_row_nobody_is_sure_of()
    {
        // 湿地松 in the age table carries [?].
        var slash = Stand(20, 120, 20_000, 1) with { SpeciesCode = "261", Age = null, AgeGroup = 2 };
        Assert.Equal(ParcelReason.NoAge, Basis().Of(slash).Reason);
    }

    [Theory]
    [InlineData("0111", "231", "fir", true, ParcelReason.Trees)]
    [InlineData("0111", "251", "fir", true, ParcelReason.EconomicForest)]
    [InlineData("0111", null, "economic", true, ParcelReason.EconomicForest)]
    [InlineData("0120", null, "fir", true, ParcelReason.Trees)]
    [InlineData("0141", null, "fir", false, ParcelReason.Trees)]
    [InlineData("0113", null, "bamboo", true, ParcelReason.Bamboo)]
    [InlineData("0131", null, null, false, ParcelReason.Shrub)]
    [InlineData("0150", null, null, false, ParcelReason.Nursery)]
    [InlineData("0161", null, null, false, ParcelReason.NoTrees)]
    [InlineData("0171", null, null, true, ParcelReason.ScatteredTrees)]
    [InlineData("0210", null, null, true, ParcelReason.ScatteredTrees)]
    [InlineData("9999", null, null, false, ParcelReason.UnknownLandClass)]
    public void Land_counts_by_what_it_carries(string landClass, string? purpose, string? group, bool hasVolume, ParcelReason reason) =>
        Assert.Equal(reason, LandCover.Of(landClass, purpose, group, hasVolume));

    private static InventoryParcel Stand(int age, double volume, decimal areaM2, int site, int inventoryYear = 2025) =>
        new(1, 1, areaM2, "0111", null, "310", "21", null, age, volume, site, null, null, inventoryYear);

    private static int[] Stocks(AccountingBasis basis, in InventoryParcel parcel)
    {
        var stocks = new int[basis.Years];
        basis.Fill(parcel, basis.Of(parcel), stocks);
        return stocks;
    }

    private static FactorSet Factors(string csv) => new("test", "1", CsvTable.Parse(
        "factors.csv", System.Text.Encoding.UTF8.GetBytes(csv), FactorHeader.Split(',')));

    private static AgeGroups Ages(string youngTo, string middleTo) => new(CsvTable.Parse(
        "ages.csv", System.Text.Encoding.UTF8.GetBytes(
            "species_code,species_name,species_group,origin,young_to_years,middle_to_years,near_mature_to_years,mature_to_years,source,confidence\n"
            + $"310,杉木,杉木,planted,{youngTo},{middleTo},25,35,test,M\n"),
        "species_code", "species_name", "species_group", "origin", "young_to_years", "middle_to_years", "near_mature_to_years",
        "mature_to_years", "source", "confidence"));

    private static AccountingBasis ByDifference(DifferenceFamily? fir = null) => Basis(projection: GrowthProjection.Difference, fir: fir ?? Fir);

    private static AccountingBasis Basis(
        FactorSet? factors = null, GrowthCurve? curve = null, AgeGroups? ageGroups = null, GrowthProjection projection = GrowthProjection.Calibrated,
        DifferenceFamily? fir = null)
    {
        var fitted = curve ?? new GrowthCurve(GrowthForm.Richards, 300, 0.08, 1.9);
        StoredCurve Stored(int id, CurveStratum stratum) => new(
            id, new StandCurve(stratum, fitted, [1, 0.01, 0.1], new CurveBasis(40, 40, 3, 42, 1), 0.9, 1, 1));
        var book = new CurveBook(
        [
            Stored(1, new CurveStratum(CurveLevel.Stratum, "fir", "310", StandOrigin.Planted, 1)),
            Stored(2, CurveStratum.OfGroup("fir", StandOrigin.Planted)),
            Stored(3, CurveStratum.OfGroup("slash-pine", StandOrigin.Planted)),
            Stored(4, CurveStratum.OfGroup("masson-pine", StandOrigin.Planted)),
        ],
        fir is null ? [] :
        [
            new StoredFamily(1, Of(new FamilyScope("fir", "310", StandOrigin.Planted), fir)),
            new StoredFamily(2, Of(new FamilyScope("slash-pine", null, StandOrigin.Planted), fir)),
        ]);
        StandFamily Of(FamilyScope scope, DifferenceFamily family) => new(
            scope, family, [0.01, 0.1, 0.1], new double[9], [new(1, 5.8, 0.1, 40), new(2, 5, 0.1, 40)], new CurveBasis(80, 40, 3, 42, 1), 0.9, 1, 1);
        var species = new SpeciesDictionary(
            [KeyValuePair.Create("310", "fir"), KeyValuePair.Create("261", "slash-pine"), KeyValuePair.Create("220", "masson-pine")],
            [KeyValuePair.Create("21", StandOrigin.Planted), KeyValuePair.Create("11", StandOrigin.Natural)]);
        return new AccountingBasis(book, species, factors ?? FactorSet.ArCm001V01, ageGroups ?? AgeGroups.Current, 2025, 2065, 2020, projection);
    }
}
