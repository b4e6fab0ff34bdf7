using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Growth.Plots;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Reductions;

public sealed class ReductionWorkbookTests : IDisposable
{
    private static readonly Citation Invented = new("检验算例（虚构）", "c");
    private readonly string _folder = Directory.CreateTempSubdirectory("fc-sheet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Given Of(double? value) => new(value, Invented);

    private static double Student(double outside, long degrees) => Quantiles.StudentT(1 - outside, degrees);

    private static CalculationSheet ExPostSheet(PrecisionRule? rule)
    {
        var chance = new Random(7);
        MonitoredStratum Stratum(string code, BiomassPool pool, int plots) => new(code, $"碳层{code}", pool, Of(10 + (100 * chance.NextDouble())), Of(0.47 + (0.05 * chance.NextDouble())), Invented,
            [.. Enumerable.Range(1, plots).Select(p => new PlotChange($"{p}", 20 + (5 * chance.NextDouble()), 50 + (12 * chance.NextDouble())))]);
        return ExPost.Of(new(Invented, new(2024, 3, 1), new(2026, 6, 30), [Stratum("1", BiomassPool.Trees, 6), Stratum("2", BiomassPool.Bamboo, 4), Stratum("3", BiomassPool.Trees, 3), Stratum("4", BiomassPool.Shrubs, 3)],
            rule, 0.9, Of(12.5), Of(3), Of(0), Of(0.1), Of(40.25)), Student);
    }

    // Two inventories of different plots, a pool of dead wood, soil, and an emission by its equation.
    private static CalculationSheet InventoriesSheet()
    {
        var chance = new Random(11);
        MonitoredStratum Stratum(string code, int plots) => new(code, $"碳层{code}", BiomassPool.Trees, Of(10 + (100 * chance.NextDouble())), Of(0.47), Invented,
            [.. Enumerable.Range(1, plots).Select(p => new PlotChange($"a{p}", 20 + (5 * chance.NextDouble()), null)), .. Enumerable.Range(1, plots + 1).Select(p => new PlotChange($"b{p}", null, 50 + (12 * chance.NextDouble())))]);
        return ExPost.Of(new(Invented, new(2024, 3, 1), new(2026, 6, 30), [Stratum("1", 4), Stratum("2", 3)], PrecisionRule.ArTool14, 0.9,
            Of(null) with { Terms = [new(EmissionEquation.Fire, [1.25, 87, 0.5, 4.7, 0.26, 28, 265]), new(EmissionEquation.ClearedShrubs, [0.5, 2.1, 0.4, 0.47])] }, Of(3), Of(0), Of(0.1), Of(0))
        {
            Soil = new(2010, Of(95), Of(61.5), Of(1.02), Of(44)), Plots = PlotDesign.Independent, DeadPools = [new("DW", "DW", "枯死木", Of(0.02))],
        }, Student);
    }

    // A pool that did not change, one that changed by nothing on the mean only, and an error above the ladder: each has a branch of its own in the cells.
    private static CalculationSheet UnchangedSheet() => ExPost.Of(new(
        Invented, new(2024, 3, 1), new(2026, 6, 30), [
            new("1", "碳层1", BiomassPool.Trees, Of(12), Of(0.47), Invented, [new("1", 10, 60), new("2", 14, 14), new("3", 9, 30)]), new("2", "碳层2", BiomassPool.Bamboo, Of(3), Of(0.5), Invented, [new("1", 4, 4), new("2", 0, 0)]),
            new("3", "碳层3", BiomassPool.Shrubs, Of(3), Of(0.5), Invented, [new("1", 4, 8), new("2", 8, 4)])],
        PrecisionRule.ArCm, 0.9, Of(0), Of(0), Of(0), Of(0.1), Of(0)), Student);

    private static CalculationSheet CoverSheet() => ExAnte.Of(new(
        Invented, new(2027, 7, 1), new(2047, 6, 30), [new("1", "碳层1", [new("1", "杉木", Of(12.3), Of(0.307), Of(1.634), Of(0.246), Of(0.52), [.. Enumerable.Range(0, 22).Select(y => Of(y * y * 0.37))])])],
        [.. Enumerable.Repeat(Of(0), 21)], [.. Enumerable.Repeat(Of(null), 21)], [.. Enumerable.Repeat(Of(0), 21)], Of(0.1))
    {
        Prior = new(2026, [new("1", "碳层1", Of(12.3), Of(0.03), Of(0.31), Of(0.02))], Of(120), Of(4.5), Of(0.25), Of(0.47), Of(0.1), Of(0.4), Of(0.47), Of(0.05)),
        DeadPools = [new("LI", "LI", "枯落物", Of(0.03))], Soil = new(2026, Of(12.3), Of(90), Of(1), Of(40)),
    });

    private static CalculationSheet ExAnteSheet() => ExAnte.Of(new(
        Invented, new(2027, 7, 1), new(2047, 6, 30),
        [.. Enumerable.Range(1, 3).Select(s => new ExpectedStratum($"{s}", $"碳层{s}", [new($"{s}", $"树种{s}", Of(12.3 * s), Of(0.307), Of(1.634), Of(0.246), Of(0.52), [.. Enumerable.Range(0, 22).Select(y => Of(s * y * y * 0.37))])]))],
        [.. Enumerable.Repeat(Of(0), 21)], [.. Enumerable.Repeat(Of(1.5), 21)], [.. Enumerable.Repeat(Of(0), 21)], Of(0.1)));

    [Fact]
    public async Task GDAL_reads_its_sheets() =>
        await OgrInfo.FindsFeaturesAsync(await File.ReadAllBytesAsync(Written(ExAnteSheet(), "gdal"), TestContext.Current.CancellationToken), "参数", "碳层", "结果");

    private string Written(CalculationSheet sheet, string name)
    {
        var file = Path.Combine(_folder, name + ".xlsx");
        using var target = File.Create(file);
        ReductionWorkbook.Write(sheet, "检验算例", "虚构数据", target);
        return file;
    }

    private static Dictionary<string, string> Values(string file)
    {
        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        var book = document.WorkbookPart!;
        return book.Workbook!.Sheets!.Cast<Sheet>().SelectMany(sheet => ((WorksheetPart)book.GetPartById(sheet.Id!.Value!)).Worksheet!.Descendants<Cell>()
            .Where(c => c.CellValue is not null && c.DataType?.Value != CellValues.SharedString && c.DataType?.Value != CellValues.InlineString)
            .Select(c => ($"{sheet.Name}!{c.CellReference}", c.CellValue!.Text))).ToDictionary(c => c.Item1, c => c.Text, StringComparer.Ordinal);
    }

    private static void EditFormulaCells(string file, Action<Cell> edit)
    {
        using var document = SpreadsheetDocument.Open(file, isEditable: true);
        foreach (var part in document.WorkbookPart!.WorksheetParts)
            foreach (var cell in part.Worksheet!.Descendants<Cell>().Where(c => c.CellFormula is not null))
                edit(cell);
    }

    // Every figure that an outsider's recalculation gives otherwise than the file says.
    private async Task<IReadOnlyList<string>> DifferencesAsync(params string[] files)
    {
        var said = files.Select(Values).ToList();
        foreach (var file in files)
            EditFormulaCells(file, cell => cell.CellValue = null);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "recalculated")).FullName;
        await LibreOffice.ConvertAsync(files, "xlsx", folder, TestContext.Current.CancellationToken);
        return [.. files.SelectMany((file, i) => Differences(Path.GetFileName(file), said[i], Values(Path.Combine(folder, Path.GetFileName(file)))))];
    }

    private static IEnumerable<string> Differences(string file, Dictionary<string, string> said, Dictionary<string, string> recalculated)
    {
        Assert.Equal(said.Keys.Order(StringComparer.Ordinal), recalculated.Keys.Order(StringComparer.Ordinal));
        return said.Where(c => !Same(c.Value, recalculated[c.Key])).Select(c => $"{file} {c.Key}: {c.Value} said, {recalculated[c.Key]} recalculated");
    }

    private static bool Same(string said, string recalculated) => said == recalculated
        || (double.TryParse(said, CultureInfo.InvariantCulture, out var a) && double.TryParse(recalculated, CultureInfo.InvariantCulture, out var b) && Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a)));

    [Fact]
    public async Task An_outsider_recalculates_every_figure_and_a_wrong_one_beside_a_right_formula_is_noticed()
    {
        var planted = Written(ExPostSheet(PrecisionRule.ArTool14), "planted");
        var at = "";
        EditFormulaCells(planted, cell =>
        {
            if (at.Length == 0 && cell.CellFormula!.Text.Contains("TINV", StringComparison.Ordinal))
                (at, cell.CellValue) = (cell.CellReference!.Value!, new CellValue("1"));
        });
        var missing = ExPostSheet(null);
        Assert.Null(missing.Value(ExPost.Issuable));

        var differences = await DifferencesAsync(
            Written(ExPostSheet(PrecisionRule.ArTool14), "ar-tool14"), Written(ExPostSheet(PrecisionRule.ArCm), "ar-cm"), Written(ExAnteSheet(), "ex-ante"), Written(InventoriesSheet(), "inventories"), Written(CoverSheet(), "cover"), Written(missing, "missing"), Written(UnchangedSheet(), "unchanged"), planted);

        Assert.StartsWith($"planted.xlsx 结果!{at}: 1 said", Assert.Single(differences), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_stands_as_such_and_not_as_a_blank_that_counts_as_nothing()
    {
        var sheet = ExPostSheet(null);

        var shown = Values(Written(sheet, "missing")).Values;

        Assert.Equal(sheet.Lines.Count(l => l.Value is null), shown.Count(v => v == "#N/A"));
    }

    [Fact]
    public void A_whole_number_is_not_shown_with_a_point_behind_it()
    {
        using var document = SpreadsheetDocument.Open(Written(ExAnteSheet(), "whole"), isEditable: false);
        var book = document.WorkbookPart!;
        var looks = book.WorkbookStylesPart!.Stylesheet!.CellFormats!.Elements<CellFormat>().Select(f => f.NumberFormatId?.Value ?? 0).ToList();
        var figures = book.WorksheetParts.SelectMany(p => p.Worksheet!.Descendants<Cell>()).Where(c => c.DataType?.Value == CellValues.Number)
            .Select(c => (Value: double.Parse(c.CellValue!.Text, CultureInfo.InvariantCulture), Format: looks[(int)(c.StyleIndex?.Value ?? 0)])).ToList();

        Assert.Contains(figures, f => Math.Truncate(f.Value) == f.Value);
        Assert.All(figures, f => Assert.Equal(Math.Truncate(f.Value) == f.Value ? 0u : 164u, f.Format));
    }

    [Fact]
    public async Task The_same_sheet_gives_the_same_bytes_whenever_it_is_written()
    {
        var first = await File.ReadAllBytesAsync(Written(ExPostSheet(PrecisionRule.ArCm), "a"), TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken); // a zip keeps times to two seconds

        Assert.Equal(first, await File.ReadAllBytesAsync(Written(ExPostSheet(PrecisionRule.ArCm), "b"), TestContext.Current.CancellationToken));
    }
}
