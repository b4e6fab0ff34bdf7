using ForestCarbon.Ccer.Documents;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Documents of projects and tranches, kept by their content, and the comments publicity brings. Both are added, never changed; a comment entered wrongly is taken back with the reason.</summary>
public sealed class ProjectDocuments(Db db, FileStore files)
{
    public Task<IReadOnlyList<DocumentKind>> KindsAsync(CancellationToken ct = default) => db.QueryAsync<DocumentKind>(
        "select k.document_kind as key, k.machine, k.name_zh, k.name_en, k.is_published, k.is_decision from ccer.document_kind k order by k.position", null, ct);

    /// <summary>Every document with its versions, newest first.</summary>
    public Task<IReadOnlyList<DocumentRow>> ListAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<DocumentRow>(
        """
        select d.*, t.number as tranche
        from ccer.project_document_v d left join ccer.reduction_tranche_v t using (tranche_id)
        where d.project_id = @projectId order by d.document_id desc
        """, new { projectId }, ct);

    /// <summary>Adds a document as the next version of its kind; returns its number.</summary>
    /// <exception cref="RefusedException">
    /// An empty file, a text that is neither Word nor PDF, a draft of this program, a kind of the other machine, a date to come, or a published kind whose change nobody called substantial or not.
    /// </exception>
    public async Task<long> AddAsync(Actor actor, DocumentDraft draft, string path, CancellationToken ct = default)
    {
        PaperFile.RequireDocument(draft.Kind, path, draft.Name);
        var file = await FileStore.DescribeAsync(path, ct);
        return await db.WriteAsync(actor, $"项目 {draft.ProjectId} 收存文件：{draft.Kind}", async write =>
        {
            await files.KeepAsync(write, path, file, draft.Name, ct);
            return await AddAsync(write, draft, file.Sha256, ct);
        }, ct);
    }

    /// <summary>The same for a file that is kept already, inside a change that is open.</summary>
    public static Task<long> AddAsync(Write write, DocumentDraft draft, byte[] sha256, CancellationToken ct) => write.ScalarAsync<long>(
        """
        insert into ccer.project_document (project_id, tranche_id, document_kind, version, name, dated, is_substantial, file_sha256, note, added_by)
        values (@ProjectId, @TrancheId, @Kind, 1, @Name, @Dated, @IsSubstantial, @sha256, @Note, @by)
        returning document_id
        """, new { draft.ProjectId, draft.TrancheId, draft.Kind, draft.Name, draft.Dated, draft.IsSubstantial, sha256, draft.Note, by = write.Actor.Id }, ct);

