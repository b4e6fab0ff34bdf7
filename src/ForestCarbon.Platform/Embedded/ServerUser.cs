using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Embedded;

/// <summary>The account the database server runs as: ourselves, or, as PostgreSQL refuses root, an account without rights.</summary>
internal sealed class ServerUser
{
    private readonly string? _switcher;
    private readonly string[] _arguments;

    private ServerUser(string name, string group, string? switcher, string[] arguments) =>
        (Name, Group, _switcher, _arguments) = (name, group, switcher, arguments);

    public string Name { get; }

    /// <summary>Numeric primary group.</summary>
    public string Group { get; }

    /// <summary>True if root started us, so that what the server owns must be given to it.</summary>
    public bool IsAnother => _switcher is not null;

    /// <exception cref="RefusedException">Root, and the machine has no account or no program to step down with.</exception>
    public static async Task<ServerUser> FindAsync(CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerUser(Environment.UserName, "", null, []);
        foreach (var name in new[] { "postgres", "nobody" })
        {
            var group = await OsCommand.RunAsync(OsCommand.Find("id") ?? "id", ["-g", name], "/", ct: ct);
            if (!group.IsSuccessful)
                continue;
            if (OsCommand.Find("setpriv") is { } setpriv)
                return new ServerUser(name, group.Output, setpriv, [$"--reuid={name}", $"--regid={group.Output}", "--init-groups", "--"]);
            if (OsCommand.Find("runuser") is { } runuser)
                return new ServerUser(name, group.Output, runuser, ["-u", name, "--"]);
        }
        throw new RefusedException("PostgreSQL 不能以 root 运行，而这台机器没有 postgres 或 nobody 用户，或缺少 setpriv：请改用普通用户运行。");
    }

    /// <summary>Runs a program as this user in <paramref name="folder"/>.</summary>
    public Task<OsCommand.Outcome> RunAsync(
        string file, IEnumerable<string> arguments, string folder, string? input = null, CancellationToken ct = default) =>
        _switcher is null
            ? OsCommand.RunAsync(file, arguments, folder, input, ct)
            : OsCommand.RunAsync(_switcher, [.. _arguments, file, .. arguments], folder, input, ct);

    /// <summary>True if this user may pass through every folder down to <paramref name="folder"/>.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken ct) =>
        !IsAnother || (await RunAsync(OsCommand.Find("test") ?? "test", ["-x", folder], "/", ct: ct)).IsSuccessful;

    /// <summary>Makes <paramref name="folder"/> with access for this user alone.</summary>
    public async Task MakePrivateAsync(string folder, CancellationToken ct)
    {
        string[] owner = IsAnother ? ["-o", Name, "-g", Group] : [];
        var made = await OsCommand.RunAsync(
            OsCommand.Find("install") ?? "install", ["-d", "-m", "0700", .. owner, "--", folder], "/", ct: ct);
        if (!made.IsSuccessful)
            throw new RefusedException($"建不了数据库目录 {folder}：请检查磁盘空间和目录权限。");
    }
}
