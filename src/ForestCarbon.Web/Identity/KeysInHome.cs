using ForestCarbon.Platform.Files;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace ForestCarbon.Web.Identity;

/// <summary>Keys that sign cookies lie under <c>FORESTCARBON_HOME/keys</c>, so that a restart signs nobody out.</summary>
public sealed class KeysInHome(Home home, ILoggerFactory log) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) =>
        options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(home.Keys), log);
}
