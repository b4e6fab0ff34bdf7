using ForestCarbon.Web.Hosting;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace ForestCarbon.Web.Identity;

/// <summary>Keys that sign cookies lie under <c>FORESTCARBON_HOME/keys</c>, so that a restart signs nobody out.</summary>
public sealed class KeysInHome(ForestCarbonHome home, ILoggerFactory log) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        Directory.CreateDirectory(home.Keys);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(home.Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(home.Keys), log);
    }
}
