namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Shares the county's figures of definitions section 7 out over its cells, north to south.</summary>
internal sealed class Allocation
{
    /// <summary>Figures in mu. Those of section 7 and, where it gives a range, one figure inside it, invented for the demonstration.</summary>
    public static class Mu
    {
        public const double ForestLand = 1_700_000;
        public const double CoveredForest = CountyPlan.CountyAreaMu * 0.7015;
        public const double PublicWelfare = 740_000;
        public const double NaturalInPublicWelfare = 140_000;
        public const double NaturalElsewhere = 60_000;
        public const double CarbonBase = 500_000;
        public const double BaseOnPublicWelfare = 1_200;
        public const double BaseOnNatural = 300;
        public const double Bamboo = 96_000;
        public const double OilTea = 30_000;
        public const double Shrub = 40_000;
        public const double Fruit = 100_000;
        public const double Fir = 525_000;
        public const double MassonPine = 360_000;
        public const double SlashPine = 155_000;
    }

    /// <summary>Forest land without forest, by class, in mu; together what the cover leaves of the forest land.</summary>
    private static readonly (byte Class, double AreaMu)[] OpenLand =
        [(71, 28_000), (41, 30_000), (61, 18_000), (42, 12_000), (32, 10_960), (20, 5_000), (62, 2_000), (80, 2_500), (50, 1_000)];

    private const int SampleSize = 40_000;

    // Cells: some 1,100,000 parcels, up to which every figure is promised. A sample misses areas by several parts in a thousand.
    private const int WholeUpTo = 1_500_000;

    private readonly CountyPlan _plan;
    private readonly List<Step> _steps = [];
    private readonly Step _parcels;
    private readonly Step _forestLand;
    private readonly Step _open;
    private readonly double[] _openOwed = new double[OpenLand.Length];
    private double _otherForestMu;
    private Course? _otherForest;
    private double _roomLean;
    private long _parcelsLeft;
    private long _cellsLeft;

    public Allocation(CountyPlan plan)
    {
        _plan = plan;
        (_parcelsLeft, _cellsLeft) = (plan.Parcels, plan.CellCount);
        _parcels = Add(plan.Parcels, static (in Standing s) => true, ParcelScore, static (ref Standing s) => s.IsParcel = true);
        _forestLand = Add(Mu.ForestLand, static (in Standing s) => s.IsParcel, static f => -f.ElevationM + (220 * f.Mosaic(1, 1, 0.6, 0.4)),
            static (ref Standing s) => s.IsOnForestLand = true);
        Add(Mu.PublicWelfare, static (in Standing s) => s.IsOnForestLand, static f => (-f.ElevationM / 420) + f.Mosaic(2, 2.6, 0.5, 0.1),
            static (ref Standing s) => s.IsPublicWelfare = true);
        Add(Mu.NaturalInPublicWelfare, static (in Standing s) => s.IsPublicWelfare, static f => (-f.ElevationM / 600) + f.Mosaic(3, 2, 0.4, 0.1),
            static (ref Standing s) => s.IsProtectedNatural = true);
        Add(Mu.NaturalElsewhere, static (in Standing s) => s.IsCommercial, static f => f.Mosaic(3, 2, 0.4, 0.1),
            static (ref Standing s) => s.IsProtectedNatural = true);
        _open = Add(OpenLand.Sum(o => o.AreaMu), static (in Standing s) => s.IsOnForestLand && !s.IsProtectedNatural,
            static f => f.Mosaic(5, 0.5, 1.2, 0.5), static (ref Standing s) => s.Cover = Cover.NoForest);
        Add(Mu.Bamboo, static (in Standing s) => s.Cover == Cover.Timber, static f => f.Mosaic(6, 0.8, 1, 0.2), static (ref Standing s) => s.Cover = Cover.Bamboo);
        Add(Mu.OilTea, static (in Standing s) => s is { Cover: Cover.Timber, IsCommercial: true, IsProtectedNatural: false },
            static f => (f.ElevationM / 400) + f.Mosaic(7, 0.5, 1, 0.2), static (ref Standing s) => s.Cover = Cover.OilTea);
        Add(Mu.Shrub, static (in Standing s) => s is { Cover: Cover.Timber, IsPublicWelfare: true, IsProtectedNatural: false },
            static f => f.Mosaic(8, 1, 1, 0.2), static (ref Standing s) => s.Cover = Cover.Shrub);
        Add(Mu.Fruit, static (in Standing s) => s is { Cover: Cover.Timber, IsPublicWelfare: false, IsProtectedNatural: false },
            static f => (f.ElevationM / 420) + f.Mosaic(9, 0.5, 1, 0.3), static (ref Standing s) => s.Cover = Cover.Fruit);
        Add(Mu.Fir, static (in Standing s) => s is { Cover: Cover.Timber, IsProtectedNatural: false }, static f => f.Mosaic(10, 0.9, 1, 0.35),
            static (ref Standing s) => s.Species = 310);
        Add(Mu.MassonPine, static (in Standing s) => s is { Cover: Cover.Timber, Species: 0 }, static f => f.Mosaic(11, 0.9, 1, 0.35),
            static (ref Standing s) => s.Species = 220);
        Add(Mu.SlashPine, static (in Standing s) => s is { Cover: Cover.Timber, Species: 0, IsProtectedNatural: false },
            static f => (f.ElevationM / 500) + f.Mosaic(12, 0.9, 1, 0.35), static (ref Standing s) => s.Species = 261);
        Add(Mu.CarbonBase - Mu.BaseOnPublicWelfare - Mu.BaseOnNatural,
            static (in Standing s) => s is { IsCommercial: true, IsProtectedNatural: false, Cover: Cover.Timber or Cover.NoForest },
            static f => f.Mosaic(13, 1.6, 0.5, 0.05), static (ref Standing s) => s.IsCarbonBase = true);
        Calibrate();
    }

