// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/queuestore.h"

#include <QTest>

#include <mutex>
#include <thread>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;
using db::ClaimedJob;
using db::Enqueued;
using db::QueueFinish;
using db::QueueRequest;
using db::QueueScope;

namespace {

const QueueScope kAll{true, {}};

QueueRequest request(const QString &vehicleId, Step step = Step::BackfillImages)
{
    QueueRequest request;
    request.vehicleId = vehicleId;
    request.step = step;
    request.reason = u"test"_s;
    request.at = at();
    return request;
}

QueueFinish pendingAt(const QDateTime &time, std::optional<core::Cause> cause = core::Cause::Timeout)
{
    QueueFinish finish;
    finish.status = QueueFinish::Status::Pending;
    finish.nextRetryAt = time;
    finish.cause = cause;
    finish.retryCount = 1;
    return finish;
}

QueueFinish dead()
{
    QueueFinish finish;
    finish.status = QueueFinish::Status::Dead;
    finish.cause = core::Cause::NotFound;
    return finish;
}

std::vector<ClaimedJob> claim(db::QueueStore &queue, int limit, const QDateTime &now = at(),
                              const QueueScope &scope = kAll, const QString &owner = u"worker"_s)
{
    return must(queue.claim(scope, limit, owner, now, now.addSecs(60)));
}

//! The one row that is due; throws when there is none.
ClaimedJob claimOne(db::QueueStore &queue, const QDateTime &now = at(), const QString &owner = u"worker"_s)
{
    auto jobs = claim(queue, 1, now, kAll, owner);
    if (jobs.empty())
        fail({core::ErrorCode::Internal, u"nothing to claim"_s, {}});
    return jobs.front();
}

QStringList vehiclesOf(const std::vector<ClaimedJob> &jobs)
{
    QStringList ids;
    for (const ClaimedJob &job : jobs)
        ids.append(job.vehicleId);
    return ids;
}

const QString kQueue =
    u"SELECT vehicle_id, step_name, status, retry_count FROM scrape_retry_queue ORDER BY 1, 2"_s;

} // namespace

class TestQueue : public QObject
{
    Q_OBJECT

private slots:
    void aRequestIsQueuedAndClaimed();
    void aSecondRequestTakesThePendingRowOver();
    void whatAnotherBatchWillTryStaysThere_data();
    void whatAnotherBatchWillTryStaysThere();
    void manyAreQueuedAsOne();
    void whatIsDueTogetherComesAsItWasQueued();
    void whatWaitsForTheSameListComesWithIt();
    void manyEndAsOne();
    void aRequestForARunningStepIsRefused();
    void aRequestRevivesADeadRow();
    void aRequestRevivesOneOfSeveralDeadRows();
    void aRequestForNoVehicleQueuesNothing();
    void aBatchQueuesAsItsStateAllows_data();
    void aBatchQueuesAsItsStateAllows();
    void theDatabaseAllowsOneActiveRow();
    void claimsComeInOrderOfPriorityAndTime();
    void claimsKeepToTheirScope();
    void claimsOfSeveralBatchesComeInOrder();
    void blockedStepsWait_data();
    void blockedStepsWait();
    void aStaleTokenCannotWrite_data();
    void aStaleTokenCannotWrite();
    void onlyExpiredLeasesAreRescued();
    void aLeaseIsHeldAsLongAsItIsWrittenUnder();
    void aLeaseOfAWrongClockIsRescued();
    void manyExpiredLeasesAreRescuedInChunks();
    void aRowThatKillsWorkersIsGivenUp();
    void heartbeatsExtendTheOwnersLeasesOnly();
    void releasingUsesNoAttempt();
    void releasingAddsTheImages();
    void finishingAddsTheImages();
    void openAndRemainingWorkAreCounted();
    void anImportAdoptsWhatIsItsKind_data();
    void anImportAdoptsWhatIsItsKind();
    void aVehicleShowsWhatIsQueuedForIt();
    void twoConnectionsClaimEachRowOnce();
    void theQueueIsListedRunningFirst();
};

