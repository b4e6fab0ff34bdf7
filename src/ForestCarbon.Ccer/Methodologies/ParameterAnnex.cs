using System.Globalization;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Methodologies;

/// <summary>
/// A methodology's whole parameter annex, entered from its document in one table. Each account reads for itself and sees what others
/// read of a parameter only after its own reading; two that agree verify or supersede (definitions.md §5).
/// </summary>
public sealed class ParameterAnnex(Db db)
{
    private const int MostShown = 10;

    private static readonly string[] Columns = ["param_key", "species", "value", "unit", "name_zh", "name_en", "page"];

    /// <summary>Documents of a methodology, newest first.</summary>
    public Task<IReadOnlyList<SourceDocument>> DocumentsAsync(string methodologyId, CancellationToken ct = default) => db.QueryAsync<SourceDocument>(
        "select d.* from ccer.source_document_v d where d.methodology_id = @methodologyId order by d.document_id desc", new { methodologyId }, ct);

    public Task<SourceDocument?> FindDocumentAsync(long documentId, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<SourceDocument>(
        "select d.* from ccer.source_document_v d where d.document_id = @documentId", new { documentId }, ct);

    /// <summary>Records a kept file as the document a methodology's parameters are read from; the same file is recorded once.</summary>
    /// <param name="path">The file, to see what it is.</param>
    /// <exception cref="RefusedException">No such methodology, no title, or neither PDF nor scanned page.</exception>
    public static async Task<SourceDocument> SendAsync(Write write, string methodologyId, string title, string path, byte[] sha256, CancellationToken ct)
    {
        var id = KnownId(methodologyId);
        if (title.Trim() is not { Length: > 0 and <= 200 } named)
            throw new RefusedException("请写明文件的名称（200 字以内），如“CCER-14-001-V01 造林碳汇 附录”。", "Name the document in at most 200 characters, such as \"CCER-14-001-V01 annex\".");
        if (await MediaTypeAsync(path, ct) is not { } mediaType)
            throw new RefusedException("来源文件须是 PDF，或扫描页 PNG、JPEG。", "The document must be a PDF or a scanned page in PNG or JPEG.");
        await write.ExecuteAsync(
            """
            insert into ccer.source_document (methodology_id, title, media_type, file_sha256, sent_by) values (@id, @named, @mediaType, @sha256, @by)
            on conflict do nothing
            """, new { id, named, mediaType, sha256, by = write.Actor.Id }, ct);
        return (await write.QueryAsync<SourceDocument>(
            "select d.* from ccer.source_document_v d where d.methodology_id = @id and d.sha256 = encode(@sha256, 'hex')", new { id, sha256 }, ct)).Single();
    }

    /// <summary>The methodology's current parameters, each with this account's reading and those of others it may see.</summary>
    public async Task<IReadOnlyList<AnnexRow>> RowsAsync(string methodologyId, Actor seenBy, CancellationToken ct = default)
    {
        var rows = await new ParameterBook(db).ListAsync(methodologyId, ct);
        var readings = (await db.QueryAsync<ParameterReading>(
            """
            select r.* from ccer.parameter_reading_v r
            join ccer.parameter_v p using (parameter_id)
            where p.methodology_id = @methodologyId and p.superseded_by is null and r.withdrawn_at is null
            order by r.reading_id
            """, new { methodologyId }, ct)).ToLookup(r => r.ParameterId);
        return [.. rows.Select(row =>
        {
            var all = readings[row.ParameterId].ToList();
            var mine = all.Find(r => r.ReadBy == seenBy.Id);
            return new AnnexRow(row, mine, mine is null && all.Count < 2 ? [] : [.. all.Where(r => r.ReadBy != seenBy.Id)]);
        })];
    }

    /// <summary>Stores what an account read in a document, all lines or none. A parameter the store does not hold enters as missing and awaits the second reader.</summary>
    /// <returns>How many parameters were read.</returns>
    /// <exception cref="RefusedException">Names every line that is wrong, unknown and without unit or name, superseded, or read by this account already.</exception>
    public static async Task<int> ReadAsync(Write write, SourceDocument document, IReadOnlyList<AnnexLine> lines, CancellationToken ct)
    {
        if (lines.Count == 0)
            throw new RefusedException("没有填写读数。", "No reading was filled in.");
        // One table at a time per methodology: two readers can neither enter a new parameter twice nor wait for each other crosswise.
        await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('ccer.annex:' || @MethodologyId, 0))", new { document.MethodologyId }, ct);
        var known = await write.QueryAsync<ParameterRow>(
            "select p.* from ccer.parameter_v p where p.methodology_id = @MethodologyId and p.superseded_by is null order by p.parameter_id", new { document.MethodologyId }, ct);
        var (sha, wrong) = (Convert.FromHexString(document.Sha256), new List<(string Zh, string En)>());
        foreach (var line in lines)
        {
            try
            {
                var row = RowOf(line, known);
                var id = row?.ParameterId ?? await EnterMissingAsync(write, document, line, ct);
                await ParameterBook.ReadAsync(write, id, line.Value, $"{document.Title}，{Page(line)}", sha, ct);
            }
            catch (RefusedException refused)
            {
                var of = line.Species.Length > 0 ? $"{line.Key} {line.Species}" : line.Key;
                wrong.Add(($"{of}：{refused.Chinese}", $"{of}: {refused.English ?? refused.Chinese}"));
            }
        }
        return wrong.Count == 0 ? lines.Count : throw new RefusedException(
            $"没有录入。{string.Join("", wrong.Take(MostShown).Select(w => w.Zh))}{(wrong.Count > MostShown ? $"另有 {wrong.Count - MostShown} 处。" : "")}",
            $"Nothing was recorded. {string.Join(" ", wrong.Take(MostShown).Select(w => w.En))}{(wrong.Count > MostShown ? $" And {wrong.Count - MostShown} more." : "")}");
    }

