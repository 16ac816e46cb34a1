// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/hoststore.h"
#include "db/queuestore.h"

#include <QTest>

#include <mutex>
#include <thread>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::BreakerState;
using core::Step;
using db::BreakerRow;
using db::ClaimedJob;
using db::HostStore;
using db::QueueStore;

namespace {

const db::QueueScope kAll{true, {}};
const QString kHost = u"h.test"_s;

BreakerRow open(const QDateTime &until, const QString &reason = u"19 of 20 failed."_s)
{
    BreakerRow row;
    row.host = kHost;
    row.step = Step::BackfillImages;
    row.breaker.state = BreakerState::Open;
    row.breaker.openUntil = until;
    row.breaker.reason = reason;
    row.breaker.trips = 2;
    return row;
}

BreakerRow closed()
{
    BreakerRow row;
    row.host = kHost;
    row.step = Step::BackfillImages;
    return row;
}

void queueImages(TestWorkspace &workspace, int vehicles)
{
    for (int i = 1; i <= vehicles; ++i)
        workspace.addQueued(workspace.addVehicle(i), Step::BackfillImages, {{u"host"_s, kHost}});
}

std::vector<ClaimedJob> probes(db::Connection &connection, const QString &owner, int second,
                               const db::QueueScope &scope = kAll)
{
    return must(QueueStore(connection).claimProbes(scope, owner, at(second), at(second + 30)));
}

std::size_t claimed(db::Connection &connection, int second)
{
    return must(QueueStore(connection).claim(kAll, 10, u"w"_s, at(second), at(second + 30))).size();
}

BreakerState state(TestWorkspace &workspace)
{
    return must(HostStore(workspace.connection()).breaker(kHost, Step::BackfillImages)).breaker.state;
}

} // namespace

class TestHosts : public QObject
{
    Q_OBJECT

private slots:
    void aBreakerComesBackAsItWas();
    void aGateNobodyAskedIsClosed();
    void oneOfTwoTripsTheBreaker();
    void onlyTheOwnersProbeDecides();
    void workOfAnOpenGateIsNotClaimed();
    void oneProbeIsGivenOut();
    void manyWorkersGetOneProbe();
    void aProbeWhoseOwnerDiedIsGivenOutAgain();
    void aProbeThatIsAliveIsNot();
    void noProbeWithoutWork_data();
    void noProbeWithoutWork();
    void countsOfSeveralWorkersAddUp();
    void countsOfOneGateAreForgotten();
    void aPauseIsNotShortened();
    void limitsStayWithTheHost();
};

void TestHosts::aBreakerComesBackAsItWas()
{
    TestWorkspace workspace;
    HostStore hosts(workspace.connection());
    BreakerRow row = open(at(60));
    row.breaker.manual = true;
    QVERIFY(must(hosts.write(row, BreakerState::Closed, {}, at(1))));
    const BreakerRow got = must(hosts.breaker(kHost, Step::BackfillImages));
    row.breaker.changedAt = at(1);
    QCOMPARE(got.breaker, row.breaker);
    QVERIFY(got.probeOwner.isEmpty());
    QCOMPARE(must(hosts.breakers()).size(), std::size_t(1));
    QCOMPARE(must(hosts.breaker(kHost, Step::FetchListing)).breaker.state, BreakerState::Closed);
    QVERIFY(must(hosts.write(closed(), BreakerState::Open, {}, at(2))));
    QCOMPARE(must(hosts.breakers()).size(), std::size_t(0));
    QVERIFY(!must(hosts.breaker(kHost, Step::BackfillImages)).breaker.openUntil.isValid());
}

void TestHosts::aGateNobodyAskedIsClosed()
{
    TestWorkspace workspace;
    HostStore hosts(workspace.connection());
    const BreakerRow row = must(hosts.breaker(u"new.test"_s, Step::FetchListing));
    QCOMPARE(row.host, u"new.test"_s);
    QCOMPARE(row.breaker, core::Breaker());
    QVERIFY(!must(hosts.write(closed(), BreakerState::Open, {}, at()))); // nothing to close
}

