namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Opens whatever was sent: a shapefile, a GeoPackage, GeoJSON, KML, a table (CSV, xlsx, or a .dbf alone), or one of them in a zip.</summary>
public sealed class FeatureFile : IDisposable
{
    private readonly string? _scratch;

    private FeatureFile(FeatureSource source, IReadOnlyList<string> parts, string? scratch) => (Source, Parts, _scratch) = (source, parts, scratch);

    public FeatureSource Source { get; }

    /// <summary>The files as they were sent, for keeping: one, or a shapefile with its companions.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <param name="sourceLayer">Layer inside the file; may be null where there is one.</param>
    /// <param name="encoding">Encoding of its texts; null where the file says it or its bytes show it.</param>
    /// <exception cref="UnreadableFileException">Missing, empty, of an unknown kind, damaged, or it needs a layer named.</exception>
    public static FeatureFile Open(string path, string? sourceLayer, string? encoding, ZipLimits? limits = null)
    {
        var name = Path.GetFileName(path);
        if (Directory.Exists(path))
            throw new UnreadableFileException($"{name} 是目录，请指明其中的文件。", $"{name} is a folder: name a file in it.");
        if (!File.Exists(path))
            throw new UnreadableFileException($"找不到文件 {path}，请核对路径。", $"There is no file {path}: check its path.");
        try
        {
            if (new FileInfo(path).Length == 0)
                throw new UnreadableFileException($"{name} 是空文件，请重新导出。", $"{name} is empty: export it again.");
            return Path.GetExtension(path).ToLowerInvariant() is ".zip"
                ? OpenArchive(path, sourceLayer, encoding, limits ?? new ZipLimits())
                : new FeatureFile(OpenPlain(path, sourceLayer, encoding), PartsOf(path), null);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException and not FileNotFoundException && e is not EndOfStreamException))
        {
            throw new UnreadableFileException($"无法读取 {name}：没有权限，或磁盘出错、已满。", $"{name} cannot be read: no permission, or the disk is full or at fault.", e);
        }
        catch (EndOfStreamException e)
        {
            throw new UnreadableFileException($"{name} 不完整，请重新复制或导出。", $"{name} is not whole: copy or export it again.", e);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new UnreadableFileException($"{name} 已损坏，请重新导出。", $"{name} is damaged: export it again.", e);
        }
    }

    /// <summary>Every row in the order of the file.</summary>
    /// <exception cref="UnreadableFileException">The file ends early, contradicts itself, or holds what no reader understands.</exception>
    public static IEnumerable<SourceFeature> Read(FeatureSource source)
    {
        using var at = source.Read().GetEnumerator();
        for (var row = 1; Next(at, row); row++)
            yield return at.Current;
    }

    private static bool Next(IEnumerator<SourceFeature> at, int row)
    {
        try
        {
            return at.MoveNext();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new UnreadableFileException($"文件在第 {row} 个图形处已损坏，请重新导出。", $"The file is damaged at feature {row}: export it again.", e);
        }
    }

    // What a stranger's bytes make the libraries below throw is theirs to name; a lost connection or a full disk is none of these.
    private static bool IsOfTheFile(Exception e) =>
        e is InvalidOperationException or ArgumentException or FormatException or InvalidDataException or IndexOutOfRangeException or OverflowException or EndOfStreamException;

    public void Dispose()
    {
        Source.Dispose();
        Remove(_scratch);
    }

    private static IReadOnlyList<string> PartsOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".shp" => [.. ShapefileParts.Beside(path).Existing],
        ".dbf" => [path, .. new[] { ShapefileParts.Beside(path).Cpg }.OfType<string>()],
        _ => [path],
    };

    private static FeatureSource OpenPlain(string path, string? sourceLayer, string? encoding) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".shp" => ShapefileSource.Open(path, encoding),
            ".gpkg" => GeoPackageSource.Open(path, sourceLayer),
            ".geojson" or ".json" => GeoJsonSource.Open(path),
            ".kml" => KmlSource.Open(path),
            ".csv" or ".txt" => TableSource.OpenCsv(path, encoding),
            ".xlsx" => TableSource.OpenWorkbook(path, sourceLayer),
            ".xls" => throw new UnreadableFileException($"{Path.GetFileName(path)} 是旧格式，请另存为 .xlsx 或 .csv 再导入。",
                $"{Path.GetFileName(path)} is of the old format: save it as .xlsx or .csv and import that."),
            ".kmz" => throw new UnreadableFileException($"{Path.GetFileName(path)} 是压缩的 KML，请解开后选其中的 .kml。",
                $"{Path.GetFileName(path)} is a packed KML: unpack it and choose the .kml inside."),
            ".dbf" => DbfSource.Open(path, encoding),
            ".shx" or ".prj" => throw new UnreadableFileException($"{Path.GetFileName(path)} 只是 Shapefile 的一部分，请导入同名的 .shp。",
                $"{Path.GetFileName(path)} is only a part of a shapefile: import the .shp of that name."),
            var other => throw new UnreadableFileException(
                $"不认识的文件类型“{other}”，可导入 .shp、.zip、.gpkg、.geojson、.kml、.csv、.xlsx。",
                $"A file of the type \"{other}\" is not known; .shp, .zip, .gpkg, .geojson, .kml, .csv and .xlsx can be imported."),
        };

    private static FeatureFile OpenArchive(string path, string? sourceLayer, string? encoding, ZipLimits limits)
    {
        var scratch = Directory.CreateTempSubdirectory("forestcarbon-import-").FullName;
        try
        {
            new ZipContents(limits).UnpackTo(scratch, path);
            var inside = Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".shp" or ".gpkg" or ".geojson" or ".json" or ".csv" or ".xlsx")
                // The names that a shapefile cut off, written beside it by the export: no table.
                .Where(f => !f.EndsWith(".fields.csv", StringComparison.OrdinalIgnoreCase))
                .OrderBy(Path.GetFileName, StringComparer.Ordinal).ThenBy(f => f, StringComparer.Ordinal).ToList();
            // Where nothing else is there, a table without shapes is what was sent.
            if (inside.Count == 0)
                inside = [.. Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories)
                    .Where(f => Path.GetExtension(f).Equals(".dbf", StringComparison.OrdinalIgnoreCase)).OrderBy(f => f, StringComparer.Ordinal)];
            var chosen = Choose(inside, sourceLayer, Path.GetFileName(path));
            // A name that chose the file does not choose again inside it.
            var within = sourceLayer is not null && Matches(chosen, sourceLayer) ? null : sourceLayer;
            return new FeatureFile(OpenPlain(chosen, within, encoding), [path], scratch);
        }
        catch
        {
            Remove(scratch);
            throw;
        }
    }

    private static string Choose(List<string> inside, string? sourceLayer, string archive)
    {
        if (inside.Count == 0)
            throw new UnreadableFileException($"压缩包 {archive} 里没有 .shp、.gpkg、.geojson、.csv 或 .xlsx，请核对后再导入。",
                $"The archive {archive} holds no .shp, .gpkg, .geojson, .csv or .xlsx: check it and import again.");
        if (sourceLayer is not null && inside.Where(f => Matches(f, sourceLayer)).ToList() is [var named])
            return named;
        return inside is [var only]
            ? only
            : throw new LayerNeededException(
                $"压缩包 {archive} 里有 {inside.Count} 个图层文件，请指明要导入哪一个：{string.Join("、", inside.Select(Path.GetFileNameWithoutExtension).Take(20))}。",
                $"The archive {archive} holds {inside.Count} layers; say which to import: {string.Join(", ", inside.Select(Path.GetFileNameWithoutExtension).Take(20))}.",
                [.. inside.Select(f => Path.GetFileNameWithoutExtension(f))]);
    }

    private static bool Matches(string file, string name) =>
        string.Equals(Path.GetFileNameWithoutExtension(file), Path.GetFileNameWithoutExtension(name), StringComparison.OrdinalIgnoreCase);

    private static void Remove(string? scratch)
    {
        if (scratch is not null && Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
    }
}
