namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>A file opened for reading features one after another; never held in memory as a whole.</summary>
public abstract class FeatureSource : IDisposable
{
    /// <summary>The layer inside the file: a table of a GeoPackage, a shapefile of a zip.</summary>
    public abstract string SourceLayer { get; }

    public abstract IReadOnlyList<SourceField> Fields { get; }

    public abstract SourceEncoding Encoding { get; }

    public abstract SourceCrsNote Crs { get; }

    /// <summary>Box of the coordinates as the header states it; null where it states none. Never used for a decision about a feature.</summary>
    public abstract NetTopologySuite.Geometries.Envelope? StatedBox { get; }

    /// <summary>Rows the header announces, for a bar of progress; null where it announces none.</summary>
    public virtual long? StatedRows => null;

    /// <summary>False for a table of attributes: its rows take the shapes of what is stored under their codes.</summary>
    public virtual bool HasShapes => true;

    /// <summary>Field → full name, where a table beside the file tells what its names were before they were cut; else null.</summary>
    public virtual IReadOnlyDictionary<string, string>? FullNames => null;

    /// <summary>Sentences about the file as a whole (Z dropped, no index …). Complete once <see cref="Read"/> has ended.</summary>
    public IReadOnlyList<Words> Notes => NoteList;

    protected List<Words> NoteList { get; } = [];

    /// <summary>Every row in the order of the file.</summary>
    /// <exception cref="UnreadableFileException">The file ends early or contradicts itself.</exception>
    public abstract IEnumerable<SourceFeature> Read();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