void TestQueue::aRequestIsQueuedAndClaimed()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    db::QueueStore queue(workspace.connection());
    QueueRequest asked = request(u"v1"_s);
    asked.maxRetries = 7;
    asked.options = {{u"all_images"_s, true}, {u"text"_s, u"ä\"'"_s}};
    QCOMPARE(must(queue.enqueue(asked, at())), Enqueued::Queued);

    QCOMPARE(claim(queue, 5, at(-1)).size(), std::size_t(0)); // not before its time
    const auto jobs = claim(queue, 5);
    QCOMPARE(jobs.size(), std::size_t(1));
    const ClaimedJob &job = jobs.front();
    QCOMPARE(job.vehicleId, u"v1"_s);
    QCOMPARE(job.step, Step::BackfillImages);
    QCOMPARE(job.maxRetries, 7);
    QCOMPARE(job.retryCount, 0);
    QCOMPARE(job.options, asked.options);
    QCOMPARE(job.reason, u"test"_s);
    QVERIFY(job.batchId.isEmpty());
    QVERIFY(must(queue.holdsLease(job)));
    QCOMPARE(claim(queue, 5).size(), std::size_t(0)); // it runs

    must(queue.finish(job, {}, at(5)));
    QVERIFY(!must(queue.holdsLease(job)));
    QCOMPARE(
        workspace.rows(
            u"SELECT status, completed_at, lease_owner, lease_token, lease_until FROM scrape_retry_queue"_s),
        QStringList(u"completed|2026-01-31T12:00:05.000Z|||"_s));
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())),
             Enqueued::Queued); // a completed step can be asked for again
    QCOMPARE(workspace.value(u"SELECT count(*) FROM scrape_retry_queue"_s).toInt(), 2);
}

void TestQueue::aSecondRequestTakesThePendingRowOver()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    db::QueueStore queue(workspace.connection());
    QueueRequest first = request(u"v1"_s);
    first.at = at(3600);
    QCOMPARE(must(queue.enqueue(first, at())), Enqueued::Queued);
    must(queue.finish(claimOne(queue, at(3600)), pendingAt(at(7200)), at(3601)));

    QueueRequest second = request(u"v1"_s);
    second.priority = 1;
    second.reason = u"operator"_s;
    QCOMPARE(must(queue.enqueue(second, at())), Enqueued::Queued);
    QCOMPARE(
        workspace.rows(
            u"SELECT status, retry_count, next_retry_at, priority, reason, cause FROM scrape_retry_queue"_s),
        QStringList(u"pending|0|2026-01-31T12:00:00.000Z|1|operator|"_s));
}

void TestQueue::whatAnotherBatchWillTryStaysThere_data()
{
    QTest::addColumn<QString>("input"); // of the step: a pending row of the same vehicle
    QTest::addColumn<QVariantMap>("as");
    QTest::addColumn<Step>("step");
    QTest::addColumn<Enqueued>("expected");
    const QString fetch = core::stepName(Step::FetchListing);
    const QString urls = core::stepName(Step::ExtractImages);
    const QVariantMap untried{{u"batch_id"_s, u"b1"_s}};
    const QVariantMap failed{{u"batch_id"_s, u"b1"_s}, {u"cause"_s, u"timeout"_s}};
    const QVariantMap taken{{u"batch_id"_s, u"b2"_s}};
    QTest::newRow("nothing to wait for") << QString() << untried << Step::ExtractVin << Enqueued::InBatch;
    QTest::newRow("its page was not tried") << fetch << untried << Step::ExtractVin << Enqueued::InBatch;
    QTest::newRow("its page failed") << fetch << failed << Step::ExtractVin << Enqueued::Queued;
    QTest::newRow("its page was taken over") << fetch << taken << Step::ExtractVin << Enqueued::Queued;
    QTest::newRow("images whose page failed") << fetch << failed << Step::BackfillImages << Enqueued::Queued;
    QTest::newRow("images whose URLs failed") << urls << failed << Step::BackfillImages << Enqueued::Queued;
    QTest::newRow("a VIN needs no URLs") << urls << failed << Step::ExtractVin << Enqueued::InBatch;
}

void TestQueue::whatAnotherBatchWillTryStaysThere()
{
    QFETCH(QString, input);
    QFETCH(QVariantMap, as);
    QFETCH(Step, step);
    TestWorkspace workspace;
    workspace.run(
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at) "
        "VALUES ('b1','import','2026-01-01','2026-01-01'), ('b2','retry','2026-01-01','2026-01-01')"_s);
    workspace.addVehicle(1);
    if (const auto before = core::stepFromName(input))
        workspace.addQueued(u"v1"_s, *before, as);
    workspace.addQueued(u"v1"_s, step, {{u"batch_id"_s, u"b1"_s}});
    QueueRequest asked = request(u"v1"_s, step);
    asked.batchId = u"b2"_s;
    QTEST(must(db::QueueStore(workspace.connection()).enqueue(asked, at())), "expected");
}

