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

    /// <summary>Groups and origins of the species dictionary; null in runs made before it was pinned.</summary>
    public PinnedData? Species { get; init; }

    /// <summary><c>calibrated</c> or <c>difference</c>.</summary>
    public string Projection { get; init; } = "calibrated";

    /// <summary>Seed of what is drawn by chance; 0 where nothing is.</summary>
    public long Seed { get; init; }

    /// <summary>Which area tonnes are computed on.</summary>
    public string Area { get; init; } = "ellipsoidal";

    public string PoolSet { get; init; } = "live-biomass";
    public string Code { get; init; } = CodeVersion;

    /// <summary>Version of the program with its commit where the build knows it.</summary>
    public static string CodeVersion { get; } =
        typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    /// <summary>The projection as code names it.</summary>
    /// <exception cref="InvalidDataException">Not one this program knows.</exception>
    internal GrowthProjection GrowthProjection => Projection switch
    {
        "calibrated" => GrowthProjection.Calibrated,
        "difference" => GrowthProjection.Difference,
        _ => throw new InvalidDataException($"A run with the unknown projection {Projection}."),
    };

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public static RunManifest Parse(string json) =>
        JsonSerializer.Deserialize<RunManifest>(json, Format) ?? throw new InvalidDataException("An empty manifest.");
}

/// <summary>A set of data pinned by identity, version and SHA-256 (lower-case hexadecimal).</summary>
public sealed record PinnedData(string Id, string Version, string Sha256);
