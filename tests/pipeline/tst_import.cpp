// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "deskfixture.h"
#include "support/originfixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using core::Cause;
using core::Step;
using core::StepStatus;
using pipeline::ImportLine;
using pipeline::ImportRequest;
using pipetest::Desk;
using pipetest::Imported;
using testsupport::Fault;
using testsupport::GalleryForm;
using testsupport::ListingPage;
using testsupport::OriginFixture;

namespace {

const QString kVin = u"1G1BL52P8TR900774"_s; // with a right check digit

QString urlOf(const OriginFixture &fixture, const ListingPage &page)
{
    return fixture.origin.baseUrl() + page.path();
}

//! "success", "failed/server_error": how a step of the line ended.
QString ended(const ImportLine &line, Step step)
{
    const auto &state = line.steps.at(step);
    return core::stepStatusName(state.status) +
           (state.cause ? u'/' + core::causeName(*state.cause) : QString());
}

int imageRequests(const OriginFixture &fixture, const ListingPage &page)
{
    int requests = 0;
    for (const QString &path : page.images)
        requests += fixture.origin.requestCount(path);
    return requests;
}

} // namespace

//! Imports from URLs against an origin: what is created, what is isolated, what is never done twice.
class TestImport : public QObject
{
    Q_OBJECT

private slots:
    void importsAListing();
    void aRepeatedImportUpdates_data();
    void aRepeatedImportUpdates();
    void aCheckedVinIsTheSameVehicle();
    void anUncheckedNumberIsNot();
    void oneVehicleUnderTwoUrlsOfOneImport();
    void listingsOfOneVehicleKeepALineEach();
    void imageUrlsAreStoredBeforeAnyDownload();
    void dataFailsAndImagesDoNot();
    void aPageWithoutAGalleryKeepsItsData();
    void aPageThatIsNoListing_data();
    void aPageThatIsNoListing();
    void aChallengeKeepsTheVehicle();
    void anOriginThatIsDown();
    void badUrlsAreReported();
    void namesTheSameListingOnce();
    void leavesImagesForLater();
    void leavesOtherBatchesTheirSteps_data();
    void leavesOtherBatchesTheirSteps();
    void aDeletedVehicleStaysDeleted();
    void aPauseOfAnotherProcessIsKept();
    void cancelLosesNothing();
    void aBatchCancelledOutsideEndsTheImport();
    void oneImportAtATime();
};

void TestImport::importsAListing()
{
    OriginFixture fixture;
    ListingPage page = fixture.addListing(u"saab"_s, 5);
    page.chassis = kVin;
    fixture.origin.addListing(page);
    Desk desk;
    const Imported imported = desk.importUrls({urlOf(fixture, page)});
    QCOMPARE(imported.lines.size(), std::size_t(1));
    const ImportLine &line = imported.lines[0];
    QCOMPARE(line.action, u"created"_s);
    for (const Step step : core::kAllSteps)
        QCOMPARE(ended(line, step), u"success"_s);
    QCOMPARE(line.imagesFound, 5);
    QCOMPARE(line.imagesStored, 5);
    QCOMPARE(line.imagesSkipped, 0);
    QCOMPARE(line.imagesFailed, 0);
    QVERIFY(!line.hasFailures());
    QCOMPARE(imported.summary.created, 1);
    QCOMPARE(imported.summary.withFailures, 0);
    QCOMPARE(
        desk.rows().rows(u"SELECT id, year, make, model, vin, sale_price, sale_date, status FROM vehicles"_s),
        QStringList{line.vehicleId + u"|1991|Saab|900 Turbo|"_s + kVin + u"|12500|2026-05-04|active"_s});
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images WHERE is_primary AND position = 0"_s), 1);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_steps WHERE status = 'success'"_s), 5);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_steps WHERE is_retry = 1"_s), 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status <> 'completed'"_s), 0);
    QCOMPARE(fixture.origin.requestCount(), 6);
    QCOMPARE(desk.imageProblems(), QStringList());
}

void TestImport::aRepeatedImportUpdates_data()
{
    QTest::addColumn<QString>("suffix");
    QTest::newRow("the same URL") << u"/"_s;
    QTest::newRow("without the trailing slash") << QString();
    QTest::newRow("with a query") << u"/?utm_source=mail"_s;
    QTest::newRow("with a comment's fragment") << u"/#comment-4711"_s;
    QTest::newRow("with both and more slashes") << u"//?a=b#c"_s;
}

