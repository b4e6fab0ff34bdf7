using System.Text;
using ForestCarbon.Testing;

namespace ForestCarbon.Architecture.Tests;

/// <summary>A file of the repository, as the rules read it.</summary>
/// <param name="Path">From the repository's root, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The project's last word, for instance <c>Growth</c>; empty outside src.</summary>
    public string Module => Path.StartsWith("src/ForestCarbon.", StringComparison.Ordinal) ? Path.Split('/')[1]["ForestCarbon.".Length..] : "";

    /// <summary>Every file of <paramref name="folder"/> with one of the extensions, without build output and restored packages.</summary>
    public static IReadOnlyList<SourceFile> In(string folder, params string[] extensions) =>
    [
        .. Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(path => extensions.Contains(System.IO.Path.GetExtension(path))
                           && !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "lib"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)))),
    ];

    /// <summary>The statements of the program: whole .sql files, and the string literals of .cs files.</summary>
    public static IEnumerable<SourceFile> Statements() =>
        In("src", ".sql").Concat(In("src", ".cs").SelectMany(file => CSharpText.Literals(file.Text).Select(text => file with { Text = text })));
}

/// <summary>C# read just well enough to tell its code from its comments and its strings.</summary>
internal static class CSharpText
{
    /// <summary>The contents of every string literal.</summary>
    public static IReadOnlyList<string> Literals(string source) => [.. Pieces(source).Where(p => p.IsLiteral).Select(p => p.Text)];

    /// <summary>The source without comments and without the contents of its strings.</summary>
    public static string Code(string source) => string.Concat(Pieces(source).Where(p => !p.IsLiteral).Select(p => p.Text));

    private static IEnumerable<(bool IsLiteral, string Text)> Pieces(string source)
    {
        var code = new StringBuilder();
        for (var i = 0; i < source.Length;)
        {
            if (source[i] == '/' && i + 1 < source.Length && source[i + 1] is '/' or '*')
            {
                var end = source[i + 1] == '/' ? source.IndexOf('\n', i) : source.IndexOf("*/", i, StringComparison.Ordinal) + 2;
                i = end < i ? source.Length : end;
                code.Append(' ');
            }
            else if (source[i] == '\'')
            {
                var end = i + 1;
                while (end < source.Length && source[end] != '\'')
                    end += source[end] == '\\' ? 2 : 1;
                i = end + 1;
                code.Append("' '");
            }
            else if (source[i] == '"')
            {
                var (start, end, next) = Literal(source, i);
                yield return (false, code.ToString());
                code.Clear();
                yield return (true, source[start..end]);
                i = next;
                code.Append("\"\"");
            }
            else
            {
                code.Append(source[i++]);
            }
        }
        yield return (false, code.ToString());
    }

    // What stands in the holes of an interpolated string counts as its contents.
    private static (int Start, int End, int Next) Literal(string source, int quote)
    {
        var quotes = 0;
        while (quote + quotes < source.Length && source[quote + quotes] == '"')
            quotes++;
        if (quotes >= 3)
        {
            var fence = new string('"', quotes);
            var close = source.IndexOf(fence, quote + quotes, StringComparison.Ordinal);
            close = close < 0 ? source.Length - quotes : close;
            return (quote + quotes, close, close + quotes);
        }
        var isVerbatim = quote > 0 && (source[quote - 1] == '@' || (quote > 1 && source[quote - 1] == '$' && source[quote - 2] == '@'));
        var end = quote + 1;
        while (end < source.Length && (source[end] != '"' || (isVerbatim && end + 1 < source.Length && source[end + 1] == '"')))
            end += (isVerbatim && source[end] == '"') || (!isVerbatim && source[end] == '\\') ? 2 : 1;
        end = Math.Min(end, source.Length);
        return (quote + 1, end, end + 1);
    }
}
