using System.Reflection;
using System.Xml.Linq;

namespace ForestCarbon.Architecture.Tests.Projects;

/// <summary>Which project may use which: the arrows follow the tonne of carbon.</summary>
internal static class ProjectArrows
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Carbon"] = [],
        ["Platform"] = ["Carbon"],
        ["Ledger"] = ["Carbon", "Platform"],
        ["Inventory"] = ["Carbon", "Platform", "Ledger"],
        ["Growth"] = ["Carbon", "Platform", "Ledger", "Inventory"],
        ["Ccer"] = ["Carbon", "Platform", "Ledger", "Inventory", "Growth"],
        ["Finance"] = ["Carbon", "Platform", "Ledger", "Inventory", "Growth", "Ccer"],
        ["Web"] = ["Carbon", "Platform", "Ledger", "Inventory", "Growth", "Ccer", "Finance"],
        ["Cli"] = ["Carbon", "Platform", "Ledger", "Inventory", "Growth", "Ccer", "Finance"],
    };

    public static IEnumerable<string> Projects => Allowed.Keys;

    /// <summary>Arrows that point the wrong way.</summary>
    public static IEnumerable<string> Violations(string project, IEnumerable<string> uses) =>
        Allowed.TryGetValue(project, out var may)
            ? uses.Where(used => !may.Contains(used)).Select(used => $"{project} uses {used}")
            : [$"{project} stands in no arrow"];

    /// <summary>What a project file refers to.</summary>
    public static IEnumerable<string> InProjectFile(string xml) =>
        XDocument.Parse(xml).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Select(name => name["ForestCarbon.".Length..]);

    /// <summary>What the compiled program really uses: a reference may also come in through another project.</summary>
    public static IEnumerable<string> InAssembly(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("ForestCarbon.", StringComparison.Ordinal))
            .Select(name => name["ForestCarbon.".Length..]);

    /// <summary>Packages a project file asks for.</summary>
    public static IEnumerable<string> Packages(string xml) =>
        XDocument.Parse(xml).Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value);
}
