using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Platform.Embedded;

/// <summary>Where a home's cluster lies: <c>cluster/</c> in the home, or elsewhere behind a link where it cannot be there.</summary>
/// <param name="Folder">Private to the server's user; holds <c>data/</c>, <c>log</c> and the mark that it was finished.</param>
/// <param name="SocketFolder">Private folder of the socket.</param>
internal sealed record ClusterPlace(string Folder, string SocketFolder)
{
    /// <summary>Longest path of a socket we use; the kernel's limit is 107 bytes.</summary>
    public const int LongestSocketPath = 100;

    private const string Elsewhere = "/var/lib/forestcarbon";
    private const string SocketName = "/.s.PGSQL.5432";

    /// <summary>First 12 hexadecimal digits of the SHA-256 of the home's path.</summary>
    public static string Key(Home home) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home.Path)))[..12];

    /// <summary>Where the cluster is or would be; makes nothing.</summary>
    public static ClusterPlace Of(Home home)
    {
        var folder = Path.Combine(home.Path, "cluster");
        if (new FileInfo(folder).LinkTarget is { } target)
            folder = Path.GetFullPath(target, home.Path);
        var socket = Path.Combine(folder, "socket");
        return new ClusterPlace(folder, Fits(socket) ? socket : Path.Combine(Path.GetTempPath(), $"forestcarbon-{Key(home)}"));
    }

    /// <summary>Makes the folders, choosing a place that <paramref name="user"/> can reach and a socket can have.</summary>
    /// <exception cref="RefusedException">The home belongs to another user.</exception>
    public static async Task<ClusterPlace> MakeAsync(Home home, ServerUser user, CancellationToken ct)
    {
        home.Make();
        await RefuseAnothersAsync(home.Path, ct);
        var inHome = Path.Combine(home.Path, "cluster");
        if (user.IsAnother && !Path.Exists(inHome)
            && (!Fits(Path.Combine(inHome, "socket")) || !await user.CanReachAsync(home.Path, ct)))
        {
            var elsewhere = Path.Combine(Elsewhere, Key(home));
            await user.MakePrivateAsync(elsewhere, ct);
            File.Delete(inHome); // a link whose target was taken away
            File.CreateSymbolicLink(inHome, elsewhere);
        }
        var place = Of(home);
        await user.MakePrivateAsync(place.Folder, ct);
        if (!await user.CanReachAsync(place.Folder, ct))
            throw new RefusedException(
                $"用户 {user.Name} 进不了数据库目录 {place.Folder} 的上级目录：请放开上级目录的通过权限，或用 {Home.Variable} 另指目录。");
        await user.MakePrivateAsync(place.SocketFolder, ct);
        if (!user.IsAnother)
            await RefuseAnothersAsync(place.SocketFolder, ct);
        return place;
    }

    /// <exception cref="RefusedException">The home belongs to another user.</exception>
    public static Task RefuseAnothersAsync(Home home, CancellationToken ct) => RefuseAnothersAsync(home.Path, ct);

    // Npgsql reads a comma or a colon in a host as a list or a port.
    private static bool Fits(string socketFolder) =>
        Encoding.UTF8.GetByteCount(socketFolder + SocketName) <= LongestSocketPath && socketFolder.AsSpan().IndexOfAny(",:'\\") < 0;

    private static async Task RefuseAnothersAsync(string path, CancellationToken ct)
    {
        var owner = await OsCommand.RunAsync(OsCommand.Find("stat") ?? "stat", ["-L", "-c", "%u %U", "--", path], "/", ct: ct);
        var self = await OsCommand.RunAsync(OsCommand.Find("id") ?? "id", ["-u"], "/", ct: ct);
        if (owner.IsSuccessful && self.IsSuccessful && owner.Output.Split(' ') is [var id, var name] && id != self.Output)
            throw new RefusedException($"目录 {path} 是用户 {name} 建立的：请用该用户运行，或用 {Home.Variable} 另指一个目录。");
    }
}
