using System.Security.Cryptography;
using ForestCarbon.Platform.Database;
using Microsoft.AspNetCore.Identity;

namespace ForestCarbon.Platform.Identity;

/// <summary>One sign-in per role for trying the demonstration county, and a second reviewer and a second finance account for what two accounts must approve. There are none where a real county is stored.</summary>
/// <remarks>
/// The password is drawn once per installation and kept, readable by its owner only, in <c>demonstration-accounts.txt</c>
/// under <c>FORESTCARBON_HOME</c>; the database holds the hash.
/// </remarks>
public sealed class DemonstrationAccounts(Db db, string home)
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    /// <summary>Sign-in name and role key of each demonstration account.</summary>
    public static IReadOnlyList<(string Name, string Role)> SignIns { get; } =
    [
        ("diaocha", Roles.Surveyor), ("xiangzhen", Roles.TownshipStation), ("hulin", Roles.Ranger), ("linye", Roles.BureauReviewer), ("fuhe", Roles.BureauReviewer),
        ("kaifa", Roles.Developer), ("hecha", Roles.Verifier), ("caizheng", Roles.Finance), ("caihe", Roles.Finance), ("shenji", Roles.Auditor),
        ("guanli", Roles.Administrator),
    ];

    /// <summary>Where the names and the password are written for the person who set the installation up.</summary>
    public string File => Path.Combine(home, "demonstration-accounts.txt");

    /// <summary>
    /// Makes the accounts that are missing; ask for it only where the stored county is a demonstration. Where the file of
    /// passwords is gone, the demonstration accounts get a new password. Returns them with the password.
    /// </summary>
    /// <param name="township">The township that stands for "one township's station".</param>
    public async Task<IReadOnlyList<DemonstrationAccount>> EnsureAsync(string township, CancellationToken ct = default)
    {
        using var store = new AccountStore(db);
        var known = (await store.AllAsync(ct)).Where(account => account.IsDemo).ToDictionary(a => a.UserName, StringComparer.Ordinal);
        var password = ReadPassword();
        var isNew = password is null;
        password ??= RandomNumberGenerator.GetString(Letters, 12);
        var hasher = new PasswordHasher<Account>();
        foreach (var (name, role) in SignIns)
        {
            var account = known.GetValueOrDefault(name);
            if (account is not null && !isNew)
                continue;
            account ??= New(name, role, township);
            account.PasswordHash = hasher.HashPassword(account, password);
            account.SecurityStamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            var result = known.ContainsKey(name) ? await store.UpdateAsync(account, ct) : await store.CreateAsync(account, ct);
            if (!result.Succeeded && !result.Errors.Any(error => error.Code == "account_name_once"))
                throw new InvalidOperationException(result.ToString());
        }
        var accounts = SignIns.Select(n => new DemonstrationAccount(n.Name, Roles.All.Single(role => role.Key == n.Role).NameZh, password)).ToList();
        if (isNew)
            WriteFile(accounts);
        return accounts;
    }

    private static Account New(string name, string role, string township)
    {
        var ofTownship = role is Roles.TownshipStation or Roles.Ranger;
        return new()
        {
            AccountId = Guid.NewGuid(),
            UserName = name,
            NormalizedName = name.ToUpperInvariant(),
            DisplayName = Roles.All.Single(r => r.Key == role).NameZh,
            Roles = [role],
            Townships = ofTownship ? [township] : null,
            IsDemo = true,
        };
    }

    private string? ReadPassword() =>
        System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).Select(line => line.Split('\t')).Where(cells => cells.Length == 3).Select(cells => cells[1]).FirstOrDefault()
            : null;

    private void WriteFile(List<DemonstrationAccount> accounts)
    {
        Directory.CreateDirectory(home);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(File, options);
        foreach (var account in accounts)
            writer.Write($"{account.UserName}\t{account.Password}\t{account.RoleName}\n");
    }
}

/// <summary>A sign-in of the demonstration county.</summary>
public sealed record DemonstrationAccount(string UserName, string RoleName, string Password);
