// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/batchstore.h"
#include "db/queuestore.h"

#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;
using db::BatchState;
using db::QueueFinish;

namespace {

//! How a row stood before the batch took it.
enum class Before { Nothing, Pending, Held, Dead };
//! What happened to it since.
enum class Since { Nothing, Released, Held, Failed, Completed, Running };

//! All that a batch may change of a row.
const QString kRow =
    u"SELECT id, status, next_retry_at, options, retry_count, max_retries, priority, reason, batch_id, "
    u"cause, fingerprint, message, parked, "
    "held_reason, completed_at, images_requested, images_stored, images_skipped, images_failed "
    "FROM scrape_retry_queue"_s;

QString text(const QDateTime &time)
{
    return time.isValid() ? core::toTimeText(time) : QString();
}

} // namespace

Q_DECLARE_METATYPE(Before)
Q_DECLARE_METATYPE(Since)

class TestBatches : public QObject
{
    Q_OBJECT

private slots:
    void aBatchIsStored();
    void anUnknownBatchIsNotFound();
    void cancellingTakesBack_data();
    void cancellingTakesBack();
    void cancellingLeavesOtherBatchesAlone();
    void aLargeBatchFollowsInChunks_data();
    void aLargeBatchFollowsInChunks();
    void unreleasedMembersFollowInChunks();
    void aBatchThatIsBeingAddedToIsNotDone();
    void theStatusCountsItsRows();
    void aRevivedRowHasNotFailedYet();
    void cancellingRestoresTheWholeRow_data();
    void cancellingRestoresTheWholeRow();
    void cancellingParksByWhatIsTrueNow_data();
    void cancellingParksByWhatIsTrueNow();
    void anEndedBatchGetsNothingBack();
    void manyTakeOversKeepTheFirstState();
    void aCancelledBatchGetsNoWorkBack_data();
    void aCancelledBatchGetsNoWorkBack();

private:
    static QString newBatch(TestWorkspace &workspace);
    static void queue(TestWorkspace &workspace, const QString &vehicle, const QString &batch,
                      const QDateTime &time, bool displaces = false);
    static db::ClaimedJob claimOne(TestWorkspace &workspace, const QDateTime &now);
};

QString TestBatches::newBatch(TestWorkspace &workspace)
{
    db::NewBatch batch;
    batch.kind = u"retry"_s;
    batch.filter = u"cause:timeout"_s;
    batch.reason = u"retry"_s;
    batch.state = db::BatchState::Running;
    batch.planHash = u"hash"_s;
    batch.startsAt = at(30);
    return must(db::BatchStore(workspace.connection()).insert(batch, at()));
}

void TestBatches::queue(TestWorkspace &workspace, const QString &vehicle, const QString &batch,
                        const QDateTime &time, bool displaces)
{
    db::QueueRequest request;
    request.vehicleId = vehicle;
    request.batchId = batch;
    request.at = time;
    request.reason = u"retry"_s;
    request.displaces = displaces;
    if (must(db::QueueStore(workspace.connection()).enqueue(request, at())) != db::Enqueued::Queued)
        fail({core::ErrorCode::Internal, u"not queued"_s, {}});
}

db::ClaimedJob TestBatches::claimOne(TestWorkspace &workspace, const QDateTime &now)
{
    const auto jobs =
        must(db::QueueStore(workspace.connection()).claim({true, {}}, 1, u"w"_s, now, now.addSecs(60)));
    if (jobs.empty())
        fail({core::ErrorCode::Internal, u"nothing to claim"_s, {}});
    return jobs.front();
}

