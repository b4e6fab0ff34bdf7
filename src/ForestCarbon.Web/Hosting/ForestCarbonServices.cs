using System.Text.Encodings.Web;
using System.Text.Unicode;
using ForestCarbon.Ledger.Control;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Hosting;

/// <summary>What the pages are made of.</summary>
public static class ForestCarbonServices
{
    // A server that was killed is back in two or three seconds: a page that waits for it is better than one that says so.
    private static readonly TimeSpan PatienceWithDatabase = TimeSpan.FromSeconds(6);

    public static void AddForestCarbon(this IServiceCollection services, IConfiguration configuration, HostMode mode)
    {
        services.AddSingleton(DatabaseAddress.Of(configuration));
        services.AddSingleton(provider => new Db(provider.GetRequiredService<DatabaseAddress>().ConnectionString, PatienceWithDatabase));
        services.AddSingleton<RunEngine>();
        services.AddImports();
        services.AddSingleton<RequestMetrics>();
        // The probes of every mode ask it.
        services.AddSingleton<LedgerControl>();
        services.AddJobQueue(configuration, mode);
        services.AddAuthorization(Policies.Add);
        if (mode == HostMode.Serve)
        {
            services.AddPages();
            services.AddAccounts();
            services.AddCountyPages();
        }
    }

    private static void AddPages(this IServiceCollection services)
    {
        // Chinese is written as itself: the pages are read by people with "view source" as well.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<PageAddresses>();
        services.AddLocalization(options => options.ResourcesPath = "Resources");
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(ReadingPreferences.Chinese);
            options.AddSupportedCultures(ReadingPreferences.Chinese, ReadingPreferences.English);
            options.AddSupportedUICultures(ReadingPreferences.Chinese, ReadingPreferences.English);
            options.RequestCultureProviders = [new PreferredLanguage()];
        });
        services.AddControllersWithViews(options =>
            {
                options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                options.ModelBinderProviders.Insert(0, new TypedNumbers());
                options.Filters.Add<ReadableDays>();
                options.Filters.Add<ReadableAmounts>();
                options.Filters.Add<RefusedAnswers>();
            })
            .AddViewLocalization();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "fc-form";
            options.HeaderName = "X-Form-Token";
        });
        services.AddHttpContextAccessor();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = said => ProblemWords.Say(said.HttpContext, said.ProblemDetails));
        services.AddUnreadableRequests();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Description = "Programs sign in with an access token (forestcarbon user token): Authorization: Bearer. With the cookie of a browser session every request that writes also "
                + "carries the header X-Form-Token, with the value of the field __RequestVerificationToken of any page's form; without it the answer is 400. Refusals are problem details whose detail says what to do.";
            return Task.CompletedTask;
        }));
        services.AddResponseCompression();
    }

    private static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<IUserStore<Account>, AccountStore>();
        services.AddScoped<IUserClaimsPrincipalFactory<Account>, AccountClaims>();
        services.AddIdentityCore<Account>(options =>
            {
                options.Password.RequiredLength = 12;
                options.Password.RequireNonAlphanumeric = options.Password.RequireUppercase = options.Password.RequireLowercase = false;
                options.Password.RequireDigit = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddSignInManager()
            .AddClaimsPrincipalFactory<AccountClaims>()
            .AddDefaultTokenProviders();
        services.AddSingleton<AccessTokens>();
        services.AddAuthentication(BearerSignIn.CookieOrToken)
            .AddPolicyScheme(BearerSignIn.CookieOrToken, null, options => options.ForwardDefaultSelector = BearerSignIn.Choose)
            .AddScheme<AuthenticationSchemeOptions, BearerSignIn>(BearerSignIn.SchemeName, null)
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(AccountCookie.Configure);
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddDataProtection().SetApplicationName("ForestCarbon");
        services.ConfigureOptions<KeysInHome>();
    }
}
