using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace ForestCarbon.Ccer.Documents;

/// <summary>The styles and the numbering of every Word document of the program.</summary>
internal static class WordStyles
{
    private const string Song = "宋体";
    private const string Hei = "黑体";
    private const string Roman = "Times New Roman";
    private const string Ink = "1F2A24";
    private const string Green = "1F5B3F";
    private const string Red = "B3261E";

    public static Styles Styles()
    {
        var styles = new Styles(new DocDefaults(
            new RunPropertiesDefault(new RunPropertiesBaseStyle(Fonts(Song), new FontSize { Val = "21" }, new Languages { Val = "en-US", EastAsia = "zh-CN" })),
            new ParagraphPropertiesDefault(new ParagraphPropertiesBaseStyle(new SpacingBetweenLines { After = "0", Line = "300", LineRule = LineSpacingRuleValues.Auto }))));
        styles.Append(
            Of("Normal", "Normal", null, new(), new(), isDefault: true),
            Of("Title", "Title", "Normal", Space(2400, 240, JustificationValues.Center), Text(44, Hei, Green, true)),
            Of("Subtitle", "Subtitle", "Normal", Space(0, 1200, JustificationValues.Center), Text(30, Hei, Ink, false)),
            Of("Draft", "Draft", "Normal", Space(0, 240, JustificationValues.Center), Text(28, Hei, Red, true)),
            Of("ContentsHeading", "TOC Heading", "Normal", OnNewPage(Space(0, 240, JustificationValues.Center)), Text(32, Hei, Ink, true)),
            HeadingOf(1, 30, 480, 200), HeadingOf(2, 25, 320, 120), HeadingOf(3, 22, 240, 80), Annex(),
            Of("BodyText", "Body Text", "Normal", Body(), new()),
            Of("ToWrite", "To Write", "Normal", Space(60, 60, JustificationValues.Left), Text(21, Song, Red, false)),
            Of("Note", "Note", "Normal", Space(40, 160, JustificationValues.Left), Text(18, Song, "5A6660", false)),
            Of("ListBullet", "List Bullet", "Normal", Numbered(2, 0), new()),
            Of("Caption", "caption", "Normal", Space(200, 80, JustificationValues.Center), Text(20, Hei, Ink, false)),
            Of("Picture", "Picture", "Normal", KeptWithNext(Space(160, 0, JustificationValues.Center)), new()),
            Of("TableHead", "Table Head", "Normal", Tight(JustificationValues.Left), Text(18, Hei, Ink, true)),
            Of("TableHeadNumber", "Table Head Number", "TableHead", Tight(JustificationValues.Right), new()),
            Of("TableText", "Table Text", "Normal", Tight(JustificationValues.Left), Text(18, Song, Ink, false)),
            Of("TableNumber", "Table Number", "Normal", Tight(JustificationValues.Right), Text(18, Song, Ink, false)),
            Of("AfterTable", "After Table", "Normal", Space(0, 80, JustificationValues.Left), Text(12, Song, Ink, false)),
            Of("TOC1", "toc 1", "Normal", Contents(0), Text(21, Hei, Ink, false)), Of("TOC2", "toc 2", "Normal", Contents(420), new()),
            Of("Header", "header", "Normal", Edge(new BottomBorder { Val = BorderValues.Single, Size = 4, Space = 4, Color = "9AA69F" }, new TabStop { Val = TabStopValues.Right, Position = 9_070 }), Text(17, Song, "5A6660", false)),
            Of("Footer", "footer", "Normal", Space(0, 0, JustificationValues.Center), Text(17, Song, "5A6660", false)),
            new Style(new StyleName { Val = "Draft Mark" }, new StyleRunProperties(new Bold(), new Color { Val = Red })) { Type = StyleValues.Character, StyleId = "DraftMark" },
            Grid());
        return styles;
    }

    /// <summary>1: headings A, A.1, A.1.1 · 2: bullets · 3: annexes.</summary>
    public static Numbering Numbering() => new(
        new AbstractNum(
            new MultiLevelType { Val = MultiLevelValues.Multilevel },
            LevelOf(0, NumberFormatValues.UpperLetter, "%1", "Heading1"), LevelOf(1, NumberFormatValues.Decimal, "%1.%2", "Heading2"), LevelOf(2, NumberFormatValues.Decimal, "%1.%2.%3", "Heading3")) { AbstractNumberId = 1 },
        new AbstractNum(new MultiLevelType { Val = MultiLevelValues.SingleLevel }, new Level(
            new StartNumberingValue { Val = 1 }, new NumberingFormat { Val = NumberFormatValues.Bullet }, new LevelText { Val = "•" }, new LevelJustification { Val = LevelJustificationValues.Left },
            new PreviousParagraphProperties(new Indentation { Left = "420", Hanging = "240" })) { LevelIndex = 0 }) { AbstractNumberId = 2 },
        new AbstractNum(new MultiLevelType { Val = MultiLevelValues.SingleLevel }, LevelOf(0, NumberFormatValues.Decimal, "附件 %1", "Annex")) { AbstractNumberId = 3 },
        new NumberingInstance(new AbstractNumId { Val = 1 }) { NumberID = 1 }, new NumberingInstance(new AbstractNumId { Val = 2 }) { NumberID = 2 }, new NumberingInstance(new AbstractNumId { Val = 3 }) { NumberID = 3 });

