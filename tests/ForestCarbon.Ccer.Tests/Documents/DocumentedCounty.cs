using System.Diagnostics;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Ccer.Tests.Reductions;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Documents;

/// <summary>A document that was made, with what it is of.</summary>
/// <param name="MadeAt">Time stamp of the process.</param>
public sealed record MadeDocument(ProjectRow Project, TrancheRow? Tranche, DraftRow Draft, string Path, long MadeAt);

/// <summary>
/// An accounted county with one design document and one accounting report, each made once: most of what is stated about documents is read from these two, and nobody changes their projects.
/// </summary>
public sealed class DocumentedCounty(SharedDatabase<AccountedCounty.Original> original) : AccountedCounty(original)
{
    private MadeDocument? _design;
    private MadeDocument? _report;

    public string Folder { get; } = Directory.CreateTempSubdirectory("fc-word-").FullName;

    public FileStore Files => new(Folder);

    /// <summary>Of a planted project of six parcels; one of its texts is written, and shrubs are cleared in its first year.</summary>
    public MadeDocument Design => Made(_design);

    /// <summary>Of a tranche whose plots were measured twice and whose texts are all written, by a methodology without a rule of precision; a result was adopted afterwards.</summary>
    public MadeDocument Report => Made(_report);

    protected override async Task FillAsync()
    {
        var (drafts, inputs) = (new DocumentDrafts(Db), new ProjectInputs(Db));
        var project = await ProjectAsync(6);
        await PlantAsync(project);
        await inputs.CalculateAsync(
            Keeper, project.ProjectId, null, 2022, "cleared-shrubs", new Dictionary<string, decimal?> { ["area_ha"] = 1.5m, ["agb_t_per_ha"] = 2, ["root_shoot"] = 0.4m, ["carbon_fraction"] = 0.47m }, false, "试验：整地记录");
        await drafts.WriteTextAsync(Keeper, project.ProjectId, null, "description", "在荒山上造杉木林。\n第二段 <b>&</b>。");
        _design = await MakeAsync(project, null, "pdd.docx");

        var (monitored, tranche) = await TrancheAsync("CCER-14-001-V01");
        var table = Path.Combine(Folder, "plots.csv");
        await File.WriteAllTextAsync(table, "碳层,碳库,面积（公顷）,样地,期初,期末,含碳率,来源,样地面积（m²）,样地形状\nS01,林木,1,甲-1,20,30.5,0.47,试验,400,圆形\nS01,林木,1,甲-2,21,33,0.47,试验,400,圆形\nS01,林木,1,甲-3,22,32,0.47,试验,400,方形\n");
        var sent = await new PlotTables(Db).SendAsync(Keeper, Files, monitored.ProjectId, tranche, table, "样地.csv");
        await inputs.EnterAsync(Keeper, monitored.ProjectId, tranche.TrancheId, "baseline", null, 0, "试验");
        foreach (var part in DocumentSections.Of(DocumentSections.Accounting))
            await drafts.WriteTextAsync(Keeper, monitored.ProjectId, tranche.TrancheId, part.Key, $"{part.NameZh}写在这里。");
        _report = await MakeAsync(monitored, tranche, "report.docx");
        await Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "采用", write => write.ExecuteAsync(
            "insert into ccer.tranche_result (tranche_id, plot_table_id, issuable_t, deficit_out_t, sheet_sha256, adopted_by) values (@TrancheId, @sent, 1, 0, @sha, 'test')", new { tranche.TrancheId, sent, sha = new byte[32] }));
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Directory.Delete(Folder, recursive: true);
        return base.DisposeAsyncCore();
    }

    private async Task<MadeDocument> MakeAsync(ProjectRow project, TrancheRow? tranche, string name)
    {
        var draft = await new DocumentDrafts(Db).MakeAsync(Keeper, Files, project, tranche);
        var path = Path.Combine(Folder, name);
        File.Copy(Files.PathOf(Convert.FromHexString(draft.FileSha256)), path);
        return new MadeDocument(project, tranche, draft, path, Stopwatch.GetTimestamp());
    }
}
