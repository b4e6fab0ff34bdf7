using System.Reflection;
using System.Text.RegularExpressions;
using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Postings;

/// <summary>A refusal is a sentence for who asked, in their language.</summary>
public sealed partial class RefusalTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Every_refusal_of_the_database_is_said_in_both_languages_with_the_same_values()
    {
        var functions = await database.Db.QueryAsync<string>(
            "select p.prosrc from pg_proc p where p.pronamespace = 'ledger'::regnamespace and p.prosrc like '%ledger.refuse(%'");
        var refusals = functions.SelectMany(f => Call().Matches(f).Select(m => Arguments(f, m.Index + m.Length))).ToList();

        Assert.All(refusals, r =>
        {
            Assert.Equal(3, r.Count);
            Assert.True(English.HoldsChinese(r[1]) && !English.HoldsChinese(r[2]), string.Join('\n', r));
            Assert.Equal(Hole().Count(r[1]), Hole().Count(r[2]));
        });
        Assert.Equal(Enum.GetValues<LedgerRefusal>().Select(r => $"FC{101 + (int)r}"), refusals.Select(r => r[0].Trim('\'')).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_constraint_that_refuses_an_act_is_said_in_both_languages()
    {
        var of = typeof(HoldingActs).Assembly.GetType("ForestCarbon.Ledger.Holdings.HoldingRefusals")!.GetMethod("Of", BindingFlags.Public | BindingFlags.Static)!;
        var names = await database.Db.QueryAsync<string>(
            """
            select c.conname::text from pg_constraint c where c.connamespace = 'ledger'::regnamespace
            union select i.relname::text from pg_class i where i.relnamespace = 'ledger'::regnamespace and i.relkind = 'i'
            """);
        var told = names.Select(name => (RefusedException?)of.Invoke(null, [new PostgresException("", "ERROR", "ERROR", "23514", constraintName: name)])).OfType<RefusedException>().ToList();

        Assert.True(told.Count >= 20, $"{told.Count} of {names.Count} constraints are told");
        Assert.All(told, refused => Assert.False(English.HoldsChinese(English.Of(() => refused.Message)), refused.Message));
    }

    [Fact]
    public async Task A_refusal_comes_in_English_to_who_reads_English_posted_alone_or_with_others()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 1_200, name: "英文");
        var journal = ledger.Journal;

        // Many at once share a transaction; the first goes alone.
        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Assert.ThrowsAsync<LedgerRefusedException>(() => journal.PostAsync(
            Maker, "划转", new EntryRequest(ledger.Key(), Day, [new EntryLine(ledger.Available(1), ledger.Available(0), 1_201)], ledger.Record)))));

        Assert.All(refused, r => Assert.Contains("1,200 吨，不足 1,201 吨", r.Message, StringComparison.Ordinal));
        Assert.All(refused, r => Assert.Contains("has 1,200 tCO₂e free, less than 1,201 tCO₂e", English.Of(() => r.Message), StringComparison.Ordinal));
    }

    [Fact]
    public void A_lift_without_a_reason_is_refused_in_English() =>
        Assert.Equal("Lifting a halt needs a reason.", English.Of(() => Assert.Throws<LedgerRefusedException>(() => { _ = new LedgerControl(database.Db).LiftAsync(Checker, " ", 1); }).Message));

    // The arguments of a call, from behind its opening bracket: split at commas that stand in no literal and in no inner bracket.
    private static List<string> Arguments(string text, int at)
    {
        var (found, begin, depth, inLiteral) = (new List<string>(), at, 0, false);
        for (; ; at++)
        {
            var c = text[at];
            if (c == '\'')
                inLiteral = !inLiteral;
            else if (inLiteral)
                continue;
            else if (c == '(')
                depth++;
            else if ((c == ',' || c == ')') && depth == 0)
            {
                found.Add(text[begin..at].Trim());
                begin = at + 1;
                if (c == ')')
                    return found;
            }
            else if (c == ')')
                depth--;
        }
    }

    [GeneratedRegex(@"ledger\.refuse\(")]
    private static partial Regex Call();

    [GeneratedRegex("%s")]
    private static partial Regex Hole();
}
