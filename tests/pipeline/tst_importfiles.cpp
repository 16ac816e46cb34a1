// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deskfixture.h"
#include "support/originfixture.h"

#include <QFile>

using namespace Qt::StringLiterals;
using core::ErrorCode;
using core::Step;
using core::StepStatus;
using pipeline::ImportLine;
using pipeline::ImportRequest;
using pipetest::Desk;
using pipetest::Imported;
using testsupport::ListingPage;
using testsupport::OriginFixture;

namespace {

ImportRequest htmlRequest(const QString &file, const QString &url = {}, bool images = true)
{
    ImportRequest request;
    request.htmlFile = file;
    request.htmlUrl = url;
    request.images = images;
    return request;
}

ImportRequest listRequest(const QString &file)
{
    ImportRequest request;
    request.listFile = file;
    return request;
}

QByteArray testData(const QString &name)
{
    return dbtest::fileBytes(QStringLiteral(RETRYDESK_TEST_DATA "/listings/") + name);
}

//! The page of a listing that names no URL of its own.
QByteArray withoutUrl(QByteArray html)
{
    for (const QByteArray tag : {"<link rel=\"canonical\"", "<meta property=\"og:url\""}) {
        const auto begin = html.indexOf(tag);
        if (begin >= 0)
            html.remove(begin, html.indexOf('>', begin) + 1 - begin);
    }
    return html.replace("data-item-url", "data-item");
}

} // namespace

//! Imports from saved pages, lists of URLs and saved index pages; what cannot be used is said in one
//! sentence.
class TestImportFiles : public QObject
{
    Q_OBJECT

private slots:
    void importsASavedPage();
    void aSavedPageTwice_data();
    void aSavedPageTwice();
    void aSavedPageMendsAFailedFetch();
    void aSavedPageWithoutUrl_data();
    void aSavedPageWithoutUrl();
    void refusesUnusableFiles_data();
    void refusesUnusableFiles();
    void refusesOtherPages_data();
    void refusesOtherPages();
    void namesOneSource_data();
    void namesOneSource();
    void readsLists_data();
    void readsLists();
    void importsAnIndexPage();
    void importsAnIndexPageOnce();
    void includesWhatIsNoVehicle();
    void fetchesTheListingsOfAnIndex();
    void importsTheLargeIndexPage();
};

void TestImportFiles::importsASavedPage()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(u"saab"_s, 3);
    const QByteArray html = page.html(fixture.origin.baseUrl());
    Desk desk;
    const Imported imported =
        desk.import(htmlRequest(desk.write(u"page.html"_s, html), fixture.origin.baseUrl() + page.path()));
    QVERIFY(!imported.error);
    const ImportLine &line = imported.lines.at(0);
    QCOMPARE(line.action, u"created"_s);
    for (const Step step : core::kAllSteps)
        QCOMPARE(line.steps.at(step).status, StepStatus::Success);
    QCOMPARE(line.imagesStored, 3);
    QCOMPARE(fixture.origin.requestCount(page.path()), 0); // the page was there
    QCOMPARE(fixture.origin.requestCount(), 3);
    QCOMPARE(desk.rows().rows(u"SELECT origin, url FROM page_snapshots"_s),
             QStringList{u"file|"_s + fixture.origin.baseUrl() + page.path().chopped(1)});
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status <> 'completed'"_s), 0);
}

void TestImportFiles::aSavedPageTwice_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("the same URL") << u"https://bringatrailer.com/listing/saab"_s;
    QTest::newRow("with www and a slash") << u"https://www.bringatrailer.com/listing/saab/"_s;
    QTest::newRow("with http, a query and a fragment")
        << u"http://BringATrailer.com/listing/saab/?x=1#comment-9"_s;
    QTest::newRow("without a scheme") << u"bringatrailer.com/listing/saab"_s;
}

void TestImportFiles::aSavedPageTwice()
{
    QFETCH(QString, url);
    OriginFixture fixture;
    ListingPage page = fixture.addListing(u"saab"_s, 3);
    Desk desk;
    const auto save = [&] { return desk.write(u"page.html"_s, page.html(u"https://bringatrailer.com"_s)); };
    const Imported first =
        desk.import(htmlRequest(save(), u"https://bringatrailer.com/listing/saab/"_s, false));
    page.price = 20'000;
    const Imported second = desk.import(htmlRequest(save(), url, false));
    QCOMPARE(second.lines.at(0).action, u"updated"_s);
    QCOMPARE(second.lines.at(0).vehicleId, first.lines.at(0).vehicleId);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 1);
    QCOMPARE(desk.count(u"SELECT sale_price FROM vehicles"_s), 20'000);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status IN ('pending', 'running')"_s),
             0);
}

