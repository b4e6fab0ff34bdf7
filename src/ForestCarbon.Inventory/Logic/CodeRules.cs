using ForestCarbon.Inventory.Imports;

namespace ForestCarbon.Inventory.Logic;

/// <summary>The code of a parcel against the fields beside it that name its place as well.</summary>
public static class CodeRules
{
    private const int DigitsOfTownship = 9;

    internal static IReadOnlyList<AttributeRule> All { get; } =
    [
        new("code-against-township", Severity.Error, "小班划到别的乡镇后，编码和乡镇字段只改了一个", "a parcel came to another township and only its code, or only its township field, was changed",
            "definitions §2", CodeAgainstTownship),
        new("code-against-parts", Severity.Warning, "整行复制或重新编号后，编码和村、林班、小班字段只改了一个", "a row was copied or renumbered and only its code, or only its village, compartment or number, was changed",
            "definitions §2", CodeAgainstParts),
    ];

    /// <summary>The first nine digits are the township; a field that names another leaves open in whose sums the parcel stands.</summary>
    public static Breach? CodeAgainstTownship(ParcelFacts p) => p.Code is { } code && p.PlacesSaid.FirstOrDefault(s => s.Begins.Length <= DigitsOfTownship && IsElsewhere(s, code)) is { } said
        ? Of(said, code)
        : null;

    /// <summary>Village, compartment and number; where the township differs already that is the fault.</summary>
    public static Breach? CodeAgainstParts(ParcelFacts p) => p.Code is { } code && CodeAgainstTownship(p) is null && p.PlacesSaid.FirstOrDefault(s => IsElsewhere(s, code)) is { } said
        ? Of(said, code)
        : null;

    private static bool IsElsewhere(PlaceSaid said, string code) => !code.StartsWith(said.Begins, StringComparison.Ordinal);

    private static Breach Of(PlaceSaid said, string code)
    {
        var own = code[..Math.Min(code.Length, said.Begins.Length)];
        return new Breach($"字段 {said.Field} 写的是“{said.Given}”（{said.Begins}），编码却属于 {own}", $"field {said.Field} says \"{said.Given}\" ({said.Begins}), but the code belongs to {own}");
    }
}
