// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batpage.h"

#include "extract/reader.h"

#include <QtTest>

using namespace testpages;
using namespace Qt::StringLiterals;
using core::SaleStatus;
using core::VinReading;

class TestIndex : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void listsEachListingOnceInOrder();
    void readsTitlesWithEntitiesDecoded();
    void keepsOnlyCheckedNumbersAsVin();
    void tellsWhatIsNoVehicle();
    void readsOutcomes();
    void isNoListing();
    void otherPagesAreNoIndex_data();
    void otherPagesAreNoIndex();
    void cutPageIsNoIndex();

private:
    std::optional<extract::Index> m_index;
    const extract::IndexItem &item(const QString &slug) const;
};

void TestIndex::init()
{
    m_index = extract::readIndex(dataFile(u"bat-index.html"_s));
    QVERIFY(m_index);
}

const extract::IndexItem &TestIndex::item(const QString &slug) const
{
    for (const auto &candidate : m_index->items) {
        if (candidate.url.endsWith(u'/' + slug))
            return candidate;
    }
    throw std::runtime_error("no such item: " + slug.toStdString());
}

void TestIndex::listsEachListingOnceInOrder()
{
    QStringList slugs;
    for (const auto &candidate : m_index->items)
        slugs.append(candidate.url.mid(u"https://bringatrailer.com/listing/"_s.size()));
    QCOMPARE(slugs,
             QStringList({u"1994-test-968"_s, u"1972-mg-b"_s, u"neon-sign"_s, u"wheels"_s, u"ford-highboy"_s,
                          u"overflown"_s, u"356-replica"_s, u"1969-jaguar-e-type"_s, u"1980-fiat-124"_s}));
}

void TestIndex::readsTitlesWithEntitiesDecoded()
{
    const auto &porsche = item(u"1994-test-968"_s);
    QCOMPARE(porsche.title, u"Rust & Ready 1994 Porsche 968 ’Club’"_s);
    QCOMPARE(porsche.source, u"bringatrailer.com"_s);
    QCOMPARE(porsche.year.value_or(0), 1994);
    QCOMPARE(porsche.make, u"Porsche"_s);
    QCOMPARE(item(u"1972-mg-b"_s).title, u"1972 MG B [Roadster] {fast}"_s);
    QVERIFY(!item(u"ford-highboy"_s).year);
    QCOMPARE(item(u"ford-highboy"_s).make, u"Ford"_s);
}

void TestIndex::keepsOnlyCheckedNumbersAsVin()
{
    QCOMPARE(item(u"1994-test-968"_s).vin.kind, VinReading::Kind::Vin17);
    QCOMPARE(item(u"1994-test-968"_s).vin.value, u"ZZ9AB12C0XR000417"_s);
    QCOMPARE(item(u"1972-mg-b"_s).vin.kind, VinReading::Kind::Chassis);
    QCOMPARE(item(u"ford-highboy"_s).vin.kind, VinReading::Kind::Absent); // states two
    QCOMPARE(item(u"356-replica"_s).vin.kind, VinReading::Kind::Absent);
}

void TestIndex::tellsWhatIsNoVehicle()
{
    QVERIFY(!item(u"neon-sign"_s).isVehicle);
    QVERIFY(!item(u"wheels"_s).isVehicle);
    QVERIFY(item(u"ford-highboy"_s).isVehicle);
    QVERIFY(item(u"356-replica"_s).isVehicle);
}

void TestIndex::readsOutcomes()
{
    const auto &live = item(u"1994-test-968"_s);
    QCOMPARE(live.status, SaleStatus::Active);
    QCOMPARE(live.highBid.value_or(0), 11250);
    QCOMPARE(live.currency, u"USD"_s);
    QVERIFY(!live.salePrice && !live.saleEnd);
    QVERIFY(!item(u"1972-mg-b"_s).highBid); // below the least price
    QVERIFY(!item(u"overflown"_s).highBid);
    const auto &sold = item(u"356-replica"_s);
    QCOMPARE(sold.status, SaleStatus::Sold);
    QCOMPARE(sold.salePrice.value_or(0), 46356);
    QCOMPARE(sold.currency, u"EUR"_s);
    QCOMPARE(sold.saleEnd.value_or(QDateTime()).toSecsSinceEpoch(), 1740692411);
    const auto &bidTo = item(u"1969-jaguar-e-type"_s);
    QCOMPARE(bidTo.status, SaleStatus::BidTo);
    QVERIFY(!bidTo.salePrice);
    QCOMPARE(bidTo.highBid.value_or(0), 18000);
    QCOMPARE(bidTo.currency, u"GBP"_s);
    QCOMPARE(bidTo.saleEnd.value_or(QDateTime()), QDateTime(QDate(2024, 12, 10), QTime(0, 0), Qt::UTC));
    QVERIFY(!item(u"1980-fiat-124"_s).salePrice);
}

void TestIndex::isNoListing()
{
    const auto reading =
        extract::readListing(dataFile(u"bat-index.html"_s), u"https://bringatrailer.com/auctions/"_s);
    QCOMPARE(reasonOf(reading), u"index_page"_s);
}

void TestIndex::otherPagesAreNoIndex_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a listing") << BatPage().html();
    QTest::newRow("a binary file") << QByteArray("\x89PNG\r\n\x1a\n\0\0", 10);
    QTest::newRow("items that are no array")
        << QByteArray("<script>var auctionsCurrentInitialData = {\"items\":{}};</script>");
    QTest::newRow("only the name") << QByteArray(
        "auctionsCurrentInitialData auctionsCompletedInitialData = [1]");
}

void TestIndex::otherPagesAreNoIndex()
{
    QFETCH(QByteArray, page);
    QVERIFY(!extract::readIndex(page));
}

void TestIndex::cutPageIsNoIndex()
{
    const QByteArray page = dataFile(u"bat-index.html"_s);
    const qsizetype end = page.indexOf("]};");
    for (qsizetype at = 0; at < end; at += 7)
        QVERIFY2(!extract::readIndex(page.left(at)), qPrintable(QString::number(at)));
}

QTEST_GUILESS_MAIN(TestIndex)
#include "tst_index.moc"
