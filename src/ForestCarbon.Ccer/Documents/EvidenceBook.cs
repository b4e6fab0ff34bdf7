using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Ccer.Documents;

public enum EvidenceState { Missing, Present, Verified }

/// <summary>What has to lie beside a project's documents: missing, present, verified by another account (fact sheet §8.4, annexes).</summary>
public sealed class EvidenceBook(Db db)
{
    /// <summary>The checklist of a project.</summary>
    public async Task<IReadOnlyList<EvidenceItem>> OfAsync(ProjectRow project, CancellationToken ct = default)
    {
        var kinds = await db.QueryAsync<KindRow>("select k.evidence_kind, k.name_zh, k.name_en, k.seen_by, k.source, k.mark from ccer.evidence_kind k order by k.position", null, ct);
        var sent = await db.QueryAsync<EvidenceRow>(
            """
            select e.evidence_id, e.evidence_kind, e.name, encode(e.file_sha256, 'hex') as file_sha256, e.note, e.added_by, e.added_at, e.verified_by, e.verified_at
            from ccer.evidence e where e.project_id = @ProjectId order by e.evidence_id desc
            """, new { project.ProjectId }, ct);
        var hasMandates = kinds.Any(k => k.SeenBy == "mandates") && (await new Mandates(db).OfAsync(project.ProjectId, ct)).Any(m => m.RevokedOn is null);
        return [.. kinds.Select(k =>
        {
            var newest = sent.FirstOrDefault(e => e.EvidenceKind == k.EvidenceKind);
            var isSeen = k.SeenBy switch { "boundary" => project.BoundaryId is not null, "mandates" => hasMandates, _ => false };
            var state = newest?.VerifiedBy is not null ? EvidenceState.Verified : newest is not null || isSeen ? EvidenceState.Present : EvidenceState.Missing;
            return new EvidenceItem(k.EvidenceKind, k.NameZh, k.NameEn, state, newest?.EvidenceId, newest?.Name ?? (isSeen ? "本系统内" : null), newest?.FileSha256, newest?.AddedBy, newest?.VerifiedBy, $"{k.Source} [{k.Mark}]");
        })];
    }

    /// <summary>Keeps a file as evidence; the newest of a kind counts, and has to be verified again.</summary>
    /// <exception cref="RefusedException">No such kind, or a file that is empty or shows nothing.</exception>
    public async Task AddAsync(Actor actor, FileStore files, long projectId, string? kind, string path, string name, string? note = null, CancellationToken ct = default)
    {
        PaperFile.RequireEvidence(path, name);
        var file = await FileStore.DescribeAsync(path, ct);
        await db.WriteAsync(actor, $"项目 {projectId} 的证据：{kind}", async write =>
        {
            await files.KeepAsync(write, path, file, name, ct);
            await write.ExecuteAsync(
                "insert into ccer.evidence (project_id, evidence_kind, name, file_sha256, note, added_by) values (@projectId, @kind, @name, @Sha256, @note, @by)",
                new { projectId, kind, name, file.Sha256, note, by = write.Actor.Id }, ct);
        }, ct);
    }

    /// <summary>Records that another account has looked at the newest evidence of a kind.</summary>
    /// <exception cref="RefusedException">There is none, it is verified already, or the account sent it itself.</exception>
    public Task VerifyAsync(Actor actor, long projectId, string? kind, CancellationToken ct = default) => db.WriteAsync(actor, $"核对项目 {projectId} 的证据：{kind}", async write =>
    {
        var newest = (await write.QueryAsync<EvidenceRow>(
            "select e.evidence_id, e.evidence_kind, e.name, e.added_by, e.verified_by from ccer.evidence e where e.project_id = @projectId and e.evidence_kind = @kind order by e.evidence_id desc limit 1 for update", new { projectId, kind }, ct)).SingleOrDefault()
            ?? throw new RefusedException("这一项还没有文件，没有可核对的。", "No file was sent for this item: there is nothing to verify.");
        SecondLook.Require(write.Actor, newest.AddedBy, newest.VerifiedBy);
        await write.ExecuteAsync("update ccer.evidence set verified_by = @by, verified_at = clock_timestamp() where evidence_id = @EvidenceId", new { newest.EvidenceId, by = write.Actor.Id }, ct);
    }, ct);

    private sealed record KindRow
    {
        public string EvidenceKind { get; init; } = "";
        public string NameZh { get; init; } = "";
        public string NameEn { get; init; } = "";
        public string? SeenBy { get; init; }
        public string Source { get; init; } = "";
        public string Mark { get; init; } = "";
    }

    private sealed record EvidenceRow
    {
        public long EvidenceId { get; init; }
        public string EvidenceKind { get; init; } = "";
        public string Name { get; init; } = "";
        public string? FileSha256 { get; init; }
        public string? Note { get; init; }
        public string AddedBy { get; init; } = "";
        public DateTime AddedAt { get; init; }
        public string? VerifiedBy { get; init; }
        public DateTime? VerifiedAt { get; init; }
    }
}

/// <summary>A line of the checklist.</summary>
/// <param name="File">Its name, or that the program holds it itself; null where it is missing.</param>
public sealed record EvidenceItem(string Kind, string NameZh, string NameEn, EvidenceState State, long? EvidenceId, string? File, string? FileSha256, string? AddedBy, string? VerifiedBy, string Source);