    private delegate bool Asks(in Standing standing);

    private delegate void Becomes(ref Standing standing);

    /// <summary>Is the next cell a parcel? Asked once for every cell, in their order, before its outline is drawn.</summary>
    public bool NextIsParcel(in Fields fields)
    {
        var takes = _parcels.Quota!.Takes(ParcelScore(fields), 1, Progress);
        takes = _parcelsLeft >= _cellsLeft || (takes && _parcelsLeft > 0);
        _cellsLeft--;
        if (takes)
            _parcelsLeft--;
        return takes;
    }

    /// <summary>What stands on the parcel just announced, whose registered area is <paramref name="areaMu"/>.</summary>
    public Standing Settle(in Fields fields, double areaMu)
    {
        var standing = new Standing { IsParcel = true, Cover = Cover.Timber };
        foreach (var step in _steps)
        {
            if (step == _parcels || !step.Asks(standing))
                continue;
            var offset = step == _open && _otherForest is not null ? _otherForest.At(Progress) - _otherForestMu : 0;
            if (step.Quota!.Takes(step.Score(fields), areaMu, Progress, offset))
                step.Becomes(ref standing);
            if (step != _forestLand || standing.IsOnForestLand)
                continue;
            _otherForestMu += areaMu;
        }
        if (standing.Cover == Cover.NoForest)
            standing.OpenClass = NextOpenClass(fields, standing, areaMu);
        return standing;
    }

    private double Progress => 1 - ((double)_cellsLeft / _plan.CellCount);

    // The class most owed among those that may lie here.
    private byte NextOpenClass(in Fields fields, in Standing standing, double areaMu)
    {
        var total = OpenLand.Sum(o => o.AreaMu);
        var best = 0;
        var most = double.MinValue;
        for (var i = 0; i < OpenLand.Length; i++)
        {
            _openOwed[i] += areaMu * OpenLand[i].AreaMu / total;
            if (standing.IsPublicWelfare && OpenLand[i].Class is 61 or 50)
                continue;
            var owed = _openOwed[i] + (areaMu * 2 * Chance.Unit(fields.Hash, 120 + i));
            if (owed > most)
                (best, most) = (i, owed);
        }
        _openOwed[best] -= areaMu;
        return OpenLand[best].Class;
    }

    private Step Add(double target, Asks asks, Func<Fields, double> score, Becomes becomes)
    {
        var step = new Step(target, asks, score, becomes);
        _steps.Add(step);
        return step;
    }

