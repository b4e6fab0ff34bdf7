using System.CommandLine;
using System.Globalization;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>document check</c>: what contradicts itself in a project document that somebody wrote.</summary>
internal static class DocumentCommand
{
    private const int MostOfAPassage = 80;

    public static Command Create() => new("document", "项目设计文件、核算报告") { Check() };

    private static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "文件：.docx，或列出陈述数值的 .xlsx" };
        var boundary = new Option<string?>("--boundary") { Description = "边界文件：.shp、.zip、.gpkg、.geojson、.kml；面积和位置与文中的比较", HelpName = "FILE" };
        var crs = new Option<string?>("--crs") { Description = "边界文件的坐标系，如 EPSG:4525" };
        var check = new Command("check", "找出文件里自相矛盾的数：亩与公顷、合计、个数、日期、计入期、总量与年均、tC 与 tCO2e、边界的面积和位置；什么也不改") { file, boundary, crs };
        check.SetAction(async (asked, ct) =>
        {
            var document = OfficeReader.Read(Accounts.Existing(asked.GetValue(file)!));
            DocumentBoundary? ground = null;
            if (asked.GetValue(boundary) is { } outline)
            {
                await using var db = await CountyDatabase.OpenAsync(ct);
                ground = await DocumentBoundary.ReadAsync(db, Accounts.Existing(outline), Path.GetFileName(outline), asked.GetValue(crs), ct);
            }
            var found = DocumentChecks.Find(document, ground);
            Terminal.Result(asked, new { file = document.FileName, document.Notices, findings = found }, answer =>
            {
                var english = CultureInfo.CurrentUICulture.Name == "en";
                foreach (var notice in english ? document.NoticesEn : answer.Notices)
                    Terminal.Print(notice);
                Terminal.Print((found.Count, english) switch
                {
                    (0, false) => $"{answer.file}：没有发现矛盾。", (var n, false) => $"{answer.file}：{n} 处矛盾。", (0, true) => $"{answer.file}: no contradiction was found.", (1, true) => $"{answer.file}: 1 contradiction.", (var n, true) => $"{answer.file}: {n} contradictions.",
                });
                foreach (var finding in found)
                    Terminal.Print($"{(english ? finding.MessageEn : finding.Message)}\n    {finding.At.Place}：{Shortened.Of(finding.At.Text, MostOfAPassage)}\n    {finding.Other.Place}：{Shortened.Of(finding.Other.Text, MostOfAPassage)}");
            });
            return found.Count > 0 ? Exit.Refused : Exit.Done;
        });
        return check;
    }
}
