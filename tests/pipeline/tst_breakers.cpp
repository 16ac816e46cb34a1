// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A host that fails, as the whole program treats it: what its log says was asked, and when.
#include "core/clock.h"
#include "core/listingurl.h"
#include "deskfixture.h"
#include "support/originfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

using namespace pipetest;
using namespace Qt::StringLiterals;
using core::BreakerState;
using core::Step;
using testsupport::Fault;
using testsupport::OriginFixture;

namespace {

constexpr int kMinRequests = 12;
constexpr int kOpenMs = 900;

class TestBreakers : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aFailingHostIsHeldProbedAndReleased();
    void aFailedProbeOpensForTwiceAsLong();
    void aRedirectWaitsForTheHostItLeadsTo();
    void theProbeAsksTheHostThatIsHeld();
    void pagesGoOnWhileImagesAreHeld();
    void anotherWorkspaceHandleSeesTheSameBreaker();
    void byHand();
    void tooManyRequestsAreNoFailure();
    void limitsOfOneHost();

private:
    //! Vehicles that want images of this origin; nothing of them is stored.
    void addVehicles(OriginFixture &origin, const QString &slug, int vehicles, int images);
    void startEverything();
    db::HostRow gateOf(const OriginFixture &origin, Step step = Step::BackfillImages);
    bool waitForState(const OriginFixture &origin, BreakerState state);
    static QString hostOf(const OriginFixture &origin) { return core::hostOf(origin.origin.baseUrl()); }
    qint64 imagesOf(const OriginFixture &origin);

    std::unique_ptr<OriginFixture> m_failing;
    std::unique_ptr<OriginFixture> m_healthy;
    std::unique_ptr<Desk> m_desk;
};

void TestBreakers::init()
{
    m_failing = std::make_unique<OriginFixture>();
    m_healthy = std::make_unique<OriginFixture>();
    Settings settings = quickSettings();
    settings.insert(u"net.per_host"_s, u"4"_s);
    settings.insert(u"breaker.min_requests"_s, QString::number(kMinRequests));
    settings.insert(u"breaker.open_ms"_s, QString::number(kOpenMs));
    settings.insert(u"retry.base_ms"_s, u"50"_s);
    m_desk = std::make_unique<Desk>(settings);
}

void TestBreakers::cleanup()
{
    m_desk.reset();
    m_failing.reset();
    m_healthy.reset();
}

void TestBreakers::addVehicles(OriginFixture &origin, const QString &slug, int vehicles, int images)
{
    for (int i = 0; i < vehicles; ++i) {
        const auto page = origin.addListing(slug + QString::number(i), images);
        QJsonArray urls;
        for (const QString &path : page.images)
            urls.append(QString(origin.origin.baseUrl() + path));
        const QJsonObject metadata{{u"image_urls"_s, urls},
                                   {u"vin_extraction"_s, QJsonObject{{u"kind"_s, u"absent"_s}}}};
        m_desk->rows().run(
            u"INSERT INTO vehicles (year, make, model, sale_price, discovery_url, origin_metadata) "
            "VALUES (1991, 'Saab', '900', 1, ?, ?)"_s,
            {QString(origin.origin.baseUrl() + page.path()),
             QString::fromUtf8(QJsonDocument(metadata).toJson())});
    }
}

void TestBreakers::startEverything()
{
    pipeline::PlanRequest request;
    request.steps = {Step::BackfillImages};
    (void)done((*m_desk)->startBatch(done((*m_desk)->plan(request)), {}));
    (*m_desk)->startWorker({});
}

db::HostRow TestBreakers::gateOf(const OriginFixture &origin, Step step)
{
    for (const db::HostRow &row : done((*m_desk)->hosts())) {
        if (row.host == hostOf(origin) && row.step == step)
            return row;
    }
    return {};
}

bool TestBreakers::waitForState(const OriginFixture &origin, BreakerState state)
{
    return QTest::qWaitFor([&] { return gateOf(origin).state == state; }, kPatienceMs);
}

qint64 TestBreakers::imagesOf(const OriginFixture &origin)
{
    return m_desk->count(u"SELECT count(*) FROM vehicle_images WHERE source_url LIKE ?"_s,
                         {QString(origin.origin.baseUrl() + u'%')});
}

