// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batpage.h"

#include "extract/reader.h"

#include <QElapsedTimer>
#include <QtTest>

#include <random>

using namespace testpages;
using namespace Qt::StringLiterals;

namespace {

const QString kVin = u"1ZZKA34D5PB501772"_s;
constexpr qint64 kPrice = 33'000;

//! A listing of about a megabyte: hundreds of members' comments around the site's own records.
QByteArray fullPage()
{
    QStringList comments;
    for (int i = 0; i < 1500; ++i) {
        comments.append(
            comment(u"comment"_s,
                    u"What a car [the best], {no doubt}. Sold for $77,000 to me, VIN ZZ9AB12C0XR000417!"_s));
        if (i % 50 == 0)
            comments.append(comment(u"bat-bid"_s, u"USD $%1 bid placed by m"_s.arg(kPrice - 1500 + i),
                                    kPrice - 1500 + i));
    }
    comments.append(comment(u"bat-bid-reserve"_s, u"Sold on 3/20/26 for USD $33,000.00 to Buyer_One"_s));
    QStringList items;
    for (int i = 0; i < 200; ++i)
        items.append(
            u"{\"full\":{\"url\":\"https://bringatrailer.com/wp-content/uploads/2026/03/photo_%1-scaled.jpg?fit=1\"}}"_s
                .arg(i));
    BatPage page;
    page.comments = u'[' + comments.join(u',') + u']';
    page.gallery = page.galleryWith(u'[' + items.join(u',') + u']');
    return page.html();
}

} // namespace

//! Damaged pages: never a crash, and never a price or a VIN that the page does not state.
class TestRobustness : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void wholePageIsReadInTime();
    void everyPrefixIsRefused();
    void flippedBytesNeverInvent();
    void removedPartsNeverInvent();

private:
    QByteArray m_page;
};

void TestRobustness::initTestCase()
{
    m_page = fullPage();
    QVERIFY(m_page.size() > 300'000);
}

void TestRobustness::wholePageIsReadInTime()
{
    QElapsedTimer timer;
    timer.start();
    const auto listing = listingOf(m_page);
    QVERIFY2(timer.elapsed() < 1000,
             qPrintable(QString::number(timer.elapsed()))); // 200 ms on a quiet machine
    QCOMPARE(listing.salePrice.value_or(0), kPrice);
    QCOMPARE(listing.vin.value, kVin);
    QCOMPARE(listing.imageUrls.size(), 200);
    QCOMPARE(listing.buyer, u"Buyer_One"_s);
}

void TestRobustness::everyPrefixIsRefused()
{
    for (qsizetype size = 0; size < m_page.lastIndexOf("</html>"); size += 2997) {
        const QString reason = reasonOf(extract::readListing(m_page.left(size), {}));
        QVERIFY2(reason != u"listing", qPrintable(QString::number(size)));
    }
}

void TestRobustness::flippedBytesNeverInvent()
{
    // Damage to a figure itself gives another figure, and a check digit notices only most of it: the figures
    // and the chassis are spared.
    std::mt19937 engine(42);
    const QByteArray source = BatPage().html();
    std::uniform_int_distribution<qsizetype> place(0, source.size() - 1);
    std::uniform_int_distribution<int> bit(0, 7);
    const qsizetype vin = source.indexOf(kVin.toUtf8());
    for (int round = 0; round < 1500; ++round) {
        QByteArray page = source;
        for (int i = 0; i <= round % 5; ++i) {
            const qsizetype at = place(engine);
            const bool inVin = at >= vin && at < vin + kVin.size();
            if (!inVin && !QByteArray("0123456789,$").contains(page.at(at)))
                page[at] = char(page.at(at) ^ (1 << bit(engine)));
        }
        const auto reading = extract::readListing(page, {});
        const auto *listing = std::get_if<extract::Listing>(&reading);
        if (!listing)
            continue;
        if (listing->salePrice)
            QCOMPARE(*listing->salePrice, kPrice);
        if (listing->vin.kind == core::VinReading::Kind::Vin17)
            QCOMPARE(listing->vin.value, kVin);
    }
}

void TestRobustness::removedPartsNeverInvent()
{
    std::mt19937 engine(7);
    const QByteArray source = BatPage().html();
    std::uniform_int_distribution<qsizetype> place(0, source.size() - 8);
    std::uniform_int_distribution<qsizetype> length(1, 1500);
    for (int round = 0; round < 1500; ++round) {
        QByteArray page = source;
        page.remove(place(engine), length(engine));
        if (!page.endsWith("</html>\n"))
            page += "</html>\n";
        const auto reading = extract::readListing(page, {});
        const auto *listing = std::get_if<extract::Listing>(&reading);
        if (!listing)
            continue;
        // A figure may lose digits where the gap begins; then it is smaller, never another sale's.
        if (listing->salePrice)
            QVERIFY2(*listing->salePrice <= kPrice, qPrintable(QString::number(*listing->salePrice)));
        if (listing->vin.kind == core::VinReading::Kind::Vin17)
            QCOMPARE(listing->vin.value, kVin);
    }
}

QTEST_GUILESS_MAIN(TestRobustness)
#include "tst_robustness.moc"
