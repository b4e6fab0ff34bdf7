using System.Text.RegularExpressions;

namespace ForestCarbon.Architecture.Tests;

/// <summary>Between two letters or digits Razor takes an @ for one of an e-mail address: what follows is sent as it stands, not as its value.</summary>
public sealed partial class PageAddressTests
{
    [Fact]
    public void No_page_writes_a_value_where_Razor_sees_an_e_mail_address() => Rule.Holds(SourceFile.In("src", ".cshtml").SelectMany(Violations));

    [Theory]
    [InlineData("""<form method="post" action="@here/drafts@query">""")]
    [InlineData("""<a href="/finance/books@query">""")]
    [InlineData("<th>@q.Year Q@q.Quarter</th>")]
    public void A_value_that_is_glued_to_a_word_is_seen(string source) => Assert.NotEmpty(Violations(new("src/ForestCarbon.Web/New.cshtml", source)));

    [Theory]
    [InlineData("""<form method="post" action="@here/drafts@(query)">""")]
    [InlineData("""<a href="@here/boundary.@format.Item1" id="t-@part.Key">@f.Name@if (f.Row is not null) { }</a>""")]
    public void What_Razor_reads_as_a_value_is_let_be(string source) => Assert.Empty(Violations(new("src/ForestCarbon.Web/New.cshtml", source)));

    private static IEnumerable<string> Violations(SourceFile file) => Glued().Matches(file.Text).Select(m => $"{file.Path}: {m.Value}");

    // In an address a word and a value; elsewhere a word that is no value itself: after @name another @ begins a statement.
    [GeneratedRegex("""(?<=(?:action|href|src)="[^"]*)\w@\w+|(?<![\w@.)\]}])[A-Za-z0-9]+@[A-Za-z]\w*""")]
    private static partial Regex Glued();
}
