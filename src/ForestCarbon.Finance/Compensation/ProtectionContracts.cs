using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Compensation;

/// <summary>
/// The protection-unit record (区划界定, 管护合同 per right holder): contracts are taken over from a table, corrected by a version that follows them, ended on a day or taken back. Nothing that was entered
/// is changed; what ended it stands beside it with the reason.
/// </summary>
public sealed class ProtectionContracts(Db db, FileStore files)
{
    private const int MostNamed = 50;

    /// <summary>Takes over contracts from a table (<see cref="ContractFile"/>), all of them or none.</summary>
    /// <param name="accepted">Why what goes beyond the mapped parcel, or lies in another village, is entered all the same; null: nobody said so.</param>
    /// <exception cref="RefusedException">Everything that is wrong with the table, each with its row, contract and parcel; nothing was kept.</exception>
    public Task<TakenContracts> ImportAsync(Actor actor, string path, string fileName, string? accepted = null, bool isDemonstration = false, CancellationToken ct = default) =>
        TakeAsync(actor, "导入管护合同", path, fileName, accepted, null, isDemonstration, ct);

    /// <summary>Enters the right version of a contract from a table that holds this contract alone; the earlier one stays and says why it gave way. Lists that hold it stay as they are.</summary>
    /// <inheritdoc cref="ImportAsync"/>
    /// <param name="because">Why it is corrected.</param>
    public Task<TakenContracts> CorrectAsync(Actor actor, long contractId, string because, string path, string fileName, string? accepted = null, CancellationToken ct = default) =>
        string.IsNullOrWhiteSpace(because)
            ? throw new RefusedException("请写明更正的原因。", "Say why the contract is corrected.")
            : TakeAsync(actor, "更正管护合同", path, fileName, accepted, (contractId, because.Trim()), false, ct);

    /// <summary>Ends a contract on a day. It is paid through a year that the office names: a year is paid in whole or not at all.</summary>
    /// <exception cref="RefusedException">The year is not one of the contract's next to that day, a list of a later year holds it, or it has ended already.</exception>
    public Task EndAsync(Actor actor, long contractId, DateOnly on, int lastYear, string because, CancellationToken ct = default) => db.ChangeAsync(actor, "终止管护合同", async write =>
    {
        await EndAsync(write, contractId, "ended", on, lastYear, string.IsNullOrWhiteSpace(because) ? throw new RefusedException("请写明终止的原因。", "Say why the contract ends.") : because.Trim(), ct);
        return true;
    }, ct);

    /// <summary>Takes back a contract that ought not to have been entered: it is paid for no year, and its number is free again.</summary>
    /// <exception cref="RefusedException">A list holds it, or it has ended already.</exception>
    public Task WithdrawAsync(Actor actor, long contractId, string because, CancellationToken ct = default) => db.ChangeAsync(actor, "撤回管护合同", async write =>
    {
        await EndAsync(write, contractId, "withdrawn", CountyClock.Today, null, string.IsNullOrWhiteSpace(because) ? throw new RefusedException("请写明撤回的原因。", "Say why the contract is taken back.") : because.Trim(), ct);
        return true;
    }, ct);

    /// <summary>The standing contracts within a scope in the columns an import reads.</summary>
    /// <param name="contractId">Of one contract alone.</param>
    public Task<IReadOnlyList<RegisterRow>> RegisterAsync(TownshipScope scope, string? village = null, long? contractId = null, CancellationToken ct = default) =>
        db.QueryAsync<RegisterRow>(Sql.Of<ProtectionContracts>("Compensation/Sql/register.sql"), new { townships = scope.Codes, village, contractId }, ct);

    private static Task<int> EndAsync(Write write, long contractId, string kind, DateOnly on, int? lastYear, string because, CancellationToken ct) => write.ExecuteAsync(
        "insert into finance.protection_contract_end (contract_id, kind, ended_on, last_year, because) values (@contractId, @kind, @on, @lastYear, @because)", new { contractId, kind, on, lastYear, because }, ct);

