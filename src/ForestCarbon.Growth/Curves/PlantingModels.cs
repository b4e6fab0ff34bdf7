using System.Text.Json.Serialization;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Growth.Curves;

/// <summary>A planting model (造林模型) on one site class: what bare land would be planted with.</summary>
public sealed record PlantingModelRow
{
    public string PlantingModelId { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";

    /// <summary>Species code and tenths, e.g. <c>220:7,480:3</c>.</summary>
    public string SpeciesMix { get; init; } = "";

    /// <summary>Tenths with the species' names, e.g. <c>7马尾松 3木荷</c>; a code the species list does not have stays a code.</summary>
    public string SpeciesMixZh { get; init; } = "";
    public string SpeciesMixEn { get; init; } = "";
    public string Source { get; init; } = "";
    public string Confidence { get; init; } = "";
    public string? Note { get; init; }
    public short SiteClass { get; init; }

    /// <summary>Null: missing.</summary>
    public int? StemsPerHa { get; init; }
    public string? Form { get; init; }
    public double[]? Parameters { get; init; }
    public string? CurveSource { get; init; }
    public string? CurveConfidence { get; init; }

    /// <summary>The reading whose values these are; null where none are held.</summary>
    public long? ReadingId { get; init; }
    public string? PageSha256 { get; init; }

    /// <summary>Readings since then that await a second account, or differ from each other.</summary>
    public int OpenReadings { get; init; }

    /// <summary>Null where the program ships the model.</summary>
    public string? MadeBy { get; init; }

    /// <summary>Volume in m³/ha over years since planting, or null where nobody has given one: such land has no expected tonnes.</summary>
    [JsonIgnore]
    public GrowthCurve? Curve => Form is { } form && Parameters is { } parameters
        ? new GrowthCurve(GrowthForms.Find(form) ?? throw new InvalidDataException($"Planting model {PlantingModelId} has the unknown form {form}."), parameters)
        : null;
}

/// <summary>What an account read in a source page of a planting model on a site class.</summary>
/// <param name="StemsPerHa">Planting density, stems per ha.</param>
/// <param name="Form">richards, logistic, gompertz, korf or schumacher.</param>
/// <param name="Parameters">Of the form, volume in m³/ha over years since planting.</param>
/// <param name="Source">Document, page, table.</param>
/// <param name="Mark">S…, c or M; ? is no reading.</param>
public sealed record PlantingValues(string PlantingModelId, short SiteClass, int StemsPerHa, string Form, double[] Parameters, string Source, string Mark = "M");

/// <summary>A reading as it is kept.</summary>
public sealed record PlantingReading
{
    public long ReadingId { get; init; }
    public string PlantingModelId { get; init; } = "";
    public short SiteClass { get; init; }
    public int Round { get; init; }
    public int StemsPerHa { get; init; }
    public string Form { get; init; } = "";
    public double[] Parameters { get; init; } = [];
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public string PageSha256 { get; init; } = "";
    public string ReadBy { get; init; } = "";
    public DateTime ReadAt { get; init; }
}

/// <summary>The planting models of the county, with what is missing in them. Values hold once two accounts have read the same in a source page.</summary>
public sealed class PlantingModels(Db db)
{
    /// <summary>Roles whose accounts may add models and read source pages; validation and verification reads the county only (definitions.md §6).</summary>
    public static IReadOnlyList<string> Readers { get; } = [Roles.Surveyor, Roles.BureauReviewer];

    /// <summary>Every model on every site class.</summary>
    public Task<IReadOnlyList<PlantingModelRow>> ListAsync(CancellationToken ct = default) => FindAsync(null, ct);

    /// <summary>A model on its site classes, every model for null; empty where there is none of that name.</summary>
    public Task<IReadOnlyList<PlantingModelRow>> FindAsync(string? plantingModelId, CancellationToken ct = default) => db.QueryAsync<PlantingModelRow>(
        Sql.Of<PlantingModels>("Curves/Sql/planting_models.sql"), new { plantingModelId }, ct);

    /// <summary>Readings of a model, newest first. What one account alone has read others see only after their own reading.</summary>
    public async Task<IReadOnlyList<PlantingReading>> ReadingsAsync(string plantingModelId, Actor seenBy, CancellationToken ct = default)
    {
        var all = await db.QueryAsync<PlantingReading>(
            "select * from growth.planting_reading_v where planting_model_id = @plantingModelId order by reading_id desc", new { plantingModelId }, ct);
        return [.. all.GroupBy(r => (r.SiteClass, r.Round)).Where(g => g.Count() > 1 || g.Any(r => r.ReadBy == seenBy.Id)).SelectMany(g => g).OrderByDescending(r => r.ReadingId)];
    }

