// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What becomes of a batch while others change what it is about, and of what failed when nobody asks.
#include "deskfixture.h"
#include "support/originfixture.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using core::ErrorCode;
using core::Step;
using db::BatchState;
using pipeline::BatchOptions;
using pipetest::answer;
using pipetest::Desk;
using pipetest::done;
using testsupport::Fault;
using testsupport::ListingPage;
using testsupport::OriginFixture;

class TestBatchRuns : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void aPausedBatchSurvivesARestart();
    void aRestartLeavesWhatWasNotReleased();
    void aCanaryIsDecidedAsSoonAsItCanBe_data();
    void aCanaryIsDecidedAsSoonAsItCanBe();
    void twoBatchesOfTheSameRows();
    void whatAnUnreleasedMemberWaitsForIsPlannedOnce();
    void aStalePlanIsCheckedAgain();
    void aPlanIsDoneAsItWasSeen_data();
    void aPlanIsDoneAsItWasSeen();
    void aFinishedBatchStaysFinished_data();
    void aFinishedBatchStaysFinished();
    void theSweepCanBeTurnedOff();
    void anIgnoredCauseComesBackInTime();
    void aBetterReaderTellsWhatItChanged();
    void aWrongClockHoldsNothing();
    void aScheduledBatchIsNotMended();

private:
    //! Imports so many cars whose images do not answer: each misses its images, and waits for its backoff.
    void importFailing(int cars, int images = 1);
    void heal() { m_fixture->origin.clearFaults(); }
    QString start(const BatchOptions &options = {})
    {
        return done((*m_desk)->startBatch(done((*m_desk)->plan({})), options));
    }
    db::BatchRow batch(const QString &id) { return done((*m_desk)->batch(id)); }
    QStringList members(const QString &id, const QString &columns = u"vehicle_id || ' ' || step_name"_s)
    {
        return m_desk->rows().rows(
            u"SELECT "_s + columns + u" FROM retry_batch_items WHERE batch_id = ? ORDER BY 1"_s, {id});
    }
    //! What triggers count must be what a count of the members says.
    QString miscounted();

    std::unique_ptr<OriginFixture> m_fixture;
    std::unique_ptr<Desk> m_desk;
    QStringList m_ids;
};

void TestBatchRuns::init()
{
    m_desk.reset();
    m_fixture = std::make_unique<OriginFixture>();
    pipetest::Settings settings = pipetest::quickSettings();
    settings.insert(u"breaker.min_requests"_s, u"100000"_s);
    m_desk = std::make_unique<Desk>(settings);
}

void TestBatchRuns::importFailing(int cars, int images)
{
    m_fixture->origin.setFault(u"/wp-content/*"_s, Fault::withStatus(500));
    QStringList urls;
    for (int i = 0; i < cars; ++i)
        urls.append(m_fixture->origin.baseUrl() + m_fixture->addListing(u"car-%1"_s.arg(i), images).path());
    (void)m_desk->importUrls(urls);
    (void)m_desk->work();
    m_fixture->origin.log().clear();
    m_ids =
        m_desk->rows().rows(u"SELECT vehicle_id FROM vehicle_scrape_state WHERE failing <> 0 ORDER BY 1"_s);
    if (m_ids.size() != cars)
        throw std::runtime_error("not every car misses its images");
}

QString TestBatchRuns::miscounted()
{
    return m_desk->rows()
        .rows(u"SELECT b.id, b.planned, i.members FROM counted_batches b JOIN ("
              "  SELECT batch_id, count(*) AS members, count(CASE state WHEN 'planned' THEN 1 END) AS "
              "unreleased,"
              "         count(CASE state WHEN 'queued' THEN 1 END) AS queued, count(CASE state WHEN "
              "'retrying' THEN 1 END) AS retrying,"
              "         count(CASE state WHEN 'succeeded' THEN 1 END) AS succeeded, count(CASE state WHEN "
              "'skipped' THEN 1 END) AS skipped,"
              "         count(CASE state WHEN 'failed' THEN 1 END) AS failed, count(CASE state WHEN "
              "'cancelled' THEN 1 END) AS cancelled,"
              "         sum(images_stored) AS stored"
              "  FROM retry_batch_items GROUP BY batch_id) i ON i.batch_id = b.id "
              "WHERE (b.planned, b.unreleased_items, b.queued_items, b.retrying_items, b.succeeded_items,"
              "       b.skipped_items, b.failed_items, b.cancelled_items, b.images_stored) IS DISTINCT FROM "
              "      (i.members, i.unreleased, i.queued, i.retrying, i.succeeded, i.skipped, i.failed,"
              "       i.cancelled, i.stored)"_s)
        .join(u'\n');
}

