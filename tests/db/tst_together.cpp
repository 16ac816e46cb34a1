// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Several sessions of one server at once: what ends, pauses or rules on work, and work that comes back at the
// same moment. By hand for two that meet, and for four in random order.
#include "brokenrules.h"
#include "dbfixture.h"

#include "core/clock.h"
#include "db/batchstore.h"
#include "db/causestore.h"
#include "db/queuestore.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::ErrorCode;
using core::Step;
using db::QueueFinish;

namespace {

const db::QueueScope kAll{true, {}};
constexpr int kThreads = 4;
constexpr int kVehicles = 40;

int seconds()
{
    return qEnvironmentVariableIsSet("RETRYDESK_LONG") ? 120 : 6;
}

//! One session of its own, with what it asks.
struct Session
{
    explicit Session(const TestWorkspace &workspace) : connection(workspace.another()) {}

    std::unique_ptr<db::Connection> connection;
    db::QueueStore queue{*connection};
    db::BatchStore batches{*connection};
    db::CauseStore causes{*connection};

    QString newBatch()
    {
        db::NewBatch batch;
        batch.kind = u"retry"_s;
        batch.state = db::BatchState::Running;
        batch.startsAt = at();
        return must(batches.insert(batch, at()));
    }
    core::Result<std::vector<db::Enqueued>> enqueue(const QString &batch,
                                                    const std::vector<db::NewBatchItem> &items)
    {
        db::QueueRequest request;
        request.batchId = batch;
        request.reason = u"retry"_s;
        request.at = at();
        request.displaces = true;
        return queue.enqueue(request, items, at());
    }
};

QueueFinish failure()
{
    QueueFinish finish;
    finish.status = QueueFinish::Status::Pending;
    finish.cause = core::Cause::Timeout;
    finish.fingerprint = u"f1"_s;
    finish.message = u"It took too long."_s;
    finish.retryCount = 1;
    finish.nextRetryAt = at(60);
    return finish;
}

db::CauseRule ignoring()
{
    db::CauseRule rule;
    rule.fingerprint = u"f1"_s;
    rule.cause = core::Cause::Timeout;
    rule.reason = u"known"_s;
    rule.createdAt = at();
    return rule;
}

std::vector<db::NewBatchItem> itemsOf(int vehicles, Step step = Step::ExtractVin)
{
    std::vector<db::NewBatchItem> items;
    for (int i = 1; i <= vehicles; ++i)
        items.push_back({u"v%1"_s.arg(i), step, u"h"_s});
    return items;
}

} // namespace

class TestTogether : public QObject
{
    Q_OBJECT

private slots:
    void whatComesBackMeetsAPause_data();
    void whatComesBackMeetsAPause();
    void whatComesBackMeetsARule();
    void twoWhoSettleLeaveNothing();
    void aSettlerFollowsTheStateOfNow();
    void whatIsQueuedMeetsACancel();
    void aGateThatGivesNothingTakesNoTurn_data();
    void aGateThatGivesNothingTakesNoTurn();
    void manyAtOnce();
};

void TestTogether::whatComesBackMeetsAPause_data()
{
    QTest::addColumn<QString>("way");
    for (const char *way : {"finished", "released", "rescued"})
        QTest::newRow(way) << QString::fromLatin1(way);
}

//! The batch is paused in a transaction that is not committed yet when the row comes back.
void TestTogether::whatComesBackMeetsAPause()
{
    QFETCH(QString, way);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    Session worker(workspace);
    Session operating(workspace);
    const QString batch = worker.newBatch();
    must(worker.batches.addItems(batch, itemsOf(1)));
    (void)must(worker.enqueue(batch, itemsOf(1)));
    const auto jobs = must(worker.queue.claim(kAll, 1, u"w"_s, at(), at(60)));
    QCOMPARE(jobs.size(), std::size_t(1));
    std::future<void> back;
    std::atomic<bool> isBack = false;
    must(db::inTransaction(*operating.connection, [&]() -> core::Result<void> {
        auto paused = operating.batches.pause(batch, u"by hand"_s, false);
        if (!paused)
            return paused.error();
        back = std::async(std::launch::async, [&] {
            Session other(workspace);
            if (way == "finished"_L1)
                must(other.queue.finish(jobs.front(), failure(), at(1)));
            else if (way == "released"_L1)
                must(other.queue.release(jobs.front()));
            else
                must(other.queue.rescueExpired(at(120), {u"other"_s}));
            isBack = true;
        });
        QTest::qSleep(200);
        return {};
    }));
    back.get();
    QVERIFY(isBack);
    QCOMPARE(workspace.rows(u"SELECT status, parked & 1 FROM scrape_retry_queue"_s),
             QStringList(u"pending|1"_s));
    QCOMPARE(broken(workspace), QStringList());
}

