using System.Text;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using MiniExcelLibs;

namespace ForestCarbon.Finance.Tests.Payables;

/// <summary>A village of two townships' squares, with contracts of 16.00 yuan a mu in three parts.</summary>
public sealed class SampleGround : SampleBooks
{
    public const string Village = "431125101001";

    private readonly string _folder = Directory.CreateTempSubdirectory("fc-payables-").FullName;

    public FileStore Files => new(Path.Combine(_folder, "files"));

    public EcoCompensation Compensation => new(Db);

    public ProtectionContracts Contracts => new(Db, Files);

    public PayableLists Lists => new(Db, Files);

    public long Fund { get; private set; }

    protected override async Task FillAsync()
    {
        await base.FillAsync();
        var county = await File.ReadAllTextAsync(Path.Combine(Testing.Repository.Root, "tests", "ForestCarbon.Web.Tests", "small_county.sql"));
        await Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "方格县", write => write.ExecuteAsync(county));
        foreach (var (part, fen) in new[] { ("loss", 1_300L), ("ranger", 250), ("public", 50) })
            await Compensation.EnterStandardAsync(Maker, new("national", "collective", "", part, 2019, fen, "示例文号", "?"));
        await Db.WriteAsync(Maker, TownshipScope.WholeCounty, "收款人", write => write.ExecuteAsync("insert into finance.payee (code, kind, name) values ('县', 'public', '某县林业局')"));
        Fund = await FundAsync("名单", 5_000_000);
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsyncCore();
    }

    public string FileOf(string content, string extension = ".csv")
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + extension);
        File.WriteAllText(path, content, new UTF8Encoding(false));
        return path;
    }

    public string Workbook(params object[][] rows)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".xlsx");
        using var stream = File.Create(path);
        stream.SaveAs(rows.Select(r => ContractFile.Heads.Zip(r).ToDictionary(p => p.First, p => p.Second)));
        return path;
    }

    /// <summary>Contract, group, holder, parcel (1 to 12), mu.</summary>
    public static object[] Row(string contract, string group, string holder, int parcel, decimal mu, int from = 2021, int to = 2030, string village = Village) =>
        [contract, "管护合同", group, "", "个人", village, holder, $"{holder}户", "护-1", "某护林员", $"431125101001" + "0001" + $"{parcel:00000}", mu, from, to];

    public Task<TakenContracts> ImportAsync(params object[][] rows) => Contracts.ImportAsync(Maker, Workbook(rows), "合同.xlsx");

    public async Task AccountsAsync()
    {
        await Db.WriteAsync(Maker, TownshipScope.WholeCounty, "账户", write => write.ExecuteAsync(
            "insert into finance.payee_account (payee_id, kind, bank, account_no, account_name) select p.payee_id, '一卡通', '某行', '9000000000' || p.payee_id, p.name from finance.payee p where not exists (select from finance.payee_account a where a.payee_id = p.payee_id)"));
        await ConfirmAccountsAsync();
    }

    public async Task LeadAsync(long list, DateOnly from, params string[] steps)
    {
        var on = from;
        foreach (var to in steps)
        {
            if (to == "published")
                on = on.AddDays(7);
            await Lists.MoveAsync(to == "approved" ? Checker : Maker, list, to, on, proof: to == "publicity" ? Proof() : null);
        }
    }

    /// <summary>What proves a publicity of days that are over.</summary>
    public SentPaper Proof() => new(FileOf("村务公开栏照片（示例）", ".txt"), "公示照片.txt");
}
