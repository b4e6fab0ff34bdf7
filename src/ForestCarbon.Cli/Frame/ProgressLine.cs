using System.Diagnostics;
using System.Globalization;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Cli.Frame;

/// <summary>Progress on standard error: a bar on a terminal, a line every few seconds elsewhere.</summary>
/// <param name="title">What is being done; <see cref="Turn"/> says what comes next.</param>
public sealed class ProgressLine(string title) : IProgress<RunProgress>, IDisposable
{
    private string _title = title;
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
                Console.Error.WriteLine($"{_title} {percent}%");
                return;
            }
            var filled = (int)(Math.Clamp(fraction, 0, 1) * 30);
            Console.Error.Write($"\r\u001b[2K{_title} [{new string('=', filled)}{new string(' ', 30 - filled)}] {percent,3}%");
            _barStands = true;
        }
    }

    /// <summary>Another step begins: it is named at once, whether or not it can say how far it is.</summary>
    public void Turn(string step)
    {
        lock (_gate)
        {
            _title = step;
            _sinceLast.Restart();
            Console.Error.Write(_isTerminal ? $"\r\u001b[2K{step} …" : $"{step} …{Environment.NewLine}");
            _barStands = _isTerminal;
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
