using System.Globalization;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Sharing;

/// <summary>
/// The next version of an agreement while it is drawn up: parties and lots come and go until it is signed with its paper; from then on the database lets nothing of it change.
/// </summary>
/// <exception cref="RefusedException">Each call that changes something: refused with a sentence, nothing was changed.</exception>
public sealed class AgreementDrafts(Db db, FileStore files)
{
    /// <summary>Opens the next version for a project, with the parties of the version before where there is one. Returns its id.</summary>
    public Task<long> OpenAsync(Actor actor, string project, string book, string basis, CancellationToken ct = default) => db.ChangeAsync(actor, "拟定利益联结协议", async write =>
    {
        if (basis is not ("certificate-area" or "project-area" or "fixed-shares"))
            throw new RefusedException("请选择分配依据。", "Choose the basis of the shares.");
        if (await write.ScalarAsync<long>("select count(*) from ccer.project_v p where p.code = @project", new { project }, ct) == 0)
            throw new RefusedException($"没有编号为 {project} 的项目。", $"There is no project {project}.");
        if (await write.ScalarAsync<long>("select count(*) from finance.agreement a where a.project_code = @project and a.signed_on is null", new { project }, ct) > 0)
            throw new RefusedException($"项目 {project} 已有一版没有签订的协议：先签订或删除它。", $"Project {project} has a version that is not signed yet: sign it or discard it first.");
        return await write.QueryAsync<long>(Sql.Of<AgreementDrafts>("Sharing/Sql/open_agreement.sql"), new { project, book, basis }, ct) is [var id]
            ? id : throw new RefusedException($"没有账簿 {book}。", $"There is no book {book}.");
    }, ct);

    /// <summary>Adds a party. Collective and households share by the lots and are paid by them; any other party names its payee.</summary>
    public Task AddPartyAsync(Actor actor, long agreementId, string party, string kind, decimal weightPercent, string? payee, CancellationToken ct = default) => db.ChangeAsync(actor, "登记协议的一方", async write =>
    {
        if (weightPercent is <= 0 or > 100 || decimal.Round(weightPercent, 4) != weightPercent)
            throw new RefusedException("份额须大于 0、不超过 100，最多 4 位小数。", "A share is above 0 and at most 100, with up to 4 decimals.");
        var byLots = kind is "collective" or "households";
        if (byLots != string.IsNullOrWhiteSpace(payee))
            throw new RefusedException("村集体和农户按宗地分，不写收款人；其他各方要写收款人编号。", "The collective and the households share by lots and name no payee; every other party names its payee.");
        long? payeeId = byLots ? null : await write.QueryAsync<long>("select p.payee_id from finance.payee p where p.code = @payee", new { payee = payee!.Trim() }, ct) is [var known] ? known
            : throw new RefusedException($"没有编号为“{payee}”的收款人：先在收款人页登记。", $"There is no payee “{payee}”: enter it on the page of payees first.");
        return await write.ExecuteAsync("insert into finance.agreement_party (agreement_id, party, kind, weight_percent, payee_id) values (@agreementId, @party, @kind, @weightPercent, @payeeId)",
            new { agreementId, party = party.Trim(), kind, weightPercent, payeeId }, ct);
    }, ct);

    public Task RemovePartyAsync(Actor actor, long agreementId, string party, CancellationToken ct = default) => db.ChangeAsync(actor, "去掉协议的一方", async write =>
        await write.ExecuteAsync("delete from finance.agreement_party where agreement_id = @agreementId and party = @party", new { agreementId, party }, ct) == 1
            ? true : throw new RefusedException($"协议里没有“{party}”。", $"“{party}” is no party of the agreement."), ct);

