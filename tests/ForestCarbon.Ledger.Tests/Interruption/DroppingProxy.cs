using System.Net.Sockets;

namespace ForestCarbon.Ledger.Tests.Interruption;

/// <summary>Stands between the program and the server's socket. Now and then it lets the server finish, keeps the reply to itself and cuts the line.</summary>
/// <param name="server">The server's socket folder.</param>
/// <param name="share">Share of the requests whose reply is dropped, once <see cref="IsDropping"/>.</param>
internal sealed class DroppingProxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _server;
    private readonly double _share;
    private readonly Random _chance;
    private readonly Lock _gate = new();
    private int _dropped;

    public DroppingProxy(string server, double share, int seed)
    {
        (_server, _share, _chance) = (Path.Combine(server, ".s.PGSQL.5432"), share, new Random(seed));
        Folder = Directory.CreateTempSubdirectory("fc-proxy-").FullName;
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(Folder, ".s.PGSQL.5432")));
        _listener.Listen(64);
        _ = AcceptAsync();
    }

    /// <summary>What to give as host.</summary>
    public string Folder { get; }

    public bool IsDropping { get; set; }

    public int Dropped => _dropped;

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_server));
                var isOpen = false; // an answer to the first bytes of a connection is no reply to a posting
                var isSwallowing = false;
                var up = Task.Run(async () =>
                {
                    var buffer = new byte[1 << 16];
                    while (await client.ReceiveAsync(buffer) is var n and > 0)
                    {
                        lock (_gate)
                            isSwallowing |= isOpen && IsDropping && _chance.NextDouble() < _share;
                        await server.SendAsync(buffer.AsMemory(0, n));
                    }
                });
                var reply = new byte[1 << 16];
                byte[] end = [];
                while (await server.ReceiveAsync(reply) is var n and > 0)
                {
                    end = [.. end.Concat(reply.Take(n)).TakeLast(6)]; // a message may come in two parts
                    if (!isSwallowing)
                    {
                        await client.SendAsync(reply.AsMemory(0, n));
                        isOpen |= IsAtRest(end);
                        continue;
                    }
                    if (!IsAtRest(end))
                        continue;
                    Interlocked.Increment(ref _dropped); // committed, and nobody is told
                    break;
                }
                client.Close();
                server.Close();
                await up;
            }
            catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
            {
                // either side went
            }
        }
    }

    // ReadyForQuery, in a transaction or outside: the server says no more until it is asked again.
    private static bool IsAtRest(ReadOnlySpan<byte> end) => end is [(byte)'Z', 0, 0, 0, 5, _];
}
