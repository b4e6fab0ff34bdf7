using System.Globalization;
using System.Text;

namespace ForestCarbon.Finance.Payables;

/// <summary>A file for the bank: the same batch gives the same bytes.</summary>
public sealed record PaymentFile(long BatchId, PaymentTemplate Layout, IReadOnlyList<PaymentLine> Lines)
{
    public byte[] Bytes()
    {
        var text = new StringBuilder();
        text.AppendJoin(',', Layout.Heads).Append("\r\n");
        foreach (var line in Lines)
            text.AppendJoin(',', Layout.Fields.Select(f => Quoted(Field(line, f)))).Append("\r\n");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return (Layout.Encoding == "gb18030" ? Encoding.GetEncoding("GB18030") : new UTF8Encoding(true)).GetBytes(text.ToString());
    }

    /// <summary>A line's amount as the bank is told it: yuan with two decimals.</summary>
    public static string YuanOf(PaymentLine line) => (line.AmountFen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Field(PaymentLine line, string field) => field switch
    {
        "serial" => line.Serial.ToString(CultureInfo.InvariantCulture), "name" => line.AccountName, "account" => line.AccountNo, "bank" => line.Bank,
        "yuan" => YuanOf(line), "purpose" => line.Purpose, "village" => line.VillageName, _ => line.Payee,
    };

    private static string Quoted(string cell) => cell.IndexOfAny([',', '"', '\r', '\n']) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

public sealed record PaymentTemplate
{
    public string Code { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string AccountKind { get; init; } = "";
    public string[] Heads { get; init; } = [];
    public string[] Fields { get; init; } = [];
    public string Encoding { get; init; } = "";
    public string[] SerialHeads { get; init; } = [];
    public string[] ResultHeads { get; init; } = [];
    public string[] ReasonHeads { get; init; } = [];
    public string[] NameHeads { get; init; } = [];
    public string[] AccountHeads { get; init; } = [];
    public string[] YuanHeads { get; init; } = [];
    public string[] PaidWords { get; init; } = [];
    public string[] ReturnedWords { get; init; } = [];
    public string Mark { get; init; } = "";
    public string Source { get; init; } = "";
}

public sealed record PaymentLine
{
    public int Serial { get; init; }
    public int Line { get; init; }
    public string AccountNo { get; init; } = "";
    public string AccountName { get; init; } = "";
    public string Bank { get; init; } = "";
    public long AmountFen { get; init; }
    public string Payee { get; init; } = "";
    public string Purpose { get; init; } = "";
    public string VillageName { get; init; } = "";
    public string? Outcome { get; init; }
    public string? Reason { get; init; }
}
