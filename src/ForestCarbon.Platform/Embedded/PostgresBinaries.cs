using System.Globalization;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Embedded;

/// <summary>Where the programs of one PostgreSQL with PostGIS lie on this machine.</summary>
/// <param name="Folder">Holds <c>initdb</c>, <c>pg_ctl</c>, <c>postgres</c>, <c>psql</c>.</param>
/// <param name="Major">Major version, for instance 15.</param>
public sealed record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest PostgreSQL this program is written for.</summary>
    public const int OldestMajor = 14;

    private const string HowToGetOne =
        "请安装 PostgreSQL 14 以上及其 PostGIS（Debian、Ubuntu：apt-get install postgresql postgresql-postgis），或用 FORESTCARBON_DB 指定一个现成的数据库。";

    public string Program(string name) => Path.Combine(Folder, name);

    /// <summary>The newest usable one, or the one of <paramref name="major"/> that made a data directory.</summary>
    /// <exception cref="RefusedException">There is none; the sentence says what to install.</exception>
    public static async Task<PostgresBinaries> FindAsync(int? major = null, CancellationToken ct = default)
    {
        var all = new List<PostgresBinaries>();
        foreach (var folder in Folders())
            if (await ReadAsync(folder, ct) is { } found && found.Major >= OldestMajor)
                all.Add(found);
        if (all.Count == 0)
            throw new RefusedException($"这台机器上没有可用的 PostgreSQL：{HowToGetOne}");
        if (major is not null && all.Find(b => b.Major == major) is { } same)
            return same;
        if (major is not null)
            throw new RefusedException(
                $"数据库目录由 PostgreSQL {major} 建立，这台机器上没有这个版本：请安装 postgresql-{major} 与 postgresql-{major}-postgis-3。");
        return all.Where(HasPostgis).MaxBy(b => b.Major)
               ?? throw new RefusedException($"这台机器上的 PostgreSQL {all.Max(b => b.Major)} 没有 PostGIS：{HowToGetOne}");
    }

    /// <summary>Full path of a <c>psql</c>: the one on the PATH, or the newest server's.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<string> ClientAsync(CancellationToken ct = default) =>
        OsCommand.Find("psql") ?? (await FindAsync(null, ct)).Program("psql");

    private static IEnumerable<string> Folders() =>
        new[] { "/usr/lib/postgresql", "/usr" }
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root, root == "/usr" ? "pgsql-*" : "*"))
            .Select(version => Path.Combine(version, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Append("/usr/local/pgsql/bin")
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
            .Distinct(StringComparer.Ordinal);

    // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
    private static async Task<PostgresBinaries?> ReadAsync(string folder, CancellationToken ct)
    {
        var version = await OsCommand.RunAsync(Path.Combine(folder, "pg_ctl"), ["--version"], "/", ct: ct);
        var number = version.Output.Split(' ').FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0])) ?? "";
        var digits = string.Concat(number.TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? new(folder, major) : null;
    }

    private static bool HasPostgis(PostgresBinaries binaries)
    {
        var above = Path.GetDirectoryName(binaries.Folder)!;
        return new[]
        {
            $"/usr/share/postgresql/{binaries.Major}", Path.Combine(above, "share"), Path.Combine(above, "share/postgresql"),
            Path.Combine(above, $"share/postgresql{binaries.Major}"), Path.Combine(above, "share/pgsql"),
        }.Any(share => File.Exists(Path.Combine(share, "extension/postgis.control")));
    }
}
