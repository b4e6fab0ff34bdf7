using System.Globalization;
using System.Security.Cryptography;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Logic;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Coverage;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Tests.Demonstration;

/// <summary>Outlines of a county of 2,000 parcels.</summary>
public sealed class DemonstrationOutlineTests
{
    private static readonly DemoParcel[] Parcels = [.. DemonstrationCounty.Describe(2_000).Parcels()];
    private static readonly Geometry[] Shapes = Array.ConvertAll(Parcels, ToPolygon);

    [Fact]
    public void As_many_parcels_are_made_as_were_asked_for() => Assert.Equal(2_000, Parcels.Length);

    [Fact]
    public void Every_outline_is_a_valid_ring_running_counter_clockwise() =>
        Assert.All(Parcels, (p, i) => Assert.True(Shapes[i].IsValid && Orientation.IsCCW(Shapes[i].Coordinates), p.Code));

    [Fact]
    public void Neighbours_share_their_corners_and_do_not_overlap() =>
        Assert.All(CoverageValidator.Validate(Shapes, 1e-7), Assert.Null);

    [Fact]
    public void The_union_is_as_large_as_its_parts()
    {
        var union = CoverageUnion.Union(Shapes);

        Assert.Equal(Shapes.Sum(s => s.Area), union.Area, 1e-12);
    }

    [Fact]
    public void An_outline_has_20_to_150_points() => Assert.All(Parcels, p => Assert.InRange((p.Ring.Length / 2) - 1, 20, 150));

    [Fact]
    public void Coordinates_of_record_stand_on_the_grid_of_a_billionth_degree() =>
        Assert.All(Parcels, p => Assert.All(p.Ring, c => Assert.Equal(Math.Round(c, 9), c)));

    [Fact]
    public void The_county_lies_near_111_2_east_25_2_north()
    {
        var envelope = new Envelope();
        foreach (var shape in Shapes)
            envelope.ExpandToInclude(shape.EnvelopeInternal);

        Assert.InRange(envelope.MinX, 110.7, 111.2);
        Assert.InRange(envelope.MaxX, 111.2, 111.7);
        Assert.InRange(envelope.MinY, 24.9, 25.2);
        Assert.InRange(envelope.MaxY, 25.2, 25.5);
    }

    [Fact]
    public void Codes_are_unique_and_built_of_county_township_village_compartment_and_number()
    {
        Assert.Equal(Parcels.Length, Parcels.Select(p => p.Code).Distinct().Count());
        Assert.All(Parcels, p => Assert.Equal(p.Code, p.VillageCode + p.Compartment + p.Subcompartment));
        Assert.All(Parcels, p => Assert.Equal((21, "431125"), (p.Code.Length, p.Code[..6])));
    }

    [Fact]
    public void What_is_listed_apart_holds_no_parcel() => Assert.DoesNotContain(Parcels, p => p.TownshipCode == "431125601");

    private static Polygon ToPolygon(DemoParcel parcel)
    {
        var ring = new Coordinate[parcel.Ring.Length / 2];
        for (var i = 0; i < ring.Length; i++)
            ring[i] = new Coordinate(parcel.Ring[2 * i], parcel.Ring[(2 * i) + 1]);
        return new Polygon(new LinearRing(ring)) { SRID = 4490 };
    }
}

/// <summary>The figures of definitions section 7, in registered area, at the smallest county they are promised for and at the usual one.</summary>
public sealed class DemonstrationFigureTests
{
    private const double CountyMu = 162_560 * 15;

    public static TheoryData<int> Sizes => [3_000, 5_000, 40_000];

    [Theory, MemberData(nameof(Sizes))]
    public void Forest_land_is_1_700_000_mu(int parcels) => Within(parcels, 1_700_000, 0.001, p => p.IsOnForestLand);

    [Theory, MemberData(nameof(Sizes))]
    public void Forest_covers_156_to_160_wan_mu_of_the_forest_land(int parcels) =>
        Assert.InRange(Mu(parcels, p => p.IsOnForestLand && p.IsForest), 1_560_000, 1_600_000);

