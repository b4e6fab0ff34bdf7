using System.Text.Json.Nodes;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Finance.Sharing;

namespace ForestCarbon.Cli.Calculators;

/// <summary><c>share</c>, <c>price-stats</c>.</summary>
internal static class MoneyCalculators
{
    private static readonly string[] ShareFields = ["party", "weight"];
    private static readonly string[] DayFields = ["date", "price", "volume"];

    public static void Share(CaseInput input, CaseOutput output)
    {
        var amount = input.Exact("amount_fen").AsWhole() is { } whole && whole >= long.MinValue && whole <= long.MaxValue
            ? (long)whole
            : throw Refusal.Domain(Language.Of("“amount_fen”必须是以分为单位的整数。", "amount_fen must be a whole number of fen."));
        var shares = input.Objects("shares", ShareFields)
            .Select(s => new PartyWeight(s.Text("party"), s.Exact("weight")))
            .ToArray();
        if (shares.Length == 0) throw Refusal.TooFew(Language.Of("“shares”至少要有一方。", "shares needs at least one party."));
        if (shares.Any(s => s.Weight.Digits.Sign < 0)) throw Refusal.Domain(Language.Of("“weight”不能为负。", "weight cannot be negative."));
        if (shares.All(s => s.Weight.Digits.IsZero)) throw Refusal.Domain(Language.Of("“weight”之和必须大于 0。", "The weights must add up to more than 0."));
        if (shares.CountBy(s => s.Party).FirstOrDefault(p => p.Value > 1) is { Key: { } twice })
            throw Refusal.Ambiguous(Language.Of($"“{twice}”出现了两次。", $"{twice} is given twice."));
        var parts = Division.Of(amount, shares);
        output.Add("parts", new JsonArray([.. shares.Select((s, i) => (JsonNode)new JsonObject
        {
            ["party"] = s.Party,
            ["fen"] = parts[i],
        })]));
    }

    public static void PriceStatistics(CaseInput input, CaseOutput output)
    {
        var days = input.Objects("rows", DayFields)
            .Select(r => new TradingDay(r.Date("date"), r.Money("price"), r.Money("volume")))
            .ToArray();
        if (days.Length == 0) throw Refusal.TooFew(Language.Of("“rows”至少要有一天。", "rows needs at least one day."));
        if (days.Any(d => d.Price <= 0)) throw Refusal.Domain(Language.Of("“price”必须大于 0。", "price must be above 0."));
        if (days.Any(d => d.Volume < 0)) throw Refusal.Domain(Language.Of("“volume”不能为负。", "volume cannot be negative."));
        if (days.CountBy(d => d.Date).FirstOrDefault(d => d.Value > 1) is { Value: > 1, Key: var twice })
            throw Refusal.Ambiguous(Language.Of(FormattableString.Invariant($"日期 {twice:yyyy-MM-dd} 出现了两次。"), FormattableString.Invariant($"The date {twice:yyyy-MM-dd} is given twice.")));
        if (days.All(d => d.Volume == 0)) throw Refusal.Domain(Language.Of("成交量之和必须大于 0。", "The volumes must add up to more than 0."));
        var statistics = Of(days);
        output
            .Add("vwap", (double)statistics.Vwap)
            .Add("days", statistics.Days)
            .Add("volume", (double)statistics.Volume)
            .Add("low", (double)statistics.Low)
            .Add("high", (double)statistics.High)
            .Add("daily_volatility", statistics.DailyVolatility);
    }

    private static PriceStatistics Of(TradingDay[] days)
    {
        try
        {
            return Finance.Prices.PriceStatistics.Of(days);
        }
        catch (OverflowException)
        {
            throw Refusal.Domain(Language.Of("价格与成交量的乘积超出了数的范围。", "Price times volume is beyond the range of numbers."));
        }
    }
}