void TestBatches::aBatchIsStored()
{
    TestWorkspace workspace;
    const QString id = newBatch(workspace);
    db::BatchStore batches(workspace.connection());
    const db::BatchRow row = must(batches.byId(id, at(29)));
    QCOMPARE(row.id, id);
    QCOMPARE(row.kind, u"retry"_s);
    QCOMPARE(row.reason, u"retry"_s);
    QCOMPARE(row.filter, u"cause:timeout"_s);
    QCOMPARE(row.planHash, u"hash"_s);
    QCOMPARE(row.createdAt, at());
    QCOMPARE(row.startsAt, at(30));
    QVERIFY(!row.finishedAt.isValid());
    QCOMPARE(row.planned, 0);
    QCOMPARE(row.state, BatchState::Waiting); // its undo window is open
    QCOMPARE(must(batches.byId(id, at(30))).state, BatchState::Running);
}

void TestBatches::anUnknownBatchIsNotFound()
{
    TestWorkspace workspace;
    const auto row = db::BatchStore(workspace.connection()).byId(u"none"_s, at());
    QVERIFY(!row);
    QCOMPARE(row.error().code, core::ErrorCode::NotFound);
    QVERIFY(row.error().message.contains(u"none"_s));
}

void TestBatches::cancellingTakesBack_data()
{
    QTest::addColumn<Before>("before");
    QTest::addColumn<Since>("since");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QDateTime>("next");
    QTest::addColumn<bool>("member"); // still the batch's

    const QDateTime own = at(5000);  // the schedule it had
    const QDateTime retry = at(300); // the schedule after a failure or a pause
    const auto row = [](const char *name, Before before, Since since, const char *status,
                        const QDateTime &next, bool member) {
        QTest::newRow(name) << before << since << QString::fromLatin1(status) << next << member;
    };
    row("what the batch queued itself ends", Before::Nothing, Since::Nothing, "cancelled", at(30), true);
    row("what had a schedule returns to it", Before::Pending, Since::Nothing, "pending", own, false);
    row("what was held returns to its schedule", Before::Held, Since::Nothing, "pending", own, false);
    row("what was dead is dead again", Before::Dead, Since::Nothing, "dead", own, false);
    row("the batch's own row that was handed back ends", Before::Nothing, Since::Released, "cancelled",
        at(30), true);
    row("a dead row that was handed back is dead again", Before::Dead, Since::Released, "dead", own, false);
    row("a row with a schedule that was handed back returns to it", Before::Pending, Since::Released,
        "pending", own, false);
    row("the batch's own row that waits for its host ends", Before::Nothing, Since::Held, "cancelled", retry,
        true);
    row("a dead row that waits for its host is dead again", Before::Dead, Since::Held, "dead", own, false);
    row("a row with a schedule that waits for its host returns to it", Before::Pending, Since::Held,
        "pending", own, false);
    row("a row that failed keeps the schedule of its failure", Before::Nothing, Since::Failed, "pending",
        retry, false);
    row("a dead row that failed again keeps the schedule of its failure", Before::Dead, Since::Failed,
        "pending", retry, false);
    row("what is done stays done", Before::Pending, Since::Completed, "completed", at(30), true);
    row("what runs goes on", Before::Pending, Since::Running, "running", at(30), true);
}

