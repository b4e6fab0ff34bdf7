using System.Text.Encodings.Web;
using System.Text.Json;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>One row of <c>inventory.layer_feature</c>. Attributes by layer: gis-data/dictionaries/layer-fields.csv.</summary>
internal sealed record LayerRow(
    string Layer, string Code, string Name, string? TownshipCode, DateOnly From, DateOnly? Until, decimal? RegisteredHa, decimal? ContractMu,
    object Attributes, IReadOnlyList<IReadOnlyList<double[]>> Outline)
{
    public const string Statement = """
        copy inventory.layer_feature (
            layer, feature_id, code, name, township_code, valid, ellipsoidal_area_m2, registered_area_ha, contract_area_mu, attributes, geom, geom_3857)
        from stdin (format binary)
        """;

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public void Write(BinaryCopy copy, long id)
    {
        copy.Row(12);
        copy.Text(Layer);
        copy.Int64(id);
        copy.Text(Code);
        copy.Text(Name);
        copy.Text(TownshipCode);
        copy.DateRange(From, Until);
        copy.Numeric((decimal)Math.Round(FlatRings.AreaM2(Outline), 4), 4);
        copy.Numeric(RegisteredHa, 4);
        copy.Numeric(ContractMu, 2);
        copy.Json(JsonSerializer.Serialize(Attributes, Attributes.GetType(), Json));
        copy.MultiPolygon(4490, Outline);
        copy.MultiPolygon(3857, WebMercator.Of(Outline));
    }
}