    /// <summary>Enters the lots of a table with their shares, in the place of those that stood there. Returns how many.</summary>
    public async Task<int> EnterLotsAsync(Actor actor, long agreementId, string path, string fileName, CancellationToken ct = default)
    {
        IReadOnlyList<LotLine> lots;
        await using (var content = File.OpenRead(path))
            lots = LotFile.Read(TableFile.Rows(content, fileName));
        return await db.ChangeAsync(actor, "录入协议的宗地份额", async write =>
        {
            var payees = (await write.QueryAsync<(string Code, long Id)>("select p.code, p.payee_id from finance.payee p where p.code = any (@codes)", new { codes = lots.Select(l => l.Payee).Distinct().ToArray() }, ct)).ToDictionary(p => p.Code, p => p.Id);
            var villages = (await write.QueryAsync<(string Code, string Name, string Township)>(
                "select v.village_code, v.name_zh, v.township_code from inventory.village_v v where v.village_code = any (@codes)", new { codes = lots.Select(l => l.VillageCode).Distinct().ToArray() }, ct)).ToDictionary(v => v.Code);
            if (lots.FirstOrDefault(l => !payees.ContainsKey(l.Payee)) is { } nobody)
                throw new RefusedException($"第 {nobody.Row} 行：没有编号为“{nobody.Payee}”的收款人，先在收款人页登记。", $"Row {nobody.Row}: there is no payee “{nobody.Payee}”; enter it on the page of payees first.");
            if (lots.FirstOrDefault(l => !villages.ContainsKey(l.VillageCode)) is { } nowhere)
                throw new RefusedException($"第 {nowhere.Row} 行：没有村编码 {nowhere.VillageCode}。", $"Row {nowhere.Row}: there is no village {nowhere.VillageCode}.");
            await write.ExecuteAsync("delete from finance.agreement_lot where agreement_id = @agreementId", new { agreementId }, ct);
            return await write.ExecuteAsync(Sql.Of<BenefitSharing>("Sharing/Sql/enter_lots.sql"), new
            {
                agreementId, codes = lots.Select(l => l.LotCode).ToArray(), townships = lots.Select(l => villages[l.VillageCode].Township).ToArray(), villages = lots.Select(l => l.VillageCode).ToArray(),
                names = lots.Select(l => villages[l.VillageCode].Name).ToArray(), payees = lots.Select(l => payees[l.Payee]).ToArray(), weights = lots.Select(l => l.Weight).ToArray(), held = lots.Select(l => l.HeldFor).ToArray(),
            }, ct);
        }, ct);
    }

    /// <summary>Signs with the paper (PDF, image or docx): the parties must make 100 %, and nothing of the agreement changes afterwards.</summary>
    public async Task SignAsync(Actor actor, long agreementId, DateOnly on, SentPaper paper, CancellationToken ct = default)
    {
        if (on > CountyClock.Today)
            throw new RefusedException("签订日不能晚于今天。", "The day of signing is not after today.");
        await PaperKind.RequireAsync(paper, ("请换成签好的协议的扫描件", "send the scan of the signed agreement"), ct);
        var file = await FileStore.DescribeAsync(paper.Path, ct);
        await db.ChangeAsync(actor, "签订利益联结协议", async write =>
        {
            await files.KeepAsync(write, paper.Path, file, paper.Name, ct);
            return await write.ExecuteAsync("update finance.agreement set signed_on = @on, file_sha256 = @Sha256 where agreement_id = @agreementId", new { agreementId, on, file.Sha256 }, ct) == 1
                ? true : throw new RefusedException("没有这份协议。", "There is no such agreement.");
        }, ct);
    }

    /// <summary>Discards a version that was not signed, with its parties and lots.</summary>
    public Task DiscardAsync(Actor actor, long agreementId, CancellationToken ct = default) => db.ChangeAsync(actor, "删除未签的协议", async write =>
        await write.ExecuteAsync("delete from finance.agreement where agreement_id = @agreementId and signed_on is null", new { agreementId }, ct) == 1
            ? true : throw new RefusedException("协议签订后不能删除。", "A signed agreement is not discarded."), ct);

    /// <summary>The lots of an agreement within a scope, by village and code.</summary>
    public Task<IReadOnlyList<AgreementLot>> LotsAsync(long agreementId, TownshipScope scope, CancellationToken ct = default) => db.QueryAsync<AgreementLot>(
        """
        select t.lot_code, t.village_code, t.village_name, y.code as payee, y.name as payee_name, t.weight, t.held_for
        from finance.agreement_lot t join finance.payee y using (payee_id)
        where t.agreement_id = @agreementId and (@townships::text[] is null or t.township_code = any (@townships)) order by t.village_code, t.lot_code
        """, new { agreementId, townships = scope.Codes }, ct);

