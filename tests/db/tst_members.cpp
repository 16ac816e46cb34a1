// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Members of batches mirror their queue rows, counters equal a recount, and what is parked has a reason that
// holds: by hand for each transition, and for many in random order.
#include "brokenrules.h"
#include "dbfixture.h"

#include "core/clock.h"
#include "db/batchstore.h"
#include "db/causestore.h"
#include "db/queuestore.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <functional>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;
using db::QueueFinish;

namespace {

constexpr int kVehicles = 12;
constexpr int kRounds = 1500;
const db::QueueScope kAll{true, {}};

db::CauseRule ignoring(const QString &fingerprint)
{
    db::CauseRule rule;
    rule.fingerprint = fingerprint;
    rule.cause = core::Cause::Timeout;
    rule.reason = u"known"_s;
    rule.createdAt = at();
    return rule;
}

//! A batch of one member, and what may become of it.
struct Desk
{
    TestWorkspace workspace;
    db::QueueStore queue{workspace.connection()};
    db::BatchStore batches{workspace.connection()};
    db::CauseStore causes{workspace.connection()};

    QString newBatch(const QString &kind = u"retry"_s)
    {
        db::NewBatch batch;
        batch.kind = kind;
        batch.state = db::BatchState::Running;
        batch.startsAt = at();
        return must(batches.insert(batch, at()));
    }

    db::Enqueued enqueue(const QString &vehicle, const QString &batch, bool displaces = true,
                         Step step = Step::BackfillImages)
    {
        db::QueueRequest request;
        request.vehicleId = vehicle;
        request.step = step;
        request.batchId = batch;
        request.reason = u"retry"_s;
        request.at = at();
        request.displaces = displaces;
        return must(queue.enqueue(request, at()));
    }

    db::ClaimedJob claim(const QDateTime &now = at())
    {
        const auto jobs = must(queue.claim(kAll, 1, u"w"_s, now, now.addSecs(60)));
        if (jobs.empty())
            fail({core::ErrorCode::Internal, u"nothing to claim"_s, {}});
        return jobs.front();
    }

    void setSweep(bool enabled)
    {
        workspace.run(u"INSERT INTO workspace_settings VALUES ('sweep.enabled', ?) "
                      "ON CONFLICT (key) DO UPDATE SET value = excluded.value"_s,
                      {enabled ? u"1"_s : u"0"_s});
        must(queue.setSweep(enabled));
    }

    QString member(const QString &batch)
    {
        return workspace
            .value(u"SELECT state || '|' || coalesce(cause, '') || '|' || coalesce(note, '') "
                   "FROM retry_batch_items WHERE batch_id = ?"_s,
                   {batch})
            .toString();
    }
    QString row()
    {
        return workspace
            .value(
                u"SELECT status || '|' || parked || '|' || CASE WHEN batch_id IS NULL THEN 0 ELSE 1 END FROM scrape_retry_queue"_s)
            .toString();
    }
};

QueueFinish failure(QueueFinish::Status status = QueueFinish::Status::Pending)
{
    QueueFinish finish;
    finish.status = status;
    finish.cause = core::Cause::Timeout;
    finish.fingerprint = u"f1"_s;
    finish.message = u"It took too long."_s;
    finish.retryCount = 1;
    finish.nextRetryAt = at(60);
    return finish;
}

} // namespace

class TestMembers : public QObject
{
    Q_OBJECT

private slots:
    void aMemberFollowsItsRow();
    void aMemberFollowsItsRowToTheEnd_data();
    void aMemberFollowsItsRowToTheEnd();
    void aDeletedVehicleStaysInTheList();
    void whatAnotherBatchTakesLeavesItsOwn();
    void aBatchThatIsDoneGetsNoWorkBack();
    void aRuleTakenBackMeanwhileParksNothing();
    void aRuleMadeMeanwhileParksWhatComesBack_data();
    void aRuleMadeMeanwhileParksWhatComesBack();
    void aRowThatRunsAgainIsParkedByNoOldCause();
    void nobodyAdoptsWhatIsParked();
    void countersEqualARecount();
};

