using System.Text.Json;
using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Commands;

/// <summary><c>screen</c>, <c>claims</c> and <c>methodologies</c> in the language that is asked for; figures are the same in either.</summary>
public sealed class ScreenCommandTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly KillHarness _program = new(seed: 6);
    private readonly string _folder = Directory.CreateTempSubdirectory("fc-screen-").FullName;

    [Fact]
    public async Task A_screening_is_told_in_English_from_its_figures_to_its_refusals()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        Assert.Equal("已装入演示县域：400 个小班，种子 1。", await _program.DoneAsync("seed-demo", "--parcels", "400"));
        var none = await _program.RunAsync("screen", "why", "1", "--language", "en");
        Assert.Equal(1, none.Status);
        Assert.Contains("There is no screening yet: run screen --methodology CCER-14-001-V01 first.", none.Errors, StringComparison.Ordinal);

        var screened = await EnglishAsync("screen", "--methodology", "CCER-14-001-V01");

        Assert.Contains("Missing data never passes.", screened, StringComparison.Ordinal);
        Assert.DoesNotContain(screened, IsChinese);
        var id = screened[("Screening ".Length)..screened.IndexOf(':', StringComparison.Ordinal)];
        var chinese = await _program.RunAsync("screen", "show", id);
        Assert.Contains("缺资料不算符合", chinese.Output, StringComparison.Ordinal);
        Assert.Equal(Figures(chinese.Output), Figures(screened));

        Assert.DoesNotContain("internal estimates only", screened, StringComparison.Ordinal);
        var legacy = await EnglishAsync("screen", "--methodology", "AR-CM-003-V01");
        Assert.Contains("A legacy methodology serves internal estimates only; no CCER can be registered under it.", legacy, StringComparison.Ordinal);
        Assert.Contains("旧方法学只供内部估算", (await _program.RunAsync("screen", "show", legacy[("Screening ".Length)..legacy.IndexOf(':', StringComparison.Ordinal)])).Output, StringComparison.Ordinal);
        var code = await database.ScalarAsync<string>("select min(code) from inventory.parcel_current_v");
        Assert.Contains($"Screening {id}: CCER-14-001-V01, parcels as of ", await EnglishAsync("screen", "why", code, "--methodology", "CCER-14-001-V01"), StringComparison.Ordinal);
        Assert.Contains(": AR-CM-003-V01, parcels as of ", await EnglishAsync("screen", "why", code), StringComparison.Ordinal);
        Assert.NotEqual(0, (await _program.RunAsync("screen", "why", code, "--methodology", "AR-CM-001-V01")).Status);
        // What conditions rest on stands below their table, the history of the ground once for all of them, and that it is for demonstration in no bracket of its own.
        var explained = (await _program.RunAsync("screen", "why", code, "--run", id)).Output.Split('\n').SkipWhile(l => !l.StartsWith("条款", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain("依据的数据", explained[0], StringComparison.Ordinal);
        // Of its first piece.
        var data = explained.Skip(1).TakeWhile(l => !l.StartsWith("条款", StringComparison.Ordinal)).Where(l => l.StartsWith("  依据的数据 ", StringComparison.Ordinal))
            .Select(l => l[l.IndexOf('：', StringComparison.Ordinal)..]).ToList();
        Assert.NotEmpty(data);
        Assert.Distinct(data);
        Assert.DoesNotContain(data, d => d.Contains("演示数据））", StringComparison.Ordinal));
        // The demonstration has no curves for a planting model: a piece is given tonnes over the years of its screening.
        var planted = await database.ScalarAsync<long>(
            $"""
            alter table ccer.screening_piece_{id} disable trigger user;
            with told as (
                update ccer.screening_piece_{id} p set expected_kg = 8000, expected_reason = 1
                where (p.parcel_id, p.piece) = (select q.parcel_id, q.piece from ccer.screening_piece_{id} q where q.verdict < 2 and not q.is_planted order by q.parcel_id, q.piece limit 1)
                returning p.parcel_id
            )
            select t.parcel_id from told t
            """);
        string[] why = ["screen", "why", planted.ToString(System.Globalization.CultureInfo.InvariantCulture), "--run", id];
        using (var answers = JsonDocument.Parse((await _program.RunAsync([.. why, "--json"])).Output))
        {
            var piece = answers.RootElement.EnumerateArray().Single(p => p.GetProperty("expected_kg").ValueKind != JsonValueKind.Null);
            var (years, rate) = (piece.GetProperty("expected_years").GetDecimal(), piece.GetProperty("expected_t_mu_a").GetDecimal());
            Assert.Equal(8 / years / (piece.GetProperty("area_m2").GetDecimal() * 3 / 2000), rate, 9);
            Assert.Contains(FormattableString.Invariant($" over {years} years, {rate:0.000} t/mu·a"), await EnglishAsync(why), StringComparison.Ordinal);
        }
        var ahead = await _program.RunAsync("screen", "--methodology", "CCER-14-001-V01", "--as-of", "2499-01-01", "--language", "en");
        Assert.Equal(1, ahead.Status);
        Assert.Contains("2499-01-01 is still to come", ahead.Errors, StringComparison.Ordinal);

        var book = Path.Combine(_folder, "diff.xlsx");
        var same = await EnglishAsync("screen", "diff", id, id, "--xlsx", book);
        Assert.Contains("byte by byte", same, StringComparison.Ordinal);
        Assert.Matches(@"Screening \d+: CCER-14-001-V01, parcels as of \S+ \(generation \d+\), claims as of .+ finished \d{4}-\d{2}-\d{2} \d{2}:\d{2}\.", same);
        Assert.True(new FileInfo(book).Length > 1000);
        var refused = await _program.RunAsync("screen", "--methodology", "DRAFT-2026-08-13-REPLANTING", "--language", "en");
        Assert.Equal(1, refused.Status);
        Assert.DoesNotContain(refused.Errors, IsChinese);
        Assert.DoesNotContain(await EnglishAsync("methodologies", "list"), IsChinese);
        Assert.Contains("verification", await EnglishAsync("parameters", "list", "--to-verify"), StringComparison.Ordinal);

        // An outline in which the screening finds nothing is no boundary until somebody says that it is meant.
        var failing = await database.ScalarAsync<string>(
            $"""
            select st_asgeojson(st_expand(st_pointonsurface(s.geom), 0.00005), 9, 0) from inventory.parcel_shape s
            where s.parcel_version_id = (select min(p.parcel_version_id) from ccer.screening_piece p where p.run_id = {id} group by p.parcel_id having min(p.verdict) = 2 order by 1 limit 1)
            """);
        var outside = Path.Combine(_folder, "outside.geojson");
        Task DrawAsync(string geometry) => File.WriteAllTextAsync(
            outside, $$"""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{{geometry}}}]}""", TestContext.Current.CancellationToken);
        string[] create = ["project", "create", "WD-9", "--name", "Trial", "--methodology", "CCER-14-001-V01", "--boundary", outside, "--crs", "EPSG:4490"];
        // A square in Beijing is no boundary of this county, whoever means it.
        await DrawAsync("""{"type":"Polygon","coordinates":[[[116.39,39.9],[116.391,39.9],[116.391,39.901],[116.39,39.901],[116.39,39.9]]]}""");
        var elsewhere = await _program.RunAsync([.. create, "--confirmed", "--language", "en"]);
        Assert.Equal(1, elsewhere.Status);
        Assert.Contains("outside the county as a whole", elsewhere.Errors, StringComparison.Ordinal);
        await DrawAsync(failing);
        var told = await _program.RunAsync([.. create, "--language", "en"]);
        Assert.Equal(1, told.Status);
        Assert.Contains("if it is meant, add --confirmed.", told.Errors, StringComparison.Ordinal);
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from ccer.project where code = 'WD-9'"));
        Assert.Equal(0, (await _program.RunAsync([.. create, "--confirmed"])).Status);
    }

    [Fact]
    public async Task A_boundary_is_checked_and_a_claim_registered_in_English()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        Assert.Equal(0, (await _program.RunAsync("migrate")).Status);
        var boundary = Path.Combine(_folder, "b.geojson");
        await File.WriteAllTextAsync(
            boundary, """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[111.05,25.15],[111.051,25.15],[111.051,25.151],[111.05,25.151],[111.05,25.15]]]}}]}""",
            TestContext.Current.CancellationToken);
        string[] Register(string code) => ["claims", "register", boundary, "--crs", "EPSG:4490", "--code", code, "--name", "Trial", "--source", "Trial", "--from", "2090-01-01", "--to", "2099-12-31"];

        Assert.EndsWith("no overlap.", (await EnglishAsync("claims", "check", boundary, "--crs", "EPSG:4490", "--from", "2090-01-01", "--to", "2099-12-31")).Trim(), StringComparison.Ordinal);
        var unknown = await _program.RunAsync("claims", "check", boundary, "--crs", "EPSG:4490", "--scheme", "vcs", "--language", "en");
        Assert.Equal(1, unknown.Status);
        Assert.Contains("There is no scheme \"vcs\": write one of CCER, VCS, ", unknown.Errors, StringComparison.Ordinal);
        var turned = await _program.RunAsync("claims", "check", boundary, "--crs", "EPSG:4490", "--from", "2030-01-01", "--to", "2020-01-01", "--language", "en");
        Assert.Equal(1, turned.Status);
        Assert.Contains("The period ends on 2020-01-01, before it begins on 2030-01-01.", turned.Errors, StringComparison.Ordinal);
        var never = await _program.RunAsync("claims", "check", boundary, "--crs", "EPSG:4490", "--from", "9999-12-31", "--language", "en");
        Assert.Equal(1, never.Status);
        Assert.Contains("The day 9999-12-31 is not between 1900-01-01 and 2499-12-31", never.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was changed", never.Errors, StringComparison.Ordinal);
        Assert.Contains("registered: 1 plot, ", await EnglishAsync(Register("EN-1")), StringComparison.Ordinal);
        var refused = await _program.RunAsync([.. Register("EN-2"), "--language", "en"]);

        var pledge = await EnglishAsync("claims", "check", boundary, "--crs", "EPSG:4490", "--from", "2090-01-01", "--to", "2099-12-31", "--scheme", "抵押");
        Assert.Contains("no overlap.", pledge, StringComparison.Ordinal);
        Assert.Contains("shown only, excludes nothing", pledge, StringComparison.Ordinal);
        Assert.Equal(1, refused.Status);
        Assert.Contains("Plot 1 overlaps plot 1 of CCER EN-1 by ", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Errors + refused.Output, IsChinese);
        using var listed = JsonDocument.Parse((await _program.RunAsync("claims", "audit", "--json")).Output);
        Assert.DoesNotContain(listed.RootElement.EnumerateArray(), o => o.GetProperty("own_code").GetString() == "EN-1");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return _program.DisposeAsync();
    }

    private static bool IsChinese(char c) => c is >= '\u4e00' and <= '\u9fff';

    private static List<string> Figures(string text) => [.. System.Text.RegularExpressions.Regex.Matches(text, @"\d[\d,]*\.\d").Select(m => m.Value)];

    private async Task<string> EnglishAsync(params string[] arguments)
    {
        var end = await _program.RunAsync([.. arguments, "--language", "en"]);
        Assert.True(end.Status == 0, $"{string.Join(' ', arguments)}: {end.Status} {end.Errors}");
        return end.Output;
    }
}
