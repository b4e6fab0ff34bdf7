using ForestCarbon.Ccer.Claims;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;
using NetTopologySuite.Geometries;
using static ForestCarbon.Ccer.Tests.Claims.SamplePlots;

namespace ForestCarbon.Ccer.Tests.Claims;

public sealed class ClaimRegisterTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private ClaimRegister Register => new(database.Db);

    private Task<RegisteredClaim> ClaimAsync(Polygon shape, ClaimDraft? draft = null) => Register.RegisterAsync(Keeper, draft ?? Draft(), [BoundaryPlot.Of(null, shape)]);

    [Theory]
    [InlineData(0.9, "nothing")]
    [InlineData(9.9, "warning")]
    [InlineData(66.7, "refused")] // 0.1 mu
    [InlineData(667, "refused")] // 1 mu
    public async Task A_planted_overlap_gets_its_verdict_from_the_database(double overlapM2, string verdict)
    {
        var row = NewRow();
        await ClaimAsync(Rectangle(row, 0, 0, 200, 100));
        var second = Rectangle(row, 200 - (overlapM2 / 100), 0, 200, 100);
        var area = EllipsoidalArea.Of(Rectangle(row, 0, 0, 200, 100).Intersection(second)).Value;
        Assert.InRange(area, overlapM2 * 0.98, overlapM2 * 1.02);

        if (verdict == "refused")
        {
            var refused = await Assert.ThrowsAsync<ClaimRefusedException>(() => ClaimAsync(second));
            Assert.Equal(area, (double)Assert.Single(refused.Overlaps).AreaM2, tolerance: 0.001);
            Assert.StartsWith("Plot 1 overlaps plot 1 of CCER ", English.Of(refused), StringComparison.Ordinal);
            return;
        }
        var done = await ClaimAsync(second);
        var claim = (await Register.FindAsync(done.ClaimId, TownshipScope.WholeCounty))!;
        Assert.Equal(verdict == "warning" ? ["warning"] : [], done.Overlaps.Select(o => o.Verdict));
        Assert.Equal(verdict == "warning" ? area : 0, (double)(claim.AreaM2 - claim.CountedAreaM2), tolerance: 0.001);
    }

    [Theory]
    [InlineData(10.0013, "10.0013"), InlineData(10, "10.00"), InlineData(0.5, "0.50"), InlineData(66_700.126, "66,700.13")]
    public void An_overlap_just_over_a_limit_is_not_written_as_the_limit(double areaM2, string written) => Assert.Equal(written, ClaimDocument.M2((decimal)areaM2));

    [Fact]
    public async Task Ten_square_metres_of_a_small_plot_are_refused()
    {
        var row = NewRow();
        await ClaimAsync(Rectangle(row, 0, 0, 200, 100));

        await Assert.ThrowsAsync<ClaimRefusedException>(() => ClaimAsync(Rectangle(row, 199.5, 0, 20, 19)));
    }

    [Fact]
    public async Task A_refused_claim_leaves_nothing_behind()
    {
        var row = NewRow();
        await ClaimAsync(Rectangle(row, 0, 0, 100, 100));
        var draft = Draft();

        await Assert.ThrowsAsync<ClaimRefusedException>(() => ClaimAsync(Rectangle(row, 50, 0, 100, 100), draft));

        Assert.Equal(0L, await database.ScalarAsync<long>($"select count(*) from ccer.claim where code = '{draft.Code}'"));
    }

    [Fact]
    public async Task Ten_thousand_pairs_that_touch_raise_no_alarm()
    {
        // 72 by 72 squares, each odd one in one claim and each even one in the other: every shared edge is between the two.
        var row = NewRow();
        var squares = Enumerable.Range(0, 72 * 72).Select(i => (Shape: Rectangle(row, i % 72 * 10, i / 72 * 10, 10, 10), IsOdd: ((i % 72) + (i / 72)) % 2 == 1)).ToList();

        var claims = new List<long>();
        foreach (var odd in new[] { true, false })
        {
            var done = await Register.RegisterAsync(Keeper, Draft(odd ? "VCS" : "CCER"), [.. squares.Where(s => s.IsOdd == odd).Select(s => BoundaryPlot.Of(null, s.Shape))]);
            Assert.Empty(done.Overlaps);
            claims.Add(done.ClaimId);
        }

        Assert.True(2 * 72 * 71 > 10_000);
        Assert.DoesNotContain(await Register.CheckAllAsync(TownshipScope.WholeCounty), o => claims.Contains(o.ClaimId!.Value));
    }

    [Fact]
    public async Task Two_hundred_at_once_for_the_same_ground_leave_exactly_one()
    {
        var row = NewRow();
        var attempts = Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            try
            {
                await ClaimAsync(Rectangle(row, i % 7, i % 5, 100, 100), Draft(i % 2 == 0 ? "CCER" : "VCS"));
                return true;
            }
            catch (ClaimRefusedException)
            {
                return false;
            }
        }));

        Assert.Single(await Task.WhenAll(attempts), won => won);
    }

    [Fact]
    public async Task The_same_ground_may_be_claimed_again_for_another_period()
    {
        var row = NewRow();
        await ClaimAsync(Rectangle(row, 0, 0, 100, 100), Draft(to: new(2036, 12, 31)));

        await ClaimAsync(Rectangle(row, 0, 0, 100, 100), Draft(from: new(2037, 1, 1)));
        await Assert.ThrowsAsync<ClaimRefusedException>(() => ClaimAsync(Rectangle(row, 0, 0, 100, 100), Draft(from: new(2036, 12, 31), to: new(2036, 12, 31))));
    }

    [Fact]
    public async Task What_excludes_nothing_stands_beside_a_claim_and_each_is_shown_to_the_other()
    {
        var row = NewRow();
        var claim = await ClaimAsync(Rectangle(row, 0, 0, 100, 100));

        var pledge = await ClaimAsync(Rectangle(row, 50, 0, 100, 100), Draft("抵押"));
        var shown = Assert.Single(pledge.Overlaps);
        Assert.Equal((claim.ClaimId, "CCER", "shown"), (shown.OtherClaimId!.Value, shown.Scheme, shown.Verdict));
        Assert.Equal(EllipsoidalArea.Of(Rectangle(row, 50, 0, 50, 100)).Value, (double)shown.AreaM2, tolerance: 1);
        Assert.Equal([(pledge.ClaimId, "shown")], (await Register.OverlapsAsync(claim.ClaimId, TownshipScope.WholeCounty)).Select(o => (o.OtherClaimId!.Value, o.Verdict)));

        BoundaryPlot[] onBoth = [BoundaryPlot.Of(null, Rectangle(row, 90, 0, 20, 100))], onPledge = [BoundaryPlot.Of(null, Rectangle(row, 120, 0, 20, 100))];
        Assert.Equal([(claim.ClaimId, "refused"), (pledge.ClaimId, "shown")], (await Register.CheckAsync(onBoth, From, To)).Select(o => (o.OtherClaimId!.Value, o.Verdict)));
        Assert.Equal([(claim.ClaimId, "shown"), (pledge.ClaimId, "shown")], (await Register.CheckAsync(onBoth, From, To, "生态补偿")).Select(o => (o.OtherClaimId!.Value, o.Verdict)));
        Assert.Equal(["shown"], (await Register.RegisterAsync(Keeper, Draft(), onPledge)).Overlaps.Select(o => o.Verdict));
        Assert.Empty(await Register.CheckAsync([BoundaryPlot.Of(null, Rectangle(row, 150, 0, 20, 100))], From, To)); // only touches the pledge
    }

    [Fact]
    public async Task An_unknown_scheme_excludes()
    {
        var row = NewRow();
        await ClaimAsync(Rectangle(row, 0, 0, 100, 100), Draft("其他"));

        await Assert.ThrowsAsync<ClaimRefusedException>(() => ClaimAsync(Rectangle(row, 0, 0, 100, 100)));
    }

    [Fact]
    public async Task A_design_warns_others_and_cannot_become_firm_on_ground_taken_since()
    {
        var row = NewRow();
        var design = await ClaimAsync(Rectangle(row, 0, 0, 100, 100), Draft(provisional: true));

        var firm = await ClaimAsync(Rectangle(row, 50, 0, 100, 100));

        Assert.Equal(["provisional"], firm.Overlaps.Select(o => o.Verdict));
        var refused = await Assert.ThrowsAsync<ClaimRefusedException>(() => Register.MakeFirmAsync(Keeper, design.ClaimId, "公示"));
        Assert.Equal((firm.ClaimId, firm.Overlaps[0].AreaM2), (Assert.Single(refused.Overlaps).OtherClaimId!.Value, refused.Overlaps[0].AreaM2));
        Assert.Equal("provisional", (await Register.FindAsync(design.ClaimId, TownshipScope.WholeCounty))!.State);
    }

    [Fact]
    public async Task Released_ground_is_free_and_the_reason_stands()
    {
        var row = NewRow();
        var first = await ClaimAsync(Rectangle(row, 0, 0, 100, 100));
        Assert.Equal("Give the reason.", English.Of(await Assert.ThrowsAsync<RefusedException>(() => Register.ReleaseAsync(Keeper, first.ClaimId, " "))));

        await ReleaseAsync(first.ClaimId, "项目撤回");

        await ClaimAsync(Rectangle(row, 0, 0, 100, 100));
        var closed = (await Register.FindAsync(first.ClaimId, TownshipScope.WholeCounty))!;
        Assert.Equal(("项目撤回", "撤回证明.pdf"), (closed.ClosingReason, closed.ClosingName));
        Assert.NotNull(closed.ClosingSha256);
        await Assert.ThrowsAsync<RefusedException>(() => ReleaseAsync(first.ClaimId, "再次"));
    }

    private async Task ReleaseAsync(long claimId, string reason, string content = "%PDF-1.7")
    {
        var folder = Directory.CreateTempSubdirectory("fc-release-").FullName;
        try
        {
            var path = Path.Combine(folder, "撤回证明.pdf");
            await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
            await Register.ReleaseAsync(Keeper, claimId, reason, new ClosingPaper(new FileStore(folder), path, "撤回证明.pdf"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_firm_claim_is_released_on_a_document_that_shows_something_and_a_provisional_one_on_its_reason()
    {
        var row = NewRow();
        var (firm, design) = (await ClaimAsync(Rectangle(row, 0, 0, 100, 100)), await ClaimAsync(Rectangle(row, 200, 0, 100, 100), Draft(provisional: true)));

        var bare = await Assert.ThrowsAsync<RefusedException>(() => Register.ReleaseAsync(Keeper, firm.ClaimId, "不要了"));
        Assert.Contains("请附上依据文件", bare.Chinese, StringComparison.Ordinal);
        Assert.Contains("send the document it rests on", bare.English, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => ReleaseAsync(firm.ClaimId, "不要了", "hello"));
        var sql = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "试", write => write.ExecuteAsync(
            "update ccer.claim set state = 'released', closed_on = current_date, closing_reason = '试' where claim_id = @ClaimId", new { firm.ClaimId })));
        Assert.Equal((ClaimRegister.HeldByProject, "firm"), (sql.SqlState, (await Register.FindAsync(firm.ClaimId, TownshipScope.WholeCounty))!.State));

        await Register.ReleaseAsync(Keeper, design.ClaimId, "设计作罢");
        Assert.Equal("released", (await Register.FindAsync(design.ClaimId, TownshipScope.WholeCounty))!.State);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_claim_ends_once_its_period_is_over_and_not_before(bool provisional)
    {
        var row = NewRow();
        var today = CountyClock.Today;
        var running = await ClaimAsync(Rectangle(row, 0, 0, 100, 100), Draft(from: today.AddYears(-1), to: today.AddDays(1), provisional: provisional));
        var over = await ClaimAsync(Rectangle(row, 200, 0, 100, 100), Draft(from: today.AddYears(-2), to: today.AddDays(-2), provisional: provisional));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Register.EndAsync(Keeper, running.ClaimId, "到期"));
        Assert.Contains("还没有过", refused.Chinese, StringComparison.Ordinal);
        Assert.Contains("is not over", refused.English, StringComparison.Ordinal);
        await Register.EndAsync(Keeper, over.ClaimId, "到期");

        Assert.Equal((provisional ? "provisional" : "firm", "ended"), (
            (await Register.FindAsync(running.ClaimId, TownshipScope.WholeCounty))!.State, (await Register.FindAsync(over.ClaimId, TownshipScope.WholeCounty))!.State));
    }

    [Fact]
    public async Task A_boundary_is_checked_without_being_claimed()
    {
        var row = NewRow();
        await ClaimAsync(Rectangle(row, 0, 0, 100, 100));
        BoundaryPlot[] boundary = [BoundaryPlot.Of("甲", Rectangle(row, 90, 0, 100, 50)), BoundaryPlot.Of("乙", Rectangle(row, 100, 100, 50, 50)), BoundaryPlot.Of("丙", Rectangle(row, 99.99, 60, 10, 30))];

        var found = await Register.CheckAsync(boundary, From, To);

        Assert.Equal([("甲", "refused"), ("丙", "nothing")], found.Select(o => (o.PlotName!, o.Verdict)));
        Assert.Empty(await Register.CheckAsync(boundary, new(2050, 1, 1), new(2060, 1, 1)));
    }

    [Theory]
    [InlineData("zzz"), InlineData("vcs"), InlineData("")]
    public async Task A_scheme_that_nobody_knows_clears_no_ground_and_the_refusal_names_the_schemes(string scheme)
    {
        var row = NewRow();
        await ClaimAsync(Rectangle(row, 0, 0, 100, 100));
        BoundaryPlot[] same = [BoundaryPlot.Of(null, Rectangle(row, 0, 0, 100, 100))];

        var check = await Assert.ThrowsAsync<RefusedException>(() => Register.CheckAsync(same, From, To, scheme));
        var register = await Assert.ThrowsAsync<RefusedException>(() => Register.RegisterAsync(Keeper, Draft(scheme), same));

        Assert.Equal($"不认识的机制“{scheme}”。请写 {string.Join("、", await Register.SchemesAsync())} 之一；不明的机制请用“其他”。", check.Chinese);
        Assert.StartsWith($"There is no scheme \"{scheme}\": write one of CCER, VCS, GS (Gold Standard), ", check.English, StringComparison.Ordinal);
        Assert.Equal((check.Chinese, check.English), (register.Chinese, register.English));
    }

    [Fact]
    public async Task A_period_that_ends_before_it_begins_is_refused_by_the_check_as_by_the_register()
    {
        BoundaryPlot[] plots = [BoundaryPlot.Of(null, Rectangle(NewRow(), 0, 0, 100, 100))];
        var (from, to) = (new DateOnly(2030, 1, 1), new DateOnly(2020, 1, 1));

        var check = await Assert.ThrowsAsync<RefusedException>(() => Register.CheckAsync(plots, from, to));
        var register = await Assert.ThrowsAsync<RefusedException>(() => Register.RegisterAsync(Keeper, Draft(from: from, to: to), plots));

        Assert.Equal(("计入期止 2020-01-01 早于起 2030-01-01。", register.English), (check.Chinese, check.English));
    }

    [Fact]
    public async Task Boundaries_go_out_in_degrees_of_six_decimals_and_come_back()
    {
        var claim = await ClaimAsync(Rectangle(NewRow(), 0, 0, 123.456, 98.765));
        var document = ClaimDocument.Of((await Register.FindAsync(claim.ClaimId, TownshipScope.WholeCounty))!, await Register.PlotsAsync(claim.ClaimId, TownshipScope.WholeCounty));
        var folder = Directory.CreateTempSubdirectory("fc-claims-").FullName;
        try
        {
            foreach (var format in new[] { "gpkg", "zip", "kml" })
            {
                var path = Path.Combine(folder, "boundary." + format);
                await File.WriteAllBytesAsync(path, BoundaryExport.Write(document, format), TestContext.Current.CancellationToken);
                var back = Assert.Single(await BoundaryFile.ReadAsync(database.Db, path, ct: TestContext.Current.CancellationToken));
                Assert.All(back.Shape.Coordinates, c => Assert.Equal((Math.Round(c.X, 6), Math.Round(c.Y, 6)), (c.X, c.Y)));
                Assert.InRange((double)(back.AreaM2 / claim.AreaM2), 0.995, 1.005);
                Assert.EndsWith("-1", back.Name, StringComparison.Ordinal);
            }
            var kml = System.Text.Encoding.UTF8.GetString(BoundaryExport.Write(document, "kml"));
            Assert.Matches(@"<coordinates>(\d+\.\d{6},\d+\.\d{6} ?)+</coordinates>", kml);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(0.9, "nothing")]
    [InlineData(9.9, "warning")]
    [InlineData(66.7, "refused")]
    public async Task Two_plots_of_one_claim_that_lie_over_each_other_get_the_verdict_of_their_area(double overlapM2, string verdict)
    {
        var row = NewRow();
        BoundaryPlot[] plots = [BoundaryPlot.Of("甲", Rectangle(row, 0, 0, 200, 100)), BoundaryPlot.Of("乙", Rectangle(row, 200 - (overlapM2 / 100), 0, 200, 100))];
        var area = EllipsoidalArea.Of(plots[0].Shape.Intersection(plots[1].Shape)).Value;

        var found = Assert.Single(await Register.CheckAsync(plots, From, To));
        Assert.Equal((verdict, "乙", 1, true), (found.Verdict, found.PlotName, found.OtherPlot, found.IsOwn));
        Assert.Equal(area, (double)found.AreaM2, tolerance: 0.001);

        if (verdict == "refused")
        {
            var refused = await Assert.ThrowsAsync<ClaimRefusedException>(() => Register.RegisterAsync(Keeper, Draft(), plots));
            Assert.Contains("同一权益主张的第 2 个地块与第 1 个地块重叠", refused.Message, StringComparison.Ordinal);
            Assert.True(Assert.Single(refused.Overlaps).IsOwn);
            Assert.StartsWith("Plot 2 of the claim overlaps its plot 1 by ", English.Of(refused), StringComparison.Ordinal);
            return;
        }
        var done = await Register.RegisterAsync(Keeper, Draft(), plots);
        var claim = (await Register.FindAsync(done.ClaimId, TownshipScope.WholeCounty))!;
        Assert.Equal(verdict == "warning" ? area : 0, (double)(claim.AreaM2 - claim.CountedAreaM2), tolerance: 0.001);
        Assert.Equal(verdict == "warning", (await Register.CheckAllAsync(TownshipScope.WholeCounty)).Any(o => o.ClaimId == done.ClaimId && o.IsOwn && o.Verdict == "warning"));
    }

    [Fact]
    public async Task A_design_that_lies_over_itself_is_let_stand_counts_its_ground_once_and_cannot_become_firm()
    {
        var row = NewRow();
        var design = await Register.RegisterAsync(Keeper, Draft(provisional: true), [BoundaryPlot.Of(null, Rectangle(row, 0, 0, 100, 100)), BoundaryPlot.Of(null, Rectangle(row, 50, 0, 100, 100))]);

        Assert.Equal(["provisional"], design.Overlaps.Select(o => o.Verdict));
        var claim = (await Register.FindAsync(design.ClaimId, TownshipScope.WholeCounty))!;
        Assert.Equal(design.Overlaps[0].AreaM2, claim.AreaM2 - claim.CountedAreaM2);
        await Assert.ThrowsAsync<ClaimRefusedException>(() => Register.MakeFirmAsync(Keeper, design.ClaimId, "公示"));
    }

    [Fact]
    public async Task What_excludes_nothing_may_lie_over_itself()
    {
        var row = NewRow();
        BoundaryPlot[] plots = [BoundaryPlot.Of(null, Rectangle(row, 0, 0, 100, 100)), BoundaryPlot.Of(null, Rectangle(row, 50, 0, 100, 100))];

        Assert.Empty(await Register.CheckAsync(plots, From, To, "生态补偿"));
        Assert.Empty((await Register.RegisterAsync(Keeper, Draft("生态补偿"), plots)).Overlaps);
    }

    [Fact]
    public async Task What_the_matrix_lets_stand_beside_each_other_the_check_the_register_and_the_countys_audit_let_stand()
    {
        var row = NewRow();
        var first = await ClaimAsync(Rectangle(row, 0, 0, 100, 100));
        Task AllowAsync(bool excludes) => database.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "互斥表", write => write.ExecuteAsync(
            "update ccer.exclusion set excludes = @excludes where (scheme_a, scheme_b) in (('CCER', '林业碳票'), ('林业碳票', 'CCER'))", new { excludes }));
        await AllowAsync(excludes: false);
        try
        {
            BoundaryPlot[] same = [BoundaryPlot.Of(null, Rectangle(row, 0, 0, 100, 100))];
            Assert.Equal(["shown"], (await Register.CheckAsync(same, From, To, "林业碳票")).Select(o => o.Verdict));
            var second = await Register.RegisterAsync(Keeper, Draft("林业碳票"), same);

            Assert.Equal(["shown"], second.Overlaps.Select(o => o.Verdict));
            Assert.DoesNotContain(await Register.CheckAllAsync(TownshipScope.WholeCounty), o => o.ClaimId == second.ClaimId || o.OtherClaimId == first.ClaimId);
        }
        finally
        {
            await AllowAsync(excludes: true);
        }
        Assert.Contains(await Register.CheckAllAsync(TownshipScope.WholeCounty), o => o.OtherClaimId == first.ClaimId && o is { OwnScheme: "林业碳票", Scheme: "CCER", Verdict: "refused" });
    }

    [Fact]
    public async Task Whoever_sees_some_townships_is_told_of_a_claim_what_lies_in_them()
    {
        var row = NewRow();
        var claim = await Register.RegisterAsync(Keeper, Draft(), [BoundaryPlot.Of("东", Rectangle(row, 0, 0, 100, 100)), BoundaryPlot.Of("西", Rectangle(row, 200, 0, 50, 100))]);
        await database.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "试", write => write.ExecuteAsync(
            "update ccer.claim_plot set township_code = case plot when 1 then '431125901' else '431125902' end where claim_id = @ClaimId", new { claim.ClaimId }));
        var west = TownshipScope.Of(["431125902"]);

        var seen = Assert.Single(await Register.ListAsync(west));
        var plot = Assert.Single(await Register.PlotsAsync(claim.ClaimId, west));
        Assert.Equal((claim.ClaimId, 1, plot.AreaM2, "西"), (seen.ClaimId, seen.Plots, seen.AreaM2, plot.Name));
        Assert.Equal((2, claim.AreaM2), ((await Register.FindAsync(claim.ClaimId, TownshipScope.WholeCounty))!.Plots, (await Register.FindAsync(claim.ClaimId, TownshipScope.WholeCounty))!.AreaM2));
        Assert.Null(await Register.FindAsync(claim.ClaimId, TownshipScope.Of(["431125903"])));

        await Register.RegisterAsync(Keeper, Draft(provisional: true), [BoundaryPlot.Of(null, Rectangle(row, 0, 200, 100, 100)), BoundaryPlot.Of(null, Rectangle(row, 50, 200, 100, 100))]);
        Assert.Empty(await Register.CheckAllAsync(west));
    }

    [Fact]
    public async Task A_design_whose_twelve_months_are_over_says_so_and_warns_nobody()
    {
        var row = NewRow();
        var design = await ClaimAsync(Rectangle(row, 0, 0, 100, 100), Draft(provisional: true));
        await database.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "试", write => write.ExecuteAsync(
            "update ccer.claim set provisional_until = current_date - 1 where claim_id = @ClaimId", new { design.ClaimId }));

        Assert.True((await Register.FindAsync(design.ClaimId, TownshipScope.WholeCounty))!.HasLapsed);
        Assert.Empty((await ClaimAsync(Rectangle(row, 0, 0, 100, 100))).Overlaps);
    }

    [Fact]
    public async Task A_claim_without_a_source_is_refused_and_a_refusal_speaks_the_readers_language()
    {
        var row = NewRow();
        await Assert.ThrowsAsync<RefusedException>(() => ClaimAsync(Rectangle(row, 0, 0, 100, 100), Draft() with { Source = " " }));
        var first = Draft("VCS");
        await ClaimAsync(Rectangle(row, 0, 0, 100, 100), first);

        var refused = await Assert.ThrowsAsync<ClaimRefusedException>(() => ClaimAsync(Rectangle(row, 50, 0, 100, 100)));

        Assert.Contains($"与 VCS {first.Code} 第 1 个地块重叠", refused.Chinese, StringComparison.Ordinal);
        Assert.StartsWith($"Plot 1 overlaps plot 1 of VCS {first.Code} by ", refused.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_pair_of_schemes_has_a_cell_with_a_source()
    {
        var matrix = await Register.MatrixAsync();
        var schemes = await Register.SchemesAsync();

        Assert.Equal(schemes.Count * (schemes.Count - 1) / 2, matrix.Count);
        Assert.All(matrix, cell => Assert.NotEmpty(cell.Source));
        string[] exclusive = ["CCER", "VCS", "GS", "CDM", "碳普惠", "林业碳票"];
        Assert.All(matrix.Where(c => exclusive.Contains(c.SchemeA) && exclusive.Contains(c.SchemeB)), c => Assert.True(c.Excludes));
        Assert.All(matrix.Where(c => c.SchemeA == "生态补偿" || c.SchemeB == "生态补偿"), c => Assert.False(c.Excludes));
    }
}
