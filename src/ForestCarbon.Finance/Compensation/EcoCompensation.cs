using System.Globalization;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Compensation;

/// <summary>生态补偿: contracts of the protection-unit record, standards, and the lists drawn up from both. Paid is the contract area, never the mapped one.</summary>
public sealed class EcoCompensation(Db db, FileStore files)
{
    /// <summary>Takes over contracts from a workbook (<see cref="ContractFile"/>), all of them or none. Returns how many contracts and parcels.</summary>
    /// <exception cref="RefusedException">A row is not understood, a parcel is unknown, a contract is there already, or a parcel has another fund group; the sentence names the row.</exception>
    public async Task<(int Contracts, int Parcels)> ImportAsync(Actor actor, string path, string fileName, bool isDemonstration = false, CancellationToken ct = default)
    {
        IReadOnlyList<ContractLine> lines;
        await using (var content = File.OpenRead(path))
            lines = ContractFile.Read(TableFile.Rows(content, fileName));
        var groups = await db.QueryAsync<FundGroupRow>("select g.* from finance.fund_group g order by g.precedence", ct: ct);
        var villages = (await db.QueryAsync<VillageRow>("select v.village_code, v.township_code, v.name_zh from inventory.village_v v", ct: ct)).ToDictionary(v => v.VillageCode, StringComparer.Ordinal);
        var stored = await FileStore.DescribeAsync(path, ct);
        return await db.ChangeAsync(actor, "导入管护合同", async write =>
        {
            await files.KeepAsync(write, path, stored, fileName, ct);
            var parcels = (await write.QueryAsync<ParcelRow>(Sql.Of<EcoCompensation>("Compensation/Sql/parcels_of_codes.sql"),
                new { codes = lines.Select(l => l.ParcelCode).Distinct().ToArray(), townships = (string[]?)null }, ct)).ToDictionary(p => p.Code, StringComparer.Ordinal);
            var payees = new Dictionary<string, long>(StringComparer.Ordinal);
            var contracts = 0;
            foreach (var contract in lines.GroupBy(l => l.ContractNo))
            {
                var first = contract.First();
                var group = groups.SingleOrDefault(g => g.FundGroup == first.FundGroup || g.NameZh == first.FundGroup)
                            ?? throw new RefusedException($"第 {first.Row} 行的资金类别“{first.FundGroup}”不认识；可用的是：{string.Join('、', groups.Select(g => g.NameZh))}。", $"Row {first.Row}: the fund group “{first.FundGroup}” is not known; known are: {string.Join(", ", groups.Select(g => g.NameZh))}.");
                if (!villages.TryGetValue(first.VillageCode, out var village))
                    throw new RefusedException($"第 {first.Row} 行的村编码“{first.VillageCode}”不在行政区划里。", $"Row {first.Row}: there is no village “{first.VillageCode}”.");
                if (contract.FirstOrDefault(l => l with { Row = 0, ParcelCode = "", ContractMu = 0 } != first with { Row = 0, ParcelCode = "", ContractMu = 0 }) is { } other)
                    throw new RefusedException($"第 {other.Row} 行与第 {first.Row} 行同是合同 {first.ContractNo}，但内容不同：除小班和面积外各列须相同。", $"Rows {first.Row} and {other.Row} are both contract {first.ContractNo} and differ in more than parcel and area.");
                var id = await write.ScalarAsync<long>(Sql.Of<EcoCompensation>("Compensation/Sql/insert_contract.sql"), new
                {
                    first.ContractNo, first.Kind, group.FundGroup, first.Grade, first.Tenure, village.TownshipCode, village.VillageCode, VillageName = village.NameZh,
                    Holder = await PayeeAsync(first.HolderCode, first.HolderName, first.Tenure == "state" ? "state-farm" : first.Tenure == "collective" ? "collective" : "household"),
                    Ranger = first.RangerCode.Length == 0 ? (long?)null : await PayeeAsync(first.RangerCode, first.RangerName, "ranger"),
                    first.FirstYear, first.LastYear, ContractMu = contract.Sum(l => l.ContractMu), stored.Sha256, isDemonstration,
                }, ct);
                foreach (var line in contract)
                    if (!parcels.TryGetValue(line.ParcelCode, out var parcel))
                        throw new RefusedException($"第 {line.Row} 行的小班“{line.ParcelCode}”不在小班台账里。", $"Row {line.Row}: there is no parcel “{line.ParcelCode}”.");
                    else
                        await write.ExecuteAsync(
                            """
                            insert into finance.protection_ground (contract_id, parcel_id, parcel_code, fund_group, years, contract_mu, mapped_mu)
                            values (@id, @ParcelId, @ParcelCode, @FundGroup, int4range(@FirstYear, @LastYear, '[]'), @ContractMu, @MappedMu)
                            """, new { id, parcel.ParcelId, line.ParcelCode, group.FundGroup, line.FirstYear, line.LastYear, line.ContractMu, parcel.MappedMu }, ct);
                contracts++;

                async Task<long> PayeeAsync(string code, string name, string kind)
                {
                    if (!payees.TryGetValue(code, out var payee))
                        payees[code] = payee = await write.ScalarAsync<long>(
                            """
                            with added as (insert into finance.payee (code, kind, name, village_code, township_code, is_demonstration)
                                           values (@code, @kind, @name, @VillageCode, @TownshipCode, @isDemonstration) on conflict do nothing returning payee_id)
                            select a.payee_id from added a union all select p.payee_id from finance.payee p where p.code = @code limit 1
                            """, new { code, kind, name, village!.VillageCode, village.TownshipCode, isDemonstration }, ct);
                    return payee;
                }
            }
            return (contracts, lines.Count);
        }, ct);
    }

