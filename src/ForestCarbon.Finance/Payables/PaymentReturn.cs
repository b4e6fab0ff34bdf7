using System.Globalization;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Payables;

/// <summary>The bank's answer to a payment file.</summary>
public static class PaymentReturn
{
    /// <exception cref="RefusedException">
    /// Columns are missing, a line is unknown, answered twice or not at all, a word is not understood, or a name, an account or an amount that the file gives is not what was sent.
    /// </exception>
    public static IReadOnlyList<ReturnedLine> Read(IReadOnlyList<IReadOnlyList<string>> rows, PaymentTemplate layout, IReadOnlyList<PaymentLine> sent)
    {
        if (rows.Count < 2)
            throw new RefusedException("支付结果是空的：第一行应为列名。", "The answer is empty: heads in the first row.");
        int At(string[] names) => Enumerable.Range(0, rows[0].Count).FirstOrDefault(i => names.Contains(rows[0][i]), -1);
        var (serial, result, reason) = (At(layout.SerialHeads), At(layout.ResultHeads), At(layout.ReasonHeads));
        if (serial < 0 || result < 0)
            throw new RefusedException($"第 1 行要有“{layout.SerialHeads[0]}”和“{layout.ResultHeads[0]}”两列；读到的是：{string.Join('、', rows[0])}。", $"Row 1 has the columns “{layout.SerialHeads[0]}” and “{layout.ResultHeads[0]}”; read: {string.Join(", ", rows[0])}.");
        // What the file says of a line besides its result: it must be what was sent, or the row speaks of another payment.
        var compared = new (int At, Func<PaymentLine, string> Sent, Func<string, string, bool> Agree)[]
        {
            (At(layout.NameHeads), l => l.AccountName, (read, was) => read == was),
            (At(layout.AccountHeads), l => l.AccountNo, IsAccount),
            (At(layout.YuanHeads), PaymentFile.YuanOf, (read, was) => decimal.TryParse(read, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var yuan)
                && yuan == decimal.Parse(was, CultureInfo.InvariantCulture)),
        }.Where(c => c.At >= 0).ToList();
        var known = sent.ToDictionary(l => l.Serial);
        var answers = new Dictionary<int, ReturnedLine>();
        for (var i = 1; i < rows.Count; i++)
        {
            string Cell(int at) => at >= 0 && at < rows[i].Count ? rows[i][at] : "";
            if (rows[i].All(c => c.Length == 0))
                continue;
            if (!int.TryParse(Cell(serial), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !known.ContainsKey(number))
                throw new RefusedException($"第 {i + 1} 行的序号“{Cell(serial)}”不在这一批里。", $"Row {i + 1}: serial “{Cell(serial)}” is not of this batch.");
            foreach (var (at, of, agree) in compared)
                if (Cell(at).Trim() is { Length: > 0 } read && of(known[number]) is var was && !agree(read, was))
                    throw new RefusedException(
                        $"第 {i + 1} 行的{rows[0][at]}是“{read}”，这一批序号 {number} 送出的是“{was}”：核对是不是这一批的支付结果。",
                        $"Row {i + 1}: {rows[0][at]} is “{read}”, but “{was}” was sent under serial {number} of this batch. Check that the answer is of this batch.");
            if (Cell(result).Length == 0)
                throw new RefusedException($"第 {i + 1} 行没有发放结果。", $"Row {i + 1} has no result.");
            // "In progress" taken for "came back" would let the line be paid twice.
            if (!layout.PaidWords.Contains(Cell(result)) && !layout.ReturnedWords.Contains(Cell(result)))
                throw new RefusedException(
                    $"第 {i + 1} 行的发放结果“{Cell(result)}”不能读：付出的写{string.Join('、', layout.PaidWords)}，退回的写{string.Join('、', layout.ReturnedWords)}；还没有结果的等结果出来再读入。",
                    $"Row {i + 1}: the result “{Cell(result)}” is not understood. Paid: {string.Join(", ", layout.PaidWords)}; came back: {string.Join(", ", layout.ReturnedWords)}. Wait for the result where there is none yet.");
            if (!answers.TryAdd(number, new(number, layout.PaidWords.Contains(Cell(result)), Cell(reason).Length > 0 ? Cell(reason) : Cell(result))))
                throw new RefusedException($"第 {i + 1} 行的序号 {number} 出现两次。", $"Row {i + 1}: serial {number} stands twice.");
        }
        return answers.Count == sent.Count ? [.. answers.Values] : throw new RefusedException($"这一批有 {sent.Count} 行，支付结果只答复了 {answers.Count} 行。", $"The batch has {sent.Count} lines, the answer speaks of {answers.Count}.");
    }

    // Banks space account numbers, and cover their middle with asterisks: what is shown must be the account's.
    private static bool IsAccount(string read, string was)
    {
        var shown = read.Replace(" ", "", StringComparison.Ordinal).Split('*');
        return shown.Length == 1 ? shown[0] == was
            : shown[0].Length + shown[^1].Length is > 0 and var digits && digits <= was.Length && was.StartsWith(shown[0], StringComparison.Ordinal) && was.EndsWith(shown[^1], StringComparison.Ordinal);
    }
}

public sealed record ReturnedLine(int Serial, bool IsPaid, string Reason);
