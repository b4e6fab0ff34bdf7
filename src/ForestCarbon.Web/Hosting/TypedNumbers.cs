using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ForestCarbon.Web.Hosting;

/// <summary>Reads a number as it is typed: full-width digits, points and commas (１２３．４５) are those of a Chinese keyboard and mean the same.</summary>
public sealed class TypedNumbers : IModelBinderProvider, IModelBinder
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        (Nullable.GetUnderlyingType(context.Metadata.ModelType) ?? context.Metadata.ModelType) is { } type && (type == typeof(decimal) || type == typeof(int) || type == typeof(long) || type == typeof(short)) ? this : null;

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var given = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (given == ValueProviderResult.None)
            return Task.CompletedTask;
        bindingContext.ModelState.SetModelValue(bindingContext.ModelName, given);
        var text = given.FirstValue?.Normalize(NormalizationForm.FormKC).Trim() ?? "";
        if (text.Length == 0 && bindingContext.ModelMetadata.IsReferenceOrNullableType)
            bindingContext.Result = ModelBindingResult.Success(null);
        else if (Parse(text, Nullable.GetUnderlyingType(bindingContext.ModelType) ?? bindingContext.ModelType) is { } value)
            bindingContext.Result = ModelBindingResult.Success(value);
        else
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, bindingContext.ModelMetadata.ModelBindingMessageProvider.AttemptedValueIsInvalidAccessor(given.ToString(), bindingContext.ModelMetadata.GetDisplayName()));
        return Task.CompletedTask;
    }

    private static object? Parse(string text, Type type) =>
        type == typeof(decimal) ? decimal.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var amount) ? amount : null
        : type == typeof(long) ? long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var large) ? large : null
        : type == typeof(short) ? short.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var small) ? small : null
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole : null;
}
