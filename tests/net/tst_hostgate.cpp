// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/hostgates.h"
#include "net/progresswatch.h"

#include <QRandomGenerator>
#include <QTest>

using namespace net;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const QString kA = QStringLiteral("a.example");
const QString kB = QStringLiteral("b.example");

QList<quint64> admitAll(HostGates &gates, HostGates::Times now)
{
    QList<quint64> jobs;
    while (const auto admission = gates.next(now))
        jobs.append(admission->job);
    return jobs;
}

} // namespace

class TestHostGate : public QObject
{
    Q_OBJECT

private slots:
    void admitsNoMoreThanPerHost();
    void keepsTheRate_data();
    void keepsTheRate();
    void savesUpNoBurst();
    void survivesAClockThatStandsStill();
    void pausesAsLongAsTold();
    void pausesEscalateUntilSuccess();
    void oneWaveOfRefusalsIsOnePause();
    void answersFromBeforeThePauseDoNotShortenTheNext();
    void impatientAdviceIsNotBelieved();
    void keepsThePauseLengthWhenTheClockIsSetBack();
    void aPauseOnlyGrows();
    void aPassedTimeEndsThePause();

    void hostsTakeTurns();
    void keepsOrderWithinAHostAndPutsRedirectsFirst();
    void keepsTheTotal();
    void dividesAHostAmongProcesses();
    void oneHostHasLimitsOfItsOwn_data();
    void oneHostHasLimitsOfItsOwn();
    void ownLimitsStayWhileAHostIsForgotten();
    void ownLimitsAreSlowedDownToo();
    void aPausedHostTakesNothing();
    void aHeldLaneTakesOnlyProbes();
    void holdingALaneTakesOutWhatWaitsThere();
    void lanesKeepTheirRules_data();
    void lanesKeepTheirRules();
    void drainAndRemoveLeaveNothingBehind();
    void wakesWhenARateLetsGo();
    void forgetsIdleHosts();

    void watchesProgress();
};

void TestHostGate::admitsNoMoreThanPerHost()
{
    HostGate gate(2, 0);
    gate.begin(0);
    QVERIFY(gate.hasRoom());
    gate.begin(0);
    QVERIFY(!gate.hasRoom());
    gate.end();
    QVERIFY(gate.hasRoom());
    QCOMPARE(gate.waitMs(0), 0);
}

void TestHostGate::keepsTheRate_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("sent"); // in the first ten seconds, begin and end included
    QTest::newRow("one request in two seconds") << 0.5 << 6;
    QTest::newRow("five a second") << 5.0 << 51;
    QTest::newRow("a third of a request") << 1.0 / 3 << 4;
    QTest::newRow("twenty a second") << 20.0 << 201;
}

void TestHostGate::keepsTheRate()
{
    QFETCH(double, rate);
    QFETCH(int, sent);
    HostGate gate(1000, rate);
    int count = 0;
    qint64 now = 0;
    while (now <= 10'000) {
        const qint64 wait = gate.waitMs(now);
        if (wait > 0) {
            now += wait;
            continue;
        }
        gate.begin(now);
        ++count;
    }
    QCOMPARE(count, sent);
}

void TestHostGate::savesUpNoBurst()
{
    HostGate gate(1000, 5);
    qint64 now = 3'600'000; // an hour of silence
    int count = 0;
    while (gate.waitMs(now) == 0) {
        gate.begin(now);
        ++count;
    }
    QCOMPARE(count, 1);
    QCOMPARE(gate.waitMs(now), 200);
}

void TestHostGate::survivesAClockThatStandsStill()
{
    HostGate gate(10, 1000);
    for (int i = 0; i < 60 && gate.waitMs(5) == 0; ++i)
        gate.begin(5);
    QVERIFY(gate.waitMs(5) > 0);
    QVERIFY(gate.waitMs(0) > 0); // and one that goes back gives nothing away
    QCOMPARE(gate.waitMs(5 + 1000), 0);
}

