using System.Data;
using System.Diagnostics;
using Dapper;
using Npgsql;

namespace ForestCarbon.Platform.Database;

/// <summary>
/// The one door to the database. Reading goes through connections on which the server refuses every write; writing goes
/// through <see cref="WriteAsync{T}"/>, which names actor, scope and reason, and leaves an audit row in the same transaction.
/// </summary>
/// <remarks>Both run as the role <c>forestcarbon_app</c>, which owns nothing: what a table does not allow, the program cannot do.</remarks>
public sealed class Db : IAsyncDisposable
{
    /// <summary>The role the application works as, whoever connects.</summary>
    public const string ApplicationRole = "forestcarbon_app";

    private const int BufferBytes = 64 << 10;

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    private readonly TimeSpan _patience;
    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlDataSource _writers;
    private readonly Lazy<NpgsqlDataSource> _oneTrip;

    static Db()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new DateOnlyHandler());
        SqlMapper.ConnectionStringComparer = new AnyDatabase();
    }

    // jit=off: PostgreSQL compiled the inlined area function anew for every parcel, 10 minutes for 5,000 of them.
    /// <param name="connectionString">An Npgsql connection string whose user is a member of <see cref="ApplicationRole"/>.</param>
    /// <param name="patience">How long a query, and the beginning of a change, waits for a server that was killed and is starting again; by default it does not.</param>
    public Db(string connectionString, TimeSpan patience = default)
    {
        _patience = patience;
        _readers = Source(connectionString, $"-c role={ApplicationRole} -c default_transaction_read_only=on -c timezone={CountyClock.Zone} -c jit=off");
        var writing = $"-c role={ApplicationRole} -c timezone={CountyClock.Zone} -c jit=off";
        _writers = Source(connectionString, writing);
        _oneTrip = new(() => Source(connectionString, writing, address =>
        {
            // Few statements, each sent thousands of times; nothing of a trip outlives its transaction, so nothing need be reset.
            address.MaxAutoPrepare = 20;
            address.AutoPrepareMinUsages = 2;
            address.NoResetOnClose = true;
        }));
    }

    /// <summary>A connection that can read and nothing else; for streaming. The caller disposes of it.</summary>
    public ValueTask<NpgsqlConnection> OpenReadAsync(CancellationToken ct = default) => _readers.OpenConnectionAsync(ct);

    /// <summary>Runs <paramref name="read"/> on a read-only connection.</summary>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken ct = default)
    {
        await using var connection = await _readers.OpenConnectionAsync(ct);
        return await read(connection);
    }

    /// <summary>Runs <paramref name="read"/> on a read-only connection whose queries all see one state of the data.</summary>
    public async Task<T> ReadMomentAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken ct = default)
    {
        await using var connection = await OpenReadAsync(ct);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        return await read(connection);
    }

    /// <summary>Rows of a page query; parameters travel as parameters only.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null, CancellationToken ct = default) =>
        OnLiveConnectionAsync(_readers, () => ReadAsync<IReadOnlyList<T>>(
            async c => (await c.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList(), ct), ct);

    /// <summary>The only row, or the default value where there is none.</summary>
    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null, CancellationToken ct = default) =>
        OnLiveConnectionAsync(_readers, () => ReadAsync(
            c => c.QuerySingleOrDefaultAsync<T?>(new CommandDefinition(sql, parameters, cancellationToken: ct)), ct), ct);

    /// <summary>Whether the server answers <paramref name="sql"/> at this moment: for probes, which wait for no restart.</summary>
    public async Task<bool> AnswersAsync(string sql, CancellationToken ct = default)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(ct);
        moment.CancelAfter(ProbeLimit);
        try
        {
            await OnLiveConnectionAsync(
                _readers, () => ReadAsync(c => c.ExecuteAsync(new CommandDefinition(sql, cancellationToken: moment.Token)), moment.Token), TimeSpan.Zero, moment.Token);
            return true;
        }
        catch (Exception silent) when (silent is NpgsqlException or TimeoutException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction that carries actor, scope and reason, appends an audit row for every
    /// audited table it touched, and commits. Anything thrown rolls all of it back.
    /// </summary>
    /// <param name="reason">Why, in one sentence a later reader understands; it is kept for good, so no names of persons.</param>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public async Task<T> WriteAsync<T>(
        Actor actor, TownshipScope scope, string reason, Func<Write, Task<T>> work, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var (connection, transaction) = await OnLiveConnectionAsync(_writers, () => BeginAsync(actor, scope, reason, ct), ct);
        await using var _ = connection;
        await using var __ = transaction;
        var result = await work(new Write(connection, transaction, actor, scope, reason));
        await connection.ExecuteAsync(
            new CommandDefinition("select platform.append_audit()", transaction: transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Actor actor, TownshipScope scope, string reason, Func<Write, Task> work, CancellationToken ct = default) =>
        WriteAsync(actor, scope, reason, async write => { await work(write); return true; }, ct);

    /// <summary>
    /// One statement through the same door in one round trip: actor, scope, reason, the statement and the audit row travel
    /// together and are one transaction, committed before this returns. For changes that a single function of the database
    /// judges and writes, where four round trips would cost more than the work.
    /// </summary>
    /// <param name="sql">Returns one row.</param>
    /// <param name="read">Makes the result of the row.</param>
    /// <inheritdoc cref="WriteAsync{T}" path="/exception"/>
    public async Task<T> WriteInOneTripAsync<T>(
        Actor actor, TownshipScope scope, string reason, string sql, IEnumerable<NpgsqlParameter> parameters, Func<NpgsqlDataReader, T> read,
        CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var name = new NpgsqlBatchCommand(
            """
            select set_config('forestcarbon.actor', $1, true), set_config('forestcarbon.scope', $2, true),
                   set_config('forestcarbon.reason', $3, true), set_config('forestcarbon.touched', '', true)
            """);
        foreach (var value in new[] { actor.Id, scope.ToString(), reason })
            name.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        var audit = new NpgsqlBatchCommand(
            "select case when current_setting('forestcarbon.touched', true) <> '' then platform.append_audit() end");
        return (await InOneTripAsync(name, [Command(sql, parameters)], audit, read, ct))[0];
    }

    /// <summary>
    /// The same for several changes of one kind that are one transaction: each under its own actor, scope and reason, each with
    /// its own audit row, for which the function it calls takes them and appends it. A change that must not take the others with it
    /// keeps its refusal inside that function.
    /// </summary>
    /// <param name="first">A statement before them all, to take locks in one order.</param>
    /// <param name="sql">Returns one row; names its change by <c>@actor</c>, <c>@scope</c> and <c>@reason</c>.</param>
    /// <returns>What <paramref name="read"/> made of each change's row, in the order given.</returns>
    /// <inheritdoc cref="WriteAsync{T}" path="/exception"/>
    public Task<IReadOnlyList<T>> WriteInOneTripAsync<T>(
        NpgsqlBatchCommand first, IReadOnlyList<Trip> trips, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct = default) =>
        InOneTripAsync(first, [.. trips.Select(trip => Command(sql, [.. Names(trip), .. trip.Parameters]))], null, read, ct);

    private static IEnumerable<NpgsqlParameter> Names(Trip trip)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(trip.Reason);
        yield return new NpgsqlParameter<string>("actor", trip.Actor.Id);
        yield return new NpgsqlParameter<string>("scope", trip.Scope.ToString());
        yield return new NpgsqlParameter<string>("reason", trip.Reason);
    }

    private static NpgsqlBatchCommand Command(string sql, IEnumerable<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    // Commands sent together without a begin are one transaction to the server: the first failure takes all of it back.
    private async Task<IReadOnlyList<T>> InOneTripAsync<T>(
        NpgsqlBatchCommand first, IReadOnlyList<NpgsqlBatchCommand> works, NpgsqlBatchCommand? last, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var connection = await _oneTrip.Value.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in (NpgsqlBatchCommand[])[first, .. works, .. last is null ? [] : new[] { last }])
            batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var results = new List<T>(works.Count);
        foreach (var _ in works)
        {
            await reader.NextResultAsync(ct);
            await reader.ReadAsync(ct);
            results.Add(read(reader));
        }
        // The commit is only answered after the last result.
        while (await reader.NextResultAsync(ct))
        {
        }
        return results;
    }

    // Nothing of the work has been done yet, so beginning on a connection that was dead is tried again on a new one.
    private async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> BeginAsync(
        Actor actor, TownshipScope scope, string reason, CancellationToken ct)
    {
        var connection = await _writers.OpenConnectionAsync(ct);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
            await connection.ExecuteAsync(new CommandDefinition(
                """
                select set_config('forestcarbon.actor', @actor, true), set_config('forestcarbon.scope', @scope, true),
                       set_config('forestcarbon.reason', @reason, true), set_config('forestcarbon.touched', '', true)
                """,
                new { actor = actor.Id, scope = scope.ToString(), reason }, transaction, cancellationToken: ct));
            return (connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // A server that was killed and came back leaves its old connections in the pool; they are noticed at their next use only.
    private Task<T> OnLiveConnectionAsync<T>(NpgsqlDataSource source, Func<Task<T>> attempt, CancellationToken ct) =>
        OnLiveConnectionAsync(source, attempt, _patience, ct);

    private static async Task<T> OnLiveConnectionAsync<T>(NpgsqlDataSource source, Func<Task<T>> attempt, TimeSpan patience, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await attempt();
            }
            catch (NpgsqlException gone) when (IsDeadConnection(gone) && (tries == 1 || clock.Elapsed < patience))
            {
                source.Clear();
            }
            if (tries > 1)
                await Task.Delay(BetweenTries, ct);
        }
    }

    private static bool IsDeadConnection(NpgsqlException failure) => failure is PostgresException server
        ? server.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
        : failure.InnerException is IOException or System.Net.Sockets.SocketException;

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _writers.DisposeAsync();
        if (_oneTrip.IsValueCreated)
            await _oneTrip.Value.DisposeAsync();
    }

    private static NpgsqlDataSource Source(string connectionString, string options, Action<NpgsqlConnectionStringBuilder>? further = null)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        address.Options = string.IsNullOrEmpty(address.Options) ? options : $"{address.Options} {options}";
        address.ApplicationName ??= "forestcarbon";
        // A row of results is some 200 bytes: with the driver's 8 KB a run over a county spends as long in system calls as in arithmetic.
        address.ReadBufferSize = Math.Max(address.ReadBufferSize, BufferBytes);
        address.WriteBufferSize = Math.Max(address.WriteBufferSize, BufferBytes);
        further?.Invoke(address);
        var builder = new NpgsqlDataSourceBuilder(address.ConnectionString);
        builder.UseNetTopologySuite();
        return builder.Build();
    }

    // Whichever way a connection leads, it leads to the schema of migrations/: what reads the rows of a query is compiled once, not once for each address.
    private sealed class AnyDatabase : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => true;

        public int GetHashCode(string obj) => 0;
    }

    private sealed class DateOnlyHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => value is DateOnly date ? date : DateOnly.FromDateTime((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
    }
}

/// <summary>One change of <see cref="Db.WriteInOneTripAsync{T}(NpgsqlBatchCommand, IReadOnlyList{Trip}, string, Func{NpgsqlDataReader, T}, CancellationToken)"/>.</summary>
public sealed record Trip(Actor Actor, TownshipScope Scope, string Reason, IEnumerable<NpgsqlParameter> Parameters);
