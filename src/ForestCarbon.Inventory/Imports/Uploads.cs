using System.Text.Json;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Imports;

/// <summary>A file on its way from a page into staging: kept in a folder of its own until a worker has read it, with its progress.</summary>
/// <param name="folder">Under <c>FORESTCARBON_HOME</c>, shared by the pages and the workers.</param>
public sealed class Uploads(Db db, ParcelImports imports, string folder)
{
    /// <summary>How often reading is begun before an upload is given up, whatever ended it: a worker that the system kills leaves no failure.</summary>
    public const int MostAttempts = 10;

    private const string Columns =
        "select upload_id, file_name, layer, request::text as request, state, rows_read, rows_stated, import_id, sentence, sentence_en, sent_by, sent_at, choices, attempts from inventory.upload ";

    private const string ShiftLead = "datum-shift-";

    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(500);

    /// <summary>Notes an upload and gives its files a place.</summary>
    /// <param name="fileName">The file to read, as it lies in the folder.</param>
    public Task<long> OpenAsync(string fileName, UploadRequest request, Actor actor, TownshipScope scope, CancellationToken ct = default) =>
        db.WriteAsync(actor, scope, $"上传 {fileName}", write => write.ScalarAsync<long>(
            "insert into inventory.upload (file_name, layer, request, sent_by) values (@fileName, @layer, @request::jsonb, @by) returning upload_id",
            new { fileName, layer = request.Layer, request = JsonSerializer.Serialize(request with { Townships = scope.Codes }), by = actor.Id }, ct), ct);

    /// <summary>Where a part of an upload lies; its name is reduced to its last segment.</summary>
    /// <exception cref="UnreadableFileException">A name that is none.</exception>
    public string PathOf(long uploadId, string name)
    {
        var plain = Path.GetFileName(name.Replace('\\', '/'));
        if (plain.Length is 0 or > 200 || plain is "." or ".." || plain.Contains('\0', StringComparison.Ordinal))
            throw new UnreadableFileException("文件名不能用，请改名后再上传。", "The name of the file cannot be used: rename it and send it again.");
        var place = PlaceOf(uploadId);
        Directory.CreateDirectory(place);
        return Path.Combine(place, plain);
    }

    /// <summary>The name under which a file of a datum shift lies beside the data: both may be called by that of the village.</summary>
    /// <param name="given">As its sender calls it.</param>
    /// <returns>Of a long name its end: a file system takes 255 bytes.</returns>
    public static string ShiftName(string given)
    {
        const int Longest = 60;
        var plain = Path.GetFileName(given.Replace('\\', '/'));
        return ShiftLead + (plain.Length > Longest ? plain[^Longest..] : plain);
    }

