// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/hostkeeper.h"
#include "stepbench.h"

#include <QSignalSpy>
#include <QTest>

using namespace pipetest;
using namespace pipeline;
using namespace Qt::StringLiterals;
using core::BreakerState;
using core::Cause;
using core::Step;
using dbtest::must;

namespace {

constexpr Step kStep = Step::BackfillImages;
const QString kHost = u"images.test"_s;

//! A keeper over a clock that the test sets, and rows that wait at one host.
struct KeeperBench : StepBench
{
    HostKeeper keeper{services};

    KeeperBench() { keeper.attach(*services.fetches); }

    void wait(int steps)
    {
        for (int i = 0; i < steps; ++i) {
            db::QueueRequest request;
            request.vehicleId = rows.addVehicle(++m_vehicles);
            request.step = kStep;
            request.host = kHost;
            request.at = now;
            (void)must(db::QueueStore(*services.connection).enqueue(request, now));
        }
    }
    void tripByFailures()
    {
        for (int i = 0; i < services.settings.breakerSettings().minRequests; ++i)
            keeper.note(kHost, kStep, Cause::Connection, false);
    }
    std::vector<Job> takeProbes(const QString &owner = u"bench"_s)
    {
        return must(
            db::QueueStore(*services.connection).claimProbes({true, {}}, owner, now, now.addSecs(60)));
    }
    db::BreakerRow row() { return must(db::HostStore(*services.connection).breaker(kHost, kStep)); }

private:
    int m_vehicles = 0;
};

} // namespace

class TestHostKeeper : public QObject
{
    Q_OBJECT

private slots:
    void aClockSetBackWhileAProbeIsUnderWay_data();
    void aClockSetBackWhileAProbeIsUnderWay();
    void onlyTheProbeDecides_data();
    void onlyTheProbeDecides();
};

void TestHostKeeper::aClockSetBackWhileAProbeIsUnderWay_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("not at all") << qint64(0);
    QTest::newRow("before the pause was over") << qint64(-30);
    QTest::newRow("before it tripped") << qint64(-3600);
    QTest::newRow("by ten years") << qint64(-315'360'000);
}

void TestHostKeeper::aClockSetBackWhileAProbeIsUnderWay()
{
    QFETCH(qint64, seconds);
    KeeperBench bench;
    bench.wait(1);
    bench.tripByFailures();
    bench.now = bench.row().breaker.openUntil.addSecs(1);
    QCOMPARE(bench.takeProbes().size(), std::size_t(1));
    must(bench.keeper.sync());
    bench.now = bench.now.addSecs(seconds);
    must(bench.keeper.sync());
    QCOMPARE(bench.row().breaker.state, BreakerState::HalfOpen);
    QCOMPARE(bench.row().probeOwner, u"bench"_s);
    bench.keeper.note(kHost, kStep, std::nullopt, true);
    QCOMPARE(bench.row().breaker.state, BreakerState::Closed);
    QCOMPARE(bench.keeper.stateOf(kHost, kStep), BreakerState::Closed);
}

//! What is under way when a breaker is half open was sent before, or is not the host's fault.
void TestHostKeeper::onlyTheProbeDecides_data()
{
    QTest::addColumn<std::optional<Cause>>("cause");
    QTest::addColumn<bool>("isProbe");
    QTest::addColumn<BreakerState>("state");
    using Maybe = std::optional<Cause>;
    QTest::newRow("a success of before") << Maybe() << false << BreakerState::HalfOpen;
    QTest::newRow("a failure of before") << Maybe(Cause::Timeout) << false << BreakerState::HalfOpen;
    QTest::newRow("a full disk") << Maybe(Cause::Storage) << true << BreakerState::HalfOpen;
    QTest::newRow("the probe succeeded") << Maybe() << true << BreakerState::Closed;
    QTest::newRow("a page that is gone") << Maybe(Cause::NotFound) << true << BreakerState::Closed;
    QTest::newRow("the probe failed") << Maybe(Cause::Timeout) << true << BreakerState::Open;
}

void TestHostKeeper::onlyTheProbeDecides()
{
    QFETCH(std::optional<Cause>, cause);
    QFETCH(bool, isProbe);
    KeeperBench bench;
    bench.wait(1);
    bench.tripByFailures();
    bench.now = bench.row().breaker.openUntil.addSecs(1);
    const auto probes = bench.takeProbes();
    QCOMPARE(probes.size(), std::size_t(1));
    bench.keeper.probeStarted(probes.front());
    bench.keeper.note(kHost, kStep, cause, isProbe);
    QTEST(bench.row().breaker.state, "state");
    bench.keeper.probeEnded(probes.front());
    if (bench.row().breaker.state == BreakerState::Open && !cause) // undecided: the next one may try at once
        QCOMPARE(bench.row().breaker.openUntil, bench.now);
    QVERIFY(bench.row().breaker.state != BreakerState::HalfOpen);
}

QTEST_GUILESS_MAIN(TestHostKeeper)
#include "tst_hostkeeper.moc"
