using System.Globalization;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Documents;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>A calculation sheet as a workbook with live formulas: parameters, plots, strata and result on sheets of their own.</summary>
/// <remarks>
/// A figure that is missing stands as <c>#N/A</c>, which every function passes on; a blank would be counted as 0. The same sheet gives the same bytes.
/// </remarks>
public static class ReductionWorkbook
{
    // As a prefix the library writes "x:", which GDAL does not read.
    private static readonly XNamespace SpreadsheetXml = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private const int HeadRow = 3;
    private const int ValueColumn = 3;

    private static readonly (SheetPart Part, string Name)[] Sheets =
        [(SheetPart.Parameters, "参数"), (SheetPart.Plots, "样地"), (SheetPart.Strata, "碳层"), (SheetPart.Result, "结果")];

    private static readonly string[] LongHead = ["符号", "名称", "数值", "单位", "公式", "来源", "标记"];

    private enum Look : uint { Plain, Title, Head, Number, Note }

    /// <summary>The first line of a project's workbook.</summary>
    /// <param name="tranche">Number of the tranche; null: ex-ante.</param>
    public static string TitleOf(ProjectRow project, short? tranche) =>
        $"{project.Code}　{project.Name}　{(tranche is null ? "事前减排量计算表" : string.Create(CultureInfo.InvariantCulture, $"第 {tranche} 期减排量计算表"))}";

