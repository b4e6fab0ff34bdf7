using Dapper;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;

namespace ForestCarbon.Growth.Tests;

/// <summary>A county of a few hundred hand-made parcels in three townships, with one of everything a run must decide about.</summary>
public sealed class SmallCounty : TestDatabase
{
    public static readonly DateOnly InventoryDate = new(2025, 12, 31);
    public static readonly Actor Keeper = Actor.Job("test");

    /// <summary>What the fir parcels were made from: Richards, m³/ha.</summary>
    public static GrowthCurve Fir(int site) => new(GrowthForm.Richards, 320 - (60 * site), 0.08, 1.9);

    protected override async Task FillAsync()
    {
        await Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "测试县", async write =>
        {
            await write.ExecuteAsync(
                """
                insert into inventory.data_generation (actor, reason) values ('test', '测试县');
                insert into inventory.code (list, code, name_zh, name_en, means, source, confidence) values
                    ('species', '310', '杉木', 'Chinese fir', 'fir', 'test', 'M'), ('species', '220', '马尾松', 'Masson pine', 'masson-pine', 'test', 'M'),
                    ('species', '261', '湿地松', 'slash pine', 'slash-pine', 'test', 'M'), ('species', '660', '毛竹', 'moso bamboo', 'bamboo', 'test', 'M'),
                    ('species', 'D01', '油茶', 'oil-tea', 'economic', 'test', '?'), ('species', '999', '无参数', 'no factor', 'fir', 'test', '?'),
                    ('species-group', 'fir', '杉木', 'Chinese fir', null, 'test', 'M'),
                    ('origin', '11', '纯天然', 'natural', 'natural', 'test', 'M'), ('origin', '21', '植苗', 'planted', 'planted', 'test', 'M');
                """);
            foreach (var parcel in Parcels())
                await InsertAsync(write, parcel);
        });
    }

    /// <summary>Another account approves every curve set that is a draft.</summary>
    public async Task ApproveCurvesAsync()
    {
        foreach (var set in await Db.QueryAsync<int>("select curve_set_id from growth.curve_set_v where approval = 'draft'"))
            await new CurveSets(Db).ApproveAsync(Actor.Account(Guid.NewGuid()), set);
    }

    public static Task InsertAsync(Write write, TestParcel parcel) => write.ExecuteAsync(
        """
        insert into inventory.parcel (parcel_id, county_code) values (@ParcelId, '431125') on conflict do nothing;
        insert into inventory.parcel_version (parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment,
            ellipsoidal_area_m2, is_on_forest_land, land_class, land_class_given, land_class_list, forest_category, forest_purpose, origin,
            species_code, age_group, mean_age_a, volume_m3_per_ha, site_class, programme)
        values (@ParcelId, @ParcelId, daterange(@ValidFrom, null), @Code, @Township, @Township || '001', '0001', @Subcompartment,
            @AreaM2, true, @LandClass, @LandClass, 'land-class', @Category, @Purpose, @Origin, @Species, @AgeGroup, @Age, @Volume, @Site, @Programme)
        """, parcel);

    public static IEnumerable<TestParcel> Parcels()
    {
        var id = 0L;
        // Three strata of planted fir, 40 parcels each, ages 3 to 42, volumes off their curve by a fixed pattern.
        for (var site = 1; site <= 3; site++)
            for (var i = 0; i < 40; i++)
            {
                var age = 3 + i;
                yield return new TestParcel(++id)
                {
                    Age = (short)age, Site = (short)site, Volume = Fir(site).At(age) * (1 + (((i * 7 % 11) - 5) / 25.0)),
                    AreaM2 = 10_000 + (i * 137.25m), AgeGroup = (short)(age <= 10 ? 1 : age <= 20 ? 2 : age <= 25 ? 3 : age <= 35 ? 4 : 5),
                    Category = i % 3 == 0 ? "11" : "22", Programme = i % 5 == 0 ? "40" : null,
                };
            }
        // Natural Masson pine: enough for its group, too few in any site class.
        for (var i = 0; i < 36; i++)
            yield return new TestParcel(++id)
            {
                Species = "220000", Origin = "11", Age = (short)(10 + i), Site = (short)(1 + (i % 3)), Volume = 4.1 * (10 + i) + (i % 4),
                AgeGroup = 2, Category = "11",
            };
        // One of everything else, by id from 157 on.
        yield return new TestParcel(++id) { LandClass = "0141", Age = 1, Volume = 0, AgeGroup = 1 };
        yield return new TestParcel(++id) { LandClass = "0113", Species = "660" };
        yield return new TestParcel(++id) { Purpose = "255", Species = "D01", Volume = null };
        yield return new TestParcel(++id) { LandClass = "0131", Species = null, Volume = null, Age = null, Origin = null };
        yield return new TestParcel(++id) { LandClass = "0171", Species = null, Volume = null, Age = null, Origin = null };
        yield return new TestParcel(++id) { LandClass = "0171", Species = null, Volume = 3, Age = null, Origin = null };
        yield return new TestParcel(++id) { Age = null, AgeGroup = 3 };
        yield return new TestParcel(++id) { Age = null, AgeGroup = null };
        yield return new TestParcel(++id) { Species = null };
        yield return new TestParcel(++id) { Origin = null };
        yield return new TestParcel(++id) { Volume = null };
        yield return new TestParcel(++id) { Species = "261" };
        yield return new TestParcel(++id) { Species = "999" };
        yield return new TestParcel(++id) { LandClass = "7777" };
        yield return new TestParcel(++id) { AreaM2 = 90_000_000_000m };
        yield return new TestParcel(++id) { Site = null };
        yield return new TestParcel(++id) { Volume = 900 };
        yield return new TestParcel(++id) { ValidFrom = new DateOnly(2023, 6, 1) };
    }
}

/// <summary>A parcel to insert; what is not named is a plain planted fir stand of 20 years.</summary>
public sealed record TestParcel(long ParcelId)
{
    public string Township { get; init; } = $"43112510{ParcelId % 3}";
    public string Code => $"{Township}0010001{ParcelId:00000}";
    public string Subcompartment => $"{ParcelId:00000}";
    public DateOnly ValidFrom { get; init; } = SmallCounty.InventoryDate;
    public decimal AreaM2 { get; init; } = 20_000;
    public string LandClass { get; init; } = "0111";
    public string? Category { get; init; }
    public string? Purpose { get; init; }
    public string? Programme { get; init; }
    public string? Origin { get; init; } = "21";
    public string? Species { get; init; } = "310";
    public short? AgeGroup { get; init; } = 2;
    public short? Age { get; init; } = 20;
    public double? Volume { get; init; } = 120;
    public short? Site { get; init; } = 2;
}
