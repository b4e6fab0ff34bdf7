using System.Text.Json;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Green;

/// <summary>
/// The pledge register: frozen tonnes (the act's, read from the subsidiary book), expected revenue of years of a project, forest rights. A valuation shows each factor
/// with its source and mark; where one is missing there is no value.
/// </summary>
/// <exception cref="RefusedException">Each call that changes something: refused with a sentence, nothing was changed.</exception>
public sealed class Pledges(Db db, FileStore files)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<long> EnterAsync(Actor actor, NewPledge draft, SentPaper? paper = null, CancellationToken ct = default)
    {
        var file = paper is null ? null : await FileStore.DescribeAsync(paper.Path, ct);
        return await db.ChangeAsync(actor, "登记质押", async write =>
        {
            if (file is not null)
                await files.KeepAsync(write, paper!.Path, file, paper.Name, ct);
            return await write.ScalarAsync<long>(Sql.Of<Pledges>("Green/Sql/insert_pledge.sql"), new
            {
                draft.LoanId, draft.Kind, draft.ProjectCode, draft.ActId, draft.Tonnes, draft.FromYear, draft.LastYear, draft.What, draft.RegistrationNo, draft.RegisteredOn, draft.UntilOn,
                file?.Sha256, draft.IsDemonstration,
            }, ct);
        }, ct);
    }

    /// <summary>Releases a pledge: frozen tonnes by a confirmed act of the subsidiary book, as many as it released; any other by its paper.</summary>
    public async Task<long> ReleaseAsync(Actor actor, long pledgeId, long? actId, DateOnly on, string because, SentPaper? paper = null, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(because))
            throw new RefusedException("请写明解除的依据。", "Say what the release rests on.");
        var file = paper is null ? null : await FileStore.DescribeAsync(paper.Path, ct);
        return await db.ChangeAsync(actor, "解除质押", async write =>
        {
            if (file is not null)
                await files.KeepAsync(write, paper!.Path, file, paper.Name, ct);
            return await write.ScalarAsync<long>(
                """
                insert into finance.pledge_release (pledge_id, act_id, released_on, because, file_sha256) values (@pledgeId, @actId, @on, @because, @Sha256) returning pledge_release_id
                """, new { pledgeId, actId, on, because = because.Trim(), file?.Sha256 }, ct);
        }, ct);
    }

    /// <summary>Values a pledge on a day and keeps it. What is missing is listed, and then there is no value.</summary>
    public async Task<long> ValueAsync(Actor actor, long pledgeId, DateOnly on, CancellationToken ct = default)
    {
        var pledge = await FindAsync(pledgeId, ct) ?? throw new RefusedException("没有这笔质押。", "There is no such pledge.");
        var found = await ValuationOfAsync(pledge, on, ct);
        return await db.ChangeAsync(actor, "质押估值", write => write.ScalarAsync<long>(
            """
            insert into finance.valuation (pledge_id, valued_on, value_fen, factors, years, missing)
            values (@pledgeId, @on, @ValueFen, cast(@factors as jsonb), cast(@years as jsonb), @missing) returning valuation_id
            """, new { pledgeId, on, found.ValueFen, factors = JsonSerializer.Serialize(found.Factors, Json), years = JsonSerializer.Serialize(found.Years, Json), missing = found.Missing.ToArray() }, ct), ct);
    }

    /// <summary>The valuation as it would be on a day, not kept.</summary>
    public async Task<Valuation> ValuationOfAsync(PledgeRow pledge, DateOnly on, CancellationToken ct = default)
    {
        List<ValueFactor> factors = [];
        var given = (await FactorsAsync(ct)).Where(f => f.FromOn <= on && (f.UntilOn is null || f.UntilOn >= on)).ToDictionary(f => f.Factor);
        ValuationFactor? Given(string factor) => given.GetValueOrDefault(factor);
        const string Door = "/finance/pledges#factors";
        if (pledge.Kind == "forest-right")
            return new(null, [], [], ["林权抵押没有减排量可估，按评估报告"]);

        IReadOnlyDictionary<int, long>? tonnes = null;
        if (pledge is { Kind: "frozen-tonnes", Tonnes: { } frozen, ActId: { } act })
        {
            tonnes = new Dictionary<int, long> { [on.Year] = frozen - pledge.ReleasedT };
            factors.Add(new("tonnes", frozen - pledge.ReleasedT, "t", $"备查账办理单 {act} 冻结 {frozen} 吨，已解除 {pledge.ReleasedT} 吨", "S", $"/finance/acts/{act}"));
        }
        else if (pledge is { ProjectCode: { } code, FromYear: { } first, LastYear: { } last })
        {
            var project = await new ProjectBook(db).FindAsync(code, TownshipScope.WholeCounty, ct);
            var place = $"/ccer/projects/{Uri.EscapeDataString(code)}";
            factors.Add(new("expected", project?.ExpectedT, "t", project?.FigureSource ?? "项目没有预期吨数", project?.FigureMark ?? "?", place));
            factors.Add(new("period", project is { CreditingFrom: { } f, CreditingTo: { } t } ? t.AddDays(1).Year - f.Year : null, "年", project?.CreditingFrom is { } p ? $"项目计入期 {p:yyyy-MM-dd} 起" : "项目没有计入期", "S", place));
            foreach (var factor in new[] { "survival", "lag-years" })
                factors.Add(Of(factor));
            if (project is { ExpectedT: > 0, CreditingFrom: { } from, CreditingTo: { } to } && Given("survival")?.Value is { } survival && Given("lag-years")?.Value is { } lag)
                tonnes = PledgeValue.Issuable(project.ExpectedT.Value, from.Year, to.AddDays(1).Year - 1, first, last, survival, (int)lag);
        }
        factors.Add(Of("price-days"));
        var price = await PriceAsync(Given("price-days")?.Value, on, ct);
        factors.Add(price);
        factors.Add(Of("haircut"));
        factors.Add(Of("discount"));
        var missing = factors.Where(f => f.Value is null).Select(f => $"缺{ValueFactor.NameOf(f.Factor)}：{f.Source}").ToList();
        if (tonnes is { Count: 0 } || tonnes?.Values.Sum() == 0)
            missing.Add("质押的年份里没有可签发的吨数");
        if (missing.Count > 0 || tonnes is null)
            return new(null, factors, [], missing.Count > 0 ? missing : ["没有可估的吨数"]);
        var years = PledgeValue.Of(tonnes, (long)(price.Value!.Value * 100), Given("haircut")!.Value!.Value, Given("discount")!.Value!.Value, on.Year);
        return new(years.Sum(y => y.ValueFen), factors, years, []);

        ValueFactor Of(string factor) => new(factor, Given(factor)?.Value, factor is "price-days" ? "天" : factor is "lag-years" ? "年" : "", Given(factor)?.Source ?? "没有这一天的数", Given(factor)?.Mark ?? "?", Door);
    }

    /// <summary>The kept valuations of a pledge, newest first.</summary>
    public async Task<IReadOnlyList<KeptValuation>> ValuationsAsync(long pledgeId, CancellationToken ct = default) =>
        [.. (await db.QueryAsync<KeptRow>(
            "select v.valuation_id, v.valued_on, v.value_fen, v.factors::text, v.years::text, v.missing, v.made_by, v.made_at from finance.valuation v where v.pledge_id = @pledgeId order by v.valuation_id desc",
            new { pledgeId }, ct)).Select(v => new KeptValuation(v.ValuationId, v.ValuedOn, v.MadeBy, v.MadeAt, new Valuation(
                v.ValueFen, JsonSerializer.Deserialize<ValueFactor[]>(v.Factors, Json) ?? [], JsonSerializer.Deserialize<ValueYear[]>(v.Years, Json) ?? [], v.Missing)))];

    public Task<IReadOnlyList<PledgeRow>> ListAsync(long? loanId = null, long? pledgeId = null, CancellationToken ct = default) => db.QueryAsync<PledgeRow>(
        """
        select p.* from finance.pledge_v p where (@loanId::bigint is null or p.loan_id = @loanId) and (@pledgeId::bigint is null or p.pledge_id = @pledgeId)
        order by p.ended_on is not null, p.registered_on desc, p.pledge_id desc
        """, new { loanId, pledgeId }, ct);

    public async Task<PledgeRow?> FindAsync(long pledgeId, CancellationToken ct = default) => await ListAsync(pledgeId: pledgeId, ct: ct) is [var found] ? found : null;

    public Task<IReadOnlyList<ReleaseRow>> ReleasesAsync(long pledgeId, CancellationToken ct = default) => db.QueryAsync<ReleaseRow>(
        "select r.act_id, r.tonnes, r.released_on, r.because, r.released_by from finance.pledge_release r where r.pledge_id = @pledgeId order by r.pledge_release_id", new { pledgeId }, ct);

    /// <summary>Tonnes that stand pledged in the subsidiary book beside those the register knows, by holder, project and year. A difference is a finding.</summary>
    public Task<IReadOnlyList<FrozenRow>> FrozenAsync(CancellationToken ct = default) => db.QueryAsync<FrozenRow>(Sql.Of<Pledges>("Green/Sql/frozen.sql"), ct: ct);

    /// <summary>Acts that may still be named: freezes to the pledge state without a pledge, and releases of it without a release.</summary>
    public Task<IReadOnlyList<PledgeAct>> ActsAsync(CancellationToken ct = default) => db.QueryAsync<PledgeAct>(Sql.Of<Pledges>("Green/Sql/pledge_acts.sql"), ct: ct);

    public Task<IReadOnlyList<ValuationFactor>> FactorsAsync(CancellationToken ct = default) => db.QueryAsync<ValuationFactor>(
        """
        select f.factor, f.value, lower(f.days) as from_on, upper(f.days) - 1 as until_on, f.source, f.mark, f.is_demonstration from finance.valuation_factor f
        order by array_position(array['price-days', 'haircut', 'discount', 'survival', 'lag-years'], f.factor), lower(f.days)
        """, ct: ct);

    /// <summary>Enters a factor from a day on; the one before it ends there.</summary>
    public Task EnterFactorAsync(Actor actor, string factor, decimal value, DateOnly from, string source, string mark, bool isDemonstration = false, CancellationToken ct = default) => string.IsNullOrWhiteSpace(source)
        ? throw new RefusedException("请写明这个数的来源。", "Give the source of the value.")
        : db.ChangeAsync(actor, "录入估值参数", async write =>
        {
            await write.ExecuteAsync(
                "update finance.valuation_factor f set days = daterange(lower(f.days), @from) where f.factor = @factor and f.days @> @from::date and lower(f.days) < @from", new { factor, from }, ct);
            return await write.ExecuteAsync(
                "insert into finance.valuation_factor (factor, value, days, source, mark, is_demonstration) values (@factor, @value, daterange(@from, null), @source, @mark, @isDemonstration)",
                new { factor, value, from, source = source.Trim(), mark, isDemonstration }, ct);
        }, ct);

    // The mean of the last trading days, weighted by nothing: an assumption from real days, dropped to the fen as every factor of a value is: it says so.
    private async Task<ValueFactor> PriceAsync(decimal? days, DateOnly on, CancellationToken ct)
    {
        const string Door = "/finance/prices?series=CCER";
        if (days is not { } count)
            return new("price", null, "元/t", "没有说取多少个交易日", "?", Door);
        var last = (await new PriceBook(db).RowsAsync("CCER", ct)).Where(d => d.Dated <= on).TakeLast((int)count).ToList();
        return last.Count < count
            ? new("price", null, "元/t", $"到 {on:yyyy-MM-dd} 只有 {last.Count} 个交易日的价格，要 {count:0} 个", "?", Door)
            : new("price", decimal.Floor((decimal)last.Sum(d => d.PriceFen) / last.Count) / 100, "元/t",
                $"CCER {last[0].Dated:yyyy-MM-dd} 至 {last[^1].Dated:yyyy-MM-dd} {last.Count} 个交易日的均价 {(decimal)last.Sum(d => d.PriceFen) / last.Count / 100:0.####}，不足一分舍去，估值从低；{last[^1].Source}", last.Any(d => d.IsDemonstration) ? "?" : "c", Door);
    }

    private sealed record KeptRow
    {
        public long ValuationId { get; init; }
        public DateOnly ValuedOn { get; init; }
        public long? ValueFen { get; init; }
        public string Factors { get; init; } = "";
        public string Years { get; init; } = "";
        public string[] Missing { get; init; } = [];
        public string MadeBy { get; init; } = "";
        public DateTime MadeAt { get; init; }
    }
}

