using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Screening.Ground;
using ForestCarbon.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Ends a screening: plots over the county, expected tonnes, sums by step, hash, seal.</summary>
internal sealed class ScreeningFinish(Write write, long runId, ScreeningBasis basis)
{
    private string Partition => PieceCopy.Partition(runId);

    public async Task RunAsync(CancellationToken ct)
    {
        await write.ExecuteAsync("select ccer.analyze_screening_partition(@runId)", new { runId }, ct);
        if (basis.PlotPosition >= 0)
            await PlotsAsync(ct);
        await TonnesAsync(ct);
        await write.ExecuteAsync(Sql.Of<ScreeningFinish>("Screening/Sql/totals.sql"), new { runId, steps = basis.Conditions.Count, reasons = Numbers(), verdicts = Verdicts() }, ct);
        await write.ExecuteAsync(Sql.Of<ScreeningFinish>("Screening/Sql/seal.sql"), new { runId }, ct);
        await write.ExecuteAsync("select ccer.close_screening_partition(@runId)", new { runId }, ct);
    }

    private static short[] Numbers() => [.. Reason.All.Select(r => r.Number)];

    private static short[] Verdicts() => [.. Reason.All.Select(r => (short)r.Verdict)];

    private async Task PlotsAsync(CancellationToken ct)
    {
        var pieces = new List<PlotPiece>();
        await using (var command = new NpgsqlCommand(Sql.Of<ScreeningFinish>("Screening/Sql/plot_candidates.sql"), write.Connection, write.Transaction) { CommandTimeout = 0 })
        {
            command.Parameters.AddWithValue("runId", runId);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                pieces.Add(new PlotPiece(
                    reader.GetInt64(0), reader.GetInt16(1), reader.GetFieldValue<DateOnly>(2), reader.GetDecimal(3), Outline.Read(reader.GetFieldValue<byte[]>(4))));
        }
        var plots = Plots.Join(pieces);
        await write.ExecuteAsync(
            "create temporary table judged_plot (parcel_id bigint, piece smallint, plot bigint, plot_area_m2 numeric(16, 4), reason smallint) on commit drop", ct: ct);
        await using (var copy = await write.Connection.BeginBinaryImportAsync("copy judged_plot from stdin (format binary)", ct))
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                var facts = new PieceFacts { Start = pieces[i].Start, PlotAreaM2 = plots[i].AreaM2 };
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(pieces[i].ParcelId, ct);
                await copy.WriteAsync(pieces[i].Piece, ct);
                await copy.WriteAsync(plots[i].Plot, ct);
                await copy.WriteAsync(plots[i].AreaM2, NpgsqlDbType.Numeric, ct);
                await copy.WriteAsync(basis.Checks[basis.PlotPosition](facts, basis.Parameters).Number, ct);
            }
            await copy.CompleteAsync(ct);
        }
        await write.ExecuteAsync(
            $"""
             analyze judged_plot;
             with judged as (
                 select p.parcel_id, p.piece, j.plot, j.plot_area_m2,
                        p.reasons[:@at - 1] || j.reason || p.reasons[@at + 1:] as reasons
                 from {Partition} p
                 join judged_plot j using (parcel_id, piece)
             ), decided as (
                 select g.*, (select max(v.verdict) from unnest(g.reasons) as r (reason) join unnest(@reasons, @verdicts) as v (reason, verdict) using (reason)) as verdict
                 from judged g
             )
             update {Partition} p
             set plot = d.plot, plot_area_m2 = d.plot_area_m2, reasons = d.reasons, verdict = d.verdict,
                 first_fail = case when d.verdict = 2 then @at::smallint end
             from decided d
             where p.parcel_id = d.parcel_id and p.piece = d.piece
             """, new { at = basis.PlotPosition + 1, reasons = Numbers(), verdicts = Verdicts() }, ct);
    }

    // Planted ground: what the newest accounting run adds from its first year or the start, whichever is later, to the end of the
    // crediting period, less the non-permanence deduction. Bare ground: the named planting model, or no figure.
    private Task TonnesAsync(CancellationToken ct)
    {
        var sites = basis.Manifest.Planting?.Sites ?? [];
        return write.ExecuteAsync(Sql.Of<ScreeningFinish>("Screening/Sql/expected.sql").Replace("ccer.screening_piece", Partition, StringComparison.Ordinal), new
        {
            run = basis.Manifest.AccountingRun ?? 0, years = basis.Manifest.CreditingYears, rate = basis.Parameters.Find("non_permanence_rate"),
            low = basis.Parameters.Find("expected_low_t_mu_a"), high = basis.Parameters.Find("expected_high_t_mu_a"), isNamed = basis.Manifest.Planting is not null,
            siteClasses = sites.Select(s => s.SiteClass).ToArray(), kgPerM2 = sites.Select(s => s.KgPerM2).ToArray(), siteReasons = sites.Select(s => (short)s.Reason).ToArray(),
        }, ct);
    }
}
