using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Books;

/// <summary>Papers put to a voucher itself (附件): kept by their hash for good, listed on its sheet (<see cref="MoneyEvents.PapersAsync(long, CancellationToken)"/>). Also after its month is closed: nothing is posted by it.</summary>
public sealed class VoucherPapers(Db db, FileStore files)
{
    /// <summary>Keeps a paper of a voucher; the same bytes stand once. Returns its id.</summary>
    /// <param name="name">What it is called; empty: as the file is.</param>
    /// <param name="dated">The paper's own day, not after today.</param>
    /// <exception cref="RefusedException">It is no PDF, image or Word document, of a day to come, of no voucher, or kept already; nothing was changed.</exception>
    public async Task<long> AddAsync(Actor actor, long eventId, string name, DateOnly dated, SentPaper paper, CancellationToken ct = default)
    {
        if (dated > CountyClock.Today)
            throw new RefusedException("附件的日期不能晚于今天。", "The day of a paper is not after today.");
        await PaperKind.RequireAsync(paper, ("请换成票据的扫描件", "send a scan of the paper"), ct);
        var file = await FileStore.DescribeAsync(paper.Path, ct);
        return await db.ChangeAsync(actor, "收存凭证附件", async write =>
        {
            await files.KeepAsync(write, paper.Path, file, paper.Name, ct);
            return await write.ScalarAsync<long>(
                """
                insert into finance.money_event_document (event_id, name, dated, file_sha256) values (@eventId, @name, @dated, @Sha256) returning money_event_document_id
                """, new { eventId, name = string.IsNullOrWhiteSpace(name) ? paper.Name : name.Trim(), dated, file.Sha256 }, ct);
        }, ct);
    }

    /// <summary>The hash (hex) of a paper of a voucher; null where the voucher has no such paper.</summary>
    public Task<string?> HashAsync(long eventId, long documentId, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<string>(
        "select encode(d.file_sha256, 'hex') from finance.money_event_document d where d.event_id = @eventId and d.money_event_document_id = @documentId", new { eventId, documentId }, ct);
}
