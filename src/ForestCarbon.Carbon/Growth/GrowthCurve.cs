namespace ForestCarbon.Carbon.Growth;

/// <summary>A stand growth curve f(t): m³/ha over age in years (or whatever its parameters were fitted to).</summary>
/// <remarks>
/// Forms as in <see cref="GrowthForm"/>; the allowed families of the fact sheet §6.2. Parameters are never ours: they
/// are fitted from the county's own parcels or given by a person with a source.
/// </remarks>
public sealed record GrowthCurve
{
    /// <summary>A curve of a form with its parameters, two or three of them, finite and above 0.</summary>
    /// <exception cref="ArgumentException">Wrong number of parameters, or one not finite or not above 0.</exception>
    public GrowthCurve(GrowthForm form, params ReadOnlySpan<double> parameters)
    {
        var names = form.ParameterNames();
        if (parameters.Length != names.Count)
            throw new ArgumentException($"{form} takes {names.Count} parameters.", nameof(parameters));
        for (var i = 0; i < parameters.Length; i++)
        {
            if (!double.IsFinite(parameters[i]) || parameters[i] <= 0)
                throw new ArgumentOutOfRangeException(nameof(parameters), parameters[i], $"{names[i]} must be above 0.");
        }
        Form = form;
        A = parameters[0];
        Second = parameters[1];
        Third = parameters.Length > 2 ? parameters[2] : double.NaN;
    }

    public GrowthForm Form { get; }

    /// <summary>The asymptote.</summary>
    public double A { get; }

    /// <summary>k, m, b, b, b in the order of <see cref="GrowthForm"/>.</summary>
    public double Second { get; }

    /// <summary>p, r, k, c; not a number for Schumacher.</summary>
    public double Third { get; }

    public double[] Parameters => Form == GrowthForm.Schumacher ? [A, Second] : [A, Second, Third];

    /// <summary>f at an age in years, any real age from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Age negative or not finite.</exception>
    public double At(double age)
    {
        if (!double.IsFinite(age) || age < 0)
            throw new ArgumentOutOfRangeException(nameof(age), age, "An age is finite and not negative.");
        return A * Shape(Form, Second, Third, age);
    }

    /// <summary>The increment of the year that begins at <paramref name="age"/>: f(age + 1) − f(age).</summary>
    /// <remarks>
    /// Near the asymptote the two values agree to nearly all their digits and their difference keeps none; f(t)·(e^x − 1) with
    /// x = ln f(t+1) − ln f(t) in closed form keeps them. Where the curve more than doubles, the plain difference loses nothing.
    /// </remarks>
    public double IncrementAt(double age)
    {
        var now = At(age);
        var x = Form switch
        {
            // ln(S₂/S₁)·p with S₂ − S₁ = e^(−kt)·(1 − e^(−k))
            GrowthForm.Richards => Third * Log1p(Math.Exp(-Second * age) * -Expm1(-Second) / -Expm1(-Second * age)),
            // (1 + m·e^(−rt))/(1 + m·e^(−r(t+1))) = 1 + m·e^(−rt)·(1 − e^(−r))/(1 + m·e^(−r(t+1)))
            GrowthForm.Logistic => Log1p(Second * Math.Exp(-Third * age) * -Expm1(-Third) / (1 + (Second * Math.Exp(-Third * (age + 1))))),
            GrowthForm.Gompertz => Second * Math.Exp(-Third * age) * -Expm1(-Third),
            GrowthForm.Korf => Second * Math.Pow(age, -Third) * -Expm1(-Third * Log1p(1 / age)),
            _ => Second / (age * (age + 1)),
        };
        return age == 0 || !(x < 0.5) ? At(age + 1) - now : now * Expm1(x);
    }

    /// <summary>f/t in units per year; null at age 0.</summary>
    public double? MeanIncrementAt(double age) => age == 0 ? null : At(age) / age;

    /// <summary>f/A: the part of the asymptote reached at an age, for the two parameters that make the shape.</summary>
    public static double Shape(GrowthForm form, double second, double third, double age) => form switch
    {
        GrowthForm.Richards => Math.Pow(-Expm1(-second * age), third),
        GrowthForm.Logistic => 1 / (1 + second * Math.Exp(-third * age)),
        GrowthForm.Gompertz => Math.Exp(-second * Math.Exp(-third * age)),
        GrowthForm.Korf => age == 0 ? 0 : Math.Exp(-second * Math.Pow(age, -third)),
        GrowthForm.Schumacher => age == 0 ? 0 : Math.Exp(-second / age),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "Unknown form."),
    };

    private static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    // 1 − e^(−kt) loses its digits for small kt; e^x − 1 = (u − 1)·x/ln u with u = e^x keeps them.
    private static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.5) return Math.Exp(x) - 1;
        var u = Math.Exp(x);
        return u == 1 ? x : (u - 1) * x / Math.Log(u);
    }
}
