// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuitbreaker.h"

#include <QtTest>

#include <limits>
#include <random>

using core::Breaker;
using core::BreakerSettings;
using core::BreakerState;
using core::CircuitBreaker;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QDateTime kNow(QDate(2026, 3, 20), QTime(12, 0), Qt::UTC);

//! Half of at least 20 opens; a minute, two, four, … half an hour.
const CircuitBreaker kRules{BreakerSettings()};

QDateTime after(std::chrono::milliseconds time)
{
    return kNow.addMSecs(time.count());
}

Breaker openAfter(int trips)
{
    Breaker breaker;
    breaker.trips = trips - 1;
    return kRules.tripped(breaker, u"why"_s, kNow);
}

Breaker probing(Breaker breaker)
{
    breaker.state = BreakerState::HalfOpen;
    return breaker;
}

} // namespace

class TestCircuitBreaker : public QObject
{
    Q_OBJECT

private slots:
    void stateNamesComeBack();
    void opensOnARateOfEnough_data();
    void opensOnARateOfEnough();
    void everyShareThatIsExactlyTheRateOpens();
    void pausesEscalateToTheLongest();
    void aTripOpens();
    void lateFailuresDoNotLengthenThePause();
    void onlyOneProbeGoes();
    void aFailedProbeOpensForTwiceAsLong();
    void aCloseForgets();
    void anOperatorsTripIsNoEscalation();
    void untilResetNoTimeOpensIt();
    void aProbeUnderWayIsLeftAlone();
    void clocksSetBackAndOddRows_data();
    void clocksSetBackAndOddRows();
    void noHistoryHoldsForLongerThanTheLongest();
};

void TestCircuitBreaker::stateNamesComeBack()
{
    QStringList names;
    for (const auto state : {BreakerState::Closed, BreakerState::Open, BreakerState::HalfOpen}) {
        names.append(core::breakerStateName(state));
        QCOMPARE(core::breakerStateFromName(names.last()), std::optional(state));
    }
    QCOMPARE(names.join(u' '), u"closed open half_open"_s);
    QVERIFY(!core::breakerStateFromName(u"Open"));
}

void TestCircuitBreaker::opensOnARateOfEnough_data()
{
    QTest::addColumn<int>("requests");
    QTest::addColumn<int>("failures");
    QTest::addColumn<bool>("opens");
    QTest::newRow("nothing yet") << 0 << 0 << false;
    QTest::newRow("too few, all failed") << 19 << 19 << false;
    QTest::newRow("enough, all failed") << 20 << 20 << true;
    QTest::newRow("enough, half failed") << 20 << 10 << true;
    QTest::newRow("enough, less than half failed") << 20 << 9 << false;
    QTest::newRow("many, just under half failed") << 100'001 << 50'000 << false;
    QTest::newRow("many, none failed") << 100'000 << 0 << false;
}

void TestCircuitBreaker::opensOnARateOfEnough()
{
    QFETCH(int, requests);
    QFETCH(int, failures);
    QFETCH(bool, opens);
    QCOMPARE(kRules.shouldTrip(requests, failures), opens);
}

void TestCircuitBreaker::everyShareThatIsExactlyTheRateOpens()
{
    BreakerSettings settings;
    settings.minRequests = 1;
    for (int percent = 5; percent <= 100; ++percent) {
        settings.failureRate = QString::number(percent / 100.0).toDouble();
        const CircuitBreaker rules(settings);
        for (int hundreds = 1; hundreds <= 50; ++hundreds) {
            QVERIFY(rules.shouldTrip(hundreds * 100, hundreds * percent));
            QVERIFY(!rules.shouldTrip(hundreds * 100, hundreds * percent - 1));
        }
    }
}

void TestCircuitBreaker::pausesEscalateToTheLongest()
{
    const std::chrono::milliseconds lengths[] = {1min, 2min, 4min, 8min, 16min, 30min, 30min};
    int trips = 0;
    for (const auto length : lengths) {
        ++trips;
        QCOMPARE(kRules.openLength(trips), length);
        QCOMPARE(openAfter(trips).openUntil, after(length));
        QCOMPARE(openAfter(trips).trips, trips);
    }
    QCOMPARE(kRules.openLength(std::numeric_limits<int>::max()), 30min);
    QCOMPARE(kRules.openLength(0), 1min);
    QCOMPARE(kRules.openLength(-5), 1min);
}

