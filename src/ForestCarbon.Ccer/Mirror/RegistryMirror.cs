using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Mirror;

/// <summary>Our copy of what the national registry shows in public (注册登记系统公开信息). It is a copy: the registry alone decides.</summary>
public sealed class RegistryMirror(Db db)
{
    private static readonly JsonSerializerOptions Columns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Takes over what a file holds: all of it or none. Fed in any order, files end in the same state.</summary>
    /// <param name="source">File name or address.</param>
    /// <param name="fileSha256">The file itself, kept before.</param>
    /// <param name="observedOn">The day the registry showed it; a bundle says it itself.</param>
    /// <exception cref="RefusedException">The day is not known or lies ahead.</exception>
    public static async Task<Receipt> ReceiveAsync(Write write, RegistryFile file, string source, byte[] fileSha256, DateOnly? observedOn, CancellationToken ct)
    {
        var day = file.ObservedOn ?? observedOn ?? throw new RefusedException("请写明这份公开信息是哪一天看到的。", "Say on which day the registry showed this.");
        if (day > CountyClock.Today)
            throw new RefusedException($"{day:yyyy-MM-dd} 还没有到。", $"{day:yyyy-MM-dd} has not come.");
        await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('ccer.mirror', 0))", ct: ct);
        var receiptId = await write.ScalarAsync<long>(
            """
            insert into ccer.mirror_receipt (source, file_sha256, observed_on, records, findings, received_by)
            values (@source, @fileSha256, @day, @records, @findings, @by)
            returning receipt_id
            """, new { source, fileSha256, day, records = file.Records.Count, findings = file.Findings.ToArray(), by = write.Actor.Id }, ct);
        var records = file.Records.DistinctBy(r => (r.ApplyId, r.Type.DataType, r.Form, r.Content)).Select(r => new
        {
            r.ApplyId, r.Type.DataType, r.Type.Track, r.Type.Rank, r.Form, r.ProjectName, r.OwnerName, r.ProjectType, r.ProjectTypeName, r.Status, r.StatusName,
            r.CertificationId, r.CcerId, r.MethodologyNum, r.MethodologyName, r.Province, ExpectedTA = r.ExpectedTA, r.CertifiedT, r.PublicFrom, r.PublicTo, r.Content,
            ContentSha256 = Convert.ToHexStringLower(r.ContentSha256),
        });
        await write.ExecuteAsync(Sql.Of<RegistryMirror>("Mirror/Sql/upsert_records.sql"), new { records = JsonSerializer.Serialize(records, Columns), observedOn = day, receiptId }, ct);
        return (await write.QueryAsync<Receipt>("select r.* from ccer.mirror_receipt_v r where r.receipt_id = @receiptId", new { receiptId }, ct)).Single();
    }

    /// <summary>Applications as they stand. <paramref name="forestryOnly"/>: forest methodologies and project types (N01…, CCER-14-…).</summary>
    public Task<IReadOnlyList<MirrorEntry>> ListAsync(
        string? track = null, string? province = null, string? text = null, bool forestryOnly = true, CancellationToken ct = default) => db.QueryAsync<MirrorEntry>(
        """
        select e.* from ccer.mirror_entry_v e
        where (not @forestryOnly or e.is_forestry)
          and (@track::text is null or e.track = @track)
          and (@province::text is null or e.province = @province)
          and (@text::text is null or concat_ws(' ', e.project_name, e.owner_name, e.apply_id, e.methodology_num) ilike '%' || @text || '%')
        order by e.track, e.rank desc, e.public_from desc nulls last, e.apply_id
        """, new { track = Given(track), province = Given(province), text = Given(text), forestryOnly }, ct);

    /// <summary>An application on its tracks; empty where it was never seen.</summary>
    public Task<IReadOnlyList<MirrorEntry>> FindAsync(string applyId, CancellationToken ct = default) =>
        db.QueryAsync<MirrorEntry>("select e.* from ccer.mirror_entry_v e where e.apply_id = @applyId order by e.track", new { applyId }, ct);

    /// <summary>Everything that was seen of an application, the latest first.</summary>
    public Task<IReadOnlyList<MirrorRecord>> HistoryAsync(string applyId, CancellationToken ct = default) => db.QueryAsync<MirrorRecord>(
        "select r.* from ccer.mirror_record_v r where r.apply_id = @applyId order by r.last_observed desc, r.track, r.rank desc, r.form, r.content_sha256", new { applyId }, ct);

    /// <summary>What was received, the latest first.</summary>
    public Task<IReadOnlyList<Receipt>> ReceiptsAsync(int limit = 20, CancellationToken ct = default) =>
        db.QueryAsync<Receipt>("select r.* from ccer.mirror_receipt_v r order by r.receipt_id desc limit @limit", new { limit }, ct);

    /// <summary>Types the dictionary does not hold, with how many applications were seen under each.</summary>
    public Task<IReadOnlyList<UnknownType>> UnknownTypesAsync(CancellationToken ct = default) => db.QueryAsync<UnknownType>(
        """
        select r.data_type, count(distinct r.apply_id)::int as applications, min(r.first_observed) as first_observed, max(r.last_observed) as last_observed
        from ccer.mirror_record_v r where r.track = 'unknown' group by r.data_type order by r.data_type collate "C"
        """, ct: ct);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>An application as it stands in the mirror. Tonnes as the registry states them.</summary>
