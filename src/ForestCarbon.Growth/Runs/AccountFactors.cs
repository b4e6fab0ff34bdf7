using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Growth.Runs;

/// <summary>What every account of this program computes with beside the county's curves: conversion factors and age groups. A run pins both by hash.</summary>
public sealed class AccountFactors(Db db)
{
    /// <summary>The factors of each species and the age groups of each species and origin, in the order of their files.</summary>
    public async Task<FactorTables> TablesAsync(CancellationToken ct = default)
    {
        var names = (await db.QueryAsync<SpeciesName>("select c.code, c.name_zh, c.name_en from inventory.code_v c where c.list = 'species'", null, ct))
            .ToDictionary(n => n.Code, StringComparer.Ordinal);
        return new FactorTables(
            FactorSet.ArCm001V01, [.. FactorSet.ArCm001V01.All.Select(f => new NamedFactors(f, names.GetValueOrDefault(f.SpeciesCode)))],
            AgeGroups.Current, [.. AgeGroups.Current.All.Select(a => new NamedAgeGroups(a, names.GetValueOrDefault(a.SpeciesCode)))]);
    }
}

/// <summary>The name of a species in the county's code list.</summary>
public sealed record SpeciesName(string Code, string NameZh, string? NameEn);

/// <summary>The factors of a species; its name where the code list has the code, else only the name the set prints, in Chinese.</summary>
public sealed record NamedFactors(SpeciesFactors Factors, SpeciesName? Name);

/// <summary>The age groups of a species and origin; without a name where the code list does not have the code.</summary>
public sealed record NamedAgeGroups(AgeGroupLimits Limits, SpeciesName? Name);

/// <summary>Both tables with what they were read from.</summary>
public sealed record FactorTables(FactorSet Set, IReadOnlyList<NamedFactors> Factors, AgeGroups AgeGroups, IReadOnlyList<NamedAgeGroups> Ages);