    /// <summary>Draws up the list of one village, fund group and year. Each part of each contract is area × standard; what is under a fen is dropped.</summary>
    /// <exception cref="RefusedException">A standard is missing, its parts do not make its total, there is no contract, or the list stands already.</exception>
    public Task<long> DraftAsync(Actor actor, string book, long? fundId, string villageCode, string fundGroup, int year, CancellationToken ct = default) =>
        db.ChangeAsync(actor, "拟定补偿名单", async write =>
        {
            var due = await write.QueryAsync<DueRow>(Sql.Of<EcoCompensation>("Compensation/Sql/due.sql"), new { villageCode, fundGroup, year }, ct);
            if (due.Count == 0)
                throw new RefusedException("这个村这一年没有这类资金的合同。", "The village has no contract of this fund group in this year.");
            if (due.FirstOrDefault(d => d.Missing is not null) is { } gap)
                throw new RefusedException($"{year} 年{due[0].GroupZh}（{(gap.Tenure == "state" ? "国有" : "集体和个人")}）的标准缺“{gap.Missing}”：先录入有来源的标准，系统不假定。", $"The standard of {due[0].GroupZh} in {year} lacks “{gap.Missing}”: enter it with its source; nothing is assumed.");
            if (due.FirstOrDefault(d => d.TotalFenPerMu is { } total && total != d.LossFenPerMu + d.RangerFenPerMu + d.PublicFenPerMu) is { } uneven)
                throw new RefusedException($"{year} 年{due[0].GroupZh}（{(uneven.Tenure == "state" ? "国有" : "集体和个人")}）的标准各部分合计与总额不等，请先核对。", $"The parts of the standard of {due[0].GroupZh} in {year} do not make its total: check them first.");
            if (due.FirstOrDefault(d => d.RangerFenPerMu > 0 && d.RangerId is null) is { } nobody)
                throw new RefusedException($"合同 {nobody.ContractNo} 没有写明护林员，管护劳务付不出去。", $"Contract {nobody.ContractNo} names no ranger to pay for care.");
            if (due.Any(d => d.PublicFenPerMu > 0 && d.CountyId is null))
                throw new RefusedException("公共管护支出要有一个县级收款单位（类别 public），先登记收款人。", "Public care needs a payee of the county (kind public): enter it first.");
            var id = await write.ScalarAsync<long>(Sql.Of<EcoCompensation>("Compensation/Sql/insert_list.sql"),
                new { book, fundId, villageCode, fundGroup, year, title = $"{year} 年{due[0].VillageName}{due[0].GroupZh}补偿", due[0].TownshipCode, due[0].VillageName, due[0].IsDemonstration }, ct);
            var lines = due.SelectMany(d => new (long Payee, string Part, long Rate, DueRow Due)[]
            {
                (d.HolderId, "loss", d.LossFenPerMu ?? 0, d), (d.RangerId ?? 0, "ranger", d.RangerFenPerMu ?? 0, d), (d.CountyId ?? 0, "public", d.PublicFenPerMu ?? 0, d),
            }).Where(l => l.Rate > 0).ToList();
            await write.ExecuteAsync(
                """
                insert into finance.payable_line (list_id, line, payee_id, part, basis, area_mu, rate_fen, amount_fen, contract_id)
                select @id, n.line, n.payee, n.part, n.basis, n.area, n.rate, n.amount, n.contract
                from unnest(@lines::int[], @payees::bigint[], @parts::text[], @bases::text[], @areas::numeric[], @rates::bigint[], @amounts::bigint[], @contracts::bigint[])
                    as n (line, payee, part, basis, area, rate, amount, contract)
                """, new
                {
                    id, lines = Enumerable.Range(1, lines.Count).ToArray(), payees = lines.Select(l => l.Payee).ToArray(), parts = lines.Select(l => l.Part).ToArray(),
                    bases = lines.Select(l => $"合同 {l.Due.ContractNo}").ToArray(), areas = lines.Select(l => l.Due.ContractMu).ToArray(), rates = lines.Select(l => l.Rate).ToArray(),
                    amounts = lines.Select(l => PayFen(l.Due.ContractMu, l.Rate)).ToArray(), contracts = lines.Select(l => l.Due.ContractId).ToArray(),
                }, ct);
            return id;
        }, ct);

