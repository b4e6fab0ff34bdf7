using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Files;

/// <summary>A file without content, by whatever way it was sent.</summary>
public static class EmptyFile
{
    /// <param name="name">As the sender called it.</param>
    public static RefusedException Refusal(string name) =>
        new($"文件“{name}”是空的（0 字节）：请换一个有内容的文件。", $"The file \"{name}\" is empty (0 bytes): choose one with content.");
}
