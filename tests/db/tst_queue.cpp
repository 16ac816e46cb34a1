// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queuefixture.h"

#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;
using db::ClaimedJob;
using db::Enqueued;
using db::QueueFinish;
using db::QueueRequest;
using db::QueueScope;

namespace {

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
    void whatWaitsForTheSameListComesWithIt();
    void manyEndAsOne();
    void aRequestForARunningStepIsRefused();
    void aRequestRevivesADeadRow();
    void aRequestRevivesOneOfSeveralDeadRows();
    void aRequestForNoVehicleQueuesNothing();
    void aBatchQueuesAsItsStateAllows_data();
    void aBatchQueuesAsItsStateAllows();
    void theDatabaseAllowsOneActiveRow();
    void openAndRemainingWorkAreCounted();
    void anImportAdoptsWhatIsItsKind_data();
    void anImportAdoptsWhatIsItsKind();
    void aVehicleShowsWhatIsQueuedForIt();
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
