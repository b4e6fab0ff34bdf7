using System.Buffers.Binary;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>The .shx index: where each record starts. An edited shapefile may hold stale records between the living ones.</summary>
public static class ShapefileIndex
{
    /// <summary>Byte offsets in row order, or null where there is no index or it contradicts the other parts.</summary>
    public static long[]? Offsets(string? shx, long shpEnd, int rows)
    {
        if (shx is null)
            return null;
        var bytes = new FileInfo(shx).Length;
        if (bytes != 100 + 8L * rows)
            return null;
        var index = File.ReadAllBytes(shx);
        var offsets = new long[rows];
        for (var i = 0; i < rows; i++)
        {
            var offset = 2L * BinaryPrimitives.ReadInt32BigEndian(index.AsSpan(100 + 8 * i));
            if (offset < 100 || offset + 12 > shpEnd || (i > 0 && offset == offsets[i - 1]))
                return null;
            offsets[i] = offset;
        }
        return offsets;
    }
}