    /// <summary>Writes the workbook.</summary>
    /// <param name="title">First line of every sheet.</param>
    /// <param name="note">Second line: what the reader must know, for instance that it is a draft.</param>
    public static void Write(CalculationSheet sheet, string title, string note, Stream target)
    {
        var layouts = Sheets.Select(s => (s.Name, Lines: sheet.Lines.Where(l => l.Part == s.Part).ToList())).Where(s => s.Lines.Count > 0).Select(s => Layout.Of(s.Name, s.Lines)).ToList();
        var places = layouts.SelectMany(l => l.Cells).ToDictionary(c => c.Line.Key, c => c.Place, StringComparer.Ordinal);
        using var package = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(package, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            document.ChangeIdOfPart(workbook, "rId1");
            workbook.AddNewPart<WorkbookStylesPart>("rId100").Stylesheet = Styles();
            var sheets = new DocumentFormat.OpenXml.Spreadsheet.Sheets();
            for (var i = 0; i < layouts.Count; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"rId{i + 1}");
                workbook.AddNewPart<WorksheetPart>(id).Worksheet = WorksheetOf(layouts[i], title, note, key => places[key]);
                sheets.Append(new Sheet { Id = id, SheetId = (uint)i + 1, Name = layouts[i].Name });
            }
            // Every figure is computed anew when the file is opened: what is seen is what the formulas give.
            workbook.Workbook = new Workbook(sheets, new CalculationProperties { FullCalculationOnLoad = true });
        }
        package.Position = 0;
        StablePackage.Write(package, target, SpreadsheetXml);
    }

    private static Worksheet WorksheetOf(Layout layout, string title, string note, Func<string, CellPlace> places)
    {
        var rows = new SortedDictionary<int, SortedDictionary<int, Cell>>();
        void Put(int row, int column, Cell cell)
        {
            cell.CellReference = CellPlace.Letters(column) + row.ToString(CultureInfo.InvariantCulture);
            if (!rows.TryGetValue(row, out var cells))
                rows[row] = cells = [];
            cells.Add(column, cell);
        }
        Put(1, 1, Text(title, Look.Title));
        Put(2, 1, Text(note, Look.Note));
        foreach (var (row, column, text, look) in layout.Texts)
            Put(row, column, Text(text, look));
        foreach (var (line, place) in layout.Cells)
            Put(place.Row, place.Column, Figure(line, places));
        var head = new Pane { VerticalSplit = HeadRow, TopLeftCell = $"A{HeadRow + 1}", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen };
        return new Worksheet(
            new SheetViews(new SheetView(head) { WorkbookViewId = 0, ShowGridLines = false }),
            new Columns(layout.Widths.Select((width, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = width, CustomWidth = true })),
            new SheetData(rows.Select(row => new Row([.. row.Value.Values]) { RowIndex = (uint)row.Key })),
            new PageSetup { PaperSize = 9, Orientation = OrientationValues.Landscape, FitToWidth = 1, FitToHeight = 0 });
    }

    private static Cell Text(string text, Look look) =>
        new(new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString, StyleIndex = (uint)look };

    private static Cell Figure(SheetLine line, Func<string, CellPlace> places)
    {
        // The format of optional decimals leaves a point behind a whole number ("12."); the general one shows whatever the cell comes to hold.
        var cell = new Cell { StyleIndex = (uint)(line.Value is { } whole && Math.Truncate(whole) == whole ? Look.Plain : Look.Number) };
        if (line.Formula is { } formula)
            cell.CellFormula = new CellFormula(WorkbookFormula.Of(formula, places));
        else if (line.Value is null)
            cell.CellFormula = new CellFormula("NA()");
        cell.DataType = line.Value is null ? CellValues.Error : CellValues.Number;
        cell.CellValue = new CellValue(line.Value is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : "#N/A");
        return cell;
    }

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "#,##0.######" }) { Count = 1 },
        new Fonts(new Font(new FontSize { Val = 10 }), new Font(new Bold(), new FontSize { Val = 14 }), new Font(new Bold(), new FontSize { Val = 10 }), new Font(new Italic(), new FontSize { Val = 10 })) { Count = 4 },
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })) { Count = 2 },
        new Borders(new Border()) { Count = 1 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(
            new CellFormat(), new CellFormat { FontId = 1, ApplyFont = true }, new CellFormat { FontId = 2, ApplyFont = true },
            new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true }, new CellFormat { FontId = 3, ApplyFont = true }) { Count = 5 });

    /// <summary>What stands where on one sheet: lines of a kind as a table with a column each, lines of their own below, a row each.</summary>
    private sealed record Layout(
        string Name, IReadOnlyList<(SheetLine Line, CellPlace Place)> Cells, IReadOnlyList<(int Row, int Column, string Text, Look Look)> Texts, IReadOnlyList<double> Widths)
    {
        public static Layout Of(string name, IReadOnlyList<SheetLine> lines)
        {
            var (cells, texts) = (new List<(SheetLine, CellPlace)>(), new List<(int, int, string, Look)>());
            var (many, own) = (lines.Where(l => l.Row is not null).ToList(), lines.Where(l => l.Row is null).ToList());
            var next = HeadRow;
            if (many.Count > 0)
                next = Wide(name, many, cells, texts);
            if (own.Count > 0)
                Long(name, own, next, cells, texts);
            var columns = texts.Max(t => t.Item2);
            return new(name, cells, texts, [.. Enumerable.Range(1, columns).Select(c => many.Count > 0 ? (c == 1 ? 28.0 : 18) : c switch { 1 => 16, 2 => 34, ValueColumn => 20, 4 => 12, 5 => 36, 6 => 44, _ => 8 })]);
        }

        private static int Wide(string name, List<SheetLine> lines, List<(SheetLine, CellPlace)> cells, List<(int, int, string, Look)> texts)
        {
            var columns = lines.GroupBy(l => (l.NameZh, l.Unit)).ToList();
            var rows = lines.Select(l => l.Row!).Distinct(StringComparer.Ordinal).Select((row, i) => (row, i)).ToDictionary(r => r.row, r => HeadRow + 3 + r.i, StringComparer.Ordinal);
            texts.Add((HeadRow, 1, name, Look.Head));
            texts.Add((HeadRow + 1, 1, "公式", Look.Note));
            texts.Add((HeadRow + 2, 1, "来源", Look.Note));
            foreach (var (row, at) in rows)
                texts.Add((at, 1, row, Look.Plain));
            for (var c = 0; c < columns.Count; c++)
            {
                var (nameZh, unit) = columns[c].Key;
                texts.Add((HeadRow, c + 2, $"{columns[c].First().Symbol}　{nameZh}（{unit}）", Look.Head));
                texts.Add((HeadRow + 1, c + 2, string.Join('；', columns[c].Select(l => l.Equation).Where(e => e.Length > 0).Distinct(StringComparer.Ordinal)), Look.Note));
                texts.Add((HeadRow + 2, c + 2, string.Join('；', columns[c].Select(l => l.Citation.ToString()).Distinct(StringComparer.Ordinal)), Look.Note));
                cells.AddRange(columns[c].Select(l => (l, new CellPlace(name, c + 2, rows[l.Row!]))));
            }
            return HeadRow + 4 + rows.Count;
        }

        private static void Long(string name, List<SheetLine> lines, int at, List<(SheetLine, CellPlace)> cells, List<(int, int, string, Look)> texts)
        {
            texts.AddRange(LongHead.Select((head, i) => (at, i + 1, head, Look.Head)));
            foreach (var line in lines)
            {
                at++;
                cells.Add((line, new CellPlace(name, ValueColumn, at)));
                foreach (var (column, text) in new[] { (1, line.Symbol), (2, line.NameZh), (4, line.Unit), (5, line.Equation), (6, line.Citation.Source), (7, line.Citation.Mark) })
                    texts.Add((at, column, text, Look.Plain));
            }
        }
    }
}
