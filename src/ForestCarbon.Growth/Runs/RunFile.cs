using System.Globalization;
using System.Text;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Growth.Runs;

/// <summary>
/// The results of a run as a table to take away: a row a parcel with its version, its curve or family, r, marks, and the stock of every year
/// as it is stored, so that whoever verifies the run can add up and compute anew without this program.
/// </summary>
/// <remarks>CSV in UTF-8 with a byte-order mark. Figures are unrounded, units stand in the heads; what is 未计 or failed has empty cells, never 0.</remarks>
public sealed class RunFile(Db db)
{
    private const int Texts = 15;       // columns before status
    private const int Status = 15;
    private const int ReasonZh = 16;
    private const int ReasonEn = 17;
    private const int Curve = 18;
    private const int FirstMark = 21;
    private const int Stocks = 27;

    private static readonly string[] HeadsZh =
    [
        "小班编号", "小班号", "乡镇", "版本编号", "版本起", "椭球面积_平方米", "地类", "优势树种", "起源", "龄组", "平均年龄_年", "公顷蓄积_立方米每公顷", "立地等级",
        "森林类别", "工程类别", "怎么算", "原因", "曲线", "差分族", "校正系数r", "受限", "未校正", "树种组曲线", "年龄推定", "差分", "没有族成员",
    ];

    private static readonly string[] HeadsEn =
    [
        "parcel_id", "code", "township", "parcel_version_id", "valid_from", "ellipsoidal_area_m2", "land_class", "species", "origin", "age_group", "mean_age_years",
        "volume_m3_per_ha", "site_class", "forest_category", "programme", "status", "reason", "curve_id", "family_id", "calibration_r", "limited", "not_calibrated",
        "group_curve", "age_inferred", "difference", "no_member",
    ];

    /// <summary>Writes the parcels of the scope, in the order of their ids. Streams: memory does not grow with the county.</summary>
    /// <param name="run">A finished run.</param>
    /// <param name="inEnglish">The language of heads and reasons; codes and figures are the same.</param>
    public async Task WriteAsync(RunRow run, TownshipScope scope, Stream to, bool inEnglish, CancellationToken ct = default)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16, leaveOpen: true);
        var line = new StringBuilder(string.Join(',', inEnglish ? HeadsEn : HeadsZh));
        for (var year = (int)run.FirstYear; year <= run.LastYear; year++)
            line.Append(CultureInfo.InvariantCulture, $",{(inEnglish ? "stock_kg_co2e" : "碳储量_千克CO2e")}_{year}");
        await writer.WriteAsync(line.Append("\r\n"), ct);

        await using var connection = await db.OpenReadAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Of<RunFile>("Runs/Sql/results_of_run.sql"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("runId", run.RunId);
        command.Parameters.AddWithValue("townships", (object?)scope.Codes ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            line.Clear();
            for (var column = 0; column < Texts; column++)
                Append(line, reader, column);
            line.Append(inEnglish ? reader.GetString(Status) : StatusZh(reader.GetString(Status))).Append(',');
            Append(line, reader, inEnglish ? ReasonEn : ReasonZh);
            for (var column = Curve; column < FirstMark; column++)
                Append(line, reader, column);
            for (var column = FirstMark; column < Stocks; column++)
                line.Append(reader.GetBoolean(column) ? "1," : "0,");
            line.Length--;
            if (reader.IsDBNull(Stocks))
                line.Append(',', run.LastYear - run.FirstYear + 1);
            else
                foreach (var kg in reader.GetFieldValue<int[]>(Stocks))
                    line.Append(CultureInfo.InvariantCulture, $",{kg}");
            await writer.WriteAsync(line.Append("\r\n"), ct);
        }
    }

    private static string StatusZh(string status) => status switch
    {
        "accounted" => "已核算",
        "treeless" => "无立木",
        "not_accounted" => "未计",
        _ => "未能核算",
    };

    private static void Append(StringBuilder line, NpgsqlDataReader reader, int column)
    {
        if (!reader.IsDBNull(column))
            line.Append(reader.GetValue(column) switch
            {
                string text => CsvGuard.Cell(CsvGuard.Guarded(text)),
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                double figure => figure.ToString("R", CultureInfo.InvariantCulture),
                IFormattable figure => figure.ToString(null, CultureInfo.InvariantCulture),
                var other => other.ToString(),
            });
        line.Append(',');
    }
}
