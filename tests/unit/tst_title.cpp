// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/title.h"

#include <QtTest>

using namespace Qt::StringLiterals;

class TestTitle : public QObject
{
    Q_OBJECT

private slots:
    void identity_data();
    void identity();
    void stripped_data();
    void stripped();
};

void TestTitle::identity_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<int>("year"); // 0: unknown
    QTest::addColumn<QString>("make");
    QTest::addColumn<QString>("model");
    QTest::newRow("the year first") << u"2000 Toyota Land Cruiser UZJ100"_s << 2000 << u"Toyota"_s
                                    << u"Land Cruiser UZJ100"_s;
    QTest::newRow("description before the year")
        << u"Coyote-Powered 1967 Ford Mustang"_s << 1967 << u"Ford"_s << u"Mustang"_s;
    QTest::newRow("a make in the description")
        << u"Porsche-Engined 1965 Volkswagen Beetle"_s << 1965 << u"Volkswagen"_s << u"Beetle"_s;
    QTest::newRow("miles before the year")
        << u"2,000-Mile 1987 Buick GNX"_s << 1987 << u"Buick"_s << u"GNX"_s;
    QTest::newRow("miles that look like a year")
        << u"2000 Miles From New 1987 Buick GNX"_s << 1987 << u"Buick"_s << u"GNX"_s;
    QTest::newRow("a year in the model") << u"1974 BMW 2002 Turbo"_s << 1974 << u"BMW"_s << u"2002 Turbo"_s;
    QTest::newRow("a model that looks like a year")
        << u"BMW 2002 Turbo"_s << 0 << u"BMW"_s << u"2002 Turbo"_s;
    QTest::newRow("a model at the end")
        << u"26-Years-Owned Alfa Romeo GTV 2000"_s << 0 << u"Alfa Romeo"_s << u"GTV 2000"_s;
    QTest::newRow("two words") << u"1965 Aston Martin DB5"_s << 1965 << u"Aston Martin"_s << u"DB5"_s;
    QTest::newRow("two words, the longer one")
        << u"1994 AM General Hummer H1"_s << 1994 << u"AM General"_s << u"Hummer H1"_s;
    QTest::newRow("a hyphen") << u"1960 Austin-Healey 3000"_s << 1960 << u"Austin-Healey"_s << u"3000"_s;
    QTest::newRow("a make by its short name")
        << u"1988 Mercedes 560SL"_s << 1988 << u"Mercedes-Benz"_s << u"560SL"_s;
    QTest::newRow("De Tomaso") << u"1972 De Tomaso Pantera"_s << 1972 << u"De Tomaso"_s << u"Pantera"_s;
    QTest::newRow("an ambiguous make behind a year")
        << u"1990 Mini Cooper"_s << 1990 << u"Mini"_s << u"Cooper"_s;
    QTest::newRow("an ambiguous word without a year")
        << u"Smart Sign with a Ram"_s << 0 << QString() << QString();
    QTest::newRow("a make that we do not know")
        << u"1912 Nonesuch Tourer"_s << 1912 << u"Nonesuch"_s << u"Tourer"_s;
    QTest::newRow("a short year is none")
        << u"ZZ4-Powered ’32 Ford Roadster Highboy"_s << 0 << u"Ford"_s << u"Roadster Highboy"_s;
    QTest::newRow("a decade is no year") << u"1960s Go-Kart Project"_s << 0 << QString() << QString();
    QTest::newRow("a year to come") << u"2099 Ford Mustang"_s << 0 << u"Ford"_s << u"Mustang"_s;
    QTest::newRow("before the first car") << u"1884 Ford Mustang"_s << 0 << u"Ford"_s << u"Mustang"_s;
    QTest::newRow("neither year nor make")
        << u"Volkswagen-Powered Dune Buggy"_s << 0 << QString() << QString();
    QTest::newRow("a make alone") << u"1999 Porsche"_s << 1999 << u"Porsche"_s << QString();
    QTest::newRow("nothing") << QString() << 0 << QString() << QString();
    QTest::newRow("only a year") << u"1999"_s << 0 << QString() << QString();
}

void TestTitle::identity()
{
    QFETCH(QString, title);
    const auto facts = extract::readTitle(title);
    QTEST(facts.year.value_or(0), "year");
    QTEST(facts.make, "make");
    QTEST(facts.model, "model");
}

void TestTitle::stripped_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("expected");
    const QString car = u"1999 Porsche 911"_s;
    QTest::newRow("sold")
        << u"1999 Porsche 911 for sale on BaT Auctions - sold for $11,000 on April 15, 2024 (Lot #143,328) |  Bring a Trailer"_s
        << car;
    QTest::newRow("the second site") << u"1999 Porsche 911 for Sale - Cars & Bids"_s << car;
    QTest::newRow("the second site's shell") << u" 1999 Porsche 911 auction - Cars & Bids "_s << car;
    QTest::newRow("only a lot") << u"1999 Porsche 911 (Lot #1,234)"_s << car;
    QTest::newRow("as it is") << car << car;
    QTest::newRow("the site's own name") << u"Bring a Trailer"_s << QString();
    QTest::newRow("the site's own slogan")
        << u"The best vintage and classic cars for sale online | Bring a Trailer"_s << QString();
    QTest::newRow("the list of auctions") << u"BaT Auctions |  Bring a Trailer"_s << QString();
}

void TestTitle::stripped()
{
    QFETCH(QString, title);
    QTEST(extract::strippedTitle(title), "expected");
}

QTEST_GUILESS_MAIN(TestTitle)
#include "tst_title.moc"
