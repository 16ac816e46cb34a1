// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/retrypolicy.h"

#include <QLocale>
#include <QtTest>

#include <functional>
#include <random>

using core::Backoff;
using namespace std::chrono_literals;

namespace {

const core::Random kNoJitter = [] { return 0.0; };
const core::Random kMostJitter = [] { return 0.999999; };

const QDateTime kNow(QDate(2026, 3, 20), QTime(12, 0), Qt::UTC);

//! Seeded, so that what fails once fails always.
class Chance
{
public:
    explicit Chance(quint64 seed) : m_engine(seed) {}

    qint64 whole(qint64 least, qint64 most)
    {
        return std::uniform_int_distribution<qint64>(least, most)(m_engine);
    }
    double share() { return std::uniform_real_distribution<double>(0.0, 1.0)(m_engine); }
    //! Any that the settings and policies allow.
    Backoff backoff()
    {
        Backoff backoff;
        backoff.base = std::chrono::milliseconds(whole(0, 9) == 0 ? 0 : whole(1, 86'400'000));
        backoff.cap = backoff.base + std::chrono::milliseconds(whole(0, 604'800'000));
        backoff.jitter = share();
        backoff.factor = 1 + 9 * share();
        return backoff;
    }

private:
    std::mt19937_64 m_engine;
};

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
    void whatAPolicySetsWins_data();
    void whatAPolicySetsWins();
    void everyDelayIsWithinItsBounds();
    void everyFloorRisesToItsCap();
    void noDelayIsBeforeTheHeadersTime();
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

void TestRetryPolicy::whatAPolicySetsWins_data()
{
    using Change = std::function<void(core::CausePolicy &)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<Backoff>("expected"); // of a workspace with 1 s, 10 s, 0.25 and 2
    const auto row = [](const char *name, const Change &change, const Backoff &expected) {
        QTest::newRow(name) << change << expected;
    };
    using Policy = core::CausePolicy;
    const auto isLong = [](Policy &p) { p.retry = Policy::Retry::LongBackoff; };
    row("nothing", [](Policy &) {}, {1s, 10s, 0.25, 2});
    row("the base", [](Policy &p) { p.baseMs = 500; }, {500ms, 10s, 0.25, 2});
    row("a base above the workspace's cap", [](Policy &p) { p.baseMs = 20'000; }, {20s, 20s, 0.25, 2});
    row("the cap", [](Policy &p) { p.capMs = 99'000; }, {1s, 99s, 0.25, 2});
    row("a cap under the workspace's base", [](Policy &p) { p.capMs = 300; }, {1s, 300ms, 0.25, 2});
    row("both", [](Policy &p) { p.baseMs = 2000, p.capMs = 3000; }, {2s, 3s, 0.25, 2});
    row("the factor", [](Policy &p) { p.factor = 1.5; }, {1s, 10s, 0.25, 1.5});
    row("no jitter", [](Policy &p) { p.jitter = 0; }, {1s, 10s, 0, 2});
    row("a long backoff", isLong, {16s, 160s, 0.25, 2});
    row("a long backoff with its own base", [&](Policy &p) { isLong(p), p.baseMs = 500; },
        {500ms, 160s, 0.25, 2});
    row("a long backoff with its own cap", [&](Policy &p) { isLong(p), p.capMs = 20'000; },
        {16s, 20s, 0.25, 2});
}

void TestRetryPolicy::whatAPolicySetsWins()
{
    QFETCH(std::function<void(core::CausePolicy &)>, change);
    QFETCH(Backoff, expected);
    core::CausePolicy policy = core::policyFor(core::Cause::Timeout);
    change(policy);
    const Backoff got = core::backoffFor(policy, Backoff{1s, 10s, 0.25, 2});
    QCOMPARE(got.base.count(), expected.base.count());
    QCOMPARE(got.cap.count(), expected.cap.count());
    QCOMPARE(got.jitter, expected.jitter);
    QCOMPARE(got.factor, expected.factor);
    for (int attempts = 1; attempts < 50; ++attempts)
        QVERIFY(got.floor(attempts) <= expected.cap);
}

void TestRetryPolicy::everyDelayIsWithinItsBounds()
{
    Chance chance(1);
    for (int i = 0; i < 5000; ++i) {
        const Backoff backoff = chance.backoff();
        const int attempts = int(chance.whole(-3, 120));
        std::optional<std::chrono::milliseconds> retryAfter;
        if (chance.whole(0, 1) == 1)
            retryAfter = std::chrono::milliseconds(chance.whole(0, 86'400'000));
        const auto least = std::max(backoff.floor(attempts), retryAfter.value_or(0ms));
        const auto delay = backoff.delay(attempts, retryAfter, [&] { return chance.share(); });
        QVERIFY(delay >= least);
        QVERIFY(double(delay.count()) <= double(least.count()) * (1 + backoff.jitter));
    }
}

void TestRetryPolicy::everyFloorRisesToItsCap()
{
    Chance chance(2);
    for (int i = 0; i < 3000; ++i) {
        const Backoff backoff = chance.backoff();
        QCOMPARE(backoff.floor(1), backoff.base);
        for (int attempts = 1; attempts < 100; ++attempts) {
            const auto floor = backoff.floor(attempts);
            const auto next = backoff.floor(attempts + 1);
            QVERIFY(floor <= next && next <= backoff.cap);
            if (next < backoff.cap) {
                // Whole milliseconds are cut, so the product may be off by the factor.
                const double wanted = double(floor.count()) * backoff.factor;
                QVERIFY(std::abs(double(next.count()) - wanted) <= backoff.factor + 1);
            }
        }
        if (backoff.factor >= 2 && backoff.base > 0ms)
            QCOMPARE(backoff.floor(100), backoff.cap);
    }
}

void TestRetryPolicy::noDelayIsBeforeTheHeadersTime()
{
    Chance chance(3);
    const QLocale c = QLocale::c();
    for (int i = 0; i < 3000; ++i) {
        const qint64 seconds = chance.whole(0, 86'400);
        const QDateTime at = kNow.addSecs(seconds);
        const QString day = QString::number(at.date().day()).rightJustified(2);
        const QString headers[] = {QString::number(seconds),
                                   c.toString(at, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")),
                                   c.toString(at, QStringLiteral("dddd, dd-MMM-yy hh:mm:ss 'GMT'")),
                                   c.toString(at, QStringLiteral("ddd MMM '%1' hh:mm:ss yyyy").arg(day))};
        const Backoff backoff = chance.backoff();
        for (const QString &header : headers) {
            const auto told = core::parseRetryAfter(header.toLatin1(), kNow);
            QVERIFY2(told, qPrintable(header));
            QCOMPARE(qint64(told->count()), seconds * 1000);
            const auto delay = backoff.delay(1, told, [&] { return chance.share(); });
            QVERIFY2(kNow.addMSecs(delay.count()) >= at, qPrintable(header));
        }
    }
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
