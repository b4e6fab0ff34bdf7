using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using Microsoft.AspNetCore.Identity;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>user</c>: accounts of people.</summary>
internal static class UserCommands
{
    private const int ShortestPassword = 10;
    private const string Letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static Command Create() => new("user", "账号") { Add(), Token() };

    private static Command Add()
    {
        var name = new Argument<string>("NAME") { Description = "登录名" };
        var roles = new Option<string[]>("--role")
        {
            Description = $"岗位，可多个：{string.Join('、', Roles.All.Select(r => $"{r.Key}（{r.NameZh}）"))}", HelpName = "ROLE", Required = true,
        };
        roles.AcceptOnlyFromAmong([.. Roles.All.Select(r => r.Key)]);
        var townships = new Option<string[]>("--township") { Description = "只管这些乡镇（9 位代码），可多个；不给则为全县", HelpName = "CODE" };
        var shown = new Option<string?>("--display-name") { Description = "页面上显示的称呼；默认同登录名", HelpName = "TEXT" };
        var command = new Command("add", "新建账号；密码从标准输入读一行，不给则生成一个并只显示这一次") { name, roles, townships, shown };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var codes = asked.GetValue(townships) is { Length: > 0 } given ? await KnownAsync(db, given, ct) : null;
            var password = ReadPassword();
            var isGenerated = password.Length == 0;
            if (isGenerated)
                password = RandomNumberGenerator.GetString(Letters, 16);
            if (password.Length < ShortestPassword)
                throw new RefusedException($"密码至少要 {ShortestPassword} 个字符。");
            var account = New(asked.GetValue(name)!.Trim(), asked.GetValue(shown), asked.GetValue(roles)!, codes, password);
            using var store = new AccountStore(db);
            var made = await store.CreateAsync(account, ct);
            if (!made.Succeeded)
                throw new RefusedException(string.Concat(made.Errors.Select(e => e.Description)));
            Terminal.Result(asked, new { account.UserName, account.Roles, account.Townships, password = isGenerated ? password : null }, done =>
                Terminal.Print($"已新建账号 {done.UserName}。{(isGenerated ? $"密码：{password}（只显示这一次）" : "")}"));
            return Exit.Done;
        });
        return command;
    }

    private static Command Token()
    {
        var name = new Argument<string>("NAME") { Description = "登录名" };
        var days = new Option<int>("--days") { Description = "有效天数", DefaultValueFactory = _ => 90 }.Between(1, 366);
        var purpose = new Option<string>("--for") { Description = "用途，如 QGIS", DefaultValueFactory = _ => "程序访问" };
        var revoke = new Option<bool>("--revoke") { Description = "不发新令牌，收回这个账号的全部令牌" };
        var command = new Command("token", "发放访问令牌，程序用它以这个账号读取和写入（Authorization: Bearer）；只显示这一次") { name, days, purpose, revoke };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            using var store = new AccountStore(db);
            var account = await store.FindByNameAsync(asked.GetValue(name)!.Trim().ToUpperInvariant(), ct) ?? throw new RefusedException($"没有账号 {asked.GetValue(name)}。");
            var tokens = new AccessTokens(db);
            if (asked.GetValue(revoke))
            {
                var revoked = await tokens.RevokeAsync(account, Actor.Console(), ct);
                Terminal.Result(asked, new { account.UserName, revoked }, done => Terminal.Print($"已收回账号 {done.UserName} 的 {done.revoked} 个令牌。"));
                return Exit.Done;
            }
            var expires = DateTime.UtcNow.AddDays(asked.GetValue(days));
            var token = await tokens.IssueAsync(account, asked.GetValue(purpose)!, expires, Actor.Console(), ct);
            Terminal.Result(asked, new { account.UserName, token, expires }, done => Terminal.Print($"令牌（{done.expires:yyyy-MM-dd} 前有效，只显示这一次）：{done.token}"));
            return Exit.Done;
        });
        return command;
    }

    private static Account New(string name, string? shown, string[] roles, string[]? townships, string password)
    {
        if (name.Length == 0)
            throw new RefusedException("登录名不能为空。");
        var account = new Account
        {
            AccountId = Guid.NewGuid(), UserName = name, NormalizedName = name.ToUpperInvariant(), DisplayName = shown ?? name,
            Roles = [.. roles.Distinct(StringComparer.Ordinal)], Townships = townships,
            SecurityStamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
        };
        account.PasswordHash = new PasswordHasher<Account>().HashPassword(account, password);
        return account;
    }

    private static async Task<string[]> KnownAsync(Db db, string[] codes, CancellationToken ct)
    {
        var known = await db.QueryAsync<string>(
            "select t.township_code from inventory.township_v t where t.township_code = any(@codes)", new { codes }, ct);
        var unknown = codes.Except(known, StringComparer.Ordinal).ToList();
        return unknown.Count == 0
            ? [.. codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : throw new RefusedException($"没有这些乡镇：{string.Join('、', unknown)}。");
    }

    // Never an argument: those can be read by everybody on the machine and stay in the shell's history.
    private static string ReadPassword()
    {
        if (Console.IsInputRedirected)
            return Console.In.ReadLine()?.Trim() ?? "";
        Console.Error.Write("密码（留空则生成）：");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