    [Theory, MemberData(nameof(Sizes))]
    public void Other_land_carries_10_to_14_wan_mu_of_forest_and_no_other_parcel(int parcels)
    {
        Assert.InRange(Mu(parcels, p => !p.IsOnForestLand), 100_000, 140_000);
        Assert.DoesNotContain(Of(parcels), p => !p.IsOnForestLand && !p.IsForest);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Forest_cover_is_70_15_percent(int parcels) => Assert.InRange(Mu(parcels, p => p.IsForest) / CountyMu, 0.6995, 0.7035);

    [Theory, MemberData(nameof(Sizes))]
    public void Mean_volume_of_tree_forest_lies_between_55_and_85_cubic_metres_a_hectare(int parcels) =>
        Assert.InRange(
            Of(parcels).Where(p => p.LandClass == "0111").Sum(p => (double)p.RegisteredAreaHa * p.VolumeM3PerHa.GetValueOrDefault()) * 15
            / Mu(parcels, p => p.LandClass == "0111"), 55, 85);

    [Theory, MemberData(nameof(Sizes))]
    public void Fir_and_pines_are_60_to_70_percent_of_tree_forest(int parcels) =>
        Share(parcels, 0.60, 0.70, p => p.LandClass == "0111" && p.SpeciesCode is "310" or "220" or "261", "0111");

    [Theory, MemberData(nameof(Sizes))]
    public void Bamboo_is_4_to_8_percent_of_all_forest(int parcels) => Share(parcels, 0.04, 0.08, p => p.LandClass == "0113", null);

    [Theory, MemberData(nameof(Sizes))]
    public void Economic_forest_is_6_to_10_percent_of_all_forest(int parcels) =>
        Share(parcels, 0.06, 0.10, p => p.ForestPurpose?.StartsWith("25", StringComparison.Ordinal) == true, null);

    [Theory, MemberData(nameof(Sizes))]
    public void Young_and_middle_aged_stands_are_60_to_75_percent_of_tree_forest(int parcels) =>
        Share(parcels, 0.60, 0.75, p => p is { LandClass: "0111", AgeGroup: 1 or 2 }, "0111");

    [Theory, MemberData(nameof(Sizes))]
    public void Registered_areas_differ_a_little_from_ellipsoidal_ones_and_not_in_sum(int parcels)
    {
        var county = Of(parcels);

        Assert.All(county, p => Assert.InRange((double)p.RegisteredAreaHa * 10_000 / p.EllipsoidalAreaM2, 0.98, 1.02));
        Assert.Equal(county.Sum(p => p.EllipsoidalAreaM2) / 10_000, (double)county.Sum(p => p.RegisteredAreaHa), 0.0005 * 121_000);
    }

    [Fact]
    public void Most_parcels_of_the_usual_county_have_10_to_100_mu()
    {
        var mu = Of(40_000).Select(p => (double)p.RegisteredAreaHa * 15).ToArray();

        Assert.InRange(mu.Count(a => a is >= 10 and <= 100) / 40_000.0, 0.85, 0.97);
        Assert.InRange(mu.Average(), 44, 47);
    }

    private static DemoParcel[] Of(int parcels) => MadeCounty.Of(parcels).Parcels;

    private static double Mu(int parcels, Func<DemoParcel, bool> which) => (double)Of(parcels).Where(which).Sum(p => p.RegisteredAreaHa) * 15;

    private static void Within(int parcels, double target, double tolerance, Func<DemoParcel, bool> which) =>
        Assert.InRange(Mu(parcels, which), target * (1 - tolerance), target * (1 + tolerance));

    private static void Share(int parcels, double low, double high, Func<DemoParcel, bool> which, string? landClass) =>
        Assert.InRange(Mu(parcels, which) / Mu(parcels, p => landClass is null ? p.IsForest : p.LandClass == landClass), low, high);
}

/// <summary>The same figures of larger counties, read as they are made.</summary>
[Trait("Tier", "soak")]
public sealed class LargeCountyFigureTests
{
    [Fact]
    public void A_county_of_100_000_parcels_has_its_figures() => Judge(100_000);