void TestBatches::cancellingTakesBack()
{
    QFETCH(Before, before);
    QFETCH(Since, since);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    if (before != Before::Nothing) {
        workspace.addQueued(u"v1"_s, Step::BackfillImages,
                            {{u"status"_s, before == Before::Dead ? u"dead"_s : u"pending"_s},
                             {u"held_reason"_s, before == Before::Held ? QVariant(u"paused"_s) : QVariant()},
                             {u"next_retry_at"_s, core::toTimeText(at(5000))}});
    }
    const QString batch = newBatch(workspace);
    queue(workspace, u"v1"_s, batch, at(30));
    db::QueueStore store(workspace.connection());
    if (since != Since::Nothing) {
        const db::ClaimedJob job = claimOne(workspace, at(40));
        QueueFinish finish;
        finish.nextRetryAt = at(300);
        finish.status = QueueFinish::Status::Pending;
        if (since == Since::Released)
            must(store.release(job));
        if (since == Since::Held)
            finish.heldReason = u"paused"_s;
        if (since == Since::Failed)
            finish.cause = core::Cause::Timeout;
        if (since == Since::Completed)
            finish = QueueFinish();
        if (since == Since::Held || since == Since::Failed || since == Since::Completed)
            must(store.finish(job, finish, at(41)));
    }
    db::BatchStore batches(workspace.connection());
    const QStringList changed = must(batches.cancel(batch, at(50)));
    QCOMPARE(changed.size(), since == Since::Completed || since == Since::Running ? 0 : 1);
    QCOMPARE(must(batches.byId(batch, at(50))).state, BatchState::Cancelled);
    QCOMPARE(must(batches.byId(batch, at(50))).finishedAt, at(50));

    QFETCH(QString, status);
    QFETCH(QDateTime, next);
    QFETCH(bool, member);
    QCOMPARE(workspace.rows(u"SELECT status, next_retry_at, batch_id IS NOT NULL FROM scrape_retry_queue"_s),
             QStringList(status + u'|' + text(next) + u'|' + QString::number(member)));
    const auto again = batches.cancel(batch, at(51)); // it has ended
    QVERIFY(!again);
    QCOMPARE(again.error().code, core::ErrorCode::Conflict);
}

void TestBatches::cancellingLeavesOtherBatchesAlone()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    const QString first = newBatch(workspace);
    const QString second = newBatch(workspace);
    queue(workspace, u"v1"_s, first, at(1));
    queue(workspace, u"v2"_s, second, at(2));
    QCOMPARE(must(db::BatchStore(workspace.connection()).cancel(first, at(70))), QStringList(u"v1"_s));
    QCOMPARE(workspace.rows(u"SELECT vehicle_id, status FROM scrape_retry_queue ORDER BY 1"_s),
             QStringList({u"v1|cancelled"_s, u"v2|pending"_s}));
    QCOMPARE(must(db::BatchStore(workspace.connection()).byId(second, at(70))).state, BatchState::Running);
}

//! The state is marked first; the rows follow some hundreds at a time.
void TestBatches::aLargeBatchFollowsInChunks_data()
{
    QTest::addColumn<QString>("asked");
    QTest::newRow("pause") << u"pause"_s;
    QTest::newRow("resume") << u"resume"_s;
    QTest::newRow("cancel") << u"cancel"_s;
}

void TestBatches::aLargeBatchFollowsInChunks()
{
    QFETCH(QString, asked);
    constexpr int kRows = 1300;
    TestWorkspace workspace;
    const QString batch = newBatch(workspace);
    workspace.run(u"BEGIN"_s);
    for (int i = 1; i <= kRows; ++i)
        queue(workspace, workspace.addVehicle(i), batch, at(1));
    workspace.run(u"COMMIT"_s);
    db::BatchStore batches(workspace.connection());
    db::QueueStore store(workspace.connection());
    const auto claimable = [&] {
        workspace.run(u"BEGIN"_s);
        const auto jobs = must(store.claim({true, {}}, 10, u"me"_s, at(10), at(70))).size();
        workspace.run(u"ROLLBACK"_s);
        return jobs;
    };
    if (asked == u"resume"_s) {
        must(batches.pause(batch, u"by hand"_s, false));
        while (!must(batches.settle(batch)).isEmpty())
            QVERIFY(claimable() == 0);
    }
    qsizetype changed = (asked == u"pause"_s    ? must(batches.pause(batch, u"by hand"_s, false))
                         : asked == u"resume"_s ? must(batches.resume(batch, at(2)))
                                                : must(batches.cancel(batch, at(2))))
                            .size();
    QVERIFY2(changed > 0 && changed <= 500, qPrintable(QString::number(changed)));
    QCOMPARE(must(batches.settling()), QStringList(batch));
    // Killed here: whoever looks next finds it and goes on. Nothing is claimed of what waits by now.
    for (;;) {
        if (asked != u"resume"_s)
            QCOMPARE(claimable(), std::size_t(0));
        const auto more = must(batches.settle(batch));
        if (more.isEmpty())
            break;
        QVERIFY(more.size() <= 500);
        changed += more.size();
    }
    QCOMPARE(changed, kRows);
    QCOMPARE(must(batches.settling()), QStringList());
    QCOMPARE(workspace.rows(u"SELECT DISTINCT status, parked FROM scrape_retry_queue"_s),
             QStringList(asked == u"pause"_s    ? u"pending|1"_s
                         : asked == u"resume"_s ? u"pending|0"_s
                                                : u"cancelled|0"_s));
    if (asked == u"resume"_s)
        QCOMPARE(claimable(), std::size_t(10));
}

