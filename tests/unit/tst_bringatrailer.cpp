// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batpage.h"

#include <QtTest>

using namespace testpages;
using core::SaleStatus;
using core::VinReading;
using namespace Qt::StringLiterals;

namespace {

const QString kUploads = QStringLiteral("https://bringatrailer.com/wp-content/uploads/2026/03/");

QString item(const QString &size, const QString &file)
{
    return u"{\"%1\":{\"url\":\"%2%3\",\"width\":100}}"_s.arg(size, kUploads, file);
}

QStringList uploads(const QStringList &files)
{
    QStringList urls;
    for (const QString &file : files)
        urls.append(kUploads + file);
    return urls;
}

QString array(const QStringList &comments)
{
    return u'[' + comments.join(u',') + u']';
}

} // namespace

class TestBringATrailer : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryFieldOfTodaysPage();
    void readsOlderMarkup();
    void countsCommentsInTheHeader();
    void urlComesFromCallerFirst();
    void galleryIsTheListingsOwn_data();
    void galleryIsTheListingsOwn();
    void galleryMayBeNestedOrSingleQuoted();
    void brokenGalleryIsNoGallery_data();
    void brokenGalleryIsNoGallery();
    void outcome_data();
    void outcome();
    void endOfSaleIsNeverToday();
    void currencies_data();
    void currencies();
    void chassis_data();
    void chassis();
    void severalChassisItemsAreRefused();
    void mileage_data();
    void mileage();
    void categoryTellsWhatIsNoVehicle_data();
    void categoryTellsWhatIsNoVehicle();
};

void TestBringATrailer::readsEveryFieldOfTodaysPage()
{
    const auto listing = listingOf(BatPage());
    QCOMPARE(listing.url, u"https://bringatrailer.com/listing/1999-porsche-911-carrera-test"_s);
    QCOMPARE(listing.source, u"bringatrailer.com"_s);
    QCOMPARE(listing.title, u"Turbo-Converted 1999 Porsche 911 Carrera Coupe 6-Speed"_s);
    QCOMPARE(listing.year.value_or(0), 1999);
    QCOMPARE(listing.make, u"Porsche"_s);
    QCOMPARE(listing.model, u"911 Carrera Coupe 6-Speed"_s);
    QCOMPARE(listing.vin.kind, VinReading::Kind::Vin17);
    QCOMPARE(listing.vin.value, u"1ZZKA34D5PB501772"_s);
    QCOMPARE(listing.mileage.value_or(0), 95000);
    QCOMPARE(listing.mileageUnit, u"mi"_s);
    QCOMPARE(listing.lot, u"225895"_s);
    QCOMPARE(listing.location, u"Bend, Oregon 97701"_s);
    QCOMPARE(listing.seller, u"Seller_One"_s);
    QCOMPARE(listing.status, SaleStatus::Sold);
    QCOMPARE(listing.salePrice.value_or(0), 33000);
    QCOMPARE(listing.bidCount.value_or(0), 31);
    QCOMPARE(listing.commentCount.value_or(0), 57);
    QVERIFY(listing.description.startsWith(u"This invented car was refurbished in 2019 & is"_s));
    QVERIFY(!listing.description.contains(u"place this bid"_s));
    QCOMPARE(listing.imageUrls, uploads({u"one.jpg"_s, u"two.jpg"_s}));
}

void TestBringATrailer::readsOlderMarkup()
{
    const auto listing = listingOf(dataFile(u"bat-older.html"_s));
    QCOMPARE(listing.url, u"https://bringatrailer.com/listing/1961-alfa-romeo-giulietta-test"_s);
    QCOMPARE(listing.make, u"Alfa Romeo"_s);
    QCOMPARE(listing.model, u"Giulietta Spider"_s);
    QCOMPARE(listing.seller, u"OldHand"_s);
    QCOMPARE(listing.location, u"Turin, Italy"_s);
    QCOMPARE(listing.lot, u"9421"_s);
    QCOMPARE(listing.vin.kind, VinReading::Kind::Refused);
    QCOMPARE(listing.vin.reason, u"characters"_s);
    QCOMPARE(listing.mileage.value_or(0), 82000);
    QCOMPARE(listing.mileageUnit, u"km"_s);
    QCOMPARE(listing.status, SaleStatus::ReserveNotMet);
    QVERIFY(!listing.salePrice);
    QCOMPARE(listing.highBid.value_or(0), 41000);
    QCOMPARE(listing.bidCount.value_or(0), 22);
    QCOMPARE(listing.saleEnd.value_or(QDateTime()), QDateTime(QDate(2018, 5, 3), QTime(0, 0), Qt::UTC));
    QCOMPARE(listing.description, u"A plain excerpt without paragraphs."_s);
    QCOMPARE(listing.imageUrls,
             QStringList({u"https://bringatrailer.com/wp-content/uploads/2018/04/alfa-1.jpg"_s,
                          u"https://bringatrailer.com/wp-content/uploads/2018/04/alfa-2.jpg"_s}));
}