void TestTogether::whatComesBackMeetsARule()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::ExtractVin);
    Session worker(workspace);
    const auto jobs = must(worker.queue.claim(kAll, 1, u"w"_s, at(), at(60)));
    std::future<void> ruling;
    must(db::inTransaction(*worker.connection, [&]() -> core::Result<void> {
        if (auto ended = worker.queue.finish(jobs.front(), failure(), at(1)); !ended)
            return ended;
        ruling = std::async(std::launch::async, [&] {
            Session operating(workspace);
            must(db::inTransaction(*operating.connection, [&] { return operating.causes.rule(ignoring()); }));
        });
        QTest::qSleep(200);
        return {};
    }));
    ruling.get();
    QCOMPARE(workspace.rows(u"SELECT status, parked FROM scrape_retry_queue"_s), QStringList(u"pending|2"_s));
}

void TestTogether::twoWhoSettleLeaveNothing()
{
    TestWorkspace workspace;
    constexpr int kMany = 1700;
    workspace.run(u"BEGIN"_s);
    for (int i = 1; i <= kMany; ++i)
        workspace.addVehicle(i);
    workspace.run(u"COMMIT"_s);
    Session one(workspace);
    const QString batch = one.newBatch();
    (void)must(one.enqueue(batch, itemsOf(kMany)));
    must(one.batches.cancel(batch, at(1)));
    const auto settle = [&batch](Session &session) {
        for (;;) {
            const auto some =
                db::inTransaction(*session.connection, [&] { return session.batches.settle(batch); });
            if (must(some).isEmpty())
                return;
        }
    };
    auto other = std::async(std::launch::async, [&] {
        Session two(workspace);
        settle(two);
    });
    settle(one);
    other.get();
    QCOMPARE(workspace.rows(u"SELECT status, count(*) FROM scrape_retry_queue GROUP BY 1"_s),
             QStringList(u"cancelled|%1"_s.arg(kMany)));
    QCOMPARE(workspace.value(u"SELECT settling FROM retry_batches"_s).toInt(), 0);
    QCOMPARE(broken(workspace), QStringList());
}

//! Whoever comes to settle when the batch has changed again does what it is now.
void TestTogether::aSettlerFollowsTheStateOfNow()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    Session one(workspace);
    const QString batch = one.newBatch();
    (void)must(one.enqueue(batch, itemsOf(1)));
    must(one.batches.pause(batch, u"by hand"_s, false));
    std::future<void> settled;
    must(db::inTransaction(*one.connection, [&]() -> core::Result<void> {
        auto resumed = one.batches.resume(batch, at(1));
        if (!resumed)
            return resumed.error();
        settled = std::async(std::launch::async, [&] {
            Session two(workspace);
            (void)must(two.batches.settle(batch));
        });
        QTest::qSleep(200);
        return {};
    }));
    settled.get();
    QCOMPARE(
        workspace.rows(u"SELECT b.state, b.settling, q.parked FROM retry_batches b, scrape_retry_queue q"_s),
        QStringList(u"running|0|0"_s));
}

