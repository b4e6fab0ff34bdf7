using DbUp.Postgresql;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Migrations;

/// <summary>Remembers which statement of a script is being run, because the server's error does not say.</summary>
internal sealed class StatementWatch(string connectionString) : PostgresqlConnectionManager(connectionString)
{
    private string _running = "";

    public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents)
    {
        foreach (var statement in base.SplitScriptIntoCommands(scriptContents))
        {
            _running = statement;
            yield return statement;
        }
    }

    /// <summary>Line and beginning of the statement that was running last.</summary>
    public string Place(string? script)
    {
        var statement = _running.Trim();
        while (statement.StartsWith("--", StringComparison.Ordinal))
            statement = statement[(statement.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? end : statement.Length)..].TrimStart();
        if (statement.Length == 0)
            return "还没有执行到语句";
        var at = script?.IndexOf(statement, StringComparison.Ordinal) ?? -1;
        var line = at < 0 ? "" : $"第 {1 + script.AsSpan(0, at).Count('\n')} 行";
        var beginning = string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{line}的语句“{Shortened.Of(beginning, 100)}”";
    }
}
