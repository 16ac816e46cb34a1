// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "db/batchstore.h"
#include "pipeline/workerloop.h"
#include "stepbench.h"

#include <QSignalSpy>
#include <QTest>

#include <deque>

using namespace Qt::StringLiterals;
using core::Cause;
using core::Step;
using dbtest::must;
using pipeline::Job;
using pipeline::Outcome;
using pipeline::WorkerLoop;
using pipeline::WorkerOptions;
using pipeline::WorkerReport;
using pipetest::StepBench;

namespace {

//! A step that ends when the test says so.
class HeldRunner : public pipeline::StepRunner
{
public:
    void start(const Job &job, Done done) override
    {
        started.append(job.vehicleId);
        open.push_back({job, std::move(done)});
    }
    void cancel(const Job &job) override
    {
        ++cancelled;
        Outcome outcome;
        outcome.kind = Outcome::Kind::Cancelled;
        if (!isDeaf)
            end(job.vehicleId, outcome);
    }
    void end(const QString &vehicleId, const Outcome &outcome = {})
    {
        for (auto it = open.begin(); it != open.end(); ++it) {
            if (it->first.vehicleId == vehicleId) {
                const Done done = it->second;
                open.erase(it);
                done(outcome);
                return;
            }
        }
    }

    std::deque<std::pair<Job, Done>> open;
    QStringList started;
    int cancelled = 0;
    bool isDeaf = false; //!< does not answer a cancel
};

//! A worker over steps that the test ends, and a clock that the test moves.
class WorkerBench : public StepBench
{
public:
    WorkerBench()
        : hosts(services), worker(services, hosts,
                                  {{Step::FetchListing, &runner},
                                   {Step::ExtractData, &runner},
                                   {Step::ExtractImages, &runner},
                                   {Step::ExtractVin, &runner},
                                   {Step::BackfillImages, &runner}}),
          stopped(&worker, &WorkerLoop::stopped)
    {
        for (const auto &[key, value] :
             {std::pair(u"queue.heartbeat_ms"_s, u"100"_s), {u"queue.lease_ms"_s, u"60000"_s}})
            must(services.settings.set(key, value));
    }

    //! A vehicle whose page is to be fetched at this second.
    QString queued(int number, int second = 0, const QVariantMap &columns = {})
    {
        const QString id = rows.addVehicle(number);
        QVariantMap all{{u"next_retry_at"_s, core::toTimeText(dbtest::at(second))}};
        all.insert(columns);
        rows.addQueued(id, Step::FetchListing, all);
        return id;
    }
    //! One whose host has a breaker in that state.
    QString queuedAtGate(int number, const QString &state, const QString &probeOwner,
                         const QDateTime &probeUntil)
    {
        const QString id = queued(number, 0, {{u"host"_s, u"down.example"_s}});
        rows.run(u"UPDATE circuit_breakers SET state = ?, probe_owner = ?, probe_until = ?, open_until = ? "
                 "WHERE host = 'down.example'"_s,
                 {state, probeOwner.isEmpty() ? QVariant() : probeOwner,
                  probeUntil.isValid() ? QVariant(core::toTimeText(probeUntil)) : QVariant(),
                  core::toTimeText(dbtest::at(-1))});
        return id;
    }
    QString gate(const char *column)
    {
        return rows
            .value(
                u"SELECT %1 FROM circuit_breakers WHERE host = 'down.example'"_s.arg(QLatin1String(column)))
            .toString();
    }
    static Outcome heldOutcome()
    {
        Outcome outcome;
        outcome.kind = Outcome::Kind::Held;
        outcome.heldUntil = dbtest::at(3600);
        outcome.heldReason = u"rate_limited"_s;
        return outcome;
    }
    QString state(const QString &id) { return queueRow(id, Step::FetchListing, "status, retry_count"); }
    WorkerReport report() const { return stopped.last().at(0).value<WorkerReport>(); }
    void startUntilEmpty(int patience = 0)
    {
        WorkerOptions options;
        options.untilEmpty = true;
        options.patienceSeconds = patience;
        worker.start(options);
    }

