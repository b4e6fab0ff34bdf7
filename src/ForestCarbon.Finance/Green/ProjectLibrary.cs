using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;

namespace ForestCarbon.Finance.Green;

/// <summary>
/// 碳达峰碳中和项目库: the county's ideas and projects as a workbook for a finance platform. What is not known is written as missing, never as nought.
/// The columns are ours: no original of a platform was seen [?].
/// </summary>
public sealed class ProjectLibrary(Db db)
{
    private const string Missing = "缺";

    public async Task<IReadOnlyList<LibraryRow>> RowsAsync(TownshipScope scope, CancellationToken ct = default)
    {
        var pledged = (await db.QueryAsync<(string Project, long Loans)>(
            """
            select d.project_code, sum(l.left_fen)::bigint
            from (select distinct p.project_code, p.loan_id from finance.pledge_v p where p.ended_on is null and p.project_code is not null) d join finance.loan_v l using (loan_id)
            group by d.project_code
            """, ct: ct)).ToDictionary(p => p.Project, p => p.Loans);
        return [.. (await new ProjectBook(db).ListAsync(scope, limit: 10_000, ct: ct)).Where(p => p.State is not "withdrawn")
            .OrderBy(p => p.Priority ?? short.MaxValue).ThenBy(p => p.Code, StringComparer.Ordinal).Select(p => new LibraryRow(p, pledged.TryGetValue(p.Code, out var fen) ? fen : null))];
    }

    public async Task<byte[]> WorkbookAsync(TownshipScope scope, CancellationToken ct = default)
    {
        var rows = await RowsAsync(scope, ct);
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new()
        {
            ["项目库"] = rows.Select((r, i) => new Dictionary<string, object?>
            {
                ["序号"] = i + 1, ["项目编号"] = r.Project.Code, ["项目名称"] = r.Project.Name, ["类别"] = "林业碳汇", ["阶段"] = r.Project.StateZh, ["方法学"] = Or(r.Project.MethodologyId), ["项目业主"] = Or(r.Project.Owner),
                ["面积（亩）"] = Or(r.Project.AreaM2 is { } area ? decimal.Round(area * 3 / 2000, 2) : null), ["建设（计入）期起"] = Or(r.Project.CreditingFrom?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
                ["建设（计入）期止"] = Or(r.Project.CreditingTo?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), ["总投资（元）"] = Or(r.Project.CostFen / 100m),
                ["预期收入（元）"] = Or(r.Project.RevenueFen / 100m), ["已贷款余额（元）"] = r.LoanFen is { } loan ? loan / 100m : 0m, ["预期减排量（tCO₂e）"] = Or(r.Project.ExpectedT), ["已登记减排量（tCO₂e）"] = r.Project.RegisteredT,
                ["单位减排投资（元/t）"] = Or(r.YuanPerTonne), ["数据来源"] = Or(r.Project.FigureSource), ["可信程度"] = Or(r.Project.FigureMark), ["登记系统编号"] = Or(r.Project.RegistryNumber), ["优先次序"] = Or(r.Project.Priority),
                ["备注"] = r.Project.IsDemonstration ? "演示数据（虚构）" : r.Project.Note ?? "",
            }).ToList(),
            ["说明"] = new[] { "吨数为预期值，不是签发量；金额为立项时的估计。", "“缺”表示还没有录入，不代表零。", "列名为本系统所拟，未见任何金融平台的原件。" }.Select(l => new Dictionary<string, object?> { ["说明"] = l }).ToList(),
        });
        return stream.ToArray();
    }

    private static object Or(object? value) => value ?? Missing;
}

/// <param name="LoanFen">What is still owed on loans for which it is pledged; null: none.</param>
public sealed record LibraryRow(ProjectRow Project, long? LoanFen)
{
    public decimal? YuanPerTonne => Project is { CostFen: { } cost, ExpectedT: > 0 } ? decimal.Round(cost / 100m / Project.ExpectedT.Value, 2) : null;
}
