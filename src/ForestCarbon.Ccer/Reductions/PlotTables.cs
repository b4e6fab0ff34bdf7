using System.Globalization;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Sampling;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using MiniExcelLibs;
using MiniExcelLibs.Csv;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>Tables of plot values of a tranche, as they were sent: kept by their content, row by row. The newest of a tranche holds.</summary>
/// <remarks>
/// Columns by their heads, in any order: 碳层, 碳库 (林木, 竹子 or 灌木), 面积 (the head says 公顷 or 亩), 样地, biomass above and below ground in t d.m./ha, and optionally
/// 含碳率 and its 来源, 样地面积 (the head says m², 公顷 or 亩) and 样地形状. One row is one plot; a stratum's area, pool and carbon fraction are the same on each of its rows, and so is the
/// size of its plots: a mean of plots of different size is no mean of the ground. Their shape may differ and is told. Plots measured twice have 期初 and 期末; two inventories of different
/// plots have 时点 (期初 or 期末) and 生物量 instead.
/// </remarks>
public sealed class PlotTables(Db db)
{
    private const int MostSentences = 50;
    private const int MostRows = 200_000;

    private static readonly string[] TimeWords = ["时点", "time"];
    private static readonly string[] SizeWords = ["样地面积", "plot area", "plot size"];
    private static readonly string[] ShapeWords = ["样地形状", "plot shape"];

    private static readonly (string Key, string[] Words, string Name)[] Columns =
    [
        ("stratum", ["碳层", "stratum"], "碳层"), ("pool", ["碳库", "pool"], "碳库"), ("area", ["面积", "area"], "面积"), ("plot", ["样地", "plot"], "样地"),
    ];

    private static readonly (string Key, string[] Words, string Name)[] ReMeasured = [.. Columns, ("earlier", ["期初", "start", "earlier"], "期初"), ("later", ["期末", "end", "later"], "期末")];
    private static readonly (string Key, string[] Words, string Name)[] Independent = [.. Columns, ("time", TimeWords, "时点"), ("biomass", ["生物量", "biomass"], "生物量")];

    /// <summary>An empty table for plots measured twice, with the strata and their areas in it: a line for each plot that is planned, else the fewest a stratum has.</summary>
    public static string Template(IReadOnlyList<StratumRow> strata, SamplingPlan? plan = null) => string.Concat(
        "碳层,碳库,面积（公顷）,样地,期初生物量（t d.m./ha）,期末生物量（t d.m./ha）,含碳率,来源,样地面积（m²）,样地形状\r\n",
        string.Concat(strata.SelectMany(s => Enumerable.Repeat(FormattableString.Invariant($"{s.Code},林木,{s.AreaM2 / 10_000:0.0000},,,,,,,\r\n"), plan?.Strata.FirstOrDefault(p => p.Code == s.Code)?.Plots is { } planned and >= SampleSize.LeastPerStratum ? (int)planned : SampleSize.LeastPerStratum))));

    /// <summary>Keeps the table of a tranche; returns its number.</summary>
    /// <param name="name">As the sender called the file; its ending says what it is: .xlsx or .csv.</param>
    /// <exception cref="RefusedException">Not readable, a column missing, or rows that cannot be: one sentence for each, and nothing is kept.</exception>
    public async Task<long> SendAsync(Actor actor, FileStore files, long projectId, TrancheRow tranche, string path, string name, CancellationToken ct = default)
    {
        if (tranche.State is not ("monitoring" or "accounting"))
            throw new RefusedException($"第 {tranche.Number} 期是“{tranche.StateZh}”：样地表只在监测和编制核算报告时录入。", $"Tranche {tranche.Number} is “{tranche.StateEn}”: its table of plots is entered in monitoring and accounting only.");
        var rows = Read(path, name);
        var file = await FileStore.DescribeAsync(path, ct);
        return await db.WriteAsync(actor, $"项目 {projectId} 第 {tranche.Number} 期的样地表：{name}", async write =>
        {
            await files.KeepAsync(write, path, file, name, ct);
            var id = await write.ScalarAsync<long>(
                "insert into ccer.plot_table (project_id, tranche_id, name, design, file_sha256, sent_by) values (@projectId, @TrancheId, @name, @design, @Sha256, @by) returning plot_table_id",
                new { projectId, tranche.TrancheId, name, design = rows.Any(r => r is { Earlier: null } or { Later: null }) ? "independent" : "re-measured", file.Sha256, by = write.Actor.Id }, ct);
            await write.ExecuteAsync(Sql.Of<PlotTables>("Reductions/Sql/insert_plot_values.sql"), new
            {
                id, rows = rows.Select(r => r.RowNumber).ToArray(), strata = rows.Select(r => r.Stratum).ToArray(), pools = rows.Select(r => r.Pool).ToArray(), areas = rows.Select(r => r.AreaHa).ToArray(),
                plots = rows.Select(r => r.Plot).ToArray(), earlier = rows.Select(r => r.Earlier).ToArray(), later = rows.Select(r => r.Later).ToArray(),
                fractions = rows.Select(r => r.CarbonFraction).ToArray(), sources = rows.Select(r => r.CarbonSource).ToArray(),
                sizes = rows.Select(r => r.PlotM2).ToArray(), shapes = rows.Select(r => r.PlotShape).ToArray(),
            }, ct);
            return id;
        }, ct);
    }