/// <param name="Kind">frozen-tonnes with its act; expected-revenue with project and years; forest-right with what.</param>
/// <param name="Tonnes">If given, must be the act's.</param>
/// <param name="RegistrationNo">Of the unified registration of movables financing.</param>
public sealed record NewPledge(
    long LoanId, string Kind, string RegistrationNo, DateOnly RegisteredOn, DateOnly UntilOn, long? ActId = null, long? Tonnes = null, string? ProjectCode = null, int? FromYear = null, int? LastYear = null,
    string What = "", bool IsDemonstration = false);

/// <summary>A factor of a valuation with where it comes from. <see cref="Value"/> null: missing.</summary>
/// <param name="Door">Where it is shown.</param>
public sealed record ValueFactor(string Factor, decimal? Value, string Unit, string Source, string Mark, string Door)
{
    /// <summary>What a factor is called, in Chinese: the key of its English.</summary>
    public static string NameOf(string factor) => factor switch
    {
        "tonnes" => "质押的减排量", "expected" => "预期减排量", "period" => "计入期", "survival" => "成活率", "lag-years" => "签发滞后", "price-days" => "均价的交易日数", "price" => "价格假定",
        "haircut" => "折扣系数", _ => "折现率",
    };
}

/// <summary>A valuation: its value, or what is missing for one.</summary>
public sealed record Valuation(long? ValueFen, IReadOnlyList<ValueFactor> Factors, IReadOnlyList<ValueYear> Years, IReadOnlyList<string> Missing);