//! Members that were not released follow a cancel like rows.
void TestBatches::unreleasedMembersFollowInChunks()
{
    TestWorkspace workspace;
    const QString batch = newBatch(workspace);
    std::vector<db::NewBatchItem> items;
    for (int i = 0; i < 1200; ++i)
        items.push_back({u"v%1"_s.arg(i), core::Step::ExtractVin, {}});
    db::BatchStore batches(workspace.connection());
    must(batches.addItems(batch, items));
    QCOMPARE(must(batches.cancel(batch, at(2))).size(), 500);
    QCOMPARE(must(batches.byId(batch, at(2))).unreleased, 700);
    while (!must(batches.settle(batch)).isEmpty()) {
    }
    const db::BatchRow row = must(batches.byId(batch, at(2)));
    QCOMPARE(row.cancelled, 1200);
    QCOMPARE(row.active(), 0);
}

void TestBatches::aBatchThatIsBeingAddedToIsNotDone()
{
    TestWorkspace workspace;
    const QString batch = newBatch(workspace);
    db::BatchStore batches(workspace.connection());
    must(batches.extendAdding(batch, at(60)));
    QVERIFY(!must(batches.finishIfDone(batch, at(60))));
    QVERIFY(must(batches.finishIfDone(batch, at(61)))); // whoever added to it has died
    const auto late = batches.extendAdding(batch, at(120));
    QVERIFY(!late);
    QCOMPARE(late.error().code, core::ErrorCode::Conflict);
}

void TestBatches::theStatusCountsItsRows()
{
    TestWorkspace workspace;
    const QString id = newBatch(workspace);
    // Rows enter the queue pending; members follow what then becomes of them.
    const auto add = [&](int vehicle, const char *status, const QVariantMap &more) {
        workspace.addVehicle(vehicle);
        const QString row =
            workspace.addQueued(u"v%1"_s.arg(vehicle), Step::BackfillImages, {{u"batch_id"_s, id}});
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            workspace.run(u"UPDATE scrape_retry_queue SET %1 = ? WHERE id = ?"_s.arg(it.key()),
                          {it.value(), row});
        workspace.run(u"UPDATE scrape_retry_queue SET status = ? WHERE id = ?"_s,
                      {QString::fromLatin1(status), row});
    };
    add(1, "completed", {{u"images_requested"_s, 10}, {u"images_stored"_s, 7}});
    add(2, "completed", {{u"images_requested"_s, 5}, {u"images_skipped"_s, 5}});
    add(3, "dead", {{u"cause"_s, u"not_found"_s}, {u"images_failed"_s, 3}});
    add(4, "pending", {{u"cause"_s, u"timeout"_s}}); // failed, will be tried again
    add(5, "pending", {{u"cause"_s, u"rate_limited"_s}, {u"held_reason"_s, u"paused"_s}}); // held
    add(6, "pending", {});
    add(7, "running", {{u"cause"_s, u"timeout"_s}});
    add(8, "cancelled", {});
    workspace.addVehicle(9);
    workspace.addQueued(u"v9"_s, Step::BackfillImages); // of no batch
    const db::BatchRow row = must(db::BatchStore(workspace.connection()).withHeld(id, at(70)));
    QCOMPARE(row.planned, 8);
    QCOMPARE(row.succeeded, 2);
    QCOMPARE(row.dead, 1);
    QCOMPARE(row.retrying, 3); // what is held after a failure or runs again, too
    QCOMPARE(row.failed(), 4);
    QCOMPARE(row.held, 1);
    QCOMPARE(row.cancelled, 1);
    QCOMPARE(row.active(), 4);
    QCOMPARE(row.imagesRequested, 15);
    QCOMPARE(row.imagesStored, 7);
    QCOMPARE(row.imagesSkipped, 5);
    QCOMPARE(row.imagesFailed, 3);
}

