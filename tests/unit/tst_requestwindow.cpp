// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requestwindow.h"

#include <QtTest>

#include <random>

using core::RequestWindow;
using namespace std::chrono_literals;

namespace {

//! The beginning of a bucket of ten seconds, that is of a window of one minute.
const QDateTime kStart(QDate(2026, 3, 20), QTime(12, 0), Qt::UTC);

QDateTime after(qint64 seconds)
{
    return kStart.addSecs(seconds);
}

} // namespace

class TestRequestWindow : public QObject
{
    Q_OBJECT

private slots:
    void addsUp();
    void countsLeaveBucketByBucket();
    void isEmptyWhenCleared();
    void clockJumps_data();
    void clockJumps();
    void worksOnAfterAJump();
    void aShortWindowDividesToo();
    void sumsAreThoseOfTheLastWindow();
};

void TestRequestWindow::addsUp()
{
    RequestWindow window(60s);
    QCOMPARE(window.requests(kStart), 0);
    window.add(3, 1, kStart);
    window.add(1, 1, after(9));
    window.add(5, 0, after(30));
    QCOMPARE(window.requests(after(30)), 9);
    QCOMPARE(window.failures(after(30)), 2);
}

void TestRequestWindow::countsLeaveBucketByBucket()
{
    RequestWindow window(60s);
    window.add(1, 1, kStart);
    window.add(10, 0, after(10));
    window.add(100, 100, after(50));
    QCOMPARE(window.requests(after(59)), 111);
    QCOMPARE(window.requests(after(60)), 110);
    QCOMPARE(window.failures(after(60)), 100);
    QCOMPARE(window.requests(after(70)), 100);
    QCOMPARE(window.requests(after(109)), 100);
    QCOMPARE(window.requests(after(110)), 0);
    window.add(1000, 0, after(70)); // what was read is still there to be written to
    QCOMPARE(window.requests(after(70)), 1100);
}

void TestRequestWindow::isEmptyWhenCleared()
{
    RequestWindow window(60s);
    window.add(7, 7, kStart);
    window.add(7, 7, after(20));
    window.clear();
    QCOMPARE(window.requests(after(20)), 0);
    QCOMPARE(window.failures(after(20)), 0);
    window.add(1, 0, after(21));
    QCOMPARE(window.requests(after(21)), 1);
}

void TestRequestWindow::clockJumps_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<int>("left"); // of 10 requests at the start
    QTest::newRow("back a moment") << qint64(-1) << 10;
    QTest::newRow("back by the window") << qint64(-60) << 10;
    QTest::newRow("back by more than the window") << qint64(-61) << 0;
    QTest::newRow("back to before 1970") << qint64(-100LL * 365 * 86'400) << 0;
    QTest::newRow("ahead by less than the window") << qint64(59) << 10;
    QTest::newRow("ahead by a day") << qint64(86'400) << 0;
    QTest::newRow("ahead by a thousand years") << qint64(1000LL * 365 * 86'400) << 0;
}

void TestRequestWindow::clockJumps()
{
    QFETCH(qint64, seconds);
    QFETCH(int, left);
    RequestWindow window(60s);
    window.add(10, 5, kStart);
    const QDateTime then = after(seconds);
    QCOMPARE(window.requests(then), left);
    window.add(1, 1, then);
    QCOMPARE(window.requests(then), left + 1);
    QCOMPARE(window.failures(then), left / 2 + 1);
}

void TestRequestWindow::worksOnAfterAJump()
{
    for (const qint64 jump : {-100LL * 365 * 86'400, -3600LL, -30LL, 3600LL, 1000LL * 365 * 86'400}) {
        RequestWindow window(60s);
        window.add(10, 5, kStart);
        window.add(1, 1, after(jump));
        // No count outlives two windows, whatever the clock did.
        QCOMPARE(window.requests(after(jump + 120)), 0);
        window.add(2, 0, after(jump + 120));
        window.add(4, 0, after(jump + 130));
        QCOMPARE(window.requests(after(jump + 130)), 6);
    }
}

void TestRequestWindow::aShortWindowDividesToo()
{
    RequestWindow window(1ms); // less than a millisecond a bucket
    window.add(1, 0, kStart);
    QCOMPARE(window.requests(kStart), 1);
    QCOMPARE(window.requests(after(1)), 0);
}

//! Against the plain list of what was added: all of the last five sixths counts, nothing of before the
//! window.
void TestRequestWindow::sumsAreThoseOfTheLastWindow()
{
    std::mt19937_64 engine(6);
    std::uniform_int_distribution<qint64> step(0, 20'000);
    std::uniform_int_distribution<int> few(0, 5);
    RequestWindow window(60s);
    QDateTime now = kStart;
    std::vector<std::pair<QDateTime, int>> added;
    const auto since = [&](qint64 ms) {
        int sum = 0;
        for (const auto &[time, requests] : added)
            sum += time.msecsTo(now) < ms ? requests : 0;
        return sum;
    };
    for (int i = 0; i < 2000; ++i) {
        now = now.addMSecs(step(engine));
        const int requests = few(engine);
        window.add(requests, requests / 2, now);
        added.emplace_back(now, requests);
        QVERIFY(window.requests(now) >= since(50'000));
        QVERIFY(window.requests(now) <= since(60'000));
        QVERIFY(window.failures(now) <= window.requests(now) / 2 + 1);
    }
}

QTEST_GUILESS_MAIN(TestRequestWindow)
#include "tst_requestwindow.moc"
