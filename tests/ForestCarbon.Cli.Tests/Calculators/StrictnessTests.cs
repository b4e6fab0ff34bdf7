using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using ForestCarbon.Cli.Calculators;
using ForestCarbon.Cli.Commands;
using ForestCarbon.Cli.Frame;

namespace ForestCarbon.Cli.Tests.Calculators;

public sealed class StrictnessTests
{
    [Theory]
    [InlineData("tree-volume", """{"table":"LY208-77/杉木","dbh_cm":20,"height_m":15}""", "[S26 S27]")]
    [InlineData("tree-volume", """{"table":"LY208-77/阔叶","dbh_cm":20,"height_m":15}""", "川滇")]
    [InlineData("stand-biomass", """{"volume_m3_per_ha":1,"species":"杉木","factor_set":"AR-CM-001-V01"}""", "[M]")]
    [InlineData("bamboo-biomass", """{"equation":"毛竹","dbh_cm":10,"age_du":1}""", "[M]")]
    [InlineData("uncertainty-discount", """{"rule":"AR-CM","mean":1,"relative_error":0.1}""", "[M]")]
    [InlineData("crediting-window", """{"application_date":"2026-01-01","crediting_start":"2021-01-01","crediting_end":"2060-01-01"}""", "第十七条")]
    public void What_was_stored_says_where_it_came_from(string calculator, string json, string source) =>
        Assert.Contains(source, (string)Calc.Case(calculator, json)["source"]!, StringComparison.Ordinal);