void TestHosts::oneOfTwoTripsTheBreaker()
{
    TestWorkspace workspace;
    const auto other = workspace.another();
    HostStore here(workspace.connection());
    HostStore there(*other);
    // Both saw it closed.
    QVERIFY(must(here.write(open(at(60), u"first"_s), BreakerState::Closed, {}, at())));
    QVERIFY(!must(there.write(open(at(120), u"second"_s), BreakerState::Closed, {}, at())));
    QCOMPARE(must(there.breaker(kHost, Step::BackfillImages)).breaker.reason, u"first"_s);
    // Both saw it open.
    QVERIFY(must(there.write(closed(), BreakerState::Open, {}, at(1))));
    QVERIFY(!must(here.write(open(at(300)), BreakerState::Open, {}, at(1))));
    QCOMPARE(state(workspace), BreakerState::Closed);
}

void TestHosts::onlyTheOwnersProbeDecides()
{
    TestWorkspace workspace;
    queueImages(workspace, 1);
    HostStore hosts(workspace.connection());
    QVERIFY(must(hosts.write(open(at(10)), BreakerState::Closed, {}, at())));
    QCOMPARE(probes(workspace.connection(), u"a"_s, 10).size(), std::size_t(1));
    QCOMPARE(must(hosts.breaker(kHost, Step::BackfillImages)).probeOwner, u"a"_s);
    QVERIFY(!must(hosts.write(open(at(99)), BreakerState::HalfOpen, u"b"_s, at(11))));
    QCOMPARE(state(workspace), BreakerState::HalfOpen);
    BreakerRow shut = closed();
    QVERIFY(must(hosts.write(shut, BreakerState::HalfOpen, u"a"_s, at(11))));
    QCOMPARE(state(workspace), BreakerState::Closed);
    QVERIFY(!must(hosts.write(shut, BreakerState::HalfOpen, u"a"_s, at(12)))); // it is decided
}

void TestHosts::workOfAnOpenGateIsNotClaimed()
{
    TestWorkspace workspace;
    queueImages(workspace, 3);
    workspace.addQueued(u"v1"_s, Step::ExtractVin);
    HostStore hosts(workspace.connection());
    QVERIFY(must(hosts.write(open(at(60)), BreakerState::Closed, {}, at())));
    QCOMPARE(claimed(workspace.connection(), 1000), std::size_t(1)); // of the other gate
    const auto next = must(QueueStore(workspace.connection()).nextWork(kAll));
    QCOMPARE(next.at, at(60));
    QVERIFY(must(hosts.write(closed(), BreakerState::Open, {}, at(1))));
    QCOMPARE(claimed(workspace.connection(), 1000), std::size_t(3));
}

void TestHosts::oneProbeIsGivenOut()
{
    TestWorkspace workspace;
    const auto other = workspace.another();
    queueImages(workspace, 5);
    QVERIFY(must(HostStore(workspace.connection()).write(open(at(60)), BreakerState::Closed, {}, at())));
    QCOMPARE(probes(workspace.connection(), u"a"_s, 59).size(), std::size_t(0)); // not before its time
    const auto jobs = probes(workspace.connection(), u"a"_s, 60);
    QCOMPARE(jobs.size(), std::size_t(1));
    QVERIFY(jobs.front().isProbe);
    QVERIFY(must(QueueStore(workspace.connection()).holdsLease(jobs.front())));
    QCOMPARE(state(workspace), BreakerState::HalfOpen);
    QCOMPARE(probes(*other, u"b"_s, 61).size(), std::size_t(0));
    QCOMPARE(claimed(*other, 61), std::size_t(0)); // the others wait for its answer
}