void TestBringATrailer::countsCommentsInTheHeader()
{
    BatPage page;
    page.header += u"<a href='#comments'><span class='info-value'>1,204</span> <span>Comments</span></a>"_s;
    QCOMPARE(listingOf(page).commentCount.value_or(0), 1204);
    page.header = QString();
    page.commentCount = QString();
    page.comments = array({comment(u"comment"_s, u"one"_s), comment(u"bat-bid"_s, u"USD $500 bid"_s, 500),
                           comment(u"comment"_s, u"two"_s)});
    QCOMPARE(listingOf(page).commentCount.value_or(0), 2);
}

void TestBringATrailer::urlComesFromCallerFirst()
{
    const QByteArray page = BatPage().html();
    QCOMPARE(listingOf(page, u"http://127.0.0.1:8123/listing/mirrored-car/?x=1#comment-5"_s).url,
             u"http://127.0.0.1:8123/listing/mirrored-car"_s);
    QCOMPARE(listingOf(page, u"no url at all"_s).url,
             u"https://bringatrailer.com/listing/1999-porsche-911-carrera-test"_s);
}

void TestBringATrailer::galleryIsTheListingsOwn_data()
{
    QTest::addColumn<QStringList>("items");
    QTest::addColumn<QStringList>("files");
    const QString all = u"{\"small\":{\"url\":\"%1s-150x100.jpg\"},\"large\":{\"url\":\"%1l-1024x683.jpg\"},"
                        "\"full\":{\"url\":\"%1f.jpg?fit=2048%2C1365\"}}"_s.arg(kUploads);
    QTest::newRow("full is preferred to large and small") << QStringList{all} << QStringList{u"f.jpg"_s};
    QTest::newRow("original stands in for full")
        << QStringList{item(u"original"_s, u"o.jpg"_s)} << QStringList{u"o.jpg"_s};
    QTest::newRow("large loses its size")
        << QStringList{item(u"large"_s, u"l-1024x683.jpg"_s)} << QStringList{u"l.jpg"_s};
    QTest::newRow("an empty full falls back to small")
        << QStringList{u"{\"full\":{\"url\":\"\"},\"small\":\"%1s.png\"}"_s.arg(kUploads)}
        << QStringList{u"s.png"_s};
    QTest::newRow("scaled is the name of a rendition")
        << QStringList{item(u"full"_s, u"a-scaled.jpg"_s)} << QStringList{u"a.jpg"_s};
    QTest::newRow("queries and doubly escaped entities go")
        << QStringList{item(u"full"_s, u"a.jpg?w=620&amp;resize=1"_s)} << QStringList{u"a.jpg"_s};
    QTest::newRow("renditions of one photograph are one, in order")
        << QStringList{item(u"full"_s, u"b.jpg"_s), item(u"full"_s, u"a-scaled.jpg"_s),
                       item(u"large"_s, u"a-620x415.jpg"_s), item(u"full"_s, u"b.jpg?w=1"_s)}
        << QStringList{u"b.jpg"_s, u"a.jpg"_s};
    QTest::newRow("noise, drawings and documents are dropped")
        << QStringList{item(u"full"_s, u"qotw-12.jpg"_s),
                       item(u"full"_s, u"winner-template.png"_s),
                       item(u"full"_s, u"flag.svg"_s),
                       item(u"full"_s, u"manual.pdf"_s),
                       item(u"full"_s, u"web-123-bat.jpg"_s),
                       item(u"full"_s, u"real.jpg"_s),
                       u"{\"full\":{\"url\":\"https://bringatrailer.com/wp-content/themes/x/y.jpg\"}}"_s,
                       u"{\"full\":{\"url\":\"https://stats.example/pixel.gif\"}}"_s,
                       u"{\"caption\":\"none\"}"_s,
                       u"7"_s}
        << QStringList{u"real.jpg"_s};
}

