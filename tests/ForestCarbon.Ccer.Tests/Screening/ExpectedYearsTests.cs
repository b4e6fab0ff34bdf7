using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Ccer.Tests.Reductions;
using ForestCarbon.Platform.Database;
using MiniExcelLibs;

namespace ForestCarbon.Ccer.Tests.Screening;

/// <summary>What a year brings of planted ground: the figure runs from the account's first year on, not over the whole crediting period.</summary>
public sealed class ExpectedYearsTests(AccountedCounty county) : IClassFixture<AccountedCounty>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;

    private static readonly Actor Keeper = Actor.Job("test");

    private ScreeningResults Results => new(county.Db);

    // From the years themselves: the account's first, or the start's if that is later, to start + 19.
    private async Task<IReadOnlyList<Planted>> PlantedAsync(ScreeningRow run) => await county.Db.QueryAsync<Planted>(
        """
        select p.parcel_id, p.verdict, p.area_m2, p.expected_kg, p.flags,
               (extract(year from p.start_date) + 19 - case when r.first_year > extract(year from p.start_date) then r.first_year else extract(year from p.start_date) end)::int as years
        from ccer.screening_piece p
        join ccer.screening s using (run_id)
        join growth.run r on r.run_id = s.accounting_run
        where p.run_id = @RunId and p.expected_kg is not null
        """, new { run.RunId });

    private async Task<ScreeningRow> ScreenAsync()
    {
        var screenings = new Screenings(county.Db);
        var runId = await screenings.OpenAsync(Keeper, new ScreeningRequest("CCER-14-001-V01"));
        await screenings.DriveAsync(Keeper, runId);
        return (await Results.FindAsync(runId))!;
    }

    [Fact]
    public async Task A_year_of_planted_ground_is_reckoned_over_the_years_its_figure_covers()
    {
        var run = await ScreenAsync();
        var planted = await PlantedAsync(run);
        Assert.Contains(planted, p => p.Years < 20);

        var sums = await Results.SumsAsync(run.RunId, All);
        foreach (var sum in sums.Where(s => s.ExpectedKg is not null))
        {
            var own = planted.Where(p => p.Verdict == (short)sum.Verdict).ToList();
            Assert.Equal((double)own.Sum(p => p.ExpectedKg / (decimal)p.Years), (double)sum.ExpectedKgA!.Value, tolerance: 1);
            Assert.Equal((double)(own.Sum(p => p.AreaM2 * p.Years) / own.Sum(p => p.AreaM2)), (double)sum.ExpectedYears!.Value, tolerance: 0.001);
        }
        Assert.Contains(sums, s => s.ExpectedKgA * 20 > s.ExpectedKg);

        var onBase = planted.Where(p => (p.Flags & 16) != 0).ToList();
        var carbonBase = (await Results.IdeasAsync(run, All)).Single(i => i.Key == "base");
        Assert.Equal(onBase.Sum(p => p.ExpectedKg / (double)p.Years), (carbonBase.PassKgA ?? 0d) + (carbonBase.NeedKgA ?? 0d), tolerance: 2);
    }

    [Fact]
    public async Task The_column_of_rates_and_the_flag_of_the_implausible_agree()
    {
        var run = await ScreenAsync();
        var pieces = (await PlantedAsync(run)).GroupBy(p => p.ParcelId).ToDictionary(g => g.Key, g => g.Count());

        var rows = (await Results.ParcelsAsync(run.RunId, All, limit: 100_000)).Where(r => r.ExpectedKgA is not null && pieces[r.ParcelId] == 1).ToList();

        Assert.NotEmpty(rows);
        // What is flooring's away from a limit may stand on either side of it.
        foreach (var row in rows)
        {
            var rate = row.ExpectedKgA!.Value * 2 / (3 * row.ExpectedM2);
            var floored = (1 / row.ExpectedM2) + 0.001m;
            if (Math.Abs(rate - 0.1m) > floored && Math.Abs(rate - 1.5m) > floored)
                Assert.Equal(rate is < 0.1m or > 1.5m, row.IsImplausible);
        }
    }

    [Fact]
    public async Task Every_figure_of_tonnes_in_the_workbook_has_its_mark_beside_it()
    {
        var run = await ScreenAsync();
        Assert.Equal("M", ScreeningManifest.Parse(run.Manifest).TonnesMark());
        foreach (var (sheet, figures, mark) in new (string, string[], string)[]
        {
            ("结论", ["预计减排量(tCO₂e)"], "预计减排量的标记"), ("规划设想", ["符合部分预计(tCO₂e)", "待举证部分预计(tCO₂e，补齐证据才算)"], "预计的标记"),
            ("小班", ["符合部分预计(tCO₂e)", "待举证部分预计(tCO₂e，补齐证据才算)"], "预计的标记"),
        })
        {
            using var stream = new MemoryStream();
            await new ScreeningSheet(Results).WriteAsync(run, All, stream);
            stream.Position = 0;
            var rows = stream.Query(useHeaderRow: true, sheetName: sheet).Cast<IDictionary<string, object>>().ToList();

            Assert.Contains(rows, r => figures.Any(f => r[f] is not null));
            Assert.All(rows, r => Assert.Equal(figures.Any(f => r[f] is not null) ? "M" : null, r[mark] as string));
        }
    }

    [Fact]
    public async Task A_boundary_keeps_the_years_beside_the_tonnes_and_its_rate_per_year_rests_on_them()
    {
        var run = await ScreenAsync();
        var parcel = (await PlantedAsync(run)).Where(p => p.Years < 20).Select(p => p.ParcelId).First();
        var selection = await new Selections(county.Db).MakeAsync(Keeper, All, run, $"年数 {run.RunId}", null, [parcel], onlyPassing: false);
        var project = await new ProjectBoundaries(county.Db).CreateFromSelectionAsync(Keeper, new ProjectDraft($"Y-{run.RunId}", "年数", "CCER-14-001-V01"), selection, All);
        var boundary = (await county.FindAsync(project)).BoundaryId!.Value;

        var yields = await new GoNoGo(county.Db).YieldsAsync(boundary, All);

        var own = (await PlantedAsync(run)).Where(p => p.ParcelId == parcel).ToList();
        Assert.Equal((double)own.Sum(p => p.ExpectedKg / (decimal)p.Years), (double)(yields.Sum(y => y.ExpectedKgA) ?? 0), tolerance: 1);
    }

    [Fact]
    public async Task A_project_made_of_a_selection_says_what_of_its_tonnes_awaits_evidence()
    {
        var run = await ScreenAsync();
        var planted = await PlantedAsync(run);
        var parcels = planted.Where(p => p.Verdict == 1).Select(p => p.ParcelId).Take(1).Concat(planted.Where(p => p.Verdict == 0).Select(p => p.ParcelId).Take(1)).Distinct().ToList();
        var selection = await new Selections(county.Db).MakeAsync(Keeper, All, run, $"举证 {run.RunId}", null, parcels, onlyPassing: false);
        var made = await new ProjectBoundaries(county.Db).CreateFromSelectionAsync(Keeper, new ProjectDraft($"E-{run.RunId}", "举证", "CCER-14-001-V01"), selection, All);

        var project = await county.FindAsync(made);

        var need = planted.Where(p => parcels.Contains(p.ParcelId) && p.Verdict == 1).Sum(p => p.ExpectedKg);
        Assert.True(need > 0);
        Assert.Equal(need, project.ScreenedNeedKg);
        Assert.Equal(planted.Where(p => parcels.Contains(p.ParcelId) && p.Verdict < 2).Sum(p => p.ExpectedKg), project.ScreenedKg);
        Assert.Equal(need, (await new ProjectBook(county.Db).IdeasAsync(All)).Single(i => i.ProjectId == made).ScreenedNeedKg);
    }

    [Fact]
    public async Task A_project_under_another_methodology_takes_the_ground_and_no_tonnes()
    {
        var run = await ScreenAsync();
        var parcel = (await PlantedAsync(run)).Select(p => p.ParcelId).First();
        var selection = await new Selections(county.Db).MakeAsync(Keeper, All, run, $"方法学 {run.RunId}", null, [parcel], onlyPassing: false);
        async Task<ProjectRow> MadeAsync(string methodology) => await county.FindAsync(await new ProjectBoundaries(county.Db).CreateFromSelectionAsync(
            Keeper, new ProjectDraft($"{methodology[..2]}-{run.RunId}", "方法学", methodology), selection, All));

        var (same, other) = (await MadeAsync("CCER-14-001-V01"), await MadeAsync("AR-CM-003-V01"));

        Assert.True(same.ScreenedKg > 0);
        Assert.Null(other.ScreenedKg);
        Assert.Null(other.ScreenedNeedKg);
        Assert.Equal(same.AreaM2, other.AreaM2);

        await new ProjectBook(county.Db).ChangeAsync(Keeper, same.ProjectId, new ProjectFacts(null, "AR-CM-003-V01", null, null, null, null));
        Assert.Null((await county.FindAsync(same.ProjectId)).ScreenedKg);
    }

    private sealed record Planted
    {
        public long ParcelId { get; init; }
        public short Verdict { get; init; }
        public decimal AreaM2 { get; init; }
        public long ExpectedKg { get; init; }
        public short Flags { get; init; }
        public int Years { get; init; }
    }
}