void TestHosts::manyWorkersGetOneProbe()
{
    TestWorkspace workspace;
    queueImages(workspace, 20);
    HostStore hosts(workspace.connection());
    for (int round = 0; round < 5; ++round) {
        QVERIFY(must(hosts.write(open(at(1)), BreakerState::Closed, {}, at())));
        std::mutex mutex;
        std::size_t given = 0;
        int failed = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, owner = u"w%1"_s.arg(i)] {
                const auto connection = db::Connection::open(workspace.path());
                const auto jobs = connection
                                      ? QueueStore(**connection).claimProbes(kAll, owner, at(2), at(32))
                                      : core::Result<std::vector<ClaimedJob>>(connection.error());
                const std::lock_guard lock(mutex);
                if (jobs)
                    given += jobs->size();
                else
                    ++failed;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failed, 0);
        QCOMPARE(given, std::size_t(1));
        QVERIFY(must(hosts.write(closed(), BreakerState::HalfOpen, {}, at(3))));
    }
}

void TestHosts::aProbeWhoseOwnerDiedIsGivenOutAgain()
{
    TestWorkspace workspace;
    const auto other = workspace.another();
    queueImages(workspace, 2);
    QVERIFY(must(HostStore(workspace.connection()).write(open(at(1)), BreakerState::Closed, {}, at())));
    const auto dead = probes(workspace.connection(), u"dead"_s, 1); // until 31
    QCOMPARE(dead.size(), std::size_t(1));
    QCOMPARE(probes(*other, u"b"_s, 31).size(), std::size_t(0));
    const auto next = probes(*other, u"b"_s, 32);
    QCOMPARE(next.size(), std::size_t(1));
    QVERIFY(next.front().id != dead.front().id); // its row is rescued by its own lease
    QCOMPARE(must(HostStore(*other).breaker(kHost, Step::BackfillImages)).probeOwner, u"b"_s);
    // Whoever comes back from the dead decides nothing.
    QVERIFY(
        !must(HostStore(workspace.connection()).write(closed(), BreakerState::HalfOpen, u"dead"_s, at(33))));
    QCOMPARE(must(QueueStore(*other).rescueExpired(at(33), {u"b"_s})), QStringList(dead.front().vehicleId));
}

void TestHosts::aProbeThatIsAliveIsNot()
{
    TestWorkspace workspace;
    const auto other = workspace.another();
    queueImages(workspace, 2);
    HostStore hosts(workspace.connection());
    QVERIFY(must(hosts.write(open(at(1)), BreakerState::Closed, {}, at())));
    QCOMPARE(probes(workspace.connection(), u"slow"_s, 1).size(), std::size_t(1));
    must(HostStore(*other).extendProbe(kHost, Step::BackfillImages, u"b"_s, at(5000))); // of nobody
    must(hosts.extendProbe(kHost, Step::BackfillImages, u"slow"_s, at(200)));
    QCOMPARE(probes(*other, u"b"_s, 200).size(), std::size_t(0));
    QCOMPARE(probes(*other, u"b"_s, 201).size(), std::size_t(1));
}

void TestHosts::noProbeWithoutWork_data()
{
    QTest::addColumn<QString>("change");
    QTest::newRow("nothing is queued") << u"DELETE FROM scrape_retry_queue"_s;
    QTest::newRow("it is not due") << u"UPDATE scrape_retry_queue SET next_retry_at = '2027-01-01'"_s;
    QTest::newRow("it is parked") << u"UPDATE scrape_retry_queue SET parked = 4"_s;
    QTest::newRow("it asks another host") << u"UPDATE scrape_retry_queue SET host = 'other.test'"_s;
    QTest::newRow("the breaker waits for somebody") << u"UPDATE circuit_breakers SET open_until = NULL"_s;
}

void TestHosts::noProbeWithoutWork()
{
    QFETCH(QString, change);
    TestWorkspace workspace;
    queueImages(workspace, 1);
    QVERIFY(must(HostStore(workspace.connection()).write(open(at(1)), BreakerState::Closed, {}, at())));
    workspace.run(change);
    QCOMPARE(probes(workspace.connection(), u"a"_s, 100).size(), std::size_t(0));
    QCOMPARE(state(workspace), BreakerState::Open);
    QCOMPARE(probes(workspace.connection(), u"a"_s, 100, {false, {u"no batch"_s}}).size(), std::size_t(0));
}

