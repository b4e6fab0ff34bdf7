using System.CommandLine;
using ForestCarbon.Cli.Calculators;
using ForestCarbon.Cli.Frame;

namespace ForestCarbon.Cli.Commands;

/// <summary>Every command there is.</summary>
public static class RootCommands
{
    public static RootCommand Create()
    {
        var root = new RootCommand("县域森林碳汇：小班、生长、碳储量、减排量。网页程序由 ./forestcarbon up 启动。");
        root.Add(Terminal.Json);
        root.Add(Language.Option);
        root.Add(MigrateCommand.Create());
        root.Add(DbCommands.Create());
        root.Add(SeedDemoCommand.Create());
        root.Add(AuditCommands.Create());
        root.Add(LedgerCommands.Create());
        root.Add(UserCommands.Create());
        root.Add(ImportCommand.Create());
        root.Add(ImportsCommand.Create());
        root.Add(ExportCommand.Create());
        root.Add(OverlayCommand.Create());
        root.Add(CheckCommand.Create());
        root.Add(AccountCommand.Create());
        root.Add(RunsCommand.Create());
        root.Add(CurvesCommand.Create());
        root.Add(ParcelCommand.Create());
        root.Add(MethodologiesCommand.Create());
        root.Add(ParametersCommand.Create());
        root.Add(PlantingModelsCommand.Create());
        root.Add(StatementsCommand.Create());
        root.Add(ScreenCommand.Create());
        root.Add(ClaimsCommand.Create());
        root.Add(DocumentCommand.Create());
        root.Add(WorkingDaysCommand.Create());
        root.Add(DeadlinesCommand.Create());
        root.Add(MirrorCommand.Create());
        root.Add(ProjectCommand.Create());
        root.Add(ForecastCommand.Create());
        root.Add(ShareCommand.Create());
        root.Add(ReconcileCommand.Create());
        root.Add(CalcCommand.Create());
        return root;
    }
}