public sealed record KeptValuation(long ValuationId, DateOnly ValuedOn, string MadeBy, DateTime MadeAt, Valuation Valuation);

public sealed record PledgeRow
{
    public long PledgeId { get; init; }
    public long LoanId { get; init; }
    public string Loan { get; init; } = "";
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string Lender { get; init; } = "";
    public string Kind { get; init; } = "";
    public string? ProjectCode { get; init; }
    public long? ActId { get; init; }
    public string? Holder { get; init; }
    public int? Vintage { get; init; }
    public long? Tonnes { get; init; }
    public long ReleasedT { get; init; }
    public int? FromYear { get; init; }
    public int? LastYear { get; init; }
    public string What { get; init; } = "";
    public string RegistrationNo { get; init; } = "";
    public DateOnly RegisteredOn { get; init; }
    public DateOnly UntilOn { get; init; }
    public string? FileSha256 { get; init; }
    public DateOnly? EndedOn { get; init; }
    public bool IsDemonstration { get; init; }
    public long? ValuationId { get; init; }
    public DateOnly? ValuedOn { get; init; }
    public long? ValueFen { get; init; }
    public int Missing { get; init; }
}

public sealed record ReleaseRow
{
    public long? ActId { get; init; }
    public long? Tonnes { get; init; }
    public DateOnly ReleasedOn { get; init; }
    public string Because { get; init; } = "";
    public string ReleasedBy { get; init; } = "";
}

public sealed record FrozenRow
{
    public string Holder { get; init; } = "";
    public string Project { get; init; } = "";
    public int Vintage { get; init; }
    public long BookT { get; init; }
    public long PledgedT { get; init; }
}

public sealed record PledgeAct
{
    public long ActId { get; init; }
    public string Kind { get; init; } = "";
    public string HolderName { get; init; } = "";
    public string Project { get; init; } = "";
    public int Vintage { get; init; }
    public long Tonnes { get; init; }
    public DateOnly EffectiveOn { get; init; }
}

public sealed record ValuationFactor
{
    public string Factor { get; init; } = "";
    public decimal? Value { get; init; }
    public DateOnly FromOn { get; init; }
    public DateOnly? UntilOn { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public bool IsDemonstration { get; init; }
}
