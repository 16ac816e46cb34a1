// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/retrypolicy.h"

#include <QtTest>

#include <random>

using core::Backoff;
using namespace std::chrono_literals;

namespace {

const core::Random kNoJitter = [] { return 0.0; };
const core::Random kMostJitter = [] { return 0.999999; };

const QDateTime kNow(QDate(2026, 3, 20), QTime(12, 0), Qt::UTC);

} // namespace

class TestRetryPolicy : public QObject
{
    Q_OBJECT

private slots:
    void doublesUpToTheCap();
    void floorNeverFalls();
    void jitterIsAddedOnTop();
    void neverBeforeRetryAfter();
    void blockedWaitsSixteenTimesAsLong();
    void retryAfter_data();
    void retryAfter();
};

void TestRetryPolicy::doublesUpToTheCap()
{
    const Backoff backoff{1s, 10s, 0.25};
    QCOMPARE(backoff.floor(1).count(), 1000);
    QCOMPARE(backoff.floor(2).count(), 2000);
    QCOMPARE(backoff.floor(4).count(), 8000);
    QCOMPARE(backoff.floor(5).count(), 10'000);
    QCOMPARE(backoff.floor(0).count(), 1000);
    QCOMPARE(backoff.floor(-7).count(), 1000);
    QCOMPARE(backoff.floor(std::numeric_limits<int>::max()).count(), 10'000);
}

void TestRetryPolicy::floorNeverFalls()
{
    const Backoff backoff;
    for (int attempts = 1; attempts < 100; ++attempts)
        QVERIFY(backoff.floor(attempts + 1) >= backoff.floor(attempts));
    QCOMPARE(backoff.floor(100).count(), backoff.cap.count());
}

void TestRetryPolicy::jitterIsAddedOnTop()
{
    const Backoff backoff{1s, 10s, 0.25};
    QCOMPARE(backoff.delay(3, std::nullopt, kNoJitter).count(), 4000);
    QVERIFY(backoff.delay(3, std::nullopt, kMostJitter) <= 5s);
    QVERIFY(backoff.delay(3, std::nullopt, kMostJitter) > 4900ms);
    std::mt19937 engine(1);
    std::uniform_real_distribution<double> even(0.0, 1.0);
    const core::Random random = [&] { return even(engine); };
    for (int i = 0; i < 1000; ++i) {
        const auto delay = backoff.delay(9, std::nullopt, random);
        QVERIFY(delay >= 10s && delay <= 12'500ms);
    }
}

void TestRetryPolicy::neverBeforeRetryAfter()
{
    const Backoff backoff{1s, 10s, 0.25};
    QCOMPARE(backoff.delay(1, 30s, kNoJitter).count(), 30'000);
    QVERIFY(backoff.delay(1, 30s, kMostJitter) >= 30s);
    QCOMPARE(backoff.delay(4, 2s, kNoJitter).count(), 8000);
    QCOMPARE(backoff.delay(1, 0s, kNoJitter).count(), 1000);
}

void TestRetryPolicy::blockedWaitsSixteenTimesAsLong()
{
    const Backoff workspace{1s, 10s, 0.25};
    QCOMPARE(core::backoffFor(core::Cause::Timeout, workspace).floor(1).count(), 1000);
    QCOMPARE(core::backoffFor(core::Cause::Blocked, workspace).floor(1).count(), 16'000);
    QCOMPARE(core::backoffFor(core::Cause::Blocked, workspace).floor(50).count(), 160'000);
}

void TestRetryPolicy::retryAfter_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<qint64>("expected"); // milliseconds; -1: absent
    QTest::newRow("seconds") << QByteArray("120") << qint64(120'000);
    QTest::newRow("seconds with blanks") << QByteArray(" 7 ") << qint64(7000);
    QTest::newRow("now") << QByteArray("0") << qint64(0);
    QTest::newRow("more than a day") << QByteArray("999999") << qint64(86'400'000);
    QTest::newRow("more than any number") << QByteArray("99999999999999999999999") << qint64(86'400'000);
    QTest::newRow("a date") << QByteArray("Fri, 20 Mar 2026 12:01:30 GMT") << qint64(90'000);
    QTest::newRow("a date of RFC 850") << QByteArray("Friday, 20-Mar-26 12:01:30 GMT") << qint64(90'000);
    QTest::newRow("a date of asctime") << QByteArray("Fri Mar 20 12:01:30 2026") << qint64(90'000);
    QTest::newRow("a date in the past") << QByteArray("Fri, 20 Mar 2026 11:00:00 GMT") << qint64(0);
    QTest::newRow("a date next year") << QByteArray("Sat, 20 Mar 2027 12:00:00 GMT") << qint64(86'400'000);
    QTest::newRow("a negative number") << QByteArray("-5") << qint64(-1);
    QTest::newRow("a fraction") << QByteArray("1.5") << qint64(-1);
    QTest::newRow("a word") << QByteArray("soon") << qint64(-1);
    QTest::newRow("an ISO date") << QByteArray("2026-03-20T12:00:00Z") << qint64(-1);
    QTest::newRow("nothing") << QByteArray() << qint64(-1);
    QTest::newRow("bytes") << QByteArray("\xff\0\x01", 3) << qint64(-1);
}

void TestRetryPolicy::retryAfter()
{
    QFETCH(QByteArray, header);
    QFETCH(qint64, expected);
    const auto wait = core::parseRetryAfter(header, kNow);
    QCOMPARE(wait ? qint64(wait->count()) : qint64(-1), expected);
}

QTEST_GUILESS_MAIN(TestRetryPolicy)
#include "tst_retrypolicy.moc"
