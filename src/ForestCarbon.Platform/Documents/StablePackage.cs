using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ForestCarbon.Platform.Documents;

/// <summary>Office packages whose bytes depend on what is in them and on nothing else.</summary>
public static class StablePackage
{
    // The first moment a zip can hold.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Neither indented nor with a mark before it, and text as it is.
    private static readonly XmlWriterSettings Plain = new() { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize };

    /// <summary>Writes <paramref name="package"/> (a zip) again: parts in order of their names, the list of types first, no times.</summary>
    /// <remarks>Relationship ids are the writer's own to fix: <c>AddNewPart&lt;T&gt;("rId…")</c>.</remarks>
    /// <param name="unprefixed">Elements of this namespace bear no prefix; null: as they are.</param>
    public static void Write(Stream package, Stream target, XNamespace? unprefixed = null)
    {
        using var source = new ZipArchive(package, ZipArchiveMode.Read, leaveOpen: true);
        using var written = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var part in source.Entries.OrderBy(e => e.FullName != "[Content_Types].xml").ThenBy(e => e.FullName, StringComparer.Ordinal))
        {
            var entry = written.CreateEntry(part.FullName, CompressionLevel.Optimal);
            entry.LastWriteTime = Epoch;
            using var from = part.Open();
            using var to = entry.Open();
            if (unprefixed is null || !part.FullName.EndsWith(".xml", StringComparison.Ordinal) || part.FullName == "[Content_Types].xml")
                from.CopyTo(to);
            else
            {
                using var xml = XmlWriter.Create(to, Plain);
                Without(unprefixed, XDocument.Load(from, LoadOptions.PreserveWhitespace)).Save(xml);
            }
        }
    }

    private static XDocument Without(XNamespace prefixed, XDocument part)
    {
        if (part.Root?.Name.Namespace != prefixed)
            return part;
        part.Descendants().Attributes().Where(a => a.IsNamespaceDeclaration && a.Value == prefixed.NamespaceName).Remove();
        part.Root.SetAttributeValue("xmlns", prefixed.NamespaceName);
        return part;
    }
}
