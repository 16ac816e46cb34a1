// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/hostgate.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>

using namespace net;
using std::chrono::seconds;

namespace {

//! One request that is refused; the wall clock and the steady one agree.
void refuse(HostGate &gate, qint64 now)
{
    gate.throttled(gate.begin(now), std::nullopt, now, now);
    gate.end();
}

void answer(HostGate &gate, qint64 now)
{
    gate.answered(gate.begin(now), now);
    gate.end();
}

//! Whether a count is what was expected, but for the milliseconds that waits are rounded to.
bool isAbout(int count, double expected)
{
    return std::abs(count - expected) <= 1 + expected / 50;
}

//! How many requests go out in ten seconds of waiting in line, after the first one.
int sentInTenSeconds(HostGate &gate, qint64 from)
{
    int count = -1;
    qint64 now = from;
    while (now <= from + 10'000 && count < 100'000) {
        const qint64 wait = gate.waitMs(now);
        now += wait;
        if (wait > 0)
            continue;
        gate.begin(now);
        gate.end();
        ++count;
    }
    return count;
}

//! A client that always has something to ask, and a host that refuses by chance.
class Simulation
{
public:
    Simulation(double rate, double refusals, unsigned seed)
        : m_gate(20, rate), m_rate(rate), m_refusals(refusals), m_random(seed)
    {
    }

    //! One tick of 50 ms. Returns what rule was broken, or nothing.
    QByteArray step(qint64 now, bool refuses)
    {
        QByteArray broken;
        while (broken.isEmpty() && !m_underWay.empty() && m_underWay.front().endMs <= now) {
            broken = end(now, refuses && std::uniform_real_distribution<>()(m_random) < m_refusals);
            m_underWay.pop_front();
        }
        while (m_gate.hasRoom() && !m_gate.isPaused(now) && m_gate.waitMs(now) == 0) {
            const qint64 latency = std::uniform_int_distribution<qint64>(20, 900)(m_random);
            const qint64 endMs =
                m_underWay.empty() ? now + latency : std::max(now + latency, m_underWay.back().endMs);
            m_underWay.push_back({m_gate.begin(now), endMs});
            m_sent.push_back({now, m_gate.rateFactor()});
        }
        return broken.isEmpty() ? checkRate(now) : broken;
    }

    HostGate &gate() { return m_gate; }
    int halvings() const { return m_halvings; }

private:
    struct Request
    {
        quint64 ticket;
        qint64 endMs;
    };
    struct Sent
    {
        qint64 atMs;
        double factor;
    };