//! What became of each is said in the order of the list.
void TestQueue::manyAreQueuedAsOne()
{
    TestWorkspace workspace;
    for (int i = 1; i <= 4; ++i)
        workspace.addVehicle(i);
    workspace.run(u"INSERT INTO retry_batches (id, kind, starts_at, created_at) "
                  "VALUES ('b','retry','2026-01-01','2026-01-01')"_s);
    db::QueueStore queue(workspace.connection());
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())), Enqueued::Queued);
    (void)claimOne(queue);
    workspace.addQueued(u"v2"_s, Step::BackfillImages, {{u"batch_id"_s, u"b"_s}});
    workspace.addQueued(u"v3"_s, Step::BackfillImages,
                        {{u"status"_s, u"dead"_s}, {u"cause"_s, u"timeout"_s}});

    std::vector<db::NewBatchItem> items;
    for (const QString &id : {u"v1"_s, u"v2"_s, u"v3"_s, u"v4"_s, u"gone"_s})
        items.push_back({id, Step::BackfillImages, u"host.example"_s});
    QCOMPARE(must(queue.enqueue(request({}), items, at())),
             (std::vector{Enqueued::Running, Enqueued::InBatch, Enqueued::Queued, Enqueued::Queued,
                          Enqueued::NoVehicle}));
    QCOMPARE(workspace.rows(u"SELECT vehicle_id, status, cause, host FROM scrape_retry_queue ORDER BY 1"_s),
             (QStringList{u"v1|running||"_s, u"v2|pending||"_s, u"v3|pending||host.example"_s,
                          u"v4|pending||host.example"_s}));
}

void TestQueue::whatIsDueTogetherComesAsItWasQueued()
{
    TestWorkspace workspace;
    for (int i = 1; i <= 8; ++i)
        workspace.addVehicle(i);
    const QStringList wanted{u"v5"_s, u"v2"_s, u"v8"_s, u"v1"_s, u"v7"_s, u"v3"_s, u"v6"_s, u"v4"_s};
    std::vector<db::NewBatchItem> items;
    for (const QString &id : wanted)
        items.push_back({id, Step::ExtractVin, u"host.example"_s});
    db::QueueStore queue(workspace.connection());
    must(queue.enqueue(request({}), items, at()));
    QCOMPARE(vehiclesOf(claim(queue, 3)) + vehiclesOf(claim(queue, 9)), wanted);
}

//! Another batch keeps a step that it did not try, unless what that waits for is taken over, too.
void TestQueue::whatWaitsForTheSameListComesWithIt()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.run(
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('b1','retry','2026-01-01','2026-01-01'), ('b2','retry','2026-01-01','2026-01-01')"_s);
    workspace.addQueued(u"v1"_s, Step::ExtractVin, {{u"batch_id"_s, u"b1"_s}});
    db::QueueStore queue(workspace.connection());
    QueueRequest asked = request({});
    asked.batchId = u"b2"_s;
    QCOMPARE(must(queue.enqueue(asked, {{u"v1"_s, Step::FetchListing, {}}, {u"v1"_s, Step::ExtractVin, {}}},
                                at())),
             (std::vector{Enqueued::Queued, Enqueued::Queued}));
    QCOMPARE(workspace.rows(u"SELECT DISTINCT batch_id FROM scrape_retry_queue"_s), QStringList(u"b2"_s));
}

//! A lease that was lost is told from the others, and its row stays as it is.
void TestQueue::manyEndAsOne()
{
    TestWorkspace workspace;
    for (int i = 1; i <= 4; ++i) {
        workspace.addVehicle(i);
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin);
    }
    db::QueueStore queue(workspace.connection());
    const auto jobs = claim(queue, 4);
    QCOMPARE(jobs.size(), std::size_t(4));
    workspace.run(u"UPDATE scrape_retry_queue SET lease_token = 'theirs' WHERE id = ?"_s, {jobs[1].id});
    QueueFinish dead;
    dead.status = QueueFinish::Status::Dead;
    dead.cause = core::Cause::NotFound;
    dead.message = u"\"Gone\"\n\\"_s;
    QCOMPARE(must(queue.heldLeases(jobs)).size(), 3);
    QCOMPARE(must(queue.finish({{jobs[0], {}}, {jobs[1], {}}, {jobs[2], dead}, {jobs[3], pendingAt(at(60))}},
                               at(5))),
             QStringList(jobs[1].id));
    QCOMPARE(
        workspace.rows(u"SELECT status, cause, lease_token FROM scrape_retry_queue ORDER BY 1"_s),
        (QStringList{u"completed||"_s, u"dead|not_found|"_s, u"pending|timeout|"_s, u"running||theirs"_s}));
    QCOMPARE(workspace.value(u"SELECT message FROM scrape_retry_queue WHERE status = 'dead'"_s).toString(),
             dead.message);
}

