// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fetchbench.h"

#include <QSignalSpy>

using namespace net;

namespace {

const QDateTime kNoon(QDate(2026, 7, 1), QTime(12, 0), Qt::UTC);
const QString kReason = QStringLiteral("breaker_open");

FetchRequest inLane(int lane, const QUrl &url, bool isProbe = false)
{
    return {url, "*/*", {}, lane, isProbe};
}

QUrl path(const FaultServer &server, const char *text)
{
    return server.url(QString::fromLatin1(text));
}

Script redirectTo(const QUrl &url)
{
    return response(302, {}, "Location: " + url.toEncoded() + "\r\n");
}

} // namespace

class TestFetchLanes : public QObject
{
    Q_OBJECT

private slots:
    void aHeldLaneSendsNothingWhileOthersGoOn();
    void whatIsUnderWayMayFinish();
    void timeAloneDoesNotReopen();
    void aProbePassesTheLaneButNoPause();
    void releaseLetsAllGo();
    void redirectsObeyTheLaneOfTheirHost_data();
    void redirectsObeyTheLaneOfTheirHost();
};

void TestFetchLanes::aHeldLaneSendsNothingWhileOthersGoOn()
{
    FaultServer server;
    FaultServer other;
    server.on("/held", {response(200, "x")});
    server.on("/free", {response(200, "x")});
    other.on("/", {response(200, "x")});
    Bench bench;
    bench.pool->holdLane(server.hostKey().toUpper(), 1, kNoon, kReason);
    for (int i = 0; i < 10; ++i) {
        bench.submit(inLane(1, path(server, "/held")));
        bench.submit(inLane(2, path(server, "/free")));
        bench.submit(inLane(1, path(other, "/")));
    }
    QVERIFY(bench.wait());
    QCOMPARE(server.requestsFor("/held"), 0);
    QCOMPARE(server.requestsFor("/free"), 10);
    QCOMPARE(other.requestsFor("/"), 10);
    for (int i = 0; i < 30; ++i) {
        const FetchResult &result = bench.results[i];
        QCOMPARE(causeOf(result), QByteArray(i % 3 == 0 ? "held" : "done"));
        QCOMPARE(result.requested, i % 3 != 0);
        QCOMPARE(bench.calls[i], 1);
        if (i % 3 != 0)
            continue;
        QCOMPARE(result.heldUntil->toUTC(), kNoon);
        QCOMPARE(result.heldReason, kReason);
    }
}

void TestFetchLanes::whatIsUnderWayMayFinish()
{
    FaultServer server;
    Script slow = response(200, "x");
    slow.delayMs = 200;
    server.on("/", {slow});
    server.on("/free", {response(200, "x")});
    Bench bench([](FetchSettings &settings) { settings.perHost = 1; });
    const int underWay = bench.submit(inLane(1, path(server, "/")));
    QTRY_COMPARE(server.requests().size(), 1);
    const int waiting = bench.submit(inLane(1, path(server, "/")));
    const int probe = bench.submit(inLane(1, path(server, "/"), true));
    const int other = bench.submit(inLane(2, path(server, "/free")));
    QSignalSpy paused(bench.pool.get(), &FetchPool::hostPaused);
    bench.pool->holdLane(server.hostKey(), 1, kNoon, kReason);
    QCOMPARE(bench.pool->waiting(), 2);
    QVERIFY(!bench.calls.contains(waiting)); // never from inside a function of the pool
    QVERIFY(bench.wait());
    QCOMPARE(causeOf(bench.results[underWay]), QByteArray("done"));
    QCOMPARE(causeOf(bench.results[waiting]), QByteArray("held"));
    QCOMPARE(causeOf(bench.results[probe]), QByteArray("done"));
    QCOMPARE(causeOf(bench.results[other]), QByteArray("done"));
    QCOMPARE(server.requestsFor("/"), 2);
    QCOMPARE(paused.size(), 0); // the host is not
}

