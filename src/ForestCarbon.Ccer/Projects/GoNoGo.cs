using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>One page on whether an idea pays: ground, tonnes by species, costs as data, the price at which it breaks even, the area it needs.</summary>
public sealed class GoNoGo(Db db)
{
    private const int MostYuan = 1_000_000; // of a price of a tonne, and of a cost that is counted by the mu or by the tonne

    // Of a cost of a whole project: beyond it is a slip of the unit, and sums over area and years would outgrow whole fen.
    private const long MostCostYuan = 1_000_000_000_000;

    /// <summary>What a cost is counted by.</summary>
    public static IReadOnlyList<string> Bases { get; } = ["once", "per-year", "per-mu", "per-mu-year", "per-tonne"];

    /// <summary>Everything the page says.</summary>
    /// <param name="priceYuan">Yuan a tonne to judge by; null: none is assumed.</param>
    /// <exception cref="RefusedException">The price is no whole fen, or no price of a tonne.</exception>
    public async Task<GoNoGoAnswer> OfAsync(ProjectRow project, decimal? priceYuan, TownshipScope scope, CancellationToken ct = default)
    {
        var yields = project.BoundaryId is { } id ? await YieldsAsync(id, scope, ct) : [];
        var costs = await CostsAsync(project.ProjectId, ct);
        int? years = project is { CreditingFrom: { } from, CreditingTo: { } to } ? to.AddDays(1).Year - from.Year : null;
        var known = yields.Any(y => y.ExpectedKg is not null) ? yields.Sum(y => y.ExpectedKg ?? 0) / 1000 : (long?)null;
        // Where every plot has a figure the screening's sum is the expectation, else what somebody entered. Where nobody entered anything, what the screening expects
        // of the part it has a figure for: the rest is neither nought nor reckoned from that part, and the page says how much of the ground it is.
        var isWhole = yields.Count > 0 && yields.All(y => y.KnownM2 == y.AreaM2);
        var isScreened = isWhole || (project.ExpectedT is null && known is not null);
        var tonnes = isScreened ? known : project.ExpectedT;
        var withoutFigure = yields.Count > 0 ? yields.Sum(y => y.AreaM2 - y.KnownM2) : project.AreaM2;
        if (priceYuan is <= 0 or >= MostYuan)
            throw new RefusedException($"价格须大于 0、小于 {MostYuan} 元/吨，写的是 {priceYuan}。", $"A price is above 0 and below CNY {MostYuan} a tonne, not {priceYuan}.");
        var price = WholeFen.Of(priceYuan, "价格", "price");
        return new GoNoGoAnswer(yields, costs, Judge(project.AreaM2, tonnes, years, costs, price), tonnes, tonnes is null ? null : isScreened ? "M" : project.FigureMark, years, price, known, withoutFigure, IsPartial: isScreened && !isWhole);
    }

    /// <summary>Costs of a project: the county's usual items, replaced by the project's own of the same name.</summary>
    public Task<IReadOnlyList<CostItem>> CostsAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<CostItem>(
        """
        select distinct on (c.name) c.cost_item_id, c.project_id is not null as is_own, c.name, c.basis, c.amount_fen, c.source, c.mark, c.source_mark,
               c.entered_by, c.verified_by
        from ccer.cost_item c where c.project_id is null or c.project_id = @projectId
        order by c.name, c.project_id nulls last
        """, new { projectId }, ct);

