using System.Diagnostics;
using ForestCarbon.Testing;

namespace ForestCarbon.Architecture.Tests;

public sealed class ComposeTests
{
    [Fact]
    public async Task The_description_for_a_container_host_can_be_read()
    {
        var (status, said) = await RunAsync("config", "-q");

        Assert.True(status == 0, said);
    }

    [Fact]
    public async Task Database_web_and_worker_have_health_checks_and_named_volumes()
    {
        var (_, services) = await RunAsync("config", "--services");
        var (_, volumes) = await RunAsync("config", "--volumes");
        var (_, whole) = await RunAsync("config");

        Assert.Equal(["database", "web", "worker"], services.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Equal(["database", "home"], volumes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Equal(3, whole.Split("healthcheck:").Length - 1);
    }

    private static async Task<(int Status, string Said)> RunAsync(params string[] arguments)
    {
        if (!File.Exists("/usr/bin/docker-compose"))
        {
            Assert.SkipUnless(Repository.IsContinuousIntegration, "docker-compose is not installed; ./forestcarbon test installs it.");
            Assert.Fail("docker-compose is not installed.");
        }
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/docker-compose", arguments)
        {
            WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
