using System.Globalization;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>The question "as of which day" on a page: its address, the rest of the question, and the day asked for (null: now).</summary>
public sealed record AsOfForm(string Address, DateOnly? Day, IReadOnlyDictionary<string, string?>? Kept = null)
{
    /// <summary>The rest of the question that is set.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Rest => (Kept ?? new Dictionary<string, string?>()).Where(p => !string.IsNullOrEmpty(p.Value));

    public string? Text => TextOf(Day);

    /// <summary>The same question about now.</summary>
    public string Now => Address + QueryString.Create(Rest);

    public static string? TextOf(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The day as the end of an address; empty for now.</summary>
    /// <param name="lead"><c>?</c>, or <c>&amp;</c> behind other parts.</param>
    public static string Query(DateOnly? day, char lead = '?') => day is null ? "" : $"{lead}asOf={TextOf(day)}";
}
