using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ForestCarbon.Carbon.Growth;

/// <summary>What the kernel needs of one parcel. Age in whole years, area in ha, volume in m³/ha.</summary>
/// <param name="AreaHa">Area of the account, ha, not negative.</param>
/// <param name="VolumeM3PerHa">Measured stand volume, m³/ha, not negative.</param>
/// <param name="Co2eTPerM3">D·BEF·(1+R)·CF·44/12 of its species, tCO₂e per m³.</param>
/// <param name="Age">Age in the inventory.</param>
/// <param name="Curve">Index of its curve in the list given to the kernel.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ParcelState(double AreaHa, double VolumeM3PerHa, double Co2eTPerM3, int Age, int Curve);

/// <summary>What became of one parcel.</summary>
public enum StockOutcome : byte
{
    Calibrated = CalibrationMark.Calibrated,
    Limited = CalibrationMark.Limited,
    NotCalibrated = CalibrationMark.NotCalibrated,

    /// <summary>Above 2,147,483 t in one parcel: refused, its stocks are all 0 and must not be stored.</summary>
    TooLarge = 10,

    /// <summary>Its last age lies beyond the table: refused.</summary>
    BeyondTable = 11,

    /// <summary>Area, volume, factor or age negative or not finite: refused.</summary>
    NotANumber = 12,
}

/// <summary>Carbon stocks in whole kilograms of CO₂e, year by year, for parcels that are slices of tabulated curves.</summary>
/// <remarks>
/// definitions.md §3:  stock(y) = round(A · V(y) · D·BEF·(1+R)·CF·44/12 · 1000),  V(y) by <see cref="Projection"/>.
/// Rounding is to the nearest kilogram, a half to the even one (IEEE 754, the processor's own mode). Each parcel is
/// computed alone and each year by the same five operations, so neither batch nor processor changes a byte.
/// </remarks>
public static class StockKernel
{
    /// <summary>The most one parcel may hold in any year: what fits an int4 of kilograms, in whole tonnes.</summary>
    public const double LargestStockT = 2_147_483;

    private const double LargestStockKg = LargestStockT * 1000;

    /// <summary>
    /// Fills the stocks of many parcels, <paramref name="years"/> + 1 whole kilograms each, parcel after parcel, and
    /// says of each what became of it. A refused parcel has zeros and an outcome of 10 or more.
    /// </summary>
    public static void Fill(
        ReadOnlySpan<ParcelState> parcels,
        IReadOnlyList<TabulatedCurve> curves,
        int years,
        Span<int> stocksKg,
        Span<StockOutcome> outcomes)
    {
        var width = years + 1;
        ArgumentOutOfRangeException.ThrowIfNegative(years);
        ArgumentOutOfRangeException.ThrowIfLessThan(stocksKg.Length, parcels.Length * width);
        ArgumentOutOfRangeException.ThrowIfLessThan(outcomes.Length, parcels.Length);
        for (var i = 0; i < parcels.Length; i++)
        {
            ref readonly var parcel = ref parcels[i];
            outcomes[i] = Fill(in parcel, curves[parcel.Curve].Values, stocksKg.Slice(i * width, width));
        }
    }

    /// <summary>Fills the stocks of one parcel, one whole kilogram figure for each year of <paramref name="stocksKg"/>.</summary>
    public static StockOutcome Fill(in ParcelState parcel, ReadOnlySpan<double> curve, Span<int> stocksKg)
    {
        if (Refusal(in parcel, curve, stocksKg.Length) is { } refusal)
        {
            stocksKg.Clear();
            return refusal;
        }
        var slice = curve.Slice(parcel.Age, stocksKg.Length);
        var calibration = Calibration.Of(parcel.Age, parcel.VolumeM3PerHa, slice[0]);
        var kgPerM3PerHa = KgPerM3PerHa(parcel.AreaHa, parcel.Co2eTPerM3);
        var largest = Avx.IsSupported && slice.Length >= Vector256<double>.Count
            ? FillVectors(slice, parcel.VolumeM3PerHa, calibration.Ratio, kgPerM3PerHa, stocksKg)
            : FillScalar(slice, parcel.VolumeM3PerHa, calibration.Ratio, kgPerM3PerHa, stocksKg);
        if (largest <= LargestStockKg) return (StockOutcome)calibration.Mark;
        stocksKg.Clear();
        return StockOutcome.TooLarge;
    }

