using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Growth.Tiles;
using ForestCarbon.Inventory.Editing;
using ForestCarbon.Inventory.Evidence;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Ogc;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Inventory.Targets;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Web.Controllers;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Jobs;
using ForestCarbon.Web.Map;

namespace ForestCarbon.Web.Hosting;

/// <summary>What the pages ask of the modules.</summary>
public static class CountyServices
{
    /// <summary>Imports are read by workers as well as by the pages' own process.</summary>
    public static void AddImports(this IServiceCollection services)
    {
        services.AddSingleton(provider => new FileStore(provider.GetRequiredService<Home>().Files));
        services.AddSingleton<ParcelImports>();
        services.AddSingleton(provider => new Uploads(provider.GetRequiredService<Db>(), provider.GetRequiredService<ParcelImports>(), provider.GetRequiredService<Home>().Uploads));
    }

    public static void AddCountyPages(this IServiceCollection services)
    {
        services.AddSingleton<NamedMappings>();
        services.AddSingleton<AreaTotals>();
        services.AddSingleton<ParcelRegister>();
        services.AddSingleton<ParcelLineage>();
        services.AddSingleton<ParcelEnds>();
        services.AddSingleton<LandClassEvidence>();
        services.AddSingleton<MapPlaces>();
        services.AddSingleton<GroundMeasure>();
        services.AddSingleton<ParcelAreas>();
        services.AddSingleton<PlanTargets>();
        services.AddSingleton<MapTiles>();
        services.AddSingleton<CarbonTiles>();
        services.AddSingleton<TileCache>();
        services.AddSingleton<AccountedRuns>();
        services.AddSingleton<ParcelExplanations>();
        services.AddSingleton<CurveSets>();
        services.AddSingleton<PlantingModels>();
        services.AddSingleton<RunReviews>();
        services.AddSingleton<RunComparison>();
        services.AddSingleton<SinkTableBook>();
        services.AddSingleton<CountyTotals>();
        services.AddSingleton<ParcelPages>();
        services.AddSingleton<HoldingBook>();
        services.AddSingleton<RoleDesk>();
        services.AddSingleton<Desktop>();
        services.AddSingleton<PdfPrinter>();
        services.AddSingleton<PrintedView>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<RunStarts>();
        services.AddSingleton<CheckReports>();
        services.AddSingleton<CheckLimitBook>();
        services.AddSingleton<FeatureCollections>();
        services.AddSingleton<LayerExports>();
        services.AddSingleton<ParcelOverlays>();
        services.AddSingleton<LayerConflicts>();
        services.AddSingleton<OverlayStarts>();
        services.AddSingleton<AreaReconciliation>();
        services.AddSingleton<ParcelSketches>();
        services.AddSingleton<ParameterBook>();
        services.AddSingleton<ParameterAnnex>();
        services.AddSingleton<WorkingYears>();
        services.AddSingleton<RegistryMirror>();
        services.AddSingleton<OwnProjects>();
        services.AddSingleton<ScreeningResults>();
        services.AddSingleton<ScreeningSheet>();
        services.AddSingleton<ScreeningTiles>();
        services.AddSingleton<ClaimTiles>();
        services.AddSingleton<CandidateBoundary>();
        services.AddSingleton<ScreeningStarts>();
        services.AddSingleton<OwnerStatements>();
        services.AddSingleton<Selections>();
        services.AddSingleton<ClaimRegister>();
        services.AddSingleton<ProjectBook>();
        services.AddSingleton<LifeCycle>();
        services.AddSingleton<ProjectDocuments>();
        services.AddSingleton<ProjectParties>();
        services.AddSingleton<ProjectBoundaries>();
        services.AddSingleton<Staleness>();
        services.AddSingleton<ProjectExport>();
        services.AddSingleton<Strata>();
        services.AddSingleton<ProjectInputs>();
        services.AddSingleton<PriorCovers>();
        services.AddSingleton<SamplingPlans>();
        services.AddSingleton<PlotTables>();
        services.AddSingleton<ProjectReductions>();
        services.AddSingleton<DocumentDrafts>();
        services.AddSingleton<EvidenceBook>();
        services.AddSingleton<Mandates>();
        services.AddSingleton<GoNoGo>();
        services.AddSingleton<ReversalWatch>();
        services.AddSingleton<TrancheEntry>();
        services.AddSingleton<HoldingActs>();
        services.AddSingleton<StatementBook>();
        services.AddSingleton<EntityBooks>();
        services.AddSingleton<MoneyEvents>();
        services.AddSingleton<Funds>();
        services.AddSingleton<Closing>();
        services.AddSingleton<BookDesk>();
        services.AddSingleton<PayableLists>();
        services.AddSingleton<EcoCompensation>();
        services.AddSingleton<BenefitSharing>();
        services.AddSingleton<BankReconciliation>();
        services.AddSingleton<PriceBook>();
        services.AddSingleton<ProjectForecasts>();
        services.AddSingleton<OverviewShapes>();
        services.AddHostedService<OverviewFollowing>();
        services.AddHostedService<ReversalFollowing>();
    }
}
