using ForestCarbon.Inventory.Statistics;

namespace ForestCarbon.Web.Hosting;

/// <summary>What the pages ask of the modules.</summary>
public static class CountyServices
{
    public static void AddCountyPages(this IServiceCollection services)
    {
        services.AddSingleton<CountyStates>();
    }
}
