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
            keeper.note(kHost, kStep, Cause::Connection);
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
    bench.keeper.note(kHost, kStep, std::nullopt);
    QCOMPARE(bench.row().breaker.state, BreakerState::Closed);
    QCOMPARE(bench.keeper.stateOf(kHost, kStep), BreakerState::Closed);
}

QTEST_GUILESS_MAIN(TestHostKeeper)
#include "tst_hostkeeper.moc"