void TestBatchRuns::aPausedBatchSurvivesARestart()
{
    importFailing(3, 2);
    heal();
    const QString id = start();
    done((*m_desk)->pauseBatch(id));
    QCOMPARE(m_desk->work().claimed, 0);
    m_desk->close();
    m_desk->open();
    QCOMPARE(batch(id).state, BatchState::Paused);
    QVERIFY(!batch(id).stateReason.isEmpty());
    QCOMPARE(m_desk->work().claimed, 0);
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    done((*m_desk)->resumeBatch(id));
    QCOMPARE(m_desk->work().succeeded, 3);
    QCOMPARE(batch(id).state, BatchState::Done);
    QCOMPARE(batch(id).succeeded, 3);
    QCOMPARE(m_fixture->origin.requestCount(), 6);
    QCOMPARE(miscounted(), QString());
}

void TestBatchRuns::aRestartLeavesWhatWasNotReleased()
{
    importFailing(4);
    BatchOptions options;
    options.canarySize = 1;
    options.canaryMinPercent = 100;
    const QString id = start(options);
    (void)m_desk->work();
    QTRY_COMPARE(batch(id).state, BatchState::Paused); // the canary failed
    QCOMPARE(m_fixture->origin.requestCount(), 1);
    QCOMPARE(batch(id).unreleased, 3);
    m_desk->close();
    heal();
    m_desk->open();
    QCOMPARE(m_desk->work().claimed, 0);
    done((*m_desk)->resumeBatch(id));
    QTRY_COMPARE(batch(id).unreleased, 0);
    QCOMPARE(m_desk->work().succeeded, 3);
    QCOMPARE(batch(id).retrying, 1); // the canary's own member waits for its backoff
    QCOMPARE(batch(id).state, BatchState::Running);
    QCOMPARE(miscounted(), QString());
}

void TestBatchRuns::aCanaryIsDecidedAsSoonAsItCanBe_data()
{
    QTest::addColumn<bool>("sweep");
    QTest::addColumn<int>("percent");
    QTest::newRow("its pages wait for their backoff") << true << 80;
    QTest::newRow("its pages wait for nobody") << false << 80;
    QTest::newRow("any share is too much") << true << 1;
}

//! What waits for a page that failed has failed with it: nobody waits until the page is given up.
void TestBatchRuns::aCanaryIsDecidedAsSoonAsItCanBe()
{
    QFETCH(bool, sweep);
    QFETCH(int, percent);
    QStringList urls;
    for (int i = 0; i < 3; ++i)
        urls.append(m_fixture->origin.baseUrl() + m_fixture->addListing(u"car-%1"_s.arg(i), 1).path());
    m_fixture->origin.setFault(u"/listing/*"_s, Fault::withStatus(500));
    (void)m_desk->importUrls(urls);
    done((*m_desk)->setSetting(u"sweep.enabled"_s, sweep ? u"1"_s : u"0"_s));
    m_fixture->origin.log().clear();
    BatchOptions options;
    options.canarySize = 5; // the steps of one car
    options.canaryMinPercent = percent;
    const QString id = start(options);
    (void)m_desk->work();
    QTRY_COMPARE(batch(id).state, BatchState::Paused);
    QVERIFY2(batch(id).stateReason.startsWith(u"Canary: 0 of 5 succeeded"_s),
             qPrintable(batch(id).stateReason));
    QCOMPARE(batch(id).retrying, 1);
    QCOMPARE(batch(id).unreleased, batch(id).planned - 5);
    QCOMPARE(m_fixture->origin.requestCount(), 1);
}

