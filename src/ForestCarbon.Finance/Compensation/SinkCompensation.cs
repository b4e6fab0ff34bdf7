using System.Globalization;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Compensation;

/// <summary>
/// 碳汇补偿: lists of their own beside the compensation of public-welfare forest, paid from funds granted for it. Drawn up from a table that names what each amount
/// rests on; no standard of ours stands behind it, and none is assumed.
/// </summary>
public sealed class SinkCompensation(Db db, FileStore files)
{
    /// <summary>Draws up the list of one village from a table (<see cref="SinkTable"/>), all of it or nothing. Returns the list.</summary>
    /// <exception cref="RefusedException">A row is not understood, a payee is not known, area × rate is not the amount, or the fund is for another purpose; nothing was kept.</exception>
    public async Task<long> DraftAsync(Actor actor, long fundId, string villageCode, int year, string title, string path, string fileName, bool isDemonstration = false, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(title))
            throw new RefusedException("请写明名单的名称。", "Name the list.");
        IReadOnlyList<SinkLine> lines;
        await using (var content = File.OpenRead(path))
            lines = SinkTable.Read(TableFile.Rows(content, fileName));
        var stored = await FileStore.DescribeAsync(path, ct);
        return await db.ChangeAsync(actor, "拟定碳汇补偿名单", async write =>
        {
            await files.KeepAsync(write, path, stored, fileName, ct);
            var payees = (await write.QueryAsync<(string Code, string Name, long Id)>(
                "select p.code, p.name, p.payee_id from finance.payee p where p.code = any (@codes)", new { codes = lines.Select(l => l.Payee).Distinct().ToArray() }, ct)).ToDictionary(p => p.Code);
            foreach (var line in lines)
                if (!payees.TryGetValue(line.Payee, out var payee))
                    throw new RefusedException($"第 {line.Row} 行的收款人编号“{line.Payee}”没有登记过：先在收款人页登记。", $"Row {line.Row}: there is no payee “{line.Payee}”; enter it on the page of payees first.");
                else if (payee.Name != line.Name)
                    throw new RefusedException($"第 {line.Row} 行的收款人“{line.Name}”与登记的“{payee.Name}”不符。", $"Row {line.Row}: the payee “{line.Name}” is entered as “{payee.Name}”.");
            var id = (await write.QueryAsync<long>(Sql.Of<SinkCompensation>("Compensation/Sql/insert_sink_list.sql"),
                new { fundId, villageCode, year, title = title.Trim(), isDemonstration, stored.Sha256 }, ct)) is [var made] ? made : throw new RefusedException("没有这笔资金，或村编码不在行政区划里。", "There is no such fund, or no such village.");
            await write.ExecuteAsync(
                """
                insert into finance.payable_line (list_id, line, payee_id, part, basis, area_mu, rate_fen, amount_fen)
                select @id, n.line, n.payee, 'sink', n.basis, n.area, n.rate, n.amount
                from unnest(@lines::int[], @payees::bigint[], @bases::text[], @areas::numeric[], @rates::bigint[], @amounts::bigint[]) as n (line, payee, basis, area, rate, amount)
                """, new
                {
                    id, lines = Enumerable.Range(1, lines.Count).ToArray(), payees = lines.Select(l => payees[l.Payee].Id).ToArray(), bases = lines.Select(l => l.Basis).ToArray(),
                    areas = lines.Select(l => l.AreaMu).ToArray(), rates = lines.Select(l => l.RateFen).ToArray(), amounts = lines.Select(l => l.AmountFen).ToArray(),
                }, ct);
            return id;
        }, ct);
    }
}

/// <summary>A table of carbon-sink compensation. Area and rate are given together or not at all; then the amount is area × rate, what is under a fen dropped.</summary>
public static class SinkTable
{
    public static readonly string[] Heads = ["收款人编号", "收款人", "依据", "面积（亩）", "标准（元/亩）", "金额（元）"];

    /// <exception cref="RefusedException">A column or a cell is not understood; the sentence names row and column.</exception>
    public static IReadOnlyList<SinkLine> Read(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count < 2)
            throw new RefusedException("补偿表是空的：第一行应为列名，以下每行一个收款人。", "The table is empty: heads in the first row, a payee in each row below.");
        var at = Heads.Select(h => Enumerable.Range(0, rows[0].Count).FirstOrDefault(i => rows[0][i] == h, -1)).ToArray();
        if (Heads.Where((_, i) => at[i] < 0).ToList() is { Count: > 0 } missing)
            throw new RefusedException($"第 1 行缺少这些列：{string.Join('、', missing)}。", $"Row 1 lacks these columns: {string.Join(", ", missing)}.");
        List<SinkLine> lines = [];
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].All(c => c.Length == 0))
                continue;
            string Cell(int column) => at[column] < rows[i].Count ? rows[i][at[column]].Trim() : "";
            if (Enumerable.Range(0, 3).FirstOrDefault(c => Cell(c).Length == 0, -1) is var empty and >= 0)
                throw new RefusedException($"第 {i + 1} 行缺“{Heads[empty]}”。", $"Row {i + 1} has no “{Heads[empty]}”.");
            var (area, rate, amount) = (Number(i + 1, 3, Cell(3), 4), Number(i + 1, 4, Cell(4), 2), Number(i + 1, 5, Cell(5), 2) ?? throw new RefusedException($"第 {i + 1} 行缺“金额（元）”。", $"Row {i + 1} has no “金额（元）”."));
            if (area is null != rate is null)
                throw new RefusedException($"第 {i + 1} 行的面积和标准要么都写，要么都不写。", $"Row {i + 1}: area and rate are given together or not at all.");
            if (amount <= 0)
                throw new RefusedException($"第 {i + 1} 行的金额须大于 0。", $"Row {i + 1}: the amount is above 0.");
            var fen = (long)(amount * 100);
            if (area is { } mu && rate is { } yuan && decimal.Floor(mu * yuan * 100) != fen)
                throw new RefusedException($"第 {i + 1} 行：{mu:0.####} 亩 × {yuan:#,##0.00} 元＝{decimal.Floor(mu * yuan * 100) / 100:#,##0.00} 元，与金额 {amount:#,##0.00} 元不符。", $"Row {i + 1}: {mu:0.####} mu × {yuan:#,##0.00} yuan make {decimal.Floor(mu * yuan * 100) / 100:#,##0.00} yuan, not {amount:#,##0.00} yuan.");
            lines.Add(new(i + 1, Cell(0), Cell(1), Cell(2), area, (long?)(rate * 100), fen));
        }
        return lines.Count == 0 ? throw new RefusedException("补偿表里没有一行。", "The table has no row.")
            : lines.GroupBy(l => (l.Payee, l.Basis)).FirstOrDefault(g => g.Count() > 1) is { } twice
                ? throw new RefusedException($"第 {twice.Last().Row} 行与第 {twice.First().Row} 行是同一收款人、同一依据，不能列两次。", $"Rows {twice.First().Row} and {twice.Last().Row} are one payee and one basis.") : lines;
    }

    private static decimal? Number(int row, int column, string cell, int decimals) => cell.Length == 0 ? null
        : decimal.TryParse(cell.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1_000_000_000_000 && decimal.Round(value, decimals) == value
            ? value : throw new RefusedException($"第 {row} 行的{Heads[column]}“{cell}”不能读：最多 {decimals} 位小数，不作舍入。", $"Row {row}: {Heads[column]} “{cell}” is not understood; it has at most {decimals} decimals and is not rounded.");
}

public sealed record SinkLine(int Row, string Payee, string Name, string Basis, decimal? AreaMu, long? RateFen, long AmountFen);
