namespace ForestCarbon.Growth.SinkTables;

/// <summary>How a component of the uncertainty was computed, or what is missing, in both languages. Frozen with the table.</summary>
internal sealed record UncertaintyNote(string Zh, string En)
{
    public static UncertaintyNote CurvesMissing { get; } = new("曲线集没有存参数的协方差，缺。", "The curve set holds no covariance of its parameters: missing.");

    public static UncertaintyNote NoCurve { get; } = new(
        "这一年的储量由实测蓄积直接换算，没有用曲线推算，曲线参数的误差不起作用。",
        "The stock of this year is converted from measured volumes and rests on no curve, so errors of curves have no part in it.");

    public static UncertaintyNote Curves { get; } = new(
        "曲线参数的协方差经小班逐个传到储量（差分传递）；同一曲线的小班完全相关，曲线间独立；不含曲线形式的选择。",
        "Covariance of the curves' parameters carried to the stock parcel by parcel (delta method); parcels of one curve fully correlated, curves independent; without the choice of the curves' form.");

    public static UncertaintyNote Factors { get; } = new(
        "木材密度、扩展因子、根茎比、含碳率：所用文本没有给出误差，缺。", "Wood density, expansion factor, root-to-shoot ratio, carbon fraction: the text used gives no errors: missing.");

    public static UncertaintyNote Volume { get; } = new("小班实测蓄积：没有调查精度的记录，缺。", "Measured volume of the parcels: no record of the survey's precision: missing.");

    /// <param name="inferred">Parcels whose age the run inferred.</param>
    public static UncertaintyNote Age(int? inferred) => inferred is > 0
        ? new($"{inferred} 个小班缺年龄，按龄组均匀分布；小班间独立。", $"{inferred} parcels have no age: uniform over the age group, parcels independent.")
        : new("小班年龄齐全。", "Every parcel has its age.");

    /// <summary>The English of a note kept in Chinese alone; null where it is none of these.</summary>
    public static string? EnglishOf(string kept, int? inferred) =>
        Array.Find(new[] { Age(inferred), NoCurve, Curves, CurvesMissing, Factors, Volume }, note => note.Zh == kept)?.En;
}
