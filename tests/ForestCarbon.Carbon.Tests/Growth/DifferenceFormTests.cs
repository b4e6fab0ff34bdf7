using CsCheck;
using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Carbon.Tests.Growth;

public sealed class DifferenceFormTests
{
    private static readonly Gen<GrowthCurve> Curves = Gen.Select(Gen.Enum<GrowthForm>(), Gen.Double[80, 500], Gen.Double[0.02, 0.2], Gen.Double[0.5, 3])
        .Select((form, a, rate, power) => form switch
        {
            GrowthForm.Richards => new GrowthCurve(form, a, rate, power),
            GrowthForm.Logistic => new GrowthCurve(form, a, 20, rate),
            GrowthForm.Gompertz => new GrowthCurve(form, a, 4, rate),
            GrowthForm.Korf => new GrowthCurve(form, a, 10, power / 2),
            _ => new GrowthCurve(form, a, 12),
        });

    [Fact]
    public void A_parcel_on_its_curve_follows_it() =>
        Gen.Select(Curves, Gen.Int[5, 60], Gen.Int[0, 60]).Sample((curve, age, years) =>
        {
            var now = curve.At(age);
            var then = DifferenceForm.VolumeAfter(curve, age, now, years);
            return then is null ? now >= curve.A : Math.Abs(then.Value - curve.At(age + years)) <= 1e-9 * curve.A;
        });

    [Fact]
    public void Two_steps_are_one() =>
        Gen.Select(Curves, Gen.Int[1, 60], Gen.Double[0.01, 0.98], Gen.Int[0, 40], Gen.Int[0, 40]).Sample((curve, age, share, first, second) =>
        {
            var start = share * curve.A;
            var middle = DifferenceForm.VolumeAfter(curve, age, start, first)!.Value;
            var inOne = DifferenceForm.VolumeAfter(curve, age, start, first + second)!.Value;
            return middle >= curve.A || Math.Abs(DifferenceForm.VolumeAfter(curve, age + first, middle, second)!.Value - inOne) <= 1e-8 * curve.A;
        });

    [Fact]
    public void It_begins_at_the_measured_volume_and_stays_below_the_asymptote() =>
        Gen.Select(Curves, Gen.Int[1, 60], Gen.Double[0.01, 0.99], Gen.Int[1, 80]).Sample((curve, age, share, years) =>
        {
            var start = share * curve.A;
            var then = DifferenceForm.VolumeAfter(curve, age, start, years)!.Value;
            return DifferenceForm.VolumeAfter(curve, age, start, 0) == start && then >= start * (1 - 1e-12) && then <= curve.A;
        });

    [Theory]
    [InlineData(0, 50), InlineData(10, 0), InlineData(10, 300), InlineData(10, 400)]
    public void Where_no_member_passes_through_the_parcel_there_is_none(int age, double volume) =>
        Assert.Null(DifferenceForm.VolumeAfter(new GrowthCurve(GrowthForm.Richards, 300, 0.07, 2), age, volume, 5));
}
