using System.Globalization;
using System.Text;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using MiniExcelLibs;
using MiniExcelLibs.Csv;

namespace ForestCarbon.Ccer.Screening;

/// <summary>What owners declare of their parcels for conditions no layer answers. Statements are added; of each thing the latest holds.</summary>
public sealed class OwnerStatements(Db db)
{
    private const int MostShown = 20;

    /// <summary>Statements of parcels in the scope, newest first; with <paramref name="code"/> of parcels whose code begins so.</summary>
    public Task<IReadOnlyList<StatementRow>> ListAsync(TownshipScope scope, string? code = null, int limit = 100, int offset = 0, CancellationToken ct = default) =>
        db.QueryAsync<StatementRow>(Sql.Of<OwnerStatements>("Screening/Sql/statements.sql"), new
        {
            townships = scope.Codes, code = string.IsNullOrWhiteSpace(code) ? null : code.Trim(), limit, offset,
        }, ct);

    /// <summary>Stores one statement per line, all or none.</summary>
    /// <param name="scope">Parcels elsewhere are refused.</param>
    /// <param name="fileSha256">The document, kept already; an additionality path needs one.</param>
    /// <returns>How many were stored.</returns>
    /// <exception cref="RefusedException">No line, no source, a date to come, a line that says nothing or too much, a parcel that is not there; all wrong lines are named.</exception>
    public static async Task<int> StateAsync(
        Write write, TownshipScope scope, IReadOnlyList<StatementLine> lines, string source, DateOnly statedOn, byte[]? fileSha256, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(source))
            throw new RefusedException("请写明申报的依据：谁在什么文件里申报的。", "Say what the statement rests on: who declared it in which document.");
        if (statedOn > CountyClock.Today)
            throw new RefusedException($"申报日期 {statedOn:yyyy-MM-dd} 还没有到。", $"The statement is dated {statedOn:yyyy-MM-dd}, a day to come.");
        if (lines.Count == 0)
            throw new RefusedException("没有小班：请列出小班编号，或选择申报表。", "There is no parcel: list codes of parcels, or choose a table of statements.");
        var known = (await write.QueryAsync<ParcelKey>(
                """
                select v.code, v.parcel_id from inventory.parcel_current_v v
                where v.code = any(@codes) and (@townships::text[] is null or v.township_code = any(@townships))
                """, new { codes = lines.Select(l => l.Code).ToArray(), townships = scope.Codes }, ct))
            .ToDictionary(p => p.Code, p => p.ParcelId, StringComparer.Ordinal);
        var wrong = lines.Select(l => Fault(l, known, fileSha256 is not null)).OfType<(string Zh, string En)>()
            .Concat(lines.GroupBy(l => l.Code, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => (Zh: $"小班 {g.Key} 列了 {g.Count()} 次", En: $"parcel {g.Key} is listed {g.Count()} times"))).ToList();
        if (wrong.Count > 0)
            throw new RefusedException(
                $"{wrong.Count} 处不能录入，全部未录：{string.Join("；", wrong.Take(MostShown).Select(w => w.Zh))}{(wrong.Count > MostShown ? $"；另有 {wrong.Count - MostShown} 处" : "")}。",
                $"{wrong.Count} lines cannot be entered, and none was: {string.Join("; ", wrong.Take(MostShown).Select(w => w.En))}{(wrong.Count > MostShown ? $"; and {wrong.Count - MostShown} more" : "")}.");
        return await write.ExecuteAsync(Sql.Of<OwnerStatements>("Screening/Sql/insert_statements.sql"), new
        {
            parcels = lines.Select(l => known[l.Code]).ToArray(), shares = lines.Select(l => l.ShrubShare).ToArray(), keeps = lines.Select(l => l.KeepsTrees).ToArray(),
            paths = lines.Select(l => NameOf(l.Additionality)).ToArray(), source = source.Trim(), statedOn, fileSha256, by = write.Actor.Id,
        }, ct);
    }

    /// <summary>Reads a table of statements: .xlsx, or .csv in UTF-8 or GBK, with a head line.</summary>
    /// <remarks>Columns 小班 (code), 清灌比例 % (shrub_percent), 保留散生木 是/否 (keeps_trees), 额外性 公益林/论证 (additionality); the last three may be empty or absent.</remarks>
    /// <exception cref="RefusedException">No such columns, or cells that cannot be read; all are named.</exception>
    public static IReadOnlyList<StatementLine> ReadTable(string path)
    {
        var isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        List<IDictionary<string, object?>> rows;
        try
        {
            if (!isCsv && SheetSpread.RefusalOf(path, "这个表格", "this table") is { } wide)
                throw new RefusedException(wide.Zh, wide.En);
            rows = isCsv
                ? [.. MiniExcel.Query(path, useHeaderRow: true, excelType: ExcelType.CSV, configuration: new CsvConfiguration
                {
                    StreamReaderFunc = stream => new StreamReader(stream, EncodingOf(path)),
                }).Cast<IDictionary<string, object?>>()]
                : [.. MiniExcel.Query(path, useHeaderRow: true, excelType: ExcelType.XLSX).Cast<IDictionary<string, object?>>()];
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or System.Xml.XmlException or NotSupportedException)
        {
            throw new RefusedException("这个文件不是读得懂的表格。请存成 .xlsx 或 .csv。", "The file is no table that can be read: save it as .xlsx or .csv.", unreadable);
        }
        var (lines, wrong) = (new List<StatementLine>(), new List<(string Zh, string En)>());
        for (var i = 0; i < rows.Count; i++)
        {
            string? Cell(params string[] names) => names.Select(n => rows[i].TryGetValue(n, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim() : null)
                .FirstOrDefault(v => v is { Length: > 0 });
            if (Cell("小班", "code") is not { } code)
            {
                wrong.Add(($"第 {i + 2} 行没有小班编号", $"row {i + 2} has no parcel code"));
                continue;
            }
            var (percent, keeps, path1) = (Cell("清灌比例", "shrub_percent"), Cell("保留散生木", "keeps_trees"), Cell("额外性", "additionality"));
            var line = new StatementLine(code, PercentOf(percent), YesNo(keeps), PathOf(path1 switch { "公益林" => "public-welfare", "论证" => "general-tool", var other => other }));
            if (percent is not null && line.ShrubShare is null)
                wrong.Add(($"第 {i + 2} 行的清灌比例“{percent}”不是 1 到 100 的百分数（15 或 15%；不足 1% 的写上 %，如 0.5%）",
                    $"row {i + 2}: shrubs cleared \"{percent}\" is no percentage from 1 to 100 (15 or 15%; less than 1% with its sign, as 0.5%)"));
            if (keeps is not null && line.KeepsTrees is null)
                wrong.Add(($"第 {i + 2} 行的保留散生木“{keeps}”不是“是”或“否”", $"row {i + 2}: scattered trees stay \"{keeps}\" is neither yes nor no"));
            if (path1 is not null && line.Additionality is null)
                wrong.Add(($"第 {i + 2} 行的额外性“{path1}”不是“公益林”或“论证”", $"row {i + 2}: additionality \"{path1}\" is neither public-welfare nor general-tool"));
            lines.Add(line);
        }
        if (wrong.Count > 0)
            throw new RefusedException(
                $"{string.Join("；", wrong.Take(MostShown).Select(w => w.Zh))}。表头须有“小班”，以及“清灌比例”“保留散生木”“额外性”中的至少一列。",
                $"The table was not read: {string.Join("; ", wrong.Take(MostShown).Select(w => w.En))}. Its head line must name code, and at least one of shrub_percent, keeps_trees and additionality.");
        return lines;
    }

    /// <summary>The path stored under that name, or null.</summary>
    public static AdditionalityPath? PathOf(string? name) => name switch
    {
        "public-welfare" => AdditionalityPath.PublicWelfare,
        "general-tool" => AdditionalityPath.GeneralTool,
        _ => null,
    };

    /// <summary>A percentage 0–100 as a share, or null where the text is none. Between 0 and 1 it needs its sign: 0.15 is what a spreadsheet holds for 15 %.</summary>
    public static decimal? PercentOf(string? text) =>
        decimal.TryParse(text?.TrimEnd('%', '％'), NumberStyles.Number, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100
        && (percent is 0 or >= 1 || text!.EndsWith('%') || text.EndsWith('％')) ? percent / 100 : null;

    private static string? NameOf(AdditionalityPath? path) => path switch
    {
        AdditionalityPath.PublicWelfare => "public-welfare",
        AdditionalityPath.GeneralTool => "general-tool",
        _ => null,
    };

    private static bool? YesNo(string? text) => text?.ToLowerInvariant() switch
    {
        "是" or "yes" or "true" or "1" => true,
        "否" or "no" or "false" or "0" => false,
        _ => null,
    };

    private static (string Zh, string En)? Fault(StatementLine line, Dictionary<string, long> known, bool hasDocument) => line switch
    {
        _ when !known.ContainsKey(line.Code) => ($"小班 {line.Code} 不存在，或不在账号的范围内", $"parcel {line.Code} is not there, or outside the account's townships"),
        { ShrubShare: null, KeepsTrees: null, Additionality: null } => ($"小班 {line.Code} 什么也没有申报", $"parcel {line.Code} declares nothing"),
        { ShrubShare: < 0 or > 1 } => ($"小班 {line.Code} 的清灌比例不在 0 到 100% 之间", $"parcel {line.Code}: shrubs cleared is not from 0 to 100%"),
        { Additionality: not null } when !hasDocument => ($"小班 {line.Code} 的额外性须附文件", $"parcel {line.Code}: additionality needs a document"),
        _ => null,
    };

    private static Encoding EncodingOf(string path) => TextEncodings.Choose(null, null, 0, [File.ReadAllBytes(path)]).Encoding;

    private sealed record ParcelKey
    {
        public string Code { get; init; } = "";
        public long ParcelId { get; init; }
    }
}

/// <summary>What an owner says of a parcel; null where nothing is said. <paramref name="ShrubShare"/> is a share of the surface, 0–1.</summary>
public sealed record StatementLine(string Code, decimal? ShrubShare, bool? KeepsTrees, AdditionalityPath? Additionality);

/// <summary>A statement as it is kept.</summary>
public sealed record StatementRow
{
    public long StatementId { get; init; }
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public decimal? ShrubShare { get; init; }
    public bool? KeepsTrees { get; init; }

    /// <summary>public-welfare, general-tool, or null.</summary>
    public string? Additionality { get; init; }

    public string Source { get; init; } = "";
    public string? FileSha256 { get; init; }
    public DateOnly StatedOn { get; init; }
    public string StatedBy { get; init; } = "";
    public bool IsDemonstration { get; init; }
    public long Total { get; init; }
}
