using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ForestCarbon.Ledger.Verification;

/// <summary>One seal: what the ledger held when it was made. A line of <c>seals.jsonl</c>.</summary>
/// <param name="Postings">How many postings are sealed in all.</param>
/// <param name="Root">SHA-256 over all accounts' chain lengths and heads.</param>
/// <param name="PostingsSha256">Of the witnesses this seal added.</param>
/// <param name="Previous">The HMAC of the seal before, so that none can be taken out.</param>
internal sealed record Seal(
    int Number, DateTime At, long Postings, long Declared, int Accounts, string Root, string PostingsSha256, string DeclaredSha256, string Previous, string Hmac)
{
    /// <summary>HMAC-SHA-256 over every other field, with the key that lies outside the database.</summary>
    public string Signed(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"{Number}|{At.Ticks}|{Postings}|{Declared}|{Accounts}|{Root}|{PostingsSha256}|{DeclaredSha256}|{Previous}"))));
}

/// <summary>
/// The seals of a ledger, outside its database: lines of seals, and beside them what each seal saw, row by row, so that a bad
/// row can be named even where every hash in the database was computed anew.
/// </summary>
/// <param name="folder">Usually <c>FORESTCARBON_HOME/ledger</c>.</param>
/// <param name="keyFile">32 random bytes, made at the first seal; usually <c>FORESTCARBON_HOME/keys/ledger-seal.key</c>.</param>
public sealed class SealBook(string folder, string keyFile)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private string Seals => Path.Combine(folder, "seals.jsonl");

    private string Postings => Path.Combine(folder, "postings.witness");

    private string Declared => Path.Combine(folder, "declared.witness");

    /// <summary>The book of this installation.</summary>
    public static SealBook Of(Platform.Files.Home home) => new(home.Ledger, Path.Combine(home.Keys, "ledger-seal.key"));

    /// <summary>The seal that saw a posting, and the hash it saw; null where none has yet. Reads the file of witnesses once, 80 bytes a posting.</summary>
    /// <remarks>For a page. Whether the seals themselves are whole is for <see cref="LedgerVerification"/> to say.</remarks>
    public SealedPosting? Find(long entryId, int line)
    {
        using var postings = Open(Postings);
        if (postings is null || !File.Exists(Seals))
            return null;
        var rows = new byte[PostingWitness.Bytes * 4096];
        for (long at = 0; postings.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false) is var read and >= PostingWitness.Bytes;)
            for (var i = 0; i + PostingWitness.Bytes <= read; i += PostingWitness.Bytes, at++)
                if (PostingWitness.Read(rows.AsSpan(i)) is var seen && seen.EntryId == entryId && seen.Line == line)
                    return File.ReadLines(Seals).Select(Parse).FirstOrDefault(seal => seal?.Postings > at) is { } seal
                        ? new SealedPosting(seal.Number, seal.At, Convert.ToHexStringLower(seen.Hash))
                        : null;
        return null;
    }

    /// <summary>Length of the file of seals, in bytes: whoever sealed in between made it longer.</summary>
    internal long Written => File.Exists(Seals) ? new FileInfo(Seals).Length : 0;

    /// <summary>Holds the book for this process, or null while another seals.</summary>
    internal FileStream? TryHold()
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException) && held.HResult != 28)
        {
            return null;
        }
    }

    /// <summary>Everything sealed so far, and what is wrong with the files themselves.</summary>
    internal SealedLedger Read()
    {
        var key = File.Exists(keyFile) ? File.ReadAllBytes(keyFile) : null;
        var lines = File.Exists(Seals) ? File.ReadAllLines(Seals) : [];
        var sealedLedger = new SealedLedger();
        if (lines.Length == 0)
            return sealedLedger;
        if (key is null)
            return sealedLedger.Wrong(LedgerFinding.Seal(1, "封存密钥不见了，无法核对封存记录", "the key of the seals is gone, so that they cannot be checked"));
        using var postings = Open(Postings);
        using var declared = Open(Declared);
        for (var i = 0; i < lines.Length; i++)
        {
            var isTorn = i == lines.Length - 1 && !lines[i].EndsWith('}');
            if (isTorn)
                break; // a seal that was being written when the machine stopped: it sealed nothing
            if (Parse(lines[i]) is not { } seal || seal.Number != i + 1 || seal.Hmac != seal.Signed(key) || seal.Previous != sealedLedger.LastHmac)
                return sealedLedger.Wrong(LedgerFinding.Seal(i + 1, "封存记录被改动、删去或调换过", "the record of the seals was changed, deleted or swapped"));
            var rows = Rows(postings, seal.Postings - sealedLedger.Count, PostingWitness.Bytes);
            var marks = Rows(declared, seal.Declared - sealedLedger.DeclaredCount, DeclaredWitness.Bytes);
            if (rows is null || marks is null || Hex(rows) != seal.PostingsSha256 || Hex(marks) != seal.DeclaredSha256)
                return sealedLedger.Wrong(LedgerFinding.Seal(i + 1, "封存所见的逐笔记录被改动或截短过", "what the seals saw row by row was changed or cut short"));
            for (var at = 0; at < rows.Length; at += PostingWitness.Bytes)
                sealedLedger.Add(PostingWitness.Read(rows.AsSpan(at)));
            for (var at = 0; at < marks.Length; at += DeclaredWitness.Bytes)
                sealedLedger.Add(DeclaredWitness.Read(marks.AsSpan(at)));
            if (Convert.ToHexStringLower(sealedLedger.Root()) != seal.Root)
                return sealedLedger.Wrong(LedgerFinding.Seal(i + 1, "封存的根与逐笔记录不符", "its root is not that of the rows it saw"));
            sealedLedger.Add(seal);
        }
        return sealedLedger;
    }

    /// <summary>Appends a seal over what <paramref name="state"/> holds after <paramref name="postings"/> and <paramref name="declared"/> were added. On the disk when this returns.</summary>
    internal Seal Append(SealedLedger state, DateTime at, IReadOnlyList<PostingWitness> postings, IReadOnlyList<DeclaredWitness> declared)
    {
        var key = Key();
        var rows = new byte[postings.Count * PostingWitness.Bytes];
        for (var i = 0; i < postings.Count; i++)
            postings[i].Write(rows.AsSpan(i * PostingWitness.Bytes));
        var marks = new byte[declared.Count * DeclaredWitness.Bytes];
        for (var i = 0; i < declared.Count; i++)
            declared[i].Write(marks.AsSpan(i * DeclaredWitness.Bytes));
        // What an interrupted seal left behind the last whole one is written over.
        AppendAt(Postings, (state.Count - postings.Count) * PostingWitness.Bytes, rows);
        AppendAt(Declared, (state.DeclaredCount - declared.Count) * DeclaredWitness.Bytes, marks);
        var seal = new Seal(state.Seals + 1, at, state.Count, state.DeclaredCount, state.Accounts,
            Convert.ToHexStringLower(state.Root()), Hex(rows), Hex(marks), state.LastHmac, "");
        seal = seal with { Hmac = seal.Signed(key) };
        AppendLine(Seals, JsonSerializer.Serialize(seal, Format));
        state.Add(seal);
        return seal;
    }

    private byte[] Key()
    {
        if (File.Exists(keyFile))
            return File.ReadAllBytes(keyFile);
        var key = RandomNumberGenerator.GetBytes(32);
        using (var file = new FileStream(keyFile, new FileStreamOptions
               {
                   Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
               }))
        {
            file.Write(key);
            file.Flush(flushToDisk: true);
        }
        return key;
    }

    private static Seal? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Seal>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void AppendAt(string path, long position, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        file.SetLength(position);
        file.Position = position;
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static void AppendLine(string path, string line)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        file.SetLength(EndOfLastLine(file));
        file.Position = file.Length;
        file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        file.Flush(flushToDisk: true);
    }

    private static long EndOfLastLine(FileStream file)
    {
        for (var at = file.Length; at > 0; at--)
        {
            file.Position = at - 1;
            if (file.ReadByte() == '\n')
                return at;
        }
        return 0;
    }

    private static FileStream? Open(string path) => File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20) : null;

    private static byte[]? Rows(FileStream? file, long count, int bytes)
    {
        if (count == 0)
            return [];
        if (file is null || count < 0 || file.Length - file.Position < count * bytes)
            return null;
        var rows = new byte[count * bytes];
        file.ReadExactly(rows);
        return rows;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>A posting as a seal saw it.</summary>
public sealed record SealedPosting(int SealNumber, DateTime SealedAt, string Hash);
