using System.Globalization;

namespace ForestCarbon.Growth.Runs;

/// <summary>The parcels of one chunk: those of a township with ids in a range, both ends included.</summary>
public readonly record struct ChunkKey(string TownshipCode, long FirstParcelId, long LastParcelId)
{
    /// <exception cref="FormatException">Not a key that <see cref="ToString"/> made.</exception>
    public static ChunkKey Parse(string key)
    {
        var parts = key.Split('|');
        return parts.Length == 3
            ? new ChunkKey(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture))
            : throw new FormatException($"\"{key}\" is no chunk of an accounting run.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TownshipCode}|{FirstParcelId}|{LastParcelId}");
}