    /// <summary>Tables of a project, newest first.</summary>
    public Task<IReadOnlyList<PlotTableRow>> ListAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<PlotTableRow>(
        """
        select t.plot_table_id, t.tranche_id, t.name, t.design, encode(t.file_sha256, 'hex') as file_sha256, t.sent_by, t.sent_at, t.verified_by,
               (select count(*)::int from ccer.plot_value v where v.plot_table_id = t.plot_table_id) as plots
        from ccer.plot_table t where t.project_id = @projectId order by t.plot_table_id desc
        """, new { projectId }, ct);

    /// <summary>Records that another account has compared the rows of a table with the field forms, and its carbon fractions with their sources.</summary>
    /// <exception cref="RefusedException">The project has no such table, it is verified already, or the account sent it itself.</exception>
    public Task VerifyAsync(Actor actor, long projectId, long plotTableId, CancellationToken ct = default) => db.WriteAsync(actor, $"核对项目 {projectId} 的样地表 {plotTableId}", async write =>
    {
        var found = (await write.QueryAsync<PlotTableRow>(
            "select t.plot_table_id, t.sent_by, t.verified_by from ccer.plot_table t where t.plot_table_id = @plotTableId and t.project_id = @projectId for update", new { plotTableId, projectId }, ct)).SingleOrDefault();
        SecondLook.Require(write.Actor, found?.SentBy, found?.VerifiedBy);
        await write.ExecuteAsync("update ccer.plot_table set verified_by = @by, verified_at = clock_timestamp() where plot_table_id = @plotTableId", new { plotTableId, by = write.Actor.Id }, ct);
    }, ct);

    /// <summary>The rows of a table in the order of its file.</summary>
    public Task<IReadOnlyList<PlotValueRow>> ValuesAsync(long plotTableId, CancellationToken ct = default) => db.QueryAsync<PlotValueRow>(
        "select v.row_number, v.stratum, v.pool, v.area_ha, v.plot, v.earlier, v.later, v.carbon_fraction, v.carbon_source, v.plot_m2, v.plot_shape from ccer.plot_value v where v.plot_table_id = @plotTableId order by v.row_number",
        new { plotTableId }, ct);

