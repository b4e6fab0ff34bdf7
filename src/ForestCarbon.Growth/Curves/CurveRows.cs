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

    /// <summary>Fitted to measured plots; else to parcels.</summary>
    public bool IsOfPlots { get; init; }
    public string Sha256 { get; init; } = "";
    public string Approval { get; init; } = "";
    public string MadeBy { get; init; } = "";
    public string? ApprovedBy { get; init; }
    public DateTime? ApprovedAt { get; init; }
    public DateTime MadeAt { get; init; }

    /// <summary>Who took it from use, and why; null of sets withdrawn before that was kept.</summary>
    public string? WithdrawnBy { get; init; }
    public DateTime? WithdrawnAt { get; init; }
    public string? WithdrawalReason { get; init; }
    public int Curves { get; init; }
    public int Gaps { get; init; }
}

/// <summary>Whose growth a row is about: a species, or its whole group where no species is named, of one origin.</summary>
public abstract record StandRow
{
    public string SpeciesGroup { get; init; } = "";

    /// <summary>Null: the species group's.</summary>
    public string? SpeciesCode { get; init; }
    public string? SpeciesName { get; init; }
    public string? SpeciesNameEn { get; init; }
    public string GroupName { get; init; } = "";
    public string GroupNameEn { get; init; } = "";
    public string Origin { get; init; } = "";
}

/// <summary>What was fitted and to what; volumes in m³/ha, ages in years.</summary>
public abstract record FittedRow : StandRow
{
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

    internal CurveBasis Basis => new(Parcels, Ages, YoungestA, OldestA, AreaM2);
}

/// <summary>A stored curve as lists and pages show it.</summary>
public sealed record CurveRow : FittedRow
{
    public int CurveId { get; init; }
    public string Level { get; init; } = "";
    public short? SiteClass { get; init; }
    public string Form { get; init; } = "";

    /// <summary>Of the parameters, row by row; null in sets fitted before it was kept.</summary>
    public double[]? Covariance { get; init; }

    public GrowthForm GrowthForm => GrowthForms.Find(Form) ?? throw new InvalidDataException($"Curve {CurveId} has the unknown form {Form}.");

    public CurveStratum Stratum => new(
        Level == "stratum" ? CurveLevel.Stratum : CurveLevel.Group, SpeciesGroup, SpeciesCode, StandOrigins.Find(Origin)!.Value, SiteClass);

    internal StoredCurve ToStored() => new(CurveId, new StandCurve(
        Stratum, new GrowthCurve(GrowthForm, Parameters), StandardErrors, Basis, R2, Rss, ResidualM3PerHa)
    {
        Covariance = Covariance,
    });
}

/// <summary>A stored difference family as lists and pages show it. Its parameters are b1, b2, b3.</summary>
public sealed record FamilyRow : FittedRow
{
    public int FamilyId { get; init; }
    public double[] Covariance { get; init; } = [];
    public int[] SiteClasses { get; init; } = [];

    /// <summary>X of each site class: the logarithm of its asymptote in m³/ha.</summary>
    public double[] SiteX { get; init; } = [];
    public double[] SiteXErrors { get; init; } = [];
    public int[] SiteParcels { get; init; } = [];

    public FamilyScope Scope => new(SpeciesGroup, SpeciesCode, StandOrigins.Find(Origin)!.Value);

    public DifferenceFamily Family => new(Parameters[0], Parameters[1], Parameters[2], SiteX.Min(), SiteX.Max());

    internal StoredFamily ToStored() => new(FamilyId, new StandFamily(
        Scope, Family, StandardErrors, Covariance,
        [.. SiteClasses.Select((site, i) => new FamilySite(site, SiteX[i], SiteXErrors[i], SiteParcels[i]))],
        Basis, R2, Rss, ResidualM3PerHa));
}

/// <summary>A species or group without a difference family, and why.</summary>
public sealed record FamilyGapRow : StandRow
{
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
public sealed record CurveGapRow : StandRow
{
    public string Level { get; init; } = "";
    public short? SiteClass { get; init; }
    public int Parcels { get; init; }
    public int Ages { get; init; }
    public short YoungestA { get; init; }
    public short OldestA { get; init; }
    public string Reason { get; init; } = "";
}
