using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Testing;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Tests.Imports;

public sealed class CrsDecisionTests
{
    private static readonly Envelope County = new(110.9, 111.6, 24.9, 25.5);
    private static readonly Envelope Degrees = new(111.1, 111.2, 25.1, 25.2);
    private static readonly Envelope Plain = new(510_000, 520_000, 2_780_000, 2_790_000);
    private static readonly Envelope Prefixed = new(37_510_000, 37_520_000, 2_780_000, 2_790_000);

    [Theory]
    [InlineData("stands/bc-tsa24/stands.prj", 3005)]
    [InlineData("nz/shp-polygons/nz_waca_adjustments.prj", 4167)]
    [InlineData("shp/deter-br-deforestation/deter-nf-deter-public.prj", 4674)]
    [InlineData("shp/CoHI_GCS12/CoHI_GCS12.prj", 4269)]
    [InlineData("shp/issue049/221-1_28.03.202411-16.prj", 4326)]
    public void Real_texts_are_recognised(string file, int epsg) =>
        Assert.Equal(epsg, CrsText.Read(File.ReadAllText(Repository.SharedFile(file))).Match()?.Epsg);

    [Theory]
    [InlineData("""PROJCS["CGCS2000_3_Degree_GK_CM_111E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]""", 4546)]
    [InlineData("""PROJCS["CGCS2000_3_Degree_GK_Zone_37",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",37500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]""", 4525)]
    [InlineData("""PROJCRS["CGCS2000 / 3-degree Gauss-Kruger CM 111E",BASEGEOGCRS["China Geodetic Coordinate System 2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]]],CONVERSION["3-degree Gauss-Kruger CM 111E",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0,ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Longitude of natural origin",111,ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Scale factor at natural origin",1,SCALEUNIT["unity",1]],PARAMETER["False easting",500000,LENGTHUNIT["metre",1]],PARAMETER["False northing",0,LENGTHUNIT["metre",1]]],CS[Cartesian,2],AXIS["northing (X)",north],AXIS["easting (Y)",east],LENGTHUNIT["metre",1],ID["EPSG",4546]]""", 4546)]
    [InlineData("""BOUNDCRS[SOURCECRS[GEOGCRS["CGCS2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],ANGLEUNIT["degree",0.0174532925199433]]],TARGETCRS[GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]]]]]""", 4490)]
    [InlineData("""PROJCS["WGS 84 / UTM zone 49N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",111],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]""", 32649)]
    public void Dialects_of_one_system_have_one_number(string wkt, int epsg) =>
        Assert.Equal(epsg, CrsText.Read(wkt).Match()?.Epsg);

    [Theory]
    [InlineData(4490)]
    [InlineData(4513)]
    [InlineData(4525)]
    [InlineData(4546)]
    [InlineData(4554)]
    [InlineData(4491)]
    [InlineData(32649)]
    [InlineData(2361)]
    [InlineData(2434)]
    [InlineData(3005)]
    [InlineData(3067)]
    public void What_this_program_writes_it_recognises(int epsg) =>
        Assert.Equal(epsg, CrsText.Read(CoordinateSystems.Find(epsg)!.Wkt).Match()?.Epsg);

    [Fact]
    public void An_easting_with_its_zone_overrules_a_system_without() =>
        Assert.Equal(4525, Decide("EPSG:4546", Prefixed).Crs.Epsg);

    [Fact]
    public void An_easting_without_a_zone_overrules_a_system_with()
    {
        var decision = Decide("EPSG:4525", Plain);

        Assert.Equal(4546, decision.Crs.Epsg);
        Assert.Contains("不带带号", Assert.Single(decision.Warnings).Zh, StringComparison.Ordinal);
    }

