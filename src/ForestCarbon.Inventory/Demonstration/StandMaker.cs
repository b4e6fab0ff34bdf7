using System.Globalization;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>The trees of a parcel: species, origin, age and what follows from them.</summary>
internal readonly struct StandMaker(Fields fields, Standing standing, short siteClass)
{
    // Natural stands first, the rest after: what is neither fir nor pine, by share.
    private static readonly (short Species, double Share)[] ProtectedMix = [(410, 0.26), (490, 0.24), (480, 0.13), (481, 0.09), (620, 0.20), (630, 0.06), (350, 0.02)];
    private static readonly (short Species, double Share)[] OtherMix = [(480, 0.19), (481, 0.14), (590, 0.14), (550, 0.08), (530, 0.03), (440, 0.08), (490, 0.13), (620, 0.12), (630, 0.09)];

    // Stands are seldom fully stocked; this brings the county's mean volume between 55 and 85 m³/ha.
    private const double Stocking = 0.61;

    private readonly ulong _hash = fields.Hash;

    public void Fill(DemoParcel parcel)
    {
        switch (standing.Cover)
        {
            case Cover.Timber:
                Timber(parcel);
                break;
            case Cover.Bamboo:
                (parcel.SpeciesCode, parcel.SpeciesMix, parcel.Origin) = ("660", "10竹", standing.IsProtectedNatural || Draw(20) < 0.6 ? "13" : "24");
                (parcel.CanopyDensity, parcel.MeanHeightM) = (Canopy(0.68), Round(9 + (2 * Chance.Normal(_hash, 21))));
                break;
            case Cover.OilTea:
                Orchard(parcel, "D01", "油", 8, 45);
                break;
            case Cover.Fruit:
                var isPomelo = fields.Mosaic(33, 0.5, 1, 0.2) > 0;
                Orchard(parcel, isPomelo ? "D03" : "D02", isPomelo ? "柚" : "橘", 3, 26);
                break;
            case Cover.Shrub:
                (parcel.SpeciesCode, parcel.SpeciesMix, parcel.Origin, parcel.CanopyDensity) = ("D09", "10灌", "11", Canopy(0.52));
                break;
            default:
                Open(parcel);
                break;
        }
        parcel.ForestPurpose = Purpose(parcel);
        if (parcel.VolumeM3PerHa is { } volume)
            parcel.TotalVolumeM3 = Math.Round((decimal)volume * parcel.RegisteredAreaHa, 1);
        if (parcel.PlantedOn is not null && parcel.Programme == "00")
            parcel.Programme = "40";
        if (parcel.ForestPurpose is "231" or "232" or "233" && parcel.AgeGroup >= 3)
            parcel.Access = (parcel.ElevationM + (parcel.SlopeDegrees * 10) + (200 * (decimal)Draw(44))) switch { < 700 => "1", < 1000 => "2", _ => "3" };
        if (parcel.ForestPurpose == "116")
            parcel.BeltM = Belt(parcel);
        if (parcel.IsOnForestLand)
        {
            parcel.PlannedLandClass = parcel.IsForest || standing.OpenClass is not (20 or 41 or 42 or >= 60 and < 80) ? parcel.LandClass : "0111";
            parcel.PlannedPurpose = parcel.ForestPurpose ?? (parcel.PlannedLandClass == "0111" ? (standing.IsPublicWelfare ? "111" : "233") : null);
        }
    }

    // The rectangle of the parcel's area and perimeter; a parcel not twice as long as wide is no belt.
    private static (double, double)? Belt(DemoParcel parcel)
    {
        var half = FlatRings.PerimeterM(parcel.Ring) / 2;
        var root = Math.Sqrt(Math.Max(0, (half * half / 4) - parcel.EllipsoidalAreaM2));
        var (width, length) = ((half / 2) - root, (half / 2) + root);
        return length >= 2 * width ? (Math.Round(width, 1), Math.Round(length, 1)) : null;
    }

    private void Timber(DemoParcel parcel)
    {
        var code = standing.Species != 0 ? standing.Species : Pick(standing.IsProtectedNatural ? ProtectedMix : OtherMix, 22);
        var species = StandSpecies.Of(code);
        var isPlanted = !standing.IsProtectedNatural && (species.NaturalAges is null || Draw(23) >= NaturalShare(code));
        var age = Age(species, isPlanted);
        parcel.Origin = isPlanted ? (Draw(24) < 0.9 ? "21" : "24") : Draw(24) switch { < 0.6 => "11", < 0.85 => "12", _ => "13" };
        parcel.SpeciesCode = code.ToString(CultureInfo.InvariantCulture);
        parcel.SpeciesMix = Mix(species);
        parcel.MeanAgeYears = (short)age;
        parcel.AgeGroup = species.GroupOf(age, isPlanted);
        Stock(parcel, species, age, isPlanted, Canopy(age < 6 ? 0.38 : 0.64));
        if (isPlanted)
            Planted(parcel, age, 0.9);
    }

    // Volume by age, closure and log-normal noise; the shape of the mean tree by age and closure. What size the trees are then follows:
    // as many as carry the volume have to close the canopy to the figure given. So volume, canopy, stems, diameter and height agree.
    private void Stock(DemoParcel parcel, StandSpecies species, int age, bool isPlanted, decimal canopy)
    {
        parcel.CanopyDensity = canopy;
        var closure = (double)canopy;
        var noise = Math.Exp((0.22 * Chance.Normal(_hash, 25)) - 0.024);
        var volume = Math.Round(species.FullVolume(age, isPlanted, siteClass) * Stocking * Math.Pow(closure / 0.64, 0.85) * noise, 1);
        parcel.VolumeM3PerHa = volume;
        if (volume <= 0)
            return;
        var slenderness = Math.Clamp((79 + (16 * Math.Exp(-age / 20.0)) + (18 * (closure - 0.64))) * Math.Exp(0.07 * Chance.Normal(_hash, 26)), 62, 115);
        var diameter = species.DiameterOf(volume, closure, slenderness);
        parcel.MeanDbhCm = Round(diameter);
        parcel.MeanHeightM = Round(Math.Max(1.4, slenderness * diameter / 100));
        parcel.StemsPerHa = Math.Max(1, (int)Math.Round(volume / species.TreeVolumeM3((double)parcel.MeanDbhCm, (double)parcel.MeanHeightM)));
    }

    private void Orchard(DemoParcel parcel, string code, string name, int youngest, int oldest)
    {
        var age = youngest + (int)((oldest - youngest) * Draw(28) * Draw(29));
        (parcel.SpeciesCode, parcel.SpeciesMix, parcel.Origin, parcel.MeanAgeYears) = (code, "10" + name, "21", (short)age);
        parcel.CanopyDensity = Canopy(0.5);
        parcel.MeanHeightM = Round(Math.Clamp(1.2 + (0.1 * age) + (0.2 * Chance.Normal(_hash, 31)), 2.0, 5));
        if (StandSpecies.OrchardOf(code) is { } tree)
        {
            // Low trees with wide crowns: as many as close the canopy.
            parcel.MeanDbhCm = Round(Math.Clamp((3 + (0.4 * age)) * Math.Exp(0.08 * Chance.Normal(_hash, 30)), 3, 15));
            parcel.StemsPerHa = (int)Math.Round((double)parcel.CanopyDensity * 10_000 / tree.CrownM2((double)parcel.MeanDbhCm));
            parcel.VolumeM3PerHa = Math.Round(parcel.StemsPerHa.Value * tree.VolumeM3((double)parcel.MeanDbhCm, (double)parcel.MeanHeightM), 1);
        }
        else
            parcel.StemsPerHa = 600 + (int)(900 * Draw(30));
        Planted(parcel, age, 0.5);
    }

    private void Open(DemoParcel parcel)
    {
        switch (standing.OpenClass)
        {
            case 41:
                var age = 1 + (int)(3 * Draw(32));
                var species = StandSpecies.Of(fields.Mosaic(34, 0.6, 1, 0.2) switch { > 0.25 => (short)480, > -0.1 => (short)310, _ => (short)261 });
                (parcel.SpeciesCode, parcel.SpeciesMix, parcel.Origin) = (species.Code.ToString(CultureInfo.InvariantCulture), "10" + species.ShortName, "21");
                (parcel.MeanAgeYears, parcel.AgeGroup, parcel.CanopyDensity) = ((short)age, 1, Math.Round((decimal)(0.04 + (0.14 * Draw(33))), 2));
                (parcel.VolumeM3PerHa, parcel.StemsPerHa) = (0, 1500 + (int)(1500 * Draw(34)));
                parcel.MeanHeightM = Round(0.5 + (0.5 * age));
                Planted(parcel, age, 1);
                break;
            case 42:
                (parcel.SpeciesCode, parcel.SpeciesMix, parcel.Origin, parcel.VolumeM3PerHa) = ("490", "10阔", "12", 0);
                (parcel.MeanAgeYears, parcel.AgeGroup, parcel.CanopyDensity) = ((short)(2 + (int)(5 * Draw(35))), 1, Math.Round((decimal)(0.06 + (0.13 * Draw(36))), 2));
                break;
            case 20:
                var pine = StandSpecies.Of(220);
                var years = 12 + (int)(25 * Draw(37));
                (parcel.SpeciesCode, parcel.SpeciesMix, parcel.Origin, parcel.MeanAgeYears) = ("220", "10马", "11", (short)years);
                parcel.AgeGroup = pine.GroupOf(years, false);
                Stock(parcel, pine, years, false, Math.Round((decimal)(0.10 + (0.09 * Draw(38))), 2));
                break;
            case 32:
                (parcel.SpeciesCode, parcel.SpeciesMix, parcel.Origin) = ("D09", "10灌", "11");
                break;
        }
    }

    private string? Purpose(DemoParcel parcel) => standing switch
    {
        { Cover: Cover.NoForest, OpenClass: not (20 or 32 or 41 or 42) } => null,
        { IsPublicWelfare: true } => parcel.NationalProtectionGrade == "1" ? "127" : fields.Mosaic(35, 1.2, 0.2, 0.1) > -0.1 ? "111" : "112",
        { Cover: Cover.OilTea } => "252",
        { Cover: Cover.Fruit } => "251",
        { IsCarbonBase: true } => parcel.SpeciesCode == "550" ? "231" : "232",
        { Cover: Cover.Timber, IsOnForestLand: false } => "116",
        _ => "233",
    };

    // Young and middle-aged together a little under 70 % of the timber, so that they stay 60–75 % with orchards counted or not.
    private int Age(StandSpecies species, bool isPlanted)
    {
        var m = 1.6 * (fields.Mosaic(36, 0.25, 0.9, 0.9) + (standing.IsCarbonBase ? -0.16 : standing.IsProtectedNatural ? 0.2 : 0));
        var rank = 0.5 + (0.5 * m / Math.Sqrt(0.35 + (m * m)));
        var limits = species.Limits(isPlanted);
        ReadOnlySpan<double> shares = [0.27, 0.70, 0.85, 0.965, 1];
        var group = 0;
        while (group < 4 && rank >= shares[group])
            group++;
        var youngest = group == 0 ? Math.Min(4, limits[0]) : limits[group - 1] + 1;
        var oldest = group == 4 ? limits[3] + (limits[3] / 4) : limits[group];
        return youngest + (int)((oldest - youngest + 1) * Draw(39));
    }

    private void Planted(DemoParcel parcel, int age, double recorded)
    {
        var year = ParcelMaker.InventoryYear - age;
        if (year >= 2013 && Draw(40) < recorded)
            parcel.PlantedOn = new DateOnly(year, 2, 1).AddDays((int)(58 * Draw(41)));
    }

    private static double NaturalShare(short species) => species switch { 220 => 0.38, 620 or 630 => 0.8, 440 => 0.3, _ => 0.55 };

    private string Mix(StandSpecies species)
    {
        var draw = Draw(42);
        var other = species.ShortName == "阔" ? "马" : "阔";
        return draw < 0.5 ? $"10{species.ShortName}" : draw < 0.8 ? $"8{species.ShortName}2{other}" : $"7{species.ShortName}3{other}";
    }

    private short Pick((short Species, double Share)[] mix, int draw)
    {
        var m = 1.5 * fields.Mosaic(37, 0.9, 1, 0.3);
        var rank = 0.5 * (1 + (m / Math.Sqrt(0.3 + (m * m)))) + ((Draw(draw) - 0.5) * 0.25);
        foreach (var (species, share) in mix)
            if ((rank -= share) < 0)
                return species;
        return mix[^1].Species;
    }

    private decimal Canopy(double mean) => Math.Round((decimal)Math.Clamp(mean + (0.12 * Chance.Normal(_hash, 43)), 0.20, 0.95), 2);

    private double Draw(int draw) => Chance.Unit(_hash, draw);

    private static decimal Round(double value) => Math.Round((decimal)value, 1);
}
