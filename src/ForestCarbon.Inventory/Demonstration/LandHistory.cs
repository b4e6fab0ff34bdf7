namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Land class of a parcel at the end of each year 2012–2025: its states in order, and the years no survey saw it.</summary>
internal sealed class LandHistory
{
    public const int FirstYear = 2012;
    public const int LastYear = 2025;

    private readonly (int From, string Class)[] _states;
    private readonly bool _hasGap;

    private LandHistory(bool hasGap, params (int From, string Class)[] states) => (_hasGap, _states) = (hasGap, states);

    /// <summary>The class at the end of <paramref name="year"/>; null where no survey saw the parcel.</summary>
    public string? At(int year) => _hasGap && year is 2022 or 2023 ? null : Array.FindLast(_states, s => s.From <= year).Class;

    /// <summary>The last year within the history in which the parcel became <paramref name="landClass"/>; null if it always was or never.</summary>
    public int? Became(string landClass)
    {
        for (var i = _states.Length - 1; i > 0; i--)
            if (_states[i].Class == landClass && _states[i].From is > FirstYear and <= LastYear)
                return _states[i].From;
        return null;
    }

    /// <summary>Invents what came before, so that it leads to what stands there now.</summary>
    public static LandHistory Of(ParcelNote parcel, bool isWet)
    {
        var hash = Chance.Hash(parcel.Hash, 0x4157);
        var (years, kind) = (Chance.Unit(hash, 0), Chance.Unit(hash, 1));
        var year = parcel.PlantedOn?.Year ?? 0;
        (int, string)[] states = parcel.LandClass switch
        {
            "0171" or "0132" when isWet => [(0, "0502")],
            "0171" when kind < 0.62 => [(0, "0171")],
            "0171" when kind < 0.94 => [(0, "0111"), (2019 + (int)(3 * years), "0161"), (2023 + (int)(3 * years), "0171")],
            "0171" => [(0, "0111"), (2017 + (int)(4 * years), "0162"), (2022 + (int)(3 * years), "0171")],
            "0161" => [(0, "0111"), (2021 + (int)(5 * years), "0161")],
            "0162" => [(0, "0111"), (2020 + (int)(6 * years), "0162")],
            "0142" => [(0, kind < 0.6 ? "0171" : "0120"), (2019 + (int)(5 * years), "0142")],
            "0141" => [.. BeforePlanting(year, kind, years), (year, "0141")],
            _ when year > 0 && parcel.Standing.Cover == Cover.Timber => [.. BeforePlanting(year, kind, years), (year, "0141"), (Math.Min(year + 4, LastYear), "0111")],
            _ when year > 0 => [(0, "0171"), (year, parcel.LandClass)],
            _ => [(0, parcel.LandClass)],
        };
        return new LandHistory(Chance.Unit(hash, 2) < 0.008, states);
    }

    // Most planting follows a harvest; some takes up bare hills, which is what a methodology looks for, a little burnt ground.
    private static (int, string)[] BeforePlanting(int year, double kind, double years) => kind switch
    {
        < 0.30 => [(0, "0171")],
        < 0.88 => [(0, "0111"), (year - 1 - (int)(2 * years), "0161")],
        < 0.89 => [(0, "0111"), (year - 1 - (int)(3 * years), "0162")],
        < 0.96 => [(0, "0120")],
        _ => [(0, "0132")],
    };
}