void TestImport::aRepeatedImportUpdates()
{
    QFETCH(QString, suffix);
    OriginFixture fixture;
    ListingPage page = fixture.addListing(u"saab"_s, 3);
    Desk desk;
    const QString id = desk.importUrls({urlOf(fixture, page)}).lines[0].vehicleId;
    page.price = 13'000;
    fixture.origin.addListing(page);
    fixture.origin.log().clear();

    const Imported again = desk.importUrls({fixture.origin.baseUrl() + u"/listing/saab"_s + suffix});
    QCOMPARE(again.lines[0].action, u"updated"_s);
    QCOMPARE(again.lines[0].vehicleId, id);
    QCOMPARE(again.summary.updated, 1);
    QCOMPARE(again.summary.created, 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 1);
    QCOMPARE(desk.count(u"SELECT sale_price FROM vehicles"_s), 13'000);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 3);
    QCOMPARE(fixture.origin.requestCount(), 1); // the page, and no image again
}

void TestImport::aCheckedVinIsTheSameVehicle()
{
    OriginFixture fixture;
    ListingPage first = fixture.addListing(u"first-sale"_s, 2);
    ListingPage second = fixture.addListing(u"second-sale"_s, 2);
    first.chassis = second.chassis = kVin;
    fixture.origin.addListing(first);
    fixture.origin.addListing(second);
    Desk desk;
    const QString id = desk.importUrls({urlOf(fixture, first)}).lines[0].vehicleId;
    const Imported again = desk.importUrls({urlOf(fixture, second)});
    QCOMPARE(again.lines[0].action, u"updated"_s);
    QCOMPARE(again.lines[0].vehicleId, id);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 1);
    QCOMPARE(desk.vehicleByUrl(u"second-sale"_s), id);
    QCOMPARE(desk.vehicleByUrl(u"first-sale"_s), id);
    QCOMPARE(
        desk.count(u"SELECT count(*) FROM scrape_steps WHERE vehicle_id IS NULL OR vehicle_id <> ?"_s, {id}),
        0);
    const auto unread = desk.count(
        u"SELECT count(*) FROM scrape_retry_queue WHERE status NOT IN ('completed', 'cancelled')"_s);
    QCOMPARE(unread, 0);
    // The URL is known from now on.
    QCOMPARE(desk.importUrls({urlOf(fixture, second)}).lines[0].vehicleId, id);
    QCOMPARE(desk.imageProblems(), QStringList());
}

void TestImport::anUncheckedNumberIsNot()
{
    OriginFixture fixture;
    ListingPage first = fixture.addListing(u"first"_s, 1);
    ListingPage second = fixture.addListing(u"second"_s, 1);
    first.chassis = second.chassis = u"B0012"_s;
    fixture.origin.addListing(first);
    fixture.origin.addListing(second);
    Desk desk;
    const QString id = desk.importUrls({urlOf(fixture, first)}).lines[0].vehicleId;
    const ImportLine line = desk.importUrls({urlOf(fixture, second)}).lines[0];
    QCOMPARE(line.action, u"created"_s);
    QVERIFY(line.vehicleId != id);
    QVERIFY(!line.hasFailures()); // two short numbers may be equal
}

//! Both are placeholders when the import begins, and the first has its VIN before the second is fetched.
void TestImport::oneVehicleUnderTwoUrlsOfOneImport()
{
    OriginFixture fixture;
    ListingPage first = fixture.addListing(u"first-sale"_s, 2);
    ListingPage second = fixture.addListing(u"second-sale"_s, 2);
    first.chassis = second.chassis = kVin;
    fixture.origin.addListing(first);
    fixture.origin.addListing(second);
    fixture.origin.setFault(second.path(), Fault::delayed(300));
    for (const QString &path : first.images)
        fixture.origin.setFault(path, Fault::delayed(900)); // the first is not done when the second comes
    Desk desk;
    const Imported imported = desk.importUrls({urlOf(fixture, first), urlOf(fixture, second)});
    QCOMPARE(imported.lines.size(), std::size_t(2));
    QCOMPARE(imported.summary.created + imported.summary.updated, 2);
    const ImportLine &created = imported.line(u"first-sale"_s);
    const ImportLine &updated = imported.line(u"second-sale"_s);
    QCOMPARE(created.action, u"created"_s);
    QCOMPARE(updated.action, u"updated"_s);
    QCOMPARE(created.vehicleId, updated.vehicleId);
    QCOMPARE(ended(created, Step::BackfillImages), u"success"_s);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 1);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status IN ('pending', 'running')"_s),
             0);
    QCOMPARE(desk.imageProblems(), QStringList());
}

