using System.Net.Sockets;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Platform.Tests.Database;

public sealed class DatabaseAwayTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown, true)]
    [InlineData(PostgresErrorCodes.CrashShutdown, true)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, true)]
    [InlineData(PostgresErrorCodes.QueryCanceled, false)]
    [InlineData(PostgresErrorCodes.UndefinedTable, false)]
    public void A_server_that_goes_or_comes_is_away_and_one_that_answers_is_not(string sqlState, bool isAway) =>
        Assert.Equal(isAway, Failure.IsDatabaseAway(new InvalidOperationException("a page", new PostgresException("said", "FATAL", "FATAL", sqlState))));

    [Fact]
    public void A_line_that_broke_is_away_and_a_query_that_took_too_long_is_not()
    {
        Assert.True(Failure.IsDatabaseAway(new NpgsqlException("no answer", new SocketException((int)SocketError.ConnectionRefused))));
        Assert.True(Failure.IsDatabaseAway(new NpgsqlException("no answer", new EndOfStreamException())));
        Assert.False(Failure.IsDatabaseAway(new NpgsqlException("no answer", new TimeoutException())));
    }
}
