using System.Text.Json.Nodes;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Units;
using ForestCarbon.Cli.Frame;
using Fit = ForestCarbon.Growth.Curves.CurveFit;

namespace ForestCarbon.Cli.Calculators;

/// <summary><c>units</c>, <c>growth-curve</c>, <c>curve-fit</c>.</summary>
internal static class GrowthCalculators
{
    private static readonly string[] PointFields = ["age", "value"];

    public static void Units(CaseInput input, CaseOutput output)
    {
        var value = input.Number("value");
        var from = Unit(input, "from");
        var to = Unit(input, "to");
        if (from.Kind != to.Kind) throw Refusal.Domain(Language.Of($"{from.Name} 不能换算成 {to.Name}：面积与质量不可互换。", $"{from.Name} cannot become {to.Name}: an area is no mass."));
        if (from.Kind == UnitKind.Area && value < 0) throw Refusal.Domain(Language.Of("面积不能为负。", "An area cannot be negative."));
        output.Add("value", from.Convert(value, to));
    }

    public static void GrowthCurve(CaseInput input, CaseOutput output)
    {
        var form = Form(input);
        var curve = Curve(input, "parameters", form);
        var ages = input.Numbers("ages");
        if (ages.Length == 0) throw Refusal.TooFew(Language.Of("“ages”至少要有一个年龄。", "ages needs at least one age."));
        if (ages.Any(a => a < 0)) throw Refusal.Domain(Language.Of("“ages”里的年龄不能为负。", "An age in ages cannot be negative."));
        output
            .Add("values", ages.Select(curve.At))
            .Add("increments", ages.Select(curve.IncrementAt))
            .Add("mean_increments", ages.Select(curve.MeanIncrementAt));
    }

    public static void CurveFit(CaseInput input, CaseOutput output)
    {
        var form = Form(input);
        var points = input.Objects("points", PointFields)
            .Select(p => (Age: p.NotNegative("age"), Value: p.Number("value")))
            .ToArray();
        var start = input.Has("start") ? Curve(input, "start", form) : null;
        var fit = Fit.Fit(form, [.. points.Select(p => p.Age)], [.. points.Select(p => p.Value)], default, start)
            ?? throw Refusal.TooFew(Language.Of($"点数必须多于 {form.ParameterNames().Count} 个参数，且至少有 {Fit.LeastDistinctAges} 个不同的年龄。", $"There must be more points than the {form.ParameterNames().Count} parameters, at {Fit.LeastDistinctAges} different ages or more."));
        output
            .Add("parameters", Named(form, fit.Curve.Parameters))
            .Add("standard_errors", fit.StandardErrors is { } errors ? Named(form, errors) : null)
            .Add("rss", fit.Rss)
            .Add("residual_se", fit.ResidualSe)
            .Add("r2", fit.R2)
            .Add("n", fit.N)
            .Add("converged", fit.Converged);
    }

    private static MeasureUnit Unit(CaseInput input, string field) =>
        MeasureUnit.TryFind(input.Text(field), out var unit) ? unit : throw Refusal.UnknownName(field, input.Text(field));

    private static GrowthForm Form(CaseInput input) =>
        GrowthForms.Find(input.Text("form")) ?? throw Refusal.UnknownName("form", input.Text("form"));

    private static GrowthCurve Curve(CaseInput input, string field, GrowthForm form)
    {
        var names = form.ParameterNames();
        var parameters = input.Object(field, [.. names]);
        return new GrowthCurve(form, [.. names.Select(parameters.Positive)]);
    }

    private static JsonObject Named(GrowthForm form, double[] values)
    {
        var fields = new CaseOutput();
        foreach (var (i, name) in form.ParameterNames().Index()) fields.Add(name, values[i]);
        return fields.Fields;
    }
}