    HeldRunner runner;
    pipeline::HostKeeper hosts;
    WorkerLoop worker;
    QSignalSpy stopped;
};

QVariantMap leasedBy(const QString &owner, const QDateTime &until)
{
    return {{u"status"_s, u"running"_s},
            {u"lease_owner"_s, owner},
            {u"lease_token"_s, u"t"_s},
            {u"lease_until"_s, core::toTimeText(until)}};
}

} // namespace

//! Claims, leases and ends; the steps themselves are the test's.
class TestWorker : public QObject
{
    Q_OBJECT

private slots:
    void worksUntilNothingIsDue();
    void waitsAsLongAsItsPatience_data();
    void waitsAsLongAsItsPatience();
    void waitsForTheLeaseOfAnother();
    void stopsAfterMaxSeconds();
    void takesOnlySoManyAtOnce();
    void servesOnlyItsBatch();
    void stopsWithinTheGrace();
    void handsBackWhatDoesNotEndInTime();
    void leavesBehindWhatDoesNotAnswer();
    void anAnswerOfAnOldRunDoesNotEndTheNewOne();
    void heartbeatsKeepASlowStep();
    void aDeadOwnersLeaseIsTakenOver();
    void aLivingOwnersLeaseIsNot();
    void aSleepKeepsItsOwnSteps();
    void aLostLeaseEndsTheRun();
    void aStepThatKillsWorkersIsGivenUp();
    void whatItForgotIsTakenBack();
    void aForgottenProbeIsTriedAgain();
    void aProbeIsKeptOverAnError();
    void aProbeThatDoesNotAnswerOpensItsGate();
    void aStepTakenOverIsLeftToTheOther();
    void aStepMayRunSoLong();
    void aBrokenEnvironmentKeepsTheQueue();
    void reportsWhatBecameOfEachStep();
    void heldWorkIsReported();
    void startsAgain();
};

void TestWorker::worksUntilNothingIsDue()
{
    WorkerBench bench;
    for (int i = 1; i <= 3; ++i)
        bench.queued(i);
    bench.startUntilEmpty();
    QTRY_COMPARE(bench.runner.started.size(), 3);
    QCOMPARE(bench.stopped.size(), 0);
    for (int i = 1; i <= 3; ++i)
        bench.runner.end(u"v%1"_s.arg(i));
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.report().claimed, 3);
    QCOMPARE(bench.report().succeeded, 3);
    QVERIFY(!bench.worker.isActive());
}

void TestWorker::waitsAsLongAsItsPatience_data()
{
    QTest::addColumn<int>("dueIn");
    QTest::addColumn<bool>("waits");
    QTest::newRow("due within it") << 9 << true;
    QTest::newRow("due after it") << 11 << false;
}

void TestWorker::waitsAsLongAsItsPatience()
{
    QFETCH(int, dueIn);
    QFETCH(bool, waits);
    WorkerBench bench;
    const QString id = bench.queued(1, dueIn);
    bench.startUntilEmpty(10);
    if (waits) {
        QSignalSpy looked(&bench.worker, &WorkerLoop::looked);
        QTRY_VERIFY(looked.size() >= 1);
        QCOMPARE(bench.stopped.size(), 0);
        bench.now = dbtest::at(dueIn);
        QTRY_COMPARE(bench.runner.started, QStringList{id});
        bench.runner.end(id);
    }
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.report().claimed, waits ? 1 : 0);
    QCOMPARE(bench.state(id), waits ? u"completed|0"_s : u"pending|0"_s);
}

//! A dead process's step is work to come: its lease is waited for.
void TestWorker::waitsForTheLeaseOfAnother()
{
    WorkerBench bench;
    const QString id = bench.queued(1, 0, leasedBy(u"dead"_s, dbtest::at(50)));
    bench.startUntilEmpty();
    QSignalSpy looked(&bench.worker, &WorkerLoop::looked);
    QTRY_VERIFY(looked.size() >= 1);
    QCOMPARE(bench.stopped.size(), 0);
    bench.now = dbtest::at(51);
    QTRY_COMPARE(bench.runner.started, QStringList{id});
    bench.runner.end(id);
    QTRY_COMPARE(bench.stopped.size(), 1);
}