void TestBatches::aRevivedRowHasNotFailedYet()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::BackfillImages,
                        {{u"status"_s, u"dead"_s}, {u"cause"_s, u"not_found"_s}});
    const QString id = newBatch(workspace);
    queue(workspace, u"v1"_s, id, at(1));
    db::BatchStore batches(workspace.connection());
    QCOMPARE(must(batches.byId(id, at(70))).failed(), 0);
    QCOMPARE(must(batches.byId(id, at(70))).active(), 1);
    must(db::QueueStore(workspace.connection()).release(claimOne(workspace, at(1))));
    QCOMPARE(must(batches.byId(id, at(70))).failed(), 0);
    must(batches.cancel(id, at(70)));
    // Dead again, with the cause it died of.
    QCOMPARE(workspace.rows(u"SELECT status, cause FROM scrape_retry_queue"_s),
             QStringList(u"dead|not_found"_s));
}

void TestBatches::cancellingRestoresTheWholeRow_data()
{
    QTest::addColumn<QString>("status");
    QTest::newRow("a row that waited") << u"pending"_s;
    QTest::newRow("a row that was held") << u"held"_s;
    QTest::newRow("a dead row") << u"dead"_s;
}

void TestBatches::cancellingRestoresTheWholeRow()
{
    QFETCH(QString, status);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    const bool held = status == u"held"_s;
    if (status == u"pending"_s) {
        workspace.run(u"INSERT INTO cause_rules (fingerprint, cause, action, created_at) "
                      "VALUES ('f', 'timeout', 'ignore', '2026-01-01')"_s);
    }
    workspace.addQueued(
        u"v1"_s, Step::BackfillImages,
        {{u"status"_s, held ? u"pending"_s : status},
         {u"next_retry_at"_s, core::toTimeText(at(5000))},
         {u"retry_count"_s, 2},
         {u"max_retries"_s, 9},
         {u"priority"_s, 7},
         {u"reason"_s, u"sweep"_s},
         {u"options"_s, u"{\"all_images\":true,\"t\":\"\u00e4'\"}"_s},
         {u"cause"_s, u"timeout"_s},
         {u"fingerprint"_s, u"f"_s},
         {u"message"_s, u"It took too long."_s},
         {u"parked"_s, status == u"pending"_s ? 2 : 0}, // its cause is ignored
         {u"held_reason"_s, held ? QVariant(u"paused"_s) : QVariant()},
         {u"completed_at"_s, status == u"dead"_s ? QVariant(u"2026-01-01T00:00:00.000Z"_s) : QVariant()},
         {u"images_requested"_s, 4},
         {u"images_stored"_s, 1},
         {u"images_skipped"_s, 2},
         {u"images_failed"_s, 3}});
    const QStringList before = workspace.rows(kRow);
    const QString first = newBatch(workspace);
    queue(workspace, u"v1"_s, first, at(30));
    const QStringList taken = workspace.rows(kRow);
    QVERIFY(taken != before);
    db::BatchStore batches(workspace.connection());
    const QString second = newBatch(workspace);
    queue(workspace, u"v1"_s, second, at(40), true);
    must(batches.cancel(second, at(70)));
    QCOMPARE(workspace.rows(kRow), taken); // back to the first batch
    QCOMPARE(must(batches.byId(first, at(70))).active(), 1);
    must(batches.cancel(first, at(70)));
    QCOMPARE(workspace.rows(kRow), before);

    // The other way round: the first batch is gone when the second gives the row back.
    const QString third = newBatch(workspace);
    queue(workspace, u"v1"_s, third, at(50));
    const QString fourth = newBatch(workspace);
    queue(workspace, u"v1"_s, fourth, at(60), true);
    QCOMPARE(must(batches.cancel(third, at(70))), QStringList());
    QCOMPARE(must(batches.cancel(fourth, at(70))), QStringList(u"v1"_s));
    QCOMPARE(workspace.rows(kRow), before);
}