void TestBreakers::aFailingHostIsHeldProbedAndReleased()
{
    addVehicles(*m_failing, u"down"_s, 20, 10);
    addVehicles(*m_healthy, u"up"_s, 20, 10);
    m_failing->origin.setFault(u"/wp-content/*"_s, Fault::withStatus(503));
    startEverything();

    QVERIFY(waitForState(*m_failing, BreakerState::Open));
    const db::HostRow open = gateOf(*m_failing);
    QVERIFY2(open.reason.contains(u"server_error"_s), qPrintable(open.reason));
    QVERIFY(open.openUntil.isValid());
    // What was under way may finish: four requests of this host at once at most.
    QTest::qWait(100); // one answer on loopback takes less
    const int asked = m_failing->origin.requestCount();
    QVERIFY2(asked >= kMinRequests && asked <= kMinRequests + 4, qPrintable(QString::number(asked)));
    QVERIFY(open.held() > 0);

    // The other host goes on meanwhile, and nothing of this one leaves while it is open.
    QTRY_COMPARE_WITH_TIMEOUT(imagesOf(*m_healthy), 200, kPatienceMs);
    for (const auto &request : m_failing->origin.requests().mid(asked))
        QVERIFY2(request.time >= open.openUntil, "a request left while the breaker was open");

    // Rows that were only held have used no attempt.
    QVERIFY(
        m_desk->count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending' AND retry_count = 0 "
                      "AND host = ?"_s,
                      {hostOf(*m_failing)}) >= 10);

    m_failing->origin.clearFaults();
    QVERIFY(waitForState(*m_failing, BreakerState::Closed));
    QTRY_COMPARE_WITH_TIMEOUT(imagesOf(*m_failing), 200, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(done((*m_desk)->queueStatus()).pending, 0, kPatienceMs);
    const db::QueueStatus end = done((*m_desk)->queueStatus());
    QCOMPARE(end.dead, 0);
    QCOMPARE(end.held, 0);
}

void TestBreakers::aFailedProbeOpensForTwiceAsLong()
{
    addVehicles(*m_failing, u"down"_s, 10, 10);
    m_failing->origin.setFault(u"/wp-content/*"_s, Fault::withStatus(503));
    startEverything();
    QVERIFY(waitForState(*m_failing, BreakerState::Open));
    QTRY_COMPARE_WITH_TIMEOUT(gateOf(*m_failing).trips, 3, kPatienceMs);

    // After the first burst each pause ends with one request, and the pauses grow.
    const auto requests = m_failing->origin.requests();
    std::vector<qint64> gaps;
    for (qsizetype i = kMinRequests; i < requests.size(); ++i) {
        const qint64 gap = requests.at(i - 1).time.msecsTo(requests.at(i).time);
        if (gap > kOpenMs / 2)
            gaps.push_back(gap);
    }
    QCOMPARE(gaps.size(), 2);
    QVERIFY2(gaps.at(0) >= kOpenMs - 100, qPrintable(QString::number(gaps.at(0))));
    QVERIFY2(gaps.at(1) >= 2 * kOpenMs - 100, qPrintable(QString::number(gaps.at(1))));
    QVERIFY(requests.size() <= kMinRequests + 4 + 2);
    QVERIFY(m_desk->count(u"SELECT max(retry_count) FROM scrape_retry_queue"_s) <= 2);
}