void TestQueue::aRequestForARunningStepIsRefused()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    db::QueueStore queue(workspace.connection());
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())), Enqueued::Queued);
    const ClaimedJob job = claimOne(queue);
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())), Enqueued::Running);
    QVERIFY(must(queue.holdsLease(job)));
    QCOMPARE(workspace.value(u"SELECT count(*) FROM scrape_retry_queue"_s).toInt(), 1);
    QCOMPARE(must(queue.enqueue(request(u"v1"_s, Step::ExtractVin), at())),
             Enqueued::Queued); // another step is free
}

void TestQueue::aRequestRevivesADeadRow()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    db::QueueStore queue(workspace.connection());
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())), Enqueued::Queued);
    must(queue.finish(claimOne(queue), dead(), at(1)));
    QCOMPARE(workspace.rows(kQueue), QStringList(u"v1|backfill_images|dead|0"_s));
    QCOMPARE(claim(queue, 5, at(99999)).size(), std::size_t(0));

    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at(2))), Enqueued::Queued);
    QCOMPARE(workspace.rows(kQueue), QStringList(u"v1|backfill_images|pending|0"_s));
    QVERIFY(workspace.value(u"SELECT completed_at FROM scrape_retry_queue"_s).isNull());
    QCOMPARE(claim(queue, 5).size(), std::size_t(1));
}

void TestQueue::aRequestRevivesOneOfSeveralDeadRows()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    for (int i = 0; i < 3; ++i)
        workspace.addQueued(u"v1"_s, Step::BackfillImages, {{u"status"_s, u"dead"_s}});
    db::QueueStore queue(workspace.connection());
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())), Enqueued::Queued);
    QCOMPARE(workspace.rows(u"SELECT status, count(*) FROM scrape_retry_queue GROUP BY 1"_s),
             QStringList({u"dead|2"_s, u"pending|1"_s}));
}

void TestQueue::aRequestForNoVehicleQueuesNothing()
{
    TestWorkspace workspace;
    db::QueueStore queue(workspace.connection());
    QCOMPARE(must(queue.enqueue(request(u"nobody"_s), at())), Enqueued::NoVehicle);
    QCOMPARE(workspace.value(u"SELECT count(*) FROM scrape_retry_queue"_s).toInt(), 0);
}

void TestQueue::aBatchQueuesAsItsStateAllows_data()
{
    QTest::addColumn<QString>("state");  // of the batch
    QTest::addColumn<QString>("before"); // of the row; empty: there is none
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<int>("claimed");
    const auto row = [](const char *name, const char *state, const char *before, const char *expected,
                        int claimed) {
        const QString after = QString::fromLatin1(expected);
        QTest::newRow(name) << QString::fromLatin1(state) << QString::fromLatin1(before)
                            << (after.isEmpty() ? QStringList() : QStringList(after)) << claimed;
    };
    row("a new row of a running batch", "running", "", "pending|b|0", 1);
    row("a new row of a paused batch waits", "paused", "", "pending|b|1", 0);
    row("a new row of a cancelled batch is refused", "cancelled", "", "", 0);
    row("a paused batch takes a waiting row over", "paused", "pending", "pending|b|1", 0);
    row("a cancelled batch takes no waiting row", "cancelled", "pending", "pending||0", 1);
    row("a paused batch revives a dead row", "paused", "dead", "pending|b|1", 0);
    row("a cancelled batch revives no dead row", "cancelled", "dead", "dead||0", 0);
}

void TestQueue::aBatchQueuesAsItsStateAllows()
{
    QFETCH(QString, state);
    QFETCH(QString, before);
    QFETCH(int, claimed);
    TestWorkspace workspace;
    workspace.run(u"INSERT INTO retry_batches (id, kind, starts_at, created_at, state) "
                  "VALUES ('b', 'retry', '2026-01-01', '2026-01-01', ?)"_s,
                  {state});
    workspace.addVehicle(1);
    if (!before.isEmpty())
        workspace.addQueued(u"v1"_s, Step::BackfillImages, {{u"status"_s, before}});
    db::QueueStore queue(workspace.connection());
    QueueRequest asked = request(u"v1"_s);
    asked.batchId = u"b"_s;
    const bool queued = must(queue.enqueue(asked, at())) == Enqueued::Queued;
    QCOMPARE(queued, state != u"cancelled"_s);
    QTEST(workspace.rows(u"SELECT status, batch_id, parked FROM scrape_retry_queue"_s), "expected");
    QCOMPARE(claim(queue, 5).size(), std::size_t(claimed));
}

void TestQueue::theDatabaseAllowsOneActiveRow()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    for (const char *status : {"completed", "completed", "dead", "cancelled", "pending"})
        workspace.addQueued(u"v1"_s, Step::ExtractVin, {{u"status"_s, QString::fromLatin1(status)}});
    for (const char *status : {"pending", "running"}) {
        const auto added = workspace.tryRun(
            u"INSERT INTO scrape_retry_queue (id, vehicle_id, step_name, next_retry_at, "
            "status, created_at, reason) VALUES ('x', 'v1', 'extract_vin', '2026-01-01', ?, '2026-01-01', 'r')"_s,
            {QString::fromLatin1(status)});
        QVERIFY(!added);
        QCOMPARE(added.error().code, core::ErrorCode::Conflict);
    }
}

