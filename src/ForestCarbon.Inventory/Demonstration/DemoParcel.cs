namespace ForestCarbon.Inventory.Demonstration;

/// <summary>One parcel of the demonstration county, with every field the inventory keeps. Synthetic: nothing was measured.</summary>
public sealed record DemoParcel
{
    public required int Number { get; init; }
    public required string Code { get; init; }
    public required string TownshipCode { get; init; }
    public required string VillageCode { get; init; }
    public required string Compartment { get; init; }
    public required string Subcompartment { get; init; }

    /// <summary>Longitude, latitude, longitude, … in degrees on CGCS2000, closed, counter-clockwise.</summary>
    public required double[] Ring { get; init; }

    public required double EllipsoidalAreaM2 { get; init; }
    public required decimal RegisteredAreaHa { get; init; }
    public required bool IsOnForestLand { get; init; }
    public required string LandClass { get; init; }
    public string? ForestCategory { get; init; }
    public string? ForestPurpose { get; set; }
    public string? PublicWelfareAuthority { get; init; }
    public string? NationalProtectionGrade { get; init; }
    public string? ProtectionGrade { get; init; }
    public string? Origin { get; set; }
    public string? SpeciesCode { get; set; }
    public string? SpeciesMix { get; set; }
    public short? AgeGroup { get; set; }
    public short? MeanAgeYears { get; set; }
    public decimal? CanopyDensity { get; set; }
    public decimal? MeanDbhCm { get; set; }
    public decimal? MeanHeightM { get; set; }
    public double? VolumeM3PerHa { get; set; }
    public int? StemsPerHa { get; set; }
    public decimal? TotalVolumeM3 { get; set; }
    public required short SiteClass { get; init; }
    public string? QualityGrade { get; init; }
    public required string LandTenure { get; init; }
    public string? TreeTenure { get; init; }
    public required string Landform { get; init; }
    public required decimal SlopeDegrees { get; init; }
    public required string SlopeClass { get; init; }
    public required string SlopePosition { get; init; }
    public required string Aspect { get; init; }
    public required short ElevationM { get; init; }
    public required string SoilType { get; init; }
    public required short SoilDepthCm { get; init; }
    public string? Programme { get; set; }
    public string? FunctionZone { get; init; }
    public string? MainFunctionZone { get; init; }
    public required string ForestryBureau { get; init; }

    /// <summary>可及度 KE_JI_DU: 1 reached by road, 2 soon to be, 3 not; timber near felling only.</summary>
    public string? Access { get; set; }

    /// <summary>林带宽度 LD_KD and 林带长度 LD_CD, m; roadside belts only.</summary>
    public (double Width, double Length)? BeltM { get; set; }

    /// <summary>GH_DI_LEI, the land class the plan wants: where nothing grows yet, forest.</summary>
    public string? PlannedLandClass { get; set; }

    /// <summary>GH_LZ, the purpose the plan wants.</summary>
    public string? PlannedPurpose { get; set; }
    public bool IsSupplementary { get; init; }
    public bool IsInPlan { get; init; }
    public string? Degradation { get; init; }
    public string? Disaster { get; set; }
    public string? ForestFarm { get; init; }
    public DateOnly? PlantedOn { get; set; }

    /// <summary>The one-map fields the inventory keeps without a column of their own, as it keeps them from a file: by field name.</summary>
    public IEnumerable<(string Name, object Value)> Others()
    {
        if (Access is not null)
            yield return ("KE_JI_DU", Access);
        if (BeltM is { } belt)
        {
            yield return ("LD_KD", belt.Width);
            yield return ("LD_CD", belt.Length);
        }
        if (PlannedLandClass is not null)
            yield return ("GH_DI_LEI", PlannedLandClass);
        if (PlannedPurpose is not null)
            yield return ("GH_LZ", PlannedPurpose);
    }

    /// <summary>乔木林, 竹林 and 国家特别规定灌木林: what counts towards forest cover.</summary>
    public bool IsForest => LandClass is "0111" or "0113" or "0131";
}