//! A page that was fetched in vain is imported from a file; its steps do not wait for the fetch any more.
void TestImportFiles::aSavedPageMendsAFailedFetch()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(u"saab"_s, 2);
    const QString url = fixture.origin.baseUrl() + page.path();
    fixture.origin.setFault(page.path(), testsupport::Fault::withStatus(500));
    Desk desk;
    const QString id = desk.importUrls({url}).lines.at(0).vehicleId;
    const Imported imported =
        desk.import(htmlRequest(desk.write(u"page.html"_s, page.html(fixture.origin.baseUrl())), url));
    QCOMPARE(imported.lines.at(0).vehicleId, id);
    QCOMPARE(imported.lines.at(0).imagesStored, 2);
    QCOMPARE(imported.lines.at(0).steps.at(Step::ExtractData).status, StepStatus::Success);
    QVERIFY(!imported.lines.at(0).hasFailures());
    QCOMPARE(desk.missingUrls(), QStringList());
}

void TestImportFiles::aSavedPageWithoutUrl_data()
{
    QTest::addColumn<QString>("chassis");
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("reason");
    QTest::newRow("nothing to know it by") << u"N/A"_s << u"skipped"_s << u"no_url"_s;
    QTest::newRow("a short number is not enough") << u"HLS30-91827"_s << u"skipped"_s << u"no_url"_s;
    QTest::newRow("a checked VIN is") << u"1G1BL52P8TR900774"_s << u"created"_s << QString();
}

void TestImportFiles::aSavedPageWithoutUrl()
{
    QFETCH(QString, chassis);
    QFETCH(QString, action);
    OriginFixture fixture;
    ListingPage page = fixture.addListing(u"saab"_s, 1);
    page.chassis = chassis;
    Desk desk;
    const QString file = desk.write(u"page.html"_s, withoutUrl(page.html(fixture.origin.baseUrl())));
    const ImportLine line = desk.import(htmlRequest(file, {}, false)).lines.at(0);
    QCOMPARE(line.action, action);
    QTEST(line.reason, "reason");
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), action == u"created"_s ? 1 : 0);
    if (action == u"skipped"_s)
        return;
    QCOMPARE(desk.rows().value(u"SELECT vin FROM vehicles"_s).toString(), chassis);
    // The same page again, now with its URL: the same vehicle by its VIN.
    const QString url = u"https://bringatrailer.com/listing/saab"_s;
    const ImportLine again = desk.import(htmlRequest(file, url, false)).lines.at(0);
    QCOMPARE(again.action, u"updated"_s);
    QCOMPARE(again.vehicleId, line.vehicleId);
    QCOMPARE(desk.vehicleByUrl(u"/listing/saab"_s), line.vehicleId);
}

void TestImportFiles::refusesUnusableFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isList");
    QTest::addColumn<QString>("word"); // of the sentence
    QTest::newRow("an empty page") << QByteArray() << false << u"empty"_s;
    QTest::newRow("a page of blanks") << QByteArray(" \n\t ") << false << u"empty"_s;
    QTest::newRow("an empty list") << QByteArray("\n\n") << true << u"empty"_s;
    QTest::newRow("a binary list") << QByteArray("http://a.test/\0\1\2\3", 18) << true << u"binary"_s;
    QTest::newRow("a list of remarks") << QByteArray("# nothing\n#\n") << true << u"URL"_s;
    QTest::newRow("a page as list") << QByteArray("<html><body>hello</body></html>") << true
                                    << u"index page"_s;
}

void TestImportFiles::refusesUnusableFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isList);
    QFETCH(QString, word);
    Desk desk;
    const QString file = desk.write(u"given"_s, bytes);
    const Imported imported = desk.import(isList ? listRequest(file) : htmlRequest(file));
    QVERIFY(imported.error);
    QCOMPARE(imported.error->code, ErrorCode::Usage);
    QVERIFY2(imported.error->message.contains(word), qPrintable(imported.error->message));
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM retry_batches"_s), 0);
    QVERIFY(!desk.import(htmlRequest(desk.filePath(u"nowhere.html"_s))).lines.size());
}

void TestImportFiles::refusesOtherPages_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const QByteArray page = OriginFixture().addListing(u"saab"_s, 2).html(u"https://bringatrailer.com"_s);
    QTest::newRow("an index page") << testData(u"bat-index.html"_s) << u"index_page"_s;
    QTest::newRow("a binary file") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) << u"binary_file"_s;
    QTest::newRow("a page that ends in the middle") << page.first(page.size() * 2 / 3) << u"cut_off"_s;
    QTest::newRow("a robot check")
        << QByteArray("<html><head><title>Just a moment...</title></head><body></body></html>")
        << u"challenge_page"_s;
    QTest::newRow("another page") << QByteArray("<html><body><h1>Soup</h1></body></html>")
                                  << u"unknown_site"_s;
}

