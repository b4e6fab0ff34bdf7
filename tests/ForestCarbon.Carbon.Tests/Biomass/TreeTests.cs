using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Tests.Biomass;

// Expected figures: the published formulas in 50-digit decimal arithmetic.
public sealed class TreeTests
{
    [Theory]
    [InlineData("LY208-77/杉木", 0.24352045508444058)]
    [InlineData("DB52/T702-2011/杉木", 0.25127186272602917)]
    public void Volume_of_a_tree_of_20_cm_and_15_m(string table, double expected) =>
        Near.Equal(expected, TreeVolumeTables.Find(table)!.VolumeM3(20, 15));

    [Fact]
    public void The_twelve_tables_of_the_contract_are_there()
    {
        string[] ids =
        [
            "LY208-77/杉木", "LY208-77/马尾松", "LY208-77/栎类", "LY208-77/阔叶", "DB51/T1467-2012/柏木",
            "DB35/T1823-2019/杉木", "DB35/T1823-2019/马尾松", "DB35/T1823-2019/其他针叶", "DB35/T1823-2019/阔叶",
            "DB34/T3345-2019/马尾松", "DB52/T702-2011/杉木", "DB52/T703-2011/马尾松",
        ];
        Assert.Equal(ids, TreeVolumeTables.All.Select(t => t.Id));
    }

    [Theory]
    [InlineData("t,cm,m,,1,2,0,1,0,test,M", "line 2: units must be cm, m, m3")]
    [InlineData("t,mm,m,m3,1,2,0,1,0,test,M", "line 2: units must be cm, m, m3")]
    public void An_equation_without_its_units_cannot_be_entered(string row, string message)
    {
        var csv = ForestCarbon.Carbon.Tables.CsvTable.Parse(
            "v.csv", System.Text.Encoding.UTF8.GetBytes($"{string.Join(',', TreeVolumeTables.Columns)}\n{row}\n"), TreeVolumeTables.Columns);

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TreeVolumeTables.Read(csv)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversion_and_expansion_factor_has_the_density_inside_and_an_expansion_factor_has_not()
    {
        var volume = new ForestCarbon.Carbon.Units.CubicMetresPerHectare(100);
        var byBef = StandBiomass.FromVolume(volume, 0.307, new Bef(1.634), 0.246, 0.52);

        Near.Equal(byBef.Co2eTPerHa, StandBiomass.FromVolume(volume, Bcef.Of(0.307, new Bef(1.634)), 0.246, 0.52).Co2eTPerHa);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bcef(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bef(double.NaN));
    }

    [Fact]
    public void The_broadleaf_table_says_that_it_is_the_Sichuan_Yunnan_row() =>
        Assert.Contains("川滇", TreeVolumeTables.Find("LY208-77/阔叶")!.Citation.Source, StringComparison.Ordinal);

    [Theory]
    [InlineData(5, 4, true)]
    [InlineData(50, 30, true)]
    [InlineData(4.9, 10, false)]
    [InlineData(20, 30.1, false)]
    public void The_published_range_includes_its_ends(double dbh, double height, bool covered) =>
        Assert.Equal(covered, TreeVolumeTable.Covers(dbh, height));

    [Fact]
    public void Chinese_fir_takes_the_upper_segment_from_5_cm()
    {
        var large = TreeBiomass.ChineseFir(20, 15);
        Near.Equal(105.05434527981591109, large.Agb);
        Near.Equal(23.289736212086770683, large.Bgb!.Value);
        Assert.Equal(large.Agb * 0.5003, large.AgCarbon);
        Assert.Equal(large.Bgb * 0.488, large.BgCarbon);

        var small = TreeBiomass.ChineseFir(4, 5);
        Near.Equal(2.7553488266289144100, small.Agb);
        Near.Equal(0.50155509530665027250, small.Bgb!.Value);

        Near.Equal(0.065388 * Math.Pow(5, 2.01735) * Math.Pow(4, 0.49425), TreeBiomass.ChineseFir(5, 4).Agb);
    }

    [Fact]
    public void The_Zhejiang_equations_give_what_stands_above_ground_only()
    {
        var (biomass, citation) = TreeBiomass.Of("S17/木荷", 20, 15)!.Value;

        Near.Equal(194.78676840428594604, biomass.Agb);
        Assert.Null(biomass.Bgb);
        Assert.Equal("S17", citation.Mark);
    }

    [Fact]
    public void A_moso_culm_of_10_cm_and_3_du() => Near.Equal(14.079882215341102051, BambooBiomass.MosoCulmAgbKg(10, 3));

    [Fact]
    public void Roots_of_100_tonnes_per_hectare() => Near.Equal(0.23987803751240177319, RootRatio.ArTool14(100));

    [Fact]
    public void Fang_gives_no_biomass_without_volume()
    {
        var fir = FangBiomass.Current.FindByNameOrCode("杉木")!;

        Near.Equal(0.3999 * 100 + 22.5410, fir.BiomassTPerHa(new CubicMetresPerHectare(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => fir.BiomassTPerHa(new CubicMetresPerHectare(0)));
        Assert.Equal(FangBiomass.Current.FindByNameOrCode("槠")!.A, FangBiomass.Current.FindByNameOrCode("450")!.A);
        Assert.Null(FangBiomass.Current.FindByNameOrCode("油茶"));
    }
}
