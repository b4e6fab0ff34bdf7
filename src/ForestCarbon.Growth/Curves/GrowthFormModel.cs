using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>One growth form over ages in years, in the logarithms of its parameters, which keeps them above 0.</summary>
internal sealed class GrowthFormModel(GrowthForm form, double[] ages) : IFitModel
{
    // e^±40 in any parameter is no growth curve any more: a fit that gets there has run away.
    private const double Bound = 40;

    public static double[] Logarithms(GrowthCurve curve) => [.. curve.Parameters.Select(p => Math.Log(p))];

    public GrowthCurve Curve(double[] logarithms) => new(form, [.. logarithms.Select(l => Math.Exp(l))]);

    public bool Allows(double[] parameters) => parameters.All(l => Math.Abs(l) <= Bound);

    public double Value(double[] parameters, int point) =>
        Math.Exp(parameters[0]) * GrowthCurve.Shape(form, Math.Exp(parameters[1]), Third(parameters), ages[point]);

    /// <summary>∂f/∂ln p of every parameter.</summary>
    public void Slopes(double[] parameters, int point, Span<double> slopes)
    {
        var value = Value(parameters, point);
        var (bySecond, byThird) = value == 0 ? (0, 0) : ShapeSlopes(Math.Exp(parameters[1]), Third(parameters), ages[point]);
        slopes[0] = value;
        slopes[1] = value * bySecond;
        if (parameters.Length > 2) slopes[2] = value * byThird;
    }

    private static double Third(double[] logarithms) => logarithms.Length > 2 ? Math.Exp(logarithms[2]) : double.NaN;

    /// <summary>∂ln f/∂ln of the two shape parameters, for t with f(t) above 0.</summary>
    private (double BySecond, double ByThird) ShapeSlopes(double second, double third, double age)
    {
        switch (form)
        {
            case GrowthForm.Richards:
                var reached = GrowthCurve.Shape(GrowthForm.Richards, second, 1, age);
                return (third * second * age * Math.Exp(-second * age) / reached, third * Math.Log(reached));
            case GrowthForm.Logistic:
                var missing = 1 - GrowthCurve.Shape(GrowthForm.Logistic, second, third, age);
                return (-missing, missing * third * age);
            case GrowthForm.Gompertz:
                var depth = second * Math.Exp(-third * age);
                return (-depth, depth * third * age);
            case GrowthForm.Korf:
                var fall = second * Math.Pow(age, -third);
                return (-fall, fall * third * Math.Log(age));
            default:
                return (-second / age, 0);
        }
    }
}
