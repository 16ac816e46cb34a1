// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/listingurl.h"
#include "extract/batcomments.h"
#include "extract/batresult.h"
#include "extract/document.h"
#include "extract/pagetext.h"
#include "extract/reader.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>

using core::SaleStatus;
using core::VinReading;

namespace {

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString pagesFolder()
{
    return QStringLiteral(RETRYDESK_SHARED_PAGES);
}

QByteArray pageNamed(const QString &name)
{
    return readFile(pagesFolder() + u'/' + name);
}

QJsonObject truth()
{
    return QJsonDocument::fromJson(pageNamed(QStringLiteral("truth.json"))).object();
}

//! The accepted values of a field: FIELD_accepted if the truth has it, else FIELD alone.
QStringList accepted(const QJsonObject &page, const QString &field)
{
    QStringList values;
    for (const QJsonValue &value : page.value(field + QLatin1String("_accepted")).toArray())
        values.append(value.toString());
    return values.isEmpty() ? QStringList(page.value(field).toString()) : values;
}

template <typename T>
QJsonValue jsonOf(const std::optional<T> &value)
{
    return value ? QJsonValue(qint64(*value)) : QJsonValue();
}

QString vinOf(const VinReading &vin)
{
    return vin.kind == VinReading::Kind::Vin17 || vin.kind == VinReading::Kind::Chassis ? vin.value
                                                                                        : QString();
}

} // namespace

//! Reads every page that a person has read, and compares field by field.
class TestExtractTruth : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void readsListing_data();
    void readsListing();
    void refusesOtherPages_data();
    void refusesOtherPages();
    void readsIndex_data();
    void readsIndex();
    void indexTellsVehiclesFromOthers();
    void readsFragmentOfResult();
    void readsCapturedRecords();
    void everyPageIsReadInTime();
};

void TestExtractTruth::initTestCase()
{
    if (!QDir(pagesFolder()).exists())
        QSKIP("The folder of shared pages is not there: reading real pages is not tested.");
    QVERIFY2(!truth().isEmpty(), "truth.json is missing or broken");
}

void TestExtractTruth::readsListing_data()
{
    QTest::addColumn<QJsonObject>("expected");
    const QJsonObject pages = truth();
    for (auto page = pages.begin(); page != pages.end(); ++page) {
        const QJsonObject expected = page->toObject();
        if (expected.contains(QLatin1String("year")))
            QTest::newRow(qPrintable(page.key())) << expected;
    }
}

void TestExtractTruth::readsListing()
{
    QFETCH(QJsonObject, expected);
    const auto reading = extract::readListing(pageNamed(QString::fromUtf8(QTest::currentDataTag())), {});
    const auto *listing = std::get_if<extract::Listing>(&reading);
    QVERIFY2(listing, qPrintable(listing ? QString() : std::get<extract::Refusal>(reading).reason));

    const auto has = [&expected](const char *field) { return expected.contains(QLatin1String(field)); };
    const auto text = [&expected](const char *field) {
        return expected.value(QLatin1String(field)).toString();
    };
    QCOMPARE(jsonOf(listing->year), expected.value(QLatin1String("year")));
    QVERIFY2(accepted(expected, QStringLiteral("make")).contains(listing->make), qPrintable(listing->make));
    const QStringList models = accepted(expected, QStringLiteral("model"));
    QVERIFY2(std::any_of(
                 models.begin(), models.end(),
                 [&](const QString &model) { return listing->model.contains(model, Qt::CaseInsensitive); }),
             qPrintable(listing->model));
    QCOMPARE(vinOf(listing->vin), text("vin"));
    QCOMPARE(jsonOf(listing->mileage), expected.value(QLatin1String("mileage")));
    QCOMPARE(listing->mileageUnit, listing->mileage ? QStringLiteral("mi") : QString());
    QCOMPARE(listing->location, text("location"));
    QVERIFY2(accepted(expected, QStringLiteral("seller")).contains(listing->seller),
             qPrintable(listing->seller));
    if (has("lot"))
        QCOMPARE(listing->lot, text("lot"));
    if (has("status"))
        QCOMPARE(QString(core::saleStatusName(listing->status)), text("status"));
    QCOMPARE(jsonOf(listing->salePrice), expected.value(QLatin1String("sale_price")));
    if (has("high_bid"))
        QCOMPARE(jsonOf(listing->highBid), expected.value(QLatin1String("high_bid")));
    if (listing->highBid)
        QCOMPARE(listing->currency, QStringLiteral("USD"));
    if (has("bids"))
        QCOMPARE(jsonOf(listing->bidCount), expected.value(QLatin1String("bids")));
    if (has("comments"))
        QCOMPARE(jsonOf(listing->commentCount), expected.value(QLatin1String("comments")));
    if (has("url"))
        QCOMPARE(listing->url, *core::canonicalListingUrl(text("url")));
    const int images = expected.value(QLatin1String("images")).toInt();
    QCOMPARE(listing->imageCountStated.value_or(int(listing->imageUrls.size())), images);
    QCOMPARE(listing->imageUrls.isEmpty(), images == 0);
    QCOMPARE(listing->hasGallery, images > 0);
    QCOMPARE(QSet<QString>(listing->imageUrls.begin(), listing->imageUrls.end()).size(),
             listing->imageUrls.size());
    QCOMPARE(listing->saleEnd.has_value() && listing->status == SaleStatus::Active, false);
    QCOMPARE(listing->status == SaleStatus::Sold, listing->salePrice.has_value());
}

