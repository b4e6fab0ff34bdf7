using System.Globalization;
using System.Text.Json;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Prices;

/// <summary>Dated price series with their source. Gaps and jumps are flagged, never filled.</summary>
public sealed class PriceBook(Db db)
{
    /// <summary>Imports days from CSV, JSON or xlsx (<see cref="PriceFile"/>), all or none. A day that stands must be the same, or is put right for a reason.</summary>
    /// <param name="reason">Why days that stand with another price or volume are put right; null: none is.</param>
    /// <exception cref="RefusedException">Not understood, or a stored day differs and no reason is given; nothing was kept.</exception>
    public async Task<(int Added, int Known, int Corrected)> ImportAsync(
        Actor actor, string series, string source, string path, string fileName, bool isDemonstration = false, string? reason = null, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(source))
            throw new RefusedException("请写明价格的来源。", "Give the source of the prices.");
        IReadOnlyList<TradingDay> days;
        await using (var content = File.OpenRead(path))
            days = PriceFile.Read(content, fileName, CountyClock.Today);
        return await db.ChangeAsync(actor, "导入价格", async write =>
        {
            if (await write.ScalarAsync<long>("select count(*) from finance.price_series s where s.series = @series", new { series }, ct) == 0)
                throw new RefusedException($"没有价格序列 {series}。", $"There is no price series {series}.");
            var known = (await write.QueryAsync<PriceRow>("select d.* from finance.price_day_v d where d.series = @series and d.dated = any (@days)", new { series, days = days.Select(d => d.Date).ToArray() }, ct))
                .ToDictionary(d => d.Dated);
            var others = days.Where(d => known.TryGetValue(d.Date, out var k) && (k.PriceFen, k.VolumeT) != ((long)(d.Price * 100), (long)d.Volume)).ToList();
            if (others is [var other, ..] && string.IsNullOrWhiteSpace(reason))
                throw new RefusedException(
                    $"{other.Date:yyyy-MM-dd} 已有 {known[other.Date].PriceFen / 100m:#,##0.00} 元、{known[other.Date].VolumeT} 吨，与文件里的 {other.Price:#,##0.00} 元、{other.Volume:0} 吨不同，请核对来源；原来记错的，写明更正理由再导入。",
                    $"{other.Date:yyyy-MM-dd} has {known[other.Date].PriceFen / 100m:#,##0.00} yuan and {known[other.Date].VolumeT} t, the file {other.Price:#,##0.00} yuan and {other.Volume:0} t: check the source. Where what stands is wrong, give the reason and import again.");
            foreach (var d in others)
                await CorrectAsync(write, series, d, source, reason!, ct);
            var added = days.Where(d => !known.ContainsKey(d.Date)).ToList();
            await write.ExecuteAsync(
                """
                insert into finance.price_day (series, dated, price_fen, volume_t, source, is_demonstration)
                select @series, d.day, d.fen, d.tonnes, @source, @isDemonstration from unnest(@days::date[], @fen::bigint[], @tonnes::bigint[]) as d (day, fen, tonnes)
                """, new
                {
                    series, source, isDemonstration, days = added.Select(d => d.Date).ToArray(), fen = added.Select(d => (long)(d.Price * 100)).ToArray(), tonnes = added.Select(d => (long)d.Volume).ToArray(),
                }, ct);
            return (added.Count, known.Count - others.Count, others.Count);
        }, ct);
    }

    /// <summary>Puts a day right that was entered wrongly; what stood before stays readable.</summary>
    /// <exception cref="RefusedException">No source or reason, a day that has no price, or what stands already.</exception>
    public Task CorrectAsync(Actor actor, string series, TradingDay day, string source, string reason, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(source) || string.IsNullOrWhiteSpace(reason))
            throw new RefusedException("请写明更正的来源和理由。", "Give the source and the reason of the correction.");
        if (day.Price <= 0 || decimal.Round(day.Price, 2) != day.Price || day.Volume < 0 || decimal.Truncate(day.Volume) != day.Volume)
            throw new RefusedException("价格须大于 0、最多到分，成交量须为整数吨。", "The price is above 0 and to the fen, the volume in whole tonnes.");
        return db.ChangeAsync(actor, "更正价格", async write =>
        {
            var stands = (await write.QueryAsync<PriceRow>("select d.* from finance.price_day_v d where d.series = @series and d.dated = @dated", new { series, dated = day.Date }, ct)).SingleOrDefault()
                ?? throw new RefusedException($"{series} 在 {day.Date:yyyy-MM-dd} 没有价格可更正，请用导入录入。", $"{series} has no price on {day.Date:yyyy-MM-dd} to correct; import it.");
            if ((stands.PriceFen, stands.VolumeT) == ((long)(day.Price * 100), (long)day.Volume))
                throw new RefusedException($"{day.Date:yyyy-MM-dd} 现在就是这个价格和成交量。", $"{day.Date:yyyy-MM-dd} has this price and volume already.");
            return await CorrectAsync(write, series, day, source, reason, ct);
        }, ct);
    }

    /// <summary>What was put right in a series, newest first, with what stood before.</summary>
    public Task<IReadOnlyList<PriceCorrection>> CorrectionsAsync(string series, CancellationToken ct = default) =>
        db.QueryAsync<PriceCorrection>(Sql.Of<PriceBook>("Prices/Sql/corrections.sql"), new { series }, ct);

    private static Task<int> CorrectAsync(Write write, string series, TradingDay day, string source, string reason, CancellationToken ct) => write.ExecuteAsync(
        "insert into finance.price_correction (series, dated, price_fen, volume_t, source, reason) values (@series, @dated, @fen, @tonnes, @source, @reason)",
        new { series, dated = day.Date, fen = (long)(day.Price * 100), tonnes = (long)day.Volume, source = source.Trim(), reason = reason.Trim() }, ct);

    /// <summary>The days of a series in order.</summary>
    public async Task<IReadOnlyList<TradingDay>> DaysAsync(string series, CancellationToken ct = default) =>
        [.. (await RowsAsync(series, ct)).Select(d => new TradingDay(d.Dated, d.PriceFen / 100m, d.VolumeT))];

    public Task<IReadOnlyList<PriceRow>> RowsAsync(string series, CancellationToken ct = default) =>
        db.QueryAsync<PriceRow>("select d.* from finance.price_day_v d where d.series = @series order by d.dated", new { series }, ct);

    public Task<IReadOnlyList<SeriesRow>> SeriesAsync(CancellationToken ct = default) => db.QueryAsync<SeriesRow>(
        """
        select s.*, (select count(*) from finance.price_day d where d.series = s.series)::int as days, (select max(d.dated) from finance.price_day d where d.series = s.series) as last_on
        from finance.price_series s order by s.series
        """, ct: ct);
}

