using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Methodologies;

/// <summary>The dates from which and to which reductions may be applied for, both included.</summary>
public readonly record struct CreditingWindow(DateOnly Earliest, DateOnly Latest)
{
    /// <summary>First day on which reductions count: they must arise after 2020-09-22. Measures Art. 17(3) [S1].</summary>
    public static readonly DateOnly FirstDay = new(2020, 9, 23);

    /// <summary>Reductions must have arisen within this many years before the application. Measures Art. 17 [S1].</summary>
    public const int LookBackYears = 5;

    public static Citation Source { get; } = new("温室气体自愿减排交易管理办法（试行）第十七条", "S1c");

    /// <summary>The window of a tranche, or null where it is empty.</summary>
    /// <remarks>
    /// max(2020-09-23, crediting start, application − 5 years) … min(crediting end, application). Fact sheet §2.3 [S1c].
    /// 29 February five years back is 28 February.
    /// </remarks>
    public static CreditingWindow? For(DateOnly application, DateOnly creditingStart, DateOnly creditingEnd)
    {
        // Before the first day nothing can be applied for, whatever lies five years back: the calendar itself may end there.
        if (application < FirstDay) return null;
        var earliest = Later(Later(FirstDay, creditingStart), application.AddYears(-LookBackYears));
        var latest = creditingEnd < application ? creditingEnd : application;
        return earliest > latest ? null : new CreditingWindow(earliest, latest);
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;
}
