using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Candidate boundaries kept by name: pieces of a screening chosen for a project.</summary>
public sealed class Selections(Db db)
{
    /// <summary>Selections with ground in the scope, newest first; figures are those of the scope.</summary>
    public Task<IReadOnlyList<SelectionRow>> ListAsync(TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<SelectionRow>(Sql.Of<Selections>("Screening/Sql/selections.sql"), new { selectionId = (long?)null, townships = scope.Codes }, ct);

    /// <summary>A selection, or null where there is none with ground in the scope.</summary>
    public Task<SelectionRow?> FindAsync(long selectionId, TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<SelectionRow>(Sql.Of<Selections>("Screening/Sql/selections.sql"), new { selectionId = (long?)selectionId, townships = scope.Codes }, ct);

    /// <summary>Its parcels with their areas, in the order of their codes.</summary>
    public Task<IReadOnlyList<SelectedParcelRow>> ParcelsAsync(long selectionId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<SelectedParcelRow>(Sql.Of<Selections>("Screening/Sql/selected_parcels.sql"), new { selectionId, townships = scope.Codes }, ct);

    /// <summary>Keeps the pieces of the parcels that do not fail.</summary>
    /// <param name="scope">Parcels elsewhere are left out.</param>
    /// <param name="parcels">Ids; null: every parcel of the scope.</param>
    /// <param name="onlyPassing">True: pieces that pass; false: with those that await evidence.</param>
    /// <returns>The selection's id.</returns>
    /// <exception cref="RefusedException">No name, a name in use, or no ground that may be chosen.</exception>
    public async Task<long> MakeAsync(
        Actor actor, TownshipScope scope, ScreeningRow run, string name, string? note, IReadOnlyList<long>? parcels, bool onlyPassing, CancellationToken ct = default)
    {
        if (name.Trim() is not { Length: > 0 and <= 100 } called)
            throw new RefusedException("请给候选边界起一个名称，不超过 100 个字。", "Give the candidate boundary a name of at most 100 characters.");
        try
        {
            return await db.WriteAsync(actor, scope, $"保存候选边界：{called}", async write =>
            {
                var id = await write.ScalarAsync<long>(
                    "insert into ccer.selection (run_id, name, note, made_by) values (@RunId, @called, @note, @by) returning selection_id",
                    new { run.RunId, called, note = string.IsNullOrWhiteSpace(note) ? null : note.Trim(), by = write.Actor.Id }, ct);
                var pieces = await write.ExecuteAsync(Sql.Of<Selections>("Screening/Sql/select_pieces.sql"), new
                {
                    id, run.RunId, townships = scope.Codes, parcels = parcels?.ToArray(), worst = (short)(onlyPassing ? Verdict.Pass : Verdict.NeedsEvidence),
                }, ct);
                return pieces > 0 ? id : throw new RefusedException(
                    onlyPassing ? "选中的小班里没有符合的地块。可改选“符合与待举证”。" : "选中的小班里没有可用的地块：都不符合。",
                    onlyPassing ? "No piece of the chosen parcels passes: those that need evidence can be taken as well." : "No piece of the chosen parcels can be used: all of them fail.");
            }, ct);
        }
        catch (PostgresException twice) when (twice.ConstraintName == "selection_name_once")
        {
            throw new RefusedException($"已有名为“{called}”的候选边界。请换一个名称，或先撤下那一个。", $"There is a candidate boundary \"{called}\" already: choose another name, or withdraw that one first.", twice);
        }
    }

    /// <summary>Takes a selection off the list; it stays readable.</summary>
    /// <exception cref="RefusedException">There is none, or it was withdrawn before.</exception>
    public Task WithdrawAsync(Actor actor, long selectionId, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"撤下候选边界 {selectionId}", async write =>
        {
            if (await write.ExecuteAsync("update ccer.selection set withdrawn_at = now() where selection_id = @selectionId and withdrawn_at is null", new { selectionId }, ct) == 0)
                throw new RefusedException($"没有候选边界 {selectionId}，或已撤下。", $"There is no candidate boundary {selectionId}, or it was withdrawn.");
        }, ct);
}

/// <summary>A selection with its sums, ellipsoidal m² and whole kg CO₂e.</summary>
public sealed record SelectionRow
{
    public long SelectionId { get; init; }
    public long RunId { get; init; }
    public string MethodologyId { get; init; } = "";
    public DateOnly AsOf { get; init; }
    public DateOnly StartDate { get; init; }
    public long Generation { get; init; }
    public string Name { get; init; } = "";
    public string? Note { get; init; }
    public string MadeBy { get; init; } = "";
    public DateTime MadeAt { get; init; }
    public DateTime? WithdrawnAt { get; init; }
    public long Parcels { get; init; }
    public long Pieces { get; init; }
    public decimal PassM2 { get; init; }
    public decimal NeedM2 { get; init; }

    /// <summary>Expected on what passes, and on what awaits evidence: only if it is brought.</summary>
    public long? PassKg { get; init; }

    public long? NeedKg { get; init; }
    public decimal WithoutFigureM2 { get; init; }

    /// <summary>kg CO₂e a year of what passes: each piece's over the years its figure covers.</summary>
    public long? PassKgA { get; init; }

    /// <summary>What passes and has a figure, and the years the figures cover, their mean by that area.</summary>
    public decimal PassFigureM2 { get; init; }

    public decimal? PassYears { get; init; }
}

/// <summary>A parcel of a selection with the area that was chosen, m².</summary>
public sealed record SelectedParcelRow
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public string TownshipCode { get; init; } = "";
    public int Pieces { get; init; }
    public decimal PassM2 { get; init; }
    public decimal NeedM2 { get; init; }
    public long? PassKg { get; init; }
    public long? NeedKg { get; init; }

    /// <summary>True where the parcel has another outline or other attributes by now.</summary>
    public bool HasChanged { get; init; }
}
