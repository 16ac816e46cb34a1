// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fetchbench.h"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace net;

class TestFetchGates : public QObject
{
    Q_OBJECT

private slots:
    void closesTheGateOn429_data();
    void closesTheGateOn429();
    void aPausedHostHoldsAndReopens();
    void aRefusalHalvesTheRateUntilItRecovers();
    void oneWaveOfRefusalsHalvesOnce();
    void takesOverHowSlowAHostIs();
    void pauseHostHoldsWhatWaits();
    void neverMoreThanPerHost();
    void neverMoreThanConnections();
    void opensMoreThanSixConnectionsWhenAsked();
    void oneHostHasLimitsOfItsOwn();
    void keepsTheRate();
    void oneHostHasARateOfItsOwn();
    void manyRequestsOverManyHosts();
    void cancelEndsAGroup();
    void destructionWhileBusyIsQuick();
    void aCallbackMayDeleteThePool();
};

void TestFetchGates::closesTheGateOn429_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<qint64>("pauseMs");
    QTest::addColumn<qint64>("retryAfterMs"); // −1: none that can be read
    const auto row = [](const char *name, int status, const char *value, qint64 pauseMs,
                        qint64 retryAfterMs) {
        QByteArray header(value);
        if (!header.isEmpty())
            header = "Retry-After: " + header + "\r\n";
        QTest::newRow(name) << status << header << pauseMs << retryAfterMs;
    };
    row("429 with seconds", 429, "120", 120'000, 120'000);
    row("429 with a date", 429, "Wed, 01 Jul 2026 12:00:30 GMT", 30'000, 30'000);
    row("429 with a date that has passed", 429, "Wed, 01 Jul 2020 12:00:30 GMT", 5'000, 0);
    row("429 with nonsense", 429, "soon", 5'000, -1);
    row("429 without a word", 429, "", 5'000, -1);
    row("429 for a year is a day", 429, "31536000", 86'400'000, 86'400'000);
    row("503 with seconds", 503, "7", 7'000, 7'000);
    row("503 with nonsense", 503, "-5", 5'000, -1);
}

void TestFetchGates::closesTheGateOn429()
{
    QFETCH(int, status);
    QFETCH(QByteArray, header);
    QFETCH(qint64, pauseMs);
    QFETCH(qint64, retryAfterMs);
    const QDateTime noon(QDate(2026, 7, 1), QTime(12, 0), Qt::UTC);
    FaultServer server;
    server.on("/", {response(status, "slow down", header)});
    Bench bench([](FetchSettings &settings) { settings.perHost = 1; }, [noon] { return noon; });
    QSignalSpy paused(bench.pool.get(), &FetchPool::hostPaused);
    for (int i = 0; i < 3; ++i)
        bench.submit(server.url(QStringLiteral("/")));
    QVERIFY(bench.wait());
    bench.fetch(server.url(QStringLiteral("/"))); // submitted to a closed gate
    for (int i = 0; i < 4; ++i) {
        const FetchResult &result = bench.results[i];
        QCOMPARE(causeOf(result), QByteArray("held"));
        QCOMPARE(result.heldUntil->toUTC(), noon.addMSecs(pauseMs));
        QCOMPARE(result.heldReason, QStringLiteral("rate_limited"));
        QCOMPARE(result.requested, i == 0);
        QVERIFY(!result.fault);
    }
    QCOMPARE(bench.results[0].status, status);
    QCOMPARE(bench.results[0].retryAfterMs.value_or(-1), retryAfterMs);
    QCOMPARE(paused.size(), 1);
    QCOMPARE(paused.at(0).at(0).toString(), server.hostKey());
    QCOMPARE(paused.at(0).at(1).toDateTime().toUTC(), noon.addMSecs(pauseMs));
    QCOMPARE(server.requests().size(), 1);
}

void TestFetchGates::aPausedHostHoldsAndReopens()
{
    auto now = std::make_shared<QDateTime>(QDate(2026, 7, 1), QTime(12, 0), Qt::UTC);
    FaultServer server;
    Script slow = response(200, "late");
    slow.delayMs = 200;
    server.on("/slow", {slow});
    server.on("/", {response(429, {}), response(200, "welcome back")});
    Bench bench({}, [now] { return *now; });
    bench.submit(server.url(QStringLiteral("/slow")));
    bench.submit(server.url(QStringLiteral("/")));
    QVERIFY(bench.wait());
    QCOMPARE(causeOf(bench.results[0]), QByteArray("done")); // under way, so it may finish
    QCOMPARE(causeOf(bench.results[1]), QByteArray("held"));
    *now = now->addSecs(5);
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/")))), QByteArray("done"));
}

void TestFetchGates::aRefusalHalvesTheRateUntilItRecovers()
{
    auto wall = std::make_shared<QDateTime>(QDate(2026, 7, 1), QTime(12, 0), Qt::UTC);
    auto steady = std::make_shared<qint64>(0);
    FaultServer server;
    server.on("/", {response(429, {}), response(503, {}, "Retry-After: 3\r\n"), response(200, "x")});
    Bench bench([](FetchSettings &settings) { settings.ratePerHost = 8; }, [wall] { return *wall; });
    bench.pool->setSteadyTime([steady] { return *steady; });
    QSignalSpy slowed(bench.pool.get(), &FetchPool::hostSlowed);
    const auto pass = [&](int seconds) {
        *wall = wall->addSecs(seconds);
        *steady += seconds * 1000;
    };
    QStringList causes;
    for (int i = 0; i < 7; ++i) {
        causes += QString::fromLatin1(causeOf(bench.fetch(server.url(QStringLiteral("/")))));
        pass(10);
    }
    QCOMPARE(causes.join(u' '), QStringLiteral("held held done done done done done"));
    QList<double> factors;
    for (const auto &arguments : std::as_const(slowed)) {
        QCOMPARE(arguments.at(0).toString(), server.hostKey());
        factors.append(arguments.at(1).toDouble());
    }
    QCOMPARE(factors, QList<double>({0.5, 0.25, 0.5, 0.75, 1.0}));
}

void TestFetchGates::oneWaveOfRefusalsHalvesOnce()
{
    FaultServer server;
    Script slow = response(429, {}, "Retry-After: 100\r\n");
    slow.delayMs = 50;
    server.on("/", {slow});
    Bench bench;
    QSignalSpy slowed(bench.pool.get(), &FetchPool::hostSlowed);
    for (int i = 0; i < 4; ++i)
        bench.submit(server.url(QStringLiteral("/")));
    QVERIFY(bench.wait());
    QCOMPARE(server.requests().size(), 4); // all were under way
    QCOMPARE(slowed.size(), 1);
    QCOMPARE(slowed.at(0).at(1).toDouble(), 0.5);
}

void TestFetchGates::takesOverHowSlowAHostIs()
{
    FaultServer server;
    server.on("/", {response(200, "x")});
    Bench bench([](FetchSettings &settings) { settings.ratePerHost = 40; });
    QSignalSpy slowed(bench.pool.get(), &FetchPool::hostSlowed);
    bench.pool->slowHost(server.hostKey().toUpper(), 0.5);
    bench.pool->slowHost(server.hostKey(), 0.9);
    for (int i = 0; i < 11; ++i)
        bench.submit(server.url(QStringLiteral("/")));
    QVERIFY(bench.wait());
    const auto requests = server.requests();
    const qint64 span = requests.last().atMs - requests.first().atMs;
    QVERIFY2(span >= 400, qPrintable(QString::number(span))); // the whole rate takes 250 ms
    QCOMPARE(slowed.size(), 0);
}

void TestFetchGates::pauseHostHoldsWhatWaits()
{
    FaultServer server;
    Script slow = response(200, "x");
    slow.delayMs = 200;
    server.on("/", {slow});
    Bench bench([](FetchSettings &settings) { settings.perHost = 1; });
    for (int i = 0; i < 3; ++i)
        bench.submit(server.url(QStringLiteral("/")));
    QTRY_COMPARE(server.requests().size(), 1);
    QCOMPARE(bench.pool->inFlight(), 1);
    QCOMPARE(bench.pool->waiting(), 2);
    QSignalSpy paused(bench.pool.get(), &FetchPool::hostPaused);
    const QDateTime until = QDateTime::currentDateTimeUtc().addSecs(60);
    bench.pool->pauseHost(server.hostKey(), until, QStringLiteral("breaker_open"));
    QCOMPARE(paused.size(), 1);
    QVERIFY(bench.wait());
    QCOMPARE(causeOf(bench.results[0]), QByteArray("done"));
    QCOMPARE(bench.results[1].heldReason, QStringLiteral("breaker_open"));
    QCOMPARE(causeOf(bench.results[2]), QByteArray("held"));
    QCOMPARE(server.requests().size(), 1);
    bench.pool->pauseHost(server.hostKey(), QDateTime(), {}); // lifted
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/")))), QByteArray("done"));
}

void TestFetchGates::neverMoreThanPerHost()
{
    FaultServer server;
    Script slow = response(200, "x");
    slow.delayMs = 10;
    server.on("/", {slow});
    Bench bench([](FetchSettings &settings) { settings.perHost = 3; });
    for (int i = 0; i < 60; ++i)
        bench.submit(server.url(QStringLiteral("/")));
    QVERIFY(bench.wait());
    QCOMPARE(server.requests().size(), 60);
    QCOMPARE(server.mostAtOnce(), 3);
    QVERIFY2(server.connections() <= 6, qPrintable(QString::number(server.connections())));
}

void TestFetchGates::neverMoreThanConnections()
{
    FaultServer server;
    Script slow = response(200, "x");
    slow.delayMs = 20;
    server.on("/", {slow});
    Bench bench([](FetchSettings &settings) { settings.connections = 5; });
    for (int i = 0; i < 40; ++i)
        bench.submit(server.url(QStringLiteral("/"), QStringLiteral("h%1.good.test").arg(i % 10)));
    QVERIFY(bench.wait());
    QCOMPARE(server.requests().size(), 40);
    QCOMPARE(server.mostAtOnce(), 5);
}

void TestFetchGates::opensMoreThanSixConnectionsWhenAsked()
{
    FaultServer server;
    Script slow = response(200, "x");
    slow.delayMs = 150;
    server.on("/", {slow});
    Bench bench([](FetchSettings &settings) {
        settings.perHost = 20;
        settings.threads = 1;
    });
    for (int i = 0; i < 20; ++i)
        bench.submit(server.url(QStringLiteral("/")));
    QVERIFY(bench.wait());
    QCOMPARE(server.mostAtOnce(), 20);
}

void TestFetchGates::oneHostHasLimitsOfItsOwn()
{
    FaultServer server;
    FaultServer other;
    Script slow = response(200, "x");
    slow.delayMs = 150;
    server.on("/", {slow});
    other.on("/", {slow});
    Bench bench([](FetchSettings &settings) {
        settings.perHost = 2;
        settings.threads = 1;
    });
    bench.pool->setHostLimits(server.hostKey(), 15, std::nullopt);
    for (int i = 0; i < 15; ++i) {
        bench.submit(server.url(QStringLiteral("/")));
        bench.submit(other.url(QStringLiteral("/")));
    }
    QVERIFY(bench.wait());
    QCOMPARE(server.mostAtOnce(), 15);
    QCOMPARE(other.mostAtOnce(), 2);
}

void TestFetchGates::keepsTheRate()
{
    FaultServer server;
    server.on("/", {response(200, "x")});
    Bench bench([](FetchSettings &settings) { settings.ratePerHost = 20; });
    for (int i = 0; i < 21; ++i)
        bench.submit(server.url(QStringLiteral("/")));
    QVERIFY(bench.wait());
    const auto requests = server.requests();
    QCOMPARE(requests.size(), 21);
    // However slow the machine: twenty intervals of 50 ms take a second, less what one delivery lags behind.
    const qint64 span = requests.last().atMs - requests.first().atMs;
    QVERIFY2(span >= 900, qPrintable(QString::number(span)));
}

void TestFetchGates::oneHostHasARateOfItsOwn()
{
    FaultServer server;
    server.on("/", {response(200, "x")});
    Bench bench;
    bench.pool->setHostLimits(server.hostKey(), std::nullopt, 20);
    for (int i = 0; i < 11; ++i)
        bench.submit(server.url(QStringLiteral("/")));
    QVERIFY(bench.wait());
    const auto requests = server.requests();
    const qint64 span = requests.last().atMs - requests.first().atMs;
    QVERIFY2(span >= 400, qPrintable(QString::number(span)));
}

void TestFetchGates::manyRequestsOverManyHosts()
{
    FaultServer server;
    server.on("/", {response(200, QByteArray(20'000, 'x'))});
    Bench bench([](FetchSettings &settings) { settings.timeoutMs = 10'000; });
    for (int i = 0; i < 500; ++i)
        bench.submit(server.url(QStringLiteral("/"), QStringLiteral("h%1.good.test").arg(i % 50)));
    QVERIFY(bench.wait(20'000));
    for (int i = 0; i < 500; ++i) {
        QCOMPARE(bench.calls[i], 1);
        QCOMPARE(causeOf(bench.results[i]), QByteArray("done"));
        QCOMPARE(bench.sinks[static_cast<size_t>(i)]->body().size(), 20'000);
    }
    QCOMPARE(server.requests().size(), 500);
    QCOMPARE(bench.pool->inFlight(), 0);
    QCOMPARE(bench.pool->waiting(), 0);
}

void TestFetchGates::cancelEndsAGroup()
{
    FaultServer server;
    server.on("/hang", {raw({}, Script::End::Hang)});
    server.on("/", {response(200, "x")});
    Bench bench([](FetchSettings &settings) { settings.timeoutMs = 60'000; });
    for (int i = 0; i < 8; ++i) // four under way, four waiting
        bench.submit(server.url(QStringLiteral("/hang")), 7);
    bench.submit(server.url(QStringLiteral("/"), QStringLiteral("good.test")), 8);
    QTRY_COMPARE(server.requestsFor("/hang"), 4);
    bench.pool->cancel(7);
    bench.pool->cancel(7); // once more changes nothing
    QVERIFY(bench.wait());
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(bench.calls[i], 1);
        QCOMPARE(causeOf(bench.results[i]), QByteArray("cancelled"));
        QCOMPARE(bench.results[i].requested, i < 4);
    }
    QCOMPARE(causeOf(bench.results[8]), QByteArray("done"));
    QCOMPARE(server.requestsFor("/hang"), 4);
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/")))), QByteArray("done")); // the gate is free
}

void TestFetchGates::destructionWhileBusyIsQuick()
{
    FaultServer server;
    server.on("/hang", {raw({}, Script::End::Hang)});
    Script half = raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", Script::End::Hang);
    server.on("/half", {half});
    auto called = std::make_shared<int>(0);
    std::weak_ptr<Sink> sink;
    QElapsedTimer timer;
    {
        Bench bench([](FetchSettings &settings) {
            settings.perHost = 32;
            settings.timeoutMs = 60'000;
        });
        auto held = std::make_shared<SpySink>();
        sink = held;
        for (int i = 0; i < 40; ++i)
            bench.pool->submit(
                {server.url(i % 2 ? QStringLiteral("/hang") : QStringLiteral("/half")), "*/*", held}, 1,
                [called](const FetchResult &) { ++*called; });
        QTRY_COMPARE(server.requests().size(), 32);
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QCoreApplication::processEvents();
    QCOMPARE(*called, 0);
    QVERIFY(sink.expired()); // so an unfinished file would be gone
}

void TestFetchGates::aCallbackMayDeleteThePool()
{
    FaultServer server;
    server.on("/", {response(200, "x")});
    auto *pool = new FetchPool([] {
        FetchSettings settings;
        settings.allow = {QStringLiteral("127.0.0.1")};
        return settings;
    }());
    int called = 0;
    for (int i = 0; i < 10; ++i)
        pool->submit({server.url(QStringLiteral("/")), "*/*", {}}, 1, [&](const FetchResult &) {
            ++called;
            delete pool;
        });
    QTRY_COMPARE(called, 1);
    QCoreApplication::processEvents();
    QCOMPARE(called, 1);
}

QTEST_GUILESS_MAIN(TestFetchGates)
#include "tst_fetchgates.moc"