void TestBringATrailer::galleryIsTheListingsOwn()
{
    QFETCH(QStringList, items);
    QFETCH(QStringList, files);
    BatPage page;
    page.gallery = page.galleryWith(array(items));
    const auto listing = listingOf(page);
    QVERIFY(listing.hasGallery);
    QCOMPARE(listing.imageUrls, uploads(files));
}

void TestBringATrailer::galleryMayBeNestedOrSingleQuoted()
{
    const QString json = array({item(u"full"_s, u"one.jpg"_s)});
    BatPage page;
    page.gallery = u"<div id='bat_listing_page_photo_gallery' data-gallery-items='%1'></div>"_s.arg(json);
    QCOMPARE(listingOf(page).imageUrls, uploads({u"one.jpg"_s}));
    page.gallery =
        u"<section id='bat_listing_page_photo_gallery'><p>x</p><div><div data-gallery-items='%1'></div></div></section>"_s
            .arg(json);
    QCOMPARE(listingOf(page).imageUrls, uploads({u"one.jpg"_s}));
}

void TestBringATrailer::brokenGalleryIsNoGallery_data()
{
    QTest::addColumn<QString>("gallery");
    QTest::addColumn<bool>("hasGallery");
    const BatPage page;
    QTest::newRow("no gallery element") << u""_s << false;
    QTest::newRow("an element without the attribute")
        << u"<div id='bat_listing_page_photo_gallery'></div>"_s << false;
    QTest::newRow("JSON that was cut off")
        << page.galleryWith(u"[{\"full\":{\"url\":\"https://bringatr"_s) << false;
    QTest::newRow("an object instead of an array") << page.galleryWith(u"{\"full\":1}"_s) << false;
    QTest::newRow("an empty attribute") << page.galleryWith(u""_s) << false;
    QTest::newRow("an empty array is a gallery") << page.galleryWith(u"[]"_s) << true;
}

void TestBringATrailer::brokenGalleryIsNoGallery()
{
    QFETCH(QString, gallery);
    QFETCH(bool, hasGallery);
    BatPage page;
    page.gallery = gallery;
    const auto listing = listingOf(page);
    QCOMPARE(listing.hasGallery, hasGallery);
    QCOMPARE(listing.imageUrls, QStringList());
}