void TestWorker::stopsAfterMaxSeconds()
{
    WorkerBench bench;
    const QString id = bench.queued(1);
    WorkerOptions options;
    options.maxSeconds = 1;
    bench.worker.start(options);
    QTRY_COMPARE(bench.runner.started.size(), 1);
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.runner.cancelled, 1);
    QCOMPARE(bench.report().released, 1);
    QCOMPARE(bench.state(id), u"pending|0"_s);
    QCOMPARE(bench.attempts(), 0);
}

void TestWorker::takesOnlySoManyAtOnce()
{
    WorkerBench bench;
    for (int i = 1; i <= 20; ++i)
        bench.queued(i);
    WorkerOptions options;
    options.concurrency = 12;
    options.untilEmpty = true;
    options.patienceSeconds = 0;
    bench.worker.start(options);
    QTRY_COMPARE(bench.worker.runningSteps(), 6);
    int most = 0;
    while (bench.stopped.isEmpty()) {
        most = qMax(most, bench.worker.runningSteps());
        if (!bench.runner.open.empty())
            bench.runner.end(bench.runner.open.front().first.vehicleId);
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    QCOMPARE(most, 6);
    QCOMPARE(bench.report().succeeded, 20);
    QCOMPARE(QSet<QString>(bench.runner.started.begin(), bench.runner.started.end()).size(), 20);
}

void TestWorker::servesOnlyItsBatch()
{
    WorkerBench bench;
    db::BatchStore batches(*bench.services.connection);
    const QString batch = must(batches.insert(bench.runningBatch(), bench.now));
    const QString other = bench.queued(1);
    const QString mine = bench.queued(2, 0, {{u"batch_id"_s, batch}});
    WorkerOptions options;
    options.batchId = batch;
    options.untilEmpty = true;
    options.patienceSeconds = 0;
    bench.worker.start(options);
    QTRY_COMPARE(bench.runner.started, QStringList{mine});
    bench.runner.end(mine);
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.state(other), u"pending|0"_s);
}

void TestWorker::stopsWithinTheGrace()
{
    WorkerBench bench;
    const QString first = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 1);
    bench.worker.stop(30'000);
    const QString late = bench.queued(2);
    bench.worker.wake();
    QCoreApplication::processEvents();
    QCOMPARE(bench.stopped.size(), 0);
    bench.runner.end(first);
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.state(first), u"completed|0"_s);
    QCOMPARE(bench.state(late), u"pending|0"_s); // nothing is claimed after the stop
    QCOMPARE(bench.runner.cancelled, 0);
    QCOMPARE(bench.report().succeeded, 1);
}

void TestWorker::handsBackWhatDoesNotEndInTime()
{
    WorkerBench bench;
    const QString id = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 1);
    bench.worker.stop(50);
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.runner.cancelled, 1);
    QCOMPARE(bench.state(id), u"pending|0"_s);
    QCOMPARE(bench.queueRow(id, Step::FetchListing, "lease_token"), QString());
    QCOMPARE(bench.attempts(), 0);
    QCOMPARE(bench.report().released, 1);
}

void TestWorker::leavesBehindWhatDoesNotAnswer()
{
    WorkerBench bench;
    bench.runner.isDeaf = true;
    const QString id = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 1);
    bench.worker.stop(0);
    QTRY_COMPARE_WITH_TIMEOUT(bench.stopped.size(), 1, 10'000);
    QCOMPARE(bench.state(id), u"pending|0"_s);
    bench.runner.end(id); // too late: somebody else may have it by now
    QCOMPARE(bench.state(id), u"pending|0"_s);
    QCOMPARE(bench.attempts(), 0);
    QCOMPARE(bench.stopped.size(), 1);
}