    private async Task<TakenContracts> TakeAsync(
        Actor actor, string reason, string path, string fileName, string? accepted, (long ContractId, string Because)? corrects, bool isDemonstration, CancellationToken ct)
    {
        List<ContractFinding> findings = [];
        IReadOnlyList<ContractLine> lines;
        await using (var content = File.OpenRead(path))
            lines = ContractFile.Read(TableFile.Rows(content, fileName), findings);
        var groups = await db.QueryAsync<FundGroupRow>("select g.* from finance.fund_group g order by g.precedence", ct: ct);
        var villages = (await db.QueryAsync<VillageRow>("select v.village_code, v.township_code, v.name_zh from inventory.village_v v", ct: ct)).ToDictionary(v => v.VillageCode, StringComparer.Ordinal);
        var stored = await FileStore.DescribeAsync(path, ct);
        var because = string.IsNullOrWhiteSpace(accepted) ? null : accepted.Trim();
        return await db.ChangeAsync(actor, reason, async write =>
        {
            await files.KeepAsync(write, path, stored, fileName, ct);
            if (corrects is { } wrong)
            {
                var number = (await write.QueryAsync<string>("select c.contract_no from finance.protection_contract c where c.contract_id = @ContractId", new { wrong.ContractId }, ct)) is [var found]
                    ? found : throw new RefusedException("没有这份合同。", "There is no such contract.");
                findings.AddRange(lines.Where(l => l.ContractNo != number).Select(l => ContractFinding.Of(
                    [l.Row], l.ContractNo, l.ParcelCode, $"更正的是合同 {number}，表里只能有这一份合同", $"contract {number} is corrected, and the table holds that one alone")));
                await EndAsync(write, wrong.ContractId, "superseded", CountyClock.Today, null, wrong.Because, ct);
            }
            var parcels = (await write.QueryAsync<ParcelRow>(Sql.Of<ProtectionContracts>("Compensation/Sql/parcels_of_codes.sql"),
                new { codes = lines.Select(l => l.ParcelCode).Distinct().ToArray(), townships = (string[]?)null }, ct)).ToDictionary(p => p.Code, StringComparer.Ordinal);
            var standing = (await write.QueryAsync<(string No, long Id)>("select c.contract_no, c.contract_id from finance.protection_contract c where c.is_standing and c.contract_no = any (@numbers)",
                new { numbers = lines.Select(l => l.ContractNo).Distinct().ToArray() }, ct)).ToDictionary(c => c.No, c => c.Id, StringComparer.Ordinal);
            var ground = (await write.QueryAsync<GroundHeld>(Sql.Of<ProtectionContracts>("Compensation/Sql/ground_of_parcels.sql"),
                new { parcels = parcels.Values.Select(p => p.ParcelId).ToArray() }, ct)).ToLookup(g => g.ParcelId);
            FundGroupRow? GroupOf(ContractLine line) => groups.SingleOrDefault(g => g.FundGroup == line.FundGroup || g.NameZh == line.FundGroup);

            findings.AddRange(OfRows(lines, groups, GroupOf, villages, parcels));
            findings.AddRange(OfContracts(lines, standing));
            var onGround = OfGround(lines, GroupOf, parcels, ground).ToList();
            findings.AddRange(onGround.Select(f => f.Finding));
            if (findings.Count > 0 && (because is null || findings.Any(f => !f.CanBeAccepted)))
                throw Refusal(findings);

            var differing = onGround.Select(f => f.ContractNo).ToHashSet(StringComparer.Ordinal);
            var payees = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var contract in lines.GroupBy(l => l.ContractNo))
            {
                var first = contract.First();
                var (group, village) = (GroupOf(first)!.FundGroup, villages[first.VillageCode]);
                var id = await write.ScalarAsync<long>(Sql.Of<ProtectionContracts>("Compensation/Sql/insert_contract.sql"), new
                {
                    first.ContractNo, first.Kind, FundGroup = group, first.Grade, first.Tenure, village.TownshipCode, village.VillageCode, VillageName = village.NameZh,
                    Holder = await PayeeAsync(first.HolderCode, first.HolderName, first.Tenure == "state" ? "state-farm" : first.Tenure == "collective" ? "collective" : "household"),
                    Ranger = first.RangerCode.Length == 0 ? (long?)null : await PayeeAsync(first.RangerCode, first.RangerName, "ranger"),
                    first.FirstYear, first.LastYear, ContractMu = contract.Sum(l => l.ContractMu), stored.Sha256, isDemonstration, supersedes = corrects?.ContractId,
                    accepted = differing.Contains(first.ContractNo) ? because : null,
                }, ct);
                foreach (var line in contract)
                    await write.ExecuteAsync(
                        """
                        insert into finance.protection_ground (contract_id, parcel_id, parcel_code, fund_group, years, contract_mu, mapped_mu)
                        values (@id, @ParcelId, @ParcelCode, @group, int4range(@FirstYear, @LastYear, '[]'), @ContractMu, @MappedMu)
                        """, new { id, parcels[line.ParcelCode].ParcelId, line.ParcelCode, group, line.FirstYear, line.LastYear, line.ContractMu, parcels[line.ParcelCode].MappedMu }, ct);

                async Task<long> PayeeAsync(string code, string name, string kind)
                {
                    if (!payees.TryGetValue(code, out var payee))
                        payees[code] = payee = await write.ScalarAsync<long>(
                            """
                            with added as (insert into finance.payee (code, kind, name, village_code, township_code, is_demonstration)
                                           values (@code, @kind, @name, @VillageCode, @TownshipCode, @isDemonstration) on conflict do nothing returning payee_id)
                            select a.payee_id from added a union all select p.payee_id from finance.payee p where p.code = @code limit 1
                            """, new { code, kind, name, village.VillageCode, village.TownshipCode, isDemonstration }, ct);
                    return payee;
                }
            }
            return new TakenContracts(lines.Select(l => l.ContractNo).Distinct().Count(), lines.Select(l => l.ParcelCode).Distinct().Count(), lines.Sum(l => l.ContractMu));
        }, ct);
    }

    // What a row names and nobody knows.
    private static IEnumerable<ContractFinding> OfRows(
        IReadOnlyList<ContractLine> lines, IReadOnlyList<FundGroupRow> groups, Func<ContractLine, FundGroupRow?> groupOf, Dictionary<string, VillageRow> villages, Dictionary<string, ParcelRow> parcels)
    {
        foreach (var line in lines)
        {
            if (groupOf(line) is null)
                yield return Of(line, $"资金类别“{line.FundGroup}”不认识，可用的是 {string.Join('、', groups.Select(g => g.NameZh))}", $"the fund group “{line.FundGroup}” is not known; known are {string.Join(", ", groups.Select(g => g.NameZh))}");
            if (!villages.ContainsKey(line.VillageCode))
                yield return Of(line, $"村编码“{line.VillageCode}”不在行政区划里", $"there is no village “{line.VillageCode}”");
            if (!parcels.ContainsKey(line.ParcelCode))
                yield return Of(line, "小班不在小班台账里", "there is no such parcel");
        }
    }

    // What rows of one contract say against each other, and a number that is taken.
    private static IEnumerable<ContractFinding> OfContracts(IReadOnlyList<ContractLine> lines, Dictionary<string, long> standing)
    {
        foreach (var contract in lines.GroupBy(l => l.ContractNo, StringComparer.Ordinal))
        {
            var first = contract.First();
            foreach (var twice in contract.GroupBy(l => l.ParcelCode, StringComparer.Ordinal).Where(g => g.Count() > 1))
                yield return ContractFinding.Of([.. twice.Select(l => l.Row)], contract.Key, twice.Key, $"同一小班列了 {twice.Count()} 次（{string.Join('、', twice.Select(l => $"{l.ContractMu:0.00}"))} 亩），一份合同的一个小班只列一行",
                    $"the parcel stands there {twice.Count()} times ({string.Join(", ", twice.Select(l => $"{l.ContractMu:0.00}"))} mu); a parcel has one row in a contract");
            foreach (var other in contract.Where(l => l with { Row = 0, ParcelCode = "", ContractMu = 0 } != first with { Row = 0, ParcelCode = "", ContractMu = 0 }))
                yield return ContractFinding.Of([first.Row, other.Row], contract.Key, other.ParcelCode, "两行同是这份合同而内容不同，除小班和面积外各列须相同", "both rows are of this contract and differ in more than parcel and area");
            if (standing.TryGetValue(contract.Key, out var there))
                yield return ContractFinding.Of([.. contract.Select(l => l.Row)], contract.Key, string.Join('、', contract.Select(l => l.ParcelCode).Distinct()),
                    $"这份合同已经登记过（编号 {there}），要改请在它的页面更正", $"this contract is entered already (number {there}); correct it on its page");
        }
    }

    // What a contract is against the ground: another fund group there, more than there is of it, another village.
    private static IEnumerable<(string ContractNo, ContractFinding Finding)> OfGround(
        IReadOnlyList<ContractLine> lines, Func<ContractLine, FundGroupRow?> groupOf, Dictionary<string, ParcelRow> parcels, ILookup<long, GroundHeld> ground)
    {
        foreach (var onParcel in lines.Where(l => parcels.ContainsKey(l.ParcelCode)).GroupBy(l => l.ParcelCode, StringComparer.Ordinal))
        {
            var parcel = parcels[onParcel.Key];
            var held = ground[parcel.ParcelId].ToList();
            foreach (var line in onParcel)
            {
                var group = groupOf(line);
                if (group is not null && held.FirstOrDefault(h => h.FundGroup != group.FundGroup && h.FirstYear <= line.LastYear && h.LastYear >= line.FirstYear) is { } other)
                    yield return (line.ContractNo, Of(line, $"同一小班同一年度只能由一类资金补偿，{Math.Max(other.FirstYear, line.FirstYear)} 至 {Math.Min(other.LastYear, line.LastYear)} 年已有{other.GroupZh}的合同 {other.ContractNo} 在这块地上",
                        $"one fund group pays for a parcel in a year, and contract {other.ContractNo} ({other.GroupEn}) lies on this ground from {Math.Max(other.FirstYear, line.FirstYear)} to {Math.Min(other.LastYear, line.LastYear)}"));
                if (group is not null && onParcel.FirstOrDefault(l => l.Row < line.Row && groupOf(l) is { } its && its.FundGroup != group.FundGroup && l.FirstYear <= line.LastYear && l.LastYear >= line.FirstYear) is { } beside)
                    yield return (line.ContractNo, Of(line, $"同一小班同一年度只能由一类资金补偿，第 {beside.Row} 行的合同 {beside.ContractNo} 是另一类资金", $"one fund group pays for a parcel in a year, and contract {beside.ContractNo} in row {beside.Row} is of another"));
                if (parcel.VillageCode != line.VillageCode)
                    yield return (line.ContractNo, Of(line, $"合同的村是 {line.VillageCode}，小班在村 {parcel.VillageCode}", $"the contract is of village {line.VillageCode}, the parcel lies in village {parcel.VillageCode}", canBeAccepted: true));
                var most = Enumerable.Range(line.FirstYear, line.LastYear - line.FirstYear + 1)
                    .Max(year => held.Where(h => h.FirstYear <= year && h.LastYear >= year).Sum(h => h.ContractMu) + onParcel.Where(l => l.FirstYear <= year && l.LastYear >= year).Sum(l => l.ContractMu));
                if (IsBeyond(most, parcel.MappedMu))
                    yield return (line.ContractNo, Of(line, $"合同面积 {line.ContractMu:0.00} 亩，这块地上的合同共 {most:0.00} 亩，图面只有 {parcel.MappedMu:0.00} 亩",
                        $"the contract area is {line.ContractMu:0.00} mu; contracts on this ground make {most:0.00} mu, mapped are {parcel.MappedMu:0.00} mu", canBeAccepted: true));
            }
        }
    }

    // definitions.md §6: a difference above 1 % or 0.5 mu is a finding. Less than the mapped area is one of the page: several holders may share a parcel.
    private static bool IsBeyond(decimal contractMu, decimal mappedMu) => contractMu - mappedMu > 0.5m || contractMu - mappedMu > mappedMu / 100;

    private static ContractFinding Of(ContractLine line, string said, string english, bool canBeAccepted = false) => ContractFinding.Of([line.Row], line.ContractNo, line.ParcelCode, said, english, canBeAccepted);

    private static RefusedException Refusal(List<ContractFinding> findings)
    {
        var named = findings.Take(MostNamed).ToList();
        var (more, ask) = (findings.Count - named.Count, findings.All(f => f.CanBeAccepted));
        return new(
            string.Join('\n', named.Select(f => f.Sentence)) + (more > 0 ? $"\n另有 {more} 处。" : "") + (ask ? "\n一份合同都没有登记。核对无误的，写明理由后再导入。" : "\n一份合同都没有登记，改好后再导入。"),
            string.Join('\n', named.Select(f => f.English)) + (more > 0 ? $"\nand {more} more." : "") + (ask ? "\nNo contract was entered. Where they are right, say why and import again." : "\nNo contract was entered; import again once they are put right."));
    }

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
        public string VillageCode { get; init; } = "";
        public decimal MappedMu { get; init; }
    }

    private sealed record GroundHeld
    {
        public long ParcelId { get; init; }
        public string ContractNo { get; init; } = "";
        public string FundGroup { get; init; } = "";
        public string GroupZh { get; init; } = "";
        public string GroupEn { get; init; } = "";
        public int FirstYear { get; init; }
        public int LastYear { get; init; }
        public decimal ContractMu { get; init; }
    }
}

/// <summary>How much a table of contracts held: contracts, parcels, and their area in mu.</summary>
public sealed record TakenContracts(int Contracts, int Parcels, decimal Mu);