//! Images of one host that redirects to another, which is down: the work waits at that other host's gate,
//! asks the first one for nothing meanwhile, and the probe goes where the failure is.
void TestBreakers::aRedirectWaitsForTheHostItLeadsTo()
{
    addVehicles(*m_healthy, u"moved"_s, 8, 1);
    addVehicles(*m_failing, u"down"_s, 8, 1);
    int i = 0;
    for (const testsupport::ListingPage &page : m_healthy->origin.listings()) {
        const QString target =
            m_failing->origin.baseUrl() + m_failing->origin.listings().at(i++).images.at(0);
        m_healthy->origin.setFault(page.images.at(0), Fault::redirect(target.toUtf8()));
    }
    m_failing->origin.setFault(u"/wp-content/*"_s, Fault::withStatus(503));
    m_desk->rows().run(u"DELETE FROM vehicles WHERE discovery_url LIKE ?"_s,
                       {QString(m_failing->origin.baseUrl() + u'%')}); // only what is redirected leads there
    startEverything();
    QVERIFY(waitForState(*m_failing, BreakerState::Open));
    // Each row finds out once where it is led to.
    QTRY_COMPARE_WITH_TIMEOUT(
        m_desk->count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending' AND host = ?"_s,
                      {hostOf(*m_failing)}),
        8, kPatienceMs);
    const int asked = m_healthy->origin.requestCount();
    QTest::qWait(kOpenMs / 2);
    QVERIFY(gateOf(*m_failing).state != BreakerState::Closed);
    QVERIFY2(m_healthy->origin.requestCount() <= asked + 1, "held work was asked for again and again");
    QCOMPARE(gateOf(*m_healthy).state, BreakerState::Closed);

    m_failing->origin.clearFaults();
    QVERIFY(waitForState(*m_failing, BreakerState::Closed));
    QTRY_COMPARE_WITH_TIMEOUT(imagesOf(*m_healthy), 8, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(done((*m_desk)->queueStatus()).pending, 0, kPatienceMs);
}

//! A vehicle with images of two hosts: the probe of one begins with an image of that one.
void TestBreakers::theProbeAsksTheHostThatIsHeld()
{
    const auto healthy = m_healthy->addListing(u"mixed"_s, 3);
    const auto failing = m_failing->addListing(u"mixed"_s, 1);
    QJsonArray urls;
    for (const QString &path : healthy.images)
        urls.append(QString(m_healthy->origin.baseUrl() + path));
    urls.append(QString(m_failing->origin.baseUrl() + failing.images.at(0))); // the last one
    m_desk->rows().run(
        u"INSERT INTO vehicles (year, make, model, sale_price, discovery_url, origin_metadata) "
        "VALUES (1991, 'Saab', '900', 1, ?, ?)"_s,
        {QString(m_healthy->origin.baseUrl() + healthy.path()),
         QString::fromUtf8(QJsonDocument(QJsonObject{{u"image_urls"_s, urls}}).toJson())});
    pipeline::PlanRequest request;
    request.steps = {Step::BackfillImages};
    (void)done((*m_desk)->startBatch(done((*m_desk)->plan(request)), {}));
    m_desk->rows().run(u"UPDATE scrape_retry_queue SET host = ?"_s, {hostOf(*m_failing)});
    m_desk->rows().run(
        u"UPDATE circuit_breakers SET state = 'open', open_until = '2026-01-01T00:00:00.000Z', trips = 1 "
        "WHERE host = ? AND step_name = 'backfill_images'"_s,
        {hostOf(*m_failing)});
    (*m_desk)->startWorker({});
    QVERIFY(waitForState(*m_failing, BreakerState::Closed));
    QTRY_COMPARE_WITH_TIMEOUT(imagesOf(*m_healthy), 3, kPatienceMs);
    QCOMPARE(imagesOf(*m_failing), 1);
    QVERIFY(m_failing->origin.requests().first().time <= m_healthy->origin.requests().first().time);
}

void TestBreakers::pagesGoOnWhileImagesAreHeld()
{
    addVehicles(*m_failing, u"down"_s, 6, 10);
    m_failing->origin.setFault(u"/wp-content/*"_s, Fault::withStatus(503));
    startEverything();
    QVERIFY(waitForState(*m_failing, BreakerState::Open));
    const int pages = m_failing->origin.requestCount();

    pipeline::PlanRequest request;
    request.steps = {Step::FetchListing};
    (void)done((*m_desk)->startBatch(done((*m_desk)->plan(request)), {}));
    QTRY_COMPARE_WITH_TIMEOUT(
        m_desk->count(
            u"SELECT count(*) FROM scrape_steps WHERE step_name = 'fetch_listing' AND status = 'success'"_s),
        6, kPatienceMs);
    QVERIFY(m_failing->origin.requestCount() >= pages + 6);
    QCOMPARE(gateOf(*m_failing, Step::FetchListing).state, BreakerState::Closed);
}

