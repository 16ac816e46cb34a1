// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queuefixture.h"

#include "db/stepstore.h"

#include <QTest>

#include <thread>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;
using db::ClaimedJob;
using db::Enqueued;
using db::QueueFinish;

class TestLeases : public QObject
{
    Q_OBJECT

private slots:
    void aStaleTokenCannotWrite_data();
    void aStaleTokenCannotWrite();
    void onlyExpiredLeasesAreRescued();
    void aLeaseIsHeldAsLongAsItIsWrittenUnder();
    void aDeletedVehicleTakesTheStepThatEndsMeanwhile();
    void aTruncatedTableOfVehiclesTakesTheSteps();
    void aLeaseOfAWrongClockIsRescued();
    void manyExpiredLeasesAreRescuedInChunks();
    void aRowThatKillsWorkersIsGivenUp();
    void heartbeatsExtendTheOwnersLeasesOnly();
    void releasingUsesNoAttempt();
    void releasingAddsTheImages();
    void finishingAddsTheImages();
};

void TestLeases::aStaleTokenCannotWrite_data()
{
    QTest::addColumn<bool>("takenOver");
    QTest::newRow("the lease expired and the row waits") << false;
    QTest::newRow("the lease expired and another worker has it") << true;
}

void TestLeases::aStaleTokenCannotWrite()
{
    QFETCH(bool, takenOver);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    db::QueueStore queue(workspace.connection());
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())), Enqueued::Queued);
    const ClaimedJob stale = claimOne(queue);
    QCOMPARE(must(queue.rescueExpired(at(61), {u"me"_s})), QStringList(u"v1"_s));
    std::optional<ClaimedJob> taken;
    if (takenOver)
        taken = claimOne(queue, at(61), u"other"_s);
    const QStringList before = workspace.rows(u"SELECT * FROM scrape_retry_queue"_s);

    const auto finished = queue.finish(stale, {}, at(62));
    QVERIFY(!finished);
    QCOMPARE(finished.error().code, core::ErrorCode::Conflict);
    QVERIFY(!finished.error().message.isEmpty());
    QVERIFY(!must(queue.holdsLease(stale)));
    must(queue.release(stale)); // no error, and nothing happens
    QCOMPARE(must(queue.heartbeat({stale}, at(62), at(999))), QStringList(stale.id));
    QCOMPARE(workspace.rows(u"SELECT * FROM scrape_retry_queue"_s), before);
    if (taken)
        must(queue.finish(*taken, {}, at(63)));
}

void TestLeases::onlyExpiredLeasesAreRescued()
{
    TestWorkspace workspace;
    for (int i = 1; i <= 3; ++i) {
        workspace.addVehicle(i);
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin, {{u"retry_count"_s, 2}});
    }
    db::QueueStore queue(workspace.connection());
    const ClaimedJob first = claimOne(queue, at(0));   // until 60
    const ClaimedJob second = claimOne(queue, at(30)); // until 90
    QCOMPARE(must(queue.rescueExpired(at(60), {u"me"_s})),
             QStringList()); // to the last moment it is the owner's
    QCOMPARE(must(queue.rescueExpired(at(61), {u"worker"_s, {first.id}})), QStringList()); // it still runs it
    QCOMPARE(must(queue.rescueExpired(at(61), {u"me"_s})), QStringList(first.vehicleId));
    QVERIFY(!must(queue.holdsLease(first)));
    QVERIFY(must(queue.holdsLease(second)));
    QCOMPARE(workspace.value(u"SELECT count(*) FROM scrape_retry_queue WHERE retry_count = 2"_s).toInt(), 3);
    QCOMPARE(claim(queue, 9, at(61)).size(), std::size_t(2));
}

void TestLeases::aLeaseIsHeldAsLongAsItIsWrittenUnder()
{
    if (!onPostgres())
        QSKIP("in a file one writes at a time");
    TestWorkspace rows;
    (void)rows.addQueued(rows.addVehicle(1), Step::BackfillImages);
    db::QueueStore queue(rows.connection());
    const ClaimedJob job = claimOne(queue);
    const auto other = rows.another();
    const auto rescuedByOther = [&] { return must(db::QueueStore(*other).rescueExpired(at(61), {u"me"_s})); };
    QStringList meanwhile;
    must(db::inTransaction(rows.connection(), [&]() -> core::Result<void> {
        const auto held = queue.holdsLease(job);
        meanwhile = rescuedByOther();
        return held && *held ? queue.finish(job, dead(), at(61)) : held.error();
    }));
    QCOMPARE(meanwhile, QStringList());
    QCOMPARE(rescuedByOther(), QStringList());
    QCOMPARE(rows.value(u"SELECT status FROM scrape_retry_queue"_s), u"dead"_s);
}

