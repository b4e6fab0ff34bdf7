using System.Globalization;
using System.Text.Json;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Ccer.Documents;

/// <summary>
/// Documents the program makes of a project: text by people kept apart, every draft with its figures, two of them compared, and none submitted that rests on what is not verified.
/// </summary>
public sealed class DocumentDrafts(Db db)
{
    private const int MostText = 50_000;
    private const string Stratum = "planting."; // before the code of a stratum: what is to grow there

    /// <summary>The newest text of every part of a project's documents, or of a tranche's.</summary>
    public Task<IReadOnlyList<DocumentTextRow>> TextsAsync(long projectId, long? trancheId, CancellationToken ct = default) => db.QueryAsync<DocumentTextRow>(
        """
        select distinct on (t.section) t.section, t.body, t.written_by, t.written_at from ccer.document_text t
        where t.project_id = @projectId and t.tranche_id is not distinct from @trancheId order by t.section, t.text_id desc
        """, new { projectId, trancheId }, ct);

    /// <summary>Writes the text of a part; the newest holds, earlier ones stay.</summary>
    /// <param name="body">Empty: the part is to be written again. Null where nothing was sent, which empties none.</param>
    /// <exception cref="RefusedException">No such part, no text, one that is too long or holds control characters, or the project is over; registered tranches keep taking theirs.</exception>
    public Task WriteTextAsync(Actor actor, long projectId, long? trancheId, string? section, string? body, CancellationToken ct = default)
    {
        var kind = trancheId is null ? DocumentSections.Design : DocumentSections.Accounting;
        if (DocumentSections.Of(kind).FirstOrDefault(s => s.Key == section) is not { } part)
            throw new RefusedException($"{DocumentSections.NameOf(kind)}里可写的部分：{string.Join("、", DocumentSections.Of(kind).Select(s => $"{s.Key} {s.NameZh}"))}。",
                $"Parts that can be written: {string.Join(", ", DocumentSections.Of(kind).Select(s => $"{s.Key} ({s.NameEn})"))}.");
        if (body is null)
            throw new RefusedException($"缺少“{part.NameZh}”的文字（body）：请写好再录入；要清空这一部分，请把 body 写成空字符串。",
                $"The text of “{part.NameEn}” (body) is missing: write it and send it again; to empty the part, send an empty string as body.");
        if (body.Length > MostText)
            throw new RefusedException($"“{part.NameZh}”超过 {MostText} 字，请精简。", $"“{part.NameEn}” is longer than {MostText} characters: shorten it.");
        if (TextFile.LineOfControl(body) is { } line)
            throw new RefusedException($"“{part.NameZh}”第 {line} 行有控制字符，不能写进文件：请删去再保存。", $"Line {line} of “{part.NameEn}” holds control characters, which no document can: take them out and save again.");
        return db.WriteAsync(actor, $"项目 {projectId} 的{DocumentSections.NameOf(kind)}：{part.NameZh}", async write =>
        {
            if (trancheId is null || await write.ScalarAsync<string?>("select t.state from ccer.reduction_tranche t where t.tranche_id = @trancheId", new { trancheId }, ct) != "registered")
                await ProjectBook.RequireOpenAsync(write, projectId, "不再写文件里的文字，已登记的减排量的除外", "no text of its documents is written any more, except those of registered tranches", ct);
            await write.ExecuteAsync(
                "insert into ccer.document_text (project_id, tranche_id, section, body, written_by) values (@projectId, @trancheId, @section, @body, @by)",
                new { projectId, trancheId, section, body = body.ReplaceLineEndings("\n").Trim(), by = write.Actor.Id }, ct);
        }, ct);
    }

    /// <summary>Drafts of a project, newest first.</summary>
    public Task<IReadOnlyList<DraftRow>> ListAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<DraftRow>(
        """
        select d.draft_id, d.tranche_id, d.document_kind, d.number, d.name, encode(d.file_sha256, 'hex') as file_sha256, d.reasons, d.reasons_en, d.made_by, d.made_at,
               exists (select from ccer.project_document_v p where p.project_id = d.project_id and p.file_sha256 = encode(d.file_sha256, 'hex')) as is_submitted
        from ccer.document_draft d where d.project_id = @projectId order by d.draft_id desc
        """, new { projectId }, ct);

