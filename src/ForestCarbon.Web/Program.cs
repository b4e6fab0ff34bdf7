using ForestCarbon.Web.Hosting;

return await ForestCarbonHost.RunAsync(args);

/// <summary>The entry point, named so that tests can start the application in their own process.</summary>
public partial class Program;
