using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace ForestCarbon.Web.Map;

/// <summary>Tiles already drawn, compressed, up to a bound of memory. A key names the data they were drawn from, so nothing in here grows stale.</summary>
public sealed class TileCache : IDisposable
{
    private const long BoundBytes = 96L * 1024 * 1024;
    private readonly MemoryCache _tiles = new(new MemoryCacheOptions { SizeLimit = BoundBytes });

    /// <summary>The tile under <paramref name="key"/>, gzip; drawn once where it is not here.</summary>
    public async Task<byte[]> GetAsync(string key, Func<Task<byte[]>> draw)
    {
        if (_tiles.TryGetValue(key, out byte[]? known))
            return known!;
        var tile = Compress(await draw());
        return _tiles.Set(key, tile, new MemoryCacheEntryOptions { Size = tile.Length + key.Length + 100, SlidingExpiration = TimeSpan.FromHours(6) });
    }

    /// <summary>An entity tag over everything a tile depends on.</summary>
    public static string Tag(string key) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 12))}\"";

    public void Dispose() => _tiles.Dispose();

    private static byte[] Compress(byte[] tile)
    {
        using var target = new MemoryStream(tile.Length / 2);
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tile);
        return target.ToArray();
    }
}
