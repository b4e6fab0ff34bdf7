using System.Text;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Demonstration;

/// <summary>The committed files of gis-data/samples against what the generator writes today.</summary>
public sealed class SampleFileTests : IDisposable
{
    private static readonly string Committed = Path.Combine(Repository.Root, "gis-data", "samples");
    private readonly string _fresh = Directory.CreateTempSubdirectory("fc-samples-").FullName;

    public void Dispose() => Directory.Delete(_fresh, true);

    [Fact]
    public void Shapefile_and_GeoJSON_are_what_the_generator_writes_to_the_byte()
    {
        var parcels = SampleFiles.Write(_fresh);

        Assert.InRange(parcels, 150, 900);
        foreach (var name in new[] { "forest-land.shp", "forest-land.shx", "forest-land.dbf", "forest-land.prj", "forest-land.geojson" })
            Assert.True(File.ReadAllBytes(Path.Combine(_fresh, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Committed, name))), name);
    }

    [Fact]
    public void Together_they_stay_under_3_MB() =>
        Assert.True(Directory.EnumerateFiles(Committed).Sum(f => new FileInfo(f).Length) < 3_000_000);

    [Fact]
    public void The_shapefile_speaks_GBK_and_carries_the_zone_in_its_eastings()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var shp = File.ReadAllBytes(Path.Combine(Committed, "forest-land.shp"));

        Assert.Equal(37, Math.Floor(BitConverter.ToDouble(shp, 36) / 1_000_000));
        Assert.True(File.ReadAllBytes(Path.Combine(Committed, "forest-land.dbf")).AsSpan().IndexOf(Encoding.GetEncoding("GBK").GetBytes("演示数据")) > 0);
    }
}