    // One sample of all cells goes through the same questions; each question is answered over the whole sample before the
    // next. Up to WholeUpTo cells the sample is every cell with its true area.
    private void Calibrate()
    {
        var isWhole = _plan.CellCount <= WholeUpTo;
        var sample = Sample(isWhole);
        var standings = new Standing[sample.Count];
        if (isWhole)
            _roomLean = RoomLean(sample);
        foreach (var step in _steps)
        {
            var who = Enumerable.Range(0, standings.Length).Where(i => step.Asks(standings[i])).ToArray();
            var perCell = (double)_plan.CellCount / sample.Count;
            var eligible = Array.ConvertAll(who, i =>
                new Sampled(sample[i].Progress, step.Score(sample[i].Fields), step == _parcels ? perCell : sample[i].AreaMu));
            var target = isWhole && step == _open ? OpenToLeaveTheCover(sample, standings) : step.Target;
            step.Quota = new Quota(target, eligible, isWhole);
            for (var k = 0; k < who.Length; k++)
                if (step.Quota.WouldTake(eligible[k].Score))
                    step.Becomes(ref standings[who[k]]);
            if (step == _parcels)
                for (var i = 0; i < standings.Length; i++)
                    standings[i].Cover = standings[i].IsParcel ? Cover.Timber : Cover.ValleyFloor;
            if (step == _forestLand && !isWhole)
                _otherForest = new Course(Mu.CoveredForest - (Mu.ForestLand - _open.Target),
                    sample.Where((_, i) => standings[i] is { IsParcel: true, IsOnForestLand: false }).Select(f => f.Progress));
        }
    }

    private List<(double Progress, Fields Fields, double AreaMu)> Sample(bool isWhole)
    {
        var stride = isWhole ? 1 : Math.Max(1, _plan.CellCount / SampleSize);
        var sample = new List<(double, Fields, double)>();
        var outlines = new CellOutlines(_plan.Lattice, _plan.Ground);
        var index = 0L;
        foreach (var site in _plan.Cells())
        {
            if (index++ % stride != 0)
                continue;
            var fields = new Fields(_plan, _plan.CellOf(site));
            var areaMu = isWhole ? (double)ParcelMaker.Measure(outlines.Of(site), fields).RegisteredHa * 15 : CountyPlan.CountyAreaMu * stride / _plan.CellCount;
            sample.Add(((index - 0.5) / _plan.CellCount, fields, areaMu));
        }
        return sample;
    }

    // Exactly as many cells as parcels are wanted become parcels; preferring small or large ones a little brings their area to its figure.
    private double RoomLean(List<(double Progress, Fields Fields, double AreaMu)> sample)
    {
        var scores = sample.ConvertAll(s => ParcelScore(s.Fields));
        var leaning = new double[scores.Count];
        var areas = new double[scores.Count];
        var (low, high) = (-600.0, 600.0);
        for (var step = 0; step < 16; step++)
        {
            var lean = (low + high) / 2;
            for (var i = 0; i < leaning.Length; i++)
                (leaning[i], areas[i]) = (scores[i] + (lean * (sample[i].Fields.Cell.Site.Room - 1)), sample[i].AreaMu);
            Array.Sort(leaning, areas);
            var area = areas.AsSpan(0, _plan.Parcels).ToArray().Sum();
            (low, high) = area > CountyPlan.ParcelAreaMu ? (lean, high) : (low, lean);
        }
        return low;
    }

    private static double OpenToLeaveTheCover(List<(double Progress, Fields Fields, double AreaMu)> sample, Standing[] standings) =>
        sample.Where((_, i) => standings[i].IsParcel).Sum(s => s.AreaMu) - Mu.CoveredForest;

    // What is listed apart comes last in the choice of parcels, so that it holds none.
    private double ParcelScore(Fields fields) =>
        (CountyShape.IsListedApart(fields.Cell.Township) ? 1e6 : 0) - fields.ElevationM + (_roomLean * (fields.Cell.Site.Room - 1));

    private sealed class Step(double target, Asks asks, Func<Fields, double> score, Becomes becomes)
    {
        public double Target { get; } = target;

        public Asks Asks { get; } = asks;

        public Func<Fields, double> Score { get; } = score;

        public Becomes Becomes { get; } = becomes;

        public Quota? Quota { get; set; }
    }
}
