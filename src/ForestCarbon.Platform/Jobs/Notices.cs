using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Jobs;

/// <summary>Something a person must be told of: stays on their desk until they say they have read it.</summary>
public sealed record Notice
{
    public long NoticeId { get; init; }
    public string Kind { get; init; } = "";
    public string Title { get; init; } = "";
    public string? Detail { get; init; }

    /// <summary>The same in English; null where it is as somebody entered it.</summary>
    public string? TitleEn { get; init; }

    public string? DetailEn { get; init; }
    public string Href { get; init; } = "";
    public DateTime At { get; init; }
}

/// <summary>Notices to accounts and roles.</summary>
public sealed class Notices(Db db)
{
    /// <summary>Recipient that stands for everybody who holds a role.</summary>
    public static string OfRole(string role) => $"role:{role}";

    /// <summary>Tells a recipient: an actor's id (<c>account:…</c>) or <see cref="OfRole"/>.</summary>
    /// <param name="titleEn">The title in English, as <paramref name="detailEn"/> is the detail; null where it is as somebody entered it.</param>
    public Task TellAsync(
        Actor actor, string recipient, string kind, string title, string? titleEn, string href, string? detail = null, string? detailEn = null, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"通知：{title}", write => write.ExecuteAsync(
            "insert into platform.notice (recipient, kind, title, title_en, detail, detail_en, href) values (@recipient, @kind, @title, @titleEn, @detail, @detailEn, @href)",
            new { recipient, kind, title, titleEn, detail, detailEn, href }, ct), ct);

    /// <summary>What the account or one of its roles has not read, newest first.</summary>
    public Task<IReadOnlyList<Notice>> UnreadAsync(Actor account, IEnumerable<string> roles, CancellationToken ct = default) =>
        db.QueryAsync<Notice>(
            """
            select notice_id, kind, title, detail, title_en, detail_en, href, at from platform.notice
            where recipient = any(@recipients) and read_at is null order by notice_id desc limit 20
            """, new { recipients = Recipients(account, roles) }, ct);

    /// <summary>Takes a notice off the desk. For a role, one person reads for all.</summary>
    /// <exception cref="RefusedException">It is not this person's, or was read before.</exception>
    public Task ReadAsync(Actor account, IEnumerable<string> roles, long noticeId, CancellationToken ct = default) =>
        db.WriteAsync(account, TownshipScope.WholeCounty, $"已读通知 {noticeId}", async write =>
        {
            if (await write.ExecuteAsync(
                """
                update platform.notice set read_by = @by, read_at = clock_timestamp()
                where notice_id = @noticeId and recipient = any(@recipients) and read_at is null
                """, new { noticeId, by = account.Id, recipients = Recipients(account, roles) }, ct) == 0)
                throw new RefusedException("没有这条通知，或已经有人读过。");
        }, ct);

    private static string[] Recipients(Actor account, IEnumerable<string> roles) => [account.Id, .. roles.Select(OfRole)];
}