    /// <summary>Enters a cost of a project; of the same name the later one replaces the earlier. Until another account has compared it with its source its mark is ?.</summary>
    /// <param name="yuan">Whole fen.</param>
    /// <param name="mark">The mark that the source gives.</param>
    /// <exception cref="RefusedException">Something is missing, the basis or the mark is not known, or the amount is no whole fen.</exception>
    public Task CostAsync(Actor actor, long projectId, string? name, string? basis, decimal? yuan, string? source, string mark = "M", CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(source) || yuan is null)
            throw new RefusedException("请填写成本、计算方式、金额和依据。", "Give the cost, how it is counted, its amount and its source.");
        if (yuan < 0)
            throw new RefusedException($"金额 {yuan} 元小于 0：成本不能为负。", $"CNY {yuan} is below 0: no cost is negative.");
        if (!Bases.Contains(basis))
            throw new RefusedException($"计算方式为 {string.Join("、", Bases)}。", $"A cost is counted by one of {string.Join(", ", Bases)}.");
        if (yuan >= MostCostYuan || (basis is "per-mu" or "per-mu-year" or "per-tonne" && yuan >= MostYuan))
            throw new RefusedException(
                $"金额 {yuan} 元太大：一次和每年的成本须小于 {MostCostYuan:#,0} 元，每亩和每吨的须小于 {MostYuan:#,0} 元。请核对单位。",
                $"CNY {yuan} is too large: a cost that is once or a year is below CNY {MostCostYuan:#,0}, one of a mu or a tonne below CNY {MostYuan:#,0}. Check its unit.");
        var amountFen = WholeFen.Of(yuan, "金额", "amount");
        SecondLook.RequireMark(mark);
        return db.WriteAsync(actor, $"项目 {projectId} 的成本：{name}", write => write.ExecuteAsync(
            """
            insert into ccer.cost_item (project_id, name, basis, amount_fen, source, mark, source_mark, entered_by, entered_at)
            values (@projectId, @name, @basis, @amountFen, @source, '?', @mark, @by, clock_timestamp())
            on conflict (coalesce(project_id, 0), name) do update
            set basis = excluded.basis, amount_fen = excluded.amount_fen, source = excluded.source, mark = excluded.mark, source_mark = excluded.source_mark,
                entered_by = excluded.entered_by, entered_at = excluded.entered_at, verified_by = null, verified_at = null
            """, new { projectId, name = name.Trim(), basis, amountFen, source = source.Trim(), mark, by = write.Actor.Id }, ct), ct);
    }

    /// <summary>Records that another account has compared a cost with its source; it carries the source's mark from then on.</summary>
    /// <exception cref="RefusedException">The project has no such cost, it is verified already, the account entered it itself, or nobody knows who did.</exception>
    public Task VerifyAsync(Actor actor, long projectId, long costItemId, CancellationToken ct = default) => db.WriteAsync(actor, $"核对项目 {projectId} 的成本 {costItemId}", async write =>
    {
        var found = (await write.QueryAsync<CostItem>(
            "select c.cost_item_id, c.entered_by, c.verified_by from ccer.cost_item c where c.cost_item_id = @costItemId and c.project_id = @projectId for update", new { costItemId, projectId }, ct)).SingleOrDefault();
        if (found is { EnteredBy: null })
            throw new RefusedException("这项成本录入时没有记下账号，不知道由谁核对才算另一个：请重新录入。", "Who entered this cost was not kept, so nobody knows who is another account: enter it anew.");
        SecondLook.Require(write.Actor, found?.EnteredBy, found?.VerifiedBy);
        await write.ExecuteAsync("update ccer.cost_item set verified_by = @by, verified_at = clock_timestamp(), mark = source_mark where cost_item_id = @costItemId", new { costItemId, by = write.Actor.Id }, ct);
    }, ct);

    /// <summary>Ground and expected tonnes of the newest ex-ante boundary by species.</summary>
    public Task<IReadOnlyList<SpeciesYield>> YieldsAsync(long boundaryId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<SpeciesYield>(Sql.Of<GoNoGo>("Projects/Sql/yields.sql"), new { boundaryId, townships = scope.Codes }, ct);

    /// <summary>Costs, break-even price and least area. No missing cost is taken as nothing; without tonnes the cost is that of everything that is not counted by the tonne.</summary>
    /// <param name="areaM2">Ground of the project, m².</param>
    /// <param name="tonnes">Whole tCO₂e over the crediting period; null: not known.</param>
    /// <param name="years">Length of the crediting period.</param>
    /// <param name="priceFen">Price to judge by, fen a tonne; null: none is assumed.</param>
    /// <remarks>
    /// <code>
    ///   cost(A)      = once + per-year·n + (per-mu + per-mu-year·n)·A + per-tonne·T       A in mu, T tonnes, n years
    ///   break-even   = cost / T
    ///   least area   = (once + per-year·n) / ((price − per-tonne)·T/A − per-mu − per-mu-year·n), where the divisor is above zero
    /// </code>
    /// </remarks>
    public static Judgement Judge(decimal? areaM2, long? tonnes, int? years, IReadOnlyList<CostItem> costs, long? priceFen)
    {
        var missing = costs.Where(c => c.AmountFen is null).Select(c => c.Name).ToList();
        if (areaM2 is not > 0 || years is not > 0 || missing.Count > 0 || costs.Count == 0)
            return new Judgement(null, null, null, null, missing);
        // An area is kept to 0.0001 m², so a round number of mu comes back a hair above or below itself.
        var (mu, n) = (decimal.Round(areaM2.Value * 3 / 2000, 4), (decimal)years.Value);
        decimal Sum(string basis) => costs.Where(c => c.Basis == basis).Sum(c => (decimal)c.AmountFen!.Value);
        var fixedCost = Sum("once") + Sum("per-year") * n;
        var perMu = Sum("per-mu") + Sum("per-mu-year") * n;
        var ground = fixedCost + perMu * mu;
        if (tonnes is not > 0)
            return new Judgement(Fen(ground), null, null, null, missing, LeavesOutTonnes: tonnes is null && Sum("per-tonne") > 0);
        var t = (decimal)tonnes.Value;
        var total = ground + Sum("per-tonne") * t;
        var margin = priceFen is { } price ? (price - Sum("per-tonne")) * t / mu - perMu : (decimal?)null;
        return new Judgement(
            Fen(total), Fen(total / t), margin is > 0 ? decimal.Round(fixedCost / margin.Value, 2, MidpointRounding.ToPositiveInfinity) : null,
            priceFen is null ? null : priceFen * t >= total, missing);

        // Rounded up; null where it is more than is ever counted.
        static long? Fen(decimal amount) => amount > long.MaxValue ? null : (long)decimal.Ceiling(amount);
    }
}

