using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Identity;
using Microsoft.AspNetCore.Authorization;

namespace ForestCarbon.Web.Identity;

/// <summary>
/// Who may do what, named by the task. Every address names one of these; an address that names none is refused to everybody,
/// so a forgotten rule shows as a closed door.
/// </summary>
public static class Policies
{
    /// <summary>Reads the county's figures, map, parcels and runs, within the account's townships.</summary>
    public const string ViewCounty = "view-county";

    /// <summary>Starts an accounting run and stops one on its way.</summary>
    public const string StartRuns = "start-runs";

    /// <summary>Decides over a run that waits for a person.</summary>
    public const string ApproveRuns = "approve-runs";

    /// <summary>Sends files and reads what was found in them.</summary>
    public const string ImportFiles = "import-files";

    /// <summary>Accepts an import into the inventory, sends one back, undoes one.</summary>
    public const string DecideImports = "decide-imports";

    /// <summary>Changes, starts and stops scheduled work.</summary>
    public const string ManageSchedule = "manage-schedule";

    /// <summary>Adds planting models and records what a source page says of one.</summary>
    public const string ReadPlantingModels = "read-planting-models";

    /// <summary>Enters what owners declare of their parcels.</summary>
    public const string EnterStatements = "enter-statements";

    /// <summary>Starts a screening of the ground against a methodology, and keeps candidate boundaries out of one.</summary>
    public const string Screen = "screen";

    /// <summary>Records what a source page says of a parameter, and from when to when it holds.</summary>
    public const string VerifyParameters = "verify-parameters";

    /// <summary>Enters holiday notices of the State Council and approves what another account entered.</summary>
    public const string KeepCalendar = "keep-calendar";

    /// <summary>Gives tasks to accounts and roles, and says that one is done.</summary>
    public const string KeepTasks = "keep-tasks";

    /// <summary>Takes over the national registry's public information.</summary>
    public const string KeepMirror = "keep-mirror";

    /// <summary>Registers, firms and releases claims on ground.</summary>
    public const string ManageClaims = "manage-claims";

    /// <summary>Leads projects and reduction tranches: facts, documents, parties, moves.</summary>
    public const string ManageProjects = "manage-projects";

    /// <summary>Reads holdings, their movements, acts and statements.</summary>
    public const string ViewHoldings = "view-holdings";

    /// <summary>Asks for acts on holdings, cites their records, imports statements. Nobody confirms his own.</summary>
    public const string MakeHoldings = "make-holdings";

    /// <summary>Accepts a transfer for a holder the account acts for; the database knows for whom.</summary>
    public const string AcceptTransfers = "accept-transfers";

    /// <summary>Reads books, vouchers, funds, bank statements, prices and forecasts.</summary>
    public const string ViewBooks = "view-books";

    /// <summary>Makes and posts vouchers, enters funds, closes months, imports bank statements and prices. Nobody posts his own.</summary>
    public const string KeepBooks = "keep-books";

    /// <summary>Reads lists of households and what they are due, within the account's townships.</summary>
    public const string ViewPayables = "view-payables";

    /// <summary>Leads a list of payables on its way; the database knows which step is whose.</summary>
    public const string AdvancePayables = "advance-payables";

    /// <summary>Reads the job queue's dashboard and the accounts.</summary>
    public const string Administer = "administer";

    private static readonly Dictionary<string, string[]> RolesOf = new(StringComparer.Ordinal)
    {
        [ViewCounty] = [.. Roles.All.Select(role => role.Key)],
        [StartRuns] = [Roles.Surveyor, Roles.BureauReviewer],
        [ApproveRuns] = [Roles.BureauReviewer],
        [ImportFiles] = [Roles.Surveyor, Roles.TownshipStation, Roles.BureauReviewer],
        [DecideImports] = [Roles.BureauReviewer],
        [ManageSchedule] = [Roles.BureauReviewer, Roles.Administrator],
        [ReadPlantingModels] = [.. PlantingModels.Readers],
        [EnterStatements] = [Roles.TownshipStation, Roles.BureauReviewer, Roles.Developer],
        [Screen] = [Roles.BureauReviewer, Roles.Developer],
        [VerifyParameters] = [.. ParameterBook.Readers],
        [KeepCalendar] = [.. WorkingYears.Keepers],
        [KeepTasks] = [Roles.BureauReviewer, Roles.Developer, Roles.TownshipStation, Roles.Surveyor, Roles.Finance],
        [KeepMirror] = [Roles.BureauReviewer, Roles.Developer],
        [ManageClaims] = [Roles.BureauReviewer, Roles.Developer],
        [ManageProjects] = [Roles.BureauReviewer, Roles.Developer],
        [ViewHoldings] = [Roles.BureauReviewer, Roles.Developer, Roles.Verifier, Roles.Finance, Roles.Auditor, Roles.Administrator],
        [MakeHoldings] = [Roles.Finance],
        [AcceptTransfers] = [Roles.Finance, Roles.Developer],
        [ViewBooks] = [Roles.BureauReviewer, Roles.Finance, Roles.Auditor, Roles.Administrator],
        [KeepBooks] = [Roles.Finance],
        [ViewPayables] = [Roles.TownshipStation, Roles.BureauReviewer, Roles.Finance, Roles.Auditor, Roles.Administrator],
        [AdvancePayables] = [Roles.TownshipStation, Roles.BureauReviewer, Roles.Finance],
        [Administer] = [Roles.Administrator],
    };

    /// <summary>Role keys a policy admits, for the test that walks every address as every role.</summary>
    public static IReadOnlyCollection<string> RolesAdmittedBy(string policy) => RolesOf[policy];

    public static void Add(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(_ => false).Build();
        foreach (var (policy, roles) in RolesOf)
            options.AddPolicy(policy, builder => builder.RequireAuthenticatedUser().RequireRole(roles).RequireClaim(SignedIn.ScopeClaim));
    }
}
