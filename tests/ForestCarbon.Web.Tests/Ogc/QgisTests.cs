using System.Diagnostics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Ogc;

/// <summary>
/// The feature service and the vector tiles as QGIS reads and draws them. QGIS is a gigabyte, so no ordinary run installs it: the soak
/// tests it where <c>apt-get install python3-qgis qgis-providers</c> has been done.
/// </summary>
[Trait("Tier", "soak")]
public sealed class QgisTests(WebSite site) : IClassFixture<WebSite>
{
    private const string Script = """
        import os, sys
        os.environ['QT_QPA_PLATFORM'] = 'offscreen'
        from qgis.core import *
        from qgis.PyQt.QtCore import QSize, QEventLoop
        from qgis.PyQt.QtGui import QColor
        base, token = sys.argv[1], sys.argv[2]
        app = QgsApplication([], False); app.initQgis()
        QgsNetworkAccessManager.setRequestPreprocessor(lambda r: r.setRawHeader(b'Authorization', ('Bearer ' + token).encode()))
        layer = QgsVectorLayer(f"url='{base}ogc' typename='forest-land' pagingEnabled='true' pageSize='7'", 'parcels', 'OAPIF')
        print('features', sum(1 for _ in layer.getFeatures()))
        print('in the box', sum(1 for _ in layer.getFeatures(QgsFeatureRequest(QgsRectangle(111.201, 25.201, 111.209, 25.209)))))
        layer.setSubsetString("\"land_class\" = '0113'")
        print('bamboo', sum(1 for _ in layer.getFeatures()))
        tiles = QgsVectorTileLayer(f"type=xyz&url={base}tiles/forest-land/%7Bz%7D/%7Bx%7D/%7By%7D.mvt&zmin=5&zmax=16", 'tiles')
        settings = QgsMapSettings(); settings.setLayers([tiles]); settings.setOutputSize(QSize(300, 300)); settings.setBackgroundColor(QColor(255, 255, 255))
        settings.setDestinationCrs(QgsCoordinateReferenceSystem('EPSG:3857'))
        turn = QgsCoordinateTransform(QgsCoordinateReferenceSystem('EPSG:4326'), settings.destinationCrs(), QgsProject.instance())
        settings.setExtent(turn.transformBoundingBox(QgsRectangle(111.21, 25.205, 111.27, 25.225)))
        job = QgsMapRendererSequentialJob(settings); loop = QEventLoop(); job.finished.connect(loop.quit); job.start(); loop.exec_()
        image = job.renderedImage()
        print('drawn', sum(1 for x in range(0, 300, 5) for y in range(0, 300, 5) if image.pixelColor(x, y) != QColor(255, 255, 255)) > 1000)
        app.exitQgis()
        """;

    [Fact]
    public async Task Reads_every_page_a_box_and_a_filter_and_draws_the_tiles()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/qgis"), "python3-qgis is not installed.");
        using var store = new AccountStore(site.Db);
        var auditor = (await store.AllAsync(TestContext.Current.CancellationToken)).Single(a => a.UserName == Roles.Auditor);
        var token = await new AccessTokens(site.Db).IssueAsync(auditor, "test", DateTime.UtcNow.AddHours(1), Actor.Installation, TestContext.Current.CancellationToken);
        using var served = site.Factory.WithWebHostBuilder(_ => { });
        served.UseKestrel(0);
        served.StartServer();
        var script = Path.Combine(Directory.CreateTempSubdirectory("fc-qgis-").FullName, "read.py");
        await File.WriteAllTextAsync(script, Script, TestContext.Current.CancellationToken);
        using var qgis = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, served.ClientOptions.BaseAddress.ToString(), token])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, errors) = (qgis.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), qgis.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await qgis.WaitForExitAsync(TestContext.Current.CancellationToken);
        var read = await output;
        Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);

        foreach (var line in new[] { "features 24", "in the box 1", "bamboo 6", "drawn True" })
            Assert.True(read.Contains(line, StringComparison.Ordinal), $"{line}: {read} {await errors}");
    }
}