    /// <summary>Whole fen for an area (0.01 mu) at a rate (fen per mu); a part of a fen is dropped.</summary>
    public static long PayFen(decimal contractMu, long fenPerMu) => (long)decimal.Truncate(contractMu * fenPerMu);

    public Task<IReadOnlyList<StandardRow>> StandardsAsync(CancellationToken ct = default) =>
        db.QueryAsync<StandardRow>(Sql.Of<EcoCompensation>("Compensation/Sql/standards.sql"), ct: ct);

    /// <summary>Enters a part of a standard with its source, from a year on; it ends the one that stood.</summary>
    public Task<long> EnterStandardAsync(Actor actor, NewStandard standard, CancellationToken ct = default) => db.ChangeAsync(actor, "录入补偿标准", async write =>
    {
        if (string.IsNullOrWhiteSpace(standard.Source))
            throw new RefusedException("请写明标准的来源（文号）。", "Give the source of the standard.");
        await write.ExecuteAsync(Sql.Of<EcoCompensation>("Compensation/Sql/end_standard.sql"), standard, ct);
        return await write.ScalarAsync<long>(
            """
            insert into finance.compensation_standard (fund_group, tenure, grade, part, years, fen_per_mu, source, mark, is_demonstration)
            values (@FundGroup, @Tenure, @Grade, @Part, int4range(@FromYear, null), @FenPerMu, @Source, @Mark, @IsDemonstration) returning standard_id
            """, standard, ct);
    }, ct);

    /// <summary>Contracts within a scope, by village.</summary>
    public Task<IReadOnlyList<ContractRow>> ContractsAsync(TownshipScope scope, string? village = null, int limit = 500, CancellationToken ct = default) =>
        db.QueryAsync<ContractRow>(Sql.Of<EcoCompensation>("Compensation/Sql/contracts.sql"), new { townships = scope.Codes, contractId = (long?)null, village, limit }, ct);

    /// <summary>A contract within a scope.</summary>
    public async Task<ContractRow?> FindContractAsync(long contractId, TownshipScope scope, CancellationToken ct = default) =>
        await db.QueryAsync<ContractRow>(Sql.Of<EcoCompensation>("Compensation/Sql/contracts.sql"), new { townships = scope.Codes, contractId = (long?)contractId, village = (string?)null, limit = 1 }, ct) is [var found] ? found : null;

    /// <summary>What lists owe or paid by a contract.</summary>
    public Task<IReadOnlyList<ContractDueRow>> DueAsync(long contractId, CancellationToken ct = default) =>
        db.QueryAsync<ContractDueRow>(Sql.Of<EcoCompensation>("Compensation/Sql/contract_lines.sql"), new { contractId }, ct);

    public Task<IReadOnlyList<GroundRow>> GroundAsync(long contractId, CancellationToken ct = default) => db.QueryAsync<GroundRow>(
        "select g.parcel_id, g.parcel_code, g.contract_mu, g.mapped_mu from finance.protection_ground g where g.contract_id = @contractId order by g.parcel_code", new { contractId }, ct);