//! Members whose turn comes while their batch is cancelled are cancelled, and have not vanished.
void TestTogether::whatIsQueuedMeetsACancel()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    Session one(workspace);
    const QString batch = one.newBatch();
    must(one.batches.addItems(batch, itemsOf(1)));
    std::future<void> queued;
    must(db::inTransaction(*one.connection, [&]() -> core::Result<void> {
        auto cancelled = one.batches.cancel(batch, at(1));
        if (!cancelled)
            return cancelled.error();
        queued = std::async(std::launch::async, [&] {
            Session two(workspace);
            must(db::inTransaction(*two.connection, [&]() -> core::Result<void> {
                must(two.batches.hold(batch));
                if (must(two.batches.byId(batch, at())).state == db::BatchState::Running)
                    return core::Error{ErrorCode::Internal, u"It still runs."_s, {}};
                return {};
            }));
        });
        QTest::qSleep(200);
        return {};
    }));
    queued.get();
    QCOMPARE(workspace.rows(u"SELECT state FROM retry_batch_items"_s), QStringList(u"cancelled"_s));
}

void TestTogether::aGateThatGivesNothingTakesNoTurn_data()
{
    QTest::addColumn<int>("urgency"); // of the work that nobody may claim
    QTest::newRow("it is more urgent") << 1;
    QTest::newRow("it is as urgent") << 5;
}

//! Between the pause of a batch and its last row: nothing of it is claimed, everything else is.
void TestTogether::aGateThatGivesNothingTakesNoTurn()
{
    QFETCH(int, urgency);
    TestWorkspace workspace;
    workspace.run(u"INSERT INTO retry_batches (id, kind, state, starts_at, created_at) "
                  "VALUES ('b', 'retry', 'paused', now(), now())"_s);
    for (int i = 1; i <= 30; ++i) {
        workspace.addVehicle(i);
        const bool isPaused = i > 20;
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin,
                            {{u"batch_id"_s, isPaused ? QVariant(u"b"_s) : QVariant()},
                             {u"host"_s, isPaused ? u"paused%1"_s.arg(i % 3) : u"h"_s},
                             {u"priority"_s, isPaused ? urgency : 5}});
    }
    Session worker(workspace);
    QCOMPARE(must(worker.queue.claim(kAll, 25, u"w"_s, at(), at(60))).size(), std::size_t(20));
}

