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

    /// <summary>Parcels as GeoJSON: squares of a hundredth of a degree side by side, with the given properties; where they begin the first parcel's number says.</summary>
    public static string Squares(params string[] properties)
    {
        var features = properties.Select((p, i) =>
        {
            var (west, south) = PlaceOf(properties[0]);
            (west, var east, var north) = (Math.Round(west + 0.01 * i, 2), Math.Round(west + 0.01 * (i + 1), 2), Math.Round(south + 0.01, 2));
            return FormattableString.Invariant(
                $$$"""{"type":"Feature","properties":{{{{p}}}},"geometry":{"type":"Polygon","coordinates":[[[{{{west}}},{{{south}}}],[{{{east}}},{{{south}}}],[{{{east}}},{{{north}}}],[{{{west}}},{{{north}}}],[{{{west}}},{{{south}}}]]]}}""");
        });
        return new StringBuilder("""{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[""")
            .AppendJoin(",\n", features).Append("]}").ToString();
    }

    // Two parcels never stand on the same ground, so the tests of one database do not share it either.
    private static (double West, double South) PlaceOf(string properties)
    {
        var number = System.Text.RegularExpressions.Regex.Match(properties, "\"(?:XIAO_BAN|CODE)\":\"\\d*?(\\d{1,5})\"") is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : 40;
        return (Math.Round(111.10 + 0.1 * (number / 10 % 4), 2), Math.Round(25 + 0.01 * (number / 40 % 48), 2));
    }

    /// <summary>Properties of a parcel of the demonstration codes.</summary>
    public static string Parcel(string subcompartment, string landClass = "0111", string more = "") =>
        $"\"XIAN\":\"431125\",\"XIANG\":\"101\",\"CUN\":\"001\",\"LIN_BAN\":\"0003\",\"XIAO_BAN\":\"{subcompartment}\",\"DI_LEI\":\"{landClass}\"{more}";
}
