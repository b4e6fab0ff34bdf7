using ForestCarbon.Carbon.Methodologies;
using static ForestCarbon.Ccer.Documents.DocumentChecks;

namespace ForestCarbon.Ccer.Documents;

/// <summary>What a document says of its ground, part beside whole: plots, tenure, mandates, and the least a plot may have.</summary>
internal static class GroundChecks
{
    public static IEnumerable<Contradiction> Of(StatedDocument document, StatedFacts facts) => [.. Pieces(document, facts), .. SmallestPlot(document, facts), .. Parts(facts), .. Tenure(facts)];

    /// <summary>What a figure is called in a sentence.</summary>
    public static string Called(StatedFact fact) => fact.Naming == Naming.Part ? $"{fact.Name}的面积" : fact.Name;

    // The plots of a list are the ground: of the boundary that is shown beside the project's own, where there is one.
    private static IEnumerable<Contradiction> Pieces(StatedDocument document, StatedFacts facts)
    {
        var areas = facts.Of(Naming.Area).Where(f => f.Subject == StatedFacts.Project || f.Subject.EndsWith("边界", StringComparison.Ordinal)).ToList();
        var shown = areas.FirstOrDefault(f => f.Subject != StatedFacts.Project) ?? areas.FirstOrDefault();
        if (shown is null || PlotList(document) is not ({ } list, { } parts))
            yield break;
        var (sum, half) = (parts.Sum(p => p.Value), parts.Sum(p => p.Half));
        if (Math.Abs(sum - shown.Quantity.Value) > half + shown.Quantity.Half)
            yield return new("total", $"地块面积相加为 {Shown(sum / Factor(shown.Quantity))} {shown.Quantity.Unit}，{shown.Name}写 {shown.Quantity.Written}。",
                $"The plots add up to {Shown(sum / Factor(shown.Quantity))} {shown.Quantity.Unit}, {shown.Name} is {shown.Quantity.Written}.", shown.Passage, PlaceOf(list));
    }

    // The one list of plots with the ground of each; null where there is none, several, or a row without its area.
    private static (StatedTable List, List<Quantity> Areas)? PlotList(StatedDocument document)
    {
        if (document.Tables.Where(t => ListColumn(t, "地块") is not null && t.Columns("面积").Any()).ToList() is not [var list])
            return null;
        var column = list.Columns("面积").First();
        var areas = list.Data.Select(d => Quantities.Cell(d.Cells[column], list.Head[column])).OfType<Quantity>().Where(q => q.Kind == QuantityKind.Area).ToList();
        return areas.Count > 1 && areas.Count == list.Data.Count() ? (list, areas) : null;
    }

    private static Passage PlaceOf(StatedTable list) => new(list.Place.Trim(), list.Title.Length > 0 ? list.Title : list.Head[list.Columns("面积").First()]);

    private static IEnumerable<Contradiction> SmallestPlot(StatedDocument document, StatedFacts facts)
    {
        if (facts.Of(Naming.Smallest).FirstOrDefault() is not { } said || PlotList(document) is not ({ } list, { } areas) || areas.MinBy(a => a.Value) is not { } least || said.Quantity.Agrees(least))
            yield break;
        yield return new("total", $"文中写{said.Name} {said.Quantity.Written}，地块表里最小的是 {least.Written}。", $"The text says the smallest plot is {said.Quantity.Written}, the smallest in the table of plots is {least.Written}.", said.Passage, PlaceOf(list));
    }

    // Ground under a tenure or a mandate is part of the project's.
    private static IEnumerable<Contradiction> Parts(StatedFacts facts)
    {
        if (facts.Of(Naming.Area).FirstOrDefault(f => f.Subject == StatedFacts.Project) is not { } whole)
            yield break;
        foreach (var part in facts.Of(Naming.Part).Where(p => p.Quantity.Value - whole.Quantity.Value > p.Quantity.Half + whole.Quantity.Half))
            yield return new("part", $"{part.Name}的面积写 {part.Quantity.Written}，大于{whole.Name} {whole.Quantity.Written}。", $"{part.Name} is {part.Quantity.Written}, more than {whole.Name} with {whole.Quantity.Written}.", part.Passage, whole.Passage);
    }

