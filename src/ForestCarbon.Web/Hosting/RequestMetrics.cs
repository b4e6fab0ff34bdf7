using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ForestCarbon.Web.Hosting;

/// <summary>Counts of this process in the Prometheus text format: requests by kind of address and status, and the time they took.</summary>
public sealed class RequestMetrics
{
    private readonly ConcurrentDictionary<(string Kind, int Status), long> _requests = new();
    private readonly ConcurrentDictionary<string, double> _seconds = new();

    /// <summary>Measures each request. The kind is the first part of the path where we serve it, so that labels stay few.</summary>
    public async Task MeasureAsync(HttpContext context, RequestDelegate next)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var kind = Kind(context);
            _requests.AddOrUpdate((kind, context.Response.StatusCode), 1, (_, count) => count + 1);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            _seconds.AddOrUpdate(kind, seconds, (_, sum) => sum + seconds);
        }
    }

    internal string Text(IEnumerable<(string State, long Count)> runs)
    {
        var text = new StringBuilder();
        text.Append("# HELP forestcarbon_requests_total Requests answered, by kind of address and status.\n# TYPE forestcarbon_requests_total counter\n");
        foreach (var ((kind, status), count) in _requests.OrderBy(r => r.Key))
            text.Append(CultureInfo.InvariantCulture, $"forestcarbon_requests_total{{kind=\"{kind}\",status=\"{status}\"}} {count}\n");
        text.Append("# HELP forestcarbon_request_seconds_total Time spent answering, in seconds.\n# TYPE forestcarbon_request_seconds_total counter\n");
        foreach (var (kind, seconds) in _seconds.OrderBy(s => s.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"forestcarbon_request_seconds_total{{kind=\"{kind}\"}} {seconds:0.######}\n");
        text.Append("# HELP forestcarbon_runs Stored runs by state.\n# TYPE forestcarbon_runs gauge\n");
        foreach (var (state, count) in runs)
            text.Append(CultureInfo.InvariantCulture, $"forestcarbon_runs{{state=\"{state}\"}} {count}\n");
        text.Append("# HELP forestcarbon_memory_bytes Working set of this process.\n# TYPE forestcarbon_memory_bytes gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"forestcarbon_memory_bytes {Environment.WorkingSet}\n");
        return text.ToString();
    }

    private static string Kind(HttpContext context)
    {
        if (context.GetEndpoint() is null)
            return "none";
        var path = context.Request.Path.Value!.AsSpan(1);
        var end = path.IndexOf('/');
        return (end < 0 ? path : path[..end]) switch
        {
            "" => "home",
            var first and ("tiles" or "inventory" or "growth" or "admin" or "api" or "jobs" or "health" or "css" or "js" or "lib") => first.ToString(),
            _ => "other",
        };
    }
}
