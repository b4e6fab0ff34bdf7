using System.IO.Compression;
using System.Xml;

namespace ForestCarbon.Platform.Documents;

/// <summary>How far the cells of a workbook lie apart. Who reads a sheet fills up what lies between them: two cells of a kilobyte can be a million rows of sixteen thousand columns.</summary>
public static class SheetSpread
{
    /// <summary>Cells of a sheet, filled or not, up to which nobody is asked how many of them are filled.</summary>
    public const long MostCells = 5_000_000;

    // Beyond that one cell in so many has to be filled, as in any table that people keep.
    private const int OneIn = 20;

    /// <summary>Whether some sheet is so large and so empty that it is not read.</summary>
    /// <param name="workbook">An .xlsx; it is read from where it stands and put back there.</param>
    /// <exception cref="InvalidDataException">No zip.</exception>
    /// <exception cref="XmlException">A part that is not well-formed.</exception>
    public static bool IsTooWide(Stream workbook)
    {
        var start = workbook.Position;
        using (var zip = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true))
            if (zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)).Any(IsTooWide))
                return true;
        workbook.Position = start;
        return false;
    }

    /// <summary>Why a workbook is not read, in both languages; null where it is.</summary>
    /// <param name="zh">What it is called within a Chinese sentence.</param>
    /// <inheritdoc cref="IsTooWide(Stream)" path="/exception"/>
    public static (string Zh, string En)? RefusalOf(Stream workbook, string zh, string en) => !IsTooWide(workbook) ? null : (
        $"{zh}的单元格铺到 {MostCells} 格以外，其间几乎是空的，没有读取：请删去多余的行列。",
        $"The cells of {en} spread over more than {MostCells} places, nearly all of them empty, and were not read: delete the rows and columns that hold nothing.");

    /// <inheritdoc cref="RefusalOf(Stream, string, string)"/>
    public static (string Zh, string En)? RefusalOf(string path, string zh, string en)
    {
        using var workbook = File.OpenRead(path);
        return RefusalOf(workbook, zh, en);
    }

    // Where a workbook keeps its sheets is the writer's choice: a sheet is known by its first element.
    private static bool IsTooWide(ZipArchiveEntry part)
    {
        using var stream = part.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var (isSheet, cells, rows, columns) = (false, 0L, 0L, 0L);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (!isSheet && reader.LocalName != "worksheet")
                return false;
            isSheet = true;
            cells += reader.LocalName == "c" ? 1 : 0;
            var (row, column) = reader.LocalName switch
            {
                "c" or "row" => Place(reader.GetAttribute("r")),
                "dimension" => Place(reader.GetAttribute("ref")?.Split(':')[^1]),
                _ => default,
            };
            (rows, columns) = (Math.Max(rows, row), Math.Max(columns, column));
        }
        return rows * columns > MostCells && rows * columns > cells * OneIn;
    }

    // "XFD1048576" is row 1,048,576 and column 16,384; a row alone has only a number.
    private static (long Row, long Column) Place(string? cell)
    {
        var (row, column) = (0L, 0L);
        foreach (var c in (cell ?? "").Take(12))
            if (char.IsAsciiLetter(c))
                column = (column * 26) + (char.ToUpperInvariant(c) - 'A' + 1);
            else if (char.IsAsciiDigit(c))
                row = (row * 10) + (c - '0');
        return (row, column);
    }
}
