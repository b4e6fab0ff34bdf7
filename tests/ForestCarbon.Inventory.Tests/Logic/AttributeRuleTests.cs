using ForestCarbon.Inventory.Logic;

namespace ForestCarbon.Inventory.Tests.Logic;

public sealed class AttributeRuleTests
{
    // 杉木 planted 14 years ago, middle-aged, commercial timber forest: nothing to say against it.
    private static readonly ParcelFacts Sound = new()
    {
        Code = "431125101001000300101", LandClass = "0111", ForestCategory = "22", ForestPurpose = "233", Origin = "21", SpeciesCode = "310", AgeGroup = 2, MeanAgeA = 14,
        CanopyDensity = 0.7m, MeanDbhCm = 12.5m, MeanHeightM = 9.5m, VolumeM3PerHa = 90, StemsPerHa = 1800, TotalVolumeM3 = 288, RegisteredAreaHa = 3.2m, AreaM2 = 32_000,
        PlantedOn = new DateOnly(2011, 3, 1), AsOf = new DateOnly(2025, 12, 31),
    };

    private static readonly ParcelFacts PublicWelfare = Sound with
    {
        ForestCategory = "11", ForestPurpose = "111", PublicWelfareAuthority = "10", NationalProtectionGrade = "2", Origin = "11", AgeGroup = 1, PlantedOn = null, SpeciesCode = "220",
    };

    private static readonly ParcelFacts Logged = new() { LandClass = "0161", ForestCategory = "22", AsOf = Sound.AsOf };

    [Fact]
    public void A_sound_parcel_breaks_no_rule()
    {
        Assert.Empty(AttributeRules.Broken(Sound));
        Assert.Empty(AttributeRules.Broken(PublicWelfare));
        Assert.Empty(AttributeRules.Broken(Logged));
    }

    [Fact]
    public void What_a_file_has_no_field_for_it_has_not_forgotten() => Assert.Empty(AttributeRules.Broken(new ParcelFacts
    {
        LandClass = "0111", ForestCategory = "11", AsOf = Sound.AsOf,
        Unspoken = new HashSet<string> { "canopy_density", "species_code", "origin", "public_welfare_authority", "volume_m3_per_ha", "mean_age_a" },
    }));

    [Fact]
    public void The_code_and_a_field_beside_it_name_one_township()
    {
        Breaks("code-against-township", Sound with { PlacesSaid = [new("XIANG", "102", "431125102")] });
        Breaks("code-against-township", Sound with { PlacesSaid = [new("XIAN", "431124", "431124"), new("CUN", "2", "431125101002")] });
        Assert.Empty(AttributeRules.Broken(Sound with { PlacesSaid = [new("XIANG", "101", "431125101"), new("XIAO_BAN", "101", "431125101001000300101")] }));
    }

    [Fact]
    public void The_code_and_the_fields_beside_it_name_one_village_compartment_and_number()
    {
        Breaks("code-against-parts", Sound with { PlacesSaid = [new("XIANG", "101", "431125101"), new("CUN", "2", "431125101002")] });
        Breaks("code-against-parts", Sound with { PlacesSaid = [new("XIAO_BAN", "102", "431125101001000300102")] });
    }

    [Fact]
    public void What_could_not_be_read_was_not_left_empty() => Assert.Empty(AttributeRules.Broken(Sound with { CanopyDensity = null, Unread = new HashSet<string> { "canopy_density" } }));

    [Fact]
    public void A_tree_forest_under_a_canopy_of_0_2_is_none() => Breaks("forest-canopy-too-low", Sound with { CanopyDensity = 0.19m });

    [Fact]
    public void Open_forest_has_a_canopy_of_0_1_to_0_19()
    {
        Breaks("open-forest-canopy-off", Sound with { LandClass = "0120", CanopyDensity = 0.2m });
        Breaks("open-forest-canopy-off", Sound with { LandClass = "0120", CanopyDensity = 0.09m });
        Assert.Empty(AttributeRules.Broken(Sound with { LandClass = "0120", CanopyDensity = 0.15m }));
    }

    [Fact]
    public void Logged_land_has_no_canopy() => Breaks("canopy-on-treeless-land", Logged with { CanopyDensity = 0.6m });

    [Fact]
    public void A_tree_forest_has_a_canopy_density() => Breaks("forest-canopy-missing", Sound with { CanopyDensity = null });

    [Fact]
    public void The_age_group_is_that_of_species_origin_and_age()
    {
        Breaks("age-group-against-age", Sound with { AgeGroup = 3 });
        // 14 years are young for a natural 马尾松 and middle-aged for a planted one
        Breaks("age-group-against-age", PublicWelfare with { AgeGroup = 2 });
        Assert.Empty(AttributeRules.Broken(PublicWelfare with { AgeGroup = 2, Origin = "21" }));
    }

    [Fact]
    public void Where_the_table_has_no_row_the_age_group_cannot_be_judged() => Assert.Empty(AttributeRules.Broken(Sound with { SpeciesCode = "261", AgeGroup = 5 }));

    [Fact]
    public void A_forest_with_volume_has_an_age() => Breaks("tree-forest-age-missing", Sound with { MeanAgeA = null });

    [Fact]
    public void A_stand_is_not_older_than_its_planting() => Breaks("age-against-planting", Sound with { PlantedOn = new DateOnly(2020, 3, 1) });

