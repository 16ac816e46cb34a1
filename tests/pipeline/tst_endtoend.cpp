// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deskfixture.h"
#include "support/originfixture.h"

#include <QMap>
#include <QSet>
#include <QUrl>

using namespace Qt::StringLiterals;
using db::BatchRow;
using pipeline::ImportLine;
using pipeline::PlanRequest;
using pipetest::Desk;
using pipetest::Imported;
using pipetest::Retried;
using testsupport::LoggedRequest;
using testsupport::OriginFixture;

namespace {

//! Hosts that ask for two seconds are waited for. The rate is what a 429 halves; no fault of the catalogue is
//! to trip the breaker of its one host.
pipetest::Settings demoSettings()
{
    pipetest::Settings settings = pipetest::quickSettings();
    settings.insert(u"net.per_host"_s, u"16"_s);
    settings.insert(u"net.rate_per_host"_s, u"1000"_s);
    settings.insert(u"breaker.min_requests"_s, u"100000"_s);
    return settings;
}

bool isImage(const QString &path)
{
    return path.startsWith(u"/wp-content/"_s);
}

QSet<QString> pathsOf(const QStringList &urls)
{
    QSet<QString> paths;
    for (const QString &url : urls)
        paths.insert(QUrl(url).path());
    return paths;
}

//! How often each image was asked for.
QMap<QString, int> imageRequests(const OriginFixture &fixture)
{
    QMap<QString, int> requests;
    for (const LoggedRequest &request : fixture.origin.requests()) {
        if (isImage(request.path))
            ++requests[request.path];
    }
    return requests;
}

QSet<QString> keysOf(const QMap<QString, int> &map)
{
    return QSet<QString>(map.keyBegin(), map.keyEnd());
}

} // namespace

//! The whole demo catalogue and its faults, from the import to the last image, proved by the origin's log.
//! The tests are one story and run in their order.
class TestEndToEnd : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void importReportsWhatTheRowsSay();
    void whatFailsIsIsolated();
    void failuresAreCountedOnce();
    void aRetryRequestsWhatIsMissing();
    void anOriginThatIsHealedGivesExactlyTheRest();
    void aSecondRetryRequestsNothing();
    void whatWasFinalComesOnRequest();
    void nothingIsLeftBehind();
    void theDayIsCounted();

private:
    std::unique_ptr<OriginFixture> m_fixture;
    std::unique_ptr<Desk> m_desk;
    Imported m_imported;

    const OriginFixture &origin() const { return *m_fixture; }
    QString brokenPromise(const BatchRow &batch, qint64 before);
    qint64 storedRows() { return m_desk->count(u"SELECT count(*) FROM vehicle_images"_s); }
    QStringList failingVehicles()
    {
        return m_desk->rows().rows(
            u"SELECT vehicle_id FROM vehicle_scrape_state WHERE failing <> 0 ORDER BY 1"_s);
    }
};

void TestEndToEnd::initTestCase()
{
    m_fixture = std::make_unique<OriginFixture>(OriginFixture::sampleOptions(true));
    m_desk = std::make_unique<Desk>(demoSettings());
    m_imported = m_desk->importUrls(m_fixture->origin.listingUrls());
}

void TestEndToEnd::importReportsWhatTheRowsSay()
{
    const auto listings = m_fixture->origin.listings();
    QCOMPARE(m_imported.lines.size(), listings.size());
    const auto &summary = m_imported.summary;
    QCOMPARE(summary.created + summary.updated + summary.skipped, int(listings.size()));
    QCOMPARE(summary.skipped, 1); // the wheels
    QCOMPARE(m_imported.line(u"/bbs-rs-wheels-for-porsche-944"_s).reason, u"not_a_vehicle"_s);
    QCOMPARE(m_desk->count(u"SELECT count(*) FROM vehicles"_s), summary.created);
    for (const ImportLine &line : m_imported.lines) {
        const QByteArray name = line.url.toUtf8();
        QVERIFY2(line.imagesFound == line.imagesStored + line.imagesSkipped + line.imagesFailed, name);
        // One car is on two listings: its rows are those of both.
        if (line.vehicleId.isEmpty() || line.url.contains(u"1986-porsche-944"_s))
            continue;
        const auto count = [&](const char *table) {
            return m_desk->count(u"SELECT count(*) FROM "_s + QLatin1String(table) +
                                     u" WHERE vehicle_id = ?"_s,
                                 {line.vehicleId});
        };
        QVERIFY2(line.imagesStored == count("vehicle_images"), name);
        QVERIFY2(line.imagesSkipped == count("image_aliases"), name);
        QVERIFY2(line.imagesFailed == count("image_failures"), name);
    }
    QCOMPARE(m_desk->imageProblems(), QStringList());
}

