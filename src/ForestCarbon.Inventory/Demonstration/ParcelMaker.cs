using System.Globalization;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Fills a parcel's record from its place and from what the allocation settled, so that its fields agree with one another.</summary>
internal sealed class ParcelMaker(CountyPlan plan)
{
    public const int InventoryYear = 2025;

    private readonly Dictionary<(int Village, long Cell), int> _compartments = [];
    private readonly int[] _compartmentCount = new int[plan.Places.Villages.Count];
    private readonly List<int> _compartmentNumber = [];
    private readonly List<int> _parcelCount = [];
    private int _made;

    public DemoParcel Make(in Fields fields, CellOutline outline, in Standing standing, double areaM2, decimal registeredHa)
    {
        var village = plan.Places.Villages[fields.Cell.Village];
        var (compartment, number) = NumberOf(fields.Cell);
        var (compartmentText, numberText) = (Digits(compartment, 4), Digits(number, 5));
        var hash = fields.Hash;
        var isStateFarm = plan.Places.Townships[fields.Cell.Township].Kind == "state_farm";
        var (slope, aspect) = plan.Relief.SlopeAt(fields.Plane.X, fields.Plane.Y);
        slope = Math.Clamp(slope + (2.5 * Chance.Normal(hash, 1)), 0, 48);
        var siteClass = SiteClass(fields, slope);
        var isNational = standing.IsPublicWelfare && fields.Mosaic(30, 1.5, 0.3, 0.1) < 0.18;
        var parcel = new DemoParcel
        {
            Number = ++_made,
            Code = village.Code + compartmentText + numberText,
            TownshipCode = village.TownshipCode,
            VillageCode = village.Code,
            Compartment = compartmentText,
            Subcompartment = numberText,
            Ring = outline.Ring,
            EllipsoidalAreaM2 = areaM2,
            RegisteredAreaHa = registeredHa,
            IsOnForestLand = standing.IsOnForestLand,
            LandClass = LandClass(standing),
            ForestCategory = !standing.IsOnForestLand ? null : standing.IsPublicWelfare ? (isNational ? "11" : "12") : standing.IsCarbonBase ? "21" : "22",
            PublicWelfareAuthority = !standing.IsPublicWelfare ? null : isNational ? "10" : "20",
            NationalProtectionGrade = !isNational ? null : fields.ElevationM > 900 ? "1" : "2",
            ProtectionGrade = !standing.IsOnForestLand ? null : isNational ? (fields.ElevationM > 900 ? "1" : "2") : standing.IsPublicWelfare ? "2" : standing.IsCarbonBase ? "3" : "4",
            SiteClass = siteClass,
            QualityGrade = Digits(Math.Clamp(siteClass + (int)Math.Round(0.6 * Chance.Normal(hash, 2)), 1, 3), 1),
            LandTenure = isStateFarm ? "10" : Chance.Unit(hash, 3) < 0.35 ? "21" : "22",
            TreeTenure = isStateFarm ? "10" : standing.Cover == Cover.NoForest && standing.OpenClass is not (41 or 42 or 20) ? null
                : Chance.Unit(hash, 4) < (standing.IsPublicWelfare ? 0.3 : 0.62) ? "30" : "20",
            Landform = fields.ElevationM switch { >= 1000 => "3", >= 450 => "4", >= 230 => "5", _ => "6" },
            SlopeDegrees = Math.Round((decimal)slope, 1),
            SlopeClass = Math.Round((decimal)slope, 1) switch { < 5 => "1", < 15 => "2", < 25 => "3", < 35 => "4", < 45 => "5", _ => "6" },
            SlopePosition = slope < 5 ? "6" : Digits(1 + Math.Min(4, (int)(5 * Chance.Unit(hash, 5))), 1),
            Aspect = slope < 5 ? "9" : Digits(aspect + 1, 1),
            ElevationM = (short)Math.Clamp(fields.ElevationM, 120, 2000),
            SoilType = standing.Cover == Cover.Shrub ? "140" : fields.ElevationM switch { >= 1000 => "130", >= 600 => "120", _ => fields.Mosaic(31, 1, 0.2, 0.1) > 0.5 ? "150" : "110" },
            SoilDepthCm = (short)Math.Clamp(Math.Round(siteClass switch { 1 => 92, 2 => 68, _ => 42 } + (11 * Chance.Normal(hash, 6))), 15, 140),
            FunctionZone = !standing.IsOnForestLand ? null : standing.IsPublicWelfare ? "1" : standing.IsCarbonBase ? "2" : "3",
            MainFunctionZone = standing.IsPublicWelfare || fields.ElevationM >= 300 ? "1" : "2",
            ForestryBureau = "江永县林业局（演示）",
            IsSupplementary = standing.IsOnForestLand && Chance.Unit(hash, 7) < 0.01,
            IsInPlan = standing.IsOnForestLand,
            Degradation = standing.Cover == Cover.Shrub ? "2" : Chance.Unit(hash, 8) < 0.02 ? "1" : "0",
            Disaster = Chance.Unit(hash, 9) switch { < 0.006 => "12", < 0.02 => "11", < 0.024 => "31", _ => "0" },
            ForestFarm = isStateFarm ? plan.Places.Townships[fields.Cell.Township].NameZh : null,
            Programme = standing.IsProtectedNatural ? "10" : standing.IsPublicWelfare && Chance.Unit(hash, 10) < 0.4 ? "30" : "00",
        };
        new StandMaker(fields, standing, siteClass).Fill(parcel);
        return parcel;
    }

    /// <summary>Ellipsoidal area, and the registered one beside it: an older survey, a few parts in a thousand away.</summary>
    public static (double EllipsoidalM2, decimal RegisteredHa) Measure(CellOutline outline, in Fields fields)
    {
        var areaM2 = Math.Round(FlatRings.AreaM2(outline.Ring), 4);
        return (areaM2, Math.Round((decimal)(areaM2 / 10_000 * (1 + (0.003 * Chance.Normal(fields.Hash, 0)))), 4));
    }

    private (int Compartment, int Number) NumberOf(in Cell cell)
    {
        var key = (cell.Village, Districts.Of(plan, cell.Site, 8.0, 77));
        if (!_compartments.TryGetValue(key, out var compartment))
        {
            _compartments.Add(key, compartment = _parcelCount.Count);
            _parcelCount.Add(0);
            _compartmentNumber.Add(++_compartmentCount[cell.Village]);
        }
        return (_compartmentNumber[compartment], ++_parcelCount[compartment]);
    }

    private static short SiteClass(in Fields fields, double slope)
    {
        var goodness = fields.Mosaic(32, 0.7, 0.8, 0.7) - ((slope - 22) / 60);
        return goodness > 0.28 ? (short)1 : goodness > -0.32 ? (short)2 : (short)3;
    }

    private static string LandClass(in Standing standing) => standing.Cover switch
    {
        Cover.Timber or Cover.Fruit => "0111",
        Cover.Bamboo => "0113",
        Cover.OilTea or Cover.Shrub => "0131",
        Cover.NoForest => "01" + Digits(standing.OpenClass, 2),
        _ => throw new ArgumentOutOfRangeException(nameof(standing), standing.Cover, "The valley floor holds no parcel."),
    };

    internal static string Digits(int value, int width) => value.ToString("D" + width.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
