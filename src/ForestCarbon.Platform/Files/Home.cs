using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Files;

/// <summary>The folder of one installation (<c>FORESTCARBON_HOME</c>): embedded database, uploaded files, keys, logs.</summary>
public sealed class Home
{
    public const string Variable = "FORESTCARBON_HOME";

    /// <param name="path">Any path; kept as a full path without a trailing separator.</param>
    public Home(string path) => Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    /// <summary>What <c>FORESTCARBON_HOME</c> names, or <c>.local</c> in the program's folder.</summary>
    public static Home Default => new(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : System.IO.Path.Combine(Installation.Root, ".local"));

    public string Path { get; }

    public string Logs => Private("logs");

    /// <summary>Uploaded files by content.</summary>
    public string Files => Private("files");

    /// <summary>Uploads on their way to a worker.</summary>
    public string Uploads => Private("uploads");

    /// <summary>Keys that protect cookies and tokens, and sign the ledger's seals.</summary>
    public string Keys => Private("keys");

    /// <summary>Seals of the ledger: what answers for it outside its database.</summary>
    public string Ledger => Private("ledger");

    /// <summary>Makes the home itself: others may pass through it (the database's user must), nobody may look into it.</summary>
    public void Make()
    {
        if (Directory.Exists(Path))
            return;
        Directory.CreateDirectory(Path, Environment.IsPrivilegedProcess
            ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
            : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Private(string name)
    {
        Make();
        return Directory.CreateDirectory(System.IO.Path.Combine(Path, name),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }
}

/// <summary>The program's own folder: migrations, dictionaries, samples.</summary>
public static class Installation
{
    public const string Variable = "FORESTCARBON_ROOT";

    /// <exception cref="RefusedException">The program stands outside its folder.</exception>
    public static string Root { get; } = Find();

    public static string Migrations => Path.Combine(Root, "migrations");

    public static string GisData => Path.Combine(Root, "gis-data");

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ForestCarbon.sln")))
                return folder.FullName;
        throw new RefusedException($"找不到程序目录：请用 ./forestcarbon 启动，或用 {Variable} 指明含 migrations 的目录。");
    }
}
