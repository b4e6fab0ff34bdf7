namespace ForestCarbon.Inventory.Imports;

/// <summary>Limits that turn a difference into a finding. Defaults of this program, shown with the finding; none changes a figure.</summary>
public static class ImportThresholds
{
    /// <summary>Share of the ellipsoidal area by which the registered one may differ: 1 %, as for contract areas (<c>definitions.md</c> §6).</summary>
    public const decimal RegisteredAreaShare = 0.01m;

    /// <summary>Hectares it may differ whatever the share: older exports round to 0.01 ha (fact sheet §9.2 [S38]).</summary>
    public const decimal RegisteredAreaHa = 0.01m;
}
