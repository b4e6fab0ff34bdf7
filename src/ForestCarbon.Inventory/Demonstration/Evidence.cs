namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Land-class history as dated evidence: one layer a year, each parcel's outline once.</summary>
internal static class Evidence
{
    public const string Shapes = "copy inventory.evidence_shape (evidence_shape_id, geom) from stdin (format binary)";
    public const string Years = "copy inventory.evidence_layer (evidence_layer_id, name, as_of, source, is_demonstration) from stdin (format binary)";
    public const string Records = "copy inventory.evidence_record (evidence_layer_id, evidence_shape_id, land_class) from stdin (format binary)";

    public static void Shape(BinaryCopy copy, ParcelNote parcel, double[] ring)
    {
        copy.Row(2);
        copy.Int64(parcel.Number);
        copy.MultiPolygon(4490, [[ring]]);
    }

    public static void AllYears(BinaryCopy copy)
    {
        for (var year = LandHistory.FirstYear; year <= LandHistory.LastYear; year++)
        {
            copy.Row(5);
            copy.Int32(IdOf(year));
            copy.Text($"{year}年地类（演示数据）");
            copy.Date(new DateOnly(year, 12, 31));
            copy.Text(year < 2019 ? "林地变更调查（演示数据）" : "国土变更调查与林草湿监测（演示数据）");
            copy.Bool(true);
        }
    }

    public static void RecordsOf(int year, BinaryCopy copy, ParcelNotes notes)
    {
        foreach (var parcel in notes.All)
            if (parcel.History!.At(year) is { } landClass)
            {
                copy.Row(3);
                copy.Int32(IdOf(year));
                copy.Int64(parcel.Number);
                copy.Text(landClass);
            }
    }

    private static int IdOf(int year) => year - LandHistory.FirstYear + 1;
}