public sealed record MirrorEntry
{
    public string ApplyId { get; init; } = "";

    /// <summary>project, reduction or unknown.</summary>
    public string Track { get; init; } = "";

    public int Rank { get; init; }
    public string DataType { get; init; } = "";
    public string? StatusName { get; init; }
    public string? ProjectName { get; init; }
    public string? OwnerName { get; init; }
    public string? ProjectType { get; init; }
    public string? ProjectTypeName { get; init; }
    public string? MethodologyNum { get; init; }
    public string? MethodologyName { get; init; }
    public string? Province { get; init; }

    /// <summary>tCO₂e a year.</summary>
    public decimal? ExpectedTA { get; init; }

    /// <summary>tCO₂e.</summary>
    public decimal? CertifiedT { get; init; }

    /// <summary>How many different certified figures were seen: more than one is to be looked at.</summary>
    public int CertifiedFigures { get; init; }

    public DateOnly? PublicFrom { get; init; }
    public DateOnly? PublicTo { get; init; }
    public DateOnly FirstObserved { get; init; }
    public DateOnly LastObserved { get; init; }

    /// <summary>True where a lower stage was seen after the one it stands at.</summary>
    public bool IsSeenLowerSince { get; init; }

    public int Records { get; init; }

    /// <summary>Issues (ccerId) seen of a reduction.</summary>
    public int Issues { get; init; }

    public bool IsForestry { get; init; }

    public RegistryType Type => RegistryType.Of(DataType);
}

/// <summary>What was seen once of an application.</summary>
public sealed record MirrorRecord
{
    public long RecordId { get; init; }
    public string ApplyId { get; init; } = "";
    public string DataType { get; init; } = "";
    public string Track { get; init; } = "";
    public string Form { get; init; } = "";
    public string? StatusName { get; init; }
    public decimal? ExpectedTA { get; init; }
    public decimal? CertifiedT { get; init; }
    public string? CertificationId { get; init; }
    public string? CcerId { get; init; }
    public DateOnly? PublicFrom { get; init; }
    public DateOnly? PublicTo { get; init; }
    public string ContentSha256 { get; init; } = "";
    public DateOnly FirstObserved { get; init; }
    public DateOnly LastObserved { get; init; }
    public long ReceiptId { get; init; }

    public RegistryType Type => RegistryType.Of(DataType);
}

/// <summary>A file or answer that was received, with what it held and what could not be taken over.</summary>
public sealed record Receipt
{
    public long ReceiptId { get; init; }
    public string Source { get; init; } = "";
    public string FileSha256 { get; init; } = "";
    public DateOnly ObservedOn { get; init; }
    public int Records { get; init; }
    public string[] Findings { get; init; } = [];
    public string ReceivedBy { get; init; } = "";
    public DateTime ReceivedAt { get; init; }
}

public sealed record UnknownType
{
    public string DataType { get; init; } = "";
    public int Applications { get; init; }
    public DateOnly FirstObserved { get; init; }
    public DateOnly LastObserved { get; init; }
}
