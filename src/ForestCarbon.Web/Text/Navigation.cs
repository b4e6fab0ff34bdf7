using System.Security.Claims;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Identity;

namespace ForestCarbon.Web.Text;

/// <summary>One page in the navigation: its key, its name, the one character that stands for it on the rail, its address, and the policy that opens it.</summary>
public sealed record NavigationItem(string Key, string Name, string Character, string Href, string Policy);

/// <summary>A desk and its pages. A page appears here when it exists; a door that leads nowhere is not drawn.</summary>
public sealed record Desk(string Name, IReadOnlyList<NavigationItem> Items)
{
    private static readonly Desk[] All =
    [
        new("林业局",
        [
            new("home", "工作台", "台", "/", Policies.ViewCounty),
            new("map", "地图", "图", "/inventory/map", Policies.ViewCounty),
            new("parcels", "小班台账", "班", "/inventory/parcels", Policies.ViewCounty),
            new("imports", "导入", "入", "/inventory/imports", Policies.ImportFiles),
            new("totals", "统计表", "统", "/inventory", Policies.ViewCounty),
            new("layers", "图层", "层", "/inventory/layers", Policies.ViewCounty),
            new("overlay", "图层叠置", "叠", "/inventory/overlay", Policies.ViewCounty),
            new("check", "检查", "检", "/inventory/check", Policies.ViewCounty),
            new("lineage", "分割与合并", "谱", "/inventory/lineage", Policies.ViewCounty),
            new("evidence", "历史依据", "史", "/inventory/evidence", Policies.ViewCounty),
            new("reconciliation", "面积对照", "对", "/inventory/reconciliation", Policies.ViewCounty),
            new("growth", "碳计量", "碳", "/growth", Policies.ViewCounty),
            new("curves", "生长曲线", "线", "/growth/curves", Policies.ViewCounty),
            new("planting-models", "造林模型", "林", "/growth/planting-models", Policies.ViewCounty),
            new("sink-tables", "碳汇统计表", "表", "/growth/sink-tables", Policies.ViewCounty),
            new("schedule", "计划任务", "程", "/growth/schedule", Policies.ViewCounty),
            new("plan", "数据与口径", "标", "/inventory/plan", Policies.ViewCounty),
        ]),
        new("项目开发",
        [
            new("screening", "项目筛查", "筛", "/ccer", Policies.ViewCounty),
            new("selections", "候选边界", "选", "/ccer/selections", Policies.ViewCounty),
            new("statements", "业主申报", "申", "/ccer/statements", Policies.ViewCounty),
            new("projects", "项目", "项", "/ccer/projects", Policies.ViewCounty),
            new("reversals", "逆转监视", "逆", "/ccer/reversals", Policies.ViewCounty),
            new("claims", "唯一性登记", "权", "/ccer/claims", Policies.ViewCounty),
            new("document-check", "文件检查", "文", "/ccer/document-check", Policies.ViewCounty),
            new("calendar", "期限日历", "期", "/ccer/calendar", Policies.ViewCounty),
            new("registry", "全国登记公开信息", "国", "/ccer/registry", Policies.ViewCounty),
        ]),
        new("财政",
        [
            new("books", "收支与账簿", "账", "/finance/books", Policies.ViewBooks),
            new("contracts", "合同", "约", "/finance/contracts", Policies.ViewBooks),
            new("sales", "成交与应收", "售", "/finance/sales", Policies.ViewBooks),
            new("invoices", "发票", "票", "/finance/invoices", Policies.ViewBooks),
            new("bank", "银行对账", "银", "/finance/bank", Policies.ViewBooks),
            new("lists", "待付名单", "单", "/finance/lists", Policies.ViewPayables),
            new("sharing", "利益联结", "分", "/finance/sharing", Policies.ViewPayables),
            new("compensation", "生态补偿", "补", "/finance/compensation", Policies.ViewPayables),
            new("payees", "收款人", "收", "/finance/payees", Policies.ViewPayables),
            new("loans", "绿色金融", "贷", "/finance/loans", Policies.ViewBooks),
            new("prices", "价格", "价", "/finance/prices", Policies.ViewBooks),
            new("forecast", "收入预测", "预", "/finance/forecast", Policies.ViewBooks),
            new("funds", "财政资金", "资", "/finance/funds", Policies.ViewBooks),
            new("holdings", "持有", "持", "/finance/holdings", Policies.ViewHoldings),
            new("acts", "办理单", "办", "/finance/acts", Policies.ViewHoldings),
            new("movements", "持有与流转", "流", "/finance/movements", Policies.ViewHoldings),
            new("holding-statements", "登记与交易对账", "核", "/finance/statements", Policies.ViewHoldings),
            new("holders", "持有方", "户", "/finance/holders", Policies.ViewHoldings),
        ]),
        new("规则",
        [
            new("methodologies", "方法学与参数", "法", "/ccer/methodologies", Policies.ViewCounty),
            new("working-days", "工作日历", "历", "/ccer/working-days", Policies.ViewCounty),
        ]),
        new("系统",
        [
            new("admin", "账号", "号", "/admin", Policies.Administer),
            new("jobs", "任务队列", "队", "/jobs", Policies.Administer),
        ]),
    ];

    /// <summary>Keys of the four pages that stay in sight where the navigation is a bar at the foot of a phone: those the person's work begins with.</summary>
    public static IReadOnlyCollection<string> InSight(ClaimsPrincipal user) =>
        user.IsInRole(Roles.Developer) || user.IsInRole(Roles.Verifier) ? ["home", "map", "screening", "claims"]
        : user.IsInRole(Roles.Finance) || user.IsInRole(Roles.Auditor) ? ["home", "map", "totals", "sink-tables"]
        : ["home", "map", "parcels", "growth"];

    /// <summary>Two letters for an English name on the rail, none of <paramref name="taken"/>: the first, and the next that tells it from those above.</summary>
    public static string OnRail(string name, ISet<string> taken)
    {
        var found = name.Skip(1).Where(char.IsLetter).Select(next => $"{name[0]}{next}").FirstOrDefault(letters => !taken.Contains(letters)) ?? name[..2];
        taken.Add(found);
        return found;
    }

    /// <summary>The desks of a person: pages their roles do not open are left out.</summary>
    public static IEnumerable<Desk> Of(ClaimsPrincipal user) =>
        All.Select(desk => desk with { Items = [.. desk.Items.Where(item => Policies.RolesAdmittedBy(item.Policy).Any(user.IsInRole))] })
            .Where(desk => desk.Items.Count > 0);
}