    /// <summary>The day up to which everything of a project is kept; null: it was never registered and nothing is locked.</summary>
    public Task<DateOnly?> RetainedUntilAsync(long projectId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<DateOnly?>("select ccer.retained_until(@projectId)", new { projectId }, ct);

    /// <summary>Removes a document that no move cites; the file itself stays in the store.</summary>
    /// <exception cref="RefusedException">The project's papers are still to be kept, and until when; or a move cites it.</exception>
    public Task RemoveAsync(Actor actor, long projectId, long documentId, CancellationToken ct = default) => db.WriteAsync(actor, $"项目 {projectId} 删除文件 {documentId}", async write =>
    {
        if (await write.ExecuteAsync("delete from ccer.project_document where document_id = @documentId and project_id = @projectId", new { documentId, projectId }, ct) == 0)
            throw new RefusedException("没有这份文件。", "There is no such document.");
    }, ct);

    public Task<IReadOnlyList<CommentRow>> CommentsAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<CommentRow>(
        """
        select c.*, t.number as tranche
        from ccer.public_comment_v c left join ccer.reduction_tranche_v t using (tranche_id)
        where c.project_id = @projectId order by c.comment_id
        """, new { projectId }, ct);

    /// <summary>Records a comment received during publicity or after it; no names of persons.</summary>
    /// <exception cref="RefusedException">Nothing was published yet, or it was received before publicity or on a day to come.</exception>
    public Task<long> CommentAsync(Actor actor, long projectId, long? trancheId, DateOnly receivedOn, string channel, string summary, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"项目 {projectId} 收到公众意见", write => write.ScalarAsync<long>(
            """
            insert into ccer.public_comment (project_id, tranche_id, received_on, channel, summary, entered_by)
            values (@projectId, @trancheId, @receivedOn, @channel, @summary, @by) returning comment_id
            """, new { projectId, trancheId, receivedOn, channel = channel.Trim(), summary = summary.Trim(), by = write.Actor.Id }, ct), ct);

    /// <summary>Records the answer to a comment, once.</summary>
    /// <exception cref="RefusedException">It was answered or taken back before, there is none, or the day is to come or before its receipt.</exception>
    public Task AnswerAsync(Actor actor, long projectId, long commentId, DateOnly answeredOn, string answeredBy, string answer, bool isAdopted, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"项目 {projectId} 答复公众意见 {commentId}", async write =>
        {
            if (await write.ExecuteAsync(
                    """
                    update ccer.public_comment set answer = @answer, answered_on = @answeredOn, answered_by = @answeredBy, is_adopted = @isAdopted
                    where comment_id = @commentId and project_id = @projectId
                    """, new { projectId, commentId, answeredOn, answeredBy = answeredBy.Trim(), answer = answer.Trim(), isAdopted }, ct) == 0)
                throw new RefusedException("没有这条公众意见。", "There is no such comment.");
        }, ct);

    /// <summary>Takes back a comment that was entered wrongly, with the reason; it stays readable and asks for no answer any more.</summary>
    /// <exception cref="RefusedException">No reason, it was taken back before, or there is none.</exception>
    public Task WithdrawCommentAsync(Actor actor, long projectId, long commentId, string? reason, CancellationToken ct = default) => string.IsNullOrWhiteSpace(reason)
        ? throw new RefusedException("请写明撤下的理由。", "Give the reason for taking it back.")
        : db.WriteAsync(actor, $"项目 {projectId} 撤下公众意见 {commentId}", async write =>
        {
            if (await write.ExecuteAsync(
                    "update ccer.public_comment set withdrawn_on = @today, withdrawn_by = @by, withdrawal_reason = @reason where comment_id = @commentId and project_id = @projectId",
                    new { projectId, commentId, today = CountyClock.Today, by = write.Actor.Id, reason = reason.Trim() }, ct) == 0)
                throw new RefusedException("没有这条公众意见。", "There is no such comment.");
        }, ct);
}

/// <summary>A kind of document; <see cref="IsPublished"/>: changed after publicity, it says whether the change is of substance.</summary>
public sealed record DocumentKind
{
    public string Key { get; init; } = "";

    /// <summary>project, tranche, or null for either.</summary>
    public string? Machine { get; init; }
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public bool IsPublished { get; init; }
    public bool IsDecision { get; init; }
}

/// <summary>A document to add.</summary>
/// <param name="IsSubstantial">Asked of a published kind after publicity began.</param>
public sealed record DocumentDraft(long ProjectId, long? TrancheId, string Kind, string Name, DateOnly Dated, bool? IsSubstantial = null, string? Note = null);

public sealed record DocumentRow
{
    public long DocumentId { get; init; }
    public long? TrancheId { get; init; }
    public short? Tranche { get; init; }
    public string DocumentKind { get; init; } = "";
    public string KindZh { get; init; } = "";
    public string KindEn { get; init; } = "";
    public short Version { get; init; }
    public string Name { get; init; } = "";
    public DateOnly Dated { get; init; }
    public bool? IsSubstantial { get; init; }
    public string FileSha256 { get; init; } = "";
    public string? Note { get; init; }
    public string AddedBy { get; init; } = "";
    public DateTime AddedAt { get; init; }
}

/// <summary>A comment received during publicity and its answer.</summary>
public sealed record CommentRow
{
    public long CommentId { get; init; }
    public long? TrancheId { get; init; }
    public short? Tranche { get; init; }
    public DateOnly ReceivedOn { get; init; }
    public string Channel { get; init; } = "";
    public string Summary { get; init; } = "";
    public string? Answer { get; init; }
    public DateOnly? AnsweredOn { get; init; }
    public string? AnsweredBy { get; init; }
    public bool? IsAdopted { get; init; }

    /// <summary>Entered wrongly and taken back that day; null: it stands.</summary>
    public DateOnly? WithdrawnOn { get; init; }
    public string? WithdrawnBy { get; init; }
    public string? WithdrawalReason { get; init; }

    /// <summary>Waits for an answer.</summary>
    public bool IsOpen => Answer is null && WithdrawnOn is null;
}
