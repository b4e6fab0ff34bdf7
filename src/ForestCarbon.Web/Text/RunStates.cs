namespace ForestCarbon.Web.Text;

/// <summary>How the state of a run is shown, on its page as it opens and as it comes live.</summary>
public static class RunStates
{
    /// <summary>The chip's style and its word; a review speaks before the state, for it says what the run waits for.</summary>
    public static (string Style, string Word) Of(string state, string? review) => (review, state) switch
    {
        ("waiting", _) => ("warn", "待批准"),
        ("approved", _) => ("now", "已批准"),
        ("refused", _) => ("bad", "未批准"),
        (_, "waiting") => ("open", "排队"),
        (_, "running") => ("info", "运行中"),
        (_, "finished") => ("open", "完成"),
        (_, "cancelled") => ("", "已取消"),
        _ => ("bad", "失败"),
    };
}