    QByteArray end(qint64 now, bool refused)
    {
        const double before = m_gate.rateFactor();
        const bool wasPaused = m_gate.isPaused(now);
        if (refused)
            m_gate.throttled(m_underWay.front().ticket, std::nullopt, now, now);
        else
            m_gate.answered(m_underWay.front().ticket, now);
        m_gate.end();
        const double after = m_gate.rateFactor();
        const qint64 quietMs = now - m_changedMs;
        if (refused || after != before)
            m_changedMs = now;
        m_halvings += after < before ? 1 : 0;
        if (after < Slowdown::kLeast || after > 1)
            return "the factor stays between a sixteenth and one";
        if (after < before && (!refused || wasPaused))
            return "only the refusal that begins a wave lowers it";
        if (after < before && after != std::max(before / 2, Slowdown::kLeast))
            return "it falls by half";
        if (after > before && (refused || after - before > 0.25 || quietMs < 10'000))
            return "it rises by a quarter after ten seconds without a refusal";
        return {};
    }

    QByteArray checkRate(qint64 now)
    {
        while (!m_sent.empty() && m_sent.front().atMs <= now - 1000)
            m_sent.pop_front();
        double most = 0;
        for (const Sent &sent : m_sent)
            most = std::max(most, sent.factor);
        const double allowed = most * m_rate + std::max(1.0, most * m_rate / 20);
        return static_cast<double>(m_sent.size()) > allowed + 1e-6 ? "the rate is kept" : QByteArray();
    }

    HostGate m_gate;
    double m_rate;
    double m_refusals;
    std::mt19937 m_random;
    std::deque<Request> m_underWay;
    std::deque<Sent> m_sent;
    qint64 m_changedMs = -10'000;
    int m_halvings = 0;
};

} // namespace

class TestSlowdown : public QObject
{
    Q_OBJECT

private slots:
    void everyWaveHalvesTheRate_data();
    void everyWaveHalvesTheRate();
    void oneWaveHalvesOnce();
    void stragglersDoNotHalveAgain();
    void recoversByQuarters();
    void onlyAStretchOfAnswersRecovers_data();
    void onlyAStretchOfAnswersRecovers();
    void answersFromBeforeThePauseRecoverNothing();
    void withoutALimitTheObservedRateIsHalved_data();
    void withoutALimitTheObservedRateIsHalved();
    void withoutALimitThereIsNoneAgainAtTheEnd();
    void takesOverOnlyLowerFactors_data();
    void takesOverOnlyLowerFactors();
    void otherLimitsStaySlowed();
    void isNotIdleWhileSlowed();
    void keepsItsRules_data();
    void keepsItsRules();
};

void TestSlowdown::everyWaveHalvesTheRate_data()
{
    QTest::addColumn<int>("waves");
    QTest::addColumn<double>("factor");
    QTest::addColumn<int>("sent"); // in ten seconds, of 160
    QTest::newRow("none") << 0 << 1.0 << 160;
    QTest::newRow("one") << 1 << 0.5 << 80;
    QTest::newRow("two") << 2 << 0.25 << 40;
    QTest::newRow("four reach a sixteenth") << 4 << 0.0625 << 10;
    QTest::newRow("nine stay there") << 9 << 0.0625 << 10;
}

void TestSlowdown::everyWaveHalvesTheRate()
{
    QFETCH(int, waves);
    QFETCH(double, factor);
    QFETCH(int, sent);
    HostGate gate(4, 16);
    qint64 now = 0;
    for (int i = 0; i < waves; ++i) {
        refuse(gate, now);
        now = gate.pausedUntilMs();
    }
    QCOMPARE(gate.rateFactor(), factor);
    QVERIFY(isAbout(sentInTenSeconds(gate, now), sent));
}

void TestSlowdown::oneWaveHalvesOnce()
{
    HostGate gate(4, 100);
    QList<quint64> tickets;
    for (qint64 now = 0; now < 40; now += 10)
        tickets.append(gate.begin(now));
    for (const quint64 ticket : std::as_const(tickets))
        gate.throttled(ticket, seconds(30), 100, 100); // each with advice, so each may prolong the pause
    QCOMPARE(gate.rateFactor(), 0.5);
}

void TestSlowdown::stragglersDoNotHalveAgain()
{
    HostGate gate(4, 100);
    const quint64 first = gate.begin(0);
    const quint64 straggler = gate.begin(10);
    const quint64 second = gate.begin(20);
    gate.throttled(first, std::nullopt, 100, 100);
    gate.throttled(straggler, std::nullopt, 9'000, 9'000); // the pause is over; it begins another one
    QVERIFY(gate.isPaused(9'000));
    QCOMPARE(gate.rateFactor(), 0.5);
    gate.pauseUntil(0, 9'000);
    gate.throttled(second, std::nullopt, 9'000, 9'000); // nor when it was lifted
    QCOMPARE(gate.rateFactor(), 0.5);
    refuse(gate, 60'000);
    QCOMPARE(gate.rateFactor(), 0.25);
}

void TestSlowdown::recoversByQuarters()
{
    HostGate gate(4, 100);
    qint64 now = 0;
    for (int i = 0; i < 4; ++i) {
        refuse(gate, now);
        now = gate.pausedUntilMs();
    }
    QList<double> factors{gate.rateFactor()};
    QList<qint64> times;
    for (const qint64 from = now; now < from + 60'000; now += 500) {
        answer(gate, now);
        if (gate.rateFactor() == factors.last())
            continue;
        factors.append(gate.rateFactor());
        times.append(now - from);
    }
    QCOMPARE(factors, QList<double>({0.0625, 0.3125, 0.5625, 0.8125, 1.0}));
    QCOMPARE(times, QList<qint64>({10'000, 20'000, 30'000, 40'000}));
    QVERIFY(isAbout(sentInTenSeconds(gate, now), 1000));
}

void TestSlowdown::onlyAStretchOfAnswersRecovers_data()
{
    QTest::addColumn<QList<int>>("answers"); // seconds
    QTest::addColumn<QList<int>>("stragglers");
    QTest::addColumn<double>("factor");
    const QList<int> none;
    QTest::newRow("silence recovers nothing") << none << none << 0.5;
    QTest::newRow("nor does one answer after an hour") << QList<int>{3600} << none << 0.5;
    QTest::newRow("nor do many in less than ten seconds") << QList<int>{5, 6, 7, 8, 14} << none << 0.5;
    QTest::newRow("two that are ten seconds apart do") << QList<int>{5, 15} << none << 0.75;
    QTest::newRow("a long gap is one stretch") << QList<int>{5, 3600, 3601} << none << 0.75;
    QTest::newRow("a refusal in between begins anew") << QList<int>{5, 14, 16, 25} << QList<int>{15} << 0.5;
    QTest::newRow("and ten seconds later it counts") << QList<int>{5, 14, 25, 35} << QList<int>{15} << 0.75;
}

void TestSlowdown::onlyAStretchOfAnswersRecovers()
{
    QFETCH(QList<int>, answers);
    QFETCH(QList<int>, stragglers);
    QFETCH(double, factor);
    HostGate gate(4, 100);
    const quint64 old = gate.begin(0);
    refuse(gate, 10);
    for (int second = 0; second <= 3601; ++second) {
        const qint64 now = second * 1000LL;
        if (stragglers.contains(second)) {
            gate.throttled(old, std::nullopt, now, now);
            gate.pauseUntil(0, now);
        }
        if (answers.contains(second))
            answer(gate, now);
    }
    QCOMPARE(gate.rateFactor(), factor);
}

void TestSlowdown::answersFromBeforeThePauseRecoverNothing()
{
    HostGate gate(4, 100);
    const quint64 one = gate.begin(0);
    const quint64 other = gate.begin(10);
    refuse(gate, 20);
    gate.answered(one, 1'000);
    gate.answered(other, 20'000);
    QCOMPARE(gate.rateFactor(), 0.5);
}

void TestSlowdown::withoutALimitTheObservedRateIsHalved_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("everyMs");
    QTest::addColumn<int>("silenceMs"); // before the refusal
    QTest::addColumn<int>("sent");      // in ten seconds after it
    QTest::newRow("twenty a second for a minute") << 1200 << 50 << 0 << 100;
    QTest::newRow("twenty a second for two seconds") << 40 << 50 << 0 << 100;
    QTest::newRow("forty at once") << 40 << 0 << 0 << 200;
    QTest::newRow("one every two seconds") << 30 << 2000 << 0 << 10;
    QTest::newRow("hardly any") << 1 << 0 << 0 << 10;
    QTest::newRow("many, but long ago") << 1200 << 50 << 60'000 << 10;
}

void TestSlowdown::withoutALimitTheObservedRateIsHalved()
{
    QFETCH(int, count);
    QFETCH(int, everyMs);
    QFETCH(int, silenceMs);
    QFETCH(int, sent);
    HostGate gate(4, 0);
    qint64 now = 5'000;
    quint64 ticket = 0;
    for (int i = 0; i < count; ++i, now += everyMs) {
        QCOMPARE(gate.waitMs(now), 0);
        ticket = gate.begin(now);
        gate.end();
    }
    now += silenceMs;
    gate.throttled(ticket, std::nullopt, now, now);
    const int measured = sentInTenSeconds(gate, gate.pausedUntilMs());
    QVERIFY2(isAbout(measured, sent), qPrintable(QString::number(measured)));
}

void TestSlowdown::withoutALimitThereIsNoneAgainAtTheEnd()
{
    HostGate gate(4, 0);
    refuse(gate, 0);
    gate.begin(5'000);
    QCOMPARE(gate.waitMs(5'000), 1000);
    refuse(gate, 10'000); // a second wave halves the limit, not what was seen under it
    gate.begin(30'000);
    QCOMPARE(gate.waitMs(30'000), 2000);
    for (qint64 now = 40'000; now <= 70'000; now += 10'000)
        answer(gate, now);
    QCOMPARE(gate.rateFactor(), 1.0);
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(gate.waitMs(70'000), 0);
        gate.begin(70'000);
    }
}

void TestSlowdown::takesOverOnlyLowerFactors_data()
{
    QTest::addColumn<double>("own");
    QTest::addColumn<double>("other");
    QTest::addColumn<double>("factor");
    QTest::newRow("a lower one") << 0.5 << 0.25 << 0.25;
    QTest::newRow("the first one") << 1.0 << 0.3 << 0.3;
    QTest::newRow("no higher one") << 0.5 << 0.75 << 0.5;
    QTest::newRow("not the whole") << 0.5 << 1.0 << 0.5;
    QTest::newRow("no less than a sixteenth") << 0.5 << 0.001 << 0.0625;
    QTest::newRow("not zero") << 0.5 << 0.0 << 0.5;
    QTest::newRow("nothing below zero") << 0.5 << -1.0 << 0.5;
    QTest::newRow("no number") << 0.5 << qQNaN() << 0.5;
}

void TestSlowdown::takesOverOnlyLowerFactors()
{
    QFETCH(double, own);
    QFETCH(double, other);
    QFETCH(double, factor);
    HostGate gate(4, 100);
    gate.slowTo(own, 0);
    QCOMPARE(gate.rateFactor(), own);
    gate.slowTo(other, 0);
    QCOMPARE(gate.rateFactor(), factor);
    QVERIFY(isAbout(sentInTenSeconds(gate, 1000), 1000 * factor));
}

void TestSlowdown::otherLimitsStaySlowed()
{
    HostGate gate(4, 100);
    gate.slowTo(0.5, 0);
    gate.setLimits(4, 10);
    QVERIFY(isAbout(sentInTenSeconds(gate, 1'000), 50));
    gate.setLimits(4, 0); // nothing had gone out when it was slowed down
    QVERIFY(isAbout(sentInTenSeconds(gate, 20'000), 10));
}

void TestSlowdown::isNotIdleWhileSlowed()
{
    HostGate gate(4, 100);
    QVERIFY(gate.isIdle(0, 0));
    gate.slowTo(0.75, 0);
    QVERIFY(!gate.isIdle(3'600'000, 3'600'000));
    answer(gate, 3'600'000);
    answer(gate, 3'610'000);
    QVERIFY(gate.isIdle(3'620'000, 3'620'000));
}

void TestSlowdown::keepsItsRules_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<double>("refusals");
    QTest::newRow("a host that refuses everything") << 20.0 << 1.0;
    QTest::newRow("a host that refuses every second one") << 20.0 << 0.5;
    QTest::newRow("a host that refuses now and then") << 50.0 << 0.01;
    QTest::newRow("a host that refuses seldom") << 50.0 << 0.001;
    QTest::newRow("a slow host that refuses some") << 1.0 << 0.1;
}

void TestSlowdown::keepsItsRules()
{
    QFETCH(double, rate);
    QFETCH(double, refusals);
    int halvings = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        Simulation simulation(rate, refusals, seed);
        qint64 now = 0;
        for (; now < 600'000; now += 50) {
            const QByteArray broken = simulation.step(now, true);
            QVERIFY2(broken.isEmpty(), qPrintable(QStringLiteral("seed %1 at %2 ms: %3")
                                                      .arg(seed)
                                                      .arg(now)
                                                      .arg(QString::fromLatin1(broken))));
        }
        halvings += simulation.halvings();
        // The longest pause, then four steps up, each up to a request longer than ten seconds.
        for (const qint64 end = now + 500'000; now < end; now += 50)
            QVERIFY(simulation.step(now, false).isEmpty());
        QCOMPARE(simulation.gate().rateFactor(), 1.0);
    }
    QVERIFY(halvings > 0);
}

QTEST_GUILESS_MAIN(TestSlowdown)
#include "tst_slowdown.moc"
