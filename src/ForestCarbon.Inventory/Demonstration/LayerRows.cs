using System.Globalization;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Names and attributes of the drafted features. Every name of a person or a body is plainly invented.</summary>
internal sealed class LayerRows(CountyPlan plan, CountyLayers layers)
{
    private static readonly DateOnly Drawn = new(2017, 1, 1);
    private readonly Dictionary<string, string> _villageNames = plan.Places.Villages.ToDictionary(v => v.Code, v => v.NameZh);
    private readonly Dictionary<string, DemoTownship> _townships = plan.Places.Townships.ToDictionary(t => t.Code);

    /// <summary>All rows, layer by layer, in the order of their keys.</summary>
    public IEnumerable<LayerRow> All() =>
        PublicWelfare().Concat(Natural()).Concat(Base()).Concat(Protected()).Concat(Lots()).Concat(Plantings()).Concat(Works())
            .Concat(Disturbances()).Concat(Permits()).Concat(Approvals()).Concat(Claims());

    private IEnumerable<LayerRow> PublicWelfare() => Rows(layers.PublicWelfare, (n, f, outline) =>
    {
        var national = f.Parcels.Where(p => p.IsNational).Sum(p => p.AreaMu) * 2 > f.Parcels.Sum(p => p.AreaMu);
        var first = f.Parcels[0];
        return Row("public-welfare", $"GYL{n:00000}", $"{VillageOf(first)}{Compartment(first)}公益林", first, Drawn, outline) with
        {
            ContractMu = ContractOf(outline, first),
            Attributes = new
            {
                Authority = national ? "10" : "20",
                AuthorityZh = national ? "国家级" : "地方",
                NationalProtectionGrade = national ? f.Parcels.Find(p => p.Grade is not null)?.Grade : null,
                AgreementNo = $"演示护字{n:00000}号",
                Demonstration = true,
            },
        };
    });

    private IEnumerable<LayerRow> Natural() => Rows(layers.Natural, (n, f, outline) =>
    {
        var first = f.Parcels[0];
        var isPublicWelfare = f.Parcels.Count(p => p.Standing.IsPublicWelfare) * 2 > f.Parcels.Count;
        return Row("natural-forest", $"TRL{n:00000}", $"{VillageOf(first)}{Compartment(first)}天然林", first, Drawn, outline) with
        {
            ContractMu = ContractOf(outline, first),
            Attributes = new { Kind = isPublicWelfare ? "public-welfare" : "commercial", KindZh = isPublicWelfare ? "天然公益林" : "天然商品林（停伐管护）", Demonstration = true },
        };
    });

    private IEnumerable<LayerRow> Base() => Rows(layers.Base, (n, f, outline) => Row(
        "carbon-base", $"TH{n:00000}", $"{VillageOf(f.Parcels[0])}{Compartment(f.Parcels[0])}碳汇林基地", f.Parcels[0], new DateOnly(2023, 1, 1), outline) with
    {
        Attributes = new { BaseName = "50万亩速生工业原料木（碳汇林）基地（演示）", BuiltYear = 2023 + (n % 3), Demonstration = true },
    });

    private IEnumerable<LayerRow> Protected()
    {
        for (var i = 0; i < layers.Protected.Count; i++)
        {
            var outline = layers.Protected[i].Polygons();
            var area = ProtectedAreas.All[i];
            if (outline.Count > 0)
                yield return new LayerRow("protected-area", $"BHD{i + 1:00}", area.NameZh + "（演示范围）", null, Drawn, null, null, null,
                    new { area.Kind, area.Level, Demonstration = true }, outline);
        }
    }

    private IEnumerable<LayerRow> Lots() => Rows(layers.Lots, (n, f, outline) =>
    {
        var first = f.Parcels[0];
        var isState = _townships[first.TownshipCode].Kind == "state_farm";
        var draw = Chance.Hash(first.Hash, 400);
        var village = isState ? _townships[first.TownshipCode].NameZh + "（演示）" : VillageOf(first) + "集体（演示）";
        var household = isState ? village : "演示户" + Holder(n);
        var isMoved = !isState && Chance.Unit(draw, 0) < 0.25;
        var manager = isMoved ? "演示合作社" + Holder(n / 40) : household;
        var from = new DateOnly(2008 + (int)(9 * Chance.Unit(draw, 1)), 1 + (int)(12 * Chance.Unit(draw, 2)), 1);
        var held = Chance.Unit(draw, 3);
        return Row("tenure-lot", $"{Places.CountyCode}ZD{n:000000}", $"{VillageOf(first)}宗地{n:000000}", first, from, outline) with
        {
            Attributes = new
            {
                LandOwner = village,
                ContractHolder = household,
                ManagementHolder = manager,
                TreeOwner = manager,
                CertificateKind = isMoved ? "流转合同" : "不动产权证",
                CertificateNo = $"演示林证字{n:000000}号",
                TermFrom = Date(from),
                TermTo = Date(from.AddYears(isMoved ? 30 : isState ? 70 : 50)),
                CarbonBenefitHolder = held < 0.55 ? manager : held < 0.7 ? village : null,
                Disputed = Chance.Unit(draw, 4) < 0.012,
                Demonstration = true,
            },
        };
    });