    /// <summary>Makes the document anew; from the same data the same bytes, and then no new draft.</summary>
    /// <param name="tranche">With one the accounting report, without the design document.</param>
    /// <exception cref="RefusedException">There is nothing to write about yet.</exception>
    public async Task<DraftRow> MakeAsync(Actor actor, FileStore files, ProjectRow project, TrancheRow? tranche, CancellationToken ct = default)
    {
        var kind = tranche is null ? DocumentSections.Design : DocumentSections.Accounting;
        var file = await ProjectFile.ReadAsync(db, project, tranche, ct);
        var path = Path.GetTempFileName();
        try
        {
            var stored = await WrittenAsync(file, path, ct);
            if ((await ListAsync(project.ProjectId, ct)).FirstOrDefault(d => d.DocumentKind == kind && d.TrancheId == tranche?.TrancheId) is { } newest && newest.FileSha256 == Convert.ToHexStringLower(stored.Sha256))
                return newest;
            var id = await db.WriteAsync(actor, $"项目 {project.Code} 的{DocumentSections.NameOf(kind)}草稿", async write =>
            {
                await write.ExecuteAsync("select 1 from ccer.project p where p.project_id = @ProjectId for update", new { project.ProjectId }, ct);
                var number = await write.ScalarAsync<int>(
                    "select coalesce(max(d.number), 0)::int + 1 from ccer.document_draft d where d.project_id = @ProjectId and d.tranche_id is not distinct from @TrancheId and d.document_kind = @kind",
                    new { project.ProjectId, tranche?.TrancheId, kind }, ct);
                var reasons = ProjectDocumentWriter.ReasonsOf(file, kind);
                var name = string.Create(CultureInfo.InvariantCulture, $"{project.Code}-{(tranche is null ? "PDD" : $"核算报告-{tranche.Number}")}-{number:00}.docx");
                await files.KeepAsync(write, path, stored, name, ct);
                return await write.ScalarAsync<long>(
                    """
                    insert into ccer.document_draft (project_id, tranche_id, document_kind, number, name, file_sha256, figures, texts, reasons, reasons_en, made_by)
                    values (@ProjectId, @TrancheId, @kind, @number, @name, @Sha256, @figures::jsonb, @texts::jsonb, @reasons, @reasonsEn, @by) returning draft_id
                    """, new
                    {
                        project.ProjectId, tranche?.TrancheId, kind, number, name, stored.Sha256, figures = JsonSerializer.Serialize(FiguresOf(file)),
                        texts = JsonSerializer.Serialize(TextsOf(file, kind)), reasons = reasons.Select(r => r.Zh).ToArray(), reasonsEn = reasons.Select(r => r.En).ToArray(), by = write.Actor.Id,
                    }, ct);
            }, ct);
            return (await ListAsync(project.ProjectId, ct)).Single(d => d.DraftId == id);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Files a draft as the project's document, which the moves cite.</summary>
    /// <exception cref="RefusedException">
    /// It rests on sources that are not verified, on missing figures or on parts nobody wrote, and the sentence names the first of them; or the data have changed since it was made.
    /// </exception>
    public async Task<long> SubmitAsync(Actor actor, ProjectRow project, long draftId, bool? isSubstantial, CancellationToken ct = default)
    {
        var draft = (await ListAsync(project.ProjectId, ct)).FirstOrDefault(d => d.DraftId == draftId) ?? throw new RefusedException("没有这份草稿。", "There is no such draft.");
        if (draft.Reasons.Length > 0)
            throw new RefusedException($"草稿 {draft.Name} 还不能提交，有 {draft.Reasons.Length} 处要补：{string.Join("；", draft.Reasons.Take(5))}{(draft.Reasons.Length > 5 ? "……" : "")}。",
                $"The draft {draft.Name} cannot be handed in yet: {draft.Reasons.Length} sources, figures or parts are not verified, missing or not written, as its row on the page lists.");
        if (!await IsOfTodayAsync(project, draft, ct))
            throw new RefusedException($"草稿 {draft.Name} 生成之后，项目的数据、参数或文字变了：请重新生成，再提交新的一稿。",
                $"The project's data, parameters or texts have changed since the draft {draft.Name} was made: make it anew and hand in that one.");
        return await db.WriteAsync(actor, $"项目 {project.Code} 提交 {draft.Name}", write => ProjectDocuments.AddAsync(
            write, new DocumentDraft(project.ProjectId, draft.TrancheId, draft.DocumentKind, draft.Name, CountyClock.Today, isSubstantial, "由本系统生成"), Convert.FromHexString(draft.FileSha256), ct), ct);
    }

    // The same data give the same bytes: a draft that the data do not give any more says what is not so, or rests on what was withdrawn.
    private async Task<bool> IsOfTodayAsync(ProjectRow project, DraftRow draft, CancellationToken ct)
    {
        var tranche = draft.TrancheId is null ? null : (await new ProjectBook(db).TranchesAsync(project.ProjectId, TownshipScope.WholeCounty, ct)).Single(t => t.TrancheId == draft.TrancheId);
        var path = Path.GetTempFileName();
        try
        {
            return Convert.ToHexStringLower((await WrittenAsync(await ProjectFile.ReadAsync(db, project, tranche, ct), path, ct)).Sha256) == draft.FileSha256;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<StoredFile> WrittenAsync(ProjectFile file, string path, CancellationToken ct)
    {
        await using (var target = File.Create(path))
            if (file.Tranche is null)
                ProjectDocumentWriter.WriteDesign(file, target);
            else
                ProjectDocumentWriter.WriteAccounting(file, target);
        return await FileStore.DescribeAsync(path, ct);
    }

    /// <summary>What differs between two drafts of a kind: figures with the cause, and passages.</summary>
    /// <exception cref="RefusedException">There is no such draft, or they are of different documents.</exception>
    public async Task<DraftComparison> CompareAsync(long projectId, long earlier, long later, CancellationToken ct = default)
    {
        if (await ContentAsync(projectId, earlier, ct) is not { } before || await ContentAsync(projectId, later, ct) is not { } after)
            throw new RefusedException("没有这份草稿。", "There is no such draft.");
        if ((before.DocumentKind, before.TrancheId) != (after.DocumentKind, after.TrancheId))
            throw new RefusedException("两份草稿不是同一种文件，不能比较。", "The two drafts are of different documents and are not compared.");
        return DraftComparison.Of(
            JsonSerializer.Deserialize<List<DraftFigure>>(before.Figures)!, JsonSerializer.Deserialize<List<DraftFigure>>(after.Figures)!,
            JsonSerializer.Deserialize<Dictionary<string, string>>(before.Texts)!, JsonSerializer.Deserialize<Dictionary<string, string>>(after.Texts)!, DocumentSections.Of(after.DocumentKind));
    }

    /// <summary>What is of today and differs from what a draft says. Reads the whole project: asked for, not shown by the way.</summary>
    /// <exception cref="RefusedException">There is no such draft, or nothing to write about any more.</exception>
    public async Task<DraftComparison> SinceAsync(ProjectRow project, TrancheRow? tranche, long draftId, CancellationToken ct = default)
    {
        var kept = await ContentAsync(project.ProjectId, draftId, ct) ?? throw new RefusedException("没有这份草稿。", "There is no such draft.");
        var file = await ProjectFile.ReadAsync(db, project, tranche, ct);
        return DraftComparison.Of(
            JsonSerializer.Deserialize<List<DraftFigure>>(kept.Figures)!, FiguresOf(file), JsonSerializer.Deserialize<Dictionary<string, string>>(kept.Texts)!, TextsOf(file, kept.DocumentKind),
            DocumentSections.Of(kept.DocumentKind));
    }

    private Task<DraftContent?> ContentAsync(long projectId, long draftId, CancellationToken ct) => db.QuerySingleOrDefaultAsync<DraftContent>(
        "select d.draft_id, d.tranche_id, d.document_kind, d.number, d.figures::text as figures, d.texts::text as texts from ccer.document_draft d where d.project_id = @projectId and d.draft_id = @draftId",
        new { projectId, draftId }, ct);

    private static Dictionary<string, string> TextsOf(ProjectFile file, string kind) => DocumentSections.Of(kind).ToDictionary(s => s.Key, s => file.Texts.GetValueOrDefault(s.Key) ?? "");

    private static List<DraftFigure> FiguresOf(ProjectFile file)
    {
        var p = file.Project;
        List<DraftFigure> figures =
        [
            Fact("name", "项目名称", p.Name), Fact("methodology", "方法学", file.Methodology.Id), Fact("owner", "项目业主", file.Party("owner")), Fact("developer", "开发机构", file.Party("developer")),
            Fact("start", "开工日期", p.StartDate?.ToString("O", CultureInfo.InvariantCulture)), Fact("from", "计入期起", p.CreditingFrom?.ToString("O", CultureInfo.InvariantCulture)),
            Fact("to", "计入期止", p.CreditingTo?.ToString("O", CultureInfo.InvariantCulture)), Fact("area", "项目面积", file.Plots.Sum(x => x.AreaM2).ToString(CultureInfo.InvariantCulture), "m²"),
            Fact("plots", "地块数", file.Plots.Count.ToString(CultureInfo.InvariantCulture)), Fact("parcels", "小班数", file.Parcels.Select(x => x.Code).Distinct().Count().ToString(CultureInfo.InvariantCulture)),
            Fact("covered", "有权属和授权的面积", file.Coverage.CoveredM2.ToString(CultureInfo.InvariantCulture), "m²"), Fact("lots", "宗地数", file.Coverage.Lots.Count.ToString(CultureInfo.InvariantCulture)),
            Fact("parties", "参与方", string.Join("、", file.Parties.Where(x => !x.IsOver(CountyClock.Today)).Select(x => $"{ProjectParties.Roles.GetValueOrDefault(x.Role) ?? x.Role} {x.Name}"))),
            Fact("undertakings", "承诺", file.Undertakings.Count.ToString(CultureInfo.InvariantCulture)), Fact("claim", "唯一性登记", file.Project.ClaimId is null ? "没有占用" : "已占用"),
            Fact("sample-plots", "布设的样地数", file.SamplePlots.Count.ToString(CultureInfo.InvariantCulture)), Fact("growth", "生长曲线所出的核算运行", file.ExAnte.Growth?.RunId.ToString(CultureInfo.InvariantCulture)),
            Fact("screening", "筛查", file.Screened is { } of ? $"数据截至 {of.AsOf:yyyy-MM-dd}，按 {of.StartDate:yyyy-MM-dd} 开工" : null),
            .. file.Strata.Select(s => Fact($"{Stratum}{s.Code}", $"碳层 {s.Code} {s.Name} 种什么", file.Plantings.FirstOrDefault(x => x.StratumId == s.StratumId) is { } n
                ? $"{file.PlantingModels.GetValueOrDefault(n.PlantingModelId) ?? n.PlantingModelId}，{n.PlantedYear.ToString(CultureInfo.InvariantCulture)} 年，{(n.Curve == "model" ? "造林模型的曲线" : "本县曲线")}"
                : "现有林分")),
            .. file.Additionality is { } a
                ? (DraftFigure[])
                [
                    Fact("additionality.precipitation", "年均降水量", a.Precipitation?.UsableValue?.ToString(CultureInfo.InvariantCulture), "mm"), Fact("additionality.dry", "免予论证的降水量上限", a.DryLimit?.UsableValue?.ToString(CultureInfo.InvariantCulture), "mm"),
                    Fact("additionality.zone", "国家重点生态功能区", a.IsInZone switch { true => "是", false => "否", _ => null }), Fact("additionality.welfare", "生态公益林面积", a.WelfareM2.ToString(CultureInfo.InvariantCulture), "m²"),
                    Fact("additionality.to-prove", "须论证额外性的面积", a.ToProveM2.ToString(CultureInfo.InvariantCulture), "m²"),
                ]
                : [],
            .. file.Screened is { } screening
                ? file.Methodology.Conditions.Where(c => screening.Conditions.ContainsKey(c.Key)).Select(c => (c.Key, c.ShortZh, Ground: screening.Conditions[c.Key])).SelectMany(c => (DraftFigure[])
                [
                    Fact($"screened.{c.Key}.pass", $"筛查符合的面积：{c.ShortZh}", c.Ground.PassM2.ToString(CultureInfo.InvariantCulture), "m²"), Fact($"screened.{c.Key}.need", $"筛查须补证据的面积：{c.ShortZh}", c.Ground.NeedM2.ToString(CultureInfo.InvariantCulture), "m²"),
                    Fact($"screened.{c.Key}.fail", $"筛查不符合的面积：{c.ShortZh}", c.Ground.FailM2.ToString(CultureInfo.InvariantCulture), "m²"),
                ])
                : [],
            .. file.Evidence.Select(e => Fact($"evidence.{e.Kind}", e.NameZh, e.State switch { EvidenceState.Verified => "已核", EvidenceState.Present => "已有", _ => "缺" })),
        ];
        // What is entered of a stratum follows from what is to grow there, where the sheet is the ex-ante one.
        var strata = file.Strata.Select(s => s.Code).ToHashSet(StringComparer.Ordinal);
        IEnumerable<string> Behind(string prefix, SheetLine line) => prefix == "a:" && line is { Part: SheetPart.Strata, Formula: null, Row: { } row } && row.Split('　')[0] is var code && strata.Contains(code)
            ? [$"f:{Stratum}{code}"]
            : line.Inputs.Select(i => prefix + i);
        foreach (var (prefix, sheet) in new[] { ("a:", file.ExAnte.Sheet), ("p:", file.ExPost?.Sheet) })
            figures.AddRange((sheet?.Lines ?? []).Select(l => new DraftFigure(
                prefix + l.Key, l.NameZh, l.Row, l.Value?.ToString("R", CultureInfo.InvariantCulture), l.Unit, $"{l.Citation.Source} [{l.Citation.Mark}]{(l.Citation.IsRead ? " 已核对" : "")}", [.. Behind(prefix, l)])));
        return figures;
    }

    private static DraftFigure Fact(string key, string name, string? value, string unit = "") => new($"f:{key}", name, null, value, unit, "", []);

    private sealed record DraftContent
    {
        public long DraftId { get; init; }
        public long? TrancheId { get; init; }
        public string DocumentKind { get; init; } = "";
        public int Number { get; init; }
        public string Figures { get; init; } = "";
        public string Texts { get; init; } = "";
    }
}

/// <summary>The newest text of a part.</summary>
public sealed record DocumentTextRow
{
    public string Section { get; init; } = "";
    public string Body { get; init; } = "";
    public string WrittenBy { get; init; } = "";
    public DateTime WrittenAt { get; init; }
}

/// <summary>A document as it was made.</summary>
public sealed record DraftRow
{
    public long DraftId { get; init; }
    public long? TrancheId { get; init; }
    public string DocumentKind { get; init; } = "";
    public int Number { get; init; }
    public string Name { get; init; } = "";
    public string FileSha256 { get; init; } = "";

    /// <summary>Why it may not be submitted; empty: it may.</summary>
    public string[] Reasons { get; init; } = [];

    /// <summary>The same in English, in the same order; null of drafts made before it was kept.</summary>
    public string[]? ReasonsEn { get; init; }
    public string MadeBy { get; init; } = "";
    public DateTime MadeAt { get; init; }

    /// <summary>Filed as the project's document.</summary>
    public bool IsSubmitted { get; init; }
}