/// <summary>What is unusual in a series: days missing between two, and prices that jumped.</summary>
public static class PriceFlags
{
    /// <summary>A finding for each gap above <paramref name="gapDays"/> calendar days and each change from day to day above <paramref name="jump"/>, a fraction; a change across a gap is none of one day and no jump.</summary>
    public static IReadOnlyList<PriceFlag> Of(IReadOnlyList<TradingDay> days, int gapDays, decimal jump)
    {
        var ordered = days.OrderBy(d => d.Date).ToList();
        return [.. ordered.Skip(1).Zip(ordered, (today, before) =>
            today.Date.DayNumber - before.Date.DayNumber is var apart && apart > gapDays ? new PriceFlag("gap", before.Date, today.Date, apart)
            : today.Price / before.Price - 1 is var change && Math.Abs(change) > jump ? new PriceFlag("jump", before.Date, today.Date, change)
            : null).OfType<PriceFlag>()];
    }
}

/// <param name="Kind">gap: <paramref name="Size"/> is calendar days; jump: a fraction.</param>
public sealed record PriceFlag(string Kind, DateOnly From, DateOnly To, decimal Size);

/// <summary>Price days of a file: columns 日期, 价格（元/吨）, 成交量（吨）; JSON as an array of {"date", "price", "volume"}.</summary>
public static class PriceFile
{
    private static readonly string[] Days = ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd"];
    private static readonly string[] Dates = ["日期", "交易日期", "date"];
    private static readonly string[] Prices = ["价格（元/吨）", "价格(元/吨)", "价格", "成交均价", "均价", "收盘价", "price"];
    private static readonly string[] Volumes = ["成交量（吨）", "成交量(吨)", "成交量", "volume"];