void TestBatches::cancellingParksByWhatIsTrueNow_data()
{
    QTest::addColumn<int>("before"); // bits of parked
    QTest::addColumn<bool>("fails"); // in the batch, after the change
    QTest::addColumn<QString>("change");
    QTest::addColumn<int>("after");
    const QString off = u"INSERT INTO workspace_settings (key, value) VALUES ('sweep.enabled', '0')"_s;
    const QString ignored = u"INSERT INTO cause_rules (fingerprint, cause, action, created_at) "
                            "VALUES ('f', 'timeout', 'ignore', '2026-01-01')"_s;
    QTest::newRow("the sweep was switched on meanwhile") << 4 << false << QString() << 0;
    QTest::newRow("the sweep is still off") << 4 << false << off << 4;
    QTest::newRow("the sweep was switched off meanwhile") << 0 << false << off << 4;
    QTest::newRow("it failed while the sweep was off") << 0 << true << off << 4;
    QTest::newRow("its cause is no longer ignored") << 2 << false << QString() << 0;
    QTest::newRow("its cause is ignored by now") << 0 << false << ignored << 2;
    QTest::newRow("it failed and its cause is ignored") << 0 << true << ignored << 2;
}

void TestBatches::cancellingParksByWhatIsTrueNow()
{
    QFETCH(int, before);
    QFETCH(bool, fails);
    QFETCH(QString, change);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::BackfillImages,
                        {{u"cause"_s, u"timeout"_s}, {u"fingerprint"_s, u"f"_s}, {u"parked"_s, before}});
    const QString batch = newBatch(workspace);
    queue(workspace, u"v1"_s, batch, at(30));
    if (!change.isEmpty())
        workspace.run(change);
    if (fails) {
        QueueFinish finish;
        finish.status = QueueFinish::Status::Pending;
        finish.cause = core::Cause::Timeout;
        finish.fingerprint = u"f"_s;
        finish.nextRetryAt = at(300);
        must(db::QueueStore(workspace.connection()).finish(claimOne(workspace, at(30)), finish, at(40)));
    }
    (void)must(db::BatchStore(workspace.connection()).cancel(batch, at(50)));
    QTEST(workspace.value(u"SELECT parked FROM scrape_retry_queue"_s).toInt(), "after");
}

//! What it lost to another batch goes on without one.
void TestBatches::anEndedBatchGetsNothingBack()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    db::BatchStore batches(workspace.connection());
    const QString first = newBatch(workspace);
    queue(workspace, u"v1"_s, first, at(30));
    QueueFinish failed;
    failed.status = QueueFinish::Status::Pending;
    failed.cause = core::Cause::Timeout;
    failed.nextRetryAt = at(300);
    must(db::QueueStore(workspace.connection()).finish(claimOne(workspace, at(30)), failed, at(40)));
    const QString second = newBatch(workspace);
    queue(workspace, u"v1"_s, second, at(50));
    QVERIFY(must(batches.finishIfDone(first, at(60))));
    (void)must(batches.cancel(second, at(70)));
    QCOMPARE(workspace.rows(u"SELECT status, batch_id, cause FROM scrape_retry_queue"_s),
             QStringList(u"pending||timeout"_s));
    const db::BatchRow row = must(batches.byId(first, at(80)));
    QCOMPARE(row.state, BatchState::Done);
    QCOMPARE(row.queued + row.retrying, 0);
    QCOMPARE(row.failed(), 1);
}

