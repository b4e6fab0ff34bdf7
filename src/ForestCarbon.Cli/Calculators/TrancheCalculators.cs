using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Cli.Frame;
using Days = ForestCarbon.Carbon.Calendar.WorkingDays;
using Fire = ForestCarbon.Carbon.Methodologies.FireEmission;
using Products = ForestCarbon.Carbon.Pools.WoodProducts;
using Tranche = ForestCarbon.Carbon.Methodologies.Reduction;
using Window = ForestCarbon.Carbon.Methodologies.CreditingWindow;

namespace ForestCarbon.Cli.Calculators;

/// <summary><c>working-days</c>, <c>crediting-window</c>, <c>reduction</c>, <c>fire-emission</c>, <c>hwp</c>.</summary>
internal static class TrancheCalculators
{
    public static string[] ReductionFields { get; } =
        ["project_removal_t", "baseline_removal_t", "leakage_t", "non_permanence_rate", "carried_deficit_t"];

    public static string[] FireFields { get; } =
        ["area_ha", "agb_t_per_ha", "combustion_factor", "ef_ch4_g_per_kg", "ef_n2o_g_per_kg", "gwp_ch4", "gwp_n2o"];

    public static void WorkingDays(CaseInput input, CaseOutput output)
    {
        var start = input.Date("start");
        var days = input.Whole("days") is >= 1 and var n ? n : throw Refusal.Domain(Language.Of("“days”从 1 起。", "days begins at 1."));
        // The one default of the contract: publicity counts its first day.
        var countFirstDay = !input.Has("count_first_day") || input.Flag("count_first_day");
        var calendar = WorkingCalendar.Shipped;
        var (term, missing) = Days.From(calendar, start, days, countFirstDay);
        if (term is null)
            throw Refusal.Other("calendar-missing", Language.Of(FormattableString.Invariant($"{missing} 年的放假安排还没有载入，期限算不出来。"), FormattableString.Invariant($"The holidays of {missing} are not loaded: the period cannot be counted.")));
        output.Add("end", term.End).Add("skipped", term.Skipped);
        for (var year = start.Year; year <= term.End.Year; year++) output.From(calendar.SourceOf(year));
    }

    public static void CreditingWindow(CaseInput input, CaseOutput output)
    {
        var window = Window.For(input.Date("application_date"), input.Date("crediting_start"), input.Date("crediting_end"))
            ?? throw Refusal.Other("window-empty", Language.Of("没有可以申请的日期：计入期与五年追溯期不相交。", "There is no day to apply for: the crediting period and the five years before do not meet."));
        output.Add("earliest", window.Earliest).Add("latest", window.Latest).From(Window.Source);
    }

    public static void Reduction(CaseInput input, CaseOutput output)
    {
        var tranche = Tranche.Of(
            input.Number("project_removal_t"),
            input.Number("baseline_removal_t"),
            input.NotNegative("leakage_t"),
            input.Fraction("non_permanence_rate"),
            input.Has("carried_deficit_t") ? input.NotNegative("carried_deficit_t") : 0);
        output
            .Add("reduction_t", tranche.ReductionT)
            .Add("issuable_t", tranche.IssuableT)
            .Add("deficit_out_t", tranche.DeficitOutT)
            .From(Tranche.Source);
    }

    public static void FireEmission(CaseInput input, CaseOutput output) =>
        output
            .Add("tco2e", Fire.Tco2e(
                input.NotNegative("area_ha"),
                input.NotNegative("agb_t_per_ha"),
                input.Fraction("combustion_factor"),
                input.NotNegative("ef_ch4_g_per_kg"),
                input.NotNegative("ef_n2o_g_per_kg"),
                input.NotNegative("gwp_ch4"),
                input.NotNegative("gwp_n2o")));

    public static void WoodProducts(CaseInput input, CaseOutput output)
    {
        var halfLife = input.Positive("half_life_years");
        var start = input.NotNegative("stock_start_tc");
        var inflows = input.Numbers("inflows_tc");
        if (inflows.Length == 0) throw Refusal.TooFew(Language.Of("“inflows_tc”至少要有一年。", "inflows_tc needs at least one year."));
        if (inflows.Any(i => i < 0)) throw Refusal.Domain(Language.Of("“inflows_tc”不能为负。", "inflows_tc cannot be negative."));
        var stocks = Products.Stocks(halfLife, inflows, start);
        output
            .Add("stocks_tc", stocks)
            .Add("changes_tc", stocks.Select((stock, year) => stock - (year == 0 ? start : stocks[year - 1])));
    }
}