void TestBatchRuns::twoBatchesOfTheSameRows()
{
    importFailing(3);
    heal();
    const auto plan = done((*m_desk)->plan({})); // both look before one of them starts
    const QString first = done((*m_desk)->startBatch(plan, {60}));
    const QString second = done((*m_desk)->startBatch(plan, {}));
    QCOMPARE(members(second), members(first)); // nothing is dropped without a word
    QCOMPARE(batch(second).skipped, 3);
    QTRY_COMPARE(batch(second).state, BatchState::Done);
    QCOMPARE(m_desk->work().claimed, 0); // the first is still to be taken back
    QCOMPARE(batch(first).state, BatchState::Waiting);
    done((*m_desk)->cancelBatch(first));
    QCOMPARE(batch(first).cancelled, 3);
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    QCOMPARE(miscounted(), QString());
}

void TestBatchRuns::whatAnUnreleasedMemberWaitsForIsPlannedOnce()
{
    importFailing(3);
    BatchOptions options;
    options.canarySize = 1;
    const QString id = start(options);
    const auto again = done((*m_desk)->plan({}));
    QCOMPARE(again.items.size(), 0U);
    QCOMPARE(again.excluded.size(), 3U);
    for (const auto &exclusion : again.excluded)
        QCOMPARE(exclusion.reason, pipeline::Exclusion::AlreadyQueued);
    done((*m_desk)->cancelBatch(id));
    QCOMPARE(done((*m_desk)->plan({})).items.size(), 3U);
}

void TestBatchRuns::aStalePlanIsCheckedAgain()
{
    importFailing(4, 2);
    heal();
    const auto plan = done((*m_desk)->plan({}));
    QCOMPARE(plan.items.size(), 4U);
    // Meanwhile one is completed, one deleted, one merged and removed.
    const auto other = m_desk->retry({.vehicleIds = {m_ids[0]}});
    QCOMPARE(other.batch.succeeded, 1);
    m_desk->rows().run(u"UPDATE vehicles SET deleted_at = '2026-01-01T00:00:00.000Z' WHERE id = ?"_s,
                       {m_ids[1]});
    m_desk->rows().run(u"DELETE FROM vehicles WHERE id = ?"_s, {m_ids[2]});
    m_fixture->origin.log().clear();
    const QString id = done((*m_desk)->startBatch(plan, {}));
    (void)m_desk->work();
    const db::BatchRow ended = batch(id);
    QCOMPARE(ended.state, BatchState::Done);
    QCOMPARE(ended.planned, 4);
    QCOMPARE(ended.succeeded, 1);
    QCOMPARE(ended.skipped, 3);
    QCOMPARE(m_fixture->origin.requestCount(), 2); // those of the one that still missed them
    for (int i = 0; i < 3; ++i)
        QVERIFY2(!m_desk->rows()
                      .value(u"SELECT note FROM retry_batch_items WHERE batch_id = ? AND vehicle_id = ?"_s,
                             {id, m_ids[i]})
                      .toString()
                      .isEmpty(),
                 qPrintable(QString::number(i)));
    QCOMPARE(miscounted(), QString());
}

void TestBatchRuns::aPlanIsDoneAsItWasSeen_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 5; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

//! Whatever others do between the look and the start, and while it runs.
void TestBatchRuns::aPlanIsDoneAsItWasSeen()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    importFailing(12);
    heal();
    QStringList seen;
    const auto plan = done((*m_desk)->plan({}));
    for (const auto &item : plan.items)
        seen.append(item.vehicleId + u' ' + core::stepName(item.step));
    seen.sort();
    const auto change = [&] {
        const QString id = m_ids[random.bounded(int(m_ids.size()))];
        switch (random.bounded(5)) {
        case 0:
            m_desk->rows().run(u"UPDATE vehicles SET deleted_at = '2026-01-01' WHERE id = ?"_s, {id});
            break;
        case 1:
            m_desk->rows().run(u"DELETE FROM vehicles WHERE id = ?"_s, {id});
            break;
        case 2:
            m_desk->rows().run(
                u"DELETE FROM scrape_retry_queue WHERE vehicle_id = ? AND status <> 'running'"_s, {id});
            break;
        case 3:
            (void)done((*m_desk)->startBatch(done((*m_desk)->plan({.vehicleIds = {id}})), {}));
            break;
        default:
            m_desk->rows().run(u"UPDATE vehicles SET vin = NULL, sale_price = NULL WHERE id = ?"_s, {id});
        }
    };
    for (int i = 0; i < 4; ++i)
        change();
    const QString id = done((*m_desk)->startBatch(plan, {}));
    QCOMPARE(batch(id).planHash, plan.hash);
    for (int i = 0; i < 4; ++i)
        change();
    (void)m_desk->work();
    QTRY_COMPARE(batch(id).state, BatchState::Done);
    QCOMPARE(members(id), seen);
    const db::BatchRow ended = batch(id);
    QCOMPARE(ended.succeeded + ended.skipped + ended.failed() + ended.cancelled, int(seen.size()));
    QCOMPARE(miscounted(), QString());
}