void TestImportFiles::refusesOtherPages()
{
    QFETCH(QByteArray, bytes);
    Desk desk;
    const Imported imported = desk.import(htmlRequest(desk.write(u"page.html"_s, bytes)));
    QVERIFY(!imported.error);
    QCOMPARE(imported.lines.size(), std::size_t(1));
    QCOMPARE(imported.lines[0].action, u"skipped"_s);
    QTEST(imported.lines[0].reason, "reason");
    QVERIFY(!imported.lines[0].message.isEmpty());
    QVERIFY(imported.lines[0].hasFailures());
    QCOMPARE(imported.summary.skipped, 1);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 0);
}

void TestImportFiles::namesOneSource_data()
{
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("html");
    QTest::addColumn<QString>("url");
    QTest::newRow("nothing at all") << QString() << QString() << QString();
    QTest::newRow("two at once") << u"list"_s << u"page.html"_s << QString();
    QTest::newRow("a missing file") << QString() << u"missing.html"_s << QString();
    QTest::newRow("a missing list") << u"missing.txt"_s << QString() << QString();
    QTest::newRow("a folder") << QString() << u"images"_s << QString();
    QTest::newRow("a page with a URL that is none") << QString() << u"page.html"_s << u"no url"_s;
    QTest::newRow("a page of 60 MB") << QString() << u"huge.html"_s << QString();
}

void TestImportFiles::namesOneSource()
{
    QFETCH(QString, list);
    QFETCH(QString, html);
    QFETCH(QString, url);
    Desk desk;
    desk.write(u"page.html"_s, "<html>");
    desk.write(u"list"_s, "https://bringatrailer.com/listing/x");
    QVERIFY(QFile::resize(desk.write(u"huge.html"_s, "<html>"), 60LL * 1024 * 1024));
    ImportRequest request;
    request.listFile = list.isEmpty() ? list : desk.filePath(list);
    request.htmlFile = html.isEmpty() ? html : desk.filePath(html);
    request.htmlUrl = url;
    const Imported imported = desk.import(request);
    QVERIFY(imported.error);
    QCOMPARE(imported.error->code, ErrorCode::Usage);
    QVERIFY(imported.error->message.endsWith(u'.'));
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 0);
}

void TestImportFiles::readsLists_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("lines");
    QTest::addColumn<int>("bad");
    QTest::newRow("one a line") << QByteArray("%1/listing/a\n%1/listing/b/\n") << 2 << 0;
    QTest::newRow("without a last line end") << QByteArray("%1/listing/a\n%1/listing/b") << 2 << 0;
    QTest::newRow("from Windows") << QByteArray("\xef\xbb\xbf%1/listing/a\r\n\r\n%1/listing/b\r\n") << 2 << 0;
    QTest::newRow("with remarks, blanks and repeats")
        << QByteArray("# mine\n\n  %1/listing/a  \n%1/listing/a#comment-1\n\t%1/listing/b\n") << 2 << 0;
    QTest::newRow("with lines that are no URL")
        << QByteArray("%1/listing/a\nsee above\n%1/listing/b\n") << 3 << 1;
}

void TestImportFiles::readsLists()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, lines);
    QFETCH(int, bad);
    OriginFixture fixture;
    fixture.addListing(u"a"_s, 1);
    fixture.addListing(u"b"_s, 1);
    bytes.replace("%1", fixture.origin.baseUrl().toUtf8());
    Desk desk;
    const Imported imported = desk.import(listRequest(desk.write(u"list.txt"_s, bytes)));
    QVERIFY(!imported.error);
    QCOMPARE(int(imported.lines.size()), lines);
    QCOMPARE(imported.summary.skipped, bad);
    QCOMPARE(imported.summary.created, lines - bad);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), lines - bad);
}

void TestImportFiles::importsAnIndexPage()
{
    Desk desk;
    const Imported imported =
        desk.import(listRequest(desk.write(u"index.html"_s, testData(u"bat-index.html"_s))));
    QVERIFY(!imported.error);
    QCOMPARE(imported.summary.created, 7);
    QCOMPARE(imported.summary.skipped, 2);
    QCOMPARE(imported.summary.withFailures, 0);
    for (const char *sign : {"/neon-sign", "/wheels"}) {
        QCOMPARE(imported.line(QLatin1String(sign)).action, u"skipped"_s);
        QCOMPARE(imported.line(QLatin1String(sign)).reason, u"not_a_vehicle"_s);
    }
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 7);
    // A hot rod without a year is a vehicle of which the year is unknown.
    const QString rod = desk.vehicleByUrl(u"/listing/ford-highboy"_s);
    QVERIFY(!rod.isEmpty());
    QCOMPARE(desk.count(u"SELECT year IS NULL FROM vehicles WHERE id = ?"_s, {rod}), 1);
    QCOMPARE(desk.rows().rows(u"SELECT year, make, model FROM vehicles WHERE id = ?"_s,
                              {desk.vehicleByUrl(u"/listing/1972-mg-b"_s)}),
             QStringList{u"1972|MG|B [Roadster] {fast}"_s});
    // Everything is queued and nothing was asked for; a thumbnail is no image of the vehicle.
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending'"_s), 35);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_steps"_s), 0);
    QCOMPARE(desk.missingUrls(), QStringList());
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles WHERE discovery_url LIKE '%/auctions%'"_s), 0);
}