    [Fact]
    public void A_county_of_a_million_parcels_has_its_figures() => Judge(1_000_000);

    private static void Judge(int parcels)
    {
        var mu = new Dictionary<string, double>(StringComparer.Ordinal);
        var count = 0;
        foreach (var (parcel, _, _, standing) in DemonstrationCounty.Describe(parcels).Made())
        {
            count++;
            var area = (double)parcel.RegisteredAreaHa * 15;
            Add("all", true);
            Add("forest-land", parcel.IsOnForestLand);
            Add("forest", parcel.IsForest);
            Add("forest-on-forest-land", parcel.IsForest && parcel.IsOnForestLand);
            Add("public-welfare", standing.IsPublicWelfare);
            Add("natural-forest", standing.IsProtectedNatural);
            Add("natural-in-public-welfare", standing.IsProtectedNatural && standing.IsPublicWelfare);
            Add("carbon-base", standing.IsCarbonBase);
            Add("tree", parcel.LandClass == "0111");
            Add("conifers", parcel is { LandClass: "0111", SpeciesCode: "310" or "220" or "261" });
            Add("bamboo", parcel.LandClass == "0113");
            Add("economic", parcel.ForestPurpose?.StartsWith("25", StringComparison.Ordinal) == true);
            Add("young", parcel is { LandClass: "0111", AgeGroup: 1 or 2 });
            Add("volume", parcel.LandClass == "0111", parcel.VolumeM3PerHa.GetValueOrDefault());

            void Add(string what, bool counts, double times = 1) => mu[what] = mu.GetValueOrDefault(what) + (counts ? area * times : 0);
        }

        Assert.Equal(parcels, count);
        Within("forest-land", 1_700_000, 0.001);
        Within("public-welfare", 740_000, 0.001);
        Within("natural-forest", 200_000, 0.001);
        Within("carbon-base", 500_000 - 1_200 - 300, 0.001);
        Assert.InRange(mu["natural-in-public-welfare"], 120_000, 160_000);
        Assert.InRange(mu["forest-on-forest-land"], 1_560_000, 1_600_000);
        Assert.InRange(mu["all"] - mu["forest-land"], 100_000, 140_000);
        Assert.InRange(mu["forest"] / (162_560 * 15), 0.6995, 0.7035);
        Assert.InRange(mu["conifers"] / mu["tree"], 0.60, 0.70);
        Assert.InRange(mu["bamboo"] / mu["forest"], 0.04, 0.08);
        Assert.InRange(mu["economic"] / mu["forest"], 0.06, 0.10);
        Assert.InRange(mu["young"] / mu["tree"], 0.60, 0.75);
        Assert.InRange(mu["volume"] / mu["tree"], 55, 85);

        void Within(string what, double target, double tolerance) =>
            Assert.True(Math.Abs(mu[what] - target) <= tolerance * target, FormattableString.Invariant($"{what}: {mu[what]:0} mu, {(mu[what] / target) - 1:0.000 %}"));
    }
}

/// <summary>A record agrees with itself.</summary>
public sealed class DemonstrationRecordTests
{
    private static readonly DemoParcel[] Parcels = MadeCounty.Of(5_000).Parcels;

    [Fact]
    public void Tree_forest_is_closed_to_a_fifth_at_least() => Assert.All(Of("0111"), p => Assert.InRange(p.CanopyDensity!.Value, 0.20m, 0.95m));

    [Fact]
    public void Volume_is_stems_times_the_volume_of_the_mean_tree() => Assert.All(
        Of("0111").Where(p => p.VolumeM3PerHa > 20 && p.AgeGroup is not null),
        p => Assert.InRange(
            SpeciesOf(p).TreeVolumeM3((double)p.MeanDbhCm!, (double)p.MeanHeightM!) * p.StemsPerHa!.Value / p.VolumeM3PerHa!.Value,
            0.98, 1.02));