void TestCircuitBreaker::aTripOpens()
{
    const Breaker breaker = kRules.tripped(Breaker(), u"19 of 20 failed"_s, kNow);
    QCOMPARE(breaker.state, BreakerState::Open);
    QCOMPARE(breaker.reason, u"19 of 20 failed"_s);
    QCOMPARE(breaker.changedAt, kNow);
    QVERIFY(!breaker.manual);
    QVERIFY(!CircuitBreaker::mayProbe(breaker, kNow));
    QVERIFY(!CircuitBreaker::mayProbe(breaker, after(1min - 1ms)));
    QVERIFY(CircuitBreaker::mayProbe(breaker, after(1min)));
    QVERIFY(!CircuitBreaker::mayProbe(Breaker(), kNow)); // a closed one needs no probe
}

void TestCircuitBreaker::lateFailuresDoNotLengthenThePause()
{
    const Breaker breaker = openAfter(1);
    QVERIFY(kRules.tripped(breaker, u"late"_s, after(59s)) == breaker);
    const Breaker byHand = CircuitBreaker::trippedByHand(Breaker(), u"upkeep"_s, after(1h), kNow);
    QVERIFY(kRules.tripped(byHand, u"late"_s, after(59min)) == byHand);
}

void TestCircuitBreaker::onlyOneProbeGoes()
{
    const Breaker open = openAfter(2);
    QVERIFY(CircuitBreaker::mayProbe(open, after(2min)));
    QVERIFY(!CircuitBreaker::mayProbe(probing(open), after(2min)));
    QVERIFY(!CircuitBreaker::mayProbe(probing(open), after(24h)));
}

void TestCircuitBreaker::aFailedProbeOpensForTwiceAsLong()
{
    const Breaker breaker = kRules.tripped(probing(openAfter(1)), u"still down"_s, after(61s));
    QCOMPARE(breaker.state, BreakerState::Open);
    QCOMPARE(breaker.trips, 2);
    QCOMPARE(breaker.openUntil, after(61s + 2min));
    QCOMPARE(breaker.reason, u"still down"_s);
}

void TestCircuitBreaker::aCloseForgets()
{
    Breaker expected;
    expected.changedAt = after(1min);
    const Breaker breaker = CircuitBreaker::closed(after(1min));
    QVERIFY(breaker == expected);
    QCOMPARE(breaker.state, BreakerState::Closed);
    QVERIFY(!breaker.openUntil.isValid());
    QCOMPARE(kRules.tripped(breaker, {}, after(2min)).openUntil, after(3min));
}

void TestCircuitBreaker::anOperatorsTripIsNoEscalation()
{
    const Breaker byHand =
        CircuitBreaker::trippedByHand(openAfter(2), u"upkeep"_s, after(2h + 1s), after(1s));
    QCOMPARE(byHand.state, BreakerState::Open);
    QVERIFY(byHand.manual);
    QCOMPARE(byHand.openUntil, after(2h + 1s));
    QCOMPARE(byHand.trips, 2);
    QCOMPARE(byHand.reason, u"upkeep"_s);
    const Breaker failed = kRules.tripped(probing(byHand), u"still down"_s, after(3h));
    QVERIFY(!failed.manual);
    QCOMPARE(failed.openUntil, after(3h + 4min));
}

void TestCircuitBreaker::untilResetNoTimeOpensIt()
{
    const Breaker byHand = CircuitBreaker::trippedByHand(openAfter(2), u"upkeep"_s, QDateTime(), after(1s));
    QVERIFY(!CircuitBreaker::mayProbe(byHand, kNow.addYears(9)));
    QVERIFY(kRules.tripped(byHand, u"late"_s, kNow.addYears(9)) == byHand);
    QVERIFY(kRules.clamped(byHand, kNow.addYears(-9)) == byHand);
}

