using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>A dBASE table without a .shp: attributes alone, joined by their code to what is stored, as a CSV without shapes is.</summary>
public sealed class DbfSource : FeatureSource
{
    private readonly DbfTable _table;

    private DbfSource(string path, DbfTable table) => (SourceLayer, _table) = (Path.GetFileNameWithoutExtension(path), table);

    public override string SourceLayer { get; }

    public override IReadOnlyList<SourceField> Fields => _table.Fields;

    public override SourceEncoding Encoding => _table.Said;

    public override SourceCrsNote Crs { get; } = new(null, null, new("属性表", "the table"));

    public override Envelope? StatedBox => null;

    public override long? StatedRows => _table.Rows;

    public override bool HasShapes => false;

    /// <param name="path">The .dbf file; a .cpg beside it names its encoding.</param>
    /// <exception cref="UnreadableFileException">No table, a damaged one, or one whose shapes lie beside it.</exception>
    public static DbfSource Open(string path, string? encoding)
    {
        var parts = ShapefileParts.Beside(path);
        if (Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!).Any(f => ShapefileParts.IsOf(path, f, ".shp")))
            throw new UnreadableFileException($"{Path.GetFileName(path)} 只是 Shapefile 的一部分，请导入同名的 .shp。",
                $"{Path.GetFileName(path)} is only a part of a shapefile: import the .shp of that name.");
        return new DbfSource(path, DbfTable.Open(path, encoding, ShapefileParts.Text(parts.Cpg)));
    }

    public override IEnumerable<SourceFeature> Read()
    {
        _table.Rewind();
        var deletedRows = 0;
        for (var row = 1; row <= _table.Rows; row++)
        {
            var values = _table.Next(out var deleted);
            if (deleted)
                deletedRows++;
            else
                yield return new SourceFeature(row, null, values, []);
        }
        if (deletedRows > 0)
            NoteList.Add(new($"{deletedRows} 行在属性表中已标记删除，未读取。", $"{deletedRows} rows are marked as deleted in the table and were not read."));
        NoteList.AddRange(_table.Notes.Except(NoteList));
        foreach (var note in new[] { _table.OverflowNote(), _table.StarredNote() })
            if (note is not null)
                NoteList.Add(note);
    }

    protected override void Dispose(bool disposing)
    {
        _table.Dispose();
        base.Dispose(disposing);
    }
}
