// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/httpdate.h"

#include <QLocale>
#include <QtTest>

#include <random>

using core::parseHttpDate;
using namespace Qt::StringLiterals;

namespace {

QDateTime utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0)
{
    return QDateTime(QDate(year, month, day), QTime(hour, minute, second), Qt::UTC);
}

const QDateTime kNow = utc(2026, 3, 20, 12);

QByteArray inForm(const QDateTime &time, const QString &form)
{
    return QLocale::c().toString(time, form).toLatin1();
}

} // namespace

class TestHttpDate : public QObject
{
    Q_OBJECT

private slots:
    void dates_data();
    void dates();
    void twoDigitsMeanAtMostFiftyYearsAhead_data();
    void twoDigitsMeanAtMostFiftyYearsAhead();
    void everyFormOfEveryTimeComesBack();
};

void TestHttpDate::dates_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QDateTime>("expected"); // invalid: absent
    const QDateTime sample = utc(1994, 11, 6, 8, 49, 37);
    const QDateTime none;
    QTest::newRow("the preferred form") << "Sun, 06 Nov 1994 08:49:37 GMT"_ba << sample;
    QTest::newRow("the form of RFC 850") << "Sunday, 06-Nov-94 08:49:37 GMT"_ba << sample;
    QTest::newRow("the form of asctime") << "Sun Nov  6 08:49:37 1994"_ba << sample;
    QTest::newRow("asctime, a day of two digits")
        << "Wed Nov 16 08:49:37 1994"_ba << utc(1994, 11, 16, 8, 49, 37);
    QTest::newRow("the wrong day of the week") << "Mon, 06 Nov 1994 08:49:37 GMT"_ba << sample;
    QTest::newRow("a leap second") << "Sat, 31 Dec 2016 23:59:60 GMT"_ba << utc(2017, 1, 1);
    QTest::newRow("29 February") << "Thu, 29 Feb 2024 00:00:00 GMT"_ba << utc(2024, 2, 29);
    QTest::newRow("29 February in no leap year") << "Wed, 29 Feb 2023 00:00:00 GMT"_ba << none;
    QTest::newRow("hour 24") << "Sun, 06 Nov 1994 24:00:00 GMT"_ba << none;
    QTest::newRow("second 61") << "Sun, 06 Nov 1994 08:49:61 GMT"_ba << none;
    QTest::newRow("another zone") << "Sun, 06 Nov 1994 08:49:37 CET"_ba << none;
    QTest::newRow("an offset") << "Sun, 06 Nov 1994 08:49:37 +0000"_ba << none;
    QTest::newRow("no zone") << "Sun, 06 Nov 1994 08:49:37"_ba << none;
    QTest::newRow("a day of one digit") << "Sun, 6 Nov 1994 08:49:37 GMT"_ba << none;
    QTest::newRow("an unknown month") << "Sun, 06 Nob 1994 08:49:37 GMT"_ba << none;
    QTest::newRow("more behind it") << "Sun, 06 Nov 1994 08:49:37 GMT, soon"_ba << none;
    QTest::newRow("a line break behind it") << "Sun, 06 Nov 1994 08:49:37 GMT\n"_ba << none;
    QTest::newRow("ISO 8601") << "1994-11-06T08:49:37Z"_ba << none;
    QTest::newRow("nothing") << ""_ba << none;
    QTest::newRow("bytes") << "\xff\xfe\x00"_ba << none;
}

void TestHttpDate::dates()
{
    QFETCH(QByteArray, text);
    QFETCH(QDateTime, expected);
    QCOMPARE(parseHttpDate(text, kNow).value_or(QDateTime()), expected);
}

void TestHttpDate::twoDigitsMeanAtMostFiftyYearsAhead_data()
{
    QTest::addColumn<QDateTime>("now");
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<int>("year");
    QTest::newRow("this year") << kNow << "20-Mar-26"_ba << 2026;
    QTest::newRow("next year") << kNow << "20-Mar-27"_ba << 2027;
    QTest::newRow("the last century") << kNow << "20-Mar-99"_ba << 1999;
    QTest::newRow("fifty years ahead") << kNow << "20-Mar-76"_ba << 2076;
    QTest::newRow("a day more than fifty years ahead") << kNow << "21-Mar-76"_ba << 1976;
    QTest::newRow("the next century") << utc(2099, 12, 31) << "01-Jan-00"_ba << 2100;
    QTest::newRow("29 February of the only century that has one")
        << utc(2060, 1, 1) << "29-Feb-00"_ba << 2000;
}

void TestHttpDate::twoDigitsMeanAtMostFiftyYearsAhead()
{
    QFETCH(QDateTime, now);
    QFETCH(QByteArray, date);
    QFETCH(int, year);
    const auto time = parseHttpDate("Friday, " + date + " 12:00:00 GMT", now);
    QVERIFY(time);
    QCOMPARE(time->date().year(), year);
}

void TestHttpDate::everyFormOfEveryTimeComesBack()
{
    std::mt19937_64 engine(850);
    std::uniform_int_distribution<qint64> seconds(-40LL * 365 * 86'400, 40LL * 365 * 86'400);
    for (int i = 0; i < 3000; ++i) {
        const QDateTime time = kNow.addSecs(seconds(engine));
        const QString day = QString::number(time.date().day()).rightJustified(2);
        for (const QByteArray &text : {inForm(time, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s),
                                       inForm(time, u"dddd, dd-MMM-yy hh:mm:ss 'GMT'"_s),
                                       inForm(time, u"ddd MMM '%1' hh:mm:ss yyyy"_s.arg(day))})
            QVERIFY2(parseHttpDate(text, kNow) == time, text);
    }
}

QTEST_GUILESS_MAIN(TestHttpDate)
#include "tst_httpdate.moc"