    /// <summary>Reads lines from a CSV file in UTF-8 with the columns param_key, species, value, unit, name_zh, name_en, page.</summary>
    /// <exception cref="RefusedException">Not such a file, or a value that is no number, with its line.</exception>
    public static IReadOnlyList<AnnexLine> ReadTable(string path)
    {
        try
        {
            var table = CsvTable.Parse(Path.GetFileName(path), File.ReadAllBytes(path), Columns);
            return [.. table.Rows.Select(row => new AnnexLine(
                row.RequiredText("param_key"), row.Text("species"), NumberOf(row.RequiredText("value"), row.RequiredText("param_key")), row.Text("page"),
                row.Text("unit"), row.Text("name_zh"), row.Text("name_en")))];
        }
        catch (InvalidDataException wrong)
        {
            throw new RefusedException(
                $"参数表读不出来：{wrong.Message} 列须为 {string.Join("、", Columns)}。", $"The table cannot be read: {wrong.Message} Its columns are {string.Join(", ", Columns)}.", wrong);
        }
    }

    /// <summary>Reads lines typed or pasted: key, species, value, unit, name, page, separated by tab or comma; species may be empty.</summary>
    /// <exception cref="RefusedException">A line of another shape, by its number.</exception>
    public static IReadOnlyList<AnnexLine> ReadLines(string? text)
    {
        var lines = (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        return [.. lines.Select((line, at) =>
        {
            var cells = line.Split(line.Contains('\t', StringComparison.Ordinal) ? ['\t'] : [',', '，']).Select(c => c.Trim()).ToArray();
            return cells is [{ Length: > 0 } key, var species, var value, var unit, var name, var page]
                ? new AnnexLine(key, species, NumberOf(value, key), page, unit, name)
                : throw new RefusedException(
                    $"库中没有的参数第 {at + 1} 行须有六项：键、树种代码（可空）、值、单位、名称、页码。",
                    $"Line {at + 1} of the new parameters needs six cells: key, species (may be empty), value, unit, name, page.");
        })];
    }

    /// <exception cref="RefusedException">No number.</exception>
    public static decimal NumberOf(string text, string of) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new RefusedException($"{of} 的值“{text}”不是数。", $"The value \"{text}\" of {of} is no number.");

    private static string Page(AnnexLine line) => line.Page.Trim() is { Length: > 0 } page ? page : throw new RefusedException("请写明页码或条款。", "Give the page or clause.");

    private static ParameterRow? RowOf(AnnexLine line, IReadOnlyList<ParameterRow> known)
    {
        if (line.ParameterId is { } id)
            return known.FirstOrDefault(p => p.ParameterId == id) ?? throw new RefusedException("这一行已被取代，请刷新后读新的一行。", "This row was superseded: load the page again and read the new one.");
        var today = CountyClock.Today;
        var rows = known.Where(p => p.ParamKey == line.Key && p.Species == line.Species).ToList();
        return rows.Count <= 1 ? rows.FirstOrDefault()
            : rows.FirstOrDefault(p => p.HoldsOn(today)) ?? throw new RefusedException(
                "有几个有效期不同的值，今天都不在期内，请在参数页上逐个核对。", "There are values of several periods and none holds today: read each on its own page.");
    }

    private static Task<long> EnterMissingAsync(Write write, SourceDocument document, AnnexLine line, CancellationToken ct)
    {
        if (line.Key.Length > 60 || !line.Key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new RefusedException("键须为小写字母、数字和下划线，不超过 60 个字符。", "A key is made of lower-case letters, digits and underscores, at most 60.");
        if (line is not { Unit: { Length: > 0 } unit, NameZh: { Length: > 0 } name })
            throw new RefusedException("库中没有这个参数：新参数须写单位和名称。", "The store does not hold this parameter: a new one needs unit and name.");
        return write.ScalarAsync<long>(Sql.Of<ParameterAnnex>("Methodologies/Sql/insert_parameter.sql"), new
        {
            document.MethodologyId, ParamKey = line.Key, line.Species, Value = (decimal?)null, Unit = unit, NameZh = name,
            NameEn = line.NameEn is { Length: > 0 } english ? english : name, UsedBy = "方法学附录", Source = $"{document.Title}，{Page(line)}", Mark = "?",
            EffectiveFrom = (DateOnly?)null, EffectiveTo = (DateOnly?)null, by = write.Actor.Id,
        }, ct);
    }

    private static string KnownId(string methodologyId) =>
        MethodologyCatalogue.Find(methodologyId)?.Id ?? (MethodologyCatalogue.HasParameters(methodologyId) ? methodologyId : null) ?? throw new RefusedException($"没有方法学“{methodologyId}”。用 methodologies list 查看。", $"There is no methodology \"{methodologyId}\": see methodologies list.");

    /// <summary>PDF, PNG or JPEG by what the file holds, not by its name; null for anything else: what is served again to other accounts is nothing a browser would run.</summary>
    public static async Task<string?> MediaTypeAsync(string path, CancellationToken ct)
    {
        var head = new byte[8];
        await using var file = File.OpenRead(path);
        var read = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        var start = head.AsSpan(0, read);
        return start.StartsWith("%PDF-"u8) ? "application/pdf"
            : start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
            : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg" : null;
    }
}

/// <summary>A document that parameters are read from.</summary>
public sealed record SourceDocument
{
    public long DocumentId { get; init; }
    public string MethodologyId { get; init; } = "";
    public string Title { get; init; } = "";
    public string MediaType { get; init; } = "";
    public string Sha256 { get; init; } = "";
    public string SentBy { get; init; } = "";
    public DateTime SentAt { get; init; }
}

/// <summary>What one account read of one parameter.</summary>
/// <param name="Key">Key of the parameter; unit and name are needed only where the store does not hold it.</param>
/// <param name="Species">Inventory code, or empty where the value holds for all.</param>
/// <param name="Page">Page, table or clause of the document.</param>
/// <param name="ParameterId">The very row, where it is known; else the one that holds today.</param>
public sealed record AnnexLine(
    string Key, string Species, decimal Value, string Page, string? Unit = null, string? NameZh = null, string? NameEn = null, long? ParameterId = null);

/// <summary>A parameter as an account sees it while it reads: <paramref name="Others"/> is empty before its own reading.</summary>
public sealed record AnnexRow(ParameterRow Row, ParameterReading? Mine, IReadOnlyList<ParameterReading> Others)
{
    /// <summary>True where readings of different accounts differ from each other.</summary>
    public bool Differs => Others.Append(Mine).OfType<ParameterReading>().Select(r => r.Value).Distinct().Count() > 1;
}