    private string PlaceOf(long uploadId) => Path.Combine(folder, uploadId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private void RemoveFiles(long uploadId)
    {
        if (Directory.Exists(PlaceOf(uploadId)))
            Directory.Delete(PlaceOf(uploadId), recursive: true);
    }

    public Task<Upload?> FindAsync(long uploadId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<Upload>(Columns + "where upload_id = @uploadId", new { uploadId }, ct);

    /// <summary>Uploads that are not read yet: on their way, waiting for a person to choose, or failed; the newest first.</summary>
    /// <param name="sentBy">Only those that this actor sent; null: all.</param>
    public Task<IReadOnlyList<Upload>> UnreadAsync(string? sentBy, int limit, CancellationToken ct = default) =>
        db.QueryAsync<Upload>(Columns + """
            where state in ('waiting', 'reading', 'choose', 'crs', 'failed') and (@sentBy::text is null or sent_by = @sentBy)
            order by upload_id desc limit @limit
            """, new { sentBy, limit }, ct);

    /// <summary>Reads the upload into staging. Killed and started again, it begins anew: nothing of it was stored.</summary>
    /// <exception cref="InvalidOperationException">It was begun more than <see cref="MostAttempts"/> times and never came to an end.</exception>
    public async Task ReadAsync(long uploadId, CancellationToken ct = default)
    {
        if (await BeginAsync(uploadId, ct) is not { } attempt || await FindAsync(uploadId, ct) is not { } upload)
            return;
        if (attempt > MostAttempts)
            throw new InvalidOperationException($"Reading upload {uploadId} was begun {attempt - 1} times and never came to an end: the worker was ended from outside, as a system does that runs out of memory.");
        var request = JsonSerializer.Deserialize<UploadRequest>(upload.Request)!;
        var scope = request.Townships is { } townships ? TownshipScope.Of(townships) : TownshipScope.WholeCounty;
        try
        {
            GivenShift? shift = null;
            try
            {
                shift = request.DatumShiftFile is { } file ? GivenShift.Read(PathOf(uploadId, file), request.Crs, file.StartsWith(ShiftLead, StringComparison.Ordinal) ? file[ShiftLead.Length..] : file) : null;
            }
            catch (UnreadableFileException e)
            {
                // Another one can be given beside the file, which stays.
                await SayAsync(uploadId, "crs", null, e.Said, ct, []);
                return;
            }
            var progress = new Reports(db, uploadId);
            var outcome = await imports.StageAsync(PathOf(uploadId, upload.FileName), new ImportRequest(request.Layer, request.AsOf, request.Crs, request.Encoding,
                request.SourceLayer, request.Mapping, request.ShownName, DatumShift: shift, Progress: progress, IsComplete: request.IsComplete, KeptMapping: request.KeptMapping, Rereads: request.Rereads), Actor.Of(upload.SentBy), scope, ct);
            if (outcome is ImportOutcome.LayerNeeded several)
            {
                // The file stays until a person has chosen.
                await SayAsync(uploadId, "choose", null, new(several.Sentence, several.SentenceEn), ct, several.Layers);
                return;
            }
            if (outcome is ImportOutcome.CrsNeeded asked)
            {
                // The same: it is not sent again for a system that a person can name.
                var kept = shift is not null && request.Crs is null ? KeptShift(shift.Datum) : new Words("", "");
                await SayAsync(uploadId, "crs", null, new(asked.Sentence + kept.Zh, $"{asked.SentenceEn}{kept.En}"), ct, asked.Proposed);
                return;
            }
            await (outcome switch
            {
                ImportOutcome.Staged staged => SayAsync(uploadId, "staged", staged.Report.ImportId, null, ct),
                ImportOutcome.AlreadyImported before => SayAsync(uploadId, "already", before.ImportId,
                    new($"同一文件已作为第 {before.ImportId} 号导入入库，没有改动。", $"The same file is stored already as import {before.ImportId}; nothing changed."), ct),
                ImportOutcome.Unreadable unreadable => SayAsync(uploadId, "unreadable", null, new(unreadable.Sentence, unreadable.SentenceEn), ct),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }
        catch (UnreadableFileException e)
        {
            await SayAsync(uploadId, "unreadable", null, e.Said, ct);
        }
        RemoveFiles(uploadId);
    }

    /// <summary>Says that an upload could not be read. Its files stay. False where it has ended in another way meanwhile.</summary>
    /// <param name="faultNumber">Under which the reason stands in the log of faults; null where that could not be written.</param>
    public Task<bool> FailAsync(long uploadId, string? faultNumber, CancellationToken ct = default)
    {
        var said = NotRead(faultNumber);
        return db.WriteAsync(Actor.Job("import"), TownshipScope.WholeCounty, $"第 {uploadId} 号上传：没有读成", async write => await write.ExecuteAsync(
            "update inventory.upload set state = 'failed', sentence = @zh, sentence_en = @en, ended_at = now() where upload_id = @uploadId and state in ('waiting', 'reading')",
            new { uploadId, zh = said.Zh, en = said.En }, ct) == 1, ct);
    }

    /// <summary>Has an upload read again that could not be read. False where it is none.</summary>
    public Task<bool> ReadAgainAsync(long uploadId, Actor actor, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"第 {uploadId} 号上传：再读一次", async write => await write.ExecuteAsync(
            """
            update inventory.upload
            set state = 'waiting', sentence = null, sentence_en = null, ended_at = null, rows_read = 0, rows_stated = null, attempts = 0
            where upload_id = @uploadId and state = 'failed'
            """, new { uploadId }, ct) == 1, ct);

    /// <summary>Gives up an upload that could not be read, or that waits for its layer or its coordinate system; its files go. False where it is none.</summary>
    public async Task<bool> DiscardAsync(long uploadId, Actor actor, CancellationToken ct = default)
    {
        if (!await db.WriteAsync(actor, TownshipScope.WholeCounty, $"放弃第 {uploadId} 号上传", async write => await write.ExecuteAsync(
            "update inventory.upload set state = 'discarded', sentence = @zh, sentence_en = @en, ended_at = now() where upload_id = @uploadId and state in ('failed', 'choose', 'crs')",
            new { uploadId, zh = "这个文件已经放弃，没有导入，上传的内容也已删去。", en = "This file was discarded: nothing was imported, and what was sent has been deleted." }, ct) == 1, ct))
            return false;
        RemoveFiles(uploadId);
        return true;
    }

    private static Words KeptShift(Crs.Datum datum) => new($"已给出的基准转换参数是 {datum.NameZh} 的，随文件留着：指明 {datum.NameZh} 的坐标系就用它，不用再给。",
        $" The datum shift that was given is for {datum.GeographicName} and is kept with the file: name a system of that datum and it is used.");

    private static Words NotRead(string? faultNumber) => faultNumber is null
        ? new("这个文件没有读成：程序出错，原因也没能写入日志，请系统管理检查磁盘空间和日志目录的权限；文件还在，可以再读一次，也可以放弃。",
            "The file was not read: the program failed and could not even write the reason to its log, so the administrator should check the disk and who may write the folder of logs; the file is still here and can be read again or discarded.")
        : new($"这个文件没有读成：程序出错，原因记在服务器日志 logs/faults.log 的编号 {faultNumber} 下，请把编号告诉系统管理；文件还在，可以再读一次，也可以放弃。",
            $"The file was not read: the program failed, and the reason stands in the server's log logs/faults.log under number {faultNumber}, to be given to the administrator; the file is still here and can be read again or discarded.");

    // Counted before anything can fail; null where the upload waits for no worker.
    private async Task<int?> BeginAsync(long uploadId, CancellationToken ct) =>
        await db.WriteAsync(Actor.Job("import"), TownshipScope.WholeCounty, $"第 {uploadId} 号上传：reading", write => write.QueryAsync<int>(
            "update inventory.upload set state = 'reading', attempts = attempts + 1 where upload_id = @uploadId and state in ('waiting', 'reading') returning attempts",
            new { uploadId }, ct), ct) is [var attempt] ? attempt : null;

    /// <summary>Names the layer of a file that holds several; it is then read. False where none is asked for, or the file has no such layer.</summary>
    public Task<bool> ChooseAsync(long uploadId, string sourceLayer, Actor actor, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"第 {uploadId} 号上传：取图层 {sourceLayer}", async write => await write.ExecuteAsync(
            """
            update inventory.upload
            set state = 'waiting', sentence = null, sentence_en = null, choices = null, ended_at = null, attempts = 0,
                request = request || jsonb_build_object('SourceLayer', @sourceLayer::text)
            where upload_id = @uploadId and state = 'choose' and @sourceLayer = any (choices)
            """, new { uploadId, sourceLayer }, ct) == 1, ct);

    /// <summary>Names the coordinate system, or gives a datum shift, of a file that waits for it; it is then read. False where none is asked for.</summary>
    /// <param name="crs">As <c>EPSG:n</c>; null leaves it to what was said before.</param>
    /// <param name="shift">Another datum shift, to be read from the folder of the upload; null leaves the one that was given.</param>
    /// <param name="withoutShift">True where the one that was given is not to be used.</param>
    public Task<bool> NameCrsAsync(long uploadId, string? crs, string? shift, bool withoutShift, Actor actor, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"第 {uploadId} 号上传：坐标系 {crs ?? "不变"}", async write => await write.ExecuteAsync(
            """
            update inventory.upload
            set state = 'waiting', sentence = null, sentence_en = null, choices = null, ended_at = null, rows_read = 0, attempts = 0,
                request = request || jsonb_build_object('Crs', coalesce(@crs::text, request ->> 'Crs'),
                                                        'DatumShiftFile', case when not @withoutShift then coalesce(@shift::text, request ->> 'DatumShiftFile') end)
            where upload_id = @uploadId and state = 'crs'
            """, new { uploadId, crs, shift, withoutShift }, ct) == 1, ct);

    private Task SayAsync(long uploadId, string state, long? importId, Words? sentence, CancellationToken ct, IReadOnlyList<string>? choices = null) =>
        db.WriteAsync(Actor.Job("import"), TownshipScope.WholeCounty, $"第 {uploadId} 号上传：{state}", write => write.ExecuteAsync(
            """
            update inventory.upload
            set state = @state, import_id = @importId, sentence = @zh, sentence_en = @en, choices = @choices, ended_at = now()
            where upload_id = @uploadId
            """,
            new { uploadId, state, importId, zh = sentence?.Zh, en = sentence?.En, choices = choices?.ToArray() }, ct), ct);

    private sealed class Reports(Db db, long uploadId) : IProgress<ReadingProgress>
    {
        private readonly System.Diagnostics.Stopwatch _clock = System.Diagnostics.Stopwatch.StartNew();

        // Not awaited: a report that comes late or not at all changes nothing.
        public void Report(ReadingProgress value)
        {
            if (_clock.Elapsed < BetweenReports)
                return;
            _clock.Restart();
            _ = db.WriteAsync(Actor.Job("import"), TownshipScope.WholeCounty, "进度", write => write.ExecuteAsync(
                "update inventory.upload set rows_read = @read, rows_stated = @stated where upload_id = @uploadId and state = 'reading'",
                new { uploadId, read = value.Read, stated = value.Stated })).ContinueWith(t => t.Exception, TaskScheduler.Default);
        }
    }
}

/// <summary>How far a file is read.</summary>
/// <param name="Stated">Rows the file announces; null where it announces none.</param>
public readonly record struct ReadingProgress(long Read, long? Stated);

/// <summary>What a person asked for on the page, as it is kept with the upload.</summary>
public sealed record UploadRequest(
    string Layer, DateOnly AsOf, string? Crs, string? Encoding, string? SourceLayer, Dictionary<string, string>? Mapping, string? DatumShiftFile, string? ShownName,
    string[]? Townships = null, bool IsComplete = false, long? KeptMapping = null, long? Rereads = null);

/// <summary>An upload with its progress.</summary>
public sealed record Upload
{
    public long UploadId { get; init; }
    public string FileName { get; init; } = "";
    public string Layer { get; init; } = "";

    /// <summary>The <see cref="UploadRequest"/> as JSON.</summary>
    public string Request { get; init; } = "";

    public string State { get; init; } = "";
    public long RowsRead { get; init; }
    public long? RowsStated { get; init; }
    public long? ImportId { get; init; }
    public string? Sentence { get; init; }

    /// <summary>The same in English; null where it was kept in Chinese only.</summary>
    public string? SentenceEn { get; init; }

    /// <summary>How often reading was begun since a person last asked for it.</summary>
    public int Attempts { get; init; }

    public string SentBy { get; init; } = "";
    public DateTime SentAt { get; init; }

    /// <summary>Where a person must choose: layers of the file, or coordinate systems in which it would lie in the county.</summary>
    public string[]? Choices { get; init; }

    /// <summary>Name of the file with a datum shift that was sent with it; null where there is none.</summary>
    public string? ShiftFile => JsonSerializer.Deserialize<UploadRequest>(Request)?.DatumShiftFile;

    public bool HasEnded => State is not ("waiting" or "reading");
}
