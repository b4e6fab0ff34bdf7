using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ForestCarbon.Growth.Runs;

/// <summary>Everything that decides the figures of a run, pinned before its first parcel. Two runs of one manifest give the same bytes.</summary>
public sealed record RunManifest
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required DateOnly AsOf { get; init; }
    public required long Generation { get; init; }
    public required int InventoryYear { get; init; }

    /// <summary>Year of the oldest parcel version in the run: it is grown up to the first year.</summary>
    public required int OldestInventoryYear { get; init; }
    public required int FirstYear { get; init; }
    public required int LastYear { get; init; }
    public required string Scenario { get; init; }
    public required string CountyCode { get; init; }
    public required PinnedData CurveSet { get; init; }
    public required PinnedData FactorSet { get; init; }
    public required PinnedData AgeGroups { get; init; }

    /// <summary>Which area tonnes are computed on.</summary>
    public string Area { get; init; } = "ellipsoidal";

    public string PoolSet { get; init; } = "live-biomass";
    public string Code { get; init; } = CodeVersion;

    /// <summary>Version of the program with its commit where the build knows it.</summary>
    public static string CodeVersion { get; } =
        typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public static RunManifest Parse(string json) =>
        JsonSerializer.Deserialize<RunManifest>(json, Format) ?? throw new InvalidDataException("An empty manifest.");
}

/// <summary>A set of data pinned by identity, version and SHA-256 (lower-case hexadecimal).</summary>
public sealed record PinnedData(string Id, string Version, string Sha256);
