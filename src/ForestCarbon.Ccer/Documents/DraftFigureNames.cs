using ForestCarbon.Carbon.Reductions;

namespace ForestCarbon.Ccer.Documents;

/// <summary>The English of what the figures of a draft are called. A draft keeps the Chinese, as its document says it.</summary>
internal static class DraftFigureNames
{
    private static readonly Dictionary<string, string> Facts = new(StringComparer.Ordinal)
    {
        ["name"] = "name of the project", ["methodology"] = "methodology", ["owner"] = "project owner", ["developer"] = "developer", ["start"] = "start date", ["from"] = "first day of the crediting period",
        ["to"] = "last day of the crediting period", ["area"] = "project area", ["plots"] = "plots", ["parcels"] = "parcels", ["covered"] = "ground under tenure and mandate", ["lots"] = "tenure lots", ["parties"] = "parties",
        ["undertakings"] = "undertakings", ["claim"] = "claims register", ["sample-plots"] = "sample plots laid out", ["growth"] = "account behind the growth curves", ["screening"] = "screening",
        ["additionality.precipitation"] = "mean annual precipitation", ["additionality.dry"] = "precipitation up to which additionality is exempt", ["additionality.zone"] = "national key ecological function zone",
        ["additionality.welfare"] = "public-welfare forest", ["additionality.to-prove"] = "ground whose additionality is to be proven",
    };

    /// <param name="key">As the draft keeps it: <c>f:</c> before a fact, <c>a:</c> or <c>p:</c> before a line of a sheet.</param>
    public static string English(string key, string nameZh)
    {
        if (!key.StartsWith("f:", StringComparison.Ordinal))
            return LineNames.English(nameZh);
        var fact = key[2..];
        return Facts.TryGetValue(fact, out var known) ? known : fact.Split('.') switch
        {
            ["planting", var stratum] => $"what is planted on stratum {stratum}",
            ["evidence", var kind] => $"evidence {kind}",
            ["screened", var condition, "pass"] => $"ground that passes the screening, condition {condition}",
            ["screened", var condition, "need"] => $"ground in want of evidence, condition {condition}",
            ["screened", var condition, "fail"] => $"ground that fails the screening, condition {condition}",
            _ => nameZh,
        };
    }
}
