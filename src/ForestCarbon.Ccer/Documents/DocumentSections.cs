namespace ForestCarbon.Ccer.Documents;

/// <summary>A part of a document that people write; the document itself is in Chinese.</summary>
/// <param name="Hint">What is to be written there.</param>
public sealed record DocumentSection(string Key, string NameZh, string Hint, string NameEn, string HintEn);

/// <summary>The kinds of document the program makes, with the parts people write in each (fact sheet §8.4, outline [M]).</summary>
public static class DocumentSections
{
    public const string Design = "pdd";
    public const string Accounting = "accounting-report";

    public static IReadOnlyList<DocumentSection> Of(string documentKind) => documentKind == Design ? OfDesign : OfAccounting;

    public static string NameOf(string documentKind) => documentKind == Design ? "项目设计文件" : "减排量核算报告";

    private static readonly DocumentSection[] OfDesign =
    [
        new("description", "项目概述", "项目目的、造林规模、树种与主要做法", "Description", "Purpose, extent, species and main practice"),
        new("prior-use", "造林前的土地利用", "造林前至少三年的地类和利用情况", "Land use before", "Land class and use over at least three years before"),
        new("schedule", "树种与作业安排", "树种选择、整地、栽植、抚育和时间安排", "Species and schedule", "Choice of species, site preparation, planting, tending, and when"),
        new("baseline", "基准线情景", "没有本项目时土地的利用和管理", "Baseline scenario", "Use and management of the land without the project"),
        new("additionality", "额外性", "免予论证的情形及依据，或投资、障碍与普遍性分析", "Additionality", "The case that is exempt and what shows it, or analysis of investment, barriers and common practice"),
        new("monitoring", "监测组织", "负责监测的部门、岗位、培训和数据管理", "Organisation of monitoring", "Office, posts, training and keeping of data"),
        new("environment", "环境影响", "对水土、生物多样性的影响和措施", "Environment", "Effects on soil, water and biodiversity, and what is done about them"),
        new("sustainable", "可持续发展", "对就业、收入和地方发展的贡献", "Sustainable development", "What it gives to employment, income and the place"),
        new("consultation", "利益相关方意见", "征求意见的范围、方式、收到的意见和答复", "Stakeholders", "Who was asked and how, what they said, and the answers"),
    ];

    private static readonly DocumentSection[] OfAccounting =
    [
        new("implementation", "项目实施情况", "核算期内的造林、管护、采伐与灾害", "Implementation", "Planting, tending, harvest and damage in the period"),
        new("monitoring-system", "监测体系", "组织、仪器、样地复位与质量控制", "Monitoring system", "Organisation, instruments, finding plots again, quality control"),
        new("deviation", "偏差与变更", "与设计文件和监测计划的偏差及其影响", "Deviations and changes", "Deviations from the design document and the monitoring plan, and their effect"),
    ];
}