/// <summary>A cost: <c>once</c>, <c>per-year</c>, <c>per-mu</c>, <c>per-mu-year</c> or <c>per-tonne</c>; whole fen, null where it is missing.</summary>
public sealed record CostItem
{
    public long CostItemId { get; init; }
    public bool IsOwn { get; init; }
    public string Name { get; init; } = "";
    public string Basis { get; init; } = "";
    public long? AmountFen { get; init; }
    public string Source { get; init; } = "";
    /// <summary>Of a project's own cost ? until another account has compared it with its source, then <see cref="SourceMark"/>.</summary>
    public string Mark { get; init; } = "";

    /// <summary>The mark its source gives, as whoever entered it says; null for the county's items and those from before it was kept.</summary>
    public string? SourceMark { get; init; }

    public string? EnteredBy { get; init; }

    /// <summary>Another account, which compared it with its source; null: nobody yet.</summary>
    public string? VerifiedBy { get; init; }
}

/// <summary>Ground of a species with its expected kg CO₂e to the end of the crediting period; <see cref="KnownM2"/> is the ground that has a figure.</summary>
public sealed record SpeciesYield
{
    public string? SpeciesCode { get; init; }
    public string? NameZh { get; init; }
    public string? NameEn { get; init; }
    public int Parcels { get; init; }
    public decimal AreaM2 { get; init; }
    public decimal KnownM2 { get; init; }
    public long? ExpectedKg { get; init; }

    /// <summary>kg CO₂e a year, each plot over the years its figure covers; null also where a boundary is older than the keeping of those years.</summary>
    public decimal? ExpectedKgA { get; init; }
}

/// <summary>Whether an idea pays. Null where something it rests on is missing (<paramref name="Missing"/> names costs), or no price was given.</summary>
/// <param name="CostFen">Of the whole crediting period.</param>
/// <param name="BreakEvenFen">Fen a tonne, rounded up.</param>
/// <param name="LeastMu">Area below which the price does not carry the fixed costs; null also where no area would.</param>
/// <param name="LeavesOutTonnes">There are costs by the tonne, and the tonnes are not known: <paramref name="CostFen"/> is without them.</param>
public sealed record Judgement(long? CostFen, long? BreakEvenFen, decimal? LeastMu, bool? Pays, IReadOnlyList<string> Missing, bool LeavesOutTonnes = false);

/// <summary>The page on one project.</summary>
/// <param name="Tonnes">Whole tCO₂e over the crediting period, with the mark of where they come from.</param>
/// <param name="Years">Length of the crediting period.</param>
/// <param name="PriceFen">The price judged by, or null.</param>
/// <param name="KnownT">Whole tCO₂e of that part of the ground for which the screening has a figure; null: of none.</param>
/// <param name="WithoutFigureM2">Ground for which it has none, m²; null: no ground.</param>
/// <param name="IsPartial"><paramref name="Tonnes"/> are those of the part of the ground that has a figure, while costs are those of all of it.</param>
public sealed record GoNoGoAnswer(
    IReadOnlyList<SpeciesYield> Yields, IReadOnlyList<CostItem> Costs, Judgement Judgement, long? Tonnes, string? Mark, int? Years, long? PriceFen, long? KnownT, decimal? WithoutFigureM2, bool IsPartial = false);