    /// <summary>
    /// The same figure for one year, written as the text has it: the oracle of the kernel and what an explanation shows.
    /// Null where the parcel is refused for its size.
    /// </summary>
    public static int? StockKg(double areaHa, double volumeM3PerHa, double co2eTPerM3)
    {
        var kg = volumeM3PerHa * KgPerM3PerHa(areaHa, co2eTPerM3);
        return kg <= LargestStockKg ? (int)Math.Round(kg, MidpointRounding.ToEven) : null;
    }

    /// <summary>Stocks of a parcel whose volumes were projected elsewhere (missing age, a scenario).</summary>
    public static StockOutcome FromVolumes(
        ReadOnlySpan<double> volumesM3PerHa, double areaHa, double co2eTPerM3, Span<int> stocksKg)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(stocksKg.Length, volumesM3PerHa.Length);
        for (var year = 0; year < stocksKg.Length; year++)
        {
            if (StockKg(areaHa, volumesM3PerHa[year], co2eTPerM3) is not { } kg)
            {
                stocksKg.Clear();
                return StockOutcome.TooLarge;
            }
            stocksKg[year] = kg;
        }
        return StockOutcome.NotCalibrated;
    }

    /// <summary>Yearly increments: stock(y) − stock(y−1), one fewer than the stocks, so they sum to last − first.</summary>
    public static void Increments(ReadOnlySpan<int> stocksKg, Span<int> incrementsKg)
    {
        for (var year = 1; year < stocksKg.Length; year++) incrementsKg[year - 1] = stocksKg[year] - stocksKg[year - 1];
    }

    private static double KgPerM3PerHa(double areaHa, double co2eTPerM3) => areaHa * co2eTPerM3 * 1000;

    private static StockOutcome? Refusal(in ParcelState parcel, ReadOnlySpan<double> curve, int width)
    {
        if (!IsAmount(parcel.AreaHa) || !IsAmount(parcel.VolumeM3PerHa) || !IsAmount(parcel.Co2eTPerM3)
            || !IsAmount(KgPerM3PerHa(parcel.AreaHa, parcel.Co2eTPerM3)) || parcel.Age < 0)
            return StockOutcome.NotANumber;
        return (uint)parcel.Age + (uint)width > (uint)curve.Length ? StockOutcome.BeyondTable : null;
    }

    private static bool IsAmount(double value) => value >= 0 && value <= double.MaxValue;

    private static double FillScalar(
        ReadOnlySpan<double> slice, double measured, double ratio, double kgPerM3PerHa, Span<int> stocksKg)
    {
        var start = slice[0];
        double largest = 0;
        for (var year = 0; year < slice.Length; year++)
        {
            var kg = Math.Max(0, measured + ratio * (slice[year] - start)) * kgPerM3PerHa;
            largest = Math.Max(largest, kg);
            stocksKg[year] = kg <= LargestStockKg ? (int)Math.Round(kg, MidpointRounding.ToEven) : 0;
        }
        return largest;
    }

    private static double FillVectors(
        ReadOnlySpan<double> slice, double measured, double ratio, double kgPerM3PerHa, Span<int> stocksKg)
    {
        var step = Vector256<double>.Count;
        var start = Vector256.Create(slice[0]);
        var volume = Vector256.Create(measured);
        var ratios = Vector256.Create(ratio);
        var scale = Vector256.Create(kgPerM3PerHa);
        var largest = Vector256<double>.Zero;
        ref var source = ref MemoryMarshal.GetReference(slice);
        ref var target = ref MemoryMarshal.GetReference(stocksKg);

        for (var year = 0; ; year += step)
        {
            // The last step overlaps the one before instead of leaving a rest: the same years are written twice alike.
            if (year > slice.Length - step) year = slice.Length - step;
            var grown = volume + ratios * (Vector256.LoadUnsafe(ref source, (nuint)year) - start);
            var kg = Avx.Max(grown, Vector256<double>.Zero) * scale;
            largest = Avx.Max(largest, kg);
            Avx.ConvertToVector128Int32(kg).StoreUnsafe(ref target, (nuint)year);
            if (year == slice.Length - step) break;
        }
        var half = Sse2.Max(largest.GetLower(), largest.GetUpper());
        return Math.Max(half[0], half[1]);
    }
}