void TestWorker::anAnswerOfAnOldRunDoesNotEndTheNewOne()
{
    WorkerBench bench;
    bench.runner.isDeaf = true;
    const QString id = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 1);
    bench.worker.stop(0);
    QTRY_COMPARE_WITH_TIMEOUT(bench.stopped.size(), 1, 10'000);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 2);

    bench.runner.end(id, Outcome::failed(Cause::Timeout, u"late"_s));
    QCoreApplication::processEvents();
    QCOMPARE(bench.state(id), u"running|0"_s);
    QCOMPARE(bench.attempts(), 0);
    bench.runner.end(id);
    QTRY_COMPARE(bench.state(id), u"completed|0"_s);
    QCOMPARE(bench.attempts(), 1);
    bench.worker.stop(0);
    QTRY_COMPARE(bench.stopped.size(), 2);
    QCOMPARE(bench.report().failed, 0);
}

void TestWorker::heartbeatsKeepASlowStep()
{
    WorkerBench bench;
    const QString id = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 1);
    auto another = bench.rows.another();
    for (int minute = 1; minute <= 5; ++minute) { // five times its lease
        bench.now = dbtest::at(minute * 45);
        QTRY_COMPARE(bench.queueRow(id, Step::FetchListing, "lease_until"),
                     core::toTimeText(bench.now.addSecs(60)));
        QCOMPARE(must(db::QueueStore(*another).rescueExpired(bench.now, {u"another"_s})), QStringList());
    }
    bench.runner.end(id);
    QTRY_COMPARE(bench.state(id), u"completed|0"_s);
    QCOMPARE(bench.runner.started.size(), 1);
}

void TestWorker::aDeadOwnersLeaseIsTakenOver()
{
    WorkerBench bench;
    const QString id = bench.queued(1, 0, leasedBy(u"dead"_s, dbtest::at(-1)));
    bench.startUntilEmpty();
    QTRY_COMPARE(bench.runner.started, QStringList{id});
    QVERIFY(bench.runner.open.front().first.token != u"t"_s);
    bench.runner.end(id);
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.state(id), u"completed|0"_s); // the death used no attempt
}

void TestWorker::aLivingOwnersLeaseIsNot()
{
    WorkerBench bench;
    const QString id = bench.queued(1, 0, leasedBy(u"living"_s, dbtest::at(30)));
    const QString mine = bench.queued(2);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started, QStringList{mine});
    bench.runner.end(mine);
    QSignalSpy looked(&bench.worker, &WorkerLoop::looked);
    QTRY_VERIFY(looked.size() >= 1);
    QCOMPARE(bench.runner.started.size(), 1);
    QCOMPARE(bench.queueRow(id, Step::FetchListing, "status, lease_owner"), u"running|living"_s);
}

//! A laptop that slept past its lease: nobody took the step, so it is not started twice.
void TestWorker::aSleepKeepsItsOwnSteps()
{
    WorkerBench bench;
    const QString id = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 1);
    bench.now = dbtest::at(8 * 3600);
    const QString other = bench.queued(2);
    bench.worker.wake();
    QTRY_VERIFY(bench.runner.started.contains(other));
    QCOMPARE(bench.runner.started.count(id), 1);
    bench.runner.end(id);
    QTRY_COMPARE(bench.state(id), u"completed|0"_s);
}

//! Another worker has the step by now: this one's run is ended and writes nothing.
void TestWorker::aLostLeaseEndsTheRun()
{
    WorkerBench bench;
    const QString id = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started, QStringList{id});
    bench.rows.run(u"UPDATE scrape_retry_queue SET lease_owner = 'other', lease_token = 'theirs'"_s);
    QTRY_COMPARE(bench.runner.cancelled, 1);
    QTRY_COMPARE(bench.worker.runningSteps(), 0);
    QCOMPARE(bench.queueRow(id, Step::FetchListing, "status, lease_owner, lease_token"),
             u"running|other|theirs"_s);
    QCOMPARE(bench.attempts(), 0);
    QCOMPARE(bench.worker.report().released, 0);
}

