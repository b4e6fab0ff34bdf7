using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Carbon.Tests.Growth;

public sealed class ProjectionTests
{
    private static readonly TabulatedCurve Curve = TabulatedCurve.Of(new GrowthCurve(GrowthForm.Richards, 300, 0.08, 3), 200);

    [Theory]
    [InlineData(20, 150, 100, 1.5, CalibrationMark.Calibrated)]
    [InlineData(20, 250, 100, 2.0, CalibrationMark.Limited)]
    [InlineData(20, 10, 100, 0.3, CalibrationMark.Limited)]
    [InlineData(20, 200, 100, 2.0, CalibrationMark.Calibrated)]
    [InlineData(20, 30, 100, 0.3, CalibrationMark.Calibrated)]
    [InlineData(5, 5, 5, 1.0, CalibrationMark.Calibrated)]
    [InlineData(4, 150, 100, 1, CalibrationMark.NotCalibrated)]
    [InlineData(20, 0, 100, 1, CalibrationMark.NotCalibrated)]
    [InlineData(20, 150, 4.999, 1, CalibrationMark.NotCalibrated)]
    public void The_ratio_is_limited_and_marked(int age, double measured, double curve, double ratio, CalibrationMark mark)
    {
        var calibration = Calibration.Of(age, measured, curve);

        Assert.Equal(ratio, calibration.Ratio, 1e-15);
        Assert.Equal(mark, calibration.Mark);
    }

    [Fact]
    public void Year_0_is_the_measured_volume_to_the_last_bit() =>
        Assert.Equal(123.4, Projection.VolumeAfter(Curve, 17, 123.4, 1.7, 0));

    [Fact]
    public void An_unestablished_plantation_without_volume_grows_from_its_first_year()
    {
        var first = Projection.VolumeAfter(Curve, 2, 0, 1, 1);

        Assert.Equal(Curve[3] - Curve[2], first);
        Assert.True(first > 0);
    }

    [Fact]
    public void A_falling_curve_stops_at_an_empty_stand()
    {
        var falling = new TabulatedCurve([100, 60, 20]);

        Assert.Equal(0, Projection.VolumeAfter(falling, 0, 30, 1, 2));
    }

    [Fact]
    public void Without_an_age_the_mean_lies_between_the_extremes_and_carries_its_spread()
    {
        var means = new double[11];
        var spread = new double[11];

        Projection.VolumesWithoutAge(Curve, 11, 20, 0, means, spread);

        var each = Enumerable.Range(11, 10).Select(age => Projection.VolumeAfter(Curve, age, 0, 1, 10)).ToArray();
        Assert.Equal(0, means[0]);
        Assert.Equal(0, spread[0]);
        Assert.Equal(each.Average(), means[10], 1e-9);
        Assert.Equal(Math.Sqrt(each.Average(v => (v - each.Average()) * (v - each.Average()))), spread[10], 1e-9);
    }
}
