using System.Text;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Testing;

namespace ForestCarbon.Platform.Tests.Documents;

public sealed class PdfPrinterTests
{
    [Fact]
    public async Task A_document_becomes_a_PDF_with_the_machines_own_Chinese_font_inside()
    {
        SkipWithoutBrowser();
        using var printer = new PdfPrinter();
        var pdf = await printer.PrintAsync("<!doctype html><meta charset=utf-8><title>县域林业碳汇统计表</title><p>县域林业碳汇统计表</p>");

        var text = Encoding.Latin1.GetString(pdf);
        Assert.StartsWith("%PDF-", text, StringComparison.Ordinal);
        Assert.Contains("/ToUnicode", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_in_the_document_does_not_run()
    {
        SkipWithoutBrowser();
        using var printer = new PdfPrinter();
        const string Words = "<p>x</p>";
        var still = await printer.PrintAsync($"<!doctype html>{Words}");
        var scripted = await printer.PrintAsync($"<!doctype html>{Words}<script>document.body.innerHTML='<h1>'+'y'.repeat(9000)+'</h1>'</script>");

        Assert.InRange(scripted.Length, still.Length - 200, still.Length + 200);
    }

    private static void SkipWithoutBrowser()
    {
        if (PdfPrinter.IsAvailable || Repository.IsContinuousIntegration)
            return;
        Assert.Skip("No Chromium on this machine; ./forestcarbon test sets it up.");
    }
}
