using System.Numerics;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Compensation;

/// <summary>
/// 生态补偿: standards, and the lists drawn up from them and from the contracts of the protection-unit record (<see cref="ProtectionContracts"/>). Paid is the contract area, never the mapped one.
/// </summary>
public sealed class EcoCompensation(Db db)
{
    /// <summary>
    /// Draws up the list of one village, fund group and year: of the contracts that stand on no list of that year. Where there is a list already, the new one stands beside it (补充名单). What a contract
    /// comes to is area × the whole standard (<see cref="PayFen"/>), and its parts make that to the fen (<see cref="PartsFen"/>).
    /// </summary>
    /// <exception cref="RefusedException">A standard is missing, its parts do not make its total, there is no contract, or all of them stand on lists already.</exception>
    public Task<long> DraftAsync(Actor actor, string book, long? fundId, string villageCode, string fundGroup, int year, CancellationToken ct = default) =>
        db.ChangeAsync(actor, "拟定补偿名单", async write =>
        {
            // The first list's row orders those who draw up lists beside it.
            var first = (await write.QueryAsync<long>(
                """
                select l.list_id from finance.payable_list l
                where l.kind = 'compensation' and l.village_code = @villageCode and l.fund_group = @fundGroup and l.year = @year and l.corrects is null and l.supplements is null and l.state <> 'withdrawn'
                for no key update
                """, new { villageCode, fundGroup, year }, ct)) is [var standing] ? standing : (long?)null;
            var due = await write.QueryAsync<DueRow>(Sql.Of<EcoCompensation>("Compensation/Sql/due.sql"), new { villageCode, fundGroup, year }, ct);
            if (due.Count == 0)
                throw first is null
                    ? new RefusedException("这个村这一年没有这类资金的合同。", "The village has no contract of this fund group in this year.")
                    : new RefusedException("这个村这一年这类资金的名单已经拟定，合同都已列入名单。", "The list of this village, year and fund group is drawn up already, and every contract stands on a list.");
            if (due.FirstOrDefault(d => d.Missing is not null) is { } gap)
                throw new RefusedException($"{year} 年{due[0].GroupZh}（{(gap.Tenure == "state" ? "国有" : "集体和个人")}）的标准缺“{gap.Missing}”：先录入有来源的标准，系统不假定。", $"The standard of {due[0].GroupZh} in {year} lacks “{gap.Missing}”: enter it with its source; nothing is assumed.");
            if (due.FirstOrDefault(d => d.TotalFenPerMu is { } total && total != d.LossFenPerMu + d.RangerFenPerMu + d.PublicFenPerMu) is { } uneven)
                throw new RefusedException($"{year} 年{due[0].GroupZh}（{(uneven.Tenure == "state" ? "国有" : "集体和个人")}）的标准各部分合计与总额不等，请先核对。", $"The parts of the standard of {due[0].GroupZh} in {year} do not make its total: check them first.");
            if (due.FirstOrDefault(d => d.RangerFenPerMu > 0 && d.RangerId is null) is { } nobody)
                throw new RefusedException($"合同 {nobody.ContractNo} 没有写明护林员，管护劳务付不出去。", $"Contract {nobody.ContractNo} names no ranger to pay for care.");
            if (due.Any(d => d.PublicFenPerMu > 0 && d.CountyId is null))
                throw new RefusedException("公共管护支出要有一个县级收款单位（类别 public），先登记收款人。", "Public care needs a payee of the county (kind public): enter it first.");
            var beside = first is null ? 0 : 1 + await write.ScalarAsync<long>("select count(*) from finance.payable_list l where l.supplements = @first", new { first }, ct);
            var id = await write.ScalarAsync<long>(Sql.Of<EcoCompensation>("Compensation/Sql/insert_list.sql"), new
            {
                book, fundId, villageCode, fundGroup, year, title = $"{year} 年{due[0].VillageName}{due[0].GroupZh}补偿{(beside == 0 ? "" : $"（补充 {beside}）")}", due[0].TownshipCode,
                due[0].VillageName, due[0].IsDemonstration, supplements = first,
            }, ct);
            var lines = due.SelectMany(d =>
            {
                var parts = new (long Payee, string Part, long Rate)[]
                {
                    (d.HolderId, "loss", d.LossFenPerMu ?? 0), (d.RangerId ?? 0, "ranger", d.RangerFenPerMu ?? 0), (d.CountyId ?? 0, "public", d.PublicFenPerMu ?? 0),
                }.Where(p => p.Rate > 0).ToArray();
                return parts.Zip(PartsFen(d.ContractMu, [.. parts.Select(p => (p.Part, p.Rate))]), (p, fen) => (p.Payee, p.Part, p.Rate, Fen: fen, Due: d));
            }).ToList();
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
                    amounts = lines.Select(l => l.Fen).ToArray(), contracts = lines.Select(l => l.Due.ContractId).ToArray(),
                }, ct);
            return id;
        }, ct);

    /// <summary>Whole fen for an area (0.01 mu) at a rate (fen per mu); a part of a fen is dropped.</summary>
    public static long PayFen(decimal contractMu, long fenPerMu) => (long)decimal.Truncate(contractMu * fenPerMu);

    /// <summary>What each part of a standard comes to for an area, whole fen, in the order given. The parts make area × their sum exactly.</summary>
    /// <param name="parts">Part and its rate above 0, fen per mu.</param>
    /// <remarks>definitions.md §6, division to the fen: cut part by part, a contract lost a fen or two against its standard.</remarks>
    public static long[] PartsFen(decimal contractMu, IReadOnlyList<(string Part, long FenPerMu)> parts) =>
        parts.Count == 0 ? [] : Division.Of(PayFen(contractMu, parts.Sum(p => p.FenPerMu)), [.. parts.Select(p => new PartyWeight(p.Part, new ExactDecimal(new BigInteger(p.FenPerMu), 0)))]);

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

    /// <summary>Standing contracts within a scope, by village.</summary>
    public Task<IReadOnlyList<ContractRow>> ContractsAsync(TownshipScope scope, string? village = null, int limit = 500, CancellationToken ct = default) =>
        db.QueryAsync<ContractRow>(Sql.Of<EcoCompensation>("Compensation/Sql/contracts.sql"), new { townships = scope.Codes, contractId = (long?)null, village, limit }, ct);

    /// <summary>A contract within a scope, an earlier version too.</summary>
    public async Task<ContractRow?> FindContractAsync(long contractId, TownshipScope scope, CancellationToken ct = default) =>
        await db.QueryAsync<ContractRow>(Sql.Of<EcoCompensation>("Compensation/Sql/contracts.sql"), new { townships = scope.Codes, contractId = (long?)contractId, village = (string?)null, limit = 1 }, ct) is [var found] ? found : null;

    /// <summary>What lists owe or paid by a contract.</summary>
    public Task<IReadOnlyList<ContractDueRow>> DueAsync(long contractId, CancellationToken ct = default) =>
        db.QueryAsync<ContractDueRow>(Sql.Of<EcoCompensation>("Compensation/Sql/contract_lines.sql"), new { contractId }, ct);

    /// <summary>All that was entered under the contract's number, the newest first.</summary>
    public Task<IReadOnlyList<ContractVersion>> VersionsAsync(long contractId, CancellationToken ct = default) =>
        db.QueryAsync<ContractVersion>(Sql.Of<EcoCompensation>("Compensation/Sql/versions.sql"), new { contractId }, ct);

    public Task<IReadOnlyList<GroundRow>> GroundAsync(long contractId, CancellationToken ct = default) => db.QueryAsync<GroundRow>(
        "select g.parcel_id, g.parcel_code, g.contract_mu, g.mapped_mu from finance.protection_ground g where g.contract_id = @contractId order by g.parcel_code", new { contractId }, ct);

    /// <summary>Contract areas by village and fund group in a year, with the lists that pay them and what stands on none.</summary>
    public Task<IReadOnlyList<VillageDueRow>> VillagesAsync(TownshipScope scope, int year, CancellationToken ct = default) =>
        db.QueryAsync<VillageDueRow>(Sql.Of<EcoCompensation>("Compensation/Sql/villages.sql"), new { townships = scope.Codes, year }, ct);

    /// <summary>Parcels whose contract area differs from the mapped one by more than 1 % or 0.5 mu.</summary>
    public Task<IReadOnlyList<DifferenceRow>> DifferencesAsync(TownshipScope scope, int year, CancellationToken ct = default) => db.QueryAsync<DifferenceRow>(
        """
        select d.* from finance.protection_difference_v d where d.year = @year and (@townships::text[] is null or d.township_code = any (@townships)) order by abs(d.difference_mu) desc, d.parcel_code
        """, new { townships = scope.Codes, year }, ct);

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

    /// <summary>False: taken back, or corrected by a version of its own.</summary>
    public bool IsStanding { get; init; }

    /// <summary>Why it was entered although it goes beyond the mapped ground or lies in another village; null: it does neither.</summary>
    public string? AcceptedBecause { get; init; }

    /// <summary>ended, withdrawn or superseded; null: none of these.</summary>
    public string? EndKind { get; init; }

    public DateOnly? EndedOn { get; init; }

    /// <summary>Of an ended one: the last year it is paid for.</summary>
    public int? EndYear { get; init; }
}

