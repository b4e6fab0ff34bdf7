namespace ForestCarbon.Carbon.Methodologies.Conditions;

/// <summary>Checks of purpose, date, right, exclusiveness and size.</summary>
public static class RightChecks
{
    /// <summary>Purposes the methodology covers: CCER-14-001-V01, scope. Economic forest and corridor greening are out.</summary>
    [ConditionCheck("forest-purpose")]
    public static Reason ForestPurpose(PieceFacts piece, ConditionParameters parameters) => piece switch
    {
        { Purpose: PurposeKind.Economic } => Reason.Of("economic-forest"),
        { IsRoadside: true, IsOnForestLand: false } => Reason.Of("corridor-greening"),
        { Purpose: PurposeKind.Fuel } => Reason.Of("purpose-outside"),
        { IsOnForestLand: false } => Reason.Of("not-planned-land"),
        { Purpose: PurposeKind.Missing } => Reason.Of("no-purpose"),
        { Purpose: PurposeKind.Unknown } => Reason.Of("unknown-purpose"),
        _ => Reason.Of("purpose-covered"),
    };

    /// <summary>Measures Art. 10(3): started after <c>earliest_start</c>, that day excluded.</summary>
    [ConditionCheck("start-after")]
    public static Reason StartAfter(PieceFacts piece, ConditionParameters parameters) => piece.Start is not { } start
        ? Reason.Of("no-start")
        : start > parameters.RequiredDay("earliest_start") ? Reason.Of("start-covered") : Reason.Of("started-too-early");

    /// <summary>A document of one undisputed lot that covers the crediting period: CCER-14-001-V01 2(b), fact sheet §11.5.</summary>
    [ConditionCheck("tenure")]
    public static Reason Tenure(PieceFacts piece, ConditionParameters parameters)
    {
        if (piece.Tenure.Any(t => t.Disputed == true))
            return Reason.Of("tenure-disputed");
        if (piece.Tenure is not [var lot])
            return piece.Tenure.Count == 0 ? Reason.Of("no-tenure") : Reason.Of("tenure-twice");
        return lot switch
        {
            { CertificateNo: null or "" } or { CertificateKind: null or "" } => Reason.Of("no-certificate"),
            { Disputed: null } => Reason.Of("dispute-unknown"),
            { TermTo: null } => Reason.Of("no-term"),
            { TermTo: { } end } when piece.CreditingEnd is not { } last || end < last => Reason.Of("tenure-too-short"),
            _ => Reason.Of("tenure-clear"),
        };
    }

    /// <summary>Scattered trees stay and clearing keeps within <c>shrub_removal_most</c>: CCER-14-001-V01 2(e). Both are declared, never assumed.</summary>
    [ConditionCheck("shrub-removal")]
    public static Reason ShrubRemoval(PieceFacts piece, ConditionParameters parameters)
    {
        if (piece.KeepsTrees == false)
            return Reason.Of("trees-removed");
        if (piece.ShrubRemovalShare > parameters.Required("shrub_removal_most"))
            return Reason.Of("shrub-beyond");
        if (piece.ShrubRemovalShare is null)
            return Reason.Of("no-shrub-share");
        return piece.KeepsTrees is null ? Reason.Of("no-tree-statement") : Reason.Of("shrub-within");
    }

    /// <summary>In no other scheme on that ground and period: Measures Art. 10 and 48. A firm claim excludes, a design's warns, an unknown scheme is to be found out.</summary>
    [ConditionCheck("exclusive")]
    public static Reason Exclusive(PieceFacts piece, ConditionParameters parameters)
    {
        if (piece.Claims.Any(c => c is { IsFirm: true, IsKnownScheme: true }))
            return Reason.Of("claimed");
        if (piece.Claims.Any(c => !c.IsKnownScheme))
            return Reason.Of("scheme-unknown");
        return piece.Claims.Count > 0 ? Reason.Of("claimed-provisional") : Reason.Of("exclusive");
    }

    /// <summary>Exempt from proving additionality in three cases [S5]; otherwise what the owner declares with a document, or the general tool is to be applied.</summary>
    /// <remarks>County facts stand among the parameters: <c>national_key_ecological_function_zone</c> (1 or 0), <c>mean_annual_precipitation_mm</c>.</remarks>
    [ConditionCheck("additionality")]
    public static Reason Additionality(PieceFacts piece, ConditionParameters parameters)
    {
        if (piece.IsPublicWelfare)
            return Reason.Of("exempt-public-welfare");
        if (parameters.Find("national_key_ecological_function_zone") == 1)
            return Reason.Of("exempt-zone");
        if (parameters.Find("mean_annual_precipitation_mm") <= parameters.Required("precipitation_exempt_mm"))
            return Reason.Of("exempt-dry");
        if (piece.Additionality is { } path)
            return Reason.Of(path == AdditionalityPath.PublicWelfare ? "declared-public-welfare" : "proven-with-tool");
        return parameters.Find("national_key_ecological_function_zone") is null ? Reason.Of("zone-unknown") : Reason.Of("to-be-proven");
    }

    /// <summary>The contiguous plot reaches 400 m², or 667 m² where the start year is 2019 or earlier; read literally: CCER-14-001-V01 2(c).</summary>
    [ConditionCheck("contiguous-plot")]
    public static Reason ContiguousPlot(PieceFacts piece, ConditionParameters parameters)
    {
        if (piece.Start is not { } start)
            return Reason.Of("no-start");
        if (piece.PlotAreaM2 is not { } area)
            return Reason.Of("no-plot-area");
        var limit = start.Year <= (int)parameters.Required("last_year_of_667")
            ? parameters.Required("least_plot_m2_to_2019")
            : parameters.Required("least_plot_m2");
        return area + (parameters.Find("plot_area_tolerance_m2") ?? 0) >= limit ? Reason.Of("plot-large-enough") : Reason.Of("plot-too-small");
    }
}
