using System.IO.Compression;
using System.Text;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>A folder for the files of one test, gone with it.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fc-import-test-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Text(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public string Bytes(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public string Zip(string name, params (string Name, byte[] Bytes)[] entries) => Bytes(name, ZipOf(entries));

    public static byte[] ZipOf(params (string Name, byte[] Bytes)[] entries)
    {
        var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true, ForestCarbon.Inventory.Imports.Reading.TextEncodings.Named("GBK")))
            foreach (var (entry, bytes) in entries)
            {
                using var to = zip.CreateEntry(entry).Open();
                to.Write(bytes);
            }
        return buffer.ToArray();
    }

    /// <summary>Copies a shapefile with its companions under another name.</summary>
    public string CopyOf(string shp, string stem, params string[] without)
    {
        foreach (var part in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(shp)!, System.IO.Path.GetFileNameWithoutExtension(shp) + ".*"))
            if (!without.Contains(System.IO.Path.GetExtension(part).ToLowerInvariant()))
                File.Copy(part, At(stem + System.IO.Path.GetExtension(part).ToLowerInvariant()), overwrite: true);
        return At(stem + ".shp");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Parcels as GeoJSON: squares of a hundredth of a degree side by side from 111.10°E 25.10°N, with the given properties.</summary>
    public static string Squares(params string[] properties)
    {
        var features = properties.Select((p, i) =>
        {
            var (west, east) = (111.10 + 0.01 * i, 111.11 + 0.01 * i);
            return FormattableString.Invariant(
                $$$"""{"type":"Feature","properties":{{{{p}}}},"geometry":{"type":"Polygon","coordinates":[[[{{{west}}},25.1],[{{{east}}},25.1],[{{{east}}},25.11],[{{{west}}},25.11],[{{{west}}},25.1]]]}}""");
        });
        return new StringBuilder("""{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[""")
            .AppendJoin(",\n", features).Append("]}").ToString();
    }

    /// <summary>Properties of a parcel of the demonstration codes.</summary>
    public static string Parcel(string subcompartment, string landClass = "0111", string more = "") =>
        $"\"XIAN\":\"431125\",\"XIANG\":\"101\",\"CUN\":\"001\",\"LIN_BAN\":\"0003\",\"XIAO_BAN\":\"{subcompartment}\",\"DI_LEI\":\"{landClass}\"{more}";
}
