using CsCheck;
using ForestCarbon.Carbon.Methodologies;

namespace ForestCarbon.Carbon.Tests.Methodologies;

public sealed class ReductionTests
{
    [Fact]
    public void A_deficit_and_what_is_issued_exclude_one_another_and_nothing_is_lost() =>
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[0, 1e5], Gen.Double[0, 1]).Sample((net, deficit, rate) =>
        {
            var tranche = Reduction.Of(net, 0, 0, rate, deficit);
            var left = tranche.ReductionT - deficit;

            return left >= 0
                ? tranche.DeficitOutT == 0 && tranche.IssuableT <= left + 1e-9 && tranche.IssuableT > left - 1
                : tranche.IssuableT == 0 && tranche.DeficitOutT == -left;
        });

    [Fact]
    public void A_loss_is_never_made_smaller_by_the_deduction() => Assert.Equal(-10, Reduction.Of(-10, 0, 0, 0.1, 0).ReductionT);
}
