using ForestCarbon.Web.Api;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using Hangfire;
using Microsoft.AspNetCore.Diagnostics;

namespace ForestCarbon.Web.Hosting;

/// <summary>The way of a request.</summary>
public static class ForestCarbonPipeline
{
    public static void UseForestCarbon(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<RequestMetrics>().MeasureAsync);
        app.UseSecurityHeaders();
        app.UseRequestLocalization();
        app.UseWhen(context => AccountCookie.IsForMachines(context.Request), machines =>
        {
            machines.UseExceptionHandler();
            machines.UseStatusCodePages();
            machines.UseUnreadableRequests();
        });
        app.UseWhen(context => !AccountCookie.IsForMachines(context.Request), people =>
        {
            people.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error/500" });
            people.UseStatusCodePagesWithReExecute("/error/{0}");
        });
        app.UseDatabaseAway();
        app.UseResponseCompression();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapStaticAssets().AllowAnonymous();
        app.MapProbes();
        app.MapControllers().WithStaticAssets();
        app.MapApiV1();
        app.MapCcerApi();
        app.MapDeadlineApi();
        app.MapRegistryApi();
        app.MapProjectsApi();
        app.MapFinanceApi();
        app.MapHoldingsApi();
        app.MapReductionsApi();
        app.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Policies.ViewCounty);
        app.MapHangfireDashboard("/jobs", JobDashboard.Options).RequireAuthorization(Policies.Administer);
        app.MapFallback("{*path}", context =>
        {
            // The answer to a refused form is read again at the form's address, which may take forms only.
            if (HttpMethods.IsGet(context.Request.Method) && !AccountCookie.IsForMachines(context.Request)
                && context.RequestServices.GetRequiredService<PageAddresses>().AboveForm(context.Request.Path) is { } page)
                context.Response.Redirect(page);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }).RequireAuthorization(Policies.ViewCounty);
    }
}
