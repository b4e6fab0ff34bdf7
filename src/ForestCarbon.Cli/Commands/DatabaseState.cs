using System.Text.Json.Serialization;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Embedded;
using ForestCarbon.Platform.Files;
using Npgsql;

namespace ForestCarbon.Cli.Commands;

/// <summary>What <c>db status</c> shows.</summary>
/// <param name="Kind"><c>embedded</c>, or <c>named</c> by FORESTCARBON_DB.</param>
/// <param name="County"><c>unknown</c> while it does not run, <c>unmigrated</c>, <c>empty</c>, <c>loaded</c> with parcels, or <c>accounted</c>.</param>
internal sealed record DatabaseState(string Kind, bool IsRunning, string? Folder, int? ProcessId, string County)
{
    [JsonIgnore]
    public string Sentence => $"""
        数据库：{(Kind == "embedded" ? $"内置，{Folder}" : "由 FORESTCARBON_DB 指定")}
        状态：{(IsRunning ? "运行中" : "已停止")}{(ProcessId is { } pid && IsRunning ? $"（进程 {pid}）" : "")}
        内容：{County switch
        {
            "unmigrated" => "还没有表结构，请运行 ./forestcarbon migrate",
            "empty" => "有表结构，没有小班",
            "loaded" => "有小班，还没有核算",
            "accounted" => "有小班，已有核算",
            _ => "数据库停止时看不到",
        }}
        """;

    public static async Task<DatabaseState> ReadAsync(CancellationToken ct)
    {
        if (DbAddress.IsNamed)
            return new DatabaseState("named", true, null, null, await CountyAsync(await DbAddress.ResolveAsync(ct), ct));
        var cluster = new EmbeddedCluster(Home.Default);
        var status = await cluster.StatusAsync(ct);
        return new DatabaseState("embedded", status.IsRunning, status.Folder, status.IsRunning ? status.ProcessId : null,
            status.IsRunning ? await CountyAsync(await cluster.EnsureStartedAsync(ct), ct) : "unknown");
    }

    private static async Task<string> CountyAsync(string address, CancellationToken ct)
    {
        await using var db = new Db(address);
        try
        {
            if (!await HasAsync(db, "to_regclass('inventory.parcel_current_v') is not null", ct))
                return "unmigrated";
            if (!await HasAsync(db, "exists (select from inventory.parcel_current_v)", ct))
                return "empty";
            return await HasAsync(db, "exists (select from growth.run_latest_v)", ct) ? "accounted" : "loaded";
        }
        catch (PostgresException noRoleYet) when (noRoleYet.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            return "unmigrated";
        }
    }

    private static async Task<bool> HasAsync(Db db, string condition, CancellationToken ct) =>
        await db.QuerySingleOrDefaultAsync<bool>($"select {condition}", ct: ct);
}