void TestBringATrailer::outcome_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QStringList>("box");
    QTest::addColumn<QStringList>("comments");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("price");
    QTest::addColumn<int>("highBid");
    QTest::addColumn<QString>("buyer");
    const QString none;
    const QStringList noBox;
    const QString gossip = comment(
        u"comment"_s, u"Sold for $91,919 to nobody [ha]. Reserve not met on 1/1/20 at USD $5,000 }"_s);
    const QString bids = comment(u"bat-bid"_s, u"USD $30,000 bid placed by a"_s, 30000) + u',' +
                         comment(u"bat-bid"_s, u"USD $31,000 bid placed by b"_s, 31000);
    const QString cancelled = comment(u"bat-bid-canceled"_s, u"USD $95,000 bid placed by c"_s, 95000);
    const QString sold = comment(u"bat-bid-reserve"_s, u"Sold on 3/20/26 for USD $33,000.00 to Buyer_One"_s);
    const QString notMet = comment(u"bat-bid-reserve"_s, u"Reserve not met on 3/20/26 at USD $31,000"_s);
    const QString accepted =
        comment(u"bat-rnm-accepted"_s, u"Sold on 3/22/26 for USD $34,500 to Late Buyer"_s, 34500, 1790200000);
    const QString bidTo = resultHeader(u"Bid to"_s, u"USD $31,000"_s, u"3/20/26"_s);
    const QString soldFor = resultHeader(u"Sold for"_s, u"USD $33,000"_s, u"3/20/26"_s);
    const QString current = u"<span data-listing-currently='1'><span class='info-label'>Current Bid:</span> "
                            "<strong class='info-value'>USD $31,000</strong></span>"_s;
    const QStringList live = {boxRow(u"Current Bid"_s, u"<strong>USD $31,000</strong>"_s),
                              boxRow(u"Bids"_s, u"2"_s)};
    const QStringList highBid = {boxRow(u"High Bid"_s, u"USD <strong>$31,000</strong> (Reserve Not Met)"_s)};

    QTest::newRow("sold, by the site's record") << none << noBox << QStringList{gossip, bids, sold, gossip}
                                                << u"sold"_s << 33000 << 33000 << u"Buyer_One"_s;
    QTest::newRow("sold, by the result header alone")
        << soldFor << noBox << QStringList() << u"sold"_s << 33000 << 33000 << none;
    QTest::newRow("sold, by the bid box alone")
        << none
        << QStringList{boxRow(
               u"Winning Bid"_s,
               u"USD <strong>$33,000</strong> <span data-listing-high-bidder-link='1'>by <a href='/m/'>Box Buyer</a></span>"_s)}
        << QStringList() << u"sold"_s << 33000 << 33000 << u"Box Buyer"_s;
    QTest::newRow("the record overrules the header")
        << resultHeader(u"Sold for"_s, u"USD $1,000"_s) << noBox << QStringList{sold} << u"sold"_s << 33000
        << 33000 << u"Buyer_One"_s;
    QTest::newRow("bid to is a high bid and no price")
        << bidTo << noBox << QStringList{gossip} << u"bid_to"_s << 0 << 31000 << none;
    QTest::newRow("reserve not met, by the record")
        << bidTo << noBox << QStringList{bids, notMet} << u"reserve_not_met"_s << 0 << 31000 << none;
    QTest::newRow("reserve not met, by the box")
        << bidTo << highBid << QStringList() << u"reserve_not_met"_s << 0 << 31000 << none;
    QTest::newRow("an offer accepted after reserve not met is a sale")
        << bidTo << highBid << QStringList{bids, notMet, accepted} << u"sold"_s << 34500 << 31000
        << u"Late Buyer"_s;
    QTest::newRow("the accepted offer counts in either order")
        << bidTo << highBid << QStringList{accepted, notMet, bids} << u"sold"_s << 34500 << 31000
        << u"Late Buyer"_s;
    QTest::newRow("cancelled bids are no bids")
        << none << noBox << QStringList{bids, cancelled} << u"no_sale"_s << 0 << 31000 << none;
    QTest::newRow("live") << current << live << QStringList{bids} << u"active"_s << 0 << 31000 << none;
    QTest::newRow("live, without a bid box")
        << current << noBox << QStringList() << u"active"_s << 0 << 31000 << none;
    QTest::newRow("withdrawn") << resultHeader(u"Withdrawn on 3/19/26"_s, none) << live << QStringList{bids}
                               << u"withdrawn"_s << 0 << 31000 << none;
    QTest::newRow("members' words are no result")
        << none << noBox << QStringList{gossip} << u"no_sale"_s << 0 << 0 << none;
    QTest::newRow("a price below 10 is rejected")
        << resultHeader(u"Sold for"_s, u"USD $9"_s) << noBox << QStringList() << u"sold"_s << 0 << 0 << none;
    QTest::newRow("a price above 100 million is rejected")
        << resultHeader(u"Sold for"_s, u"USD $100,000,001"_s) << noBox << QStringList() << u"sold"_s << 0 << 0
        << none;
}

void TestBringATrailer::outcome()
{
    QFETCH(QString, header);
    QFETCH(QStringList, box);
    QFETCH(QStringList, comments);
    QFETCH(QString, status);
    QFETCH(int, price);
    QFETCH(int, highBid);
    QFETCH(QString, buyer);
    BatPage page;
    page.header = header;
    page.box = box;
    page.comments = comments.isEmpty() ? QString() : array(comments);
    const auto listing = listingOf(page);
    QCOMPARE(QString(core::saleStatusName(listing.status)), status);
    QCOMPARE(listing.salePrice.value_or(0), price);
    QCOMPARE(listing.highBid.value_or(0), highBid);
    QCOMPARE(listing.buyer, buyer);
    QCOMPARE(listing.currency, price + highBid > 0 ? u"USD"_s : QString());
}

