using System.CommandLine;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Audit;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>audit verify</c>: adds the audit trail up again.</summary>
internal static class AuditCommands
{
    public static Command Create()
    {
        var verify = new Command("verify", "重新计算每条审计链，指出第一处不符");
        verify.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var found = await AuditTrail.VerifyAsync(db, ct);
            Terminal.Result(asked, new { is_whole = found.IsWhole, found.Chains, found.Entries, found.Breaks }, _ =>
            {
                foreach (var fault in found.Breaks)
                    Terminal.Print(fault.Sentence);
                Terminal.Print(found.IsWhole
                    ? $"审计链完整：{found.Chains} 条链，{found.Entries} 条记录。"
                    : $"审计链不完整：{found.Chains} 条链中有 {found.Breaks.Count} 条断开。");
            });
            return found.IsWhole ? Exit.Done : Exit.Refused;
        });
        return new Command("audit", "审计记录") { verify };
    }
}