void TestTogether::manyAtOnce()
{
    TestWorkspace workspace;
    for (int i = 1; i <= kVehicles; ++i)
        workspace.addVehicle(i, {{u"image_urls"_s, QJsonArray{u"u"_s}}});
    std::mutex mutex;
    QStringList problems;
    std::atomic<int> busy = 0;
    std::atomic<int> done = 0;
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    const auto work = [&](int number) {
        QRandomGenerator random(seed + static_cast<quint32>(number));
        Session own(workspace);
        const QString owner = u"w%1"_s.arg(number);
        const QList<Step> steps{Step::FetchListing, Step::ExtractVin, Step::BackfillImages};
        const auto inState = [&](const QString &state) -> core::Result<QString> {
            auto ids = own.connection->prepare(
                u"SELECT id FROM retry_batches WHERE state = :state ORDER BY random() LIMIT 1"_s);
            if (!ids)
                return ids.error();
            const auto all =
                ids->bind(":state", state).list([](const db::Statement &row) { return row.text(0); });
            if (!all)
                return all.error();
            return all->empty() ? QString() : all->front();
        };
        const auto queueSome = [&](const QString &batch) -> core::Result<void> {
            if (auto held = own.batches.hold(batch); !held)
                return held;
            const auto row = own.batches.byId(batch, at());
            if (!row || row->state != db::BatchState::Running)
                return row ? core::Result<void>() : core::Result<void>(row.error());
            const auto items = own.batches.unreleased(batch, 5);
            if (!items || items->empty())
                return items ? core::Result<void>() : core::Result<void>(items.error());
            const auto queued = own.enqueue(batch, *items);
            if (!queued)
                return queued.error();
            for (std::size_t i = 0; i < items->size(); ++i) {
                if ((*queued)[i] == db::Enqueued::Queued)
                    continue;
                if (auto skipped = own.batches.skip(batch, (*items)[i], u"queued already"_s); !skipped)
                    return skipped;
            }
            return {};
        };
        const auto endSome = [&]() -> core::Result<void> {
            const auto jobs = own.queue.claim(kAll, 6, owner, at(1000), at(1060));
            if (!jobs)
                return jobs.error();
            std::vector<db::EndedJob> ended;
            for (const db::ClaimedJob &job : *jobs) {
                QueueFinish finish = failure();
                switch (random.bounded(5)) {
                case 0:
                    if (auto released =
                            db::inTransaction(*own.connection, [&] { return own.queue.release(job); });
                        !released)
                        return released;
                    continue;
                case 1:
                    finish.status = QueueFinish::Status::Dead;
                    break;
                case 2:
                    break;
                case 3:
                    finish = {};
                    finish.status = QueueFinish::Status::Pending;
                    finish.nextRetryAt = at();
                    finish.heldReason = u"rate_limited"_s;
                    break;
                default:
                    finish = {};
                    finish.result = u"success"_s;
                    break;
                }
                ended.push_back({job, finish});
            }
            const auto lost =
                db::inTransaction(*own.connection, [&] { return own.queue.finish(ended, at(1001)); });
            return lost ? core::Result<void>() : core::Result<void>(lost.error());
        };
        const auto change = [&](const QString &from, const auto &how) -> core::Result<void> {
            const auto batch = inState(from);
            if (!batch || batch->isEmpty())
                return batch ? core::Result<void>() : core::Result<void>(batch.error());
            const auto changed = db::inTransaction(*own.connection, [&] { return how(*batch); });
            return changed ? core::Result<void>() : core::Result<void>(changed.error());
        };
        const std::vector<std::function<core::Result<void>()>> actions{
            [&]() -> core::Result<void> {
                return db::inTransaction(*own.connection, [&] {
                    return own.batches.addItems(own.newBatch(),
                                                itemsOf(kVehicles, steps.at(random.bounded(3))));
                });
            },
            [&] { return change(u"running"_s, queueSome); },
            [&] { return change(u"running"_s, queueSome); },
            endSome,
            endSome,
            endSome,
            [&] {
                return change(u"running"_s,
                              [&](const QString &b) { return own.batches.pause(b, u"so"_s, false); });
            },
            [&] {
                return change(u"paused"_s, [&](const QString &b) { return own.batches.resume(b, at(2)); });
            },
            [&] {
                return change(u"paused"_s, [&](const QString &b) { return own.batches.cancel(b, at(2)); });
            },
            [&] {
                return change(u"running"_s,
                              [&](const QString &b) { return own.batches.finishIfDone(b, at(2)); });
            },
            [&]() -> core::Result<void> {
                const auto ids = own.batches.settling();
                if (!ids)
                    return ids.error();
                for (const QString &id : *ids) {
                    if (auto some =
                            db::inTransaction(*own.connection, [&] { return own.batches.settle(id); });
                        !some)
                        return some.error();
                }
                return {};
            },
            [&]() -> core::Result<void> {
                const auto ruled =
                    db::inTransaction(*own.connection, [&] { return own.causes.rule(ignoring()); });
                return ruled ? core::Result<void>() : core::Result<void>(ruled.error());
            },
            [&]() -> core::Result<void> {
                const auto unruled =
                    db::inTransaction(*own.connection, [&] { return own.causes.unrule(u"f1"_s); });
                return unruled || unruled.error().code == ErrorCode::NotFound
                           ? core::Result<void>()
                           : core::Result<void>(unruled.error());
            },
        };
        QElapsedTimer time;
        time.start();
        while (!time.hasExpired(seconds() * 1000)) {
            const auto &act = actions.at(static_cast<std::size_t>(random.bounded(int(actions.size()))));
            const auto acted = act();
            ++done;
            if (acted || acted.error().code == ErrorCode::Conflict)
                continue;
            if (acted.error().code == ErrorCode::Busy) {
                ++busy;
                continue;
            }
            const std::lock_guard lock(mutex);
            problems.append(acted.error().message + acted.error().detail);
            return;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back(work, i);
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(problems, QStringList());
    qInfo("%d actions, %d of them met a deadlock or waited too long", done.load(), busy.load());
    QVERIFY2(busy.load() < done.load() / 5, qPrintable(QString::number(busy.load())));
    Session last(workspace);
    for (const QString &id : must(last.batches.settling())) {
        while (!must(last.batches.settle(id)).isEmpty()) {
        }
    }
    QCOMPARE(broken(workspace), QStringList());
    QCOMPARE(must(last.batches.settling()), QStringList());
}

QTEST_GUILESS_MAIN(TestTogether)
#include "tst_together.moc"
