using ForestCarbon.Ccer.Claims;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Projects as files: a boundary, the whole portfolio's boundaries, and the portfolio as a table.</summary>
public sealed class ProjectExport(Db db, ProjectBook book)
{
    /// <summary>The newest boundary of a kind.</summary>
    public async Task<BoundaryDocument?> OfAsync(ProjectRow project, string kind, TownshipScope scope, CancellationToken ct = default) =>
        await BoundaryAsync(project.ProjectId, kind, scope, ct) is { Features.Count: > 0 } document ? document with { Name = $"{project.Code} {project.Name}" } : null;

    /// <summary>The newest boundaries of a kind of the projects in the scope that the filter leaves; the document's name says which.</summary>
    public async Task<BoundaryDocument> PortfolioAsync(string kind, TownshipScope scope, ProjectFilter filter = default, CancellationToken ct = default) =>
        (await BoundaryAsync(null, kind, scope, ct, filter)) with { Name = filter.Named("项目边界") };

    /// <summary>One row per project that the filter leaves and one per tranche of these; areas in mu and m², tonnes whole. Where there is a filter, a sheet of its own says which.</summary>
    /// <param name="say">A heading in the reader's language; null: as it is here.</param>
    public async Task WorkbookAsync(TownshipScope scope, Stream to, Func<string, string>? say = null, bool inEnglish = false, ProjectFilter filter = default, CancellationToken ct = default)
    {
        var projects = await book.ListAsync(scope, filter.State, filter.Words, limit: int.MaxValue, ct: ct);
        var codes = projects.ToDictionary(p => p.ProjectId, p => p.Code);
        var tranches = await db.QueryAsync<TrancheRow>(Sql.Of<ProjectExport>("Projects/Sql/all_tranches.sql"), new { townships = scope.Codes }, ct);
        string Say(string heading) => say?.Invoke(heading) ?? heading;
        Dictionary<string, IEnumerable<Dictionary<string, object?>>> sheets = new()
        {
            [Say("项目")] = projects.Select(p => new Dictionary<string, object?>
            {
                [Say("编号")] = p.Code, [Say("名称")] = p.Name, [Say("状态")] = inEnglish ? p.StateEn : p.StateZh, [Say("自")] = p.StateSince, [Say("方法学")] = p.MethodologyId, [Say("项目业主")] = p.Owner,
                [Say("面积（亩）")] = p.AreaM2 * 3 / 2000, [Say("面积（m²）")] = p.AreaM2, [Say("地块")] = p.Plots, [Say("开工日期")] = p.StartDate, [Say("计入期起")] = p.CreditingFrom, [Say("计入期止")] = p.CreditingTo,
                [Say("预计（t）")] = p.ExpectedT, [Say("可信程度")] = p.ExpectedT is null ? null : p.FigureMark, [Say("已登记（t）")] = p.RegisteredT, [Say("登记系统编号")] = p.RegistryNumber, [Say("最近期限")] = p.DueOn,
                [Say("演示数据")] = p.IsDemonstration ? Say("演示数据") : null,
            }).ToList(),
            [Say("减排量")] = tranches.Where(t => codes.ContainsKey(t.ProjectId)).Select(t => new Dictionary<string, object?>
            {
                [Say("项目")] = codes.GetValueOrDefault(t.ProjectId), [Say("期")] = t.Number, [Say("起")] = t.PeriodFrom, [Say("止")] = t.PeriodTo, [Say("状态")] = inEnglish ? t.StateEn : t.StateZh, [Say("公示（t）")] = t.PublishedT,
                [Say("核查（t）")] = t.VerifiedT, [Say("申请（t）")] = t.AppliedT, [Say("登记（t）")] = t.RegisteredT, [Say("登记日期")] = t.RegisteredOn, [Say("登记系统编号")] = t.RegistryNumber,
            }).ToList(),
        };
        if (!filter.IsNone)
            sheets[Say("筛选")] = [new() { [Say("状态")] = filter.State, [Say("编号或名称")] = filter.Words, [Say("项目")] = projects.Count }];
        XlsxBook.Write(to, sheets);
    }

    private Task<BoundaryDocument> BoundaryAsync(long? projectId, string kind, TownshipScope scope, CancellationToken ct, ProjectFilter filter = default) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(Sql.Of<ProjectExport>("Projects/Sql/boundary_plots.sql"), connection);
        command.Parameters.AddWithValue("projectId", NpgsqlTypes.NpgsqlDbType.Bigint, (object?)projectId ?? DBNull.Value);
        command.Parameters.AddWithValue("kind", kind);
        command.Parameters.AddWithValue("state", NpgsqlTypes.NpgsqlDbType.Text, (object?)filter.State ?? DBNull.Value);
        command.Parameters.AddWithValue("query", NpgsqlTypes.NpgsqlDbType.Text, (object?)filter.Words ?? DBNull.Value);
        command.Parameters.AddWithValue("townships", NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text, (object?)scope.Codes ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var features = new List<BoundaryFeature>();
        while (await reader.ReadAsync(ct))
            features.Add(new BoundaryFeature(reader.GetFieldValue<Geometry>(8),
            [
                ("name", reader.GetString(0)), ("project", reader.GetString(1)), ("title", reader.GetString(2)), ("state", reader.GetString(3)), ("kind", reader.GetString(4)),
                ("area_m2", reader.GetDecimal(5)), ("from", reader.IsDBNull(6) ? null : reader.GetFieldValue<DateOnly>(6)), ("to", reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7)),
            ]));
        return new BoundaryDocument("", features);
    }, ct);
}

/// <summary>What a list of projects is narrowed to; the same words make the same list on the page and in its files.</summary>
/// <param name="State">Projects in this state; null: in any.</param>
/// <param name="Words">Projects with this in their code or name; null: all.</param>
public readonly record struct ProjectFilter(string? State, string? Words)
{
    /// <summary>What was asked for; blanks are no filter.</summary>
    public static ProjectFilter Of(string? state, string? words) =>
        new(string.IsNullOrWhiteSpace(state) ? null : state.Trim(), string.IsNullOrWhiteSpace(words) ? null : words.Trim());

    public bool IsNone => State is null && Words is null;

    /// <summary>The name of a file or document with what it was narrowed to behind it, for instance <c>projects-design-粗石</c>; what no file's name may hold becomes _.</summary>
    public string Named(string name) => IsNone ? name : string.Join('-', new[] { name, State, Words }.OfType<string>().Select(part =>
        string.Concat(part.Select(c => char.IsControl(c) || "\\/:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '_' : c))));
}