/// <summary>One version of a contract, with what ended it.</summary>
public sealed record ContractVersion
{
    public long ContractId { get; init; }
    public int FirstYear { get; init; }
    public int LastYear { get; init; }
    public decimal ContractMu { get; init; }
    public string EnteredBy { get; init; } = "";
    public bool IsStanding { get; init; }

    /// <inheritdoc cref="ContractRow.EndKind"/>
    public string? EndKind { get; init; }

    public DateOnly? EndedOn { get; init; }
    public int? EndYear { get; init; }
    public string? Because { get; init; }
    public string? EndedBy { get; init; }
    public DateTime? EndedAt { get; init; }
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

    /// <summary>Purpose of the funds that pay it; a list of another one is refused.</summary>
    public string FundPurpose { get; init; } = "";

    public int Contracts { get; init; }
    public decimal ContractMu { get; init; }
    public long? ListId { get; init; }
    public string? StateZh { get; init; }
    public string? StateEn { get; init; }
    public long? AmountFen { get; init; }

    /// <summary>Contracts of the year that stand on no list of it.</summary>
    public int Unlisted { get; init; }

    public decimal UnlistedMu { get; init; }

    /// <summary>Lists drawn up beside the first one.</summary>
    public long[] Supplements { get; init; } = [];

    public long SupplementFen { get; init; }
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
