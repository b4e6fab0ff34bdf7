using System.Text.Json;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Walks a GeoJSON text with a bounded buffer and hands out one feature after another.</summary>
internal static class GeoJsonText
{
    private const int Start = 1 << 16;
    private const int LongestFeature = 256 << 20;

    /// <param name="crs">Told the name in an old-style "crs" member that stands before the features.</param>
    public static IEnumerable<JsonElement> Features(string path, Action<string> crs)
    {
        using var stream = File.OpenRead(path);
        var text = new Window(stream, Path.GetFileName(path));
        while (text.Next(crs) is { } feature)
            yield return feature;
    }

    public static Geometry? Shape(JsonElement shape, GeometryFactory factory, List<ShapeFault> faults)
    {
        if (shape.ValueKind == JsonValueKind.Null)
            return null;
        var kind = shape.GetProperty("type").GetString();
        if (kind == "GeometryCollection")
            return factory.CreateGeometryCollection(
                [.. shape.GetProperty("geometries").EnumerateArray().Select(g => Shape(g, factory, faults)).OfType<Geometry>()]);
        if (!shape.TryGetProperty("coordinates", out var at))
            throw new FormatException("no coordinates");
        switch (kind)
        {
            case "Point":
                return at.GetArrayLength() == 0 ? null : factory.CreatePoint(Place(at));
            case "MultiPoint":
                return factory.CreateMultiPointFromCoords(PathOf(at));
            case "LineString":
                return factory.CreateLineString(PathOf(at));
            case "MultiLineString":
                return factory.CreateMultiLineString([.. at.EnumerateArray().Select(l => factory.CreateLineString(PathOf(l)))]);
            case "Polygon":
                return RingAssembly.FromOrder([.. at.EnumerateArray().Select(PathOf)], factory, faults);
            case "MultiPolygon":
                var polygons = at.EnumerateArray()
                    .Select(p => RingAssembly.FromOrder([.. p.EnumerateArray().Select(PathOf)], factory, faults)).OfType<Polygon>().ToArray();
                return polygons.Length == 0 ? null : factory.CreateMultiPolygon(polygons);
            default:
                throw new FormatException("no such geometry");
        }
    }

    private static Coordinate[] PathOf(JsonElement line) => [.. line.EnumerateArray().Select(Place)];

    private static Coordinate Place(JsonElement pair) => new(pair[0].GetDouble(), pair[1].GetDouble());

    /// <summary>The part of the file now in memory: it grows to hold one feature and moves on.</summary>
    private sealed class Window(Stream stream, string name)
    {
        private byte[] _buffer = new byte[Start];
        private int _from, _to;
        private bool _ended, _inFeatures, _done;
        private JsonReaderState _state = new(new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 });

        public JsonElement? Next(Action<string> crs)
        {
            try
            {
                while (!_done)
                {
                    if (Step(crs, out var feature))
                        return feature;
                    if (!_done)
                        Fill();
                }
                return null;
            }
            catch (JsonException e)
            {
                throw new UnreadableFileException($"{name} 不是完整的 GeoJSON，约在第 {(e.LineNumber ?? 0) + 1} 行出错，请重新导出。",
                    $"{name} is no whole GeoJSON; it breaks near line {(e.LineNumber ?? 0) + 1}: export it again.", e);
            }
        }

        // True with a feature; false when more bytes are needed or the text is done.
        private bool Step(Action<string> crs, out JsonElement feature)
        {
            feature = default;
            var reader = new Utf8JsonReader(_buffer.AsSpan(_from, _to - _from), _ended, _state);
            while (true)
            {
                var before = reader;
                if (!reader.Read())
                {
                    _done = _ended;
                    Keep(reader);
                    return false;
                }
                if (_inFeatures && reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 1)
                {
                    _inFeatures = false;
                    continue;
                }
                if (_inFeatures && reader.CurrentDepth == 2)
                {
                    if (!JsonDocument.TryParseValue(ref reader, out var one))
                    {
                        Keep(before);
                        return false;
                    }
                    using (one)
                        feature = one.RootElement.Clone();
                    Keep(reader);
                    if (feature.ValueKind != JsonValueKind.Object)
                        throw new UnreadableFileException($"{name} 的 features 里有不是要素的内容，请重新导出。", $"The features of {name} hold something that is no feature: export it again.");
                    return true;
                }
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                if (reader.ValueTextEquals("features"))
                {
                    if (!reader.Read())
                    {
                        Keep(before);
                        return false;
                    }
                    _inFeatures = reader.TokenType == JsonTokenType.StartArray;
                }
                else if (reader.ValueTextEquals("crs"))
                {
                    if (!reader.Read() || !JsonDocument.TryParseValue(ref reader, out var note))
                    {
                        Keep(before);
                        return false;
                    }
                    using (note)
                        if (note.RootElement.ValueKind == JsonValueKind.Object && note.RootElement.TryGetProperty("properties", out var p)
                            && p.ValueKind == JsonValueKind.Object && p.TryGetProperty("name", out var n) && n.ValueKind == JsonValueKind.String)
                            crs(n.GetString()!);
                }
            }
        }

        private void Keep(in Utf8JsonReader reader)
        {
            _from += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }

        private void Fill()
        {
            if (_ended)
                throw new UnreadableFileException($"{name} 不完整，请重新导出。", $"{name} is not whole: export it again.");
            if (_from > 0)
            {
                _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
                (_from, _to) = (0, _to - _from);
            }
            if (_to == _buffer.Length)
            {
                if (_buffer.Length >= LongestFeature)
                    throw new UnreadableFileException($"{name} 里有一个要素超过 {LongestFeature >> 20} MB，请拆开后再导入。",
                        $"One feature of {name} is larger than {LongestFeature >> 20} MB: split it and import again.");
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
            var first = stream.Position == 0;
            var read = stream.Read(_buffer, _to, _buffer.Length - _to);
            _ended = read == 0;
            _to += read;
            if (first && _to >= 3 && _buffer.AsSpan(0, 3).SequenceEqual("\uFEFF"u8))
                _from = 3;
        }
    }
}