//! Two URLs that are known to be one vehicle, named in one import.
void TestImport::listingsOfOneVehicleKeepALineEach()
{
    OriginFixture fixture;
    ListingPage first = fixture.addListing(u"first-sale"_s, 2);
    ListingPage second = fixture.addListing(u"second-sale"_s, 2);
    first.chassis = second.chassis = kVin;
    fixture.origin.addListing(first);
    fixture.origin.addListing(second);
    Desk desk;
    (void)desk.importUrls({urlOf(fixture, first)});
    (void)desk.importUrls({urlOf(fixture, second)});
    const Imported imported = desk.importUrls({urlOf(fixture, first), urlOf(fixture, second)});
    QCOMPARE(imported.lines.size(), std::size_t(2));
    QCOMPARE(imported.summary.updated, 2);
    for (const ImportLine &line : imported.lines) {
        QCOMPARE(line.action, u"updated"_s);
        QCOMPARE(ended(line, Step::ExtractData), u"success"_s);
    }
}

void TestImport::imageUrlsAreStoredBeforeAnyDownload()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(u"saab"_s, 4);
    fixture.origin.setFault(u"/wp-content/*"_s, Fault::withStatus(500));
    Desk desk;
    const Imported imported = desk.importUrls({urlOf(fixture, page)});
    const ImportLine &line = imported.lines[0];
    QCOMPARE(ended(line, Step::ExtractData), u"success"_s);
    QCOMPARE(ended(line, Step::ExtractVin), u"success"_s); // it states none
    QCOMPARE(ended(line, Step::ExtractImages), u"success"_s);
    QCOMPARE(ended(line, Step::BackfillImages), u"failed/server_error"_s);
    QCOMPARE(line.imagesFound, 4);
    QCOMPARE(line.imagesFailed, 4);
    QVERIFY(line.hasFailures());
    QCOMPARE(imported.summary.withFailures, 1);
    QStringList urls;
    for (const QString &path : page.images)
        urls.append(fixture.origin.baseUrl() + path);
    QCOMPARE(desk.missingUrls(), urls);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 0);
    QCOMPARE(desk.count(u"SELECT sale_price FROM vehicles"_s), 12'500);
    // What failed is queued for a retry by itself.
    QCOMPARE(desk.rows().rows(u"SELECT step_name, status, retry_count, cause FROM scrape_retry_queue "
                              "WHERE status <> 'completed'"_s),
             QStringList{u"backfill_images|pending|1|server_error"_s});
    QCOMPARE(pipetest::filesBelow(desk.imageFolder()), QStringList());
}

void TestImport::dataFailsAndImagesDoNot()
{
    OriginFixture fixture;
    ListingPage page = fixture.addListing(u"saab"_s, 3);
    page.chassis = kVin;
    QByteArray html = page.html(fixture.origin.baseUrl());
    // A page whose result nobody can read: without its comments and its bid box.
    const auto cut = [&html](const QByteArray &from, const QByteArray &to) {
        const auto begin = html.indexOf(from);
        html.remove(begin, html.indexOf(to, begin) + to.size() - begin);
    };
    cut("<script type=\"text/javascript\" id=\"bat-theme-viewmodels-js-extra\">", "</script>");
    cut("<table class=\"listing-stats", "</table>");
    html.replace("info-value", "info-odd").replace(" - sold for $12,500", "");
    fixture.origin.setFault(page.path(), Fault::answer(200, "text/html", html));
    Desk desk;
    const ImportLine line = desk.importUrls({urlOf(fixture, page)}).lines[0];
    QCOMPARE(ended(line, Step::ExtractData), u"failed/parse_failed"_s);
    QCOMPARE(ended(line, Step::ExtractVin), u"success"_s);
    QCOMPARE(ended(line, Step::BackfillImages), u"success"_s);
    QCOMPARE(line.imagesStored, 3);
    QCOMPARE(desk.rows().value(u"SELECT vin FROM vehicles"_s).toString(), kVin);
    QCOMPARE(desk.rows().value(u"SELECT make FROM vehicles"_s).toString(), u"Saab"_s); // what it does say
    QCOMPARE(
        desk.rows().rows(u"SELECT step_name, status FROM scrape_retry_queue WHERE status <> 'completed'"_s),
        QStringList{u"extract_data|dead"_s});
}

