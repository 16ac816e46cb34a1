// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vin.h"

#include <QtTest>

using core::VinReading;
using namespace Qt::StringLiterals;

class TestVin : public QObject
{
    Q_OBJECT

private slots:
    void checkDigit_data();
    void checkDigit();
    void everySingleErrorIsNoticed();
    void reading_data();
    void reading();
    void keepsWhatWasStated();
    void kindNames();
};

void TestVin::checkDigit_data()
{
    QTest::addColumn<QString>("vin");
    QTest::addColumn<bool>("right");
    QTest::newRow("a digit as check digit") << u"WP0CB2962LS471196"_s << true;
    QTest::newRow("an X as check digit") << u"1M8GDM9AXKP042788"_s << true;
    QTest::newRow("one of another car") << u"1FABP64T6JH198104"_s << true;
    QTest::newRow("a wrong digit") << u"WP0CB2963LS471196"_s << false;
    QTest::newRow("no North American number") << u"WVWZZZ50ZNK013586"_s << false;
    QTest::newRow("lower case is not in the table") << u"wp0cb2962ls471196"_s << false;
    QTest::newRow("a letter O") << u"WPOCB2962LS471196"_s << false;
    QTest::newRow("16 characters") << u"WP0CB2962LS47119"_s << false;
    QTest::newRow("18 characters") << u"WP0CB2962LS4711961"_s << false;
    QTest::newRow("nothing") << QString() << false;
    QTest::newRow("full-width digits") << u"WP0CB2962LS47119６"_s << false;
}

void TestVin::checkDigit()
{
    QFETCH(QString, vin);
    QTEST(core::hasVinCheckDigit(vin), "right");
}

void TestVin::everySingleErrorIsNoticed()
{
    // Weights and 11 have no common factor, so one wrong digit always shows (but where the weight is 0 or
    // 10).
    const QString right = u"1ZZKA34D5PB501772"_s;
    QVERIFY(core::hasVinCheckDigit(right));
    for (const int at : {0, 5, 6, 10, 12, 16}) {
        for (QChar c = u'0'; c <= u'9'; c = QChar(c.unicode() + 1)) {
            QString wrong = right;
            wrong[at] = c;
            if (right.at(at).isDigit())
                QCOMPARE(core::hasVinCheckDigit(wrong), wrong == right);
        }
    }
}

void TestVin::reading_data()
{
    QTest::addColumn<QString>("stated");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("result"); // the value, or the reason of the refusal
    const auto vin = [](const char *name, const QString &stated, const QString &value) {
        QTest::newRow(name) << stated << u"vin17"_s << value;
    };
    const auto chassis = [](const char *name, const QString &stated, const QString &value) {
        QTest::newRow(name) << stated << u"chassis"_s << value;
    };
    const auto refused = [](const char *name, const QString &stated, const char *reason) {
        QTest::newRow(name) << stated << u"refused"_s << QString::fromLatin1(reason);
    };
    vin("a checked VIN", u"WP0CB2962LS471196"_s, u"WP0CB2962LS471196"_s);
    vin("in lower case with blanks around", u"  wp0cb2962ls471196\n"_s, u"WP0CB2962LS471196"_s);
    chassis("a wrong check digit", u"SAXXNNAMBAD011182"_s, u"SAXXNNAMBAD011182"_s);
    chassis("a European number of 17", u"WVWZZZ50ZNK013586"_s, u"WVWZZZ50ZNK013586"_s);
    chassis("a short one", u"194679S712875"_s, u"194679S712875"_s);
    chassis("a hyphen inside", u"NA8C-100384"_s, u"NA8C-100384"_s);
    chassis("a slash and a point inside", u"AR.105/12345"_s, u"AR.105/12345"_s);
    chassis("I, O and Q in a short one", u"IOQ12345"_s, u"IOQ12345"_s);
    chassis("five characters", u"A1766"_s, u"A1766"_s);
    chassis("digits only", u"9114100021"_s, u"9114100021"_s);
    refused("nothing", QString(), "empty");
    refused("blanks", u" \t "_s, "empty");
    refused("not applicable", u"N/A"_s, "placeholder");
    refused("none", u"None"_s, "placeholder");
    refused("crosses", u"XXXX"_s, "placeholder");
    refused("zeros", u"0000"_s, "placeholder");
    refused("seventeen zeros", u"00000000000000000"_s, "placeholder");
    refused("seventeen ones, whose check digit is right", u"11111111111111111"_s, "placeholder");
    refused("a dash", u"—"_s, "placeholder");
    refused("two with a comma", u"AR12345, AR12346"_s, "several");
    refused("two with and", u"WP0CB2962LS471196 and WP0CB2963LS471197"_s, "several");
    refused("two with a slash", u"AR12345 / AR12346"_s, "several");
    refused("two VINs joined by a slash", u"WP0CB2962LS471196/1ZZKA34D5PB501772"_s, "several");
    refused("two with a blank", u"AR12345 AR12346"_s, "several");
    refused("a sentence", u"stamped on the frame, not legible"_s, "prose");
    refused("a number and a remark", u"AR12345 (restamped)"_s, "prose");
    refused("a star", u"AR10103*000417"_s, "characters");
    refused("two hyphens together", u"AR--12345"_s, "characters");
    refused("a hyphen at the end", u"AR12345-"_s, "characters");
    refused("an O in 17 characters", u"WPOCB2962LS471196"_s, "characters");
    refused("letters beyond ASCII", u"ÄR12345"_s, "characters");
    refused("markup", u"<b>AR12345</b>"_s, "characters");
    refused("a word", u"PROTOTYPE"_s, "no_digit");
    refused("four characters", u"A176"_s, "too_short");
    refused("18 characters", u"WP0CB2962LS4711961"_s, "too_long");
    refused("a book", QString(100'000, u'7').replace(1, 1, u"1"_s), "too_long");
}

void TestVin::reading()
{
    QFETCH(QString, stated);
    QFETCH(QString, kind);
    QFETCH(QString, result);
    const VinReading reading = core::readVin(stated);
    QCOMPARE(QString(core::vinKindName(reading.kind)), kind);
    const bool isRefused = reading.kind == VinReading::Kind::Refused;
    QCOMPARE(isRefused ? reading.reason : reading.value, result);
    QCOMPARE(isRefused ? reading.value : reading.reason, QString());
}

void TestVin::keepsWhatWasStated()
{
    QCOMPARE(core::readVin(u" see Photos "_s).stated, u" see Photos "_s);
    QCOMPARE(core::readVin(u"na8c-100384"_s).stated, u"na8c-100384"_s);
}

void TestVin::kindNames()
{
    QCOMPARE(QString(core::vinKindName(VinReading().kind)), u"absent"_s);
}

QTEST_GUILESS_MAIN(TestVin)
#include "tst_vin.moc"