void TestExtractTruth::refusesOtherPages_data()
{
    QTest::addColumn<QString>("reason");
    QTest::newRow("bringatrailer-index/auctions-2025-02.html") << QStringLiteral("index_page");
    QTest::newRow("bringatrailer-index/auction-results-2025-02.html") << QStringLiteral("index_page");
    QTest::newRow("bringatrailer-index/make-porsche-2025-02.html") << QStringLiteral("index_page");
    QTest::newRow("carsandbids/3gqwqP48-2018-bmw-m550i-xdrive.html") << QStringLiteral("empty_shell");
    QTest::newRow("bringatrailer/2000-toyota-land-cruiser-155.result-box.html") << QStringLiteral("cut_off");
    QTest::newRow("bringatrailer/2000-toyota-land-cruiser-155.live-events.json")
        << QStringLiteral("unknown_site");
}

void TestExtractTruth::refusesOtherPages()
{
    QFETCH(QString, reason);
    const QByteArray page = pageNamed(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY(!page.isEmpty());
    const auto reading = extract::readListing(page, {});
    const auto *refusal = std::get_if<extract::Refusal>(&reading);
    QVERIFY(refusal);
    QCOMPARE(refusal->reason, reason);
    QVERIFY(!refusal->message.isEmpty());
}

void TestExtractTruth::readsIndex_data()
{
    QTest::addColumn<QJsonObject>("expected");
    const QJsonObject pages = truth();
    for (auto page = pages.begin(); page != pages.end(); ++page) {
        if (page.key().startsWith(QLatin1String("bringatrailer-index/")))
            QTest::newRow(qPrintable(page.key())) << page->toObject();
    }
}

void TestExtractTruth::readsIndex()
{
    QFETCH(QJsonObject, expected);
    const auto index = extract::readIndex(pageNamed(QString::fromUtf8(QTest::currentDataTag())));
    QVERIFY(index);
    const auto count = [&index](auto predicate) {
        return int(std::count_if(index->items.begin(), index->items.end(), predicate));
    };
    const int items = expected.value(QLatin1String("items_current")).toInt() +
                      expected.value(QLatin1String("items_completed")).toInt();
    QCOMPARE(int(index->items.size()), items);
    if (expected.contains(QLatin1String("items_with_17_character_vin"))) {
        QCOMPARE(count([](const auto &item) { return vinOf(item.vin).size() == 17; }),
                 expected.value(QLatin1String("items_with_17_character_vin")).toInt());
        QCOMPARE(count([](const auto &item) { return item.status == SaleStatus::Active; }), items);
    } else {
        QCOMPARE(count([](const auto &item) { return item.status == SaleStatus::Sold && item.salePrice; }),
                 expected.value(QLatin1String("sold")).toInt());
        QCOMPARE(count([](const auto &item) { return item.status == SaleStatus::BidTo && !item.salePrice; }),
                 expected.value(QLatin1String("bid_to")).toInt());
        QCOMPARE(count([](const auto &item) { return item.saleEnd.has_value(); }), items);
    }
    QCOMPARE(count([](const auto &item) { return item.title.contains(u'&') && item.title.contains(u';'); }),
             0);
    QCOMPARE(count([](const auto &item) {
                 return item.url.startsWith(QLatin1String("https://bringatrailer.com/listing/"));
             }),
             items);
}

void TestExtractTruth::indexTellsVehiclesFromOthers()
{
    const auto index =
        extract::readIndex(pageNamed(QStringLiteral("bringatrailer-index/auctions-2025-02.html")));
    QVERIFY(index);
    const auto vehicles = std::count_if(index->items.begin(), index->items.end(),
                                        [](const auto &item) { return item.isVehicle; });
    QCOMPARE(int(vehicles), 763);
    const auto checked = std::count_if(index->items.begin(), index->items.end(), [](const auto &item) {
        return item.vin.kind == VinReading::Kind::Vin17 && core::hasVinCheckDigit(item.vin.value);
    });
    QVERIFY(checked > 300 && checked < 508);
    const auto replica = std::find_if(index->items.begin(), index->items.end(), [](const auto &item) {
        return item.title == u"Coyote-Powered Ford Mustang GT Convertible by Revology";
    });
    QVERIFY(replica != index->items.end());
    QVERIFY(replica->isVehicle);
    QVERIFY(!replica->year);
    QCOMPARE(replica->make, QStringLiteral("Ford"));
}

void TestExtractTruth::readsFragmentOfResult()
{
    const QString name = QStringLiteral("bringatrailer/2000-toyota-land-cruiser-155.result-box.html");
    const QJsonObject expected = truth().value(name).toObject();
    const auto document = extract::Document::parse(extract::pageAsUtf8(pageNamed(name)));
    QVERIFY(document);
    extract::Listing listing;
    extract::readBatResultBox(*document, listing);
    QCOMPARE(QString(core::saleStatusName(listing.status)),
             expected.value(QLatin1String("status")).toString());
    QCOMPARE(jsonOf(listing.salePrice), expected.value(QLatin1String("sale_price")));
    QCOMPARE(listing.currency, expected.value(QLatin1String("currency")).toString());
    QCOMPARE(listing.buyer, expected.value(QLatin1String("buyer")).toString());
    QCOMPARE(jsonOf(listing.bidCount), expected.value(QLatin1String("bids")));
    QCOMPARE(listing.commentCount.value_or(-1), 17);
    QVERIFY(listing.saleEnd);
    QCOMPARE(QJsonValue(listing.saleEnd->toSecsSinceEpoch()),
             expected.value(QLatin1String("sale_timestamp")));
}

void TestExtractTruth::readsCapturedRecords()
{
    const QString name = QStringLiteral("bringatrailer/2000-toyota-land-cruiser-155.live-events.json");
    QJsonArray comments;
    for (const QJsonValue &event :
         QJsonDocument::fromJson(pageNamed(name)).object().value(u"events").toArray()) {
        const QJsonValue comment = event.toObject().value(u"data").toObject().value(u"comment");
        if (comment.isObject())
            comments.append(comment);
    }
    QVERIFY(comments.size() > 1);
    const auto records = extract::readBatRecords(QJsonDocument(comments).toJson());
    QVERIFY(records);
    QCOMPARE(records->outcome, extract::BatRecords::Outcome::Sold);
    QVERIFY(records->amount);
    QCOMPARE(records->amount->amount, 33000);
    QCOMPARE(records->amount->currency, QStringLiteral("USD"));
    QCOMPARE(records->buyer, QStringLiteral("JuergenJanzen"));
    QVERIFY(records->bids > 0);
    QVERIFY(records->highBid && records->highBid->amount <= 33000);
}

void TestExtractTruth::everyPageIsReadInTime()
{
    const QJsonObject pages = truth();
    for (const QString &name : pages.keys()) {
        const QByteArray page = pageNamed(name);
        QElapsedTimer timer;
        timer.start();
        (void)extract::readListing(page, {});
        // The goal is 200 ms for 1.5 MB; a machine that builds at the same time gets five times that.
        QVERIFY2(timer.elapsed() < 1000, qPrintable(name + u' ' + QString::number(timer.elapsed())));
        qInfo("%s: %lld ms", qPrintable(name), timer.elapsed());
    }
}

QTEST_GUILESS_MAIN(TestExtractTruth)
#include "tst_extract_truth.moc"