void TestBringATrailer::endOfSaleIsNeverToday()
{
    BatPage page;
    page.header = resultHeader(u"Sold for"_s, u"USD $33,000"_s);
    page.titleResult = u"closed"_s;
    QVERIFY(!listingOf(page).saleEnd);
    page.comments = array({comment(u"bat-bid-reserve"_s, u"Sold on 3/20/26 for USD $33,000 to b"_s, 0, 0)});
    QCOMPARE(listingOf(page).saleEnd.value_or(QDateTime()),
             QDateTime(QDate(2026, 3, 20), QTime(0, 0), Qt::UTC));
    page.comments =
        array({comment(u"bat-bid-reserve"_s, u"Sold on 3/20/26 for USD $33,000 to b"_s, 0, 1774033201)});
    QCOMPARE(listingOf(page).saleEnd.value_or(QDateTime()).toSecsSinceEpoch(), 1774033201);
    page.header =
        u"<span class='info-value'>Sold for <strong>USD $33,000</strong> <span data-timestamp='1774033200'>on 3/20/26</span></span>"_s;
    QCOMPARE(listingOf(page).saleEnd.value_or(QDateTime()).toSecsSinceEpoch(), 1774033200);
}

void TestBringATrailer::currencies_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("record");
    QTest::addColumn<int>("price");
    QTest::addColumn<QString>("currency");
    QTest::newRow("euros in the header") << u"EUR €46,356"_s << QString() << 46356 << u"EUR"_s;
    QTest::newRow("pounds in the header") << u"GBP £9,500"_s << QString() << 9500 << u"GBP"_s;
    QTest::newRow("a bare sign") << u"€12,000"_s << QString() << 12000 << u"EUR"_s;
    QTest::newRow("euros in the record")
        << u"EUR €46,356"_s << u"Sold on 3/20/26 for EUR €46,356.00 to b"_s << 46356 << u"EUR"_s;
    QTest::newRow("Canadian dollars are not ours")
        << u"CAD $50,000"_s << u"Sold on 3/20/26 for $50,000 to b"_s << 50000 << u"CAD"_s;
}

void TestBringATrailer::currencies()
{
    QFETCH(QString, header);
    QFETCH(QString, record);
    QFETCH(int, price);
    QFETCH(QString, currency);
    BatPage page;
    page.box.clear();
    page.header = resultHeader(u"Sold for"_s, header, u"3/20/26"_s);
    if (!record.isEmpty())
        page.comments = array({comment(u"bat-bid-reserve"_s, record)});
    const auto listing = listingOf(page);
    QCOMPARE(listing.salePrice.value_or(0), price);
    QCOMPARE(listing.currency, currency);
}

void TestBringATrailer::chassis_data()
{
    QTest::addColumn<QString>("item");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("value"); // or the reason of a refusal
    QTest::newRow("a checked VIN in a link")
        << u"Chassis: <a href='#'>1ZZKA34D5PB501772</a>"_s << u"vin17"_s << u"1ZZKA34D5PB501772"_s;
    QTest::newRow("a checked VIN in plain text")
        << u"VIN: 1zzka34d5pb501772"_s << u"vin17"_s << u"1ZZKA34D5PB501772"_s;
    QTest::newRow("a wrong check digit is kept as stated")
        << u"Chassis: 1ZZKA34D6PB501772"_s << u"chassis"_s << u"1ZZKA34D6PB501772"_s;
    QTest::newRow("a short chassis number")
        << u"Chassis: 194679S712875"_s << u"chassis"_s << u"194679S712875"_s;
    QTest::newRow("no item at all") << u"Engine: 1ZZKA34D5PB501772"_s << u"absent"_s << QString();
    QTest::newRow("a number in the middle of an item")
        << u"Replacement Engine, Chassis: 12345"_s << u"absent"_s << QString();
    QTest::newRow("an empty item") << u"Chassis:"_s << u"refused"_s << u"empty"_s;
    QTest::newRow("a placeholder") << u"VIN: N/A"_s << u"refused"_s << u"placeholder"_s;
    QTest::newRow("two numbers") << u"Chassis: <a>AR12345</a> and <a>AR12346</a>"_s << u"refused"_s
                                 << u"several"_s;
    QTest::newRow("a sentence") << u"Chassis: not stamped, see the photographs"_s << u"refused"_s
                                << u"prose"_s;
}

void TestBringATrailer::chassis()
{
    QFETCH(QString, item);
    QFETCH(QString, kind);
    QFETCH(QString, value);
    BatPage page;
    page.details = QStringList{u"95k Miles Shown"_s, item};
    const auto vin = listingOf(page).vin;
    QCOMPARE(QString(core::vinKindName(vin.kind)), kind);
    QCOMPARE(vin.kind == VinReading::Kind::Refused ? vin.reason : vin.value, value);
}

