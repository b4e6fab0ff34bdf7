using System.Text.Json;
using System.Text.Json.Serialization;

namespace ForestCarbon.Platform.Database;

/// <summary>A text that is a JSON document, such as a <c>jsonb</c> column: written into a larger document as what it says, not as a string.</summary>
public sealed class JsonText : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (value.Length == 0)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(value);
    }
}