    // What tenure covers and what it does not is all of the ground; ground under no lot may be told apart, and ground in dispute is not told as covered.
    private static IEnumerable<Contradiction> Tenure(StatedFacts facts)
    {
        StatedFact? Part(string subject) => facts.Of(Naming.Part).FirstOrDefault(f => f.Subject == subject);
        if (facts.Of(Naming.Area).FirstOrDefault(f => f.Subject == StatedFacts.Project) is not { } whole || Part(StatedFacts.Covered) is not { } covered)
            yield break;
        if (Part(StatedFacts.NotCovered) is not { } open)
        {
            if (Part(StatedFacts.WithoutLot) is { } apart && covered.Quantity.Value + apart.Quantity.Value is var both && both - whole.Quantity.Value > covered.Quantity.Half + apart.Quantity.Half + whole.Quantity.Half)
                yield return new("part",
                    $"{Called(covered)} {covered.Quantity.Written} 与{Called(apart)} {apart.Quantity.Written} 相加为 {Shown(both / Factor(whole.Quantity))} {whole.Quantity.Unit}，大于{whole.Name} {whole.Quantity.Written}。",
                    $"{covered.Name} {covered.Quantity.Written} and {apart.Name} {apart.Quantity.Written} add up to {Shown(both / Factor(whole.Quantity))} {whole.Quantity.Unit}, more than {whole.Name} with {whole.Quantity.Written}.", covered.Passage, apart.Passage);
            yield break;
        }
        var (without, disputed) = (Part(StatedFacts.WithoutLot)?.Quantity, Part(StatedFacts.Disputed)?.Quantity);
        var said = covered.Quantity.Value + open.Quantity.Value;
        var rounding = covered.Quantity.Half + open.Quantity.Half + whole.Quantity.Half + (without?.Half ?? 0) + (disputed?.Half ?? 0);
        bool IsWhole(decimal sum) => sum <= whole.Quantity.Value + rounding && sum >= whole.Quantity.Value - (disputed?.Value ?? 0) - rounding;
        if (!IsWhole(said) && !IsWhole(said + (without?.Value ?? 0)))
            yield return new("part",
                $"{Called(covered)} {covered.Quantity.Written} 与{Called(open)} {open.Quantity.Written} 相加为 {Shown(said / Factor(whole.Quantity))} {whole.Quantity.Unit}，{whole.Name}为 {whole.Quantity.Written}。",
                $"{covered.Name} {covered.Quantity.Written} and {open.Name} {open.Quantity.Written} add up to {Shown(said / Factor(whole.Quantity))} {whole.Quantity.Unit}, {whole.Name} is {whole.Quantity.Written}.", covered.Passage, open.Passage);
    }

    /// <summary>The least contiguous ground of a plot: as the document tells the rule, and as its smallest plot keeps it.</summary>
    public static IEnumerable<Contradiction> PlotLimits(Methodology methodology, StatedFacts facts)
    {
        ShippedParameter? Held(string key) => methodology.Parameters.FirstOrDefault(p => p.Key == key && p.Value is not null);
        if (Held("least_plot_m2") is not { } now || Held("least_plot_m2_to_2019") is not { } before || Held("last_year_of_667") is not { } last || Held("plot_area_tolerance_m2") is not { } tolerance)
            yield break;
        foreach (var told in facts.Of(Naming.LeastPlot))
        {
            var rule = told.Subject == StatedFacts.Earlier ? before : now;
            if (Math.Abs(told.Quantity.Value - rule.Value!.Value) > told.Quantity.Half)
                yield return new("limit", $"{told.Name}写 {told.Quantity.Written}，{methodology.Id} 为 {Shown(rule.Value.Value)} m²。", $"{told.Name} is {told.Quantity.Written}, in {methodology.Id} it is {Shown(rule.Value.Value)} m².", told.Passage, new Passage(rule.Citation.ToString(), rule.NameZh));
        }
        var limit = facts.Starts.FirstOrDefault(s => s.IsOfProject)?.Day.Year <= (int)last.Value!.Value ? before : now;
        foreach (var smallest in facts.Of(Naming.Smallest).Where(s => s.Quantity.Value + s.Quantity.Half + tolerance.Value!.Value < limit.Value!.Value))
            yield return new("limit", $"{smallest.Name} {smallest.Quantity.Written} 小于 {Shown(limit.Value!.Value)} m²。", $"The smallest plot, {smallest.Quantity.Written}, is below {Shown(limit.Value!.Value)} m².", smallest.Passage, new Passage(limit.Citation.ToString(), limit.NameZh));
    }
}
