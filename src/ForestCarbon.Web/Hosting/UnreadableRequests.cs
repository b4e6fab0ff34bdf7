using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Platform.Failures;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>A request of a machine that cannot be read is answered with what could not be read and where: status alone helps nobody to put it right.</summary>
public static partial class UnreadableRequests
{
    /// <summary>Has what cannot be bound thrown, so that there is something to tell.</summary>
    public static void AddUnreadableRequests(this IServiceCollection services) => services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

    public static void UseUnreadableRequests(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException unreadable) when (!context.Response.HasStarted)
        {
            var texts = context.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();
            await Results.Problem(Sentence(unreadable, texts), statusCode: unreadable.StatusCode).ExecuteAsync(context);
        }
    });

    private static string Sentence(BadHttpRequestException unreadable, IStringLocalizer<Texts> texts) => unreadable switch
    {
        { InnerException: JsonException { LineNumber: { } line, InnerException: FormatException number } json } when BoundsOf(number) is var (sentence, least, most) => texts[sentence, line + 1, FieldOf(json), least, most].Value,
        { InnerException: JsonException { LineNumber: { } line, InnerException: FormatException day } json } when NoDay().IsMatch(day.Message) =>
            texts["请求正文第 {0} 行的 {1} 读不懂：日期写成 2026-06-30 的样子。", line + 1, FieldOf(json)].Value,
        { InnerException: JsonException { LineNumber: { } line } json } => texts["请求正文第 {0} 行的 {1} 读不懂：须是 JSON，数和日期按接口说明书写。", line + 1, FieldOf(json)].Value,
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => texts["请求正文须是 JSON：请写明 Content-Type: application/json。"].Value,
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => texts["请求正文太大。"].Value,
        _ when Given().Match(unreadable.Message) is { Success: true } of && Exceeded(of.Groups["type"].Value, of.Groups["value"].Value) is var (sentence, least, most) =>
            texts[sentence, of.Groups["name"].Value, Shortened.Of(of.Groups["value"].Value), least, most].Value,
        _ when Given().Match(unreadable.Message) is { Success: true } of => Accepted(of.Groups["type"].Value) is { } accepted
            ? texts["参数 {0} 的值“{1}”读不懂：{2}。", of.Groups["name"].Value, Shortened.Of(of.Groups["value"].Value), texts[accepted].Value].Value
            : texts["参数 {0} 的值“{1}”读不懂。", of.Groups["name"].Value, Shortened.Of(of.Groups["value"].Value)].Value,
        _ when Needed().Match(unreadable.Message) is { Success: true } of => texts["缺少参数 {0}。", of.Groups["name"].Value].Value,
        _ => texts["请求读不懂：请核对参数和正文。"].Value,
    };

    // The field as the body names it; $ where it is the body itself.
    private static string FieldOf(JsonException json) => json.Path is { } path ? path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path : "$";

    // What a number in a body may be: the sentence and its bounds; null where the type has none to tell.
    private static (string Sentence, string Least, string Most)? BoundsOf(FormatException number) => OutOfBounds().Match(number.Message).Groups["type"].Value switch
    {
        "Int16" => Whole(short.MinValue, short.MaxValue),
        "Int32" => Whole(int.MinValue, int.MaxValue),
        "Int64" => Whole(long.MinValue, long.MaxValue),
        "Decimal" => ("请求正文第 {0} 行的 {1} 读不懂：须是 {2} 至 {3} 之间的数。", Grouped(decimal.MinValue), Grouped(decimal.MaxValue)),
        _ => null,
    };

    private static (string, string, string)? Whole(long least, long most) => ("请求正文第 {0} 行的 {1} 读不懂：须是 {2} 至 {3} 之间的整数。", Grouped(least), Grouped(most));

    private static string Grouped(decimal bound) => bound.ToString("N0", CultureInfo.InvariantCulture);

    // What a parameter may be that was given a number beyond it: the sentence and its bounds; null where no number was given, or none beyond.
    private static (string Sentence, string Least, string Most)? Exceeded(string type, string value)
    {
        (decimal Least, decimal Most, bool IsWhole)? bounds = Bare(type) switch
        {
            "short" => (short.MinValue, short.MaxValue, true),
            "int" => (int.MinValue, int.MaxValue, true),
            "long" => (long.MinValue, long.MaxValue, true),
            "decimal" => (decimal.MinValue, decimal.MaxValue, false),
            _ => null,
        };
        if (bounds is not var (least, most, isWhole) || !value.Any(char.IsAsciiDigit) || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || (number > (double)least && number < (double)most))
            return null;
        return (isWhole ? "参数 {0} 的值“{1}”超出范围：须是 {2} 至 {3} 之间的整数。" : "参数 {0} 的值“{1}”超出范围：须是 {2} 至 {3} 之间的数。", Grouped(least), Grouped(most));
    }

    private static string Bare(string type) => type.Replace("Nullable<", "", StringComparison.Ordinal).TrimEnd('>', '?');

    // What a parameter of a type takes, in Chinese: the key of its English; null where the type says nothing to a reader.
    private static string? Accepted(string type) => Bare(type) switch
    {
        nameof(Verdict) => "须是 Pass、NeedsEvidence 或 Fail",
        "short" or "int" or "long" => "须是整数",
        "float" or "double" or "decimal" => "须是数",
        "DateOnly" or "System.DateOnly" => "须写成 2026-06-30 的样子",
        "bool" => "须是 true 或 false",
        _ => null,
    };

    // The framework says which parameter it was in its message and nowhere else.
    [GeneratedRegex("^Failed to bind parameter \"(?:(?<type>.*) )?(?<name>[^ \"]+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Given();

    // Nor does the reader of JSON say elsewhere what type it wanted: what it was to convert to is the whole body.
    [GeneratedRegex("for an? (?<type>Int16|Int32|Int64|Decimal)\\.$")]
    private static partial Regex OutOfBounds();

    [GeneratedRegex("in a supported DateOnly format\\.$")]
    private static partial Regex NoDay();

    [GeneratedRegex("^Required parameter \"(?:.* )?(?<name>[^ \"]+)\" was not provided from .+\\.$")]
    private static partial Regex Needed();
}