    /// <summary>Contract areas by village and fund group in a year, with the list that pays them.</summary>
    public Task<IReadOnlyList<VillageDueRow>> VillagesAsync(TownshipScope scope, int year, CancellationToken ct = default) =>
        db.QueryAsync<VillageDueRow>(Sql.Of<EcoCompensation>("Compensation/Sql/villages.sql"), new { townships = scope.Codes, year }, ct);

    /// <summary>Parcels whose contract area differs from the mapped one by more than 1 % or 0.5 mu.</summary>
    public Task<IReadOnlyList<DifferenceRow>> DifferencesAsync(TownshipScope scope, int year, CancellationToken ct = default) => db.QueryAsync<DifferenceRow>(
        """
        select d.* from finance.protection_difference_v d where d.year = @year and (@townships::text[] is null or d.township_code = any (@townships)) order by abs(d.difference_mu) desc, d.parcel_code
        """, new { townships = scope.Codes, year }, ct);

    private sealed record VillageRow
    {
        public string VillageCode { get; init; } = "";
        public string TownshipCode { get; init; } = "";
        public string NameZh { get; init; } = "";
    }

    private sealed record ParcelRow
    {
        public long ParcelId { get; init; }
        public string Code { get; init; } = "";
        public decimal MappedMu { get; init; }
    }

    private sealed record DueRow
    {
        public long ContractId { get; init; }
        public string ContractNo { get; init; } = "";
        public string Tenure { get; init; } = "";
        public decimal ContractMu { get; init; }
        public string TownshipCode { get; init; } = "";
        public string VillageName { get; init; } = "";
        public string GroupZh { get; init; } = "";
        public long HolderId { get; init; }
        public long? RangerId { get; init; }
        public long? CountyId { get; init; }
        public long? TotalFenPerMu { get; init; }
        public long? LossFenPerMu { get; init; }
        public long? RangerFenPerMu { get; init; }
        public long? PublicFenPerMu { get; init; }
        public string? Missing { get; init; }
        public bool IsDemonstration { get; init; }
    }
}

/// <summary>Rows of the workbook of contracts: one contract and parcel each.</summary>
public static class ContractFile
{
    /// <summary>The heads, in the order of the template we offer.</summary>
    public static readonly IReadOnlyList<string> Heads =
        ["合同编号", "合同类型", "资金类别", "保护等级", "权属", "村编码", "权利人编号", "权利人", "护林员编号", "护林员", "小班号", "合同面积（亩）", "起始年", "终止年"];

    private static readonly Dictionary<string, string> Tenures = new(StringComparer.Ordinal) { ["国有"] = "state", ["集体"] = "collective", ["个人"] = "individual" };

    /// <exception cref="RefusedException">A column or a cell is not understood; the sentence names row and column.</exception>
    public static IReadOnlyList<ContractLine> Read(IReadOnlyList<IReadOnlyList<string>> rows)
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
            var row = i + 1;
            string Cell(string head) => at[Index(head)] is var column and >= 0 && column < rows[i].Count ? rows[i][column] : "";
            string Given(string head) => Cell(head) is { Length: > 0 } text ? text : throw new RefusedException($"第 {row} 行没有填“{head}”。", $"Row {row} has no “{head}”.");
            int Year(string head) => int.TryParse(Given(head), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1990 and <= 2100
                ? year : throw new RefusedException($"第 {row} 行的{head}“{Cell(head)}”不是年份。", $"Row {row}: {head} “{Cell(head)}” is no year.");
            var kind = Given("合同类型");
            if (kind is not ("区划界定" or "管护合同"))
                throw new RefusedException($"第 {row} 行的合同类型“{kind}”不认识：须为 区划界定 或 管护合同。", $"Row {row}: the kind “{kind}” is not known; it is 区划界定 or 管护合同.");
            if (!Tenures.TryGetValue(Given("权属"), out var tenure))
                throw new RefusedException($"第 {row} 行的权属“{Cell("权属")}”不认识：须为 国有、集体 或 个人。", $"Row {row}: the tenure “{Cell("权属")}” is not known; it is 国有, 集体 or 个人.");
            if (!decimal.TryParse(Given("合同面积（亩）"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var mu) || mu <= 0 || decimal.Truncate(mu * 100) != mu * 100)
                throw new RefusedException($"第 {row} 行的合同面积“{Cell("合同面积（亩）")}”须大于 0，到 0.01 亩，不作舍入。", $"Row {row}: the contract area “{Cell("合同面积（亩）")}” is above 0, to 0.01 mu, and is not rounded.");
            if (Year("终止年") < Year("起始年"))
                throw new RefusedException($"第 {row} 行的终止年早于起始年。", $"Row {row}: the last year is before the first.");
            lines.Add(new(row, Given("合同编号"), kind, Given("资金类别"), Cell("保护等级"), tenure, Given("村编码"), Given("权利人编号"), Given("权利人"), Cell("护林员编号"), Cell("护林员"),
                Given("小班号"), mu, Year("起始年"), Year("终止年")));
        }
        return lines.Count > 0 ? lines : throw new RefusedException("合同表没有一行。", "The table of contracts has no row.");

        static int Index(string head) => Enumerable.Range(0, Heads.Count).First(i => Heads[i] == head);
    }
}

