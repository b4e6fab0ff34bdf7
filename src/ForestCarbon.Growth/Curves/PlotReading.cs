using ForestCarbon.Carbon.Growth;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Growth.Curves;

/// <summary>A plot no curve was fitted to, and why.</summary>
/// <param name="Code">Its code in the layer: print and row of its file where the file has no codes.</param>
/// <param name="PlotNo">What it is called in the field (样地号); null where its layer states none.</param>
public sealed record PlotLeftOut(string Code, string? PlotNo, string ReasonZh, string ReasonEn)
{
    /// <summary>What a reader looks it up by: its number, else its code.</summary>
    public string Name => PlotNo ?? Code;
}

/// <summary>A measured plot as the layer holds it: every attribute as the file had it, and the number it states, or null.</summary>
internal sealed record PlotRow
{
    public string Code { get; init; } = "";
    public string? PlotNo { get; init; }
    public string? SpeciesCode { get; init; }
    public string? Origin { get; init; }
    public string? SiteClassGiven { get; init; }
    public short? SiteClass { get; init; }
    public string? MeanAgeGiven { get; init; }
    public short? MeanAgeA { get; init; }
    public string? VolumeGiven { get; init; }
    public double? VolumeM3PerHa { get; init; }
    public string? AreaGiven { get; init; }
    public decimal? AreaM2 { get; init; }
    public bool IsSynthetic { get; init; }

    /// <summary>What a curve may be fitted to; null where the plot is left out, with the first thing it lacks.</summary>
    public CurveObservation? Read(SpeciesDictionary dictionary, out PlotLeftOut? why)
    {
        why = SpeciesCode is null ? Out("缺优势树种", "no species")
            : dictionary.GroupOf(SpeciesCode) is null ? Out($"树种代码“{Shortened.Of(SpeciesCode)}”不在字典里", $"species code “{Shortened.Of(SpeciesCode)}” stands in no list")
            : Origin is null ? Out("缺起源", "no origin")
            : dictionary.OriginOf(Origin) is null ? Out($"起源代码“{Shortened.Of(Origin)}”不在字典里，或不分人工天然", $"origin code “{Shortened.Of(Origin)}” stands in no list, or says neither planted nor natural")
            : MeanAgeA is null ? Of(MeanAgeGiven, "平均年龄", "mean age", " 0 至 1000 的整年数", "whole years of 0 to 1000")
            : VolumeM3PerHa is null ? Of(VolumeGiven, "公顷蓄积", "volume per hectare", " 0 或以上的数", "a number of 0 or more")
            : AreaM2 is not > 0 ? Of(AreaGiven, "样地面积", "plot area", "大于 0 的数", "a number above 0")
            : SiteClass is null && SiteClassGiven is not null ? Of(SiteClassGiven, "立地等级", "site class", " 1 或以上的整数", "a whole number of 1 or more")
            : null;
        return why is not null ? null : new CurveObservation(
            dictionary.GroupOf(SpeciesCode)!, SpeciesCodes.ToInventory(SpeciesCode!), dictionary.OriginOf(Origin)!.Value, SiteClass, MeanAgeA!.Value, VolumeM3PerHa!.Value, AreaM2!.Value);
    }

    private PlotLeftOut Of(string? given, string zh, string en, string ruleZh, string ruleEn) => given is null
        ? Out($"缺{zh}", $"no {en}")
        : Out($"{zh}“{Shortened.Of(given)}”不是{ruleZh}", $"{en} “{Shortened.Of(given)}” is not {ruleEn}");

    private PlotLeftOut Out(string zh, string en) => new(Code, PlotNo, zh, en);
}