void TestImport::aPageWithoutAGalleryKeepsItsData()
{
    OriginFixture fixture;
    ListingPage page = fixture.addListing(u"saab"_s, 3);
    page.chassis = kVin;
    page.galleryForm = GalleryForm::Absent;
    fixture.origin.addListing(page);
    Desk desk;
    const ImportLine line = desk.importUrls({urlOf(fixture, page)}).lines[0];
    QCOMPARE(ended(line, Step::ExtractImages), u"failed/parse_failed"_s);
    QCOMPARE(ended(line, Step::BackfillImages), u"skipped"_s);
    QCOMPARE(ended(line, Step::ExtractData), u"success"_s);
    QCOMPARE(desk.rows().value(u"SELECT vin FROM vehicles"_s).toString(), kVin);
    QCOMPARE(desk.count(u"SELECT sale_price FROM vehicles"_s), 12'500);
    QCOMPARE(fixture.origin.requestCount(), 1);
}

void TestImport::aPageThatIsNoListing_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<bool>("fails");
    ListingPage parts;
    parts.slug = u"wheels"_s;
    parts.title = u"BBS Wheels"_s;
    parts.category = u"Parts"_s;
    QTest::newRow("parts") << parts.html(u"https://bringatrailer.com"_s) << u"not_a_vehicle"_s
                           << u"not_a_vehicle"_s << false;
    QTest::newRow("an index page")
        << QByteArray(
               "<html><head><title>Auctions</title></head><body><script>var auctionsCurrentInitialData = "
               "{\"items\":[]};</script></body></html>")
        << u"index_page"_s << u"not_a_listing"_s << true;
    QTest::newRow("another site's page") << QByteArray("<html><body><h1>Soup</h1></body></html>")
                                         << u"unknown_site"_s << u"not_a_listing"_s << true;
}

void TestImport::aPageThatIsNoListing()
{
    QFETCH(QByteArray, body);
    OriginFixture fixture;
    fixture.origin.addResource(u"/listing/odd"_s, "text/html", body);
    Desk desk;
    const Imported imported = desk.importUrls({fixture.origin.baseUrl() + u"/listing/odd/"_s});
    const ImportLine &line = imported.lines[0];
    QCOMPARE(line.action, u"skipped"_s);
    QTEST(line.reason, "reason");
    QTEST(line.hasFailures(), "fails");
    QVERIFY(!line.message.isEmpty());
    QVERIFY(line.vehicleId.isEmpty());
    QCOMPARE(imported.summary.skipped, 1);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue"_s), 0);
    QFETCH(QString, cause);
    QCOMPARE(desk.rows().rows(u"SELECT step_name, status, cause, vehicle_id IS NULL FROM scrape_steps"_s),
             QStringList{u"fetch_listing|failed|"_s + cause + u"|1"_s});
}

void TestImport::aChallengeKeepsTheVehicle()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(u"saab"_s, 2);
    fixture.origin.setFault(page.path(), Fault::of(Fault::Kind::Challenge));
    Desk desk;
    const ImportLine line = desk.importUrls({urlOf(fixture, page)}).lines[0];
    QCOMPARE(line.action, u"created"_s);
    QCOMPARE(ended(line, Step::FetchListing), u"failed/blocked"_s);
    QCOMPARE(ended(line, Step::ExtractData), u"pending"_s);
    QVERIFY(line.hasFailures());
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 1);
    fixture.origin.clearFaults();
    const auto retried = desk.retry();
    QCOMPARE(retried.batch.succeeded, retried.batch.planned);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 2);
    QCOMPARE(desk.missingUrls(), QStringList());
}

void TestImport::anOriginThatIsDown()
{
    OriginFixture fixture;
    const QString url = urlOf(fixture, fixture.addListing(u"saab"_s, 2));
    fixture.origin.stop();
    Desk desk;
    const Imported imported = desk.importUrls({url});
    QCOMPARE(ended(imported.lines[0], Step::FetchListing), u"failed/connection"_s);
    QVERIFY(imported.lines[0].hasFailures());
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending'"_s), 5);
}