//! What so many workers died of is not run once more.
void TestWorker::aStepThatKillsWorkersIsGivenUp()
{
    WorkerBench bench;
    must(bench.services.settings.set(u"queue.max_rescues"_s, u"3"_s));
    QVariantMap row = leasedBy(u"dead"_s, dbtest::at(-1));
    row.insert(u"rescues"_s, 2);
    const QString id = bench.queued(1, 0, row);
    bench.startUntilEmpty();
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.runner.started, QStringList());
    QCOMPARE(bench.state(id), u"dead|0"_s);
    QCOMPARE(bench.queueRow(id, Step::FetchListing, "cause, rescues"), u"worker_died|0"_s);
    QCOMPARE(bench.rows.rows(u"SELECT status, cause, is_dead FROM scrape_steps"_s),
             QStringList(u"failed|worker_died|1"_s));
}

//! Its own lease, of a step that could not be ended: nobody runs it.
void TestWorker::whatItForgotIsTakenBack()
{
    WorkerBench bench;
    const QString id = bench.queued(1, 0, leasedBy(u"bench"_s, dbtest::at(10)));
    bench.startUntilEmpty();
    QSignalSpy looked(&bench.worker, &WorkerLoop::looked);
    QTRY_VERIFY(looked.size() >= 1);
    QCOMPARE(bench.runner.started, QStringList()); // its lease holds
    bench.now = dbtest::at(11);
    QTRY_COMPARE(bench.runner.started, QStringList{id});
    bench.runner.end(id);
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.state(id), u"completed|0"_s);
}

void TestWorker::aForgottenProbeIsTriedAgain()
{
    WorkerBench bench;
    const QString other = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started, QStringList{other}); // whose heartbeats keep no gate half open
    const QString id = bench.queuedAtGate(2, u"half_open"_s, u"bench"_s, dbtest::at(10));
    must(bench.hosts.sync());
    bench.now = dbtest::at(11);
    QTRY_COMPARE(bench.runner.started, (QStringList{other, id}));
    QVERIFY(bench.runner.open.back().first.isProbe);
    bench.now = dbtest::at(20);
    QTRY_COMPARE(bench.gate("probe_until"), core::toTimeText(dbtest::at(80))); // this one is alive
    bench.runner.end(id, bench.heldOutcome());
    QTRY_COMPARE(bench.gate("state"), u"open"_s);
}

//! A claimed probe is under way whatever fails after its claim.
void TestWorker::aProbeIsKeptOverAnError()
{
    WorkerBench bench;
    const QString id = bench.queuedAtGate(1, u"open"_s, {}, {});
    must(bench.hosts.sync());
    bench.rows.run(u"ALTER TABLE breaker_counts RENAME TO gone"_s);
    bench.worker.start({});
    QTRY_COMPARE(bench.stopped.size(), 1);
    QVERIFY(bench.report().error);
    QCOMPARE(bench.runner.started, QStringList{id});
    QCOMPARE(bench.state(id), u"pending|0"_s);
    bench.rows.run(u"ALTER TABLE gone RENAME TO breaker_counts"_s);
    bench.now = dbtest::at(61); // the gate could not be written either: its probe is over
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started, (QStringList{id, id}));
}

void TestWorker::aProbeThatDoesNotAnswerOpensItsGate()
{
    WorkerBench bench;
    bench.runner.isDeaf = true;
    const QString id = bench.queuedAtGate(1, u"open"_s, {}, {});
    must(bench.hosts.sync());
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started, QStringList{id});
    QCOMPARE(bench.gate("state"), u"half_open"_s);
    bench.worker.stop(0);
    QTRY_COMPARE_WITH_TIMEOUT(bench.stopped.size(), 1, 10'000);
    QCOMPARE(bench.gate("state"), u"open"_s);
}