void TestFetchLanes::timeAloneDoesNotReopen()
{
    auto now = std::make_shared<QDateTime>(kNoon);
    FaultServer server;
    server.on("/", {response(200, "x")});
    Bench bench({}, [now] { return *now; });
    const auto fetch = [&] {
        const int index = bench.submit(inLane(3, path(server, "/")));
        bench.wait();
        return bench.results[index];
    };
    bench.pool->holdLane(server.hostKey(), 3, kNoon.addSecs(60), kReason);
    *now = kNoon.addSecs(3600);
    QCOMPARE(fetch().heldUntil->toUTC(), kNoon.addSecs(60));
    bench.pool->holdLane(server.hostKey(), 3, kNoon.addSecs(7200), QStringLiteral("probe_failed"));
    QCOMPARE(fetch().heldUntil->toUTC(), kNoon.addSecs(7200));
    QCOMPARE(fetch().heldReason, QStringLiteral("probe_failed"));
    bench.pool->holdLane(server.hostKey(), 3, QDateTime(), kReason);
    QCOMPARE(fetch().heldUntil->toUTC(), *now);
    bench.pool->releaseLane(server.hostKey(), 2); // another one
    QCOMPARE(causeOf(fetch()), QByteArray("held"));
    QCOMPARE(server.requests().size(), 0);
    bench.pool->releaseLane(server.hostKey(), 3);
    QCOMPARE(causeOf(fetch()), QByteArray("done"));
}

void TestFetchLanes::aProbePassesTheLaneButNoPause()
{
    FaultServer server;
    server.on("/", {response(200, "x")});
    Bench bench;
    bench.pool->holdLane(server.hostKey(), 1, kNoon, kReason);
    const int probe = bench.submit(inLane(1, path(server, "/"), true));
    QVERIFY(bench.wait());
    QCOMPARE(causeOf(bench.results[probe]), QByteArray("done"));
    const int next = bench.submit(inLane(1, path(server, "/")));
    QVERIFY(bench.wait());
    QCOMPARE(causeOf(bench.results[next]), QByteArray("held")); // its success is the caller's to judge
    QCOMPARE(server.requests().size(), 1);

    const QDateTime until = QDateTime::currentDateTimeUtc().addSecs(60);
    bench.pool->pauseHost(server.hostKey(), until, QStringLiteral("rate_limited"));
    const int paused = bench.submit(inLane(1, path(server, "/"), true));
    QVERIFY(bench.wait());
    QCOMPARE(bench.results[paused].heldReason, QStringLiteral("rate_limited"));
    QCOMPARE(server.requests().size(), 1);
}

void TestFetchLanes::releaseLetsAllGo()
{
    FaultServer server;
    server.on("/", {response(200, "x")});
    Bench bench;
    bench.pool->holdLane(server.hostKey(), 1, kNoon, kReason);
    for (int i = 0; i < 20; ++i)
        bench.submit(inLane(1, path(server, "/")));
    QVERIFY(bench.wait());
    QCOMPARE(server.requests().size(), 0);
    bench.pool->releaseLane(server.hostKey().toUpper(), 1);
    for (int i = 0; i < 20; ++i)
        bench.submit(inLane(1, path(server, "/")));
    QVERIFY(bench.wait());
    QCOMPARE(server.requests().size(), 20);
    for (int i = 0; i < 40; ++i)
        QCOMPARE(causeOf(bench.results[i]), QByteArray(i < 20 ? "held" : "done"));
}

void TestFetchLanes::redirectsObeyTheLaneOfTheirHost_data()
{
    QTest::addColumn<int>("heldLane"); // of the target's host; the request's is 1
    QTest::addColumn<bool>("isProbe");
    QTest::addColumn<bool>("sameHost");
    QTest::addColumn<QByteArray>("cause");
    QTest::newRow("to a host where the lane is held") << 1 << false << false << QByteArray("held");
    QTest::newRow("to a host where another lane is held") << 2 << false << false << QByteArray("done");
    QTest::newRow("a probe, to its own host") << 1 << true << true << QByteArray("done");
    QTest::newRow("a probe, to another host") << 1 << true << false << QByteArray("held");
}

void TestFetchLanes::redirectsObeyTheLaneOfTheirHost()
{
    QFETCH(int, heldLane);
    QFETCH(bool, isProbe);
    QFETCH(bool, sameHost);
    QFETCH(QByteArray, cause);
    FaultServer first;
    FaultServer second;
    const FaultServer &target = sameHost ? first : second;
    first.on("/start", {redirectTo(path(target, "/end"))});
    first.on("/end", {response(200, "x")});
    second.on("/end", {response(200, "x")});
    Bench bench;
    bench.pool->holdLane(target.hostKey(), heldLane, kNoon, kReason);
    const int index = bench.submit(inLane(1, path(first, "/start"), isProbe));
    QVERIFY(bench.wait());
    QCOMPARE(causeOf(bench.results[index]), cause);
    QCOMPARE(target.requestsFor("/end"), cause == "done" ? 1 : 0);
    QCOMPARE(first.requestsFor("/start"), 1);
    if (cause == "held")
        QCOMPARE(bench.results[index].heldReason, kReason);
}

QTEST_GUILESS_MAIN(TestFetchLanes)
#include "tst_fetchlanes.moc"
