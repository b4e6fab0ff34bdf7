using System.Text;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Rows of delimited text (RFC 4180), one in memory at a time; quoted fields may hold line breaks.</summary>
internal static class CsvRows
{
    private const int LongestField = 64 << 20;

    /// <exception cref="UnreadableFileException">A quote that is never closed, or a field past all measure.</exception>
    public static IEnumerable<string[]> Read(TextReader text, char separator, string name)
    {
        var row = new List<string>();
        var field = new StringBuilder();
        var line = 1;
        var opened = 0;
        bool quoted = false, any = false;
        for (int next; (next = text.Read()) >= 0;)
        {
            var c = (char)next;
            any = true;
            if (quoted)
            {
                if (c == '"' && text.Peek() == '"')
                    field.Append((char)text.Read());
                else if (c == '"')
                    quoted = false;
                else
                    field.Append(c);
                if (field.Length > LongestField)
                    throw new UnreadableFileException($"{name} 第 {opened} 行起的引号没有结束，请检查该行。", $"A quote that begins in line {opened} of {name} does not end: check that line.");
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
                opened = line;
            }
            else if (c == separator)
                Take();
            else if (c is '\n' or '\r')
            {
                if (c == '\r' && text.Peek() == '\n')
                    text.Read();
                line++;
                Take();
                yield return [.. row];
                row.Clear();
                any = false;
            }
            else
                field.Append(c);
        }
        if (quoted)
            throw new UnreadableFileException($"{name} 第 {opened} 行起的引号没有结束，文件不完整。", $"A quote that begins in line {opened} of {name} does not end: the file is not whole.");
        if (any)
        {
            Take();
            yield return [.. row];
        }

        void Take()
        {
            row.Add(field.ToString());
            field.Clear();
        }
    }
}