void TestQueue::claimsComeInOrderOfPriorityAndTime()
{
    TestWorkspace workspace;
    struct Row
    {
        int vehicle;
        int priority;
        int second;
    };
    const std::vector<Row> rows = {{1, 5, 10},   {2, 5, 5},    {3, 1, 50}, {4, 9, 0},
                                   {5, 5, 1000}, {6, 1, 1000}, {7, 2, 1}};
    for (const Row &row : rows) {
        workspace.addVehicle(row.vehicle);
        workspace.addQueued(
            u"v%1"_s.arg(row.vehicle), Step::ExtractVin,
            {{u"priority"_s, row.priority}, {u"next_retry_at"_s, core::toTimeText(at(row.second))}});
    }
    db::QueueStore queue(workspace.connection());
    QCOMPARE(vehiclesOf(claim(queue, 3, at(100))), QStringList({u"v3"_s, u"v7"_s, u"v2"_s}));
    QCOMPARE(vehiclesOf(claim(queue, 9, at(100))), QStringList({u"v1"_s, u"v4"_s}));
    QCOMPARE(vehiclesOf(claim(queue, 9, at(2000))), QStringList({u"v6"_s, u"v5"_s}));
    QVERIFY(claim(queue, 9, at(2000)).empty());
    QVERIFY(claim(queue, 0, at(2000)).empty());
}