void TestBatches::manyTakeOversKeepTheFirstState()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::BackfillImages, {{u"reason"_s, u"sweep"_s}});
    const QStringList before = workspace.rows(kRow);
    QString last;
    int length = 0;
    for (int i = 0; i < 50; ++i) {
        last = newBatch(workspace);
        queue(workspace, u"v1"_s, last, at(i), true);
        if (i == 2)
            length =
                workspace.value(u"SELECT length(CAST(scheduled_before AS text)) FROM scrape_retry_queue"_s)
                    .toInt();
    }
    QVERIFY(length > 0);
    QCOMPARE(
        workspace.value(u"SELECT length(CAST(scheduled_before AS text)) FROM scrape_retry_queue"_s).toInt(),
        length);
    workspace.run(u"UPDATE retry_batches SET state = 'cancelled' WHERE id <> ?"_s, {last});
    must(db::BatchStore(workspace.connection()).cancel(last, at(70)));
    QCOMPARE(workspace.rows(kRow), before);
}

void TestBatches::aCancelledBatchGetsNoWorkBack_data()
{
    QTest::addColumn<bool>("queuedBefore");
    QTest::addColumn<QString>("end");
    QTest::addColumn<QString>("row");
    for (const char *end : {"rescue", "release", "held"}) {
        QTest::addRow("a row of its own, after %s", end)
            << false << QString::fromLatin1(end) << u"cancelled||0"_s;
        QTest::addRow("a row with a schedule, after %s", end)
            << true << QString::fromLatin1(end) << u"pending|2026-01-31T13:23:20.000Z|1"_s;
    }
    QTest::newRow("a row of its own that failed")
        << false << u"failed"_s << u"pending|2026-01-31T12:05:00.000Z|1"_s;
    QTest::newRow("a row with a schedule that failed")
        << true << u"failed"_s << u"pending|2026-01-31T12:05:00.000Z|1"_s;
}

void TestBatches::aCancelledBatchGetsNoWorkBack()
{
    QFETCH(bool, queuedBefore);
    QFETCH(QString, end);
    QFETCH(QString, row);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    if (queuedBefore)
        workspace.addQueued(u"v1"_s, Step::BackfillImages,
                            {{u"next_retry_at"_s, core::toTimeText(at(5000))}});
    const QString batch = newBatch(workspace);
    queue(workspace, u"v1"_s, batch, at(30));
    const db::ClaimedJob job = claimOne(workspace, at(30));
    must(db::BatchStore(workspace.connection()).cancel(batch, at(70)));
    db::QueueStore store(workspace.connection());
    QueueFinish finish;
    finish.status = QueueFinish::Status::Pending;
    finish.nextRetryAt = at(300);
    if (end == u"rescue"_s)
        QCOMPARE(must(store.rescueExpired(at(91), {u"me"_s})), QStringList(u"v1"_s));
    else if (end == u"release"_s)
        must(store.release(job));
    else if (end == u"held"_s)
        finish.heldReason = u"paused"_s;
    else
        finish.cause = core::Cause::Timeout;
    if (end == u"held"_s || end == u"failed"_s)
        must(store.finish(job, finish, at(60)));
    const bool waits = row.startsWith(u"pending"_s);
    QCOMPARE(
        workspace.rows(u"SELECT status, CASE status WHEN 'pending' THEN next_retry_at END, batch_id IS NULL "
                       "FROM scrape_retry_queue"_s),
        QStringList(row));
    QCOMPARE(must(store.claim({false, {batch}}, 9, u"w"_s, at(99999), at(99999))).size(), std::size_t(0));
    QCOMPARE(must(store.claim({true, {}}, 9, u"w"_s, at(99999), at(99999))).size(),
             std::size_t(waits ? 1 : 0));
}

QTEST_GUILESS_MAIN(TestBatches)
#include "tst_batches.moc"