void TestWorker::aStepTakenOverIsLeftToTheOther()
{
    WorkerBench bench;
    const QString id = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 1);
    bench.rows.run(
        u"UPDATE scrape_retry_queue SET lease_owner = 'another', lease_token = 'x', lease_until = ?"_s,
        {core::toTimeText(dbtest::at(9999))});
    bench.runner.end(id);
    QTRY_COMPARE(bench.worker.runningSteps(), 0);
    QCOMPARE(bench.queueRow(id, Step::FetchListing, "status, lease_owner, lease_token"),
             u"running|another|x"_s);
    QCOMPARE(bench.attempts(), 0);
    bench.worker.stop(0);
    QTRY_COMPARE(bench.stopped.size(), 1);
    QVERIFY(!bench.report().error); // no reason to stop by itself
    QCOMPARE(bench.report().succeeded, 0);
}

void TestWorker::aStepMayRunSoLong()
{
    WorkerBench bench;
    must(bench.services.settings.set(u"queue.max_run_ms"_s, u"1000"_s));
    const QString id = bench.queued(1);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.cancelled, 1);
    QTRY_COMPARE(bench.state(id), u"pending|1"_s);
    QCOMPARE(bench.rows.rows(u"SELECT status, cause FROM scrape_steps"_s), QStringList{u"failed|timeout"_s});
}

void TestWorker::aBrokenEnvironmentKeepsTheQueue()
{
    WorkerBench bench;
    const QString first = bench.queued(1);
    const QString second = bench.queued(2);
    bench.worker.start({});
    QTRY_COMPARE(bench.runner.started.size(), 2);
    QSignalSpy broken(&bench.worker, &WorkerLoop::broken);
    bench.runner.end(first, Outcome::failed(Cause::Storage, u"The disk is full."_s));
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(broken.size(), 1);
    QVERIFY(bench.report().error);
    QCOMPARE(bench.report().error->code, core::ErrorCode::Storage);
    QCOMPARE(bench.report().error->message, u"The disk is full."_s);
    QCOMPARE(bench.state(first), u"pending|0"_s);
    QCOMPARE(bench.state(second), u"pending|0"_s);
    QVERIFY(!bench.worker.isActive());
}

void TestWorker::reportsWhatBecameOfEachStep()
{
    WorkerBench bench;
    const QString good = bench.queued(1);
    const QString bad = bench.queued(2);
    const QString mended = bench.queued(3);
    bench.startUntilEmpty(31);
    QTRY_COMPARE(bench.runner.started.size(), 3);
    bench.runner.end(good);
    bench.runner.end(bad, Outcome::failed(Cause::NotFound, u"Gone."_s));
    bench.runner.end(mended, Outcome::failed(Cause::Timeout, u"Slow."_s));
    QTRY_COMPARE(bench.worker.runningSteps(), 0); // written
    bench.now = dbtest::at(30);                   // its retry is due
    QTRY_COMPARE(bench.runner.started.count(mended), 2);
    bench.runner.end(mended);
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.report().claimed, 4);
    QCOMPARE(bench.report().succeeded, 2); // what succeeded in the end has not failed
    QCOMPARE(bench.report().failed, 1);
}

void TestWorker::heldWorkIsReported()
{
    WorkerBench bench;
    const QString id = bench.queued(1);
    bench.startUntilEmpty(10);
    QTRY_COMPARE(bench.runner.started.size(), 1);
    bench.runner.end(id, bench.heldOutcome());
    QTRY_COMPARE(bench.stopped.size(), 1);
    QCOMPARE(bench.report().held, 1);
    QCOMPARE(bench.report().failed, 0);
    QCOMPARE(bench.state(id), u"pending|0"_s);
}

void TestWorker::startsAgain()
{
    WorkerBench bench;
    for (int i = 1; i <= 2; ++i) {
        const QString id = bench.queued(i);
        bench.startUntilEmpty();
        QTRY_COMPARE(bench.runner.started.size(), i);
        bench.runner.end(id);
        QTRY_COMPARE(bench.stopped.size(), i);
        QCOMPARE(bench.report().claimed, 1); // each start counts for itself
    }
}

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
