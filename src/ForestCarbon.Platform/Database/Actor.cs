namespace ForestCarbon.Platform.Database;

/// <summary>Who makes a change: an account, a command on the console, or a job acting for one of them. Stands in every audit row.</summary>
public sealed record Actor
{
    private Actor(string id) => Id = id;

    /// <summary>Stable text such as <c>account:3f2a…</c>, <c>console:root</c>, <c>job:accounting</c>; never a person's name.</summary>
    public string Id { get; }

    public static Actor Account(Guid accountId) => new($"account:{accountId:N}");

    public static Actor Console() => new($"console:{Environment.UserName}");

    public static Actor Job(string kind) => new($"job:{kind}");

    /// <summary>Who asked for a job, as it was noted with the asking.</summary>
    /// <exception cref="ArgumentException">No such form.</exception>
    public static Actor Of(string id) =>
        id.StartsWith("account:", StringComparison.Ordinal) || id.StartsWith("console:", StringComparison.Ordinal) || id.StartsWith("job:", StringComparison.Ordinal)
            ? new(id)
            : throw new ArgumentException("An actor is an account, the console or a job.", nameof(id));

    /// <summary>The installation itself: migrations and what they load.</summary>
    public static Actor Installation { get; } = new("installation");

    public override string ToString() => Id;
}