    /// <param name="today">The last day that can have a price.</param>
    /// <exception cref="RefusedException">A column is missing, a cell is not understood, a day is still to come, or stands twice.</exception>
    public static IReadOnlyList<TradingDay> Read(Stream content, string fileName, DateOnly today)
    {
        var rows = fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Json(content) : TableFile.Rows(content, fileName);
        if (rows.Count < 2)
            throw new RefusedException("价格文件是空的：第一行应为列名，以下每行一天。", "The price file is empty: heads in the first row, a day in each row below.");
        int At(string[] names) => Enumerable.Range(0, rows[0].Count).FirstOrDefault(i => names.Contains(rows[0][i]), -1);
        var (date, price, volume) = (At(Dates), At(Prices), At(Volumes));
        if (date < 0 || price < 0 || volume < 0)
            throw new RefusedException($"要有“日期、价格（元/吨）、成交量（吨）”三列；读到的是：{string.Join('、', rows[0])}。", $"There must be three columns 日期, 价格（元/吨）, 成交量（吨）; read: {string.Join(", ", rows[0])}.");
        List<TradingDay> days = [];
        for (var i = 1; i < rows.Count; i++)
        {
            string Cell(int at) => at < rows[i].Count ? rows[i][at] : "";
            if (rows[i].All(c => c.Length == 0))
                continue;
            if (!DateOnly.TryParseExact(Cell(date).Split(' ', 'T')[0], Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                throw new RefusedException($"第 {i + 1} 行的日期“{Cell(date)}”不能读。", $"Row {i + 1}: the day “{Cell(date)}” is not understood.");
            if (day > today)
                throw new RefusedException($"第 {i + 1} 行的日期 {day:yyyy-MM-dd} 在今天（{today:yyyy-MM-dd}）之后：还没有到的日子没有成交价。", $"Row {i + 1}: {day:yyyy-MM-dd} is after today, {today:yyyy-MM-dd}; a day to come has no price yet.");
            days.Add(new(day, Number(i + 1, "价格", Cell(price), 2), Number(i + 1, "成交量", Cell(volume), 0)));
            if (days[^1].Price == 0)
                throw new RefusedException($"第 {i + 1} 行的价格须大于 0。", $"Row {i + 1}: the price is above 0.");
        }
        return days.GroupBy(d => d.Date).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw new RefusedException($"{twice.Key:yyyy-MM-dd} 出现两次。", $"{twice.Key:yyyy-MM-dd} stands twice.") : days;
    }

    private static decimal Number(int row, string what, string cell, int decimals) =>
        decimal.TryParse(cell.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && decimal.Round(value, decimals) == value
            ? value : throw new RefusedException($"第 {row} 行的{what}“{cell}”不能读：{(decimals == 2 ? "最多到分" : "须为整数吨")}，不作舍入。", $"Row {row}: {(decimals == 2 ? "the price" : "the volume")} “{cell}” is not understood: {(decimals == 2 ? "to the fen" : "whole tonnes")}, not rounded.");

    private static List<IReadOnlyList<string>> Json(Stream content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return [["date", "price", "volume"], .. document.RootElement.EnumerateArray().Select(d => (IReadOnlyList<string>)
                [d.GetProperty("date").GetString() ?? "", d.GetProperty("price").GetRawText().Trim('"'), d.GetProperty("volume").GetRawText().Trim('"')])];
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RefusedException("这个 JSON 不能读：须为数组，每项有 date、price、volume。", "This JSON is not understood: an array whose items have date, price and volume.", unreadable);
        }
    }
}

public sealed record PriceRow
{
    public DateOnly Dated { get; init; }
    public long PriceFen { get; init; }
    public long VolumeT { get; init; }
    public string Source { get; init; } = "";
    public bool IsDemonstration { get; init; }

    /// <summary>Price, volume and source are those of its newest correction.</summary>
    public bool IsCorrected { get; init; }
}

/// <summary>A price that was put right: what stood before and what stands since.</summary>
public sealed record PriceCorrection
{
    public DateOnly Dated { get; init; }
    public long BeforeFen { get; init; }
    public long BeforeT { get; init; }
    public string BeforeSource { get; init; } = "";
    public long PriceFen { get; init; }
    public long VolumeT { get; init; }
    public string Source { get; init; } = "";
    public string Reason { get; init; } = "";
    public string EnteredBy { get; init; } = "";
    public DateTime EnteredAt { get; init; }
}

public sealed record SeriesRow
{
    public string Series { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public int GapDays { get; init; }
    public decimal Jump { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public int Days { get; init; }
    public DateOnly? LastOn { get; init; }
}
