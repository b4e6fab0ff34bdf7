using System.Globalization;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Compensation;

/// <summary>Rows of the table of contracts: one contract and parcel each. The register is written in the same columns.</summary>
public static class ContractFile
{
    /// <summary>The heads, in the order of the template we offer.</summary>
    public static readonly IReadOnlyList<string> Heads =
        ["合同编号", "合同类型", "资金类别", "保护等级", "权属", "村编码", "权利人编号", "权利人", "护林员编号", "护林员", "小班号", "合同面积（亩）", "起始年", "终止年"];

    private static readonly Dictionary<string, string> Tenures = new(StringComparer.Ordinal) { ["国有"] = "state", ["集体"] = "collective", ["个人"] = "individual" };

    /// <summary>The rows that are understood; what is not is added to <paramref name="findings"/>, every cell of it.</summary>
    /// <exception cref="RefusedException">The table is empty or lacks a column.</exception>
    public static IReadOnlyList<ContractLine> Read(IReadOnlyList<IReadOnlyList<string>> rows, ICollection<ContractFinding> findings)
    {
        if (rows.Count < 2)
            throw new RefusedException("合同表是空的：第一行应为列名，以下每行一个合同和小班。", "The table of contracts is empty: heads in the first row, a contract and parcel in each row below.");
        var at = Heads.Select(h => Enumerable.Range(0, rows[0].Count).FirstOrDefault(i => rows[0][i] == h, -1)).ToArray();
        if (Heads.Where((h, i) => at[i] < 0 && h is not ("保护等级" or "护林员编号" or "护林员")).ToList() is { Count: > 0 } missing)
            throw new RefusedException($"第 1 行缺少这些列：{string.Join('、', missing)}。", $"Row 1 lacks these columns: {string.Join(", ", missing)}.");
        List<ContractLine> lines = [];
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].All(c => c.Length == 0))
                continue;
            var (row, before) = (i + 1, findings.Count);
            var (contract, parcel) = (Cell("合同编号"), Cell("小班号"));
            foreach (var head in Heads)
                if (Cell(head).Length == 0 && head is not ("保护等级" or "护林员编号" or "护林员"))
                    Find($"没有填“{head}”", $"“{head}” is empty");
            if (Cell("合同类型") is { Length: > 0 } kind and not ("区划界定" or "管护合同"))
                Find($"合同类型“{kind}”不认识：须为 区划界定 或 管护合同", $"the kind “{kind}” is not known; it is 区划界定 or 管护合同");
            if (!Tenures.TryGetValue(Cell("权属"), out var tenure) && Cell("权属").Length > 0)
                Find($"权属“{Cell("权属")}”不认识：须为 国有、集体 或 个人", $"the tenure “{Cell("权属")}” is not known; it is 国有, 集体 or 个人");
            if ((!decimal.TryParse(Cell("合同面积（亩）"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var mu) || mu is <= 0 or >= 10_000_000_000m || decimal.Truncate(mu * 100) != mu * 100)
                && Cell("合同面积（亩）").Length > 0)
                Find($"合同面积“{Cell("合同面积（亩）")}”须大于 0，到 0.01 亩，不作舍入", $"the contract area “{Cell("合同面积（亩）")}” is above 0, to 0.01 mu, and is not rounded");
            var (first, last) = (Year("起始年"), Year("终止年"));
            if (last < first)
                Find($"终止年 {last} 早于起始年 {first}", $"the last year {last} is before the first, {first}");
            if (findings.Count == before)
                lines.Add(new(row, contract, Cell("合同类型"), Cell("资金类别"), Cell("保护等级"), tenure!, Cell("村编码"), Cell("权利人编号"), Cell("权利人"), Cell("护林员编号"), Cell("护林员"),
                    parcel, mu, first!.Value, last!.Value));

            string Cell(string head) => at[Index(head)] is var column and >= 0 && column < rows[i].Count ? rows[i][column].Trim() : "";

            int? Year(string head)
            {
                if (int.TryParse(Cell(head), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1990 and <= 2100)
                    return year;
                if (Cell(head).Length > 0)
                    Find($"{head}“{Cell(head)}”不是年份", $"{head} “{Cell(head)}” is no year");
                return null;
            }

            void Find(string said, string english) => findings.Add(ContractFinding.Of([row], contract, parcel, said, english));
        }
        return lines.Count > 0 || findings.Count > 0 ? lines : throw new RefusedException("合同表没有一行。", "The table of contracts has no row.");

        static int Index(string head) => Enumerable.Range(0, Heads.Count).First(i => Heads[i] == head);
    }

    /// <summary>A row of the register as an import reads it, by head.</summary>
    public static Dictionary<string, object?> Row(RegisterRow row) => Heads.Zip(new object?[]
    {
        row.ContractNo, row.Kind, row.FundGroup, row.Grade, Tenures.First(t => t.Value == row.Tenure).Key, row.VillageCode, row.HolderCode, row.HolderName, row.RangerCode, row.RangerName, row.ParcelCode,
        row.ContractMu, row.FirstYear, row.LastYear,
    }).ToDictionary(p => p.First, p => p.Second);
}

/// <param name="Row">Row of the table, the heads being the first.</param>
/// <param name="Tenure">state, collective or individual.</param>
public sealed record ContractLine(
    int Row, string ContractNo, string Kind, string FundGroup, string Grade, string Tenure, string VillageCode, string HolderCode, string HolderName, string RangerCode, string RangerName,
    string ParcelCode, decimal ContractMu, int FirstYear, int LastYear);

/// <summary>What is wrong with a table of contracts, or differs from the ground, in both languages.</summary>
/// <param name="CanBeAccepted">It is entered where somebody says why.</param>
public sealed record ContractFinding(string Sentence, string English, bool CanBeAccepted = false)
{
    /// <summary>A finding that names its rows, contract and parcels.</summary>
    /// <param name="said">What is found, without its full stop.</param>
    public static ContractFinding Of(IReadOnlyList<int> rows, string contract, string parcels, string said, string english, bool canBeAccepted = false) => new(
        $"第 {string.Join('、', rows)} 行，合同 {(contract.Length == 0 ? "（未填）" : contract)}，小班 {(parcels.Length == 0 ? "（未填）" : parcels)}：{said}。",
        $"Row {string.Join(", ", rows)}, contract {(contract.Length == 0 ? "(empty)" : contract)}, parcel {(parcels.Length == 0 ? "(empty)" : parcels)}: {english}.", canBeAccepted);
}

/// <summary>A standing contract on a parcel, in the words and columns of the table.</summary>
public sealed record RegisterRow
{
    public string ContractNo { get; init; } = "";
    public string Kind { get; init; } = "";
    public string FundGroup { get; init; } = "";
    public string Grade { get; init; } = "";
    public string Tenure { get; init; } = "";
    public string VillageCode { get; init; } = "";
    public string HolderCode { get; init; } = "";
    public string HolderName { get; init; } = "";
    public string RangerCode { get; init; } = "";
    public string RangerName { get; init; } = "";
    public string ParcelCode { get; init; } = "";
    public decimal ContractMu { get; init; }
    public int FirstYear { get; init; }
    public int LastYear { get; init; }
}
