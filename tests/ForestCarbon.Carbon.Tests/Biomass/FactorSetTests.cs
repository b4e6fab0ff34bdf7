using System.Text;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Tests.Biomass;

public sealed class FactorSetTests
{
    private static readonly string[] Columns =
        ["species_code", "species_name", "param_key", "value", "unit", "source", "confidence"];

    private const string Fir = """
        species_code,species_name,param_key,value,unit,source,confidence
        310,杉木,wood_density,0.307,t_dm_per_m3,annex,M
        310,杉木,bef,1.634,1,annex,M
        310,杉木,root_shoot,0.246,1,annex,M
        310,杉木,carbon_fraction,0.520,tC_per_t_dm,annex,M
        """;

    [Fact]
    public void Chinese_fir_has_the_values_of_the_fact_sheet_and_its_mark()
    {
        var fir = FactorSet.ArCm001V01.Find("310")!;

        Assert.Equal((0.307, 1.634, 0.246, 0.520), (fir.WoodDensity, fir.Bef.Value, fir.RootShoot, fir.CarbonFraction));
        Assert.Equal("M", fir.Citation.Mark);
        Assert.False(fir.Citation.IsVerified);
        // 100 m³/ha · 0.307 · 1.634 · 1.246 · 0.52 · 44/12 in decimal arithmetic
        Near.Equal(119.17447408533333333, StandBiomass.FromVolume(new CubicMetresPerHectare(100), fir).Co2eTPerHa);
    }

    [Fact]
    public void The_set_holds_29_rows_with_every_factor() => Assert.Equal(29, FactorSet.ArCm001V01.All.Count);

    [Theory]
    [InlineData("杉木")]
    [InlineData("310")]
    [InlineData("310000")]
    public void A_species_is_found_by_name_or_code(string species) =>
        Assert.Equal("杉木", FactorSet.ArCm001V01.FindByNameOrCode(species)!.SpeciesName);

    [Theory]
    [InlineData("油茶")]
    [InlineData("660")]
    [InlineData("")]
    public void A_species_without_a_row_is_not_found(string species) =>
        Assert.Null(FactorSet.ArCm001V01.FindByNameOrCode(species));

    [Fact]
    public void Zero_volume_converts_to_zero() =>
        Assert.All(FactorSet.ArCm001V01.All, f =>
            Assert.Equal(default, StandBiomass.FromVolume(new CubicMetresPerHectare(0), f)));

    [Theory]
    [InlineData("310,杉木,bef,1.634,1", "310,杉木,bef,3.6,1", "line 3: bef 3.6 is outside 1.1–3.5")]
    [InlineData("310,杉木,bef,1.634,1", "310,杉木,bef,x,1", "line 3: value is not a number")]
    [InlineData("310,杉木,bef,1.634,1", "310,杉木,bef,1.634,t", "line 3: unit must be 1")]
    [InlineData("310,杉木,bef,1.634,1", "310,杉木,root_shoot,0.3,1", "line 4: a second row for this factor")]
    [InlineData("310,杉木,bef,1.634,1,annex,M\n", "", "line 2: 杉木 has no bef")]
    [InlineData("310,杉木,bef,1.634,1,annex,M", "310,杉木,bef,1.634,1", "line 3: 7 plain cells expected")]
    public void A_wrong_file_is_refused_with_file_and_line(string right, string wrong, string message)
    {
        var text = Fir.ReplaceLineEndings("\n");
        Assert.Contains(right, text, StringComparison.Ordinal);

        var error = Assert.Throws<InvalidDataException>(() => new FactorSet(
            "T", "1", CsvTable.Parse("fir.csv", Encoding.UTF8.GetBytes(text.Replace(right, wrong, StringComparison.Ordinal)), Columns)));

        Assert.Contains("fir.csv, " + message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_is_that_of_the_bytes() =>
        // SHA-256 of "a\n" is published in every implementation's test vectors: sha256sum <<< a
        Assert.Equal(
            "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
            CsvTable.Parse("a.csv", "a\n"u8.ToArray(), "a").Sha256);
}
