using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>A stored curve with its id.</summary>
public sealed record StoredCurve(int CurveId, StandCurve Fitted);

/// <summary>A stored difference family with its id.</summary>
public sealed record StoredFamily(int FamilyId, StandFamily Fitted);

/// <summary>The curves and families of one set, ready to be looked up for a parcel.</summary>
public sealed class CurveBook
{
    private readonly Dictionary<(string Species, StandOrigin Origin, int Site), int> _strata = [];
    private readonly Dictionary<(string Group, StandOrigin Origin), int> _groups = [];
    private readonly Dictionary<FamilyScope, int> _families = [];

    public CurveBook(IEnumerable<StoredCurve> curves, IEnumerable<StoredFamily> families)
    {
        Families = [.. families.OrderBy(f => f.Fitted.Scope, FamilyScope.Order)];
        for (var i = 0; i < Families.Count; i++)
            _families.Add(Families[i].Fitted.Scope, i);
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

    /// <summary>In the order of their scopes.</summary>
    public IReadOnlyList<StoredFamily> Families { get; }

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

    /// <summary>The difference family of a parcel: its species', else its group's (and then it says so), else null.</summary>
    public (int Index, bool IsGroup)? FindFamily(string speciesCode, string speciesGroup, StandOrigin origin) =>
        _families.TryGetValue(new FamilyScope(speciesGroup, speciesCode, origin), out var species) ? (species, false)
        : _families.TryGetValue(new FamilyScope(speciesGroup, null, origin), out var group) ? (group, true)
        : null;

    /// <summary>The values of every curve at the ages 0 … <paramref name="lastAge"/>, in the order of <see cref="Curves"/>.</summary>
    public TabulatedCurve[] Tabulate(int lastAge) => [.. Curves.Select(c => TabulatedCurve.Of(c.Fitted.Curve, lastAge))];

    /// <summary>
    /// SHA-256 over stratum, form and parameters of every curve with their covariance, then over the families: round-trip figures, in the
    /// order they are stored in.
    /// </summary>
    public static byte[] Sha256Of(IEnumerable<StandCurve> curves, IEnumerable<StandFamily> families)
    {
        var text = new StringBuilder();
        foreach (var c in curves.OrderBy(c => c.Stratum, CurveStratum.Order))
            Line(text, $"{c.Stratum.LevelName}\t{c.Stratum}\t{c.Curve.Form.Name()}", [.. c.Curve.Parameters, .. c.Covariance ?? []]);
        foreach (var f in families.OrderBy(f => f.Scope, FamilyScope.Order))
            Line(text, $"family\t{f.Scope}", [
                .. f.Family.Parameters, .. f.Covariance, .. f.Sites.SelectMany(s => new[] { s.SiteClass, s.X, s.StandardError })]);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Line(StringBuilder text, string name, IEnumerable<double> figures)
    {
        text.Append(name);
        foreach (var figure in figures)
            text.Append('\t').Append(figure.ToString("R", CultureInfo.InvariantCulture));
        text.Append('\n');
    }
}
