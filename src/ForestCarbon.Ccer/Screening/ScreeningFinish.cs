using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Screening.Ground;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Ends a screening: plots over the county, expected tonnes, sums by step, hash, seal.</summary>
internal sealed class ScreeningFinish(Write write, long runId, ScreeningBasis basis)
{
    private static readonly Dictionary<short, short> VerdictOf = Reason.All.ToDictionary(r => r.Number, r => (short)r.Verdict);

    private string Partition => PieceCopy.Partition(runId);

    public async Task RunAsync(CancellationToken ct)
    {
        await write.ExecuteAsync("select ccer.analyze_screening_partition(@runId)", new { runId }, ct);
        await DecideAsync(basis.PlotPosition >= 0 ? await PlotsAsync(ct) : new([], [], [], [], [], []), ct);
        await write.ExecuteAsync(Sql.Of<ScreeningFinish>("Screening/Sql/totals.sql"), new
        {
            runId, steps = basis.Conditions.Count, reasons = Reason.All.Select(r => r.Number).ToArray(), verdicts = Reason.All.Select(r => (short)r.Verdict).ToArray(),
        }, ct);
        await write.ExecuteAsync(Sql.Of<ScreeningFinish>("Screening/Sql/seal.sql"), new { runId }, ct);
        await write.ExecuteAsync("select ccer.close_screening_partition(@runId)", new { runId }, ct);
    }

    private async Task<JudgedPlots> PlotsAsync(CancellationToken ct)
    {
        var (pieces, reasons) = (new List<PlotPiece>(), new List<short[]>());
        await using (var command = new NpgsqlCommand(Sql.Of<ScreeningFinish>("Screening/Sql/plot_candidates.sql"), write.Connection, write.Transaction) { CommandTimeout = 0 })
        {
            command.Parameters.AddWithValue("runId", runId);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                pieces.Add(new PlotPiece(
                    reader.GetInt64(0), reader.GetInt16(1), reader.GetFieldValue<DateOnly>(2), reader.GetDecimal(3), Outline.Read(reader.GetFieldValue<byte[]>(4))));
                reasons.Add(reader.GetFieldValue<short[]>(5));
            }
        }
        var plots = Plots.Join(pieces);
        var own = new short[pieces.Count];
        for (var i = 0; i < own.Length; i++)
            own[i] = reasons[i][basis.PlotPosition] =
                basis.Checks[basis.PlotPosition](new PieceFacts { Start = pieces[i].Start, PlotAreaM2 = plots[i].AreaM2 }, basis.Parameters).Number;
        return new(
            [.. pieces.Select(p => p.ParcelId)], [.. pieces.Select(p => p.Piece)], [.. plots.Select(p => p.Plot)], [.. plots.Select(p => p.AreaM2)], own,
            [.. reasons.Select(r => r.Max(n => VerdictOf[n]))]);
    }

    // Planted ground: what the newest accounting run adds from its first year or the start, whichever is later, to the end of the
    // crediting period, less the non-permanence deduction. Bare ground: the named planting model, or no figure.
    private Task DecideAsync(JudgedPlots judged, CancellationToken ct)
    {
        var sites = basis.Manifest.Planting?.Sites ?? [];
        return write.ExecuteAsync(Sql.Of<ScreeningFinish>("Screening/Sql/decide.sql").Replace("ccer.screening_piece", Partition, StringComparison.Ordinal), new
        {
            judged.ParcelIds, judged.Pieces, judged.Plots, judged.AreasM2, judged.Reasons, judged.Verdicts, plotAt = basis.PlotPosition + 1, run = basis.Manifest.AccountingRun ?? 0, years = basis.Manifest.CreditingYears, rate = basis.Parameters.Find("non_permanence_rate"),
            low = basis.Parameters.Find("expected_low_t_mu_a"), high = basis.Parameters.Find("expected_high_t_mu_a"), isNamed = basis.Manifest.Planting is not null,
            siteClasses = sites.Select(s => s.SiteClass).ToArray(), kgPerM2 = sites.Select(s => s.KgPerM2).ToArray(), siteReasons = sites.Select(s => (short)s.Reason).ToArray(),
        }, ct);
    }

    // Column by column: piece, its plot, the reason the plot gives it, and the verdict of all its reasons.
    private sealed record JudgedPlots(long[] ParcelIds, short[] Pieces, long[] Plots, decimal[] AreasM2, short[] Reasons, short[] Verdicts);
}
