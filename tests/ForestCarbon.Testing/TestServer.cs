namespace ForestCarbon.Testing;

/// <summary>The server on which tests make their databases.</summary>
public static class TestServer
{
    /// <summary>What <c>FORESTCARBON_TEST_DB</c> names, or null; in CI it must name one.</summary>
    public static string? Address => Environment.GetEnvironmentVariable("FORESTCARBON_TEST_DB") switch
    {
        { Length: > 0 } server => server,
        _ when Repository.IsContinuousIntegration => throw new InvalidOperationException("FORESTCARBON_TEST_DB is not set in CI."),
        _ => null,
    };

    /// <summary>The server, or the end of this test: skipped, and in CI failed.</summary>
    public static string Required()
    {
        if (Address is { } server)
            return server;
        Assert.Skip("FORESTCARBON_TEST_DB names no server; ./forestcarbon test sets it.");
        return "";
    }
}