void TestBatchRuns::aFinishedBatchStaysFinished_data()
{
    QTest::addColumn<QString>("asked");
    QTest::newRow("cancel") << u"cancel"_s;
    QTest::newRow("pause") << u"pause"_s;
    QTest::newRow("resume") << u"resume"_s;
}

void TestBatchRuns::aFinishedBatchStaysFinished()
{
    QFETCH(QString, asked);
    importFailing(1);
    heal();
    const QString id = start();
    (void)m_desk->work();
    QTRY_COMPARE(batch(id).state, BatchState::Done);
    auto &workspace = m_desk->workspace();
    const auto answered = answer(asked == u"cancel"_s  ? workspace.cancelBatch(id)
                                 : asked == u"pause"_s ? workspace.pauseBatch(id)
                                                       : workspace.resumeBatch(id));
    QVERIFY(!answered);
    QCOMPARE(answered.error().code, ErrorCode::Conflict);
    QVERIFY(!answered.error().message.isEmpty());
    QCOMPARE(batch(id).state, BatchState::Done);
}

void TestBatchRuns::theSweepCanBeTurnedOff()
{
    importFailing(2);
    heal();
    const auto makeDue = [&] {
        m_desk->rows().run(u"UPDATE scrape_retry_queue SET next_retry_at = '2026-01-01T00:00:00.000Z'"_s);
    };
    done((*m_desk)->setSetting(u"sweep.enabled"_s, u"0"_s));
    makeDue();
    QCOMPARE(m_desk->work().claimed, 0); // what failed does not come back by itself
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    QCOMPARE(m_desk->retry({.vehicleIds = {m_ids[0]}}).batch.succeeded, 1); // but by hand
    done((*m_desk)->setSetting(u"sweep.enabled"_s, u"1"_s));
    makeDue();
    QCOMPARE(m_desk->work().succeeded, 1);
    QCOMPARE(m_fixture->origin.requestCount(), 2);
}

void TestBatchRuns::anIgnoredCauseComesBackInTime()
{
    importFailing(2);
    heal();
    db::CauseRule rule;
    rule.fingerprint = m_desk->rows()
                           .value(u"SELECT fingerprint FROM vehicle_steps WHERE cause = 'server_error'"_s)
                           .toString();
    rule.cause = core::Cause::ServerError;
    rule.reason = u"their maintenance"_s;
    rule.until = QDateTime::currentDateTimeUtc().addSecs(3600);
    QVERIFY(done((*m_desk)->ruleCause(rule)) > 0);
    m_desk->rows().run(u"UPDATE scrape_retry_queue SET next_retry_at = '2026-01-01T00:00:00.000Z'"_s);
    QCOMPARE(m_desk->work().claimed, 0);
    const auto plan = done((*m_desk)->plan({}));
    QCOMPARE(plan.items.size(), 0U);
    QCOMPARE(plan.excluded.at(0).reason, pipeline::Exclusion::Ignored);
    // The time is over: the rule goes by itself, and what it held is tried.
    m_desk->rows().run(u"UPDATE cause_rules SET until = '2026-01-01T00:00:00.000Z'"_s);
    pipeline::WorkerOptions options;
    options.untilEmpty = true;
    options.patienceSeconds = 3;
    QCOMPARE(m_desk->work(options).succeeded, 2);
    QCOMPARE(m_desk->count(u"SELECT count(*) FROM cause_rules"_s), 0);
}

