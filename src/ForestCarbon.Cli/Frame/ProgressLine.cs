using System.Diagnostics;
using System.Globalization;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Cli.Frame;

/// <summary>Progress on standard error: a bar on a terminal, a line every few seconds elsewhere.</summary>
public sealed class ProgressLine(string title) : IProgress<RunProgress>, IDisposable
{
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(3);
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private bool _barStands;

    public void Report(RunProgress value) => Report(value.Fraction);

    /// <param name="fraction">Share of the work done, 0 to 1.</param>
    public void Report(double fraction)
    {
        lock (_gate)
        {
            if (_sinceLast.Elapsed < (_isTerminal ? BarEvery : LineEvery))
                return;
            _sinceLast.Restart();
            var percent = (fraction * 100).ToString("0", CultureInfo.InvariantCulture);
            if (!_isTerminal)
            {
                Console.Error.WriteLine($"{title} {percent}%");
                return;
            }
            var filled = (int)(Math.Clamp(fraction, 0, 1) * 30);
            Console.Error.Write($"\r{title} [{new string('=', filled)}{new string(' ', 30 - filled)}] {percent,3}%");
            _barStands = true;
        }
    }

    /// <summary>Takes the bar away, so that the next message has a line of its own.</summary>
    public void Dispose()
    {
        lock (_gate)
            if (_barStands)
                Console.Error.Write("\r\u001b[2K");
    }
}
