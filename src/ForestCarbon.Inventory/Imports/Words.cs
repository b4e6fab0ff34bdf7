namespace ForestCarbon.Inventory.Imports;

/// <summary>What is said to a person about a file, in both languages: whoever reads chooses, so both are made where the fact is known.</summary>
public sealed record Words(string Zh, string En)
{
    /// <summary>What is said of a row, which both sentences name first.</summary>
    /// <param name="zh">Goes on after "43… （第 3 行）".</param>
    /// <param name="en">Goes on after "43… (row 3)".</param>
    public static Words OfRow(int row, string? code, string zh, string en) =>
        new($"{ShapeChecks.Who(row, code)}{zh}", $"{(code is null ? $"Row {row}" : $"{code} (row {row})")}{en}");
}