void TestImportFiles::importsAnIndexPageOnce()
{
    Desk desk;
    const ImportRequest request = listRequest(desk.write(u"index.html"_s, testData(u"bat-index.html"_s)));
    (void)desk.import(request);
    const auto vehicles =
        desk.rows().rows(u"SELECT id, make, model, vin, origin_metadata FROM vehicles ORDER BY 1"_s);
    const auto queue =
        desk.rows().rows(u"SELECT id, status, next_retry_at, batch_id FROM scrape_retry_queue ORDER BY 1"_s);
    const Imported again = desk.import(request);
    QCOMPARE(again.summary.created, 0);
    QCOMPARE(again.summary.updated, 7);
    QCOMPARE(again.summary.skipped, 2);
    QCOMPARE(desk.rows().rows(u"SELECT id, make, model, vin, origin_metadata FROM vehicles ORDER BY 1"_s),
             vehicles);
    QCOMPARE(
        desk.rows().rows(u"SELECT id, status, next_retry_at, batch_id FROM scrape_retry_queue ORDER BY 1"_s),
        queue);
}

void TestImportFiles::includesWhatIsNoVehicle()
{
    Desk desk;
    ImportRequest request = listRequest(desk.write(u"index.html"_s, testData(u"bat-index.html"_s)));
    request.includeNonVehicles = true;
    const Imported imported = desk.import(request);
    QCOMPARE(imported.summary.created, 9);
    QCOMPARE(imported.summary.skipped, 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 9);
}

void TestImportFiles::fetchesTheListingsOfAnIndex()
{
    OriginFixture fixture;
    QByteArray items;
    for (int i = 0; i < 3; ++i) {
        const ListingPage page = fixture.addListing(u"1991-saab-%1"_s.arg(i), 2);
        items += (i ? "," : "") + QByteArray("{\"active\":true,\"title\":\"1991 Saab 900\",\"url\":\"") +
                 (fixture.origin.baseUrl() + page.path()).toUtf8() + "\"}";
    }
    Desk desk;
    ImportRequest request = listRequest(
        desk.write(u"index.html"_s, "<html><body><script>var auctionsCurrentInitialData = {\"items\":[" +
                                        items + "]};</script></body></html>"));
    request.fetchIndexed = true;
    const Imported imported = desk.import(request);
    QVERIFY(!imported.error);
    QCOMPARE(imported.summary.created, 3);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 6);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status <> 'completed'"_s), 0);
}

void TestImportFiles::importsTheLargeIndexPage()
{
    const QString file = QStringLiteral(RETRYDESK_SHARED_PAGES "/bringatrailer-index/auctions-2025-02.html");
    if (!QFile::exists(file))
        QSKIP("the captured index page is not on this machine");
    Desk desk;
    const Imported imported = desk.import(listRequest(file));
    QVERIFY(!imported.error);
    QCOMPARE(imported.lines.size(), std::size_t(817));
    QCOMPARE(imported.summary.created, 763);
    QCOMPARE(imported.summary.skipped, 54);
    for (const ImportLine &line : imported.lines)
        QCOMPARE(line.reason, line.action == u"skipped"_s ? u"not_a_vehicle"_s : QString());
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 763);
    QCOMPARE(
        desk.count(
            u"SELECT count(*) FROM vehicles WHERE discovery_url LIKE 'https://bringatrailer.com/listing/%'"_s),
        763);
    QVERIFY(desk.count(u"SELECT count(*) FROM vehicles WHERE length(vin) = 17"_s) > 100);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 0);
    QCOMPARE(desk.missingUrls(), QStringList());
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue"_s), 763 * 5);

    const Imported again = desk.import(listRequest(file));
    QCOMPARE(again.summary.created, 0);
    QCOMPARE(again.summary.updated, 763);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 763);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue"_s), 763 * 5);

    ImportRequest request = listRequest(file);
    request.includeNonVehicles = true;
    const Imported all = desk.import(request);
    QCOMPARE(all.summary.created, 54);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 817);
}

QTEST_GUILESS_MAIN(TestImportFiles)
#include "tst_importfiles.moc"