void TestBatchRuns::aBetterReaderTellsWhatItChanged()
{
    const ListingPage page = m_fixture->addListing(u"saab"_s, 1);
    (void)m_desk->importUrls({m_fixture->origin.baseUrl() + page.path()});
    m_fixture->origin.log().clear();
    // As if an older reader had not found the price.
    m_desk->rows().run(u"UPDATE vehicles SET sale_price = NULL"_s);
    m_desk->rows().run(
        u"UPDATE vehicle_steps SET status = 'failed', cause = 'parse_failed', extractor_version = 0 "
        "WHERE step_name = 'extract_data'"_s);
    const QString id = done((*m_desk)->requeueParseFailures());
    QVERIFY(!id.isEmpty());
    (void)m_desk->work();
    QCOMPARE(batch(id).succeeded, 1);
    QCOMPARE(batch(id).reason, u"scraper_improved"_s);
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    QCOMPARE(m_desk->rows().rows(u"SELECT reason, replace(metadata->'changes'->>'sale_price', ' ', '') "
                                 "FROM scrape_steps WHERE batch_id = ?"_s,
                                 {id}),
             QStringList{u"scraper_improved|[null,12500]"_s});
    QCOMPARE(done((*m_desk)->requeueParseFailures()), QString()); // there is nothing old any more
}

//! Every time that a machine whose clock was years ahead may have left behind.
void TestBatchRuns::aWrongClockHoldsNothing()
{
    importFailing(4);
    heal();
    const QString id = start();
    auto &rows = m_desk->rows();
    const QStringList queued = rows.rows(u"SELECT id FROM scrape_retry_queue WHERE batch_id = ?"_s, {id});
    QCOMPARE(queued.size(), 4);
    const QString wrong = u"2099-01-01T00:00:00.000Z"_s;
    rows.run(
        u"UPDATE retry_batches SET created_at = ?, starts_at = '2099-01-01T00:00:01.000Z' WHERE id = ?"_s,
        {wrong, id});
    rows.run(u"UPDATE scrape_retry_queue SET next_retry_at = '2099-01-01T00:00:01.000Z' WHERE batch_id = ?"_s,
             {id});
    rows.run(u"UPDATE scrape_retry_queue SET next_retry_at = '2099-03-01T00:00:00.000Z' WHERE id = ?"_s,
             {queued.at(1)});
    rows.run(u"UPDATE scrape_retry_queue SET status = 'running', lease_owner = 'dead', lease_token = 't', "
             "lease_until = ?, heartbeat_at = ? WHERE id = ?"_s,
             {wrong, wrong, queued.at(0)});
    rows.run(u"UPDATE circuit_breakers SET state = 'half_open', probe_owner = 'dead', probe_until = ? "
             "WHERE step_name = 'backfill_images'"_s,
             {wrong});
    rows.run(u"INSERT INTO host_gates (host, paused_until, reason) SELECT host, ?, 'rate_limited' "
             "FROM circuit_breakers WHERE step_name = 'backfill_images' AND host <> ''"_s,
             {wrong});
    rows.run(u"INSERT INTO breaker_counts (host, step_name, span, worker, requests, failures) "
             "SELECT host, step_name, 999999999, 'dead', 1000, 1000 FROM circuit_breakers"_s);
    m_desk->close(); // times are looked at when work begins, and once a minute
    m_desk->open();
    pipeline::WorkerOptions options;
    options.untilEmpty = true;
    options.maxSeconds = 15;
    options.patienceSeconds = 5; // the undo window of a second counts from now
    QCOMPARE(m_desk->work(options).succeeded, 4);
    QCOMPARE(batch(id).state, BatchState::Done);
    QVERIFY(batch(id).createdAt <= QDateTime::currentDateTimeUtc());
    QCOMPARE(m_desk->count(u"SELECT count(*) FROM breaker_counts WHERE span = 999999999"_s), 0);
}

//! A batch that is to start next month waits for it, and so do its rows.
void TestBatchRuns::aScheduledBatchIsNotMended()
{
    importFailing(1);
    BatchOptions options;
    options.undoWindowSeconds = 40 * 86400;
    const QString id = start(options);
    const QStringList before = m_desk->rows().rows(u"SELECT next_retry_at FROM scrape_retry_queue"_s);
    QCOMPARE(m_desk->work().claimed, 0);
    QCOMPARE(batch(id).state, BatchState::Waiting);
    QCOMPARE(m_desk->rows().rows(u"SELECT next_retry_at FROM scrape_retry_queue"_s), before);
}

QTEST_GUILESS_MAIN(TestBatchRuns)
#include "tst_batchruns.moc"