    private IEnumerable<LayerRow> Plantings() => Rows(layers.Plantings, (n, f, outline) =>
    {
        var first = f.Parcels[0];
        var year = first.PlantedOn!.Value.Year;
        return WorkRow(Work.Planting, "人工造林", year, $"ZL{year}{n:00000}", first, outline, f);
    });

    private IEnumerable<LayerRow> Works() => Rows(layers.Works, (n, f, outline) =>
    {
        var first = f.Parcels[0];
        var year = LayerKeys.YearOf(first.WorkKey);
        var work = LayerKeys.WorkOf(first.WorkKey);
        var (prefix, zh) = work switch { Work.Tending => ("FY", "森林抚育"), Work.Conversion => ("GZ", "低效林改造"), _ => ("FS", "封山育林") };
        return WorkRow(work, zh, year, $"{prefix}{year}{n:00000}", first, outline, f);
    });

    private LayerRow WorkRow(Work work, string zh, int year, string code, ParcelNote first, IReadOnlyList<IReadOnlyList<double[]>> outline, FeatureDraft f)
    {
        var draw = Chance.Hash(first.Hash, (ulong)(500 + (int)work));
        var mappedMu = (decimal)FlatRings.AreaM2(outline) * 3 / 2000;
        var accepted = Math.Round(mappedMu * (decimal)(Chance.Unit(draw, 0) < 0.8 ? 1 : 0.85 + (0.15 * Chance.Unit(draw, 1))), 1);
        var done = Math.Round(accepted * (decimal)(1 + (0.02 * Chance.Unit(draw, 2))), 1);
        return Row("programme-work", code, $"{year}年{VillageOf(first)}{zh}", first, new DateOnly(year, 1, 1), outline) with
        {
            Attributes = new
            {
                Kind = work.ToString().ToLowerInvariant(),
                KindZh = zh,
                Year = year,
                Programme = IsXiangjiangSource(first) && year is >= 2021 and <= 2025 && f.Parcels.Count > 0 ? "湘江源区综合治理（演示）" : null,
                DesignedMu = Math.Round(done * (decimal)(1 + (0.04 * Chance.Unit(draw, 3))), 1),
                DoneMu = done,
                AcceptedMu = accepted,
                AcceptedOn = Date(new DateOnly(year, 11, 1 + (int)(28 * Chance.Unit(draw, 4)))),
                Demonstration = true,
            },
        };
    }

    private IEnumerable<LayerRow> Disturbances() => Rows(layers.Disturbances, (n, f, outline) =>
    {
        var first = f.Parcels[0];
        var isFire = (first.DisturbanceKey & 128) == 0;
        var year = isFire ? 2012 + (int)(first.DisturbanceKey & 127) : 2021 + (int)(first.DisturbanceKey & 127);
        var on = isFire ? new DateOnly(year, 2 + (int)(first.Hash % 3), 1 + (int)(first.Hash % 27)) : new DateOnly(year, 5 + (int)(first.Hash % 4), 1 + (int)(first.Hash % 27));
        return Row("disturbance", $"{(isFire ? "HZ" : "BC")}{year}{n:000}", $"{year}年{VillageOf(first)}{(isFire ? "森林火灾" : "松毛虫害")}", first, on, outline) with
        {
            Attributes = new
            {
                Kind = isFire ? "fire" : "pest",
                KindZh = isFire ? "森林火灾" : "病虫害（松毛虫）",
                OccurredOn = Date(on),
                AffectedMu = Math.Round((decimal)f.Parcels.Sum(p => p.AreaMu), 1),
                Severity = isFire ? "重度" : (first.Hash & 1) == 0 ? "轻度" : "中度",
                Demonstration = true,
            },
        };
    });

    private IEnumerable<LayerRow> Permits() => Rows(layers.Permits, (n, f, outline) =>
    {
        var first = f.Parcels[0];
        var year = 2013 + (int)(first.PermitKey & 15);
        var on = new DateOnly(year, 1 + (int)(first.Hash % 9), 1 + (int)(first.Hash % 27));
        var areaMu = f.Parcels.Sum(p => p.AreaMu);
        return Row("harvest-permit", $"CF{year}{n:0000}", $"{year}年{VillageOf(first)}采伐{n:0000}", first, on, outline, on.AddMonths(10)) with
        {
            Attributes = new
            {
                PermitNo = $"演示采字〔{year}〕{n:0000}号",
                Method = "皆伐",
                QuotaItem = "人工商品林主伐",
                Year = year,
                VolumeM3 = Math.Round((decimal)(areaMu / 15 * (70 + (60 * Chance.Unit(first.Hash, 600)))), 1),
                AreaMu = Math.Round((decimal)areaMu, 1),
                IssuedOn = Date(on),
                Demonstration = true,
            },
        };
    });