public sealed record ContractLine(
    int Row, string ContractNo, string Kind, string FundGroup, string Grade, string Tenure, string VillageCode, string HolderCode, string HolderName, string RangerCode, string RangerName,
    string ParcelCode, decimal ContractMu, int FirstYear, int LastYear);

/// <param name="Part">total, loss (损失性补偿), ranger (管护劳务) or public (公共管护支出).</param>
/// <param name="FenPerMu">Null: known to be missing.</param>
public sealed record NewStandard(string FundGroup, string Tenure, string Grade, string Part, int FromYear, long? FenPerMu, string Source, string Mark, bool IsDemonstration = false);

public sealed record FundGroupRow
{
    public string FundGroup { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public short Precedence { get; init; }
    public string Mark { get; init; } = "";
}

public sealed record StandardRow
{
    public string FundGroup { get; init; } = "";
    public string GroupZh { get; init; } = "";
    public string GroupEn { get; init; } = "";
    public string Tenure { get; init; } = "";

    /// <summary>Protection grade; empty: of every grade that has none of its own.</summary>
    public string Grade { get; init; } = "";
    public string Part { get; init; } = "";
    public int FromYear { get; init; }
    public int? LastYear { get; init; }
    public long? FenPerMu { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public bool IsDemonstration { get; init; }
}

public sealed record ContractRow
{
    public long ContractId { get; init; }
    public string ContractNo { get; init; } = "";
    public string Kind { get; init; } = "";
    public string GroupZh { get; init; } = "";
    public string GroupEn { get; init; } = "";
    public string Tenure { get; init; } = "";
    public string VillageCode { get; init; } = "";
    public string VillageName { get; init; } = "";
    public string HolderName { get; init; } = "";
    public string? RangerName { get; init; }
    public int FirstYear { get; init; }
    public int LastYear { get; init; }
    public decimal ContractMu { get; init; }
    public decimal MappedMu { get; init; }
    public int Parcels { get; init; }
    public long? FirstParcel { get; init; }
}

public sealed record GroundRow
{
    public long ParcelId { get; init; }
    public string ParcelCode { get; init; } = "";
    public decimal ContractMu { get; init; }
    public decimal MappedMu { get; init; }
}

/// <summary>A line of a list that rests on a contract, whole fen.</summary>
public sealed record ContractDueRow
{
    public long ListId { get; init; }
    public string Title { get; init; } = "";
    public short Year { get; init; }
    public string StateZh { get; init; } = "";
    public string StateEn { get; init; } = "";
    public int Line { get; init; }
    public string Part { get; init; } = "";
    public string PayeeName { get; init; } = "";
    public long AmountFen { get; init; }
    public bool IsHeld { get; init; }
}

public sealed record VillageDueRow
{
    public string TownshipCode { get; init; } = "";
    public string VillageCode { get; init; } = "";
    public string VillageName { get; init; } = "";
    public string FundGroup { get; init; } = "";
    public string GroupZh { get; init; } = "";
    public string GroupEn { get; init; } = "";
    public int Contracts { get; init; }
    public decimal ContractMu { get; init; }
    public long? ListId { get; init; }
    public string? StateZh { get; init; }
    public string? StateEn { get; init; }
    public long? AmountFen { get; init; }
}

public sealed record DifferenceRow
{
    public long ParcelId { get; init; }
    public string ParcelCode { get; init; } = "";
    public string VillageCode { get; init; } = "";
    public string FundGroup { get; init; } = "";
    public int Contracts { get; init; }
    public decimal ContractMu { get; init; }
    public decimal MappedMu { get; init; }
    public decimal DifferenceMu { get; init; }
}
