using System.Globalization;
using System.Text;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Map;

namespace ForestCarbon.Web.Text;

/// <summary>A table as CSV with a byte-order mark, which the spreadsheet programs here need to see Chinese; figures unrounded, units in the head.</summary>
public static class CsvText
{
    public static byte[] Of(TotalsPage page, ReadingPreferences reading)
    {
        var text = new StringBuilder("﻿");
        var (stock, increment) = page.Run is null ? ("", "") : ($"_{page.Years.Stock}", $"_{page.Years.Increment}");
        text.Append(reading.InEnglish
            ? $"key,name,parcels,registered_area_ha,ellipsoidal_area_m2,accounted_area_m2,treeless_area_m2,not_accounted_area_m2,failed_area_m2,stock_kg_co2e{stock},increment_kg_co2e{increment}\r\n"
            : $"代码,名称,小班数,登记面积_公顷,椭球面积_平方米,已核算面积_平方米,无立木面积_平方米,未计面积_平方米,未能核算面积_平方米,碳储量_千克CO2e{stock},年增量_千克CO2e{increment}\r\n");
        foreach (var (area, carbon) in page.Lines)
            text.Append(CultureInfo.InvariantCulture,
                $"{Cell(area.Key)},{Cell(reading.Name(area.NameZh, area.NameEn))},{area.Parcels},{area.RegisteredAreaHa},{area.EllipsoidalAreaM2},{carbon?.AccountedAreaM2},{carbon?.TreelessAreaM2},{carbon?.NotAccountedAreaM2},{carbon?.FailedAreaM2},{carbon?.StockKg},{carbon?.IncrementKg}\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Cell(string value) => CsvGuard.Cell(CsvGuard.Guarded(value));
}