    // Stands real foresters meet: 70–110 by far, dense young ones above.
    [Fact]
    public void Height_stands_to_diameter_as_in_real_stands()
    {
        var slenderness = Parcels.Where(p => p.MeanDbhCm >= 5 && p.AgeGroup is not null).Select(p => (double)(p.MeanHeightM! / p.MeanDbhCm!) * 100).Order().ToList();

        Assert.InRange(slenderness[slenderness.Count / 2], 78, 95);
        Assert.InRange(slenderness[slenderness.Count / 100], 62, 78);
        Assert.InRange(slenderness[^(1 + (slenderness.Count / 100))], 95, 115);
    }

    [Fact]
    public void As_many_trees_stand_as_close_the_canopy()
    {
        // Saplings are another matter: three thousand of them close a quarter.
        Assert.DoesNotContain(Of("0111"), p => p.MeanDbhCm >= 5 && p.CanopyDensity <= 0.25m && p.StemsPerHa > 2_000);
        Assert.All(Of("0111").Where(p => p.MeanDbhCm >= 5), p =>
            Assert.InRange(p.StemsPerHa!.Value * new MeanTree(0, 0, 0, 0.9, 0.13).CrownM2((double)p.MeanDbhCm!) / 10_000, 0, 1.1 * (double)p.CanopyDensity!.Value));
    }

    [Fact]
    public void Tree_forest_has_volume_and_with_it_a_mean_tree() => Assert.All(Of("0111"), p =>
        Assert.True(p is { VolumeM3PerHa: > 0, MeanDbhCm: > 0, MeanHeightM: > 0, StemsPerHa: > 0 } || p.MeanAgeYears < 6, p.Code));

    [Fact]
    public void Every_one_map_field_is_filled_where_it_applies()
    {
        Assert.All(Parcels, p => Assert.True(p.ForestryBureau.Length > 0 && p.MainFunctionZone is not null));
        Assert.All(Parcels, p => Assert.Equal(p.ForestPurpose is "231" or "232" or "233" && p.AgeGroup >= 3, p.Access is not null));
        Assert.All(Parcels, p => Assert.Equal(p.IsOnForestLand, p.PlannedLandClass is not null));
        Assert.All(Parcels.Where(p => p.IsForest && p.IsOnForestLand), p => Assert.Equal((p.LandClass, p.ForestPurpose), (p.PlannedLandClass, p.PlannedPurpose)));
        var belts = Parcels.Where(p => p.BeltM is not null).ToList();
        Assert.NotEmpty(belts);
        Assert.All(belts, p => Assert.InRange(p.BeltM!.Value.Width * p.BeltM.Value.Length / p.EllipsoidalAreaM2, 0.97, 1.03));
    }

    // The planted mistakes are layers that lie where they should not; no field of a parcel is one.
    [Fact]
    public void No_record_breaks_a_rule_of_attribute_logic() =>
        Assert.Empty(Parcels.SelectMany(p => AttributeRules.Broken(Facts(p)).Select(b => $"{p.Code} {b.Rule.Name}: {b.Breach.En}")));

    [Fact]
    public void Where_there_is_volume_there_are_stems() =>
        Assert.DoesNotContain(Parcels, p => p.VolumeM3PerHa > 0 && p.StemsPerHa.GetValueOrDefault() == 0);

    [Fact]
    public void Age_groups_follow_age_by_species_and_origin() => Assert.All(
        Of("0111").Where(p => p.AgeGroup is not null),
        p => Assert.Equal(SpeciesOf(p).GroupOf(p.MeanAgeYears!.Value, p.Origin![0] == '2'), p.AgeGroup));

    [Fact]
    public void Unestablished_plantations_have_no_volume_and_a_planting_date() =>
        Assert.All(Of("0141"), p => Assert.Equal((0.0, true), (p.VolumeM3PerHa, p.PlantedOn is not null)));

    [Fact]
    public void Public_welfare_fields_stand_on_public_welfare_forest_only()
    {
        Assert.All(Parcels, p => Assert.Equal(p.ForestCategory is "11" or "12", p.PublicWelfareAuthority is not null));
        Assert.All(Parcels.Where(p => p.NationalProtectionGrade is not null), p => Assert.Equal("10", p.PublicWelfareAuthority));
    }

