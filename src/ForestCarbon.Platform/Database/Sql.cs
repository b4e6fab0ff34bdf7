using System.Collections.Concurrent;
using System.Reflection;

namespace ForestCarbon.Platform.Database;

/// <summary>Statements that live in <c>.sql</c> files beside their caller and travel inside its assembly.</summary>
public static class Sql
{
    private static readonly ConcurrentDictionary<(Assembly, string), string> Texts = new();

    /// <summary>The text of <paramref name="path"/>, for instance <c>Tiles/Sql/parcels_in_tile.sql</c>, in the assembly of <typeparamref name="TCaller"/>.</summary>
    /// <exception cref="ArgumentException">The assembly holds no such file.</exception>
    public static string Of<TCaller>(string path) => Of(typeof(TCaller).Assembly, path);

    /// <inheritdoc cref="Of{TCaller}(string)"/>
    public static string Of(Assembly assembly, string path) => Texts.GetOrAdd((assembly, path), static key => Read(key.Item1, key.Item2));

    /// <summary>Names of every statement in <paramref name="assembly"/>, so that one test can prepare them all.</summary>
    public static IEnumerable<string> Names(Assembly assembly) =>
        assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Read(Assembly assembly, string path)
    {
        var suffix = "/" + path;
        var name = Array.Find(assembly.GetManifestResourceNames(), n => n.EndsWith(suffix, StringComparison.Ordinal))
                   ?? throw new ArgumentException($"{assembly.GetName().Name} holds no statement {path}.", nameof(path));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
