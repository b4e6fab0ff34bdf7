using System.Reflection;

namespace ForestCarbon.Architecture.Tests.Projects;

public sealed class ProjectArrowTests
{
    private static readonly IReadOnlyList<SourceFile> ProjectFiles = SourceFile.In("src", ".csproj");

    [Fact]
    public void Every_project_has_its_place_among_the_arrows() =>
        Assert.Equal(ProjectArrows.Projects.Order(StringComparer.Ordinal), ProjectFiles.Select(p => p.Module).Order(StringComparer.Ordinal));

    [Fact]
    public void Project_files_keep_the_arrows() =>
        Rule.Holds(ProjectFiles.SelectMany(p => ProjectArrows.Violations(p.Module, ProjectArrows.InProjectFile(p.Text))));

    [Fact]
    public void Compiled_programs_keep_the_arrows() =>
        Rule.Holds(Assemblies().SelectMany(a => ProjectArrows.Violations(a.Module, ProjectArrows.InAssembly(a.Assembly))));

    [Fact]
    public void The_calculation_library_uses_no_package() =>
        Assert.Empty(ProjectArrows.Packages(ProjectFiles.Single(p => p.Module == "Carbon").Text));

    [Fact]
    public void Only_the_web_program_asks_for_the_job_queue() =>
        Assert.Equal(["Web"], ProjectFiles.Where(p => ProjectArrows.Packages(p.Text).Any(IsJobQueue)).Select(p => p.Module));

    [Fact]
    public void Only_the_web_program_is_compiled_against_the_job_queue() =>
        Assert.Equal(["Web"], Assemblies()
            .Where(a => a.Assembly.GetReferencedAssemblies().Any(name => IsJobQueue(name.Name!))).Select(a => a.Module));

    [Theory]
    [InlineData("Inventory", "Growth")]
    [InlineData("Growth", "Ccer")]
    [InlineData("Ccer", "Finance")]
    [InlineData("Platform", "Inventory")]
    [InlineData("Platform", "Ledger")]
    [InlineData("Carbon", "Platform")]
    [InlineData("Cli", "Web")]
    [InlineData("Web", "Cli")]
    public void An_arrow_turned_round_is_seen(string project, string used)
    {
        var file = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup><ProjectReference Include="..\ForestCarbon.{used}\ForestCarbon.{used}.csproj" /></ItemGroup>
            </Project>
            """;

        Assert.Equal([$"{project} uses {used}"], ProjectArrows.Violations(project, ProjectArrows.InProjectFile(file)));
    }

    [Fact]
    public void An_assembly_that_uses_what_it_may_not_is_seen() =>
        Assert.NotEmpty(ProjectArrows.Violations("Platform", ProjectArrows.InAssembly(Assembly.Load("ForestCarbon.Growth"))));

    [Fact]
    public void A_project_nobody_drew_is_seen() => Assert.NotEmpty(ProjectArrows.Violations("Forecasting", []));

    private static bool IsJobQueue(string name) => name.StartsWith("Hangfire", StringComparison.Ordinal);

    private static IEnumerable<(string Module, Assembly Assembly)> Assemblies() =>
        ProjectArrows.Projects.Select(module => (module, Assembly.Load(module == "Cli" ? "forestcarbon" : $"ForestCarbon.{module}")));
}