void TestBreakers::anotherWorkspaceHandleSeesTheSameBreaker()
{
    addVehicles(*m_failing, u"down"_s, 6, 10);
    done((*m_desk)->tripHost(hostOf(*m_failing), Step::BackfillImages, {}));
    pipeline::PlanRequest request;
    request.steps = {Step::BackfillImages};
    (void)done((*m_desk)->startBatch(done((*m_desk)->plan(request)), {}));

    auto other = must(pipeline::Workspace::open(m_desk->path()));
    QSignalSpy stopped(other.get(), &pipeline::Workspace::workerStopped);
    pipeline::WorkerOptions options;
    options.untilEmpty = true;
    options.patienceSeconds = 0;
    other->startWorker(options);
    QVERIFY(QTest::qWaitFor([&] { return !stopped.isEmpty(); }, kPatienceMs));
    QCOMPARE(m_failing->origin.requestCount(), 0);

    done(other->resetHost(hostOf(*m_failing), Step::BackfillImages));
    other->startWorker(options);
    QTRY_COMPARE_WITH_TIMEOUT(imagesOf(*m_failing), 60, kPatienceMs);
}

void TestBreakers::byHand()
{
    addVehicles(*m_failing, u"car"_s, 5, 4);
    const QString host = hostOf(*m_failing);
    QCOMPARE(answer((*m_desk)->probeHost(host, {})).error().code, core::ErrorCode::Conflict);
    done((*m_desk)->tripHost(host, {}, {}));
    startEverything();
    QTest::qWait(300);
    QCOMPARE(m_failing->origin.requestCount(), 0);
    const db::HostRow open = gateOf(*m_failing);
    QCOMPARE(open.state, BreakerState::Open);
    QVERIFY(open.manual);
    QCOMPARE(open.held(), 5);
    const auto failures = done((*m_desk)->failures({}));
    QCOMPARE(failures.rows.front().heldReason, u"breaker_open"_s);

    // One is forced through; it succeeds, and that closes the breaker.
    done((*m_desk)->probeHost(host, Step::BackfillImages));
    QTRY_COMPARE_WITH_TIMEOUT(imagesOf(*m_failing), 20, kPatienceMs);
    QCOMPARE(gateOf(*m_failing).state, BreakerState::Closed);
    // The other step of the host is still open, until it is reset.
    QCOMPARE(gateOf(*m_failing, Step::FetchListing).state, BreakerState::Open);
    done((*m_desk)->resetHost(host, {}));
    QCOMPARE(gateOf(*m_failing, Step::FetchListing).state, BreakerState::Closed);
    QStringList actions;
    for (const db::AuditRow &row : done((*m_desk)->audit(20)))
        actions.append(row.action);
    QVERIFY2(actions.contains(u"host.trip"_s) && actions.contains(u"host.probe"_s) &&
                 actions.contains(u"host.reset"_s),
             qPrintable(actions.join(u' ')));
}

void TestBreakers::tooManyRequestsAreNoFailure()
{
    addVehicles(*m_failing, u"busy"_s, 10, 6);
    done((*m_desk)->setHostLimits(hostOf(*m_failing), std::nullopt, 200.0));
    m_failing->origin.setFault(u"/wp-content/*"_s, Fault::rateLimited("1", 3));
    startEverything();
    QTRY_COMPARE_WITH_TIMEOUT(imagesOf(*m_failing), 60, kPatienceMs);
    QCOMPARE(gateOf(*m_failing).state, BreakerState::Closed);
    QCOMPARE(m_desk->count(u"SELECT count(*) FROM scrape_steps WHERE status = 'failed'"_s), 0);
    QCOMPARE(m_desk->count(u"SELECT max(retry_count) FROM scrape_retry_queue"_s), 0);
    QVERIFY(gateOf(*m_failing).rateFactor < 1);
}

void TestBreakers::limitsOfOneHost()
{
    addVehicles(*m_failing, u"slow"_s, 2, 20);
    done((*m_desk)->setHostLimits(hostOf(*m_failing), 1, 50.0));
    startEverything();
    QTRY_COMPARE_WITH_TIMEOUT(imagesOf(*m_failing), 40, kPatienceMs);
    QCOMPARE(m_failing->origin.maxConcurrent(), 1);
    const db::HostRow row = gateOf(*m_failing);
    QCOMPARE(row.perHost, std::optional(1));
    QCOMPARE(row.rate, std::optional(50.0));
}

} // namespace

QTEST_GUILESS_MAIN(TestBreakers)
#include "tst_breakers.moc"
