using ForestCarbon.Inventory.Imports;

namespace ForestCarbon.Inventory.Logic;

/// <summary>The fields of public-welfare forest, filled only where they belong (fact sheet §9.4 [S30][S38]).</summary>
public static class PublicWelfareRules
{
    internal static IReadOnlyList<AttributeRule> All { get; } =
    [
        new("authority-on-commercial", Severity.Warning, "公益林调出为商品林后没有清空事权等级", "public-welfare forest turned commercial with its authority left",
            "ccer-rules §9.4 [S38]", AuthorityOnCommercial),
        new("authority-missing", Severity.Warning, "公益林漏填事权等级", "the authority of a public-welfare forest was forgotten", "ccer-rules §9.4 [S38]", AuthorityMissing, "public_welfare_authority"),
        new("grade-without-national", Severity.Warning, "地方公益林填了国家级公益林保护等级", "a national protection grade on local public-welfare forest",
            "ccer-rules §9.4 [S38]", GradeWithoutNational),
        new("national-without-grade", Severity.Warning, "国家级公益林漏填保护等级", "the grade of a national public-welfare forest was forgotten", "ccer-rules §9.4 [S38]", NationalWithoutGrade, "national_protection_grade"),
        new("purpose-against-category", Severity.Warning, "森林类别改了而林种没有跟着改", "the category was changed and the purpose was not", "ccer-rules §9.4 [S30]", PurposeAgainstCategory),
    ];

    public static Breach? AuthorityOnCommercial(ParcelFacts p) => p is { IsCommercial: true, PublicWelfareAuthority: { } authority }
        ? new Breach($"森林类别 {p.ForestCategory} 是商品林，却填了事权等级 {authority}", $"category {p.ForestCategory} is commercial, but has authority {authority}")
        : null;

    public static Breach? AuthorityMissing(ParcelFacts p) => p.IsPublicWelfare && p.LeavesEmpty("public_welfare_authority", p.PublicWelfareAuthority)
        ? new Breach($"森林类别 {p.ForestCategory} 是公益林，没有填事权等级", $"category {p.ForestCategory} is public-welfare, but has no authority")
        : null;

    public static Breach? GradeWithoutNational(ParcelFacts p) => p.NationalProtectionGrade is { } grade && !p.IsNationalPublicWelfare && !p.Unspoken.Contains("public_welfare_authority") && !p.Unread.Contains("public_welfare_authority")
        ? new Breach($"事权等级 {p.PublicWelfareAuthority ?? "（空）"} 不是国家级，却填了国家级公益林保护等级 {grade}",
            $"authority {p.PublicWelfareAuthority ?? "(empty)"} is not national, but national protection grade {grade} is entered")
        : null;

    public static Breach? NationalWithoutGrade(ParcelFacts p) => p.IsNationalPublicWelfare && p.LeavesEmpty("national_protection_grade", p.NationalProtectionGrade)
        ? new Breach($"事权等级 {p.PublicWelfareAuthority} 是国家级，没有填国家级公益林保护等级", $"authority {p.PublicWelfareAuthority} is national, but no grade is entered")
        : null;

    /// <summary>Protection and special-use purposes (11x, 12x) are public-welfare; timber, fuel and economic ones (23x–25x) commercial.</summary>
    public static Breach? PurposeAgainstCategory(ParcelFacts p) => p.ForestPurpose is { Length: 3 } purpose
        && ((p.IsCommercial && purpose[0] == '1' && purpose[1] is '1' or '2' && p.IsCommercial) || (p.IsPublicWelfare && purpose[0] == '2'))
        ? new Breach($"林种 {purpose} 与森林类别 {p.ForestCategory} 不符", $"purpose {purpose} does not go with category {p.ForestCategory}")
        : null;
}
