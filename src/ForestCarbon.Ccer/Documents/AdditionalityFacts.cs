using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Documents;

/// <summary>What is known of the three cases in which additionality need not be proven (fact sheet §2.5 [S5]), for a project's ground.</summary>
/// <param name="DryLimit">Mean annual precipitation up to which a place is exempt, mm.</param>
/// <param name="Precipitation">Of the county, mm.</param>
/// <param name="Zone">1 where the county is a national key ecological function zone, 0 where it is none.</param>
public sealed record AdditionalityFacts(ParameterRow? DryLimit, ParameterRow? Precipitation, ParameterRow? Zone, AdditionalityGround Ground)
{
    private const decimal NothingM2 = 1; // up to here two areas are the same (definitions §4, claims)

    /// <summary>Null where it is not known.</summary>
    public bool? IsDry => (Precipitation?.UsableValue, DryLimit?.UsableValue) is ({ } falls, { } limit) ? falls <= limit : null;

    /// <summary>Null where nobody has looked it up.</summary>
    public bool? IsInZone => Zone?.UsableValue switch { 1 => true, 0 => false, _ => null };

    /// <summary>Ground that is public-welfare forest, by the inventory or by the owner's statement, m².</summary>
    public decimal WelfareM2 => Ground.PublicWelfareM2 + Ground.DeclaredWelfareM2;

    public bool IsAllWelfare => Ground.AreaM2 > 0 && Ground.AreaM2 - WelfareM2 <= NothingM2;

    /// <summary>Ground of which additionality is to be proven, m².</summary>
    public decimal ToProveM2 => IsDry == true || IsInZone == true || IsAllWelfare ? 0 : Ground.AreaM2 - WelfareM2;

    /// <summary>Facts of the county that the exemption rests on and that nobody may submit yet.</summary>
    public IReadOnlyList<ParameterRow> Unverified =>
    [
        .. IsInZone == true && !Zone!.MaySubmit ? (ParameterRow[])[Zone] : [],
        .. IsInZone != true && IsDry == true ? new[] { DryLimit!, Precipitation! }.Where(p => !p.MaySubmit) : [],
    ];

    /// <summary>The facts, or null where the methodology has no such condition.</summary>
    public static async Task<AdditionalityFacts?> OfAsync(Db db, Methodology methodology, long boundaryId, CancellationToken ct)
    {
        if (methodology.Conditions.All(c => c.Check != "additionality"))
            return null;
        var (_, rows) = await new ParameterBook(db).ForAsync(methodology, ct: ct);
        ParameterRow? Row(string key) => rows.FirstOrDefault(r => r.ParamKey == key);
        return new AdditionalityFacts(Row("precipitation_exempt_mm"), Row("mean_annual_precipitation_mm"), Row("national_key_ecological_function_zone"), (await db.QuerySingleOrDefaultAsync<AdditionalityGround>(
            Sql.Of<AdditionalityFacts>("Documents/Sql/additionality_ground.sql"), new { boundaryId, townships = TownshipScope.WholeCounty.Codes }, ct))!);
    }
}

/// <summary>Ground of a boundary, and what of it is public-welfare forest by the inventory or was stated by its owner, m²; what the inventory says counts before what is stated.</summary>
public sealed record AdditionalityGround
{
    public decimal AreaM2 { get; init; }
    public decimal PublicWelfareM2 { get; init; }
    public decimal DeclaredWelfareM2 { get; init; }
    public decimal DeclaredToolM2 { get; init; }
}
