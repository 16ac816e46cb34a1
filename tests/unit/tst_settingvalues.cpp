// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings.h"

#include <QtTest>

using core::Settings;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestSettingValues : public QObject
{
    Q_OBJECT

private slots:
    void everyDefaultIsAllowed();
    void numbersAreTakenInTheirRange_data();
    void numbersAreTakenInTheirRange();
    void whatIsStoredAndWrongIsTheDefault();
    void theBreakerIsAsSet();
    void theLongestPauseIsNotShorterThanTheFirst();
};

void TestSettingValues::everyDefaultIsAllowed()
{
    for (const core::SettingInfo &info : core::settingTable()) {
        Settings settings;
        const auto set = settings.set(QLatin1String(info.key), QLatin1String(info.defaultValue));
        QVERIFY2(set, info.key);
        QVERIFY2(QLatin1String(info.description).endsWith(u'.'), info.key);
    }
}

void TestSettingValues::numbersAreTakenInTheirRange_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("refusal"); // empty: it is taken
    QTest::newRow("the least rate") << u"breaker.failure_rate"_s << u"0.05"_s << QString();
    QTest::newRow("the highest rate") << u"breaker.failure_rate"_s << u"1"_s << QString();
    QTest::newRow("a rate of nothing") << u"breaker.failure_rate"_s << u"0"_s
                                       << u"breaker.failure_rate takes a number from 0.05 to 1, not \"0\"."_s;
    QTest::newRow("a rate in percent")
        << u"breaker.failure_rate"_s << u"50"_s
        << u"breaker.failure_rate takes a number from 0.05 to 1, not \"50\"."_s;
    QTest::newRow("a fraction of a request")
        << u"breaker.min_requests"_s << u"1.5"_s
        << u"breaker.min_requests takes a whole number from 1 to 100000, not \"1.5\"."_s;
    QTest::newRow("a pause too short")
        << u"breaker.open_ms"_s << u"99"_s
        << u"breaker.open_ms takes a whole number from 100 to 86400000, not \"99\"."_s;
    QTest::newRow("a window too long")
        << u"breaker.window_ms"_s << u"3600001"_s
        << u"breaker.window_ms takes a whole number from 1000 to 3600000, not \"3600001\"."_s;
    QTest::newRow("no sweep") << u"sweep.enabled"_s << u" 0 "_s << QString();
    QTest::newRow("half a sweep") << u"sweep.enabled"_s << u"0.5"_s
                                  << u"sweep.enabled takes a whole number from 0 to 1, not \"0.5\"."_s;
    QTest::newRow("a sweep in words") << u"sweep.enabled"_s << u"yes"_s
                                      << u"sweep.enabled takes a whole number from 0 to 1, not \"yes\"."_s;
    QTest::newRow("images in a bucket") << u"images.store"_s << u"s3://cars/images"_s << QString();
    QTest::newRow("images in a folder with an odd name") << u"images.store"_s << u"/srv/a@b"_s << QString();
    QTest::newRow("keys with a bucket")
        << u"images.store"_s << u"s3://id:key@cars"_s
        << u"images.store takes no keys: they come from the environment or from key files."_s;
    QTest::newRow("keys with an address")
        << u"images.s3_endpoint"_s << u"https://id:key@host"_s
        << u"images.s3_endpoint takes no keys: they come from the environment or from key files."_s;
    QTest::newRow("a sweep of nothing")
        << u"sweep.enabled"_s << QString() << u"sweep.enabled takes a whole number from 0 to 1, not \"\"."_s;
}

void TestSettingValues::numbersAreTakenInTheirRange()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, refusal);
    const QByteArray name = key.toLatin1();
    Settings settings;
    const QString before = settings.text(name);
    const auto set = settings.set(key, value);
    QCOMPARE(set ? QString() : set.error().message, refusal);
    QCOMPARE(settings.text(name), set ? value.trimmed() : before);
}

void TestSettingValues::whatIsStoredAndWrongIsTheDefault()
{
    for (const QString &wrong : {u"0.5"_s, u"2"_s, u"-1"_s, u"off"_s, u""_s})
        QVERIFY2(Settings({{u"sweep.enabled"_s, wrong}}).flag("sweep.enabled"), qPrintable(wrong));
    QVERIFY(!Settings({{u"sweep.enabled"_s, u"0"_s}}).flag("sweep.enabled"));
    QCOMPARE(Settings({{u"breaker.min_requests"_s, u"2.5"_s}}).breakerSettings().minRequests, 20);
}

void TestSettingValues::theBreakerIsAsSet()
{
    const core::BreakerSettings builtIn;
    const core::BreakerSettings byDefault = Settings().breakerSettings();
    QCOMPARE(byDefault.failureRate, builtIn.failureRate);
    QCOMPARE(byDefault.minRequests, builtIn.minRequests);
    QCOMPARE(byDefault.open, builtIn.open);
    QCOMPARE(byDefault.window, builtIn.window);
    QCOMPARE(byDefault.longestOpen, builtIn.longestOpen);
    Settings settings;
    QVERIFY(settings.set(u"breaker.failure_rate"_s, u"0.25"_s));
    QVERIFY(settings.set(u"breaker.min_requests"_s, u"5"_s));
    QVERIFY(settings.set(u"breaker.open_ms"_s, u"1500"_s));
    QVERIFY(settings.set(u"breaker.window_ms"_s, u"30000"_s));
    const core::BreakerSettings breaker = settings.breakerSettings();
    QCOMPARE(breaker.failureRate, 0.25);
    QCOMPARE(breaker.minRequests, 5);
    QCOMPARE(breaker.open, 1500ms);
    QCOMPARE(breaker.window, 30s);
    QCOMPARE(breaker.longestOpen, 30min);
}

void TestSettingValues::theLongestPauseIsNotShorterThanTheFirst()
{
    Settings settings;
    QVERIFY(settings.set(u"breaker.open_ms"_s, u"7200000"_s));
    const core::CircuitBreaker breaker(settings.breakerSettings());
    QCOMPARE(breaker.openLength(1), 2h);
    QCOMPARE(breaker.openLength(5), 2h);
}

QTEST_GUILESS_MAIN(TestSettingValues)
#include "tst_settingvalues.moc"