void TestMembers::aMemberFollowsItsRow()
{
    Desk desk;
    desk.workspace.addVehicle(1);
    const QString batch = desk.newBatch();
    must(desk.batches.addItems(batch, {{u"v1"_s, Step::BackfillImages, u"h"_s}}));
    QCOMPARE(desk.member(batch), u"planned||"_s);
    QCOMPARE(must(desk.batches.byId(batch, at())).unreleased, 1);
    QCOMPARE(desk.enqueue(u"v1"_s, batch), db::Enqueued::Queued);
    QCOMPARE(desk.member(batch), u"queued||"_s);
    QCOMPARE(must(desk.batches.byId(batch, at())).planned, 1);
    must(desk.queue.release(desk.claim()));
    QCOMPARE(desk.member(batch), u"queued||"_s);
    QueueFinish held;
    held.status = QueueFinish::Status::Pending;
    held.heldReason = u"rate_limited"_s;
    held.nextRetryAt = at(5);
    must(desk.queue.finish(desk.claim(), held, at()));
    QCOMPARE(desk.member(batch), u"queued||"_s); // it was not tried
    must(desk.queue.finish(desk.claim(at(5)), failure(), at(6)));
    QCOMPARE(desk.member(batch), u"retrying|timeout|It took too long."_s);
    const db::ClaimedJob again = desk.claim(at(60));
    QCOMPARE(desk.member(batch), u"retrying|timeout|It took too long."_s);
    QCOMPARE(must(desk.queue.rescueExpired(at(200), {u"me"_s})), QStringList(u"v1"_s)); // its worker died
    QCOMPARE(desk.member(batch), u"retrying|timeout|It took too long."_s);
    must(desk.batches.pause(batch, u"by hand"_s, false));
    QCOMPARE(desk.row(), u"pending|1|1"_s);
    QCOMPARE(desk.member(batch), u"retrying|timeout|It took too long."_s);
    must(desk.batches.resume(batch, at(200)));
    QCOMPARE(desk.row(), u"pending|0|1"_s);
    QCOMPARE(broken(desk.workspace), QStringList());
}

void TestMembers::aMemberFollowsItsRowToTheEnd_data()
{
    QTest::addColumn<QString>("end");
    QTest::addColumn<QString>("member");
    QTest::newRow("success") << u"success"_s << u"succeeded||"_s;
    QTest::newRow("known absent") << u"known_absent"_s << u"succeeded||"_s;
    QTest::newRow("nothing left to do") << u"skipped"_s << u"skipped||Nothing was missing."_s;
    QTest::newRow("final failure") << u"dead"_s << u"failed|timeout|It took too long."_s;
    QTest::newRow("cancelled") << u"cancel"_s << u"cancelled||"_s;
    QTest::newRow("cancelled while it ran") << u"cancel running"_s << u"cancelled||"_s;
    QTest::newRow("done by other means") << u"settle"_s << u"succeeded||"_s;
}

void TestMembers::aMemberFollowsItsRowToTheEnd()
{
    QFETCH(QString, end);
    Desk desk;
    desk.workspace.addVehicle(1);
    const QString batch = desk.newBatch();
    desk.enqueue(u"v1"_s, batch);
    QueueFinish finish;
    finish.result = end;
    finish.imagesRequested = 3;
    finish.imagesStored = 2;
    if (end == u"skipped"_s)
        finish.message = u"Nothing was missing."_s;
    if (end == u"cancel"_s) {
        must(desk.batches.cancel(batch, at()));
    } else if (end == u"settle"_s) {
        must(desk.queue.settle(u"v1"_s, Step::BackfillImages, at()));
    } else {
        const db::ClaimedJob job = desk.claim();
        if (end == u"cancel running"_s) {
            must(desk.batches.cancel(batch, at()));
            must(desk.queue.release(job));
        } else {
            must(desk.queue.finish(job, end == u"dead"_s ? failure(QueueFinish::Status::Dead) : finish,
                                   at(1)));
        }
    }
    QTEST(desk.member(batch), "member");
    QCOMPARE(must(desk.batches.byId(batch, at())).active(), 0);
    QCOMPARE(broken(desk.workspace), QStringList());
}