void TestBringATrailer::severalChassisItemsAreRefused()
{
    BatPage page;
    page.details = QStringList{u"Chassis: 1ZZKA34D5PB501772"_s, u"VIN: ZZ9AB12C0XR000417"_s};
    QCOMPARE(listingOf(page).vin.reason, u"several"_s);
    page.details = QStringList{u"Chassis: 1ZZKA34D5PB501772"_s, u"VIN: 1ZZKA34D5PB501772"_s};
    QCOMPARE(listingOf(page).vin.kind, VinReading::Kind::Vin17);
}

void TestBringATrailer::mileage_data()
{
    QTest::addColumn<QString>("item");
    QTest::addColumn<int>("value");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<bool>("unknown");
    QTest::newRow("thousands") << u"115k Miles Shown on Repaired Odometer"_s << 115000 << u"mi"_s << false;
    QTest::newRow("about") << u"~95,000 Miles"_s << 95000 << u"mi"_s << false;
    QTest::newRow("a fraction of thousands") << u"1.5k Miles"_s << 1500 << u"mi"_s << false;
    QTest::newRow("kilometres first") << u"82k Kilometers (~51k Miles)"_s << 82000 << u"km"_s << false;
    QTest::newRow("an odometer of five digits")
        << u"Five-Digit Odometer Shows 12k Miles, TMU"_s << 12000 << u"mi"_s << true;
    QTest::newRow("some of them by the owner")
        << u"31k Miles, ~500 Added by Current Owner"_s << 31000 << u"mi"_s << false;
    QTest::newRow("unknown") << u"TMU"_s << 0 << QString() << true;
    QTest::newRow("since a rebuild") << u"900 Miles Since Rebuild"_s << 0 << QString() << false;
    QTest::newRow("of an engine") << u"Rebuilt Flat-Six, 5k Miles Ago"_s << 0 << QString() << false;
    QTest::newRow("absurd") << u"99,999,999 Miles"_s << 0 << QString() << false;
}

void TestBringATrailer::mileage()
{
    QFETCH(QString, item);
    QFETCH(int, value);
    QFETCH(QString, unit);
    QFETCH(bool, unknown);
    BatPage page;
    page.details = QStringList{u"Chassis: 1ZZKA34D5PB501772"_s, item};
    const auto listing = listingOf(page);
    QCOMPARE(listing.mileage.value_or(0), value);
    QCOMPARE(listing.mileageUnit, unit);
    QCOMPARE(listing.mileageUnknown, unknown);
}

void TestBringATrailer::categoryTellsWhatIsNoVehicle_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QStringList>("categories");
    QTest::addColumn<QString>("reason");
    const QString car = u"1999 Porsche 911"_s;
    QTest::newRow("parts") << car << QStringList{u"Parts and Automobilia"_s} << u"not_a_vehicle"_s;
    QTest::newRow("automobilia") << car << QStringList{u" Automobilia"_s} << u"not_a_vehicle"_s;
    QTest::newRow("wheels among others")
        << car << QStringList{u"German"_s, u"Wheels"_s} << u"not_a_vehicle"_s;
    QTest::newRow("a category of vehicles") << car << QStringList{u"Convertibles"_s} << u"listing"_s;
    QTest::newRow("wording alone decides nothing")
        << u"Neon Sign and Wheels for Porsche 911"_s << QStringList() << u"listing"_s;
    QTest::newRow("a replica without a year") << u"Coyote-Powered Ford Mustang Convertible by Revology"_s
                                              << QStringList{u"Convertibles"_s} << u"listing"_s;
}

void TestBringATrailer::categoryTellsWhatIsNoVehicle()
{
    QFETCH(QString, title);
    QFETCH(QStringList, categories);
    QFETCH(QString, reason);
    BatPage page;
    page.title = title;
    page.categories = categories;
    const auto reading = testpages::read(page);
    QCOMPARE(reasonOf(reading), reason);
    if (const auto *refusal = std::get_if<extract::Refusal>(&reading))
        QCOMPARE(refusal->cause, core::Cause::NotAVehicle);
}

QTEST_GUILESS_MAIN(TestBringATrailer)
#include "tst_bringatrailer.moc"