    /// <summary>Reads a table; every row that cannot be is a sentence of the refusal.</summary>
    /// <exception cref="RefusedException">Another kind of file, a formula, a missing column, or bad rows.</exception>
    public static IReadOnlyList<PlotValueRow> Read(string path, string name)
    {
        var table = Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".xlsx" => OfficeReader.ReadEntered(path, name),
            ".csv" => ReadCsv(path, name),
            _ => throw new RefusedException($"{name} 不是 .xlsx 或 .csv：请另存为其中一种。", $"{name} is neither .xlsx nor .csv: save it as one of them."),
        };
        if (table.Rows.Count > MostRows)
            throw new RefusedException($"{name} 有 {table.Rows.Count} 行，多于 {MostRows} 行：请按期分开。", $"{name} has {table.Rows.Count} rows, more than {MostRows}: send a table for each tranche.");
        // The size of a plot is neither the plot nor the area of its stratum.
        int? Find(params string[] words) => table.Head.Select((head, i) => (head, i)).Where(h => Names(h.head, words) && !Names(h.head, SizeWords) && !Names(h.head, ShapeWords)).Select(h => (int?)h.i).FirstOrDefault();
        int? FindOwn(string[] words) => table.Head.Select((head, i) => (head, i)).Where(h => Names(h.head, words)).Select(h => (int?)h.i).FirstOrDefault();
        var columns = Find(TimeWords) is null ? ReMeasured : Independent;
        var at = columns.ToDictionary(c => c.Key, c => Find(c.Words));
        var missing = columns.Where(c => at[c.Key] is null).Select(c => c.Name).ToList();
        if (missing.Count > 0)
            throw new RefusedException($"{name} 的第一行缺列：{string.Join("、", missing)}。需要 碳层、碳库、面积（公顷或亩）、样地、期初和期末生物量（t d.m./ha），可有 含碳率 和 来源、样地面积（m²）和 样地形状；两次清查的样地不同时，以 时点（期初或期末）和 生物量 两列代替期初和期末。",
                $"The first row of {name} lacks {string.Join(", ", columns.Where(c => at[c.Key] is null).Select(c => c.Words[1]))}. Needed are stratum, pool, area (ha or mu), plot, start and end biomass (t d.m./ha), and if you like carbon and source, plot area (m²) and plot shape; where two inventories have different plots, time (start or end) and biomass stand in for start and end.");
        var inMu = table.Head[at["area"]!.Value] is var areaHead && (areaHead.Contains('亩') || areaHead.Contains("mu", StringComparison.OrdinalIgnoreCase));
        if (!inMu && !areaHead.Contains("公顷", StringComparison.Ordinal) && !areaHead.Contains("ha", StringComparison.OrdinalIgnoreCase))
            throw new RefusedException($"{name} 的“{areaHead}”没有写单位：请写明公顷（ha）或亩。", $"“{areaHead}” in {name} has no unit: write ha or mu.");
        var m2 = 1.0;
        if (FindOwn(SizeWords) is { } size)
        {
            m2 = M2Of(table.Head[size]) ?? throw new RefusedException($"{name} 的“{table.Head[size]}”没有写单位：请写明 m²、公顷（ha）或亩。", $"“{table.Head[size]}” in {name} has no unit: write m², ha or mu.");
            at["size"] = size;
        }
        if (FindOwn(ShapeWords) is { } shape)
            at["shape"] = shape;
        var (rows, bad) = (new List<PlotValueRow>(), new List<(string Zh, string En)>());
        var (fraction, source) = (Find("含碳率", "carbon"), Find("来源", "source"));
        for (var i = 1; i < table.Rows.Count; i++)
        {
            var cells = table.Rows[i];
            if (cells.All(c => c.Length == 0))
                continue;
            if (RowOf(cells, i + 1, at, fraction, source, inMu, m2, bad) is { } row)
                rows.Add(row);
        }
        bad.AddRange(Contradictions(rows));
        if (rows.Count == 0 && bad.Count == 0)
            bad.Add(("没有样地。", "There is no plot. "));
        if (bad.Count > 0)
            throw new RefusedException(
                string.Join('\n', (string[])[$"{name}：", .. bad.Take(MostSentences).Select(b => b.Zh), .. bad.Count > MostSentences ? (string[])[$"另有 {bad.Count - MostSentences} 处。"] : [], "什么也没有录入。"]),
                string.Join('\n', (string[])[$"{name}:", .. bad.Take(MostSentences).Select(b => b.En.TrimEnd()), .. bad.Count > MostSentences ? (string[])[$"There are {bad.Count - MostSentences} more."] : [], "Nothing was entered."]));
        return rows;
    }

    private static PlotValueRow? RowOf(IReadOnlyList<string> cells, int number, Dictionary<string, int?> at, int? fraction, int? source, bool inMu, double m2, List<(string Zh, string En)> bad)
    {
        var before = bad.Count;
        string Text(string key, string name, string english)
        {
            if (cells[at[key]!.Value] is { Length: > 0 and <= 100 } text)
                return text;
            bad.Add(($"第 {number} 行没有写{name}。", $"Row {number} gives no {english}. "));
            return "";
        }
        double Number(string text, string name, string english, Func<double, bool> holds, string must, string mustBe)
        {
            if (double.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && holds(value))
                return value;
            bad.Add(($"第 {number} 行的{name}“{Shortened.Of(text)}”须为{must}。", $"The {english} “{Shortened.Of(text)}” in row {number} is not {mustBe}. "));
            return 0;
        }
        var pool = Text("pool", "碳库", "pool") switch
        {
            "林木" or "trees" or "乔木" => "trees", "竹子" or "竹" or "bamboo" => "bamboo", "灌木" or "shrubs" => "shrubs", var other => other,
        };
        if (pool.Length > 0 && pool is not ("trees" or "bamboo" or "shrubs"))
            bad.Add(($"第 {number} 行的碳库“{Shortened.Of(pool)}”须为林木、竹子或灌木。", $"The pool “{Shortened.Of(pool)}” in row {number} is not trees, bamboo or shrubs. "));
        double Biomass(string key, string name, string english) => Number(cells[at[key]!.Value], name, english, v => v >= 0, "不小于 0 的数", "a number of 0 or more");
        var time = !at.ContainsKey("time") ? null : Text("time", "时点", "time") switch { "期初" or "start" => "earlier", "期末" or "end" => "later", var other => other };
        if (time is { Length: > 0 } and not ("earlier" or "later"))
            bad.Add(($"第 {number} 行的时点“{Shortened.Of(time)}”须为期初或期末。", $"The time “{Shortened.Of(time)}” in row {number} is not start or end. "));
        var row = new PlotValueRow
        {
            RowNumber = number, Stratum = Text("stratum", "碳层", "stratum"), Pool = pool, Plot = Text("plot", "样地", "plot"),
            AreaHa = Number(cells[at["area"]!.Value], "面积", "area", v => v > 0, "大于 0 的数", "a number above 0") / (inMu ? 15 : 1),
            Earlier = time is null ? Biomass("earlier", "期初生物量", "biomass at the start") : time == "earlier" ? Biomass("biomass", "生物量", "biomass") : null,
            Later = time is null ? Biomass("later", "期末生物量", "biomass at the end") : time == "later" ? Biomass("biomass", "生物量", "biomass") : null,
            CarbonFraction = fraction is { } f && cells[f].Length > 0 ? Number(cells[f], "含碳率", "carbon fraction", v => v is > 0 and < 1, "0 与 1 之间的数", "a number between 0 and 1") : null,
            CarbonSource = source is { } s && cells[s].Length > 0 ? cells[s] : null,
            PlotM2 = at.GetValueOrDefault("size") is { } size ? Number(cells[size], "样地面积", "plot area", v => v > 0, "大于 0 的数", "a number above 0") * m2 : null,
            PlotShape = at.ContainsKey("shape") ? Text("shape", "样地形状", "plot shape") : null,
        };
        if (row is { CarbonFraction: not null, CarbonSource: null })
            bad.Add(($"第 {number} 行有含碳率而没有来源。", $"Row {number} gives a carbon fraction without its source. "));
        return bad.Count == before ? row : null;
    }

    private static IEnumerable<(string Zh, string En)> Contradictions(List<PlotValueRow> rows)
    {
        foreach (var twice in rows.GroupBy(r => (r.Stratum, r.Plot)).Where(g => g.Count() > 1))
        {
            var isOfBothEnds = twice.Any(r => r.Later is null) && twice.Any(r => r.Earlier is null);
            yield return (
                $"第 {string.Join("、", twice.Select(r => r.RowNumber))} 行是同一样地（碳层 {twice.Key.Stratum} 样地 {twice.Key.Plot}）。{(isOfBothEnds ? "两次都测的样地，请用期初、期末两列的表。" : "")}",
                $"Rows {string.Join(", ", twice.Select(r => r.RowNumber))} are of the same plot (stratum {twice.Key.Stratum}, plot {twice.Key.Plot}). {(isOfBothEnds ? "For plots measured twice send a table with the columns start and end. " : "")}");
        }
        foreach (var stratum in rows.GroupBy(r => r.Stratum))
        {
            // Two inventories may each have a size of their own.
            foreach (var end in stratum.GroupBy(r => (r.Earlier is null, r.Later is null)))
                if (end.FirstOrDefault(r => r.PlotM2 != end.First().PlotM2) is { } sized)
                    yield return (
                        FormattableString.Invariant($"碳层 {stratum.Key} 的样地面积在第 {end.First().RowNumber} 行（{end.First().PlotM2:0.##} m²）和第 {sized.RowNumber} 行（{sized.PlotM2:0.##} m²）不同：大小不一的样地，平均值不代表碳层。请按样地面积分成两个碳层，或改用同一面积的样地。"),
                        FormattableString.Invariant($"The plots of stratum {stratum.Key} differ in size between rows {end.First().RowNumber} ({end.First().PlotM2:0.##} m²) and {sized.RowNumber} ({sized.PlotM2:0.##} m²): a mean of plots of different size is no mean of the stratum. Make two strata of them, or take plots of one size. "));
            foreach (var (name, english, other) in new[]
                     {
                         ("面积", "area", stratum.FirstOrDefault(r => r.AreaHa != stratum.First().AreaHa)), ("碳库", "pool", stratum.FirstOrDefault(r => r.Pool != stratum.First().Pool)),
                         ("含碳率", "carbon fraction", stratum.FirstOrDefault(r => r.CarbonFraction != stratum.First().CarbonFraction)),
                     })
                if (other is not null)
                    yield return ($"碳层 {stratum.Key} 的{name}在第 {stratum.First().RowNumber} 行和第 {other.RowNumber} 行不同。", $"The {english} of stratum {stratum.Key} differs between rows {stratum.First().RowNumber} and {other.RowNumber}. ");
            foreach (var (end, english, plots) in rows.All(r => r is { Earlier: not null, Later: not null }) ? [("", "", stratum.Count())] : new[] { ("期初", " at the start", stratum.Count(r => r.Earlier is not null)), ("期末", " at the end", stratum.Count(r => r.Later is not null)) })
                if (plots < 2)
                    yield return ($"碳层 {stratum.Key} {end}只有 {plots} 个样地，算不出误差：至少 2 个。", $"Stratum {stratum.Key} has {plots} plots{english}: an error needs 2 or more. ");
        }
    }

    // Square metres of the unit that a head names.
    private static double? M2Of(string head) => head switch
    {
        // hm² before the m² that is in it.
        _ when Names(head, "公顷", "hm²", "hm2", "(ha)", "（ha）") => 10_000,
        _ when Names(head, "m²", "m2", "平方米") => 1,
        _ when Names(head, "亩", "(mu)", "（mu）") => 2_000.0 / 3,
        _ => null,
    };

    private static bool Names(string head, params string[] words) => words.Any(w => head.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static StatedTable ReadCsv(string path, string name)
    {
        var bytes = File.ReadAllBytes(path);
        // What Excel writes on a Chinese machine is GB18030.
        if (TextFile.EncodingOf(bytes) is not { } encoding || TextFile.LineOfControl(encoding.GetString(bytes)) is not null)
            throw new RefusedException($"{name} 不是 UTF-8 或 GB18030 的纯文本：请从表格软件另存为 CSV。", $"{name} is plain text in neither UTF-8 nor GB18030: save it as CSV from a spreadsheet program.");
        using var stream = new MemoryStream(bytes);
        var rows = MiniExcel.Query(stream, useHeaderRow: false, excelType: ExcelType.CSV, configuration: new CsvConfiguration { StreamReaderFunc = s => new StreamReader(s, encoding, detectEncodingFromByteOrderMarks: true) })
            .Cast<IDictionary<string, object?>>().Select(r => (IReadOnlyList<string>)[.. r.Values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)?.Trim() ?? "")]).ToList();
        if (rows.Count == 0)
            throw new RefusedException($"{name} 里没有数据。", $"There is nothing in {name}.");
        var width = rows.Max(r => r.Count);
        return new StatedTable(name, "", [.. rows.Select(r => r.Count == width ? r : (IReadOnlyList<string>)[.. r, .. Enumerable.Repeat("", width - r.Count)])]);
    }
}