    [Fact]
    public void A_term_over_two_years_names_both_notices()
    {
        var source = (string)Calc.Case("working-days", """{"start":"2025-12-31","days":2}""")["source"]!;

        Assert.Contains("2025年部分节假日", source, StringComparison.Ordinal);
        Assert.Contains("2026年部分节假日", source, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_stored_was_used_so_nothing_is_cited() =>
        Assert.False(Calc.Case(
            "stand-biomass",
            """{"volume_m3_per_ha":1,"wood_density":0.3,"bef":1.5,"root_shoot":0.2,"carbon_fraction":0.5}""").ContainsKey("source"));

    [Fact]
    public void A_figure_keeps_every_digit() =>
        Gen.Double[0, 1e12].Sample(value =>
        {
            var text = value.ToString("R", CultureInfo.InvariantCulture);
            return (double)Calc.Case("units", $$"""{"value":{{text}},"from":"ha","to":"ha"}""")["value"]! == value;
        });

    [Fact]
    public void The_parts_of_any_share_make_the_whole_whatever_the_order() =>
        Gen.Select(Gen.Long, Gen.Decimal[0, 1000].Array[1, 8]).Sample((amount, weights) =>
        {
            if (weights.All(w => w == 0)) return;
            var shares = weights.Select((w, i) => FormattableString.Invariant($$"""{"party":"p{{i}}","weight":{{w}}}""")).ToArray();
            var parts = Parts(amount, shares);
            var reversed = Parts(amount, [.. shares.Reverse()]);

            Assert.Equal(amount, (long)parts.Values.Aggregate(System.Numerics.BigInteger.Zero, (a, b) => a + b));
            Assert.Equal(parts, reversed);
        });

    /// <summary>Whatever numbers, names and shapes come in, a case is answered or refused: nothing is thrown.</summary>
    [Fact]
    public void No_case_brings_a_calculator_down()
    {
        double[] numbers = [0, 1, -1, 0.5, 0.9, 20, 1e308, -1e308, 5e-324, 2147483647, 1e17, 25.2, 111.3];
        string[] texts =
        [
            "ha", "mu", "tC", "richards", "logistic", "gompertz", "korf", "schumacher", "LY208-77/杉木", "DB52/T702-2011/杉木",
            "LY/T2264-2014/杉木", "S17/木荷", "毛竹", "杉木", "AR-CM-001-V01", "FANG", "AR-TOOL14", "AR-CM", "GS403", "sum", "product",
            "EPSG:4490", "EPSG:4525", "EPSG:3005", "EPSG:32760", "2026-01-05", "9999-12-31", "0001-01-01",
            "POLYGON ((111 25, 112 25, 112 26, 111 25))", "POLYGON ((1e300 0, 1 1, 0 1, 1e300 0))", "",
        ];
        var all = CalculatorList.All;
        Gen.Select(Gen.Int[0, all.Count - 1], Gen.Int).Sample((which, seed) =>
        {
            var calculator = all[which];
            var random = new Random(seed);
            var answer = Calc.Document(
                calculator.Name, new JsonObject { ["cases"] = new JsonArray(Case(calculator, random)) }.ToJsonString()).Cases;
            return answer.Count == 1;
        }, iter: 3_000);

        JsonNode Case(Calculator calculator, Random random)
        {
            var fields = new JsonObject();
            foreach (var field in calculator.Fields.Where(_ => random.Next(20) > 0)) fields[field] = Value(field, random);
            return fields;
        }

        JsonNode? Value(string field, Random random) => field switch
        {
            "parameters" or "start" when random.Next(4) > 0 => Objects(random, random.Next(2) == 0 ? ["A", "b"] : ["A", "k", "p"], 3),
            "points" => Array(random, () => Objects(random, ["age", "value"], 2)),
            "strata" => Array(random, () => Objects(random, ["area_ha", "mean", "sd", "n"], 4)),
            "shares" => Array(random, () => Objects(random, ["party", "weight"], 2)),
            "rows" => Array(random, () => Objects(random, ["date", "price", "volume"], 3)),
            "ages" or "values" or "half_width_percent" or "inflows_tc" => Array(random, () => Leaf(random)),
            "form" or "from" or "to" or "table" or "equation" or "species" or "factor_set" or "rule" or "wkt" or "crs" or "start" or "date"
                or "party" or "application_date" or "crediting_start" or "crediting_end" => JsonValue.Create(texts[random.Next(texts.Length)]),
            _ => random.Next(10) == 0 ? Leaf(random) : JsonValue.Create(numbers[random.Next(numbers.Length)]),
        };

        JsonArray Array(Random random, Func<JsonNode?> item) =>
            new([.. Enumerable.Range(0, random.Next(0, 9)).Select(_ => item())]);

        JsonObject Objects(Random random, string[] names, int count)
        {
            var fields = new JsonObject();
            foreach (var name in names.Take(count)) fields[name] = Value(name, random);
            return fields;
        }

        JsonNode Leaf(Random random) => random.Next(10) switch
        {
            < 4 => JsonValue.Create(numbers[random.Next(numbers.Length)]),
            < 6 => JsonValue.Create(random.NextDouble() * 100),
            < 9 => JsonValue.Create(texts[random.Next(texts.Length)]),
            _ => JsonValue.Create(random.Next(2) == 0),
        };
    }

    [Fact]
    public async Task The_command_reads_writes_and_answers_with_its_status()
    {
        var folder = Directory.CreateTempSubdirectory("calc");
        try
        {
            var source = Path.Combine(folder.FullName, "in.json");
            var target = Path.Combine(folder.FullName, "out.json");
            async Task<int> Run(string json, params string[] arguments)
            {
                await File.WriteAllTextAsync(source, json);
                return await CommandLine.RunAsync(RootCommands.Create(), ["calc", .. arguments]);
            }

            Assert.Equal(Exit.Done, await Run("""{"cases":[{"value":1,"from":"ha","to":"mu"}]}""", "units", "--in", source, "--out", target));
            Assert.Equal("""{"cases":[{"value":15}]}""" + "\n", await File.ReadAllTextAsync(target));
            Assert.Equal(Exit.Refused, await Run("""{"cases":[{"value":-1,"from":"ha","to":"mu"}]}""", "units", "--in", source, "--out", target));
            Assert.Equal(Exit.WrongUsage, await Run("""{"cases":[NaN]}""", "units", "--in", source, "--out", target));
            Assert.Equal(Exit.WrongUsage, await Run("{}", "no-such-calculator", "--in", source));
            Assert.Equal(Exit.WrongUsage, await Run("{}", "units"));
            Assert.Equal(Exit.Refused, await Run("{}", "units", "--in", source + ".absent"));
            Assert.Equal(Exit.Refused, await Run("""{"cases":[]}""", "units", "--in", source, "--out", Path.Combine(folder.FullName, "absent", "out.json")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, long> Parts(long amount, string[] shares) =>
        Calc.Case("share", FormattableString.Invariant($$"""{"amount_fen":{{amount}},"shares":[{{string.Join(',', shares)}}]}"""))["parts"]!
            .AsArray()
            .ToDictionary(p => (string)p!["party"]!, p => (long)p!["fen"]!);
}
