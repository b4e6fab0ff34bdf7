using System.Text;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Holdings;

/// <summary>A book with holders A, B and C kept here and one outside. All names are invented.</summary>
public sealed class SampleHoldings : TestDatabase
{
    public static readonly Actor Citer = Actor.Job("citer");

    public static readonly Actor Recipient = Actor.Job("recipient");

    private readonly string _folder = Directory.CreateTempSubdirectory("fc-holdings-").FullName;

    public FileStore Files => new(Path.Combine(_folder, "files"));

    public HoldingActs Acts => new(Db, Files);

    public HoldingBook Read => new(Db);

    public Journal Journal => new(Db);

    protected override async Task FillAsync()
    {
        foreach (var (code, isKept) in new[] { ("A", true), ("B", true), ("C", true), ("D", true), ("外", false) })
            await Acts.DeclareHolderAsync(Maker, new Holder(code, $"{code}公司", "trading-entity", "", isKept));
        await Acts.NameAccountAsync(Maker, "B", Recipient);
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsyncCore();
    }

    public IssueAct Issue(string project, long tonnes, string? prefix = null, long first = 1, string holder = "A") =>
        new(Guid.NewGuid().ToString("N"), holder, Day, project, 2025, "1", "CCER-14-001-V01", "造林碳汇", prefix, first, tonnes, tonnes, $"核查-{project}");

    public Task<long> AskIssueAsync(string project, long tonnes, string? prefix = null, long first = 1) =>
        Acts.AskAsync(Maker, Issue(project, tonnes, prefix, first));

    /// <summary>A batch entered and confirmed; its issuance.</summary>
    public async Task<long> EnterAsync(string project, long tonnes, string holder = "A")
    {
        var act = await Acts.AskAsync(Maker, Issue(project, tonnes, holder: holder));
        await CiteAsync(act, tonnes);
        await Acts.ConfirmAsync(Checker, act);
        return await ScalarAsync<long>($"select issuance_id from ledger.issuance where project = '{project}' order by issuance_id desc limit 1");
    }

    public MoveAct Move(string project, string kind, string from, string? to, long tonnes) => new(
        Guid.NewGuid().ToString("N"), kind, "A", Day, project, 2025, from, to, tonnes, ToHolder: kind == "transfer" ? "B" : null,
        Beneficiary: kind == "cancel" ? "某会议" : null);

    public async Task<PostedEntry> DoAsync(MoveAct move, string source = "registry")
    {
        var act = await Acts.AskAsync(Maker, move);
        await CiteAsync(act, move.Tonnes, source);
        return await Acts.ConfirmAsync(Checker, act);
    }

    public Task CiteAsync(long act, long tonnes, string source = "registry", string? number = null, Actor? by = null) =>
        Acts.CiteAsync(by ?? Maker, act, new CitedRecord(source, number ?? $"登记-{act}", Day, tonnes, FileOf($"凭据 {number ?? $"{act}"}"), "凭据.pdf"));

    public Task AcceptAsync(long act, Actor? by = null) => Acts.AcceptAsync(by ?? Recipient, act, "某代表", FileOf("接收函"), "接收函.pdf");

    public string FileOf(string content)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, content, new UTF8Encoding(false));
        return path;
    }

    public Task<IReadOnlyList<HoldingLine>> LinesOnAsync(DateOnly on, DateTime? recordedAt) =>
        Read.AsOfAsync(on, recordedAt is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null);

    public async Task<IReadOnlyList<HoldingLine>> LinesAsync(string project, string? holder = null, DateOnly? on = null, DateTime? recordedAt = null) =>
        [.. (await LinesOnAsync(on ?? Day.AddDays(100), recordedAt)).Where(l => l.Project == project && (holder is null || l.Holder == holder))];

    public async Task<long> HeldAsync(string project, string? state = null, DateOnly? on = null) =>
        (await LinesAsync(project, on: on)).Where(l => state is null || l.State == state).Sum(l => l.Tonnes);
}
