using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>A curve set as lists and pages show it.</summary>
public sealed record CurveSetRow
{
    public int CurveSetId { get; init; }
    public string Name { get; init; } = "";
    public DateOnly AsOf { get; init; }
    public long Generation { get; init; }
    public string Rule { get; init; } = "";

    /// <summary>Fitted to the demonstration county: the volumes are synthetic and the fit proves the method only.</summary>
    public bool IsSynthetic { get; init; }
    public string Sha256 { get; init; } = "";
    public string Approval { get; init; } = "";
    public string MadeBy { get; init; } = "";
    public string? ApprovedBy { get; init; }
    public DateTime? ApprovedAt { get; init; }
    public DateTime MadeAt { get; init; }
    public int Curves { get; init; }
    public int Gaps { get; init; }
}

/// <summary>A stored curve as lists and pages show it; volumes in m³/ha, ages in years.</summary>
public sealed record CurveRow
{
    public int CurveId { get; init; }
    public string Level { get; init; } = "";
    public string SpeciesGroup { get; init; } = "";
    public string? SpeciesCode { get; init; }
    public string? SpeciesName { get; init; }
    public string? SpeciesNameEn { get; init; }
    public string GroupName { get; init; } = "";
    public string GroupNameEn { get; init; } = "";
    public string Origin { get; init; } = "";
    public short? SiteClass { get; init; }
    public string Form { get; init; } = "";
    public double[] Parameters { get; init; } = [];
    public double[] StandardErrors { get; init; } = [];
    public int Parcels { get; init; }
    public int Ages { get; init; }
    public short YoungestA { get; init; }
    public short OldestA { get; init; }
    public decimal AreaM2 { get; init; }
    public double R2 { get; init; }
    public double Rss { get; init; }
    public double ResidualM3PerHa { get; init; }

    /// <summary>Of the parameters, row by row; null in sets fitted before it was kept.</summary>
    public double[]? Covariance { get; init; }

    public GrowthForm GrowthForm => GrowthForms.Find(Form) ?? throw new InvalidDataException($"Curve {CurveId} has the unknown form {Form}.");

    public CurveStratum Stratum => new(
        Level == "stratum" ? CurveLevel.Stratum : CurveLevel.Group, SpeciesGroup, SpeciesCode, StandOrigins.Find(Origin)!.Value, SiteClass);

    internal StoredCurve ToStored() => new(CurveId, new StandCurve(
        Stratum, new GrowthCurve(GrowthForm, Parameters), StandardErrors,
        new CurveBasis(Parcels, Ages, YoungestA, OldestA, AreaM2), R2, Rss, ResidualM3PerHa)
    {
        Covariance = Covariance,
    });
}

/// <summary>A stored difference family as lists and pages show it; volumes in m³/ha, ages in years.</summary>
public sealed record FamilyRow
{
    public int FamilyId { get; init; }
    public string SpeciesGroup { get; init; } = "";

    /// <summary>Null: the species group's family.</summary>
    public string? SpeciesCode { get; init; }
    public string? SpeciesName { get; init; }
    public string? SpeciesNameEn { get; init; }
    public string GroupName { get; init; } = "";
    public string GroupNameEn { get; init; } = "";
    public string Origin { get; init; } = "";

    /// <summary>b1, b2, b3.</summary>
    public double[] Parameters { get; init; } = [];
    public double[] StandardErrors { get; init; } = [];
    public double[] Covariance { get; init; } = [];
    public int[] SiteClasses { get; init; } = [];

    /// <summary>X of each site class: the logarithm of its asymptote in m³/ha.</summary>
    public double[] SiteX { get; init; } = [];
    public double[] SiteXErrors { get; init; } = [];
    public int[] SiteParcels { get; init; } = [];
    public int Parcels { get; init; }
    public int Ages { get; init; }
    public short YoungestA { get; init; }
    public short OldestA { get; init; }
    public decimal AreaM2 { get; init; }
    public double R2 { get; init; }
    public double Rss { get; init; }
    public double ResidualM3PerHa { get; init; }

    public DifferenceFamily Family => new(Parameters[0], Parameters[1], Parameters[2], SiteX.Min(), SiteX.Max());

    internal StoredFamily ToStored() => new(FamilyId, new StandFamily(
        new FamilyScope(SpeciesGroup, SpeciesCode, StandOrigins.Find(Origin)!.Value), Family, StandardErrors, Covariance,
        [.. SiteClasses.Select((site, i) => new FamilySite(site, SiteX[i], SiteXErrors[i], SiteParcels[i]))],
        new CurveBasis(Parcels, Ages, YoungestA, OldestA, AreaM2), R2, Rss, ResidualM3PerHa));
}

/// <summary>A species or group without a difference family, and why.</summary>
public sealed record FamilyGapRow
{
    public string SpeciesGroup { get; init; } = "";
    public string? SpeciesCode { get; init; }
    public string? SpeciesName { get; init; }
    public string? SpeciesNameEn { get; init; }
    public string GroupName { get; init; } = "";
    public string GroupNameEn { get; init; } = "";
    public string Origin { get; init; } = "";
    public int Sites { get; init; }
    public int Parcels { get; init; }
    public string Reason { get; init; } = "";
}

/// <summary>The parcels of one age against their curve, m³/ha.</summary>
public sealed record ResidualRow
{
    public int CurveId { get; init; }
    public short AgeA { get; init; }
    public int Parcels { get; init; }
    public double MeanM3PerHa { get; init; }
    public double FittedM3PerHa { get; init; }
    public double? DeviationM3PerHa { get; init; }
}

/// <summary>A stratum or group without a curve, and why.</summary>
public sealed record CurveGapRow
{
    public string Level { get; init; } = "";
    public string SpeciesGroup { get; init; } = "";
    public string? SpeciesCode { get; init; }
    public string? SpeciesName { get; init; }
    public string GroupName { get; init; } = "";
    public string Origin { get; init; } = "";
    public short? SiteClass { get; init; }
    public int Parcels { get; init; }
    public int Ages { get; init; }
    public short YoungestA { get; init; }
    public short OldestA { get; init; }
    public string Reason { get; init; } = "";
}
