using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace ForestCarbon.Web.Hosting;

/// <summary>Which addresses are pages, and the page a form that was sent to another address stands on.</summary>
public sealed class PageAddresses(EndpointDataSource endpoints, IInlineConstraintResolver constraints)
{
    // All addresses are there before the first is asked for.
    private readonly Lazy<Address[]> _addresses = new(() => [.. endpoints.Endpoints.OfType<RouteEndpoint>().Select(e => new Address(
        e.RoutePattern, e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
        new TemplateMatcher(new RouteTemplate(e.RoutePattern), new RouteValueDictionary(e.RoutePattern.Defaults))))]);

    /// <summary>
    /// Where the reader of this answer comes back to: its own address where that is a page. A form's answer stands at the form's address, which may be no page: then the page
    /// it was sent from, if the browser names one of ours, or else the nearest page above.
    /// </summary>
    public string Of(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return request.Path + request.QueryString;
        if (SentFrom(request) is { } from && IsServed(HttpMethods.Get, Uri.UnescapeDataString(from.AbsolutePath)))
            return from.PathAndQuery;
        return Above(request.Path);
    }

    /// <summary>The address of ours that the browser says a request was sent from; null where it names none, or somebody else's.</summary>
    public static Uri? SentFrom(HttpRequest request) => request.GetTypedHeaders().Referer is { IsAbsoluteUri: true } from && from.Authority == request.Host.Value ? from : null;

    /// <summary>The nearest page above an address that takes forms only; null where it takes none either.</summary>
    public string? AboveForm(PathString address) => IsServed(HttpMethods.Post, address) ? Above(address) : null;

    // "/" is a page.
    private string Above(PathString address)
    {
        var path = address.Value ?? "/";
        while (path.Length > 1 && !IsServed(HttpMethods.Get, path))
            path = path[..Math.Max(1, path.LastIndexOf('/'))];
        return new PathString(path).ToUriComponent();
    }

    private bool IsServed(string method, PathString path) => _addresses.Value.Any(a =>
    {
        var values = new RouteValueDictionary();
        return a.Methods.Contains(method)
            && a.Matcher.TryMatch(path, values)
            && a.Pattern.Parameters.All(p => p.ParameterPolicies.All(c => c.Content is not { } inline
                || constraints.ResolveConstraint(inline)?.Match(null, null, p.Name, values, RouteDirection.IncomingRequest) != false));
    });

    private sealed record Address(RoutePattern Pattern, IReadOnlyList<string> Methods, TemplateMatcher Matcher);
}