    /// <summary>The largest three parcels under each of the first <paramref name="most"/> lots of <see cref="LotsAsync"/>.</summary>
    public Task<IReadOnlyList<LotParcel>> ParcelsAsync(long agreementId, TownshipScope scope, int most, CancellationToken ct = default) =>
        db.QueryAsync<LotParcel>(Sql.Of<AgreementDrafts>("Sharing/Sql/lot_parcels.sql"), new { agreementId, townships = scope.Codes, most }, ct);
}

/// <summary>A parcel under a lot; of <paramref name="Parcels"/> in all.</summary>
public sealed record LotParcel(string LotCode, long ParcelId, string ParcelCode, int Parcels);

/// <summary>A table of lots: whose they are and what weight they share by (mu, or the agreed shares).</summary>
public static class LotFile
{
    public static readonly string[] Heads = ["宗地编号", "村编码", "村", "收款人编号", "收款人", "份额", "暂缓原因"];

    private static readonly int[] Needed = [0, 1, 3, 5];

    /// <exception cref="RefusedException">A column or a cell is not understood; the sentence names row and column.</exception>
    public static IReadOnlyList<LotLine> Read(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count < 2)
            throw new RefusedException("宗地表是空的：第一行应为列名，以下每行一宗。", "The table of lots is empty: heads in the first row, a lot in each row below.");
        var at = Heads.Select(h => Enumerable.Range(0, rows[0].Count).FirstOrDefault(i => rows[0][i] == h, -1)).ToArray();
        if (Needed.Where(n => at[n] < 0).Select(n => Heads[n]).ToList() is { Count: > 0 } missing)
            throw new RefusedException($"第 1 行缺少这些列：{string.Join('、', missing)}。", $"Row 1 lacks these columns: {string.Join(", ", missing)}.");
        List<LotLine> lots = [];
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].All(c => c.Length == 0))
                continue;
            string Cell(int column) => at[column] >= 0 && at[column] < rows[i].Count ? rows[i][at[column]].Trim() : "";
            if (Needed.FirstOrDefault(n => Cell(n).Length == 0, -1) is var empty and >= 0)
                throw new RefusedException($"第 {i + 1} 行缺“{Heads[empty]}”。", $"Row {i + 1} has no “{Heads[empty]}”.");
            if (!decimal.TryParse(Cell(5).Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
                || weight is <= 0 or >= 1_000_000_000 || decimal.Round(weight, 4) != weight)
                throw new RefusedException($"第 {i + 1} 行的份额“{Cell(5)}”不能读：须大于 0，最多 4 位小数，不作舍入。", $"Row {i + 1}: the share “{Cell(5)}” is not understood; it is above 0, with up to 4 decimals, and is not rounded.");
            lots.Add(new(i + 1, Cell(0), Cell(1), Cell(3), weight, Cell(6).Length == 0 ? null : Cell(6)));
        }
        return lots.Count == 0 ? throw new RefusedException("宗地表里没有一行。", "The table of lots has no row.")
            : lots.GroupBy(l => l.LotCode).FirstOrDefault(g => g.Count() > 1) is { } twice
                ? throw new RefusedException($"宗地 {twice.Key} 列了两次（第 {string.Join('、', twice.Select(l => l.Row))} 行）。", $"Lot {twice.Key} stands twice (rows {string.Join(", ", twice.Select(l => l.Row))}).") : lots;
    }
}

/// <param name="Weight">What it shares by, up to 4 decimals.</param>
public sealed record LotLine(int Row, string LotCode, string VillageCode, string Payee, decimal Weight, string? HeldFor);

public sealed record AgreementLot
{
    public string LotCode { get; init; } = "";
    public string VillageCode { get; init; } = "";
    public string VillageName { get; init; } = "";
    public string Payee { get; init; } = "";
    public string PayeeName { get; init; } = "";
    public decimal Weight { get; init; }
    public string? HeldFor { get; init; }
}
