using ForestCarbon.Inventory.Ogc;

namespace ForestCarbon.Web.Tests.Text;

public sealed class PropertyWordsTests
{
    [Theory]
    [InlineData("registered_area_ha", "Registered area (ha)"), InlineData("ellipsoidal_area_m2", "Ellipsoidal area (m²)"), InlineData("contract_area_mu", "Contract area (mu)")]
    [InlineData("volume_m3_per_ha", "Volume (m³/ha)"), InlineData("stems_per_ha", "Stems (per ha)"), InlineData("mean_age_a", "Mean age (years)"), InlineData("authority_zh", "Authority (in Chinese)")]
    [InlineData("is_on_forest_land", "On forest land"), InlineData("valid_from", "Valid from"), InlineData("certificate_no", "Certificate no."), InlineData("code", "Code"), InlineData("YOU_SHI_SZ", "YOU_SHI_SZ")]
    public void A_property_is_called_by_its_words_and_its_unit(string name, string words) => Assert.Equal(words, PropertyWords.InEnglish(name));
}