void TestEndToEnd::whatFailsIsIsolated()
{
    const auto row = [this](const QString &slug, const char *columns) {
        return m_desk->rows().rows(
            u"SELECT "_s + QLatin1String(columns) +
                u" FROM vehicles v JOIN vehicle_scrape_state s ON s.vehicle_id = v.id WHERE v.id = ?"_s,
            {m_desk->vehicleByUrl(u"/listing/"_s + slug)});
    };
    // Every image answers 503: the data is there all the same.
    QCOMPARE(
        row(u"2004-honda-s2000"_s, "v.vin, v.sale_price, s.expected_count, s.stored_count, s.last_cause"),
        QStringList{u"JHMAP21474T900233|29750|16|0|server_error"_s});
    QCOMPARE(row(u"1990-porsche-911-carrera-2-coupe"_s, "s.expected_count, s.stored_count, s.last_cause"),
             QStringList{u"18|16|not_found"_s});
    // A bot check instead of the page: a vehicle of which nothing is known yet.
    QCOMPARE(row(u"1958-austin-healey-100-6"_s, "v.make, s.expected_count, s.last_cause"),
             QStringList{u"|0|blocked"_s});
    // A wanted URL that answers 429 for a moment is no failure.
    QCOMPARE(row(u"2008-lotus-elise-sc"_s, "s.failing, s.stored_count, s.last_cause"),
             QStringList{u"0|18|"_s});
    // PNGs called .jpg, a redirect and an empty gallery are none either.
    QCOMPARE(row(u"1950-willys-jeepster"_s, "s.failing, s.expected_count"), QStringList{u"0|0"_s});
    QCOMPARE(m_desk->count(u"SELECT count(*) FROM scrape_steps WHERE cause = 'rate_limited'"_s), 0);
}

void TestEndToEnd::failuresAreCountedOnce()
{
    const auto counts = pipetest::done((*m_desk)->counts({}));
    QCOMPARE(counts.total, failingVehicles().size());
    QVERIFY(counts.total >= 10); // about a third
    db::FailurePageRequest request;
    request.limit = 5;
    QSet<QString> listed;
    do {
        const auto page = pipetest::done((*m_desk)->failures(request));
        for (const auto &row : page.rows) {
            QVERIFY(!listed.contains(row.vehicleId));
            listed.insert(row.vehicleId);
        }
        request.after = page.next;
    } while (!request.after.isEmpty());
    const QStringList failing = failingVehicles();
    QCOMPARE(listed, QSet<QString>(failing.begin(), failing.end()));
}

//! What a batch reports against the rows; empty when it is the truth.
QString TestEndToEnd::brokenPromise(const BatchRow &batch, qint64 before)
{
    if (batch.imagesStored != storedRows() - before)
        return u"stored %1, rows %2"_s.arg(batch.imagesStored).arg(storedRows() - before);
    if (batch.imagesRequested != batch.imagesStored + batch.imagesSkipped + batch.imagesFailed)
        return u"requested %1, accounted for %2"_s.arg(batch.imagesRequested)
            .arg(batch.imagesStored + batch.imagesSkipped + batch.imagesFailed);
    // What waits for a page that failed was not tried.
    const qint64 untried = m_desk->count(u"SELECT count(*) FROM scrape_retry_queue WHERE batch_id = ? "
                                         "AND status = 'pending' AND cause IS NULL"_s,
                                         {batch.id});
    const qint64 tried = batch.succeeded + batch.skipped + batch.failed() + batch.cancelled;
    if (tried + untried != batch.planned)
        return u"%1 planned, %2 tried, %3 untried"_s.arg(batch.planned).arg(tried).arg(untried);
    return {};
}

//! Some of the faults have gone by themselves, others have not.
void TestEndToEnd::aRetryRequestsWhatIsMissing()
{
    const QSet<QString> missing = pathsOf(m_desk->missingUrls());
    const qint64 before = storedRows();
    m_fixture->origin.log().clear();
    const Retried retried = m_desk->retry();
    const QSet<QString> stillWanted = pathsOf(m_desk->missingUrls(true));
    QSet<QString> asked = keysOf(imageRequests(origin()));
    QVERIFY(asked.contains(missing)); // QSet: all of them
    asked.subtract(missing);
    // Beyond them only the galleries that this retry found: one page answered 500 twice.
    for (const QString &path : std::as_const(asked))
        QVERIFY2(path.contains(u"1985_toyota"_s) || path.contains(u"2006_mini"_s), qPrintable(path));
    QVERIFY(storedRows() > before);
    QVERIFY(!stillWanted.isEmpty());
    QCOMPARE(brokenPromise(retried.batch, before), QString());
    QCOMPARE(m_desk->imageProblems(), QStringList());
}