    private IEnumerable<LayerRow> Approvals()
    {
        string[] projects = ["演示县道改建", "演示光伏升压站", "演示高标准农田机耕路", "演示水厂", "演示村部", "演示输变电塔基"];
        var n = 0;
        foreach (var (parcel, ring) in layers.Approvals)
        {
            n++;
            var isTemporary = n % 3 == 0;
            var on = new DateOnly(2020 + (int)(parcel.Hash % 6), 1 + (int)(parcel.Hash % 12), 1 + (int)(parcel.Hash % 27));
            var project = projects[n % projects.Length];
            yield return Row("land-use-approval", $"SH{on.Year}{n:000}", $"{project}{n:000}", parcel, on, [[ring]], isTemporary ? on.AddYears(2) : null) with
            {
                Attributes = new
                {
                    ApprovalNo = $"演示林资许准〔{on.Year}〕{n:000}号",
                    Project = project,
                    Use = isTemporary ? "temporary" : "permanent",
                    UseZh = isTemporary ? "临时使用" : "永久使用",
                    AreaMu = Math.Round((decimal)FlatRings.AreaM2(ring) * 3 / 2000, 2),
                    ApprovedOn = Date(on),
                    Demonstration = true,
                },
            };
        }
    }

    private IEnumerable<LayerRow> Claims() => Rows(layers.Claims, (n, f, outline) =>
    {
        var isVcs = f.Parcels[0].ClaimKey == LayerKeys.VcsClaim;
        var from = isVcs ? new DateOnly(2016, 1, 1) : new DateOnly(2022, 1, 1);
        var until = isVcs ? new DateOnly(2046, 1, 1) : new DateOnly(2032, 1, 1);
        return Row("claim", isVcs ? "VCS-演示-0001" : "TPH-演示-0001", isVcs ? "VCS演示项目（虚构）" : "碳普惠演示项目（虚构）", f.Parcels[0], from, outline, until) with
        {
            TownshipCode = null,
            Attributes = new
            {
                Scheme = isVcs ? "VCS" : "碳普惠",
                ExclusionGroup = "carbon-credit",
                State = "firm",
                PeriodFrom = Date(from),
                PeriodTo = Date(until.AddDays(-1)),
                Demonstration = true,
            },
        };
    });

    private static IEnumerable<LayerRow> Rows(LayerDraft draft, Func<int, FeatureDraft, IReadOnlyList<IReadOnlyList<double[]>>, LayerRow> row)
    {
        var n = 0;
        foreach (var feature in draft.Features.Values)
            if (!feature.Outline.IsEmpty)
                yield return row(++n, feature, feature.Outline.Polygons());
    }

    private static LayerRow Row(
        string layer, string code, string name, ParcelNote first, DateOnly from, IReadOnlyList<IReadOnlyList<double[]>> outline, DateOnly? until = null) =>
        new(layer, code, name, first.TownshipCode, from, until, Math.Round((decimal)(FlatRings.AreaM2(outline) / 10_000 * (1 + (0.001 * Chance.Normal(first.Hash, 700)))), 4),
            null, new object(), outline);

    // What was signed for is seldom what the map says; a few are off by more than the 1 % that makes a finding.
    private static decimal ContractOf(IReadOnlyList<IReadOnlyList<double[]>> outline, ParcelNote first)
    {
        var spread = Chance.Unit(first.Hash, 701) < 0.03 ? 0.03 : 0.002;
        return Math.Round((decimal)(FlatRings.AreaM2(outline) * 3 / 2000 * (1 + (spread * Chance.Normal(first.Hash, 702)))), 2);
    }

    private static bool IsXiangjiangSource(ParcelNote parcel) => parcel.TownshipCode[6..] is "501" or "502" or "204" or "202" or "104" or "103";

    private string VillageOf(ParcelNote parcel) => _villageNames[parcel.VillageCode];

    private static string Compartment(ParcelNote parcel) => parcel.Code[12..16].TrimStart('0') + "林班";

    private static string Holder(int number)
    {
        const string Stems = "甲乙丙丁戊己庚辛壬癸";
        const string Figures = "〇一二三四五六七八九";
        var digits = (number / 10).ToString("000", CultureInfo.InvariantCulture);
        return Stems[number % 10] + string.Concat(digits.Select(d => Figures[d - '0']));
    }

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
