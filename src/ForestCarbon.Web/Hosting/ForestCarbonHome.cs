namespace ForestCarbon.Web.Hosting;

/// <summary>The folder of this installation (<c>FORESTCARBON_HOME</c>, else <c>.local</c>): keys and logs of the application.</summary>
public sealed record ForestCarbonHome(string Folder)
{
    public string Keys => Path.Combine(Folder, "keys");

    public string Logs => Path.Combine(Folder, "logs");

    public static ForestCarbonHome Of(IConfiguration configuration) =>
        new(Path.GetFullPath(configuration["FORESTCARBON_HOME"] is { Length: > 0 } named ? named : ".local"));
}
