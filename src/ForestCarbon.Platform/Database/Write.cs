using Dapper;
using Npgsql;

namespace ForestCarbon.Platform.Database;

/// <summary>One open change: the transaction behind the door, and who makes it. Lives as long as <see cref="Db.WriteAsync{T}"/> runs.</summary>
public sealed class Write
{
    internal Write(NpgsqlConnection connection, NpgsqlTransaction transaction, Actor actor, TownshipScope scope, string reason) =>
        (Connection, Transaction, Actor, Scope, Reason) = (connection, transaction, actor, scope, reason);

    /// <summary>The connection of this change, for COPY and readers. Begin no transaction on it.</summary>
    public NpgsqlConnection Connection { get; }

    public NpgsqlTransaction Transaction { get; }

    public Actor Actor { get; }

    public TownshipScope Scope { get; }

    public string Reason { get; }

    /// <summary>Executes a statement; returns the number of rows it touched.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null, CancellationToken ct = default) =>
        Connection.ExecuteAsync(new CommandDefinition(sql, parameters, Transaction, commandTimeout: 0, cancellationToken: ct));

    /// <summary>The first value of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null, CancellationToken ct = default) =>
        (await Connection.ExecuteScalarAsync<T>(
            new CommandDefinition(sql, parameters, Transaction, commandTimeout: 0, cancellationToken: ct)))!;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null, CancellationToken ct = default) =>
        (await Connection.QueryAsync<T>(new CommandDefinition(sql, parameters, Transaction, commandTimeout: 0, cancellationToken: ct)))
        .AsList();
}
