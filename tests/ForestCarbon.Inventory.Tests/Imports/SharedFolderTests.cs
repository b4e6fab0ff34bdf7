using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>Every real file of the shared folder, and the table of what happened in <c>docs/imports.md</c>: the one says what the other does.</summary>
public sealed partial class SharedFolderTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    // They stand beside a .shp and are read with it.
    private static readonly string[] Companions = [".shx", ".dbf", ".prj", ".cpg"];

    public static TheoryData<string> Files => [.. FilesOfTheFolder()];

    [Fact]
    public void The_table_names_every_file_and_no_other()
    {
        Assert.SkipUnless(Repository.IsContinuousIntegration || Directory.Exists(Repository.Shared), "the folder of real files is not here");
        Assert.Equal(FilesOfTheFolder().Order(StringComparer.Ordinal), Table().Keys.Order(StringComparer.Ordinal));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public async Task A_file_imports_or_is_refused_as_the_table_says(string file)
    {
        var said = Table()[file];
        var before = await county.EverythingStoredAsync();

        var outcome = await county.StageAsync(Path.Combine(Repository.Shared, file), new ImportRequest("change-spot", ImportDatabase.AsOf, DryRun: true));

        Assert.Equal(before, await county.EverythingStoredAsync());
        if (outcome is ImportOutcome.Unreadable refused)
        {
            Assert.StartsWith("拒绝：", said, StringComparison.Ordinal);
            Assert.Contains(said["拒绝：".Length..], refused.Sentence, StringComparison.Ordinal);
            // A sentence for a surveyor: Chinese, ended, and nothing of the program's inside.
            Assert.EndsWith("。", refused.Sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", refused.Sentence, StringComparison.Ordinal);
            return;
        }
        var report = Assert.IsType<ImportOutcome.Staged>(outcome).Report;
        var errors = string.Join("、", report.Findings.Where(f => f.Severity == "error").GroupBy(f => f.Kind).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Count()}")));
        Assert.Equal(said, string.Create(CultureInfo.InvariantCulture, $"{report.Features} 个，{report.Crs}，{report.Encoding}；错误：{(errors.Length > 0 ? errors : "无")}"));
    }

    private static IEnumerable<string> FilesOfTheFolder()
    {
        if (!Directory.Exists(Repository.Shared))
            return [];
        var files = Directory.EnumerateFiles(Repository.Shared, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "README.md").ToHashSet(StringComparer.Ordinal);
        return files.Where(f => !Companions.Contains(Path.GetExtension(f).ToLowerInvariant()) || (!files.Contains(Path.ChangeExtension(f, ".shp")) && Path.GetExtension(f) != ".cpg"))
            .Select(f => Path.GetRelativePath(Repository.Shared, f).Replace('\\', '/'));
    }

    private static Dictionary<string, string> Table() => File.ReadLines(Path.Combine(Repository.Root, "docs", "imports.md"))
        .Select(line => Row().Match(line)).Where(m => m.Success).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `([a-z-]+/[^`]+\.[A-Za-z]+)` \| (.+?) \| ")]
    private static partial Regex Row();
}
