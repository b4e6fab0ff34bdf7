using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.StaticAssets;

namespace ForestCarbon.Web.Tests;

/// <summary>The routes of the program, against which every address of our own on a page is held: a link or a form that leads nowhere looks like any other.</summary>
public sealed class ServedAddresses(IEnumerable<Endpoint> endpoints)
{
    // Files of the pages are in a manifest of their own.
    private static readonly string[] Files = ["/css/", "/js/", "/lib/", "/favicon"];

    private readonly List<(IReadOnlyList<string> Methods, Regex Path)> _routes =
    [
        .. endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.PathSegments is not [{ Parts: [RoutePatternParameterPart { IsCatchAll: true }] }, ..])
            .Select(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], Of(e.RoutePattern))),
    ];

    private readonly ConcurrentDictionary<(string Method, string Path), bool> _known = new();

    /// <summary>Addresses of our own on the page that no route answers, or that hold an @, with the method they are asked by.</summary>
    public IReadOnlyList<string> NotServedOn(IDocument page)
    {
        var asked = page.QuerySelectorAll("a[href], area[href], iframe[src], img[src]").Select(e => (Method: "GET", Address: e.GetAttribute("href") ?? e.GetAttribute("src")!))
            .Concat(page.QuerySelectorAll("form[action]").Select(f => (Method: (f.GetAttribute("method") ?? "get").ToUpperInvariant(), Address: f.GetAttribute("action")!)))
            .Concat(page.QuerySelectorAll("[formaction]").Select(b => (Method: ((b.GetAttribute("formmethod") ?? b.Closest("form")?.GetAttribute("method")) ?? "get").ToUpperInvariant(), Address: b.GetAttribute("formaction")!)));
        return [.. asked.Where(a => a.Address.StartsWith('/') && !a.Address.StartsWith("//", StringComparison.Ordinal)).Where(a => a.Address.Contains('@') || !IsServed(a.Method, a.Address.Split('?', '#')[0])).Select(a => $"{a.Method} {a.Address}").Distinct()];
    }

    private bool IsServed(string method, string path) =>
        Files.Any(f => path.StartsWith(f, StringComparison.Ordinal)) || _known.GetOrAdd((method, path), asked => _routes.Any(r => (r.Methods.Count == 0 || r.Methods.Contains(asked.Method)) && r.Path.IsMatch(asked.Path)));

    private static Regex Of(RoutePattern pattern) =>
        new($"^{string.Concat(pattern.PathSegments.Select(s => s.Parts is [RoutePatternParameterPart { IsCatchAll: true }] ? "(/.*)?" : s.Parts is [RoutePatternParameterPart { IsOptional: true }] ? "(/[^/]+)?" : $"/{string.Concat(s.Parts.Select(Of))}"))}/?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static string Of(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => Regex.Escape(literal.Content),
        RoutePatternSeparatorPart separator => Regex.Escape(separator.Content),
        RoutePatternParameterPart number when number.ParameterPolicies.Any(p => p.Content is "long" or "int") => "-?[0-9]+",
        _ => "[^/]+",
    };
}