void TestMembers::aDeletedVehicleStaysInTheList()
{
    Desk desk;
    desk.workspace.addVehicle(1);
    const QString batch = desk.newBatch();
    desk.enqueue(u"v1"_s, batch);
    desk.workspace.run(u"DELETE FROM vehicles"_s);
    QCOMPARE(desk.member(batch), u"skipped||The vehicle is not there any more."_s);
    QVERIFY(must(desk.batches.finishIfDone(batch, at(1))));
}

void TestMembers::whatAnotherBatchTakesLeavesItsOwn()
{
    Desk desk;
    desk.workspace.addVehicle(1);
    const QString first = desk.newBatch();
    const QString second = desk.newBatch();
    const QString third = desk.newBatch();
    desk.enqueue(u"v1"_s, first);
    desk.enqueue(u"v1"_s, second);
    QCOMPARE(desk.member(first), u"cancelled||"_s); // never tried there
    must(desk.queue.finish(desk.claim(), failure(), at(1)));
    desk.enqueue(u"v1"_s, third);
    QCOMPARE(desk.member(second), u"failed|timeout|It took too long."_s);
    QCOMPARE(desk.member(third), u"queued||"_s);
    QCOMPARE(broken(desk.workspace), QStringList());
}

void TestMembers::aBatchThatIsDoneGetsNoWorkBack()
{
    Desk desk;
    desk.workspace.addVehicle(1);
    const QString first = desk.newBatch();
    const QString second = desk.newBatch();
    desk.enqueue(u"v1"_s, first);
    desk.enqueue(u"v1"_s, second);
    QVERIFY(must(desk.batches.finishIfDone(first, at(1))));
    must(desk.batches.cancel(second, at(2)));
    QCOMPARE(desk.row(), u"pending|0|0"_s); // goes on by itself
    QCOMPARE(broken(desk.workspace), QStringList());
}

void TestMembers::aRuleTakenBackMeanwhileParksNothing()
{
    Desk desk;
    desk.workspace.addVehicle(1);
    desk.enqueue(u"v1"_s, {});
    must(desk.queue.finish(desk.claim(), failure(), at(1)));
    must(desk.causes.rule(ignoring(u"f1"_s)));
    desk.setSweep(false);
    QCOMPARE(desk.row(), u"pending|6|0"_s);
    const QString batch = desk.newBatch();
    desk.enqueue(u"v1"_s, batch);
    QCOMPARE(desk.row(), u"pending|0|1"_s); // it was asked for by hand
    must(desk.causes.unrule(u"f1"_s));
    desk.setSweep(true);
    must(desk.batches.cancel(batch, at(2)));
    QCOMPARE(desk.row(), u"pending|0|0"_s); // nobody would ever let it go again
}

void TestMembers::aRuleMadeMeanwhileParksWhatComesBack_data()
{
    QTest::addColumn<QString>("back");
    QTest::newRow("handed back") << u"release"_s;
    QTest::newRow("rescued") << u"rescue"_s;
    QTest::newRow("its batch was cancelled") << u"cancel"_s;
}

void TestMembers::aRuleMadeMeanwhileParksWhatComesBack()
{
    QFETCH(QString, back);
    Desk desk;
    desk.workspace.addVehicle(1);
    desk.enqueue(u"v1"_s, {});
    must(desk.queue.finish(desk.claim(), failure(), at(1)));
    const QString batch = desk.newBatch();
    if (back == u"cancel"_s)
        desk.enqueue(u"v1"_s, batch);
    const db::ClaimedJob job = desk.claim(at(60));
    must(desk.causes.rule(ignoring(u"f1"_s)));
    desk.setSweep(false);
    if (back == u"cancel"_s)
        must(desk.batches.cancel(batch, at(61)));
    if (back == u"rescue"_s)
        must(desk.queue.rescueExpired(at(999), {u"me"_s}));
    else
        must(desk.queue.release(job));
    QCOMPARE(desk.row(), u"pending|6|0"_s);
}

void TestMembers::aRowThatRunsAgainIsParkedByNoOldCause()
{
    Desk desk;
    desk.workspace.addVehicle(1);
    desk.enqueue(u"v1"_s, {});
    must(desk.queue.finish(desk.claim(), failure(), at(1)));
    const db::ClaimedJob job = desk.claim(at(60));
    must(desk.causes.rule(ignoring(u"f1"_s)));
    QueueFinish again;
    again.status = QueueFinish::Status::Pending;
    again.nextRetryAt = at(61);
    must(desk.queue.finish(job, again, at(61)));
    QCOMPARE(desk.row(), u"pending|0|0"_s); // it has no cause any more that could be unruled
}

