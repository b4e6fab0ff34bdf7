using System.Globalization;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>The rows of a parcel in the three tables that hold it. Ids are the number of the parcel.</summary>
internal static class ParcelCopy
{
    public const string Parcels = "copy inventory.parcel (parcel_id, county_code) from stdin (format binary)";

    public const string Versions = """
        copy inventory.parcel_version (
            parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment,
            ellipsoidal_area_m2, registered_area_ha, is_on_forest_land, land_class, land_class_given, land_class_list,
            forest_category, forest_purpose, public_welfare_authority, national_protection_grade, protection_grade,
            origin, species_code, species_mix, age_group, mean_age_a, canopy_density, mean_dbh_cm, mean_height_m,
            volume_m3_per_ha, stems_per_ha, total_volume_m3, site_class, quality_grade, land_tenure, tree_tenure,
            landform, slope_deg, slope_class, slope_position, aspect, elevation_m, soil_type, soil_depth_cm, programme,
            function_zone, main_function_zone, is_supplementary, is_in_plan, degradation, disaster, forestry_bureau, forest_farm, planted_on, other)
        from stdin (format binary)
        """;

    public const string Shapes = "copy inventory.parcel_shape (parcel_version_id, geom, geom_3857) from stdin (format binary)";

    public static void Parcel(BinaryCopy copy, int number)
    {
        copy.Row(2);
        copy.Int64(number);
        copy.Text(Places.CountyCode);
    }

    public static void Version(BinaryCopy copy, DemoParcel p)
    {
        copy.Row(53);
        copy.Int64(p.Number);
        copy.Int64(p.Number);
        copy.DateRange(DemonstrationCounty.AsOf);
        copy.Text(p.Code);
        copy.Text(p.TownshipCode);
        copy.Text(p.VillageCode);
        copy.Text(p.Compartment);
        copy.Text(p.Subcompartment);
        copy.Numeric((decimal)p.EllipsoidalAreaM2, 4);
        copy.Numeric(p.RegisteredAreaHa, 4);
        copy.Bool(p.IsOnForestLand);
        copy.Text(p.LandClass);
        copy.Text(p.LandClass);
        copy.Text("land-class");
        copy.Text(p.ForestCategory);
        copy.Text(p.ForestPurpose);
        copy.Text(p.PublicWelfareAuthority);
        copy.Text(p.NationalProtectionGrade);
        copy.Text(p.ProtectionGrade);
        copy.Text(p.Origin);
        copy.Text(p.SpeciesCode);
        copy.Text(p.SpeciesMix);
        copy.Int16(p.AgeGroup);
        copy.Int16(p.MeanAgeYears);
        copy.Numeric(p.CanopyDensity, 2);
        copy.Numeric(p.MeanDbhCm, 1);
        copy.Numeric(p.MeanHeightM, 1);
        copy.Double(p.VolumeM3PerHa);
        copy.Int32(p.StemsPerHa);
        copy.Numeric(p.TotalVolumeM3, 1);
        copy.Int16(p.SiteClass);
        copy.Text(p.QualityGrade);
        copy.Text(p.LandTenure);
        copy.Text(p.TreeTenure);
        copy.Text(p.Landform);
        copy.Numeric(p.SlopeDegrees, 1);
        copy.Text(p.SlopeClass);
        copy.Text(p.SlopePosition);
        copy.Text(p.Aspect);
        copy.Int16(p.ElevationM);
        copy.Text(p.SoilType);
        copy.Int16(p.SoilDepthCm);
        copy.Text(p.Programme);
        copy.Text(p.FunctionZone);
        copy.Text(p.MainFunctionZone);
        copy.Bool(p.IsSupplementary);
        copy.Bool(p.IsInPlan);
        copy.Text(p.Degradation);
        copy.Text(p.Disaster);
        copy.Text(p.ForestryBureau);
        copy.Text(p.ForestFarm);
        copy.Date(p.PlantedOn);
        if (Other(p) is { } other)
            copy.Json(other);
        else
            copy.Null();
    }

    // Codes and numbers only: nothing in them needs escaping.
    private static string? Other(DemoParcel p)
    {
        var fields = string.Join(',', p.Others().Select(f => string.Create(CultureInfo.InvariantCulture, $"\"{f.Name}\":{(f.Value is string code ? $"\"{code}\"" : f.Value)}")));
        return fields.Length == 0 ? null : $"{{{fields}}}";
    }

    public static void Shape(BinaryCopy copy, int number, double[] ring)
    {
        copy.Row(3);
        copy.Int64(number);
        copy.MultiPolygon(4490, [[ring]]);
        copy.MultiPolygon(3857, [[WebMercator.Of(ring)]]);
    }
}