    private static Level LevelOf(int level, NumberFormatValues format, string text, string style) => new(
        new StartNumberingValue { Val = 1 }, new NumberingFormat { Val = format }, new ParagraphStyleIdInLevel { Val = style }, new LevelSuffix { Val = LevelSuffixValues.Space }, new LevelText { Val = text },
        new LevelJustification { Val = LevelJustificationValues.Left }, new PreviousParagraphProperties(new Indentation { Left = "0", FirstLine = "0" })) { LevelIndex = level };

    private static Style Of(string id, string name, string? basedOn, StyleParagraphProperties paragraph, StyleRunProperties run, bool isDefault = false)
    {
        var style = new Style(new StyleName { Val = name }) { Type = StyleValues.Paragraph, StyleId = id };
        if (isDefault)
            style.Default = true;
        if (basedOn is not null)
            style.Append(new BasedOn { Val = basedOn });
        style.Append(new PrimaryStyle(), paragraph, run);
        return style;
    }

    private static Style HeadingOf(int level, int halfPoints, int before, int after) => Of(
        string.Create(CultureInfo.InvariantCulture, $"Heading{level}"), string.Create(CultureInfo.InvariantCulture, $"heading {level}"), "Normal",
        new StyleParagraphProperties(
            new KeepNext(), new KeepLines(), new NumberingProperties(new NumberingLevelReference { Val = level - 1 }, new NumberingId { Val = 1 }),
            new SpacingBetweenLines { Before = Twips(before), After = Twips(after) }, new OutlineLevel { Val = level - 1 }), Text(halfPoints, Hei, level == 1 ? Green : Ink, true));

    private static Style Annex() => Of("Annex", "Annex", "Normal", new StyleParagraphProperties(
        new KeepNext(), new NumberingProperties(new NumberingLevelReference { Val = 0 }, new NumberingId { Val = 3 }), new SpacingBetweenLines { Before = "0", After = "240" }, new OutlineLevel { Val = 0 }), Text(30, Hei, Green, true));

    private static StyleParagraphProperties Numbered(int number, int level) => new(new NumberingProperties(new NumberingLevelReference { Val = level }, new NumberingId { Val = number }), new SpacingBetweenLines { After = "60" });

    private static StyleParagraphProperties Space(int before, int after, JustificationValues align) => new(new SpacingBetweenLines { Before = Twips(before), After = Twips(after) }, new Justification { Val = align });

    private static StyleParagraphProperties KeptWithNext(StyleParagraphProperties properties)
    {
        properties.PrependChild(new KeepNext());
        return properties;
    }

    private static StyleParagraphProperties OnNewPage(StyleParagraphProperties properties)
    {
        properties.PrependChild(new PageBreakBefore());
        return properties;
    }

    private static StyleParagraphProperties Body() => new(new SpacingBetweenLines { After = "100", Line = "340", LineRule = LineSpacingRuleValues.Auto }, new Indentation { FirstLineChars = 200, FirstLine = "420" });

    private static StyleParagraphProperties Tight(JustificationValues align) => new(new SpacingBetweenLines { Before = "30", After = "30", Line = "250", LineRule = LineSpacingRuleValues.Auto }, new Justification { Val = align });

    private static StyleParagraphProperties Contents(int left) =>
        new(new Tabs(new TabStop { Val = TabStopValues.Right, Leader = TabStopLeaderCharValues.Dot, Position = 9_070 }), new SpacingBetweenLines { After = "60" }, new Indentation { Left = Twips(left) });

    private static StyleParagraphProperties Edge(BottomBorder border, TabStop tab) => new(new ParagraphBorders(border), new Tabs(tab));

    private static StyleRunProperties Text(int halfPoints, string eastAsia, string colour, bool isBold)
    {
        var properties = new StyleRunProperties(Fonts(eastAsia));
        if (isBold)
            properties.Append(new Bold());
        properties.Append(new Color { Val = colour }, new FontSize { Val = Twips(halfPoints) });
        return properties;
    }

    private static RunFonts Fonts(string eastAsia) => new() { Ascii = Roman, HighAnsi = Roman, EastAsia = eastAsia, ComplexScript = Roman };

    private static Style Grid()
    {
        static T Line<T>() where T : BorderType, new() => new() { Val = BorderValues.Single, Size = 4, Space = 0, Color = "9AA69F" };
        return new Style(
            new StyleName { Val = "Grid" },
            new StyleTableProperties(
                new TableBorders(Line<TopBorder>(), Line<LeftBorder>(), Line<BottomBorder>(), Line<RightBorder>(), Line<InsideHorizontalBorder>(), Line<InsideVerticalBorder>()),
                new TableCellMarginDefault(new TableCellLeftMargin { Width = 80, Type = TableWidthValues.Dxa }, new TableCellRightMargin { Width = 80, Type = TableWidthValues.Dxa })),
            new TableStyleProperties(new TableStyleConditionalFormattingTableCellProperties(new Shading { Val = ShadingPatternValues.Clear, Color = "auto", Fill = "E8EFEA" })) { Type = TableStyleOverrideValues.FirstRow })
        { Type = StyleValues.Table, StyleId = "Grid" };
    }

    private static string Twips(int value) => value.ToString(CultureInfo.InvariantCulture);
}
