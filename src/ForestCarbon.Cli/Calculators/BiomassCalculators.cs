using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Units;
using ForestCarbon.Cli.Frame;
using Bamboo = ForestCarbon.Carbon.Biomass.BambooBiomass;
using Roots = ForestCarbon.Carbon.Biomass.RootRatio;
using Stand = ForestCarbon.Carbon.Biomass.StandBiomass;
using Tree = ForestCarbon.Carbon.Biomass.TreeBiomass;

namespace ForestCarbon.Cli.Calculators;

/// <summary><c>tree-volume</c>, <c>tree-biomass</c>, <c>bamboo-biomass</c>, <c>stand-biomass</c>, <c>root-ratio</c>.</summary>
internal static class BiomassCalculators
{
    private static readonly string[] OwnFactors = ["wood_density", "bef", "root_shoot", "carbon_fraction"];

    public static string[] StandFields { get; } =
        ["volume_m3_per_ha", "area_ha", "area_mu", "species", "factor_set", .. OwnFactors];

    public static void TreeVolume(CaseInput input, CaseOutput output)
    {
        var table = TreeVolumeTables.Find(input.Text("table")) ?? throw Refusal.UnknownName("table", input.Text("table"));
        var (dbh, height) = (input.Positive("dbh_cm"), input.Positive("height_m"));
        output.Add("volume_m3", table.VolumeM3(dbh, height)).From(table.Citation);
        if (!TreeVolumeTable.Covers(dbh, height)) output.Warn("out-of-range");
    }

    public static void TreeBiomass(CaseInput input, CaseOutput output)
    {
        var equation = input.Text("equation");
        var (dbh, height) = (input.Positive("dbh_cm"), input.Positive("height_m"));
        if (Tree.Of(equation, dbh, height) is not var (tree, citation)) throw Refusal.UnknownName("equation", equation);
        output.Add("agb_kg", tree.Agb).From(citation);
        if (tree.Bgb is null) return;
        output
            .Add("bgb_kg", tree.Bgb)
            .Add("total_kg", tree.Total)
            .Add("agc_kg", tree.AgCarbon)
            .Add("bgc_kg", tree.BgCarbon)
            .Add("total_c_kg", tree.TotalCarbon);
    }

    public static void BambooBiomass(CaseInput input, CaseOutput output)
    {
        if (input.Text("equation") != Bamboo.MosoName) throw Refusal.UnknownName("equation", input.Text("equation"));
        var dbh = input.Positive("dbh_cm");
        var age = input.Whole("age_du") is >= 1 and var du ? du : throw Refusal.Domain(Language.Of("“age_du”（度）从 1 起。", "age_du begins at 1."));
        output.Add("agb_kg", Bamboo.MosoCulmAgbKg(dbh, age)).From(Bamboo.MosoSource);
    }

    public static void RootRatio(CaseInput input, CaseOutput output)
    {
        if (input.Text("equation") != Roots.ArTool14Id) throw Refusal.UnknownName("equation", input.Text("equation"));
        output.Add("ratio", Roots.ArTool14(input.Positive("agb_t_per_ha"))).From(Roots.ArTool14Source);
    }

    public static void StandBiomass(CaseInput input, CaseOutput output)
    {
        if (input.Has("area_ha") && input.Has("area_mu")) throw Refusal.Ambiguous(Language.Of("“area_ha”与“area_mu”只能给一个。", "Give either area_ha or area_mu."));
        var volume = new CubicMetresPerHectare(input.NotNegative("volume_m3_per_ha"));
        Hectares? area = input.Has("area_ha") ? new Hectares(input.NotNegative("area_ha"))
            : input.Has("area_mu") ? Hectares.From(new Mu(input.NotNegative("area_mu")))
            : null;

        var co2 = input.Has("species") || input.Has("factor_set")
            ? FromSet(input, output, volume)
            : FromOwnFactors(input, output, volume);
        if (area is { } hectares) output.Add("co2_t_total", co2 * hectares.Value);
    }

    private static double FromSet(CaseInput input, CaseOutput output, CubicMetresPerHectare volume)
    {
        var species = input.Text("species");
        var set = input.Text("factor_set");
        var isFang = set == FangBiomass.Id;
        if (OwnFactors.FirstOrDefault(f => input.Has(f) && !(isFang && f == "carbon_fraction")) is { } own)
            throw Refusal.Ambiguous(Language.Of($"给了“factor_set”就不能再给“{own}”。", $"With factor_set, {own} cannot be given."));
        if (isFang) return FromFang(input, output, volume, species);
        var factors = (FactorSet.OfId(set) ?? throw Refusal.UnknownName("factor_set", set)).FindByNameOrCode(species)
            ?? throw Refusal.UnknownName("species", species);
        output.From(factors.Citation);
        return Chain(output, Stand.FromVolume(volume, factors));
    }

    private static double FromFang(CaseInput input, CaseOutput output, CubicMetresPerHectare volume, string species)
    {
        var equation = FangBiomass.Current.FindByNameOrCode(species) ?? throw Refusal.UnknownName("species", species);
        var fraction = CarbonFraction(input);
        if (volume.Value == 0) throw Refusal.Domain(Language.Of("FANG 的截距大于 0，蓄积为 0 时不能用。", "The intercept of FANG is above 0: it does not hold for a volume of 0."));
        var biomass = equation.BiomassTPerHa(volume);
        var carbon = biomass * fraction;
        output
            .Add("biomass_t_per_ha", biomass)
            .Add("carbon_t_per_ha", carbon)
            .Add("co2_t_per_ha", carbon * Molar.CO2PerC)
            .From(equation.Citation);
        return carbon * Molar.CO2PerC;
    }

    private static double FromOwnFactors(CaseInput input, CaseOutput output, CubicMetresPerHectare volume) =>
        Chain(output, Stand.FromVolume(
            volume, input.Positive("wood_density"), new Bef(input.Positive("bef")), input.NotNegative("root_shoot"), CarbonFraction(input)));

    private static double CarbonFraction(CaseInput input) =>
        input.Positive("carbon_fraction") is <= 1 and var fraction ? fraction : throw Refusal.Domain(Language.Of("“carbon_fraction”不大于 1。", "carbon_fraction is at most 1."));

    private static double Chain(CaseOutput output, BiomassPerHectare biomass)
    {
        output
            .Add("agb_t_per_ha", biomass.AgbTPerHa)
            .Add("bgb_t_per_ha", biomass.BgbTPerHa)
            .Add("biomass_t_per_ha", biomass.BiomassTPerHa)
            .Add("carbon_t_per_ha", biomass.CarbonTPerHa)
            .Add("co2_t_per_ha", biomass.Co2eTPerHa);
        return biomass.Co2eTPerHa;
    }
}
