using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Biomass;

/// <summary>A two-way volume table (二元立木材积): volume of a tree over bark from diameter and height.</summary>
public sealed record TreeVolumeTable(
    string Id, double A, double B, double BPerDPlusH, double C, double CPerDPlusH, Citation Citation)
{
    /// <summary>Diameters the tables are meant for, cm. Source: fact sheet §6.1, roughly D 5–50 [S26].</summary>
    public static (double Least, double Most) DbhRangeCm => (5, 50);

    /// <summary>Heights the tables are meant for, m. Source: fact sheet §6.1, roughly H 4–30 [S26].</summary>
    public static (double Least, double Most) HeightRangeM => (4, 30);

    /// <summary>Volume over bark, m³, of a tree of diameter D cm and height H m, both above 0.</summary>
    /// <remarks>
    /// V = a·D^B·H^C with B = b + b′(D+H), C = c + c′(D+H); b′ and c′ are 0 except in DB52/T 702-2011.
    /// </remarks>
    public double VolumeM3(double dbhCm, double heightM)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dbhCm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heightM);
        var size = dbhCm + heightM;
        return A * Math.Pow(dbhCm, B + BPerDPlusH * size) * Math.Pow(heightM, C + CPerDPlusH * size);
    }

    /// <summary>Whether a tree lies inside the published range; outside the figure is given with a warning.</summary>
    public static bool Covers(double dbhCm, double heightM) =>
        dbhCm >= DbhRangeCm.Least && dbhCm <= DbhRangeCm.Most
        && heightM >= HeightRangeM.Least && heightM <= HeightRangeM.Most;
}

/// <summary>The volume tables of fact sheet §6.1. Tables differ by up to 20 %: the table's id goes with every inventory.</summary>
public static class TreeVolumeTables
{
    private static readonly Lazy<Dictionary<string, TreeVolumeTable>> Loaded = new(() => Read());

    /// <summary>What a file of tables holds, in its order.</summary>
    public static string[] Columns { get; } =
        ["table", "dbh_unit", "height_unit", "volume_unit", "a", "b", "b_per_d_plus_h", "c", "c_per_d_plus_h", "source", "confidence"];

    public static IReadOnlyCollection<TreeVolumeTable> All => Loaded.Value.Values;

    /// <summary>The table of that exact id, e.g. LY208-77/杉木, or null.</summary>
    public static TreeVolumeTable? Find(string id) => Loaded.Value.GetValueOrDefault(id);

    private static Dictionary<string, TreeVolumeTable> Read() => Read(CsvTable.Embedded("Biomass/tree_volume.csv", Columns));

    /// <summary>The tables of a file. A table that does not say its units, or says others than cm, m and m³, is refused.</summary>
    /// <exception cref="InvalidDataException">A row is wrong; the message has file and line.</exception>
    public static Dictionary<string, TreeVolumeTable> Read(CsvTable csv)
    {
        var tables = new Dictionary<string, TreeVolumeTable>(StringComparer.Ordinal);
        foreach (var row in csv.Rows)
        {
            if ((row.Text("dbh_unit"), row.Text("height_unit"), row.Text("volume_unit")) != ("cm", "m", "m3"))
                throw row.Wrong("units must be cm, m, m3");
            var table = new TreeVolumeTable(
                row.RequiredText("table"), row.Number("a"), row.Number("b"), row.Number("b_per_d_plus_h"), row.Number("c"),
                row.Number("c_per_d_plus_h"), row.Citation());
            if (table.A <= 0) throw row.Wrong("a is above 0");
            if (!tables.TryAdd(table.Id, table)) throw row.Wrong("a second table of this id");
        }
        return tables;
    }
}