    /// <summary>Adds a model with the site classes it is planted on; density and curve stay missing until they are read.</summary>
    /// <exception cref="RefusedException">An id that is taken or no id, no name, no source, a mix that does not make ten tenths.</exception>
    public async Task AddAsync(
        Actor actor, string plantingModelId, string nameZh, string nameEn, string speciesMix, string source, IReadOnlyList<short> siteClasses, CancellationToken ct = default)
    {
        var id = plantingModelId.Trim();
        if (id.Length is 0 or > 40 || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new RefusedException($"造林模型编号“{id}”须为小写字母、数字和连字符，不超过 40 个字符。", $"The id “{id}” of a planting model must be of lower-case letters, digits and hyphens, 40 at most.");
        if (string.IsNullOrWhiteSpace(nameZh) || string.IsNullOrWhiteSpace(source))
            throw new RefusedException("请填写造林模型的名称和来源。", "Give the planting model's name and its source.");
        var mix = speciesMix.Replace(" ", "", StringComparison.Ordinal);
        if (SpeciesMix.Parse(mix) is null)
            throw new RefusedException($"树种组成“{speciesMix}”读不出来。写成“树种代码:成数”，成数之和为 10，如 310:7,480:3。", $"The species mix “{speciesMix}” cannot be read: write “species code:tenths”, ten tenths in all, as 310:7,480:3.");
        if (siteClasses.Count == 0)
            throw new RefusedException("请至少指明一个立地等级。", "Name at least one site class.");
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"新增造林模型 {id}", async write =>
        {
            var added = await write.ExecuteAsync(
                """
                insert into growth.planting_model (planting_model_id, name_zh, name_en, species_mix, source, confidence, made_by, made_at)
                values (@id, @nameZh, @nameEn, @mix, @source, 'M', @by, now())
                on conflict do nothing
                """,
                new { id, nameZh = nameZh.Trim(), nameEn = string.IsNullOrWhiteSpace(nameEn) ? nameZh.Trim() : nameEn.Trim(), mix, source = source.Trim(), by = write.Actor.Id }, ct);
            if (added == 0)
                throw new RefusedException($"造林模型“{id}”已经有了。", $"There is a planting model “{id}” already.");
            await write.ExecuteAsync(
                "insert into growth.planting_model_site (planting_model_id, site_class) select @id, c from unnest(@classes::smallint[]) as c",
                new { id, classes = siteClasses.Distinct().ToArray() }, ct);
        }, ct);
    }

    /// <summary>Stores what an account read; with the reading of another account that is the same, the values hold from now on.</summary>
    /// <exception cref="RefusedException">No such model or site class, values that are no curve, no source, an unsure mark, or read by this account already.</exception>
    public static async Task ReadAsync(Write write, PlantingValues read, byte[] pageSha256, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(read.Source))
            throw new RefusedException("请写明来源：文件名、页码或表号。", "Give the source: document, page or table.");
        if (read.StemsPerHa <= 0)
            throw new RefusedException("初植密度须为大于 0 的整数（株/公顷）。", "The planting density must be a whole number above 0 (stems per hectare).");
        RequireCurve(read);
        if (ConfidenceMark.Find(read.Mark) is not { Kind: not MarkKind.Unsure })
            throw new RefusedException($"标记“{read.Mark}”不能用：读到的写 M（待核）或 c（由本县数据计算），或写来源编号如 S17。存疑的不录入。", $"The mark “{read.Mark}” cannot be used: M for what was read and is to be verified, c for what was computed from the county's data, or a source's number as S17; what is unsure is not entered.");
        await write.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended('growth.planting_reading:' || @PlantingModelId, @SiteClass))", new { read.PlantingModelId, read.SiteClass }, ct);
        if ((await write.QueryAsync<PlantingModelRow>(
                "select * from growth.planting_model_v where planting_model_id = @PlantingModelId and site_class = @SiteClass", new { read.PlantingModelId, read.SiteClass }, ct)).Count == 0)
            throw new RefusedException($"造林模型“{read.PlantingModelId}”没有立地等级 {read.SiteClass}。", $"Planting model “{read.PlantingModelId}” has no site class {read.SiteClass}.");
        var added = await write.ExecuteAsync(Sql.Of<PlantingModels>("Curves/Sql/insert_planting_reading.sql"), new
        {
            read.PlantingModelId, read.SiteClass, read.StemsPerHa, read.Form, read.Parameters, Source = read.Source.Trim(), read.Mark, pageSha256, by = write.Actor.Id,
        }, ct);
        if (added == 0)
            throw new RefusedException("这个账号已读过这一项；须由另一个账号独立读来源页。", "This account has read the item already; another account must read the source page for itself.");
    }

    private static void RequireCurve(PlantingValues read)
    {
        if (GrowthForms.Find(read.Form) is not { } form)
            throw new RefusedException($"没有生长曲线形式“{read.Form}”。可用 richards、logistic、gompertz、korf、schumacher。", $"There is no form “{read.Form}” of a growth curve: use richards, logistic, gompertz, korf or schumacher.");
        try
        {
            _ = new GrowthCurve(form, read.Parameters);
        }
        catch (ArgumentException wrong)
        {
            throw new RefusedException($"{read.Form} 的参数须为大于 0 的 {string.Join("、", form.ParameterNames())}。", $"The parameters of {read.Form} must be {string.Join(", ", form.ParameterNames())}, all above 0.", wrong);
        }
    }
}
