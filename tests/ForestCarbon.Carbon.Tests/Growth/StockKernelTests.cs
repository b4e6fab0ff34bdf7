using CsCheck;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Tests.Growth;

public sealed class StockKernelTests
{
    private static readonly TabulatedCurve[] Curves =
    [
        TabulatedCurve.Of(new GrowthCurve(GrowthForm.Richards, 380, 0.075, 3), 200),
        TabulatedCurve.Of(new GrowthCurve(GrowthForm.Korf, 600, 12, 0.8), 200),
        TabulatedCurve.Of(new GrowthCurve(GrowthForm.Logistic, 300, 25, 0.15), 200),
    ];

    private static readonly Gen<ParcelState> Parcel = Gen.Select(
        Gen.Double[0, 400], Gen.Double[0, 500], Gen.Double[0.3, 2.5], Gen.Int[0, 150], Gen.Int[0, 2],
        (area, volume, factor, age, curve) => new ParcelState(area, volume, factor, age, curve));

    [Fact]
    public void It_equals_the_readable_formula_to_the_kilogram() =>
        Gen.Select(Parcel, Gen.Int[0, 45]).Sample((parcel, years) =>
        {
            var stocks = new int[years + 1];
            var outcome = StockKernel.Fill(parcel, Curves[parcel.Curve].Values, stocks);
            var curve = Curves[parcel.Curve];
            var calibration = Calibration.Of(parcel.Age, parcel.VolumeM3PerHa, curve[parcel.Age]);

            Assert.Equal((byte)calibration.Mark, (byte)outcome);
            for (var year = 0; year <= years; year++)
            {
                var volume = Projection.VolumeAfter(curve, parcel.Age, parcel.VolumeM3PerHa, calibration.Ratio, year);
                Assert.Equal(StockKernel.StockKg(parcel.AreaHa, volume, parcel.Co2eTPerM3), stocks[year]);
            }
        });

    [Fact]
    public void The_batch_changes_no_byte() =>
        Gen.Select(Parcel.Array[1, 40], Gen.Int[1, 40]).Sample((parcels, batch) =>
        {
            var whole = new int[parcels.Length * 41];
            StockKernel.Fill(parcels, Curves, 40, whole, new StockOutcome[parcels.Length]);

            var pieces = new List<int>();
            foreach (var chunk in parcels.Chunk(batch))
            {
                var part = new int[chunk.Length * 41];
                StockKernel.Fill(chunk, Curves, 40, part, new StockOutcome[chunk.Length]);
                pieces.AddRange(part);
            }
            Assert.Equal(whole, pieces);
        });

    [Fact]
    public void It_agrees_with_the_chain_of_typed_formulas_within_its_rounding()
    {
        var fir = FactorSet.ArCm001V01.Find("310")!;
        var stocks = new int[1];

        StockKernel.Fill(new ParcelState(12.3456, 87.6, fir.Co2eTPerM3, 18, 0), Curves[0].Values, stocks);

        var typed = StandBiomass.CarbonStock(new Hectares(12.3456), new CubicMetresPerHectare(87.6), fir);
        Assert.Equal(typed.Value * 1000, stocks[0], 0.5);
    }

    [Fact]
    public void More_area_never_means_less_stock() =>
        Gen.Select(Parcel, Gen.Double[0, 100]).Sample((parcel, more) =>
        {
            var less = new int[41];
            var larger = new int[41];
            StockKernel.Fill(parcel, Curves[parcel.Curve].Values, less);
            var outcome = StockKernel.Fill(
                parcel with { AreaHa = parcel.AreaHa + more }, Curves[parcel.Curve].Values, larger);

            return outcome >= StockOutcome.TooLarge || larger.Zip(less).All(p => p.First >= p.Second);
        });

    [Fact]
    public void Increments_sum_to_the_difference_of_the_ends() =>
        Parcel.Sample(parcel =>
        {
            var stocks = new int[41];
            var increments = new int[40];
            StockKernel.Fill(parcel, Curves[parcel.Curve].Values, stocks);
            StockKernel.Increments(stocks, increments);

            return increments.Sum() == stocks[40] - stocks[0];
        });

    [Fact]
    public void A_bare_planting_without_volume_holds_nothing_and_then_grows()
    {
        var stocks = new int[41];

        var outcome = StockKernel.Fill(new ParcelState(10, 0, 1.19, 1, 0), Curves[0].Values, stocks);

        Assert.Equal(StockOutcome.NotCalibrated, outcome);
        Assert.Equal(0, stocks[0]);
        Assert.True(stocks[1] > 0);
    }

    [Theory]
    [InlineData(2_147_483.0, StockOutcome.NotCalibrated, 2_147_483_000)]
    [InlineData(2_147_483.001, StockOutcome.TooLarge, 0)]
    public void A_parcel_above_2147483_tonnes_is_refused(double tonnes, StockOutcome outcome, int stock)
    {
        var stocks = new int[8];
        var flat = new TabulatedCurve(Enumerable.Repeat(1.0, 20).ToArray());

        Assert.Equal(outcome, StockKernel.Fill(new ParcelState(tonnes, 1, 1, 6, 0), flat.Values, stocks));
        Assert.All(stocks, kg => Assert.Equal(stock, kg));
    }

    [Fact]
    public void An_age_that_runs_off_the_table_is_refused()
    {
        var stocks = new int[41];

        Assert.Equal(StockOutcome.Calibrated, StockKernel.Fill(new ParcelState(1, 300, 1, 160, 0), Curves[0].Values, stocks));
        Assert.Equal(StockOutcome.BeyondTable, StockKernel.Fill(new ParcelState(1, 300, 1, 161, 0), Curves[0].Values, stocks));
        Assert.All(stocks, kg => Assert.Equal(0, kg));
    }

    [Theory]
    [InlineData(double.NaN, 10, 1, 10)]
    [InlineData(1, double.PositiveInfinity, 1, 10)]
    [InlineData(-1, 10, 1, 10)]
    [InlineData(1, 10, 1, -1)]
    [InlineData(1e300, 10, 1e300, 10)]
    public void Figures_that_are_no_amounts_are_refused(double area, double volume, double factor, int age) =>
        Assert.Equal(
            StockOutcome.NotANumber,
            StockKernel.Fill(new ParcelState(area, volume, factor, age, 0), Curves[0].Values, new int[41]));

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1.5, 2)]
    [InlineData(2.5, 2)]
    public void Half_a_kilogram_goes_to_the_even_one(double kg, int stored)
    {
        var stocks = new int[8];
        var flat = new TabulatedCurve(new double[20]);

        StockKernel.Fill(new ParcelState(1, kg, 0.001, 0, 0), flat.Values, stocks);

        Assert.All(stocks, s => Assert.Equal(stored, s));
        Assert.Equal(stored, StockKernel.StockKg(1, kg, 0.001));
    }
}
