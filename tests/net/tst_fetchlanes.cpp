// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fetchbench.h"

#include <QSignalSpy>

using namespace net;

namespace {

const QDateTime kNoon(QDate(2026, 7, 1), QTime(12, 0), Qt::UTC);
const QString kReason = QStringLiteral("breaker_open");

FetchRequest inLane(int lane, const QUrl &url, const QString &probeHost = {})
{
    return {url, "*/*", {}, lane, probeHost};
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
    void tellsHowEveryHopEnded_data();
    void tellsHowEveryHopEnded();
    void tellsEveryHostOfARedirect();
    void tellsNothingOfWhatWasCancelled();
    void whoListensMayHoldTheLane();
    void whoListensMayCancel();
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
    const int probe = bench.submit(inLane(1, path(server, "/"), server.hostKey()));
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
    const int probe = bench.submit(inLane(1, path(server, "/"), server.hostKey()));
    QVERIFY(bench.wait());
    QCOMPARE(causeOf(bench.results[probe]), QByteArray("done"));
    const int next = bench.submit(inLane(1, path(server, "/")));
    QVERIFY(bench.wait());
    QCOMPARE(causeOf(bench.results[next]), QByteArray("held")); // its success is the caller's to judge
    QCOMPARE(server.requests().size(), 1);

    const QDateTime until = QDateTime::currentDateTimeUtc().addSecs(60);
    bench.pool->pauseHost(server.hostKey(), until, QStringLiteral("rate_limited"));
    const int paused = bench.submit(inLane(1, path(server, "/"), server.hostKey()));
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
    QTest::addColumn<int>("heldLane");   // of the target's host; the request's is 1
    QTest::addColumn<QString>("probes"); // which of the two hosts
    QTest::addColumn<bool>("sameHost");
    QTest::addColumn<QByteArray>("cause");
    QTest::newRow("to a host where the lane is held") << 1 << QString() << false << QByteArray("held");
    QTest::newRow("to a host where another lane is held") << 2 << QString() << false << QByteArray("done");
    QTest::newRow("a probe, to its own host") << 1 << QStringLiteral("first") << true << QByteArray("done");
    QTest::newRow("a probe, to another host") << 1 << QStringLiteral("first") << false << QByteArray("held");
    QTest::newRow("a probe of that other host")
        << 1 << QStringLiteral("second") << false << QByteArray("done");
}

void TestFetchLanes::redirectsObeyTheLaneOfTheirHost()
{
    QFETCH(int, heldLane);
    QFETCH(QString, probes);
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
    QSignalSpy ended(bench.pool.get(), &FetchPool::requestEnded);
    const QString probeHost = probes.isEmpty()                    ? QString()
                              : probes == QStringLiteral("first") ? first.hostKey()
                                                                  : second.hostKey();
    const int index = bench.submit(inLane(1, path(first, "/start"), probeHost));
    QVERIFY(bench.wait());
    for (const QVariantList &hop : ended)
        QCOMPARE(hop.at(3).toBool(), hop.at(0).toString() == probeHost);
    QCOMPARE(causeOf(bench.results[index]), cause);
    QCOMPARE(target.requestsFor("/end"), cause == "done" ? 1 : 0);
    QCOMPARE(first.requestsFor("/start"), 1);
    if (cause == "held") {
        QCOMPARE(bench.results[index].heldReason, kReason);
        QCOMPARE(bench.results[index].heldHost, target.hostKey());
    }
}

void TestFetchLanes::tellsHowEveryHopEnded_data()
{
    QTest::addColumn<QList<Script>>("scripts"); // of /, in their order
    QTest::addColumn<QString>("url");           // of the server when empty
    QTest::addColumn<QString>("events");        // one word for each hop, then what the callback got
    const auto row = [](const char *name, const QList<Script> &scripts, const char *url, const char *events) {
        QTest::newRow(name) << scripts << QString::fromLatin1(url) << QString::fromLatin1(events);
    };
    const Script ok = response(200, "x");
    const Script away = redirectTo(QUrl(QStringLiteral("/?again")));
    row("a success", {ok}, "", "ok done");
    row("a page that is gone", {response(404, {})}, "", "not_found not_found");
    row("a broken server", {response(500, {})}, "", "server_error server_error");
    row("a broken server that says when", {response(503, {}, "Retry-After: 9\r\n")}, "", "rate_limited held");
    row("too many requests", {response(429, {})}, "", "rate_limited held");
    row("no answer in time", {raw({}, Script::End::Hang)}, "", "timeout timeout");
    row("a closed connection", {raw({}, Script::End::Reset)}, "", "connection connection");
    row("a redirect to nothing", {away}, "", "ok not_found not_found");
    row("a redirect in a circle", {redirectTo(QUrl(QStringLiteral("/")))}, "", "ok redirect_loop");
    row("a redirect that makes no sense", {response(302, {})}, "", "http_error http_error");
    row("an unknown name", {}, "http://nobody.test/", "dns dns");
    row("a name of a forbidden address", {}, "http://mixed.test/", "forbidden_address forbidden_address");
    row("refused before the gate", {}, "http://10.0.0.1/", "forbidden_address");
}

void TestFetchLanes::tellsHowEveryHopEnded()
{
    QFETCH(QList<Script>, scripts);
    QFETCH(QString, url);
    QFETCH(QString, events);
    FaultServer server;
    server.on("/", scripts);
    Bench bench;
    const QUrl asked = url.isEmpty() ? path(server, "/") : QUrl(url);
    const QString host = url.isEmpty() ? server.hostKey() : asked.host();
    QStringList seen;
    connect(bench.pool.get(), &FetchPool::requestEnded, this,
            [&](const QString &ofHost, int lane, std::optional<core::Cause> cause) {
                QCOMPARE(ofHost, host);
                QCOMPARE(lane, 4);
                QCOMPARE(QThread::currentThread(), bench.pool->thread());
                seen.append(cause ? QString(core::causeName(*cause)) : QStringLiteral("ok"));
            });
    bench.pool->submit(inLane(4, asked), 1, [&](const FetchResult &result) {
        seen.append(QString::fromLatin1(causeOf(result)));
        bench.results[0] = result;
    });
    bench.submitted = 1;
    QVERIFY(bench.wait());
    QCOMPARE(seen.join(u' '), events);
}

void TestFetchLanes::tellsEveryHostOfARedirect()
{
    FaultServer first;
    FaultServer second;
    first.on("/", {redirectTo(path(second, "/"))});
    second.on("/", {response(500, {})});
    Bench bench;
    QSignalSpy ended(bench.pool.get(), &FetchPool::requestEnded);
    bench.submit(inLane(1, path(first, "/")));
    QVERIFY(bench.wait());
    QCOMPARE(ended.size(), 2);
    QCOMPARE(ended.at(0).at(0).toString(), first.hostKey());
    QVERIFY(!ended.at(0).at(2).value<std::optional<core::Cause>>());
    QCOMPARE(ended.at(1).at(0).toString(), second.hostKey());
    QVERIFY(ended.at(1).at(2).value<std::optional<core::Cause>>() == core::Cause::ServerError);
}

void TestFetchLanes::tellsNothingOfWhatWasCancelled()
{
    FaultServer server;
    server.on("/", {raw({}, Script::End::Hang)});
    Bench bench([](FetchSettings &settings) { settings.timeoutMs = 60'000; });
    QSignalSpy ended(bench.pool.get(), &FetchPool::requestEnded);
    for (int i = 0; i < 8; ++i) // four under way, four waiting
        bench.submit(path(server, "/"), 7);
    QTRY_COMPARE(server.requests().size(), 4);
    bench.pool->cancel(7);
    QVERIFY(bench.wait());
    QTRY_COMPARE(bench.pool->inFlight(), 0); // all four have ended
    QCOMPARE(ended.size(), 0);
}

void TestFetchLanes::whoListensMayHoldTheLane()
{
    FaultServer server;
    server.on("/", {response(500, {})});
    server.on("/free", {response(200, "x")});
    Bench bench([](FetchSettings &settings) { settings.perHost = 1; });
    int failures = 0;
    connect(bench.pool.get(), &FetchPool::requestEnded, this,
            [&](const QString &host, int lane, std::optional<core::Cause> cause) {
                if (cause && ++failures == 3)
                    bench.pool->holdLane(host, lane, kNoon, kReason);
            });
    for (int i = 0; i < 10; ++i)
        bench.submit(inLane(1, path(server, "/")));
    for (int i = 0; i < 5; ++i)
        bench.submit(inLane(2, path(server, "/free")));
    QVERIFY(bench.wait());
    QCOMPARE(server.requestsFor("/"), 3);
    QCOMPARE(server.requestsFor("/free"), 5);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(causeOf(bench.results[i]), QByteArray(i < 3 ? "server_error" : "held"));
}

void TestFetchLanes::whoListensMayCancel()
{
    FaultServer server;
    server.on("/", {redirectTo(path(server, "/end"))});
    server.on("/end", {response(200, "x")});
    Bench bench([](FetchSettings &settings) { settings.perHost = 1; });
    connect(bench.pool.get(), &FetchPool::requestEnded, this, [&] { bench.pool->cancel(1); });
    for (int i = 0; i < 3; ++i)
        bench.submit(path(server, "/"));
    QVERIFY(bench.wait());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(causeOf(bench.results[i]), QByteArray("cancelled"));
    QCOMPARE(server.requests().size(), 1);
}

QTEST_GUILESS_MAIN(TestFetchLanes)
#include "tst_fetchlanes.moc"