void TestQueue::claimsKeepToTheirScope()
{
    TestWorkspace workspace;
    workspace.run(
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('b1','retry','2026-01-01','2026-01-01'), ('b2','retry','2026-01-01','2026-01-01')"_s);
    for (int i = 1; i <= 3; ++i)
        workspace.addVehicle(i);
    workspace.addQueued(u"v1"_s, Step::ExtractVin, {{u"batch_id"_s, u"b1"_s}});
    workspace.addQueued(u"v2"_s, Step::ExtractVin, {{u"batch_id"_s, u"b2"_s}});
    workspace.addQueued(u"v3"_s, Step::ExtractVin);
    db::QueueStore queue(workspace.connection());
    QVERIFY(claim(queue, 9, at(), {false, {}}).empty());
    QVERIFY(claim(queue, 9, at(), {false, {u"none"_s}}).empty());
    QCOMPARE(vehiclesOf(claim(queue, 9, at(), {false, {u"b2"_s, u"none"_s}})), QStringList(u"v2"_s));
    QCOMPARE(vehiclesOf(claim(queue, 9, at(), {false, {u"b1"_s, u"b2"_s}})), QStringList(u"v1"_s));
    QCOMPARE(vehiclesOf(claim(queue, 9)), QStringList(u"v3"_s));
}

void TestQueue::claimsOfSeveralBatchesComeInOrder()
{
    TestWorkspace workspace;
    workspace.run(
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('b1','retry','2026-01-01','2026-01-01'), ('b2','retry','2026-01-01','2026-01-01')"_s);
    const int priorities[] = {5, 1, 5, 1, 3, 2};
    for (int i = 1; i <= 6; ++i) {
        workspace.addVehicle(i);
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin,
                            {{u"batch_id"_s, i % 2 ? u"b1"_s : u"b2"_s},
                             {u"priority"_s, priorities[i - 1]},
                             {u"next_retry_at"_s, core::toTimeText(at(i))}});
    }
    db::QueueStore queue(workspace.connection());
    const QueueScope both = {false, {u"b1"_s, u"b2"_s, u"b1"_s}};
    QCOMPARE(must(queue.remaining(both)).first, 6);
    QCOMPARE(vehiclesOf(claim(queue, 4, at(10), both)), QStringList({u"v2"_s, u"v4"_s, u"v6"_s, u"v5"_s}));
    QVERIFY(must(queue.nextWork(both)).running);
    QCOMPARE(must(queue.nextWork(both)).at, at(1));
    QCOMPARE(must(queue.remaining(both)).first, 2);
    QCOMPARE(vehiclesOf(claim(queue, 4, at(10), both)), QStringList({u"v1"_s, u"v3"_s}));
}

void TestQueue::blockedStepsWait_data()
{
    QTest::addColumn<QStringList>("queued"); // step:status, the first is the one that is asked about
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<bool>("claimed");

    const QByteArray none = "{}";
    const QByteArray urls = R"({"image_urls":["a"]})";
    const auto row = [](const char *name, const QStringList &queued, const QByteArray &metadata,
                        bool claimed) { QTest::newRow(name) << queued << metadata << claimed; };
    for (const char *step : {"extract_data", "extract_images", "extract_vin"}) {
        const QString pending = QLatin1String(step) + u":pending"_s;
        row(qPrintable(u"%1 alone"_s.arg(QLatin1String(step))), {pending}, none, true);
        row(qPrintable(u"%1 while a fetch waits"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:pending"_s}, none, false);
        row(qPrintable(u"%1 while a fetch runs"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:running"_s}, none, false);
        row(qPrintable(u"%1 after a fetch that is dead"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:dead"_s}, none, true);
        row(qPrintable(u"%1 after a fetch"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:completed"_s}, none, true);
        row(qPrintable(u"%1 after a fetch that was cancelled"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:cancelled"_s}, none, true);
    }
    const QString images = u"backfill_images:pending"_s;
    row("images alone", {images}, none, true);
    row("images without URLs while a fetch waits", {images, u"fetch_listing:pending"_s}, none, false);
    row("images without URLs while their URLs are being read", {images, u"extract_images:running"_s}, none,
        false);
    row("images without URLs while only the VIN is being read", {images, u"extract_vin:running"_s}, none,
        true);
    row("images with known URLs while a fetch waits", {images, u"fetch_listing:pending"_s}, urls, true);
    row("images with known URLs while URLs are being read", {images, u"extract_images:running"_s}, urls,
        true);
    row("a fetch waits for nothing", {u"fetch_listing:pending"_s, u"extract_images:running"_s, images}, none,
        true);
}

void TestQueue::blockedStepsWait()
{
    QFETCH(QStringList, queued);
    QFETCH(QByteArray, metadata);
    QFETCH(bool, claimed);
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, {{u"origin_metadata"_s, QString::fromUtf8(metadata)}});
    workspace.addVehicle(2);
    workspace.addQueued(u"v2"_s, Step::FetchListing,
                        {{u"next_retry_at"_s, u"2030-01-01"_s}}); // another vehicle's queue does not matter
    for (const QString &row : queued) {
        const Step step = core::stepFromName(row.section(u':', 0, 0)).value();
        workspace.addQueued(u"v1"_s, step, {{u"status"_s, row.section(u':', 1)}});
    }
    db::QueueStore queue(workspace.connection());
    bool got = false;
    for (const ClaimedJob &job : claim(queue, 9))
        got = got || core::stepName(job.step) == queued.first().section(u':', 0, 0);
    QCOMPARE(got, claimed);
}

void TestQueue::aStaleTokenCannotWrite_data()
{
    QTest::addColumn<bool>("takenOver");
    QTest::newRow("the lease expired and the row waits") << false;
    QTest::newRow("the lease expired and another worker has it") << true;
}

void TestQueue::aStaleTokenCannotWrite()
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

void TestQueue::onlyExpiredLeasesAreRescued()
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

//! A lease that ends later than any can comes from a machine whose clock was wrong.
void TestQueue::aLeaseIsHeldAsLongAsItIsWrittenUnder()
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

void TestQueue::aLeaseOfAWrongClockIsRescued()
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

void TestQueue::manyExpiredLeasesAreRescuedInChunks()
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
void TestQueue::aRowThatKillsWorkersIsGivenUp()
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

void TestQueue::heartbeatsExtendTheOwnersLeasesOnly()
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

void TestQueue::releasingUsesNoAttempt()
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

void TestQueue::releasingAddsTheImages()
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

void TestQueue::finishingAddsTheImages()
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

void TestQueue::openAndRemainingWorkAreCounted()
{
    TestWorkspace workspace;
    workspace.run(
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('b','retry','2026-01-01','2026-01-01')"_s);
    db::QueueStore queue(workspace.connection());
    QVERIFY(!must(queue.nextWork(kAll)).at.isValid());
    for (int i = 1; i <= 5; ++i)
        workspace.addVehicle(i);
    workspace.addQueued(u"v1"_s, Step::FetchListing,
                        {{u"next_retry_at"_s, core::toTimeText(at(20))}, {u"batch_id"_s, u"b"_s}});
    workspace.addQueued(u"v1"_s, Step::ExtractData); // waits for the fetch
    workspace.addQueued(u"v2"_s, Step::ExtractVin,
                        {{u"next_retry_at"_s, core::toTimeText(at(10))}, {u"held_reason"_s, u"paused"_s}});
    workspace.addQueued(u"v3"_s, Step::ExtractVin, {{u"status"_s, u"running"_s}});
    workspace.addQueued(u"v4"_s, Step::ExtractVin, {{u"status"_s, u"dead"_s}});
    const auto check = [&](const QueueScope &scope) {
        const auto remaining = must(queue.remaining(scope));
        const auto next = must(queue.nextWork(scope));
        return u"running %1 next %2 remaining %3 held %4"_s.arg(next.running)
            .arg(next.at.isValid() ? at().secsTo(next.at) : -1)
            .arg(remaining.first)
            .arg(remaining.second);
    };
    const auto due = [&](int seconds) { return must(queue.countDue(at(seconds))); };
    QCOMPARE(due(0), 0);
    QCOMPARE(due(20), 2);
    QCOMPARE(check(kAll), u"running 1 next 10 remaining 3 held 1"_s);
    QCOMPARE(check({false, {u"b"_s}}), u"running 0 next 20 remaining 1 held 0"_s);
    QCOMPARE(check({false, {}}), u"running 0 next -1 remaining 0 held 0"_s);

    // An open gate has a time of its own; without one it waits for somebody.
    workspace.run(
        u"UPDATE circuit_breakers SET state = 'open', open_until = ? WHERE step_name = 'extract_vin'"_s,
        {core::toTimeText(at(15))});
    QCOMPARE(check(kAll), u"running 1 next 15 remaining 3 held 1"_s);
    QCOMPARE(due(14), 0);
    QCOMPARE(due(20), 2);
    workspace.run(u"UPDATE circuit_breakers SET open_until = NULL"_s);
    QCOMPARE(check(kAll), u"running 1 next 20 remaining 3 held 1"_s);
    QCOMPARE(check({false, {u"b"_s}}), u"running 0 next 20 remaining 1 held 0"_s);
    QCOMPARE(due(20), 1);
    workspace.run(u"UPDATE scrape_retry_queue SET parked = 1 WHERE step_name = 'fetch_listing'"_s);
    QCOMPARE(check(kAll), u"running 1 next -1 remaining 3 held 1"_s);
    QCOMPARE(due(20), 0);
    workspace.run(u"UPDATE scrape_retry_queue SET status = 'dead' WHERE status = 'running'"_s);
    QVERIFY(!must(queue.nextWork(kAll)).running);
}

void TestQueue::anImportAdoptsWhatIsItsKind_data()
{
    QTest::addColumn<QVariantMap>("columns");
    QTest::addColumn<bool>("isAdopted");
    QTest::addColumn<bool>("isBusy");
    const auto row = [](const char *name, const QVariant &batch, const QVariantMap &more, bool isAdopted,
                        bool isBusy) {
        QVariantMap columns{{u"batch_id"_s, batch}};
        columns.insert(more);
        QTest::newRow(name) << columns << isAdopted << isBusy;
    };
    row("of another import", u"import"_s, {}, true, true);
    row("of no batch", {}, {}, true, true);
    row("not due", u"import"_s, {{u"next_retry_at"_s, core::toTimeText(at(1))}}, false, false);
    row("parked", u"import"_s, {{u"parked"_s, 4}}, false, false);
    row("of a retry batch", u"retry"_s, {}, false, false);
    row("of a paused retry batch", u"retry"_s, {{u"parked"_s, 1}}, false, false);
    row("another step", u"import"_s, {{u"step_name"_s, u"backfill_images"_s}}, false, false);
    row("running", u"retry"_s, {{u"status"_s, u"running"_s}}, false, true);
}

void TestQueue::anImportAdoptsWhatIsItsKind()
{
    QFETCH(QVariantMap, columns);
    TestWorkspace workspace;
    workspace.run(u"INSERT INTO retry_batches (id, kind, starts_at, created_at) "
                  "VALUES ('import', 'import', '2026-01-01', '2026-01-01'), ('retry', 'retry', '2026-01-01', "
                  "'2026-01-01'), "
                  "('mine', 'import', '2026-01-01', '2026-01-01')"_s);
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::ExtractVin, columns);
    db::QueueStore queue(workspace.connection());
    const std::vector<Step> steps{Step::FetchListing, Step::ExtractVin};
    QTEST(must(queue.isBusy(u"v1"_s, steps, at(), 0)), "isBusy");
    QTEST(must(queue.adoptDue({u"v1"_s}, steps, u"mine"_s, at())), "isAdopted");
    QTEST(workspace.value(u"SELECT batch_id FROM scrape_retry_queue"_s).toString() == u"mine"_s, "isAdopted");
}

void TestQueue::aVehicleShowsWhatIsQueuedForIt()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    db::QueueStore queue(workspace.connection());
    const auto state = [&] {
        return workspace.rows(u"SELECT next_retry_at, running, held_reason FROM vehicle_waits"_s).first();
    };
    QCOMPARE(state(), u"|0|"_s);
    QueueRequest later = request(u"v1"_s, Step::ExtractVin);
    later.at = at(100);
    QCOMPARE(must(queue.enqueue(later, at())), Enqueued::Queued);
    QCOMPARE(state(), u"2026-01-31T12:01:40.000Z|0|"_s);
    QCOMPARE(must(queue.enqueue(request(u"v1"_s), at())), Enqueued::Queued);
    QCOMPARE(state(), u"2026-01-31T12:00:00.000Z|0|"_s); // the earliest
    const ClaimedJob job = claimOne(queue);
    QCOMPARE(state(), u"2026-01-31T12:01:40.000Z|1|"_s);
    QueueFinish held = pendingAt(at(50), std::nullopt);
    held.heldReason = u"paused"_s;
    must(queue.finish(job, held, at(1)));
    QCOMPARE(state(), u"2026-01-31T12:00:50.000Z|0|paused"_s);
    must(queue.finish(claimOne(queue, at(50)), {}, at(51)));
    QCOMPARE(state(), u"2026-01-31T12:01:40.000Z|0|"_s);
    must(queue.finish(claimOne(queue, at(100)), dead(), at(101)));
    QCOMPARE(state(), u"|0|"_s);
}

void TestQueue::twoConnectionsClaimEachRowOnce()
{
    TestWorkspace workspace;
    workspace.run(u"BEGIN"_s);
    for (int i = 1; i <= 500; ++i) {
        workspace.addVehicle(i);
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin);
    }
    workspace.run(u"COMMIT"_s);
    std::mutex mutex;
    QStringList claimed;
    QStringList problems;
    const auto work = [&](const QString &owner) {
        try {
            const auto connection = workspace.another();
            db::QueueStore queue(*connection);
            for (;;) {
                const auto jobs = claim(queue, 7, at(), kAll, owner);
                if (jobs.empty())
                    return;
                for (const ClaimedJob &job : jobs)
                    must(queue.finish(job, {}, at(1)));
                const std::lock_guard lock(mutex);
                claimed += vehiclesOf(jobs);
            }
        } catch (const std::exception &error) {
            const std::lock_guard lock(mutex);
            problems.append(QString::fromUtf8(error.what()));
        }
    };
    std::thread one(work, u"one"_s);
    std::thread two(work, u"two"_s);
    one.join();
    two.join();
    QCOMPARE(problems, QStringList());
    QCOMPARE(claimed.size(), 500);
    QCOMPARE(QSet<QString>(claimed.begin(), claimed.end()).size(), 500);
    QCOMPARE(workspace.rows(u"SELECT status, count(*) FROM scrape_retry_queue GROUP BY 1"_s),
             QStringList(u"completed|500"_s));
}

void TestQueue::theQueueIsListedRunningFirst()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, {{u"year"_s, 1990}, {u"make"_s, u"Porsche"_s}, {u"model"_s, u"911"_s}});
    workspace.addQueued(u"v1"_s, Step::FetchListing,
                        {{u"status"_s, u"dead"_s}, {u"cause"_s, u"not_found"_s}});
    workspace.addQueued(u"v1"_s, Step::ExtractVin, {{u"next_retry_at"_s, core::toTimeText(at(20))}});
    workspace.addQueued(u"v1"_s, Step::ExtractData,
                        {{u"next_retry_at"_s, core::toTimeText(at(10))}, {u"held_reason"_s, u"paused"_s}});
    workspace.addQueued(u"v1"_s, Step::BackfillImages,
                        {{u"status"_s, u"running"_s}, {u"lease_owner"_s, u"me"_s}});
    workspace.addQueued(u"v1"_s, Step::ExtractImages, {{u"status"_s, u"completed"_s}});
    workspace.run(u"UPDATE vehicles SET listing_url = 'https://h/listing/a'"_s);
    db::QueueStore queue(workspace.connection());
    const auto rows = must(queue.list(10));
    QStringList shown;
    for (const db::QueueRow &row : rows)
        shown.append(row.status + u' ' + QString(core::stepName(row.step)));
    QCOMPARE(shown, QStringList({u"running backfill_images"_s, u"pending extract_data"_s,
                                 u"pending extract_vin"_s, u"dead fetch_listing"_s}));
    QCOMPARE(rows.at(0).vehicle, u"1990 Porsche 911"_s);
    QCOMPARE(rows.at(0).url, u"https://h/listing/a"_s);
    QCOMPARE(rows.at(0).leaseOwner, u"me"_s);
    QCOMPARE(rows.at(1).heldReason, u"paused"_s);
    QCOMPARE(rows.at(3).cause, std::optional(core::Cause::NotFound));
    QCOMPARE(must(queue.list(2)).size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(TestQueue)
#include "tst_queue.moc"