void TestMembers::nobodyAdoptsWhatIsParked()
{
    Desk desk;
    desk.workspace.addVehicle(1);
    const QString paused = desk.newBatch(u"import"_s);
    desk.enqueue(u"v1"_s, paused);
    must(desk.batches.pause(paused, u"by hand"_s, false));
    const QString other = desk.newBatch(u"import"_s);
    QVERIFY(!must(desk.queue.adoptDue({u"v1"_s}, {Step::BackfillImages}, other, at(1))));
    QCOMPARE(desk.row(), u"pending|1|1"_s);
    must(desk.batches.resume(paused, at(2)));
    QVERIFY(must(desk.queue.adoptDue({u"v1"_s}, {Step::BackfillImages}, other, at(2))));
    QCOMPARE(desk.member(other), u"queued||"_s);
    QCOMPARE(broken(desk.workspace), QStringList());
}

void TestMembers::countersEqualARecount()
{
    const quint32 seed = qEnvironmentVariableIsSet("RETRYDESK_SEED")
                             ? qEnvironmentVariable("RETRYDESK_SEED").toUInt()
                             : QRandomGenerator::global()->generate();
    qInfo("RETRYDESK_SEED=%u", seed);
    QRandomGenerator random(seed);
    Desk desk;
    for (int i = 1; i <= kVehicles; ++i)
        desk.workspace.addVehicle(i, {{u"image_urls"_s, QJsonArray{u"u"_s}}});
    QStringList batches;
    std::vector<db::ClaimedJob> running;
    QDateTime now = at();
    const auto any = [&](const QStringList &texts) { return texts.at(random.bounded(int(texts.size()))); };
    const QList<Step> steps{Step::FetchListing, Step::ExtractVin, Step::BackfillImages};
    const auto inState = [&](const char *state) {
        return desk.workspace.rows(u"SELECT id FROM retry_batches WHERE state = ?"_s,
                                   {QString::fromLatin1(state)});
    };
    const std::vector<std::pair<const char *, std::function<void()>>> actions{
        {"new batch",
         [&] {
             batches.append(desk.newBatch(any({u"import"_s, u"retry"_s})));
             std::vector<db::NewBatchItem> items;
             for (int i = 1; i <= kVehicles; i += random.bounded(1, 5))
                 items.push_back({u"v%1"_s.arg(i), steps.at(random.bounded(3)), u"h"_s});
             must(desk.batches.addItems(batches.last(), items));
         }},
        {"release",
         [&] {
             for (const QString &batch : inState("running")) {
                 for (const auto &item : must(desk.batches.unreleased(batch, 2))) {
                     if (desk.enqueue(item.vehicleId, batch, random.bounded(2) == 0, item.step) !=
                         db::Enqueued::Queued)
                         must(desk.batches.skip(batch, item, u"It is queued already."_s));
                 }
             }
         }},
        {"enqueue",
         [&] {
             const QStringList open = inState("running");
             desk.enqueue(u"v%1"_s.arg(random.bounded(1, kVehicles + 1)),
                          open.isEmpty() || random.bounded(3) == 0 ? QString() : any(open),
                          random.bounded(2) == 0, steps.at(random.bounded(3)));
         }},
        {"claim",
         [&] {
             for (const auto &job : must(desk.queue.claim(kAll, 4, u"w"_s, now, now.addSecs(60))))
                 running.push_back(job);
         }},
        {"end",
         [&] {
             for (const db::ClaimedJob &job : std::exchange(running, {})) {
                 QueueFinish finish =
                     failure(random.bounded(4) ? QueueFinish::Status::Pending : QueueFinish::Status::Dead);
                 finish.fingerprint = u"f%1"_s.arg(random.bounded(1, 4));
                 finish.nextRetryAt = now.addSecs(random.bounded(200));
                 finish.imagesRequested = random.bounded(5);
                 finish.imagesFailed = random.bounded(3);
                 switch (random.bounded(5)) {
                 case 0:
                     must(desk.queue.release(job, finish));
                     continue;
                 case 1:
                     finish.cause.reset();
                     finish.fingerprint.clear();
                     finish.heldReason = u"rate_limited"_s;
                     finish.status = QueueFinish::Status::Pending;
                     break;
                 case 2:
                     finish = {};
                     finish.result = any({u"success"_s, u"skipped"_s, u"known_absent"_s});
                     finish.imagesStored = 2;
                     break;
                 case 3: // once more at once
                     finish.cause.reset();
                     finish.fingerprint.clear();
                     finish.status = QueueFinish::Status::Pending;
                     break;
                 default:
                     break;
                 }
                 const auto ended = desk.queue.finish(job, finish, now);
                 if (!ended && ended.error().code != core::ErrorCode::Conflict) // rescued, or deleted
                     fail(ended.error());
             }
         }},
        {"rescue", [&] { must(desk.queue.rescueExpired(now.addSecs(random.bounded(120)), {u"me"_s})); }},
        {"pause",
         [&] {
             if (const QStringList open = inState("running"); !open.isEmpty())
                 must(desk.batches.pause(any(open), u"by hand"_s, false));
         }},
        {"resume",
         [&] {
             if (const QStringList paused = inState("paused"); !paused.isEmpty())
                 must(desk.batches.resume(any(paused), now));
         }},
        {"cancel",
         [&] {
             const QStringList open = inState("running") + inState("paused");
             if (open.size() > 3)
                 must(desk.batches.cancel(any(open), now));
         }},
        {"finish",
         [&] {
             for (const QString &batch : std::as_const(batches))
                 must(desk.batches.finishIfDone(batch, now));
         }},
        {"rule", [&] { must(desk.causes.rule(ignoring(u"f%1"_s.arg(random.bounded(1, 4))))); }},
        {"unrule",
         [&] {
             const auto rules = must(desk.causes.rules());
             if (!rules.empty())
                 must(desk.causes.unrule(rules.front().fingerprint));
         }},
        {"sweep", [&] { desk.setSweep(random.bounded(2) == 0); }},
        {"settle",
         [&] {
             must(desk.queue.settle(u"v%1"_s.arg(random.bounded(1, kVehicles + 1)),
                                    steps.at(random.bounded(3)), now));
         }},
        {"adopt",
         [&] {
             if (const QStringList open = inState("running"); !open.isEmpty())
                 must(desk.queue.adoptDue({u"v%1"_s.arg(random.bounded(1, kVehicles + 1))},
                                          {steps.begin(), steps.end()}, any(open), now));
         }},
        {"URLs",
         [&] {
             desk.workspace.run(u"UPDATE vehicles SET origin_metadata = ? WHERE id = ?"_s,
                                {any({u"{}"_s, u"{\"image_urls\":[\"u\"]}"_s}),
                                 u"v%1"_s.arg(random.bounded(1, kVehicles + 1))});
         }},
        {"delete and add",
         [&] {
             const int number = random.bounded(1, kVehicles + 1);
             desk.workspace.run(u"DELETE FROM vehicles WHERE id = ?"_s, {u"v%1"_s.arg(number)});
             desk.workspace.addVehicle(number, {{u"image_urls"_s, QJsonArray{u"u"_s}}});
         }},
    };
    QStringList last;
    for (int round = 0; round < kRounds; ++round) {
        const auto &[name, act] = actions.at(static_cast<std::size_t>(random.bounded(int(actions.size()))));
        last.append(QLatin1String(name));
        now = now.addSecs(random.bounded(20));
        act();
        const QStringList wrong = broken(desk.workspace);
        QVERIFY2(wrong.isEmpty(), qPrintable(u"round %1, after %2: %3"_s.arg(round).arg(
                                      last.mid(last.size() - 5).join(u", "_s), wrong.join(u"; "_s))));
    }
    // The night was not idle.
    for (const char *state : {"succeeded", "skipped", "failed", "cancelled"})
        QVERIFY2(desk.workspace
                         .value(u"SELECT count(*) FROM retry_batch_items WHERE state = ?"_s,
                                {QString::fromLatin1(state)})
                         .toInt() > 0,
                 state);
}

QTEST_GUILESS_MAIN(TestMembers)
#include "tst_members.moc"
