using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>A stored curve with its id.</summary>
public sealed record StoredCurve(int CurveId, StandCurve Fitted);

/// <summary>The curves of one set, ready to be looked up for a parcel.</summary>
public sealed class CurveBook
{
    private readonly Dictionary<(string Species, StandOrigin Origin, int Site), int> _strata = [];
    private readonly Dictionary<(string Group, StandOrigin Origin), int> _groups = [];

    public CurveBook(IEnumerable<StoredCurve> curves)
    {
        Curves = [.. curves.OrderBy(c => c.Fitted.Stratum, CurveStratum.Order)];
        for (var i = 0; i < Curves.Count; i++)
        {
            var s = Curves[i].Fitted.Stratum;
            if (s.Level == CurveLevel.Stratum)
                _strata.Add((s.SpeciesCode!, s.Origin, s.SiteClass!.Value), i);
            else
                _groups.Add((s.SpeciesGroup, s.Origin), i);
        }
    }

    /// <summary>In the order of their strata; the index of a curve here is what <see cref="Find"/> returns.</summary>
    public IReadOnlyList<StoredCurve> Curves { get; }

    /// <summary>
    /// The curve of a parcel: its stratum's, else its species group's (and then it says so), else null. A curve of the other
    /// origin or of another group is never taken.
    /// </summary>
    public (int Index, bool IsGroup)? Find(string speciesCode, string speciesGroup, StandOrigin origin, int? siteClass)
    {
        if (siteClass is { } site && _strata.TryGetValue((speciesCode, origin, site), out var stratum))
            return (stratum, false);
        return _groups.TryGetValue((speciesGroup, origin), out var group) ? (group, true) : null;
    }

    /// <summary>The values of every curve at the ages 0 … <paramref name="lastAge"/>, in the order of <see cref="Curves"/>.</summary>
    public TabulatedCurve[] Tabulate(int lastAge) => [.. Curves.Select(c => TabulatedCurve.Of(c.Fitted.Curve, lastAge))];

    /// <summary>SHA-256 over stratum, form and parameters (round-trip figures) in the order of the strata.</summary>
    public static byte[] Sha256Of(IEnumerable<StandCurve> curves)
    {
        var text = new StringBuilder();
        foreach (var c in curves.OrderBy(c => c.Stratum, CurveStratum.Order))
        {
            text.Append(CultureInfo.InvariantCulture, $"{c.Stratum.LevelName}\t{c.Stratum}\t{c.Curve.Form.Name()}");
            foreach (var parameter in c.Curve.Parameters)
                text.Append('\t').Append(parameter.ToString("R", CultureInfo.InvariantCulture));
            text.Append('\n');
        }
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