    [Fact]
    public void A_planting_after_the_day_of_the_data_makes_no_age_below_nothing()
    {
        var (_, breach) = Assert.Single(AttributeRules.Broken(Sound with { PlantedOn = new DateOnly(2027, 3, 15) }));
        Assert.Contains("2027-03-15 造林，在资料日期 2025-12-31 之后", breach.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("-2 ", breach.Zh + breach.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_natural_stand_was_not_planted() => Breaks("natural-with-planting-date", PublicWelfare with { PlantedOn = new DateOnly(2011, 3, 1) });

    [Fact]
    public void An_unestablished_plantation_is_planted() => Breaks("natural-plantation", new ParcelFacts { LandClass = "0141", Origin = "11", AsOf = Sound.AsOf });

    [Fact]
    public void Volume_stands_on_stems() => Breaks("volume-without-stems", Sound with { StemsPerHa = 0 });

    [Fact]
    public void No_stand_grows_600_cubic_metres_in_14_years() => Breaks("volume-against-age", Sound with { VolumeM3PerHa = 600, TotalVolumeM3 = 1920 });

    [Fact]
    public void A_forest_past_its_youth_has_volume() =>
        Breaks("old-forest-without-volume", Sound with { MeanAgeA = 20, PlantedOn = null, VolumeM3PerHa = 0, TotalVolumeM3 = 0 });

    [Fact]
    public void Burnt_land_has_no_volume() => Breaks("volume-on-treeless-land", Logged with { LandClass = "0162", VolumeM3PerHa = 50 });

    [Fact]
    public void A_mean_stem_of_nine_cubic_metres_is_a_mixture_of_columns() => Breaks("stem-volume-too-large", Sound with { StemsPerHa = 10 });

    [Fact]
    public void The_total_is_volume_per_hectare_times_area()
    {
        Breaks("total-against-per-hectare", Sound with { TotalVolumeM3 = 90 });
        // both figures are rounded: small parcels may be off by more than the share
        Assert.Empty(AttributeRules.Broken(Sound with { RegisteredAreaHa = 0.05m, TotalVolumeM3 = 4.4m }));
        Breaks("total-against-per-hectare", Sound with { RegisteredAreaHa = null, TotalVolumeM3 = 90 });
        // an area in mu has its own finding
        Assert.Empty(AttributeRules.Broken(Sound with { RegisteredAreaHa = 48m }));
        // and so has a shape that encloses nothing certain
        Assert.Empty(AttributeRules.Broken(Sound with { RegisteredAreaHa = 48m, AreaM2 = null }));
    }

    [Fact]
    public void Volume_has_a_mean_diameter() => Breaks("volume-without-diameter", Sound with { MeanDbhCm = 0 });

    [Fact]
    public void A_forest_has_a_dominant_species() => Breaks("species-missing", Sound with { SpeciesCode = null });

    [Fact]
    public void A_tree_forest_has_an_origin() => Breaks("origin-missing", Sound with { Origin = null });

    [Fact]
    public void Bamboo_stands_on_bamboo_land()
    {
        Breaks("bamboo-against-species", Sound with { SpeciesCode = "660" });
        Breaks("bamboo-against-species", new ParcelFacts { LandClass = "0113", SpeciesCode = "310", AsOf = Sound.AsOf });
        Assert.Empty(AttributeRules.Broken(new ParcelFacts { LandClass = "0113", SpeciesCode = "660", AsOf = Sound.AsOf }));
    }

    [Fact]
    public void Logged_land_has_no_species() => Breaks("species-on-treeless-land", Logged with { SpeciesCode = "310" });

    [Fact]
    public void Number_99999_is_for_non_forest_land() => Breaks("non-forest-number", Sound with { Code = "431125101001000399999" });

    [Fact]
    public void Cropland_has_no_grade_of_forest_protection() => Breaks("protection-grade-off-forest", new ParcelFacts { LandClass = "0210", ProtectionGrade = "2", AsOf = Sound.AsOf });

    [Fact]
    public void Commercial_forest_has_no_authority() => Breaks("authority-on-commercial", Sound with { PublicWelfareAuthority = "20" });

    [Fact]
    public void Public_welfare_forest_has_an_authority() => Breaks("authority-missing", PublicWelfare with { PublicWelfareAuthority = null, NationalProtectionGrade = null });

    [Fact]
    public void A_national_grade_is_for_national_public_welfare_forest() => Breaks("grade-without-national", PublicWelfare with { PublicWelfareAuthority = "20" });

    [Fact]
    public void National_public_welfare_forest_has_a_grade() => Breaks("national-without-grade", PublicWelfare with { NationalProtectionGrade = null });

    [Fact]
    public void Purpose_and_category_go_together()
    {
        Breaks("purpose-against-category", Sound with { ForestPurpose = "111" });
        Breaks("purpose-against-category", PublicWelfare with { ForestPurpose = "231" });
    }

    [Fact]
    public void Every_rule_names_the_mistake_it_catches_and_where_it_is_from() => Assert.All(AttributeRules.All, rule =>
    {
        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)+$", rule.Name);
        Assert.NotEmpty(rule.MistakeZh);
        Assert.NotEmpty(rule.MistakeEn);
        Assert.True(rule.Source.Contains('[', StringComparison.Ordinal) || rule.Source.Contains('§', StringComparison.Ordinal));
    });

    private static void Breaks(string rule, ParcelFacts facts)
    {
        var (broken, breach) = Assert.Single(AttributeRules.Broken(facts));
        Assert.Equal(rule, broken.Name);
        Assert.NotEmpty(breach.Zh);
        Assert.NotEmpty(breach.En);
    }
}