/// <summary>A table as it was sent.</summary>
public sealed record PlotTableRow
{
    public long PlotTableId { get; init; }
    public long TrancheId { get; init; }
    public string Name { get; init; } = "";
    /// <summary><c>re-measured</c>: the same plots twice; <c>independent</c>: two inventories of different plots.</summary>
    public string Design { get; init; } = "";
    public string FileSha256 { get; init; } = "";
    public int Plots { get; init; }
    public string SentBy { get; init; } = "";
    public DateTime SentAt { get; init; }

    /// <summary>Another account, which compared the rows with the field forms; null: nobody yet.</summary>
    public string? VerifiedBy { get; init; }
}

/// <summary>A plot at both ends of the period, or of two inventories at one of them: t d.m./ha.</summary>
public sealed record PlotValueRow
{
    public int RowNumber { get; init; }
    public string Stratum { get; init; } = "";

    /// <summary>trees, bamboo or shrubs.</summary>
    public string Pool { get; init; } = "";
    public double AreaHa { get; init; }
    public string Plot { get; init; } = "";
    public double? Earlier { get; init; }
    public double? Later { get; init; }
    public double? CarbonFraction { get; init; }
    public string? CarbonSource { get; init; }

    /// <summary>Horizontal area of the plot, m²; null: the table does not say.</summary>
    public double? PlotM2 { get; init; }

    /// <summary>In the words of the table; null: it does not say.</summary>
    public string? PlotShape { get; init; }

    internal BiomassPool BiomassPool => Pool switch { "trees" => BiomassPool.Trees, "bamboo" => BiomassPool.Bamboo, _ => BiomassPool.Shrubs };
}