void TestHostGate::pausesAsLongAsTold()
{
    HostGate gate(4, 0);
    const quint64 ticket = gate.begin(0);
    QVERIFY(gate.throttled(ticket, seconds(120), 1000, 1000));
    QVERIFY(gate.isPaused(1000));
    QCOMPARE(gate.pausedUntilMs(), 121'000);
    QVERIFY(gate.isPaused(120'999));
    QVERIFY(!gate.isPaused(121'000));
}

void TestHostGate::pausesEscalateUntilSuccess()
{
    HostGate gate(4, 0);
    qint64 now = 0;
    QList<qint64> lengths;
    for (int i = 0; i < 9; ++i) {
        const quint64 ticket = gate.begin(now);
        QVERIFY(gate.throttled(ticket, std::nullopt, now, now));
        gate.end();
        lengths.append((gate.pausedUntilMs() - now) / 1000);
        now = gate.pausedUntilMs();
    }
    QCOMPARE(lengths, QList<qint64>({5, 10, 20, 40, 80, 160, 300, 300, 300}));
    gate.answered(gate.begin(now), now);
    gate.end();
    QVERIFY(gate.throttled(gate.begin(now), std::nullopt, now, now));
    QCOMPARE(gate.pausedUntilMs() - now, 5000);
}

void TestHostGate::oneWaveOfRefusalsIsOnePause()
{
    HostGate gate(4, 0);
    const quint64 first = gate.begin(0);
    const quint64 second = gate.begin(0);
    const quint64 third = gate.begin(0);
    QVERIFY(gate.throttled(first, std::nullopt, 0, 0));
    QVERIFY(!gate.throttled(second, std::nullopt, 100, 100));
    QCOMPARE(gate.pausedUntilMs(), 5000);
    // A straggler after the pause starts another one, but no longer one.
    QVERIFY(gate.throttled(third, std::nullopt, 6000, 6000));
    QCOMPARE(gate.pausedUntilMs(), 11'000);
}

void TestHostGate::answersFromBeforeThePauseDoNotShortenTheNext()
{
    HostGate gate(4, 0);
    const quint64 refused = gate.begin(0);
    const quint64 fine = gate.begin(0);
    QVERIFY(gate.throttled(refused, std::nullopt, 0, 0));
    gate.answered(fine, 0);
    QVERIFY(gate.throttled(gate.begin(5000), std::nullopt, 5000, 5000));
    QCOMPARE(gate.pausedUntilMs(), 15'000);
}

void TestHostGate::impatientAdviceIsNotBelieved()
{
    HostGate gate(4, 0);
    QVERIFY(gate.throttled(gate.begin(0), milliseconds(0), 0, 0));
    QCOMPARE(gate.pausedUntilMs(), 5000);
}

void TestHostGate::keepsThePauseLengthWhenTheClockIsSetBack()
{
    HostGate gate(4, 0);
    const qint64 noon = 1'000'000'000;
    QVERIFY(gate.pauseUntil(noon + 60'000, noon));
    const qint64 earlier = noon - 86'400'000;
    QVERIFY(gate.isPaused(earlier));
    QVERIFY(!gate.isPaused(earlier + 60'000));
}

void TestHostGate::aPauseOnlyGrows()
{
    HostGate gate(4, 0);
    QVERIFY(gate.pauseUntil(10'000, 0));
    QVERIFY(!gate.pauseUntil(5'000, 0));
    QCOMPARE(gate.pausedUntilMs(), 10'000);
    QVERIFY(!gate.pauseUntil(10'500, 0)); // kept, but no news
    QCOMPARE(gate.pausedUntilMs(), 10'500);
    QVERIFY(gate.pauseUntil(60'000, 0));
}

void TestHostGate::aPassedTimeEndsThePause()
{
    HostGate gate(4, 0);
    QVERIFY(gate.pauseUntil(10'000, 0));
    QVERIFY(!gate.pauseUntil(500, 1000));
    QVERIFY(!gate.isPaused(1000));
}

void TestHostGate::hostsTakeTurns()
{
    HostGates gates({1000, 0, 1000});
    for (quint64 job : {1, 2, 3})
        gates.enqueue(kA, {job}, 0);
    for (quint64 job : {11, 12, 13})
        gates.enqueue(kB, {job}, 0);
    QCOMPARE(admitAll(gates, {}), QList<quint64>({1, 11, 2, 12, 3, 13}));
}

void TestHostGate::keepsOrderWithinAHostAndPutsRedirectsFirst()
{
    HostGates gates({1000, 0, 1000});
    gates.enqueue(kA, {1}, 0);
    gates.enqueue(kA, {2}, 0);
    gates.enqueue(kA, {9}, 0, true);
    QCOMPARE(admitAll(gates, {}), QList<quint64>({9, 1, 2}));
}

void TestHostGate::keepsTheTotal()
{
    HostGates gates({2, 0, 3});
    for (quint64 job = 1; job <= 4; ++job) {
        gates.enqueue(kA, {job}, 0);
        gates.enqueue(kB, {10 + job}, 0);
    }
    const auto first = gates.next({});
    QVERIFY(first);
    QCOMPARE(admitAll(gates, {}).size(), 2);
    QCOMPARE(gates.inFlight(), 3);
    QCOMPARE(gates.waiting(), 5);
    QVERIFY(!gates.wakeMs(0)); // only an ending can change anything
    gates.finished(*first);
    QCOMPARE(admitAll(gates, {}).size(), 1);
    QVERIFY(gates.inFlight(kA) <= 2);
    QVERIFY(gates.inFlight(kB) <= 2);
}

void TestHostGate::dividesAHostAmongProcesses()
{
    HostGates gates({4, 0, 100});
    for (quint64 job = 1; job <= 12; ++job)
        gates.enqueue(kA, {job}, 0);
    gates.shareWith(2);
    const auto admitted = admitAll(gates, {});
    QCOMPARE(admitted.size(), 2);
    gates.shareWith(8); // more processes than places: one at a time each
    QVERIFY(admitAll(gates, {}).isEmpty());
    QCOMPARE(gates.inFlight(), 2); // what is under way stays under way
    gates.shareWith(1);
    QCOMPARE(admitAll(gates, {}).size(), 2);
    QCOMPARE(gates.inFlight(kA), 4);
}

void TestHostGate::oneHostHasLimitsOfItsOwn_data()
{
    QTest::addColumn<std::optional<int>>("perHost");
    QTest::addColumn<std::optional<double>>("rate");
    QTest::addColumn<int>("processes");
    QTest::addColumn<int>("atOnce");    // of the 8 that all hosts get
    QTest::addColumn<qint64>("waitMs"); // after them; all hosts have 20 per second
    const std::optional<int> asAll;
    const std::optional<double> asRate;
    QTest::newRow("none: those of all") << asAll << asRate << 1 << 8 << 50LL;
    QTest::newRow("fewer at once") << std::optional(2) << asRate << 1 << 2 << 50LL;
    QTest::newRow("more at once") << std::optional(20) << asRate << 1 << 20 << 50LL;
    QTest::newRow("another rate") << asAll << std::optional(4.0) << 1 << 8 << 250LL;
    QTest::newRow("no rate") << asAll << std::optional(0.0) << 1 << 8 << 0LL;
    QTest::newRow("both, shared by two") << std::optional(6) << std::optional(4.0) << 2 << 3 << 500LL;
    QTest::newRow("more processes than places") << std::optional(2) << asRate << 4 << 1 << 200LL;
    QTest::newRow("nonsense is one at once") << std::optional(-3) << std::optional(-1.0) << 1 << 1 << 0LL;
}

void TestHostGate::oneHostHasLimitsOfItsOwn()
{
    QFETCH(std::optional<int>, perHost);
    QFETCH(std::optional<double>, rate);
    QFETCH(int, processes);
    QFETCH(int, atOnce);
    QFETCH(qint64, waitMs);
    for (const bool early : {true, false}) { // before the host is known, or while it is at work
        HostGates gates({8, 20, 1000});
        if (early)
            gates.setHostLimits(kA, {perHost, rate});
        for (quint64 job = 1; job <= 30; ++job) {
            gates.enqueue(kA, {job}, 0);
            gates.enqueue(kB, {100 + job}, 0);
        }
        if (!early)
            gates.setHostLimits(kA, {perHost, rate});
        gates.shareWith(processes);
        for (qint64 now = 0; now < 60'000; now += 100)
            admitAll(gates, {now, 0});
        QCOMPARE(gates.inFlight(kA), atOnce);
        QCOMPARE(gates.inFlight(kB), 8 / processes);
    }
    HostGates gates({8, 20, 1000});
    gates.setHostLimits(kA, {1000, rate});
    gates.shareWith(processes);
    for (quint64 job = 1; job <= 8; ++job)
        gates.enqueue(kA, {job}, 0);
    while (gates.next({60'000, 0})) {
    }
    QCOMPARE(gates.wakeMs(60'000).value_or(0), waitMs);
}

void TestHostGate::ownLimitsStayWhileAHostIsForgotten()
{
    HostGates gates({4, 0, 1'000'000});
    gates.setHostLimits(kA, {1, std::nullopt});
    for (quint64 job = 1; job <= 10'000; ++job) {
        gates.enqueue(QStringLiteral("h%1.example").arg(job), {job}, 0);
        gates.finished(*gates.next({}));
    }
    for (quint64 job = 1; job <= 3; ++job)
        gates.enqueue(kA, {job}, 0);
    QCOMPARE(admitAll(gates, {}).size(), 1);
    gates.setHostLimits(kA, {});
    QCOMPARE(admitAll(gates, {}).size(), 2);
}

void TestHostGate::ownLimitsAreSlowedDownToo()
{
    HostGates gates({4, 0, 100});
    gates.setHostLimits(kA, {100, 10.0});
    gates.slow(kA, 0.5, 0);
    QCOMPARE(gates.rateFactor(kA), 0.5);
    QCOMPARE(gates.rateFactor(kB), 1.0);
    gates.enqueue(kA, {1}, 0);
    gates.enqueue(kA, {2}, 0);
    QCOMPARE(admitAll(gates, {}).size(), 1);
    QCOMPARE(gates.wakeMs(0).value_or(-1), 200);
}

void TestHostGate::aPausedHostTakesNothing()
{
    HostGates gates({4, 0, 100});
    QVERIFY(gates.pause(kA, {5000, QStringLiteral("breaker")}, 0));
    const auto paused = gates.enqueue(kA, {1}, 0);
    QVERIFY(paused);
    QCOMPARE(paused->untilMs, 5000);
    QCOMPARE(paused->reason, QStringLiteral("breaker"));
    QVERIFY(!gates.enqueue(kB, {2}, 0));
    QVERIFY(!gates.enqueue(kA, {3}, 5000)); // over
    QCOMPARE(admitAll(gates, {0, 5000}).size(), 2);
}

void TestHostGate::aHeldLaneTakesOnlyProbes()
{
    HostGates gates({4, 0, 100});
    gates.holdLane(kA, 1, {5000, QStringLiteral("breaker")});
    const auto held = gates.enqueue(kA, {1, 1}, 0);
    QVERIFY(held);
    QCOMPARE(held->untilMs, 5000);
    QCOMPARE(held->reason, QStringLiteral("breaker"));
    QVERIFY(gates.enqueue(kA, {2, 1}, 6000, true)); // time does not open it, nor that it goes first
    gates.holdLane(kA, 1, {9000, QStringLiteral("again")});
    QCOMPARE(gates.enqueue(kA, {3, 1}, 6000)->reason, QStringLiteral("again"));
    QVERIFY(!gates.enqueue(kA, {4, 2}, 0)); // another lane
    QVERIFY(!gates.enqueue(kB, {5, 1}, 0)); // another host
    QVERIFY(!gates.enqueue(kA, {6, 1, true}, 0));
    QCOMPARE(admitAll(gates, {}), QList<quint64>({4, 5, 6}));
    gates.releaseLane(kA, 2);
    QVERIFY(gates.enqueue(kA, {7, 1}, 0));
    gates.releaseLane(kA, 1);
    QVERIFY(!gates.enqueue(kA, {8, 1}, 0));
    gates.holdLane(kA, 1, {5000, {}});
    gates.pause(kA, {7000, QStringLiteral("whole host")}, 0);
    QCOMPARE(gates.enqueue(kA, {9, 1, true}, 0)->reason, QStringLiteral("whole host"));
    QCOMPARE(gates.enqueue(kA, {10, 1}, 0)->reason, QStringLiteral("whole host"));
}

void TestHostGate::holdingALaneTakesOutWhatWaitsThere()
{
    HostGates gates({1, 0, 100});
    for (quint64 job = 1; job <= 6; ++job)
        gates.enqueue(kA, {job, static_cast<int>(job % 2), job == 5}, 0);
    gates.enqueue(kB, {7, 1}, 0);
    const auto first = gates.next({});
    QVERIFY(first);
    QCOMPARE(first->job, 1); // under way, so it stays
    QCOMPARE(gates.holdLane(kA, 1, {5000, {}}), QList<quint64>({3}));
    QCOMPARE(gates.holdLane(kA, 0, {5000, {}}), QList<quint64>({2, 4, 6}));
    QCOMPARE(gates.waiting(), 2);
    gates.finished(*first);
    QCOMPARE(admitAll(gates, {}), QList<quint64>({7, 5}));
    QVERIFY(!gates.wakeMs(0));
}

void TestHostGate::lanesKeepTheirRules_data()
{
    QTest::addColumn<int>("lanes");
    QTest::addColumn<int>("hosts");
    QTest::addColumn<int>("perHost");
    QTest::newRow("one lane") << 1 << 3 << 4;
    QTest::newRow("five lanes of one host") << 5 << 1 << 2;
    QTest::newRow("five lanes, many hosts, one at a time") << 5 << 10 << 1;
}

void TestHostGate::lanesKeepTheirRules()
{
    QFETCH(int, lanes);
    QFETCH(int, hosts);
    QFETCH(int, perHost);
    struct Known
    {
        HostGates::Waiter waiter;
        QString host;
    };
    HostGates gates({perHost, 0, 8});
    QRandomGenerator random(7);
    QHash<quint64, Known> waiting;
    QList<HostGates::Admission> underWay;
    QSet<QPair<QString, int>> held;
    for (quint64 turn = 1; turn <= 20'000; ++turn) {
        const QString host = QStringLiteral("h%1").arg(random.bounded(hosts));
        const int lane = random.bounded(lanes);
        const int what = random.bounded(10);
        if (what < 5) {
            const HostGates::Waiter waiter{turn, lane, random.bounded(8) == 0};
            const bool refused = gates.enqueue(host, waiter, 0, random.bounded(4) == 0).has_value();
            QCOMPARE(refused, held.contains({host, lane}) && !waiter.isProbe);
            if (!refused)
                waiting.insert(turn, {waiter, host});
        } else if (what == 5) {
            held.insert({host, lane});
            const QList<quint64> taken = gates.holdLane(host, lane, {1, {}});
            for (const quint64 job : taken) {
                const Known known = waiting.take(job);
                QVERIFY(known.host == host && known.waiter.lane == lane && !known.waiter.isProbe);
            }
        } else if (what == 6) {
            held.remove({host, lane});
            gates.releaseLane(host, lane);
        } else if (what == 7 && !underWay.isEmpty()) {
            gates.finished(underWay.takeAt(random.bounded(underWay.size())));
        } else if (const auto admission = gates.next({})) {
            const Known known = waiting.take(admission->job);
            QCOMPARE(known.host, admission->host);
            QVERIFY(known.waiter.isProbe || !held.contains({known.host, known.waiter.lane}));
            underWay.append(*admission);
        }
        QCOMPARE(gates.waiting(), waiting.size());
    }
    for (; !underWay.isEmpty(); underWay.removeFirst())
        gates.finished(underWay.first());
    while (const auto admission = gates.next({})) {
        waiting.remove(admission->job);
        gates.finished(*admission);
    }
    QVERIFY(waiting.isEmpty()); // nobody is forgotten
}

void TestHostGate::drainAndRemoveLeaveNothingBehind()
{
    HostGates gates({4, 0, 100});
    for (quint64 job = 1; job <= 5; ++job)
        gates.enqueue(kA, {job}, 0);
    gates.remove({2, 4, 77});
    QCOMPARE(gates.waiting(), 3);
    QCOMPARE(gates.drain(kA), QList<quint64>({1, 3, 5}));
    QCOMPARE(gates.waiting(), 0);
    QVERIFY(!gates.next({}));
    gates.enqueue(kA, {6}, 0);
    gates.remove({6});
    QVERIFY(!gates.next({}));
    QVERIFY(!gates.wakeMs(0));
}

void TestHostGate::wakesWhenARateLetsGo()
{
    HostGates gates({4, 5, 100});
    gates.enqueue(kA, {1}, 0);
    gates.enqueue(kA, {2}, 0);
    QCOMPARE(admitAll(gates, {}).size(), 1);
    QCOMPARE(gates.wakeMs(0).value_or(-1), 200);
    QCOMPARE(gates.wakeMs(150).value_or(-1), 50);
    QCOMPARE(admitAll(gates, {200, 0}), QList<quint64>({2}));
    QVERIFY(!gates.wakeMs(200));
}

void TestHostGate::forgetsIdleHosts()
{
    HostGates gates({4, 0, 1'000'000});
    QVERIFY(gates.pause(kA, {1'000'000, QStringLiteral("breaker")}, 0));
    gates.holdLane(kB, 1, {0, {}});
    for (quint64 job = 1; job <= 10'000; ++job) {
        gates.enqueue(QStringLiteral("h%1.example").arg(job), {job}, 0);
        const auto admission = gates.next({});
        QVERIFY(admission);
        gates.finished(*admission);
    }
    QVERIFY(gates.pauseOf(kA, 0)); // what matters is kept
    QVERIFY(gates.enqueue(kB, {1, 1}, 0));
    QCOMPARE(gates.inFlight(), 0);
}

void TestHostGate::watchesProgress()
{
    ProgressWatch silent(1000, 1024, 0);
    QVERIFY(!silent.isTooSlow(999));
    QVERIFY(silent.isTooSlow(1000));

    ProgressWatch trickle(1000, 1024, 0); // a byte every 100 ms is progress, but not enough of it
    bool slow = false;
    qint64 now = 0;
    for (; now <= 5000 && !slow; now += 100) {
        trickle.received(1, now);
        slow = trickle.isTooSlow(now);
    }
    QVERIFY(slow);
    QVERIFY(now <= 1200);

    ProgressWatch steady(1000, 1024, 0);
    for (now = 0; now <= 5000; now += 100) {
        steady.received(200, now);
        QVERIFY(!steady.isTooSlow(now));
    }
    steady.restart(60'000); // the machine slept
    QVERIFY(!steady.isTooSlow(60'500));
}

QTEST_GUILESS_MAIN(TestHostGate)
#include "tst_hostgate.moc"