void TestImport::badUrlsAreReported()
{
    OriginFixture fixture;
    const QString good = urlOf(fixture, fixture.addListing(u"saab"_s, 1));
    Desk desk;
    const Imported imported = desk.importUrls(
        {u"not a url"_s, u"ftp://bringatrailer.com/listing/x"_s, u"javascript:alert(1)"_s, good});
    QCOMPARE(imported.lines.size(), std::size_t(4));
    QCOMPARE(imported.summary.skipped, 3);
    QCOMPARE(imported.summary.created, 1);
    QCOMPARE(imported.summary.withFailures, 3);
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(imported.lines[i].action, u"skipped"_s);
        QCOMPARE(imported.lines[i].reason, u"bad_url"_s);
        QVERIFY(!imported.lines[i].message.isEmpty());
    }
    QCOMPARE(imported.lines[0].url, u"not a url"_s);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 1);
}

void TestImport::namesTheSameListingOnce()
{
    OriginFixture fixture;
    const QString url = urlOf(fixture, fixture.addListing(u"saab"_s, 1));
    Desk desk;
    const Imported imported = desk.importUrls({url, url + u"#comment-3"_s, url.chopped(1)});
    QCOMPARE(imported.lines.size(), std::size_t(1));
    QCOMPARE(fixture.origin.requestCount(), 2);
}

void TestImport::leavesImagesForLater()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(u"saab"_s, 3);
    Desk desk;
    ImportRequest request;
    request.urls = {urlOf(fixture, page)};
    request.images = false;
    const Imported imported = desk.import(request);
    QCOMPARE(ended(imported.lines[0], Step::BackfillImages), u"skipped"_s);
    QCOMPARE(imported.lines[0].imagesFound, 3);
    QVERIFY(!imported.lines[0].hasFailures());
    QCOMPARE(imageRequests(fixture, page), 0);
    QCOMPARE(desk.missingUrls().size(), 3);
    const auto retried = desk.retry();
    QCOMPARE(retried.plan.requests, 3);
    QCOMPARE(retried.batch.imagesStored, 3);
    QCOMPARE(imageRequests(fixture, page), 3);
}

void TestImport::leavesOtherBatchesTheirSteps_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("of a retry batch") << u"retry"_s;
    QTest::newRow("of another import") << u"import"_s;
}

//! Images that are due are not this import's when it leaves images for later.
void TestImport::leavesOtherBatchesTheirSteps()
{
    QFETCH(QString, kind);
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(u"saab"_s, 3);
    Desk desk;
    ImportRequest request;
    request.urls = {urlOf(fixture, page)};
    request.images = false;
    const Imported first = desk.import(request);
    const QString time = core::toTimeText(dbtest::at());
    desk.rows().run(u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('b', ?, ?, ?)"_s,
                    {kind, time, time});
    desk.rows().addQueued(first.lines[0].vehicleId, Step::BackfillImages, {{u"batch_id"_s, u"b"_s}});
    const Imported again = desk.import(request);
    QVERIFY(!again.error);
    QCOMPARE(ended(again.lines[0], Step::BackfillImages), u"skipped"_s);
    QCOMPARE(imageRequests(fixture, page), 0);
    QCOMPARE(desk.rows().rows(u"SELECT status, batch_id FROM scrape_retry_queue "
                              "WHERE step_name = 'backfill_images'"_s),
             QStringList{u"pending|b"_s});
}

void TestImport::aDeletedVehicleStaysDeleted()
{
    OriginFixture fixture;
    const QString url = urlOf(fixture, fixture.addListing(u"saab"_s, 1));
    Desk desk;
    (void)desk.importUrls({url});
    desk.rows().run(u"UPDATE vehicles SET deleted_at = '2026-01-01T00:00:00Z'"_s);
    fixture.origin.log().clear();
    const ImportLine line = desk.importUrls({url}).lines[0];
    QCOMPARE(line.action, u"skipped"_s);
    QCOMPARE(line.reason, u"deleted"_s);
    QCOMPARE(fixture.origin.requestCount(), 0);
}

//! 429 pauses the host for the whole workspace, for a process that starts later, too.
void TestImport::aPauseOfAnotherProcessIsKept()
{
    OriginFixture fixture;
    const QString url = urlOf(fixture, fixture.addListing(u"saab"_s, 1));
    Desk desk;
    const QString until = core::toTimeText(QDateTime::currentDateTimeUtc().addSecs(600));
    desk.rows().run(u"INSERT INTO host_gates (host, paused_until, reason) VALUES (?, ?, 'rate_limited')"_s,
                    {u"127.0.0.1:%1"_s.arg(fixture.origin.port()), until});
    const ImportLine line = desk.importUrls({url}).lines[0];
    QCOMPARE(line.action, u"created"_s);
    QCOMPARE(ended(line, Step::FetchListing), u"pending"_s);
    QCOMPARE(fixture.origin.requestCount(), 0);
    QCOMPARE(desk.rows().rows(u"SELECT held_reason, retry_count FROM scrape_retry_queue "
                              "WHERE step_name = 'fetch_listing'"_s),
             QStringList{u"rate_limited|0"_s});
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_steps"_s), 0);
}