    [Fact]
    public void Total_volume_is_volume_per_hectare_times_registered_area() => Assert.All(
        Parcels.Where(p => p.VolumeM3PerHa is not null),
        p => Assert.Equal(Math.Round((decimal)p.VolumeM3PerHa!.Value * p.RegisteredAreaHa, 1), p.TotalVolumeM3));

    [Fact]
    public void Every_code_is_listed_in_the_dictionaries()
    {
        var known = Layers.Dictionaries.All().Select(r => (r.List, r.Code)).ToHashSet();

        Assert.All(Parcels, p => Assert.All(
            new[]
            {
                ("land-class", p.LandClass), ("species", p.SpeciesCode), ("origin", p.Origin), ("forest-purpose", p.ForestPurpose), ("forest-category", p.ForestCategory),
                ("public-welfare-authority", p.PublicWelfareAuthority), ("national-protection-grade", p.NationalProtectionGrade), ("protection-grade", p.ProtectionGrade),
                ("land-tenure", p.LandTenure), ("tree-tenure", p.TreeTenure), ("landform", p.Landform), ("slope-class", p.SlopeClass), ("slope-position", p.SlopePosition),
                ("aspect", p.Aspect), ("soil-type", p.SoilType), ("programme", p.Programme), ("function-zone", p.FunctionZone), ("main-function-zone", p.MainFunctionZone), ("degradation", p.Degradation),
                ("disaster", p.Disaster), ("quality-grade", p.QualityGrade), ("township", p.TownshipCode), ("village", p.VillageCode),
            },
            field => Assert.True(field.Item2 is null || known.Contains((field.Item1, field.Item2)), field.ToString())));
    }

    private static ParcelFacts Facts(DemoParcel p) => new()
    {
        Code = p.Code, LandClass = p.LandClass, ForestCategory = p.ForestCategory, ForestPurpose = p.ForestPurpose, PublicWelfareAuthority = p.PublicWelfareAuthority,
        NationalProtectionGrade = p.NationalProtectionGrade, ProtectionGrade = p.ProtectionGrade, Origin = p.Origin, SpeciesCode = p.SpeciesCode, AgeGroup = p.AgeGroup,
        MeanAgeA = p.MeanAgeYears, CanopyDensity = p.CanopyDensity, MeanDbhCm = p.MeanDbhCm, MeanHeightM = p.MeanHeightM, VolumeM3PerHa = p.VolumeM3PerHa, StemsPerHa = p.StemsPerHa,
        TotalVolumeM3 = p.TotalVolumeM3, RegisteredAreaHa = p.RegisteredAreaHa, AreaM2 = p.EllipsoidalAreaM2, PlantedOn = p.PlantedOn, AsOf = DemonstrationCounty.AsOf,
    };

    private static StandSpecies SpeciesOf(DemoParcel parcel) => StandSpecies.Of(short.Parse(parcel.SpeciesCode!, CultureInfo.InvariantCulture));

    private static IEnumerable<DemoParcel> Of(string landClass) => Parcels.Where(p => p.LandClass == landClass);
}

public sealed class DemonstrationDeterminismTests
{
    [Fact]
    public void The_same_number_and_seed_give_the_same_bytes() => Assert.Equal(Fingerprint(1_000, 7), Fingerprint(1_000, 7));

    [Fact]
    public void Another_seed_gives_another_county() => Assert.NotEqual(Fingerprint(1_000, 7), Fingerprint(1_000, 8));

    private static string Fingerprint(int parcels, int seed)
    {
        using var bytes = new MemoryStream();
        using (var copy = new BinaryCopy(bytes))
            foreach (var parcel in DemonstrationCounty.Describe(parcels, seed).Parcels())
            {
                ParcelCopy.Version(copy, parcel);
                ParcelCopy.Shape(copy, parcel.Number, parcel.Ring);
            }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }
}
