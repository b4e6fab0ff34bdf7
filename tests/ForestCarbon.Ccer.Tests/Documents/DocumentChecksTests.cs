using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Tests.Documents;

public sealed class DocumentChecksTests : IDisposable
{
    private static readonly string[][] Parcels = [["小班号", "面积（公顷）", "面积（亩）"], ["001", "10.00", "150.0"], ["002", "20.00", "300.0"], ["003", "3.33", "50.0"], ["合计", "33.33", "500.0"]];
    private static readonly string[][] Yearly = [["年份", "减排量（tCO2e）"], ["2026", "100"], ["2027", "120"], ["合计", "220"]];

    private readonly string _folder = Directory.CreateTempSubdirectory("fc-doc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Sound =>
    [
        "方法学 CCER-14-001-V01。项目面积 33.33 公顷（500 亩），共 3 个小班。", "项目开工日期为 2023年3月1日。",
        "计入期为 2026年1月1日至 2045年12月31日，共 20 年。", "碳储量 30 tC，合 110 tCO2e。", "总减排量为 220 tCO2e，年均减排量 110 tCO2e。",
    ];

    private string Word(IEnumerable<string> paragraphs, params string[][][] tables) =>
        Written([Styled("1", "B.2 项目边界"), .. paragraphs.Select(p => Styled(null, p)), .. tables.Select(TableOf)]);

    private string Written(IEnumerable<OpenXmlElement> blocks)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.docx");
        using var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document);
        var main = document.AddMainDocumentPart();
        main.AddNewPart<StyleDefinitionsPart>().Styles = new Styles(new Style(new StyleName { Val = "heading 1" }) { Type = StyleValues.Paragraph, StyleId = "1" });
        main.Document = new Document(new Body(blocks));
        return file;
    }

    private static Paragraph Styled(string? style, string text) =>
        style is null ? new(new Run(new Text(text))) : new(new ParagraphProperties(new ParagraphStyleId { Val = style }), new Run(new Text(text)));

    private static OpenXmlElement TableOf(IEnumerable<string[]> rows) => new Table(rows.Select(row => new TableRow(row.Select(cell => new TableCell(Styled(null, cell))))));

    // A line is a paragraph, "# …" a heading, lines with bars are the rows of a table, "--" parts two of them.
    private StatedDocument Read(string lines)
    {
        var (blocks, rows) = (new List<OpenXmlElement>(), new List<string[]>());
        foreach (var line in lines.Split('\n').Append("--"))
        {
            if (line.Contains('|', StringComparison.Ordinal))
            {
                rows.Add(line.Split('|'));
                continue;
            }
            if (rows.Count > 0)
                blocks.Add(TableOf(rows));
            rows.Clear();
            if (line != "--")
                blocks.Add(line.StartsWith("# ", StringComparison.Ordinal) ? Styled("1", line[2..]) : Styled(null, line));
        }
        return OfficeReader.Read(Written(blocks));
    }

    private IReadOnlyList<Contradiction> Find(IEnumerable<string> paragraphs, params string[][][] tables) => DocumentChecks.Find(OfficeReader.Read(Word(paragraphs, tables)));

    private static string[][] With(string[][] table, int row, int column, string cell) =>
        [.. table.Select((cells, r) => r == row ? [.. cells.Select((c, i) => i == column ? cell : c)] : cells)];

    // What a sentence says in figures it says in both languages.
    private static List<string> FiguresIn(string sentence) => [.. System.Text.RegularExpressions.Regex.Matches(sentence, @"\d[\d.,]*").Select(m => m.Value.TrimEnd('.', ','))];

    [Fact]
    public void A_document_without_contradictions_has_no_findings() => Assert.Empty(Find(Sound, Parcels, Yearly));

    [Theory]
    [InlineData("mu-hectares", "33.33 公顷（500 亩）", "33.33 公顷（550 亩）", "33.33 公顷 合 499.95 亩")]
    [InlineData("count", "共 3 个小班", "共 4 个小班", "列了 3 个")]
    [InlineData("limit", "2023年3月1日", "2012年11月8日", "2012-11-08")]
    [InlineData("period", "共 20 年", "共 21 年", "2046-12-31")]
    [InlineData("carbon-co2", "合 110 tCO2e", "合 101 tCO2e", "110 tCO2e")]
    [InlineData("total", "总减排量为 220 tCO2e", "总减排量为 240 tCO2e", "220 t")]
    [InlineData("total", "年均减排量 110 tCO2e", "年均减排量 120 tCO2e", "110 t")]
    public void Each_planted_contradiction_in_the_text_is_found_once_with_both_places(string rule, string right, string wrong, string said)
    {
        var found = Assert.Single(Find(Sound.Select(p => p.Replace(right, wrong, StringComparison.Ordinal)), Parcels, Yearly));

        Assert.Equal(rule, found.Rule);
        Assert.Contains(said, found.Message, StringComparison.Ordinal);
        Assert.StartsWith("“B.2 项目边界”第", found.At.Place, StringComparison.Ordinal);
        Assert.NotEmpty(found.Other.Place);
        foreach (var figure in FiguresIn(found.Message))
            Assert.Contains(figure, FiguresIn(found.MessageEn));
    }

    [Theory]
    [InlineData("total", "项|内容\n项目面积|22.41 公顷\n项目由 2 个地块组成，面积 22.41 公顷。", "|22.41 公顷", "|30 公顷")]
    [InlineData("total", "项|内容\n项目面积（公顷）|22.41\n项目面积 336.15 亩。", "|22.41", "|30")]
    [InlineData("total", "项目总面积 22.41 公顷。\n项目区总面积 0.033615 万亩。", "0.033615 万亩", "2.5 万亩")]
    [InlineData("total", "项目由 2 个地块组成，面积 22.41 公顷。\n地块|面积（公顷）\n1|10.00\n2|12.41", "积 22.41 公顷", "积 23.41 公顷")]
    [InlineData("total", "预计减排量 300 tCO2e。\n年份|减排量（tCO2e）\n2022|100\n2023|200\n合计|300", "量 300", "量 3,000")]
    [InlineData("total", "项|内容\n计入期预计减排量（向下取整）|300 tCO₂e\n--\n年份|预计减排量（tCO₂e）\n2022|100.40\n2023|200.50\n合计|300.90", "300 tCO₂e", "310 tCO₂e")]
    [InlineData("total", "计入期 20 年，计入期内减排量合计 4 万吨，年均 2,000 吨二氧化碳当量。", "4 万吨", "5 万吨")]
    [InlineData("total", "计入期 2022-03-01 至 2042-02-28。预计减排量 2,000 t，年均减排量 100 t。", "量 100 t", "量 134 t")]
    [InlineData("count", "项目由 2 个地块组成。\n地块|面积（公顷）\n1|10\n2|12.41", "2 个地块", "9 个地块")]
    [InlineData("count", "项目共有 2 个小班。\n小班|面积（公顷）|地类\n1|10|荒山\n2|12.41|荒山", "2 个小班", "9 个小班")]
    [InlineData("count", "项目涉及 4 个小班。\n小班|面积（公顷）\n1|10\n2|12.41\n--\n小班|面积（公顷）\n3|10\n4|12.41", "4 个小班", "3 个小班")]
    [InlineData("count", "边界内的宗地共 2 宗；见附件。\n宗地|边界内面积（公顷）\nA|10\nB|12.41", "共 2 宗", "共 5 宗")]
    [InlineData("count", "项|内容\n小班个数|2\n--\n小班|面积（公顷）\n1|10\n2|12.41", "个数|2", "个数|9")]
    [InlineData("sum", "碳层|面积（公顷）|样地（个）\nS01|10|4\nS02|12|7\n合计|22|11", "22|11", "22|13")]
    [InlineData("limit", "项|内容\n开工日期|2022-03-01", "2022-03-01", "2012-10-01")]
    [InlineData("limit", "计入期为 2022-01-01 至 2041-12-31。", "2041", "2031")]
    [InlineData("limit", "计入期 20 年。", "20 年", "50 年")]
    [InlineData("date", "项目开工日期：2022-03-01。\n项|内容\n开工日期|2022-03-01", "|2022-03-01", "|2023-03-01")]
    [InlineData("period", "项|内容\n计入期|2022-03-01 至 2042-02-28，共 20 年", "20 年", "25 年")]
    [InlineData("period", "项|内容\n计入期|2022-03-01 至 2042-02-28\n计入期共 20 年。", "20 年", "25 年")]
    [InlineData("period", "项|日期\n计入期|2022-03-01 至 2042-02-28\n项目寿命期限|2022-03-01 至 2061-12-31", "2061", "2041")]
    [InlineData("part", "项目面积 22.41 公顷。\n权属期限覆盖计入期的 14.39 公顷，同时有授权的 12.27 公顷。", "14.39", "34.39")]
    [InlineData("total", "项目面积 26.01 公顷。\n权属期限覆盖计入期的 20.41 公顷。\n条款|要求|判断|来源\n2(e)|权属清晰|权属期限覆盖计入期 20.41 公顷，共 26.01 公顷|S2", "的 20.41", "的 22.41")]
    [InlineData("total", "项目面积 26.01 公顷。\n条款|要求|判断|来源\n2(e)|权属清晰|权属期限覆盖计入期 20.41 公顷（306.15 亩），共 26.01 公顷（390.15 亩）|S2", "共 26.01", "共 28.01")]
    [InlineData("total", "权属期限覆盖计入期的 20.41 公顷，同时有授权的 12.27 公顷，不在任何宗地内的 1.20 公顷。\n附件：同时有授权的 12.27 公顷，不在任何宗地内的 1.20 公顷。", "附件：同时有授权的 12.27", "附件：同时有授权的 13.27")]
    [InlineData("part", "项目面积 26.0073 公顷。\n权属期限覆盖计入期的 20.4109 公顷。\n权属：3 宗地期限没有覆盖整个计入期，5.5964 公顷（甲、乙）", "5.5964", "7.5964")]
    [InlineData("part", "项目面积 26.01 公顷。\n权属期限覆盖计入期的 19.21 公顷，不在任何宗地内的 1.20 公顷。\n权属：3 宗地期限没有覆盖整个计入期，5.60 公顷", "19.21", "17.21")]
    [InlineData("total", "条款|要求|判断|来源\n2(c)|连片|2 个地块，最小 1,200 m²|S2\n--\n地块|面积（公顷）\n甲|0.1200\n乙|12.41", "1,200", "1,300")]
    [InlineData("total", "2 个地块，最小 1,200 m²。\n附件：2 个地块，最小 0.12 公顷。", "0.12 公顷", "0.17 公顷")]
    [InlineData("total", "地块连片 ≥ 400 m²（2019 年及以前开工 ≥ 667 m²）。\n2 个地块，须连片不小于 400 平方米。", "不小于 400", "不小于 500")]
    [InlineData("limit", "条款|要求|判断|来源\n2(c)|地块连片 ≥ 400 m²（2019 年及以前开工 ≥ 667 m²）|见附件|S2", "667", "600")]
    [InlineData("limit", "项目开工日期：2019-03-01。\n2 个地块，最小 700 m²。", "700", "500")]
    [InlineData("limit", "项目开工日期：2022-03-01。\n2 个地块，最小 500 m²。", "500", "300")]
    [InlineData("carbon-co2", "项|数值|单位\n碳储量|30|tC\n碳储量|110|tCO2e", "110", "300")]
    [InlineData("carbon-co2", "碳层|碳储量（tC）|碳储量（tCO2e）\nS01|30|110\nS02|60|220", "110", "300")]
    [InlineData("part", "项目面积 33.5690 公顷。\n权属期限覆盖计入期的 28.5690 公顷，不在任何宗地内的 5.0000 公顷。", "28.5690", "33.5690")]
    [InlineData("part", "项目面积 22.41 公顷。\n权属期限覆盖计入期的，14.39 公顷。", "14.39", "34.39")]
    [InlineData("total", "项目面积，22.41 公顷。\n项目区总面积 0.033615 万亩。", "，22.41", "，40.0000")]
    [InlineData("total", "项目总面积为，22.41 公顷。\n项目区总面积 0.033615 万亩。", "为，22.41", "为，40")]
    [InlineData("total", "计入期预计减排量，300 tCO2e。\n年份|减排量（tCO2e）\n2022|100\n2023|200\n合计|300", "量，300", "量，9,999")]
    [InlineData("total", "计入期 2022-03-01 至 2042-02-28。预计减排量，2,000 t，年均减排量，100 t。", "量，100 t", "量，500 t")]
    [InlineData("count", "项目边界内共，2 个地块。\n地块|面积（公顷）\n1|10\n2|12.41", "共，2 个", "共，9 个")]
    [InlineData("limit", "项目开工日期：2022-03-01。\n最小的地块，500 m²。", "，500", "，300")]
    [InlineData("mu-hectares", "小班|面积|\n|公顷|亩\n001|10.00|150.0\n002|20.00|300.0", "300.0", "330.0")]
    [InlineData("total", "项目面积一万二千亩。\n项目区总面积 800 公顷。", "一万二千亩", "一万三千亩")]
    [InlineData("total", "项|内容\n项目面积|三百三十六亩\n--\n项目区总面积 22.40 公顷。", "三百三十六", "三百六十六")]
    [InlineData("mu-hectares", "项目面积一百公顷（一千五百亩）。", "一千五百", "一千六百")]
    [InlineData("total", "计入期二十年，计入期内减排量合计四万吨，年均 2,000 吨二氧化碳当量。", "四万吨", "五万吨")]
    [InlineData("period", "计入期 2022-03-01 至 2042-02-28。\n计入期共二十年。", "二十年", "二十五年")]
    [InlineData("limit", "计入期二十年。", "二十年", "五十年")]
    [InlineData("count", "项目由两个地块组成。\n地块|面积（公顷）\n1|10\n2|12.41", "两个", "九个")]
    [InlineData("total", "项目面积壹万贰仟亩。\n项目区总面积 800 公顷。", "壹万贰仟", "壹万叁仟")]
    [InlineData("mu-hectares", "项目面积一百公顷（壹仟伍佰亩）。", "壹仟伍佰", "壹仟陆佰")]
    [InlineData("total", "项目面积三万亩。\n项目区总面积 30,000.0 亩。", "30,000.0", "29,400.0")]
    [InlineData("date", "项目开工日期：2022年元月5日。\n项|内容\n开工日期|2022-01-05", "元月5日", "元月6日")]
    [InlineData("date", "项目开工日期：二〇二二年元月五日。\n项|内容\n开工日期|2022-01-05", "元月五日", "元月六日")]
    [InlineData("date", "样地于 2026年2月28日复测。", "2月28日", "2月30日")]
    [InlineData("date", "样地于 2026年12月25日复测。", "12月25日", "13月45日")]
    [InlineData("date", "样地于二〇二六年二月二十八日复测。", "二十八日", "三十日")]
    [InlineData("date", "样地于 2026-02-28 复测。", "02-28", "02-30")]
    [InlineData("period", "计入期为 2026-01-01 至 2045-12-31。\n项目寿命期限至2055年12月31日。", "2055", "2044")]
    [InlineData("period", "项|内容\n计入期|2026-01-01 至 2045-12-31\n项目寿命期限|至 2055-12-31", "2055", "2044")]
    [InlineData("date", "项目开工日期：二〇二二年三月一日。\n项|内容\n开工日期|2022-03-01", "年三月", "年四月")]
    public void What_is_planted_in_sentences_rows_and_tables_is_found_and_nothing_else_is(string rule, string sound, string right, string wrong)
    {
        Assert.Contains(right, sound, StringComparison.Ordinal);
        Assert.Empty(DocumentChecks.Find(Read(sound)).Select(f => f.Message));

        var found = DocumentChecks.Find(Read(sound.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(found, f => f.Rule == rule);
        Assert.All(found, f => Assert.True(f.At.Place.Length > 0 && f.Other.Place.Length > 0, f.Message));
        foreach (var finding in found)
            Assert.Equal(FiguresIn(finding.Message).Order(StringComparer.Ordinal), FiguresIn(finding.MessageEn).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("一期开工日期 2022-03-01，二期开工日期 2023-03-01。项目开工日期须晚于 2012-11-08。")]
    [InlineData("计入期不少于 20 年，不超过 40 年。监测期 2022-03-01 至 2024-12-31。")]
    [InlineData("项目共 9 个小班，其中潇浦镇共 4 个小班、上江圩镇共 5 个小班。")]
    [InlineData("预计减排量 2,000 t。2026 年预计减排量 100 t，单位面积年均减排量 5 tCO2e/亩，本期减排量合计 300 t。")]
    [InlineData("项目面积 22.41 公顷，造林面积 20 公顷，监测边界面积 21 公顷。")]
    [InlineData("项|数值|单位\n林木碳储量|30|tC\n灌木碳储量|300|tCO2e")]
    [InlineData("项目面积 26.01 公顷。权属期限覆盖计入期的 19.41 公顷。\n权属：3 宗地期限没有覆盖整个计入期，5.60 公顷\n权属：1 宗地有争议，1.00 公顷\n权属：2 宗地未授权，3.00 公顷")]
    [InlineData("权属期限覆盖计入期的 20.41 公顷；潇浦镇权属期限覆盖计入期的 8.20 公顷，没有授权的 2 公顷，同时有授权的 7 公顷。")]
    [InlineData("项目面积 26.01 公顷。权属期限覆盖计入期的 20.41 公顷。\n宗地|期限|权属|备注\n甲|30 年|权属期限覆盖计入期 8.20 公顷|无\n乙|30 年|权属期限覆盖计入期 12.21 公顷|无")]
    [InlineData("项目面积 22.41 公顷。项目面积一般按七八十亩一片，第一条所说的三北工程万亩示范片有千亩核心区，另有几十亩、十余亩的零星地。")]
    [InlineData("计入期 2022-03-01 至 2042-02-28，每五年核查一次，近三十年没有采伐。项目涉及一个小班的变更。\n小班|面积（公顷）\n1|10\n2|12.41")]
    [InlineData("样地最小 400 m²，小班最小 700 m²，共 2 个地块。\n地块|面积（公顷）\n甲|10.00\n乙|12.41")]
    public void What_speaks_of_something_else_is_no_contradiction(string text) => Assert.Empty(DocumentChecks.Find(Read(text)).Select(f => f.Message));

    [Fact]
    public void A_table_is_cited_by_its_captions_number_and_one_without_caption_by_where_it_stands()
    {
        var found = DocumentChecks.Find(Read("某项目\n项目编号|1\n项目面积|30 公顷\n# 项目边界\n项目面积 22.41 公顷。\n表 2　小班面积\n小班|面积（公顷）\n1|10.00\n2|12.41\n合计|23.41\n--\n地类|面积（公顷）\n荒山|10.00\n农地|12.41\n合计|24.41"));

        Assert.Equal("封面的表第 2 行", Assert.Single(found, f => f.Rule == "total").Other.Place);
        Assert.Equal(["“项目边界”表 2 第 4 行", "“项目边界”没有题注的第 1 张表第 4 行"], found.Where(f => f.Rule == "sum").Select(f => f.At.Place));
    }

    [Fact]
    public void A_boundary_file_that_lies_elsewhere_is_found_by_coordinates_by_the_county_named_and_by_China()
    {
        var (here, there, abroad) = (new Envelope(111.24, 111.25, 25.23, 25.24), new Envelope(111.50, 111.51, 25.10, 25.11), new Envelope(170.1, 170.2, -43.2, -43.1));
        IEnumerable<string> Find(string text, Envelope at, bool isNear = true) =>
            DocumentChecks.Find(Read(text), new DocumentBoundary("边界.geojson", 224_100) { Extent = at, Counties = [new CountyBeside { NameZh = "江永县", IsNear = isNear }] }).Select(f => $"{f.Rule} {f.Message}");
        const string area = "项目面积 22.41 公顷。";
        const string vertices = $"{area}\n地块|序号|经度（°）|纬度（°）\nA|1|111.246300|25.238678\n|2|111.246218|25.238693\n|3|111.246144|25.238720";

        foreach (var text in new[] { area, vertices, $"{area}\n项目在江永县。" })
            Assert.Empty(Find(text, here));
        Assert.Contains("文中的坐标在", Assert.Single(Find(vertices, there)), StringComparison.Ordinal);
        Assert.Contains("不在文中所说的江永县", Assert.Single(Find($"{area}\n项目在江永县。", there, isNear: false)), StringComparison.Ordinal);
        Assert.Contains("不在中国境内", Assert.Single(Find(area, abroad, isNear: false)), StringComparison.Ordinal);
    }

    [Theory, InlineData("tCO2e/年"), InlineData("tCO2e/a"), InlineData("tCO₂e／年")]
    public void A_mean_that_is_written_by_the_year_is_compared_like_any_other(string unit)
    {
        IEnumerable<string> With(string mean) => Sound.Select(p => p.Replace("年均减排量 110 tCO2e", $"年均减排量 {mean} {unit}", StringComparison.Ordinal));

        Assert.Empty(Find(With("110"), Parcels, Yearly));
        Assert.Equal("total", Assert.Single(Find(With("120"), Parcels, Yearly)).Rule);
    }

    [Theory, InlineData("单位面积减排量 5 tCO2e/亩"), InlineData("每公顷 5 tCO2e/a·hm2"), InlineData("5 tCO2e/(hm2·a)"), InlineData("5 吨CO₂e/亩"), InlineData("5 吨二氧化碳当量/公顷"), InlineData("5 t d.m./ha")]
    public void A_rate_by_area_is_no_amount(string text) => Assert.Empty(Quantities.In(text));

    [Fact]
    public void Rows_that_do_not_add_up_and_units_that_part_are_found_in_tables()
    {
        Assert.Equal(["sum"], Find(Sound, With(Parcels, 4, 1, "33.43"), Yearly).Select(f => f.Rule).Where(r => r != "mu-hectares"));
        var parted = Assert.Single(Find(Sound, With(With(Parcels, 1, 2, "160.0"), 4, 2, "510.0"), Yearly), f => f.At.Place.EndsWith("第 2 行", StringComparison.Ordinal));
        Assert.Equal("mu-hectares", parted.Rule);
        Assert.Equal("sum", Assert.Single(Find(Sound, Parcels, With(Yearly, 3, 1, "230"))).Rule);
    }

    [Fact]
    public void Years_outside_the_crediting_period_and_a_second_period_are_found()
    {
        Assert.Contains(Find(Sound, Parcels, With(Yearly, 2, 0, "2046")), f => f is { Rule: "period" } && f.Message.Contains("2026–2046", StringComparison.Ordinal));
        Assert.Contains(Find([.. Sound, "C 节：计入期 2027年1月1日至 2046年12月31日。"], Parcels, Yearly), f => f is { Rule: "period" } && f.Message.Contains("另一处写 2027-01-01", StringComparison.Ordinal));
        Assert.Contains(Find([.. Sound.Select(p => p.Replace("2045年12月31日，共 20 年", "2035年12月31日", StringComparison.Ordinal))], Parcels, Yearly), f => f is { Rule: "limit" });
    }

    [Fact]
    public void A_year_of_loss_counts_with_its_sign()
    {
        string[][] Table(string total) => [["年份", "减排量（tCO2e）"], ["2026", "-20"], ["2027", "120"], ["2028", "−5.5"], ["合计", total]];

        Assert.Empty(Find(["方法学 CCER-14-001-V01。"], Table("94.5")));
        Assert.Equal(["sum"], Find(["方法学 CCER-14-001-V01。"], Table("120")).Select(f => f.Rule));
    }

    [Fact]
    public void The_boundary_file_has_the_last_word_on_the_area()
    {
        var document = OfficeReader.Read(Word(Sound, Parcels, Yearly));

        Assert.Empty(DocumentChecks.Find(document, new DocumentBoundary("边界.gpkg", 333_300)));
        var found = Assert.Single(DocumentChecks.Find(document, new DocumentBoundary("边界.gpkg", 340_000)));
        Assert.Equal(("boundary", "边界.gpkg"), (found.Rule, found.Other.Place));
        Assert.Contains("34 公顷", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_rounding_explains_is_no_finding() =>
        Assert.Empty(Find(["项目面积 0.67 公顷（10 亩）。", "项目面积：10.0 亩。"], [["小班号", "面积（公顷）"], ["1", "0.3"], ["2", "0.3"], ["合计", "0.7"]]));

    [Fact]
    public void A_file_with_macros_a_broken_one_and_another_kind_are_refused_in_one_sentence()
    {
        var macros = Word(Sound);
        using (var zip = ZipFile.Open(macros, ZipArchiveMode.Update))
            zip.CreateEntry("word/vbaProject.bin");
        var broken = Path.Combine(_folder, "坏.docx");
        File.WriteAllText(broken, "PK 不是压缩包");
        var table = Path.Combine(_folder, "坏.xlsx");
        using (var zip = ZipFile.Open(table, ZipArchiveMode.Create))
            zip.CreateEntry("nothing.txt");

        Assert.Contains("含宏或控件", Assert.Throws<RefusedException>(() => OfficeReader.Read(macros)).Message, StringComparison.Ordinal);
        foreach (var file in new[] { broken, table })
            Assert.Contains("读不出来", Assert.Throws<RefusedException>(() => OfficeReader.Read(file)).Message, StringComparison.Ordinal);
        Assert.Contains("不是 .docx 或 .xlsx", Assert.Throws<RefusedException>(() => OfficeReader.Read(Path.Combine(_folder, "a.doc"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_out_of_the_file_are_told_and_not_followed()
    {
        var file = Word(Sound);
        using (var document = WordprocessingDocument.Open(file, isEditable: true))
            document.MainDocumentPart!.AddExternalRelationship("http://schemas.openxmlformats.org/officeDocument/2006/relationships/image", new Uri("http://example.invalid/a.png"));

        Assert.Contains("1 处外部内容", Assert.Single(OfficeReader.Read(file).Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xl/vbaProject.bin", true)]
    [InlineData("xl/macrosheets/sheet1.xml", true)]
    [InlineData("xl/activeX/activeX1.xml", true)]
    [InlineData("word/vbaProject.bin", false)]
    [InlineData("word/activeX/activeX1.xml", false)]
    public void What_can_run_is_refused_in_both_kinds_of_file(string part, bool isWorkbook)
    {
        var file = isWorkbook ? Workbook(new { 项 = "项目面积", 值 = "33.33 公顷" }) : Word(Sound);
        With(file, part, "x"u8.ToArray());

        Assert.Contains("含宏或控件，没有读取", Assert.Throws<RefusedException>(() => OfficeReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("word/media/image1.png", false), InlineData("xl/media/image1.png", true)]
    public void A_huge_picture_is_told_and_not_read(string part, bool isWorkbook)
    {
        var file = isWorkbook ? Workbook(new { 项 = "项目面积", 值 = "33.33 公顷" }) : Word(Sound);
        With(file, part, new byte[(20 << 20) + 1]);

        Assert.Contains("1 幅图片大于 20 MB，没有读取", Assert.Single(OfficeReader.Read(file).Notices), StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_file_of_more_parts_than_any_document_has_is_refused(bool isWorkbook)
    {
        var file = Path.Combine(_folder, isWorkbook ? "多.xlsx" : "多.docx");
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Create))
            for (var i = 0; i < 20_001; i++)
                zip.CreateEntry($"p{i}", CompressionLevel.NoCompression);

        Assert.Contains("20000 个部件，没有读取", Assert.Throws<RefusedException>(() => OfficeReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("word/document.xml", false), InlineData("xl/sharedStrings.xml", true)]
    public void Text_that_unpacks_to_more_than_any_document_holds_is_refused_before_it_is_read(string part, bool isWorkbook)
    {
        var (file, megabyte) = (Path.Combine(_folder, isWorkbook ? "胀.xlsx" : "胀.docx"), new byte[1 << 20]);
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            using var target = zip.CreateEntry(part, CompressionLevel.Fastest).Open();
            for (var i = 0; i <= 150; i++)
                target.Write(megabyte);
        }
        Assert.True(new FileInfo(file).Length < 2 << 20);

        Assert.Contains("文字解开后超过 150 MB", Assert.Throws<RefusedException>(() => OfficeReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_nested_without_end_is_refused_before_it_is_read()
    {
        const string word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        var file = Word(Sound);
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Update))
            zip.GetEntry("word/document.xml")!.Delete();
        With(file, "word/document.xml", System.Text.Encoding.UTF8.GetBytes(
            $"<w:document xmlns:w=\"{word}\"><w:body>{string.Concat(Enumerable.Repeat("<w:sdt><w:sdtContent>", 50_000))}{string.Concat(Enumerable.Repeat("</w:sdtContent></w:sdt>", 50_000))}</w:body></w:document>"));

        Assert.Contains("嵌套超过 200 层", Assert.Throws<RefusedException>(() => OfficeReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_at_the_far_end_of_a_sheet_does_not_fill_the_memory_with_what_lies_between()
    {
        var file = Workbook(new { 项 = "项目面积", 值 = "33.33 公顷" });
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Update))
            zip.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
        With(file, "xl/worksheets/sheet1.xml", """
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>
            <row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>b</t></is></c></row></sheetData></worksheet>
            """u8.ToArray());

        Assert.Contains("铺到 5000000 格以外", Assert.Throws<RefusedException>(() => OfficeReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_footnote_says_is_compared_like_any_paragraph()
    {
        var file = Word(Sound, Parcels, Yearly);
        using (var document = WordprocessingDocument.Open(file, isEditable: true))
            document.MainDocumentPart!.AddNewPart<FootnotesPart>().Footnotes = new Footnotes(new Footnote(new Paragraph(new Run(new Text("项目面积 510 亩。")))) { Id = 2 });

        var found = Assert.Single(DocumentChecks.Find(OfficeReader.Read(file)));

        Assert.Equal(("total", "脚注 2"), (found.Rule, found.At.Place));
    }

    [Theory]
    [InlineData("十五个小班", "15个小班"), InlineData("三百三十六亩", "336亩"), InlineData("一万零五十亩", "10050亩"), InlineData("一千零二十 公顷", "1020 公顷"), InlineData("三万亩", "30000亩"), InlineData("壹万贰仟亩", "12000亩"), InlineData("2026年元月5日", "2026年1月5日"), InlineData("2026年01月05日", "2026年01月05日"), InlineData("一百二十万吨", "120万吨")]
    [InlineData("计入期二十年", "计入期20年"), InlineData("二〇四二年二月二十八日", "2042年2月28日"), InlineData("一九八五年", "1985年"), InlineData("宗地共五宗。", "宗地共5宗。")]
    [InlineData("一般", "一般"), InlineData("第二十年", "第二十年"), InlineData("一千二亩", "一千二亩"), InlineData("三四十亩", "三四十亩"), InlineData("十五六亩", "十五六亩"), InlineData("百亩方", "百亩方")]
    [InlineData("1.2万亩", "1.2万亩"), InlineData("二十年代", "二十年代"), InlineData("每五年", "每五年"), InlineData("几十亩", "几十亩"), InlineData("同一小班", "同一小班"), InlineData("三北", "三北")]
    public void A_number_in_characters_is_read_where_it_is_one_and_a_unit_follows(string text, string read) => Assert.Equal(read, ChineseNumerals.InDigits(text));

    [Fact]
    public void A_day_that_there_is_not_leaves_the_other_dates_to_be_compared()
    {
        var again = DocumentChecks.Find(Read("计入期为 2026年1月1日至 2045年12月31日。\n计入期：2026年2月30日至 2046年12月31日。"));
        Assert.Equal("没有 2026-02-30 这一天。", Assert.Single(again, f => f.Rule == "date").Message);
        Assert.Contains("另一处写 至 2046-12-31", Assert.Single(again, f => f.Rule == "period").Message, StringComparison.Ordinal);

        var alone = DocumentChecks.Find(Read("计入期为 2026年2月30日至 2045年12月31日。\n项目寿命期限至 2044年12月31日。\n年份|减排量（tCO2e）\n2026|100\n2046|120"));
        Assert.Equal(["date", "period", "period"], alone.Select(f => f.Rule).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_place_with_numbers_in_characters_is_quoted_as_it_is_written()
    {
        var found = Assert.Single(DocumentChecks.Find(Read("项目面积一万三千亩。\n项目区总面积 800 公顷。")));

        Assert.Equal(("项目区总面积 800 公顷。", "项目面积一万三千亩。"), (found.At.Text, found.Other.Text));
    }

    // Word keeps a box twice, as a shape and for programs that do not know shapes.
    private static Paragraph WithBox(string text)
    {
        var content = $"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>";
        return new Paragraph(
            $"""
             <w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
                 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
                 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:t>见右框。</w:t></w:r><w:r><mc:AlternateContent>
             <mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
             <mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
             """);
    }

    [Theory, InlineData("项目面积 500 亩。", false), InlineData("项目面积 510 亩。", true)]
    public void What_a_text_box_says_is_read_once_and_compared_like_any_paragraph(string said, bool isWrong)
    {
        var document = OfficeReader.Read(Written([Styled("1", "B.2 项目边界"), Styled(null, "项目面积 33.33 公顷。"), WithBox(said)]));

        Assert.Equal([("“B.2 项目边界”第 3 段", "见右框。"), ("“B.2 项目边界”文本框第 1 段", said)], document.Passages.Skip(2).Select(p => (p.Place, p.Text)));
        Assert.Equal(isWrong ? ["“B.2 项目边界”文本框第 1 段"] : (string[])[], DocumentChecks.Find(document).Select(f => f.At.Place));
    }

    [Theory, InlineData("word/document.xml", false), InlineData("xl/worksheets/sheet1.xml", true)]
    public void Entities_that_multiply_are_not_expanded(string part, bool isWorkbook)
    {
        var file = isWorkbook ? Workbook(new { 项 = "项目面积", 值 = "33.33 公顷" }) : Word(Sound);
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Update))
            zip.GetEntry(part)!.Delete();
        With(file, part, "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><x>&b;</x>"u8.ToArray());

        Assert.Contains("读不出来", Assert.Throws<RefusedException>(() => OfficeReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_workbook_that_a_workbook_points_to_is_told_and_not_opened()
    {
        var file = Workbook(new { 项 = "项目面积", 值 = "33.33 公顷" });
        With(file, "xl/externalLinks/_rels/externalLink1.xml.rels", """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="file:///etc/hostname" TargetMode="External"/></Relationships>
            """u8.ToArray());

        Assert.Contains("1 处外部内容", Assert.Single(OfficeReader.Read(file).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Formulas_of_a_table_of_stated_figures_are_told_and_not_computed()
    {
        var file = Workbook(new { 项 = "项目面积", 值 = "33.33 公顷" });
        string sheet;
        using (var zip = ZipFile.OpenRead(file))
        using (var reader = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open()))
            sheet = reader.ReadToEnd();
        var cell = sheet.LastIndexOf("<x:v>", StringComparison.Ordinal) is >= 0 and var at ? at : sheet.LastIndexOf("<v>", StringComparison.Ordinal);
        Assert.True(cell > 0, sheet);
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Update))
            zip.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
        With(file, "xl/worksheets/sheet1.xml", System.Text.Encoding.UTF8.GetBytes(sheet.Insert(cell, sheet[cell + 1] == 'x' ? "<x:f>1+1</x:f>" : "<f>1+1</f>")));

        Assert.Contains("1 个单元格是公式", Assert.Single(OfficeReader.Read(file).Notices), StringComparison.Ordinal);
    }

    private string Workbook(object row)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.xlsx");
        MiniExcelLibs.MiniExcel.SaveAs(file, new[] { row });
        return file;
    }

    private static void With(string file, string part, byte[] bytes)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        using var target = zip.CreateEntry(part).Open();
        target.Write(bytes);
    }

    [Fact]
    public void A_table_of_stated_figures_in_a_workbook_is_checked_like_a_text()
    {
        var file = Path.Combine(_folder, "陈述.xlsx");
        MiniExcelLibs.MiniExcel.SaveAs(file, new[] { new { 项 = "项目面积", 值 = "33.33 公顷" }, new { 项 = "项目面积", 值 = "510 亩" } });

        Assert.Equal("total", Assert.Single(DocumentChecks.Find(OfficeReader.Read(file))).Rule);
    }
}