    [Theory, InlineData("EPSG:4547"), InlineData("EPSG:4526")]
    public void An_easting_of_another_zone_is_refused_with_the_system_it_would_be(string stated)
    {
        var refusal = Refusal(stated, Prefixed);

        Assert.Contains("带号 37", refusal, StringComparison.Ordinal);
        Assert.Contains("EPSG:4525", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EPSG:2361")]
    [InlineData("EPSG:2382")]
    [InlineData("EPSG:4610")]
    [InlineData("EPSG:2413")]
    [InlineData("EPSG:4214")]
    public void Old_datums_are_refused_without_a_shift(string crs) =>
        Assert.Contains("基准转换参数", Refusal(crs, crs is "EPSG:4610" or "EPSG:4214" ? Degrees : crs is "EPSG:2382" ? Plain : Prefixed), StringComparison.Ordinal);

    [Theory]
    [InlineData(2382, "EPSG:4546", "西安")]
    [InlineData(2434, "EPSG:4546", "北京")]
    [InlineData(2434, "EPSG:2382", "北京")]
    [InlineData(4546, "EPSG:2382", "CGCS2000")]
    public void A_system_of_another_datum_than_the_files_own_is_refused(int stated, string asked, string datum)
    {
        var said = Assert.Throws<UnreadableFileException>(() => CrsDecision.Make(Prj(stated), asked, Plain, County)).Said;

        Assert.Contains("写的大地基准是", said.Zh, StringComparison.Ordinal);
        Assert.Contains(datum, said.Zh, StringComparison.Ordinal);
        Assert.Contains("names the datum", said.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_of_the_same_datum_overrules_the_files_own_with_a_note() =>
        Assert.Contains(CrsDecision.Make(Prj(4547), "EPSG:4546", Plain, County).Notes, n => n.Zh.Contains("按指定的 EPSG:4546", StringComparison.Ordinal));

    private static SourceCrsNote Prj(int epsg) => new(CoordinateSystems.Find(epsg)!.Wkt, null, new(".prj 文件", "the .prj file"));

    [Fact]
    public void WGS_84_is_taken_as_CGCS2000_with_a_note() =>
        Assert.Equal(["WGS84 按与 CGCS2000 相同处理。"], Decide("EPSG:4326", Degrees).Notes.Select(n => n.Zh));

    [Fact]
    public void A_missing_system_is_proposed_from_where_the_coordinates_fall_and_the_datum_is_asked()
    {
        Assert.Contains("EPSG:4490", Refusal(null, Degrees), StringComparison.Ordinal);
        Assert.Contains("在本县范围内", Refusal(null, Degrees), StringComparison.Ordinal);
        Assert.Contains("EPSG:4525", Refusal(null, Prefixed), StringComparison.Ordinal);
        Assert.Contains("EPSG:4546", Refusal(null, Plain), StringComparison.Ordinal);
        Assert.All(new[] { Degrees, Prefixed, Plain }, box => Assert.Contains("大地基准", Refusal(null, box), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GCJ-02")]
    [InlineData("EPSG:99999")]
    [InlineData("beijing")]
    public void Systems_that_are_none_are_refused(string crs) => Assert.EndsWith("。", Refusal(crs, Degrees), StringComparison.Ordinal);

    [Fact]
    public void Coordinates_that_contradict_the_system_are_refused_with_those_in_which_they_would_lie_in_the_county()
    {
        var refusal = Assert.Throws<UnreadableFileException>(() => Decide("EPSG:4490", Plain)).Said;

        Assert.Contains("坐标系不对", refusal.Zh, StringComparison.Ordinal);
        Assert.Contains("EPSG:4546", refusal.Zh, StringComparison.Ordinal);
        Assert.Contains("EPSG:4546", refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_proposed_in_every_datum_that_has_them_and_in_no_other_zone()
    {
        Assert.Equal([4546, 2382, 2434, 32649], CrsProposal.Inside(Plain, County).Select(c => c.Epsg));
        Assert.Equal([4525, 2361, 2413], CrsProposal.Inside(Prefixed, County).Select(c => c.Epsg));
        Assert.Equal([4490, 4326, 4610, 4214], CrsProposal.Inside(Degrees, County).Select(c => c.Epsg));
        Assert.Empty(CrsProposal.Inside(Degrees, null));
    }

    [Fact]
    public void A_six_degree_zone_is_proposed_where_no_zone_of_three_degrees_has_the_numbers() =>
        Assert.Equal([4497, 2333, 21419], CrsProposal.Inside(new Envelope(Plain.MinX + 19_000_000, Plain.MaxX + 19_000_000, Plain.MinY, Plain.MaxY), County).Select(c => c.Epsg));

    [Fact]
    public void Coordinates_the_wrong_way_round_are_known_as_that_and_a_file_beside_the_county_gets_no_proposal()
    {
        Assert.Contains("写反了", CrsProposal.Instead(new Envelope(Degrees.MinY, Degrees.MaxY, Degrees.MinX, Degrees.MaxX), County, CoordinateSystems.Cgcs2000)!.Zh, StringComparison.Ordinal);
        Assert.Null(CrsProposal.Instead(Degrees, County, CoordinateSystems.Cgcs2000));
        Assert.Null(CrsProposal.Instead(new Envelope(115, 115.1, 25, 25.1), County, CoordinateSystems.Cgcs2000));
    }

    [Theory, InlineData("EPSG:2361"), InlineData("EPSG:4547"), InlineData("EPSG:99999"), InlineData("GCJ-02"), InlineData(null)]
    public void A_refusal_is_said_in_both_languages(string? asked)
    {
        var said = Assert.Throws<UnreadableFileException>(() => Decide(asked, Prefixed)).Said;

        Assert.EndsWith("。", said.Zh, StringComparison.Ordinal);
        Assert.EndsWith(".", said.En, StringComparison.Ordinal);
        Assert.DoesNotContain(said.En, c => c is >= '\u4E00' and <= '\u9FFF');
    }

    private static CrsDecision Decide(string? asked, Envelope box) => CrsDecision.Make(new SourceCrsNote(null, null, new(".prj 文件", "the .prj file")), asked, box, County);

    private static string Refusal(string? asked, Envelope box) => Assert.Throws<UnreadableFileException>(() => Decide(asked, box)).Message;
}