void TestCircuitBreaker::clocksSetBackAndOddRows_data()
{
    QTest::addColumn<Breaker>("stored");
    QTest::addColumn<qint64>("nowMs");  // relative to kNow
    QTest::addColumn<qint64>("leftMs"); // from that now; negative: it is due
    const auto row = [](const char *name, const Breaker &stored, std::chrono::milliseconds now,
                        std::chrono::milliseconds left) {
        QTest::newRow(name) << stored << qint64(now.count()) << qint64(left.count());
    };
    const Breaker open = openAfter(2);
    const Breaker byHand = CircuitBreaker::trippedByHand(Breaker(), {}, after(5h), kNow);
    Breaker undated = open;
    undated.changedAt = QDateTime();
    Breaker endless = open;
    endless.openUntil = kNow.addYears(7000);
    Breaker backwards = open;
    backwards.openUntil = kNow.addDays(-1);
    row("the clock goes on", open, 30s, 90s);
    row("the clock is set back a little", open, -5s, 2min);
    row("the clock is set back by years", open, -24h * 3650, 2min);
    row("an operator's own length is kept", byHand, -24h, 5h);
    row("no time of change", undated, -24h, 30min);
    row("no time of change, nearly due", undated, 100s, 20s);
    row("an endless one is cut to the longest", endless, 10min, 20min);
    row("an endless one is due after the longest", endless, 40min, -10min);
    row("an end before its beginning is due", backwards, 0s, -24h);
}

void TestCircuitBreaker::aProbeUnderWayIsLeftAlone()
{
    Breaker endless = probing(openAfter(2));
    endless.openUntil = kNow.addYears(7000);
    for (const Breaker &breaker : {probing(openAfter(2)), endless})
        QVERIFY(kRules.clamped(breaker, after(-1h)) == breaker);
}

void TestCircuitBreaker::clocksSetBackAndOddRows()
{
    QFETCH(Breaker, stored);
    QFETCH(qint64, nowMs);
    QFETCH(qint64, leftMs);
    const QDateTime now = kNow.addMSecs(nowMs);
    const Breaker kept = kRules.clamped(stored, now);
    QCOMPARE(now.msecsTo(kept.openUntil), leftMs);
    QCOMPARE(CircuitBreaker::mayProbe(kept, now), leftMs <= 0);
    QVERIFY(kept.changedAt <= now);
    QCOMPARE(kept.state, stored.state);
    QCOMPARE(kept.trips, stored.trips);
    // What was kept is not put off by looking at it again.
    for (const qint64 later : {1, 10'000, 1'000'000})
        QVERIFY(kRules.clamped(kept, now.addMSecs(later)) == kept);
}

//! Any events at any times, the clock jumping both ways: after the longest pause of undisturbed time a probe
//! may go or the breaker is closed.
void TestCircuitBreaker::noHistoryHoldsForLongerThanTheLongest()
{
    std::mt19937_64 engine(8);
    std::uniform_int_distribution<int> event(0, 4);
    std::uniform_int_distribution<qint64> jump(-100'000'000, 100'000'000);
    Breaker breaker;
    QDateTime now = kNow;
    for (int i = 0; i < 5000; ++i) {
        now = now.addMSecs(jump(engine));
        breaker = kRules.clamped(breaker, now);
        switch (event(engine)) {
        case 0:
            breaker = CircuitBreaker::closed(now);
            break;
        case 1:
            if (CircuitBreaker::mayProbe(breaker, now))
                breaker = kRules.tripped(probing(breaker), u"still down"_s, now);
            break;
        default:
            breaker = kRules.tripped(breaker, u"why"_s, now);
        }
        const QDateTime later = now.addMSecs(30 * 60'000);
        QVERIFY(breaker.state == BreakerState::Closed || CircuitBreaker::mayProbe(breaker, later));
        QVERIFY(breaker.state == BreakerState::Closed || breaker.openUntil.isValid());
    }
}

QTEST_GUILESS_MAIN(TestCircuitBreaker)
#include "tst_circuitbreaker.moc"