void TestImport::cancelLosesNothing()
{
    testsupport::OriginOptions options = OriginFixture::emptyOptions();
    options.delayMs = 20;
    OriginFixture fixture(options);
    ImportRequest request;
    for (int i = 0; i < 15; ++i)
        request.urls.append(urlOf(fixture, fixture.addListing(u"car-%1"_s.arg(i), 6)));
    Desk desk;
    std::vector<ImportLine> lines;
    bool cancelled = false;
    connect(&desk.workspace(), &pipeline::Workspace::importLine, this, [&](const ImportLine &line) {
        lines.push_back(line);
        if (!cancelled)
            desk->cancelImport();
        cancelled = true;
    });
    const auto summary = pipetest::done(desk->import(request));
    QTRY_COMPARE(lines.size(), std::size_t(15));
    QCOMPARE(summary.created, 15);
    QTRY_COMPARE(
        desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status IN ('pending', 'running')"_s), 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 15);
    QVERIFY(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'cancelled'"_s) > 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_steps WHERE status = 'failed'"_s), 0);
    QCOMPARE(desk.imageProblems(), QStringList());

    const auto retried = desk.retry(); // what is open goes on from where it stands
    QCOMPARE(retried.batch.succeeded, retried.batch.planned);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 90);
    for (const testsupport::ListingPage &page : fixture.origin.listings()) {
        for (const QString &path : page.images)
            QVERIFY2(fixture.origin.requestCount(path) <= 2, qPrintable(path));
    }
    QCOMPARE(desk.imageProblems(), QStringList());
}

//! Another process cancels the batch while its entries are still being stored.
void TestImport::aBatchCancelledOutsideEndsTheImport()
{
    ON_SQLITE_ONLY(); // its trigger is; what it does is the same statement in both
    OriginFixture fixture;
    ImportRequest request;
    for (int i = 0; i < 950; ++i)
        request.urls.append(fixture.origin.baseUrl() + u"/listing/car-%1/"_s.arg(i));
    Desk desk;
    // As another process would between two transactions: 100 entries are stored in each, five rows for each
    // of them.
    desk.rows().run(
        u"CREATE TRIGGER cancel_it AFTER INSERT ON scrape_retry_queue "
        "WHEN (SELECT count(*) FROM scrape_retry_queue) = 1500 BEGIN "
        "UPDATE retry_batches SET state = 'cancelled', settling = 1, finished_at = NEW.created_at; END"_s);
    const auto running = desk->import(request);
    const auto summary = pipetest::answer(running);
    QVERIFY(!summary);
    QCOMPARE(summary.error().code, core::ErrorCode::Cancelled);
    QVERIFY2(summary.error().message.contains(u"300 of 950"_s), qPrintable(summary.error().message));
    (void)desk.work(); // whoever looks next takes the rows back
    QTRY_COMPARE(
        desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status IN ('pending', 'running')"_s), 0);
    // Each vehicle that was entered was entered whole.
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles v WHERE (SELECT count(*) FROM scrape_retry_queue q "
                        "WHERE q.vehicle_id = v.id) <> 5"_s),
             0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 300);
}

void TestImport::oneImportAtATime()
{
    testsupport::OriginOptions options = OriginFixture::emptyOptions();
    options.delayMs = 100;
    OriginFixture fixture(options);
    Desk desk;
    ImportRequest request;
    request.urls = {urlOf(fixture, fixture.addListing(u"a"_s, 2))};
    const auto first = desk->import(request);
    request.urls = {urlOf(fixture, fixture.addListing(u"b"_s, 2))};
    const auto second = pipetest::answer(desk->import(request));
    QVERIFY(!second);
    QCOMPARE(second.error().code, core::ErrorCode::Conflict);
    QCOMPARE(pipetest::done(first).created, 1);
    QCOMPARE(pipetest::done(desk->import(request)).created, 1);
}

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
