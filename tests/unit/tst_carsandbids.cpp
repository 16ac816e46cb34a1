// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batpage.h"

#include <QtTest>

using namespace testpages;
using namespace Qt::StringLiterals;
using core::SaleStatus;

namespace {

QString ended(const QString &words, const QString &amount)
{
    return u"<li class='ended'><span class='tag'>Auction Ended</span><span class='value'>%1 <span "
           u"class='bid-value'>%2"
           "</span></span></li><li class='time'><span class='value'><span class='time-ended'>4/20/22</span></span></li>"_s
               .arg(words, amount);
}

QByteArray page(const QString &stats, const QString &mileage = u"94,600"_s,
                const QString &vin = u"WGC34-003406"_s)
{
    QString text = QString::fromUtf8(dataFile(u"carsandbids-template.html"_s));
    text.replace(u"{{STATS}}"_s, stats).replace(u"{{MILEAGE}}"_s, mileage).replace(u"{{VIN}}"_s, vin);
    return text.toUtf8();
}

} // namespace

class TestCarsAndBids : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryField();
    void keepsTheWidestFormOfOwnPhotographs();
    void outcome_data();
    void outcome();
    void mileage_data();
    void mileage();
};

void TestCarsAndBids::readsEveryField()
{
    const auto listing = listingOf(page(ended(u"Sold for"_s, u"<span>$</span>21,330"_s)));
    QCOMPARE(listing.url, u"https://carsandbids.com/auctions/3Test8xY/1998-nissan-stagea-rs-four"_s);
    QCOMPARE(listing.source, u"carsandbids.com"_s);
    QCOMPARE(listing.year.value_or(0), 1998);
    QCOMPARE(listing.make, u"Nissan"_s);
    QCOMPARE(listing.model, u"Stagea"_s);
    QCOMPARE(listing.vin.kind, core::VinReading::Kind::Chassis);
    QCOMPARE(listing.vin.value, u"WGC34-003406"_s);
    QCOMPARE(listing.location, u"Tacoma, WA 98402"_s);
    QCOMPARE(listing.seller, u"wagon_group"_s);
    QCOMPARE(listing.bidCount.value_or(0), 17);
    QCOMPARE(listing.commentCount.value_or(0), 1204);
    QCOMPARE(listing.description, u"A very practical rocket."_s);
}

void TestCarsAndBids::keepsTheWidestFormOfOwnPhotographs()
{
    const auto listing = listingOf(page(ended(u"Sold for"_s, u"$21,330"_s)));
    const QString base = u"https://media.carsandbids.com/cdn-cgi/image/width=2080,quality=70/"_s;
    QVERIFY(listing.hasGallery);
    QCOMPARE(listing.imageUrls, QStringList({base + u"aa11/photos/3Test8xY-front-(edit).jpg",
                                             base + u"bb22/photos/3Test8xY-rear.jpg"}));
    QCOMPARE(listing.imageCountStated.value_or(0), 1048);
}

void TestCarsAndBids::outcome_data()
{
    QTest::addColumn<QString>("stats");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("price");
    QTest::addColumn<int>("highBid");
    QTest::addColumn<bool>("hasEnd");
    QTest::newRow("sold") << ended(u"Sold for"_s, u"$21,330"_s) << u"sold"_s << 21330 << 21330 << true;
    QTest::newRow("sold later") << ended(u"Sold after for"_s, u"$22,000"_s) << u"sold"_s << 22000 << 22000
                                << true;
    QTest::newRow("bid to is no price")
        << ended(u"Bid to"_s, u"$18,350"_s) << u"bid_to"_s << 0 << 18350 << true;
    QTest::newRow("reserve not met") << ended(u"Reserve not met, bid to"_s, u"$18,350"_s)
                                     << u"reserve_not_met"_s << 0 << 18350 << true;
    QTest::newRow("cancelled") << ended(u"Auction Canceled"_s, QString()) << u"withdrawn"_s << 0 << 0
                               << false;
    QTest::newRow("live")
        << u"<li class='time-left'><span class='value'>1 Day</span></li><li class='high-bid'><span class='value'>$7,200</span></li>"_s
        << u"active"_s << 0 << 7200 << false;
    QTest::newRow("the structured offer is no price") << QString() << u"unknown"_s << 0 << 0 << false;
}

void TestCarsAndBids::outcome()
{
    QFETCH(QString, stats);
    QFETCH(QString, status);
    QFETCH(int, price);
    QFETCH(int, highBid);
    QFETCH(bool, hasEnd);
    const auto listing = listingOf(page(stats));
    QCOMPARE(QString(core::saleStatusName(listing.status)), status);
    QCOMPARE(listing.salePrice.value_or(0), price);
    QCOMPARE(listing.highBid.value_or(0), highBid);
    QCOMPARE(listing.saleEnd.has_value(), hasEnd);
    if (hasEnd)
        QCOMPARE(*listing.saleEnd, QDateTime(QDate(2022, 4, 20), QTime(0, 0), Qt::UTC));
}

void TestCarsAndBids::mileage_data()
{
    QTest::addColumn<int>("value");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<bool>("unknown");
    QTest::newRow("94,600") << 94600 << u"mi"_s << false;
    QTest::newRow("~94,600 Shown - TMU") << 94600 << u"mi"_s << true;
    QTest::newRow("152,300 Kilometers (~94,600 Miles)") << 152300 << u"km"_s << false;
    QTest::newRow("99,999,999,999") << 0 << QString() << false;
    QTest::newRow("No Odometer - TMU") << 0 << QString() << true;
    QTest::newRow("") << 0 << QString() << false;
}

void TestCarsAndBids::mileage()
{
    QFETCH(int, value);
    QFETCH(QString, unit);
    QFETCH(bool, unknown);
    const auto listing =
        listingOf(page(ended(u"Sold for"_s, u"$21,330"_s), QString::fromUtf8(QTest::currentDataTag())));
    QCOMPARE(listing.mileage.value_or(0), value);
    QCOMPARE(listing.mileageUnit, unit);
    QCOMPARE(listing.mileageUnknown, unknown);
}

QTEST_GUILESS_MAIN(TestCarsAndBids)
#include "tst_carsandbids.moc"