void TestEndToEnd::anOriginThatIsHealedGivesExactlyTheRest()
{
    m_fixture->origin.clearFaults();
    m_fixture->origin.log().clear();
    const QSet<QString> missing = pathsOf(m_desk->missingUrls());
    const QStringList before = failingVehicles();
    const qint64 rows = storedRows();
    const Retried retried = m_desk->retry();
    QMap<QString, int> asked = imageRequests(origin());
    for (auto it = asked.cbegin(); it != asked.cend(); ++it)
        QVERIFY2(it.value() == 1, qPrintable(it.key()));
    const QSet<QString> found = keysOf(asked) - missing;
    QVERIFY(keysOf(asked).contains(missing));
    for (const QString &path : found) // pages that could not be read until now
        QVERIFY2(path.contains(u"1958_austin"_s) || path.contains(u"1985_toyota"_s), qPrintable(path));
    QCOMPARE(m_desk->missingUrls(), QStringList());
    QVERIFY(failingVehicles().size() < before.size());
    QCOMPARE(brokenPromise(retried.batch, rows), QString());
    QCOMPARE(retried.batch.imagesStored + retried.batch.imagesSkipped, asked.size());
}

void TestEndToEnd::aSecondRetryRequestsNothing()
{
    m_fixture->origin.log().clear();
    const qint64 rows = storedRows();
    const Retried retried = m_desk->retry();
    QCOMPARE(imageRequests(origin()).size(), 0);
    // What cannot be parsed is the one thing that a new page may mend.
    for (const LoggedRequest &request : m_fixture->origin.requests())
        QVERIFY2(request.path.startsWith(u"/listing/"_s), qPrintable(request.path));
    QCOMPARE(m_fixture->origin.requestCount(), retried.plan.requests);
    QCOMPARE(storedRows(), rows);
}

void TestEndToEnd::whatWasFinalComesOnRequest()
{
    m_fixture->origin.log().clear();
    const QSet<QString> missing = pathsOf(m_desk->missingUrls(true));
    QVERIFY(!missing.isEmpty());
    const qint64 rows = storedRows();
    const Retried retried = m_desk->retry({.includeFinal = true});
    const QMap<QString, int> asked = imageRequests(origin());
    QVERIFY(keysOf(asked).contains(missing));
    for (auto it = asked.cbegin(); it != asked.cend(); ++it) {
        QCOMPARE(it.value(), 1);
        QVERIFY2(missing.contains(it.key()) || it.key().contains(u"1974_jensen"_s), qPrintable(it.key()));
    }
    QCOMPARE(brokenPromise(retried.batch, rows), QString());
    QCOMPARE(m_desk->missingUrls(true), QStringList());
}

void TestEndToEnd::nothingIsLeftBehind()
{
    QCOMPARE(m_desk->imageProblems(), QStringList());
    QCOMPARE(m_desk->count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'running'"_s), 0);
    QCOMPARE(m_desk->count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending'"_s), 0);
    QCOMPARE(m_desk->count(u"SELECT count(*) FROM image_failures"_s), 0);
    // The images of each listing are there, in the gallery's order and each once. (Two listings are one car.)
    for (const auto &page : m_fixture->origin.listings()) {
        const QString id = m_desk->vehicleByUrl(u"/listing/"_s + page.slug);
        if (id.isEmpty() || page.slug.startsWith(u"1986-porsche-944"_s))
            continue;
        const auto detail = pipetest::done((*m_desk)->vehicle(id));
        QStringList paths;
        for (const auto &image : detail.images) {
            QVERIFY2(image.state == db::ImageItem::State::Stored ||
                         image.state == db::ImageItem::State::Alias,
                     qPrintable(image.sourceUrl));
            paths.append(QUrl(image.sourceUrl).path());
        }
        if (page.galleryForm != testsupport::GalleryForm::Absent)
            QCOMPARE(paths, page.images);
    }
    // What stays is what no retry can mend: a page without a gallery, and perhaps a VIN that is on two
    // listings.
    for (const QString &id : failingVehicles()) {
        const auto detail = pipetest::done((*m_desk)->vehicle(id));
        const auto cause = detail.row.lastCause;
        QVERIFY(cause == core::Cause::ParseFailed || cause == core::Cause::Conflict);
    }
}

void TestEndToEnd::theDayIsCounted()
{
    const auto stats = pipetest::done((*m_desk)->stats(2));
    qint64 retries = 0;
    qint64 succeeded = 0;
    for (const auto &day : stats.byDay) {
        retries += day.retries;
        succeeded += day.succeeded;
        QCOMPARE(day.retries, day.succeeded + day.failed);
    }
    QCOMPARE(
        retries,
        m_desk->count(
            u"SELECT count(*) FROM scrape_steps WHERE is_retry = 1 AND status IN ('success', 'failed')"_s));
    QVERIFY(retries >= succeeded);
    QVERIFY(succeeded > 0);
    QCOMPARE(stats.queue.running, 0);
    QCOMPARE(stats.queue.pending, 0);
}

QTEST_GUILESS_MAIN(TestEndToEnd)
#include "tst_endtoend.moc"