//! The delete waits for the end that is being written, and finds what that wrote.
void TestLeases::aDeletedVehicleTakesTheStepThatEndsMeanwhile()
{
    if (!onPostgres())
        QSKIP("in a file one writes at a time");
    TestWorkspace rows;
    const QString vehicle = rows.addVehicle(1);
    (void)rows.addQueued(vehicle, Step::BackfillImages);
    db::QueueStore queue(rows.connection());
    const ClaimedJob job = claimOne(queue);
    const auto observer = rows.another();
    const auto somebodyWaits = [&observer] {
        auto waiting =
            must(observer->prepare(u"SELECT count(*) FROM pg_stat_activity "
                                   "WHERE wait_event_type = 'Lock' AND datname = current_database()"_s));
        return must(waiting.list([](const db::Statement &row) { return row.number(0); })).front() > 0;
    };
    bool waited = false;
    std::jthread remover;
    must(db::inTransaction(rows.connection(), [&]() -> core::Result<void> {
        must(queue.finish(job, dead(), at(1)));
        db::StepRecord record;
        record.attempt.id = core::newId();
        record.attempt.vehicleId = vehicle;
        record.attempt.step = job.step;
        record.attempt.status = core::StepStatus::Failed;
        record.attempt.reason = u"retry"_s;
        record.attempt.createdAt = record.attempt.completedAt = at(1);
        must(db::StepStore(rows.connection()).record({record}));
        remover = std::jthread([&rows] { must(rows.another()->run(u"DELETE FROM public.vehicles"_s)); });
        waited = QTest::qWaitFor(somebodyWaits, 30'000);
        return {};
    }));
    remover.join();
    QVERIFY(waited);
    QCOMPARE(rows.rows(u"SELECT vehicle_id, step_name FROM scrape_steps"_s),
             QStringList(u"|backfill_images"_s));
    for (const char *table : {"vehicle_steps", "scrape_retry_queue", "vehicle_scrape_state"})
        QVERIFY2(rows.value(u"SELECT count(*) FROM "_s + QLatin1String(table)).toInt() == 0, table);
}

void TestLeases::aTruncatedTableOfVehiclesTakesTheSteps()
{
    if (!onPostgres())
        QSKIP("a file has no TRUNCATE");
    TestWorkspace rows;
    const QString vehicle = rows.addVehicle(1);
    rows.run(u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, last_attempt_at) "
             "VALUES (?, 'extract_vin', 'failed', now())"_s,
             {vehicle});
    rows.run(
        u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status) VALUES ('a', ?, 'extract_vin', 'failed')"_s,
        {vehicle});
    rows.run(u"TRUNCATE public.vehicles CASCADE"_s);
    QCOMPARE(rows.value(u"SELECT count(*) FROM vehicle_steps"_s).toInt(), 0);
    QCOMPARE(rows.rows(u"SELECT id, vehicle_id FROM scrape_steps"_s), QStringList(u"a|"_s));
}

//! A lease that ends later than any can comes from a machine whose clock was wrong.
void TestLeases::aLeaseOfAWrongClockIsRescued()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::ExtractVin);
    db::QueueStore queue(workspace.connection());
    const qint64 kYear = 365 * 86400;
    (void)must(queue.claim(kAll, 1, u"dead"_s, at(), at(kYear)));
    const db::RescueRules rules{u"me"_s, {}, at(4000)};
    QCOMPARE(must(queue.rescueExpired(at(kYear), {u"me"_s})), QStringList()); // without a bound it holds
    QCOMPARE(must(queue.rescueExpired(at(10), rules)), QStringList(u"v1"_s));
}

void TestLeases::manyExpiredLeasesAreRescuedInChunks()
{
    TestWorkspace workspace;
    workspace.run(u"BEGIN"_s);
    for (int i = 1; i <= 450; ++i) {
        workspace.addVehicle(i);
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin);
    }
    workspace.run(u"COMMIT"_s);
    db::QueueStore queue(workspace.connection());
    QCOMPARE(claim(queue, 450).size(), std::size_t(450));
    QList<int> sizes;
    for (qsizetype rescued = 1; rescued > 0; sizes.append(static_cast<int>(rescued)))
        rescued = must(queue.rescueExpired(at(61), {u"me"_s})).size();
    QCOMPARE(sizes, QList<int>({200, 200, 50, 0}));
}

