using System.Threading.Channels;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Reads and judges a file from its first row to its last, while whoever takes the rows stores them.</summary>
public sealed class FileReading
{
    private const int BatchRows = 128;
    private const int BatchesAhead = 8;
    private const int SampleRows = 200;
    private readonly FeatureSource _source;
    private readonly RowReading _rows;
    private readonly ShapeChecks _shapes;
    private readonly List<ImportFinding> _findings = [];

    /// <param name="codePrefix">Before the row number, where the file has no codes of its own.</param>
    /// <exception cref="UnreadableFileException">The coordinate system is missing or cannot be used, or the mapping names what is not there.</exception>
    public FileReading(FeatureSource source, ImportLayer layer, ImportRequest request, CountyContext county, string codePrefix, TownshipScope scope)
    {
        _source = source;
        Mapping = FieldMapping.For(layer, source.Fields, request.Mapping);
        Crs = CrsDecision.Make(source.Crs, request.Crs, SampleBox(source), county.Box);
        _rows = new RowReading(layer, source.Fields, Mapping, county, codePrefix, scope);
        _shapes = new ShapeChecks(layer, new ToRecord(Crs.Crs), county);
    }

    public FieldMapping Mapping { get; }

    public CrsDecision Crs { get; }

    /// <summary>Everything found, the file's first, then by row. Complete when <see cref="Rows"/> has ended.</summary>
    public IEnumerable<ImportFinding> Findings => _findings.OrderBy(f => f.Row ?? 0);

    /// <summary>The rows in batches, read on a thread of their own.</summary>
    public IAsyncEnumerable<IReadOnlyList<ReadRow>> Rows(CancellationToken ct)
    {
        var batches = Channel.CreateBounded<IReadOnlyList<ReadRow>>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        _ = Task.Run(async () =>
        {
            try
            {
                foreach (var batch in Judged().Chunk(BatchRows))
                    await batches.Writer.WriteAsync(batch, ct);
                batches.Writer.Complete();
            }
            catch (Exception e)
            {
                batches.Writer.Complete(e);
            }
        }, CancellationToken.None);
        return batches.Reader.ReadAllAsync(ct);
    }

    private IEnumerable<ReadRow> Judged()
    {
        var writer = new WKBWriter();
        foreach (var feature in _source.Read())
        {
            var code = _rows.Code(feature, _findings);
            var geometry = _shapes.Judge(feature, code, _findings);
            double? areaM2 = geometry is Polygon or MultiPolygon ? EllipsoidalArea.Of(geometry).Value : null;
            if (areaM2 is { } m2)
                _shapes.JudgeArea(geometry!, m2, feature.Row, code, _findings);
            yield return new ReadRow(feature.Row, code, _rows.Attributes(feature), _rows.Mapped(feature, code, areaM2, _findings),
                feature.Geometry is { } given ? writer.Write(given) : null,
                areaM2 is { } area and < 1e12 ? decimal.Round((decimal)area, 4, MidpointRounding.AwayFromZero) : null, geometry);
        }
        AddTheFiles();
    }

    private void AddTheFiles()
    {
        foreach (var note in _source.Notes.Concat(Mapping.Notes).Concat(Crs.Notes).Distinct(StringComparer.Ordinal))
            _findings.Add(new ImportFinding(FindingKind.File, null, null, note));
        foreach (var warning in Crs.Warnings)
            _findings.Add(new ImportFinding(FindingKind.Crs, null, null, warning));
        _findings.AddRange(_rows.AtEnd());
        _findings.AddRange(_shapes.AtEnd());
    }

    // A row of nonsense says nothing about the system of the others; it has its own finding later.
    private static Envelope SampleBox(FeatureSource source)
    {
        const double Farthest = 1e9;
        var box = new Envelope();
        foreach (var feature in source.Read().Take(SampleRows))
            if (feature.Geometry is { IsEmpty: false, EnvelopeInternal: var one }
                && Math.Max(Math.Max(one.MaxX, -one.MinX), Math.Max(one.MaxY, -one.MinY)) < Farthest)
                box.ExpandToInclude(one);
        return box;
    }
}
