using Microsoft.AspNetCore.Html;
using QRCoder;

namespace ForestCarbon.Web.Documents;

/// <summary>A QR code as SVG inside a page: an address that a telephone opens.</summary>
public static class QrCode
{
    /// <param name="address">Absolute.</param>
    public static IHtmlContent Of(string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return new HtmlString(code.GetGraphic(4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute));
    }

    /// <summary>The absolute address of a page as this request would call it.</summary>
    public static string AddressOf(HttpRequest request, string path) => $"{request.Scheme}://{request.Host}{request.PathBase}{path}";
}