void TestHosts::countsOfSeveralWorkersAddUp()
{
    TestWorkspace workspace;
    HostStore hosts(workspace.connection());
    const auto count = [](const QString &host, qint64 span, qint64 requests, qint64 failures) {
        return db::RequestCount{host, Step::FetchListing, span, requests, failures};
    };
    must(hosts.addCounts({count(kHost, 10, 4, 1), count(kHost, 11, 2, 2)}, u"a"_s));
    must(hosts.addCounts({count(kHost, 11, 3, 0), count(u"i.test"_s, 11, 1, 1)}, u"b"_s));
    must(hosts.addCounts({count(kHost, 11, 1, 1)}, u"b"_s)); // the same span again
    const auto sums = [&](qint64 since, const QString &worker) {
        QStringList found;
        for (const db::RequestCount &sum : must(hosts.countsOfOthers(since, worker)))
            found.append(u"%1 %2 %3"_s.arg(sum.host).arg(sum.requests).arg(sum.failures));
        found.sort();
        return found;
    };
    QCOMPARE(sums(9, u"c"_s), QStringList({u"h.test 10 4"_s, u"i.test 1 1"_s}));
    QCOMPARE(sums(9, u"b"_s), QStringList(u"h.test 6 3"_s));
    QCOMPARE(sums(10, u"b"_s), QStringList(u"h.test 2 2"_s)); // spans after that one
    must(hosts.forgetCountsBefore(10));
    QCOMPARE(sums(0, u"b"_s), QStringList(u"h.test 2 2"_s));
}

void TestHosts::countsOfOneGateAreForgotten()
{
    TestWorkspace workspace;
    HostStore hosts(workspace.connection());
    must(hosts.addCounts({{kHost, Step::FetchListing, 5, 9, 9}, {kHost, Step::BackfillImages, 5, 1, 0}},
                         u"a"_s));
    must(hosts.forgetCounts(kHost, Step::FetchListing));
    const auto left = must(hosts.countsOfOthers(0, u"b"_s));
    QCOMPARE(left.size(), std::size_t(1));
    QCOMPARE(left.front().step, Step::BackfillImages);
}

void TestHosts::aPauseIsNotShortened()
{
    TestWorkspace workspace;
    HostStore hosts(workspace.connection());
    must(hosts.pause(kHost, at(100), u"rate_limited"_s));
    must(hosts.pause(kHost, at(50), u"rate_limited"_s)); // an answer that was under way
    QCOMPARE(must(hosts.gates(at())).front().pausedUntil, at(100));
    must(hosts.setRateFactor(kHost, 0.5));
    QCOMPARE(must(hosts.gates(at())).front().pausedUntil, at(100));
    must(hosts.endPause(kHost));
    QCOMPARE(must(hosts.gates(at())).size(), std::size_t(0));
}

void TestHosts::limitsStayWithTheHost()
{
    TestWorkspace workspace;
    HostStore hosts(workspace.connection());
    must(hosts.setLimits(kHost, 2, 0.5));
    must(hosts.pause(kHost, at(10), u"rate_limited"_s));
    must(hosts.endPause(kHost));
    const auto gates = must(hosts.gates(at(20)));
    QCOMPARE(gates.size(), std::size_t(1));
    QCOMPARE(gates.front().perHost, std::optional<int>(2));
    QCOMPARE(gates.front().rate, std::optional<double>(0.5));
    QVERIFY(!gates.front().pausedUntil.isValid());
    // Shown before it is ever asked.
    QCOMPARE(must(hosts.list(0, at(20))).size(), std::size_t(2));
    must(hosts.setLimits(kHost, std::nullopt, std::nullopt));
    QCOMPARE(must(hosts.gates(at(20))).size(), std::size_t(0));
    QCOMPARE(must(hosts.list(0, at(20))).size(), std::size_t(0));
}

QTEST_GUILESS_MAIN(TestHosts)
#include "tst_hosts.moc"
