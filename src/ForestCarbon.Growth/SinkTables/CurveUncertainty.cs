using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Growth.SinkTables;

/// <summary>What the errors of the fitted curves leave open in a run's stock of a year: the delta method over the parcels themselves.</summary>
/// <remarks>
/// With S the stock of all parcels of one curve, θ its parameters and C their covariance:
/// <code>
///   var = Σ over curves  sᵀ·C·s      s_j = (S(θ_j + h_j) − S(θ_j − h_j)) / 2·h_j      h_j = half a standard error
/// </code>
/// S is computed by the functions of the account. Parcels of one curve err together, curves independently. Half a standard error is wide
/// enough that parcels at a threshold of the calibration average out. Sums are of whole grams, so no order of parcels changes them.
/// </remarks>
internal sealed class CurveUncertainty
{
    private const int MostParameters = 3;
    private const double StepInErrors = 0.5;
    private const int StockColumn = 15; // of parcels_of_run.sql

    private readonly PinnedRun _run;
    private readonly AccountingBasis[] _up;
    private readonly AccountingBasis[] _down;
    private readonly long[,] _curveGrams;
    private readonly long[,] _familyGrams;

    private CurveUncertainty(PinnedRun run, int year)
    {
        _run = run;
        _up = [.. Enumerable.Range(0, MostParameters).Select(j => Shifted(j, +1, year))];
        _down = [.. Enumerable.Range(0, MostParameters).Select(j => Shifted(j, -1, year))];
        _curveGrams = new long[run.Curves.Curves.Count, MostParameters];
        _familyGrams = new long[run.Curves.Families.Count, MostParameters];
    }

    /// <summary>Standard deviation of the stock at 31 December of a year, kg CO₂e; null where the run's curves were stored without covariance.</summary>
    public static async Task<long?> DeviationKgAsync(Db db, long runId, int year, CancellationToken ct)
    {
        var run = await PinnedRun.LoadAsync(db, runId, ct);
        if (run.Curves.Curves.Any(c => c.Fitted.Covariance is null))
            return null;
        var sums = new CurveUncertainty(run, year);
        await using var connection = await db.OpenReadAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Of<CurveUncertainty>("Runs/Sql/parcels_of_run.sql"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("runId", runId);
        command.Parameters.AddWithValue("first", year - run.Manifest.FirstYear + 1);
        command.Parameters.AddWithValue("second", 1);
        command.Parameters.AddWithValue("townships", DBNull.Value); // the table is the whole county's
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new ParcelReader(reader);
        while (await reader.ReadAsync(ct))
        {
            // What has no stock in the run (未计, failed) has no part in its error.
            if (!reader.IsDBNull(StockColumn))
                sums.Add(rows.Current());
        }
        return (long)Math.Round(Math.Sqrt(sums.VarianceKg2()), MidpointRounding.AwayFromZero);
    }

    private void Add(in InventoryParcel parcel)
    {
        // A version that begins after the year has no stock in it yet.
        if (parcel.InventoryYear > _up[0].FirstYear)
            return;
        var rests = _run.Basis.Of(parcel);
        if (rests.Reason != ParcelReason.Trees)
            return;
        var (grams, index) = rests.Site is null ? (_curveGrams, rests.Curve) : (_familyGrams, rests.Family);
        for (var j = 0; j < MostParameters; j++)
            grams[index, j] += (long)Math.Round(Grams(_up[j], parcel) - Grams(_down[j], parcel), MidpointRounding.ToEven);
    }

    private static double Grams(AccountingBasis basis, in InventoryParcel parcel)
    {
        var rests = basis.Of(parcel);
        return basis.Volumes(parcel, rests).VolumesM3PerHa[0] * AccountingBasis.AreaHa(parcel) * rests.Factors!.Co2eTPerM3 * 1e6;
    }

    private double VarianceKg2()
    {
        var variance = 0.0;
        for (var i = 0; i < _run.Curves.Curves.Count; i++)
        {
            var fitted = _run.Curves.Curves[i].Fitted;
            variance += Variance(_curveGrams, i, fitted.Curve.Parameters, fitted.StandardErrors, fitted.Covariance!);
        }
        for (var i = 0; i < _run.Curves.Families.Count; i++)
        {
            var fitted = _run.Curves.Families[i].Fitted;
            variance += Variance(_familyGrams, i, fitted.Family.Parameters, fitted.StandardErrors, fitted.Covariance);
        }
        return variance;
    }

    private static double Variance(long[,] grams, int index, double[] parameters, double[] errors, double[] covariance)
    {
        var count = parameters.Length;
        var slopes = new double[count];
        for (var j = 0; j < count; j++)
            slopes[j] = Step(parameters[j], errors[j]) is > 0 and var step ? grams[index, j] / 1000.0 / (2 * step) : 0;
        var variance = 0.0;
        for (var j = 0; j < count; j++)
            for (var k = 0; k < count; k++)
                variance += slopes[j] * slopes[k] * covariance[(j * count) + k];
        return Math.Max(0, variance);
    }

    // Parameters above 0 stay above 0.
    private static double Step(double parameter, double error) => Math.Min(StepInErrors * error, Math.Abs(parameter) / 2);

    /// <summary>The run's basis with one parameter of every curve and family moved: a parcel rests on one of them only.</summary>
    private AccountingBasis Shifted(int parameter, int sign, int year)
    {
        double[] Moved(double[] parameters, double[] errors) =>
            [.. parameters.Select((p, j) => j == parameter ? p + (sign * Step(p, errors[j])) : p)];
        var curves = _run.Curves.Curves.Select(c => c with
        {
            Fitted = c.Fitted with { Curve = new GrowthCurve(c.Fitted.Curve.Form, Moved(c.Fitted.Curve.Parameters, c.Fitted.StandardErrors)) },
        });
        var families = _run.Curves.Families.Select(f =>
        {
            var moved = Moved(f.Fitted.Family.Parameters, f.Fitted.StandardErrors);
            return f with
            {
                Fitted = f.Fitted with
                {
                    Family = new DifferenceFamily(moved[0], moved[1], moved[2], f.Fitted.Family.LowestSite, f.Fitted.Family.HighestSite),
                },
            };
        });
        return _run.BasisOfYear(year, _run.Manifest.OldestInventoryYear, new CurveBook(curves, families));
    }
}