//! A row that kills its workers is given up; an end of any kind, but no hand-back, forgets the deaths.
void TestLeases::aRowThatKillsWorkersIsGivenUp()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::ExtractVin);
    db::QueueStore queue(workspace.connection());
    db::RescueRules rules{u"me"_s};
    rules.maxRescues = 3;
    int second = 0;
    const auto die = [&] {
        (void)claimOne(queue, at(second), u"dead"_s);
        second += 61;
        auto fatal = must(queue.claimFatal(at(second), rules, at(second + 60)));
        if (fatal.empty())
            (void)must(queue.rescueExpired(at(second), rules));
        return fatal;
    };
    QVERIFY(die().empty());
    must(queue.release(claimOne(queue, at(second)))); // handed back: no death, and none forgotten
    QVERIFY(die().empty());
    const auto fatal = die();
    QCOMPARE(fatal.size(), std::size_t(1));
    QVERIFY(fatal.front().isFatal);
    QCOMPARE(must(queue.rescueExpired(at(second), rules)), QStringList()); // it is this worker's now
    db::QueueFinish finish;
    finish.status = db::QueueFinish::Status::Pending;
    finish.nextRetryAt = at(second);
    must(queue.finish(fatal.front(), finish, at(second)));
    QVERIFY(die().empty()); // counted from the beginning
}

void TestLeases::heartbeatsExtendTheOwnersLeasesOnly()
{
    TestWorkspace workspace;
    for (int i = 1; i <= 2; ++i) {
        workspace.addVehicle(i);
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin);
    }
    db::QueueStore queue(workspace.connection());
    const ClaimedJob mine = claimOne(queue, at(), u"me"_s);
    const ClaimedJob others = claimOne(queue, at(), u"other"_s);
    ClaimedJob stale = others; // as whoever had that row before holds it
    stale.token = u"before"_s;
    ClaimedJob unknown = mine;
    unknown.id = u"none"_s;
    QCOMPARE(must(queue.heartbeat({mine, stale, unknown}, at(50), at(110))),
             QStringList({others.id, u"none"_s}));
    QCOMPARE(must(queue.heartbeat({}, at(50), at(110))), QStringList());
    QCOMPARE(must(queue.rescueExpired(at(100), {u"me"_s})), QStringList(others.vehicleId));
    must(queue.finish(mine, {}, at(100)));
    QCOMPARE(must(queue.heartbeat({mine}, at(101), at(160))), QStringList(mine.id));
}

void TestLeases::releasingUsesNoAttempt()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::ExtractVin, {{u"retry_count"_s, 2}});
    db::QueueStore queue(workspace.connection());
    must(queue.release(claimOne(queue)));
    QCOMPARE(
        workspace.rows(
            u"SELECT status, retry_count, next_retry_at, lease_owner, lease_token, lease_until FROM scrape_retry_queue"_s),
        QStringList(u"pending|2|2026-01-31T12:00:00.000Z|||"_s));
    QCOMPARE(claimOne(queue).retryCount, 2);
}

void TestLeases::releasingAddsTheImages()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::BackfillImages,
                        {{u"images_requested"_s, 10}, {u"images_stored"_s, 4}, {u"images_failed"_s, 6}});
    const QString images =
        u"SELECT images_requested, images_stored, images_skipped, images_failed FROM scrape_retry_queue"_s;
    db::QueueStore queue(workspace.connection());
    must(queue.release(claimOne(queue)));
    QCOMPARE(workspace.rows(images), QStringList(u"10|4|0|6"_s));
    QueueFinish counts;
    counts.imagesRequested = 6;
    counts.imagesStored = 3;
    counts.imagesSkipped = 1;
    counts.imagesFailed = 2;
    const ClaimedJob job = claimOne(queue);
    must(queue.release(job, counts));
    QCOMPARE(workspace.rows(images), QStringList(u"16|7|1|2"_s));
    must(queue.release(job, counts)); // the lease is gone
    QCOMPARE(workspace.rows(images), QStringList(u"16|7|1|2"_s));
}

void TestLeases::finishingAddsTheImages()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    db::QueueStore queue(workspace.connection());
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())), Enqueued::Queued);
    QueueFinish finish = pendingAt(at(10));
    finish.imagesRequested = 10;
    finish.imagesStored = 6;
    finish.imagesSkipped = 1;
    finish.imagesFailed = 3;
    must(queue.finish(claimOne(queue), finish, at(1)));
    QCOMPARE(workspace.rows(
                 u"SELECT status, retry_count, cause, next_retry_at, completed_at FROM scrape_retry_queue"_s),
             QStringList(u"pending|1|timeout|2026-01-31T12:00:10.000Z|"_s));
    finish.status = QueueFinish::Status::Completed;
    finish.imagesRequested = 3;
    finish.imagesStored = 3;
    finish.imagesSkipped = 0;
    finish.imagesFailed = 0;
    must(queue.finish(claimOne(queue, at(10)), finish, at(11)));
    // Requested, stored and skipped add up over the tries; failed is what failed last.
    QCOMPARE(
        workspace.rows(
            u"SELECT images_requested, images_stored, images_skipped, images_failed FROM scrape_retry_queue"_s),
        QStringList(u"13|9|1|0"_s));
}

QTEST_GUILESS_MAIN(TestLeases)
#include "tst_leases.moc"
