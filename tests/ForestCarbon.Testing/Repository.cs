namespace ForestCarbon.Testing;

/// <summary>Where the checkout lies, so that tests find migrations, samples and the shared real files.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string Migrations => Path.Combine(Root, "migrations");

    /// <summary>The folder of real files; it need not be there.</summary>
    public static string Shared => Path.GetFullPath(Path.Combine(Root, "..", "shared", "data"));

    /// <summary>A real file from <c>../shared/data</c>. Skips the test where the folder is absent, except in CI, where its absence is a fault.</summary>
    public static string SharedFile(string relative)
    {
        var path = Path.Combine(Shared, relative);
        if (File.Exists(path))
            return path;
        if (IsContinuousIntegration)
            throw new FileNotFoundException("The shared real files are missing in CI.", path);
        Assert.Skip($"{relative} is not here");
        return path;
    }

    public static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && ci != "false";

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ForestCarbon.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("ForestCarbon.sln is above none of the folders of the test.");
    }
}
