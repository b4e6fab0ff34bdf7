using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Text;

/// <summary>The sign-in names of the demonstration county, for its sign-in page.</summary>
public static class DemonstrationNames
{
    public static IEnumerable<(string Name, string Role)> All =>
        DemonstrationAccounts.SignIns.Select(s => (s.Name, Roles.All.Single(role => role.Key == s.Role).NameZh));
}
